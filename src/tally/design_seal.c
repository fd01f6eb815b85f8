/* Units sorted into strata, and the covariance of their sums. */
#include "base/error.h"
#include "base/number.h"
#include "design.h"
#include "sealed.h"

#include <string.h>

/* The strata as they come out of the units, in order of value. */
typedef struct {
    guint id;
    GPtrArray *units;
    gint64 n;    /* units, or rows where they are the units */
    double rest; /* 1 - fraction drawn */
} Stratum;

static void clear_stratum(gpointer data)
{
    g_ptr_array_unref(((Stratum *)data)->units);
}

static guint key_stratum(const DesignUnit *unit)
{
    return (guint)(unit->key >> 32);
}

static guint key_cluster(const DesignUnit *unit)
{
    return (guint)unit->key;
}

static gint compare_units(gconstpointer a, gconstpointer b, gpointer data)
{
    const Pass *pass = data;
    const DesignUnit *x = *(const DesignUnit *const *)a, *y = *(const DesignUnit *const *)b;
    const Design *design = pass->design;
    gint order = 0;
    if (design->strata >= 0) {
        const LevelSet *set = pass_column(pass, (guint)design->strata)->levels;
        order =
            level_compare(level_set_get(set, key_stratum(x)), level_set_get(set, key_stratum(y)));
    }
    if (order == 0 && design->cluster >= 0) {
        const LevelSet *set = pass_column(pass, (guint)design->cluster)->levels;
        order =
            level_compare(level_set_get(set, key_cluster(x)), level_set_get(set, key_cluster(y)));
    }
    return order;
}

static GArray *strata_of(Pass *pass)
{
    Design *design = pass->design;
    g_autoptr(GPtrArray) units = g_ptr_array_new();
    GHashTableIter iter;
    gpointer value;
    g_hash_table_iter_init(&iter, design->units);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        g_ptr_array_add(units, value);
    g_ptr_array_sort_with_data(units, compare_units, pass);
    GArray *strata = g_array_new(FALSE, TRUE, sizeof(Stratum));
    g_array_set_clear_func(strata, clear_stratum);
    for (guint i = 0; i < units->len; i++) {
        DesignUnit *unit = g_ptr_array_index(units, i);
        Stratum *last = strata->len > 0 ? &g_array_index(strata, Stratum, strata->len - 1) : NULL;
        if (last == NULL || last->id != key_stratum(unit)) {
            Stratum fresh = {key_stratum(unit), g_ptr_array_new(), 0, 1};
            g_array_append_val(strata, fresh);
            last = &g_array_index(strata, Stratum, strata->len - 1);
        }
        g_ptr_array_add(last->units, unit);
        last->n += design_by_row(design) ? unit->rows : 1;
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

static void design_error(const Pass *pass, gint64 row, gint column, const char *message,
                         GError **error)
{
    g_autofree char *at =
        row > 0 ? g_strdup_printf("row %" G_GINT64_FORMAT ", ", row) : g_strdup("");
    const char *name = column >= 0 ? pass_column(pass, (guint)column)->frame->name : "fpc";
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA, "%s: %svariable %s: error: %s", pass->name,
                at, name, message);
}

static gboolean check_nest(Pass *pass, const GArray *strata, GError **error)
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
            design_error(pass, unit->first_row, design->cluster, message, error);
            return FALSE;
        }
    }
    return TRUE;
}

/* A missing fpc shows itself as a NaN that no other equals. */
static gboolean take_fpc(Pass *pass, Stratum *stratum, GError **error)
{
    const Design *design = pass->design;
    if (design->fpc < 0)
        return TRUE;
    const DesignUnit *first = g_ptr_array_index(stratum->units, 0);
    for (guint i = 0; i < stratum->units->len; i++) {
        const DesignUnit *unit = g_ptr_array_index(stratum->units, i);
        if (unit->fpc == first->fpc && unit->fpc > 0)
            continue;
        g_autofree char *name = level_text(pass, design->strata, stratum->id);
        g_autofree char *message = g_strdup_printf(
            "stratum %s has missing or differing values; expected one number above 0 a stratum",
            name);
        design_error(pass, unit->first_row, -1, message, error);
        return FALSE;
    }
    double drawn = first->fpc <= 1 ? first->fpc : (double)stratum->n / first->fpc;
    stratum->rest = 1 - drawn;
    if (drawn <= 1)
        return TRUE;
    g_autofree char *name = level_text(pass, design->strata, stratum->id);
    g_autofree char *message =
        g_strdup_printf("stratum %s has %" G_GINT64_FORMAT " units, more than its population of %g",
                        name, stratum->n, first->fpc);
    design_error(pass, first->first_row, -1, message, error);
    return FALSE;
}

static gboolean is_lonely(const Stratum *stratum)
{
    enum { ONE = 1 };
    const double certain = 1e-7; /* as in R's survey */
    return stratum->n == ONE && stratum->rest >= certain;
}

static gboolean check_lonely(Pass *pass, const Stratum *stratum, GError **error)
{
    const Design *design = pass->design;
    if (!is_lonely(stratum) || design->lonely != LONELY_ERROR)
        return TRUE;
    const DesignUnit *unit = g_ptr_array_index(stratum->units, 0);
    g_autofree char *name = level_text(pass, design->strata, stratum->id);
    g_autofree char *message = g_strdup_printf(
        "stratum %s has one primary sampling unit, which tells nothing of its variance; merge it "
        "with another, or say `lonely: certainty`, `adjust` or `average`",
        name);
    design_error(pass, unit->first_row, design->strata, message, error);
    return FALSE;
}

/* INTO (the upper triangle of k × k) += scale Σ u u' over BLOCK vectors, so that a row of INTO is
 * loaded and stored once for all of them. */
enum { BLOCK = 4 };

static void add_block(double *into, const double *u, double scale, guint k)
{
    const double *u0 = u, *u1 = u + k, *u2 = u1 + k, *u3 = u2 + k;
    for (guint i = 0; i < k; i++) {
        double a0 = scale * u0[i], a1 = scale * u1[i], a2 = scale * u2[i], a3 = scale * u3[i];
        double *row = into + (gsize)i * k;
        for (guint j = i; j < k; j++)
            row[j] += a0 * u0[j] + a1 * u1[j] + a2 * u2[j] + a3 * u3[j];
    }
}

static void add_outer(double *into, const double *u, double scale, guint k)
{
    for (guint i = 0; i < k; i++) {
        double a = scale * u[i];
        for (guint j = i; a != 0 && j < k; j++)
            into[(gsize)i * k + j] += a * u[j];
    }
}

static void mirror(double *covariance, guint k)
{
    for (guint i = 0; i < k; i++)
        for (guint j = 0; j < i; j++)
            covariance[(gsize)i * k + j] = covariance[(gsize)j * k + i];
}

/* What sums of units give: each of N sums adds to K vectors by FACTORS[n][k]. */
typedef struct {
    guint n, k;
    const double *factors;
} Mapping;

/* TO += those of SUMS. */
static void linearised(const Mapping *map, const double *sums, double *to)
{
    guint k = map->k;
    for (guint c = 0; c < map->n; c++)
        for (guint v = 0; sums[c] != 0 && v < k; v++)
            to[v] += sums[c] * map->factors[(gsize)c * k + v];
}

/* What the sums of units are sums of: by cell, or the vectors themselves; with those that residuals
 * need. */
static guint n_sums(const DesignRequest *request)
{
    if (request->levels > 0)
        return request->extra + request->levels;
    return request->by_cell ? request->cells : request->k;
}

/* Units of a stratum about their mean; a lonely one about 0 where the policy is to adjust. TOTALS
 * and COVARIANCE are those of n_sums(). */
static void add_units(const DesignRequest *request, const Stratum *stratum, gboolean adjust,
                      double *totals, double *covariance)
{
    guint k = n_sums(request), n_units = stratum->units->len;
    g_autofree double *mean = g_new0(double, k + 1);
    g_autofree double *u = g_new0(double, (gsize)BLOCK *k + 1);
    double n = (double)stratum->n, scale = stratum->rest * (n > 1 ? n / (n - 1) : 1);
    for (guint i = 0; i < n_units; i++) {
        const double *sums = design_sums(request, g_ptr_array_index(stratum->units, i));
        for (guint v = 0; v < k; v++)
            mean[v] += sums[v];
    }
    for (guint v = 0; v < k; v++) {
        totals[v] += mean[v];
        mean[v] = adjust ? 0 : mean[v] / n;
    }
    for (guint i = 0; scale > 0 && i < n_units; i += BLOCK) {
        for (guint b = 0; b < BLOCK; b++) {
            gboolean there = i + b < n_units;
            const double *sums =
                there ? design_sums(request, g_ptr_array_index(stratum->units, i + b)) : mean;
            for (guint v = 0; v < k; v++)
                u[(gsize)b * k + v] = there ? sums[v] - mean[v] : 0;
        }
        add_block(covariance, u, scale, k);
    }
}

/* Respondents as units, from the sums of w and w² by cell. */
static void add_rows(const DesignRequest *request, const Stratum *stratum, gboolean adjust,
                     double *totals, double *covariance)
{
    guint k = request->k;
    const double *w = design_sums(request, g_ptr_array_index(stratum->units, 0));
    const double *w2 = w + request->cells + 1;
    g_autofree double *sum = g_new0(double, k + 1);
    double n = (double)stratum->n, scale = stratum->rest * (n > 1 ? n / (n - 1) : 1);
    const Mapping cells = {request->cells, k, request->z};
    linearised(&cells, w, sum);
    for (guint c = 0; c < request->cells; c++)
        add_outer(covariance, request->z + (gsize)c * k, scale * w2[c], k);
    if (request->levels > 0)
        design_residuals_rows(request, g_ptr_array_index(stratum->units, 0), scale, sum,
                              covariance);
    for (guint v = 0; v < k; v++)
        totals[v] += sum[v];
    if (!adjust)
        add_outer(covariance, sum, -scale / n, k);
}

/* Totals and covariance of the vectors from those of the sums: z' t and z' V z. */
static void from_sums(const Mapping *map, const double *t, const double *v, double *totals,
                      double *covariance)
{
    guint n = map->n, k = map->k;
    g_autofree double *row = g_new(double, k + 1);
    linearised(map, t, totals);
    for (guint c = 0; c < n; c++) {
        memset(row, 0, k * sizeof *row);
        linearised(map, v + (gsize)c * n, row);
        for (guint i = 0; i < k; i++) {
            double a = map->factors[(gsize)c * k + i];
            for (guint j = i; a != 0 && j < k; j++)
                covariance[(gsize)i * k + j] += a * row[j];
        }
    }
}

static guint add_strata(const Design *design, const DesignRequest *request, const GArray *strata,
                        double *totals, double *covariance)
{
    guint n_lonely = 0;
    for (guint h = 0; h < strata->len; h++) {
        Stratum counted = g_array_index(strata, Stratum, h);
        gboolean lonely = is_lonely(&counted);
        n_lonely += lonely;
        if (lonely && design->lonely != LONELY_ADJUST)
            counted.rest = 0;
        (design_by_row(design) ? add_rows : add_units)(request, &counted, lonely, totals,
                                                       covariance);
    }
    return n_lonely;
}

/* Variances as if the sums of a unit were independent: what residuals are small beside. */
static void note_raw(const Mapping *map, const double *v, double *raw)
{
    for (guint c = 0; c < map->n; c++)
        for (guint i = 0; i < map->k; i++) {
            double a = map->factors[(gsize)c * map->k + i];
            raw[i] += a * a * v[(gsize)c * map->n + c];
        }
}

/* Units keep other sums than those of the vectors. */
static gboolean needs_mapping(const Design *design, const DesignRequest *request)
{
    if (design_by_row(design))
        return FALSE;
    return request->levels > 0 || (request->by_cell && !request->identity);
}

static Summary *seal_request(const Pass *pass, const DesignRequest *request, const GArray *strata)
{
    const Design *design = pass->design;
    Sealed *sealed = sealed_new(SUMMARY_DESIGN);
    Summary *s = &sealed->summary;
    guint k = request->k;
    double *totals = sealed_array(sealed, k, sizeof *totals);
    double *covariance = sealed_array(sealed, (gsize)k * k, sizeof *covariance);
    if (needs_mapping(design, request)) {
        guint n = n_sums(request);
        g_autofree double *factors = request->levels > 0 ? design_residuals_factors(request) : NULL;
        const Mapping map = {n, k, factors != NULL ? factors : request->z};
        g_autofree double *t = g_new0(double, n + 1);
        g_autofree double *v = g_new0(double, (gsize)n *n + 1);
        s->n_lonely = add_strata(design, request, strata, t, v);
        mirror(v, n);
        from_sums(&map, t, v, totals, covariance);
        if (request->levels > 0)
            note_raw(&map, v, request->raw);
    } else {
        s->n_lonely = add_strata(design, request, strata, totals, covariance);
    }
    mirror(covariance, k);
    if (request->levels > 0)
        design_residuals_settle(request, covariance);
    for (guint h = 0; h < strata->len; h++)
        s->n_units += g_array_index(strata, Stratum, h).n;
    s->n_items = k;
    s->n_design_strata = strata->len;
    s->totals = totals;
    s->covariance = covariance;
    if (design->lonely == LONELY_AVERAGE && s->n_lonely < strata->len)
        for (guint i = 0; i < k * k; i++)
            covariance[i] *= (double)strata->len / (strata->len - s->n_lonely);
    s->rows_read = pass->file_rows;
    s->asked = s->valid = pass->rows_kept;
    return s;
}

static void free_summary(gpointer data)
{
    summary_free(data);
}

typedef struct {
    const Pass *pass;
    const GArray *strata;
    GPtrArray *sealed; /* Summary, one a request */
    gint next;         /* atomic */
} Seal;

/* Requests are independent of one another: whichever thread seals one, its numbers are the same. */
static gpointer seal_requests(gpointer data)
{
    Seal *seal = data;
    for (;;) {
        guint i = (guint)g_atomic_int_add(&seal->next, 1);
        if (i >= seal->sealed->len)
            return NULL;
        DesignRequest *request = design_request(seal->pass->design, i);
        if (request->levels > 0)
            design_residuals_solve(seal->pass->design, request);
        seal->sealed->pdata[i] = seal_request(seal->pass, request, seal->strata);
    }
}

GPtrArray *design_seal(Pass *pass, guint threads, GError **error)
{
    const Design *design = pass->design;
    g_autoptr(GArray) strata = strata_of(pass);
    if (!check_nest(pass, strata, error))
        return NULL;
    for (guint h = 0; h < strata->len; h++) {
        Stratum *stratum = &g_array_index(strata, Stratum, h);
        if (!take_fpc(pass, stratum, error) || !check_lonely(pass, stratum, error))
            return NULL;
    }
    Seal seal = {pass, strata, g_ptr_array_new_with_free_func(free_summary), 0};
    g_ptr_array_set_size(seal.sealed, (gint)design->requests->len);
    guint others = MIN(threads, design->requests->len) - 1;
    g_autofree GThread **running = g_new0(GThread *, others + 1);
    for (guint t = 0; t < others; t++)
        running[t] = g_thread_new("seal", seal_requests, &seal);
    seal_requests(&seal);
    for (guint t = 0; t < others; t++)
        g_thread_join(running[t]);
    return seal.sealed;
}
