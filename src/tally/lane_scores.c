/* Scale scores of a slice.
 *
 * Where items are whole numbers, number and sum of the answers of a row fit one code
 *     answered × step + Σ (x - low),   step = items × (high - low) + 1
 * which is a sum of one table look-up an item, a column at a time. A second table gives each such
 * code its score, divided once: equal fractions are equal doubles. Otherwise rows are scored one by
 * one: in millionths, exactly, where all answers are decimals of six places or fewer, else in
 * doubles in the order of the items. Either way a score does not depend on other rows. */
#include "lane.h"

#include <math.h>
#include <stdlib.h>

enum { MOST_DENSE = 1 << 20, MILLION = 1000000 };

struct Scorer {
    const FrameVariable *scale;
    guint k;
    gboolean dense; /* whole numbers so far */
    guint32 step;
    guint32 *ids;    /* dense code -> code of the column, G_MAXUINT32 when new */
    GArray **adds;   /* [k] guint32 a code of the item: what it adds, 0 when not answered */
    GArray **values; /* [k] double a code: reversed value, NaN when not answered */
    double *row;     /* [k] */
};

Scorer *scorer_new(const PassColumn *column)
{
    const FrameVariable *scale = column->frame;
    Scorer *scorer = g_new0(Scorer, 1);
    scorer->scale = scale;
    scorer->k = column->items->len;
    double span = scale->high - scale->low, codes = (scorer->k + 1.0) * (scorer->k * span + 1);
    scorer->dense = scale->scale->score != SCORE_MEDIAN && trunc(scale->low) == scale->low &&
                    trunc(span) == span && codes <= MOST_DENSE;
    if (scorer->dense) {
        scorer->step = (guint32)(scorer->k * span + 1);
        scorer->ids = g_new(guint32, (gsize)codes);
        for (gsize i = 0; i < (gsize)codes; i++)
            scorer->ids[i] = G_MAXUINT32;
    }
    scorer->adds = g_new(GArray *, scorer->k + 1);
    scorer->values = g_new(GArray *, scorer->k + 1);
    scorer->row = g_new(double, scorer->k + 1);
    for (guint i = 0; i < scorer->k; i++) {
        scorer->adds[i] = g_array_new(FALSE, FALSE, sizeof(guint32));
        scorer->values[i] = g_array_new(FALSE, FALSE, sizeof(double));
    }
    return scorer;
}

void scorer_free(Scorer *scorer)
{
    if (scorer == NULL)
        return;
    for (guint i = 0; i < scorer->k; i++) {
        g_array_unref(scorer->adds[i]);
        g_array_unref(scorer->values[i]);
    }
    g_free(scorer->adds);
    g_free(scorer->values);
    g_free(scorer->row);
    g_free(scorer->ids);
    g_free(scorer);
}

static void add_code(Scorer *scorer, guint item, gboolean answered, double x)
{
    const FrameVariable *scale = scorer->scale;
    answered = answered && x >= scale->low && x <= scale->high;
    if (g_array_index(scale->reversed, gboolean, item))
        x = scale->low + scale->high - x;
    double value = answered ? x : NAN;
    guint32 adds = 0;
    if (answered && trunc(x) != x)
        scorer->dense = FALSE;
    else if (answered && scorer->dense)
        adds = scorer->step + (guint32)(x - scale->low);
    g_array_append_val(scorer->adds[item], adds);
    g_array_append_val(scorer->values[item], value);
}

void scorer_refresh(Lane *lane, guint column)
{
    Scorer *scorer = lane->columns[column].scorer;
    const GArray *items = pass_column(lane->pass, column)->items;
    for (guint i = 0; i < scorer->k; i++) {
        guint item = g_array_index(items, guint, i);
        for (guint code = scorer->values[i]->len; code < lane_codes(lane, item); code++) {
            double x = 0;
            gboolean answered = lane_number(lane, item, code, &x);
            add_code(scorer, i, answered, x);
        }
    }
}

/* Sum and number of answers as the plan's score. NUMERATOR is in units of 1 / UNIT. */
static SummaryLevel score_of(const FrameVariable *scale, double numerator, double unit, guint n)
{
    SummaryLevel level = {CELL_SYSTEM_MISSING, '\0', 0, NULL};
    if (n < scale->min_answered || n == 0)
        return level;
    level.state = CELL_VALID;
    if (scale->scale->score == SCORE_SUM)
        numerator *= scale->items->len;
    level.number = numerator / (unit * n);
    return level;
}

static guint32 code_of(Lane *lane, guint column, SummaryLevel level)
{
    LaneColumn *self = &lane->columns[column];
    guint32 id = level_set_intern(self->local, level);
    if (id == self->values->len)
        lane_add_value(lane, column, *level_set_get(self->local, id));
    return id;
}

static void add_item(const Cells view, const guint32 *adds, guint32 *sums, guint rows)
{
    FOR_WIDTH(view, code, for (guint r = 0; r < rows; r++) sums[r] += adds[code[r]]);
}

static void score_dense(Lane *lane, guint column)
{
    LaneColumn *self = &lane->columns[column];
    const Scorer *scorer = self->scorer;
    const GArray *items = pass_column(lane->pass, column)->items;
    guint32 *sums = self->buffer;
    for (guint r = 0; r < lane->rows; r++)
        sums[r] = 0;
    for (guint i = 0; i < scorer->k; i++)
        add_item(lane->columns[g_array_index(items, guint, i)].view,
                 (const guint32 *)(gpointer)scorer->adds[i]->data, sums, lane->rows);
    for (guint r = 0; r < lane->rows; r++) {
        guint32 dense = sums[r];
        if (scorer->ids[dense] == G_MAXUINT32) {
            guint n = dense / scorer->step;
            double sum = dense % scorer->step + scorer->scale->low * n;
            scorer->ids[dense] = code_of(lane, column, score_of(scorer->scale, sum, 1, n));
        }
        sums[r] = scorer->ids[dense];
    }
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static SummaryLevel score_median(const FrameVariable *scale, double *row, guint n)
{
    SummaryLevel level = {CELL_SYSTEM_MISSING, '\0', 0, NULL};
    if (n < scale->min_answered || n == 0)
        return level;
    qsort(row, n, sizeof *row, compare_doubles);
    level.state = CELL_VALID;
    level.number = n % 2 == 1 ? row[n / 2] : (row[n / 2 - 1] + row[n / 2]) / 2;
    return level;
}

static SummaryLevel score_row(const FrameVariable *scale, double *row, guint n)
{
    if (scale->scale->score == SCORE_MEDIAN)
        return score_median(scale, row, n);
    double sum = 0, millionths = 0;
    gboolean exact = TRUE;
    for (guint i = 0; i < n; i++) {
        double m = round(row[i] * MILLION);
        exact = exact && m / MILLION == row[i];
        millionths += m;
        sum += row[i];
    }
    exact = exact && fabs(millionths) * scale->items->len < 0x1p53;
    return exact ? score_of(scale, millionths, MILLION, n) : score_of(scale, sum, 1, n);
}

static void score_rows(Lane *lane, guint column)
{
    LaneColumn *self = &lane->columns[column];
    const Scorer *scorer = self->scorer;
    const GArray *items = pass_column(lane->pass, column)->items;
    for (guint r = 0; r < lane->rows; r++) {
        guint n = 0;
        for (guint i = 0; i < scorer->k; i++) {
            const Cells view = lane->columns[g_array_index(items, guint, i)].view;
            double x = NAN;
            FOR_WIDTH(view, code, x = g_array_index(scorer->values[i], double, code[r]));
            if (!isnan(x))
                scorer->row[n++] = x;
        }
        self->buffer[r] = code_of(lane, column, score_row(scorer->scale, scorer->row, n));
    }
}

void scorer_slice(Lane *lane, guint column)
{
    LaneColumn *self = &lane->columns[column];
    if (self->scorer->dense)
        score_dense(lane, column);
    else
        score_rows(lane, column);
    self->view = (Cells){self->buffer, BATCH_U32};
}
