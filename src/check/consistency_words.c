/* Sentences that the author of a report understands and can accept: the premises, the numbers, what
 * they would need, and the ordinary explanations. */
#include "base/number.h"
#include "consistency_parts.h"

#include <math.h>
#include <string.h>

/* Beyond this many respondents the bases are not listed one by one. */
#define MAX_LISTED 100000

void set_word(Text *text, WordId id)
{
    text_clear(text);
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        text->in[l] = g_strdup(word(id, (Language)l));
}

static char *number_in(double value, int decimals, Language language)
{
    char buffer[64];
    char *text = g_strdup(number_format_fixed(value, MAX(0, decimals), buffer));
    char *mark = strchr(text, '.');
    if (mark != NULL && language == LANGUAGE_FR)
        *mark = ',';
    return text;
}

char *printed_number(PrintedNumber number, Language language)
{
    return number.has ? number_in(number.value, number.decimals, language) : g_strdup("");
}

static char *count_in_words(gint64 n)
{
    return g_strdup_printf("%" G_GINT64_FORMAT, n);
}

static const Claim *member(const ConsistencySet *set, const Claims *claims, guint i)
{
    return g_ptr_array_index(claims->claims, g_array_index(set->members, guint, i));
}

/* Over all bases that print a cluster: people who gave the answer, and who gave another. */
typedef struct {
    const TableClaim *table;
    gint64 fewest, most, fewest_others, most_others;
} Span;

/* Members of a set of percentages that stand on one base. */
typedef struct {
    const TableClaim *first;
    GArray *spans; /* Span, one a member */
    PrintRuleKind rule;
    gint64 low, high; /* smallest and largest base that prints them all; low 0: none */
    gboolean all;     /* every base was looked at */
} Cluster;

static gboolean same_base(const TableClaim *a, const TableClaim *b)
{
    if (a->item != b->item || a->by != b->by || a->base >= 0 || b->base >= 0)
        return FALSE;
    return a->by == NULL ||
           g_strv_equal((const char *const *)a->group, (const char *const *)b->group);
}

static Span *span_of(const Cluster *cluster, guint i)
{
    return &g_array_index(cluster->spans, Span, i);
}

static gboolean prints_all(const Cluster *cluster, gint64 n)
{
    for (guint i = 0; i < cluster->spans->len; i++) {
        gint64 low, high;
        if (!print_counts(&span_of(cluster, i)->table->interval[cluster->rule], n, &low, &high))
            return FALSE;
    }
    return TRUE;
}

static void widen_span(Span *span, PrintRuleKind rule, gint64 n, gboolean first)
{
    gint64 low, high;
    print_counts(&span->table->interval[rule], n, &low, &high);
    span->fewest = first ? low : MIN(span->fewest, low);
    span->most = first ? high : MAX(span->most, high);
    span->fewest_others = first ? n - high : MIN(span->fewest_others, n - high);
    span->most_others = first ? n - low : MAX(span->most_others, n - low);
}

static void find_bases(Cluster *cluster, gint64 respondents, SolverWork *work)
{
    gint64 n = 1;
    for (; n <= MIN(respondents, MAX_LISTED) && work_is_left(work); n++) {
        work->spent += cluster->spans->len;
        if (!prints_all(cluster, n))
            continue;
        for (guint i = 0; i < cluster->spans->len; i++)
            widen_span(span_of(cluster, i), cluster->rule, n, cluster->low == 0);
        if (cluster->low == 0)
            cluster->low = n;
        cluster->high = n;
    }
    cluster->all = n > respondents;
}

static const Claim *claim_of(const Claims *claims, const Span *span)
{
    return g_ptr_array_index(claims->claims, span->table->claim);
}

static char *cluster_ids(const Cluster *cluster, const Claims *claims)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < cluster->spans->len; i++)
        g_string_append_printf(out, "%s%s", i == 0 ? "" : ", ",
                               claim_of(claims, span_of(cluster, i))->id);
    return g_string_free(out, FALSE);
}

/* How many people a percentage can stand for: within a group the fewest, of all the most. */
static void append_counts(GString *out, const Cluster *cluster, const Claims *claims,
                          Language language)
{
    gboolean within = cluster->first->by != NULL;
    for (guint i = 0; i < cluster->spans->len; i++) {
        const Span *span = span_of(cluster, i);
        g_autofree char *these = count_in_words(within ? span->fewest : span->most);
        g_autofree char *others = count_in_words(within ? span->fewest_others : span->most_others);
        g_autofree char *text = word_printf(within ? W_CONSISTENCY_AT_LEAST : W_CONSISTENCY_AT_MOST,
                                            language, claim_of(claims, span)->id, these, others);
        g_string_append(out, text);
    }
}

static void append_cluster(GString *out, const Cluster *cluster, const Naming *naming,
                           gint64 respondents, Language language)
{
    const Claims *claims = naming->claims;
    g_autofree char *ids = cluster_ids(cluster, claims), *all = count_in_words(respondents);
    if (cluster->low == 0 && !cluster->all)
        return;
    if (cluster->low == 0) {
        g_autofree char *text = word_printf(W_CONSISTENCY_NO_COMMON_BASE, language, all, ids);
        g_string_append(out, text);
        return;
    }
    if (cluster->first->by != NULL) {
        const Claim *claim = claim_of(claims, span_of(cluster, 0));
        g_autofree char *group = group_in_words(naming->plan, claim, language);
        g_autofree char *low = count_in_words(cluster->low);
        g_autofree char *text = word_printf(W_CONSISTENCY_NEEDS, language, ids, low, group);
        g_string_append(out, text);
    }
    if (cluster->first->by != NULL || cluster->all)
        append_counts(out, cluster, claims, language);
}

static void cluster_free(gpointer data)
{
    g_array_unref(((Cluster *)data)->spans);
    g_free(data);
}

static Cluster *cluster_for(GPtrArray *clusters, const TableClaim *claim, PrintRuleKind rule)
{
    for (guint i = 0; i < clusters->len; i++) {
        Cluster *cluster = g_ptr_array_index(clusters, i);
        if (same_base(cluster->first, claim))
            return cluster;
    }
    Cluster *cluster = g_new0(Cluster, 1);
    cluster->first = claim;
    cluster->rule = rule;
    cluster->spans = g_array_new(FALSE, TRUE, sizeof(Span));
    g_ptr_array_add(clusters, cluster);
    return cluster;
}

static GPtrArray *clusters_of(Percents *percents, const guint *members, guint n, PrintRuleKind rule)
{
    GPtrArray *clusters = g_ptr_array_new_with_free_func(cluster_free);
    for (guint i = 0; i < n; i++) {
        Span span = {.table = &g_array_index(percents->claims, TableClaim, members[i])};
        g_array_append_val(cluster_for(clusters, span.table, rule)->spans, span);
    }
    for (guint i = 0; i < clusters->len; i++)
        find_bases(g_ptr_array_index(clusters, i), percents->respondents, &percents->work);
    return clusters;
}

static gboolean disjoint(char **a, char **b)
{
    for (; *a != NULL; a++)
        if (g_strv_contains((const char *const *)b, *a))
            return FALSE;
    return TRUE;
}

/* Levels of one base that exclude each other and add up to more than 100 %. */
static void append_sum(GString *out, const Cluster *cluster, const Claims *claims,
                       Language language)
{
    double sum = 0;
    int decimals = 0;
    for (guint i = 0; i < cluster->spans->len; i++) {
        const Claim *claim = claim_of(claims, span_of(cluster, i));
        for (guint j = 0; j < i; j++)
            if (!disjoint(span_of(cluster, i)->table->levels, span_of(cluster, j)->table->levels))
                return;
        sum += claim->value.value;
        decimals = MAX(decimals, claim->value.decimals);
    }
    if (cluster->spans->len < 2 || sum <= 100)
        return;
    g_autofree char *total = number_in(sum, decimals, language);
    g_autofree char *text = word_printf(W_CONSISTENCY_OVER_HUNDRED, language, total);
    g_string_append(out, text);
}

static void append_strength(GString *out, const ConsistencySet *set, Language language)
{
    if (set->strength != STRENGTH_NONE)
        g_string_append(out, word(set->strength == STRENGTH_FIRM ? W_CONSISTENCY_FIRM_HINT
                                                                 : W_CONSISTENCY_LAST_DIGIT_HINT,
                                  language));
}

void explain_percentages(ConsistencySet *set, const Naming *naming, Percents *percents,
                         const guint *members)
{
    g_autoptr(GPtrArray) clusters = clusters_of(percents, members, set->members->len,
                                                set->minimal ? PRINT_ROUNDED : PRINT_LOOSE);
    gboolean turned = percents_dissolves_transposed(percents, members, set->members->len);
    g_autofree char *all = count_in_words(percents->respondents);
    WordId opening = set->members->len == 1 ? W_CONSISTENCY_ALONE : W_CONSISTENCY_TOGETHER;
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        Language l = (Language)i;
        g_autofree char *premises = word_printf(W_CONSISTENCY_PREMISES, l, all);
        g_autofree char *names = members_in_words(set, naming, l);
        g_autofree char *first = word_printf(opening, l, premises, names);
        GString *out = g_string_new(first);
        for (guint c = 0; c < clusters->len; c++) {
            append_cluster(out, g_ptr_array_index(clusters, c), naming, percents->respondents, l);
            append_sum(out, g_ptr_array_index(clusters, c), naming->claims, l);
        }
        append_strength(out, set, l);
        if (turned)
            g_string_append(out, word(W_CONSISTENCY_TRANSPOSED_HINT, l));
        g_string_append(out, word(W_CONSISTENCY_INNOCENT, l));
        set->sentence.in[l] = g_string_free(out, FALSE);
    }
}

static char *share_in_words(const Claim *claim, Language l)
{
    g_autofree char *value = printed_number(claim->value, l);
    g_autofree char *count = printed_number(claim->count, l);
    g_autofree char *base = printed_number(claim->base, l);
    g_autofree char *real =
        number_in(100 * claim->count.value / claim->base.value, MAX(1, claim->value.decimals), l);
    return word_printf(W_CONSISTENCY_SHARE_SENTENCE, l, claim->id, value, count, base, real);
}

static char *sum_in_words(const Claim *claim, Language l)
{
    g_autoptr(GString) parts = g_string_new(NULL);
    double sum = 0;
    int decimals = claim->value.decimals;
    for (guint i = 0; i < claim->parts->len; i++) {
        PrintedNumber part = g_array_index(claim->parts, PrintedNumber, i);
        g_autofree char *text = printed_number(part, l);
        g_string_append_printf(parts, "%s%s", i == 0 ? "" : " + ", text);
        sum += part.value;
        decimals = MAX(decimals, part.decimals);
    }
    g_autofree char *value = printed_number(claim->value, l);
    g_autofree char *total = number_in(sum, decimals, l);
    return word_printf(W_CONSISTENCY_SUM_SENTENCE, l, claim->id, value, parts->str, total);
}

static char *disagree_in_words(const ConsistencySet *set, const Naming *naming, Language l)
{
    const Claims *claims = naming->claims;
    const Claim *a = member(set, claims, 0), *b = member(set, claims, 1);
    g_autofree char *x = printed_number(a->value, l), *y = printed_number(b->value, l);
    g_autofree char *first = g_strdup_printf("%s, %s", a->id, a->section != NULL ? a->section : "");
    g_autofree char *second =
        g_strdup_printf("%s, %s", b->id, b->section != NULL ? b->section : "");
    g_autofree char *name = response_in_words(naming->plan, a, l);
    return word_printf(W_CONSISTENCY_DISAGREE_SENTENCE, l, name, x, first, y, second);
}

static char *body_of(const ConsistencySet *set, const Naming *naming, Language l)
{
    const Claim *claim = member(set, naming->claims, 0);
    g_autofree char *response = response_in_words(naming->plan, claim, l);
    g_autofree char *names = members_in_words(set, naming, l);
    switch (set->kind) {
    case SET_SHARE:
        return share_in_words(claim, l);
    case SET_SUM:
        return sum_in_words(claim, l);
    case SET_DISAGREE:
        return disagree_in_words(set, naming, l);
    case SET_UNREACHABLE:
        return word_printf(W_CONSISTENCY_UNREACHABLE_SENTENCE, l, response, names);
    default: {
        g_autofree char *by = variable_in_words(naming->plan, claim->by[0], l);
        return word_printf(W_CONSISTENCY_ORDER_SENTENCE, l, response, by, names);
    }
    }
}

void explain_set(ConsistencySet *set, const Naming *naming)
{
    static const WordId innocent[] = {
        [SET_PERCENTAGES] = W_CONSISTENCY_INNOCENT,
        [SET_SHARE] = W_CONSISTENCY_PRINT_INNOCENT,
        [SET_SUM] = W_CONSISTENCY_PRINT_INNOCENT,
        [SET_UNREACHABLE] = W_CONSISTENCY_SCALE_INNOCENT,
        [SET_ORDER] = W_CONSISTENCY_ORDER_INNOCENT,
        [SET_DISAGREE] = W_CONSISTENCY_DISAGREE_INNOCENT,
    };
    for (int i = 0; i < LANGUAGE_COUNT; i++) {
        Language l = (Language)i;
        g_autofree char *body = body_of(set, naming, l);
        GString *out = g_string_new(body);
        append_strength(out, set, l);
        g_string_append(out, word(innocent[set->kind], l));
        set->sentence.in[l] = g_string_free(out, FALSE);
    }
}
