/* Verdicts among the results of a run; and in synthetic data the numbers that no claim binds. */
#include "base/number.h"
#include "data.h"

#include <string.h>

/* --- what the claims bind --------------------------------------------------------------------- */

/* The value that a claim's NAME means, as rows show it; NULL when no declared level fits. */
static char *value_of(const Frame *frame, const char *variable, const char *name)
{
    gint index = frame_find(frame, variable);
    gint at = index < 0 ? -1 : frame_match_level(frame_variable(frame, index), name);
    char buffer[NUMBER_BUFFER];
    if (at < 0)
        return g_strdup(name);
    const FrameLevel *level =
        &g_array_index(frame_variable(frame, index)->levels, FrameLevel, (guint)at);
    return g_strdup(level->text != NULL ? level->text : number_format(level->number, buffer));
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "4;5": the values of NAMES, sorted, as nets show them. */
static char *values_of(const Frame *frame, const char *variable, char **names)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; names[i] != NULL; i++)
        g_ptr_array_add(values, value_of(frame, variable, names[i]));
    g_ptr_array_sort(values, compare_texts);
    g_ptr_array_add(values, NULL);
    return g_strjoinv(";", (char **)values->pdata);
}

static char *key_of(const char *what, const char *response, const char *by, const char *group,
                    const char *level)
{
    return g_strjoin("\x1f", what, response, by != NULL ? by : "", group != NULL ? group : "",
                     level != NULL ? level : "", NULL);
}

/* The test or estimate whose row shows what CLAIM prints; NULL where none does. */
static const char *row_of(const Claim *claim, WeightKind weight)
{
    switch (claim->kind) {
    case CLAIM_PERCENT:
    case CLAIM_MEDIAN:
    case CLAIM_MEAN:
    case CLAIM_COUNT:
        return claim_kind_name(claim->kind);
    case CLAIM_DIFFERS:
    case CLAIM_SAME:
    case CLAIM_ASSOCIATED:
        return claim_kind_test(claim, weight);
    case CLAIM_TEST: /* rows do not say of which level they are */
        return statistic_is_of_levels(statistic_find(claim->test)) ? NULL : claim->test;
    default:
        return NULL;
    }
}

/* What CLAIM prints of its row. A verdict binds p, to one side of its bound. */
static guint binds(const Claim *claim)
{
    gboolean is_verdict = claim->kind >= CLAIM_DIFFERS && claim->kind != CLAIM_TEST;
    guint printed = is_verdict || claim->p.has || claim->value.has ? INVENTED_VALUE : 0;
    if (claim->statistic.has || claim->df.has)
        printed |= INVENTED_STATISTIC;
    if (claim->n.has)
        printed |= INVENTED_N;
    if (claim->kind < CLAIM_DIFFERS)
        printed |= INVENTED_STATISTIC; /* an estimate has none */
    return printed;
}

/* What claims print of one row, and the last value that one of them prints. */
typedef struct {
    guint printed; /* Invented */
    PrintedNumber value;
} Binding;

static void add(GHashTable *bound, char *key, const Claim *claim)
{
    Binding *binding = g_hash_table_lookup(bound, key);
    if (binding == NULL)
        g_hash_table_insert(bound, g_strdup(key), binding = g_new0(Binding, 1));
    binding->printed |= binds(claim);
    if (claim->value.has)
        binding->value = claim->value;
    g_free(key);
}

static void bind(GHashTable *bound, const Frame *frame, const Claim *claim, const char *by)
{
    const char *what = row_of(claim, frame->weight_kind);
    if (what == NULL)
        return;
    g_autofree char *level = values_of(frame, claim->response, claim->levels);
    g_autofree char *group = by == NULL ? g_strdup("") : values_of(frame, by, claim->group);
    g_autofree char *other = by == NULL ? g_strdup("") : values_of(frame, by, claim->other);
    if (claim->kind >= CLAIM_DIFFERS) { /* a pair in either order */
        add(bound, key_of(what, claim->response, by, group, other), claim);
        add(bound, key_of(what, claim->response, by, other, group), claim);
    } else {
        add(bound, key_of(what, claim->response, by, group, level), claim);
    }
}

/* By row: what the claims print of it that the default gives again. One that was freed, or that a
 * variant gives, is another number than the row's. */
static GHashTable *bound_numbers(const CheckReport *report, const CheckInput *input,
                                 const Frame *frame)
{
    GHashTable *bound = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (guint i = 0; i < input->claims->claims->len; i++) {
        const Claim *claim = g_ptr_array_index(input->claims->claims, i);
        const Verdict *verdict = g_ptr_array_index(report->verdicts, i);
        if (verdict->verdict != VERDICT_CONFIRMED)
            continue;
        if (claim->by[0] == NULL)
            bind(bound, frame, claim, NULL);
        for (guint b = 0; claim->by[b] != NULL; b++)
            bind(bound, frame, claim, claim->by[b]);
    }
    return bound;
}

/* --- marking ---------------------------------------------------------------------------------- */

static const Binding *binding_of(GHashTable *bound, const char *what, const char *response,
                                 const char *by, const char *group, const char *level)
{
    g_autofree char *key = key_of(what, response, by, group, level);
    return g_hash_table_lookup(bound, key);
}

/* N is the plan's where it counts all of its respondents, or a claim's: of the answers to the
 * response, in the group. */
static guint invented_but(const CheckInput *input, const Binding *binding, const Binding *count,
                          gint64 n)
{
    guint printed = binding != NULL ? binding->printed : 0;
    if (n == input->plan->respondents || count != NULL)
        printed |= INVENTED_N;
    return INVENTED_ALL & ~printed;
}

/* A claim of everybody means the margin of a table too, where nobody is missing from it. */
static guint invented_of_estimate(const CheckInput *input, GHashTable *bound,
                                  const EstimateResult *row)
{
    const Binding *count = binding_of(bound, "count", row->response, row->by, row->group, NULL);
    const Binding *binding =
        binding_of(bound, row->estimate, row->response, row->by, row->group, row->level);
    if (binding == NULL && row->group == NULL)
        binding = binding_of(bound, row->estimate, row->response, NULL, NULL, row->level);
    if (binding != NULL && !print_fits(binding->value, row->value.value))
        binding = NULL;
    return invented_but(input, binding, count, row->n);
}

/* Whether a claim can mean the row: it is judged by the default. */
static gboolean is_default(const TestResult *row)
{
    return row->variant == NULL || (g_str_has_prefix(row->variant, "asymptotic") &&
                                    strstr(row->variant, "collapsed") == NULL);
}

static void mark(const CheckReport *report, const CheckInput *input, const Frame *frame,
                 Results *results)
{
    g_autoptr(GHashTable) bound = bound_numbers(report, input, frame);
    for (guint i = 0; i < results->estimates->len; i++) {
        EstimateResult *row = &g_array_index(results->estimates, EstimateResult, i);
        row->invented = invented_of_estimate(input, bound, row);
    }
    for (guint i = 0; i < results->tests->len; i++) {
        TestResult *row = &g_array_index(results->tests, TestResult, i);
        const Binding *binding = binding_of(bound, is_default(row) ? row->test : "", row->response,
                                            row->by, row->group, row->other);
        const Binding *count = binding_of(bound, "count", row->response, row->by, NULL, NULL);
        row->invented = invented_but(input, binding, count, row->n);
    }
}

void check_into_results(const CheckReport *report, const CheckInput *input, Results *results)
{
    g_autoptr(Diagnostics) scratch = diagnostics_new();
    g_autoptr(Frame) frame = frame_new(input->plan, input->codebook, scratch);
    for (guint i = 0; i < report->verdicts->len; i++) {
        Verdict *copy = g_memdup2(g_ptr_array_index(report->verdicts, i), sizeof *copy);
        const char **texts[] = {&copy->id,      &copy->kind,       &copy->response,
                                &copy->by,      &copy->group,      &copy->claimed,
                                &copy->variant, &copy->recomputed, &copy->note};
        for (guint t = 0; t < G_N_ELEMENTS(texts); t++)
            *texts[t] = results_string(results, *texts[t]);
        claim_name(g_ptr_array_index(input->claims->claims, i), frame, results, copy);
        g_ptr_array_add(results->verdicts, copy);
    }
    for (guint i = 0; i < report->notes->len; i++)
        g_ptr_array_add(results->notes,
                        (gpointer)results_string(results, g_ptr_array_index(report->notes, i)));
    if (results->synthetic)
        mark(report, input, frame, results);
}
