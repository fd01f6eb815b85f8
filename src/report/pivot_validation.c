/* The claims of the printed report and what became of them. */
#include "base/words.h"
#include "check/verdict.h"
#include "pivot_parts.h"

/* What does not hold is what one opens the sheet for. */
static const VerdictKind order[VERDICT_COUNT] = {VERDICT_CONTRADICTED, VERDICT_INCONSISTENT,
                                                 VERDICT_DISAGREE,     VERDICT_VARIANT,
                                                 VERDICT_UNDECIDABLE,  VERDICT_CONFIRMED};

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

static void counts(const Pivot *pivot, Sheet *sheet)
{
    Language l = pivot->language;
    Table *table = sheet_add_table(sheet, "verdicts", word(W_CAPTION_VERDICTS, l));
    table_column(table, ROLE_TEXT, word(W_COL_VERDICT, l));
    table_column(table, ROLE_COUNT, word(W_COL_CLAIMS, l));
    for (guint k = 0; k < VERDICT_COUNT; k++) {
        guint n = 0;
        for (guint i = 0; i < pivot->results->verdicts->len; i++) {
            const Verdict *verdict = g_ptr_array_index(pivot->results->verdicts, i);
            n += verdict->verdict == order[k];
        }
        if (n == 0)
            continue;
        table_text(table, verdict_word(pivot, order[k]));
        table_number(table, ROLE_COUNT, n);
    }
}

static void claim_columns(Table *table, Language l)
{
    static const struct {
        WordId header;
        double most;
    } columns[] = {{W_COL_ID, 12},         {W_COL_KIND, 10},    {W_COL_RESPONSE, 20},
                   {W_COL_BY, 12},         {W_COL_GROUP, 12},   {W_COL_CLAIMED, 10},
                   {W_COL_RECOMPUTED, 10}, {W_COL_VERDICT, 14}, {W_COL_NOTE, 34}};
    for (guint c = 0; c < G_N_ELEMENTS(columns); c++) {
        table_column(table, ROLE_TEXT, word(columns[c].header, l));
        g_array_index(table->columns, Column, c).most = columns[c].most;
    }
    table->n_keys = 1;
}

static char *note_of(const Verdict *verdict, Language l)
{
    GString *note = g_string_new(NULL);
    const char *parts[] = {
        verdict->strength == STRENGTH_FIRM         ? word(W_STRENGTH_WORD_FIRM, l)
        : verdict->strength == STRENGTH_LAST_DIGIT ? word(W_STRENGTH_WORD_LAST_DIGIT, l)
                                                   : NULL,
        verdict->known ? word(W_KNOWN_WORD, l) : NULL, verdict->variant, verdict->note};
    for (guint i = 0; i < G_N_ELEMENTS(parts); i++)
        if (parts[i] != NULL && parts[i][0] != '\0')
            g_string_append_printf(note, "%s%s", note->len > 0 ? word(W_LINE_SEPARATOR, l) : "",
                                   parts[i]);
    return g_string_free(note, FALSE);
}

static void claim_row(const Pivot *pivot, Table *table, const Verdict *verdict)
{
    g_autofree char *note = note_of(verdict, pivot->language);
    const char *texts[] = {verdict->id,    verdict->kind,    verdict->response,  verdict->by,
                           verdict->group, verdict->claimed, verdict->recomputed};
    for (guint c = 0; c < G_N_ELEMENTS(texts); c++)
        table_text(table, texts[c]);
    Cell *cell = table_text(table, verdict_word(pivot, verdict->verdict));
    cell->strong = verdict->verdict != VERDICT_CONFIRMED && verdict->verdict != VERDICT_UNDECIDABLE;
    table_text(table, note);
}

void pivot_validation(Pivot *pivot)
{
    Language l = pivot->language;
    if (pivot->results->verdicts->len == 0)
        return;
    Sheet *sheet = book_add_sheet(pivot->book, word(W_SHEET_VALIDATION, l),
                                  word(W_TITLE_VALIDATION, l), word(W_ABOUT_VALIDATION, l));
    counts(pivot, sheet);
    Table *table = sheet_add_table(sheet, "claims", word(W_CAPTION_CLAIMS, l));
    claim_columns(table, l);
    for (guint k = 0; k < VERDICT_COUNT; k++)
        for (guint i = 0; i < pivot->results->verdicts->len; i++) {
            const Verdict *verdict = g_ptr_array_index(pivot->results->verdicts, i);
            if (verdict->verdict == order[k])
                claim_row(pivot, table, verdict);
        }
}
