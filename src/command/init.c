/* annexe init: a first plan for a data file, guessed from labels and values (guess.h), that runs as
 * it is. Three or more items in a row are proposed as a scale. */
#include "command.h"

#include "base/number.h"
#include "guess.h"
#include "yaml_put.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

extern const Command command_init;

enum { GROUPINGS_USED = 3, SCALE_MIN = 3, FEWEST_LETTERS = 4 };

static const char examples[] = "Examples:\n"
                               "  annexe init survey.sav > plan.yaml\n"
                               "  annexe run plan.yaml\n"
                               "  annexe init answers.csv > surveys/2024/plan.yaml\n"
                               "\n"
                               "The plan names the data from the folder that it is written into.\n";

/* --- head ------------------------------------------------------------------------------------- */

/* The folder that standard output is written into, when it is a file; else NULL. */
static char *output_folder(void)
{
    struct stat status;
    if (fstat(STDOUT_FILENO, &status) != 0 || !S_ISREG(status.st_mode))
        return NULL;
    g_autofree char *path = g_file_read_link("/proc/self/fd/1", NULL);
    return path == NULL ? NULL : g_path_get_dirname(path);
}

/* PATH as a plan beside the output names it: data are relative to their plan. */
static char *path_from_plan(const char *path)
{
    g_autofree char *folder = output_folder();
    g_autofree char *here = g_get_current_dir();
    if (folder == NULL || g_path_is_absolute(path) || strcmp(folder, here) == 0)
        return g_strdup(path);
    g_autofree char *whole = g_canonicalize_filename(path, here);
    g_auto(GStrv) to = g_strsplit(whole, "/", -1), from = g_strsplit(folder, "/", -1);
    guint same = 0;
    while (to[same] != NULL && from[same] != NULL && strcmp(to[same], from[same]) == 0)
        same++;
    GString *out = g_string_new(NULL);
    for (guint i = same; from[i] != NULL; i++)
        g_string_append(out, "../");
    for (guint i = same; to[i] != NULL; i++)
        g_string_append_printf(out, "%s%s", i > same ? "/" : "", to[i]);
    return g_string_free(out, FALSE);
}

static void put_path(const char *key, const char *path)
{
    g_autofree char *name = path_from_plan(path);
    printf("\n  %s: ", key);
    put_scalar(name);
}

/* Weights, declared or by their names: which kind it is, only the analyst knows. */
static void put_weights(const GArray *all, const Codebook *codebook)
{
    for (guint i = 0; i < all->len; i++) {
        const Guessed *guessed = &g_array_index(all, Guessed, i);
        if (guessed->guess != GUESS_WEIGHT)
            continue;
        gboolean whole = TRUE;
        for (guint k = 0; k < guessed->profile->values->len; k++) {
            const ProfileValue *value = &g_array_index(guessed->profile->values, ProfileValue, k);
            whole = whole && (value->state != CELL_VALID || value->number == floor(value->number));
        }
        gboolean declared = g_strcmp0(guessed->variable->name, codebook->weight) == 0;
        fputs("  # weight: {variable: ", stdout);
        put_scalar(guessed->variable->name);
        printf(", kind: %s}   # %s; the kind is frequency or sampling\n",
               whole ? "frequency" : "sampling",
               declared ? "the file declares it" : "by its name, perhaps");
    }
}

static void put_data(const DataFile *file)
{
    const Codebook *codebook = file->codebook;
    gboolean guessed_encoding = codebook->delimiter != 0 && file->encoding == NULL &&
                                g_ascii_strcasecmp(codebook->encoding, "UTF-8") != 0;
    fputs("\ndata:", stdout);
    put_path("file", file->options.path);
    if (file->encoding != NULL || guessed_encoding)
        printf("\n  encoding: \"%s\"", guessed_encoding ? codebook->encoding : file->encoding);
    if (file->delimiter != NULL)
        printf("\n  delimiter: \"%s\"",
               strcmp(file->delimiter, "tab") == 0 ? "\\t" : file->delimiter);
    if (file->decimal != NULL)
        printf("\n  decimal: \"%s\"", file->decimal);
    if (file->catalog != NULL)
        put_path("catalog", file->catalog);
    putchar('\n');
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
    printf("\nlanguage: %s", guess_language(file) == LANGUAGE_FR ? "fr" : "en");
    put_data(file);
}

/* --- variables -------------------------------------------------------------------------------- */

/* Words for no answer in columns of numbers. */
static void put_words(const DataFile *file)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    for (guint i = 0; file->missing_words[i] != NULL; i++)
        g_ptr_array_add(words, (gpointer)(guintptr)file->missing_words[i]);
    if (words->len == 0)
        return;
    fputs("missing: ", stdout);
    put_names(words, 10, 9);
    putchar('\n');
}

/* Codes labelled as no answer that the file does not declare. */
static void put_missing(const GArray *all)
{
    gboolean headed = FALSE;
    for (guint i = 0; i < all->len; i++) {
        const Guessed *guessed = &g_array_index(all, Guessed, i);
        if (guessed->undeclared->len == 0)
            continue;
        if (!headed)
            puts("variables:                # labelled as no answer, but not declared missing by "
                 "the "
                 "file");
        headed = TRUE;
        fputs("  ", stdout);
        put_scalar(guessed->variable->name);
        fputs(": {missing: [", stdout);
        for (guint k = 0; k < guessed->undeclared->len; k++) {
            char number[NUMBER_BUFFER];
            printf("%s%s", k > 0 ? ", " : "",
                   number_format(g_array_index(guessed->undeclared, double, k), number));
        }
        puts("]}");
    }
}

/* --- scales ----------------------------------------------------------------------------------- */

static char *scale_name(const char *first_item)
{
    g_autofree char *name = g_strndup(first_item, guess_stem(first_item));
    return g_strconcat(name, g_str_has_suffix(name, "_") ? "scale" : "_scale", NULL);
}

/* What the labels of N items from START have in common, to the end of a word; NULL when that is
 * little. */
static char *common_label(const GArray *all, guint start, guint n)
{
    const char *first = g_array_index(all, Guessed, start).variable->label;
    gsize same = first != NULL ? strlen(first) : 0;
    for (guint i = start + 1; i < start + n && same > 0; i++) {
        const char *label = g_array_index(all, Guessed, i).variable->label;
        gsize at = 0;
        while (label != NULL && at < same && label[at] != '\0' && label[at] == first[at])
            at++;
        same = at;
    }
    while (same > 0 && first[same] != '\0' && g_ascii_isalnum(first[same - 1]))
        same--; /* the rest of a word that goes on */
    while (same > 0 && strchr(" ,;:.-([", first[same - 1]) != NULL)
        same--;
    const char *end = first + same;
    if (same < FEWEST_LETTERS || !g_utf8_validate(first, end - first, NULL))
        return NULL;
    return g_strndup(first, same);
}

static void put_scale(const GArray *all, guint start, guint n, const char *name)
{
    const Guessed *first = &g_array_index(all, Guessed, start);
    char low[NUMBER_BUFFER], high[NUMBER_BUFFER];
    g_autoptr(GPtrArray) items = g_ptr_array_new();
    g_autofree char *label = common_label(all, start, n);
    for (guint i = start; i < start + n; i++)
        g_ptr_array_add(items, g_array_index(all, Guessed, i).variable->name);
    fputs("  ", stdout);
    put_scalar(name);
    putchar(':');
    if (label != NULL) {
        fputs("\n    label: ", stdout);
        put_scalar(label);
    }
    fputs("\n    items: ", stdout);
    put_names(items, 12, 12);
    printf("\n    range: [%s, %s]\n    score: mean\n    min_answered: 50%%\n",
           number_format(first->low, low), number_format(first->high, high));
}

static gboolean is_taken(const GArray *all, GPtrArray *scales, const char *name)
{
    for (guint i = 0; i < all->len; i++)
        if (strcmp(g_array_index(all, Guessed, i).variable->name, name) == 0)
            return TRUE;
    return g_ptr_array_find_with_equal_func(scales, name, g_str_equal, NULL);
}

static void put_scales(const GArray *all, GPtrArray *scales)
{
    for (guint i = 0, n = 0; i < all->len; i += n) {
        const Guessed *first = &g_array_index(all, Guessed, i);
        n = guess_run(all, i);
        g_autofree char *name = scale_name(first->variable->name);
        if (first->guess != GUESS_ITEM || n < SCALE_MIN || is_taken(all, scales, name))
            continue;
        if (scales->len == 0)
            puts("scales:                   # reverse: [...] names the items that run the other "
                 "way");
        put_scale(all, i, n, name);
        g_ptr_array_add(scales, g_steal_pointer(&name));
    }
}

/* --- analyses --------------------------------------------------------------------------------- */

/* Labelled variables and texts before bare numbers. */
static void add_names(const GArray *all, Guess kind, GPtrArray *names)
{
    for (guint bare = 0; bare < 2; bare++)
        for (guint i = 0; i < all->len; i++) {
            const Guessed *guessed = &g_array_index(all, Guessed, i);
            gboolean is_bare =
                !guessed->variable->is_string && guessed->variable->value_labels->len == 0;
            gboolean now = kind == GUESS_GROUPING ? is_bare == (bare == 1) : bare == 0;
            if (guessed->guess == kind && now)
                g_ptr_array_add(names, guessed->variable->name);
        }
}

static void put_analysis(const char *name, const char *kind, const GPtrArray *responses,
                         const GPtrArray *by)
{
    if (responses->len == 0 || (by != NULL && by->len == 0))
        return;
    printf("  - name: %s\n    %s:\n      responses: ", name, kind);
    put_names(responses, 18, 17);
    if (by != NULL) {
        fputs("\n      by: ", stdout);
        put_names(by, 11, 10);
    }
    putchar('\n');
}

/* Something to show of a file from which nothing can be guessed. */
static const char *any_name(const GArray *all)
{
    const Guessed *best = &g_array_index(all, Guessed, 0);
    for (guint i = all->len; i > 0; i--) {
        const Guessed *guessed = &g_array_index(all, Guessed, i - 1);
        if (guessed->n_met > 0 && guessed->variable->value_labels->len > 0)
            best = guessed;
    }
    return best->variable->name;
}

static void put_reliability(const GPtrArray *scales)
{
    if (scales->len == 0)
        return;
    fputs("  - name: reliability\n    reliability:\n      scales: ", stdout);
    put_names(scales, 15, 14);
    putchar('\n');
}

static void put_others(const GPtrArray *groupings, guint used)
{
    guint column = YAML_WIDTH;
    if (groupings->len <= used)
        return;
    fputs("# Other variables that could be groupings:", stdout);
    for (guint i = used; i < groupings->len; i++) {
        const char *name = g_ptr_array_index(groupings, i);
        column += (guint)g_utf8_strlen(name, -1) + 2;
        if (column > YAML_WIDTH) {
            fputs("\n#  ", stdout);
            column = (guint)g_utf8_strlen(name, -1) + 4;
        }
        printf(" %s%s", name, i + 1 < groupings->len ? "," : "\n");
    }
}

/* Groupings go under `by`, three of them; without items some of them are what is asked. */
static void put_analyses(const GArray *all, const GPtrArray *scales)
{
    g_autoptr(GPtrArray) items = g_ptr_array_new(), asked = g_ptr_array_new();
    g_autoptr(GPtrArray) groupings = g_ptr_array_new(), by = g_ptr_array_new();
    g_autoptr(GPtrArray) shown = g_ptr_array_new(), others = g_ptr_array_new();
    add_names(all, GUESS_ITEM, items);
    add_names(all, GUESS_ITEM, asked);
    add_names(all, GUESS_ANSWER, asked);
    add_names(all, GUESS_GROUPING, groupings);
    gboolean alone = asked->len == 0;
    guint n_by = MIN(GROUPINGS_USED, alone ? groupings->len / 2 : groupings->len);
    for (guint i = 0; i < groupings->len; i++)
        g_ptr_array_add(i < n_by ? by : alone ? asked : others, g_ptr_array_index(groupings, i));
    g_ptr_array_extend(shown, asked, NULL, NULL);
    g_ptr_array_extend(shown, by, NULL, NULL);
    g_ptr_array_extend(shown, others, NULL, NULL);
    if (shown->len == 0)
        g_ptr_array_add(shown, (gpointer)any_name(all));
    puts("analyses:");
    put_analysis("scales", "compare", scales, by);
    put_analysis("items", "compare", items, by);
    put_analysis("associations", "associate", asked, by);
    put_analysis("distributions", "distribute", shown, NULL);
    put_reliability(scales);
    put_others(groupings, n_by);
}

/* Answers kept as texts have no order for a program: how the plan gives them one. */
static void put_texts(const GArray *all)
{
    for (guint i = 0, n = 0; i < all->len; i += n) {
        const Guessed *first = &g_array_index(all, Guessed, i);
        n = guess_run(all, i);
        if (first->guess != GUESS_ANSWER || !first->variable->is_string || first->n_met <= 2)
            continue;
        printf("# %s and the %u after it hold texts. For medians and scales, number these in their "
               "order:\n# variables:\n#   %s_n: {from: ",
               first->variable->name, n - 1, first->variable->name);
        put_scalar(first->variable->name);
        fputs(", recode: {", stdout);
        for (guint k = 0, code = 0; k < first->profile->values->len; k++) {
            const ProfileValue *value = &g_array_index(first->profile->values, ProfileValue, k);
            if (value->state != CELL_VALID)
                continue;
            printf("%s%u: ", code > 0 ? ", " : "", code + 1);
            put_scalar(value->text);
            code++;
        }
        puts("}}");
    }
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
    put_weights(all, file.codebook);
    put_words(&file);
    put_missing(all);
    put_scales(all, scales);
    put_analyses(all, scales);
    put_texts(all);
    return EXIT_DONE;
}

const Command command_init = {
    "init", "DATA", "writes a first plan for a data file to standard output", examples, init,
};
