/* Data, codebook and plan in memory, and a feed that deals the rows out to any number of readers in
 * batches of any size. Numbers that are NaN are system-missing, texts that are empty too. */
#pragma once

#include "feed.h"
#include "support/support.h"

#include <math.h>
#include <string.h>

typedef struct {
    Codebook codebook;
    Plan plan;
    guint rows;
    GPtrArray *cells; /* double * or char **, a variable */
} Memory;

typedef struct {
    const Memory *memory;
    const SourceColumn *columns;
    guint n_columns, n_readers, batch_rows;
    guint *starts;    /* [n_readers + 1] rows */
    guint *next;      /* [n_readers] */
    GArray **entries; /* [n_readers][n_columns] DictEntry */
    gpointer *batch;  /* [n_readers] */
} MemoryFeed;

static Memory *memory_new(guint rows)
{
    Memory *m = g_new0(Memory, 1);
    m->rows = rows;
    m->cells = g_ptr_array_new();
    m->codebook.variables = g_ptr_array_new();
    m->codebook.rows = rows;
    m->plan.missing = g_ptr_array_new();
    m->plan.variables = g_ptr_array_new();
    m->plan.where = g_ptr_array_new();
    m->plan.scales = g_ptr_array_new();
    m->plan.collapse = g_ptr_array_new();
    return m;
}

static Variable *memory_variable(Memory *m, const char *name, gboolean is_string)
{
    Variable *v = g_new0(Variable, 1);
    v->name = g_strdup(name);
    v->is_string = is_string;
    v->value_labels = g_ptr_array_new();
    v->missing_ranges = g_array_new(FALSE, FALSE, sizeof(MissingRange));
    v->missing_texts = g_ptr_array_new();
    v->column = m->codebook.variables->len;
    g_ptr_array_add(m->codebook.variables, v);
    return v;
}

/* CELLS (one a row) are taken. */
G_GNUC_UNUSED static Variable *memory_numbers(Memory *m, const char *name, double *cells)
{
    g_ptr_array_add(m->cells, cells);
    return memory_variable(m, name, FALSE);
}

G_GNUC_UNUSED static Variable *memory_texts(Memory *m, const char *name, char **cells)
{
    g_ptr_array_add(m->cells, cells);
    return memory_variable(m, name, TRUE);
}

G_GNUC_UNUSED static void memory_label(Variable *v, double number, const char *label)
{
    ValueLabel *l = g_new0(ValueLabel, 1);
    l->number = number;
    l->label = g_strdup(label);
    g_ptr_array_add(v->value_labels, l);
}

static void memory_free(Memory *m)
{
    for (guint i = 0; i < m->codebook.variables->len; i++) {
        Variable *v = g_ptr_array_index(m->codebook.variables, i);
        for (guint k = 0; k < v->value_labels->len; k++) {
            ValueLabel *l = g_ptr_array_index(v->value_labels, k);
            g_free(l->label);
            g_free(l);
        }
        g_ptr_array_unref(v->value_labels);
        g_array_unref(v->missing_ranges);
        g_ptr_array_unref(v->missing_texts);
        g_free(v->name);
        g_free(g_ptr_array_index(m->cells, i));
        g_free(v);
    }
    g_ptr_array_unref(m->codebook.variables);
    g_ptr_array_unref(m->cells);
    GPtrArray *lists[] = {m->plan.missing, m->plan.variables, m->plan.where, m->plan.scales,
                          m->plan.collapse};
    for (guint i = 0; i < G_N_ELEMENTS(lists); i++)
        g_ptr_array_unref(lists[i]);
    g_free(m);
}

static guint32 memory_code(MemoryFeed *f, guint reader, guint column, guint row)
{
    const Memory *m = f->memory;
    guint at = f->columns[column].column;
    const Variable *v = g_ptr_array_index(m->codebook.variables, at);
    GArray *entries = f->entries[reader * f->n_columns + column];
    DictEntry e = {.first_row = row};
    if (v->is_string) {
        e.text = ((char **)g_ptr_array_index(m->cells, at))[row];
        e.state = e.text[0] == '\0' ? CELL_SYSTEM_MISSING : CELL_VALID;
    } else {
        double x = ((double *)g_ptr_array_index(m->cells, at))[row];
        e.state = isnan(x) ? CELL_SYSTEM_MISSING : CELL_VALID;
        e.number = isnan(x) ? 0 : x;
    }
    for (guint i = 0; i < entries->len; i++) {
        const DictEntry *old = &g_array_index(entries, DictEntry, i);
        if (old->state == e.state && old->number == e.number && g_strcmp0(old->text, e.text) == 0)
            return i;
    }
    g_array_append_val(entries, e);
    return entries->len - 1;
}

static gboolean memory_next(gpointer data, guint reader, const Batch **out,
                            GError **error G_GNUC_UNUSED)
{
    MemoryFeed *f = data;
    guint rows = MIN(f->batch_rows, f->starts[reader + 1] - f->next[reader]);
    *out = NULL;
    if (rows == 0)
        return TRUE;
    gsize head = (sizeof(Batch) + f->n_columns * sizeof(BatchColumn) + 63) / 64 * 64;
    gsize stride = ((gsize)rows * 8 + 63) / 64 * 64;
    g_free(f->batch[reader]);
    Batch *b = f->batch[reader] = g_malloc0(head + stride * f->n_columns);
    b->n_rows = rows;
    b->n_columns = f->n_columns;
    b->first_row = f->next[reader];
    for (guint c = 0; c < f->n_columns; c++) {
        b->columns[c].offset = (guint32)(head + stride * c);
        gpointer cells = (char *)b + b->columns[c].offset;
        if (f->columns[c].as_double) {
            const double *from = g_ptr_array_index(f->memory->cells, f->columns[c].column);
            memcpy(cells, from + f->next[reader], rows * sizeof(double));
            b->columns[c].width = BATCH_DOUBLE;
            continue;
        }
        guint32 *codes = g_new(guint32, rows);
        for (guint r = 0; r < rows; r++)
            codes[r] = memory_code(f, reader, c, f->next[reader] + r);
        guint n = f->entries[reader * f->n_columns + c]->len;
        b->columns[c].width = n <= 256 ? BATCH_U8 : n <= 65536 ? BATCH_U16 : BATCH_U32;
        for (guint r = 0; r < rows; r++) {
            if (n <= 256)
                ((guint8 *)cells)[r] = (guint8)codes[r];
            else if (n <= 65536)
                ((guint16 *)cells)[r] = (guint16)codes[r];
            else
                ((guint32 *)cells)[r] = codes[r];
        }
        g_free(codes);
    }
    f->next[reader] += rows;
    *out = b;
    return TRUE;
}

static const DictEntry *memory_dictionary(gpointer data, guint reader, guint column, guint *n)
{
    MemoryFeed *f = data;
    GArray *entries = f->entries[reader * f->n_columns + column];
    *n = entries->len;
    return (const DictEntry *)(gpointer)entries->data;
}

/* Feeds of the rows of a Memory in N_READERS uneven ranges. */
typedef struct {
    const Memory *memory;
    guint n_readers, batch_rows;
    guint opened; /* feeds so far */
} MemoryMaker;

static gboolean memory_open(gpointer data, const GArray *columns, Feed *feed,
                            GError **error G_GNUC_UNUSED)
{
    MemoryMaker *maker = data;
    MemoryFeed *f = g_new0(MemoryFeed, 1);
    maker->opened++;
    guint n = maker->n_readers;
    f->memory = maker->memory;
    f->columns = (const SourceColumn *)(gpointer)columns->data;
    f->n_columns = columns->len;
    f->n_readers = n;
    f->batch_rows = maker->batch_rows;
    f->starts = g_new0(guint, n + 1);
    f->next = g_new0(guint, n + 1);
    f->entries = g_new0(GArray *, n * columns->len + 1);
    f->batch = g_new0(gpointer, n);
    for (guint r = 0; r <= n; r++) /* quadratic: uneven on purpose */
        f->starts[r] = (guint)((guint64)maker->memory->rows * r * r / (n * n));
    memcpy(f->next, f->starts, n * sizeof *f->next);
    for (guint i = 0; i < n * columns->len; i++)
        f->entries[i] = g_array_new(FALSE, TRUE, sizeof(DictEntry));
    *feed = (Feed){n, memory_next, memory_dictionary, f};
    return TRUE;
}

static void memory_close(Feed *feed)
{
    MemoryFeed *f = feed->data;
    for (guint i = 0; i < f->n_readers * f->n_columns; i++)
        g_array_unref(f->entries[i]);
    for (guint r = 0; r < f->n_readers; r++)
        g_free(f->batch[r]);
    g_free(f->starts);
    g_free(f->next);
    g_free(f->entries);
    g_free(f->batch);
    g_free(f);
}

/* tally_run() over the rows of M. */
G_GNUC_UNUSED static gboolean memory_run(Tally *tally, const Memory *m, guint n_readers,
                                         guint batch_rows, GError **error)
{
    MemoryMaker maker = {m, n_readers, batch_rows};
    g_autoptr(GArray) columns = tally_columns(tally);
    Feed feed;
    memory_open(&maker, columns, &feed, error);
    gboolean ok = tally_run_feed(tally, &feed, "memory.sav", NULL, error);
    memory_close(&feed);
    return ok;
}
