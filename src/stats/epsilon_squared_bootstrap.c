/* Bootstrap intervals of ε² and η²_H, percentile and BCa, beside those by inversion that
 * kruskal-wallis and eta_squared_h have.
 *
 *     ε² = H/(N - 1),   η²_H = (H - k + 1)/(N - k),   over N respondents drawn with replacement
 * from the table, each with group and answer; BCa as in Efron (1987), a by the jackknife
 *
 * Rows "epsilon_squared_bootstrap" and "eta_squared_h_bootstrap", each with both variants, which
 * name draws and seed. Draws whose respondents are of one group or all tied are left out, and the
 * variant says so. The percentile interval of ε² lies too high, because a resample has the noise of
 * the sample a second time; BCa takes most of that back, and has no interval where no draw is below
 * the observed value.
 *
 * SOURCE     B. Efron (1979), Annals of Statistics 7:1-26; (1987), JASA 82:171-185. M. Tomczak and
 *            E. Tomczak (2014), Trends in Sport Sciences 21:19-25.
 * UNDEFINED  no respondents; fewer than two groups; all tied; as many groups as respondents; a
 *            sampling weight.
 * DEVIATES   rcompanion::epsilonSquared and rstatix::kruskal_effsize draw likewise and print the
 *            percentile interval, interpolated between draws.
 * GOLDEN     all resamples enumerated, R 4.2.2: tests/stats/bootstrap.R */
#include "sink.h"
#include "table.h"

#include "numeric/random.h"
#include "numeric/rank_bootstrap.h"

typedef enum { EPSILON, ETA } Effect;

static const char *const rows[] = {
    [EPSILON] = "epsilon_squared_bootstrap", [ETA] = "eta_squared_h_bootstrap"};
static const char *const effects[] = {[EPSILON] = "epsilon_squared", [ETA] = "eta_squared_h"};

static double epsilon_of(const Table *t)
{
    g_autoptr(CentredRanks) ranks = centred_ranks_new(t);
    double sum = 0;

    for (guint r = 0; r < t->rows; r++) {
        double off = centred_mean_rank(ranks, t, r);
        sum += (double)t->row_n[r] * off * off;
    }
    return sum / ranks->spread;
}

static const char *variant_of(const char *method, const Policy *policy, guint64 without)
{
    g_autofree char *name =
        g_strdup_printf("%s (%" G_GUINT64_FORMAT " draws, seed %" G_GUINT64_FORMAT ")%s", method,
                        policy->draws, policy->seed, without > 0 ? "; draws left out" : "");

    return g_intern_string(name);
}

static StatTest *emit(ResultSink *sink, const Table *t, Effect effect, const char *variant)
{
    StatTest *test = sink_test(sink, rows[effect], t->total, variant);

    test->effect_name = effects[effect];
    return test;
}

static void set(StatTest *test, double value, const Interval *interval)
{
    test->effect = quantity(value);
    if (interval == NULL)
        return;
    test->effect_low = quantity(interval->low);
    test->effect_high = quantity(interval->high);
}

static void intervals(const Table *t, const Policy *policy, Effect effect, double value,
                      const RankBootstrap *drawn, ResultSink *sink)
{
    const Bootstrap *b = effect == EPSILON ? drawn->epsilon : drawn->eta;
    const char *percentile = variant_of("bootstrap percentile", policy, drawn->without);
    const char *bca = variant_of("bootstrap BCa", policy, drawn->without);
    Interval ends = {0, 0};
    gboolean found = b != NULL && bootstrap_bca(b, value, drawn->acceleration[effect],
                                                policy->confidence, &ends);
    Interval plain = b != NULL ? bootstrap_percentile(b, policy->confidence) : ends;

    set(emit(sink, t, effect, percentile), value, b != NULL ? &plain : NULL);
    set(emit(sink, t, effect, bca), value, found ? &ends : NULL);
}

static void compute(const Summary *summary, const Policy *policy, ResultSink *sink)
{
    g_autoptr(Table) t = table_new(summary, TABLE_FILLED);
    Reason reason = table_reason(t, summary);
    double k = t->rows, n = (double)t->total;

    if (reason == REASON_NONE && n <= k)
        reason = REASON_TOO_FEW;
    if (reason != REASON_NONE) {
        test_undefined(emit(sink, t, EPSILON, "bootstrap percentile"), reason);
        test_undefined(emit(sink, t, ETA, "bootstrap percentile"), reason);
        return;
    }
    const MonteCarloDraws draws = {policy->draws, random_key_with(policy->stream, policy->seed)};
    double epsilon = epsilon_of(t), eta = ((n - 1) * epsilon - k + 1) / (n - k);
    RankBootstrap drawn = rank_bootstrap(t->n, t->rows, t->cols, &draws);
    intervals(t, policy, EPSILON, epsilon, &drawn, sink);
    intervals(t, policy, ETA, eta, &drawn, sink);
    rank_bootstrap_clear(&drawn);
}

const Statistic statistic_epsilon_squared_bootstrap = {
    .name = "epsilon_squared_bootstrap",
    .role = STATISTIC_MEASURE,
    .needs = NEEDS_GROUPS | NEEDS_ORDINAL,
    .keeps = KEEPS_GROUP_ORDER | KEEPS_MONOTONE | KEEPS_REVERSAL,
    .methods = METHOD_ASYMPTOTIC,
    .compute = compute,
};
