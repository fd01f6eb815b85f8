/* One scale while it is made: what each group's scores must do, and scores that do it. */
#pragma once

#include "model.h"

typedef enum {
    BAND_INSIDE, /* median in [a, b): fewer than half below a, fewer than half at b or above */
    BAND_PAIR,   /* median (a + b) / 2: half at most a, half at least b, both taken */
    BAND_MEAN    /* mean in (a, b) */
} BandKind;

/* Scores as fixed point, see fixed(). */
typedef struct {
    gint by; /* -1: everybody */
    guint64 group;
    BandKind kind;
    gint64 a, b;
    gint64 n, below, above, at_a, at_b, sum;
} Band;

/* A column that claims compare the scale by. */
typedef struct {
    guint by;
    gboolean has_target[MAX_LEVELS + 1];
    gint64 target[MAX_LEVELS + 1], effect[MAX_LEVELS + 1];
    gboolean differs, same;
    double p;
} Grouping;

typedef struct {
    Model *model;
    Scale *scale;
    guint index;
    GArray *bands;      /* Band */
    GArray *groupings;  /* Grouping */
    gint64 *low, *high; /* [row] between which sums the row's blocks allow */
    gint64 *key;        /* [row] score */
    gboolean *valid;    /* [row] enough items answered */
    Random random;
} ScaleWork;

/* targets.c: needs k of every row. */
void find_groupings(ScaleWork *work);
void find_bands(ScaleWork *work);
/* The scores to begin with: what groups, the person and chance add up to. */
void draw_scores(ScaleWork *work);

/* nudge.c */
void bands_refresh(ScaleWork *work);
gint64 bands_off(const ScaleWork *work);
/* Moves sums by small steps between low and high until the bands hold; with EXCHANGING, also lets
 * two respondents exchange all answers to the scale. */
void nudge(ScaleWork *work, gboolean exchanging);
/* Exchanges of respondents until comparisons are as claimed. */
void nudge_comparisons(ScaleWork *work);

/* fill.c */
void omit_answers(ScaleWork *work);
void fill_blocks(ScaleWork *work);
/* Sets low and high from the blocks. */
void find_limits(ScaleWork *work);
void fill_levels(ScaleWork *work);
gboolean is_movable(const ScaleWork *work, guint item);
