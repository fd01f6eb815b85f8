/* A command is one file that exports one of these, and one line in commands.def. The only room that
 * prints or exits. */
#pragma once

#include <glib.h>

typedef enum {
    EXIT_DONE = 0,
    EXIT_CLAIMS = 1,
    EXIT_PLAN = 2,
    EXIT_DATA = 3,
    EXIT_OUTPUT = 4,
    EXIT_BUG = 70
} ExitCode;

typedef struct {
    const char *name;
    const char *arguments;                  /* "PLAN" */
    const char *summary;                    /* one line */
    const char *examples;                   /* shown below the options by --help */
    ExitCode (*run)(int argc, char **argv); /* argv[0] is the command's name */
} Command;

/* Of options that take a word: GLib would convert a string from the locale's encoding, which this
 * program does not set, and fail on "français" without naming the option. */
#define OPTION_ARG_WORD G_OPTION_ARG_FILENAME

/* Parses ARGV with OPTIONS (NULL-terminated) and leaves the operands in argv[1..argc-1]. On a
 * mistake prints it and returns FALSE. */
gboolean command_parse(const Command *command, const GOptionEntry *options, int *argc,
                       char ***argv);
/* Exactly N operands, or the message and FALSE. */
gboolean command_operands(const Command *command, int argc, char **argv, int n);
/* Prints ERROR as "annexe: error: …", or as it is when it begins with a place, and gives its exit
 * code. */
ExitCode command_fail(const GError *error);
