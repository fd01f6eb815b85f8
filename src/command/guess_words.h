/* What French and English words of labels and names tell of a variable. */
#pragma once

#include <glib.h>

/* "Ne sait pas", "Refused", … */
gboolean words_say_missing(const char *label);
/* A level of an ordered set: "Jamais", "Somewhat agree", … */
gboolean words_say_order(const char *label);
/* A weight's name: poids, freq, wgt2020, … */
gboolean words_say_weight(const char *name);
