/* Rows before a range of a packed .sav are stepped over: what each reader then gives is what one
 * reader gives of these rows. Padding, literals, blanks, missing values and strings of several
 * elements stand on all sides of the boundaries. */
#include "data/sink.h"
#include "data/source.h"
#include "support/support.h"

#include <glib/gstdio.h>
#include <string.h>

enum { ROWS = 150000, COLUMNS = 5 };

static Codebook *questionnaire(gboolean very_long)
{
    static const char *const names[COLUMNS] = {"digit", "fraction", "short", "long", "last"};
    Codebook *codebook = codebook_new(NULL, "SPSS");
    for (guint c = 0; c < COLUMNS; c++)
        codebook_add(codebook, names[c]);
    Variable *text = codebook->variables->pdata[2];
    text->is_string = TRUE;
    text->width = 5;
    text = codebook->variables->pdata[3];
    text->is_string = TRUE;
    text->width = very_long ? 300 : 21;
    return codebook;
}

/* Codes wider than a byte, and than two, from rows in the middle of a stage. */
static double last_of(gint64 row)
{
    return row < 37 ? 0 : (double)((row - 37) % 70000);
}

static void write_rows(const char *path, gboolean very_long)
{
    static const char *const shorts[] = {"", "a", "vingt"};
    static const char *const longs[] = {"", "eight  8", "twelve bytes", "twenty-one bytes long"};
    GError *error = NULL;
    g_autoptr(Codebook) codebook = questionnaire(very_long);
    g_autoptr(Sink) sink = sink_new(path, codebook, ROWS, &error);
    assert_no_error(error);
    guint32 state = 749;
    for (guint row = 0; row < ROWS; row++) {
        SinkCell cells[COLUMNS] = {{0}};
        state = 1664525 * state + 1013904223;
        cells[0].number = state >> 28;
        cells[0].state = state >> 24 & 1 ? CELL_VALID : CELL_SYSTEM_MISSING;
        cells[1].number = (double)(state >> 20 & 15) / (state >> 19 & 1 ? 4 : 1);
        cells[2].text = shorts[(state >> 16 & 255) % G_N_ELEMENTS(shorts)];
        cells[3].text = longs[(state >> 12 & 255) % G_N_ELEMENTS(longs)];
        cells[4].number = last_of(row);
        assert_true(sink_write(sink, cells, &error));
    }
    assert_true(sink_close(sink, &error));
}

static guint64 mix(guint64 hash, const void *bytes, gsize n)
{
    for (gsize i = 0; i < n; i++)
        hash = (hash ^ ((const guint8 *)bytes)[i]) * G_GUINT64_CONSTANT(1099511628211);
    return hash;
}

static guint64 mix_cell(guint64 hash, const DictEntry *entry)
{
    hash = mix(hash, &entry->state, sizeof entry->state);
    hash = mix(hash, &entry->number, sizeof entry->number);
    return entry->text != NULL ? mix(hash, entry->text, strlen(entry->text)) : hash;
}

static guint64 mix_row(const Scan *scan, guint r, const Batch *batch, guint row)
{
    gint64 of_file = batch->first_row + row;
    guint64 hash = mix(G_GUINT64_CONSTANT(14695981039346656037), &of_file, sizeof of_file);
    for (guint c = 0; c < COLUMNS; c++) {
        guint n;
        const DictEntry *entries = scan_dictionary(scan, r, c, &n);
        const DictEntry *entry = &entries[batch_code(batch, c, row)];
        if (c == COLUMNS - 1)
            assert_near(entry->number, last_of(of_file), 0);
        hash = mix_cell(hash, entry);
    }
    return hash;
}

/* Of every cell and its row; the readers may share them in any way. */
static guint64 fingerprint(const char *path, guint n_readers, guint *got)
{
    GError *error = NULL;
    SourceOptions options = {.path = path};
    SourceColumn columns[COLUMNS] = {{0}, {1}, {2}, {3}, {4}};
    g_autoptr(Codebook) codebook = source_describe(&options, &error);
    assert_no_error(error);
    g_autoptr(Scan) scan = scan_new(&options, codebook, columns, COLUMNS, n_readers, &error);
    assert_no_error(error);
    guint64 hash = 0;
    gint64 rows = 0;
    *got = scan_n_readers(scan);
    for (guint r = 0; r < *got; r++) {
        const Batch *batch;
        while (scan_next(scan, r, &batch, &error) && batch != NULL) {
            for (guint row = 0; row < batch->n_rows; row++)
                hash += mix_row(scan, r, batch, row);
            rows += batch->n_rows;
        }
        assert_no_error(error);
    }
    assert_int_equal(rows, ROWS);
    return hash;
}

static void check(gboolean very_long)
{
    g_autofree char *folder = g_dir_make_tmp("annexe-skip-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "rows.sav", NULL);
    guint got;
    write_rows(path, very_long);
    guint64 one = fingerprint(path, 1, &got);
    for (guint n = 2; n <= 7; n++) {
        assert_int_equal(fingerprint(path, n, &got), one);
        assert_int_equal(got, n);
    }
    g_remove(path);
    g_rmdir(folder);
}

static void packed_rows(void **state G_GNUC_UNUSED)
{
    check(FALSE);
}

/* Not stepped over here: ReadStat unpacks them. */
static void very_long_strings(void **state G_GNUC_UNUSED)
{
    check(TRUE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(packed_rows),
        cmocka_unit_test(very_long_strings),
    };
    return cmocka_run_group_tests_name("sav_skip", tests, NULL, NULL);
}
