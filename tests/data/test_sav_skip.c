/* Rows before a range of a packed .sav are stepped over: what each reader then gives is what one
 * reader gives of these rows. Padding, literals, blanks, missing values and strings of several
 * elements stand on all sides of the boundaries. */
#include "data/sink.h"
#include "data/source.h"
#include "sav_skip.h"
#include "support/support.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

enum { COLUMNS = 5, MOST_COLUMNS = 160 };

/* DIGITS more columns: rows with many commands between one literal and the next. */
typedef struct {
    gboolean very_long;
    guint n_rows, digits, most_readers;
} Kind;

static Codebook *questionnaire(const Kind *kind)
{
    static const char *const names[COLUMNS] = {"digit", "fraction", "short", "long", "last"};
    Codebook *codebook = codebook_new(NULL, "SPSS");
    for (guint c = 0; c < COLUMNS + kind->digits; c++) {
        g_autofree char *digit = g_strdup_printf("digit%u", c);
        codebook_add(codebook, c < COLUMNS ? names[c] : digit);
    }
    Variable *text = codebook->variables->pdata[2];
    text->is_string = TRUE;
    text->width = 5;
    text = codebook->variables->pdata[3];
    text->is_string = TRUE;
    text->width = kind->very_long ? 300 : 21;
    return codebook;
}

/* Codes wider than a byte, and than two, from rows in the middle of a stage. */
static double last_of(gint64 row)
{
    return row < 37 ? 0 : (double)((row - 37) % 70000);
}

static SinkCell digit_of(guint row, guint column)
{
    guint32 mixed = (row * 2654435761u + column * 40503u) >> 16;
    return (SinkCell){.number = mixed % 7,
                      .state = mixed % 19 == 0 ? CELL_SYSTEM_MISSING : CELL_VALID};
}

static void write_rows(const char *path, const Kind *kind)
{
    static const char *const shorts[] = {"", "a", "vingt"};
    static const char *const longs[] = {"", "eight  8", "twelve bytes", "twenty-one bytes long"};
    GError *error = NULL;
    g_autoptr(Codebook) codebook = questionnaire(kind);
    g_autoptr(Sink) sink = sink_new(path, codebook, kind->n_rows, &error);
    assert_no_error(error);
    guint32 state = 749;
    for (guint row = 0; row < kind->n_rows; row++) {
        SinkCell cells[MOST_COLUMNS] = {{0}};
        state = 1664525 * state + 1013904223;
        cells[0].number = state >> 28;
        cells[0].state = state >> 24 & 1 ? CELL_VALID : CELL_SYSTEM_MISSING;
        cells[1].number = (double)(state >> 20 & 15) / (state >> 19 & 1 ? 4 : 1);
        cells[2].text = shorts[(state >> 16 & 255) % G_N_ELEMENTS(shorts)];
        cells[3].text = longs[(state >> 12 & 255) % G_N_ELEMENTS(longs)];
        cells[4].number = last_of(row);
        for (guint c = COLUMNS; c < COLUMNS + kind->digits; c++)
            cells[c] = digit_of(row, c);
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
    guint n_columns = batch->n_columns;
    gint64 of_file = batch->first_row + row;
    guint64 hash = mix(G_GUINT64_CONSTANT(14695981039346656037), &of_file, sizeof of_file);
    for (guint c = 0; c < n_columns; c++) {
        guint n;
        const DictEntry *entries = scan_dictionary(scan, r, c, &n);
        const DictEntry *entry = &entries[batch_code(batch, c, row)];
        if (c == COLUMNS - 1)
            assert_near(entry->number, last_of(of_file), 0);
        if (c >= COLUMNS && entry->state == CELL_VALID)
            assert_near(entry->number, digit_of((guint)of_file, c).number, 0);
        hash = mix_cell(hash, entry);
    }
    return hash;
}

/* Of every cell and its row; the readers may share them in any way. */
static guint64 fingerprint(const char *path, const Kind *kind, guint n_readers, guint *got)
{
    GError *error = NULL;
    SourceOptions options = {.path = path};
    SourceColumn columns[MOST_COLUMNS] = {{0}};
    guint n_columns = COLUMNS + kind->digits;
    for (guint c = 0; c < n_columns; c++)
        columns[c].column = c;
    g_autoptr(Codebook) codebook = source_describe(&options, &error);
    assert_no_error(error);
    g_autoptr(Scan) scan = scan_new(&options, codebook, columns, n_columns, n_readers, &error);
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
    assert_int_equal(rows, kind->n_rows);
    return hash;
}

static void check(Kind kind)
{
    g_autofree char *folder = g_dir_make_tmp("annexe-skip-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(folder, "rows.sav", NULL);
    guint got;
    write_rows(path, &kind);
    guint64 one = fingerprint(path, &kind, 1, &got);
    for (guint n = 2; n <= kind.most_readers; n++) {
        assert_int_equal(fingerprint(path, &kind, n, &got), one);
        assert_int_equal(got, n);
    }
    g_remove(path);
    g_rmdir(folder);
}

static void packed_rows(void **state G_GNUC_UNUSED)
{
    check((Kind){.n_rows = 150000, .most_readers = 7});
}

/* Sixty-four commands are stepped over together, but for those near a literal. */
static void packed_digits(void **state G_GNUC_UNUSED)
{
    check((Kind){.n_rows = 60000, .digits = 150, .most_readers = 3});
}

/* Not stepped over here: ReadStat unpacks them. */
static void very_long_strings(void **state G_GNUC_UNUSED)
{
    check((Kind){.n_rows = 150000, .very_long = TRUE, .most_readers = 7});
}

/* Words of eight commands and the literals behind them: stretches of small whole numbers, missing
 * values and padding, then some with literals, whose bytes look like commands; the end of the file,
 * and what looks like more. */
static GByteArray *packed_stream(void)
{
    enum { WORDS = 30000, CALM = 50, WORD = 8 };
    GByteArray *stream = g_byte_array_new();
    guint32 state = 749;
    for (guint w = 0; w < WORDS; w++) {
        guint8 commands[WORD], literals[WORD * WORD];
        guint n = 0;
        for (guint c = 0; c < WORD; c++) {
            state = 1664525 * state + 1013904223;
            guint kind = state >> 24;
            gboolean calm = w / CALM % 3 != 0;
            commands[c] = kind < 12            ? 0
                          : kind < 40          ? 255
                          : kind < 60 && !calm ? 253
                                               : 100 + kind % 7;
            for (guint i = 0; commands[c] == 253 && i < WORD; i++)
                literals[n++] = (guint8)(i % 2 == 0 ? 251 + i / 2 : 0);
        }
        g_byte_array_append(stream, commands, WORD);
        g_byte_array_append(stream, literals, n);
    }
    guint8 beyond[WORD * CALM];
    memset(beyond, 101, sizeof beyond);
    beyond[0] = 252;
    g_byte_array_append(stream, beyond, sizeof beyond);
    return stream;
}

/* What a reader finds: commands, and literals as their bits. */
static GArray *elements_of(const guint8 *bytes, gsize n)
{
    enum { WORD = 8 };
    GArray *elements = g_array_new(FALSE, FALSE, sizeof(guint64));
    for (gsize at = 0; at + WORD <= n;) {
        const guint8 *commands = bytes + at;
        at += WORD;
        for (guint c = 0; c < WORD; c++) {
            guint64 element = commands[c];
            if (element == 252)
                return elements;
            if (element == 253) {
                memcpy(&element, bytes + at, WORD);
                at += WORD;
            }
            if (element != 0)
                g_array_append_val(elements, element);
        }
    }
    return elements;
}

static void check_rest(Input *input, guint skipped, const GArray *all, guint8 *room)
{
    assert_true(sav_skip(input, skipped));
    ssize_t n = input_read(room, (size_t)input->size, input);
    assert_true(n > 0);
    g_autoptr(GArray) rest = elements_of(room, (gsize)n);
    assert_int_equal(rest->len, all->len - skipped);
    assert_memory_equal(rest->data, &g_array_index(all, guint64, skipped),
                        rest->len * sizeof(guint64));
}

/* Whatever is stepped over, what is left is the rest: near the beginning, anywhere, near the end.
 */
static void any_place(void **state G_GNUC_UNUSED)
{
    enum { PLACES = 100, LAST_WORDS = 17 };
    static Input input;
    g_autoptr(GByteArray) stream = packed_stream();
    g_autoptr(GArray) all = elements_of(stream->data, stream->len);
    g_autofree guint8 *room = g_malloc(stream->len);
    g_autofree char *path = NULL;
    int file = g_file_open_tmp("annexe-skip-XXXXXX", &path, NULL);
    assert_int_equal(write(file, stream->data, stream->len), stream->len);
    for (guint i = 0; i < PLACES; i++) {
        const guint skipped[] = {1 + i, 1 + all->len / (PLACES + 1) * i, all->len - LAST_WORDS - i};
        for (guint k = 0; k < G_N_ELEMENTS(skipped); k++) {
            input = (Input){.fd = file, .size = stream->len};
            check_rest(&input, skipped[k], all, room);
        }
    }
    input = (Input){.fd = file, .size = stream->len};
    assert_false(sav_skip(&input, all->len + PLACES));
    close(file);
    g_remove(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_place),
        cmocka_unit_test(packed_rows),
        cmocka_unit_test(packed_digits),
        cmocka_unit_test(very_long_strings),
    };
    return cmocka_run_group_tests_name("sav_skip", tests, NULL, NULL);
}
