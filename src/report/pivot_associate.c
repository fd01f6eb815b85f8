/* Association tables: the tests with a grouping, then a crosstab a response, laid out as analysts
 * know it: for each answer its count, column percent and adjusted residual, a column a group. */
#include "base/words.h"
#include "phrase.h"
#include "pivot_parts.h"

#include <string.h>

typedef enum { CROSS_COUNT, CROSS_PERCENT, CROSS_RESIDUAL, CROSS_MEASURES } CrossMeasure;

static const struct {
    const char *name;
    WordId shown;
    Role role;
} measures[CROSS_MEASURES] = {
    [CROSS_COUNT] = {"count", W_MEASURE_COUNT, ROLE_COUNT},
    [CROSS_PERCENT] = {"percent", W_MEASURE_PERCENT, ROLE_PERCENT},
    [CROSS_RESIDUAL] = {"adjusted_residual", W_MEASURE_RESIDUAL, ROLE_RESIDUAL},
};

/* The rows of one crosstab, sorted into levels × groups a measure. */
typedef struct {
    GArray *levels, *groups; /* Key */
    const EstimateResult **cells[CROSS_MEASURES];
    gboolean has[CROSS_MEASURES];
} Cross;

static gint measure_of(const EstimateResult *e)
{
    for (gint m = 0; m < CROSS_MEASURES && e->level != NULL; m++)
        if (is_named(e->estimate, measures[m].name))
            return m;
    return -1;
}

/* A cell of a crosstab; results have one address for equal strings. */
typedef struct {
    const char *group, *level;
} Spot;

static guint spot_hash(gconstpointer data)
{
    const Spot *spot = data;
    return g_direct_hash(spot->group) * 31 + g_direct_hash(spot->level);
}

static gboolean spot_equal(gconstpointer a, gconstpointer b)
{
    const Spot *x = a, *y = b;
    return x->group == y->group && x->level == y->level;
}

/* Where the nets of the response begin among its rows: the first level that is a list, or that was
 * there before. The full levels always come first. */
static guint nets_from(const Pivot *pivot, const Topic *topic)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(spot_hash, spot_equal, g_free, NULL);
    guint n = topic->cell->estimates->len;
    for (guint i = 0; i < n; i++) {
        const EstimateResult *e = topic_estimate(pivot, topic, i);
        if (measure_of(e) != CROSS_COUNT)
            continue;
        Spot spot = {e->group, e->level};
        if (strchr(e->level, ';') != NULL || !g_hash_table_add(seen, g_memdup2(&spot, sizeof spot)))
            return i;
    }
    return n;
}

static void cross_see(Pivot *pivot, const Topic *topic, guint from, guint to, Cross *cross)
{
    cross->levels = g_array_new(FALSE, FALSE, sizeof(Key));
    cross->groups = g_array_new(FALSE, FALSE, sizeof(Key));
    for (guint i = from; i < to; i++) {
        const EstimateResult *e = topic_estimate(pivot, topic, i);
        if (is_named(e->estimate, "expected")) /* behind the residuals; all in estimates.csv */
            pivot->estimate_shown[g_array_index(topic->cell->estimates, guint, i)] = TRUE;
        if (measure_of(e) < 0)
            continue;
        pivot->estimate_shown[g_array_index(topic->cell->estimates, guint, i)] = TRUE;
        keys_add(cross->levels, e->level, e->level_label);
        guint g = keys_add(cross->groups, e->group, e->group_label);
        if (measure_of(e) == CROSS_PERCENT) {
            g_array_index(cross->groups, Key, g).n = e->n;
            g_array_index(cross->groups, Key, g).invented = (e->invented & INVENTED_N) != 0;
        }
    }
    keys_name(cross->levels, pivot->book);
    keys_name(cross->groups, pivot->book);
}

static void cross_sort(const Pivot *pivot, const Topic *topic, guint from, guint to, Cross *cross)
{
    guint size = cross->levels->len * cross->groups->len;
    for (guint m = 0; m < CROSS_MEASURES; m++)
        cross->cells[m] = g_new0(const EstimateResult *, size + 1);
    for (guint i = from; i < to; i++) {
        const EstimateResult *e = topic_estimate(pivot, topic, i);
        gint m = measure_of(e);
        if (m < 0)
            continue;
        guint l = keys_add(cross->levels, e->level, NULL);
        guint g = keys_add(cross->groups, e->group, NULL);
        cross->cells[m][l * cross->groups->len + g] = e;
        g_array_index(cross->groups, Key, g).marked |= e->quality != NULL;
        cross->has[m] |= e->value.has; /* under a weight nothing may have residuals */
    }
}

static void cross_clear(Cross *cross)
{
    g_array_unref(cross->levels);
    g_array_unref(cross->groups);
    for (guint m = 0; m < CROSS_MEASURES; m++)
        g_free(cross->cells[m]);
}

/* --- tables ----------------------------------------------------------------------------------- */

/* The header of a group says how many valid respondents it has: the base of its percents. */
static void cross_columns(const Pivot *pivot, const Cross *cross, gboolean with_n, Table *table)
{
    Language l = pivot->language;
    for (guint pass = 0; pass < 2; pass++)
        for (guint g = 0; g < cross->groups->len; g++) {
            const Key *key = &g_array_index(cross->groups, Key, g);
            if ((key->value == NULL) != (pass == 1))
                continue;
            const char *name = pass == 1 ? word(W_ALL_GROUPS, l) : key->shown;
            g_autofree char *bare = phrase_count(key->n, l);
            g_autofree char *n = text_marked(table, bare, key->invented);
            g_autofree char *header =
                with_n && key->n >= 0 ? word_printf(W_GROUP_WITH_N, l, name, n) : g_strdup(name);
            table_column(table, ROLE_PERCENT, header);
            if (key->marked)
                quality_column(table);
        }
}

static void cross_row(const Pivot *pivot, const Cross *cross, guint level, guint measure,
                      Table *table)
{
    for (guint pass = 0; pass < 2; pass++)
        for (guint g = 0; g < cross->groups->len; g++) {
            const Key *key = &g_array_index(cross->groups, Key, g);
            if ((key->value == NULL) != (pass == 1))
                continue;
            const EstimateResult *e = cross->cells[measure][level * cross->groups->len + g];
            if (e == NULL && measure == CROSS_COUNT)
                put_n(table, 0, pivot->results->synthetic ? INVENTED_N : 0);
            else
                put_estimate(table, measures[measure].role, e);
            if (key->marked)
                put_quality(table, e);
        }
}

static void cross_rows(const Pivot *pivot, const Topic *topic, const Cross *cross, gboolean keyed,
                       Table *table)
{
    for (guint l = 0; l < cross->levels->len; l++)
        for (guint m = 0; m < CROSS_MEASURES; m++) {
            if (!cross->has[m])
                continue;
            g_autofree char *name = word_printf(measures[m].shown, pivot->language);
            if (keyed)
                table_label(table, topic->response->label);
            table_text(table, g_array_index(cross->levels, Key, l).shown);
            table_text(table, name);
            cross_row(pivot, cross, l, m, table);
        }
}

static guint measures_of(const Cross *cross)
{
    guint n = 0;
    for (guint m = 0; m < CROSS_MEASURES; m++)
        n += cross->has[m];
    return n;
}

static Table *cross_table(const Pivot *pivot, Sheet *sheet, const char *caption, const Cross *cross,
                          gboolean keyed)
{
    Language l = pivot->language;
    Table *table = sheet_add_table(sheet, "crosstab", caption);
    if (keyed)
        table_column(table, ROLE_TEXT, word(W_COL_RESPONSE, l));
    table_column(table, ROLE_TEXT, word(W_COL_LEVEL, l));
    table_column(table, ROLE_TEXT, word(W_COL_MEASURE, l));
    table->n_keys = table->columns->len;
    table->rule_every = measures_of(cross);
    cross_columns(pivot, cross, !keyed, table);
    return table;
}

static void one_apart(Pivot *pivot, Sheet *sheet, const Topic *topic, guint from, guint to,
                      gboolean nets)
{
    Cross cross = {0};
    cross_see(pivot, topic, from, to, &cross);
    cross_sort(pivot, topic, from, to, &cross);
    g_autofree char *caption =
        word_printf(nets ? W_CAPTION_NETS : W_CAPTION_MEDIANS, pivot->language,
                    topic->response->label, topic->by->label);
    Table *table = cross_table(pivot, sheet, caption, &cross, FALSE);
    cross_rows(pivot, topic, &cross, FALSE, table);
    note_tests(pivot, topic, nets, table);
    if (!nets)
        note_base(pivot, topic, table);
    cross_clear(&cross);
}

static void tables_apart(Pivot *pivot, Sheet *sheet, const GArray *topics)
{
    for (guint t = 0; t < topics->len; t++) {
        const Topic *topic = &g_array_index(topics, Topic, t);
        guint n = topic->cell->estimates->len, nets = nets_from(pivot, topic);
        one_apart(pivot, sheet, topic, 0, nets, FALSE);
        if (nets < n)
            one_apart(pivot, sheet, topic, nets, n, TRUE);
    }
}

/* --- many responses in one table -------------------------------------------------------------- */

static gboolean same_groups(const Cross *a, const Cross *b)
{
    if (a->groups->len != b->groups->len || measures_of(a) != measures_of(b))
        return FALSE;
    for (guint g = 0; g < a->groups->len; g++)
        if (g_strcmp0(g_array_index(a->groups, Key, g).value,
                      g_array_index(b->groups, Key, g).value) != 0)
            return FALSE;
    return TRUE;
}

/* Consecutive responses with the same groups go into one table. */
static void tables_together(Pivot *pivot, Sheet *sheet, const GArray *topics)
{
    Cross last = {0};
    Table *table = NULL;
    for (guint t = 0; t < topics->len; t++) {
        const Topic *topic = &g_array_index(topics, Topic, t);
        guint n = topic->cell->estimates->len, nets = nets_from(pivot, topic);
        for (guint part = 0; part < 2; part++) {
            guint from = part == 0 ? 0 : nets, to = part == 0 ? nets : n;
            if (from == to)
                continue;
            Cross cross = {0};
            cross_see(pivot, topic, from, to, &cross);
            cross_sort(pivot, topic, from, to, &cross);
            if (table == NULL || !same_groups(&last, &cross))
                table = cross_table(pivot, sheet, sheet->title, &cross, TRUE);
            cross_rows(pivot, topic, &cross, TRUE, table);
            if (last.levels != NULL)
                cross_clear(&last);
            last = cross;
        }
    }
    if (last.levels != NULL)
        cross_clear(&last);
    base_table(pivot, sheet, topics);
}

static void sheet_of(Pivot *pivot, const ResultBlock *block, const GArray *topics)
{
    Language l = pivot->language;
    const ResultVariable *by = g_array_index(topics, Topic, 0).by;
    gboolean one = one_grouping(topics);
    const char *label = one ? by->label : word(W_EACH_GROUPING, l);
    g_autofree char *name =
        one ? sheet_name_of(W_SHEET_ASSOCIATE, by, l) : g_strdup(word(W_SHEET_ASSOCIATE_ALL, l));
    g_autofree char *title = word_printf(W_TITLE_ASSOCIATE, l, label);
    g_autofree char *caption = topics_caption(topics, W_CAPTION_ASSOCIATION_TESTS, l);
    Sheet *sheet = book_add_sheet(pivot->book, name, title, word(W_ABOUT_ASSOCIATE, l));
    g_autoptr(GPtrArray) tests = tests_of(pivot, topics, FALSE);
    Table *table = sheet_add_table(sheet, "tests", caption);
    tests_fill(pivot, table, tests, topics_shown(topics), block->alpha);
    if (one && topics->len >= PIVOT_TOGETHER)
        tables_together(pivot, sheet, topics);
    else
        tables_apart(pivot, sheet, topics);
    tests_posthoc(pivot, sheet, topics);
}

/* The responses with the N groupings from BY on, on one sheet. */
static void associate_by(Pivot *pivot, const ResultBlock *block, guint by, guint n)
{
    g_autoptr(GArray) topics = g_array_new(FALSE, FALSE, sizeof(Topic));
    for (guint b = by; b < by + n; b++)
        for (guint i = 0; i < block->responses->len; i++) {
            Topic topic;
            if (topic_find(pivot, block, g_ptr_array_index(block->responses, i),
                           g_ptr_array_index(block->by, b), &topic))
                g_array_append_val(topics, topic);
        }
    if (topics->len > 0)
        sheet_of(pivot, block, topics);
}

void pivot_associate(Pivot *pivot, const ResultBlock *block)
{
    guint step = block->responses->len <= PIVOT_FEW ? MAX(block->by->len, 1) : 1;
    for (guint i = 0; i < block->by->len; i += step)
        associate_by(pivot, block, i, step);
}
