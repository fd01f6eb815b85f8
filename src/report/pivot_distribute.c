/* Distributions: items with the same answers share a table of percents and its chart; counts with
 * intervals, location and spread, and bases follow. */
#include "base/words.h"
#include "phrase.h"
#include "pivot_parts.h"

#include <string.h>

/* A chart has at most so many bars and kinds of answer; beyond, the table has to do. */
#define MOST_BARS    14
#define MOST_ANSWERS 8
/* The counts of more items than this have a sheet of their own, whose header every page repeats. */
#define MOST_TOGETHER 8
/* Wider than this, levels are rows instead of columns. */
#define MOST_LEVELS 8

static const EstimateResult *level_row(const Pivot *pivot, const Topic *topic, const char *name,
                                       const char *level, gboolean net)
{
    const EstimateResult *found = NULL;
    for (guint i = 0; i < topic->cell->estimates->len; i++) {
        const EstimateResult *e = topic_estimate(pivot, topic, i);
        if (e->group != NULL || strcmp(e->estimate, name) != 0 || g_strcmp0(e->level, level) != 0)
            continue;
        found = e;
        if (!net)
            break; /* a net of one level comes after the level itself */
    }
    return found;
}

/* Levels of TOPIC (those of `percent` rows without nets). */
static GArray *levels_of(Pivot *pivot, const Topic *topic)
{
    GArray *levels = g_array_new(FALSE, FALSE, sizeof(Key));
    for (guint i = 0; i < topic->cell->estimates->len; i++) {
        const EstimateResult *e = topic_estimate(pivot, topic, i);
        if (strcmp(e->estimate, "percent") != 0 || e->group != NULL || e->level == NULL)
            continue;
        if (strchr(e->level, ';') == NULL)
            keys_add(levels, e->level, e->level_label);
    }
    keys_name(levels, pivot->book);
    return levels;
}

static gboolean same_levels(const GArray *a, const GArray *b)
{
    if (a->len != b->len)
        return FALSE;
    for (guint i = 0; i < a->len; i++)
        if (g_strcmp0(g_array_index(a, Key, i).value, g_array_index(b, Key, i).value) != 0 ||
            g_strcmp0(g_array_index(a, Key, i).shown, g_array_index(b, Key, i).shown) != 0)
            return FALSE;
    return TRUE;
}

/* --- percents, an item a row ------------------------------------------------------------------ */

static void percent_row(const Pivot *pivot, Table *table, const Topic *topic, const GArray *levels)
{
    const EstimateResult *first = NULL;
    for (guint k = 0; k < levels->len && first == NULL; k++)
        first = level_row(pivot, topic, "percent", g_array_index(levels, Key, k).value, FALSE);
    table_text(table, topic->response->label);
    put_n(table, first != NULL ? first->n : 0, first != NULL ? first->invented : 0);
    for (guint k = 0; k < levels->len; k++) {
        const Key *level = &g_array_index(levels, Key, k);
        const EstimateResult *e = level_row(pivot, topic, "percent", level->value, FALSE);
        put_estimate(table, ROLE_PERCENT, e);
        if (level->marked)
            put_quality(table, e);
    }
}

static void add_chart(const Pivot *pivot, Table *table, const GArray *levels)
{
    Language l = pivot->language;
    if (levels->len < 2 || levels->len > MOST_ANSWERS)
        return;
    g_autoptr(GString) names = g_string_new(NULL);
    for (guint k = 0; k < levels->len; k++)
        g_string_append_printf(names, "%s%s", k > 0 ? ", " : "",
                               g_array_index(levels, Key, k).shown);
    table->has_chart = TRUE;
    table->chart.title = book_take(table->sheet->book, word_printf(W_CHART_TITLE, l));
    table->chart.alternative = book_take(
        table->sheet->book, word_printf(W_CHART_ALTERNATIVE, l, table_n_rows(table), names->str));
    table->chart.first_column = 2;
    table->chart.last_column = table->columns->len - 1;
}

/* Levels some of whose percents have a quality mark. */
static void find_marked(const Pivot *pivot, const Topic *topics, guint n, GArray *levels)
{
    for (guint k = 0; k < levels->len; k++) {
        Key *key = &g_array_index(levels, Key, k);
        for (guint t = 0; t < n && !key->marked; t++) {
            const EstimateResult *e = level_row(pivot, &topics[t], "percent", key->value, FALSE);
            key->marked = e != NULL && e->quality != NULL;
        }
    }
}

/* Bars of nobody would be a chart of nothing. */
static gboolean has_answers(const Pivot *pivot, const Topic *topics, guint n, const GArray *levels)
{
    for (guint t = 0; t < n; t++)
        for (guint k = 0; k < levels->len; k++) {
            const char *level = g_array_index(levels, Key, k).value;
            const EstimateResult *e = level_row(pivot, &topics[t], "percent", level, FALSE);
            if (e != NULL && e->value.has)
                return TRUE;
        }
    return FALSE;
}

static void percent_table(const Pivot *pivot, Sheet *sheet, const Topic *topics, guint n,
                          GArray *levels)
{
    Language l = pivot->language;
    find_marked(pivot, topics, n, levels);
    Table *table = sheet_add_table(sheet, "percents", word(W_CAPTION_DISTRIBUTION, l));
    table_column(table, ROLE_TEXT, word(W_COL_ONE_ITEM, l));
    table_column(table, ROLE_COUNT, word(W_COL_N, l));
    table->n_keys = 2;
    for (guint k = 0; k < levels->len; k++) {
        g_autofree char *header = g_strdup_printf("%s (%%)", g_array_index(levels, Key, k).shown);
        table_column(table, ROLE_PERCENT, header);
        if (g_array_index(levels, Key, k).marked)
            quality_column(table);
    }
    for (guint t = 0; t < n; t++)
        percent_row(pivot, table, &topics[t], levels);
    if (has_answers(pivot, topics, n, levels))
        add_chart(pivot, table, levels);
}

/* Runs of items with the same levels, at most MOST_BARS in a table so that its chart is legible. */
static void percent_tables(Pivot *pivot, Sheet *sheet, const GArray *topics)
{
    for (guint t = 0; t < topics->len;) {
        const Topic *first = &g_array_index(topics, Topic, t);
        g_autoptr(GArray) levels = levels_of(pivot, first);
        guint n = 1;
        for (; t + n < topics->len && n < MOST_BARS; n++) {
            g_autoptr(GArray) next = levels_of(pivot, &g_array_index(topics, Topic, t + n));
            if (!same_levels(levels, next))
                break;
        }
        if (levels->len > 0 && levels->len <= MOST_LEVELS)
            percent_table(pivot, sheet, first, n, levels);
        t += n;
    }
}

/* --- counts and intervals, an answer a row ---------------------------------------------------- */

static void count_row(Table *table, const Topic *topic, const EstimateResult *percent,
                      const EstimateResult *count, gboolean marked)
{
    g_autofree char *net = NULL;
    const char *label = percent->level_label != NULL ? percent->level_label : percent->level;
    if (strchr(percent->level, ';') != NULL && percent->level_label != NULL)
        label = net = g_strdup_printf("%s [%s]", percent->level_label, percent->level);
    table_label(table, topic->response->label);
    table_text(table, label);
    put_estimate(table, ROLE_COUNT, count);
    put_estimate(table, ROLE_PERCENT, percent);
    if (marked)
        put_quality(table, percent);
    put_bound(table, ROLE_PERCENT, percent, percent->low);
    put_bound(table, ROLE_PERCENT, percent, percent->high);
}

/* Whether row NUMBER of the topic repeats a row before it: a net of one level, which the level says
 * already. */
static gboolean repeats(const Pivot *pivot, const Topic *topic, guint number)
{
    const EstimateResult *row = topic_estimate(pivot, topic, number);
    for (guint i = 0; i < number; i++) {
        const EstimateResult *e = topic_estimate(pivot, topic, i);
        if (e->group == NULL && strcmp(e->estimate, row->estimate) == 0 &&
            g_strcmp0(e->level, row->level) == 0)
            return TRUE;
    }
    return FALSE;
}

static gboolean any_marked(const Pivot *pivot, const GArray *topics)
{
    for (guint t = 0; t < topics->len; t++) {
        const Topic *topic = &g_array_index(topics, Topic, t);
        for (guint i = 0; i < topic->cell->estimates->len; i++) {
            const EstimateResult *e = topic_estimate(pivot, topic, i);
            if (e->quality != NULL && e->group == NULL && strcmp(e->estimate, "percent") == 0)
                return TRUE;
        }
    }
    return FALSE;
}

static void count_table(Pivot *pivot, Sheet *sheet, const GArray *topics, const char *caption)
{
    Language l = pivot->language;
    double confidence = 100 * pivot->results->confidence;
    gboolean marked = any_marked(pivot, topics);
    g_autofree char *low = word_printf(W_COL_LOW, l, confidence);
    g_autofree char *high = word_printf(W_COL_HIGH, l, confidence);
    Table *table = sheet_add_table(sheet, "counts", caption);
    table_column(table, ROLE_TEXT, word(W_COL_ONE_ITEM, l));
    table_column(table, ROLE_TEXT, word(W_COL_LEVEL, l));
    table->n_keys = 2;
    table_column(table, ROLE_COUNT, word(W_COL_N, l));
    table_column(table, ROLE_PERCENT, word(W_COL_PERCENT, l));
    if (marked)
        quality_column(table);
    table_column(table, ROLE_PERCENT, low);
    table_column(table, ROLE_PERCENT, high);
    for (guint t = 0; t < topics->len; t++) {
        const Topic *topic = &g_array_index(topics, Topic, t);
        for (guint i = 0; i < topic->cell->estimates->len; i++) {
            const EstimateResult *e = topic_estimate(pivot, topic, i);
            gboolean percent = strcmp(e->estimate, "percent") == 0;
            if (e->group != NULL || e->level == NULL || (!percent && strcmp(e->estimate, "count")))
                continue;
            pivot->estimate_shown[g_array_index(topic->cell->estimates, guint, i)] = TRUE;
            if (percent && !repeats(pivot, topic, i))
                count_row(table, topic, e, level_row(pivot, topic, "count", e->level, FALSE),
                          marked);
        }
    }
}

/* --- location and spread ---------------------------------------------------------------------- */

static const struct {
    const char *name;
    WordId header;
} locations[] = {
    {"median", W_COL_MEDIAN}, {"q1", W_COL_Q1},   {"q3", W_COL_Q3},   {"mean", W_COL_MEAN},
    {"sd", W_COL_SD},         {"min", W_COL_MIN}, {"max", W_COL_MAX},
};

static void location_table(Pivot *pivot, Sheet *sheet, const GArray *topics)
{
    Language l = pivot->language;
    Table *table = sheet_add_table(sheet, "location", word(W_CAPTION_QUANTITIES, l));
    table_column(table, ROLE_TEXT, word(W_COL_ONE_ITEM, l));
    table_column(table, ROLE_COUNT, word(W_COL_N, l));
    for (guint k = 0; k < G_N_ELEMENTS(locations); k++)
        table_column(table, ROLE_SCORE, word(locations[k].header, l));
    for (guint t = 0; t < topics->len; t++) {
        const Topic *topic = &g_array_index(topics, Topic, t);
        const EstimateResult *found[G_N_ELEMENTS(locations)] = {0}, *any = NULL;
        for (guint i = 0; i < topic->cell->estimates->len; i++) {
            const EstimateResult *e = topic_estimate(pivot, topic, i);
            for (guint k = 0; k < G_N_ELEMENTS(locations); k++) {
                if (e->group != NULL || e->level != NULL || strcmp(e->estimate, locations[k].name))
                    continue;
                found[k] = any = e;
                pivot->estimate_shown[g_array_index(topic->cell->estimates, guint, i)] = TRUE;
            }
        }
        if (any == NULL)
            continue;
        table_label(table, topic->response->label);
        put_n(table, any->n, any->invented);
        for (guint k = 0; k < G_N_ELEMENTS(locations); k++)
            put_estimate(table, ROLE_SCORE, found[k]);
    }
}

void pivot_distribute(Pivot *pivot, const ResultBlock *block)
{
    Language l = pivot->language;
    g_autoptr(GArray) topics = topics_alone(pivot, block);
    if (topics->len == 0)
        return;
    Sheet *sheet = book_add_sheet(pivot->book, word(W_SHEET_DISTRIBUTE, l),
                                  word(W_TITLE_DISTRIBUTE, l), word(W_ABOUT_DISTRIBUTE, l));
    percent_tables(pivot, sheet, topics);
    location_table(pivot, sheet, topics);
    if (topics->len <= MOST_TOGETHER)
        count_table(pivot, sheet, topics, word(W_CAPTION_COUNTS, l));
    base_table(pivot, sheet, topics);
    if (topics->len > MOST_TOGETHER) {
        Sheet *own = book_add_sheet(pivot->book, word(W_SHEET_COUNTS, l), word(W_TITLE_COUNTS, l),
                                    word(W_ABOUT_COUNTS, l));
        count_table(pivot, own, topics, NULL);
    }
}
