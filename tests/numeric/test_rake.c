/* Raking and its residuals against R's survey, and against residuals taken from rows. */
#include "numeric/rake.h"
#include "support/support.h"

#include <math.h>

#include "golden_rake.h"

enum { CELLS = 18, MARGINS = 3, LEVELS = 8, ROWS = G_N_ELEMENTS(row_weights) };

static const guint first[] = {0, 3, 5, 8};
static const double targets[] = {4421, 755, 1018, 1072, 5122, 2000, 2100, 2094};

/* School type, then whether the target was met, then size; the first changes fastest. */
static RakeTable schools(guint *level)
{
    for (guint c = 0; c < CELLS; c++) {
        level[c] = c % 3;
        level[CELLS + c] = 3 + c / 3 % 2;
        level[2 * CELLS + c] = 5 + c / 6;
    }
    return (RakeTable){CELLS, MARGINS, level, first, targets};
}

static double fitted_cell(const RakeTable *table, const Rake *rake, const double *w, guint cell)
{
    double x = w[cell];
    for (guint m = 0; m < table->margins; m++)
        x *= rake->factors[table->level[m * table->cells + cell]];
    return x;
}

static void as_in_r(void **state G_GNUC_UNUSED)
{
    guint level[MARGINS * CELLS];
    const RakeTable schools_of = schools(level);
    const struct {
        double tolerance;
        guint most;
        gboolean converged;
        const double *golden;
    } cases[] = {
        {1e-10, 100, TRUE, fitted}, {1, 10, TRUE, fitted_as_r}, {1, 1, FALSE, fitted_once}};
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Rake) rake = rake_new(&schools_of, weights, cases[i].tolerance, cases[i].most);
        assert_int_equal(rake->converged, cases[i].converged);
        assert_int_equal(rake->empty, -1);
        for (guint c = 0; c < CELLS; c++)
            assert_near(fitted_cell(&schools_of, rake, weights, c), cases[i].golden[c], 1e-13);
    }
}

static void margins_are_met(void **state G_GNUC_UNUSED)
{
    guint level[MARGINS * CELLS];
    const RakeTable schools_of = schools(level);
    g_autoptr(Rake) rake = rake_new(&schools_of, weights, 1e-13, 1000);
    double sums[LEVELS] = {0};
    for (guint c = 0; c < CELLS; c++)
        for (guint m = 0; m < MARGINS; m++)
            sums[level[m * CELLS + c]] += fitted_cell(&schools_of, rake, weights, c);
    for (guint l = 0; l < LEVELS; l++)
        assert_near(sums[l], targets[l], 1e-12);
    double now[CELLS];
    for (guint c = 0; c < CELLS; c++)
        now[c] = fitted_cell(&schools_of, rake, weights, c);
    g_autoptr(Rake) again = rake_new(&schools_of, now, 1e-10, 100);
    assert_int_equal(again->iterations, 1);
    for (guint l = 0; l < LEVELS; l++)
        assert_near(again->factors[l], 1, 1e-11);
}

static void an_empty_level_ends_it(void **state G_GNUC_UNUSED)
{
    guint level[MARGINS * CELLS];
    const RakeTable schools_of = schools(level);
    double w[CELLS];
    for (guint c = 0; c < CELLS; c++)
        w[c] = level[CELLS + c] == 4 ? 0 : weights[c];
    g_autoptr(Rake) rake = rake_new(&schools_of, w, 1e-10, 100);
    assert_int_equal(rake->empty, 4);
    assert_false(rake->converged);
}

/* Sums by level that the solver takes, of the rows: COUNTS 1 or the weight. */
static void row_sums(const RakeTable *of, const Rake *rake, gboolean by_weight, double *sums)
{
    for (guint i = 0; i < ROWS; i++) {
        guint at[MARGINS];
        double steps[MARGINS];
        for (guint m = 0; m < of->margins; m++)
            at[m] = of->level[m * CELLS + row_cell[i]];
        rake_steps(rake, of->margins, at, steps);
        double w = row_weights[i] * steps[of->margins - 1];
        for (guint m = 0; m < of->margins; m++)
            sums[at[m]] +=
                (by_weight ? row_weights[i] : 1) * w * row_z[i] / (row_weights[i] * steps[m]);
    }
}

static double residual(const RakeTable *of, const Rake *rake, const double *beta, guint row)
{
    guint at[MARGINS];
    double steps[MARGINS];
    for (guint m = 0; m < of->margins; m++)
        at[m] = of->level[m * CELLS + row_cell[row]];
    rake_steps(rake, of->margins, at, steps);
    double x = row_weights[row] * steps[of->margins - 1] * row_z[row];
    for (guint m = 0; m < of->margins; m++)
        x -= row_weights[row] * steps[m] * beta[at[m]];
    return x;
}

static void residuals_as_in_r(void **state G_GNUC_UNUSED)
{
    guint level[MARGINS * CELLS];
    const RakeTable schools_of = schools(level);
    g_autoptr(Rake) rake = rake_new(&schools_of, weights, 1, 10);
    double counts[CELLS] = {0}, sums[LEVELS] = {0}, beta[LEVELS], squares[LEVELS] = {0};
    for (guint i = 0; i < ROWS; i++)
        counts[row_cell[i]]++;
    g_autoptr(RakeResiduals) residuals = rake_residuals_new(&schools_of, rake, counts, RAKE_ROUNDS);
    row_sums(&schools_of, rake, FALSE, sums);
    rake_residuals_solve(residuals, sums, beta);
    for (guint i = 0; i < ROWS; i++)
        for (guint m = 0; m < MARGINS; m++)
            squares[level[m * CELLS + row_cell[i]]] += pow(residual(&schools_of, rake, beta, i), 2);
    for (guint l = 0; l < LEVELS; l++)
        assert_near(squares[l], residual_squares[l], 1e-11);
}

/* Post-stratified: what is left sums to 0 in every level. */
static void residuals_of_one_margin_sum_to_nothing(void **state G_GNUC_UNUSED)
{
    guint level[MARGINS * CELLS];
    RakeTable one = schools(level);
    one.margins = 1;
    g_autoptr(Rake) rake = rake_new(&one, weights, 0, 1);
    double sums[3] = {0}, beta[3], left[3] = {0};
    g_autoptr(RakeResiduals) residuals = rake_residuals_new(&one, rake, weights, 1);
    row_sums(&one, rake, TRUE, sums);
    rake_residuals_solve(residuals, sums, beta);
    for (guint i = 0; i < ROWS; i++)
        left[level[row_cell[i]]] += residual(&one, rake, beta, i);
    for (guint l = 0; l < 3; l++)
        assert_true(fabs(left[l]) < 1e-9 * targets[l]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_in_r),
        cmocka_unit_test(margins_are_met),
        cmocka_unit_test(an_empty_level_ends_it),
        cmocka_unit_test(residuals_as_in_r),
        cmocka_unit_test(residuals_of_one_margin_sum_to_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
