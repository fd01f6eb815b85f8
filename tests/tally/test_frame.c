/* Plans held against a codebook: what is resolved, and each mistake at its place. */
#include "plan_case.h"
#include "tally/frame.h"

#include <glib/gstdio.h>

/* age; type (1 Tower, 2 Flat, 8 Refused, declared missing); region (string); bg1 - bg4 labelled 1
 * to 5; free, without labels; freq. */
static Memory *codebook(void)
{
    static const char *const items[] = {"bg1", "bg2", "bg3", "bg4"};
    Memory *m = memory_new(0);
    memory_numbers(m, "age", g_new(double, 1));
    Variable *type = memory_numbers(m, "type", g_new(double, 1));
    memory_label(type, 2, "Flat");
    memory_label(type, 1, "Tower");
    memory_label(type, 8, "Refused");
    const MissingRange refused = {8, 8};
    g_array_append_val(type->missing_ranges, refused);
    memory_texts(m, "region", g_new(char *, 1));
    for (guint i = 0; i < 4; i++) {
        Variable *item = memory_numbers(m, items[i], g_new(double, 1));
        memory_label(item, 1, "Never");
        memory_label(item, 5, "Always");
    }
    memory_numbers(m, "free", g_new(double, 1));
    memory_numbers(m, "freq", g_new(double, 1));
    return m;
}

static void open_case(Case *c, const char *yaml)
{
    g_autofree char *text = g_strconcat("annexe: 1\ndata: {file: x.sav}\n", yaml, NULL);
    case_read(c, codebook(), text);
}

/* Plan lines from line 3 on; what the first message says after the file name. */
static const struct {
    const char *yaml, *message;
} mistakes[] = {
    {"where: {typ: [1]}", ":3:9: error: unknown variable 'typ' of `where`; did you mean 'type'?"},
    {"where: {type: [Tower]}", "value 'Tower' is a text, and 'type' is a numeric variable"},
    {"missing: [\"nsp\"]\nvariables: {age: {missing: [\"nsp\"]}}",
     ":4:29: error: missing code 'nsp' is a text, and 'age' is a numeric variable"},
    {"variables: {agee: {label: Age}}", ":3:13: error: unknown variable 'agee'"},
    {"variables: {type: {levels: {Tower: x}}}", "level {value: label} 'Tower' is a text"},
    {"variables: {age3: {from: region, cut: [35]}}",
     "cannot cut the string variable 'region'; expected a numeric one, or recode"},
    {"variables: {age3: {from: aje, cut: [35]}}", "unknown variable 'aje' to derive from"},
    {"variables: {type: {from: age, cut: [35]}}", "the data already have a variable 'type'"},
    {"variables:\n  a: {from: b, cut: [1]}\n  b: {from: a, cut: [1]}",
     ":4:13: error: 'a' is derived from itself, by way of 'b'"},
    {"variables: {t: {from: type, recode: {1: [Tower]}}}",
     "old value of recode {new: [old, …]} 'Tower' is a text"},
    {"variables: {t: {from: type, equal: [Tower]}}", "value 'Tower' is a text"},
    {"scales: {s: {items: [bg1 - bg9], min_answered: 1}}",
     "unknown variable 'bg9'; did you mean 'bg"},
    {"scales: {s: {items: [bg3 - bg1], range: [1, 5], min_answered: 1}}",
     "the range 'bg3 - bg1' runs backwards: 'bg1' comes first in the file"},
    {"scales: {s: {items: [bg1, region], min_answered: 1}}",
     "item 'region' of scale 's' is a string variable; expected a numeric variable"},
    {"scales:\n  s: {items: [bg1, bg2], min_answered: 1}\n  t: {items: [s, bg1], range: [1, 5], "
     "min_answered: 1}",
     "item 's' of scale 't' is itself made of a scale"},
    {"scales: {s: {items: [bg1, bg2], reverse: [bg1, bg3], min_answered: 1}}",
     ":3:48: error: 'bg3' is reversed, but it is no item of scale 's'"},
    {"scales: {s: {items: [bg1, bg2], min_answered: 3}}",
     "min_answered is 3, but scale 's' has 2 items"},
    {"scales: {s: {items: [free, age], min_answered: 1}}",
     "scale 's' needs `range: [low, high]`: its items have no value labels"},
    {"scales: {s: {items: [bg1, type], min_answered: 1}}",
     "the items of scale 's' are labelled 1 to 5, but 'type' is labelled 1 to 2"},
    {"scales: {age: {items: [bg1, bg2], min_answered: 1}}", "there is already a variable 'age'"},
    {"where: {s: [1]}\nscales: {s: {items: [bg1, bg2], min_answered: 1}}",
     "`where` cannot filter by the scale 's'"},
    {"collapse: [{items: [bg7], levels: {Low: [1]}}]", "unknown variable 'bg7'"},
    {"collapse: [{items: [bg1], levels: {Low: [no]}}]", "value 'no' is a text"},
};

static void mistakes_are_reported_at_their_place(void **state G_GNUC_UNUSED)
{
    for (guint i = 0; i < G_N_ELEMENTS(mistakes); i++) {
        Case c;
        open_case(&c, mistakes[i].yaml);
        if (strstr(c.said, mistakes[i].message) == NULL)
            fail_msg("wanted: %s\nsaid: %s", mistakes[i].message, c.said);
        assert_true(diagnostics_n_errors(c.diagnostics) > 0);
        case_close(&c);
    }
}

static const struct {
    const char *data, *message;
} data_mistakes[] = {
    {"weight: {variable: region, kind: sampling}",
     "'region' as weight is a string variable; expected a numeric one"},
    {"weight: {variable: frequ, kind: frequency}",
     "unknown variable 'frequ' as weight; did you mean 'freq'?"},
    {"weight: {variable: freq, kind: sampling}, design: {strata: typ}",
     "unknown variable 'typ' as strata; did you mean 'type'?"},
};

static void weights_and_designs_are_resolved(void **state G_GNUC_UNUSED)
{
    for (guint i = 0; i < G_N_ELEMENTS(data_mistakes); i++) {
        Case c;
        g_autofree char *text =
            g_strdup_printf("annexe: 1\ndata: {file: x.sav, %s}\n", data_mistakes[i].data);
        case_read(&c, codebook(), text);
        if (strstr(c.said, data_mistakes[i].message) == NULL)
            fail_msg("wanted: %s\nsaid: %s", data_mistakes[i].message, c.said);
        case_close(&c);
    }
}

static void a_declared_weight_is_a_warning(void **state G_GNUC_UNUSED)
{
    Case c;
    open_case(&c, "");
    frame_free(c.frame);
    c.m->codebook.weight = (char *)(gsize) "freq";
    c.frame = frame_new(c.plan, &c.m->codebook, c.diagnostics);
    assert_int_equal(diagnostics_n_errors(c.diagnostics), 0);
    assert_int_equal(diagnostics_n_warnings(c.diagnostics), 1);
    case_close(&c);
}

static const char *label(const Case *c, const char *name, double number, Language language)
{
    return frame_level_label(frame_variable(c->frame, frame_find(c->frame, name)), CELL_VALID, '\0',
                             number, NULL, language);
}

static void labels_come_from_plan_then_file(void **state G_GNUC_UNUSED)
{
    Case c;
    open_case(&c, "missing: [5]\n"
                  "variables:\n"
                  "  type: {label: {en: Type, fr: Sorte}, levels: {1: {en: High, fr: Haute}}}\n"
                  "  age3: {from: age, cut: [35, 60.5]}\n"
                  "  t: {from: type, recode: {Some: [1], None: [2, 8]}}\n"
                  "  u: {from: type, recode: {3: [1], 1: [2]}, levels: {3: Three}}\n"
                  "  coop: {from: type, equal: [2]}\n");
    assert_string_equal(c.said, "");
    assert_string_equal(label(&c, "type", 1, LANGUAGE_FR), "Haute");
    assert_string_equal(label(&c, "type", 2, LANGUAGE_FR), "Flat");
    assert_string_equal(label(&c, "age3", 1, LANGUAGE_EN), "< 35");
    assert_string_equal(label(&c, "age3", 2, LANGUAGE_EN), "35 – < 60.5");
    assert_string_equal(label(&c, "age3", 3, LANGUAGE_FR), "≥ 60,5");
    assert_string_equal(label(&c, "t", 2, LANGUAGE_EN), "None");
    assert_string_equal(label(&c, "u", 3, LANGUAGE_EN), "Three");
    assert_null(label(&c, "coop", 1, LANGUAGE_EN));
    const FrameVariable *type = frame_variable(c.frame, frame_find(c.frame, "type"));
    assert_string_equal(type->label.in[LANGUAGE_FR], "Sorte");
    assert_int_equal(type->levels->len, 3);
    assert_int_equal(g_array_index(type->levels, FrameLevel, 2).state, CELL_USER_MISSING);
    const FrameVariable *bg = frame_variable(c.frame, frame_find(c.frame, "bg1"));
    assert_int_equal(g_array_index(bg->levels, FrameLevel, 1).state, CELL_USER_MISSING);
    const FrameVariable *coop = frame_variable(c.frame, frame_find(c.frame, "coop"));
    assert_int_equal(coop->levels->len, 2);
    case_close(&c);
}

static void scales_are_resolved(void **state G_GNUC_UNUSED)
{
    Case c;
    open_case(&c, "scales:\n"
                  "  s: {items: [bg1 - bg4], reverse: [bg2], min_answered: 30%}\n"
                  "  f: {items: [free, age], range: [0, 10], min_answered: 2}\n");
    assert_string_equal(c.said, "");
    const FrameVariable *s = frame_variable(c.frame, frame_find(c.frame, "s"));
    assert_int_equal(s->items->len, 4);
    assert_int_equal(s->min_answered, 2);
    assert_near(s->low, 1, 0);
    assert_near(s->high, 5, 0);
    assert_false(g_array_index(s->reversed, gboolean, 0));
    assert_true(g_array_index(s->reversed, gboolean, 1));
    assert_int_equal(frame_variable(c.frame, frame_find(c.frame, "f"))->min_answered, 2);
    case_close(&c);
}

static guint expanded(const Case *c, const char *word, gboolean want_scales)
{
    PlanRef ref = {(char *)(gsize)word, NULL, {0, 0, 0}};
    g_autoptr(GPtrArray) refs = g_ptr_array_new();
    g_ptr_array_add(refs, &ref);
    g_autoptr(GArray) list = frame_expand(c->frame, refs, want_scales, c->diagnostics);
    return list->len;
}

static void keywords_expand(void **state G_GNUC_UNUSED)
{
    Case c;
    open_case(&c, "");
    assert_int_equal(expanded(&c, "items", FALSE), 5); /* type, bg1 - bg4 */
    assert_int_equal(expanded(&c, "scales", TRUE), 0);
    case_close(&c);
    open_case(&c, "scales: {s: {items: [bg1 - bg3], min_answered: 1}}\n"
                  "collapse: [{items: items, levels: {Low: [1, 2]}}]");
    assert_int_equal(expanded(&c, "items", FALSE), 3);
    assert_int_equal(expanded(&c, "all", TRUE), 1);
    assert_int_equal(expanded(&c, "all", FALSE), 5);
    assert_int_equal(expanded(&c, "age", FALSE), 1);
    assert_non_null(frame_collapse(c.frame, frame_find(c.frame, "bg3")));
    assert_null(frame_collapse(c.frame, frame_find(c.frame, "bg4")));
    case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_reported_at_their_place),
        cmocka_unit_test(weights_and_designs_are_resolved),
        cmocka_unit_test(a_declared_weight_is_a_warning),
        cmocka_unit_test(labels_come_from_plan_then_file),
        cmocka_unit_test(scales_are_resolved),
        cmocka_unit_test(keywords_expand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
