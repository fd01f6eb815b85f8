#include "datafile.h"

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
        {"encoding", 0, 0, G_OPTION_ARG_STRING, &file->encoding, "Encoding of texts", "NAME"},
        {"delimiter", 0, 0, G_OPTION_ARG_STRING, &file->delimiter, "CSV: , ; or tab", "CHAR"},
        {"decimal", 0, 0, G_OPTION_ARG_STRING, &file->decimal, "CSV: decimal mark, . or ,", "CHAR"},
        {"catalog", 0, 0, G_OPTION_ARG_FILENAME, &file->catalog, "SAS: catalog of labels", "FILE"},
        {NULL}};
    if (!command_parse(command, entries, &argc, &argv) || !command_operands(command, argc, argv, 1))
        return FALSE;
    file->options =
        (SourceOptions){.path = argv[1], .encoding = file->encoding, .catalog = file->catalog};
    return one_character("delimiter", file->delimiter, ",;\t", &file->options.delimiter) &&
           one_character("decimal", file->decimal, ".,", &file->options.decimal);
}

gboolean datafile_open(const Command *command, int argc, char **argv, DataFile *file,
                       ExitCode *exit)
{
    g_autoptr(GError) error = NULL;
    *exit = EXIT_PLAN;
    if (!parse(command, argc, argv, file))
        return FALSE;
    file->codebook = source_describe(&file->options, &error);
    if (file->codebook != NULL)
        file->profile = profile_new(&file->options, file->codebook, &error);
    if (file->profile == NULL) {
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
