#include "base/parallel.h"
#include "support/support.h"

enum { MANY = 1000 };

typedef struct {
    gint calls[MANY];
    GThread *of_first;
} Calls;

static void count(guint index, gpointer data)
{
    Calls *calls = data;
    g_atomic_int_inc(&calls->calls[index]);
    if (index == 0)
        calls->of_first = g_thread_self();
}

/* Each index once, whatever the number of threads, and the first on the caller's. */
static void each_once(void **state G_GNUC_UNUSED)
{
    const guint threads[] = {0, 1, 2, 7, 2000}, ns[] = {0, 1, 2, MANY};
    for (guint t = 0; t < G_N_ELEMENTS(threads); t++)
        for (guint k = 0; k < G_N_ELEMENTS(ns); k++) {
            Calls calls = {0};
            parallel(ns[k], threads[t], count, &calls);
            for (guint i = 0; i < MANY; i++)
                assert_int_equal(calls.calls[i], i < ns[k]);
            assert_ptr_equal(calls.of_first, ns[k] > 0 ? g_thread_self() : NULL);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_once),
    };
    return cmocka_run_group_tests_name("parallel", tests, NULL, NULL);
}
