/* What only a whole analysis gives: p-values adjusted in the plan's families, and tests under a
 * sampling design, whose variances the pass of a check does not know. */
#include "data.h"

#include "analysis/analysis.h"
#include "base/error.h"

#include <string.h>

const Results *check_results(const Check *check)
{
    return check->results != NULL ? check->results : check->input->results;
}

gboolean question_is_designed(const Check *check, const Question *question)
{
    return check->designed && question->statistic != NULL && question->statistic->means != NULL;
}

gboolean result_is_of(const TestResult *row, const Question *question, guint asked)
{
    const Claim *claim = question->claim;
    return g_strcmp0(row->response, claim->response) == 0 && row->group == NULL &&
           g_strcmp0(row->test, question->statistic->name) == 0 &&
           g_strcmp0(row->by, claim->by[asked]) == 0 &&
           !g_str_has_suffix(row->variant, "; collapsed");
}

static const TestResult *find_among(const Results *results, const Question *question, guint asked)
{
    for (guint i = 0; results != NULL && i < results->tests->len; i++) {
        const TestResult *row = &g_array_index(results->tests, TestResult, i);
        if (result_is_of(row, question, asked))
            return row;
    }
    return NULL;
}

const TestResult *check_designed_row(const Check *check, const Question *question, guint asked)
{
    const TestResult *row = find_among(check_results(check), question, asked);
    return row != NULL ? row : find_among(check->own, question, asked);
}

static Results *analyse(const CheckInput *input, const Plan *plan, GError **error)
{
    g_autoptr(Diagnostics) scratch = diagnostics_new();
    g_autoptr(Frame) frame = frame_new(plan, input->codebook, scratch);
    const AnalysisSettings settings = {
        .threads = input->threads, .language = input->language, .seed = plan->seed};
    return analysis_run(frame, input->options, &settings, error);
}

/* Adjusted p-values need the plan's families: only a printed p asks for them. */
static gboolean run_families(Check *check, GError **error)
{
    const CheckInput *input = check->input;
    gboolean wanted = FALSE;
    for (guint i = 0; i < check->questions->len && input->results == NULL; i++)
        wanted |= claim_key(((const Question *)check->questions->pdata[i])->claim) == KEY_P;
    if (!wanted || input->plan->analyses->len == 0)
        return TRUE;
    check->results = analyse(input, input->plan, error);
    return check->results != NULL;
}

/* --- tests under a design that the plan's analyses do not make -------------------------------- */

static GPtrArray *names_of(char *name, GDestroyNotify free_one)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(free_one);
    PlanRef *ref = g_new0(PlanRef, 1);
    ref->first = name;
    g_ptr_array_add(list, ref);
    return list;
}

static void analysis_free(gpointer data)
{
    PlanAnalysis *analysis = data;
    g_ptr_array_unref(analysis->responses);
    g_ptr_array_unref(analysis->by);
    g_ptr_array_unref(analysis->tests);
    g_free(analysis);
}

/* One comparison or association with one test; the strings stay the claim's and the registry's. */
static PlanAnalysis *analysis_of(const Plan *plan, const Question *question, guint asked)
{
    gboolean ordered = (question->statistic->needs & NEEDS_ORDINAL) != 0;
    PlanAnalysis *analysis = g_new0(PlanAnalysis, 1);
    PlanWord *test = g_new0(PlanWord, 1);
    test->text = (char *)question->statistic->name;
    analysis->name = (char *)"claims";
    analysis->kind = ordered ? ANALYSIS_COMPARE : ANALYSIS_ASSOCIATE;
    analysis->responses = names_of(question->claim->response, g_free);
    analysis->by = names_of(question->claim->by[asked], g_free);
    analysis->tests = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(analysis->tests, test);
    analysis->methods = METHOD_ASYMPTOTIC;
    analysis->adjust = ADJUST_NONE;
    analysis->posthoc.text = (char *)"none";
    analysis->quantile = plan->quantile;
    return analysis;
}

static gboolean is_listed(const GPtrArray *analyses, const PlanAnalysis *analysis)
{
    for (guint i = 0; i < analyses->len; i++) {
        const PlanAnalysis *a = analyses->pdata[i];
        const PlanRef *response = a->responses->pdata[0], *by = a->by->pdata[0];
        const PlanRef *other = analysis->responses->pdata[0], *other_by = analysis->by->pdata[0];
        const PlanWord *test = a->tests->pdata[0], *other_test = analysis->tests->pdata[0];
        if (strcmp(response->first, other->first) == 0 && strcmp(by->first, other_by->first) == 0 &&
            strcmp(test->text, other_test->text) == 0)
            return TRUE;
    }
    return FALSE;
}

static GPtrArray *missing_analyses(const Check *check)
{
    GPtrArray *analyses = g_ptr_array_new_with_free_func(analysis_free);
    for (guint i = 0; i < check->questions->len; i++) {
        const Question *q = check->questions->pdata[i];
        if (!question_is_designed(check, q) || q->statistic->role != STATISTIC_TEST ||
            q->claim->group[0] != NULL)
            continue;
        for (guint a = 0; a < q->asked->len; a++) {
            if (check_designed_row(check, q, a) != NULL)
                continue;
            PlanAnalysis *analysis = analysis_of(check->input->plan, q, a);
            if (is_listed(analyses, analysis))
                analysis_free(analysis);
            else
                g_ptr_array_add(analyses, analysis);
        }
    }
    return analyses;
}

/* As `run` computes them, by a plan that makes these tests and no others. More than the limits
 * allow stay undecidable. */
static gboolean run_missing(Check *check, GError **error)
{
    g_autoptr(GError) failure = NULL;
    g_autoptr(GPtrArray) analyses = missing_analyses(check);
    if (analyses->len == 0)
        return TRUE;
    Plan plan = *check->input->plan;
    plan.analyses = analyses;
    check->own = analyse(check->input, &plan, &failure);
    if (check->own != NULL || g_error_matches(failure, ANNEXE_ERROR, ANNEXE_ERROR_LIMIT))
        return TRUE;
    g_propagate_error(error, g_steal_pointer(&failure));
    return FALSE;
}

gboolean check_run_analyses(Check *check, GError **error)
{
    return run_families(check, error) && run_missing(check, error);
}
