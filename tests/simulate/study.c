#include "study.h"

#include "procedures.h"
#include "units.h"

#include <string.h>

enum { BLOCK = 250 };

/* Monte-Carlo p are (1 + hits)/(1 + draws): with 1009 draws below 0.05 in 50 of 1010 cases. */
enum { DRAWS = 1009 };

const double study_alphas[STUDY_ALPHAS] = {0.05, 0.01, 0.0001};

typedef struct {
    const Population *population;
    Sampler sampler;
    guint64 key;
    const StudyCount *asked; /* procedures and their replications */
    guint n_asked, replications;
    gint next; /* block; atomic */
} Job;

typedef struct {
    Job *job;
    StudyCount *counts; /* of this thread */
} Worker;

/* --- p of one sample -------------------------------------------------------------------------- */

static gboolean is_row(const StatTest *row, const Procedure *procedure)
{
    const char *begins = procedure->method == METHOD_EXACT         ? "exact"
                         : procedure->method == METHOD_MONTE_CARLO ? "monte-carlo"
                                                                   : "";

    return row->p.has && g_str_has_prefix(row->variant, begins) &&
           (procedure->level < 0 || row->level == procedure->level);
}

/* A family rejects something when its smallest adjusted p does; Holm's of the smallest is n p. */
static Quantity smallest(const GArray *rows, const Procedure *procedure)
{
    Quantity least = {0};
    guint n = 0;
    gboolean adjusted = FALSE;

    for (guint i = 0; i < rows->len; i++) {
        const StatTest *row = &g_array_index(rows, StatTest, i);
        if (!is_row(row, procedure))
            continue;
        double p = row->adjusted_p.has ? row->adjusted_p.value : row->p.value;
        adjusted |= row->adjusted_p.has;
        n++;
        if (!least.has || p < least.value)
            least = quantity(p);
    }
    least.value *= adjusted ? 1 : n;
    return least;
}

static Quantity first(const GArray *rows, const Procedure *procedure)
{
    for (guint i = 0; i < rows->len; i++)
        if (is_row(&g_array_index(rows, StatTest, i), procedure))
            return g_array_index(rows, StatTest, i).p;
    return (Quantity){0};
}

static Quantity p_of(const Procedure *procedure, const Sample *sample, const Summary *summary,
                     Policy policy)
{
    const Statistic *statistic = statistic_find(procedure->statistic);
    g_autoptr(ResultSink) sink = result_sink_new();
    g_autoptr(DesignVariance) design = units_variance(sample, summary, statistic);

    policy.design = design;
    policy.methods = procedure->method;
    policy.variant = procedure->variant;
    policy.draws = procedure->method == METHOD_MONTE_CARLO ? DRAWS : 0;
    statistics_compute(&statistic, &policy, 1, summary, sink);
    return statistic->role == STATISTIC_POSTHOC ? smallest(sink->tests, procedure)
                                                : first(sink->tests, procedure);
}

/* --- replications ----------------------------------------------------------------------------- */

static void add(StudyCount *count, Quantity p)
{
    count->replications++;
    count->undefined += !p.has;
    for (guint a = 0; a < STUDY_ALPHAS; a++)
        count->below[a] += p.has && p.value < study_alphas[a];
}

static void replicate(const Worker *worker, const Sample *sample, guint replication)
{
    const Job *job = worker->job;
    Policy policy = {.alpha = 0.05, .confidence = 0.95, .quantile = QUANTILE_HF7};
    g_autoptr(Summary) summary = sample_summary(sample, job->population);

    policy.seed = 1;
    policy.stream = random_key_with(job->key, replication);
    for (guint i = 0; i < job->n_asked; i++)
        if (replication < job->asked[i].replications)
            add(&worker->counts[i], p_of(job->asked[i].procedure, sample, summary, policy));
}

static gpointer work(gpointer data)
{
    const Worker *worker = data;
    Job *job = worker->job;
    Sample sample = {.n_clusters = sampler_clusters(job->population)};
    guint cells = job->population->groups * job->population->levels;
    g_autofree gint64 *clusters = g_new0(gint64, (gsize)sample.n_clusters * cells + 1);

    sample.clusters = clusters;
    for (;;) {
        guint block = (guint)g_atomic_int_add(&job->next, 1);
        Random random = random_block(job->key, block);
        guint end = MIN((block + 1) * BLOCK, job->replications);
        if (block * BLOCK >= job->replications)
            return NULL;
        for (guint i = block * BLOCK; i < end; i++) {
            sampler_draw(&job->sampler, &random, &sample);
            replicate(worker, &sample, i);
        }
    }
}

static void add_counts(StudyCount *to, const StudyCount *from)
{
    to->replications += from->replications;
    to->undefined += from->undefined;
    for (guint a = 0; a < STUDY_ALPHAS; a++)
        to->below[a] += from->below[a];
}

static void run(Job *job, guint threads, StudyCount *counts)
{
    g_autofree Worker *workers = g_new(Worker, threads);
    g_autofree StudyCount *all = g_new0(StudyCount, (gsize)threads * MOST_PROCEDURES);
    g_autofree GThread **thread = g_new(GThread *, threads);

    for (guint t = 0; t < threads; t++) {
        workers[t] = (Worker){job, all + (gsize)t * MOST_PROCEDURES};
        thread[t] = g_thread_new("study", work, &workers[t]);
    }
    for (guint t = 0; t < threads; t++) {
        g_thread_join(thread[t]);
        for (guint i = 0; i < job->n_asked; i++)
            add_counts(&counts[i], &workers[t].counts[i]);
    }
}

/* --- studies ---------------------------------------------------------------------------------- */

/* Power needs fewer. */
static guint replications_of(const Procedure *procedure, gboolean alternative)
{
    return alternative ? MIN(procedure->replications / 2, POWER_REPLICATIONS)
                       : procedure->replications;
}

static guint ask(const Population *population, gboolean alternative, guint most, StudyCount *asked)
{
    guint n_all, n = 0;
    const Procedure *all = procedures_all(&n_all);

    for (guint i = 0; i < n_all; i++)
        if (all[i].suites & population->suites) {
            g_assert(n < MOST_PROCEDURES);
            asked[n++] =
                (StudyCount){.procedure = &all[i],
                             .replications = MIN(replications_of(&all[i], alternative), most)};
        }
    return n;
}

guint study_run(const Population *population, gboolean alternative, const StudyOptions *options,
                StudyCount *counts)
{
    const char *const names[] = {"study", population->name, alternative ? "shift" : "null"};
    StudyCount asked[MOST_PROCEDURES];
    guint most = options->most > 0 ? options->most : G_MAXUINT;
    Job job = {.population = population,
               .sampler = sampler_new(population, alternative),
               .key = random_key(options->seed, names, G_N_ELEMENTS(names)),
               .asked = asked};

    job.n_asked = ask(population, alternative, most, asked);
    for (guint i = 0; i < job.n_asked; i++) {
        counts[i] = (StudyCount){.procedure = asked[i].procedure};
        job.replications = MAX(job.replications, (guint)asked[i].replications);
    }
    run(&job, MAX(options->threads, 1), counts);
    return job.n_asked;
}

static void csv_rows(GString *csv, const Population *population, gboolean alternative,
                     const StudyOptions *options)
{
    StudyCount counts[MOST_PROCEDURES];
    guint n = study_run(population, alternative, options, counts);

    for (guint i = 0; i < n; i++) {
        const StudyCount *c = &counts[i];
        g_string_append_printf(csv, "%s,\"%s\",%s,\"%s\",%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT,
                               population->name, population->title, alternative ? "shift" : "null",
                               c->procedure->name, c->replications, c->undefined);
        for (guint a = 0; a < STUDY_ALPHAS; a++)
            g_string_append_printf(csv, ",%" G_GUINT64_FORMAT, c->below[a]);
        g_string_append_c(csv, '\n');
    }
}

char *study_csv(const char *const *chosen, const StudyOptions *options)
{
    GString *csv = g_string_new("population,title,truth,procedure,replications,undefined,"
                                "below 0.05,below 0.01,below 0.0001\n");
    guint n;
    const Population *all = populations_all(&n);

    for (guint i = 0; i < n; i++)
        if (chosen == NULL || g_strv_contains(chosen, all[i].name)) {
            csv_rows(csv, &all[i], FALSE, options);
            csv_rows(csv, &all[i], TRUE, options);
        }
    return g_string_free(csv, FALSE);
}

char *study_slice(guint threads)
{
    static const char *const chosen[] = {
        "tiny",         "two-small",   "fourfold",     "strata",          "pairs-small",
        "few-clusters", "items-small", "items-binary", "missing-unequal", NULL};
    const StudyOptions options = {.seed = 1, .most = 100, .threads = threads};

    return study_csv(chosen, &options);
}
