/* results.json: the rows of the CSV files, a line each, the verdicts, and the plan as understood.
 * What a row does not have is left out. */
#include "report_formats.h"

#include "base/outfile.h"
#include "base/words.h"
#include "check/verdict.h"
#include "json_text.h"
#include "put.h"
#include "rows.h"

#include <math.h>

static const char *const verdict_names[2][VERDICT_COUNT] = {
    {"confirmed", "variant", "contradicted", "inconsistent", "disagree", "undecidable"},
    {"reproduced", "reproduced-variant", "not-reproduced", "inconsistent", "disagree",
     "undecidable"}};

static void put_field(GString *out, const Field *field, const char *row)
{
    const void *at = row + field->offset;
    const Quantity *quantity = at;
    switch (field->kind) {
    case FIELD_STRING:
        json_put_string(out, field->name, *(const char *const *)at);
        break;
    case FIELD_COUNT:
        json_put_number(out, field->name, (double)*(const gint64 *)at);
        break;
    case FIELD_FAMILY:
        if (*(const guint *)at > 0)
            json_put_number(out, field->name, *(const guint *)at);
        break;
    case FIELD_QUANTITY:
        if (quantity->has && isfinite(quantity->value))
            json_put_number(out, field->name, quantity->value);
        break;
    case FIELD_STATE:
        json_put_string(out, field->name, state_name(*(const ResultState *)at));
        break;
    case FIELD_NOTE:
        break; /* written by whoever knows the row */
    }
}

/* The fields that no claim binds. */
static void put_invented(GString *out, guint invented)
{
    static const char *const names[] = {"value", "statistic", "n", "interval"};
    json_put_name(out, "invented");
    g_string_append_c(out, '[');
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        gboolean first = (invented & ((1u << i) - 1)) == 0;
        if (invented & (1u << i))
            g_string_append_printf(out, "%s\"%s\"", first ? "" : ",", names[i]);
    }
    g_string_append_c(out, ']');
}

static void put_tail(const Results *results, GString *out, const char *note, ResultState state,
                     Reason reason, guint invented)
{
    g_autofree char *whole = row_note(results, note, state, reason, invented);
    if (reason != REASON_NONE)
        json_put_string(out, "reason", reason_name(reason));
    if (invented != 0)
        put_invented(out, invented);
    json_put_string(out, "note", whole);
    g_string_append_c(out, '}');
}

/* Opens an element of an array on a line of its own. */
static void next_line(GString *out, guint i)
{
    g_string_append(out, i > 0 ? ",\n{" : "\n{");
}

static void put_tests(const Results *results, Outfile *file)
{
    GString *out = outfile_text(file);
    g_string_append(out, ",\n\"tests\":[");
    for (guint i = 0; i < results->tests->len; i++) {
        const TestResult *row = &g_array_index(results->tests, TestResult, i);
        next_line(out, i);
        for (guint f = 0; f < n_test_fields; f++)
            put_field(out, &test_fields[f], (const char *)row);
        put_tail(results, out, row->note, row->state, row->reason, row->invented);
        outfile_pass(file);
    }
    g_string_append(out, "]");
}

static void put_estimates(const Results *results, Outfile *file)
{
    GString *out = outfile_text(file);
    g_string_append(out, ",\n\"estimates\":[");
    for (guint i = 0; i < results->estimates->len; i++) {
        const EstimateResult *row = &g_array_index(results->estimates, EstimateResult, i);
        next_line(out, i);
        for (guint f = 0; f < n_estimate_fields; f++)
            put_field(out, &estimate_fields[f], (const char *)row);
        put_tail(results, out, row->note, row->state, row->reason, row->invented);
        outfile_pass(file);
    }
    g_string_append(out, "]");
}

static void put_verdicts(const Results *results, Outfile *file)
{
    GString *out = outfile_text(file);
    static const char *const strengths[] = {NULL, "firm", "last-digit"};
    g_string_append(out, ",\n\"verdicts\":[");
    for (guint i = 0; i < results->verdicts->len; i++) {
        const Verdict *verdict = g_ptr_array_index(results->verdicts, i);
        next_line(out, i);
        json_put_string(out, "id", verdict->id);
        json_put_string(out, "kind", verdict->kind);
        json_put_string(out, "response", verdict->response);
        json_put_string(out, "by", verdict->by);
        json_put_string(out, "group", verdict->group);
        json_put_string(out, "claimed", verdict->claimed);
        json_put_string(out, "recomputed", verdict->recomputed);
        json_put_string(out, "verdict", verdict_names[results->synthetic][verdict->verdict]);
        json_put_string(out, "strength", strengths[verdict->strength]);
        json_put_boolean(out, "known", verdict->known);
        json_put_string(out, "variant", verdict->variant);
        json_put_string(out, "note", verdict->note);
        g_string_append_c(out, '}');
    }
    g_string_append(out, "]");
}

/* The first line says what the numbers are of. */
static void put_head(const Results *results, GString *out)
{
    g_string_append_c(out, '{');
    if (results->synthetic)
        json_put_string(out, "data", word(W_SYNTHETIC, results->language));
    json_put_string(out, "id", results->id);
    json_put_string(out, "title", results->title);
    json_put_string(out, "language", language_name(results->language));
    json_put_string(out, "annexe", results->version);
    json_put_string(out, "source", results->source_file);
    json_put_string(out, "source_sha256", results->source_sha256);
    json_put_number(out, "rows_read", (double)results->rows_read);
    json_put_number(out, "rows_kept", (double)results->rows_kept);
    json_put_string(out, "where", results->where);
    json_put_string(out, "weight", results->weight);
    if (results->weights_json != NULL)
        g_string_append_printf(out, ",\"weights\":%s", results->weights_json);
    json_put_number(out, "alpha", results->alpha);
    json_put_number(out, "confidence", results->confidence);
    json_put_name(out, "notes");
    g_string_append_c(out, '[');
    for (guint i = 0; i < results->notes->len; i++) {
        if (i > 0)
            g_string_append_c(out, ',');
        json_put_text(out, g_ptr_array_index(results->notes, i));
    }
    g_string_append_c(out, ']');
}

char *json_write(const Results *results, const char *path, GError **error)
{
    g_autoptr(Outfile) file = outfile_new(path);
    GString *out = outfile_text(file);
    put_head(results, out);
    put_tests(results, file);
    put_estimates(results, file);
    put_verdicts(results, file);
    g_string_append_printf(out, ",\n\"plan\":%s}\n",
                           results->plan_json != NULL ? results->plan_json : "null");
    return outfile_end(file, error);
}
