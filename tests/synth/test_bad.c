/* Claims and plans that synth cannot follow: said, at their place, and the rest is made. */
#include "proof.h"

static const char plan_text[] = "annexe: 1\n"
                                "id: bad\n"
                                "respondents: %s\n"
                                "variables:\n"
                                "  sex: {levels: {1: Woman, 2: Man}}\n"
                                "  a: {levels: {1: no, 2: so, 3: yes}}\n"
                                "  b: {levels: {1: no, 2: so, 3: yes}}\n"
                                "  free: {%s}\n"
                                "scales:\n"
                                "  s: {items: [a, b], min_answered: 1}\n"
                                "claims: claims.csv\n";
static const char head[] = "id,section,kind,response,levels,by,group,rank,value,p\n";

static Proof made(const char *respondents, const char *variable, const char *claims)
{
    g_autofree char *folder = support_folder();
    g_autofree char *plan = g_strdup_printf(plan_text, respondents, variable);
    g_autofree char *rows = g_strconcat(head, claims, NULL);
    g_autofree char *plan_path = g_build_filename(folder, "plan.yaml", NULL);
    g_autofree char *claims_path = g_build_filename(folder, "claims.csv", NULL);
    assert_true(g_file_set_contents(plan_path, plan, -1, NULL));
    assert_true(g_file_set_contents(claims_path, rows, -1, NULL));
    Proof proof = proof_new(plan_path, 1);
    support_remove(folder);
    return proof;
}

typedef struct {
    const char *respondents, *variable, *claims;
    SynthOutcome outcome; /* of the last claim */
    const char *says;     /* in the diagnostics; NULL: nothing */
} Case;

static const Case cases[] = {
    {"100", "levels: {1: x}", "A,,percent,a,1,,,,30,\n", SYNTH_REPRODUCED, NULL},
    {"100", "levels: {1: x}", "A,,percent,a,1,,,,60,\nB,,percent,a,3,,,,50,\n", SYNTH_FREED, NULL},
    {"3", "levels: {1: x}", "A,,percent,a,1,,,,12.51,\n", SYNTH_FREED, NULL},
    {"100", "levels: {1: x}", "A,,percent,aa,1,,,,30,\n", SYNTH_NOT_MADE, "names 'aa'"},
    {"100", "levels: {1: x}", "A,,percent,a,9,,,,30,\n", SYNTH_NOT_MADE, "'9' is no level"},
    {"100", "levels: {1: x}", "A,,percent,a,1,sex,Child,,30,\n", SYNTH_NOT_MADE,
     "'Child' is no level"},
    {"100", "levels: {1: x}", "A,,percent,a,1,sx,Man,,30,\n", SYNTH_NOT_MADE, "names 'sx'"},
    {"100", "levels: {1: x}", "A,,percent,a,,,,,30,\n", SYNTH_NOT_MADE, NULL},
    {"100", "levels: {1: x}", "A,,median,s,,sex,woman,,2.50,\n", SYNTH_REPRODUCED, NULL},
    {"100", "levels: {1: x}", "A,,median,s,,sex,woman,,7.5,\n", SYNTH_NOT_REACHED, NULL},
    {"2", "levels: {1: x}", "A,,differs,s,,sex,,,,<0.0001\n", SYNTH_NOT_REACHED, NULL},
    {"10", "levels: {1: x}", "A,,differs,s,,sex,,,,<0.0001\n", SYNTH_NOT_REACHED, NULL},
    {"10", "levels: {1: x}", "A,,associated,a,,sex,,,,<0.0001\n", SYNTH_NOT_REACHED, NULL},
    {"100", "levels: {1: x}", "A,,count,coins,,,,,40,\n", SYNTH_NOT_MADE, NULL},
    {"100", "levels: {1: x}", "A,,count,sexes,,sex,,,2,\n", SYNTH_REPRODUCED, NULL},
    {"100", "levels: {1: x}", "A,,count,sexes,,sex,,,3,\n", SYNTH_NOT_REACHED, NULL},
    {"100", "levels: {1: x}", "A,,count,people,,sex,man,,23,\n", SYNTH_REPRODUCED, NULL},
    {"100", "levels: {1: x}", "A,,count,a,2;3,,,,61,\n", SYNTH_REPRODUCED, NULL},
    {"100", "levels: {1: x}", "A,,count,a,,,,,77,\n", SYNTH_REPRODUCED, NULL},
    {"100", "levels: {1: x}", "A,,count,a,1,sex,Woman,,17,\n", SYNTH_REPRODUCED, NULL},
    {"100", "levels: {1: x}", "A,,count,a,,sex,Woman,,31,\n", SYNTH_REPRODUCED, NULL},
    {"100", "levels: {1: x}", "A,,count,people,,sex,child,,23,\n", SYNTH_NOT_MADE,
     "'child' is no level"},
    {"100", "levels: {1: x}", "A,,count,people,,sex,man,,23.5,\n", SYNTH_NOT_MADE, NULL},
    {"100", "levels: {1: x}", "A,,count,people,,sex,man,,101,\n", SYNTH_NOT_REACHED, NULL},
};

static void each_case(void **state G_GNUC_UNUSED)
{
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        Proof proof = made(cases[i].respondents, cases[i].variable, cases[i].claims);
        assert_non_null(proof.synth);
        SynthOutcome outcome = proof.synth->claims[proof.synth->n_claims - 1].outcome;
        if (outcome != cases[i].outcome)
            fail_msg("case %u: outcome %d, not %d", i, outcome, cases[i].outcome);
        if (outcome == SYNTH_REPRODUCED)
            assert_true(proof_holds(&proof, 0));
        g_autofree char *text = diagnostics_render(proof.diagnostics, FALSE);
        if (cases[i].says == NULL ? *text != '\0' : strstr(text, cases[i].says) == NULL)
            fail_msg("case %u says '%s'", i, text);
        proof_clear(&proof);
    }
}

static void nothing_is_made(const char *respondents, const char *variable, const char *says)
{
    Proof proof = made(respondents, variable, "A,,percent,a,1,,,,30,\n");
    assert_null(proof.synth);
    g_autofree char *text = diagnostics_render(proof.diagnostics, FALSE);
    if (strstr(text, says) == NULL)
        fail_msg("'%s' does not say '%s'", text, says);
    proof_clear(&proof);
}

static void mistakes_of_the_plan(void **state G_GNUC_UNUSED)
{
    nothing_is_made("100", "label: Free", "'free' has no `levels:`");
    nothing_is_made("2000000", "levels: {1: x}", "how many respondents");
}

/* Two groups of one scale, both called highest. */
static void ranks_that_exclude_each_other(void **state G_GNUC_UNUSED)
{
    Proof proof = made("100", "levels: {1: x}",
                       "A,,median,s,,sex,1,highest,2.0,\nB,,median,s,,sex,2,highest,1.5,\n");
    assert_int_equal(proof.synth->claims[0].outcome, SYNTH_REPRODUCED);
    assert_int_equal(proof.synth->claims[1].outcome, SYNTH_FREED);
    assert_true(proof_holds(&proof, 0));
    proof_clear(&proof);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case),
        cmocka_unit_test(mistakes_of_the_plan),
        cmocka_unit_test(ranks_that_exclude_each_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
