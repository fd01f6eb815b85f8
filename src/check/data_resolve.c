/* The names in claims, resolved against plan and data. */
#include "data.h"

#include <string.h>

typedef struct {
    const CheckInput *input;
    const Frame *frame;
    Diagnostics *diagnostics;
    Question *question;
} Resolver;

/* --- counts that need no variable ------------------------------------------------------------- */

static gboolean names_one_of(const Claim *claim, const char *const *slugs, gsize n)
{
    g_autofree char *slug = match_slug(claim->response);
    for (gsize i = 0; i < n; i++)
        if (strcmp(slug, slugs[i]) == 0)
            return TRUE;
    return FALSE;
}

gboolean claim_counts_respondents(const Claim *claim)
{
    static const char *const slugs[] = {"respondents",           "repondants",   "repondantes",
                                        "personnes_repondantes", "participants", "n"};
    return claim->by[0] == NULL && names_one_of(claim, slugs, G_N_ELEMENTS(slugs));
}

gboolean claim_counts_associations(const Claim *claim)
{
    static const char *const slugs[] = {"significant_associations", "associations_significatives"};
    return names_one_of(claim, slugs, G_N_ELEMENTS(slugs));
}

/* --- mistakes --------------------------------------------------------------------------------- */

static void G_GNUC_PRINTF(3, 4)
    mistake(const Resolver *r, const char *column, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    const Claim *claim = r->question->claim;
    diagnostics_error(r->diagnostics, claim_place(r->input->claims, claim, column), "claim %s: %s",
                      claim->id, text);
}

static char *hint(const char *word, const GPtrArray *names)
{
    return nearest_hint(nearest_name(word, (const char *const *)names->pdata, names->len));
}

/* The nearest of a variable's levels, or all of them where a few can be read at a glance. */
static char *level_hint(const char *word, const GPtrArray *known)
{
    enum { MOST_SHOWN = 12 };
    g_autofree char *nearest = hint(word, known);
    if (nearest[0] != '\0' || known->len > MOST_SHOWN)
        return g_steal_pointer(&nearest);
    GString *all = g_string_new("; expected ");
    for (guint i = 0; i < known->len; i++)
        g_string_append_printf(all, "%s%s",
                               i == 0                ? ""
                               : i + 1 == known->len ? " or "
                                                     : ", ",
                               (const char *)g_ptr_array_index(known, i));
    return g_string_free(all, FALSE);
}

static gint find_variable(const Resolver *r, const char *column, const char *name)
{
    gint index = frame_find(r->frame, name);
    if (index >= 0)
        return index;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < r->frame->variables->len; i++)
        g_ptr_array_add(names, frame_variable(r->frame, (gint)i)->name);
    g_autofree char *nearest = hint(name, names);
    if (r->input->codebook != NULL || nearest[0] != '\0') /* without data names are free */
        mistake(r, column, "no variable or scale is called '%s'%s", name, nearest);
    return -1;
}

static gboolean has_valid_levels(const FrameVariable *variable)
{
    for (guint i = 0; i < variable->levels->len; i++)
        if (g_array_index(variable->levels, FrameLevel, i).state == CELL_VALID)
            return TRUE;
    return FALSE;
}

/* Values without a label are known only once the data are read. */
static void check_levels(const Resolver *r, const char *column, gint index, char **names)
{
    const FrameVariable *variable = frame_variable(r->frame, index);
    if (variable->kind == FRAME_SCALE || !has_valid_levels(variable))
        return;
    for (guint i = 0; names[i] != NULL; i++) {
        if (frame_match_level(variable, names[i]) >= 0)
            continue;
        g_autoptr(GPtrArray) known = frame_level_names(variable, r->input->language);
        g_autofree char *expected = level_hint(names[i], known);
        mistake(r, column, "'%s' is no level of '%s'%s", names[i], variable->name, expected);
    }
}

/* --- the parts of a claim --------------------------------------------------------------------- */

static void resolve_by(const Resolver *r)
{
    const Claim *claim = r->question->claim;
    for (guint i = 0; claim->by[i] != NULL; i++) {
        gint by = find_variable(r, "by", claim->by[i]);
        if (by < 0)
            continue;
        if (frame_variable(r->frame, by)->kind == FRAME_SCALE)
            mistake(r, "by", "'%s' is a scale; expected a variable with groups", claim->by[i]);
        g_array_append_val(r->question->by, by);
        check_levels(r, "group", by, claim->group);
        check_levels(r, "other", by, claim->other);
    }
    if (claim->group[0] != NULL && claim->by[0] == NULL)
        mistake(r, "group", "a group without `by`; expected the variable whose group it is");
}

static void need_by(const Resolver *r, guint most)
{
    guint n = g_strv_length(r->question->claim->by);
    if (n == 0)
        mistake(r, "by", "no `by`; expected the variable whose groups are compared");
    else if (n > most)
        mistake(r, "by", "%u names under `by`; expected one", n);
}

static guint subject_of_test(const Statistic *statistic)
{
    static const struct {
        const char *name;
        VariantFor subject;
    } subjects[] = {{"kruskal-wallis", FOR_KRUSKAL_WALLIS},
                    {"mann-whitney", FOR_MANN_WHITNEY},
                    {"chi-square", FOR_CHI_SQUARE}};
    if (statistic->role == STATISTIC_POSTHOC)
        return FOR_POSTHOC;
    for (guint i = 0; i < G_N_ELEMENTS(subjects); i++)
        if (strcmp(subjects[i].name, statistic->name) == 0)
            return subjects[i].subject;
    return FOR_OTHER_TEST;
}

static void set_test(const Resolver *r, const char *name, Expectation expected)
{
    r->question->statistic = statistic_find(name);
    r->question->subject = subject_of_test(r->question->statistic);
    r->question->expected = expected;
}

const char *claim_kind_test(const Claim *claim, WeightKind kind)
{
    gboolean sampling = kind == WEIGHT_SAMPLING;
    if (claim->kind == CLAIM_DIFFERS || claim->kind == CLAIM_SAME)
        return sampling ? "design-rank" : "kruskal-wallis";
    if (claim->kind == CLAIM_ASSOCIATED)
        return sampling ? "rao-scott" : "chi-square";
    return NULL;
}

static void set_verdict(const Resolver *r)
{
    const Claim *claim = r->question->claim;
    set_test(r, claim_kind_test(claim, r->frame->weight_kind),
             claim->kind == CLAIM_SAME ? EXPECT_NOT_SIGNIFICANT : EXPECT_SIGNIFICANT);
    r->question->unweighted = statistic_find(claim_kind_test(claim, WEIGHT_NONE));
    need_by(r, claim->kind == CLAIM_ASSOCIATED ? G_MAXUINT : 1);
}

static void resolve_test(const Resolver *r)
{
    const Claim *claim = r->question->claim;
    const Statistic *statistic = claim->test == NULL ? NULL : statistic_find(claim->test);
    if (statistic != NULL && statistic->role != STATISTIC_ESTIMATES) {
        gboolean pairwise = strcmp(claim->test, "pairwise-mann-whitney") == 0;
        set_test(r, pairwise ? "mann-whitney" : claim->test, EXPECT_NOTHING);
        need_by(r, 1);
        return;
    }
    if (claim->test == NULL) {
        mistake(r, "test", "no test; expected its name, such as kruskal-wallis");
        return;
    }
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (const Statistic *const *s = statistics_all(); *s != NULL; s++)
        if ((*s)->role != STATISTIC_ESTIMATES)
            g_ptr_array_add(names, (gpointer)(*s)->name);
    g_autofree char *nearest = hint(claim->test, names);
    mistake(r, "test", "unknown test '%s'; expected kruskal-wallis, mann-whitney, chi-square, …%s",
            claim->test, nearest);
}

static void need_numbers(const Resolver *r)
{
    gint response = r->question->response;
    if (response >= 0 && frame_variable(r->frame, response)->is_string)
        mistake(r, "response", "'%s' holds words; a %s needs numbers", r->question->claim->response,
                claim_kind_name(r->question->claim->kind));
}

static void need_value(const Resolver *r)
{
    if (!r->question->claim->value.has)
        mistake(r, "value", "a %s without a value; expected the printed number",
                claim_kind_name(r->question->claim->kind));
}

static void resolve_kind(const Resolver *r)
{
    Question *q = r->question;
    const Claim *claim = q->claim;
    switch (claim->kind) {
    case CLAIM_PERCENT:
        q->subject = FOR_PERCENT;
        need_value(r);
        if (claim->levels[0] == NULL)
            mistake(r, "levels", "a percent of no levels; expected the answers that it counts");
        break;
    case CLAIM_MEDIAN:
    case CLAIM_MEAN:
        q->subject = claim->kind == CLAIM_MEDIAN ? FOR_MEDIAN : FOR_MEAN;
        need_value(r);
        need_numbers(r);
        break;
    case CLAIM_DIFFERS:
    case CLAIM_SAME:
    case CLAIM_ASSOCIATED:
        set_verdict(r);
        break;
    case CLAIM_TEST:
        resolve_test(r);
        break;
    default:
        q->subject = FOR_COUNT;
        need_value(r);
    }
    if (claim->kind != CLAIM_ASSOCIATED && claim->by[0] != NULL && claim->by[1] != NULL)
        mistake(r, "by", "two names under `by`; expected one");
}

/* A named count need not name a variable. */
static void resolve_response(const Resolver *r)
{
    Question *q = r->question;
    const Claim *claim = q->claim;
    q->response = claim->kind == CLAIM_COUNT ? frame_find(r->frame, claim->response)
                                             : find_variable(r, "response", claim->response);
    if (q->response < 0)
        return;
    const FrameVariable *variable = frame_variable(r->frame, q->response);
    check_levels(r, "levels", q->response, claim->levels);
    for (guint i = 0; variable->kind == FRAME_SCALE && i < variable->items->len; i++)
        if (g_array_index(variable->reversed, gboolean, i))
            g_array_append_val(q->items, i);
}

static Question *question_new(const Claim *claim, guint index)
{
    Question *q = g_new0(Question, 1);
    q->claim = claim;
    q->index = index;
    q->response = -1;
    q->by = g_array_new(FALSE, FALSE, sizeof(gint));
    q->asked = g_array_new(FALSE, FALSE, sizeof(Asked));
    q->items = g_array_new(FALSE, FALSE, sizeof(guint));
    return q;
}

void question_free(gpointer data)
{
    Question *q = data;
    for (guint i = 0; i < q->asked->len; i++)
        g_array_unref(g_array_index(q->asked, Asked, i).flipped);
    g_array_unref(q->by);
    g_array_unref(q->asked);
    g_array_unref(q->items);
    g_free(q);
}

gboolean question_resolve(const CheckInput *input, const Frame *frame, GPtrArray *questions,
                          Diagnostics *diagnostics)
{
    guint before = diagnostics_n_errors(diagnostics);
    for (guint i = 0; i < input->claims->claims->len; i++) {
        const Claim *claim = g_ptr_array_index(input->claims->claims, i);
        Question *q = question_new(claim, i);
        const Resolver r = {input, frame, diagnostics, q};
        g_ptr_array_add(questions, q);
        if (claim->kind != CLAIM_SHARE && claim->kind != CLAIM_SUM) {
            resolve_response(&r);
            resolve_by(&r);
            resolve_kind(&r);
        }
        question_check_columns(input, q, diagnostics);
    }
    return diagnostics_n_errors(diagnostics) == before;
}

/* --- after the pass --------------------------------------------------------------------------- */

static void check_met(const Resolver *r, const char *column, gint variable,
                      const SummaryLevel *levels, guint n, char **names)
{
    const FrameVariable *v = frame_variable(r->frame, variable);
    if (has_valid_levels(v) || v->kind == FRAME_SCALE)
        return;
    g_autoptr(GPtrArray) known = g_ptr_array_new();
    for (guint l = 0; l < n; l++)
        if (levels[l].text != NULL)
            g_ptr_array_add(known, (gpointer)levels[l].text);
    for (guint i = 0; names[i] != NULL; i++) {
        if (table_level(v, levels, n, names[i]) >= 0)
            continue;
        g_autofree char *nearest = hint(names[i], known);
        mistake(r, column, "nobody has '%s' in '%s'%s", names[i], v->name, nearest);
    }
}

void question_check_levels(const Check *check, Diagnostics *diagnostics)
{
    for (guint i = 0; i < check->questions->len; i++) {
        Question *q = g_ptr_array_index(check->questions, i);
        const Resolver r = {check->input, check->frame, diagnostics, q};
        for (guint a = 0; a < q->asked->len; a++) {
            const Asked *asked = &g_array_index(q->asked, Asked, a);
            const Summary *s = tally_summary(check->tally, asked->plain);
            if (q->response >= 0)
                check_met(&r, "levels", q->response, s->levels, s->n_levels, q->claim->levels);
            if (asked->by < 0 || s->groups == NULL)
                continue;
            check_met(&r, "group", asked->by, s->groups, s->n_groups, q->claim->group);
            check_met(&r, "other", asked->by, s->groups, s->n_groups, q->claim->other);
        }
    }
}
