#include "datafile.h"

#include "base/number.h"

#include <stdio.h>
#include <string.h>

static gboolean one_character(const char *option, const char *text, const char *allowed, char *to)
{
    if (text == NULL)
        return TRUE;
    const char *wanted = strcmp(text, "tab") == 0 ? "\t" : text;
    if (strlen(wanted) == 1 && strchr(allowed, wanted[0]) != NULL) {
        *to = wanted[0];
        return TRUE;
    }
    fprintf(stderr, "annexe: error: --%s '%s'; it takes one of: %s\n", option, text,
            strchr(allowed, '\t') != NULL ? ", ; tab" : allowed);
    return FALSE;
}

static gboolean parse(const Command *command, int argc, char **argv, DataFile *file)
{
    const GOptionEntry entries[] = {
        {"encoding", 0, 0, OPTION_ARG_WORD, &file->encoding, "Encoding of texts", "NAME"},
        {"delimiter", 0, 0, OPTION_ARG_WORD, &file->delimiter, "CSV: , ; or tab", "CHAR"},
        {"decimal", 0, 0, OPTION_ARG_WORD, &file->decimal, "CSV: decimal mark, . or ,", "CHAR"},
        {"catalog", 0, 0, G_OPTION_ARG_FILENAME, &file->catalog, "SAS: catalog of labels", "FILE"},
        {NULL}};
    if (!command_parse(command, entries, &argc, &argv) || !command_operands(command, argc, argv, 1))
        return FALSE;
    file->options =
        (SourceOptions){.path = argv[1], .encoding = file->encoding, .catalog = file->catalog};
    return one_character("delimiter", file->delimiter, ",;\t", &file->options.delimiter) &&
           one_character("decimal", file->decimal, ".,", &file->options.decimal);
}

/* What R, spreadsheets and databases write where there is no answer. */
static const char *const no_answer[] = {"NA", "N/A", "#N/A", "NaN", "NULL", "#NULL!", "."};
G_STATIC_ASSERT(G_N_ELEMENTS(no_answer) < G_N_ELEMENTS(((DataFile *)NULL)->missing_words));

static const char *as_no_answer(const char *text)
{
    for (guint i = 0; i < G_N_ELEMENTS(no_answer); i++)
        if (strcmp(no_answer[i], text) == 0)
            return no_answer[i];
    return NULL;
}

static void add_word(DataFile *file, const char *word)
{
    guint n = 0;
    for (; file->missing_words[n] != NULL; n++)
        if (file->missing_words[n] == word)
            return;
    file->missing_words[n] = word;
}

/* A column of numbers whose only words are those: they are no answers, there and elsewhere. */
static void look_for_words(DataFile *file, const Variable *variable, const ProfileVariable *profile)
{
    guint n = 0;
    const char *found[G_N_ELEMENTS(no_answer) + 1];
    char decimal = file->codebook->decimal;
    if (!variable->is_string || variable->n_numbers == 0)
        return;
    for (guint i = 0; i < profile->values->len; i++) {
        const ProfileValue *value = &g_array_index(profile->values, ProfileValue, i);
        double number;
        if (value->state != CELL_VALID ||
            number_parse(value->text, strlen(value->text), decimal, &number))
            continue;
        const char *word = as_no_answer(value->text);
        if (word == NULL)
            return;
        found[n++] = word;
    }
    for (guint i = 0; i < n; i++)
        add_word(file, found[i]);
}

/* Texts that are such a word are no answer either; a plan's `missing:` makes them so. */
static void mark_words(const DataFile *file, ProfileVariable *profile)
{
    for (guint i = 0; i < profile->values->len; i++) {
        ProfileValue *value = &g_array_index(profile->values, ProfileValue, i);
        if (value->state != CELL_VALID || value->text == NULL ||
            !g_strv_contains(file->missing_words, value->text))
            continue;
        value->state = CELL_USER_MISSING;
        profile->valid -= value->n;
        profile->missing += value->n;
    }
}

static gboolean read_file(DataFile *file, GError **error)
{
    g_clear_pointer(&file->profile, profile_free);
    g_clear_pointer(&file->codebook, codebook_free);
    file->codebook = source_describe(&file->options, error);
    if (file->codebook != NULL)
        file->profile = profile_new(&file->options, file->codebook, error);
    return file->profile != NULL;
}

/* Reads the file, and again when it has words for no answer, so that its numbers are numbers. */
static gboolean read_with_words(DataFile *file, GError **error)
{
    if (!read_file(file, error))
        return FALSE;
    for (guint i = 0; i < file->codebook->variables->len && file->codebook->delimiter != 0; i++)
        look_for_words(file, g_ptr_array_index(file->codebook->variables, i),
                       g_ptr_array_index(file->profile->variables, i));
    if (file->missing_words[0] == NULL)
        return TRUE;
    file->options.missing_words = file->missing_words;
    if (!read_file(file, error))
        return FALSE;
    for (guint i = 0; i < file->profile->variables->len; i++)
        mark_words(file, g_ptr_array_index(file->profile->variables, i));
    return TRUE;
}

gboolean datafile_open(const Command *command, int argc, char **argv, DataFile *file,
                       ExitCode *exit)
{
    g_autoptr(GError) error = NULL;
    *exit = EXIT_PLAN;
    if (!parse(command, argc, argv, file))
        return FALSE;
    if (!read_with_words(file, &error)) {
        *exit = command_fail(error);
        return FALSE;
    }
    for (guint i = 0; i < file->codebook->warnings->len; i++)
        fprintf(stderr, "%s: warning: %s\n", file->codebook->path,
                (const char *)g_ptr_array_index(file->codebook->warnings, i));
    return TRUE;
}

void datafile_clear(DataFile *file)
{
    g_clear_pointer(&file->profile, profile_free);
    g_clear_pointer(&file->codebook, codebook_free);
    g_free(file->encoding);
    g_free(file->delimiter);
    g_free(file->decimal);
    g_free(file->catalog);
}
