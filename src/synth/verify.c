/* What the data say of each claim, counted again from the answers. A number is reproduced when it
 * lies in the printed interval, both ends included; a verdict at the threshold that the claim
 * states, not at the safer one that was aimed at. */
#include "significance.h"

#include "base/number.h"
#include "base/words.h"

#include <stdlib.h>

typedef struct {
    Model *model;
    guint claim;
} Check;

static void not_reached(const Check *check, gboolean has, double obtained)
{
    SynthClaim *outcome = &check->model->outcomes[check->claim];
    char number[NUMBER_BUFFER];
    if (outcome->outcome != SYNTH_REPRODUCED)
        return;
    outcome->outcome = SYNTH_NOT_REACHED;
    for (int l = 0; l < LANGUAGE_COUNT; l++)
        outcome->reason.in[l] =
            has ? word_printf(W_SYNTH_OBTAINED, (Language)l, number_format(obtained, number))
                : g_strdup(word(W_SYNTH_UNDEFINED, (Language)l));
}

static gboolean has_level(const Column *column, guint64 set, guint row)
{
    return column->level[row] != 0 && (set == 0 || (set >> column->level[row] & 1));
}

/* 200 unit k within the interval times n: whole numbers throughout. */
static gboolean prints_percent(const Share *share, gint64 k, gint64 n)
{
    gint64 scaled = 200 * share->unit * k;
    return n > 0 && scaled >= (2 * share->value - 1) * n && scaled <= (2 * share->value + 1) * n;
}

static void verify_share(const Check *check, const Share *share)
{
    const Model *model = check->model;
    gint64 n = 0, k = 0;
    for (guint row = 0; row < model->n; row++) {
        if (share->by >= 0 && !has_level(COLUMN(model, share->by), share->group, row))
            continue;
        n += has_level(COLUMN(model, share->column), 0, row);
        k += has_level(COLUMN(model, share->column), share->levels, row);
    }
    gboolean prints = share->is_count || prints_percent(share, k, n);
    if (!prints || (share->base > 0 && share->base != n) ||
        (share->count >= 0 && share->count != k))
        not_reached(check, share->is_count || n > 0,
                    share->is_count ? (double)k : 100 * (double)k / (double)MAX(1, n));
}

static gint compare_gint64(const void *a, const void *b)
{
    gint64 x = *(const gint64 *)a, y = *(const gint64 *)b;
    return (x > y) - (x < y);
}

/* Scores of a group as fixed point, ascending. */
static gint64 *group_scores(const Model *model, const Score *score, guint64 group, guint *n)
{
    gint64 *keys = g_new(gint64, model->n + 1);
    *n = 0;
    for (guint row = 0; row < model->n; row++)
        if ((score->by < 0 || has_level(COLUMN(model, score->by), group, row)) &&
            scale_score(SCALE(model, score->scale), row, &keys[*n]))
            ++*n;
    qsort(keys, *n, sizeof(gint64), compare_gint64);
    return keys;
}

/* Median or mean in fixed point, doubled; FALSE for an empty group. */
static gboolean doubled_value(const Model *model, const Score *score, guint64 group, gint64 *value)
{
    guint n;
    g_autofree gint64 *keys = group_scores(model, score, group, &n);
    if (n == 0)
        return FALSE;
    gint64 whole = 0, rest = 0;
    for (guint i = 0; i < n; i++) {
        whole += keys[i] / n;
        rest += keys[i] % n;
    }
    *value = score->is_mean ? 2 * (whole + rest / n) : keys[(n - 1) / 2] + keys[n / 2];
    return TRUE;
}

static gboolean keeps_rank(const Model *model, const Score *score, gint64 own)
{
    if (score->rank == RANK_NONE || score->by < 0)
        return TRUE;
    for (guint level = 1; level <= COLUMN(model, score->by)->n_levels; level++) {
        gint64 other;
        guint64 group = G_GUINT64_CONSTANT(1) << level;
        if ((score->group & group) || !doubled_value(model, score, group, &other))
            continue;
        if (score->rank == RANK_HIGHEST ? other > own : other < own)
            return FALSE;
    }
    return TRUE;
}

static void verify_score(const Check *check, const Score *score)
{
    gint64 value, slack = 2; /* what floor() took from two scores */
    if (!doubled_value(check->model, score, score->group, &value)) {
        not_reached(check, FALSE, 0);
        return;
    }
    gboolean prints = value + slack >= 2 * fixed(2 * score->value - 1, 2 * score->unit) &&
                      value <= 2 * fixed(2 * score->value + 1, 2 * score->unit) + slack;
    if (!prints || !keeps_rank(check->model, score, value))
        not_reached(check, TRUE, (double)value / 8589934592.0);
}

static void verify_comparison(const Check *check, const Comparison *comparison)
{
    const Model *model = check->model;
    g_autoptr(RankTest) test =
        rank_test_new(model, SCALE(model, comparison->scale), comparison->by);
    double h = rank_test_statistic(test);
    guint df = test->n_groups > 0 ? test->n_groups - 1 : 0;
    double p = comparison->differs ? MIN(comparison->p, safe_p(model, comparison->p, TRUE) * 20)
                                   : comparison->p;
    gboolean significant = df > 0 && h > chi_square_critical(p, df);
    if (df == 0 || significant != comparison->differs)
        not_reached(check, df > 0, h);
}

static void verify_association(const Check *check, const Association *association)
{
    const Model *model = check->model;
    guint df;
    double x = columns_chi_square(model, association->column, association->by, &df);
    double p = MIN(association->p, safe_p(model, association->p, TRUE) * 20);
    if (df == 0 || !(x > chi_square_critical(p, df)))
        not_reached(check, df > 0, x);
}

static guint groups_of(const Model *model, guint column)
{
    guint64 seen = 0;
    guint n = 0;
    for (guint row = 0; row < model->n; row++)
        seen |= G_GUINT64_CONSTANT(1) << COLUMN(model, column)->level[row];
    for (guint level = 1; level <= COLUMN(model, column)->n_levels; level++)
        n += seen >> level & 1;
    return n;
}

/* Groups of `by`; without one, a number of respondents is that of the plan or nothing in data. */
static void verify_count(const Check *check, const Claim *claim)
{
    const Model *model = check->model;
    gint by = claim->by != NULL && claim->by[0] != NULL ? model_column(model, claim->by[0]) : -1;
    if (by >= 0) {
        guint n = groups_of(model, (guint)by);
        if (claim->value.value != (double)n)
            not_reached(check, TRUE, (double)n);
    } else if (claim->value.value != (double)model->n) {
        SynthClaim *outcome = &check->model->outcomes[check->claim];
        outcome->outcome = SYNTH_NOT_MADE;
        for (int l = 0; l < LANGUAGE_COUNT; l++)
            outcome->reason.in[l] = g_strdup(word(W_SYNTH_COUNT, (Language)l));
    }
}

#define VERIFY_ALL(type, array, verify)                                                            \
    for (guint i = 0; i < (array)->len; i++) {                                                     \
        const type *demand = &g_array_index((array), type, i);                                     \
        Check check = {model, demand->claim};                                                      \
        if (model->outcomes[demand->claim].outcome == SYNTH_REPRODUCED)                            \
            verify(&check, demand);                                                                \
    }

/* Scores from the answers as they are, not as they were meant. */
static void score_again(Model *model, Scale *scale)
{
    for (guint row = 0; row < model->n; row++) {
        scale->k[row] = 0;
        for (guint i = 0; i < scale->items->len; i++) {
            guint level = COLUMN(model, g_array_index(scale->items, guint, i))->level[row];
            scale->k[row] += level != 0;
        }
        scale->sum[row] = answered_sum(model, scale, row);
    }
}

/* Whether the claim is among the shares. */
static gboolean counts_people(const Model *model, guint claim)
{
    for (guint i = 0; i < model->shares->len; i++)
        if (g_array_index(model->shares, Share, i).claim == claim)
            return TRUE;
    return FALSE;
}

void model_verify(Model *model)
{
    for (guint s = 0; s < model->scales->len; s++)
        score_again(model, SCALE(model, s));
    VERIFY_ALL(Share, model->shares, verify_share)
    VERIFY_ALL(Score, model->scores, verify_score)
    VERIFY_ALL(Comparison, model->comparisons, verify_comparison)
    VERIFY_ALL(Association, model->associations, verify_association)
    for (guint i = 0; i < model->claims->claims->len; i++) {
        const Claim *claim = g_ptr_array_index(model->claims->claims, i);
        Check check = {model, i};
        if (claim->kind == CLAIM_COUNT && !counts_people(model, i) &&
            model->outcomes[i].outcome == SYNTH_REPRODUCED)
            verify_count(&check, claim);
    }
}
