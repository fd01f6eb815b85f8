/* The whole of it, on plans and claims as users write them: two surveys of this project, premises,
 * known sets, verdict rows. */
#include "support/support.h"

#include "check/consistency.h"
#include "claims_support.h"

#include <string.h>

typedef struct {
    Diagnostics *diagnostics;
    Plan *plan;
    Claims *claims;
    Consistency *consistency;
} Read;

static void read_survey(Read *read, const char *plan_path)
{
    GError *error = NULL;
    read->diagnostics = diagnostics_new();
    read->plan = plan_read(plan_path, read->diagnostics, &error);
    assert_no_error(error);
    assert_non_null(read->plan);
    read->claims = claims_read(read->plan->claims, read->diagnostics, &error);
    assert_no_error(error);
    if (diagnostics_n_errors(read->diagnostics) > 0)
        print_error("%s\n", diagnostics_render(read->diagnostics, FALSE));
    assert_int_equal(diagnostics_n_errors(read->diagnostics), 0);
    read->consistency = consistency_check(read->plan, read->claims);
}

static void read_clear(Read *read)
{
    consistency_free(read->consistency);
    claims_free(read->claims);
    plan_free(read->plan);
    diagnostics_free(read->diagnostics);
}

static const Verdict *verdict_of(const GPtrArray *rows, const char *id)
{
    for (guint i = 0; i < rows->len; i++) {
        const Verdict *row = g_ptr_array_index(rows, i);
        if (strcmp(row->id, id) == 0)
            return row;
    }
    fail_msg("no row %s", id);
    return NULL;
}

static void housing(void **state G_GNUC_UNUSED)
{
    Read read;
    g_autofree char *path = support_path("../surveys/housing/plan.yaml");
    read_survey(&read, path);
    g_autoptr(GStringChunk) strings = g_string_chunk_new(4096);
    g_autoptr(GPtrArray) rows =
        consistency_verdicts(read.consistency, read.plan, read.claims, LANGUAGE_EN, strings);
    assert_int_equal(rows->len, 12);
    for (guint i = 0; i < rows->len; i++) {
        const Verdict *row = g_ptr_array_index(rows, i);
        gboolean share = strcmp(row->id, "H01") == 0;
        gboolean two = strcmp(row->id, "H07") == 0 || strcmp(row->id, "H08") == 0;
        assert_int_equal(row->verdict, share ? VERDICT_INCONSISTENT
                                       : two ? VERDICT_DISAGREE
                                             : VERDICT_UNDECIDABLE);
        assert_int_equal(row->strength, share ? STRENGTH_FIRM : STRENGTH_NONE);
        assert_int_equal(row->known, share || two);
        assert_non_null(row->note);
    }
    const Verdict *share = verdict_of(rows, "H01"), *count = verdict_of(rows, "H07");
    assert_string_equal(share->claimed, "52");
    assert_string_equal(share->kind, "share");
    assert_non_null(strstr(share->note, "300 out of 500, which is 60.0%"));
    assert_non_null(strstr(count->note, "35"));
    assert_non_null(strstr(count->note, "38"));
    read_clear(&read);
}

static guint count_sets(const Consistency *consistency, gboolean minimal, VerdictStrength strength)
{
    guint n = 0;
    for (guint i = 0; i < consistency->sets->len; i++) {
        const ConsistencySet *set = g_ptr_array_index(consistency->sets, i);
        n += set->minimal == minimal && set->strength == strength ? 1 : 0;
    }
    return n;
}

/* 129 claims: which are in a set, which findings there are, and in half a second. */
static void provincial(void **state G_GNUC_UNUSED)
{
    static const char *const members[] = {"C009", "C011", "C012", "C071", "C072",
                                          "C073", "C074", "C097", "C098", NULL};
    Read read;
    g_autofree char *path = support_path("../surveys/provincial/plan.yaml");
    gint64 start = g_get_monotonic_time();
    read_survey(&read, path);
    double seconds = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
    assert_int_equal(read.plan->respondents, 749);
    assert_true(read.consistency->complete);
    assert_int_equal(count_sets(read.consistency, TRUE, STRENGTH_FIRM), 1);
    assert_int_equal(count_sets(read.consistency, TRUE, STRENGTH_LAST_DIGIT), 13);
    assert_int_equal(count_sets(read.consistency, FALSE, STRENGTH_FIRM), 2);
    assert_int_equal(read.consistency->findings->len, 5);
    assert_int_equal(read.consistency->repair->len, 3);
    g_autoptr(GStringChunk) strings = g_string_chunk_new(4096);
    g_autoptr(GPtrArray) rows =
        consistency_verdicts(read.consistency, read.plan, read.claims, LANGUAGE_FR, strings);
    assert_int_equal(rows->len, 129);
    for (guint i = 0; i < rows->len; i++) {
        const Verdict *row = g_ptr_array_index(rows, i);
        assert_int_equal(row->verdict == VERDICT_INCONSISTENT, g_strv_contains(members, row->id));
        assert_true(row->verdict == VERDICT_INCONSISTENT || row->verdict == VERDICT_UNDECIDABLE);
    }
    if (g_getenv("ANNEXE_TIMING") != NULL)
        print_message("%.3f s\n", seconds);
    read_clear(&read);
}

typedef struct {
    char *folder;
    Read read;
} Written;

static void write_survey(Written *written, const char *plan, const char *claims)
{
    GError *error = NULL;
    written->folder = support_folder();
    g_autofree char *plan_path = g_build_filename(written->folder, "plan.yaml", NULL);
    g_autofree char *claims_path = g_build_filename(written->folder, "claims.csv", NULL);
    assert_true(g_file_set_contents(plan_path, plan, -1, &error));
    assert_true(g_file_set_contents(claims_path, claims, -1, &error));
    read_survey(&written->read, plan_path);
}

static void written_clear(Written *written)
{
    read_clear(&written->read);
    support_remove(written->folder);
    g_free(written->folder);
}

#define HEAD    "annexe: 1\nid: x\nlanguage: fr\nrespondents: 200\nclaims: claims.csv\n"
#define COLUMNS "id,section,kind,response,levels,by,group,rank,value,p,levels_source,label_fr\n"
#define OVER                                                                                       \
    COLUMNS "A,1,percent,q,1,,,,60.0,,stated,\nB,1,percent,q,2;3,,,,45.0,,stated,\n"               \
            "C,1,percent,r,1,,,,33.3,,stated,\n"

static void premises(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *plan;
        guint sets;
        const char *note; /* of claim A */
    } cases[] = {
        {HEAD, 1, "contradicts nothing"},
        {HEAD "premises: {weights: sampling}\n", 0, "weighted"},
        {HEAD "variables:\n  q: {label: Q, answers: several}\n", 0, "several answers"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Written written;
        write_survey(&written, cases[i].plan, OVER);
        const Consistency *found = written.read.consistency;
        assert_int_equal(found->sets->len, cases[i].sets);
        assert_non_null(strstr(found->notes[0].in[LANGUAGE_EN], cases[i].note));
        written_clear(&written);
    }
}

/* A set is known when one member is; a claim is when every firm set around it is. */
static void known_sets(void **state G_GNUC_UNUSED)
{
    Written written;
    write_survey(&written, HEAD "known: [B]\n", OVER);
    g_autoptr(GStringChunk) strings = g_string_chunk_new(4096);
    g_autoptr(GPtrArray) rows = consistency_verdicts(written.read.consistency, written.read.plan,
                                                     written.read.claims, LANGUAGE_EN, strings);
    assert_true(verdict_of(rows, "A")->known);
    assert_true(verdict_of(rows, "B")->known);
    assert_false(verdict_of(rows, "C")->known);
    assert_int_equal(verdict_of(rows, "A")->strength, STRENGTH_FIRM);
    assert_non_null(strstr(verdict_of(rows, "A")->note, "at most 200 people"));
    written_clear(&written);
}

/* One column of cases: claims, and the ids of the one set found. */
static void small_contradictions(void **state G_GNUC_UNUSED)
{
    static const struct {
        const char *claims;
        VerdictStrength strength;
        guint members; /* 0: nothing found */
    } cases[] = {
        /* nested levels: 1 within 1;2 */
        {"A,1,percent,q,1,,,,50.0,,,\nB,1,percent,q,1;2,,,,30.0,,,\n", STRENGTH_FIRM, 2},
        {"A,1,percent,q,1,,,,30.0,,,\nB,1,percent,q,1;2,,,,50.0,,,\n", STRENGTH_NONE, 0},
        /* within one group 8 of 10 less 1 of 10 gave the second answer, of all at most 5 */
        {"A,1,percent,q,1;2,t,1,,80,,,\nB,1,percent,q,1,t,1,,10,,,\nC,1,percent,q,2,,,,2,,,\n",
         STRENGTH_LAST_DIGIT, 3},
        /* a share below zero or above one */
        {"A,1,percent,q,1,,,,120,,,\n", STRENGTH_FIRM, 1},
        /* labels and codes are one level: 60 % and 70 % of one level of one item */
        {"A,1,percent,t,omh,,,,60.0,,,\nB,1,percent,t,1,,,,70.0,,,\n", STRENGTH_FIRM, 2},
        /* a group highest beside a higher one */
        {"A,1,median,s,,t,1,highest,2.5,,,\nB,1,median,s,,t,2,,2.75,,,\n", STRENGTH_FIRM, 2},
        {"A,1,median,s,,t,1,highest,2.75,,,\nB,1,median,s,,t,2,,2.75,,,\n", STRENGTH_NONE, 0},
        /* one median, two values */
        {"A,1,median,s,,t,1,,2.5,,,\nB,2,median,s,,t,1,,2.75,,,\n", STRENGTH_FIRM, 2},
        /* two items, all answered: quarters */
        {"A,1,median,s,,t,1,,2.8,,,\n", STRENGTH_NONE, 0},
        {"A,1,median,s,,t,1,,2.60,,,\n", STRENGTH_FIRM, 1},
        {"A,1,median,s,,t,1,,2.51,,,\n", STRENGTH_LAST_DIGIT, 1},
        /* a difference and its absence */
        {"A,1,differs,s,,t,,,,,,\nB,1,same,s,,t,,,,,,\n", STRENGTH_FIRM, 2},
        {"A,1,differs,s,,t,,,,<0.05,,\nB,1,same,s,,t,,,,>=0.01,,\n", STRENGTH_NONE, 0},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Written written;
        g_autofree char *claims = g_strconcat(COLUMNS, cases[i].claims, NULL);
        write_survey(&written,
                     HEAD "variables:\n  t: {label: T, levels: {1: OMH, 2: Coop}}\n"
                          "scales:\n  s: {label: S, items: [s1 - s2], range: [1, 5], score: mean, "
                          "min_answered: 2}\n",
                     claims);
        const GPtrArray *sets = written.read.consistency->sets;
        if (sets->len != (cases[i].members > 0 ? 1 : 0))
            print_error("case %u: %u sets\n", i, sets->len);
        assert_int_equal(sets->len, cases[i].members > 0 ? 1 : 0);
        if (sets->len > 0) {
            const ConsistencySet *set = g_ptr_array_index(sets, 0);
            assert_int_equal(set->members->len, cases[i].members);
            assert_int_equal(set->strength, cases[i].strength);
        }
        written_clear(&written);
    }
}

/* A base that a claim states is its own, and binds nobody else. */
static void stated_bases(void **state G_GNUC_UNUSED)
{
    Written written;
    write_survey(&written, HEAD,
                 "id,section,kind,response,levels,value,count,base\n"
                 "A,1,percent,q,1,33.3,10,30\nB,1,percent,q,1,40.0,,50\n"
                 "C,1,percent,q,1,61.7,,30\nD,1,percent,q,1,33.3,11,30\n");
    const GPtrArray *sets = written.read.consistency->sets;
    assert_int_equal(sets->len, 2);
    for (guint i = 0; i < 2; i++) {
        const ConsistencySet *set = g_ptr_array_index(sets, i);
        assert_int_equal(set->members->len, 1);
        assert_int_equal(g_array_index(set->members, guint, 0), i + 2);
    }
    written_clear(&written);
}

/* Percentages drawn at random, that no survey prints, and no number of respondents: work ends, what
 * is found stays firm where it is, and every place says that the search was not complete. */
static void work_ends(void **state G_GNUC_UNUSED)
{
    static const char *const items[] = {"w", "x", "y", "z"};
    static const char *const levels[] = {"1", "2", "3"};
    g_autoptr(GRand) draw = g_rand_new_with_seed(4);
    g_autoptr(GPtrArray) none = g_ptr_array_new();
    Plan plan = {.respondents = -1, .variables = none, .scales = none};
    Claims *claims = test_claims_new();
    for (gint32 i = 0; i < 30; i++) {
        gint32 item = g_rand_int_range(draw, 0, 4), by = (item + g_rand_int_range(draw, 1, 4)) % 4;
        gboolean within = g_rand_boolean(draw);
        g_autofree char *id = g_strdup_printf("E%02d", i);
        g_autofree char *value = g_strdup_printf("%.7f", g_rand_double_range(draw, 5, 60));
        test_claim_add(claims,
                       (TestClaim){id, CLAIM_PERCENT, items[item],
                                   levels[g_rand_int_range(draw, 0, 3)], within ? items[by] : NULL,
                                   within ? levels[g_rand_int_range(draw, 0, 3)] : NULL, value});
    }
    g_autoptr(Consistency) open = consistency_check(&plan, claims);
    assert_true(open->work <= CONSISTENCY_WORK + CONSISTENCY_WORK / 10);
    assert_false(open->complete);
    assert_non_null(strstr(open->limit.in[LANGUAGE_EN], "not all sets were searched"));
    assert_non_null(strstr(open->limit.in[LANGUAGE_FR], "ensembles n’ont pas tous été examinés"));
    assert_true(open->sets->len > 0);
    guint n_firm = 0;
    for (guint i = 0; i < open->sets->len; i++)
        n_firm += ((ConsistencySet *)g_ptr_array_index(open->sets, i))->strength == STRENGTH_FIRM;
    assert_true(n_firm > 0);
    g_autoptr(Consistency) again = consistency_check(&plan, claims);
    assert_true(open->work == again->work && open->sets->len == again->sets->len);
    g_autoptr(Consistency) among = consistency_check_among(&plan, claims, 100);
    assert_true(among->complete);
    assert_true(among->work < open->work);
    test_claims_free(claims);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(housing),
        cmocka_unit_test(provincial),
        cmocka_unit_test(premises),
        cmocka_unit_test(known_sets),
        cmocka_unit_test(small_contradictions),
        cmocka_unit_test(stated_bases),
        cmocka_unit_test(work_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
