/* tests.csv and estimates.csv: RFC 4180 with line feeds, shortest digits, no locale. */
#include "report_formats.h"

#include "base/outfile.h"
#include "put.h"
#include "rows.h"

#include <math.h>

/* Bytes that stand as they are; the others need quotes, or a look at whether they are valid. */
static inline gboolean is_plain(guchar c)
{
    return c != '\0' && c < 0x80 && c != ',' && c != '"' && c != '\r' && c != '\n';
}

static void put_quoted(GString *out, const char *text)
{
    put_char(out, '"');
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '"')
            put_char(out, '"');
        put_char(out, *p);
    }
    put_char(out, '"');
}

static void put_text(GString *out, const char *text)
{
    g_autofree char *valid = NULL;
    const char *p = text;
    if (text == NULL)
        return;
    while (is_plain((guchar)*p))
        p++;
    if (*p != '\0' && !g_utf8_validate(p, -1, NULL))
        text = valid = g_utf8_make_valid(text, -1);
    if (*p != '\0' && strpbrk(text, ",\"\r\n") != NULL)
        put_quoted(out, text);
    else
        put_bytes(out, text, *p == '\0' ? (gsize)(p - text) : strlen(text));
}

/* What a row says of itself beside its fields. */
typedef struct {
    ResultState state;
    Reason reason;
    guint invented; /* Invented */
} Facts;

static void put_field(const Results *results, GString *out, const Field *field, const char *row,
                      const Facts *facts)
{
    const void *at = row + field->offset;
    const Quantity *quantity = at;
    switch (field->kind) {
    case FIELD_STRING:
        put_text(out, *(const char *const *)at);
        break;
    case FIELD_COUNT:
        put_digits(out, (double)*(const gint64 *)at);
        break;
    case FIELD_FAMILY:
        if (*(const guint *)at > 0)
            put_digits(out, *(const guint *)at);
        break;
    case FIELD_QUANTITY:
        if (quantity->has && isfinite(quantity->value))
            put_digits(out, quantity->value);
        break;
    case FIELD_STATE:
        g_string_append(out, state_name(facts->state));
        break;
    case FIELD_NOTE: {
        g_autofree char *note = row_note(results, *(const char *const *)at, facts->state,
                                         facts->reason, facts->invented);
        put_text(out, note);
        break;
    }
    }
}

static void put_header(GString *out, const Field *fields, guint n)
{
    for (guint i = 0; i < n; i++)
        g_string_append_printf(out, "%s%s", i > 0 ? "," : "", fields[i].name);
    put_char(out, '\n');
}

static void put_row(const Results *results, GString *out, const Field *fields, guint n,
                    const char *row, const Facts *facts)
{
    for (guint i = 0; i < n; i++) {
        if (i > 0)
            put_char(out, ',');
        put_field(results, out, &fields[i], row, facts);
    }
    put_char(out, '\n');
}

char *csv_write_tests(const Results *results, const char *path, GError **error)
{
    g_autoptr(Outfile) file = outfile_new(path);
    GString *out = outfile_text(file);
    put_header(out, test_fields, n_test_fields);
    for (guint i = 0; i < results->tests->len; i++) {
        const TestResult *row = &g_array_index(results->tests, TestResult, i);
        const Facts facts = {row->state, row->reason, row->invented};
        put_row(results, out, test_fields, n_test_fields, (const char *)row, &facts);
        outfile_pass(file);
    }
    return outfile_end(file, error);
}

char *csv_write_estimates(const Results *results, const char *path, GError **error)
{
    g_autoptr(Outfile) file = outfile_new(path);
    GString *out = outfile_text(file);
    put_header(out, estimate_fields, n_estimate_fields);
    for (guint i = 0; i < results->estimates->len; i++) {
        const EstimateResult *row = &g_array_index(results->estimates, EstimateResult, i);
        const Facts facts = {row->state, row->reason, row->invented};
        put_row(results, out, estimate_fields, n_estimate_fields, (const char *)row, &facts);
        outfile_pass(file);
    }
    return outfile_end(file, error);
}
