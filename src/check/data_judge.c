/* From what the variants give to a verdict with its reasons. */
#include "base/number.h"
#include "base/words.h"
#include "data.h"

#include <math.h>
#include <string.h>

typedef struct {
    const Check *check;
    const Question *question;
    Language language;
    GString *recomputed, *note;
    Judgement *judgement;
} Judge;

static void G_GNUC_PRINTF(2, 3) append_part(GString *to, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    if (to->len > 0)
        g_string_append(to, "; ");
    g_string_append_vprintf(to, format, arguments);
    va_end(arguments);
}

static void say(const Judge *j, const char *sentence)
{
    if (sentence == NULL || sentence[0] == '\0' || strstr(j->note->str, sentence) != NULL)
        return;
    g_string_append_printf(j->note, "%s%s", j->note->len > 0 ? " " : "", sentence);
}

/* --- numbers as shown ------------------------------------------------------------------------- */

static void append_number(GString *to, const char *name, double value, int decimals)
{
    char buffer[64];
    append_part(to, "%s%s", name, number_format_fixed(value, MAX(0, decimals), buffer));
}

static void append_p(GString *to, double p, const Claim *claim)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    gboolean vanishes = p < 0.5 * pow(10, -claim_p(claim).decimals); /* no p is 0.00 */
    if (p == 0)                                                      /* below the smallest double */
        append_part(to, "p < 1e-300");
    else if (claim->p.has && claim->p_bound == BOUND_EQUAL && !vanishes)
        append_number(to, "p = ", p, claim_p(claim).decimals);
    else
        append_part(to, "p = %s", g_ascii_formatd(buffer, sizeof buffer, "%.3g", p));
}

static const char *sign_of(Bound bound)
{
    static const char *const signs[] = {"=", "=", "<", ">=", ">", "<="};
    return signs[bound];
}

static const char *name_of(const Claim *claim)
{
    if (g_strcmp0(claim->test, "mann-whitney") == 0)
        return "U = ";
    if (g_strcmp0(claim->test, "kruskal-wallis") == 0)
        return "H = ";
    return g_strcmp0(claim->test, "chi-square") == 0 ? "X² = " : "statistic = ";
}

char *claim_printed(const Claim *claim)
{
    GString *out = g_string_new(NULL);
    if (claim->value.has)
        append_number(out, "", claim->value.value, claim->value.decimals);
    if (claim->statistic.has)
        append_number(out, name_of(claim), claim->statistic.value, claim->statistic.decimals);
    if (claim->df.has)
        append_number(out, "df = ", claim->df.value, claim->df.decimals);
    if (claim->p.has) {
        char buffer[64];
        append_part(out, "p %s %s", sign_of(claim->p_bound),
                    number_format_fixed(claim->p.value, claim->p.decimals, buffer));
    }
    if (claim->count.has && claim->kind == CLAIM_PERCENT)
        append_number(out, "count = ", claim->count.value, 0);
    if (claim->base.has && claim->kind == CLAIM_PERCENT)
        append_number(out, "base = ", claim->base.value, 0);
    if (claim->n.has)
        append_number(out, "n = ", claim->n.value, 0);
    return g_string_free(out, FALSE);
}

static void show(const Judge *j, const Outcome *outcome)
{
    const Claim *claim = j->question->claim;
    if (outcome->has && outcome->value.has)
        append_number(j->recomputed, "", outcome->value.value, claim->value.decimals);
    if (outcome->has && claim->statistic.has && outcome->statistic.has)
        append_number(j->recomputed, name_of(claim), outcome->statistic.value,
                      claim->statistic.decimals);
    if (outcome->has && claim->df.has && outcome->df.has)
        append_number(j->recomputed, "df = ", outcome->df.value, claim->df.decimals);
    if (outcome->has && outcome->p.has)
        append_p(j->recomputed, outcome->p.value, claim);
    if (outcome->has && claim->count.has && outcome->count.has)
        append_number(j->recomputed, "count = ", outcome->count.value, 0);
    if (outcome->has && claim->base.has)
        append_number(j->recomputed, "base = ", (double)outcome->n, 0);
    if (outcome->has && claim->n.has)
        append_number(j->recomputed, "n = ", (double)outcome->n, 0);
}

/* --- verdicts --------------------------------------------------------------------------------- */

/* What is judged by the default alone; UNDEFINED counts as holding. A bound on the claim's own side
 * is its level of significance; one on the other side leaves that to the plan's alpha. */
static gboolean verdict_of_p_holds(const Judge *j, const Outcome *outcome)
{
    const Claim *claim = j->question->claim;
    if (!outcome->has || !outcome->p.has)
        return TRUE;
    double p = outcome->p.value;
    gboolean bound = claim_has_bound(claim), below = claim->p_bound == BOUND_BELOW;
    below |= claim->p_bound == BOUND_AT_MOST;
    if (bound && !bound_holds(claim->p_bound, claim->p.value, p))
        return FALSE;
    Expectation expected = j->question->expected;
    if (expected == EXPECT_NOTHING || (bound && below == (expected == EXPECT_SIGNIFICANT)))
        return TRUE;
    return (p < j->check->input->plan->alpha) == (expected == EXPECT_SIGNIFICANT);
}

static void collect_fits(const Judge *j, const GArray *outcomes)
{
    const Claim *claim = j->question->claim;
    for (guint i = 0; i < outcomes->len; i++) {
        const Outcome *outcome = &g_array_index(outcomes, Outcome, i);
        if (outcome_fits(claim, outcome, 0))
            g_ptr_array_add(j->judgement->fits, (gpointer)outcome->name);
    }
}

/* Where there is but one way, the verdict says all. */
static void say_how_telling(const Judge *j, const GArray *outcomes)
{
    guint n = 0, near = neighbours_that_fit(j->question->claim, outcomes, &n);
    guint fits = j->judgement->fits->len, tried = outcomes->len;
    g_autofree char *text = fits > 0 ? word_printf(W_CHECK_TRIED, j->language, fits, tried, near, n)
                                     : word_printf(W_CHECK_NONE_FITS, j->language, tried, near, n);
    if (tried > 1)
        say(j, text);
}

/* Which test decides, where it is not the one that the claim's kind means. */
static void say_which_test(const Judge *j)
{
    const Question *q = j->question;
    if (q->unweighted == NULL || q->unweighted == q->statistic)
        return;
    gboolean ranks = strcmp(q->statistic->name, "design-rank") == 0;
    g_autofree char *text =
        word_printf(W_CHECK_DECIDED_BY, j->language,
                    word(ranks ? W_TEST_DESIGN_RANK : W_TEST_RAO_SCOTT, j->language));
    say(j, text);
}

static void say_why(const Judge *j, const Outcome *outcome)
{
    const Claim *claim = j->question->claim;
    if (outcome->has)
        say_which_test(j);
    if (!outcome->has && outcome->reason != REASON_NONE)
        say(j, reason_text(outcome->reason, j->language));
    if (!outcome->has && outcome->reason == REASON_NONE &&
        question_is_designed(j->check, j->question))
        say(j, word(W_CHECK_DESIGN, j->language));
    if (outcome->has && !outcome->rank_fits) {
        g_autofree char *text =
            word_printf(claim->rank == RANK_HIGHEST ? W_CHECK_RANK_HIGHER : W_CHECK_RANK_LOWER,
                        j->language, outcome->rank_note);
        say(j, text);
    }
}

static VerdictKind worse(VerdictKind a, VerdictKind b)
{
    static const int badness[VERDICT_COUNT] = {[VERDICT_CONFIRMED] = 0,
                                               [VERDICT_VARIANT] = 1,
                                               [VERDICT_UNDECIDABLE] = 2,
                                               [VERDICT_CONTRADICTED] = 3};
    return badness[a] > badness[b] ? a : b;
}

static gboolean prints_anything(const Question *q)
{
    const Claim *claim = q->claim;
    gboolean p = claim->p.has && (claim->p_bound == BOUND_EQUAL || claim_has_bound(claim));
    return claim->value.has || claim->statistic.has || claim->df.has || p || claim->n.has ||
           q->expected != EXPECT_NOTHING;
}

/* Draws give another p with every seed, so their interval fits whatever is near: they count only
 * where nothing that is computed gives the print. */
static void drop_drawn(const Claim *claim, GArray *outcomes)
{
    gboolean computed = FALSE;
    for (guint i = 0; i < outcomes->len && !computed; i++) {
        const Outcome *outcome = &g_array_index(outcomes, Outcome, i);
        computed = !outcome->p_low.has && outcome_fits(claim, outcome, 0);
    }
    for (guint i = outcomes->len; i > 1 && computed; i--)
        if (g_array_index(outcomes, Outcome, i - 1).p_low.has)
            g_array_remove_index(outcomes, i - 1);
}

/* A printed p or statistic is held against every variant, anything else only where the default
 * does not give it. */
static VerdictKind judge_one(const Judge *j, guint asked)
{
    const Question *q = j->question;
    PrintKey key = claim_key(q->claim);
    gboolean every = key == KEY_P || key == KEY_STATISTIC;
    g_autoptr(GArray) outcomes = check_outcomes(j->check, q, asked, every);
    const Outcome *usual = &g_array_index(outcomes, Outcome, 0);
    gboolean usual_fits = usual->has && outcome_fits(q->claim, usual, 0);
    if (!usual_fits && !every && key != KEY_NONE) {
        g_array_unref(outcomes);
        outcomes = check_outcomes(j->check, q, asked, TRUE);
        usual = &g_array_index(outcomes, Outcome, 0);
    }
    show(j, usual);
    say_why(j, usual);
    if (key != KEY_NONE && (every || !usual_fits)) {
        drop_drawn(q->claim, outcomes);
        collect_fits(j, outcomes);
        say_how_telling(j, outcomes);
        g_autofree char *adjusted =
            usual_fits ? NULL : adjusted_note(q->claim, outcomes, j->language);
        say(j, adjusted);
    }
    if (!verdict_of_p_holds(j, usual))
        return VERDICT_CONTRADICTED;
    if (usual_fits)
        return VERDICT_CONFIRMED;
    if (j->judgement->fits->len > 0)
        return VERDICT_VARIANT;
    return usual->has ? VERDICT_CONTRADICTED : VERDICT_UNDECIDABLE;
}

/* --- counts of associations ------------------------------------------------------------------- */

/* Whether a test that Q asks for has no answer: *WHY. */
static gboolean is_unanswered(const Check *check, const Question *q, Reason *why)
{
    for (guint a = 0; a < q->asked->len; a++) {
        g_autoptr(GArray) outcomes = check_outcomes(check, q, a, FALSE);
        const Outcome *usual = &g_array_index(outcomes, Outcome, 0);
        if (usual->has && usual->p.has)
            continue;
        *why = usual->reason;
        return TRUE;
    }
    return FALSE;
}

static gboolean is_significant(const Check *check, const Question *q)
{
    for (guint a = 0; a < q->asked->len; a++) {
        g_autoptr(GArray) outcomes = check_outcomes(check, q, a, FALSE);
        const Outcome *usual = &g_array_index(outcomes, Outcome, 0);
        if (!usual->has || !usual->p.has || usual->p.value >= check->input->plan->alpha)
            return FALSE;
    }
    return TRUE;
}

static gboolean same_names(char **a, char **b)
{
    return g_strv_equal((const char *const *)(gpointer)a, (const char *const *)(gpointer)b);
}

/* Whether an earlier claim names the same test: a report may say one thing twice. */
static gboolean is_repeated(const Check *check, guint index)
{
    const Question *q = g_ptr_array_index(check->questions, index);
    for (guint i = 0; i < index; i++) {
        const Question *before = g_ptr_array_index(check->questions, i);
        const Claim *a = before->claim, *b = q->claim;
        if (before->expected == q->expected && before->statistic == q->statistic &&
            g_strcmp0(a->response, b->response) == 0 && same_names(a->by, b->by) &&
            same_names(a->group, b->group) && same_names(a->other, b->other))
            return TRUE;
    }
    return FALSE;
}

/* The report's own claims of differences and associations; it may print more than it names. */
static VerdictKind count_associations(const Judge *j)
{
    guint named = 0, significant = 0, unanswered = 0;
    Reason why = REASON_NONE;
    for (guint i = 0; i < j->check->questions->len; i++) {
        const Question *q = g_ptr_array_index(j->check->questions, i);
        if (q->expected != EXPECT_SIGNIFICANT || is_repeated(j->check, i))
            continue;
        named++;
        unanswered += is_unanswered(j->check, q, &why);
        significant += is_significant(j->check, q);
    }
    const PrintedNumber *value = &j->question->claim->value;
    if (named < value->value || named == 0) {
        char buffer[64];
        g_autofree char *text =
            word_printf(W_CHECK_ASSOCIATIONS, j->language, named,
                        number_format_fixed(value->value, value->decimals, buffer));
        say(j, text);
        return VERDICT_UNDECIDABLE;
    }
    if (unanswered > 0) {
        say(j,
            why == REASON_NONE ? word(W_CHECK_DESIGN, j->language) : reason_text(why, j->language));
        return VERDICT_UNDECIDABLE;
    }
    append_number(j->recomputed, "", significant, 0);
    return print_fits(*value, significant) ? VERDICT_CONFIRMED : VERDICT_CONTRADICTED;
}

/* --- what cannot be computed ------------------------------------------------------------------ */

static gboolean beyond(const Judge *j)
{
    const Question *q = j->question;
    const guint strange = NEEDS_STRATA | NEEDS_SQUARE | NEEDS_MOMENTS | NEEDS_BLOCKS;
    WordId why = W_COUNT;
    if (q->subject == FOR_COUNT && q->asked->len == 0 && !claim_counts_respondents(q->claim))
        why = W_CHECK_NAMED_COUNT;
    else if (q->statistic != NULL && q->statistic->needs & strange)
        why = W_CHECK_OTHER_TABLES;
    else if (!prints_anything(q))
        why = W_CHECK_NOTHING_PRINTED;
    if (why == W_COUNT)
        return FALSE;
    say(j, word(why, j->language));
    return TRUE;
}

void judge(const Check *check, const Question *question, Judgement *judgement)
{
    Judge j = {check,    question, check->input->language, g_string_new(NULL), g_string_new(NULL),
               judgement};
    judgement->fits = g_ptr_array_new();
    judgement->verdict = VERDICT_UNDECIDABLE;
    if (question->subject == FOR_COUNT && claim_counts_associations(question->claim)) {
        judgement->verdict = count_associations(&j);
    } else if (!beyond(&j)) {
        guint n = MAX(1, question->asked->len);
        judgement->verdict = VERDICT_CONFIRMED;
        for (guint a = 0; a < n; a++)
            judgement->verdict = worse(judgement->verdict, judge_one(&j, a));
    }
    judgement->recomputed = g_string_free(j.recomputed, FALSE);
    judgement->note = g_string_free(j.note, FALSE);
}
