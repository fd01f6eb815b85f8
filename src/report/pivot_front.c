/* What comes first: cover, contents, summary. */
#include "base/words.h"
#include "phrase.h"
#include "pivot_parts.h"

#include <string.h>

/* --- cover ------------------------------------------------------------------------------------ */

static void pair(Table *table, const char *name, char *value)
{
    if (value != NULL) {
        table_text(table, name);
        table_text(table, value);
    }
    g_free(value);
}

static char *weight_phrase(const Results *results)
{
    const char *adjusted = results->weight_summary;
    if (adjusted != NULL)
        return results->weight == NULL ? word_printf(W_WEIGHT_ONES_OF, results->language, adjusted)
                                       : word_printf(W_WEIGHT_ADJUSTED_OF, results->language,
                                                     results->weight, adjusted);
    if (results->weight == NULL || results->weight_kind == WEIGHT_NONE)
        return NULL;
    return word_printf(results->weight_kind == WEIGHT_FREQUENCY ? W_WEIGHT_FREQUENCY_OF
                                                                : W_WEIGHT_SAMPLING_OF,
                       results->language, results->weight);
}

static char *respondents_phrase(const Results *results)
{
    Language l = results->language;
    g_autofree char *kept = phrase_count(results->rows_kept, l);
    g_autofree char *read = phrase_count(results->rows_read, l);
    if (results->rows_kept == results->rows_read)
        return g_steal_pointer(&kept);
    return word_printf(W_COVER_ROWS, l, kept, read);
}

static Table *two_columns(Sheet *sheet, const char *kind, WordId caption, WordId first,
                          WordId second)
{
    Language l = sheet->book->language;
    Table *table = sheet_add_table(sheet, kind, word(caption, l));
    table_column(table, ROLE_TEXT, word(first, l));
    table_column(table, ROLE_TEXT, word(second, l));
    g_array_index(table->columns, Column, 0).most = 28;
    g_array_index(table->columns, Column, 1).most = 66;
    return table;
}

static void cover_facts(const Pivot *pivot, Sheet *sheet)
{
    const Results *r = pivot->results;
    Language l = pivot->language;
    Table *table = two_columns(sheet, "survey", W_COVER_FACTS, W_COL_ITEM, W_COL_VALUE);
    pair(table, word(W_COVER_SURVEY, l), g_strdup(r->title));
    pair(table, word(W_COVER_RESPONDENTS, l), respondents_phrase(r));
    pair(table, word(W_COVER_FILTER, l), g_strdup(r->where));
    pair(table, word(W_COVER_WEIGHT, l), weight_phrase(r));
    pair(table, word(W_COVER_FILE, l), g_strdup(r->source_file));
    pair(table, word(W_COVER_ALPHA, l), phrase_level(r->alpha, l));
    g_autofree char *confidence = phrase_number(100 * r->confidence, 0, l);
    pair(table, word(W_COVER_CONFIDENCE, l), word_printf(W_COVER_PERCENT, l, confidence));
}

static gboolean has_effect(const Results *r, const char *name)
{
    for (guint i = 0; i < r->tests->len; i++) {
        const char *effect = g_array_index(r->tests, TestResult, i).effect_name;
        if (effect != NULL && is_named(effect, name))
            return TRUE;
    }
    return FALSE;
}

static char *stars_phrase(const Results *r)
{
    double levels[3];
    char *shown[3];
    phrase_star_levels(r->alpha, levels);
    for (int i = 0; i < 3; i++)
        shown[i] = phrase_level(levels[i], r->language);
    char *text = word_printf(W_READ_STARS, r->language, shown[0], shown[1], shown[2]);
    for (int i = 0; i < 3; i++)
        g_free(shown[i]);
    return text;
}

/* Only what this annex uses. */
static void cover_reading(const Pivot *pivot, Sheet *sheet)
{
    const Results *r = pivot->results;
    Language l = pivot->language;
    Table *table = two_columns(sheet, "reading", W_COVER_READING, W_COL_SIGN, W_COL_MEANING);
    pair(table, word(W_COL_P, l), g_strdup(word(W_READ_P, l)));
    pair(table, word(W_COL_P_ADJUSTED, l), g_strdup(word(W_READ_P_ADJUSTED, l)));
    pair(table, word(W_SIGN_STARS, l), stars_phrase(r));
    const char *effect;
    WordId meaning;
    for (guint i = 0; vocabulary_effect_at(i, &effect, &meaning); i++)
        if (has_effect(r, effect))
            pair(table, vocabulary_effect(effect), g_strdup(word(meaning, l)));
    static const struct {
        const char *name;
        WordId sign, text;
    } signs[] = {{"letters", W_SIGN_LETTERS, W_READ_LETTERS},
                 {"median", W_SIGN_MEDIAN, W_READ_MEDIAN},
                 {"adjusted_residual", W_SIGN_RESIDUAL, W_READ_RESIDUAL},
                 {"alpha", W_COL_ALPHA, W_READ_ALPHA},
                 {"omega", W_COL_OMEGA, W_READ_OMEGA},
                 {"asked", W_SIGN_BASE, W_READ_BASE}};
    for (guint i = 0; i < G_N_ELEMENTS(signs); i++)
        if (has_estimate(pivot, signs[i].name))
            pair(table, word(signs[i].sign, l), g_strdup(word(signs[i].text, l)));
    pair(table, mark_text(MARK_UNDEFINED, l), g_strdup(word(W_READ_U, l)));
    pair(table, mark_text(MARK_NONE, l), g_strdup(word(W_READ_Z, l)));
}

void pivot_front(Pivot *pivot)
{
    Language l = pivot->language;
    const char *title = pivot->results->title != NULL ? pivot->results->title : pivot->results->id;
    Sheet *cover =
        book_add_sheet(pivot->book, word(W_SHEET_COVER, l), title, word(W_ABOUT_COVER, l));
    cover_facts(pivot, cover);
    cover_reading(pivot, cover);
    book_add_sheet(pivot->book, word(W_SHEET_CONTENTS, l), word(W_TITLE_CONTENTS, l),
                   word(W_ABOUT_CONTENTS, l));
}

/* --- contents --------------------------------------------------------------------------------- */

void pivot_contents(Pivot *pivot)
{
    Language l = pivot->language;
    Sheet *sheet = g_ptr_array_index(pivot->book->sheets, BOOK_CONTENTS);
    Table *table = sheet_add_table(sheet, "contents", NULL);
    table_column(table, ROLE_LINK, word(W_COL_SHEET, l));
    table_column(table, ROLE_TEXT, word(W_COL_HOLDS, l));
    g_array_index(table->columns, Column, 0).most = 34;
    g_array_index(table->columns, Column, 1).most = 60;
    for (guint i = 0; i < pivot->book->sheets->len; i++) {
        const Sheet *other = g_ptr_array_index(pivot->book->sheets, i);
        if (i == BOOK_CONTENTS)
            continue;
        Cell *cell = table_text(table, other->name);
        cell->role = ROLE_LINK;
        cell->link = (guint16)i;
        table_text(table, i == 0 ? other->about : other->title);
    }
}

/* --- summary ---------------------------------------------------------------------------------- */

/* The effect's name of this grouping, for its header. */
static const char *effect_of(const Pivot *pivot, const ResultBlock *block, const ResultVariable *by)
{
    for (guint i = 0; i < block->responses->len; i++) {
        Topic topic;
        if (!topic_find(pivot, block, g_ptr_array_index(block->responses, i), by, &topic))
            continue;
        const TestResult *test = topic_omnibus(pivot, &topic);
        if (test != NULL && test->effect_name != NULL)
            return vocabulary_effect(test->effect_name);
    }
    return word(W_COL_EFFECT, pivot->language);
}

static void put_effect(Table *table, const TestResult *test, double alpha)
{
    if (test == NULL) {
        table_shorthand(table, MARK_NONE);
        table_shorthand(table, MARK_NONE);
        return;
    }
    Reason reason = test->state == STATE_UNDEFINED ? test->reason : REASON_NONE;
    Quantity p = test_p(test);
    const char *stars = p.has ? phrase_stars(p.value, alpha) : NULL;
    Cell *cell = table_quantity(table, ROLE_EFFECT, test->effect, reason);
    cell->strong = stars != NULL;
    mark_invented(table, cell, test->invented & INVENTED_STATISTIC);
    if (stars != NULL)
        table_mark(table, stars)->strong = TRUE;
    else if (p.has)
        table_shorthand(table, test->too_few_draws ? MARK_NONE : MARK_NOT_SIGNIFICANT);
    else
        table_undefined(table, reason);
}

static void summary_matrix(const Pivot *pivot, Sheet *sheet, const ResultBlock *block)
{
    Language l = pivot->language;
    g_autofree char *name = phrase_analysis(block, l);
    Table *table = sheet_add_table(sheet, "summary", name);
    table_column(table, ROLE_TEXT, word(W_COL_RESPONSE, l));
    for (guint b = 0; b < block->by->len; b++) {
        const ResultVariable *by = g_ptr_array_index(block->by, b);
        g_autofree char *effect =
            g_strdup_printf("%s (%s)", by->label, effect_of(pivot, block, by));
        table_column(table, ROLE_EFFECT, effect);
        table_column(table, ROLE_MARK, word(W_COL_STARS, l));
    }
    for (guint r = 0; r < block->responses->len; r++) {
        const ResultVariable *response = g_ptr_array_index(block->responses, r);
        table_text(table, response->label);
        for (guint b = 0; b < block->by->len; b++) {
            Topic topic;
            gboolean found =
                topic_find(pivot, block, response, g_ptr_array_index(block->by, b), &topic);
            put_effect(table, found ? topic_omnibus(pivot, &topic) : NULL, block->alpha);
        }
    }
}

static void summary_of_pairs(const Pivot *pivot, Sheet *sheet, const ResultBlock *block)
{
    guint n = 0, significant = 0;
    for (guint i = 0; i < pivot->results->tests->len; i++) {
        const TestResult *test = &g_array_index(pivot->results->tests, TestResult, i);
        if (g_strcmp0(test->analysis, block->analysis) != 0)
            continue;
        Quantity p = test_p(test);
        n++;
        significant += p.has && p.value < block->alpha;
    }
    g_autofree char *alpha = phrase_level(block->alpha, pivot->language);
    g_autofree char *name = phrase_analysis(block, pivot->language);
    sheet_line(sheet, word_printf(W_SUMMARY_PAIRS, pivot->language, name, significant, n, alpha));
}

void pivot_summary(Pivot *pivot)
{
    Language l = pivot->language;
    Sheet *sheet = NULL;
    for (guint i = 0; i < pivot->results->blocks->len; i++) {
        const ResultBlock *block = g_ptr_array_index(pivot->results->blocks, i);
        if (block->kind != ANALYSIS_COMPARE && block->kind != ANALYSIS_ASSOCIATE)
            continue;
        if (sheet == NULL)
            sheet = book_add_sheet(pivot->book, word(W_SHEET_SUMMARY, l), word(W_TITLE_SUMMARY, l),
                                   word(W_ABOUT_SUMMARY, l));
        if (block->pairs)
            summary_of_pairs(pivot, sheet, block);
        else
            summary_matrix(pivot, sheet, block);
    }
    if (sheet != NULL)
        sheet_line(sheet, stars_phrase(pivot->results));
}
