/* annexe init: a first plan for a data file, guessed from labels and values, that runs as it is.
 *
 * An item is a number with five to seven levels one apart; a grouping a variable with two to twelve
 * levels that is no item. Three or more items in a row with the same levels and the same beginning
 * of their names are proposed as a scale. */
#include "command.h"

#include "base/number.h"
#include "datafile.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

extern const Command command_init;

#define ITEM_MIN       5
#define ITEM_MAX       7
#define GROUPS_MAX     12
#define GROUPINGS_USED 3
#define SCALE_MIN      3

static const char examples[] = "Examples:\n"
                               "  annexe init survey.sav > plan.yaml\n"
                               "  annexe run plan.yaml\n";

typedef enum { GUESS_NONE, GUESS_ITEM, GUESS_GROUPING } Guess;

typedef struct {
    const Variable *variable;
    Guess guess;
    guint n_levels;
    double low, high; /* items */
} Guessed;

/* --- guessing --------------------------------------------------------------------------------- */

/* The valid numbers that count as levels: labelled ones when there are labels, else those met. */
static GArray *levels_of(const Variable *variable, const ProfileVariable *profile)
{
    GArray *levels = g_array_new(FALSE, FALSE, sizeof(double));
    for (guint i = 0; i < variable->value_labels->len; i++) {
        const ValueLabel *label = g_ptr_array_index(variable->value_labels, i);
        if (label->state == CELL_VALID &&
            !variable_declares_missing(variable, label->number, label->text))
            g_array_append_val(levels, label->number);
    }
    if (levels->len > 0)
        return levels;
    for (guint i = 0; i < profile->values->len; i++) {
        const ProfileValue *value = &g_array_index(profile->values, ProfileValue, i);
        if (value->state == CELL_VALID)
            g_array_append_val(levels, value->number);
    }
    return levels;
}

/* Every answer met is one of LEVELS: a label set that does not cover the data is no level set. */
static gboolean covers(const ProfileVariable *profile, double low, double high)
{
    for (guint i = 0; i < profile->values->len; i++) {
        const ProfileValue *value = &g_array_index(profile->values, ProfileValue, i);
        if (value->state == CELL_VALID && (value->number < low || value->number > high))
            return FALSE;
    }
    return TRUE;
}

static gboolean is_item(const GArray *levels, const ProfileVariable *profile, Guessed *guessed)
{
    double low = INFINITY, high = -INFINITY;
    for (guint i = 0; i < levels->len; i++) {
        double value = g_array_index(levels, double, i);
        if (value != floor(value))
            return FALSE;
        low = fmin(low, value);
        high = fmax(high, value);
    }
    guessed->low = low;
    guessed->high = high;
    return levels->len >= ITEM_MIN && levels->len <= ITEM_MAX && high - low + 1 == levels->len &&
           covers(profile, low, high);
}

static guint valid_values(const ProfileVariable *profile)
{
    guint n = 0;
    for (guint i = 0; i < profile->values->len; i++)
        n += g_array_index(profile->values, ProfileValue, i).state == CELL_VALID;
    return n;
}

static Guessed guess(const Variable *variable, const ProfileVariable *profile)
{
    Guessed guessed = {.variable = variable};
    guint met = valid_values(profile);
    if (met < 2)
        return guessed;
    g_autoptr(GArray) levels = levels_of(variable, profile);
    guessed.n_levels = met;
    if (!variable->is_string && variable->measure != MEASURE_NOMINAL &&
        is_item(levels, profile, &guessed))
        guessed.guess = GUESS_ITEM;
    else if (met <= GROUPS_MAX)
        guessed.guess = GUESS_GROUPING;
    return guessed;
}

static GArray *guess_all(const DataFile *file)
{
    GArray *all = g_array_new(FALSE, FALSE, sizeof(Guessed));
    for (guint i = 0; i < file->codebook->variables->len; i++) {
        Guessed guessed = guess(g_ptr_array_index(file->codebook->variables, i),
                                g_ptr_array_index(file->profile->variables, i));
        gboolean weight = g_strcmp0(guessed.variable->name, file->codebook->weight) == 0;
        if (weight)
            guessed.guess = GUESS_NONE;
        g_array_append_val(all, guessed);
    }
    return all;
}

/* --- scales ----------------------------------------------------------------------------------- */

/* The beginning of a name without its number or its last letter: "q" of "q12", "QN105B" of
 * "QN105BA". */
static gsize stem(const char *name)
{
    gsize all = strlen(name), length = all;
    while (length > 1 && g_ascii_isdigit(name[length - 1]))
        length--;
    return length == all && all > 1 ? all - 1 : length;
}

static gboolean same_scale(const Guessed *a, const Guessed *b)
{
    gsize length = stem(a->variable->name);
    return b->guess == GUESS_ITEM && a->low == b->low && a->high == b->high &&
           length == stem(b->variable->name) &&
           strncmp(a->variable->name, b->variable->name, length) == 0;
}

/* The number of items in a row from START that belong together. */
static guint run_length(const GArray *all, guint start)
{
    const Guessed *first = &g_array_index(all, Guessed, start);
    guint end = start + 1;
    if (first->guess != GUESS_ITEM)
        return 1;
    while (end < all->len && same_scale(first, &g_array_index(all, Guessed, end)))
        end++;
    return end - start;
}

/* --- YAML ------------------------------------------------------------------------------------- */

/* A double-quoted scalar; what needs no quotes goes without. */
static void put_scalar(const char *text)
{
    static const char *const keywords[] = {"items", "scales", "all",  "yes", "no", "true", "false",
                                           "on",    "off",    "null", "y",   "n",  NULL};
    g_autofree char *lower = g_ascii_strdown(text, -1);
    gboolean plain = g_ascii_isalpha(text[0]) && !g_strv_contains(keywords, lower);
    for (const char *c = text; *c != '\0' && plain; c++)
        plain = g_ascii_isalnum(*c) || *c == '_';
    if (plain) {
        fputs(text, stdout);
        return;
    }
    putchar('"');
    for (const char *c = text; *c != '\0'; c++) {
        if ((guchar)*c < 0x20)
            printf("\\x%02x", (guint)(guchar)*c);
        else if (*c == '"' || *c == '\\')
            printf("\\%c", *c);
        else
            putchar(*c);
    }
    putchar('"');
}

static void put_names(const GPtrArray *names)
{
    putchar('[');
    for (guint i = 0; i < names->len; i++) {
        if (i > 0)
            fputs(", ", stdout);
        put_scalar(g_ptr_array_index(names, i));
    }
    putchar(']');
}

static char *scale_name(const char *first_item)
{
    g_autofree char *name = g_strndup(first_item, stem(first_item));
    return g_strconcat(name, g_str_has_suffix(name, "_") ? "scale" : "_scale", NULL);
}

static void put_scales(const GArray *all, GPtrArray *scales)
{
    for (guint i = 0; i < all->len; i += run_length(all, i)) {
        guint n = run_length(all, i);
        if (n < SCALE_MIN)
            continue;
        const Guessed *first = &g_array_index(all, Guessed, i);
        char low[NUMBER_BUFFER], high[NUMBER_BUFFER];
        g_autoptr(GPtrArray) items = g_ptr_array_new();
        for (guint j = i; j < i + n; j++)
            g_ptr_array_add(items, g_array_index(all, Guessed, j).variable->name);
        char *name = scale_name(first->variable->name);
        if (g_ptr_array_find_with_equal_func(scales, name, g_str_equal, NULL)) {
            g_free(name);
            continue;
        }
        if (scales->len == 0)
            puts("scales:                   # reverse: [...] names the items that run the other "
                 "way");
        g_ptr_array_add(scales, name);
        fputs("  ", stdout);
        put_scalar(name);
        fputs(":\n    items: ", stdout);
        put_names(items);
        printf("\n    range: [%s, %s]\n    score: mean\n    min_answered: 50%%\n",
               number_format(first->low, low), number_format(first->high, high));
    }
}

static GPtrArray *names_of(const GArray *all, Guess kind, guint most)
{
    GPtrArray *names = g_ptr_array_new();
    for (guint i = 0; i < all->len && names->len < most; i++) {
        const Guessed *guessed = &g_array_index(all, Guessed, i);
        if (guessed->guess == kind)
            g_ptr_array_add(names, guessed->variable->name);
    }
    return names;
}

static void put_analysis(const char *name, const char *kind, const GPtrArray *responses,
                         const GPtrArray *by)
{
    if (responses->len == 0 || (by != NULL && by->len == 0))
        return;
    printf("  - name: %s\n    %s:\n      responses: ", name, kind);
    put_names(responses);
    if (by != NULL) {
        fputs("\n      by: ", stdout);
        put_names(by);
    }
    putchar('\n');
}

static void put_analyses(const GArray *all, const GPtrArray *scales)
{
    g_autoptr(GPtrArray) items = names_of(all, GUESS_ITEM, G_MAXUINT);
    g_autoptr(GPtrArray) groupings = names_of(all, GUESS_GROUPING, G_MAXUINT);
    g_autoptr(GPtrArray) by = names_of(all, GUESS_GROUPING, GROUPINGS_USED);
    g_autoptr(GPtrArray) shown = g_ptr_array_new();
    g_ptr_array_extend(shown, items, NULL, NULL);
    g_ptr_array_extend(shown, groupings, NULL, NULL);
    if (shown->len == 0) /* nothing to guess from: show the first variable, whatever it is */
        g_ptr_array_add(shown, g_array_index(all, Guessed, 0).variable->name);
    puts("analyses:");
    put_analysis("scales", "compare", scales, by);
    put_analysis("items", "compare", items, by);
    put_analysis("associations", "associate", items->len > 0 ? items : groupings, by);
    put_analysis("distributions", "distribute", shown, NULL);
    if (scales->len > 0) {
        fputs("  - name: reliability\n    reliability:\n      scales: ", stdout);
        put_names(scales);
        putchar('\n');
    }
    if (groupings->len > by->len) {
        fputs("# Other variables that could be groupings: ", stdout);
        for (guint i = by->len; i < groupings->len; i++)
            printf("%s%s", i > by->len ? ", " : "", (const char *)g_ptr_array_index(groupings, i));
        putchar('\n');
    }
}

static void put_head(const DataFile *file)
{
    g_autofree char *base = g_path_get_basename(file->options.path);
    char *dot = strrchr(base, '.');
    if (dot != NULL && dot != base)
        *dot = '\0';
    g_autofree char *id =
        g_strcanon(g_str_to_ascii(base, NULL), G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_", '-');
    const char *label = file->codebook->file_label;
    puts("# A first plan, guessed from the file's labels and values: read it, correct it, run it.");
    fputs("annexe: 1\nid: ", stdout);
    put_scalar(id);
    fputs("\ntitle: ", stdout);
    put_scalar(label != NULL && label[0] != '\0' ? label : base);
    fputs("\nlanguage: en\ndata:\n  file: ", stdout);
    put_scalar(file->options.path);
    if (file->encoding != NULL)
        printf("\n  encoding: \"%s\"", file->encoding);
    if (file->delimiter != NULL)
        printf("\n  delimiter: \"%s\"",
               strcmp(file->delimiter, "tab") == 0 ? "\\t" : file->delimiter);
    if (file->decimal != NULL)
        printf("\n  decimal: \"%s\"", file->decimal);
    if (file->catalog != NULL) {
        fputs("\n  catalog: ", stdout);
        put_scalar(file->catalog);
    }
    putchar('\n');
    if (file->codebook->weight != NULL)
        printf("  # the file declares a weight: weight: {variable: %s, kind: frequency} or kind: "
               "sampling\n",
               file->codebook->weight);
}

static ExitCode init(int argc, char **argv)
{
    g_auto(DataFile) file = {0};
    ExitCode exit = EXIT_DONE;
    if (!datafile_open(&command_init, argc, argv, &file, &exit))
        return exit;
    g_autoptr(GArray) all = guess_all(&file);
    g_autoptr(GPtrArray) scales = g_ptr_array_new_with_free_func(g_free);
    put_head(&file);
    put_scales(all, scales);
    put_analyses(all, scales);
    return EXIT_DONE;
}

const Command command_init = {
    "init", "DATA", "writes a first plan for a data file to standard output", examples, init,
};
