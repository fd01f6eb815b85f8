/* One table of words and the level each of them names. */
#include "plan/levels.h"
#include "support/support.h"

#include <string.h>

static const struct {
    const char *word;
    const char *value; /* NULL: names no level */
} cases[] = {
    {"1", "1"},
    {" 1.0 ", "1"},
    {"Moins de 5 ans", "1"},
    {"moins_de_5_ans", "1"},
    {"under_5_years", "1"},
    {"moins_5_ans", "1"},
    {"regime_retraite", "2"},
    {"RÉGIME DE RETRAITE", "2"},
    {"de_5_a_15_ans", "3"},
    {"de_6_a_15_ans", NULL},
    {"ans", NULL},
    {"", NULL},
    {"4", "4"}, /* a value before the label of another level */
};

static PlanVariable *variable(void)
{
    static char *labels[][2] = {{(char *)"Under 5 years", (char *)"Moins de 5 ans"},
                                {NULL, (char *)"Régime de retraite"},
                                {(char *)"4", (char *)"De 5 à 15 ans"},
                                {NULL, (char *)"Autre"}};
    static char *values[] = {(char *)"1", (char *)"2", (char *)"3", (char *)"4"};
    static PlanClass classes[4];
    static PlanVariable made;
    made.levels = g_ptr_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(classes); i++) {
        classes[i].key.text = values[i];
        classes[i].label.in[LANGUAGE_EN] = labels[i][0];
        classes[i].label.in[LANGUAGE_FR] = labels[i][1];
        g_ptr_array_add(made.levels, &classes[i]);
    }
    return &made;
}

static void words_name_levels(void **state G_GNUC_UNUSED)
{
    const PlanVariable *levels = variable();
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        const PlanClass *level = plan_level(levels, cases[i].word);
        const char *found = level == NULL ? NULL : level->key.text;
        if (g_strcmp0(found, cases[i].value) != 0)
            fail_msg("'%s' names %s, not %s", cases[i].word, found, cases[i].value);
    }
    g_ptr_array_unref(levels->levels);
}

static void one_level_alone(void **state G_GNUC_UNUSED)
{
    PlanClass with = {.key.text = (char *)"1", .label = {{(char *)"With", (char *)"Avec"}}};
    PlanClass bare = {.key.text = (char *)"2"};
    g_autoptr(GPtrArray) levels = g_ptr_array_new();
    g_ptr_array_add(levels, &with);
    g_ptr_array_add(levels, &bare);
    const PlanVariable one = {.levels = levels}, none = {.levels = NULL};
    assert_ptr_equal(plan_level(&one, "avec"), &with);
    assert_ptr_equal(plan_level(&one, "1"), &with);
    assert_ptr_equal(plan_level(&one, "2"), &bare);
    assert_null(plan_level(&one, "sans"));
    assert_null(plan_level(&none, "avec"));
    assert_null(plan_level(NULL, "avec"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_name_levels),
        cmocka_unit_test(one_level_alone),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
