/* Test results printed in running text and tables, and what their statistic and degrees of freedom
 * say of the printed p.
 *
 *     TextOptions options = {.language = LANGUAGE_FR};
 *     g_autoptr(TextReport) report = text_report_new();
 *     if (!text_check("report.md", &options, report, diagnostics, &error)) …
 *     for (guint i = 0; i < report->verdicts->len; i++)
 *         const Verdict *v = report->verdicts->pdata[i];
 *
 * Reading is apart from judging: text_find() knows no distribution, text_judge() no text.
 *
 * What is read: H, chi-square (χ², khi-deux, X²), the likelihood ratio (G, G²), t, F, r, z, U, W,
 * Q, ρ and τ with a p, in English and French, in sentences and in the cells of Markdown, tab- and
 * semicolon-separated tables whose header (or first column) names them. A statistic without any p
 * is no result. Where the name alone says little (G, Wald's, `t 28 = 2.20`, a list without signs),
 * it is one only with its degrees of freedom.
 *
 * SOURCE of the rules for rounded statistics, bounds and one-tailed tests: Nuijten, Hartgerink, van
 * Assen, Epskamp and Wicherts (2016), Behavior Research Methods 48:1205-1226; Epskamp and Nuijten,
 * statcheck 1.4. DEVIATES from statcheck: p = .000 is the interval up to .0005 and not wrong by
 * itself; fractional degrees of freedom are intervals too; a result that cannot be recomputed is
 * shown as undecidable instead of being left out. */
#pragma once

#include "base/diagnostics.h"
#include "base/text.h"
#include "check/verdict.h"

typedef enum {
    TEXT_T,
    TEXT_F,
    TEXT_CHI_SQUARE,
    TEXT_G, /* likelihood ratio */
    TEXT_H,
    TEXT_Q,
    TEXT_Z,
    TEXT_R,
    TEXT_U,
    TEXT_W,
    TEXT_RHO,
    TEXT_TAU,
    TEXT_STATISTIC_COUNT
} TextStatistic;

/* How a number is tied to its name. */
typedef enum { SIGN_EQUAL, SIGN_LESS, SIGN_AT_MOST, SIGN_GREATER, SIGN_AT_LEAST } TextSign;

/* A printed number: what is printed stands for value ± half a unit of its last place. */
typedef struct {
    gboolean has;
    TextSign sign;
    double value;
    double half;
    char print[24]; /* point as decimal mark, no grouping, a zero before the mark */
} TextNumber;

typedef enum {
    P_NUMBER,
    P_BETWEEN, /* .01 < p < .05: `p` is the upper bound, `p_from` the lower one */
    P_NOT_SIGNIFICANT /* n.s. */,
    P_SIGNIFICANT /* the word alone */
} TextPForm;

/* A result as the text prints it. Absent numbers have `has` FALSE. */
typedef struct {
    TextStatistic statistic;
    TextNumber value;
    TextNumber other; /* the other reading of 1,234, where marks elsewhere do not tell */
    TextNumber df, df2;
    TextNumber n, n1, n2;
    TextNumber z; /* printed beside U or W */
    gboolean df_unclear;
    TextPForm form;
    TextNumber p, p_from;
    gboolean adjusted;  /* "p adj.", "p de Bonferroni" */
    guint line, column; /* of the statistic, from 1; column in characters */
} TextTest;

typedef struct {
    Language language;   /* of the notes; French reads a doubtful 1,234 as 1.234 */
    double alpha;        /* 0: 0.05 */
    guint32 match_limit; /* of PCRE2, for one match; 0: 1,000,000 */
} TextOptions;

typedef struct {
    GArray *tests;       /* TextTest, in order of place */
    gboolean one_tailed; /* the text speaks of one-tailed tests somewhere */
    GArray *given_up;    /* guint: lines where a match met the limits; what follows in that
                          * paragraph is not read */
} TextFindings;

/* Finds the results in TEXT: LENGTH bytes of valid UTF-8. Time grows with the length alone. */
TextFindings *text_find(const char *text, gsize length, const TextOptions *options);
void text_findings_free(TextFindings *findings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextFindings, text_findings_free)

/* Why nothing can be said; words in words.def (TEXT_…). */
typedef enum {
    TEXT_DECIDED,
    TEXT_NO_DF,
    TEXT_DF_UNCLEAR,
    TEXT_NO_GROUP_SIZES,
    TEXT_OUT_OF_RANGE,  /* r beyond 1, U beyond n1 n2, a negative χ², df of 0 */
    TEXT_NEEDS_DATA,    /* Shapiro-Wilk's W, Kendall's τ, … */
    TEXT_TIES,          /* U: ties, which the text does not give, could bring the printed p */
    TEXT_APPROXIMATION, /* ρ: the t approximation is one p among several in use */
    TEXT_ADJUSTED
} TextReason;

typedef struct {
    VerdictKind verdict; /* confirmed, variant, contradicted or undecidable */
    TextReason reason;
    const char *variant; /* static: "one-sided", "no continuity", "exact", "rank sum", … or NULL */
    gboolean has_p;
    double p, p_low, p_high; /* of the printed statistic, and over all it may stand for */
    gboolean other_side;     /* printed and recomputed p lie on two sides of alpha */
    gboolean other_reading;  /* it is TextTest.other that agrees */
    gboolean fits_halved;    /* contradicted, but half the p would fit */
} TextJudgement;

/* Recomputes p. ONE_TAILED: the text speaks of one-tailed tests, so half a p is accepted. */
TextJudgement text_judge(const TextTest *test, gboolean one_tailed, double alpha);

typedef struct {
    GPtrArray *verdicts; /* Verdict *, kind "test", id file:line:column */
    GStringChunk *strings;
} TextReport;

TextReport *text_report_new(void);
void text_report_free(TextReport *report);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextReport, text_report_free)

/* Reads a text file and appends a verdict for each result in it. UTF-8, UTF-16 with its mark, else
 * windows-1252 with a warning. FALSE with ANNEXE_ERROR_DATA (no such file, binary: a PDF or word
 * processor's file is named as such) or LIMIT (more than 1 GiB). Limits of PCRE2 that were met are
 * warnings with their line. */
gboolean text_check(const char *path, const TextOptions *options, TextReport *report,
                    Diagnostics *diagnostics, GError **error);
/* The same for a text in memory: LENGTH bytes of valid UTF-8, called NAME in ids and warnings. */
void text_check_memory(const char *name, const char *text, gsize length, const TextOptions *options,
                       TextReport *report, Diagnostics *diagnostics);
