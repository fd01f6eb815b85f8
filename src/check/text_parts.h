/* The parts of a result between pattern and test: text_items.c finds them in folded text,
 * text_table.c makes them from cells, text_assemble.c joins them. Slices point into folded text. */
#pragma once

#include "check/text.h"
#include "text_fold.h"

typedef struct {
    const char *at; /* NULL: absent */
    gsize length;
} Slice;

typedef enum {
    ITEM_STATISTIC,
    ITEM_DF,
    ITEM_N,
    ITEM_P,
    ITEM_P_BETWEEN,
    ITEM_NOT_SIGNIFICANT,
    ITEM_SIGNIFICANT,
    ITEM_OTHER /* an effect size, an interval, … between statistic and p */
} ItemKind;

typedef struct {
    ItemKind kind;
    TextStatistic statistic;
    TextSign sign;
    Slice number, second; /* second: df2, the other group, the upper bound of p */
    Slice arguments;      /* what stands in brackets behind a statistic */
    guint index;          /* 1 or 2 for df1, n2, …; 3 and above for other subscripts; 0 none */
    gboolean adjusted;    /* p */
    gboolean shy;         /* a statistic only where its degrees of freedom or sizes are told */
    gboolean both;        /* n1 = n2 = 20 */
    gsize start, end;     /* in the folded text */
} Item;

typedef struct {
    TextTest test;
    gsize start; /* in the folded text */
} Assembled;

/* Compiled once a text; JIT where the machine has it. */
typedef struct Patterns Patterns;

typedef enum {
    PATTERN_ITEM,
    PATTERN_GAP,
    PATTERN_ONE_TAILED,
    PATTERN_HEADER,
    PATTERN_CELL,
    PATTERN_CELL_P,
    PATTERN_COUNT
} PatternId;

enum { PATTERN_GROUPS = 5 };

typedef struct {
    gsize start, end;
    Slice group[PATTERN_GROUPS]; /* [0]: the whole match */
    const char *mark;
} PatternMatch;

typedef enum { MATCH_NONE, MATCH_FOUND, MATCH_LIMIT } MatchState;

/* MATCH_LIMIT is the bound on backtracking for one match; heap and depth are bounded beside it. */
Patterns *patterns_new(guint32 match_limit);
void patterns_free(Patterns *patterns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Patterns, patterns_free)
MatchState patterns_match(Patterns *patterns, PatternId id, Slice subject, gsize from,
                          PatternMatch *match);

/* The item that a match of PATTERN_ITEM is. */
void item_from_match(const PatternMatch *match, Item *item);
/* What a header cell names; FALSE when nothing. */
gboolean item_from_header(const PatternMatch *match, Item *item);
TextSign sign_read(Slice sign);

/* Decimal marks seen for certain in the numerals of one result. */
enum { EVIDENCE_POINT = 1, EVIDENCE_COMMA = 2 };
guint numeral_evidence(Slice numeral);
/* Reads a numeral in the light of EVIDENCE. *DOUBTFUL: 1,234 with nothing to tell. */
gboolean numeral_read(Slice numeral, guint evidence, Language language, TextNumber *number,
                      gboolean *doubtful);
/* A whole number with any grouping. */
gboolean numeral_read_whole(Slice numeral, TextNumber *number);

/* Joins the items of one chain into results, appended to OUT (Assembled). */
void assemble(Patterns *patterns, const Item *items, guint n, Language language, GArray *out);
