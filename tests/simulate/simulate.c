/* The study as CSV on standard output.
 *
 *     simulate                          everything, on all processors
 *     simulate --only=nine --most=1000  a part
 *     simulate --slice                  the part that slice.csv holds for the test
 */
#include "study.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    g_auto(GStrv) only = NULL;
    gint most = 0, threads = (gint)g_get_num_processors();
    gint64 seed = 20260101;
    gboolean slice = FALSE;
    const GOptionEntry entries[] = {
        {"only", 0, 0, G_OPTION_ARG_STRING_ARRAY, &only, "a population", "NAME"},
        {"most", 0, 0, G_OPTION_ARG_INT, &most, "replications at most", "N"},
        {"threads", 0, 0, G_OPTION_ARG_INT, &threads, "threads", "N"},
        {"seed", 0, 0, G_OPTION_ARG_INT64, &seed, "seed", "N"},
        {"slice", 0, 0, G_OPTION_ARG_NONE, &slice, "what the test compares", NULL},
        {0},
    };
    g_autoptr(GOptionContext) context = g_option_context_new(NULL);
    g_autoptr(GError) error = NULL;
    StudyOptions options;

    g_option_context_add_main_entries(context, entries, NULL);
    if (!g_option_context_parse(context, &argc, &argv, &error) || most < 0 || threads < 1) {
        fprintf(stderr, "simulate: %s\n", error != NULL ? error->message : "a number is negative");
        return EXIT_FAILURE;
    }
    options = (StudyOptions){(guint64)seed, (guint)most, (guint)threads};
    g_autofree char *csv =
        slice ? study_slice(options.threads) : study_csv((const char *const *)only, &options);
    fputs(csv, stdout);
    return EXIT_SUCCESS;
}
