/* Describing a text file, which says nothing of itself but its first record: one child finds
 * delimiter, names and places to begin at; then several read all cells once, to know which columns
 * are numbers, how many rows there are, and whether the bytes are UTF-8. */
#pragma once

#include "kind.h"

gboolean describe_csv(const SourceFile *file, const SourceOptions *options, Codebook *codebook,
                      GError **error);
