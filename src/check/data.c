/* `check` as a whole: claims against data where there are any, and against each other. */
#include "data.h"

#include "analysis/analysis.h"
#include "base/error.h"
#include "base/words.h"
#include "check/consistency.h"
#include "declared.h"

#include <string.h>

/* --- the pass --------------------------------------------------------------------------------- */

static void drop_pass(Check *check)
{
    g_clear_pointer(&check->questions, g_ptr_array_unref);
    g_clear_pointer(&check->tally, tally_free);
    g_clear_pointer(&check->other_tally, tally_free);
    g_clear_pointer(&check->frame, frame_free);
    g_clear_pointer(&check->other_frame, frame_free);
}

static void check_clear(Check *check)
{
    drop_pass(check);
    g_clear_pointer(&check->families, g_hash_table_unref);
    g_clear_pointer(&check->results, results_free);
    g_clear_pointer(&check->own, results_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Check, check_clear)

/* Mistakes of the plan have been reported by who loaded it. */
static Frame *frame_quietly(const CheckInput *input)
{
    g_autoptr(Diagnostics) scratch = diagnostics_new();
    return frame_new(input->plan, input->codebook, scratch);
}

/* The frame with the other weight: none, or the one that the file declares and the plan leaves. */
static void add_other_weight(Check *check)
{
    const Frame *frame = check->frame;
    const char *declared = frame->codebook->weight;
    gint file_weight = declared == NULL ? -1 : frame_find(frame, declared);
    if (!check->variants || (frame->weight_kind == WEIGHT_NONE && file_weight < 0))
        return;
    check->other_frame = frame_quietly(check->input);
    gboolean weighted = frame->weight_kind != WEIGHT_NONE;
    check->other_frame->weight = weighted ? -1 : file_weight;
    check->other_frame->weight_kind = weighted ? WEIGHT_NONE : WEIGHT_FREQUENCY;
    check->other_frame->calibrated = FALSE;
    g_autofree char *name =
        weighted ? g_strdup("unweighted") : g_strdup_printf("weighted by %s", declared);
    check->other_weight = g_string_chunk_insert_const(check->strings, name);
    check->other_tally = tally_new(check->other_frame);
    tally_only_once(check->other_tally);
}

static gboolean prepare(Check *check, Diagnostics *diagnostics)
{
    check->frame = frame_quietly(check->input);
    check->questions = g_ptr_array_new_with_free_func(question_free);
    if (!question_resolve(check->input, check->frame, check->questions, diagnostics))
        return FALSE;
    add_other_weight(check);
    check->tally = tally_new(check->frame);
    tally_only_once(check->tally); /* tests under a design are run as analyses */
    check->designed = analysis_has_design(check->frame);
    check_ask(check);
    return TRUE;
}

/* A weight that is none of copies, in the file or for lack of one, is no variant. */
static void run_other(Check *check)
{
    g_autoptr(GError) error = NULL;
    const CheckInput *input = check->input;
    if (check->other_tally != NULL &&
        !tally_run(check->other_tally, input->options, input->threads, NULL, &error))
        g_clear_pointer(&check->other_tally, tally_free);
}

/* Where the tables of all variants are more than the limits allow, the default's are counted. */
static gboolean run_pass(Check *check, Diagnostics *diagnostics, GError **error)
{
    const CheckInput *input = check->input;
    g_autoptr(GError) failure = NULL;
    check->variants = TRUE;
    if (!prepare(check, diagnostics))
        return FALSE;
    gboolean ok =
        tally_run(check->tally, input->options, input->threads, input->progress, &failure);
    if (!ok && g_error_matches(failure, ANNEXE_ERROR, ANNEXE_ERROR_LIMIT)) {
        g_clear_error(&failure);
        drop_pass(check);
        check->variants = FALSE;
        prepare(check, diagnostics);
        ok = tally_run(check->tally, input->options, input->threads, input->progress, &failure);
    }
    if (!ok) {
        g_propagate_error(error, g_steal_pointer(&failure));
        return FALSE;
    }
    run_other(check);
    guint before = diagnostics_n_errors(diagnostics);
    question_check_levels(check, diagnostics);
    return diagnostics_n_errors(diagnostics) == before;
}

/* --- rows ------------------------------------------------------------------------------------- */

static const char *keep(GStringChunk *strings, const char *text)
{
    return text == NULL || text[0] == '\0' ? NULL : g_string_chunk_insert_const(strings, text);
}

static const char *joined_names(const GPtrArray *fits, GStringChunk *strings)
{
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; i < fits->len; i++)
        g_string_append_printf(all, "%s%s", i > 0 ? "; " : "",
                               (const char *)g_ptr_array_index(fits, i));
    return keep(strings, all->str);
}

/* The data's verdict stands; a contradicted claim keeps what the set of claims says of it. */
static void merge(Verdict *row, const Judgement *j, GStringChunk *strings)
{
    gboolean in_set = row->verdict == VERDICT_INCONSISTENT;
    row->recomputed = keep(strings, j->recomputed);
    if (j->verdict == VERDICT_UNDECIDABLE && row->verdict != VERDICT_UNDECIDABLE)
        return;
    g_autofree char *both =
        g_strjoin(j->note[0] != '\0' ? " " : "", j->note, in_set ? row->note : "", NULL);
    gboolean contradicted = j->verdict == VERDICT_CONTRADICTED;
    row->verdict = j->verdict;
    row->strength = contradicted && in_set ? row->strength : STRENGTH_NONE;
    row->variant = joined_names(j->fits, strings);
    row->note = keep(strings, contradicted && in_set ? both : j->note);
}

/* Arithmetic of print needs no data: what was worked out and fits, holds. */
static void merge_arithmetic(const Consistency *consistency, const GPtrArray *rows)
{
    for (guint i = 0; i < rows->len; i++) {
        Verdict *row = g_ptr_array_index(rows, i);
        if (row->verdict == VERDICT_UNDECIDABLE && consistency->holds[i])
            row->verdict = VERDICT_CONFIRMED;
    }
}

/* --- one variant for all results of a section and test ---------------------------------------- */

static gboolean same_family(const Question *a, const Question *b)
{
    return a->statistic == b->statistic && g_strcmp0(a->claim->section, b->claim->section) == 0;
}

static gboolean explained(const Question *q, const Judgement *j)
{
    return q->statistic != NULL && j->fits->len > 0 &&
           (j->verdict == VERDICT_CONFIRMED || j->verdict == VERDICT_VARIANT);
}

static gboolean has_name(const GPtrArray *fits, const char *name)
{
    for (guint i = 0; i < fits->len; i++)
        if (strcmp(g_ptr_array_index(fits, i), name) == 0)
            return TRUE;
    return FALSE;
}

static gboolean is_mixed(const GPtrArray *questions, const Judgement *judgements, guint index)
{
    const Question *self = g_ptr_array_index(questions, index);
    for (guint f = 0; f < judgements[index].fits->len; f++) {
        const char *name = g_ptr_array_index(judgements[index].fits, f);
        gboolean all = TRUE;
        for (guint i = 0; i < questions->len && all; i++) {
            const Question *other = g_ptr_array_index(questions, i);
            if (same_family(self, other) && explained(other, &judgements[i]))
                all = has_name(judgements[i].fits, name);
        }
        if (all)
            return FALSE;
    }
    return TRUE;
}

static void note_mixed(const Check *check, Judgement *judgements)
{
    const char *mixed = word(W_CHECK_MIXED, check->input->language);
    for (guint i = 0; i < check->questions->len; i++) {
        if (!explained(g_ptr_array_index(check->questions, i), &judgements[i]) ||
            !is_mixed(check->questions, judgements, i))
            continue;
        char *note =
            g_strjoin(judgements[i].note[0] != '\0' ? " " : "", judgements[i].note, mixed, NULL);
        g_free(judgements[i].note);
        judgements[i].note = note;
    }
}

/* --- the report ------------------------------------------------------------------------------- */

static void judge_all(const Check *check, const CheckReport *report)
{
    guint n = check->questions->len;
    g_autofree Judgement *judgements = g_new0(Judgement, n + 1);
    for (guint i = 0; i < n; i++) {
        const Question *q = g_ptr_array_index(check->questions, i);
        judgements[i].fits = NULL;
        if (q->subject != 0)
            judge(check, q, &judgements[i]);
        else
            judgements[i] =
                (Judgement){VERDICT_UNDECIDABLE, g_ptr_array_new(), g_strdup(""), g_strdup("")};
    }
    note_mixed(check, judgements);
    for (guint i = 0; i < n; i++) {
        const Question *q = g_ptr_array_index(check->questions, i);
        if (q->subject != 0)
            merge(g_ptr_array_index(report->verdicts, q->index), &judgements[i], report->strings);
        g_ptr_array_unref(judgements[i].fits);
        g_free(judgements[i].recomputed);
        g_free(judgements[i].note);
    }
}

static void add_note(CheckReport *report, const char *note)
{
    if (note != NULL && note[0] != '\0')
        g_ptr_array_add(report->notes, g_string_chunk_insert_const(report->strings, note));
}

/* Rows are people unless a weight makes them more. */
static gint64 people_of(const CheckInput *input)
{
    gboolean weighted = input->plan->premise_weights != WEIGHT_NONE ||
                        input->plan->data.weight.text != NULL ||
                        (input->codebook != NULL && input->codebook->weight != NULL);
    return input->codebook == NULL || weighted ? 0 : MAX(0, input->codebook->rows);
}

static CheckReport *report_new(const CheckInput *input)
{
    g_autoptr(Consistency) consistency =
        consistency_check_among(input->plan, input->claims, people_of(input));
    CheckReport *report = g_new0(CheckReport, 1);
    report->strings = g_string_chunk_new(4096);
    report->notes = g_ptr_array_new();
    report->synthetic = input->codebook != NULL && input->codebook->synthetic;
    report->verdicts = consistency_verdicts(consistency, input->plan, input->claims,
                                            input->language, report->strings);
    for (guint i = 0; i < report->verdicts->len; i++) {
        Verdict *row = g_ptr_array_index(report->verdicts, i);
        g_autofree char *printed = claim_printed(g_ptr_array_index(input->claims->claims, i));
        row->claimed = keep(report->strings, printed);
    }
    for (guint i = 0; i < consistency->findings->len && input->codebook == NULL; i++) {
        const ConsistencyFinding *finding = g_ptr_array_index(consistency->findings, i);
        add_note(report, text_in(&finding->sentence, input->language, NULL));
    }
    add_note(report, text_in(&consistency->limit, input->language, NULL));
    merge_arithmetic(consistency, report->verdicts);
    return report;
}

static gboolean against_data(const CheckInput *input, CheckReport *report, Diagnostics *diagnostics,
                             GError **error)
{
    g_auto(Check)
        check = {.input = input, .strings = report->strings, .families = check_families_new()};
    if (!run_pass(&check, diagnostics, error) || !check_run_analyses(&check, error))
        return FALSE;
    judge_all(&check, report);
    if (!check.variants)
        add_note(report, word(W_CHECK_NO_VARIANTS, input->language));
    return TRUE;
}

CheckReport *check_claims(const CheckInput *input, Diagnostics *diagnostics, GError **error)
{
    if (input->codebook == NULL && !declared_names_hold(input, diagnostics))
        return NULL;
    g_autoptr(CheckReport) report = report_new(input);
    if (input->codebook != NULL && !against_data(input, report, diagnostics, error))
        return NULL;
    return g_steal_pointer(&report);
}

void check_report_free(CheckReport *report)
{
    if (report == NULL)
        return;
    g_ptr_array_unref(report->verdicts);
    g_ptr_array_unref(report->notes);
    g_string_chunk_free(report->strings);
    g_free(report);
}
