/* Random surveys print their numbers; synth makes other data that print the same. Every claim is
 * true of a survey, so nothing is freed, and what is reproduced is counted again. */
#include "proof.h"

#include "numeric/random.h"

#define SURVEYS 36
#define ITEMS   5
#define MAX_N   400

typedef struct {
    guint n, n_groups;
    guint group[MAX_N], sex[MAX_N], item[ITEMS][MAX_N]; /* from 1; item 0: no answer */
    GString *claims;
    guint n_claims;
} Survey;

/* Answers that lean on the group where LEAN is large. */
static void draw(Survey *survey, Random *random, guint lean)
{
    survey->n = 120 + (guint)random_below(random, MAX_N - 120);
    survey->n_groups = 2 + (guint)random_below(random, 3);
    for (guint i = 0; i < survey->n; i++) {
        survey->group[i] = 1 + (guint)random_below(random, survey->n_groups);
        survey->sex[i] = 1 + (guint)random_below(random, 2);
        guint base = (guint)random_below(random, 3) + survey->group[i] * lean;
        for (guint q = 0; q < ITEMS; q++) {
            guint answer = 1 + (base + (guint)random_below(random, 4)) % (lean > 0 ? 9 : 5);
            gboolean omitted = random_below(random, 40) == 0;
            survey->item[q][i] = omitted ? 0 : MIN(answer, 5);
        }
    }
}

G_GNUC_PRINTF(2, 3)
static void add_claim(Survey *survey, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_string_append_printf(survey->claims, "C%u,,", ++survey->n_claims);
    g_string_append_vprintf(survey->claims, format, arguments);
    g_string_append_c(survey->claims, '\n');
    va_end(arguments);
}

/* Share of item Q in LOW to HIGH, within GROUP (0: all). */
static void claim_percent(Survey *survey, guint q, guint low, guint high, guint group)
{
    guint n = 0, k = 0;
    for (guint i = 0; i < survey->n; i++) {
        guint answer = survey->item[q][i];
        if (answer == 0 || (group > 0 && survey->group[i] != group))
            continue;
        n++;
        k += answer >= low && answer <= high;
    }
    g_autoptr(GString) levels = g_string_new(NULL);
    for (guint l = low; l <= high; l++)
        g_string_append_printf(levels, "%s%u", l > low ? ";" : "", l);
    g_autofree char *within = g_strdup_printf("g,%u", group);
    if (n > 0)
        add_claim(survey, "percent,q%u,%s,%s,,%.2f,", q + 1, levels->str, group > 0 ? within : ",",
                  100.0 * k / n);
}

/* Mean of the items but the last; 0: fewer than two answered. */
static double score(const Survey *survey, guint i)
{
    double sum = 0;
    guint n = 0;
    for (guint q = 0; q < ITEMS - 1; q++) {
        sum += survey->item[q][i];
        n += survey->item[q][i] != 0;
    }
    return n < 2 ? 0 : sum / n;
}

static void claim_medians(Survey *survey)
{
    for (guint group = 1; group <= survey->n_groups; group++) {
        double x[MAX_N];
        guint n = 0;
        for (guint i = 0; i < survey->n; i++)
            if (survey->group[i] == group && score(survey, i) > 0)
                x[n++] = score(survey, i);
        qsort(x, n, sizeof(double), proof_ascending);
        if (n > 0)
            add_claim(survey, "median,s,,g,%u,,%.2f,", group, (x[(n - 1) / 2] + x[n / 2]) / 2);
    }
}

/* The size of the first group, and who in the second gave the last item two answers. */
static void claim_counts(Survey *survey)
{
    guint first = 0, answers = 0;
    for (guint i = 0; i < survey->n; i++) {
        guint answer = survey->item[ITEMS - 1][i];
        first += survey->group[i] == 1;
        answers += survey->group[i] == 2 && (answer == 3 || answer == 4);
    }
    add_claim(survey, "count,people,,g,1,,%u,", first);
    add_claim(survey, "count,q%u,3;4,g,2,,%u,", ITEMS, answers);
}

static void write_survey(const Survey *survey, const char *folder)
{
    g_autoptr(GString) plan =
        g_string_new("annexe: 1\nid: random\nalpha: 0.001\nadjust: none\nclaims: c.csv\n");
    g_string_append_printf(plan, "respondents: %u\nvariables:\n  g: {levels: {", survey->n);
    for (guint g = 1; g <= survey->n_groups; g++)
        g_string_append_printf(plan, "%s%u: G%u", g > 1 ? ", " : "", g, g);
    g_string_append(plan, "}}\n  h: {levels: {1: f, 2: m}}\n");
    for (guint q = 1; q <= ITEMS; q++)
        g_string_append_printf(plan, "  q%u: {levels: {1: a, 2: b, 3: c, 4: d, 5: e}}\n", q);
    g_string_append_printf(plan, "scales:\n  s: {items: [q1 - q%u], min_answered: 2}\n", ITEMS - 1);
    g_autofree char *plan_path = g_build_filename(folder, "plan.yaml", NULL);
    g_autofree char *claims_path = g_build_filename(folder, "c.csv", NULL);
    assert_true(g_file_set_contents(plan_path, plan->str, -1, NULL));
    assert_true(g_file_set_contents(claims_path, survey->claims->str, -1, NULL));
}

static void print_claims(Survey *survey, guint lean)
{
    survey->claims = g_string_new("id,section,kind,response,levels,by,group,rank,value,p\n");
    claim_percent(survey, 0, 1, 1, 0);
    claim_percent(survey, 0, 4, 5, 0);
    claim_percent(survey, 1, 2, 3, 0);
    claim_percent(survey, 4, 1, 2, 0);
    claim_percent(survey, 4, 1, 2, 1);
    claim_percent(survey, 4, 5, 5, 2);
    claim_counts(survey);
    claim_medians(survey);
    add_claim(survey, "%s,s,,g,,,,", lean > 0 ? "differs" : "same");
    if (lean > 0)
        add_claim(survey, "associated,q5,,g,,,,");
}

static void made_data_print_the_same(void **state G_GNUC_UNUSED)
{
    guint missed = 0;
    for (guint s = 0; s < SURVEYS; s++) {
        Random random = random_block(random_key(7, (const char *[]){"surveys"}, 1), s);
        Survey *survey = g_new0(Survey, 1);
        guint lean = s % 2;
        draw(survey, &random, lean);
        print_claims(survey, lean);
        g_autofree char *folder = support_folder();
        g_autofree char *path = g_build_filename(folder, "plan.yaml", NULL);
        write_survey(survey, folder);
        Proof proof = proof_new(path, s);
        assert_non_null(proof.synth);
        for (guint i = 0; i < proof.synth->n_claims; i++) {
            SynthOutcome outcome = proof.synth->claims[i].outcome;
            if (outcome == SYNTH_REPRODUCED && !proof_holds(&proof, i))
                fail_msg("survey %u, %s is not reproduced", s, proof_id(&proof, i));
            if (outcome != SYNTH_REPRODUCED)
                print_message("survey %u, %s: %s\n%s", s, proof_id(&proof, i),
                              text_in(&proof.synth->claims[i].reason, LANGUAGE_EN, "freed"),
                              survey->claims->str);
            missed += outcome != SYNTH_REPRODUCED;
        }
        proof_clear(&proof);
        support_remove(folder);
        g_string_free(survey->claims, TRUE);
        g_free(survey);
    }
    assert_int_equal(missed, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(made_data_print_the_same)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
