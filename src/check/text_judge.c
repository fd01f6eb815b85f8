/* The p of a printed statistic, and whether the printed p agrees with it.
 *
 * A printed number stands for an interval of half a unit of its last place on either side; so the
 * statistic gives an interval of p, and a printed p agrees when its own interval meets that one. A
 * bound (p < .05) agrees when some p of the interval keeps it.
 *
 * SOURCE: Nuijten et al. (2016), Behavior Research Methods 48:1205-1226, pp. 1207-1208 (rounding,
 * one-tailed tests, decision errors with p = alpha taken as significant).
 * U: normal approximation with continuity correction, without ties (R's wilcox.test(exact =
 * FALSE)). What ties could do at most is bounded in least_spread().
 * GOLDEN: tests/check/text.R. */
#include "check/text.h"
#include "numeric/exact.h"
#include "numeric/tails.h"

#include <math.h>

/* Exact p of U: respondents, and steps of exact_rank_sum(), at most. */
enum { MOST_EXACT = 120, EXACT_EFFORT = 50000000 };

/* Where an interval end is computed, equality is up to this. */
#define MEETING 1e-12

typedef struct {
    double low, high;
} Range;

static gboolean meets(const TextTest *test, Range p, double alpha)
{
    double printed = test->p.value;
    double slack = MEETING + 1e-9 * printed;
    if (test->form == P_NOT_SIGNIFICANT)
        return p.high >= alpha;
    if (test->form == P_SIGNIFICANT)
        return p.low <= alpha;
    if (test->form == P_BETWEEN)
        return p.low <= printed + slack && p.high >= test->p_from.value - slack;
    switch (test->p.sign) {
    case SIGN_LESS:
    case SIGN_AT_MOST:
        return p.low <= printed + slack;
    case SIGN_GREATER:
    case SIGN_AT_LEAST:
        return p.high >= printed - slack;
    default:
        return p.low <= printed + test->p.half + slack && p.high >= printed - test->p.half - slack;
    }
}

/* Whether print and p stand on two sides of ALPHA. Bounds that leave the side open never do. */
static gboolean on_other_side(const TextTest *test, Range p, double alpha)
{
    double low = test->p.value, high = test->p.value;
    if (test->form == P_NOT_SIGNIFICANT)
        return p.high <= alpha;
    if (test->form == P_SIGNIFICANT)
        return p.low > alpha;
    if (test->form == P_BETWEEN)
        low = test->p_from.value;
    gboolean lower = test->p.sign == SIGN_LESS || test->p.sign == SIGN_AT_MOST;
    gboolean upper = test->p.sign == SIGN_GREATER || test->p.sign == SIGN_AT_LEAST;
    gboolean significant = !upper && high <= alpha;
    gboolean not_significant = test->form == P_BETWEEN ? low >= alpha
                               : upper                 ? high >= alpha
                                                       : !lower && high > alpha;
    return (significant && p.low > alpha) || (not_significant && p.high <= alpha);
}

/* ---- statistics with degrees of freedom ---- */

/* Two-sided p of the absolute statistic X. */
static double p_at(TextStatistic statistic, double x, double df, double df2)
{
    switch (statistic) {
    case TEXT_T:
        return tail_t_two_sided(x, df);
    case TEXT_F:
        return tail_f(x, df, df2);
    case TEXT_Z:
        return fmin(1.0, 2.0 * tail_normal(x));
    case TEXT_R:
    case TEXT_RHO:
        return x >= 1.0 ? 0.0 : tail_t_two_sided(x * sqrt(df / ((1.0 - x) * (1.0 + x))), df);
    default:
        return tail_chi_square(x, df);
    }
}

/* The absolute values that a printed statistic stands for. */
static Range statistic_range(const TextNumber *number)
{
    double x = fabs(number->value);
    gboolean less = number->sign == SIGN_LESS || number->sign == SIGN_AT_MOST;
    if (number->sign == SIGN_EQUAL)
        return (Range){fmax(0.0, x - number->half), x + number->half};
    if (less == (number->value >= 0))
        return (Range){0.0, x};
    return (Range){x, INFINITY};
}

static double p_or_zero(TextStatistic statistic, double x, double df, double df2)
{
    return isinf(x) ? 0.0 : p_at(statistic, x, df, df2);
}

/* p over the statistic's interval and, where they have decimals, those of the degrees of freedom:
 * p is monotone in each, so the corners hold the ends. */
static Range p_range(TextStatistic statistic, const TextNumber *value, const TextNumber *df,
                     const TextNumber *df2)
{
    Range x = statistic_range(value), p = {INFINITY, -INFINITY};
    double h1 = df->value == floor(df->value) && df->half >= 0.5 ? 0 : df->half;
    double h2 = df2->value == floor(df2->value) && df2->half >= 0.5 ? 0 : df2->half;
    for (int i = 0; i < 4; i++) {
        double d1 = df->value + (i & 1 ? h1 : -h1), d2 = df2->value + (i & 2 ? h2 : -h2);
        p.low = fmin(p.low, p_or_zero(statistic, x.high, d1, d2));
        p.high = fmax(p.high, p_or_zero(statistic, x.low, d1, d2));
    }
    return p;
}

static void decide(const TextTest *test, Range p, double alpha, TextJudgement *out)
{
    out->has_p = TRUE;
    out->p_low = p.low;
    out->p_high = p.high;
    out->verdict = meets(test, p, alpha) ? VERDICT_CONFIRMED : VERDICT_CONTRADICTED;
}

static gboolean has_sides(TextStatistic statistic)
{
    return statistic == TEXT_T || statistic == TEXT_Z || statistic == TEXT_R;
}

/* A p that fits halved: accepted where the text speaks of one-tailed tests, else mentioned. */
static void try_one_sided(const TextTest *test, gboolean one_tailed, double alpha,
                          TextJudgement *out)
{
    Range half = {out->p_low / 2, out->p_high / 2};
    if (!meets(test, half, alpha))
        return;
    if (!one_tailed) {
        out->fits_halved = TRUE;
        return;
    }
    out->verdict = VERDICT_VARIANT;
    out->variant = "one-sided";
    out->p /= 2;
    out->p_low = half.low;
    out->p_high = half.high;
}

static void finish(const TextTest *test, double alpha, TextJudgement *out)
{
    if (out->verdict != VERDICT_CONTRADICTED)
        return;
    Range point = {out->p, out->p};
    Range range = {out->p_low, out->p_high};
    out->other_side = on_other_side(test, test->value.sign == SIGN_EQUAL ? point : range, alpha);
    if (test->adjusted) {
        out->verdict = VERDICT_UNDECIDABLE;
        out->reason = TEXT_ADJUSTED;
    } else if (test->statistic == TEXT_RHO) {
        out->verdict = VERDICT_UNDECIDABLE;
        out->reason = TEXT_APPROXIMATION;
    }
    if (out->verdict == VERDICT_UNDECIDABLE)
        out->other_side = FALSE;
}

static TextReason check_arguments(const TextTest *test, const TextNumber *df)
{
    double x = test->value.value;
    gboolean positive = test->statistic == TEXT_F || test->statistic == TEXT_CHI_SQUARE ||
                        test->statistic == TEXT_G || test->statistic == TEXT_H ||
                        test->statistic == TEXT_Q;
    if (test->df_unclear)
        return TEXT_DF_UNCLEAR;
    if (test->statistic != TEXT_Z && (!df->has || (test->statistic == TEXT_F && !test->df2.has)))
        return TEXT_NO_DF;
    if (test->statistic != TEXT_Z &&
        (df->value - df->half * (df->half < 0.5) <= 0 ||
         (test->statistic == TEXT_F &&
          test->df2.value - test->df2.half * (test->df2.half < 0.5) <= 0)))
        return TEXT_OUT_OF_RANGE;
    if ((positive && x < 0) || ((test->statistic == TEXT_R || test->statistic == TEXT_RHO) &&
                                fabs(x) - test->value.half > 1))
        return TEXT_OUT_OF_RANGE;
    return TEXT_DECIDED;
}

static void judge_plain(const TextTest *test, gboolean one_tailed, double alpha, TextJudgement *out)
{
    TextNumber df = test->df;
    gboolean correlation = test->statistic == TEXT_R || test->statistic == TEXT_RHO;
    if (correlation && !df.has && test->n.has)
        df = (TextNumber){.has = TRUE, .value = test->n.value - 2};
    out->reason = check_arguments(test, &df);
    if (out->reason != TEXT_DECIDED)
        return;
    out->p = p_at(test->statistic, fabs(test->value.value), df.value, test->df2.value);
    decide(test, p_range(test->statistic, &test->value, &df, &test->df2), alpha, out);
    if (out->verdict == VERDICT_CONTRADICTED && has_sides(test->statistic))
        try_one_sided(test, one_tailed, alpha, out);
    finish(test, alpha, out);
}

/* ---- U ---- */

static double u_p(double u, double n1, double n2, double spread, gboolean continuity)
{
    double distance = fabs(u - n1 * n2 / 2) - (continuity ? 0.5 : 0.0);
    double sd = sqrt(n1 * n2 * (n1 + n2 + 1) / 12 * spread);
    return fmin(1.0, 2.0 * tail_normal(fmax(distance, 0.0) / sd));
}

/* Two-sided p of the permutation distribution without ties; FALSE where U is no whole number or the
 * groups are large, where nobody prints it. The respondents are laid out so that they give U: some
 * of the first group above all others, one in between, the rest below. */
static gboolean exact_u_p(double u, double n1, double n2, double *p)
{
    gint64 first[MOST_EXACT] = {0}, second[MOST_EXACT] = {0};
    ExactTails tails;
    if (u != floor(u) || n1 + n2 > MOST_EXACT)
        return FALSE;
    guint a = (guint)n1, b = (guint)n2, wins = (guint)u, above = wins / b;
    guint below = a - above, part = wins % b;
    for (guint i = 0; i < a + b; i++)
        second[i] = 1;
    for (guint i = 0; i < a; i++) {
        guint level = i >= below ? b + i : part > 0 && i + 1 == below ? part + i : i;
        first[level] = 1;
        second[level] = 0;
    }
    if (!exact_rank_sum(first, second, a + b, EXACT_EFFORT, &tails))
        return FALSE;
    *p = exact_p(&tails, EXACT_DOUBLED, FALSE);
    return TRUE;
}

/* The least share of U's variance that any ties can leave when U is DISTANCE from its mean. The
 * share is 1 - Σ(t³ - t)/(N³ - N). A respondent outside a block of ties moves U by at most half the
 * larger group, so every block leaves at least 2 DISTANCE/max(n1, n2) respondents outside, and
 * blocks of the largest size that this allows make the share least. */
static double least_spread(double distance, double n1, double n2)
{
    double n = n1 + n2, outside = ceil(2 * distance / fmax(n1, n2) - 1e-9);
    double block = fmax(n - outside, 1.0), blocks = floor(n / block), rest = n - blocks * block;
    double ties = blocks * (block * block * block - block) + (rest * rest * rest - rest);
    double share = 1 - ties / (n * n * n - n);
    return fmax(share, 1e-12);
}

/* Tries U as printed; FALSE when neither way nor variant fits. */
static gboolean try_u(const TextTest *test, double u, gboolean one_tailed, double alpha,
                      TextJudgement *out)
{
    static const struct {
        const char *name;
        gboolean exact, continuity, one_sided;
    } variants[] = {{NULL, FALSE, TRUE, FALSE},
                    {"no continuity", FALSE, FALSE, FALSE},
                    {"exact", TRUE, FALSE, FALSE},
                    {"one-sided", FALSE, TRUE, TRUE},
                    {"one-sided; no continuity", FALSE, FALSE, TRUE},
                    {"one-sided; exact", TRUE, FALSE, TRUE}};
    for (guint i = 0; i < G_N_ELEMENTS(variants); i++) {
        double p, n1 = test->n1.value, n2 = test->n2.value;
        if (variants[i].one_sided && !one_tailed)
            continue;
        if (!variants[i].exact)
            p = u_p(u, n1, n2, 1.0, variants[i].continuity);
        else if (!exact_u_p(u, n1, n2, &p))
            continue;
        p = variants[i].one_sided ? p / 2 : p;
        if (!meets(test, (Range){p, p}, alpha))
            continue;
        *out = (TextJudgement){.verdict = i == 0 ? VERDICT_CONFIRMED : VERDICT_VARIANT,
                               .variant = variants[i].name,
                               .has_p = TRUE,
                               .p = p,
                               .p_low = p,
                               .p_high = p};
        return TRUE;
    }
    return FALSE;
}

/* A rank sum printed for U (SPSS's W): less the least sum that either group can have. */
static gboolean try_rank_sum(const TextTest *test, gboolean one_tailed, double alpha,
                             TextJudgement *out)
{
    const double sizes[] = {test->n1.value, test->n2.value};
    double most = sizes[0] * sizes[1];
    for (guint i = 0; i < G_N_ELEMENTS(sizes); i++) {
        double u = test->value.value - sizes[i] * (sizes[i] + 1) / 2;
        if (u < 0 || u > most || !try_u(test, u, one_tailed, alpha, out))
            continue;
        g_autofree char *joined = g_strconcat("rank sum; ", out->variant, NULL);
        out->verdict = VERDICT_VARIANT;
        out->variant = out->variant == NULL ? "rank sum" : g_intern_string(joined);
        return TRUE;
    }
    return FALSE;
}

static void judge_u(const TextTest *test, gboolean one_tailed, double alpha, TextJudgement *out)
{
    double u = test->value.value, n1 = test->n1.value, n2 = test->n2.value;
    gboolean inside = u >= 0 && u <= n1 * n2 && n1 >= 1 && n2 >= 1;
    if (inside && try_u(test, u, one_tailed, alpha, out))
        return;
    gboolean may_be_sum = test->statistic == TEXT_W || u > n1 * n2;
    if (may_be_sum && n1 >= 1 && n2 >= 1 && try_rank_sum(test, one_tailed, alpha, out))
        return;
    if (!inside) {
        out->reason = TEXT_OUT_OF_RANGE;
        return;
    }
    double least = least_spread(fabs(u - n1 * n2 / 2), n1, n2);
    double with_ties = u_p(u, n1, n2, least, FALSE);
    out->has_p = TRUE;
    out->p = u_p(u, n1, n2, 1.0, TRUE);
    out->p_low = u_p(u, n1, n2, 1.0, FALSE);
    out->p_high = out->p;
    double exact;
    if (exact_u_p(u, n1, n2, &exact)) {
        out->p_low = fmin(out->p_low, exact);
        out->p_high = fmax(out->p_high, exact);
    }
    if (meets(test, (Range){with_ties, out->p_high}, alpha)) {
        out->reason = TEXT_TIES;
        return;
    }
    out->verdict = VERDICT_CONTRADICTED;
    finish(test, alpha, out);
}

static void judge_ranks(const TextTest *test, gboolean one_tailed, double alpha, TextJudgement *out)
{
    if (test->z.has) {
        TextTest as_z = *test;
        as_z.statistic = TEXT_Z;
        as_z.value = test->z;
        as_z.df_unclear = FALSE;
        judge_plain(&as_z, one_tailed, alpha, out);
    } else if (test->statistic == TEXT_W && (test->df.has || test->value.value < 1)) {
        out->reason = TEXT_NEEDS_DATA;
    } else if (!test->n1.has || !test->n2.has) {
        out->reason = TEXT_NO_GROUP_SIZES;
    } else if (test->value.sign != SIGN_EQUAL) {
        out->reason = TEXT_NEEDS_DATA;
    } else {
        judge_u(test, one_tailed, alpha, out);
    }
}

static TextJudgement judge_reading(const TextTest *test, gboolean one_tailed, double alpha)
{
    TextJudgement out = {.verdict = VERDICT_UNDECIDABLE};
    if (test->statistic == TEXT_TAU)
        out.reason = TEXT_NEEDS_DATA;
    else if (test->statistic == TEXT_U || test->statistic == TEXT_W)
        judge_ranks(test, one_tailed, alpha, &out);
    else
        judge_plain(test, one_tailed, alpha, &out);
    return out;
}

TextJudgement text_judge(const TextTest *test, gboolean one_tailed, double alpha)
{
    TextJudgement out = judge_reading(test, one_tailed, alpha);
    if (out.verdict != VERDICT_CONTRADICTED || !test->other.has)
        return out;
    TextTest otherwise = *test;
    otherwise.value = test->other;
    TextJudgement second = judge_reading(&otherwise, one_tailed, alpha);
    second.other_reading = second.verdict == VERDICT_CONFIRMED || second.verdict == VERDICT_VARIANT;
    return second.other_reading ? second : out;
}
