/* The passes before all others, by which the weights of a plan are adjusted. */
#include "calibrate.h"
#include "base/error.h"
#include "base/number.h"

#include <math.h>

enum {
    MOST_SUM_BYTES = 16 << 20, /* of the sums of a block of replicates */
    MOST_ROUNDS = 200          /* of strict trimming */
};

/* What strict trimming still takes from the weights, of their sum, when it is done. */
#define TRIM_DONE 1e-13

/* One pass of sums; they stay in tally->pass. */
static gboolean sum_pass(const Run *run, MarginSums *sums, GError **error)
{
    Pass *pass = run->tally->pass;
    Feed feed;
    pass->sums = sums;
    if (!run->maker->open(run->maker->data, pass->feed, &feed, error))
        return FALSE;
    gboolean ok = tally_run_pass(run->tally, &feed, run->name, run->progress, error);
    run->maker->close(&feed);
    return ok;
}

static Pass *begin_pass(const Run *run)
{
    pass_free(run->tally->pass);
    run->tally->pass = pass_new(run->tally->frame);
    pass_calibrate(run->tally->pass, run->calibration);
    return run->tally->pass;
}

/* --- the fit ---------------------------------------------------------------------------------- */

/* What final weights sum to, W[cells], by level against the targets. */
static void find_gap(Calibration *c, const double *w)
{
    gint worst = -1;
    c->report.gap = 0;
    c->report.total = 0;
    for (guint cell = 0; cell < c->cells; cell++)
        c->report.total += w[cell];
    g_autofree double *sums = g_new0(double, c->levels + 1);
    for (guint m = 0; m < c->margins; m++)
        for (guint cell = 0; cell < c->cells; cell++)
            sums[c->level[(gsize)m * c->cells + cell]] += w[cell];
    for (guint l = 0; l < c->levels; l++) {
        double gap = c->target[l] > 0 ? fabs(sums[l] - c->target[l]) / c->target[l] : 0;
        if (worst >= 0 && gap <= c->report.gap)
            continue;
        worst = (gint)l;
        c->report.gap = gap;
    }
    g_free(c->report.gap_level);
    c->report.gap_level = worst >= 0 ? calibration_level_name(c, (guint)worst) : NULL;
}

static double *fitted(const Calibration *c)
{
    double *w = g_new(double, c->cells + 1);
    gint trimmed;
    for (guint cell = 0; cell < c->cells; cell++)
        w[cell] = calibration_weight(c, c->d[cell], cell, &trimmed);
    return w;
}

static gboolean check_convergence(const Run *run, GError **error)
{
    const Calibration *c = run->calibration;
    const PlanCalibration *plan = &c->frame->plan->data.calibration;
    char gap[64];
    if (plan->kind != CALIBRATE_RAKE || c->rake->converged)
        return TRUE;
    Mistakes m = mistakes_new(run);
    number_format_fixed(100 * c->report.gap, 6, gap);
    diagnostics_error(m.diagnostics, mistakes_at(&m, plan->place),
                      "raking did not converge within %u iterations: %s is still %s %% off its "
                      "margin; merge rare levels, see that the margins go together, or raise "
                      "'max_iterations' or 'tolerance'",
                      c->rake->iterations, c->report.gap_level, gap);
    return mistakes_end(&m, error);
}

static void take_census(Calibration *c, const MarginSums *sums)
{
    c->n = g_memdup2(sums->n, (c->cells + 1) * sizeof *c->n);
    c->d = g_new0(double, c->cells + 1);
    c->d2 = g_new0(double, c->cells + 1);
    for (guint cell = 0; cell < c->cells; cell++) {
        c->d[cell] = exact_value(sums->planes[0], cell);
        c->d2[cell] = exact_value(sums->planes[1], cell);
    }
}

static gboolean run_census(const Run *run, GError **error)
{
    Calibration *c = run->calibration;
    begin_pass(run);
    if (!sum_pass(run, margin_sums_new(SUM_CENSUS, c, 0), error))
        return FALSE;
    take_census(c, run->tally->pass->sums);
    if (!check_margins(run, error))
        return FALSE;
    calibration_fit(c);
    g_autofree double *w = fitted(c);
    find_gap(c, w);
    return c->rake == NULL || check_convergence(run, error);
}

/* --- replicate weights ------------------------------------------------------------------------ */

static gboolean fit_replicates(const Run *run, GError **error)
{
    Calibration *c = run->calibration;
    const Pass *pass = run->tally->pass;
    g_autofree double *w = g_new(double, c->cells + 1);
    for (guint i = 0; i < pass->sums->n_planes; i++) {
        for (guint cell = 0; cell < c->cells; cell++)
            w[cell] = exact_value(pass->sums->planes[i], cell);
        gint empty = calibration_fit_replicate(c, w);
        if (empty < 0)
            continue;
        g_autofree char *level = calibration_level_name(c, (guint)empty);
        gint variable = g_array_index(pass->replicates, gint, i);
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA,
                    "%s: variable %s: error: no respondent with %s has a weight in this "
                    "replicate, which is adjusted to the same margins; merge that level with "
                    "another",
                    run->name, frame_variable(c->frame, variable)->name, level);
        return FALSE;
    }
    return TRUE;
}

/* Every replicate is raked as the weight was, in as many iterations. */
static gboolean run_replicates(const Run *run, GError **error)
{
    Calibration *c = run->calibration;
    guint all = c->frame->design.replicates->len;
    guint block = CLAMP(MOST_SUM_BYTES / (c->cells * BYTES_SUMMED), 1, 16);
    for (guint first = 0; c->margins > 0 && first < all; first += block) {
        guint n = MIN(block, all - first);
        pass_want_replicates(begin_pass(run), first, n);
        if (!sum_pass(run, margin_sums_new(SUM_REPLICATES, c, n), error) ||
            !fit_replicates(run, error))
            return FALSE;
    }
    return TRUE;
}

/* --- trimming --------------------------------------------------------------------------------- */

static void set_bounds(Calibration *c)
{
    const PlanCalibration *plan = &c->frame->plan->data.calibration;
    gint64 n = 0;
    for (guint cell = 0; cell < c->cells; cell++)
        n += c->n[cell];
    double unit = plan->of_mean && n > 0 ? c->report.total / (double)n : 1;
    c->report.trims = TRUE;
    c->report.lower = plan->lower * unit;
    c->report.upper = plan->upper * unit;
}

static gboolean all_outside(const Run *run, GError **error)
{
    const Calibration *c = run->calibration;
    char lower[NUMBER_BUFFER], upper[NUMBER_BUFFER];
    Mistakes m = mistakes_new(run);
    g_autofree char *top =
        isinf(c->report.upper) ? g_strdup("more") : g_strdup(number_format(c->report.upper, upper));
    diagnostics_error(m.diagnostics, mistakes_at(&m, c->frame->plan->data.calibration.trim_place),
                      "no weight lies between %s and %s, so that none can take what is trimmed; "
                      "expected wider bounds",
                      number_format(c->report.lower, lower), top);
    return mistakes_end(&m, error);
}

static gboolean below_nothing(const Run *run, GError **error)
{
    Mistakes m = mistakes_new(run);
    diagnostics_error(m.diagnostics,
                      mistakes_at(&m, run->calibration->frame->plan->data.calibration.trim_place),
                      "so many weights are raised to 'lower' that others would fall below 0; "
                      "expected a lower bound, or none");
    return mistakes_end(&m, error);
}

/* What SUMS says weights become, by cell. */
static void take_round(Calibration *c, const MarginSums *sums, double shift)
{
    g_autofree double *w = g_new(double, c->cells + 1);
    for (guint cell = 0; cell < c->cells; cell++)
        w[cell] = exact_value(sums->planes[0], cell) + exact_value(sums->planes[1], cell) +
                  shift * (double)sums->n[cell];
    find_gap(c, w);
    c->report.raised = sums->ever[0];
    c->report.cut = sums->ever[1];
    c->inverse_sum = exact_value(sums->excess, 1);
}

/* One round; *DONE when no weight was outside, or by so little that sharing it out is noise. */
static gboolean trim_once(const Run *run, gboolean *done, GError **error)
{
    Calibration *c = run->calibration;
    TrimRound round = {c->report.lower, c->report.upper, 0};
    MarginSums *sums = margin_sums_new(SUM_TRIM, c, 0);
    sums->bounds = round;
    begin_pass(run);
    if (!sum_pass(run, sums, error))
        return FALSE;
    gint64 inside = 0;
    for (guint cell = 0; cell < c->cells; cell++)
        inside += sums->n[cell];
    if (sums->outside[0] + sums->outside[1] == 0) {
        *done = TRUE;
        take_round(c, sums, 0);
        return TRUE;
    }
    if (inside == 0)
        return all_outside(run, error);
    double excess = exact_value(sums->excess, 0);
    *done = c->rounds->len > 0 && fabs(excess) <= TRIM_DONE * c->report.total;
    round.shift = *done ? 0 : excess / (double)inside;
    if (round.shift < 0 && round.lower + round.shift <= 0)
        return below_nothing(run, error);
    g_array_append_val(c->rounds, round);
    c->report.rounds = c->rounds->len;
    take_round(c, sums, round.shift);
    return TRUE;
}

static gboolean run_trimming(const Run *run, GError **error)
{
    Calibration *c = run->calibration;
    const PlanCalibration *plan = &c->frame->plan->data.calibration;
    gboolean done = !plan->trims;
    if (plan->trims)
        set_bounds(c);
    for (guint i = 0; !done && i < (plan->strict ? MOST_ROUNDS : 1); i++)
        if (!trim_once(run, &done, error))
            return FALSE;
    if (done || !plan->strict)
        return TRUE;
    Mistakes m = mistakes_new(run);
    diagnostics_error(m.diagnostics, mistakes_at(&m, plan->trim_place),
                      "trimming did not end within %d rounds; expected wider bounds", MOST_ROUNDS);
    return mistakes_end(&m, error);
}

gboolean tally_calibrate_feeds(Tally *tally, const FeedMaker *maker, const char *name,
                               const Progress *progress, GError **error)
{
    if (!tally->frame->calibrated || tally->calibration != NULL)
        return TRUE;
    Calibration *c = calibration_new(tally->frame, error);
    if (c == NULL)
        return FALSE;
    const Run run = {tally, c, maker, name, progress};
    gboolean ok =
        run_census(&run, error) && run_replicates(&run, error) && run_trimming(&run, error);
    g_clear_pointer(&tally->pass, pass_free);
    if (ok)
        tally->calibration = c;
    else
        calibration_free(c);
    return ok;
}

const CalibrationReport *tally_calibration(const Tally *tally)
{
    return tally->calibration != NULL ? &tally->calibration->report : NULL;
}
