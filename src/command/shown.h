/* A variable as describe shows it: the values that were met and the labels that nobody has, in one
 * order. */
#pragma once

#include "data/moment.h"
#include "tally/profile.h"

typedef struct {
    const Variable *variable;
    const ProfileVariable *profile;
    GArray *values; /* ProfileValue: the profile's and labels that nobody has, in the same order */
    guint n_valid;  /* of VALUES that are valid and met */
    guint n_unused;
    gboolean is_moment;
    Moment moment;
    guint value_width, label_width; /* of the columns; describe.c measures them */
} Shown;

/* Borrows VARIABLE and PROFILE. */
Shown shown_of(const Codebook *codebook, const Variable *variable, const ProfileVariable *profile);
void shown_clear(Shown *shown);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Shown, shown_clear)
/* Whether values stand one by one: few, or labelled. */
gboolean shown_is_listed(const Shown *shown);
/* VALUE as the file has it, a moment as a date or a time; in BUFFER or borrowed. */
const char *shown_text(const Shown *shown, const ProfileValue *value, char buffer[MOMENT_BUFFER]);
/* The label of VALUE, or an empty string. */
const char *shown_label(const Shown *shown, const ProfileValue *value);
