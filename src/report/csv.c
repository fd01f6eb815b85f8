/* tests.csv and estimates.csv: RFC 4180 with line feeds, shortest digits, no locale. */
#include "report_formats.h"

#include "base/number.h"
#include "base/outset.h"
#include "rows.h"

#include <math.h>

#include <string.h>

static void put_text(GString *out, const char *text)
{
    if (text == NULL)
        return;
    g_autofree char *valid = NULL;
    if (!g_utf8_validate(text, -1, NULL))
        text = valid = g_utf8_make_valid(text, -1);
    if (strpbrk(text, ",\"\r\n") == NULL) {
        g_string_append(out, text);
        return;
    }
    g_string_append_c(out, '"');
    for (const char *p = text; *p != '\0'; p++) {
        if (*p == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, *p);
    }
    g_string_append_c(out, '"');
}

static void put_number(GString *out, double value)
{
    char buffer[NUMBER_BUFFER];
    g_string_append(out, number_format(value, buffer));
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
        put_number(out, (double)*(const gint64 *)at);
        break;
    case FIELD_FAMILY:
        if (*(const guint *)at > 0)
            put_number(out, *(const guint *)at);
        break;
    case FIELD_QUANTITY:
        if (quantity->has && isfinite(quantity->value))
            put_number(out, quantity->value);
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
    g_string_append_c(out, '\n');
}

static void put_row(const Results *results, GString *out, const Field *fields, guint n,
                    const char *row, const Facts *facts)
{
    for (guint i = 0; i < n; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        put_field(results, out, &fields[i], row, facts);
    }
    g_string_append_c(out, '\n');
}

gboolean csv_write_tests(const Results *results, const char *path, GError **error)
{
    g_autoptr(GString) out = g_string_sized_new(160 * results->tests->len + 512);
    put_header(out, test_fields, n_test_fields);
    for (guint i = 0; i < results->tests->len; i++) {
        const TestResult *row = &g_array_index(results->tests, TestResult, i);
        const Facts facts = {row->state, row->reason, row->invented};
        put_row(results, out, test_fields, n_test_fields, (const char *)row, &facts);
    }
    return outset_write_file(path, out->str, out->len, error);
}

gboolean csv_write_estimates(const Results *results, const char *path, GError **error)
{
    g_autoptr(GString) out = g_string_sized_new(96 * results->estimates->len + 512);
    put_header(out, estimate_fields, n_estimate_fields);
    for (guint i = 0; i < results->estimates->len; i++) {
        const EstimateResult *row = &g_array_index(results->estimates, EstimateResult, i);
        const Facts facts = {row->state, row->reason, row->invented};
        put_row(results, out, estimate_fields, n_estimate_fields, (const char *)row, &facts);
    }
    return outset_write_file(path, out->str, out->len, error);
}
