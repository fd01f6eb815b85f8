/* Sums and cross-products of items over the rows complete on all of them.
 *
 * Answers are taken about the item's origin. Where they are then whole numbers in 0..255 and there
 * is no weight, columns of bytes are multiplied and summed; other rows one by one. All sums are
 * exact, so both ways give the same and lanes can share them out as they like. */
#include "lane.h"

#include <math.h>
#include <string.h>

enum { MOST_BYTE = 255, MOST_WHOLE = 1023, BLOCK = 64 };

typedef struct {
    GArray *values; /* double a code: about the origin, NaN when not answered */
    GArray *bytes;  /* guint8 a code, 0 when not answered */
    GArray *valid;  /* guint8 a code */
} MomentItem;

struct LaneMoments {
    PassMoments *pass;
    guint k;
    gboolean bytes; /* every answer met is a byte */
    MomentItem *items;
    gint16 *columns; /* [k][SLICE]; of 16 bits, so that processors multiply and add in one step */
    double *row;     /* [k] */
    gint64 complete;
    ExactVector *sums;
};

LaneMoments *lane_moments_new(const PassMoments *pass)
{
    LaneMoments *self = g_new0(LaneMoments, 1);
    self->pass = (PassMoments *)(gsize)pass;
    self->k = pass->items->len;
    self->bytes = TRUE;
    self->items = g_new0(MomentItem, self->k + 1);
    for (guint i = 0; i < self->k; i++) {
        self->items[i].values = g_array_new(FALSE, FALSE, sizeof(double));
        self->items[i].bytes = g_array_new(FALSE, FALSE, 1);
        self->items[i].valid = g_array_new(FALSE, FALSE, 1);
    }
    self->columns = g_new0(gint16, (gsize)self->k * SLICE + 1);
    self->row = g_new0(double, self->k + 1);
    self->sums = exact_new(pass->sums->n);
    return self;
}

void lane_moments_free(LaneMoments *self)
{
    for (guint i = 0; i < self->k; i++) {
        g_array_unref(self->items[i].values);
        g_array_unref(self->items[i].bytes);
        g_array_unref(self->items[i].valid);
    }
    g_free(self->items);
    g_free(self->columns);
    g_free(self->row);
    exact_free(self->sums);
    g_free(self);
}

static guint item_column(const LaneMoments *self, guint item)
{
    return g_array_index(self->pass->items, guint, item);
}

static void add_code(LaneMoments *self, guint i, gboolean answered, double x)
{
    double flip = g_array_index(self->pass->flips, double, i);
    x = (isnan(flip) ? x : flip - x) - self->pass->origin[i];
    gboolean byte = answered && trunc(x) == x && x >= 0 && x <= MOST_BYTE;
    double value = answered ? x : NAN;
    guint8 small = byte ? (guint8)x : 0, valid = answered ? 1 : 0;
    self->bytes = self->bytes && (byte || !answered);
    g_array_append_val(self->items[i].values, value);
    g_array_append_val(self->items[i].bytes, small);
    g_array_append_val(self->items[i].valid, valid);
}

static void refresh(const Lane *lane, LaneMoments *self)
{
    for (guint i = 0; i < self->k; i++) {
        guint column = item_column(self, i);
        for (guint code = self->items[i].values->len; code < lane_codes(lane, column); code++) {
            double x = 0;
            gboolean answered = lane_number(lane, column, code, &x);
            add_code(self, i, answered, x);
        }
    }
}

static gint64 sum_column(const gint16 *a)
{
    gint32 sum = 0;
    for (guint at = 0; at < SLICE; at += BLOCK)
        for (guint r = 0; r < BLOCK; r++)
            sum += a[at + r];
    return sum;
}

/* At most SLICE × 255², which 31 bits hold. */
static gint64 dot_columns(const gint16 *a, const gint16 *b)
{
    gint32 sum = 0;
    for (guint at = 0; at < SLICE; at += BLOCK)
        for (guint r = 0; r < BLOCK; r++)
            sum += (gint32)a[at + r] * (gint32)b[at + r];
    return sum;
}

static void complete_rows(const Lane *lane, const LaneMoments *self, guint8 *complete)
{
    memset(complete, 0, SLICE);
    memcpy(complete, lane->keep, lane->rows);
    for (guint i = 0; i < self->k; i++) {
        const Cells view = lane->columns[item_column(self, i)].view;
        const guint8 *valid = (const guint8 *)self->items[i].valid->data;
        guint rows = lane->rows;
        FOR_WIDTH(view, code, for (guint r = 0; r < rows; r++) complete[r] &= valid[code[r]]);
    }
}

static void sum_columns(const Lane *lane, LaneMoments *self, const guint8 *complete)
{
    guint k = self->k;
    Wide *sums = exact_plane(self->sums, 0);
    gint64 rows_complete = 0;
    for (guint r = 0; r < lane->rows; r++)
        rows_complete += complete[r];
    self->complete += rows_complete;
    sums[0] += rows_complete;
    for (guint i = 0; i < k; i++) {
        const Cells view = lane->columns[item_column(self, i)].view;
        const guint8 *bytes = (const guint8 *)self->items[i].bytes->data;
        gint16 *to = self->columns + (gsize)i * SLICE;
        guint rows = lane->rows;
        FOR_WIDTH(view, code,
                  for (guint r = 0; r < rows; r++) to[r] = bytes[code[r]] & (guint8)-complete[r]);
        memset(to + rows, 0, (SLICE - rows) * sizeof *to);
        sums[1 + i] += sum_column(to);
        for (guint j = 0; j <= i; j++)
            sums[1 + k + (gsize)j * k + i] += dot_columns(self->columns + (gsize)j * SLICE, to);
    }
}

static gboolean is_whole(double x)
{
    return trunc(x) == x && fabs(x) <= MOST_WHOLE;
}

/* Adds WEIGHT (an exact integer in its bin) times X, exactly for whole X; a product with a fraction
 * is rounded, the same in any lane. */
static void add_product(ExactVector *sums, gsize at, Wide m, gint bin, double weight, double x)
{
    if (trunc(x) == x && fabs(x) <= (double)MOST_WHOLE * MOST_WHOLE)
        exact_plane(sums, bin)[at] += m * (gint64)x;
    else
        exact_add(sums, at, weight * x);
}

static void sum_row(LaneMoments *self, Wide m, gint bin, double weight)
{
    guint k = self->k;
    const double *x = self->row;
    exact_plane(self->sums, bin)[0] += m;
    for (guint i = 0; i < k; i++) {
        add_product(self->sums, 1 + i, m, bin, weight, x[i]);
        for (guint j = i; j < k; j++) {
            gsize at = 1 + k + (gsize)i * k + j;
            if (is_whole(x[i]) && is_whole(x[j]))
                exact_plane(self->sums, bin)[at] += m * (gint64)(x[i] * x[j]);
            else
                exact_add(self->sums, at, weight * (x[i] * x[j]));
        }
    }
}

static void sum_rows(const Lane *lane, LaneMoments *self, const guint8 *complete)
{
    WeightKind kind = lane->pass->weight_kind;
    for (guint r = 0; r < lane->rows; r++) {
        if (!complete[r])
            continue;
        for (guint i = 0; i < self->k; i++) {
            const Cells view = lane->columns[item_column(self, i)].view;
            const double *values = (const double *)(gpointer)self->items[i].values->data;
            FOR_WIDTH(view, code, self->row[i] = values[code[r]]);
        }
        gint64 copies = kind == WEIGHT_FREQUENCY ? lane->copies[r] : 1;
        self->complete += copies;
        Wide m = copies;
        double weight = (double)copies;
        gint bin = 0;
        if (kind == WEIGHT_SAMPLING) {
            weight = lane->weights[r];
            bin = exact_split(weight, &m);
        }
        sum_row(self, m, bin, weight);
    }
}

void lane_moments_slice(Lane *lane, LaneMoments *self)
{
    guint8 complete[SLICE];
    refresh(lane, self);
    complete_rows(lane, self, complete);
    if (self->bytes && lane->pass->weight_kind == WEIGHT_NONE)
        sum_columns(lane, self, complete);
    else
        sum_rows(lane, self, complete);
}

void lane_moments_flush(LaneMoments *self)
{
    self->pass->complete += self->complete;
    self->complete = 0;
    exact_merge(self->pass->sums, self->sums);
    for (guint i = 0; i < self->sums->planes->len; i++) {
        const ExactPlane *plane = &g_array_index(self->sums->planes, ExactPlane, i);
        memset(plane->sums, 0, self->sums->n * sizeof *plane->sums);
    }
}
