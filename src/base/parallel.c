#include "base/parallel.h"

enum { MOST = 64 };

typedef struct {
    void (*each)(guint index, gpointer data);
    gpointer data;
    gint n;
    gint next; /* atomic: the first index that nobody has */
} Shared;

static gpointer take_turns(gpointer shared)
{
    Shared *s = shared;
    for (gint i; (i = g_atomic_int_add(&s->next, 1)) < s->n;)
        s->each((guint)i, s->data);
    return NULL;
}

void parallel(guint n, guint threads, void (*each)(guint index, gpointer data), gpointer data)
{
    GThread *others[MOST];
    Shared shared = {each, data, (gint)n, 1};
    guint wanted = MIN(threads > 0 ? threads : g_get_num_processors(), n), started = 0;
    while (started + 1 < MIN(wanted, MOST) &&
           (others[started] = g_thread_try_new("parallel", take_turns, &shared, NULL)) != NULL)
        started++;
    if (n > 0)
        each(0, data);
    take_turns(&shared);
    while (started > 0)
        g_thread_join(others[--started]);
}
