/* Cochran's Q: do several two-level items have equal shares among the same respondents?
 *
 *     Q = (k - 1)(k Σ C_j² - T²)/(k T - Σ R_i²),   df = k - 1
 *
 * C_j counts the higher level of item j, R_i that of respondent i, T both in all.
 *
 * SOURCE     W. G. Cochran (1950), Biometrika 37:256-266.
 * UNDEFINED  no complete respondent; items of more than two levels; fewer than two items; every
 *            respondent answers all items alike; a sampling weight.
 * DEVIATES   nothing known.
 * GOLDEN     coin::symmetry_test's quadratic form, mantelhaen.test, R 4.2.2: tests/stats/paired.R
 */
#include "sink.h"

#include "numeric/tails.h"

static Reason reason_of(const Summary *s)
{
    if (s->complete == 0)
        return REASON_NO_RESPONDENTS;
    if (s->w != NULL || s->complete_w != (double)s->complete)
        return REASON_SAMPLING_WEIGHT;
    if (s->n_items < 2)
        return REASON_TOO_FEW;
    return s->ones == NULL || s->ones_by_row == NULL ? REASON_NOT_TWO_GROUPS : REASON_NONE;
}

static void compute(const Summary *s, const Policy *policy G_GNUC_UNUSED, ResultSink *sink)
{
    double k = s->n_items, total = 0, items = 0, rows = 0;
    StatTest *test = sink_test(sink, "cochran-q", s->complete, "asymptotic");
    Reason reason = reason_of(s);

    for (guint i = 0; reason == REASON_NONE && i < s->n_items; i++) {
        double ones = (double)s->ones[i], answers = i + 1.0;
        total += ones;
        items += ones * ones;
        rows += (double)s->ones_by_row[i + 1] * answers * answers;
    }
    if (reason == REASON_NONE && k * total - rows <= 0)
        reason = REASON_ALL_TIED;
    if (reason != REASON_NONE) {
        test_undefined(test, reason);
        return;
    }
    test->statistic = quantity((k - 1) * (k * items - total * total) / (k * total - rows));
    test->df = quantity(k - 1);
    test->p = quantity(tail_chi_square(test->statistic.value, k - 1));
}

const Statistic statistic_cochran_q = {
    .name = "cochran-q",
    .role = STATISTIC_TEST,
    .needs = NEEDS_BLOCKS,
    .keeps = 0,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
