#include "pivot.h"

#include "base/words.h"
#include "phrase.h"
#include "pivot_parts.h"

static void pivot_block(Pivot *pivot, const ResultBlock *block)
{
    static void (*const kinds[])(Pivot *, const ResultBlock *) = {
        [ANALYSIS_COMPARE] = pivot_compare,       [ANALYSIS_ASSOCIATE] = pivot_associate,
        [ANALYSIS_DISTRIBUTE] = pivot_distribute, [ANALYSIS_RELIABILITY] = pivot_reliability,
        [ANALYSIS_PAIRED] = pivot_paired,
    };
    if (block->kind == ANALYSIS_ASSOCIATE && block->pairs)
        pivot_pairs(pivot, block);
    else
        kinds[block->kind](pivot, block);
}

static void append(GString *line, char *part)
{
    g_string_append_printf(line, "%s%s", line->len > 0 ? " " : "", part);
    g_free(part);
}

/* "[u] undefined: why. Why else." */
static void explain_undefined(const Sheet *sheet, GString *line)
{
    Language l = sheet->book->language;
    g_autoptr(GString) reasons = g_string_new(NULL);
    for (guint reason = 1; reason < REASON_COUNT; reason++)
        if (sheet->reasons & (1u << reason))
            append(reasons, g_strdup(reason_text((Reason)reason, l)));
    if (reasons->len > 0)
        append(line, word_printf(W_MARK_UNDEFINED_MEANS, l, reasons->str));
    else if (sheet->marks & (1u << MARK_UNDEFINED))
        append(line, g_strdup(word(W_MARK_UNDEFINED_PLAIN, l)));
}

/* What the shorthands on this sheet mean. */
static void explain_marks(Sheet *sheet)
{
    Language l = sheet->book->language;
    g_autoptr(GString) line = g_string_new(NULL);
    explain_undefined(sheet, line);
    if (sheet->marks & (1u << MARK_NOT_SIGNIFICANT)) {
        g_autofree char *alpha = phrase_level(sheet->book->results->alpha, l);
        append(line, word_printf(W_MARK_NOT_SIGNIFICANT_MEANS, l, alpha));
    }
    if (sheet->marks & (1u << MARK_NONE))
        append(line, g_strdup(word(W_MARK_NONE_MEANS, l)));
    if (sheet->quality & QUALITY_ISQ)
        append(line, word_printf(W_QUALITY_ISQ, l));
    if (sheet->quality & QUALITY_STATCAN)
        append(line, word_printf(W_QUALITY_STATCAN, l));
    if (sheet->quality != 0)
        append(line, g_strdup(word(W_MARK_PRECISE_MEANS, l)));
    if (sheet->marks & (1u << MARK_INVENTED))
        append(line, g_strdup(word(W_MARK_INVENTED_MEANS, l)));
    if (line->len > 0)
        sheet_line(sheet, word_printf(W_MARKS_LINE, l, line->str));
}

static void say_synthetic(Sheet *sheet)
{
    if (sheet->book->results->synthetic)
        sheet->title = book_take(
            sheet->book, word_printf(W_SYNTHETIC_TITLE, sheet->book->language, sheet->title));
}

static void finish(Pivot *pivot, guint position)
{
    Sheet *sheet = g_ptr_array_index(pivot->book->sheets, position);
    sheet_finish(sheet);
    explain_marks(sheet);
    say_synthetic(sheet);
    pivot->told(sheet, position, TRUE, pivot->told_data);
}

void pivot_tell(Pivot *pivot)
{
    const GPtrArray *sheets = pivot->book->sheets;
    for (; pivot->n_told < sheets->len; pivot->n_told++)
        if (pivot->n_told == BOOK_CONTENTS)
            pivot->told(g_ptr_array_index(sheets, BOOK_CONTENTS), BOOK_CONTENTS, FALSE,
                        pivot->told_data);
        else
            finish(pivot, pivot->n_told);
}

Book *pivot_book(const Results *results, PivotTold told, gpointer data)
{
    static void (*const last[])(Pivot *) = {pivot_precision, pivot_further, pivot_validation,
                                            pivot_notes};
    g_return_val_if_fail(results->index != NULL, NULL);
    Pivot pivot = {
        .results = results, .language = results->language, .told = told, .told_data = data};
    g_autofree guint8 *tests = g_new0(guint8, results->tests->len + 1);
    g_autofree guint8 *estimates = g_new0(guint8, results->estimates->len + 1);
    g_autoptr(GHashTable) kinds = estimate_kinds(results);
    pivot.kinds = kinds;
    pivot.book = book_new(results);
    pivot.test_shown = tests;
    pivot.estimate_shown = estimates;
    pivot_front(&pivot);
    pivot_summary(&pivot);
    pivot_tell(&pivot);
    for (guint i = 0; i < results->blocks->len; i++) {
        pivot_block(&pivot, g_ptr_array_index(results->blocks, i));
        pivot_tell(&pivot);
    }
    for (guint i = 0; i < G_N_ELEMENTS(last); i++) {
        last[i](&pivot);
        pivot_tell(&pivot);
    }
    pivot_contents(&pivot);
    finish(&pivot, BOOK_CONTENTS);
    return pivot.book;
}
