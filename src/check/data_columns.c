/* What each kind of claim may print: a number in a column that nothing is held against would be
 * passed over, and the claim confirmed all the same. */
#include "data.h"

#include <string.h>

typedef enum {
    HAS_LEVELS = 1 << 0,
    HAS_GROUP = 1 << 1,
    HAS_OTHER = 1 << 2,
    HAS_RANK = 1 << 3,
    HAS_VALUE = 1 << 4,
    HAS_P = 1 << 5,
    HAS_TEST = 1 << 6,
    HAS_STATISTIC = 1 << 7,
    HAS_DF = 1 << 8,
    HAS_N = 1 << 9,
    HAS_COUNT = 1 << 10,
    HAS_BASE = 1 << 11,
    HAS_PARTS = 1 << 12
} Printed;

static const char *const names[] = {"levels",    "group", "other", "rank",  "value", "p",    "test",
                                    "statistic", "df",    "n",     "count", "base",  "parts"};

enum {
    OF_A_CENTRE = HAS_GROUP | HAS_RANK | HAS_VALUE | HAS_N,
    OF_A_VERDICT = HAS_GROUP | HAS_OTHER | HAS_P | HAS_STATISTIC | HAS_DF | HAS_N
};

static const guint taken[] = {
    [CLAIM_PERCENT] = HAS_LEVELS | HAS_GROUP | HAS_VALUE | HAS_N | HAS_COUNT | HAS_BASE,
    [CLAIM_MEDIAN] = OF_A_CENTRE,
    [CLAIM_MEAN] = OF_A_CENTRE,
    [CLAIM_COUNT] = HAS_LEVELS | HAS_GROUP | HAS_VALUE | HAS_N,
    [CLAIM_SHARE] = HAS_LEVELS | HAS_GROUP | HAS_VALUE | HAS_COUNT | HAS_BASE,
    [CLAIM_SUM] = HAS_LEVELS | HAS_GROUP | HAS_VALUE | HAS_PARTS,
    [CLAIM_DIFFERS] = OF_A_VERDICT,
    [CLAIM_SAME] = OF_A_VERDICT,
    [CLAIM_ASSOCIATED] = OF_A_VERDICT,
    [CLAIM_TEST] = OF_A_VERDICT | HAS_TEST,
};

static guint printed_by(const Claim *claim)
{
    return (claim->levels[0] != NULL ? HAS_LEVELS : 0) | (claim->group[0] != NULL ? HAS_GROUP : 0) |
           (claim->other[0] != NULL ? HAS_OTHER : 0) | (claim->rank != RANK_NONE ? HAS_RANK : 0) |
           (claim->value.has ? HAS_VALUE : 0) | (claim->p.has ? HAS_P : 0) |
           (claim->test != NULL ? HAS_TEST : 0) | (claim->statistic.has ? HAS_STATISTIC : 0) |
           (claim->df.has ? HAS_DF : 0) | (claim->n.has ? HAS_N : 0) |
           (claim->count.has ? HAS_COUNT : 0) | (claim->base.has ? HAS_BASE : 0) |
           (claim->parts->len > 0 ? HAS_PARTS : 0);
}

static void G_GNUC_PRINTF(4, 5) mistake(const CheckInput *input, const Claim *claim,
                                        Diagnostics *diagnostics, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *text = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    diagnostics_error(diagnostics, claim_place(input->claims, claim, "kind"), "claim %s: %s",
                      claim->id, text);
}

gboolean statistic_is_of_cells(const Statistic *statistic)
{
    return statistic != NULL && strcmp(statistic->name, "adjusted-residuals") == 0;
}

gboolean statistic_is_of_levels(const Statistic *statistic)
{
    return statistic_is_of_cells(statistic) ||
           (statistic != NULL && strcmp(statistic->name, "column-proportions") == 0);
}

/* Two groups are compared, or all. */
static gboolean pair_is_whole(const Claim *claim)
{
    gboolean none = claim->group[0] == NULL && claim->other[0] == NULL;
    gboolean one_each = g_strv_length(claim->group) == 1 && g_strv_length(claim->other) == 1;
    return none || one_each;
}

/* One level in two groups, or in one. */
static void check_cell(const CheckInput *input, const Question *question, Diagnostics *diagnostics)
{
    const Claim *claim = question->claim;
    gboolean of_cells = statistic_is_of_cells(question->statistic);
    if (g_strv_length(claim->levels) != 1)
        mistake(input, claim, diagnostics, "'%s' is of one level; expected its name under `levels`",
                claim->test);
    if (g_strv_length(claim->group) != 1 || g_strv_length(claim->other) != (of_cells ? 0 : 1))
        mistake(input, claim, diagnostics,
                of_cells
                    ? "'%s' is of one group; expected its name under `group`, none under `other`"
                    : "'%s' is of two groups; expected one name under `group` and another "
                      "under `other`",
                claim->test);
}

void question_check_columns(const CheckInput *input, const Question *question,
                            Diagnostics *diagnostics)
{
    const Claim *claim = question->claim;
    const char *kind = claim_kind_name(claim->kind);
    gboolean of_levels = statistic_is_of_levels(question->statistic);
    guint left = printed_by(claim) & ~(taken[claim->kind] | (of_levels ? HAS_LEVELS : 0));
    gboolean is_estimate = claim->kind <= CLAIM_COUNT, is_test = claim->kind >= CLAIM_DIFFERS;
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (left & (1u << i))
            mistake(input, claim, diagnostics,
                    "nothing would be held against its `%s`: '%s' takes none; expected an empty "
                    "cell, and a claim of its own for what else is printed",
                    names[i], kind);
    if (of_levels)
        check_cell(input, question, diagnostics);
    else if (is_test && !pair_is_whole(claim))
        mistake(input, claim, diagnostics,
                "a comparison of groups that are not two; expected one name under `group` and "
                "another under `other`, or none for all groups");
    for (guint i = 0; is_test && claim->kind != CLAIM_TEST && claim->by[i] != NULL; i++)
        if (g_strcmp0(claim->by[i], claim->response) == 0)
            mistake(input, claim, diagnostics,
                    "'%s' by itself; expected another variable under `by`", claim->response);
    if (is_estimate && question->response >= 0 && claim->by[0] != NULL && claim->group[0] == NULL)
        mistake(input, claim, diagnostics,
                "`by` without a group; expected the group whose %s it is", kind);
    if (claim->rank != RANK_NONE && claim->group[0] == NULL)
        mistake(input, claim, diagnostics,
                "`rank` without a group; expected the group that has it");
}
