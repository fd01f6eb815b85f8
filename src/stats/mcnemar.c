/* McNemar: do two answers of the same respondents have equal shares?
 *
 *     X² = (b - c)²/(b + c),   df = 1;   with continuity: (|b - c| - 1)²/(b + c)
 *     exact: twice the smaller tail of Binomial(b + c, ½)
 *
 * b and c are the respondents who changed, one way and the other. The default has no continuity
 * correction, like chi-square. Effect: (b - c)/(b + c).
 *
 * SOURCE     Q. McNemar (1947), Psychometrika 12:153-157.
 * UNDEFINED  no respondents; not exactly two levels met; nobody changed; a sampling weight.
 * DEVIATES   mcnemar.test() corrects for continuity unless told; SPSS prints the exact p under 26
 *            changes.
 * GOLDEN     mcnemar.test(correct = FALSE and TRUE), binom.test(), R 4.2.2: tests/stats/paired.R */
#include "permutation.h"
#include "sink.h"
#include "square.h"

#include "numeric/tails.h"

#include <math.h>

static void exact_row(double b, double c, gboolean mid, ResultSink *sink, guint index)
{
    StatTest row = g_array_index(sink->tests, StatTest, index);
    gint64 few = (gint64)fmin(b, c), n = (gint64)(b + c);
    double tail = binomial_below(few, n, 0.5);
    double point = tail - (few > 0 ? binomial_below(few - 1, n, 0.5) : 0);

    row.p = quantity(fmin(1, 2 * (mid ? tail - point / 2 : tail)));
    row.variant = mid ? "exact; mid-p" : "exact";
    g_array_append_val(sink->tests, row);
}

static Reason reason_of(const Square *s, const Summary *summary, double changed)
{
    Reason reason = square_reason(s, summary);

    if (reason == REASON_NONE && s->size > 2)
        reason = REASON_NOT_TWO_GROUPS;
    return reason == REASON_NONE && changed == 0 ? REASON_ZERO_VARIANCE : reason;
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Square) s = square_new(summary);
    gboolean corrected = policy->variant.flip_continuity;
    guint index = sink->tests->len;
    StatTest *test = sink_test(sink, "mcnemar", s->total,
                               corrected ? "asymptotic; continuity" : "asymptotic; no continuity");
    double b = s->size == 2 ? (double)s->n[1] : 0, c = s->size == 2 ? (double)s->n[2] : 0;
    double gap = fabs(b - c) - (corrected && b != c ? 1 : 0), x2;
    Reason reason = reason_of(s, summary, b + c);

    test->effect_name = "change";
    if (reason != REASON_NONE) {
        test_undefined(test, reason);
        return;
    }
    x2 = gap * gap / (b + c);
    test->statistic = quantity(x2);
    test->df = quantity(1);
    test->p = quantity(tail_chi_square(x2, 1));
    test->effect = quantity((b - c) / (b + c));
    for (int mid = FALSE; mid <= TRUE; mid++)
        if (exact_asked(policy, mid))
            exact_row(b, c, mid, sink, index);
}

const Statistic statistic_mcnemar = {
    .name = "mcnemar",
    .role = STATISTIC_TEST,
    .needs = NEEDS_SQUARE,
    .keeps = KEEPS_MONOTONE | KEEPS_TRANSPOSE,
    .methods = METHOD_ASYMPTOTIC | METHOD_EXACT,
    .compute = compute,
};
