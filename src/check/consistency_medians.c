/* Medians and means of the plan's scales: reachable at all, and which numbers of items fit. */
#include "base/number.h"
#include "consistency_parts.h"
#include "consistency_scales.h"

#include <math.h>
#include <string.h>

/* Numbers of items tried, and those among which a chance hit is counted. */
#define MAX_ITEMS        40
#define MAX_ITEMS_CHANCE 30
#define MAX_DECIMALS     4
#define MAX_SCALE_ITEMS  200
#define MAX_RANGE        1000

/* The number behind the letters of "bg12", -1 without one; *LETTERS: how many bytes before it. */
static gint64 suffix_number(const char *name, gsize *letters)
{
    gsize n = strlen(name);
    while (n > 0 && g_ascii_isdigit(name[n - 1]))
        n--;
    *letters = n;
    return name[n] == '\0' ? -1 : g_ascii_strtoll(name + n, NULL, 10);
}

/* Variables that a range means: by the numbers of its ends, or by the plan's own order; 0 unknown.
 */
static guint range_length(const Plan *plan, const PlanRef *ref)
{
    gsize first_letters, last_letters;
    gint64 first = suffix_number(ref->first, &first_letters);
    gint64 last = suffix_number(ref->last, &last_letters);
    if (first >= 0 && last >= first && first_letters == last_letters &&
        strncmp(ref->first, ref->last, first_letters) == 0)
        return (guint)MIN(last - first + 1, G_MAXINT16);
    guint from = G_MAXUINT;
    for (guint i = 0; plan->variables != NULL && i < plan->variables->len; i++) {
        const PlanVariable *variable = g_ptr_array_index(plan->variables, i);
        if (strcmp(variable->name.text, ref->first) == 0)
            from = i;
        if (from != G_MAXUINT && strcmp(variable->name.text, ref->last) == 0)
            return i - from + 1;
    }
    return 0;
}

static guint count_items(const Plan *plan, const PlanScale *scale)
{
    guint k = 0;
    for (guint i = 0; i < scale->items->len; i++) {
        const PlanRef *ref = g_ptr_array_index(scale->items, i);
        guint n = ref->last == NULL ? 1 : range_length(plan, ref);
        if (n == 0)
            return 0;
        k += n;
    }
    return k;
}

/* FALSE when the plan does not say enough: then nothing is held against the scale. */
static gboolean shape_of(const Plan *plan, const PlanScale *scale, ScaleShape *shape)
{
    guint k = count_items(plan, scale);
    if (k == 0 || k > MAX_SCALE_ITEMS || !scale->has_range || scale->low != floor(scale->low) ||
        scale->high != floor(scale->high) || !(scale->high > scale->low) ||
        fabs(scale->low) > MAX_RANGE || fabs(scale->high) > MAX_RANGE)
        return FALSE;
    double least = scale->min_is_share ? ceil(scale->min_answered * k - 1e-9) : scale->min_answered;
    static const ScaleScore scores[] = {
        [SCORE_MEAN] = SCALE_MEAN, [SCORE_SUM] = SCALE_SUM, [SCORE_MEDIAN] = SCALE_MEDIAN};
    *shape = (ScaleShape){k, (guint)CLAMP(least, 1, (double)k), (gint64)scale->low,
                          (gint64)scale->high, scores[scale->score]};
    return TRUE;
}

static void set_reach_note(Text *note, const ScaleShape *shape, double share)
{
    WordId id = share > 0.9 ? W_CONSISTENCY_REACHABLE_WEAK : W_CONSISTENCY_REACHABLE;
    text_clear(note);
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        note->in[l] =
            word_printf(id, (Language)l, shape->k, shape->min_answered, floor(100 * share + 0.5));
}

/* A reach per scale and decimals is dear: kept while the claims are walked. */
typedef struct {
    GHashTable *reaches; /* "scale/decimals/parity" → Reach */
} ReachCache;

static const Reach *cached_reach(ReachCache *cache, const char *name, const ScaleShape *shape,
                                 int decimals, MedianParity parity)
{
    char *key = g_strdup_printf("%s/%d/%d", name, decimals, (int)parity);
    Reach *reach = g_hash_table_lookup(cache->reaches, key);
    if (reach != NULL) {
        g_free(key);
        return reach;
    }
    reach = reach_medians(shape, decimals, parity);
    g_hash_table_insert(cache->reaches, key, reach);
    return reach;
}

static void check_median(Consistency *consistency, ReachCache *cache, const Claim *claim,
                         guint index, const ScaleShape *shape)
{
    gboolean odd = claim->n.has && llround(claim->n.value) % 2 == 1;
    const Reach *reach = cached_reach(cache, claim->response, shape, claim->value.decimals,
                                      odd ? MEDIAN_OF_ONE : MEDIAN_OF_TWO);
    if (reach_has(reach, claim->value.value)) {
        set_reach_note(&consistency->notes[index], shape, reach_share(reach));
        return;
    }
    double unit = pow(10, -claim->value.decimals);
    gboolean near =
        reach_has(reach, claim->value.value - unit) || reach_has(reach, claim->value.value + unit);
    add_set(consistency, SET_UNREACHABLE, &index, 1, near ? STRENGTH_LAST_DIGIT : STRENGTH_FIRM);
}

static void check_mean(Consistency *consistency, const Claim *claim, guint index,
                       const ScaleShape *shape)
{
    double share, unit = pow(10, -claim->value.decimals), value = claim->value.value;
    int decimals = claim->value.decimals;
    if (!claim->n.has || claim->n.value < 1 || claim->n.value > 1e9) {
        set_word(&consistency->notes[index], W_CONSISTENCY_MEAN_WITHOUT_N);
        return;
    }
    gint64 n = llround(claim->n.value);
    if (grim_mean(shape, n, value, decimals, &share)) {
        set_reach_note(&consistency->notes[index], shape, share);
        return;
    }
    gboolean near = grim_mean(shape, n, value - unit, decimals, &share) ||
                    grim_mean(shape, n, value + unit, decimals, &share);
    add_set(consistency, SET_UNREACHABLE, &index, 1, near ? STRENGTH_LAST_DIGIT : STRENGTH_FIRM);
}

static void check_score(Consistency *consistency, ReachCache *cache, const Plan *plan,
                        const Claim *claim, guint index)
{
    ScaleShape shape;
    const PlanScale *scale = claim->response != NULL ? plan_scale(plan, claim->response) : NULL;
    Text *note = &consistency->notes[index];
    if (plan->premise_weights == WEIGHT_SAMPLING)
        set_word(note, W_CONSISTENCY_WEIGHTED);
    else if (scale == NULL || !claim->value.has || claim->value.decimals > MAX_DECIMALS ||
             !shape_of(plan, scale, &shape))
        set_word(note, W_CONSISTENCY_NO_SCALE);
    else if (claim->kind == CLAIM_MEDIAN)
        check_median(consistency, cache, claim, index, &shape);
    else
        check_mean(consistency, claim, index, &shape);
}

static void finding_sentence(ConsistencyFinding *finding)
{
    g_autoptr(GString) list = g_string_new(NULL);
    for (guint i = 0; i < finding->fits->len; i++)
        g_string_append_printf(list, "%s%u", i == 0 ? "" : ", ",
                               g_array_index(finding->fits, guint, i));
    double percent = floor(100 * finding->chance + 0.5);
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        finding->sentence.in[l] =
            finding->fits->len == 0
                ? word_printf(W_CONSISTENCY_NO_ITEMS_FIT, (Language)l, finding->n_values,
                              finding->response, finding->max_k)
                : word_printf(W_CONSISTENCY_ITEMS_FIT, (Language)l, finding->n_values,
                              finding->response, list->str, finding->max_k, finding->chance_max_k,
                              finding->n_values, percent);
}

/* The medians of one scale, printed with the decimals of the first. */
static void add_finding(Consistency *consistency, const Claims *claims, const Claim *first,
                        const PlanScale *scale)
{
    g_autoptr(GArray) values = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < claims->claims->len; i++) {
        const Claim *claim = g_ptr_array_index(claims->claims, i);
        if (claim->kind == CLAIM_MEDIAN && claim->value.has &&
            claim->value.decimals == first->value.decimals &&
            g_strcmp0(claim->response, first->response) == 0)
            g_array_append_val(values, claim->value.value);
    }
    ConsistencyFinding *finding = g_new0(ConsistencyFinding, 1);
    finding->response = first->response;
    finding->n_values = values->len;
    finding->fits = g_array_new(FALSE, FALSE, sizeof(guint));
    finding->max_k = MAX_ITEMS;
    finding->chance_max_k = MAX_ITEMS_CHANCE;
    for (guint k = 1; k <= MAX_ITEMS; k++)
        if (items_fit(k, (const double *)(const void *)values->data, values->len,
                      first->value.decimals))
            g_array_append_val(finding->fits, k);
    finding->chance = items_chance(MAX_ITEMS_CHANCE, values->len, first->value.decimals,
                                   (gint64)scale->low, (gint64)scale->high);
    finding_sentence(finding);
    g_ptr_array_add(consistency->findings, finding);
}

static void find_items(Consistency *consistency, const Plan *plan, const Claims *claims)
{
    g_autoptr(GHashTable) done = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < claims->claims->len; i++) {
        const Claim *claim = g_ptr_array_index(claims->claims, i);
        if (claim->kind != CLAIM_MEDIAN || !claim->value.has || claim->response == NULL ||
            claim->value.decimals > MAX_DECIMALS || !g_hash_table_add(done, claim->response))
            continue;
        const PlanScale *scale = plan_scale(plan, claim->response);
        ScaleShape shape;
        if (scale != NULL && scale->score == SCORE_MEAN && shape_of(plan, scale, &shape))
            add_finding(consistency, claims, claim, scale);
    }
}

static void free_reach(gpointer reach)
{
    reach_free(reach);
}

void check_medians(Consistency *consistency, const Plan *plan, const Claims *claims)
{
    ReachCache cache = {g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_reach)};
    for (guint i = 0; i < claims->claims->len; i++) {
        const Claim *claim = g_ptr_array_index(claims->claims, i);
        if (claim->kind == CLAIM_MEDIAN || claim->kind == CLAIM_MEAN)
            check_score(consistency, &cache, plan, claim, i);
    }
    g_hash_table_unref(cache.reaches);
    if (plan->premise_weights != WEIGHT_SAMPLING)
        find_items(consistency, plan, claims);
}
