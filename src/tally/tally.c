/* Requests, the run of all lanes, and the sealed answers; see tally/tally.h. */
#include "tally/tally.h"

#include "base/error.h"
#include "calibration.h"
#include "lane.h"
#include "requests.h"

#include <malloc.h>

static void clear_request(gpointer data)
{
    Request *request = data;
    g_clear_pointer(&request->items, g_array_unref);
    summary_free(request->sealed);
    g_free(request->z);
}

Tally *tally_new(const Frame *frame)
{
    Tally *tally = g_new0(Tally, 1);
    tally->frame = frame;
    tally->most_kept = MOST_KEPT;
    tally->requests = g_array_new(FALSE, TRUE, sizeof(Request));
    g_array_set_clear_func(tally->requests, clear_request);
    return tally;
}

void tally_forget_rows(Tally *tally)
{
    if (tally->kept == NULL)
        return;
    g_clear_pointer(&tally->kept, kept_free);
    tally->close(&tally->first);
    malloc_trim(0); /* rows lay in the heaps of threads, where nobody else would use their room */
}

void tally_free(Tally *tally)
{
    if (tally == NULL)
        return;
    tally_forget_rows(tally);
    g_array_unref(tally->requests);
    pass_free(tally->pass);
    calibration_free(tally->calibration);
    g_free(tally);
}

static gboolean same_items(const GArray *a, const GArray *b)
{
    if (a == NULL || b == NULL || a->len != b->len)
        return a == b;
    for (guint i = 0; i < a->len; i++)
        if (g_array_index(a, gint, i) != g_array_index(b, gint, i))
            return FALSE;
    return TRUE;
}

/* The handle of an equal request, else of REQUEST; takes its items. */
static guint ask(Tally *tally, Request request)
{
    for (guint i = 0; i < tally->requests->len; i++) {
        const Request *old = &g_array_index(tally->requests, Request, i);
        if (old->kind == request.kind && old->response == request.response &&
            old->by == request.by && old->stratum == request.stratum &&
            old->scale == request.scale && same_items(old->items, request.items)) {
            g_clear_pointer(&request.items, g_array_unref);
            return i;
        }
    }
    g_array_append_val(tally->requests, request);
    return tally->requests->len - 1;
}

static GArray *item_list(const gint *items, guint n)
{
    GArray *list = g_array_new(FALSE, FALSE, sizeof(gint));
    g_array_append_vals(list, items, n);
    return list;
}

guint tally_ask_table(Tally *tally, gint response, gint by, gint stratum)
{
    return ask(tally, (Request){SUMMARY_TABLE, response, by, stratum, -1});
}

guint tally_ask_pair(Tally *tally, gint first, gint second)
{
    return ask(tally, (Request){SUMMARY_PAIR, second, first, -1, -1});
}

guint tally_ask_moments(Tally *tally, const gint *items, guint n, gint scale)
{
    return ask(tally, (Request){SUMMARY_MOMENTS, -1, -1, -1, scale, item_list(items, n)});
}

guint tally_ask_blocks(Tally *tally, const gint *items, guint n)
{
    return ask(tally, (Request){SUMMARY_BLOCKS, -1, -1, -1, -1, item_list(items, n)});
}

guint tally_plan_request(Pass *pass, const Request *request)
{
    const gint *items =
        request->items != NULL ? (const gint *)(gpointer)request->items->data : NULL;
    guint n = request->items != NULL ? request->items->len : 0;
    switch (request->kind) {
    case SUMMARY_MOMENTS:
        return pass_want_moments(pass, items, n, request->scale);
    case SUMMARY_BLOCKS:
        return pass_want_blocks(pass, items, n);
    default:
        return pass_want_table(pass, request->response, request->by, request->stratum,
                               request->kind == SUMMARY_PAIR);
    }
}

Pass *tally_pass_new(const Tally *tally)
{
    Pass *pass = pass_new(tally->frame);
    pass_calibrate(pass, tally->calibration);
    return pass;
}

void tally_only_once(Tally *tally)
{
    tally->once = TRUE;
}

static gboolean second_pass_follows(const Tally *tally)
{
    const Frame *frame = tally->frame;
    const FrameDesign *design = &frame->design;
    return !tally->once && frame->weight_kind == WEIGHT_SAMPLING &&
           (design->strata >= 0 || design->clusters->len > 0 || design->fpc[0] >= 0 ||
            (frame->calibrated && frame->margins->len > 0));
}

GArray *tally_columns(Tally *tally)
{
    pass_free(tally->pass);
    tally->pass = tally_pass_new(tally);
    for (guint i = 0; i < tally->requests->len; i++) {
        Request *request = &g_array_index(tally->requests, Request, i);
        if (request->kind != SUMMARY_DESIGN)
            request->in_pass = tally_plan_request(tally->pass, request);
    }
    if (second_pass_follows(tally))
        pass_want_design(tally->pass);
    return g_array_ref(tally->pass->feed);
}

static gpointer run_lane(gpointer data)
{
    lane_run(data);
    return NULL;
}

/* One thread a lane; the last lane runs on this one. */
static void run_lanes(Lane **lanes, guint n)
{
    g_autofree GThread **threads = g_new0(GThread *, n);
    for (guint i = 0; i + 1 < n; i++)
        threads[i] = g_thread_new("tally", run_lane, lanes[i]);
    run_lane(lanes[n - 1]);
    for (guint i = 0; i + 1 < n; i++)
        g_thread_join(threads[i]);
}

static gboolean finish_lanes(Lane **lanes, guint n, GError **error)
{
    for (guint i = 0; i < n; i++)
        if (lanes[i]->error != NULL) {
            g_propagate_error(error, g_steal_pointer(&lanes[i]->error));
            return FALSE;
        }
    for (guint i = 0; i < n; i++)
        lane_finish(lanes[i]);
    return TRUE;
}

static void take_base(Tally *tally)
{
    Pass *pass = tally->pass;
    gboolean copies = pass->weight_kind == WEIGHT_FREQUENCY;
    tally->units = 1;
    if (!tally->once && tally->frame->design.clusters->len > 0) {
        gint cluster = g_array_index(tally->frame->design.clusters, gint, 0);
        tally->units = pass_column(pass, pass_want(pass, cluster))->levels->n_valid;
    }
    tally->weight_squares =
        pass->weight_kind == WEIGHT_SAMPLING
            ? exact_value(pass->weight_sum, 1)
            : (double)pass->copies_kept * (double)pass->copies_kept + (double)pass->rows_kept;
    tally->base = (TallyBase){
        .rows_read = copies ? (gint64)pass->copies_read : pass->file_rows,
        .rows_kept = copies ? (gint64)pass->copies_kept : pass->rows_kept,
        .rows_zero_weight = pass->rows_zero,
        .rows_missing_weight = pass->rows_missing,
        .weight_sum = copies                                 ? (double)pass->copies_kept
                      : pass->weight_kind == WEIGHT_SAMPLING ? exact_value(pass->weight_sum, 0)
                                                             : (double)pass->rows_kept,
        .file_rows = pass->file_rows,
    };
}

static void seal(Tally *tally)
{
    const Pass *pass = tally->pass;
    for (guint i = 0; i < tally->requests->len; i++) {
        Request *request = &g_array_index(tally->requests, Request, i);
        if (request->kind == SUMMARY_DESIGN)
            continue;
        summary_free(request->sealed);
        if (request->kind == SUMMARY_MOMENTS)
            request->sealed = pass_seal_moments(pass, request->in_pass);
        else if (request->kind == SUMMARY_BLOCKS)
            request->sealed = pass_seal_blocks(pass, request->in_pass);
        else
            request->sealed =
                pass_seal_table(pass, request->in_pass, request->kind == SUMMARY_PAIR);
    }
}

gboolean tally_run_pass(Tally *tally, const Feed *feed, const char *name, const Progress *progress,
                        GError **error)
{
    Pass *pass = tally->pass;
    pass->name = name;
    pass->progress = progress;
    guint n = pass->n_lanes = feed->n_readers;
    Lane **lanes = g_new0(Lane *, n);
    for (guint i = 0; i < n; i++)
        lanes[i] = lane_new(pass, feed, i);
    run_lanes(lanes, n);
    gboolean ok = finish_lanes(lanes, n, error) && pass_check(pass, error);
    for (guint i = 0; i < n; i++)
        lane_free(lanes[i]);
    g_free(lanes);
    return ok;
}

gboolean tally_run_feed(Tally *tally, const Feed *feed, const char *name, const Progress *progress,
                        GError **error)
{
    gboolean ok = tally_run_pass(tally, feed, name, progress, error);
    if (ok) {
        seal(tally);
        take_base(tally);
    }
    g_clear_pointer(&tally->pass, pass_free);
    return ok;
}

void tally_keep(Tally *tally, gsize most_bytes)
{
    tally->most_kept = most_bytes;
}

static void take_encoding(Tally *tally, const Feed *feed)
{
    tally->base.encoding_guessed = feed->guessed != NULL && feed->guessed(feed->data);
}

gboolean tally_run_feeds(Tally *tally, const FeedMaker *maker, const char *name,
                         const Progress *progress, GError **error)
{
    if (!tally_calibrate_feeds(tally, maker, name, progress, error))
        return FALSE;
    g_autoptr(GArray) columns = tally_columns(tally);
    Feed feed;
    tally_forget_rows(tally);
    if (!maker->open(maker->data, columns, &feed, error))
        return FALSE;
    if (!second_pass_follows(tally) || tally->most_kept == 0) {
        gboolean ok = tally_run_feed(tally, &feed, name, progress, error);
        take_encoding(tally, &feed);
        maker->close(&feed);
        return ok;
    }
    tally->first = feed;
    tally->close = maker->close;
    tally->kept = kept_new(&feed, columns, tally->most_kept);
    const Feed keeping = kept_feed(tally->kept);
    gint cluster = pass_cluster_feed(tally->pass);
    gboolean ok = tally_run_feed(tally, &keeping, name, progress, error);
    take_encoding(tally, &feed);
    if (ok)
        kept_sort(tally->kept, cluster);
    return ok;
}

static gboolean next_batch(gpointer data, guint reader, const Batch **batch, GError **error)
{
    return scan_next(data, reader, batch, error);
}

static const DictEntry *dictionary(gpointer data, guint reader, guint column, guint *n)
{
    return scan_dictionary(data, reader, column, n);
}

static gboolean guessed(gpointer data)
{
    return scan_guessed_encoding(data);
}

/* A Scan of a file for each pass. */
typedef struct {
    const SourceOptions *options;
    const Codebook *codebook;
    guint threads;
} ScanMaker;

static gboolean open_scan(gpointer data, const GArray *columns, Feed *feed, GError **error)
{
    const ScanMaker *maker = data;
    guint wanted = maker->threads > 0 ? maker->threads : g_get_num_processors();
    Scan *scan =
        scan_new(maker->options, maker->codebook, (const SourceColumn *)(gpointer)columns->data,
                 columns->len, wanted, error);
    if (scan == NULL)
        return FALSE;
    *feed = (Feed){scan_n_readers(scan), next_batch, dictionary, scan, NULL, guessed};
    return TRUE;
}

static void close_scan(Feed *feed)
{
    scan_free(feed->data);
}

gboolean tally_run(Tally *tally, const SourceOptions *options, guint threads,
                   const Progress *progress, GError **error)
{
    ScanMaker maker = {options, tally->frame->codebook, threads};
    const FeedMaker feeds = {open_scan, close_scan, &maker};
    return tally_run_feeds(tally, &feeds, options->path, progress, error);
}

gboolean tally_run_design(Tally *tally, const SourceOptions *options, guint threads,
                          const Progress *progress, GError **error)
{
    ScanMaker maker = {options, tally->frame->codebook, threads};
    const FeedMaker feeds = {open_scan, close_scan, &maker};
    return tally_run_design_feeds(tally, &feeds, options->path, progress, error);
}

gboolean tally_run_replicates(Tally *tally, const SourceOptions *options, guint threads,
                              const Progress *progress, GError **error)
{
    ScanMaker maker = {options, tally->frame->codebook, threads};
    const FeedMaker feeds = {open_scan, close_scan, &maker};
    return tally_run_replicates_feeds(tally, &feeds, options->path, progress, error);
}

const Summary *tally_summary(const Tally *tally, guint handle)
{
    g_return_val_if_fail(handle < tally->requests->len, NULL);
    return g_array_index(tally->requests, Request, handle).sealed;
}

TallyBase tally_base(const Tally *tally)
{
    return tally->base;
}
