/* Rows that readers share: each is read once, whoever is faster, and a reader that says otherwise
 * is found out. */
#include "base/error.h"
#include "data/sink.h"
#include "data/source.h"
#include "kind.h"
#include "shares.h"
#include "support/support.h"

#include <glib/gstdio.h>
#include <string.h>

/* --- alone ------------------------------------------------------------------------------------ */

static Shares *shares_of(guint n_readers, gint64 n_rows, double skip)
{
    GError *error = NULL;
    Shares *shares = shares_new(n_readers, n_rows, skip, &error);
    assert_no_error(error);
    return shares;
}

static void a_part_is_taken_block_by_block(void **state G_GNUC_UNUSED)
{
    Shares *shares = shares_of(1, 2 * SHARES_BLOCK + 5, 0);
    gint64 from;
    shares_give(shares, 0, 0, 2 * SHARES_BLOCK + 5);
    assert_int_equal(shares_take(shares, 0), SHARES_BLOCK);
    assert_int_equal(shares_take(shares, 0), SHARES_BLOCK);
    assert_int_equal(shares_take(shares, 0), 5);
    assert_int_equal(shares_take(shares, 0), 0);
    assert_false(shares_take_over(shares, 0, &from));
    shares_free(shares);
}

static void half_of_what_is_left_is_taken_over(void **state G_GNUC_UNUSED)
{
    enum { PART = 100 * SHARES_BLOCK };
    Shares *shares = shares_of(3, 2 * PART, 0);
    gint64 from = 0;
    shares_give(shares, 0, 0, PART);
    shares_give(shares, 1, PART, PART + PART / 2);
    shares_give(shares, 2, PART + PART / 2, 2 * PART);
    while (shares_take(shares, 1) > 0) {
    }
    assert_true(shares_take_over(shares, 1, &from));
    assert_int_equal(from, PART / 2);
    guint blocks = 0;
    while (shares_take(shares, 1) > 0)
        blocks++;
    assert_int_equal(blocks, 50);
    while (shares_take(shares, 0) > 0)
        blocks++;
    assert_int_equal(blocks, 100);
    shares_free(shares);
}

/* With 100 blocks left and a way of 200 at 0.1 a block: 20 + x = 100 - x. */
static void the_way_there_counts(void **state G_GNUC_UNUSED)
{
    enum { PART = 100 * SHARES_BLOCK };
    Shares *shares = shares_of(2, 2 * PART, 0.1);
    gint64 from = 0;
    shares_give(shares, 0, 0, 0);
    shares_give(shares, 1, PART, 2 * PART);
    assert_true(shares_take_over(shares, 0, &from));
    assert_int_equal(from, 2 * PART - 40 * SHARES_BLOCK);
    shares_free(shares);
}

static void little_is_left_alone(void **state G_GNUC_UNUSED)
{
    Shares *shares = shares_of(2, 1000 * SHARES_BLOCK, 0.4);
    gint64 from = 0;
    shares_give(shares, 0, 0, 0);
    shares_give(shares, 1, 0, 15 * SHARES_BLOCK);
    assert_false(shares_take_over(shares, 0, &from)); /* too short */
    shares_give(shares, 1, 600 * SHARES_BLOCK, 1000 * SHARES_BLOCK);
    assert_false(shares_take_over(shares, 0, &from)); /* too far */
    shares_free(shares);
}

enum { ROUNDS = 2000, THREADS = 3, MANY_ROWS = 150 * SHARES_BLOCK + 77 };

typedef struct {
    Shares *shares;
    guint reader;
    gint64 at; /* where its part begins */
    guint8 *times;
} Thread;

static gpointer take_all(gpointer data)
{
    Thread *t = data;
    gint64 n;
    do {
        while ((n = shares_take(t->shares, t->reader)) > 0) {
            for (gint64 row = t->at; row < t->at + n; row++)
                t->times[row]++;
            t->at += n;
        }
    } while (shares_take_over(t->shares, t->reader, &t->at));
    return NULL;
}

/* All rows belong to the first; the others live on what they take over. */
static void one_round(guint8 *times)
{
    Shares *shares = shares_of(THREADS, MANY_ROWS, 0.01);
    GThread *threads[THREADS];
    Thread of[THREADS];
    memset(times, 0, MANY_ROWS);
    shares_give(shares, 0, 0, MANY_ROWS);
    for (guint i = 0; i < THREADS; i++) {
        of[i] = (Thread){shares, i, 0, times};
        threads[i] = g_thread_new("taker", take_all, &of[i]);
    }
    for (guint i = 0; i < THREADS; i++)
        g_thread_join(threads[i]);
    guint wrong = 0;
    for (gint64 row = 0; row < MANY_ROWS; row++)
        wrong += times[row] != 1;
    assert_int_equal(wrong, 0);
    shares_free(shares);
}

static void every_row_is_had_once(void **state G_GNUC_UNUSED)
{
    g_autofree guint8 *times = g_malloc(MANY_ROWS);
    for (guint i = 0; i < ROUNDS; i++)
        one_round(times);
}

/* --- readers that say what they like ---------------------------------------------------------- */

enum { PARTS = 4, HALF = SHARES_BLOCK, ALL = 2 * HALF, END = -1 };

/* What two readers send: moves to FROM and N rows there; the first move of each is unsaid. */
typedef struct {
    const char *name;
    gboolean good;
    struct {
        gint64 from, n;
    } parts[2][PARTS];
} Script;

static const Script scripts[] = {
    {"as given", TRUE, {{{0, HALF}, {END, 0}}, {{HALF, HALF}, {END, 0}}}},
    {"the end of the other's",
     TRUE,
     {{{0, HALF}, {ALL - 64, 64}, {END, 0}}, {{HALF, HALF - 64}, {END, 0}}}},
    {"here and there",
     TRUE,
     {{{0, 64}, {ALL - 64, 64}, {128, HALF - 128}, {END, 0}},
      {{HALF, HALF - 64}, {64, 64}, {END, 0}}}},
    {"nothing in between", TRUE, {{{0, HALF}, {64, 0}, {END, 0}}, {{HALF, HALF}, {END, 0}}}},
    {"rows twice", FALSE, {{{0, HALF}, {64, 64}, {END, 0}}, {{HALF, HALF}, {END, 0}}}},
    {"rows twice for others",
     FALSE,
     {{{0, HALF}, {64, 64}, {END, 0}}, {{HALF, HALF - 64}, {END, 0}}}},
    {"rows left out", FALSE, {{{0, HALF - 64}, {END, 0}}, {{HALF, HALF}, {END, 0}}}},
    {"the last rows left out", FALSE, {{{0, HALF}, {END, 0}}, {{HALF, HALF - 64}, {END, 0}}}},
    {"rows beyond the file", FALSE, {{{0, HALF}, {ALL, 64}, {END, 0}}, {{HALF, HALF}, {END, 0}}}},
    {"a move beyond the file",
     FALSE,
     {{{0, HALF}, {ALL + 1, 0}, {END, 0}}, {{HALF, HALF}, {END, 0}}}},
    {"a move before the file", FALSE, {{{0, HALF}, {-2, 0}, {END, 0}}, {{HALF, HALF}, {END, 0}}}},
};

static const Script *script;

static void read_script(Reader *reader, const ReadJob *job)
{
    for (guint p = 0; p < PARTS && script->parts[job->reader][p].from != END; p++) {
        gint64 n = script->parts[job->reader][p].n;
        if (p > 0)
            reader_move(reader, script->parts[job->reader][p].from);
        for (gint64 row = 0; row < n; row++) {
            reader_number(reader, 0, 1);
            reader_row(reader);
        }
    }
    reader_finish(reader);
}

static guint halves(const SourceFile *file G_GNUC_UNUSED, const Codebook *codebook G_GNUC_UNUSED,
                    guint wanted G_GNUC_UNUSED, SourceRange *ranges)
{
    ranges[0] = (SourceRange){0, HALF, 0, HALF};
    ranges[1] = (SourceRange){HALF, ALL, HALF, HALF};
    return 2;
}

static double free_of_cost(const SourceFile *file G_GNUC_UNUSED)
{
    return 0;
}

static gboolean read_all(Scan *scan, gint64 *rows, GError **error)
{
    const Batch *batch = NULL;
    *rows = 0;
    for (guint r = 0; r < scan_n_readers(scan); r++)
        do {
            if (!scan_next(scan, r, &batch, error))
                return FALSE;
            *rows += batch != NULL ? batch->n_rows : 0;
        } while (batch != NULL);
    return TRUE;
}

static void a_script(void **state)
{
    static const char *const extensions[] = {"lie", NULL};
    const SourceKind kind = {"lies", extensions, NULL, halves, free_of_cost, read_script};
    const SourceColumn column = {.column = 0};
    g_autofree char *path = support_path("data/copenhagen.sav");
    const SourceOptions options = {.path = path};
    GError *error = NULL;
    gint64 rows;
    g_autoptr(Codebook) codebook = codebook_new(path, "lies");
    codebook_add(codebook, "first");
    codebook->rows = ALL;
    script = *state;
    g_autoptr(Scan) scan = scan_new_of(&kind, &options, codebook, &column, 1, 2, &error);
    assert_no_error(error);
    if (script->good) {
        assert_true(read_all(scan, &rows, &error));
        assert_no_error(error);
        assert_int_equal(rows, ALL);
        return;
    }
    assert_false(read_all(scan, &rows, &error));
    assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA));
    assert_non_null(strstr(error->message, "the reader ended after sending what no reader sends"));
    g_clear_error(&error);
}

/* --- a reader held up ------------------------------------------------------------------------- */

enum { HELD_UP = 600000 };

static void write_numbers(const char *path)
{
    GError *error = NULL;
    g_autoptr(Codebook) written = codebook_new(NULL, "SPSS");
    codebook_add(written, "ID");
    g_autoptr(Sink) sink = sink_new(path, written, HELD_UP, &error);
    assert_no_error(error);
    for (guint row = 0; row < HELD_UP; row++)
        assert_true(sink_write(sink, &(SinkCell){.number = row + 1}, &error));
    assert_true(sink_close(sink, &error));
}

/* Nobody takes what the second one sends until the first has ended, and the pipe is soon full: the
 * first one reads rows of the second's part. */
static void another_reads_its_rows(void **state)
{
    g_autofree char *folder = support_folder();
    g_autofree char *path = g_strdup_printf("%s/rows.%s", folder, (const char *)*state);
    SourceOptions options = {.path = path};
    const SourceColumn column = {.column = 0, .as_double = TRUE};
    GError *error = NULL;
    const Batch *batch;
    gint64 rows[2] = {0, 0}, last[2] = {0, 0};
    write_numbers(path);
    g_autoptr(Codebook) codebook = source_describe(&options, &error);
    assert_no_error(error);
    g_autoptr(Scan) scan = scan_new(&options, codebook, &column, 1, 2, &error);
    assert_no_error(error);
    assert_int_equal(scan_n_readers(scan), 2);
    for (guint r = 0; r < 2; r++) {
        while (scan_next(scan, r, &batch, &error) && batch != NULL) {
            const double *numbers = batch_column(batch, 0);
            for (guint row = 0; row < batch->n_rows; row++)
                assert_true(numbers[row] == (double)(batch->first_row + row + 1));
            rows[r] += batch->n_rows;
            last[r] = MAX(last[r], batch->first_row + batch->n_rows);
        }
        assert_no_error(error);
    }
    assert_int_equal(rows[0] + rows[1], HELD_UP);
    assert_int_equal(last[0], HELD_UP);
    assert_true(rows[0] > HELD_UP * 6 / 10);
    support_remove(folder);
}

int main(void)
{
    const struct CMUnitTest alone[] = {
        cmocka_unit_test(a_part_is_taken_block_by_block),
        cmocka_unit_test(half_of_what_is_left_is_taken_over),
        cmocka_unit_test(the_way_there_counts),
        cmocka_unit_test(little_is_left_alone),
        cmocka_unit_test(every_row_is_had_once),
        {"held up, sav", another_reads_its_rows, NULL, NULL, (void *)(guintptr) "sav"},
        {"held up, dta", another_reads_its_rows, NULL, NULL, (void *)(guintptr) "dta"},
        {"held up, sas7bdat", another_reads_its_rows, NULL, NULL, (void *)(guintptr) "sas7bdat"},
    };
    GArray *tests = g_array_new(FALSE, TRUE, sizeof(struct CMUnitTest));
    g_array_append_vals(tests, alone, G_N_ELEMENTS(alone));
    for (guint i = 0; i < G_N_ELEMENTS(scripts); i++) {
        struct CMUnitTest test = {scripts[i].name, a_script, NULL, NULL,
                                  (void *)(guintptr)&scripts[i]};
        g_array_append_val(tests, test);
    }
    int failed = _cmocka_run_group_tests("shares", (const struct CMUnitTest *)(void *)tests->data,
                                         tests->len, NULL, NULL);
    g_array_unref(tests);
    return failed;
}
