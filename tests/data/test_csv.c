/* What text files look like, and how they are refused: one table of each. */
#include "support/support.h"

#include "base/error.h"
#include "data/source.h"

#include <string.h>

typedef struct {
    const char *name, *text;
    gsize length; /* 0: up to the NUL */
    SourceOptions options;
    const char *expected; /* see show() */
} Shape;

#define BOM "\xEF\xBB\xBF"

/* name[s|n]=cells, "." for missing, rows joined by commas; then delimiter, decimal, encoding. */
static const Shape shapes[] = {
    {"plain", "a,b\n1,x\n2,y\n", .expected = "a n 1 2|b s x y|, . UTF-8"},
    {"crlf", "a,b\r\n1,x\r\n2,y\r\n", .expected = "a n 1 2|b s x y|, . UTF-8"},
    {"cr", "a,b\r1,x\r2,y\r", .expected = "a n 1 2|b s x y|, . UTF-8"},
    {"no last line end", "a,b\n1,x\n2,y", .expected = "a n 1 2|b s x y|, . UTF-8"},
    {"bom", BOM "a;b\n1,5;é\n2;è\n", .expected = "a n 1.5 2|b s é è|; , UTF-8"},
    {"excel french", "a;b\r\n1,5;\xE9t\xE9\r\n2,25;\x9Cuvre\r\n",
     .expected = "a n 1.5 2.25|b s été œuvre|; , windows-1252"},
    {"given encoding", "a;b\n1;\xE9\n", .options = {.encoding = "ISO-8859-2"},
     .expected = "a n 1|b s é|; . ISO-8859-2"},
    {"semicolons and points", "a;b\n1.5;2\n", .expected = "a n 1.5|b n 2|; . UTF-8"},
    {"given decimal", "a;b\n1;2\n", .options = {.decimal = ','},
     .expected = "a n 1|b n 2|; , UTF-8"},
    {"tab", "a\tb\n1\t2,5\n", .expected = "a n 1|b n 2.5|\t , UTF-8"},
    {"given delimiter", "a|b\n1|2\n", .options = {.delimiter = '|'},
     .expected = "a n 1|b n 2|| . UTF-8"},
    {"quotes", "a,b\n\"1\",\"x, \"\"y\"\"\"\n\"2\",\"two\nlines\"\n",
     .expected = "a n 1 2|b s x, \"y\" two\nlines|, . UTF-8"},
    {"a stray quote", "a,b\n1,5\" pipe\n2,6\"\n", .expected = "a n 1 2|b s 5\" pipe 6\"|, . UTF-8"},
    {"empty cells", "a,b\n,x\n2,\n\"\",\" \"\n", .expected = "a n . 2 .|b s x . .|, . UTF-8"},
    {"blank lines are answers in one column", "a\n1\n\n3\n", .expected = "a n 1 . 3|, . UTF-8"},
    {"blank lines are nothing in two", "a,b\n1,2\n\n3,4\n\n",
     .expected = "a n 1 3|b n 2 4|, . UTF-8"},
    {"numbers", "a\n-1\n+2.5\n.5\n1e3\n 7 \n", .expected = "a n -1 2.5 0.5 1000 7|, . UTF-8"},
    {"no numbers", "a,b,c\n0x10,nan,1 000\ninf,1e999,2\n",
     .expected = "a s 0x10 inf|b s nan 1e999|c s 1 000 2|, . UTF-8"},
    {"leading zeros and long numbers", "a\n007\n1234567890123456789\n",
     .expected = "a n 7 1.2345678901234568e+18|, . UTF-8"},
    {"names only", "a,b\n", .expected = "a n|b n|, . UTF-8"},
    {"synthetic", "SYNTHETIC,a\n1,2\n", .expected = "SYNTHETIC n 1|a n 2|, . UTF-8 synthetic"},
};

static char *show_cell(const Variable *variable, const DictEntry *entry)
{
    if (entry->state != CELL_VALID)
        return g_strdup(".");
    return variable->is_string ? g_strdup(entry->text) : g_strdup_printf("%.17g", entry->number);
}

static void show_column(GString *text, Scan *scan, const Batch *batch, const Variable *variable)
{
    guint n;
    const DictEntry *entries = scan_dictionary(scan, 0, variable->column, &n);
    g_string_append_printf(text, "%s %s", variable->name, variable->is_string ? "s" : "n");
    for (guint32 row = 0; batch != NULL && row < batch->n_rows; row++) {
        g_autofree char *cell =
            show_cell(variable, &entries[batch_code(batch, variable->column, row)]);
        g_string_append_printf(text, " %s", cell);
    }
    g_string_append_c(text, '|');
}

/* All of a file on a line, or NULL with ERROR. */
static char *show(const SourceOptions *options, GError **error)
{
    const Batch *batch;
    g_autoptr(Codebook) codebook = source_describe(options, error);
    if (codebook == NULL)
        return NULL;
    guint n = codebook->variables->len;
    g_autofree SourceColumn *columns = g_new0(SourceColumn, n);
    for (guint c = 0; c < n; c++)
        columns[c].column = c;
    g_autoptr(Scan) scan = scan_new(options, codebook, columns, n, 2, error);
    if (scan == NULL || !scan_next(scan, 0, &batch, error))
        return NULL;
    GString *text = g_string_new(NULL);
    for (guint c = 0; c < n; c++)
        show_column(text, scan, batch, codebook->variables->pdata[c]);
    g_string_append_printf(text, "%c %c %s%s", codebook->delimiter, codebook->decimal,
                           codebook->encoding, codebook->synthetic ? " synthetic" : "");
    return g_string_free(text, FALSE);
}

static char *write_text(const char *folder, const char *text, gsize length)
{
    char *path = g_build_filename(folder, "x.csv", NULL);
    assert_true(g_file_set_contents(path, text, length > 0 ? (gssize)length : -1, NULL));
    return path;
}

/* What is shown of a file with the text of SHAPE, or NULL with ERROR. PATH: where it was. */
static char *show_shape(const Shape *shape, char **path, GError **error)
{
    g_autofree char *folder = support_folder();
    SourceOptions options = shape->options;
    options.path = *path = write_text(folder, shape->text, shape->length);
    char *shown = show(&options, error);
    support_remove(folder);
    return shown;
}

static void a_shape(void **state)
{
    const Shape *shape = *state;
    GError *error = NULL;
    g_autofree char *path = NULL;
    g_autofree char *shown = show_shape(shape, &path, &error);
    assert_no_error(error);
    /* Numbers compare as printed with 17 digits. */
    assert_string_equal(shown, shape->expected);
}

/* What is refused, with what the message says behind the path. */
static const Shape refusals[] = {
    {"ragged", "a,b\n1,2\n3\n",
     .expected = ": row 2: error: this row has 1 cells and the first line has 2"},
    {"too wide", "a,b\n1,2,3\n",
     .expected = ": row 1: error: this row has 3 cells and the first line has 2"},
    {"open quote", "a,b\n1,\"x\n2,y\n", .expected = "the quote opened here is never closed"},
    {"nul", "a,b\n1,x\0y\n", 10, .expected = "NUL byte"},
    {"utf-16",
     "\xFF\xFE"
     "a\0,\0b\0\n\0",
     10, .expected = "UTF-16"},
    {"not the given encoding", "a,b\n1,x\n2,\xE9\n", .options = {.encoding = "UTF-8"},
     .expected = ": row 2, variable b: error: '\\xe9' is not valid UTF-8"},
    {"not the bom's encoding", BOM "a,b\n1,\xE9\n",
     .expected = ": row 1, variable b: error: '\\xe9' is not valid UTF-8"},
    {"an unknown encoding", "a\n1\n", .options = {.encoding = "klingon"},
     .expected = ": error: the encoding 'klingon' is unknown"},
    {"no name", "a,,c\n1,2,3\n", .expected = ": variable number 2: error: it has no name"},
    {"a name twice", "a,b,a\n1,2,3\n", .expected = ": variable a: error: two columns"},
    {"nothing but a line end", "\n\n\n", .expected = "it has no name"},
};

static void a_refusal(void **state)
{
    const Shape *shape = *state;
    GError *error = NULL;
    g_autofree char *path = NULL;
    g_autofree char *shown = show_shape(shape, &path, &error);
    assert_null(shown);
    assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA));
    if (!g_str_has_prefix(error->message, path) || strstr(error->message, shape->expected) == NULL)
        fail_msg("the message is: %s", error->message);
    g_clear_error(&error);
}

static void words_among_numbers(void **state G_GNUC_UNUSED)
{
    GError *error = NULL;
    g_autofree char *folder = support_folder();
    g_autofree char *path = write_text(folder, "a,b\n1,1\n2,\n3,refus\n4,non\n5,2\n", 0);
    SourceOptions options = {.path = path};
    g_autoptr(Codebook) codebook = source_describe(&options, &error);
    assert_no_error(error);
    const Variable *b = codebook_find(codebook, "b");
    assert_true(b->is_string);
    assert_int_equal(b->n_numbers, 2);
    assert_int_equal(b->n_words, 2);
    assert_int_equal(b->first_word_row, 3);
    assert_string_equal(b->first_word, "refus");
    SourceColumn column = {.column = 1, .as_double = TRUE};
    assert_null(scan_new(&options, codebook, &column, 1, 1, &error));
    assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA));
    assert_non_null(strstr(error->message, ": row 3, variable b: error: "));
    assert_non_null(strstr(error->message, "'refus'"));
    g_clear_error(&error);
    support_remove(folder);
}

/* Large enough for several parts and readers, with line breaks inside quotes; and the same with a
 * stray quote, where the parts cannot be believed. */
static void several_readers(void **state)
{
    enum { ROWS = 400000 };
    const char *stray = *state;
    GError *error = NULL;
    const Batch *batch;
    GString *text = g_string_new("id,text,one\n");
    for (guint row = 1; row <= ROWS; row++)
        g_string_append_printf(text, "%u,%s,1\n", row,
                               row == 5       ? stray
                               : row % 3 == 0 ? "\"a \"\"quoted\"\"\nline\""
                                              : "plain enough");
    g_autofree char *folder = support_folder();
    g_autofree char *path = write_text(folder, text->str, text->len);
    g_string_free(text, TRUE);
    SourceOptions options = {.path = path};
    g_autoptr(Codebook) codebook = source_describe(&options, &error);
    assert_no_error(error);
    assert_int_equal(codebook->rows, ROWS);
    const SourceColumn columns[] = {{.column = 0, .as_double = TRUE}, {.column = 1}};
    g_autoptr(Scan) scan = scan_new(&options, codebook, columns, 2, 2, &error);
    assert_no_error(error);
    if (strchr(stray, '"') == NULL && g_get_num_processors() > 1)
        assert_int_equal(scan_n_readers(scan), 2);
    gint64 expected = 0;
    for (guint r = 0; r < scan_n_readers(scan); r++) {
        while (scan_next(scan, r, &batch, &error) && batch != NULL) {
            assert_int_equal(batch->first_row, expected);
            for (guint32 row = 0; row < batch->n_rows; row++)
                assert_true(((const double *)batch_column(batch, 0))[row] == (double)++expected);
        }
        assert_no_error(error);
    }
    assert_int_equal(expected, ROWS);
    support_remove(folder);
}

int main(void)
{
    GArray *tests = g_array_new(FALSE, TRUE, sizeof(struct CMUnitTest));
    for (guint i = 0; i < G_N_ELEMENTS(shapes); i++) {
        struct CMUnitTest test = {shapes[i].name, a_shape, NULL, NULL,
                                  (void *)(guintptr)&shapes[i]};
        g_array_append_val(tests, test);
    }
    for (guint i = 0; i < G_N_ELEMENTS(refusals); i++) {
        struct CMUnitTest test = {refusals[i].name, a_refusal, NULL, NULL,
                                  (void *)(guintptr)&refusals[i]};
        g_array_append_val(tests, test);
    }
    static char plain[] = "plain", stray[] = "5\" pipe";
    struct CMUnitTest more[] = {
        cmocka_unit_test(words_among_numbers),
        {"several readers", several_readers, NULL, NULL, plain},
        {"several readers and a stray quote", several_readers, NULL, NULL, stray},
    };
    g_array_append_vals(tests, more, G_N_ELEMENTS(more));
    int failed = _cmocka_run_group_tests("csv", (const struct CMUnitTest *)(void *)tests->data,
                                         tests->len, NULL, NULL);
    g_array_unref(tests);
    return failed;
}
