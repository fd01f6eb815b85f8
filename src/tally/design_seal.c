/* The covariance of units' sums, stratum by stratum. */
#include "design_strata.h"
#include "sealed.h"

#include <string.h>

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

/* The sums of UNIT, of its parts where it has any: then in SUM. */
static const double *unit_sums(const DesignRequest *request, const DesignUnit *unit, double *sum)
{
    if (unit->parts == NULL)
        return design_sums(request, unit);
    guint k = n_sums(request);
    memset(sum, 0, k * sizeof *sum);
    for (guint i = 0; i < unit->parts->len; i++) {
        const double *of = design_sums(request, g_ptr_array_index(unit->parts, i));
        for (guint v = 0; v < k; v++)
            sum[v] += of[v];
    }
    return sum;
}

/* Units of a stratum about their mean; a lonely one about 0 where the policy is to adjust. TOTALS
 * and COVARIANCE are those of n_sums(). */
static void add_units(const DesignRequest *request, const Stratum *stratum, gboolean adjust,
                      double *totals, double *covariance)
{
    guint k = n_sums(request), n_units = stratum->units->len;
    g_autofree double *mean = g_new0(double, k + 1);
    g_autofree double *u = g_new0(double, (gsize)BLOCK *k + 1);
    g_autofree double *sum = g_new(double, k + 1);
    double n = (double)stratum->n, scale = stratum->rest * (n > 1 ? n / (n - 1) : 1);
    for (guint i = 0; i < n_units; i++) {
        const double *sums = unit_sums(request, g_ptr_array_index(stratum->units, i), sum);
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
                there ? unit_sums(request, g_ptr_array_index(stratum->units, i + b), sum) : mean;
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

/* Within each unit of a stratum of which the fraction f was drawn: f times the variance of its
 * parts (Cochran 1977, Sampling Techniques, 3rd ed., 11.3; the multistage() of R's survey). */
static guint add_within(const DesignRequest *request, const Stratum *stratum, double *covariance)
{
    g_autofree double *totals = g_new(double, n_sums(request) + 1);
    guint n_lonely = 0;
    double drawn = 1 - stratum->rest;
    for (guint i = 0; drawn > 0 && i < stratum->within->len; i++) {
        Stratum parts = g_array_index(stratum->within, Stratum, i);
        gboolean lonely = is_lonely(&parts);
        n_lonely += lonely;
        parts.rest = lonely ? 0 : parts.rest * drawn;
        memset(totals, 0, n_sums(request) * sizeof *totals);
        add_units(request, &parts, FALSE, totals, covariance);
    }
    return n_lonely;
}

/* Strata first, and what their policy makes of them; then the variance within. */
static guint add_strata(const Design *design, const DesignRequest *request, const GArray *strata,
                        double *totals, double *covariance)
{
    guint n_lonely = 0, k = design_by_row(design) ? request->k : n_sums(request);
    for (guint h = 0; h < strata->len; h++) {
        Stratum counted = g_array_index(strata, Stratum, h);
        gboolean lonely = is_lonely(&counted);
        n_lonely += lonely;
        if (lonely && design->lonely != LONELY_ADJUST)
            counted.rest = 0;
        (design_by_row(design) ? add_rows : add_units)(request, &counted, lonely, totals,
                                                       covariance);
    }
    if (design->lonely == LONELY_AVERAGE && n_lonely < strata->len)
        for (gsize i = 0; i < (gsize)k * k; i++)
            covariance[i] *= (double)strata->len / (strata->len - n_lonely);
    for (guint h = 0; h < strata->len; h++)
        if (g_array_index(strata, Stratum, h).within != NULL)
            n_lonely += add_within(request, &g_array_index(strata, Stratum, h), covariance);
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
    g_autoptr(GArray) strata = design_strata(pass, error);
    if (strata == NULL)
        return NULL;
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
