/* How precise estimates are under a sampling design: standard error, coefficient of variation and
 * design effect, on a sheet of their own so that the tables before stay as narrow as without. */
#include "base/words.h"
#include "phrase.h"
#include "pivot_parts.h"

#include <string.h>

typedef enum { PART_SE, PART_CV, PART_DEFF, PARTS } Part;

static const struct {
    const char *suffix;
    WordId header;
} parts[PARTS] = {[PART_SE] = {"_se", W_COL_SE},
                  [PART_CV] = {"_cv", W_COL_CV},
                  [PART_DEFF] = {"_deff", W_COL_DEFF}};

/* An estimate with the rows of its precision, which follow it in the results. */
typedef struct {
    const EstimateResult *estimate;
    const EstimateResult *part[PARTS];
} Precise;

gboolean is_precision(const char *estimate)
{
    const char *last = strrchr(estimate, '_');
    if (last == NULL)
        return FALSE;
    for (guint p = 0; p < PARTS; p++)
        if (strcmp(last, parts[p].suffix) == 0)
            return TRUE;
    return strcmp(last, "_quality") == 0;
}

void put_quality(Table *table, const EstimateResult *estimate)
{
    const char *mark = estimate != NULL ? estimate->quality : NULL;
    if (mark != NULL && strchr(mark, '*') != NULL)
        table->sheet->quality |= QUALITY_ISQ;
    if (mark != NULL && strpbrk(mark, "EF") != NULL)
        table->sheet->quality |= QUALITY_STATCAN;
    table_mark(table, mark != NULL ? mark : word(W_MARK_PRECISE, table->sheet->book->language));
}

void quality_column(Table *table)
{
    table_column(table, ROLE_MARK, word(W_COL_QUALITY, table->sheet->book->language));
    g_array_index(table->columns, Column, table->columns->len - 1).joined = TRUE;
}

/* --- finding ---------------------------------------------------------------------------------- */

static gboolean is_part_of(const EstimateResult *part, const EstimateResult *estimate)
{
    gsize length = strlen(estimate->estimate);
    return strncmp(part->estimate, estimate->estimate, length) == 0 &&
           part->estimate[length] == '_' && part->group == estimate->group &&
           part->level == estimate->level && part->response == estimate->response;
}

/* Takes the rows of precision behind row I of the results, and marks them as shown. */
static gboolean precise_at(Pivot *pivot, guint i, Precise *precise)
{
    const GArray *rows = pivot->results->estimates;
    *precise = (Precise){.estimate = &g_array_index(rows, EstimateResult, i)};
    gboolean any = FALSE;
    for (guint k = i + 1; k < rows->len; k++) {
        const EstimateResult *row = &g_array_index(rows, EstimateResult, k);
        if (!is_precision(row->estimate) || !is_part_of(row, precise->estimate))
            break;
        pivot->estimate_shown[k] = any = TRUE;
        for (guint p = 0; p < PARTS; p++)
            if (g_str_has_suffix(row->estimate, parts[p].suffix))
                precise->part[p] = row;
    }
    return any;
}

/* Quartiles, and the margins that every grouping repeats, stand in estimates.csv only. */
static gboolean is_left_to_csv(const EstimateResult *e)
{
    return is_named(e->estimate, "q1") || is_named(e->estimate, "q3") ||
           (e->by != NULL && e->group == NULL);
}

static gboolean has_precision(const Pivot *pivot)
{
    GHashTableIter iter;
    gpointer kind;
    g_hash_table_iter_init(&iter, pivot->kinds);
    while (g_hash_table_iter_next(&iter, &kind, NULL))
        if (is_precision(kind))
            return TRUE;
    return FALSE;
}

/* Estimates of scores, and those of levels of answers. */
static void find_precise(Pivot *pivot, GArray *scores, GArray *levels)
{
    const GArray *rows = pivot->results->estimates;
    for (guint i = 0; i + 1 < rows->len; i++) {
        const EstimateResult *e = &g_array_index(rows, EstimateResult, i);
        Precise precise;
        if (is_precision(e[1].estimate) && !is_precision(e->estimate) &&
            precise_at(pivot, i, &precise) && !is_left_to_csv(e))
            g_array_append_val(e->level != NULL ? levels : scores, precise);
    }
}

/* --- tables ----------------------------------------------------------------------------------- */

static const char *label_of(const Pivot *pivot, const char *name)
{
    const ResultVariable *variable = name != NULL ? results_variable(pivot->results, name) : NULL;
    return variable != NULL ? variable->label : name;
}

static void key_columns(Table *table, gboolean levels)
{
    const WordId headers[] = {W_COL_RESPONSE, W_COL_BY, W_COL_GROUP,
                              levels ? W_COL_LEVEL : W_COL_ESTIMATE};
    for (guint c = 0; c < G_N_ELEMENTS(headers); c++) {
        table_column(table, ROLE_TEXT, word(headers[c], table->sheet->book->language));
        g_array_index(table->columns, Column, c).most = c == 0 ? 34 : c == 1 ? 16 : 24;
    }
    table->n_keys = table->columns->len;
}

static void key_cells(const Pivot *pivot, Table *table, const EstimateResult *e)
{
    const char *all = word(W_ALL_GROUPS, pivot->language);
    const char *level = e->level_label != NULL ? e->level_label : e->level;
    table_label(table, label_of(pivot, e->response));
    table_text(table, e->by != NULL ? label_of(pivot, e->by) : all);
    table_text(table, e->group == NULL ? all : e->group_label != NULL ? e->group_label : e->group);
    table_text(table, level != NULL ? level : vocabulary_estimate(e->estimate, pivot->language));
}

static void precision_table(Pivot *pivot, Sheet *sheet, const GArray *found, gboolean levels)
{
    Language l = pivot->language;
    Role role = levels ? ROLE_PERCENT : ROLE_SCORE;
    gboolean has[PARTS] = {FALSE}, marks = FALSE;
    for (guint i = 0; i < found->len; i++) {
        const Precise *precise = &g_array_index(found, Precise, i);
        marks |= precise->estimate->quality != NULL;
        for (guint p = 0; p < PARTS; p++)
            has[p] |= precise->part[p] != NULL;
    }
    Table *table = sheet_add_table(
        sheet, "precision",
        word(levels ? W_CAPTION_PRECISION_PERCENTS : W_CAPTION_PRECISION_SCORES, l));
    key_columns(table, levels);
    table_column(table, ROLE_COUNT, word(W_COL_N, l));
    table_column(table, role, word(levels ? W_COL_PERCENT : W_COL_VALUE, l));
    if (marks)
        quality_column(table);
    for (guint p = 0; p < PARTS; p++)
        if (has[p])
            table_column(table, ROLE_STATISTIC, word(parts[p].header, l));
    for (guint i = 0; i < found->len; i++) {
        const Precise *precise = &g_array_index(found, Precise, i);
        key_cells(pivot, table, precise->estimate);
        put_n(table, precise->estimate->n, precise->estimate->invented);
        put_estimate(table, role, precise->estimate);
        if (marks)
            put_quality(table, precise->estimate);
        for (guint p = 0; p < PARTS; p++)
            if (has[p])
                put_estimate(table, ROLE_STATISTIC, precise->part[p]);
    }
}

void pivot_precision(Pivot *pivot)
{
    Language l = pivot->language;
    if (!has_precision(pivot))
        return;
    g_autoptr(GArray) scores = g_array_new(FALSE, FALSE, sizeof(Precise));
    g_autoptr(GArray) levels = g_array_new(FALSE, FALSE, sizeof(Precise));
    find_precise(pivot, scores, levels);
    if (scores->len + levels->len == 0)
        return;
    Sheet *sheet = book_add_sheet(pivot->book, word(W_SHEET_PRECISION, l),
                                  word(W_TITLE_PRECISION, l), word(W_ABOUT_PRECISION, l));
    sheet_line(sheet, g_strdup(word(W_PRECISION_IN_CSV, l)));
    if (scores->len > 0)
        precision_table(pivot, sheet, scores, FALSE);
    if (levels->len > 0)
        precision_table(pivot, sheet, levels, TRUE);
}
