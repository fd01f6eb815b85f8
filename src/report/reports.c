#include "report/report.h"

#include "base/error.h"
#include "base/outset.h"
#include "base/parallel.h"
#include "manifest.h"
#include "phrase.h"
#include "report_formats.h"

#define MANIFEST "manifest.json"

static const Report reports[] = {
#define REPORT(format, file, writer)           {format, file, writer, NULL, NULL},
#define REPORT_BEGUN(format, file, begin, end) {format, file, NULL, begin, end},
#include "formats.def"
#undef REPORT
#undef REPORT_BEGUN
};

const Report *const *reports_all(void)
{
    static const Report *all[G_N_ELEMENTS(reports) + 1];
    static gsize ready;
    if (g_once_init_enter(&ready)) {
        for (guint i = 0; i < G_N_ELEMENTS(reports); i++)
            all[i] = &reports[i];
        g_once_init_leave(&ready, 1);
    }
    return all;
}

/* One format being written; formats only read the Results, so they are written side by side, the
 * last first: it is the longest work and has this thread to itself. */
typedef struct {
    const Report *report;
    const Results *results;
    const char *path;
    gpointer begun;
    char *sha256; /* of what was written */
    GError *error;
} Work;

typedef struct {
    GArray *works; /* Work */
    const Outset *set;
} Writing;

static void work_clear(gpointer data)
{
    Work *w = data;
    g_free(w->sha256);
}

static void work(guint index, gpointer data)
{
    const Writing *writing = data;
    if (index == writing->works->len) {
        outset_release_old(writing->set);
        return;
    }
    Work *w = &g_array_index(writing->works, Work, writing->works->len - 1 - index);
    w->sha256 = w->begun != NULL ? w->report->end(w->begun, &w->error)
                                 : w->report->write(w->results, w->path, &w->error);
}

/* What has more to do than one thread goes before the others, which would only be in its way. */
static void begin_works(GArray *works)
{
    for (guint i = 0; i < works->len; i++) {
        Work *w = &g_array_index(works, Work, i);
        if (w->report->begin != NULL)
            w->begun = w->report->begin(w->results, w->path);
    }
}

/* The first failure, in the order of the formats. */
static gboolean take_error(GArray *works, GError **error)
{
    gboolean whole = TRUE;
    for (guint i = 0; i < works->len; i++) {
        Work *w = &g_array_index(works, Work, i);
        if (w->error == NULL)
            continue;
        if (whole)
            g_propagate_error(error, w->error);
        else
            g_error_free(w->error);
        whole = FALSE;
    }
    return whole;
}

static gboolean is_wanted(const Report *report, const char *const *only)
{
    return only == NULL || g_strv_contains(only, report->format);
}

/* What the folder's manifest lists and this run does not make. */
static char **obsolete_files(const char *folder, const char *const *files)
{
    g_autofree char *path = g_build_filename(folder, MANIFEST, NULL);
    g_auto(GStrv) before = manifest_outputs(path);
    g_autoptr(GStrvBuilder) gone = g_strv_builder_new();
    for (guint i = 0; before[i] != NULL; i++)
        if (!g_strv_contains(files, before[i]))
            g_strv_builder_add(gone, before[i]);
    return g_strv_builder_end(gone);
}

static GArray *outputs_of(const GArray *works)
{
    GArray *outputs = g_array_new(FALSE, FALSE, sizeof(ReportInput));
    for (guint i = 0; i < works->len; i++) {
        const Work *w = &g_array_index(works, Work, i);
        ReportInput output = {.path = w->path, .sha256 = w->sha256};
        g_array_append_val(outputs, output);
    }
    return outputs;
}

static char **paths_of(const char *folder, const char *const *files)
{
    g_autoptr(GStrvBuilder) paths = g_strv_builder_new();
    for (guint i = 0; files[i] != NULL; i++) {
        g_autofree char *path = g_build_filename(folder, files[i], NULL);
        g_strv_builder_add(paths, path);
    }
    g_autofree char *manifest = g_build_filename(folder, MANIFEST, NULL);
    g_strv_builder_add(paths, manifest);
    return g_strv_builder_end(paths);
}

char **reports_write(const Results *results, const char *folder, const char *const *only,
                     const ReportInput *inputs, guint n_inputs, GError **error)
{
    g_autoptr(Outset) set = outset_new(folder, error);
    if (set == NULL)
        return NULL;
    g_autoptr(GStrvBuilder) names = g_strv_builder_new();
    g_autoptr(GArray) works = g_array_new(FALSE, TRUE, sizeof(Work));
    g_array_set_clear_func(works, work_clear);
    for (guint i = 0; i < G_N_ELEMENTS(reports); i++) {
        if (!is_wanted(&reports[i], only))
            continue;
        Work w = {.report = &reports[i],
                  .results = results,
                  .path = outset_path(set, reports[i].file_name)};
        g_array_append_val(works, w);
        g_strv_builder_add(names, reports[i].file_name);
    }
    g_auto(GStrv) files = g_strv_builder_end(names);
    const char *const *listed = (const char *const *)files;
    Writing writing = {works, set};
    begin_works(works);
    parallel(works->len + 1, 0, work, &writing);
    if (!take_error(works, error))
        return NULL;
    g_autoptr(GArray) outputs = outputs_of(works);
    if (!manifest_write(results, outset_path(set, MANIFEST), inputs, n_inputs,
                        &g_array_index(outputs, ReportInput, 0), outputs->len, error))
        return NULL;
    g_auto(GStrv) obsolete = obsolete_files(folder, listed);
    if (!outset_commit(set, MANIFEST, (const char *const *)obsolete, error))
        return NULL;
    return paths_of(folder, listed);
}

const char *report_test_name(const char *test, Language language)
{
    return vocabulary_test(test, language);
}
