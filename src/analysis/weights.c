#include "weights.h"

#include "base/json.h"
#include "base/number.h"
#include "base/words.h"

#include <math.h>
#include <string.h>

/* A number in LANGUAGE, of DECIMALS or (negative) as short as it can be written. */
static char *number_in(double value, int decimals, Language language)
{
    char buffer[64];
    if (decimals < 0)
        number_format(value, buffer);
    else
        number_format_fixed(value, decimals, buffer);
    char *text = g_strdup(buffer);
    char *point = strchr(text, '.');
    if (point != NULL && language == LANGUAGE_FR)
        *point = ',';
    return text;
}

/* A bound of weights: five digits are enough for people. */
static char *bound_in(double value, Language language)
{
    char digits[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(digits, sizeof digits, "%.5g", value);
    return number_in(g_ascii_strtod(digits, NULL), -1, language);
}

/* "stype, sch.wide × awards" */
static char *margin_names(const Frame *frame)
{
    GString *names = g_string_new(NULL);
    for (guint m = 0; m < frame->margins->len; m++) {
        const FrameMargin *margin = g_ptr_array_index(frame->margins, m);
        for (guint v = 0; v < margin->variables->len; v++)
            g_string_append_printf(
                names, "%s%s",
                v > 0   ? " × "
                : m > 0 ? ", "
                        : "",
                frame_variable(frame, g_array_index(margin->variables, gint, v))->name);
    }
    return g_string_free(names, FALSE);
}

static gboolean rakes(const Frame *frame)
{
    return frame->plan->data.calibration.kind == CALIBRATE_RAKE;
}

static void append(GString *text, char *sentence)
{
    g_string_append_printf(text, "%s%s", text->len > 0 ? " " : "", sentence);
    g_free(sentence);
}

static void append_fit(GString *text, const Frame *frame, const CalibrationReport *report,
                       Language language)
{
    g_autofree char *names = margin_names(frame);
    if (frame->weight < 0)
        append(text, g_strdup(word(W_WEIGHTS_OF_ONE, language)));
    if (rakes(frame))
        append(text, word_printf(W_WEIGHTS_RAKED, language, names, report->iterations));
    else
        append(text, word_printf(W_WEIGHTS_POSTSTRATIFIED, language, names));
    if (frame->design.replicates->len > 0)
        append(text, g_strdup(word(W_WEIGHTS_REPLICATES, language)));
}

static void append_trimming(GString *text, const CalibrationReport *report, Language language)
{
    g_autofree char *lower = bound_in(report->lower, language);
    g_autofree char *upper =
        isinf(report->upper) ? g_strdup("∞") : bound_in(report->upper, language);
    if (report->raised + report->cut == 0)
        append(text, word_printf(W_WEIGHTS_NONE_TRIMMED, language, lower, upper));
    else
        append(text, word_printf(W_WEIGHTS_TRIMMED, language, lower, upper, report->cut,
                                 report->raised, report->rounds));
}

static void append_gap(GString *text, const CalibrationReport *report, Language language)
{
    const double negligible = 1e-8;
    const double readable = 1e-5;
    if (report->gap < negligible) {
        append(text, g_strdup(word(W_WEIGHTS_NO_GAP, language)));
        return;
    }
    g_autofree char *gap = number_in(100 * report->gap, report->gap < readable ? 6 : 3, language);
    append(text, word_printf(W_WEIGHTS_GAP, language, gap, report->gap_level));
}

static char *sentences(const Frame *frame, const CalibrationReport *report, Language language)
{
    GString *text = g_string_new(NULL);
    if (frame->margins->len > 0)
        append_fit(text, frame, report, language);
    if (report->trims)
        append_trimming(text, report, language);
    if (frame->margins->len > 0)
        append_gap(text, report, language);
    if (frame->margins->len > 0 && frame->design.replicates->len == 0)
        append(text, g_strdup(word(W_WEIGHTS_RESIDUALS, language)));
    return g_string_free(text, FALSE);
}

/* A few words for the cover. */
static char *summary(const Frame *frame, const CalibrationReport *report, Language language)
{
    GString *text = g_string_new(NULL);
    g_autofree char *names = margin_names(frame);
    if (frame->margins->len > 0)
        append(text, word_printf(rakes(frame) ? W_WEIGHT_RAKED : W_WEIGHT_POSTSTRATIFIED, language,
                                 names));
    if (report->trims)
        g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "",
                               word(W_WEIGHT_TRIMMED, language));
    return g_string_free(text, FALSE);
}

static void write_trimming(JsonWriter *json, const CalibrationReport *report)
{
    json_open(json, "trimmed", '{');
    if (report->lower > 0)
        json_number(json, "lower", report->lower);
    if (!isinf(report->upper))
        json_number(json, "upper", report->upper);
    json_whole(json, "raised", report->raised);
    json_whole(json, "cut", report->cut);
    json_whole(json, "rounds", report->rounds);
    json_close(json);
}

static char *as_json(const Frame *frame, const CalibrationReport *report)
{
    JsonWriter *json = json_writer_new();
    json_open(json, NULL, '{');
    if (frame->margins->len > 0) {
        g_autofree char *names = margin_names(frame);
        json_text(json, "adjusted", rakes(frame) ? "rake" : "poststratify");
        json_text(json, "margins", names);
        json_whole(json, "iterations", report->iterations);
        json_number(json, "largest_gap", report->gap);
        json_text(json, "largest_gap_level", report->gap_level);
    }
    if (report->trims)
        write_trimming(json, report);
    json_number(json, "sum", report->total);
    json_close(json);
    return g_strchomp(json_writer_end(json));
}

void weights_describe(const Frame *frame, const Tally *tally, Results *results)
{
    const CalibrationReport *report = tally_calibration(tally);
    if (report == NULL)
        return;
    g_autofree char *said = sentences(frame, report, results->language);
    g_autofree char *cover = summary(frame, report, results->language);
    results->weight_adjusted = results_string(results, said);
    results->weight_summary = results_string(results, cover);
    results->weights_json = as_json(frame, report);
    g_ptr_array_add(results->notes, (gpointer)results->weight_adjusted);
}
