/* annexe describe: the codebook of a data file, to read: within 80 columns, labels whole. */
#include "command.h"

#include "base/number.h"
#include "datafile.h"
#include "numeric/quantile.h"
#include "shown.h"
#include "terminal.h"

#include <math.h>
#include <string.h>

extern const Command command_describe;

/* The most frequent texts are shown where there are too many. */
#define MOST_TEXTS 8
/* Labels that nobody has are listed up to this many. */
#define MOST_UNUSED 15

enum { WIDTH = 80, INDENT = 4, COUNT = 9, PERCENT = 9, BAR = 16, MOST_VALUE = 12, MOST_LINES = 4 };

static const char examples[] = "Examples:\n"
                               "  annexe describe surveys/copenhagen/copenhagen.sav\n"
                               "  annexe describe answers.csv --delimiter ';' --decimal ','\n"
                               "  annexe describe data.sas7bdat --catalog formats.sas7bcat\n";

/* --- texts ------------------------------------------------------------------------------------ */

static gboolean is_there(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* The next line of *TEXT, in WIDTH cells; what is left over stays in *TEXT. Takes no more than
 * LINES_LEFT allow: the last line is cut by terminal_cell(). */
static char *next_line(const char **text, guint width, guint lines_left)
{
    gsize fit = lines_left <= 1 ? strlen(*text) : terminal_fit(*text, width);
    char *line = g_strndup(*text, fit);
    *text += fit;
    *text += strspn(*text, " ");
    return line;
}

/* The lines of TEXT behind the first, under it. */
static void print_rest(const char *text, guint indent, guint width, Style style)
{
    for (guint line = 1; text[0] != '\0'; line++) {
        g_autofree char *part = next_line(&text, width, MOST_LINES - line);
        printf("%*s", (int)indent, "");
        terminal_cell(stdout, part, (int)MIN(terminal_cells(part), width), style);
        fputs("\n", stdout);
    }
}

/* --- a level ---------------------------------------------------------------------------------- */

static const char *state_name(CellState state)
{
    static const char *const names[] = {"", "system-missing", "user-missing", "tagged missing"};
    return names[state];
}

static void print_bar(double share)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    guint cells = (guint)lround(share * BAR * 8);
    fputs(cells > 0 ? "  " : "", stdout);
    for (guint i = 0; i < cells / 8; i++)
        fputs("█", stdout);
    fputs(eighths[cells % 8], stdout);
}

/* How many, and of valid answers the share. */
static void print_count(const Shown *shown, const ProfileValue *value, gboolean labelled)
{
    char count[32], percent[16];
    terminal_cell(stdout, terminal_count(value->n, count), -COUNT, STYLE_PLAIN);
    if (value->state != CELL_VALID) {
        const char *state = state_name(value->state);
        fputs(labelled ? "  " : "", stdout);
        if (labelled)
            terminal_cell(stdout, state, (int)strlen(state), STYLE_DIM);
        return;
    }
    double share =
        shown->profile->valid == 0 ? 0 : (double)value->n / (double)shown->profile->valid;
    g_snprintf(percent, sizeof percent, "%.1f %%", 100 * share);
    terminal_cell(stdout, percent, -PERCENT, STYLE_PLAIN);
    print_bar(share);
}

static void print_level(const Shown *shown, const ProfileValue *value)
{
    char buffer[MOMENT_BUFFER];
    Style style = value->state == CELL_VALID && value->n > 0 ? STYLE_PLAIN : STYLE_DIM;
    const char *text = shown_text(shown, value, buffer), *label = shown_label(shown, value);
    gboolean labelled = is_there(label), wide = shown->label_width == 0;
    guint indent = INDENT + (wide ? 0 : shown->value_width + 2);
    guint width = wide ? shown->value_width : shown->label_width;
    const char *rest = wide ? text : labelled ? label : state_name(value->state);
    printf("%*s", INDENT, "");
    if (!wide) {
        int cells = (int)shown->value_width;
        terminal_cell(stdout, text, shown->variable->is_string ? cells : -cells, STYLE_PLAIN);
        fputs("  ", stdout);
    }
    g_autofree char *line = next_line(&rest, width, MOST_LINES);
    terminal_cell(stdout, line, (int)width, style);
    print_count(shown, value, labelled || wide);
    fputs("\n", stdout);
    print_rest(rest, indent, width, style);
}

/* --- a variable ------------------------------------------------------------------------------- */

/* Values take what they need, texts without labels all that there is. */
static void measure(Shown *shown)
{
    guint room = WIDTH - INDENT - COUNT - PERCENT - 2 - BAR, widest = 2;
    gboolean labelled = !shown->variable->is_string || shown->variable->value_labels->len > 0;
    for (guint i = 0; i < shown->values->len; i++) {
        char buffer[MOMENT_BUFFER];
        const ProfileValue *value = &g_array_index(shown->values, ProfileValue, i);
        widest = MAX(widest, terminal_cells(shown_text(shown, value, buffer)));
    }
    guint most = shown->is_moment ? strlen("2021-03-01 08:06:51") : MOST_VALUE;
    shown->value_width = labelled ? CLAMP(widest, 4, most) : room;
    shown->label_width = labelled ? room - 2 - shown->value_width : 0;
}

/* "  median 3.5", on a new line where this one, *USED cells long, is full. */
static void print_number(const Shown *shown, const char *name, double x, guint *used)
{
    char buffer[MOMENT_BUFFER];
    gboolean large = fabs(x) >= 1e5 && fabs(x) < 1e15;
    g_autofree char *text =
        shown->is_moment ? g_strdup_printf("  %s %s", name, moment_text(&shown->moment, x, buffer))
        : large          ? g_strdup_printf("  %s %.0f", name, x)
                         : g_strdup_printf("  %s %.6g", name, x);
    guint cells = (guint)strlen(text);
    if (*used > 0 && *used + cells > WIDTH) {
        fputs("\n", stdout);
        *used = 0;
    }
    if (*used == 0)
        fputs("  ", stdout);
    fputs(text, stdout);
    *used += cells + (*used == 0 ? 2 : 0);
}

static void print_quartiles(const Shown *shown)
{
    static const struct {
        const char *name;
        double share;
    } quantiles[] = {{"min", 0}, {"q1", 0.25}, {"median", 0.5}, {"q3", 0.75}, {"max", 1}};
    guint n = 0, used = 0;
    g_autofree double *values = g_new(double, shown->n_valid);
    g_autofree gint64 *counts = g_new(gint64, shown->n_valid);
    double sum = 0;
    for (guint i = 0; i < shown->values->len; i++) {
        const ProfileValue *value = &g_array_index(shown->values, ProfileValue, i);
        if (value->state != CELL_VALID || value->n == 0)
            continue;
        values[n] = value->number;
        counts[n++] = value->n;
        sum += value->number * (double)value->n;
    }
    for (guint i = 0; i < G_N_ELEMENTS(quantiles); i++) {
        if (shown->is_moment && quantiles[i].share != 0 && quantiles[i].share != 0.5 &&
            quantiles[i].share != 1)
            continue;
        print_number(shown, quantiles[i].name,
                     quantile_of_counts(values, counts, n, quantiles[i].share, QUANTILE_HF7),
                     &used);
    }
    if (!shown->is_moment)
        print_number(shown, "mean", sum / (double)shown->profile->valid, &used);
    fputs("\n", stdout);
}

static int by_count(gconstpointer a, gconstpointer b)
{
    const ProfileValue *x = *(const ProfileValue *const *)a, *y = *(const ProfileValue *const *)b;
    return x->n != y->n ? (x->n > y->n ? -1 : 1) : strcmp(x->text, y->text);
}

static void print_frequent(const Shown *shown)
{
    g_autoptr(GPtrArray) values = g_ptr_array_new();
    for (guint i = 0; i < shown->profile->values->len; i++) {
        ProfileValue *value = &g_array_index(shown->profile->values, ProfileValue, i);
        if (value->state == CELL_VALID)
            g_ptr_array_add(values, value);
    }
    g_ptr_array_sort(values, by_count);
    for (guint i = 0; i < MIN(values->len, MOST_TEXTS); i++)
        print_level(shown, g_ptr_array_index(values, i));
    if (values->len > MOST_TEXTS)
        printf("    … %u other texts\n", values->len - MOST_TEXTS);
}

static void print_values(const Shown *shown)
{
    gboolean listed = shown_is_listed(shown), unused = listed && shown->n_unused <= MOST_UNUSED;
    if (!listed && shown->variable->is_string)
        print_frequent(shown);
    else if (!listed)
        print_quartiles(shown);
    for (guint i = 0; i < shown->values->len; i++) {
        const ProfileValue *value = &g_array_index(shown->values, ProfileValue, i);
        if ((listed || value->state != CELL_VALID) && (unused || value->n > 0))
            print_level(shown, value);
    }
    if (!unused && shown->n_unused > 0)
        printf("    … %u labels that nobody has\n", shown->n_unused);
}

/* The codes that the file declares missing, whether or not somebody has them. */
static void print_declared(const Variable *variable)
{
    char low[NUMBER_BUFFER], high[NUMBER_BUFFER];
    const char *before = "; missing codes: ";
    for (guint i = 0; i < variable->missing_ranges->len; i++) {
        const MissingRange *range = &g_array_index(variable->missing_ranges, MissingRange, i);
        printf("%s%s", before, isinf(range->low) ? "lowest" : number_format(range->low, low));
        if (range->low != range->high)
            printf(" to %s", isinf(range->high) ? "highest" : number_format(range->high, high));
        before = ", ";
    }
    for (guint i = 0; i < variable->missing_texts->len; i++) {
        const char *text = g_ptr_array_index(variable->missing_texts, i);
        fputs(before, stdout);
        terminal_cell(stdout, text, (int)terminal_cells(text), STYLE_PLAIN);
        before = ", ";
    }
}

static void print_heading(const Shown *shown)
{
    static const char *const measures[] = {"", "nominal ", "ordinal ", ""};
    const Variable *variable = shown->variable;
    char valid[32], missing[32];
    guint name = terminal_cells(variable->name);
    terminal_cell(stdout, variable->name, (int)name, STYLE_BOLD);
    if (is_there(variable->label)) {
        const char *rest = variable->label;
        guint room = name + 2 + 20 <= WIDTH ? WIDTH - name - 2 : 20;
        g_autofree char *line = next_line(&rest, room, G_MAXUINT);
        fputs("  ", stdout);
        terminal_cell(stdout, line, (int)terminal_cells(line), STYLE_PLAIN);
        fputs(rest[0] != '\0' ? "\n" : "", stdout);
        while (rest[0] != '\0') {
            g_autofree char *next = next_line(&rest, WIDTH - INDENT, G_MAXUINT);
            printf("%*s", INDENT, "");
            terminal_cell(stdout, next, (int)terminal_cells(next), STYLE_PLAIN);
            fputs(rest[0] != '\0' ? "\n" : "", stdout);
        }
    }
    printf("\n    %s%s, %s valid, %s missing", measures[variable->measure],
           variable->is_string ? "text"
           : shown->is_moment  ? moment_name(&shown->moment)
                               : "number",
           terminal_count(shown->profile->valid, valid),
           terminal_count(shown->profile->missing, missing));
    if (!shown_is_listed(shown) && !variable->is_string)
        printf(", %u values", shown->n_valid);
    print_declared(variable);
    fputs("\n", stdout);
}

static void print_variable(const Codebook *codebook, const Variable *variable,
                           const ProfileVariable *profile)
{
    g_auto(Shown) shown = shown_of(codebook, variable, profile);
    measure(&shown);
    print_heading(&shown);
    print_values(&shown);
    fputs("\n", stdout);
}

/* --- the file --------------------------------------------------------------------------------- */

static void print_file(const DataFile *file)
{
    const Codebook *codebook = file->codebook;
    const Profile *profile = file->profile;
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
    for (guint i = 0; file->missing_words[i] != NULL; i++)
        printf("%s%s", i == 0 ? "Read as no answer: " : ", ", file->missing_words[i]);
    fputs(file->missing_words[0] != NULL ? "\n" : "", stdout);
    if (codebook->synthetic)
        fputs("SYNTHETIC DATA / DONNÉES SYNTHÉTIQUES\n", stdout);
    fputs("\n", stdout);
    for (guint i = 0; i < codebook->variables->len; i++)
        print_variable(codebook, g_ptr_array_index(codebook->variables, i),
                       g_ptr_array_index(profile->variables, i));
}

static ExitCode describe(int argc, char **argv)
{
    g_auto(DataFile) file = {0};
    ExitCode exit = EXIT_DONE;
    if (!datafile_open(&command_describe, argc, argv, &file, &exit))
        return exit;
    print_file(&file);
    return EXIT_DONE;
}

const Command command_describe = {
    "describe", "DATA",   "the codebook: variables, labels, missing values, frequencies",
    examples,   describe,
};
