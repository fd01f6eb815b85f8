/* How a claim names a level of a variable: by its value, by its label in either language, or by the
 * label as a slug (« Régime de retraite » = regime_retraite: folded, without accents, marks and
 * small words). `check` and `synth` ask here, so that one name means one level everywhere. */
#pragma once

#include "tally/frame.h"

typedef enum { MATCH_NONE, MATCH_SLUG, MATCH_LABEL, MATCH_VALUE } MatchQuality;

/* NUMBER counts where TEXT is NULL; LABEL may be empty. */
MatchQuality match_level(const char *name, double number, const char *text, const Text *label);
/* The declared valid level (index of VARIABLE->levels) that NAME fits best, the first among equals;
 * -1 when there is none. */
gint frame_match_level(const FrameVariable *variable, const char *name);
/* Names to suggest: of every declared valid level its label, or its value. Free the strings with
 * the array. */
GPtrArray *frame_level_names(const FrameVariable *variable, Language language);
/* TEXT as a slug; g_free() it. */
char *match_slug(const char *text);
