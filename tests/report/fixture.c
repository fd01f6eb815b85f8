#include "report/fixture.h"

#include "check/verdict.h"
#include "stats/statistic.h"

#include <string.h>

/* A table with its labels, about to become rows. */
typedef struct {
    const char *analysis;
    const ResultVariable *response, *by; /* BY may be NULL */
    Summary *summary;                    /* owned by whoever made it */
} Source;

/* --- variables and blocks --------------------------------------------------------------------- */

static const char **strings(Results *results, const char *const *texts, guint n)
{
    const char **copy = results_strings(results, n);
    for (guint i = 0; i < n; i++)
        copy[i] = results_string(results, texts[i]);
    return copy;
}

static ResultVariable *variable(Results *results, const char *name, const char *label,
                                const char *const *labels, guint n)
{
    ResultVariable *v = g_new0(ResultVariable, 1);
    v->name = results_string(results, name);
    v->label = results_string(results, label);
    v->n_levels = n;
    v->level_labels = strings(results, labels, n);
    g_ptr_array_add(results->variables, v);
    return v;
}

static ResultBlock *block(Results *results, const char *analysis, AnalysisKind kind)
{
    ResultBlock *b = g_new0(ResultBlock, 1);
    b->analysis = results_string(results, analysis);
    b->kind = kind;
    b->responses = g_ptr_array_new();
    b->by = g_ptr_array_new();
    b->adjustment = "holm";
    b->family = "by";
    b->posthoc = "dunn";
    b->quantile = "hf7";
    b->alpha = results->alpha;
    g_ptr_array_add(results->blocks, b);
    return b;
}

static const char *code(Results *results, guint index)
{
    g_autofree char *text = g_strdup_printf("%u", index + 1);
    return results_string(results, text);
}

/* --- rows ------------------------------------------------------------------------------------- */

static void add_test(Results *results, const Source *source, const StatTest *test)
{
    TestResult *row = results_add_test(results);
    row->analysis = source->analysis;
    row->test = test->test;
    row->response = source->response->name;
    row->by = source->by != NULL ? source->by->name : NULL;
    if (test->group >= 0) {
        row->group = code(results, (guint)test->group);
        row->group_label = source->by->level_labels[test->group];
        row->other = code(results, (guint)test->other);
        row->other_label = source->by->level_labels[test->other];
    }
    row->n = test->n;
    row->statistic = test->statistic;
    row->df = test->df;
    row->df2 = test->df2;
    row->p = test->p;
    row->p_adjusted = quantity(MIN(1, 3 * test->p.value));
    row->p_adjusted.has = test->p.has;
    row->adjustment = test->p.has ? "holm" : NULL;
    row->n_family = 3;
    row->effect_name = test->effect_name;
    row->effect = test->effect;
    row->variant = test->variant;
    row->state = test->state;
    row->reason = test->reason;
}

static EstimateResult *add_estimate(Results *results, const Source *source, const char *name,
                                    gint group)
{
    EstimateResult *row = results_add_estimate(results);
    row->analysis = source->analysis;
    row->estimate = name;
    row->response = source->response->name;
    row->by = source->by != NULL ? source->by->name : NULL;
    if (group >= 0) {
        row->group = code(results, (guint)group);
        row->group_label = source->by->level_labels[group];
    }
    return row;
}

static void add_stat_estimate(Results *results, const Source *source, const StatEstimate *e)
{
    EstimateResult *row = add_estimate(results, source, e->estimate, e->group);
    gboolean missing = strstr(e->estimate, "_missing") != NULL;
    if (e->level >= 0 && missing)
        row->level = ".";
    else if (e->level >= 0) {
        row->level = code(results, (guint)e->level);
        row->level_label = source->response->level_labels[e->level];
    }
    row->n = e->n;
    row->value = e->value;
    row->low = e->low;
    row->high = e->high;
    row->state = e->state;
    row->reason = e->reason;
}

static void compute(Results *results, const Source *source, const char *statistic)
{
    const Policy policy = {.alpha = 0.05,
                           .confidence = 0.95,
                           .quantile = QUANTILE_HF7,
                           .methods = METHOD_ASYMPTOTIC,
                           .seed = 1};
    g_autoptr(ResultSink) sink = result_sink_new();
    const Statistic *found = statistic_find(statistic);
    statistics_compute(&found, &policy, 1, source->summary, sink);
    for (guint i = 0; i < sink->tests->len; i++)
        add_test(results, source, &g_array_index(sink->tests, StatTest, i));
    for (guint i = 0; i < sink->estimates->len; i++) {
        const StatEstimate *e = &g_array_index(sink->estimates, StatEstimate, i);
        if (e->group < 0 || source->by != NULL) /* a table of one group has no grouping */
            add_stat_estimate(results, source, e);
    }
}

static void compare(Results *results, const Source *source)
{
    guint groups = source->summary->n_groups;
    compute(results, source, "kruskal-wallis");
    if (groups == 2)
        compute(results, source, "mann-whitney");
    if (groups > 2)
        compute(results, source, "dunn");
    compute(results, source, "descriptives");
    compute(results, source, "base");
    static const char *const letters[] = {"a", "ab", "b", "c", "bc", "a", "c", "abc", "b"};
    for (guint g = 0; groups > 2 && g < groups; g++) {
        EstimateResult *row = add_estimate(results, source, "letters", (gint)g);
        row->note = groups == 9 ? "n.s." : letters[g];
    }
}

static void associate(Results *results, const Source *source)
{
    compute(results, source, "chi-square");
    compute(results, source, "frequencies");
    compute(results, source, "base");
    TestResult *row = &g_array_index(results->tests, TestResult, results->tests->len - 1);
    row->note = "Plus petit effectif théorique 12,4; 0 % des cellules sous 5.";
}

static void distribute(Results *results, const Source *source)
{
    compute(results, source, "frequencies");
    compute(results, source, "descriptives");
    compute(results, source, "base");
}

/* --- Copenhagen ------------------------------------------------------------------------------- */

static const double three_levels[] = {1, 2, 3};

static Results *new_results(Language language, const char *title)
{
    Results *results = results_new(language);
    results->id = "fixture";
    results->title = results_string(results, title);
    results->version = "1.0.0";
    results->source_file = "fixture.sav";
    results->source_kind = "SPSS";
    results->source_sha256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    results->alpha = 0.05;
    results->confidence = 0.95;
    results->seed = 1;
    results->rows_read = results->rows_kept = 1681;
    results->plan_json = g_strdup("{\"annexe\":1}");
    return results;
}

typedef struct {
    const char *name, *en, *fr;
    const char *labels_en[4], *labels_fr[4];
    guint n;
    gint64 counts[12]; /* groups × satisfaction */
} Grouping;

static const Grouping groupings[] = {
    {"type",
     "Type of rental",
     "Type d’habitation",
     {"Tower block", "Apartment", "Atrium house", "Terraced house"},
     {"Tour", "Appartement", "Maison à atrium", "Maison en rangée"},
     4,
     {99, 101, 200, 271, 192, 302, 64, 79, 96, 133, 74, 70}},
    {"influence",
     "Influence on the management",
     "Influence perçue sur la gestion",
     {"Low", "Medium", "High"},
     {"Faible", "Moyenne", "Élevée"},
     3,
     {282, 170, 175, 206, 189, 264, 79, 87, 229}},
    {"contact",
     "Contact with other residents",
     "Contacts avec les voisins",
     {"Low", "High"},
     {"Faibles", "Élevés"},
     2,
     {262, 178, 273, 305, 268, 395}},
};

Results *fixture_copenhagen(Language language)
{
    static const char *const satisfied[LANGUAGE_COUNT][3] = {{"Low", "Medium", "High"},
                                                             {"Faible", "Moyenne", "Élevée"}};
    gboolean fr = language == LANGUAGE_FR;
    Results *results = new_results(language, fr ? "Enquête sur l’habitation à Copenhague"
                                                : "Copenhagen housing conditions survey");
    ResultVariable *response =
        variable(results, "satisfaction",
                 fr ? "Satisfaction à l’égard du logement" : "Satisfaction with housing",
                 satisfied[language], 3);
    ResultBlock *blocks[] = {block(results, "satisfaction", ANALYSIS_COMPARE),
                             block(results, "associations", ANALYSIS_ASSOCIATE),
                             block(results, "distributions", ANALYSIS_DISTRIBUTE)};
    for (guint b = 0; b < 3; b++)
        g_ptr_array_add(blocks[b]->responses, response);
    for (guint i = 0; i < G_N_ELEMENTS(groupings); i++) {
        const Grouping *g = &groupings[i];
        ResultVariable *by =
            variable(results, g->name, fr ? g->fr : g->en, fr ? g->labels_fr : g->labels_en, g->n);
        g_autoptr(Summary) table = summary_from_counts(g->counts, g->n, 3, three_levels);
        Source source = {blocks[0]->analysis, response, by, table};
        compare(results, &source);
        source.analysis = blocks[1]->analysis;
        associate(results, &source);
        g_ptr_array_add(blocks[0]->by, by);
        g_ptr_array_add(blocks[1]->by, by);
    }
    const gint64 all[] = {567, 446, 668};
    g_autoptr(Summary) table = summary_from_counts(all, 1, 3, three_levels);
    Source source = {blocks[2]->analysis, response, NULL, table};
    distribute(results, &source);
    results_seal(results);
    return results;
}

/* --- a questionnaire -------------------------------------------------------------------------- */

static const double five_levels[] = {1, 2, 3, 4, 5};
static const char *const answers[LANGUAGE_COUNT][5] = {
    {"not at all", "a little", "sometimes", "often", "very often"},
    {"pas du tout", "un peu", "quelques fois", "souvent", "très souvent"}};

/* A table drawn by a small generator of its own: the same on any machine. */
static Summary *drawn(guint groups, guint seed)
{
    g_autofree gint64 *counts = g_new0(gint64, groups * 5);
    guint32 state = 12345 + seed * 7919;
    for (guint i = 0; i < 712; i++) {
        state = state * 1664525u + 1013904223u;
        guint group = (state >> 16) % groups;
        state = state * 1664525u + 1013904223u;
        guint answer = MIN(4, (state >> 16) % 5 + ((state >> 9) % 7 == 0 && group % 2 == 0));
        counts[group * 5 + answer]++;
    }
    return summary_from_counts(counts, groups, 5, five_levels);
}

static void reliability(Results *results, const ResultBlock *b, const ResultVariable *scale,
                        GPtrArray *items)
{
    Source source = {b->analysis, scale, NULL, NULL};
    EstimateResult *alpha = add_estimate(results, &source, "alpha", -1);
    alpha->n = 655;
    alpha->value = quantity(0.8437);
    alpha->low = quantity(0.8239);
    alpha->high = quantity(0.8619);
    EstimateResult *omega = add_estimate(results, &source, "omega", -1);
    omega->n = 655;
    omega->value = quantity(0.8512);
    omega->low = quantity(0.8301);
    omega->high = quantity(0.8723);
    static const char *const names[] = {"alpha_if_dropped", "item_total", "item_mean", "item_sd"};
    for (guint i = 0; i < items->len; i++) {
        const ResultVariable *item = g_ptr_array_index(items, i);
        for (guint k = 0; k < G_N_ELEMENTS(names); k++) {
            EstimateResult *row = add_estimate(results, &source, names[k], -1);
            row->level = item->name;
            row->level_label = item->label;
            row->n = 655;
            row->value = quantity(k < 2 ? 0.4 + 0.07 * (double)((i + k) % 6)
                                        : 1.1 + 0.3 * (double)((i + k) % 6));
        }
    }
}

static void pairs_of(Results *results, const ResultBlock *b)
{
    for (guint i = 0; i < MIN(b->responses->len, 8); i++)
        for (guint j = 0; j < i; j++) {
            g_autoptr(Summary) table = drawn(5, i * 31 + j);
            Source source = {b->analysis, g_ptr_array_index(b->responses, j),
                             g_ptr_array_index(b->responses, i), table};
            compute(results, &source, "chi-square");
        }
}

Results *fixture_questionnaire(Language language, guint n_items)
{
    static const char *const territories[] = {"Outaouais",
                                              "Montérégie",
                                              "Montréal",
                                              "Laval",
                                              "Chaudière-Appalaches",
                                              "Capitale-Nationale",
                                              "Bas-Saint-Laurent",
                                              "Gaspésie–Îles-de-la-Madeleine",
                                              "Côte-Nord"};
    static const char *const tenures[] = {"OMH", "Coop", "OSBL"};
    static const char *const supports[] = {"Sans soutien", "Avec soutien"};
    Results *results = new_results(language, "L’expérience d’habiter son logement subventionné");
    results->rows_read = results->rows_kept = 749;
    ResultVariable *bys[] = {
        variable(results, "territoire", "Territoire", territories, 9),
        variable(results, "tenure", "Mode de tenure", tenures, 3),
        variable(results, "soutien", "Soutien communautaire", supports, 2),
    };
    ResultBlock *comparing = block(results, "annexe-i", ANALYSIS_COMPARE);
    ResultBlock *associating = block(results, "annexe-ii", ANALYSIS_ASSOCIATE);
    ResultBlock *pairing = block(results, "paires", ANALYSIS_ASSOCIATE);
    ResultBlock *distributing = block(results, "distributions", ANALYSIS_DISTRIBUTE);
    ResultBlock *scaling = block(results, "fidelite", ANALYSIS_RELIABILITY);
    pairing->pairs = TRUE;
    for (guint b = 0; b < 3; b++) {
        g_ptr_array_add(comparing->by, bys[b]);
        g_ptr_array_add(associating->by, bys[b]);
    }
    for (guint i = 0; i < n_items; i++) {
        g_autofree char *name = g_strdup_printf("bg%u", i + 1);
        g_autofree char *label = g_strdup_printf(
            i % 3 == 0 ? "Je peux compter sur mes voisins lorsque j’ai besoin d’aide (%u)"
                       : "Le bâtiment est bien entretenu (%u)",
            i + 1);
        ResultVariable *item = variable(results, name, label, answers[language], 5);
        ResultBlock *blocks[] = {comparing, associating, pairing, distributing};
        for (guint b = 0; b < G_N_ELEMENTS(blocks); b++)
            g_ptr_array_add(blocks[b]->responses, item);
        for (guint b = 0; b < 3; b++) {
            g_autoptr(Summary) table = drawn(bys[b]->n_levels, i * 3 + b);
            Source source = {comparing->analysis, item, bys[b], table};
            compare(results, &source);
            source.analysis = associating->analysis;
            associate(results, &source);
        }
        g_autoptr(Summary) table = drawn(1, i);
        Source source = {distributing->analysis, item, NULL, table};
        distribute(results, &source);
    }
    pairs_of(results, pairing);
    ResultVariable *scale = variable(results, "besoins", "Besoins généraux", NULL, 0);
    scale->is_scale = TRUE;
    scale->n_items = n_items;
    scale->scoring = "Score : moyenne des énoncés, dont la moitié répondus au moins.";
    g_ptr_array_add(scaling->responses, scale);
    reliability(results, scaling, scale, comparing->responses);
    results_seal(results);
    return results;
}

/* --- what breaks spreadsheets ----------------------------------------------------------------- */

static void add_verdicts(Results *results)
{
    static const VerdictKind kinds[] = {VERDICT_CONFIRMED, VERDICT_CONTRADICTED, VERDICT_VARIANT,
                                        VERDICT_INCONSISTENT, VERDICT_UNDECIDABLE};
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        Verdict *verdict = g_new0(Verdict, 1);
        g_autofree char *id = g_strdup_printf("C%03u", i + 1);
        verdict->id = results_string(results, id);
        verdict->kind = "percent";
        verdict->response = "=1+1";
        verdict->claimed = "46.87";
        verdict->recomputed = i == 4 ? NULL : "46.91";
        verdict->verdict = kinds[i];
        verdict->strength = i == 3 ? STRENGTH_FIRM : STRENGTH_NONE;
        verdict->known = i == 3;
        verdict->note = i == 4 ? "Le plan n’a pas de variable « bg 99 »." : NULL;
        g_ptr_array_add(results->verdicts, verdict);
    }
}

static void add_strangers(Results *results, const Source *source)
{
    TestResult *test = results_add_test(results);
    *test = (TestResult){.analysis = "elsewhere",
                         .test = "a-test-nobody-knows",
                         .response = source->response->name,
                         .n = 99,
                         .statistic = quantity(1e9),
                         .df = quantity(2.7182),
                         .df2 = quantity(97),
                         .p = quantity(0),
                         .effect_name = "strange_effect",
                         .effect = quantity(-1.5)};
    EstimateResult *estimate = add_estimate(results, source, "an_estimate_nobody_knows", 0);
    estimate->value = quantity(3);
    estimate->invented = INVENTED_ALL;
    EstimateResult *infinite = add_estimate(results, source, "mean", 1);
    infinite->value = quantity(1.0 / 0.0);
    infinite->n = 4;
}

/* An estimate under a sampling design: its precision follows it, and two agencies mark it. */
static void add_precise(Results *results, const Source *source)
{
    static const char *const names[] = {"percent", "percent_se", "percent_cv", "percent_deff"};
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        EstimateResult *row = add_estimate(results, source, names[i], -1);
        row->level = "9";
        row->level_label = "=A1*2";
        row->n = 25;
        row->value = quantity(12.5 + i);
        row->quality = i == 0 ? "** E" : NULL;
    }
}

Results *fixture_nasty(Language language)
{
    g_autofree char *longest = g_strnfill(300, 'x');
    g_autofree char *long_words = g_strdup(
        "Énoncé très long qui n’en finit pas de décrire, avec force détails, ce que la personne "
        "répondante devait comprendre avant de choisir une réponse parmi celles qu’on lui "
        "proposait, quitte à revenir plus tard sur son choix si elle changeait d’avis en lisant la "
        "suite du questionnaire, qui était longue elle aussi");
    const char *const levels[] = {"=1+1", "même\x01libellé", "même\x01libellé", "@SUM(A1)",
                                  "-2+3|cmd"};
    const char *const groups[] = {"=HYPERLINK(\"http://x\")", "\xff\xfeinvalid", "שלום עולם",
                                  "😀🇨🇦 emoji", longest};
    Results *results = new_results(language, "Nasty & <survey> \"title\" \x02 &P");
    results->synthetic = TRUE;
    ResultVariable *first = variable(results, "A1", long_words, levels, 5);
    ResultVariable *second = variable(results, "R1C1", "_x0041_ not an escape", levels, 5);
    ResultVariable *by = variable(results, "history", "History", groups, 5);
    ResultVariable *accents = variable(results, "histoire", "Hïstory", groups, 5);
    ResultBlock *comparing = block(results, "a/b*c?[d]:e", ANALYSIS_COMPARE);
    ResultBlock *associating = block(results, "'quoted'", ANALYSIS_ASSOCIATE);
    ResultBlock *distributing = block(results, "d", ANALYSIS_DISTRIBUTE);
    ResultVariable *responses[] = {first, second}, *bys[] = {by, accents};
    for (guint r = 0; r < 2; r++) {
        g_ptr_array_add(comparing->responses, responses[r]);
        g_ptr_array_add(associating->responses, responses[r]);
        g_ptr_array_add(distributing->responses, responses[r]);
        g_autoptr(Summary) all = drawn(1, 77 + r);
        Source alone = {distributing->analysis, responses[r], NULL, all};
        distribute(results, &alone);
        add_precise(results, &alone);
        for (guint b = 0; b < 2; b++) {
            g_autoptr(Summary) table = drawn(5, r * 2 + b);
            const gint64 tied[] = {0, 0, 0, 0, 4, 0, 0, 0, 0, 6, 0, 0, 0,
                                   0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
            g_autoptr(Summary) constant = summary_from_counts(tied, 5, 5, five_levels);
            Source source = {comparing->analysis, responses[r], bys[b], r == 0 ? table : constant};
            compare(results, &source);
            add_strangers(results, &source);
            source.analysis = associating->analysis;
            associate(results, &source);
        }
    }
    for (guint b = 0; b < 2; b++) {
        g_ptr_array_add(comparing->by, bys[b]);
        g_ptr_array_add(associating->by, bys[b]);
    }
    g_array_index(results->estimates, EstimateResult, 5).invented = INVENTED_ALL;
    g_array_index(results->tests, TestResult, 0).invented = INVENTED_ALL;
    g_ptr_array_add(results->notes, (gpointer)(guintptr) "=2+2 is a note, not a formula.");
    add_verdicts(results);
    results_seal(results);
    return results;
}
