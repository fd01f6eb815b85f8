/* annexe describe: the codebook of a data file, to read. */
#include "command.h"

#include "base/number.h"
#include "datafile.h"
#include "numeric/quantile.h"
#include "terminal.h"

#include <math.h>
#include <string.h>

extern const Command command_describe;

/* A variable with more unlabelled values than this is shown by its quartiles, or its most frequent
 * texts. */
#define MOST_LEVELS 15
#define MOST_TEXTS  8
#define BAR_CELLS   30

static const char examples[] = "Examples:\n"
                               "  annexe describe surveys/copenhagen/copenhagen.sav\n"
                               "  annexe describe réponses.csv --delimiter ';' --decimal ','\n"
                               "  annexe describe data.sas7bdat --catalog formats.sas7bcat\n";

/* --- a level ---------------------------------------------------------------------------------- */

static const char *value_text(const ProfileValue *value, char buffer[NUMBER_BUFFER])
{
    if (value->text != NULL)
        return value->text[0] == '\0' ? "\"\"" : value->text;
    if (value->state == CELL_SYSTEM_MISSING)
        return ".";
    if (value->state == CELL_TAGGED_MISSING) {
        g_snprintf(buffer, NUMBER_BUFFER, ".%c", value->tag);
        return buffer;
    }
    return number_format(value->number, buffer);
}

static const char *label_for(const Variable *variable, const ProfileValue *value)
{
    for (guint i = 0; i < variable->value_labels->len; i++) {
        const ValueLabel *label = g_ptr_array_index(variable->value_labels, i);
        gboolean same = label->state == CELL_TAGGED_MISSING || value->state == CELL_TAGGED_MISSING
                            ? label->state == value->state && label->tag == value->tag
                        : value->text != NULL ? g_strcmp0(label->text, value->text) == 0
                                              : label->number == value->number;
        if (same && value->state != CELL_SYSTEM_MISSING)
            return label->label;
    }
    return "";
}

static const char *state_name(CellState state)
{
    static const char *const names[] = {"", "system-missing", "user-missing", "tagged missing"};
    return names[state];
}

static void print_bar(double share)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    guint cells = (guint)lround(share * BAR_CELLS * 8);
    fputs("  ", stdout);
    for (guint i = 0; i < cells / 8; i++)
        fputs("█", stdout);
    fputs(eighths[cells % 8], stdout);
}

static void print_level(const Variable *variable, const ProfileVariable *profile,
                        const ProfileValue *value)
{
    char buffer[NUMBER_BUFFER], count[32], percent[16];
    gboolean valid = value->state == CELL_VALID;
    const char *label = label_for(variable, value);
    fputs("    ", stdout);
    terminal_cell(stdout, value_text(value, buffer), variable->is_string ? 24 : -6, STYLE_PLAIN);
    fputs("  ", stdout);
    terminal_cell(stdout, label != NULL && label[0] != '\0' ? label : state_name(value->state), 34,
                  valid ? STYLE_PLAIN : STYLE_DIM);
    terminal_cell(stdout, terminal_count(value->n, count), -9, STYLE_PLAIN);
    if (valid) {
        double share = (double)value->n / (double)profile->valid;
        g_snprintf(percent, sizeof percent, "%.1f %%", 100 * share);
        terminal_cell(stdout, percent, -9, STYLE_PLAIN);
        print_bar(share);
    } else {
        fputs("  ", stdout);
        terminal_cell(stdout, state_name(value->state), (int)strlen(state_name(value->state)),
                      STYLE_DIM);
    }
    fputs("\n", stdout);
}

/* --- a variable ------------------------------------------------------------------------------- */

static guint count_valid_values(const ProfileVariable *profile)
{
    guint n = 0;
    for (guint i = 0; i < profile->values->len; i++)
        n += g_array_index(profile->values, ProfileValue, i).state == CELL_VALID;
    return n;
}

static void print_quartiles(const ProfileVariable *profile, guint n_valid)
{
    static const struct {
        const char *name;
        double share;
    } shown[] = {{"min", 0}, {"q1", 0.25}, {"median", 0.5}, {"q3", 0.75}, {"max", 1}};
    g_autofree double *values = g_new(double, n_valid);
    g_autofree gint64 *counts = g_new(gint64, n_valid);
    double sum = 0;
    for (guint i = 0; i < n_valid; i++) {
        const ProfileValue *value = &g_array_index(profile->values, ProfileValue, i);
        values[i] = value->number;
        counts[i] = value->n;
        sum += value->number * (double)value->n;
    }
    fputs("   ", stdout);
    for (guint i = 0; i < G_N_ELEMENTS(shown); i++) {
        double q = quantile_of_counts(values, counts, n_valid, shown[i].share, QUANTILE_HF7);
        printf(" %s %.6g ", shown[i].name, q);
    }
    printf(" mean %.6g  (%u values)\n", sum / (double)profile->valid, n_valid);
}

static int by_count(gconstpointer a, gconstpointer b)
{
    const ProfileValue *x = *(const ProfileValue *const *)a, *y = *(const ProfileValue *const *)b;
    return x->n != y->n ? (x->n > y->n ? -1 : 1) : strcmp(x->text, y->text);
}

static void print_frequent(const Variable *variable, const ProfileVariable *profile, guint n_valid)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new();
    for (guint i = 0; i < n_valid; i++)
        g_ptr_array_add(values, &g_array_index(profile->values, ProfileValue, i));
    g_ptr_array_sort(values, by_count);
    for (guint i = 0; i < MIN(n_valid, MOST_TEXTS); i++)
        print_level(variable, profile, g_ptr_array_index(values, i));
    if (n_valid > MOST_TEXTS)
        printf("    … %u other texts\n", n_valid - MOST_TEXTS);
}

static void print_values(const Variable *variable, const ProfileVariable *profile)
{
    guint n_valid = count_valid_values(profile);
    gboolean listed = n_valid <= MOST_LEVELS || variable->value_labels->len >= n_valid;
    if (!listed && variable->is_string)
        print_frequent(variable, profile, n_valid);
    else if (!listed)
        print_quartiles(profile, n_valid);
    for (guint i = listed ? 0 : n_valid; i < profile->values->len; i++)
        print_level(variable, profile, &g_array_index(profile->values, ProfileValue, i));
}

static void print_variable(const Variable *variable, const ProfileVariable *profile)
{
    static const char *const measures[] = {"", "nominal ", "ordinal ", ""};
    char valid[32], missing[32];
    terminal_cell(stdout, variable->name, (int)terminal_cells(variable->name), STYLE_BOLD);
    if (variable->label != NULL && variable->label[0] != '\0') {
        fputs("  ", stdout);
        terminal_cell(stdout, variable->label, (int)terminal_cells(variable->label), STYLE_PLAIN);
    }
    printf("\n    %s%s, %s valid, %s missing\n", measures[variable->measure],
           variable->is_string ? "text" : "number", terminal_count(profile->valid, valid),
           terminal_count(profile->missing, missing));
    print_values(variable, profile);
    fputs("\n", stdout);
}

/* --- the file --------------------------------------------------------------------------------- */

static void print_file(const Codebook *codebook, const Profile *profile)
{
    char rows[32];
    g_autofree char *name = g_path_get_basename(codebook->path);
    terminal_cell(stdout, name, (int)terminal_cells(name), STYLE_BOLD);
    printf("  %s, %s rows, %u variables", codebook->kind, terminal_count(profile->rows, rows),
           codebook->variables->len);
    if (codebook->encoding != NULL)
        printf(", %s", codebook->encoding);
    if (codebook->weight != NULL)
        printf(", weighted by %s", codebook->weight);
    fputs("\n", stdout);
    if (codebook->file_label != NULL && codebook->file_label[0] != '\0')
        printf("%s\n", codebook->file_label);
    if (codebook->synthetic)
        fputs("SYNTHETIC DATA / DONNÉES SYNTHÉTIQUES\n", stdout);
    fputs("\n", stdout);
    for (guint i = 0; i < codebook->variables->len; i++)
        print_variable(g_ptr_array_index(codebook->variables, i),
                       g_ptr_array_index(profile->variables, i));
}

static ExitCode describe(int argc, char **argv)
{
    g_auto(DataFile) file = {0};
    ExitCode exit = EXIT_DONE;
    if (!datafile_open(&command_describe, argc, argv, &file, &exit))
        return exit;
    print_file(file.codebook, file.profile);
    return EXIT_DONE;
}

const Command command_describe = {
    "describe", "DATA",   "the codebook: variables, labels, missing values, frequencies",
    examples,   describe,
};
