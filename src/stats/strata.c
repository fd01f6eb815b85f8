#include "strata.h"

Layer *layer_new(const Table *whole)
{
    Layer *layer = g_new0(Layer, 1);

    layer->whole = whole;
    layer->n = g_new(gint64, (gsize)whole->rows * whole->cols + 1);
    layer->row_n = g_new(gint64, whole->rows + 1);
    layer->col_n = g_new(gint64, whole->cols + 1);
    return layer;
}

void layer_free(Layer *layer)
{
    if (layer == NULL)
        return;
    g_free(layer->n);
    g_free(layer->row_n);
    g_free(layer->col_n);
    g_free(layer);
}

void layer_load(Layer *layer, const Summary *s, guint stratum)
{
    const Table *t = layer->whole;

    layer->total = 0;
    memset(layer->row_n, 0, t->rows * sizeof *layer->row_n);
    memset(layer->col_n, 0, t->cols * sizeof *layer->col_n);
    for (guint r = 0; r < t->rows; r++)
        for (guint c = 0; c < t->cols; c++) {
            gsize at = ((gsize)stratum * s->n_groups + t->row[r]) * s->n_levels + t->col[c];
            layer->n[r * t->cols + c] = s->n[at];
            layer->row_n[r] += s->n[at];
            layer->col_n[c] += s->n[at];
            layer->total += s->n[at];
        }
}
