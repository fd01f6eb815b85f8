/* Ten percentages of a published report that do not fit together: which sets, how firm, what to
 * free. The minimal sets are found a second time here, by trying every base and count. */
#include "support/support.h"

#include "check/consistency.h"
#include "claims_support.h"

#include <math.h>
#include <string.h>

#define RESPONDENTS 749
#define N           10

enum { C009, C010, C011, C012, C071, C072, C073, C074, C097, C098 };

static const TestClaim rows[N] = {
    {"C009", CLAIM_PERCENT, "peur", "1", "revenu", "employe", "81.29"},
    {"C010", CLAIM_PERCENT, "peur", "1", "revenu", "retraite;pension", "79.78"},
    {"C011", CLAIM_PERCENT, "peur", "1", "revenu", "invalide", "49.59"},
    {"C012", CLAIM_PERCENT, "peur", "4;5", "revenu", "invalide", "19.63"},
    {"C071", CLAIM_PERCENT, "revenu", "retraite", NULL, NULL, "22.83"},
    {"C072", CLAIM_PERCENT, "revenu", "pension", NULL, NULL, "22.39"},
    {"C073", CLAIM_PERCENT, "revenu", "invalide", NULL, NULL, "8.41"},
    {"C074", CLAIM_PERCENT, "revenu", "employe", NULL, NULL, "17.68"},
    {"C097", CLAIM_PERCENT, "peur", "1", NULL, NULL, "67.83"},
    {"C098", CLAIM_PERCENT, "peur", "4;5", NULL, NULL, "9.88"},
};

static const char *const minimal[] = {
    "C009 C074",           "C011 C073",           "C012 C073",           "C011 C012 C097",
    "C011 C012 C098",      "C071 C072 C073",      "C071 C072 C074",      "C071 C073 C074",
    "C072 C073 C074",      "C009 C011 C012 C071", "C009 C011 C012 C072", "C011 C012 C071 C072",
    "C011 C012 C071 C074", "C011 C012 C072 C074",
};
static const char *const firm[] = {
    "C011 C073",
    "C009 C011 C012 C071 C072",
    "C011 C012 C071 C072 C074",
};

static Claims *ten_claims(void)
{
    Claims *claims = test_claims_new();
    for (guint i = 0; i < N; i++)
        test_claim_add(claims, rows[i]);
    return claims;
}

static char *ids_of(const GArray *members, const Claims *claims)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < members->len; i++) {
        const Claim *claim = g_ptr_array_index(claims->claims, g_array_index(members, guint, i));
        g_string_append_printf(out, "%s%s", i == 0 ? "" : " ", claim->id);
    }
    return g_string_free(out, FALSE);
}

static gboolean among(const char *ids, const char *const *list, guint n)
{
    for (guint i = 0; i < n; i++)
        if (strcmp(list[i], ids) == 0)
            return TRUE;
    return FALSE;
}

typedef struct {
    Plan plan;
    GPtrArray *none, *known;
    Claims *claims;
    Consistency *consistency;
} Case;

static int set_up(void **state)
{
    Case *c = g_new0(Case, 1);
    c->none = g_ptr_array_new();
    c->known = g_ptr_array_new();
    c->plan = (Plan){
        .respondents = RESPONDENTS, .variables = c->none, .scales = c->none, .known = c->known};
    static PlanWord word = {(char *)"C073", {0, 0, 0}};
    g_ptr_array_add(c->known, &word);
    c->claims = ten_claims();
    c->consistency = consistency_check(&c->plan, c->claims);
    *state = c;
    return 0;
}

static int tear_down(void **state)
{
    Case *c = *state;
    consistency_free(c->consistency);
    test_claims_free(c->claims);
    g_ptr_array_unref(c->none);
    g_ptr_array_unref(c->known);
    g_free(c);
    return 0;
}

static void sets_and_strengths(void **state)
{
    const Case *c = *state;
    assert_true(c->consistency->complete);
    guint n_minimal = 0, n_firm = 0;
    for (guint i = 0; i < c->consistency->sets->len; i++) {
        const ConsistencySet *set = g_ptr_array_index(c->consistency->sets, i);
        g_autofree char *ids = ids_of(set->members, c->claims);
        assert_int_equal(set->minimal, among(ids, minimal, G_N_ELEMENTS(minimal)));
        gboolean is_firm = among(ids, firm, G_N_ELEMENTS(firm));
        assert_int_equal(set->strength, is_firm ? STRENGTH_FIRM : STRENGTH_LAST_DIGIT);
        assert_int_equal(set->known, strstr(ids, "C073") != NULL);
        n_minimal += set->minimal ? 1 : 0;
        n_firm += is_firm ? 1 : 0;
    }
    assert_int_equal(n_minimal, G_N_ELEMENTS(minimal));
    assert_int_equal(n_firm, G_N_ELEMENTS(firm));
}

static void smallest_repair(void **state)
{
    const Case *c = *state;
    g_autofree char *ids = ids_of(c->consistency->repair, c->claims);
    assert_string_equal(ids, "C012 C073 C074");
}

/* The sentence of C009 with C074 names what each needs, and no word of accusation. */
static void sentences(void **state)
{
    const Case *c = *state;
    const ConsistencySet *set = g_ptr_array_index(c->consistency->sets, 0);
    const char *en = set->sentence.in[LANGUAGE_EN], *fr = set->sentence.in[LANGUAGE_FR];
    assert_non_null(strstr(en, "139"));
    assert_non_null(strstr(en, "131"));
    assert_non_null(strstr(en, "81.29%"));
    assert_non_null(strstr(fr, "81,29"));
    assert_non_null(strstr(fr, "pondération"));
    for (guint i = 0; i < c->consistency->sets->len; i++) {
        set = g_ptr_array_index(c->consistency->sets, i);
        g_autofree char *english = g_utf8_strdown(set->sentence.in[LANGUAGE_EN], -1);
        g_autofree char *french = g_utf8_strdown(set->sentence.in[LANGUAGE_FR], -1);
        static const char *const never[] = {"false", "error", "impossible", "faux", "erreur"};
        for (guint w = 0; w < G_N_ELEMENTS(never); w++) {
            assert_null(strstr(english, never[w]));
            assert_null(strstr(french, never[w]));
        }
    }
}

/* --- Brute force over all bases and counts, with conditions of its own -------------------------
 * Given everything else, sources of income that no claim counts are as small as their answers. A
 * table exists when each group's answers fit into the item's totals and its people into the 749:
 *   for every subset S of the answers {1}, {4, 5}, rest: answers that must lie in S <= total of S
 *   people of the groups who did not answer + those who answered <= 749. */

typedef struct {
    int n, k; /* a base that prints a percentage, and its count */
} Print;

static Print prints[N][RESPONDENTS + 1];
static int n_prints[N];

static void list_prints(void)
{
    for (int c = 0; c < N; c++) {
        long v = lround(100 * g_ascii_strtod(rows[c].value, NULL));
        n_prints[c] = 0;
        for (int n = 1; n <= RESPONDENTS; n++)
            for (int k = 0; k <= n; k++)
                if (labs(20000L * k - 2 * v * n) <= n)
                    prints[c][n_prints[c]++] = (Print){n, k};
    }
}

/* The count of C at base N, -1 when it does not print it (two counts never do, n < 10,000). */
static int count_at(int c, int n)
{
    for (int i = 0; i < n_prints[c]; i++)
        if (prints[c][i].n == n)
            return prints[c][i].k;
    return -1;
}

typedef struct {
    int answered;    /* m: 0 when no claim is made within the group */
    int ones, fours; /* -1: not claimed */
    int least, most; /* people of the group */
} Group;

typedef struct {
    guint mask;
    Group groups[3]; /* employe, retraite + pension, invalide */
    int base;        /* who gave a source of income: most */
} Trial;

static gboolean has(const Trial *trial, int claim)
{
    return trial->mask >> claim & 1;
}

/* Whether answers of the groups fit N people answering, ONES and FOURS of them (-1: free). */
static gboolean answers_fit(const Trial *trial, int n, int ones, int fours)
{
    int one = 0, four = 0, not_one = 0, not_four = 0, neither = 0, all = 0;
    for (int g = 0; g < 3; g++) {
        const Group *group = &trial->groups[g];
        int a = MAX(0, group->ones), b = MAX(0, group->fours), m = group->answered;
        all += m;
        one += a;
        four += b;
        not_one += group->ones >= 0 ? m - a : b;
        not_four += group->fours >= 0 ? m - b : a;
        neither += group->ones >= 0 && group->fours >= 0 ? m - a - b : 0;
    }
    if (all > n || (ones >= 0 && fours >= 0 && ones + fours > n))
        return FALSE;
    if (ones >= 0 && (one > ones || not_one > n - ones))
        return FALSE;
    if (fours >= 0 && (four > fours || not_four > n - fours))
        return FALSE;
    return ones < 0 || fours < 0 || neither <= n - ones - fours;
}

/* People: a group has at least those who answered, and its claimed count. Where a claim is made
 * within it, the others of the group did not answer. */
static gboolean people_fit(const Trial *trial, int n)
{
    int groups = 0, silent = 0;
    for (int g = 0; g < 3; g++) {
        const Group *group = &trial->groups[g];
        int people = MAX(group->least, group->answered);
        if (people > group->most)
            return FALSE;
        groups += people;
        if (group->answered > 0)
            silent += people - group->answered;
    }
    return groups <= trial->base && n + silent <= RESPONDENTS;
}

static gboolean item_fits(const Trial *trial)
{
    if (!has(trial, C097) && !has(trial, C098)) {
        int answered = 0;
        for (int g = 0; g < 3; g++)
            answered += trial->groups[g].answered;
        return people_fit(trial, answered);
    }
    for (int n = 1; n <= RESPONDENTS; n++) {
        int ones = has(trial, C097) ? count_at(C097, n) : -1;
        int fours = has(trial, C098) ? count_at(C098, n) : -1;
        if ((has(trial, C097) && ones < 0) || (has(trial, C098) && fours < 0))
            continue;
        if (people_fit(trial, n) && answers_fit(trial, n, ones, fours))
            return TRUE;
    }
    return FALSE;
}

static gboolean group_fits(Trial *trial, int g)
{
    static const int first[] = {C009, C010, C011};
    if (g == 3)
        return item_fits(trial);
    Group *group = &trial->groups[g];
    *group = (Group){0, -1, -1, group->least, group->most};
    gboolean fours = g == 2 && has(trial, C012);
    if (!has(trial, first[g]) && !fours)
        return group_fits(trial, g + 1);
    int list = has(trial, first[g]) ? first[g] : C012;
    for (int i = 0; i < n_prints[list]; i++) {
        int n = prints[list][i].n;
        group->answered = n;
        group->ones = has(trial, first[g]) ? count_at(first[g], n) : -1;
        group->fours = fours ? count_at(C012, n) : -1;
        if ((!fours || group->fours >= 0) && group_fits(trial, g + 1))
            return TRUE;
    }
    return FALSE;
}

static gboolean base_fits(Trial *trial, int n)
{
    int count[4] = {0, 0, 0, 0};
    for (int c = C071; c <= C074; c++) {
        count[c - C071] = has(trial, c) ? count_at(c, n) : 0;
        if (count[c - C071] < 0)
            return FALSE;
    }
    trial->base = n;
    gboolean both = has(trial, C071) && has(trial, C072);
    trial->groups[0].least = count[3];
    trial->groups[0].most = has(trial, C074) ? count[3] : n;
    trial->groups[1].least = count[0] + count[1];
    trial->groups[1].most = both ? count[0] + count[1] : n;
    trial->groups[2].least = count[2];
    trial->groups[2].most = has(trial, C073) ? count[2] : n;
    return group_fits(trial, 0);
}

static gboolean fits(guint mask)
{
    Trial trial = {.mask = mask};
    if ((mask & (15u << C071)) == 0)
        return base_fits(&trial, RESPONDENTS);
    for (int n = RESPONDENTS; n > 0; n--)
        if (base_fits(&trial, n))
            return TRUE;
    return FALSE;
}

static gboolean contains_any(guint mask, const guint *sets, guint n)
{
    for (guint i = 0; i < n; i++)
        if ((mask & sets[i]) == sets[i])
            return TRUE;
    return FALSE;
}

/* Sets by size, so that each one found is minimal. */
static guint find_minimal(guint *found)
{
    guint n = 0;
    for (int size = 1; size <= N; size++)
        for (guint mask = 1; mask < 1u << N; mask++)
            if (__builtin_popcount(mask) == size && !contains_any(mask, found, n) && !fits(mask))
                found[n++] = mask;
    return n;
}

static void every_base_and_count(void **state G_GNUC_UNUSED)
{
    guint found[64];
    list_prints();
    guint n = find_minimal(found);
    for (guint i = 0; i < n; i++) {
        g_autoptr(GString) ids = g_string_new(NULL);
        for (guint c = 0; c < N; c++)
            if (found[i] >> c & 1)
                g_string_append_printf(ids, "%s%s", ids->len == 0 ? "" : " ", rows[c].id);
        if (!among(ids->str, minimal, G_N_ELEMENTS(minimal)))
            print_error("brute force also has {%s}\n", ids->str);
        assert_true(among(ids->str, minimal, G_N_ELEMENTS(minimal)));
    }
    assert_int_equal(n, G_N_ELEMENTS(minimal));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sets_and_strengths, set_up, tear_down),
        cmocka_unit_test_setup_teardown(smallest_repair, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sentences, set_up, tear_down),
        cmocka_unit_test(every_base_and_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
