/* What the files of the pivot share. Each pivot_*.c fills the sheets of one kind. */
#pragma once

#include "base/words.h"
#include "pivot.h"

#include <string.h>

typedef struct {
    const Results *results;
    Book *book;
    Language language;
    guint8 *test_shown, *estimate_shown; /* one a row: has its place in the annex */
    GHashTable *kinds;                   /* of estimates */
    PivotTold told;
    gpointer told_data;
    guint n_told; /* sheets */
} Pivot;

/* Every sheet of the book is whole, but for the contents: those who wait for them hear of it. */
void pivot_tell(Pivot *pivot);

/* Whether a row is of the kind NAME. Most are not, and differ in their first letter. */
static inline gboolean is_named(const char *kind, const char *name)
{
    return kind[0] == name[0] && strcmp(kind, name) == 0;
}

/* A value with its label, as rows and columns of tables show it. */
typedef struct {
    const char *value, *label;
    const char *shown; /* the label, with the value where two labels are alike */
    gint64 n;          /* of the group, where known */
    gboolean invented; /* N is */
    gboolean marked;   /* some of its estimates have a quality mark */
} Key;

/* Distinct groups or levels in the order met. */
guint keys_add(GArray *keys, const char *value, const char *label);
/* Decides what is shown once all are in. */
void keys_name(GArray *keys, Book *book);

/* The one response by one grouping (or none) that a table is about. */
typedef struct {
    const ResultBlock *block;
    const ResultVariable *response, *by; /* BY may be NULL */
    const ResultCell *cell;
} Topic;

const TestResult *topic_test(const Pivot *pivot, const Topic *topic, guint i);
const EstimateResult *topic_estimate(const Pivot *pivot, const Topic *topic, guint i);
/* The topic, or FALSE when the results have no rows for it. */
gboolean topic_find(const Pivot *pivot, const ResultBlock *block, const ResultVariable *response,
                    const ResultVariable *by, Topic *topic);
/* The test of all groups that leads the topic, or NULL. */
const TestResult *topic_omnibus(const Pivot *pivot, const Topic *topic);
/* The p that counts: adjusted where there is one. */
Quantity test_p(const TestResult *test);
gboolean test_is_collapsed(const TestResult *test);

/* A variable's label in a row of its own kind: a long one shows its beginning, which says the
 * question, and its end, which tells the items of a battery apart; it stands whole in captions, the
 * summary and the percents. */
Cell *table_label(Table *table, const char *label);

/* The responses of BLOCK that have results without a grouping (Topic; g_array_unref()). */
GArray *topics_alone(const Pivot *pivot, const ResultBlock *block);

/* A sheet on which responses meet a grouping. */
typedef struct {
    WordId name, name_of_all; /* with the grouping, and of all groupings together */
    WordId title, about;
    WordId tests; /* caption of their table */
    /* What stands below the tests; TOGETHER: many responses in one table. */
    void (*tables)(Pivot *pivot, Sheet *sheet, const GArray *topics, gboolean together);
} TopicsSheet;
/* A sheet a grouping, or one for all of them where the responses are few: the tests, the tables,
 * the pairs of groups. */
void topics_sheets(Pivot *pivot, const ResultBlock *block, const TopicsSheet *kind);

/* The name of a sheet about BY: its label where a sheet's name can hold it, else its name. */
char *sheet_name_of(WordId pattern, const ResultVariable *by, Language language);

/* The kinds of estimates that there are, by address: results have one for equal strings. */
GHashTable *estimate_kinds(const Results *results);
/* Whether any row is of this kind. */
gboolean has_estimate(const Pivot *pivot, const char *name);
/* A quantity of a row in ROLE, grey and marked where it is invented. */
void put_estimate(Table *table, Role role, const EstimateResult *estimate);
/* An end of its interval. */
void put_bound(Table *table, Role role, const EstimateResult *estimate, Quantity bound);
/* A number of respondents; INVENTED is the row's. */
void put_n(Table *table, gint64 n, guint invented);
/* Makes CELL grey with a mark if it shows a number. */
void mark_invented(Table *table, Cell *cell, gboolean invented);
/* TEXT that names numbers, with the mark behind it if one is invented; g_free() it. */
char *text_marked(Table *table, const char *text, gboolean invented);

/* Lines below a table: the tests, and the base. Mark their rows as shown. */
void note_tests(Pivot *pivot, const Topic *topic, gboolean collapsed, Table *table);
void note_base(Pivot *pivot, const Topic *topic, Table *table);
/* The bases of several responses as a table. */
void base_table(Pivot *pivot, Sheet *sheet, const GArray *topics);

/* What a table of tests shows besides numbers. */
typedef enum {
    TESTS_RESPONSE = 1,
    TESTS_BY = 2,    /* the grouping */
    TESTS_PAIRS = 4, /* two groups */
    TESTS_ITEMS = 8  /* BY is an item too */
} TestsShown;
/* Fills TABLE from TESTS (const TestResult *) and marks them as shown. */
void tests_fill(Pivot *pivot, Table *table, const GPtrArray *tests, guint shown, double alpha);
/* A sheet's tests of all groups (of each pair: PAIRS) of TOPICS; free the array only. */
GPtrArray *tests_of(const Pivot *pivot, const GArray *topics, gboolean pairs);
/* What tells the tests of TOPICS apart: responses, groupings or both; and the caption that says
 * what they share. */
guint topics_shown(const GArray *topics);
char *topics_caption(const GArray *topics, WordId caption, Language language);
/* Whether all TOPICS share their grouping. */
gboolean one_grouping(const GArray *topics);
/* The pairs of groups of TOPICS on a sheet of their own, or a line on SHEET that says where. */
void tests_posthoc(Pivot *pivot, Sheet *sheet, const GArray *topics);

/* Whether a row is of the precision of another: its standard error, …, its quality mark. */
gboolean is_precision(const char *estimate);
/* Quality marks stand in a narrow column of their own behind their estimates. */
void quality_column(Table *table);
void put_quality(Table *table, const EstimateResult *estimate);

void pivot_front(Pivot *pivot);    /* cover and contents, the latter still empty */
void pivot_contents(Pivot *pivot); /* fills the contents at the end */
void pivot_summary(Pivot *pivot);
void pivot_compare(Pivot *pivot, const ResultBlock *block);
void pivot_associate(Pivot *pivot, const ResultBlock *block);
void pivot_pairs(Pivot *pivot, const ResultBlock *block);
void pivot_distribute(Pivot *pivot, const ResultBlock *block);
void pivot_reliability(Pivot *pivot, const ResultBlock *block);
void pivot_paired(Pivot *pivot, const ResultBlock *block);
void pivot_precision(Pivot *pivot);
void pivot_further(Pivot *pivot);
void pivot_validation(Pivot *pivot);
void pivot_notes(Pivot *pivot);

/* Many responses share one table instead of one each, so that big annexes stay quick to open. */
#define PIVOT_TOGETHER 30
/* So few responses have all their groupings on one sheet. */
#define PIVOT_FEW 3
