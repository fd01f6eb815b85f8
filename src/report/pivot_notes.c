/* Notes, methods and provenance in words. */
#include "base/words.h"
#include "phrase.h"
#include "pivot_parts.h"

#include <string.h>

static void note(Table *table, const char *topic, char *text)
{
    if (text != NULL && text[0] != '\0') {
        table_text(table, topic);
        table_text(table, text);
    }
    g_free(text);
}

static const char *family_words(const char *family, Language l)
{
    if (g_strcmp0(family, "analysis") == 0)
        return word(W_FAMILY_WORD_ANALYSIS, l);
    if (g_strcmp0(family, "plan") == 0)
        return word(W_FAMILY_WORD_PLAN, l);
    return word(W_FAMILY_WORD_BY, l);
}

static void note_block(const Pivot *pivot, Table *table, const ResultBlock *block)
{
    Language l = pivot->language;
    if (block->kind == ANALYSIS_DISTRIBUTE || block->kind == ANALYSIS_RELIABILITY)
        return;
    g_autofree char *name = phrase_analysis(block, l);
    g_autofree char *topic = strcmp(name, block->analysis) == 0
                                 ? word_printf(W_TOPIC_ANALYSIS, l, name)
                                 : g_strdup(name);
    g_autofree char *alpha = phrase_level(block->alpha, l);
    const char *method = vocabulary_adjustment(block->adjustment, l);
    const char *family = family_words(block->family, l);
    gboolean posthoc = block->posthoc != NULL && strcmp(block->posthoc, "none") != 0;
    if (block->adjustment == NULL || strcmp(block->adjustment, "none") == 0)
        note(table, topic, word_printf(W_NOTE_NOT_ADJUSTED, l, alpha));
    else if (posthoc && block->kind == ANALYSIS_COMPARE)
        note(table, topic,
             word_printf(W_NOTE_ADJUST, l, method, family, alpha,
                         vocabulary_test(block->posthoc, l)));
    else
        note(table, topic, word_printf(W_NOTE_ADJUST_PLAIN, l, method, family, alpha));
}

static gboolean uses_test(const Results *r, const char *name)
{
    for (guint i = 0; i < r->tests->len; i++)
        if (g_strcmp0(g_array_index(r->tests, TestResult, i).test, name) == 0)
            return TRUE;
    return FALSE;
}

static void note_methods(const Pivot *pivot, Table *table)
{
    static const struct {
        const char *test;
        WordId text;
    } methods[] = {{"kruskal-wallis", W_NOTE_KRUSKAL_WALLIS},
                   {"mann-whitney", W_NOTE_MANN_WHITNEY},
                   {"chi-square", W_NOTE_CHI_SQUARE},
                   {"likelihood-ratio", W_NOTE_LIKELIHOOD_RATIO},
                   {"dunn", W_NOTE_DUNN},
                   {"fisher", W_NOTE_FISHER},
                   {"linear-by-linear", W_NOTE_LINEAR},
                   {"cochran-armitage", W_NOTE_COCHRAN_ARMITAGE},
                   {"jonckheere", W_NOTE_JONCKHEERE},
                   {"van-elteren", W_NOTE_VAN_ELTEREN},
                   {"cmh", W_NOTE_CMH},
                   {"breslow-day", W_NOTE_BRESLOW_DAY},
                   {"friedman", W_NOTE_FRIEDMAN},
                   {"cochran-q", W_NOTE_COCHRAN_Q},
                   {"wilcoxon", W_NOTE_WILCOXON},
                   {"mcnemar", W_NOTE_MCNEMAR},
                   {"bowker", W_NOTE_BOWKER},
                   {"dscf", W_NOTE_DSCF},
                   {"pairwise-mann-whitney", W_NOTE_PAIRWISE},
                   {"column-proportions", W_NOTE_COLUMNS},
                   {"adjusted-residual", W_NOTE_RESIDUAL},
                   {"nonresponse", W_NOTE_NONRESPONSE},
                   {"rao-scott", W_NOTE_RAO_SCOTT},
                   {"design-rank", W_NOTE_DESIGN_RANK},
                   {"design-pairs", W_NOTE_DESIGN_PAIRS},
                   {"kappa", W_NOTE_KAPPA},
                   {"gamma", W_NOTE_ORDINAL}};
    Language l = pivot->language;
    for (guint i = 0; i < G_N_ELEMENTS(methods); i++)
        if (uses_test(pivot->results, methods[i].test))
            note(table, word(W_TOPIC_METHOD, l), g_strdup(word(methods[i].text, l)));
}

/* Intervals of these effects do not have the estimate inside where it is all bias. */
static gboolean has_inverted_interval(const Results *r)
{
    for (guint i = 0; i < r->tests->len; i++) {
        const TestResult *test = &g_array_index(r->tests, TestResult, i);
        if (test->effect_high.has && (is_named(test->effect_name, "epsilon_squared") ||
                                      is_named(test->effect_name, "cramers_v")))
            return TRUE;
    }
    return FALSE;
}

static void note_scales(const Pivot *pivot, Table *table)
{
    for (guint i = 0; i < pivot->results->variables->len; i++) {
        const ResultVariable *variable = g_ptr_array_index(pivot->results->variables, i);
        if (!variable->is_scale || variable->scoring == NULL)
            continue;
        g_autofree char *topic = word_printf(W_TOPIC_SCALE, pivot->language, variable->label);
        g_autoptr(GString) text = g_string_new(variable->scoring);
        for (guint item = 0; variable->items != NULL && item < variable->n_items; item++)
            g_string_append_printf(text, "%s%s", item > 0 ? ", " : " (", variable->items[item]);
        if (variable->items != NULL && variable->n_items > 0)
            g_string_append(text, ").");
        note(table, topic, g_strdup(text->str));
    }
}

static void note_blocks(const Pivot *pivot, Table *table)
{
    Language l = pivot->language;
    const char *quantile = NULL;
    gboolean alpha = FALSE;
    for (guint i = 0; i < pivot->results->blocks->len; i++) {
        const ResultBlock *block = g_ptr_array_index(pivot->results->blocks, i);
        note_block(pivot, table, block);
        alpha |= block->kind == ANALYSIS_RELIABILITY;
        if (block->quantile != NULL)
            quantile = block->quantile;
    }
    if (alpha)
        note(table, word(W_TOPIC_METHOD, l), g_strdup(word(W_NOTE_ALPHA, l)));
    if (has_estimate(pivot, "omega"))
        note(table, word(W_TOPIC_METHOD, l), g_strdup(word(W_NOTE_OMEGA, l)));
    if (has_estimate(pivot, "median_bootstrap_bca"))
        note(table, word(W_TOPIC_INTERVALS, l), g_strdup(word(W_NOTE_MEDIAN_BOOTSTRAP, l)));
    if (quantile != NULL)
        note(table, word(W_TOPIC_QUANTILE, l), word_printf(W_NOTE_QUANTILE, l, quantile));
}

static void note_provenance(const Pivot *pivot, Table *table)
{
    const Results *r = pivot->results;
    Language l = pivot->language;
    const char *topic = word(W_TOPIC_PROVENANCE, l);
    char seed[32];
    g_snprintf(seed, sizeof seed, "%" G_GUINT64_FORMAT, r->seed);
    if (r->source_file != NULL)
        note(table, topic,
             word_printf(W_NOTE_PROVENANCE_FILE, l, r->source_file,
                         r->source_kind != NULL ? r->source_kind : "–",
                         r->source_sha256 != NULL ? r->source_sha256 : "–"));
    note(table, topic,
         word_printf(W_NOTE_PROVENANCE_PROGRAM, l, r->version != NULL ? r->version : "–",
                     r->id != NULL ? r->id : "–", seed));
    note(table, topic, g_strdup(word(W_NOTE_DIGITS, l)));
}

void pivot_notes(Pivot *pivot)
{
    const Results *r = pivot->results;
    Language l = pivot->language;
    Sheet *sheet = book_add_sheet(pivot->book, word(W_SHEET_NOTES, l), word(W_TITLE_NOTES, l),
                                  word(W_ABOUT_NOTES, l));
    Table *table = sheet_add_table(sheet, "notes", NULL);
    table_column(table, ROLE_TEXT, word(W_COL_TOPIC, l));
    table_column(table, ROLE_TEXT, word(W_COL_NOTE, l));
    g_array_index(table->columns, Column, 0).most = 26;
    g_array_index(table->columns, Column, 1).most = 68;
    if (r->synthetic)
        note(table, word(W_TOPIC_SYNTHETIC, l), g_strdup(word(W_NOTE_SYNTHETIC, l)));
    for (guint i = 0; i < r->notes->len; i++)
        note(table, word(W_TOPIC_WARNING, l), g_strdup(g_ptr_array_index(r->notes, i)));
    note_methods(pivot, table);
    note_blocks(pivot, table);
    note_scales(pivot, table);
    note(table, word(W_TOPIC_MISSING, l), g_strdup(word(W_NOTE_MISSING, l)));
    g_autofree char *confidence = phrase_level(r->confidence, l);
    note(table, word(W_TOPIC_INTERVALS, l),
         word_printf(r->weight_kind == WEIGHT_SAMPLING ? W_NOTE_INTERVALS_SAMPLING
                                                       : W_NOTE_INTERVALS,
                     l, confidence));
    if (has_inverted_interval(r))
        note(table, word(W_TOPIC_INTERVALS, l), g_strdup(word(W_NOTE_INTERVALS_INVERTED, l)));
    note_provenance(pivot, table);
}
