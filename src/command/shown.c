/* Values met and labels of the codebook go together by state, tag and value. */
#include "shown.h"

#include "base/number.h"

#include <string.h>

/* A variable with more unlabelled values than this is shown by its quartiles, or its most frequent
 * texts. */
#define MOST_LEVELS 15

const char *shown_text(const Shown *shown, const ProfileValue *value, char buffer[MOMENT_BUFFER])
{
    if (value->text != NULL)
        return value->text[0] == '\0' ? "\"\"" : value->text;
    if (value->state == CELL_SYSTEM_MISSING)
        return ".";
    if (value->state == CELL_TAGGED_MISSING) {
        g_snprintf(buffer, MOMENT_BUFFER, ".%c", value->tag);
        return buffer;
    }
    return shown->is_moment ? moment_text(&shown->moment, value->number, buffer)
                            : number_format(value->number, buffer);
}

const char *shown_label(const Shown *shown, const ProfileValue *value)
{
    const Variable *variable = shown->variable;
    for (guint i = 0; i < variable->value_labels->len; i++) {
        const ValueLabel *label = g_ptr_array_index(variable->value_labels, i);
        gboolean same = label->state == CELL_TAGGED_MISSING || value->state == CELL_TAGGED_MISSING
                            ? label->state == value->state && label->tag == value->tag
                        : value->text != NULL ? g_strcmp0(label->text, value->text) == 0
                                              : label->number == value->number;
        if (same && value->state != CELL_SYSTEM_MISSING)
            return label->label;
    }
    return "";
}

static gint compare_values(gconstpointer a, gconstpointer b)
{
    const ProfileValue *x = a, *y = b;
    if (x->state != y->state)
        return x->state < y->state ? -1 : 1;
    if (x->tag != y->tag)
        return x->tag < y->tag ? -1 : 1;
    if (x->text != NULL && y->text != NULL)
        return strcmp(x->text, y->text);
    return (x->number > y->number) - (x->number < y->number);
}

static ProfileValue value_of(const Variable *variable, const ValueLabel *label)
{
    CellState state = label->state;
    if (state == CELL_VALID && variable_declares_missing(variable, label->number, label->text))
        state = CELL_USER_MISSING;
    return (ProfileValue){state, label->tag, label->number, label->text, 0};
}

static void collect_values(Shown *shown)
{
    const GArray *met = shown->profile->values;
    shown->values = g_array_new(FALSE, TRUE, sizeof(ProfileValue));
    g_array_append_vals(shown->values, met->data, met->len);
    for (guint i = 0; i < met->len; i++)
        shown->n_valid += g_array_index(met, ProfileValue, i).state == CELL_VALID;
    for (guint i = 0; i < shown->variable->value_labels->len; i++) {
        const ValueLabel *label = g_ptr_array_index(shown->variable->value_labels, i);
        ProfileValue value = value_of(shown->variable, label);
        gboolean is_met = FALSE;
        for (guint k = 0; k < met->len && !is_met; k++)
            is_met = compare_values(&g_array_index(met, ProfileValue, k), &value) == 0;
        if (is_met)
            continue;
        g_array_append_val(shown->values, value);
        shown->n_unused++;
    }
    g_array_sort(shown->values, compare_values);
}

Shown shown_of(const Codebook *codebook, const Variable *variable, const ProfileVariable *profile)
{
    Shown shown = {.variable = variable, .profile = profile};
    shown.is_moment = variable_moment(codebook, variable, &shown.moment);
    collect_values(&shown);
    return shown;
}

void shown_clear(Shown *shown)
{
    g_clear_pointer(&shown->values, g_array_unref);
}

gboolean shown_is_listed(const Shown *shown)
{
    return shown->n_valid <= MOST_LEVELS || shown->variable->value_labels->len >= shown->n_valid;
}
