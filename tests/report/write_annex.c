/* Writes the reports of a fixture: write-annex copenhagen|questionnaire|nasty fr|en FOLDER [ITEMS]
 */
#include "report/fixture.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Results *fixture(const char *name, Language language, guint items)
{
    if (strcmp(name, "copenhagen") == 0)
        return fixture_copenhagen(language);
    if (strcmp(name, "questionnaire") == 0)
        return fixture_questionnaire(language, items);
    return fixture_nasty(language);
}

int main(int argc, char **argv)
{
    Language language;
    if (argc < 4 || !language_parse(argv[2], &language))
        return 2;
    guint items = argc > 4 ? (guint)g_ascii_strtoull(argv[4], NULL, 10) : 57;
    g_autoptr(Results) results = fixture(argv[1], language, items);
    g_autoptr(GError) error = NULL;
    gint64 began = g_get_monotonic_time();
    g_auto(GStrv) written = reports_write(results, argv[3], NULL, NULL, 0, &error);
    if (written == NULL)
        fprintf(stderr, "%s\n", error->message);
    else
        printf("%.1f ms, %u tests, %u estimates\n", (double)(g_get_monotonic_time() - began) / 1000,
               results->tests->len, results->estimates->len);
    return written != NULL ? 0 : 1;
}
