#include "design_strata.h"

#include "base/error.h"
#include "base/number.h"

#include <math.h>

static void clear_stratum(gpointer data)
{
    Stratum *stratum = data;
    g_ptr_array_unref(stratum->units);
    if (stratum->within != NULL)
        g_array_unref(stratum->within);
}

static GArray *strata_new(void)
{
    GArray *strata = g_array_new(FALSE, TRUE, sizeof(Stratum));
    g_array_set_clear_func(strata, clear_stratum);
    return strata;
}

static guint key_stratum(const DesignUnit *unit)
{
    return (guint)(unit->key >> 32);
}

static guint key_cluster(const DesignUnit *unit)
{
    return (guint)unit->key;
}

static gint compare_ids(const Pass *pass, gint column, guint a, guint b)
{
    if (column < 0)
        return 0;
    const LevelSet *set = pass_column(pass, (guint)column)->levels;
    return level_compare(level_set_get(set, a), level_set_get(set, b));
}

static gint compare_units(gconstpointer a, gconstpointer b, gpointer data)
{
    const Pass *pass = data;
    const DesignUnit *x = *(const DesignUnit *const *)a, *y = *(const DesignUnit *const *)b;
    gint order = compare_ids(pass, pass->design->strata, key_stratum(x), key_stratum(y));
    if (order != 0)
        return order;
    return compare_ids(pass, pass->design->cluster, key_cluster(x), key_cluster(y));
}

static gint compare_parts(gconstpointer a, gconstpointer b, gpointer data)
{
    const Pass *pass = data;
    const DesignUnit *x = *(const DesignUnit *const *)a, *y = *(const DesignUnit *const *)b;
    return compare_ids(pass, pass->design->second, key_cluster(x), key_cluster(y));
}

static void add_parts(const Pass *pass, Stratum *stratum, const DesignUnit *unit)
{
    g_ptr_array_sort_with_data(unit->parts, compare_parts, (gpointer)pass);
    Stratum parts = {key_cluster(unit), unit, g_ptr_array_ref(unit->parts), NULL,
                     unit->parts->len,  1};
    g_array_append_val(stratum->within, parts);
}

static GArray *strata_of(const Pass *pass)
{
    const Design *design = pass->design;
    g_autoptr(GPtrArray) units = g_ptr_array_new();
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, design->units);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        g_ptr_array_add(units, value);
    g_ptr_array_sort_with_data(units, compare_units, (gpointer)pass);
    GArray *strata = strata_new();
    for (guint i = 0; i < units->len; i++) {
        DesignUnit *unit = g_ptr_array_index(units, i);
        Stratum *last = strata->len > 0 ? &g_array_index(strata, Stratum, strata->len - 1) : NULL;
        if (last == NULL || last->id != key_stratum(unit)) {
            gboolean second = design->second >= 0;
            Stratum fresh = {
                key_stratum(unit), NULL, g_ptr_array_new(), second ? strata_new() : NULL, 0, 1};
            g_array_append_val(strata, fresh);
            last = &g_array_index(strata, Stratum, strata->len - 1);
        }
        g_ptr_array_add(last->units, unit);
        last->n += design_by_row(design) ? unit->rows : 1;
        if (last->within != NULL)
            add_parts(pass, last, unit);
    }
    return strata;
}

static char *level_text(const Pass *pass, gint column, guint id)
{
    char number[NUMBER_BUFFER];
    if (column < 0)
        return g_strdup("(all)");
    const SummaryLevel *level = level_set_get(pass_column(pass, (guint)column)->levels, id);
    return level->text != NULL ? g_strdup_printf("'%s'", level->text)
                               : g_strdup(number_format(level->number, number));
}

/* "stratum 3", "cluster 'A12'" */
static char *stratum_text(const Pass *pass, const Stratum *stratum)
{
    const Design *design = pass->design;
    gint column = stratum->of != NULL ? design->cluster : design->strata;
    g_autofree char *name = level_text(pass, column, stratum->id);
    return g_strdup_printf("%s %s", stratum->of != NULL ? "cluster" : "stratum", name);
}

/* VARIABLE: of the frame. */
static void design_error(const Pass *pass, gint64 row, gint variable, const char *message,
                         GError **error)
{
    g_autofree char *at =
        row > 0 ? g_strdup_printf("row %" G_GINT64_FORMAT ", ", row) : g_strdup("");
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA, "%s: %svariable %s: error: %s", pass->name,
                at, frame_variable(pass->frame, variable)->name, message);
}

static gint variable_of(const Pass *pass, gint column)
{
    return pass_column(pass, (guint)column)->variable;
}

static gboolean check_nest(const Pass *pass, const GArray *strata, GError **error)
{
    const Design *design = pass->design;
    if (design->nest || design->cluster < 0 || design->strata < 0)
        return TRUE;
    g_autoptr(GHashTable) seen = g_hash_table_new(NULL, NULL);
    for (guint s = 0; s < strata->len; s++) {
        const Stratum *stratum = &g_array_index(strata, Stratum, s);
        for (guint i = 0; i < stratum->units->len; i++) {
            const DesignUnit *unit = g_ptr_array_index(stratum->units, i);
            if (g_hash_table_add(seen, GUINT_TO_POINTER(key_cluster(unit) + 1)))
                continue;
            g_autofree char *cluster = level_text(pass, design->cluster, key_cluster(unit));
            g_autofree char *message = g_strdup_printf(
                "cluster %s lies in more than one stratum; if clusters are numbered anew in each "
                "stratum, say `nest: true`",
                cluster);
            design_error(pass, unit->first_row, variable_of(pass, design->cluster), message, error);
            return FALSE;
        }
    }
    return TRUE;
}

static gint fpc_variable(const Pass *pass, const Stratum *stratum)
{
    return pass->frame->design.fpc[stratum->of != NULL];
}

/* What an fpc has against it, or NULL; FORMS has a fraction and a number met before, or 0. A
 * missing one shows itself as a NaN that no other equals. */
static char *fpc_mistake(const Stratum *stratum, const DesignUnit *unit, double forms[2])
{
    const DesignUnit *first = g_ptr_array_index(stratum->units, 0);
    const char *expected =
        "the number of units there are, or the fraction drawn, one for all of it";
    if (isnan(unit->fpc) || unit->fpc != first->fpc)
        return g_strdup_printf("has missing or differing values; expected %s", expected);
    if (!(unit->fpc > 0))
        return g_strdup_printf("has %g; expected %s", unit->fpc, expected);
    if (unit->fpc > 1 && unit->fpc < (double)stratum->n)
        return g_strdup_printf("has %" G_GINT64_FORMAT " units, more than its population of %g",
                               stratum->n, unit->fpc);
    if (unit->fpc != 1)
        forms[unit->fpc > 1] = unit->fpc;
    if (forms[0] > 0 && forms[1] > 0)
        return g_strdup_printf("has %g, and others have %g; expected numbers of units or fractions "
                               "drawn, not both",
                               unit->fpc, forms[unit->fpc < 1]);
    return NULL;
}

/* FORMS: [2], of the stage. */
static gboolean take_fpc(const Pass *pass, Stratum *stratum, double *forms, GError **error)
{
    if (fpc_variable(pass, stratum) < 0)
        return TRUE;
    const DesignUnit *first = g_ptr_array_index(stratum->units, 0);
    for (guint i = 0; i < stratum->units->len; i++) {
        const DesignUnit *unit = g_ptr_array_index(stratum->units, i);
        g_autofree char *mistake = fpc_mistake(stratum, unit, forms);
        if (mistake == NULL)
            continue;
        g_autofree char *name = stratum_text(pass, stratum);
        g_autofree char *message = g_strdup_printf("%s %s", name, mistake);
        design_error(pass, unit->first_row, fpc_variable(pass, stratum), message, error);
        return FALSE;
    }
    stratum->rest = 1 - (first->fpc <= 1 ? first->fpc : (double)stratum->n / first->fpc);
    return TRUE;
}

static gboolean check_lonely(const Pass *pass, const Stratum *stratum, GError **error)
{
    const Design *design = pass->design;
    if (!is_lonely(stratum) || design->lonely != LONELY_ERROR)
        return TRUE;
    const DesignUnit *unit = g_ptr_array_index(stratum->units, 0);
    gint column = stratum->of != NULL ? design->second : design->strata;
    gint variable = column >= 0 ? variable_of(pass, column) : variable_of(pass, design->cluster);
    g_autofree char *name = stratum_text(pass, stratum);
    g_autofree char *message = g_strdup_printf(
        "%s has one %s sampling unit, which tells nothing of its variance; merge it with another, "
        "or say `lonely: certainty`, `adjust` or `average`",
        name, stratum->of != NULL ? "second-stage" : "primary");
    design_error(pass, unit->first_row, variable, message, error);
    return FALSE;
}

/* FPC: what was met so far, of the first stage and of the second. */
static gboolean take_stratum(const Pass *pass, Stratum *stratum, double fpc[2][2], GError **error)
{
    if (!take_fpc(pass, stratum, fpc[0], error) || !check_lonely(pass, stratum, error))
        return FALSE;
    for (guint i = 0; stratum->within != NULL && i < stratum->within->len; i++) {
        Stratum *parts = &g_array_index(stratum->within, Stratum, i);
        gboolean matters = stratum->rest < 1;
        if (!take_fpc(pass, parts, fpc[1], error) || (matters && !check_lonely(pass, parts, error)))
            return FALSE;
    }
    return TRUE;
}

GArray *design_strata(const Pass *pass, GError **error)
{
    g_autoptr(GArray) strata = strata_of(pass);
    double fpc[2][2] = {{0, 0}, {0, 0}};
    if (!check_nest(pass, strata, error))
        return NULL;
    for (guint h = 0; h < strata->len; h++)
        if (!take_stratum(pass, &g_array_index(strata, Stratum, h), fpc, error))
            return NULL;
    return g_steal_pointer(&strata);
}
