/* Values that a plan names, held against the variable they are of: mistakes, and slips that would
 * silently match nobody. */
#include "base/number.h"
#include "frame_build.h"
#include "tally/match.h"

#include <string.h>

/* "90 - 99", "90-99", "90 to 99": values are named one by one. */
static gboolean is_value_range(const char *text)
{
    static const char *const between[] = {" - ", "-", "–", " to ", " thru ", " à "};
    double low, high;
    for (guint i = 0; text[0] != '\0' && i < G_N_ELEMENTS(between); i++) {
        const char *at = strstr(text + 1, between[i]);
        if (at == NULL)
            continue;
        g_autofree char *first = g_strstrip(g_strndup(text, (gsize)(at - text)));
        g_autofree char *last = g_strstrip(g_strdup(at + strlen(between[i])));
        if (number_parse(first, strlen(first), '.', &low) &&
            number_parse(last, strlen(last), '.', &high))
            return TRUE;
    }
    return FALSE;
}

/* What was probably meant by a text where a number is due: the number in quotes, a range, or the
 * value of the label. Empty when nothing comes near. */
static char *meant_number(const FrameVariable *variable, const char *text)
{
    char number[NUMBER_BUFFER];
    double value;
    if (number_parse(text, strlen(text), '.', &value))
        return g_strdup_printf(", %s without quotes", text);
    if (is_value_range(text))
        return g_strdup("; values stand one by one, as in [1, 2, 3], and `cut` makes classes");
    gint level = frame_match_level(variable, text);
    if (level < 0)
        return g_strdup("");
    value = g_array_index(variable->levels, FrameLevel, level).number;
    return g_strdup_printf("; that is the label of %s", number_format(value, number));
}

gboolean frame_check_value(const FrameVariable *variable, const PlanValue *value, const char *what,
                           Diagnostics *diagnostics)
{
    if (variable->is_string || !value->is_text)
        return TRUE;
    g_autofree char *meant = meant_number(variable, value->text);
    diagnostics_error(diagnostics, value->place,
                      "%s '%s' is a text, and '%s' is a numeric variable; expected a number%s",
                      what, value->text, variable->name, meant);
    return FALSE;
}

/* --- missing codes ---------------------------------------------------------------------------- */

/* Codes that would silently match nothing. TRUE after reporting one. */
static gboolean report_idle_code(const PlanValue *value, Diagnostics *diagnostics)
{
    double number;
    if (!value->is_text || value->text[0] == '\0')
        return FALSE;
    if (number_parse(value->text, strlen(value->text), '.', &number)) {
        diagnostics_error(diagnostics, value->place,
                          "missing code '%s' in quotes is a text and matches no number; expected "
                          "%s without quotes, which means the text too",
                          value->text, value->text);
        return TRUE;
    }
    if (!is_value_range(value->text))
        return FALSE;
    diagnostics_error(diagnostics, value->place,
                      "missing code '%s' is a range; expected the codes one by one, as in "
                      "[98, 99]",
                      value->text);
    return TRUE;
}

void frame_check_missing(const Frame *frame, Diagnostics *diagnostics)
{
    gboolean has_string = FALSE;
    for (guint i = 0; i < frame->variables->len; i++) {
        const FrameVariable *variable = frame_variable(frame, (gint)i);
        has_string = has_string || variable->is_string;
    }
    for (guint i = 0; i < frame->plan->missing->len; i++) {
        const PlanValue *value = g_ptr_array_index(frame->plan->missing, i);
        if (report_idle_code(value, diagnostics))
            continue;
        if (value->is_text && !has_string && frame->codebook->delimiter == 0)
            diagnostics_error(diagnostics, value->place,
                              "missing code '%s' can never apply: the data have no string "
                              "variable; expected a number",
                              value->text);
    }
}

/* --- values of where and collapse ------------------------------------------------------------- */

/* Lowest and highest labelled valid number; FALSE when fewer than two are labelled. */
static gboolean labelled_ends(const FrameVariable *variable, double *low, double *high)
{
    guint n = 0;
    for (guint i = 0; !variable->is_string && i < variable->levels->len; i++) {
        const FrameLevel *level = &g_array_index(variable->levels, FrameLevel, i);
        if (level->state != CELL_VALID)
            continue;
        *low = n == 0 ? level->number : MIN(*low, level->number);
        *high = n == 0 ? level->number : MAX(*high, level->number);
        n++;
    }
    return n >= 2;
}

/* A value that no label of the variable comes near is a slip more often than not; but a file may
 * have unlabelled values, so it is no mistake. Missing codes are named on purpose. */
void frame_warn_of_strangers(const FrameVariable *variable, const GPtrArray *values,
                             const char *where, Diagnostics *diagnostics)
{
    char low_text[NUMBER_BUFFER], high_text[NUMBER_BUFFER];
    double low = 0, high = 0;
    if (!labelled_ends(variable, &low, &high))
        return;
    for (guint v = 0; v < values->len; v++) {
        const PlanValue *value = g_ptr_array_index(values, v);
        gboolean within = value->number >= low && value->number <= high;
        if (value->is_text || within ||
            frame_level_label(variable, CELL_USER_MISSING, '\0', value->number, NULL,
                              LANGUAGE_EN) != NULL)
            continue;
        diagnostics_warning(diagnostics, value->place,
                            "the value %s of %s is none that '%s' has a label for; these go from "
                            "%s to %s",
                            value->text, where, variable->name, number_format(low, low_text),
                            number_format(high, high_text));
    }
}

static void check_classes(const Frame *frame, const PlanCollapse *collapse, gint index,
                          Diagnostics *diagnostics)
{
    const FrameVariable *variable = frame_variable(frame, index);
    for (guint c = 0; c < collapse->classes->len; c++) {
        const PlanClass *class = g_ptr_array_index(collapse->classes, c);
        for (guint v = 0; v < class->values->len; v++)
            if (!frame_check_value(variable, g_ptr_array_index(class->values, v), "value",
                                   diagnostics))
                return;
    }
}

static gboolean in_a_class(const PlanCollapse *collapse, const FrameLevel *level)
{
    const SummaryLevel value = {level->state, level->tag, level->number, level->text};
    g_autofree gint *classes = frame_classes(collapse, &value, 1);
    return classes[0] >= 0;
}

/* The labelled values that no class lists, "3, 4"; empty when there are none. */
static char *left_out(const PlanCollapse *collapse, const FrameVariable *variable)
{
    GString *left = g_string_new(NULL);
    char number[NUMBER_BUFFER];
    for (guint i = 0; i < variable->levels->len; i++) {
        const FrameLevel *level = &g_array_index(variable->levels, FrameLevel, i);
        if (level->state != CELL_VALID || in_a_class(collapse, level))
            continue;
        g_string_append_printf(left, "%s%s", left->len > 0 ? ", " : "",
                               level->text != NULL ? level->text
                                                   : number_format(level->number, number));
    }
    return g_string_free(left, FALSE);
}

/* Who gave an answer that no class lists is not in the net's base: said, since it may be an
 * oversight. */
static void warn_of_left_out(const PlanCollapse *collapse, const FrameVariable *variable,
                             Diagnostics *diagnostics)
{
    g_autofree char *left = left_out(collapse, variable);
    if (left[0] != '\0')
        diagnostics_warning(diagnostics, collapse->place,
                            "no class of 'collapse' lists the value%s %s of '%s': who answered so "
                            "is left out of its base",
                            strstr(left, ", ") != NULL ? "s" : "", left, variable->name);
}

void frame_check_recode(const PlanVariable *plan, const FrameVariable *source,
                        Diagnostics *diagnostics)
{
    guint before = diagnostics_n_errors(diagnostics);
    for (guint i = 0; i < plan->recode->len; i++) {
        const PlanClass *class = g_ptr_array_index(plan->recode, i);
        for (guint v = 0; v < class->values->len; v++)
            frame_check_value(source, g_ptr_array_index(class->values, v),
                              "old value of recode {new: [old, …]}", diagnostics);
        frame_warn_of_strangers(source, class->values, "`recode`", diagnostics);
    }
    const PlanCollapse classes = {.classes = plan->recode};
    g_autofree char *left = left_out(&classes, source);
    if (left[0] != '\0' && diagnostics_n_errors(diagnostics) == before)
        diagnostics_warning(diagnostics, plan->name.place,
                            "'recode' lists no new value for %s of '%s': who answered so has none",
                            left, source->name);
}

void frame_check_collapse(const Frame *frame, const PlanCollapse *collapse, gint index,
                          Diagnostics *diagnostics)
{
    const FrameVariable *variable = frame_variable(frame, index);
    check_classes(frame, collapse, index, diagnostics);
    warn_of_left_out(collapse, variable, diagnostics);
    for (guint c = 0; c < collapse->classes->len; c++) {
        const PlanClass *class = g_ptr_array_index(collapse->classes, c);
        frame_warn_of_strangers(variable, class->values, "`collapse`", diagnostics);
    }
}
