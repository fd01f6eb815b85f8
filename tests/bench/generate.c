/* The benchmark's questionnaire: N respondents, 57 five-point items, three groupings, 5 % missing,
 * the same bytes on any machine. With a number of clusters, also a sampling weight (poids), 50
 * clusters a stratum (grappe, strate), and respondents of all clusters in no order.
 *
 *     generate 1000000 big.sav
 *     generate 200000 design.sav 2000
 */
#include "data/sink.h"

#include <stdio.h>
#include <stdlib.h>

enum { ITEMS = 57, GROUPINGS = 3, COLUMNS = ITEMS + GROUPINGS, MISSING_IN_256 = 13 };
enum { WEIGHT = COLUMNS, STRATUM, CLUSTER, DESIGN_COLUMNS, CLUSTERS_A_STRATUM = 50 };

static const char *const agreement[] = {"Jamais", "Rarement", "Parfois", "Souvent", "Toujours"};
static const char *const tenures[] = {"HLM", "Coopérative", "OBNL"};
static const char *const supports[] = {"Sans soutien", "Avec soutien"};

/* splitmix64: integers only, so equal everywhere. */
static guint64 next(guint64 *state)
{
    guint64 z = *state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static void add(Codebook *codebook, const char *name, const char *label, const char *const *levels,
                guint n)
{
    Variable *variable = codebook_add(codebook, name);
    variable->label = g_strdup(label);
    variable->measure = MEASURE_ORDINAL;
    for (guint i = 0; i < n; i++)
        variable_add_label(variable, i + 1, NULL, levels[i]);
}

static Codebook *questionnaire(gboolean design)
{
    Codebook *codebook = codebook_new(NULL, "SPSS");
    const char *territories[9];
    for (guint i = 0; i < 9; i++)
        territories[i] = g_intern_string(g_strdup_printf("Territoire %u", i + 1));
    for (guint q = 1; q <= ITEMS; q++) {
        g_autofree char *name = g_strdup_printf("q%u", q);
        g_autofree char *label = g_strdup_printf("Question %u", q);
        add(codebook, name, label, agreement, 5);
    }
    add(codebook, "territoire", "Territoire", territories, 9);
    add(codebook, "tenure", "Mode de tenure", tenures, 3);
    add(codebook, "soutien", "Soutien communautaire", supports, 2);
    static const char *const names[] = {"poids", "strate", "grappe"};
    for (guint i = 0; design && i < G_N_ELEMENTS(names); i++)
        codebook_add(codebook, names[i]);
    return codebook;
}

/* Items lean with the groupings, so that tests have something to find. */
static void respond(guint64 *state, SinkCell *cells)
{
    guint64 bits = next(state);
    guint territory = (guint)(bits & 0xffff) * 9 >> 16;
    guint tenure = (guint)(bits >> 16 & 0xffff) * 3 >> 16;
    guint support = (guint)(bits >> 32 & 0xffff) * 2 >> 16;
    cells[ITEMS].number = territory + 1;
    cells[ITEMS + 1].number = tenure + 1;
    cells[ITEMS + 2].number = support + 1;
    for (guint q = 0; q < ITEMS; q++) {
        bits = next(state);
        guint lean = q % 4 == 0   ? territory
                     : q % 4 == 1 ? 3 * tenure
                     : q % 4 == 2 ? 4 * support
                                  : 4;
        guint first = (guint)(bits & 0xffff) * 5 >> 16;
        guint second = (guint)(bits >> 16 & 0xffff) * 5 >> 16;
        gboolean leans = (bits >> 32 & 0xff) < 8 * lean;
        cells[q].number = 1 + (leans ? MAX(first, second) : first);
        cells[q].state = (bits >> 40 & 0xff) < MISSING_IN_256 ? CELL_SYSTEM_MISSING : CELL_VALID;
    }
}

/* Weights of 0.5 to 3.5 in steps of 3/256. */
static void place(guint64 *state, guint clusters, SinkCell *cells)
{
    guint64 bits = next(state);
    guint cluster = (guint)((bits & 0xffffffff) * clusters >> 32);
    cells[WEIGHT].number = 0.5 + (double)(bits >> 32 & 0xff) * 3 / 256;
    cells[STRATUM].number = 1 + cluster / CLUSTERS_A_STRATUM;
    cells[CLUSTER].number = 1000 + cluster;
}

int main(int argc, char **argv)
{
    GError *error = NULL;
    gint64 n = argc >= 3 ? g_ascii_strtoll(argv[1], NULL, 10) : 0;
    gint64 clusters = argc == 4 ? g_ascii_strtoll(argv[3], NULL, 10) : 0;
    if (n <= 0 || clusters < 0 || argc > 4) {
        fputs("usage: generate RESPONDENTS FILE [CLUSTERS]\n", stderr);
        return 2;
    }
    g_autoptr(Codebook) codebook = questionnaire(clusters > 0);
    g_autoptr(Sink) sink = sink_new(argv[2], codebook, n, &error);
    SinkCell cells[DESIGN_COLUMNS] = {{0}};
    guint64 state = 749;
    gboolean good = sink != NULL;
    for (gint64 row = 0; row < n && good; row++) {
        respond(&state, cells);
        if (clusters > 0)
            place(&state, (guint)clusters, cells);
        good = sink_write(sink, cells, &error);
    }
    if (good && sink_close(sink, &error))
        return 0;
    fprintf(stderr, "%s\n", error->message);
    g_clear_error(&error);
    return 4;
}
