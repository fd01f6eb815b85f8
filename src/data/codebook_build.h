/* Making a Codebook, for the sources of this room. */
#pragma once

#include "data/codebook.h"

Codebook *codebook_new(const char *path, const char *kind);
/* NAME is copied; the arrays are empty. */
Variable *variable_new(const char *name);
void value_label_free(ValueLabel *label);
/* "SYNTHETIC" or "SYNTHÉTIQUE" in any case, with accents or without. */
gboolean codebook_text_says_synthetic(const char *text);
