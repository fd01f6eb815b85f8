/* The passes after the first: linearised values under a sampling design, replicate weights. */
#include "base/error.h"
#include "design.h"
#include "requests.h"
#include "sealed.h"

#include "numeric/linear.h"

#include <string.h>

/* One more pass, over what was kept of the first or a feed of its own. */
static gboolean run_again(Tally *tally, const FeedMaker *maker, const char *name,
                          const Progress *progress, GError **error)
{
    Feed feed;
    if (tally->kept != NULL && kept_open(tally->kept, tally->pass->feed, &feed))
        return tally_run_pass(tally, &feed, name, progress, error);
    if (!maker->open(maker->data, tally->pass->feed, &feed, error))
        return FALSE;
    gboolean ok = tally_run_pass(tally, &feed, name, progress, error);
    maker->close(&feed);
    return ok;
}

guint tally_ask_design(Tally *tally, guint table, const double *z, guint vectors)
{
    const Summary *s = tally_summary(tally, table);
    gsize cells = (gsize)s->n_strata * s->n_groups * s->n_levels;
    Request request = {SUMMARY_DESIGN, -1, -1, -1, -1, .table = table, .vectors = vectors};
    request.z = g_memdup2(z, cells * vectors * sizeof *z);
    g_array_append_val(tally->requests, request);
    return tally->requests->len - 1;
}

/* Plans requests of HANDLES from FIRST on: at most N, and as many as the units expected have room
 * for. Returns how many. */
static guint plan_design(Tally *tally, const GArray *handles, guint first, guint n)
{
    Pass *pass = tally->pass = tally_pass_new(tally);
    pass->design = design_new(pass, tally->base.weight_sum, tally->weight_squares, tally->units);
    gboolean kept = tally->kept != NULL && kept_has_all(tally->kept);
    pass->design->room = kept ? ROOM_KEPT_BYTES : ROOM_UNIT_BYTES;
    gsize room = pass->design->room / sizeof(double) / MAX(tally->units, 1);
    guint planned = 0;
    for (; planned < n; planned++) {
        guint handle = g_array_index(handles, guint, first + planned);
        const Request *request = &g_array_index(tally->requests, Request, handle);
        const Request *table = &g_array_index(tally->requests, Request, request->table);
        const Summary *s = table->sealed;
        if (planned > 0 &&
            pass->design->length + design_stride(pass->design, s, request->vectors) > room)
            break;
        const gint variables[] = {table->stratum, table->by, table->response};
        design_add(pass, s, variables, request->z, request->vectors);
    }
    return planned;
}

static gboolean take_design(Tally *tally, const GArray *handles, guint first, GError **error)
{
    g_autoptr(GPtrArray) sealed = design_seal(tally->pass, tally->pass->n_lanes, error);
    if (sealed == NULL)
        return FALSE;
    for (guint i = 0; i < sealed->len; i++) {
        guint handle = g_array_index(handles, guint, first + i);
        Request *request = &g_array_index(tally->requests, Request, handle);
        summary_free(request->sealed);
        request->sealed = g_steal_pointer(&g_ptr_array_index(sealed, i));
    }
    return TRUE;
}

static gboolean too_many_units(const char *name, GError **error)
{
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_LIMIT,
                "%s: error: too many primary sampling units for one estimate of the sampling "
                "design: more than %d bytes",
                name, MOST_UNIT_BYTES);
    return FALSE;
}

/* Requests that were not answered yet, as many at a time as there is room for. */
gboolean tally_run_design_feeds(Tally *tally, const FeedMaker *maker, const char *name,
                                const Progress *progress, GError **error)
{
    g_autoptr(GArray) handles = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < tally->requests->len; i++) {
        const Request *request = &g_array_index(tally->requests, Request, i);
        if (request->kind == SUMMARY_DESIGN && request->sealed == NULL)
            g_array_append_val(handles, i);
    }
    gboolean ok = TRUE;
    for (guint first = 0, most = handles->len; ok && first < handles->len;) {
        guint n = plan_design(tally, handles, first, MIN(most, handles->len - first));
        ok = run_again(tally, maker, name, progress, error);
        gboolean full = g_atomic_int_get(&tally->pass->design->full) != 0;
        if (ok && full && n == 1)
            ok = too_many_units(name, error);
        else if (ok && full)
            most = (n + 1) / 2;
        else if (ok && take_design(tally, handles, first, error))
            first += n;
        else
            ok = FALSE;
        g_clear_pointer(&tally->pass, pass_free);
    }
    return ok;
}

/* The block's tables behind those of the blocks before it. */
static void take_replicates(Tally *tally, guint first, guint n, guint all)
{
    for (guint i = 0; i < tally->requests->len; i++) {
        Request *request = &g_array_index(tally->requests, Request, i);
        if (request->kind != SUMMARY_TABLE || request->sealed == NULL)
            continue;
        Sealed *sealed = (Sealed *)request->sealed;
        Summary *s = &sealed->summary;
        gsize cells = (gsize)s->n_strata * s->n_groups * s->n_levels;
        if (first == 0)
            request->replicates = sealed_array(sealed, cells * all, sizeof(double));
        pass_seal_replicates(tally->pass, request->in_pass, request->replicates + cells * first);
        s->replicates = request->replicates;
        s->n_replicates = first + n;
    }
}

static void plan_replicates(Tally *tally, guint first, guint n)
{
    Pass *pass = tally->pass = tally_pass_new(tally);
    pass_want_replicates(pass, first, n);
    for (guint i = 0; i < tally->requests->len; i++) {
        Request *request = &g_array_index(tally->requests, Request, i);
        if (request->kind == SUMMARY_TABLE)
            request->in_pass = tally_plan_request(pass, request);
    }
}

/* R's degf(): qr(weights, tol = 1e-5)$rank, less one. */
static void take_rank(Tally *tally, double *sketch, guint buckets, guint all)
{
    const double tolerance = 1e-5;
    guint rank = column_rank(sketch, buckets, all, tolerance);
    for (guint i = 0; i < tally->requests->len; i++) {
        const Request *request = &g_array_index(tally->requests, Request, i);
        if (request->kind == SUMMARY_TABLE && request->sealed != NULL)
            request->sealed->replicate_rank = rank;
    }
}

gboolean tally_run_replicates_feeds(Tally *tally, const FeedMaker *maker, const char *name,
                                    const Progress *progress, GError **error)
{
    enum { BLOCK = 16 };
    guint all = tally->frame->design.replicates->len;
    g_autofree double *sketch = NULL;
    guint buckets = 0;
    gboolean ok = TRUE;
    for (guint first = 0; ok && first < all; first += BLOCK) {
        guint n = MIN(BLOCK, all - first);
        plan_replicates(tally, first, n);
        buckets = sketch_buckets(tally->pass);
        if (first == 0)
            sketch = g_new(double, (gsize)buckets *all);
        ok = run_again(tally, maker, name, progress, error);
        if (ok)
            take_replicates(tally, first, n, all);
        memcpy(sketch + (gsize)first * buckets, tally->pass->sketch,
               (gsize)n * buckets * sizeof *sketch);
        g_clear_pointer(&tally->pass, pass_free);
    }
    if (ok)
        take_rank(tally, sketch, buckets, all);
    return ok;
}
