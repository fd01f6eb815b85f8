/* Breslow and Day: is the odds ratio of a 2 × 2 table the same in every stratum?
 *
 *     X² = Σ_s (a - A)²/Var,   df = strata with no empty margin - 1,
 *     A the expected count of the first cell under the common Mantel-Haenszel odds ratio,
 *     1/Var = 1/A + 1/B + 1/C + 1/D of its table;
 *     Tarone: X² - (Σ(a - A))²/Σ Var
 *
 * Two rows: "breslow-day" without and "tarone" with Tarone's correction, as SPSS prints both.
 *
 * SOURCE     N. E. Breslow and N. E. Day (1980), Statistical methods in cancer research 1, p. 142;
 *            R. E. Tarone (1985), Biometrika 72:91-95.
 * UNDEFINED  no respondents; not two groups by two levels; fewer than two strata that tell; an odds
 *            ratio of 0 or infinity; a sampling weight.
 * DEVIATES   nothing known.
 * GOLDEN     the formula in R 4.2.2: tests/stats/stratified.R */
#include "sink.h"
#include "strata.h"

#include "numeric/tails.h"

#include <math.h>

typedef struct {
    double x2, gap, variance;
    guint strata;
} Sums;

static gboolean tells(const Layer *s)
{
    return s->row_n[0] > 0 && s->row_n[1] > 0 && s->col_n[0] > 0 && s->col_n[1] > 0;
}

/* The count of the first cell with these margins and odds ratio: the root of
 * A (n - r - c + A) = odds (r - A)(c - A) between the bounds, in the form without cancellation. */
static double expected_cell(double r, double c, double n, double odds)
{
    double a = 1 - odds, b = n - r - c + odds * (r + c), k = -odds * r * c;
    double root = sqrt(b * b - 4 * a * k);

    if (b >= 0)
        return -2 * k / (b + root);
    return (root - b) / (2 * a);
}

static void add_layer(Sums *sums, const Layer *s, double odds)
{
    double r = (double)s->row_n[0], c = (double)s->col_n[0], n = (double)s->total;
    double a = expected_cell(r, c, n, odds), gap = (double)s->n[0] - a;
    double variance = 1 / (1 / a + 1 / (r - a) + 1 / (c - a) + 1 / (n - r - c + a));

    sums->x2 += gap * gap / variance;
    sums->gap += gap;
    sums->variance += variance;
    sums->strata++;
}

/* The common odds ratio, or 0 where there is none. */
static double common_odds(const Summary *summary, Layer *layer)
{
    double ad = 0, bc = 0;

    for (guint s = 0; s < summary->n_strata; s++) {
        layer_load(layer, summary, s);
        if (layer->total == 0)
            continue;
        ad += (double)layer->n[0] * (double)layer->n[3] / (double)layer->total;
        bc += (double)layer->n[1] * (double)layer->n[2] / (double)layer->total;
    }
    return bc > 0 ? ad / bc : 0;
}

static Reason sum_up(const Summary *summary, const Table *t, Sums *sums)
{
    g_autoptr(Layer) layer = layer_new(t);
    Reason reason = table_two_way_reason(t, summary);
    double odds;

    if (reason != REASON_NONE)
        return reason;
    if (t->rows != 2 || t->cols != 2)
        return REASON_NOT_TWO_GROUPS;
    odds = common_odds(summary, layer);
    if (odds == 0)
        return REASON_ZERO_VARIANCE;
    for (guint s = 0; s < summary->n_strata; s++) {
        layer_load(layer, summary, s);
        if (tells(layer))
            add_layer(sums, layer, odds);
    }
    return sums->strata < 2 ? REASON_TOO_FEW : REASON_NONE;
}

static void compute(const Summary *summary, const Policy *policy G_GNUC_UNUSED, ResultSink *sink)
{
    static const char *const names[] = {"breslow-day", "tarone"};
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    Sums sums = {0};
    Reason reason = sum_up(summary, t, &sums);

    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        StatTest *test = sink_test(sink, names[i], t->total,
                                   i == 0 ? "asymptotic; no tarone" : "asymptotic; tarone");
        double x2 = sums.x2;
        if (reason != REASON_NONE) {
            test_undefined(test, reason);
            continue;
        }
        x2 = fmax(0, x2 - (i == 0 ? 0 : sums.gap * sums.gap / sums.variance));
        test->statistic = quantity(x2);
        test->df = quantity(sums.strata - 1.0);
        test->p = quantity(tail_chi_square(x2, sums.strata - 1));
    }
}

const Statistic statistic_breslow_day = {
    .name = "breslow-day",
    .role = STATISTIC_TEST,
    .needs = NEEDS_TWO_GROUPS | NEEDS_STRATA,
    .keeps = KEEPS_MONOTONE | KEEPS_GROUP_ORDER | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
