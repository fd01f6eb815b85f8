/* How many respondents answer what: blocks of levels, their sizes, and the sizes within groups.
 *
 * Columns that percentages within groups tie together make one system (counts_system.h). Bases are
 * tried from the largest. The system is asked with wishes that make better data (groups of equal or
 * even size, whole groups answering, no print on the edge of its interval), then with fewer and
 * fewer. */
#include "blocks.h"
#include "counts_system.h"

/* From all wishes to none. */
static const guint attempts[] = {127, 123, 95, 91, 90, 88, 72, 24, 8, 0};

static GArray *component_of(const Model *model, guint first, gboolean *seen)
{
    GArray *members = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_val(members, first);
    seen[first] = TRUE;
    for (guint m = 0; m < members->len; m++) {
        guint c = g_array_index(members, guint, m);
        for (guint i = 0; i < model->shares->len; i++) {
            const Share *share = &g_array_index(model->shares, Share, i);
            if (share->is_freed || share->by < 0 || (share->column != c && share->by != (gint)c))
                continue;
            guint other = share->column == c ? (guint)share->by : share->column;
            if (!seen[other])
                g_array_append_val(members, other);
            seen[other] = TRUE;
        }
    }
    return members;
}

/* The latest percentage of these columns that still binds. */
static Share *latest_share(Model *model, const GArray *members)
{
    for (guint i = model->shares->len; i > 0; i--) {
        Share *share = &g_array_index(model->shares, Share, i - 1);
        if (share_binds(share, members))
            return share;
    }
    return NULL;
}

static void solve_component(Model *model, const GArray *members)
{
    for (;;) {
        for (guint a = 0; a < G_N_ELEMENTS(attempts); a++)
            if (counts_solve(model, members, attempts[a]))
                return;
        Share *share = latest_share(model, members);
        if (share == NULL)
            return;
        share->is_freed = TRUE; /* beyond the solver's limit: its outcome will say not reached */
    }
}

static void tie_blocks(Model *model)
{
    model->ties_of = g_new0(GPtrArray *, model->columns->len + 1);
    for (guint c = 0; c < model->columns->len; c++)
        model->ties_of[c] = g_ptr_array_new();
    for (guint i = 0; i < model->ties->len; i++) {
        Tie *tie = &g_array_index(model->ties, Tie, i);
        const Column *column = COLUMN(model, tie->column);
        tie->blocks = tie->blocks == 0 ? all_blocks(column) : blocks_of(column, tie->blocks);
        tie->groups = blocks_of(COLUMN(model, tie->by), tie->groups);
        g_ptr_array_add(model->ties_of[tie->column], tie);
        g_ptr_array_add(model->ties_of[tie->by], tie);
    }
}

void model_count(Model *model)
{
    g_autofree gboolean *seen = g_new0(gboolean, model->columns->len + 1);
    for (guint c = 0; c < model->columns->len; c++)
        find_blocks(model, c);
    for (guint c = 0; c < model->columns->len; c++) {
        if (seen[c])
            continue;
        g_autoptr(GArray) members = component_of(model, c, seen);
        solve_component(model, members);
    }
    for (guint c = 0; c < model->columns->len; c++)
        split_blocks(model, c);
    tie_blocks(model);
}
