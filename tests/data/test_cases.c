/* One table of cases, written in every format and read back: numbers, texts, accents, the kinds of
 * missing, labels, long texts, no rows, many levels. What a format cannot hold is said in its line
 * of the table of formats, and nowhere else. */
#include "support/support.h"

#include "base/error.h"
#include "data/sink.h"
#include "data/source.h"

#include <math.h>
#include <string.h>

enum { MOST_ROWS = 6, MANY = 70000, LONG = 1000 };

typedef struct {
    const char *extension;
    gboolean texts_labelled, numbers_labelled, fractions_labelled;
    gboolean tags, declares, file_label, label, accents, measures, capitals;
    gsize longest;
} Format;

static const Format formats[] = {
    {"sav", TRUE, TRUE, TRUE, FALSE, TRUE, TRUE, TRUE, TRUE, TRUE, FALSE, 32767},
    {"zsav", TRUE, TRUE, TRUE, FALSE, TRUE, TRUE, TRUE, TRUE, TRUE, FALSE, 32767},
    {"por", TRUE, TRUE, TRUE, FALSE, TRUE, FALSE, TRUE, FALSE, FALSE, TRUE, 255},
    {"dta", FALSE, TRUE, FALSE, TRUE, FALSE, TRUE, TRUE, TRUE, FALSE, FALSE, 2045},
    {"sas7bdat", FALSE, FALSE, FALSE, TRUE, FALSE, TRUE, TRUE, TRUE, FALSE, FALSE, 32767},
    {"xpt", FALSE, FALSE, FALSE, TRUE, FALSE, TRUE, TRUE, TRUE, FALSE, FALSE, 32767},
    {"csv", FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE, FALSE, FALSE, 32767},
    {"tsv", FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, FALSE, TRUE, FALSE, FALSE, 32767},
};

typedef struct {
    const char *name;
    gboolean is_string;
    const char *label;
    double missing; /* declared; NaN: none */
    const char *text_missing;
    Measure measure;
    gboolean accents, fractions; /* not in formats without */
    struct {
        double number;
        const char *text, *label;
    } labels[3];
    SinkCell cells[MOST_ROWS];
} Case;

#define NUMBER(x)                                                                                  \
    {                                                                                              \
        .state = CELL_VALID, .number = (x)                                                         \
    }
#define DECLARED(x)                                                                                \
    {                                                                                              \
        .state = CELL_USER_MISSING, .number = (x)                                                  \
    }
#define SYSTEM                                                                                     \
    {                                                                                              \
        .state = CELL_SYSTEM_MISSING                                                               \
    }
#define TAG(t)                                                                                     \
    {                                                                                              \
        .state = CELL_TAGGED_MISSING, .tag = (t)                                                   \
    }
#define TEXT(s)                                                                                    \
    {                                                                                              \
        .state = CELL_VALID, .text = (s)                                                           \
    }

static char long_text[LONG + 1];

static const Case cases[] = {
    {.name = "whole",
     .label = "Whole numbers",
     .missing = NAN,
     .measure = MEASURE_ORDINAL,
     .labels = {{1, NULL, "Low"}, {2, NULL, "High"}},
     .cells = {NUMBER(1), NUMBER(2), NUMBER(-3), NUMBER(300), NUMBER(70000), NUMBER(0)}},
    {.name = "fraction",
     .missing = NAN,
     .measure = MEASURE_SCALE,
     .fractions = TRUE,
     .labels = {{2.5, NULL, "Half"}},
     .cells = {NUMBER(2.5), NUMBER(0.1), NUMBER(-1e-9), NUMBER(123456.789), SYSTEM, NUMBER(1e15)}},
    {.name = "missing",
     .missing = 9,
     .labels = {{9, NULL, "Refused"}},
     .cells = {NUMBER(1), DECLARED(9), SYSTEM, TAG('a'), TAG('z'), NUMBER(8)}},
    {.name = "accents",
     .label = "Étiquette à accents",
     .missing = NAN,
     .accents = TRUE,
     .labels = {{1, NULL, "Très satisfaisant"}},
     .cells = {NUMBER(1), NUMBER(1), NUMBER(1), NUMBER(1), NUMBER(1), NUMBER(1)}},
    {.name = "text",
     .is_string = TRUE,
     .label = "A text",
     .missing = NAN,
     .text_missing = "Z",
     .labels = {{0, "a", "The letter a"}},
     .cells = {TEXT("a"), TEXT("b"), TEXT("a b"), TEXT("Z"), TEXT(""), TEXT("it's")}},
    {.name = "special",
     .is_string = TRUE,
     .missing = NAN,
     .accents = TRUE,
     .cells = {TEXT("é"), TEXT("Montréal, QC"), TEXT("says \"no\""), TEXT(" first"), TEXT("œuvre"),
               TEXT("1")}},
    {.name = "lengthy",
     .is_string = TRUE,
     .missing = NAN,
     .cells = {TEXT(long_text), TEXT("x"), TEXT("y"), TEXT("z"), TEXT("x"), TEXT("")}},
};

static gboolean fits(const Format *format, const Case *one)
{
    return !one->accents || format->accents;
}

static void add_case(Codebook *codebook, const Case *one, const Format *format)
{
    Variable *variable = codebook_add(codebook, one->name);
    variable->label = g_strdup(one->label);
    variable->is_string = one->is_string;
    variable->measure = one->measure;
    if (!isnan(one->missing)) {
        MissingRange range = {one->missing, one->missing};
        g_array_append_val(variable->missing_ranges, range);
    }
    if (one->text_missing != NULL)
        g_ptr_array_add(variable->missing_texts, g_strdup(one->text_missing));
    for (guint i = 0; i < G_N_ELEMENTS(one->labels) && one->labels[i].label != NULL; i++)
        variable_add_label(variable, one->labels[i].number, one->labels[i].text,
                           one->labels[i].label);
    for (guint row = 0; one->is_string && row < MOST_ROWS; row++)
        variable->width = MAX(variable->width, (guint)strlen(one->cells[row].text));
    variable->width = MIN(variable->width, (guint)format->longest);
}

static void write_cases(const char *path, const Format *format, guint n_rows)
{
    GError *error = NULL;
    g_autoptr(Codebook) codebook = codebook_new(NULL, "SPSS");
    codebook->file_label = g_strdup(format->accents ? "Données SYNTHÉTIQUES" : "Synthetic");
    codebook->synthetic = TRUE;
    for (guint c = 0; c < G_N_ELEMENTS(cases); c++)
        if (fits(format, &cases[c]))
            add_case(codebook, &cases[c], format);
    g_autoptr(Sink) sink = sink_new(path, codebook, n_rows, &error);
    assert_no_error(error);
    for (guint row = 0; row < n_rows; row++) {
        SinkCell cells[G_N_ELEMENTS(cases)];
        char cut[LONG + 1];
        guint n = 0;
        for (guint c = 0; c < G_N_ELEMENTS(cases); c++)
            if (fits(format, &cases[c]))
                cells[n++] = cases[c].cells[row];
        for (guint c = 0; c < n; c++)
            if (cells[c].text == long_text) {
                g_strlcpy(cut, long_text, MIN(format->longest, LONG) + 1);
                cells[c].text = cut;
            }
        assert_true(sink_write(sink, cells, &error));
        assert_no_error(error);
    }
    assert_true(sink_close(sink, &error));
    assert_no_error(error);
}

static void check_variable(const Format *format, const Case *one, const Variable *variable)
{
    assert_int_equal(variable->is_string, one->is_string);
    if (format->label)
        assert_true(g_strcmp0(variable->label, one->label) == 0);
    else
        assert_null(variable->label);
    if (format->measures && one->measure != MEASURE_UNKNOWN)
        assert_int_equal(variable->measure, one->measure);
    assert_int_equal(variable->missing_ranges->len, format->declares && !isnan(one->missing));
    assert_int_equal(variable->missing_texts->len, format->declares && one->text_missing != NULL);
    gboolean labelled = one->is_string   ? format->texts_labelled
                        : one->fractions ? format->fractions_labelled
                                         : format->numbers_labelled;
    guint n = 0;
    for (; n < G_N_ELEMENTS(one->labels) && one->labels[n].label != NULL && labelled; n++) {
        const ValueLabel *label =
            variable_label_of(variable, one->labels[n].number, one->labels[n].text);
        assert_non_null(label);
        assert_string_equal(label->label, one->labels[n].label);
        gboolean missing = one->labels[n].number == one->missing && format->declares;
        assert_int_equal(label->state, missing ? CELL_USER_MISSING : CELL_VALID);
    }
    assert_int_equal(variable->value_labels->len, n);
}

/* What the format makes of a cell. */
static DictEntry expected_cell(const Format *format, const Case *one, const SinkCell *cell)
{
    DictEntry entry = {.state = cell->state, .tag = cell->tag, .number = cell->number};
    if (cell->state == CELL_TAGGED_MISSING && !format->tags)
        entry = (DictEntry){.state = CELL_SYSTEM_MISSING};
    if (cell->state == CELL_USER_MISSING && !format->declares)
        entry.state = CELL_VALID;
    if (!one->is_string)
        return entry;
    if (cell->text[0] == '\0')
        entry.state = CELL_SYSTEM_MISSING;
    else if (g_strcmp0(cell->text, one->text_missing) == 0 && format->declares)
        entry.state = CELL_USER_MISSING;
    return entry;
}

static void check_cell(const Format *format, const Case *one, const SinkCell *cell,
                       const DictEntry *entry)
{
    DictEntry expected = expected_cell(format, one, cell);
    assert_int_equal(entry->state, expected.state);
    assert_int_equal(entry->tag, expected.tag);
    if (expected.state != CELL_VALID && expected.state != CELL_USER_MISSING)
        return;
    if (!one->is_string)
        assert_near(entry->number, expected.number,
                    strcmp(format->extension, "xpt") == 0 ? 1e-15 : 0);
    else if (cell->text == long_text)
        assert_int_equal(strlen(entry->text), MIN(format->longest, LONG));
    else
        assert_string_equal(entry->text, cell->text);
}

static const Variable *find(const Codebook *codebook, const Case *one, const Format *format)
{
    g_autofree char *capitals = g_ascii_strup(one->name, -1);
    return codebook_find(codebook, format->capitals ? capitals : one->name);
}

static void check_cells(const Codebook *codebook, const SourceOptions *options,
                        const Format *format)
{
    GError *error = NULL;
    const Batch *batch;
    SourceColumn columns[G_N_ELEMENTS(cases)];
    guint shown[G_N_ELEMENTS(cases)], n = 0, n_entries;
    for (guint c = 0; c < G_N_ELEMENTS(cases); c++) {
        if (!fits(format, &cases[c]))
            continue;
        const Variable *variable = find(codebook, &cases[c], format);
        assert_non_null(variable);
        check_variable(format, &cases[c], variable);
        columns[n] = (SourceColumn){.column = variable->column};
        shown[n++] = c;
    }
    g_autoptr(Scan) scan = scan_new(options, codebook, columns, n, 2, &error);
    assert_no_error(error);
    assert_true(scan_next(scan, 0, &batch, &error));
    assert_no_error(error);
    assert_int_equal(batch->n_rows, MOST_ROWS);
    for (guint c = 0; c < n; c++) {
        const DictEntry *entries = scan_dictionary(scan, 0, c, &n_entries);
        for (guint row = 0; row < MOST_ROWS; row++)
            check_cell(format, &cases[shown[c]], &cases[shown[c]].cells[row],
                       &entries[batch_code(batch, c, row)]);
    }
    assert_true(scan_next(scan, 0, &batch, &error));
    assert_null(batch);
}

static void written_and_read_back(void **state)
{
    const Format *format = *state;
    g_autofree char *folder = support_folder();
    g_autofree char *path = g_strdup_printf("%s/cases.%s", folder, format->extension);
    GError *error = NULL;
    SourceOptions options = {.path = path};
    write_cases(path, format, MOST_ROWS);
    g_autoptr(Codebook) codebook = source_describe(&options, &error);
    assert_no_error(error);
    assert_true(codebook->synthetic || (!format->file_label && format->capitals));
    if (format->file_label)
        assert_string_equal(codebook->file_label, "Données SYNTHÉTIQUES");
    if (codebook->rows >= 0)
        assert_int_equal(codebook->rows, MOST_ROWS);
    check_cells(codebook, &options, format);
    support_remove(folder);
}

static void no_rows(void **state)
{
    const Format *format = *state;
    g_autofree char *folder = support_folder();
    g_autofree char *path = g_strdup_printf("%s/empty.%s", folder, format->extension);
    GError *error = NULL;
    const Batch *batch;
    SourceOptions options = {.path = path};
    SourceColumn column = {.column = 0};
    write_cases(path, format, 0);
    g_autoptr(Codebook) codebook = source_describe(&options, &error);
    assert_no_error(error);
    g_autoptr(Scan) scan = scan_new(&options, codebook, &column, 1, 2, &error);
    assert_no_error(error);
    assert_true(scan_next(scan, 0, &batch, &error));
    assert_no_error(error);
    assert_null(batch);
    support_remove(folder);
}

/* Codes of 8, 16 and 32 bits in one column, over several batches and readers. */
static void many_levels(void **state)
{
    const Format *format = *state;
    g_autofree char *folder = support_folder();
    g_autofree char *path = g_strdup_printf("%s/many.%s", folder, format->extension);
    GError *error = NULL;
    const Batch *batch;
    SourceOptions options = {.path = path};
    SourceColumn columns[] = {{.column = 0}, {.column = 0, .as_double = TRUE}};
    g_autoptr(Codebook) written = codebook_new(NULL, "SPSS");
    codebook_add(written, "ID");
    g_autoptr(Sink) sink = sink_new(path, written, MANY, &error);
    assert_no_error(error);
    for (guint row = 0; row < MANY; row++)
        assert_true(sink_write(sink, &(SinkCell){.number = row + 1}, &error));
    assert_true(sink_close(sink, &error));
    g_autoptr(Codebook) codebook = source_describe(&options, &error);
    assert_no_error(error);
    g_autoptr(Scan) scan = scan_new(&options, codebook, columns, 2, 3, &error);
    assert_no_error(error);
    gint64 rows = 0;
    for (guint r = 0; r < scan_n_readers(scan); r++) {
        while (scan_next(scan, r, &batch, &error) && batch != NULL) {
            guint n;
            const DictEntry *entries = scan_dictionary(scan, r, 0, &n);
            const double *doubles = batch_column(batch, 1);
            for (guint32 row = 0; row < batch->n_rows; row++) {
                double expected = (double)(batch->first_row + row + 1);
                assert_true(doubles[row] == expected);
                assert_true(entries[batch_code(batch, 0, row)].number == expected);
            }
            rows += batch->n_rows;
        }
        assert_no_error(error);
    }
    assert_int_equal(rows, MANY);
    support_remove(folder);
}

/* The same bytes whatever the clock and the time zone. */
static void the_same_bytes(void **state)
{
    const Format *format = *state;
    g_autofree char *folder = support_folder();
    g_autofree char *old = g_strdup(g_getenv("TZ"));
    g_autofree char *bytes[2] = {NULL};
    gsize lengths[2];
    static const char *const zones[] = {"America/Montreal", "Asia/Kolkata"};
    for (guint z = 0; z < 2; z++) {
        g_autofree char *path = g_strdup_printf("%s/zone.%s", folder, format->extension);
        g_setenv("TZ", zones[z], TRUE);
        write_cases(path, format, MOST_ROWS);
        assert_true(g_file_get_contents(path, &bytes[z], &lengths[z], NULL));
    }
    if (old != NULL)
        g_setenv("TZ", old, TRUE);
    else
        g_unsetenv("TZ");
    assert_int_equal(lengths[0], lengths[1]);
    assert_memory_equal(bytes[0], bytes[1], lengths[0]);
    g_free(bytes[1]);
    support_remove(folder);
}

int main(void)
{
    enum { KINDS = 4 };
    struct CMUnitTest tests[KINDS * G_N_ELEMENTS(formats)];
    static char names[KINDS * G_N_ELEMENTS(formats)][64];
    static const char *const shown[KINDS] = {"cases", "no rows", "many levels", "same bytes"};
    static const CMUnitTestFunction functions[KINDS] = {written_and_read_back, no_rows, many_levels,
                                                        the_same_bytes};
    memset(long_text, 'l', LONG);
    for (guint i = 0; i < G_N_ELEMENTS(tests); i++) {
        const Format *format = &formats[i / KINDS];
        g_snprintf(names[i], sizeof names[i], "%s %s", format->extension, shown[i % KINDS]);
        tests[i] = (struct CMUnitTest){names[i], functions[i % KINDS], NULL, NULL,
                                       (void *)(guintptr)format};
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
