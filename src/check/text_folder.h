/* What the files of the folding share: one walk over a passage. */
#pragma once

#include "text_fold.h"

typedef struct {
    Fold *fold;
    const char *start, *at, *end;
    gboolean keep_tabs;
    enum { LEVEL_LINE, LEVEL_RAISED, LEVEL_LOWERED } level; /* of the character before */
    guint depth;                                            /* of TeX's braces */
    guint64 grouped; /* a bit for each depth: its braces only group, and go */
} Folder;

/* Appends; a blank once. */
void folder_put(Folder *f, char c);
void folder_put_all(Folder *f, const char *s);
/* Folds a character beyond ASCII. */
void folder_unicode(Folder *f, gunichar c);
char folder_last(const Folder *f);
/* Whether the star WIDTH bytes before what follows is a sign of multiplication. */
gboolean folder_star(const Folder *f, gsize width);

/* Each folds what stands at f->at, and returns its bytes; 0 when it is not what its name says. */
gsize fold_entity(Folder *f);
gsize fold_tag(Folder *f);
gsize fold_backslash(Folder *f);
gsize fold_brace(Folder *f);
void fold_underscore(Folder *f);
void fold_caret(Folder *f);
