#include "base/csv.h"
#include "base/error.h"
#include "support/support.h"

#include <string.h>

/* Records as "LINE:field|field;", an empty unquoted field as nothing, a quoted one as "". */
static void write_field(void *bytes, size_t length, void *data)
{
    GString *out = data;
    if (bytes != NULL && length == 0)
        g_string_append(out, "\"\"");
    g_string_append_len(out, bytes, (gssize)length);
    g_string_append_c(out, '|');
}

static void write_record(CsvReader *reader, void *data)
{
    GString *out = data;
    g_string_append_printf(out, "@%" G_GUINT64_FORMAT " ", csv_reader_line(reader));
}

/* What reading TEXT in pieces of PIECE bytes gives; an error ends it with its message. */
static char *read_pieces(const char *text, gsize length, char delimiter, gsize piece)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    const CsvCalls calls = {write_field, write_record};
    g_autoptr(CsvReader) reader = csv_reader_new(&(CsvFormat){.delimiter = delimiter}, &calls, out);
    gboolean ok = TRUE;
    for (gsize at = 0; ok && at < length; at += piece)
        ok = csv_reader_push(reader, text + at, MIN(piece, length - at), &error);
    if (ok)
        ok = csv_reader_finish(reader, &error);
    if (!ok) {
        assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA));
        g_autofree char *start =
            g_strdup_printf("line %" G_GUINT64_FORMAT ": ", csv_reader_line(reader));
        assert_true(g_str_has_prefix(error->message, start));
        g_string_append_printf(out, "! %s", error->message);
    }
    return g_string_free(out, FALSE);
}

#define MIDDLE(line)                                                                               \
    " closes in line " line                                                                        \
    " in the middle of a field; inside a quoted field a quote is written twice"

static const struct {
    const char *text;
    char delimiter;
    const char *records;
} cases[] = {
    {"", ',', ""},
    {"a,b\n1,2\n", ',', "a|b|@1 1|2|@2 "},
    {"a,b\r\n1,2\r\n", ',', "a|b|@1 1|2|@2 "},
    {"a,b\r1,2\r", ',', "a|b|@1 1|2|@2 "},
    {"a,b\n1,2", ',', "a|b|@1 1|2|@2 "},
    {"a,b\n1,", ',', "a|b|@1 1||@2 "},
    {"\xEF\xBB\xBF"
     "a;b\n",
     ';', "a|b|@1 "},
    {"a\n\xEF\xBB\xBF"
     "b\n",
     ',',
     "a|@1 \xEF\xBB\xBF"
     "b|@2 "},
    {"x\n\n5\n\n", ',', "x|@1 |@2 5|@3 |@4 "},
    {"x\r\n\r\n5\r\n", ',', "x|@1 |@2 5|@3 "},
    {"x\r\r5\r", ',', "x|@1 |@2 5|@3 "},
    {"x\n  \n5\n", ',', "x|@1 |@2 5|@3 "},
    {"a\tb\n\t\n", '\t', "a|b|@1 ||@2 "},
    {"a,\"\"\n\"\",b\n", ',', "a|\"\"|@1 \"\"|b|@2 "},
    {" a , \"b \" \n", ',', "a|b |@1 "},
    {"\"a \"\"b\"\"\",c\n", ',', "a \"b\"|c|@1 "},
    {"\"a\nb\",c\nd,e\n", ',', "a\nb|c|@1 d|e|@3 "},
    {"\"a\r\nb\",c\r\nd,e\r\n", ',', "a\r\nb|c|@1 d|e|@3 "},
    {"\"\n\n\",c\n\nd\n", ',', "\n\n|c|@1 |@4 d|@5 "},
    {"5\" pipe,b\"\"c\n", ',', "5\" pipe|b\"\"c|@1 "},
    {"a,\"b\nc\nd,e\n", ',', "a|! line 1: the quote opened here is never closed"},
    {"a\n\nb,\"c", ',', "a|@1 |@2 b|! line 3: the quote opened here is never closed"},
    {"\"a\n\",\"b\nc", ',', "a\n|! line 2: the quote opened here is never closed"},
    {"x\n\"a\"b,c\n", ',', "x|@1 ! line 2: the quote opened here" MIDDLE("2")},
    {"x\n\"a,1\nb,\"2\"\n", ',', "x|@1 ! line 2: the quote opened here" MIDDLE("3")},
    {"\"a\n\",\"b\"c\n", ',', "a\n|! line 2: the quote opened here" MIDDLE("2")},
};

static void grammar_in_any_pieces(void **state G_GNUC_UNUSED)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        gsize length = strlen(cases[i].text);
        for (gsize piece = 1; piece <= length + 1; piece++) {
            g_autofree char *got = read_pieces(cases[i].text, length, cases[i].delimiter, piece);
            if (strcmp(got, cases[i].records) != 0)
                fail_msg("case %u in pieces of %zu gives\n%s\nnot\n%s", i, piece, got,
                         cases[i].records);
        }
    }
}

static void refuses_nul_bytes(void **state G_GNUC_UNUSED)
{
    static const char text[] = "a,b\n1,2\n3,\0\n";
    g_autofree char *got = read_pieces(text, sizeof text - 1, ',', sizeof text);
    assert_non_null(strstr(got, "! line 3: a NUL byte; this is no text file"));
    static const char utf16[] = "\xff\xfe"
                                "a\0,\0b\0\n\0";
    g_autofree char *wide = read_pieces(utf16, sizeof utf16 - 1, ',', 4);
    assert_non_null(strstr(wide, "! line 1: a NUL byte"));
}

static void an_open_quote_does_not_swallow_the_file(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) text = g_string_new("a,b\n1,\"2\n");
    while (text->len < 3 * CSV_FIELD_MAX)
        g_string_append(text, "1,2\n");
    g_autofree char *got = read_pieces(text->str, text->len, ',', 65536);
    assert_string_equal(got, "a|b|@1 1|! line 2: the quote opened here is not closed within 1 MiB");
}

static void an_endless_line_is_refused(void **state G_GNUC_UNUSED)
{
    g_autofree char *line = g_strnfill(CSV_LINE_MAX + 2, 'x');
    g_autofree char *got = read_pieces(line, CSV_LINE_MAX + 2, ',', 1 << 20);
    assert_string_equal(got, "! line 1: a line of more than 64 MiB");
}

static void stop_at_first_record(CsvReader *reader, void *data)
{
    write_record(reader, data);
    csv_reader_stop(reader);
}

static void stops_and_starts_anywhere(void **state G_GNUC_UNUSED)
{
    g_autoptr(GString) out = g_string_new(NULL);
    const CsvCalls calls = {write_field, stop_at_first_record};
    g_autoptr(CsvReader) reader = csv_reader_new(&(CsvFormat){.first_line = 1001}, &calls, out);
    assert_true(csv_reader_push(reader, "a\nb\n", 4, NULL));
    assert_true(csv_reader_push(reader, "\"", 1, NULL));
    assert_true(csv_reader_finish(reader, NULL));
    assert_string_equal(out->str, "a|@1001 ");
}

static void sniffs_delimiters(void **state G_GNUC_UNUSED)
{
    const struct {
        const char *text;
        char delimiter;
    } texts[] = {
        {"", ','},        {"a\nb\n", ','},        {"a,b;c,d\n", ','}, {"a;b\n1,5;2,5\n", ';'},
        {"a\tb\n", '\t'}, {"\"a,b,c\";d\n", ';'}, {"\n\na;b\n", ';'}, {"un\n1;2\n", ';'},
    };
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++)
        assert_int_equal(csv_sniff_delimiter(texts[i].text, strlen(texts[i].text)),
                         texts[i].delimiter);
}

static void reads_tables(void **state G_GNUC_UNUSED)
{
    static const char text[] = "id,label\nC1,\"é, \"\"x\"\"\nand\", z\n";
    g_autoptr(CsvTable) table = csv_table_read(text, strlen(text), &(CsvFormat){0}, NULL, NULL);
    assert_int_equal(table->records->len, 2);
    const CsvRecord *record = g_ptr_array_index(table->records, 1);
    assert_int_equal(record->line, 2);
    assert_int_equal(record->fields->len, 3);
    assert_string_equal(g_array_index(record->fields, CsvField, 1).text, "é, \"x\"\nand");
    const struct {
        guint field;
        guint64 line;
        guint column;
    } places[] = {{0, 2, 1}, {1, 2, 4}, {2, 3, 7}};
    for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
        guint64 line = 2;
        guint column = 0;
        csv_locate(text, strlen(text), &(CsvFormat){0}, places[i].field, &line, &column);
        assert_int_equal(line, places[i].line);
        assert_int_equal(column, places[i].column);
    }
    guint64 line = 1;
    guint column = 0;
    csv_locate("éàü;x\n", strlen("éàü;x\n"), &(CsvFormat){.delimiter = ';'}, 1, &line, &column);
    assert_int_equal(column, 5);
}

static void tables_say_where_they_fail(void **state G_GNUC_UNUSED)
{
    guint64 line = 0;
    g_autoptr(GError) error = NULL;
    assert_null(csv_table_read("a\nb\n\"c\n", 7, &(CsvFormat){0}, &line, &error));
    assert_int_equal(line, 3);
    assert_non_null(error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grammar_in_any_pieces),
        cmocka_unit_test(refuses_nul_bytes),
        cmocka_unit_test(an_open_quote_does_not_swallow_the_file),
        cmocka_unit_test(an_endless_line_is_refused),
        cmocka_unit_test(stops_and_starts_anywhere),
        cmocka_unit_test(sniffs_delimiters),
        cmocka_unit_test(reads_tables),
        cmocka_unit_test(tables_say_where_they_fail),
    };
    return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
