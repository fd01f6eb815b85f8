/* One pass over the data fills every table that was asked for.
 *
 *     g_autoptr(Tally) tally = tally_new(frame);
 *     guint a = tally_ask_table(tally, response, by, -1);
 *     guint b = tally_ask_moments(tally, items, n);
 *     if (!tally_run(tally, &options, threads, &progress, &error)) …
 *     const Summary *s = tally_summary(tally, a);
 *
 * The result does not depend on the number of readers or threads; memory does not grow with
 * respondents. Values that break the plan (outside a scale's range, a frequency weight that is
 * negative or fractional) are ANNEXE_ERROR_DATA: file, variable, value, how many, first row. */
#pragma once

#include "base/progress.h"
#include "tally/calibration.h"
#include "tally/frame.h"
#include "tally/summary.h"

typedef struct Tally Tally;

Tally *tally_new(const Frame *frame);
/* Requests; equal ones get the same handle. BY and STRATUM are variable indexes or -1. */
guint tally_ask_table(Tally *tally, gint response, gint by, gint stratum);
/* Item by item over one level set (the union of their levels), from bitmaps. */
guint tally_ask_pair(Tally *tally, gint first, gint second);
guint tally_ask_moments(Tally *tally, const gint *items, guint n,
                        gint scale /* reversed as in it, or -1 */);
guint tally_ask_blocks(Tally *tally, const gint *items, guint n);
/* Weights that the plan post-stratifies, rakes or trims are adjusted first, in passes of their own
 * over everybody with a weight, whatever `where` says: every later pass counts adjusted weights.
 * What does not go together (a margin's level that nobody has, a value that no margin lists, no
 * convergence) is ANNEXE_ERROR_PLAN with its place in the plan; a missing answer to a margin's
 * variable ANNEXE_ERROR_DATA.
 * THREADS 0: as many as processors. FALSE with ERROR (DATA, LIMIT, IO): nothing is sealed. Limits:
 * 65,536 levels of a response, 1,000 groups of a grouping, 16 MiB of tables. */
gboolean tally_run(Tally *tally, const SourceOptions *options, guint threads,
                   const Progress *progress, GError **error);
/* Sealed after a run that succeeded, else NULL; owned by TALLY. */
const Summary *tally_summary(const Tally *tally, guint handle);
/* After the run. rows_read and rows_kept (by `where` and weight) count respondents, that is copies
 * under a frequency weight; the others count rows of the file. weight_sum is that of the rows kept.
 */
typedef struct {
    gint64 rows_read, rows_kept, rows_zero_weight, rows_missing_weight;
    double weight_sum;
    gint64 file_rows;
    gboolean
        encoding_guessed; /* cells that the file's encoding does not fit, read as windows-1252 */
} TallyBase;
TallyBase tally_base(const Tally *tally);
/* How the weights were adjusted, after a run; NULL where the plan leaves them as they are. */
const CalibrationReport *tally_calibration(const Tally *tally);
/* Before tally_run(): no other pass follows, so that no rows are kept for it and the columns that
 * it alone needs are not read. */
void tally_only_once(Tally *tally);
/* A first pass under a sampling design keeps its rows where they fit in 24 MiB, so that the second
 * one reads no file.
 *
 * The second pass, under the plan's sampling design (data.design; without one, respondents are
 * drawn with replacement from one stratum). A statistic linearises itself over the sealed table:
 * z[v][cell], VECTORS rows over the cells of tally_summary(tally, table) (strata × groups ×
 * levels), is what a respondent of that cell adds to it per unit of weight; everyone else adds 0
 * but stays in the sample (a domain). The answer, after tally_run_design(), is a SUMMARY_DESIGN:
 * totals of w z and C = Σ_h (1 - f_h) n_h / (n_h - 1) Σ_p (u_p - ū_h)(u_p - ū_h)' over the primary
 * units p of strata h, u_p the unit's sum of w z (Wolter 2007, Introduction to Variance Estimation,
 * 2nd ed., 6.11; the onestage() of R's survey). Further stages of clusters change nothing as long
 * as the first is drawn with replacement. Where it has an fpc, the second adds within every unit
 * f_h (1 - f_p) m_p / (m_p - 1) Σ_q (u_q - ū_p)(u_q - ū_p)' over its own units q (Cochran 1977,
 * Sampling Techniques, 3rd ed., 11.3; R's multistage()), f_p = 0 without an fpc of its own; third
 * stages add nothing. Z is copied.
 *
 * fpc is the population number of units of the stratum, or a fraction drawn where it is at most 1,
 * not both in one plan.
 * A lonely stratum (one unit, not drawn with certainty) is an error, or as the plan says: certainty
 * (adds 0), adjust (about 0 instead of its own mean), average (as the mean of the others); a lonely
 * unit of the second stage is an error, or adds 0 under any other policy.
 * Errors (DATA) name variable and row: missing strata, clusters or fpc, clusters that cross strata
 * without `nest`, an fpc that varies within a stratum or is below its number of units. */
guint tally_ask_design(Tally *tally, guint table, const double *z, guint vectors);
gboolean tally_run_design(Tally *tally, const SourceOptions *options, guint threads,
                          const Progress *progress, GError **error);
/* Counts every TABLE that was asked for once more under each replicate weight of the plan, a block
 * of replicates at a time, into its `replicates`. After tally_run(). A replicate weight that is
 * missing or negative is an error (DATA). */
gboolean tally_run_replicates(Tally *tally, const SourceOptions *options, guint threads,
                              const Progress *progress, GError **error);
/* Gives back what a first pass kept of the rows: a design's pass after it reads the file again. */
void tally_forget_rows(Tally *tally);
void tally_free(Tally *tally);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tally, tally_free)
