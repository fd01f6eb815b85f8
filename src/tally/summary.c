#include "tally/summary.h"

#include "sealed.h"

#include <string.h>

/* Every operation maps the cells of a table to the cells of a new one; a cell without a place is
 * left out. Counts, weights and squared weights always go together. */
typedef gssize (*CellMap)(const Summary *from, guint stratum, guint group, guint level,
                          gconstpointer data);

static gsize n_cells(const Summary *s)
{
    return (gsize)s->n_strata * s->n_groups * s->n_levels;
}

static void sum_cells(Sealed *to, const Summary *from, CellMap map, gconstpointer data)
{
    gsize cells = n_cells(&to->summary);
    gint64 *n = sealed_array(to, cells, sizeof *n);
    double *w = from->w != NULL ? sealed_array(to, cells, sizeof *w) : NULL;
    double *w2 = from->w2 != NULL ? sealed_array(to, cells, sizeof *w2) : NULL;
    gsize cell = 0;
    for (guint s = 0; s < from->n_strata; s++)
        for (guint g = 0; g < from->n_groups; g++)
            for (guint l = 0; l < from->n_levels; l++, cell++) {
                gssize place = map(from, s, g, l, data);
                if (place < 0)
                    continue;
                n[place] += from->n[cell];
                if (w != NULL)
                    w[place] += from->w[cell];
                if (w2 != NULL)
                    w2[place] += from->w2[cell];
            }
    to->summary.n = n;
    to->summary.w = w;
    to->summary.w2 = w2;
}

/* Valid respondents from the cells; those that were left out leave `asked` too. */
static void recount_valid(Sealed *to, const Summary *from)
{
    Summary *s = &to->summary;
    s->valid = 0;
    s->valid_w = 0;
    for (gsize i = 0; i < n_cells(s); i++) {
        s->valid += s->n[i];
        s->valid_w += s->w != NULL ? s->w[i] : 0;
    }
    s->asked = from->asked - from->valid + s->valid;
    s->asked_w = from->asked_w - from->valid_w + s->valid_w;
}

static Sealed *table_like(const Summary *from)
{
    Sealed *to = sealed_new(SUMMARY_TABLE);
    Summary *s = &to->summary;
    s->n_strata = from->n_strata;
    s->n_groups = from->n_groups;
    s->n_levels = from->n_levels;
    s->rows_read = from->rows_read;
    s->by_missing = from->by_missing;
    return to;
}

static void copy_missing(Sealed *to, const Summary *from)
{
    Summary *s = &to->summary;
    s->n_missing = from->n_missing;
    s->missing = sealed_levels(to, from->missing, from->n_missing);
    s->missing_n = sealed_counts(to, from->missing_n, from->n_missing);
    s->missing_by_group =
        sealed_counts(to, from->missing_by_group, (gsize)from->n_groups * from->n_missing);
}

static SummaryLevel *numbered_levels(Sealed *to, guint n)
{
    SummaryLevel *levels = sealed_array(to, n, sizeof *levels);
    for (guint i = 0; i < n; i++)
        levels[i].number = i + 1;
    return levels;
}

typedef struct {
    const gint *class_of;
    guint n_classes;
} Classes;

static gssize to_class(const Summary *from, guint stratum, guint group, guint level,
                       gconstpointer data)
{
    const Classes *classes = data;
    gint class = classes->class_of[level];
    if (class < 0)
        return -1;
    return (gssize)((gsize)stratum * from->n_groups + group) * classes->n_classes + class;
}

/* TO, like TABLE but for its N levels: level l of TABLE counts among CLASS_OF[l] of them. */
static Summary *with_levels(Sealed *to, const Summary *table, const SummaryLevel *levels, guint n,
                            const gint *class_of)
{
    to->summary.n_levels = n;
    to->summary.levels = levels;
    to->summary.strata = sealed_levels(to, table->strata, table->n_strata);
    to->summary.groups = sealed_levels(to, table->groups, table->n_groups);
    sum_cells(to, table, to_class, &(const Classes){class_of, n});
    copy_missing(to, table);
    recount_valid(to, table);
    return &to->summary;
}

Summary *summary_collapse(const Summary *table, const gint *class_of, guint n_classes)
{
    Sealed *to = table_like(table);
    return with_levels(to, table, numbered_levels(to, n_classes), n_classes, class_of);
}

static gint compare_levels(const SummaryLevel *a, const SummaryLevel *b)
{
    if (a->text != NULL && b->text != NULL)
        return strcmp(a->text, b->text);
    return a->number < b->number ? -1 : a->number > b->number;
}

Summary *summary_declare(const Summary *table, const SummaryLevel *declared, guint n)
{
    Sealed *to = table_like(table);
    g_autofree gint *place_of = g_new(gint, table->n_levels);
    SummaryLevel *levels = sealed_array(to, (gsize)table->n_levels + n, sizeof *levels);
    guint met = 0, d = 0, all = 0;
    while (met < table->n_levels || d < n) {
        gint order = met == table->n_levels ? 1
                     : d == n               ? -1
                                            : compare_levels(&table->levels[met], &declared[d]);
        const SummaryLevel *next = order <= 0 ? &table->levels[met] : &declared[d];
        levels[all] = *sealed_levels(to, next, 1);
        if (order >= 0)
            d++;
        if (order <= 0)
            place_of[met++] = (gint)all;
        all++;
    }
    return with_levels(to, table, levels, all, place_of);
}

/* Valid cells, then one column a kind of missing, by group where there are groups. */
Summary *summary_with_missing(const Summary *table, const gboolean *keep)
{
    Sealed *to = table_like(table);
    Summary *s = &to->summary;
    guint kinds = 0, valid = table->n_levels;
    g_autofree guint *kind = g_new(guint, table->n_missing + 1);
    for (guint k = 0; k < table->n_missing; k++)
        if (keep == NULL || keep[k])
            kind[kinds++] = k;
    SummaryLevel *levels = sealed_array(to, (gsize)valid + kinds, sizeof *levels);
    gint64 *n = sealed_array(to, (gsize)table->n_groups * (valid + kinds), sizeof *n);
    for (guint l = 0; l < valid; l++)
        levels[l] = *sealed_levels(to, &table->levels[l], 1);
    for (guint k = 0; k < kinds; k++)
        levels[valid + k] = *sealed_levels(to, &table->missing[kind[k]], 1);
    for (guint g = 0; g < table->n_groups; g++) {
        gint64 *row = n + (gsize)g * (valid + kinds);
        for (guint l = 0; l < valid; l++)
            row[l] = table->n[(gsize)g * valid + l];
        for (guint k = 0; k < kinds; k++)
            row[valid + k] = table->groups != NULL
                                 ? table->missing_by_group[g * table->n_missing + kind[k]]
                                 : table->missing_n[kind[k]];
    }
    s->n_levels = valid + kinds;
    s->levels = levels;
    s->groups = sealed_levels(to, table->groups, table->n_groups);
    s->n = n;
    s->asked = table->asked;
    for (gsize i = 0; i < n_cells(s); i++)
        s->valid += s->n[i];
    return s;
}

typedef struct {
    const gint *place_of;
    guint n;
} Places;

static gssize to_group(const Summary *from, guint stratum, guint group, guint level,
                       gconstpointer data)
{
    const Places *places = data;
    gint place = places->place_of[group];
    if (place < 0)
        return -1;
    return (gssize)((gsize)stratum * places->n + (guint)place) * from->n_levels + level;
}

/* The missing answers of these groups only; without a by-group record there are none to know. */
static void choose_missing(Sealed *to, const Summary *from, const guint *groups, guint n)
{
    Summary *s = &to->summary;
    guint kinds = from->n_missing;
    gint64 *total = sealed_array(to, kinds, sizeof *total);
    gint64 *by_group = sealed_array(to, (gsize)n * kinds, sizeof *by_group);
    gint64 missing = 0;
    for (guint i = 0; i < n && from->missing_by_group != NULL; i++)
        for (guint k = 0; k < kinds; k++) {
            gint64 count = from->missing_by_group[groups[i] * kinds + k];
            by_group[i * kinds + k] = count;
            total[k] += count;
            missing += count;
        }
    s->n_missing = kinds;
    s->missing = sealed_levels(to, from->missing, kinds);
    s->missing_n = total;
    s->missing_by_group = by_group;
    s->by_missing = 0;
    s->asked = s->valid + missing;
    s->asked_w = s->valid_w;
}

Summary *summary_groups(const Summary *table, const guint *groups, guint n)
{
    g_autofree gint *place_of = g_new(gint, table->n_groups);
    for (guint g = 0; g < table->n_groups; g++)
        place_of[g] = -1;
    Sealed *to = table_like(table);
    to->summary.n_groups = n;
    to->summary.strata = sealed_levels(to, table->strata, table->n_strata);
    to->summary.levels = sealed_levels(to, table->levels, table->n_levels);
    SummaryLevel *chosen = sealed_levels(to, numbered_levels(to, n), n);
    for (guint i = 0; i < n; i++) {
        place_of[groups[i]] = (gint)i;
        if (table->groups != NULL)
            chosen[i] = *sealed_levels(to, &table->groups[groups[i]], 1);
    }
    to->summary.groups = chosen;
    sum_cells(to, table, to_group, &(const Places){place_of, n});
    recount_valid(to, table);
    choose_missing(to, table, groups, n);
    return &to->summary;
}

static gssize to_marginal(const Summary *from, guint stratum G_GNUC_UNUSED, guint group,
                          guint level, gconstpointer data G_GNUC_UNUSED)
{
    return (gssize)group * from->n_levels + level;
}

Summary *summary_marginal(const Summary *table)
{
    Sealed *to = table_like(table);
    to->summary.n_strata = 1;
    to->summary.groups = sealed_levels(to, table->groups, table->n_groups);
    to->summary.levels = sealed_levels(to, table->levels, table->n_levels);
    sum_cells(to, table, to_marginal, NULL);
    copy_missing(to, table);
    recount_valid(to, table);
    return &to->summary;
}

static gssize to_transpose(const Summary *from, guint stratum, guint group, guint level,
                           gconstpointer data G_GNUC_UNUSED)
{
    (void)stratum;
    return (gssize)level * from->n_groups + group;
}

Summary *summary_transpose(const Summary *table)
{
    Sealed *to = table_like(table);
    Summary *s = &to->summary;
    s->n_strata = 1;
    s->n_groups = table->n_levels;
    s->n_levels = table->n_groups;
    s->groups = sealed_levels(to, table->levels, table->n_levels);
    s->levels = table->groups != NULL ? sealed_levels(to, table->groups, table->n_groups)
                                      : numbered_levels(to, table->n_groups);
    sum_cells(to, table, to_transpose, NULL);
    recount_valid(to, table);
    s->by_missing = s->asked - s->valid;
    return s;
}

Summary *summary_from_counts(const gint64 *n, guint n_groups, guint n_levels,
                             const double *level_values)
{
    return summary_from_weighted(n, NULL, NULL, n_groups, n_levels, level_values);
}

Summary *summary_from_weighted(const gint64 *n, const double *w, const double *w2, guint n_groups,
                               guint n_levels, const double *level_values)
{
    Sealed *to = sealed_new(SUMMARY_TABLE);
    Summary *s = &to->summary;
    gsize cells = (gsize)n_groups * n_levels;
    s->n_groups = n_groups;
    s->n_levels = n_levels;
    s->groups = numbered_levels(to, n_groups);
    SummaryLevel *levels = numbered_levels(to, n_levels);
    for (guint l = 0; level_values != NULL && l < n_levels; l++)
        levels[l].number = level_values[l];
    s->levels = levels;
    s->n = sealed_counts(to, n, cells);
    s->w = sealed_doubles(to, w, cells);
    s->w2 = sealed_doubles(to, w2, cells);
    for (gsize i = 0; i < cells; i++) {
        s->valid += n[i];
        s->valid_w += w != NULL ? w[i] : 0;
    }
    s->rows_read = s->asked = s->valid;
    s->asked_w = s->valid_w;
    return s;
}
