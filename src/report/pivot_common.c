#include "clean.h"
#include "phrase.h"
#include "pivot_parts.h"

#include <string.h>

/* --- keys ------------------------------------------------------------------------------------- */

static gboolean same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

guint keys_add(GArray *keys, const char *value, const char *label)
{
    for (guint i = 0; i < keys->len; i++) {
        const Key *key = &g_array_index(keys, Key, i);
        if (same(key->value, value))
            return i;
    }
    Key key = {value, label, label != NULL ? label : value, -1};
    g_array_append_val(keys, key);
    return keys->len - 1;
}

void keys_name(GArray *keys, Book *book)
{
    for (guint i = 0; i < keys->len; i++) {
        Key *key = &g_array_index(keys, Key, i);
        gboolean alike = FALSE;
        for (guint j = 0; j < keys->len; j++)
            alike |= j != i && same(g_array_index(keys, Key, j).label, key->label);
        if (alike && key->label != NULL && key->value != NULL)
            key->shown = book_take(book, g_strdup_printf("%s [%s]", key->label, key->value));
    }
}

/* --- topics ----------------------------------------------------------------------------------- */

const TestResult *topic_test(const Pivot *pivot, const Topic *topic, guint i)
{
    return &g_array_index(pivot->results->tests, TestResult,
                          g_array_index(topic->cell->tests, guint, i));
}

const EstimateResult *topic_estimate(const Pivot *pivot, const Topic *topic, guint i)
{
    return &g_array_index(pivot->results->estimates, EstimateResult,
                          g_array_index(topic->cell->estimates, guint, i));
}

gboolean topic_find(const Pivot *pivot, const ResultBlock *block, const ResultVariable *response,
                    const ResultVariable *by, Topic *topic)
{
    *topic = (Topic){block, response, by, NULL};
    topic->cell =
        results_cell(pivot->results, block->analysis, response->name, by != NULL ? by->name : NULL);
    return topic->cell != NULL;
}

gboolean test_is_collapsed(const TestResult *test)
{
    return test->variant != NULL && strstr(test->variant, "collapsed") != NULL;
}

const TestResult *topic_omnibus(const Pivot *pivot, const Topic *topic)
{
    for (guint i = 0; i < topic->cell->tests->len; i++) {
        const TestResult *test = topic_test(pivot, topic, i);
        if (test->group == NULL && !test_is_collapsed(test))
            return test;
    }
    return NULL;
}

Quantity test_p(const TestResult *test)
{
    return test->p_adjusted.has ? test->p_adjusted : test->p;
}

GHashTable *estimate_kinds(const Results *r)
{
    GHashTable *kinds = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < r->estimates->len; i++)
        g_hash_table_add(kinds, (char *)g_array_index(r->estimates, EstimateResult, i).estimate);
    return kinds;
}

gboolean has_estimate(const Pivot *pivot, const char *name)
{
    GHashTableIter iter;
    gpointer kind;
    g_hash_table_iter_init(&iter, pivot->kinds);
    while (g_hash_table_iter_next(&iter, &kind, NULL))
        if (strcmp(kind, name) == 0)
            return TRUE;
    return FALSE;
}

void mark_invented(Table *table, Cell *cell, gboolean invented)
{
    if (!invented || cell->text != NULL)
        return;
    cell->invented = TRUE;
    table->sheet->marks |= 1u << MARK_INVENTED;
}

char *text_marked(Table *table, const char *text, gboolean invented)
{
    if (!invented)
        return g_strdup(text);
    table->sheet->marks |= 1u << MARK_INVENTED;
    return g_strdup_printf("%s\u00a0%s", text,
                           mark_text(MARK_INVENTED, table->sheet->book->language));
}

void put_estimate(Table *table, Role role, const EstimateResult *estimate)
{
    if (estimate == NULL) {
        table_shorthand(table, MARK_NONE);
        return;
    }
    gboolean undefined = estimate->state == STATE_UNDEFINED;
    Cell *cell =
        table_quantity(table, role, estimate->value, undefined ? estimate->reason : REASON_NONE);
    if (undefined && cell->text != NULL)
        table->sheet->marks |= 1u << MARK_UNDEFINED;
    mark_invented(table, cell, estimate->invented & INVENTED_VALUE);
}

void put_bound(Table *table, Role role, const EstimateResult *estimate, Quantity bound)
{
    if (estimate == NULL) {
        table_shorthand(table, MARK_NONE);
        return;
    }
    gboolean undefined = estimate->state == STATE_UNDEFINED;
    Cell *cell = table_quantity(table, role, bound, undefined ? estimate->reason : REASON_NONE);
    mark_invented(table, cell, estimate->invented & INVENTED_INTERVAL);
}

void put_n(Table *table, gint64 n, guint invented)
{
    mark_invented(table, table_number(table, ROLE_COUNT, (double)n), invented & INVENTED_N);
}

/* Blanks nearest to so many characters from either end of a long label. */
#define LABEL_LONGEST 76
#define LABEL_HEAD    26
#define LABEL_TAIL    44

Cell *table_label(Table *table, const char *label)
{
    glong length = label != NULL && g_utf8_validate(label, -1, NULL) ? g_utf8_strlen(label, -1) : 0;
    if (length <= LABEL_LONGEST)
        return table_text(table, label);
    const char *head = g_utf8_offset_to_pointer(label, LABEL_HEAD);
    const char *tail = g_utf8_offset_to_pointer(label, length - LABEL_TAIL);
    const char *blank = strchr(tail, ' ');
    if (blank != NULL && blank - tail < 16)
        tail = blank + 1;
    for (const char *p = head; p > label + LABEL_HEAD / 2; p--)
        if (*p == ' ') {
            head = p;
            break;
        }
    g_autofree char *text = g_strdup_printf("%.*s … %s", (int)(head - label), label, tail);
    return table_text(table, text);
}

char *sheet_name_of(WordId pattern, const ResultVariable *by, Language language)
{
    g_autofree char *whole = word_printf(pattern, language, by->label);
    g_autofree char *fits = clean_text(whole);
    if (g_utf8_strlen(fits, -1) <= 31)
        return g_steal_pointer(&fits);
    return word_printf(pattern, language, by->name);
}

/* --- the base --------------------------------------------------------------------------------- */

static gboolean is_base(const EstimateResult *e)
{
    static const char *const names[] = {"asked",           "valid",          "system_missing",
                                        "user_missing",    "tagged_missing", "by_missing",
                                        "too_few_answered"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (is_named(e->estimate, names[i]))
            return TRUE;
    return FALSE;
}

static gint64 base_count(const EstimateResult *e)
{
    return e->value.has ? (gint64)e->value.value : e->n;
}

/* What a kind of missing is called: its label, its code, or "no answer". */
static const char *kind_name(const Pivot *pivot, const EstimateResult *e)
{
    if (e->level_label != NULL)
        return e->level_label;
    if (strcmp(e->estimate, "system_missing") == 0)
        return word(W_COL_NO_ANSWER, pivot->language);
    if (strcmp(e->estimate, "too_few_answered") == 0)
        return word(W_COL_TOO_FEW, pivot->language);
    if (strcmp(e->estimate, "by_missing") == 0)
        return word(W_COL_BY_MISSING, pivot->language);
    return e->level != NULL ? e->level : e->estimate;
}

static char *kind_phrase(const Pivot *pivot, const Topic *topic, const EstimateResult *e)
{
    Language l = pivot->language;
    g_autofree char *n = phrase_count(base_count(e), l);
    if (is_named(e->estimate, "asked"))
        return word_printf(W_BASE_LINE, l, n);
    if (is_named(e->estimate, "valid"))
        return word_printf(W_BASE_VALID, l, n);
    if (strcmp(e->estimate, "by_missing") == 0 && topic->by != NULL)
        return word_printf(W_BASE_BY, l, n, topic->by->label);
    if (strcmp(e->estimate, "too_few_answered") == 0)
        return word_printf(W_BASE_TOO_FEW, l, n);
    if (strcmp(e->estimate, "system_missing") == 0 && e->level_label == NULL)
        return word_printf(W_BASE_NO_ANSWER, l, n);
    return word_printf(W_BASE_KIND, l, n, kind_name(pivot, e));
}

static void mark_estimate(Pivot *pivot, const Topic *topic, guint i)
{
    pivot->estimate_shown[g_array_index(topic->cell->estimates, guint, i)] = TRUE;
}

void note_base(Pivot *pivot, const Topic *topic, Table *table)
{
    g_autoptr(GString) line = g_string_new(NULL);
    guint invented = 0;
    for (guint i = 0; i < topic->cell->estimates->len; i++) {
        const EstimateResult *e = topic_estimate(pivot, topic, i);
        if (!is_base(e))
            continue;
        mark_estimate(pivot, topic, i);
        gboolean margin = is_named(e->estimate, "asked") || is_named(e->estimate, "valid");
        if (e->group != NULL || (!margin && base_count(e) == 0))
            continue;
        g_autofree char *part = kind_phrase(pivot, topic, e);
        invented |= e->invented & INVENTED_N;
        if (line->len > 0)
            g_string_append(line, word(W_LINE_SEPARATOR, pivot->language));
        g_string_append(line, part);
    }
    if (line->len == 0)
        return;
    g_string_append_c(line, '.');
    table_note(table, text_marked(table, line->str, invented != 0));
}

/* Columns of a base table: one a kind of missing that any of the responses has. */
static void base_columns(const Pivot *pivot, const GArray *topics, GArray *kinds)
{
    for (guint t = 0; t < topics->len; t++) {
        const Topic *topic = &g_array_index(topics, Topic, t);
        for (guint i = 0; i < topic->cell->estimates->len; i++) {
            const EstimateResult *e = topic_estimate(pivot, topic, i);
            if (e->group != NULL || !is_base(e) || is_named(e->estimate, "asked") ||
                is_named(e->estimate, "valid"))
                continue;
            if (base_count(e) > 0)
                keys_add(kinds, kind_name(pivot, e), NULL);
        }
    }
}

static void base_row(Pivot *pivot, Table *table, const Topic *topic, const GArray *kinds)
{
    const EstimateResult *asked = NULL, *valid = NULL;
    g_autofree gint64 *counts = g_new0(gint64, kinds->len + 1);
    guint invented = 0;
    for (guint i = 0; i < topic->cell->estimates->len; i++) {
        const EstimateResult *e = topic_estimate(pivot, topic, i);
        if (!is_base(e))
            continue;
        mark_estimate(pivot, topic, i);
        if (e->group != NULL)
            continue;
        if (is_named(e->estimate, "asked"))
            asked = e;
        else if (is_named(e->estimate, "valid"))
            valid = e;
        else
            invented |= e->invented;
        for (guint k = 0; k < kinds->len; k++)
            if (strcmp(g_array_index(kinds, Key, k).value, kind_name(pivot, e)) == 0)
                counts[k] += base_count(e);
    }
    if (asked == NULL || valid == NULL)
        return;
    table_label(table, topic->response->label);
    put_n(table, base_count(asked), asked->invented);
    put_n(table, base_count(valid), valid->invented);
    for (guint k = 0; k < kinds->len; k++)
        put_n(table, counts[k], invented);
}

void base_table(Pivot *pivot, Sheet *sheet, const GArray *topics)
{
    Language l = pivot->language;
    g_autoptr(GArray) kinds = g_array_new(FALSE, FALSE, sizeof(Key));
    base_columns(pivot, topics, kinds);
    Table *table = sheet_add_table(sheet, "base", word(W_CAPTION_BASE, l));
    table_column(table, ROLE_TEXT, word(W_COL_RESPONSE, l));
    table_column(table, ROLE_COUNT, word(W_COL_ASKED, l));
    table_column(table, ROLE_COUNT, word(W_COL_VALID, l));
    for (guint k = 0; k < kinds->len; k++)
        table_column(table, ROLE_COUNT, g_array_index(kinds, Key, k).value);
    for (guint t = 0; t < topics->len; t++)
        base_row(pivot, table, &g_array_index(topics, Topic, t), kinds);
}

/* --- the line of a test ----------------------------------------------------------------------- */

void note_tests(Pivot *pivot, const Topic *topic, gboolean collapsed, Table *table)
{
    for (guint i = 0; i < topic->cell->tests->len; i++) {
        const TestResult *test = topic_test(pivot, topic, i);
        if (test->group != NULL || test_is_collapsed(test) != collapsed)
            continue;
        g_autofree char *phrase = phrase_test(test, pivot->language);
        table_note(table, text_marked(table, phrase, test->invented != 0));
    }
}
