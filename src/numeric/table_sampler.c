/* Two ways to draw, the cheaper by a count of steps: shuffle the respondents, or draw cell after
 * cell from its conditional hypergeometric distribution. Lines of the shuffle are groups or levels,
 * whichever leaves fewer respondents to draw: the largest line costs nothing, it is what the others
 * leave. Four decks are shuffled side by side from one random word a place: while one waits for
 * memory another is drawn from.
 *
 * SOURCE  W. M. Patefield (1981), Algorithm AS 159, Applied Statistics 30:91-97 (cell by cell
 *         from the conditional distribution). R's r2dtable draws the cells by inversion; here
 *         large cells take constant time (hypergeometric.c). */
#include "table_sampler.h"

#include <string.h>

/* Steps of a shuffle: a hypergeometric cell costs about this many respondents drawn, and one drawn
 * about this many dealt afresh. */
#define CELL_COST  64
#define FRESH_COST 0.1
/* More respondents, or more groups as well as levels, are drawn by cells. */
#define MOST_SHUFFLED (1 << 28)
#define MOST_CARDS    (G_MAXUINT16 / TABLE_LANES)

/* ---- margins ---- */

static void sum_margins(TableMargins *m, const ExactTable *table, gint64 *rows, gint64 *columns)
{
    for (guint g = 0; g < table->n_groups; g++)
        for (guint l = 0; l < table->n_levels; l++) {
            gint64 n = table->n[g * table->n_levels + l];
            rows[g] += n;
            columns[l] += n;
            m->all += n;
        }
}

/* Leaves out what is empty; returns how many are kept, their places in AT. */
static guint keep_filled(gint64 *sums, guint n, guint *at)
{
    guint kept = 0;

    for (guint i = 0; i < n; i++)
        if (sums[i] > 0) {
            at[kept] = i;
            sums[kept++] = sums[i];
        }
    return kept;
}

static void margins_init(TableMargins *m, const ExactTable *table)
{
    gint64 before = 0;

    m->group = g_new0(gint64, table->n_groups + 1);
    m->level = g_new0(gint64, table->n_levels + 1);
    m->group_at = g_new(guint, table->n_groups + 1);
    m->level_at = g_new(guint, table->n_levels + 1);
    sum_margins(m, table, m->group, m->level);
    m->n_groups = keep_filled(m->group, table->n_groups, m->group_at);
    m->n_levels = keep_filled(m->level, table->n_levels, m->level_at);
    m->rank2 = g_new(double, m->n_levels + 1);
    for (guint l = 0; l < m->n_levels; l++) {
        m->rank2[l] = (double)(2 * before + m->level[l] - m->all);
        before += m->level[l];
    }
}

static void margins_clear(TableMargins *m)
{
    g_free(m->group);
    g_free(m->level);
    g_free(m->group_at);
    g_free(m->level_at);
    g_free(m->rank2);
}

/* ---- setting up ---- */

static guint largest_of(const gint64 *margin, guint n)
{
    guint largest = 0;

    for (guint i = 1; i < n; i++)
        if (margin[i] > margin[largest])
            largest = i;
    return largest;
}

static guint *largest_last(const gint64 *margin, guint n)
{
    guint *line = g_new(guint, n + 1), largest = largest_of(margin, n);

    for (guint i = 0; i < n; i++)
        line[i] = i;
    if (n > 0) {
        line[largest] = n - 1;
        line[n - 1] = largest;
    }
    return line;
}

static void choose_way(TableSampler *s)
{
    const TableMargins *m = &s->margins;
    gint64 group = m->group[largest_of(m->group, m->n_groups)];
    gint64 level = m->level[largest_of(m->level, m->n_levels)];
    double cells = (double)(m->n_groups - 1) * (double)(m->n_levels - 1) * CELL_COST;
    double drawn = (double)(m->all - MAX(group, level));

    s->by_cells = drawn + FRESH_COST * (double)m->all > cells || m->all > MOST_SHUFFLED ||
                  MIN(m->n_groups, m->n_levels) > MOST_CARDS;
    s->levels_first =
        !s->by_cells && (m->n_levels > MOST_CARDS || (level > group && m->n_groups <= MOST_CARDS));
}

/* The lines that a shuffle draws, and what it draws them from. */
typedef struct {
    const gint64 *line, *other; /* margins */
    guint n_lines, n_other, line_step, other_step;
} Layout;

static Layout layout_of(const TableSampler *s)
{
    const TableMargins *m = &s->margins;

    if (s->levels_first)
        return (Layout){m->level, m->group, m->n_levels, m->n_groups, 1, m->n_levels};
    return (Layout){m->group, m->level, m->n_groups, m->n_levels, m->n_levels, 1};
}

static void new_decks(TableSampler *s)
{
    const Layout layout = layout_of(s);
    gsize cards = TABLE_LANES * (gsize)s->margins.all;
    guint16 *card = s->fresh = g_new(guint16, cards + 1);

    for (guint o = 0; o < layout.n_other; o++)
        for (gint64 k = 0; k < TABLE_LANES * layout.other[o]; k++)
            *card++ = (guint16)(o * TABLE_LANES);
    s->deck = g_new(guint16, cards + 1);
    s->count = g_new(gint32, TABLE_LANES * layout.n_other + 1);
    s->rank = g_new(double, TABLE_LANES *layout.n_other + 1);
    for (guint o = 0; o < layout.n_other && !s->levels_first; o++)
        s->rank[o * TABLE_LANES] = s->margins.rank2[o];
}

TableSampler *table_sampler_new(const ExactTable *table)
{
    TableSampler *s = g_new0(TableSampler, 1);
    const TableMargins *m = &s->margins;

    margins_init(&s->margins, table);
    if (m->all > 0)
        choose_way(s);
    s->line =
        s->levels_first ? largest_last(m->level, m->n_levels) : largest_last(m->group, m->n_groups);
    s->lf = log_factorials_new(m->all);
    if (!s->by_cells)
        new_decks(s);
    return s;
}

void table_sampler_free(TableSampler *s)
{
    if (s == NULL)
        return;
    margins_clear(&s->margins);
    log_factorials_clear(&s->lf);
    g_free(s->line);
    g_free(s->fresh);
    g_free(s->deck);
    g_free(s->count);
    g_free(s->rank);
    g_free(s);
}

static void sum_ranks(const TableMargins *m, DrawnTables *drawn)
{
    for (guint g = 0; g < m->n_groups; g++) {
        const Lanes *row = drawn->n + g * m->n_levels;
        Lanes sum = {0};
        for (guint l = 0; l < m->n_levels; l++)
            sum += row[l] * m->rank2[l];
        drawn->rank_sum[g] = sum;
    }
}

DrawnTables drawn_tables_new(const TableSampler *s, const ExactTable *table)
{
    const TableMargins *m = &s->margins;
    DrawnTables drawn = {g_new(Lanes, m->n_groups * m->n_levels + 1),
                         g_new(Lanes, m->n_groups + 1)};

    for (guint g = 0; g < m->n_groups; g++)
        for (guint l = 0; l < m->n_levels; l++)
            drawn.n[g * m->n_levels + l] =
                (Lanes){0} + (double)table->n[m->group_at[g] * table->n_levels + m->level_at[l]];
    sum_ranks(m, &drawn);
    return drawn;
}

void drawn_tables_clear(DrawnTables *drawn)
{
    g_free(drawn->n);
    g_free(drawn->rank_sum);
}

void table_sampler_begin(TableSampler *s, guint64 key, guint64 block)
{
    s->generator = generator_block(key, block);
}

/* ---- shuffles ---- */

/* Counts K respondents from the LEFT of DECK: a card drawn leaves its place to the first one. */
static void draw_line(Generator *from, guint16 *deck, guint32 left, guint32 k, gint32 *count)
{
    Generator generator = *from;

    for (; k > 0; k--, left--, deck += TABLE_LANES) {
        guint32 with[TABLE_LANES];
        generator_below_four(&generator, left, with);
        for (guint lane = 0; lane < TABLE_LANES; lane++) {
            guint16 *place = deck + (gsize)with[lane] * TABLE_LANES + lane;
            count[*place + lane]++;
            *place = deck[lane];
        }
    }
    *from = generator;
}

/* The same for the sum of their ranks. */
static void draw_sums(Generator *from, guint16 *deck, guint32 left, guint32 k, const double *rank,
                      Lanes *sum)
{
    Generator generator = *from;
    double sums[TABLE_LANES] = {0};

    for (; k > 0; k--, left--, deck += TABLE_LANES) {
        guint32 with[TABLE_LANES];
        generator_below_four(&generator, left, with);
        for (guint lane = 0; lane < TABLE_LANES; lane++) {
            guint16 *place = deck + (gsize)with[lane] * TABLE_LANES + lane;
            sums[lane] += rank[*place];
            *place = deck[lane];
        }
    }
    *from = generator;
    *sum = (Lanes){sums[0], sums[1], sums[2], sums[3]};
}

/* Moves a line's counts into the tables, away from what is left to the last line. */
static void put_line(const gint32 *count, const Layout *layout, Lanes *line, Lanes *rest)
{
    for (guint o = 0; o < layout->n_other; o++, count += TABLE_LANES) {
        Lanes n = {count[0], count[1], count[2], count[3]};
        line[o * layout->other_step] = n;
        rest[o * layout->other_step] -= n;
    }
}

static void shuffle_tables(TableSampler *s, Lanes *drawn)
{
    const Layout layout = layout_of(s);
    gsize counts = TABLE_LANES * (gsize)layout.n_other * sizeof *s->count;
    guint32 left = (guint32)s->margins.all;
    guint16 *deck = s->deck;
    Lanes *rest = drawn + s->line[layout.n_lines - 1] * layout.line_step;

    for (guint o = 0; o < layout.n_other; o++)
        rest[o * layout.other_step] = (Lanes){0} + (double)layout.other[o];
    for (guint i = 0; i + 1 < layout.n_lines; i++) {
        guint32 k = (guint32)layout.line[s->line[i]];
        memset(s->count, 0, counts);
        draw_line(&s->generator, deck, left, k, s->count);
        put_line(s->count, &layout, drawn + s->line[i] * layout.line_step, rest);
        deck += (gsize)k * TABLE_LANES;
        left -= k;
    }
}

/* Rank sums of all groups but the last, which has what remains of 0. */
static void shuffle_sums(TableSampler *s, Lanes *rank_sum)
{
    const TableMargins *m = &s->margins;
    guint32 left = (guint32)m->all;
    guint16 *deck = s->deck;
    Lanes *rest = rank_sum + s->line[m->n_groups - 1];

    *rest = (Lanes){0};
    for (guint i = 0; i + 1 < m->n_groups; i++) {
        guint32 k = (guint32)m->group[s->line[i]];
        draw_sums(&s->generator, deck, left, k, s->rank, rank_sum + s->line[i]);
        *rest -= rank_sum[s->line[i]];
        deck += (gsize)k * TABLE_LANES;
        left -= k;
    }
}

/* ---- cells ---- */

static void draw_cells(TableSampler *s, double *drawn)
{
    const TableMargins *m = &s->margins;
    guint last = s->line[m->n_groups - 1];
    gint64 all = m->all;
    g_autofree gint64 *rest = g_memdup2(m->level, m->n_levels * sizeof *rest);

    for (guint i = 0; i + 1 < m->n_groups; i++) {
        double *row = drawn + (gsize)s->line[i] * m->n_levels * TABLE_LANES;
        gint64 sample = m->group[s->line[i]], behind = all;
        all -= sample;
        for (guint l = 0; l < m->n_levels; l++) {
            gint64 k;
            behind -= rest[l];
            k = hypergeometric_draw(&s->generator, &s->lf, rest[l], behind, sample);
            row[l * TABLE_LANES] = (double)k;
            sample -= k;
            rest[l] -= k;
        }
    }
    for (guint l = 0; l < m->n_levels; l++)
        drawn[(last * m->n_levels + l) * TABLE_LANES] = (double)rest[l];
}

void table_sampler_draw(TableSampler *s, guint keep, DrawnTables *drawn)
{
    gsize cards = TABLE_LANES * (gsize)s->margins.all;

    if (s->margins.all == 0)
        return;
    if (!s->by_cells)
        memcpy(s->deck, s->fresh, cards * sizeof *s->deck);
    if (!s->by_cells && !s->levels_first && keep == KEEP_RANK_SUMS) {
        shuffle_sums(s, drawn->rank_sum);
        return;
    }
    if (!s->by_cells)
        shuffle_tables(s, drawn->n);
    for (guint lane = 0; s->by_cells && lane < TABLE_LANES; lane++)
        draw_cells(s, (double *)drawn->n + lane);
    if (keep & KEEP_RANK_SUMS)
        sum_ranks(&s->margins, drawn);
}
