#include "guess.h"

#include "data/moment.h"
#include "guess_words.h"

#include <math.h>
#include <string.h>

enum { ITEM_MIN = 3, ITEM_MAX = 11, GROUPS_MAX = 12, RUN_MIN = 3 };

/* --- levels ----------------------------------------------------------------------------------- */

static gboolean is_undeclared(const Guessed *guessed, double number)
{
    for (guint i = 0; i < guessed->undeclared->len; i++)
        if (g_array_index(guessed->undeclared, double, i) == number)
            return TRUE;
    return FALSE;
}

/* Whether LABEL is of a valid answer. */
static gboolean is_answer(const Guessed *guessed, const ValueLabel *label)
{
    return label->state == CELL_VALID &&
           !variable_declares_missing(guessed->variable, label->number, label->text) &&
           !is_undeclared(guessed, label->number);
}

/* Labels of no answer beyond the other ones: 8 behind 1 to 5, -9 before them. Two others at least
 * must be left: who refused is an answer of a yes/no question. */
static void find_undeclared(Guessed *guessed)
{
    const GPtrArray *labels = guessed->variable->value_labels;
    double low = INFINITY, high = -INFINITY;
    guint n = 0;
    for (guint pass = 0; pass < 2 && !guessed->variable->is_string; pass++)
        for (guint i = 0; i < labels->len; i++) {
            const ValueLabel *label = g_ptr_array_index(labels, i);
            if (!is_answer(guessed, label))
                continue;
            gboolean missing = words_say_missing(label->label);
            if (pass == 1 && missing && n >= 2 && (label->number < low || label->number > high))
                g_array_append_val(guessed->undeclared, label->number);
            if (pass == 1 || missing)
                continue;
            low = fmin(low, label->number);
            high = fmax(high, label->number);
            n++;
        }
}

static gboolean is_level(const Guessed *guessed, const ProfileValue *value)
{
    return value->state == CELL_VALID &&
           (guessed->variable->is_string || !is_undeclared(guessed, value->number));
}

/* The levels that are labelled or met, without order: how many, their ends, whether all are whole
 * numbers. */
static gboolean measure_levels(Guessed *guessed)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_double_hash, g_double_equal, g_free, NULL);
    gboolean whole = TRUE;
    guessed->low = INFINITY;
    guessed->high = -INFINITY;
    const GArray *values = guessed->profile->values;
    const GPtrArray *labels = guessed->variable->value_labels;
    for (guint i = 0; i < values->len + labels->len; i++) {
        double *number = g_new(double, 1);
        gboolean is_value = i < values->len;
        const ProfileValue *value = is_value ? &g_array_index(values, ProfileValue, i) : NULL;
        const ValueLabel *label = is_value ? NULL : g_ptr_array_index(labels, i - values->len);
        *number = is_value ? value->number : label->number;
        if (is_value ? !is_level(guessed, value) : !is_answer(guessed, label)) {
            g_free(number);
            continue;
        }
        whole = whole && *number == floor(*number);
        guessed->low = fmin(guessed->low, *number);
        guessed->high = fmax(guessed->high, *number);
        g_hash_table_add(seen, number);
    }
    double span = guessed->high - guessed->low + 1;
    return whole && span >= ITEM_MIN && span <= ITEM_MAX &&
           (span == g_hash_table_size(seen) || labels->len > 0);
}

static guint count_met(const Guessed *guessed)
{
    guint n = 0;
    for (guint i = 0; i < guessed->profile->values->len; i++)
        n += is_level(guessed, &g_array_index(guessed->profile->values, ProfileValue, i));
    return n;
}

/* --- order ------------------------------------------------------------------------------------ */

static gboolean is_met_unlabelled(const Guessed *guessed, double number)
{
    for (guint i = 0; i < guessed->profile->values->len; i++)
        if (g_array_index(guessed->profile->values, ProfileValue, i).number == number)
            return variable_label_of(guessed->variable, number, NULL) == NULL;
    return FALSE;
}

/* Only the ends are labelled, or the middle besides, and somebody answered between. */
static gboolean ends_labelled(const Guessed *guessed)
{
    gboolean between = FALSE;
    for (double x = guessed->low; x <= guessed->high; x++)
        between = between || is_met_unlabelled(guessed, x);
    for (guint i = 0; i < guessed->variable->value_labels->len && between; i++) {
        const ValueLabel *label = g_ptr_array_index(guessed->variable->value_labels, i);
        double middle = (guessed->low + guessed->high) / 2;
        between = !is_answer(guessed, label) || label->number == guessed->low ||
                  label->number == guessed->high || label->number == middle;
    }
    return between && variable_label_of(guessed->variable, guessed->low, NULL) != NULL &&
           variable_label_of(guessed->variable, guessed->high, NULL) != NULL;
}

static gboolean labels_ordered(const Guessed *guessed)
{
    guint n = 0;
    for (guint i = 0; i < guessed->variable->value_labels->len; i++) {
        const ValueLabel *label = g_ptr_array_index(guessed->variable->value_labels, i);
        n += is_answer(guessed, label) && words_say_order(label->label);
    }
    return n >= 2;
}

static gboolean has_order(const Guessed *guessed)
{
    return guessed->variable->measure == MEASURE_ORDINAL || ends_labelled(guessed) ||
           labels_ordered(guessed);
}

/* --- neighbours ------------------------------------------------------------------------------- */

gsize guess_stem(const char *name)
{
    gsize all = strlen(name), length = all;
    while (length > 1 && g_ascii_isdigit(name[length - 1]))
        length--;
    return length == all && all > 1 ? all - 1 : length;
}

static gboolean same_stem(const char *a, const char *b)
{
    gsize length = guess_stem(a);
    return length == guess_stem(b) && strncmp(a, b, length) == 0;
}

static gboolean holds_text(const Guessed *guessed, const char *text)
{
    for (guint i = 0; i < guessed->profile->values->len; i++)
        if (g_strcmp0(g_array_index(guessed->profile->values, ProfileValue, i).text, text) == 0)
            return TRUE;
    return FALSE;
}

/* The one with fewer texts has none that the other has not. */
static gboolean same_texts(const Guessed *a, const Guessed *b)
{
    const Guessed *few = a->n_met <= b->n_met ? a : b, *many = few == a ? b : a;
    for (guint i = 0; i < few->profile->values->len; i++) {
        const ProfileValue *value = &g_array_index(few->profile->values, ProfileValue, i);
        if (value->state == CELL_VALID && !holds_text(many, value->text))
            return FALSE;
    }
    return TRUE;
}

static gboolean alike(const Guessed *a, const Guessed *b)
{
    if (a->guess != b->guess || a->variable->is_string != b->variable->is_string ||
        !same_stem(a->variable->name, b->variable->name))
        return FALSE;
    return a->variable->is_string ? same_texts(a, b) : a->low == b->low && a->high == b->high;
}

guint guess_run(const GArray *all, guint start)
{
    const Guessed *first = &g_array_index(all, Guessed, start);
    guint end = start + 1;
    if (first->guess != GUESS_ITEM && first->guess != GUESS_ANSWER)
        return 1;
    while (end < all->len && alike(first, &g_array_index(all, Guessed, end)))
        end++;
    return end - start;
}

/* --- what each is for ------------------------------------------------------------------------- */

/* "2021-03-01", "1/3/2021 8:06", "08:06:51": digits with the marks of dates between them. */
static gboolean is_moment_text(const char *text)
{
    guint marks = 0;
    if (!g_ascii_isdigit(text[0]))
        return FALSE;
    for (const char *c = text; *c != '\0'; c++) {
        if (!g_ascii_isdigit(*c) && strchr("-/: .TZ", *c) == NULL)
            return FALSE;
        marks += strchr("-/:", *c) != NULL;
    }
    return marks >= 1 && strlen(text) >= 4;
}

static gboolean is_moment(const Codebook *codebook, const Guessed *guessed)
{
    Moment moment;
    gboolean all = guessed->variable->is_string;
    for (guint i = 0; i < guessed->profile->values->len && all; i++) {
        const ProfileValue *value = &g_array_index(guessed->profile->values, ProfileValue, i);
        all = value->state != CELL_VALID || is_moment_text(value->text);
    }
    return all || variable_moment(codebook, guessed->variable, &moment);
}

/* Everybody has another value, and none is labelled. */
static gboolean tells_apart(const Guessed *guessed)
{
    return guessed->variable->value_labels->len == 0 && guessed->n_met > 2 &&
           (gint64)guessed->n_met == guessed->profile->valid;
}

static gboolean is_weight(const Codebook *codebook, const Guessed *guessed)
{
    const Variable *variable = guessed->variable;
    if (g_strcmp0(variable->name, codebook->weight) == 0)
        return TRUE;
    return !variable->is_string && variable->value_labels->len == 0 &&
           words_say_weight(variable->name);
}

/* Alone; neighbours may tell more. An unordered number that could be an item is one for now when
 * UNORDERED is set. */
static Guess guess_one(const Codebook *codebook, Guessed *guessed, gboolean *unordered)
{
    *unordered = FALSE;
    if (is_weight(codebook, guessed))
        return GUESS_WEIGHT;
    if (guessed->n_met < 2 || is_moment(codebook, guessed) || tells_apart(guessed))
        return GUESS_NONE;
    if (!guessed->variable->is_string && measure_levels(guessed) &&
        guessed->variable->measure != MEASURE_NOMINAL) {
        *unordered = !has_order(guessed);
        return GUESS_ITEM;
    }
    return guessed->n_met <= GROUPS_MAX ? GUESS_GROUPING : GUESS_NONE;
}

/* Runs of neighbours: an item without order of its own takes it from two like it, others become
 * answers. */
static void settle_runs(GArray *all, const gboolean *unordered)
{
    for (guint i = 0, n = 0; i < all->len; i += n) {
        n = guess_run(all, i);
        for (guint k = i; k < i + n; k++)
            if (n < RUN_MIN && unordered[k])
                g_array_index(all, Guessed, k).guess = GUESS_GROUPING;
    }
    for (guint i = 0; i < all->len;) {
        guint end = i + 1;
        const Guessed *first = &g_array_index(all, Guessed, i);
        while (first->guess == GUESS_GROUPING && end < all->len &&
               alike(first, &g_array_index(all, Guessed, end)))
            end++;
        for (guint k = i; k < end && end - i >= RUN_MIN; k++)
            g_array_index(all, Guessed, k).guess = GUESS_ANSWER;
        i = end;
    }
}

static void guessed_clear(gpointer data)
{
    Guessed *guessed = data;
    g_array_unref(guessed->undeclared);
}

GArray *guess_all(const DataFile *file)
{
    const Codebook *codebook = file->codebook;
    GArray *all = g_array_new(FALSE, FALSE, sizeof(Guessed));
    g_autofree gboolean *unordered = g_new0(gboolean, codebook->variables->len + 1);
    g_array_set_clear_func(all, guessed_clear);
    for (guint i = 0; i < codebook->variables->len; i++) {
        Guessed guessed = {.variable = g_ptr_array_index(codebook->variables, i),
                           .profile = g_ptr_array_index(file->profile->variables, i),
                           .undeclared = g_array_new(FALSE, FALSE, sizeof(double))};
        find_undeclared(&guessed);
        guessed.n_met = count_met(&guessed);
        measure_levels(&guessed);
        guessed.guess = guess_one(codebook, &guessed, &unordered[i]);
        g_array_append_val(all, guessed);
    }
    settle_runs(all, unordered);
    return all;
}
