/* From claims to what the columns and scales must satisfy. A claim that data cannot be made from
 * keeps its reason: an unknown name is a warning at its line, the rest is said in the outcome. */
#include "model.h"

#include "base/words.h"
#include "plan/levels.h"

#include <math.h>
#include <string.h>

#define MAX_DECIMALS 9

typedef struct {
    Model *model;
    const Claim *claim;
    guint index;
    Diagnostics *diagnostics;
} Reading;

static void not_made(const Reading *reading, WordId reason)
{
    SynthClaim *outcome = &reading->model->outcomes[reading->index];
    outcome->outcome = SYNTH_NOT_MADE;
    text_clear(&outcome->reason);
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        outcome->reason.in[l] = g_strdup(word(reason, (Language)l));
}

static const char *nearest_column(const Model *model, const char *name)
{
    g_autofree const char **names = g_new(const char *, model->columns->len + 1);
    for (guint i = 0; i < model->columns->len; i++)
        names[i] = COLUMN(model, i)->name;
    return nearest_name(name, names, model->columns->len);
}

static void unknown_name(const Reading *reading, const char *name)
{
    g_autofree char *hint = nearest_hint(nearest_column(reading->model, name));
    diagnostics_warning(reading->diagnostics, reading->claim->place,
                        "claim %s names '%s', which is no variable or scale of the plan%s",
                        reading->claim->id, name, hint);
    not_made(reading, W_SYNTH_UNKNOWN_NAME);
}

/* Position of the column, or -1 after saying why. */
static gint column_named(const Reading *reading, const char *name)
{
    gint column = model_column(reading->model, name);
    if (column >= 0)
        return column;
    if (name != NULL && plan_variable(reading->model->plan, name) != NULL)
        not_made(reading, W_SYNTH_DERIVED);
    else
        unknown_name(reading, name != NULL ? name : "");
    return -1;
}

static guint level_of(const Column *column, const char *word)
{
    const PlanClass *level = plan_level(column->plan, word);
    for (guint l = 0; level != NULL && l < column->n_levels; l++)
        if (column->written[l] == &level->key)
            return l + 1;
    return 0;
}

/* The bits of WORDS; 0 after a warning when one of them is no level. */
static guint64 levels_named(const Reading *reading, gint column, char **words)
{
    guint64 levels = 0;
    for (char **w = words; w != NULL && *w != NULL; w++) {
        guint level = level_of(COLUMN(reading->model, column), *w);
        if (level == 0) {
            diagnostics_warning(reading->diagnostics, reading->claim->place,
                                "claim %s: '%s' is no level of '%s'", reading->claim->id, *w,
                                COLUMN(reading->model, column)->name);
            not_made(reading, W_SYNTH_UNKNOWN_LEVEL);
            return 0;
        }
        levels |= G_GUINT64_CONSTANT(1) << level;
    }
    if (levels == 0)
        not_made(reading, W_SYNTH_INCOMPLETE);
    return levels;
}

static gboolean printed(const Reading *reading, gint64 *value, gint64 *unit)
{
    const PrintedNumber *number = &reading->claim->value;
    if (!number->has || number->decimals > MAX_DECIMALS || fabs(number->value) > 1e6) {
        not_made(reading, W_SYNTH_INCOMPLETE);
        return FALSE;
    }
    *unit = 1;
    for (int i = 0; i < number->decimals; i++)
        *unit *= 10;
    double scaled = number->value * (double)*unit;
    *value = (gint64)(scaled + (scaled < 0 ? -0.5 : 0.5));
    return TRUE;
}

static gboolean is_empty(char **words)
{
    return words == NULL || words[0] == NULL;
}

/* FALSE after saying why. No `by`: *BY is -1 and *GROUP 0. */
static gboolean read_group(const Reading *reading, gint *by, guint64 *group)
{
    const Claim *claim = reading->claim;
    *by = -1;
    *group = 0;
    if (is_empty(claim->by) && is_empty(claim->group))
        return TRUE;
    if (is_empty(claim->by) || is_empty(claim->group) || claim->by[1] != NULL) {
        not_made(reading, W_SYNTH_INCOMPLETE);
        return FALSE;
    }
    *by = column_named(reading, claim->by[0]);
    if (*by >= 0)
        *group = levels_named(reading, *by, claim->group);
    return *group != 0;
}

static gint64 whole_number(PrintedNumber number)
{
    return number.has && number.value >= 0 && number.value < 1e9 ? (gint64)(number.value + 0.5)
                                                                 : -1;
}

static void read_percent(const Reading *reading)
{
    const Claim *claim = reading->claim;
    Share share = {.claim = reading->index};
    gint column = column_named(reading, claim->response);
    if (column < 0 || !read_group(reading, &share.by, &share.group) ||
        !printed(reading, &share.value, &share.unit))
        return;
    share.column = (guint)column;
    share.levels = levels_named(reading, column, claim->levels);
    if (share.levels == 0)
        return;
    if (share.by == column) {
        not_made(reading, W_SYNTH_INCOMPLETE);
        return;
    }
    share.base = whole_number(claim->base.has ? claim->base : claim->n);
    share.count = whole_number(claim->count);
    g_array_append_val(reading->model->shares, share);
}

/* The size of a group, or how many gave answers; what else is counted is only verified. */
static void read_count(const Reading *reading)
{
    const Claim *claim = reading->claim;
    Share share = {.claim = reading->index,
                   .by = -1,
                   .base = -1,
                   .is_count = TRUE,
                   .count = whole_number(claim->value)};
    gint column = model_column(reading->model, claim->response);
    gint by = is_empty(claim->by) ? -1 : column_named(reading, claim->by[0]);
    if ((!is_empty(claim->by) && by < 0) || (column < 0 && is_empty(claim->group)))
        return;
    if (share.count < 0 || (double)share.count != claim->value.value) {
        not_made(reading, W_SYNTH_INCOMPLETE);
        return;
    }
    share.column = (guint)(column < 0 ? by : column);
    if (column >= 0 && !read_group(reading, &share.by, &share.group))
        return;
    char **words = column < 0 ? claim->group : claim->levels;
    share.levels = is_empty(words) ? 0 : levels_named(reading, (gint)share.column, words);
    if (is_empty(words) || share.levels != 0)
        g_array_append_val(reading->model->shares, share);
}

/* A plain variable is a scale of one item. */
static gint plain_scale(Model *model, guint column)
{
    if (!COLUMN(model, column)->whole)
        return -1;
    gboolean reversed = FALSE;
    Scale scale = {.name = COLUMN(model, column)->name,
                   .items = g_array_new(FALSE, FALSE, sizeof(guint)),
                   .reversed = g_array_new(FALSE, FALSE, sizeof(gboolean)),
                   .min_answered = 1,
                   .is_plain = TRUE,
                   .is_usable = TRUE,
                   .k = g_new0(guint, model->n),
                   .sum = g_new0(gint64, model->n)};
    g_array_append_val(scale.items, column);
    g_array_append_val(scale.reversed, reversed);
    g_array_append_val(model->scales, scale);
    COLUMN(model, column)->unit = model->scales->len - 1;
    return (gint)model->scales->len - 1;
}

static gint scale_named(const Reading *reading, const char *name)
{
    Model *model = reading->model;
    for (guint i = 0; name != NULL && i < model->scales->len; i++) {
        if (strcmp(SCALE(model, i)->name, name) != 0)
            continue;
        if (!SCALE(model, i)->is_usable)
            not_made(reading, W_SYNTH_SCALE);
        return SCALE(model, i)->is_usable ? (gint)i : -1;
    }
    gint column = column_named(reading, name);
    gint scale = column < 0 ? -1 : plain_scale(model, (guint)column);
    if (column >= 0 && scale < 0)
        not_made(reading, W_SYNTH_SCALE);
    return scale;
}

static void read_score(const Reading *reading)
{
    Score score = {.claim = reading->index,
                   .is_mean = reading->claim->kind == CLAIM_MEAN,
                   .rank = reading->claim->rank};
    gint scale = scale_named(reading, reading->claim->response);
    if (scale < 0 || !read_group(reading, &score.by, &score.group) ||
        !printed(reading, &score.value, &score.unit))
        return;
    score.scale = (guint)scale;
    if (score.by >= 0)
        COLUMN(reading->model, score.by)->is_group = TRUE;
    g_array_append_val(reading->model->scores, score);
}

static double threshold(const Reading *reading)
{
    const Claim *claim = reading->claim;
    return claim->p.has && claim->p.value > 0 ? claim->p.value : reading->model->plan->alpha;
}

static void read_comparison(const Reading *reading)
{
    const Claim *claim = reading->claim;
    gint scale = scale_named(reading, claim->response);
    if (scale >= 0 && is_empty(claim->by))
        not_made(reading, W_SYNTH_INCOMPLETE);
    for (char **name = claim->by; scale >= 0 && name != NULL && *name != NULL; name++) {
        gint by = column_named(reading, *name);
        if (by < 0)
            return;
        Comparison comparison = {.claim = reading->index,
                                 .scale = (guint)scale,
                                 .by = (guint)by,
                                 .differs = claim->kind == CLAIM_DIFFERS,
                                 .p = threshold(reading)};
        COLUMN(reading->model, by)->is_group = TRUE;
        g_array_append_val(reading->model->comparisons, comparison);
    }
}

static void read_association(const Reading *reading)
{
    const Claim *claim = reading->claim;
    gint column = column_named(reading, claim->response);
    if (column >= 0 && is_empty(claim->by))
        not_made(reading, W_SYNTH_INCOMPLETE);
    for (char **name = claim->by; column >= 0 && name != NULL && *name != NULL; name++) {
        gint by = column_named(reading, *name);
        if (by < 0)
            return;
        Association association = {.claim = reading->index,
                                   .column = (guint)column,
                                   .by = (guint)by,
                                   .p = threshold(reading)};
        COLUMN(reading->model, column)->is_associated = TRUE;
        COLUMN(reading->model, by)->is_associated = TRUE;
        g_array_append_val(reading->model->associations, association);
    }
}

static void read_claim(const Reading *reading)
{
    switch (reading->claim->kind) {
    case CLAIM_PERCENT:
        read_percent(reading);
        return;
    case CLAIM_MEDIAN:
    case CLAIM_MEAN:
        read_score(reading);
        return;
    case CLAIM_DIFFERS:
    case CLAIM_SAME:
        read_comparison(reading);
        return;
    case CLAIM_ASSOCIATED:
        read_association(reading);
        return;
    case CLAIM_COUNT:
        read_count(reading);
        return;
    default:
        not_made(reading, W_SYNTH_KIND);
    }
}

void model_demand(Model *model, const Claims *claims, Diagnostics *diagnostics)
{
    model->claims = claims;
    for (guint i = 0; i < claims->claims->len; i++) {
        Reading reading = {model, g_ptr_array_index(claims->claims, i), i, diagnostics};
        read_claim(&reading);
    }
}

#define FREE_CLAIM(type, array)                                                                    \
    for (guint i = 0; i < (array)->len; i++)                                                       \
        if (g_array_index((array), type, i).claim == claim)                                        \
    g_array_index((array), type, i).is_freed = TRUE

void model_free_claim(Model *model, guint claim)
{
    FREE_CLAIM(Share, model->shares);
    FREE_CLAIM(Score, model->scores);
    FREE_CLAIM(Comparison, model->comparisons);
    FREE_CLAIM(Association, model->associations);
    model->outcomes[claim].outcome = SYNTH_FREED;
}
