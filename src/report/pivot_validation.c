/* The claims of the printed report and what became of them. */
#include "base/words.h"
#include "check/verdict.h"
#include "phrase.h"
#include "pivot_parts.h"
#include "plan/claims.h"
#include "verdicts_formats.h"

#include <string.h>

/* What does not hold is what one opens the sheet for. */
static const VerdictKind order[VERDICT_COUNT] = {VERDICT_CONTRADICTED, VERDICT_INCONSISTENT,
                                                 VERDICT_DISAGREE,     VERDICT_VARIANT,
                                                 VERDICT_UNDECIDABLE,  VERDICT_CONFIRMED};

/* The last of them that one looks at; claims that hold follow, more than a few on their own sheet,
 * whose header every page repeats. */
#define LAST_OPEN     (VERDICT_COUNT - 2)
#define MOST_TOGETHER 30

/* Agreement with data made from the claims proves nothing, and the words say so. */
static const char *verdict_word(const Pivot *pivot, VerdictKind kind)
{
    static const WordId words[2][VERDICT_COUNT] = {
        {W_VERDICT_WORD_CONFIRMED, W_VERDICT_WORD_VARIANT, W_VERDICT_WORD_CONTRADICTED,
         W_VERDICT_WORD_INCONSISTENT, W_VERDICT_WORD_DISAGREE, W_VERDICT_WORD_UNDECIDABLE},
        {W_VERDICT_WORD_REPRODUCED, W_VERDICT_WORD_REPRODUCED_VARIANT,
         W_VERDICT_WORD_NOT_REPRODUCED, W_VERDICT_WORD_INCONSISTENT, W_VERDICT_WORD_DISAGREE,
         W_VERDICT_WORD_UNDECIDABLE},
    };
    return word(words[pivot->results->synthetic][kind], pivot->language);
}

/* How many claims have one of the verdicts that stand at FIRST to LAST of the order. */
static guint how_many(const Pivot *pivot, guint first, guint last)
{
    guint n = 0;
    for (guint i = 0; i < pivot->results->verdicts->len; i++) {
        const Verdict *verdict = g_ptr_array_index(pivot->results->verdicts, i);
        for (guint k = first; k <= last; k++)
            n += verdict->verdict == order[k];
    }
    return n;
}

static void counts(const Pivot *pivot, Sheet *sheet)
{
    Language l = pivot->language;
    Table *table = sheet_add_table(sheet, "verdicts", word(W_CAPTION_VERDICTS, l));
    table_column(table, ROLE_TEXT, word(W_COL_VERDICT, l));
    table_column(table, ROLE_COUNT, word(W_COL_CLAIMS, l));
    for (guint k = 0; k < VERDICT_COUNT; k++) {
        guint n = how_many(pivot, k, k);
        if (n == 0)
            continue;
        table_text(table, verdict_word(pivot, order[k]));
        table_number(table, ROLE_COUNT, n);
    }
}

/* --- a claim ---------------------------------------------------------------------------------- */

static const char *kind_word(const char *kind, Language l)
{
    static const WordId words[] = {[CLAIM_PERCENT] = W_KIND_WORD_PERCENT,
                                   [CLAIM_MEDIAN] = W_KIND_WORD_MEDIAN,
                                   [CLAIM_MEAN] = W_KIND_WORD_MEAN,
                                   [CLAIM_COUNT] = W_KIND_WORD_COUNT,
                                   [CLAIM_SHARE] = W_KIND_WORD_SHARE,
                                   [CLAIM_SUM] = W_KIND_WORD_SUM,
                                   [CLAIM_DIFFERS] = W_KIND_WORD_DIFFERS,
                                   [CLAIM_SAME] = W_KIND_WORD_SAME,
                                   [CLAIM_ASSOCIATED] = W_KIND_WORD_ASSOCIATED,
                                   [CLAIM_TEST] = W_KIND_WORD_TEST};
    for (guint k = 0; k < G_N_ELEMENTS(words); k++)
        if (g_strcmp0(claim_kind_name((ClaimKind)k), kind) == 0)
            return word(words[k], l);
    return kind;
}

/* "inconsistent with others (firm, known)" */
static char *verdict_phrase(const Pivot *pivot, const Verdict *verdict)
{
    Language l = pivot->language;
    g_autoptr(GString) more = g_string_new(NULL);
    if (verdict->strength != STRENGTH_NONE)
        g_string_append(more, word(verdict->strength == STRENGTH_FIRM ? W_STRENGTH_WORD_FIRM
                                                                      : W_STRENGTH_WORD_LAST_DIGIT,
                                   l));
    if (verdict->known)
        g_string_append_printf(more, "%s%s", more->len > 0 ? word(W_LINE_SEPARATOR, l) : "",
                               word(W_KNOWN_WORD, l));
    const char *name = verdict_word(pivot, verdict->verdict);
    if (more->len == 0)
        return g_strdup(name);
    return word_printf(W_VERDICT_WITH, l, name, more->str);
}

/* Why, in a line below the table: a sentence does not fit between columns of numbers. */
static void claim_note(Table *table, const Verdict *verdict, Language l)
{
    g_autoptr(GString) note = g_string_new(NULL);
    g_autofree char *variant =
        verdict->variant != NULL ? phrase_variant(verdict->variant, l) : NULL;
    const char *parts[] = {variant, verdict->note};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        if (parts[i] != NULL && parts[i][0] != '\0')
            g_string_append_printf(note, "%s%s", note->len > 0 ? ". " : "", parts[i]);
    if (note->len > 0)
        table_note(table, word_printf(W_LINE_TEST, l, verdict->id, note->str));
}

static void claim_row(const Pivot *pivot, Table *table, const Verdict *verdict)
{
    Language l = pivot->language;
    const char *among = verdict->about != NULL ? verdict->among : verdict->by;
    g_autofree char *claimed = verdict_numbers(verdict->claimed, l);
    g_autofree char *recomputed = verdict_numbers(verdict->recomputed, l);
    g_autofree char *result = verdict_phrase(pivot, verdict);
    table_text(table, verdict->id);
    table_text(table, kind_word(verdict->kind, l));
    table_text(table, verdict->about != NULL ? verdict->about : verdict->response);
    table_text(table, among != NULL ? among : word(W_ALL_GROUPS, l));
    table_text(table, claimed);
    table_text(table, recomputed);
    Cell *cell = table_text(table, result);
    cell->strong = verdict->verdict != VERDICT_CONFIRMED && verdict->verdict != VERDICT_UNDECIDABLE;
    claim_note(table, verdict, l);
}

/* --- the sheet -------------------------------------------------------------------------------- */

/* The claims whose verdict stands at FIRST to LAST of the order. */
static void claim_table(const Pivot *pivot, Sheet *sheet, WordId caption, guint first, guint last)
{
    static const struct {
        WordId header;
        double most;
    } columns[] = {{W_COL_ID, 12},     {W_COL_KIND, 14},    {W_COL_RESPONSE, 40},
                   {W_COL_BY, 24},     {W_COL_CLAIMED, 11}, {W_COL_RECOMPUTED, 11},
                   {W_COL_VERDICT, 16}};
    Table *table = sheet_add_table(sheet, "claims", word(caption, pivot->language));
    for (guint c = 0; c < G_N_ELEMENTS(columns); c++) {
        table_column(table, ROLE_TEXT, word(columns[c].header, pivot->language));
        g_array_index(table->columns, Column, c).most = columns[c].most;
    }
    for (guint k = first; k <= last; k++)
        for (guint i = 0; i < pivot->results->verdicts->len; i++) {
            const Verdict *verdict = g_ptr_array_index(pivot->results->verdicts, i);
            if (verdict->verdict == order[k])
                claim_row(pivot, table, verdict);
        }
}

void pivot_validation(Pivot *pivot)
{
    Language l = pivot->language;
    if (pivot->results->verdicts->len == 0)
        return;
    Sheet *sheet = book_add_sheet(pivot->book, word(W_SHEET_VALIDATION, l),
                                  word(W_TITLE_VALIDATION, l), word(W_ABOUT_VALIDATION, l));
    counts(pivot, sheet);
    claim_table(pivot, sheet, W_CAPTION_CLAIMS_OPEN, 0, LAST_OPEN);
    if (how_many(pivot, LAST_OPEN + 1, VERDICT_COUNT - 1) > MOST_TOGETHER)
        sheet =
            book_add_sheet(pivot->book, word(W_SHEET_VALIDATION_OTHERS, l),
                           word(W_TITLE_VALIDATION_OTHERS, l), word(W_ABOUT_VALIDATION_OTHERS, l));
    claim_table(pivot, sheet, W_CAPTION_CLAIMS, LAST_OPEN + 1, VERDICT_COUNT - 1);
}
