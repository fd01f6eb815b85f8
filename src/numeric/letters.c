#include "numeric/letters.h"

#include <string.h>

/* Sets of groups on the way to the display; the final ones number at most LETTERS_MAX. A bound,
 * because the number of maximal sets can be exponential in the groups. */
#define COLUMNS_MAX 512

/* The display: every column is a set of groups (a row of bits) that will share a letter. */
typedef struct {
    guint n_groups, words; /* words of 64 bits a column */
    GArray *bits;          /* guint64, words a column */
} Display;

static guint n_columns(const Display *display)
{
    return display->bits->len / display->words;
}

static guint64 *column(const Display *display, guint c)
{
    return &g_array_index(display->bits, guint64, c * display->words);
}

static gboolean holds(const guint64 *set, guint group)
{
    return (set[group / 64] >> (group % 64) & 1) != 0;
}

static void leave(guint64 *set, guint group)
{
    set[group / 64] &= ~((guint64)1 << (group % 64));
}

static gboolean is_subset(const guint64 *set, const guint64 *of, guint words)
{
    for (guint w = 0; w < words; w++)
        if ((set[w] & ~of[w]) != 0)
            return FALSE;
    return TRUE;
}

static void remove_column(Display *display, guint c)
{
    g_array_remove_range(display->bits, c * display->words, display->words);
}

/* Absorb: a set within another says nothing new. */
static void absorb(Display *display)
{
    for (guint c = n_columns(display); c-- > 0;) {
        gboolean redundant = FALSE;
        for (guint other = 0; other < n_columns(display) && !redundant; other++)
            redundant =
                other != c && is_subset(column(display, c), column(display, other), display->words);
        if (redundant)
            remove_column(display, c);
    }
}

/* Insert: every set that holds both I and J becomes two, each without one of them. */
static void insert(Display *display, guint i, guint j)
{
    guint before = n_columns(display);
    for (guint c = 0; c < before; c++) {
        if (!holds(column(display, c), i) || !holds(column(display, c), j))
            continue;
        g_array_set_size(display->bits, display->bits->len + display->words);
        guint64 *old = column(display, c), *new = column(display, n_columns(display) - 1);
        memcpy(new, old, display->words * sizeof(guint64));
        leave(old, i);
        leave(new, j);
    }
    if (n_columns(display) > before)
        absorb(display);
}

/* Whether some column but C holds both. */
static gboolean together_elsewhere(const Display *display, guint c, guint i, guint k)
{
    for (guint other = 0; other < n_columns(display); other++)
        if (other != c && holds(column(display, other), i) && holds(column(display, other), k))
            return TRUE;
    return FALSE;
}

/* Sweep: a group leaves a set when it meets every member of it (and itself) in other sets too. */
static void sweep(Display *display)
{
    for (guint c = n_columns(display); c-- > 0;) {
        guint64 *set = column(display, c);
        gboolean empty = TRUE;
        for (guint i = 0; i < display->n_groups; i++) {
            gboolean needed = !holds(set, i) ? FALSE : !together_elsewhere(display, c, i, i);
            for (guint k = 0; k < display->n_groups && holds(set, i) && !needed; k++)
                needed = holds(set, k) && !together_elsewhere(display, c, i, k);
            if (needed)
                empty = FALSE;
            else
                leave(set, i);
        }
        if (empty)
            remove_column(display, c);
    }
}

/* Columns by their members in the order of display: the one with the first member first. */
static gint by_first_members(gconstpointer a, gconstpointer b, gpointer data)
{
    const char *first = *(const char *const *)a, *second = *(const char *const *)b;
    return -memcmp(first, second, *(const guint *)data);
}

/* One string per column: member[position in ORDER] is 1 for a member. */
static GPtrArray *members_in_order(const Display *display, const guint *order)
{
    guint n = display->n_groups;
    GPtrArray *columns = g_ptr_array_new_with_free_func(g_free);
    for (guint c = 0; c < n_columns(display); c++) {
        char *members = g_malloc0(n);
        for (guint at = 0; at < n; at++)
            members[at] = (char)holds(column(display, c), order == NULL ? at : order[at]);
        g_ptr_array_add(columns, members);
    }
    g_ptr_array_sort_with_data(columns, by_first_members, &n);
    return columns;
}

static char **write_letters(const Display *display, const guint *order)
{
    guint n = display->n_groups;
    g_autoptr(GPtrArray) columns = members_in_order(display, order);
    char **letters = g_new0(char *, n + 1);
    for (guint at = 0; at < n; at++) {
        GString *own = g_string_new(NULL);
        for (guint c = 0; c < columns->len; c++)
            if (((const char *)columns->pdata[c])[at])
                g_string_append_c(own, (char)(c < 26 ? 'a' + c : 'A' + (c - 26)));
        letters[order == NULL ? at : order[at]] = g_string_free(own, FALSE);
    }
    return letters;
}

char **compact_letters(const gboolean *significant, guint n, const guint *order)
{
    if (n == 0)
        return g_new0(char *, 1);
    g_autoptr(GArray) bits = g_array_new(FALSE, TRUE, sizeof(guint64));
    Display display = {n, (n + 63) / 64, bits};
    g_array_set_size(bits, display.words);
    for (guint i = 0; i < n; i++)
        column(&display, 0)[i / 64] |= (guint64)1 << (i % 64);
    for (guint i = 0; i < n; i++) {
        for (guint j = i + 1; j < n; j++) {
            if (significant[i * n + j])
                insert(&display, i, j);
            if (n_columns(&display) > COLUMNS_MAX)
                return NULL;
        }
    }
    sweep(&display);
    return n_columns(&display) > LETTERS_MAX ? NULL : write_letters(&display, order);
}
