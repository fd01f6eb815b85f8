/* A data file named on the command line, with the options that say how to read it: what describe
 * and init begin with. */
#pragma once

#include "command.h"
#include "tally/profile.h"

typedef struct {
    char *encoding, *delimiter, *decimal, *catalog;
    SourceOptions options;
    /* Text files: NA and its like where columns of numbers have them; NULL-terminated. */
    const char *missing_words[8];
    Codebook *codebook;
    Profile *profile;
} DataFile;

/* Parses ARGV (options and the one operand), opens and counts the file. FALSE with the message
 * printed and *EXIT set. */
gboolean datafile_open(const Command *command, int argc, char **argv, DataFile *file,
                       ExitCode *exit);
void datafile_clear(DataFile *file);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DataFile, datafile_clear)
