/* What values become on their way into a table, and what data are refused. */
#include "plan_case.h"

#include "base/error.h"

/* A plan over M (taken). */
static void open_case(Case *c, Memory *m, const char *data, const char *yaml)
{
    g_autofree char *text = g_strdup_printf("annexe: 1\ndata: {file: x.sav%s}\n%s\n", data, yaml);
    case_open(c, m, text);
}

static double *cells(const double *from, guint n)
{
    return g_memdup2(from, n * sizeof *from);
}
#define CELLS(...)                                                                                 \
    cells((const double[]){__VA_ARGS__}, sizeof((const double[]){__VA_ARGS__}) / sizeof(double))

static guint ask(Case *c, const char *response, const char *by)
{
    return tally_ask_table(c->tally, frame_find(c->frame, response),
                           by != NULL ? frame_find(c->frame, by) : -1, -1);
}

static void run(Case *c, guint readers)
{
    g_autoptr(GError) error = NULL;
    gboolean ok = memory_run(c->tally, c->m, readers, 3, &error);
    assert_no_error(error);
    assert_true(ok);
}

/* Levels as "value:n", kinds of missing as "state/value:n". */
static void assert_shows(const Case *c, guint handle, const char *expected)
{
    const Summary *s = tally_summary(c->tally, handle);
    g_autoptr(GString) out = g_string_new(NULL);
    for (guint l = 0; l < s->n_levels; l++) {
        gint64 n = 0;
        for (guint g = 0; g < s->n_groups; g++)
            n += s->n[g * s->n_levels + l];
        if (s->levels[l].text != NULL)
            g_string_append_printf(out, "%s:%d ", s->levels[l].text, (int)n);
        else
            g_string_append_printf(out, "%g:%d ", s->levels[l].number, (int)n);
    }
    for (guint k = 0; k < s->n_missing; k++)
        g_string_append_printf(out, "%s/%g:%d ",
                               s->missing[k].state == CELL_SYSTEM_MISSING ? "system" : "user",
                               s->missing[k].number, (int)s->missing_n[k]);
    assert_string_equal(g_strchomp(out->str), expected);
}

static void derived_variables_map_values(void **state G_GNUC_UNUSED)
{
    static char *words[] = {(char *)(gsize) "fr", (char *)(gsize) "en",  (char *)(gsize) "",
                            (char *)(gsize) "iu", (char *)(gsize) "nsp", (char *)(gsize) "fr"};
    Case c = {0};
    Memory *m = memory_new(6);
    memory_numbers(m, "age", CELLS(34, 35, 59.9, 60, NAN, 99));
    memory_numbers(m, "q", CELLS(1, 2, 3, 8, 9, NAN));
    memory_texts(m, "lang", g_memdup2(words, sizeof words));
    open_case(&c, m, "",
              "missing: [99, \"nsp\"]\n"
              "variables:\n"
              "  q: {missing: [8, 9]}\n"
              "  age3: {from: age, cut: [35, 60]}\n"
              "  r: {from: q, recode: {Low: [1], High: [3], Refused: [8]}}\n"
              "  n: {from: q, recode: {10: [1, 2], 5: [3]}}\n"
              "  two: {from: q, equal: [2, 3]}\n"
              "  again: {from: age3, recode: {Old: [2, 3], Young: [1]}}\n"
              "  french: {from: lang, equal: [fr]}\n");
    guint age = ask(&c, "age", NULL), age3 = ask(&c, "age3", NULL), r = ask(&c, "r", NULL),
          n = ask(&c, "n", NULL), two = ask(&c, "two", NULL), again = ask(&c, "again", NULL),
          french = ask(&c, "french", NULL), lang = ask(&c, "lang", NULL);
    run(&c, 2);
    assert_shows(&c, age, "34:1 35:1 59.9:1 60:1 system/0:1 user/99:1");
    assert_shows(&c, age3, "1:1 2:2 3:1 system/0:1 user/99:1");
    assert_shows(&c, r, "1:1 2:1 3:1 system/0:2 user/9:1");
    assert_shows(&c, n, "5:1 10:2 system/0:1 user/8:1 user/9:1");
    assert_shows(&c, two, "0:1 1:2 system/0:1 user/8:1 user/9:1");
    assert_shows(&c, again, "1:3 2:1 system/0:1 user/99:1");
    assert_shows(&c, lang, "en:1 fr:2 iu:1 system/0:1 user/0:1");
    assert_shows(&c, french, "0:2 1:2 system/0:1 user/0:1");
    case_close(&c);
}

static void missing_counts_under_the_response(void **state G_GNUC_UNUSED)
{
    Case c = {0};
    Memory *m = memory_new(7);
    memory_numbers(m, "q", CELLS(1, NAN, 2, NAN, 9, 1, 1));
    memory_numbers(m, "by", CELLS(1, 1, NAN, NAN, 2, 1, 3));
    memory_numbers(m, "type", CELLS(1, 1, 1, 1, 1, 2, 1));
    open_case(&c, m, "", "missing: [9]\nwhere: {type: [1]}\n");
    guint h = ask(&c, "q", "by");
    run(&c, 3);
    const Summary *s = tally_summary(c.tally, h);
    assert_int_equal(s->rows_read, 7);
    assert_int_equal(s->asked, 6);
    assert_int_equal(s->valid, 2);
    assert_int_equal(s->by_missing, 1);
    assert_int_equal(s->n_missing, 2);
    assert_int_equal(s->missing_n[0], 2);
    assert_int_equal(s->missing_n[1], 1);
    assert_int_equal(s->n_groups, 2); /* nobody of group 2 answered */
    assert_near(s->groups[1].number, 3, 0);
    assert_int_equal(s->n_levels, 1);
    assert_int_equal(s->missing_by_group[0], 1);
    assert_int_equal(s->missing_by_group[1], 0);
    case_close(&c);
}

/* Every number of answers and every sum of them: equal fractions must be one level. */
static void equal_fractions_are_equal_doubles(void **state G_GNUC_UNUSED)
{
    enum { K = 8, LOW = 1, HIGH = 7 };
    static const char *const names[K] = {"a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8"};
    guint rows = 0;
    for (guint n = 1; n <= K; n++)
        rows += n * (HIGH - LOW) + 1;
    double *items[K];
    for (guint i = 0; i < K; i++)
        items[i] = g_new(double, rows);
    GHashTable *fractions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    guint row = 0;
    for (guint n = 1; n <= K; n++)
        for (guint sum = n * LOW; sum <= n * HIGH; sum++, row++) {
            guint left = sum - n * LOW, a = sum, b = n;
            for (guint i = 0; i < K; i++) {
                guint add = MIN(left, HIGH - LOW);
                items[i][row] = i < n ? LOW + add : NAN;
                left -= i < n ? add : 0;
            }
            while (b != 0) { /* greatest common divisor */
                guint rest = a % b;
                a = b;
                b = rest;
            }
            g_hash_table_add(fractions, g_strdup_printf("%u/%u", sum / a, n / a));
        }
    Case c = {0};
    Memory *m = memory_new(rows);
    for (guint i = 0; i < K; i++)
        memory_numbers(m, names[i], items[i]);
    open_case(&c, m, "",
              "scales:\n"
              "  mean: {items: [a1 - a8], range: [1, 7], min_answered: 1}\n"
              "  total: {items: [a1 - a8], range: [1, 7], score: sum, min_answered: 1}\n"
              "  loose: {items: [a1 - a8], range: [0.5, 7], min_answered: 1}\n");
    guint mean = ask(&c, "mean", NULL), total = ask(&c, "total", NULL),
          loose = ask(&c, "loose", NULL);
    run(&c, 2);
    assert_int_equal(tally_summary(c.tally, mean)->n_levels, g_hash_table_size(fractions));
    assert_int_equal(tally_summary(c.tally, total)->n_levels, g_hash_table_size(fractions));
    const Summary *a = tally_summary(c.tally, mean), *b = tally_summary(c.tally, loose);
    assert_int_equal(a->n_levels, b->n_levels); /* summed another way */
    for (guint l = 0; l < a->n_levels; l++) {
        assert_true(a->levels[l].number == b->levels[l].number);
        assert_int_equal(a->n[l], b->n[l]);
    }
    g_hash_table_unref(fractions);
    case_close(&c);
}

static void scores_follow_their_rule(void **state G_GNUC_UNUSED)
{
    Case c = {0};
    Memory *m = memory_new(4);
    memory_numbers(m, "a", CELLS(1, 5, NAN, 2));
    memory_numbers(m, "b", CELLS(2, 4, 3, NAN));
    memory_numbers(m, "c", CELLS(5, 5, NAN, 4));
    memory_numbers(m, "d", CELLS(0.1, 0.2, 0.3, 0.7));
    memory_numbers(m, "e", CELLS(0.2, 0.1, 0.3, NAN));
    open_case(
        &c, m, "",
        "scales:\n"
        "  mean: {items: [a - c], reverse: [c], range: [1, 5], min_answered: 2}\n"
        "  total: {items: [a - c], reverse: [c], range: [1, 5], score: sum, min_answered: 2}\n"
        "  middle: {items: [a - c], range: [1, 5], score: median, min_answered: 2}\n"
        "  tenth: {items: [d, e], range: [0, 1], min_answered: 1}\n"
        "variables:\n"
        "  high: {from: mean, cut: [2]}\n");
    guint mean = ask(&c, "mean", NULL), total = ask(&c, "total", NULL),
          middle = ask(&c, "middle", NULL), tenth = ask(&c, "tenth", NULL),
          high = ask(&c, "high", NULL);
    run(&c, 2);
    /* rows: (1 + 2 + 1) / 3, (5 + 4 + 1) / 3, too few, (2 + 2) / 2 */
    assert_shows(&c, mean, "1.33333:1 2:1 3.33333:1 system/0:1");
    assert_shows(&c, total, "4:1 6:1 10:1 system/0:1");
    assert_shows(&c, middle, "2:1 3:1 5:1 system/0:1");
    assert_shows(&c, tenth, "0.15:2 0.3:1 0.7:1"); /* 0.1 + 0.2 either way round */
    assert_shows(&c, high, "1:1 2:2 system/0:1");
    case_close(&c);
}

static void weight_k_is_k_copies(void **state G_GNUC_UNUSED)
{
    Case w = {0}, c = {0};
    Memory *weighted = memory_new(4), *copies = memory_new(6);
    memory_numbers(weighted, "q", CELLS(1, 2, NAN, 3));
    memory_numbers(weighted, "by", CELLS(1, 2, 1, 2));
    memory_numbers(weighted, "freq", CELLS(3, 2, 1, 0));
    memory_numbers(copies, "q", CELLS(1, 1, 1, 2, 2, NAN));
    memory_numbers(copies, "by", CELLS(1, 1, 1, 2, 2, 1));
    open_case(&w, weighted, ", weight: {variable: freq, kind: frequency}", "");
    open_case(&c, copies, "", "");
    guint a = ask(&w, "q", "by"), b = ask(&c, "q", "by");
    run(&w, 2);
    run(&c, 1);
    const Summary *x = tally_summary(w.tally, a), *y = tally_summary(c.tally, b);
    assert_int_equal(x->n_levels, y->n_levels);
    assert_int_equal(x->n_groups, y->n_groups);
    assert_memory_equal(x->n, y->n, 4 * sizeof(gint64));
    assert_int_equal(x->rows_read, y->rows_read);
    assert_int_equal(x->asked, y->asked);
    assert_int_equal(x->missing_n[0], y->missing_n[0]);
    assert_null(x->w);
    assert_int_equal(tally_base(w.tally).rows_kept, 6);
    assert_int_equal(tally_base(w.tally).rows_zero_weight, 1);
    assert_int_equal(tally_base(w.tally).file_rows, 4);
    case_close(&w);
    case_close(&c);
}

static void ones_of_two_level_items(void **state G_GNUC_UNUSED)
{
    Case c = {0};
    Memory *m = memory_new(7);
    memory_numbers(m, "a", CELLS(0, 0, 0, 1, 1, 1, NAN));
    memory_numbers(m, "b", CELLS(0, 0, 0, 1, 0, 1, 1));
    memory_numbers(m, "c", CELLS(0, 0, 0, 1, 0, 0, 1));
    open_case(&c, m, "", "");
    const gint items[] = {0, 1, 2};
    guint h = tally_ask_blocks(c.tally, items, 3);
    assert_int_equal(tally_ask_blocks(c.tally, items, 3), h);
    run(&c, 2); /* the first reader meets zeros only */
    const Summary *s = tally_summary(c.tally, h);
    const gint64 ones[] = {3, 2, 1}, by_row[] = {3, 1, 1, 1};
    assert_int_equal(s->complete, 6);
    assert_non_null(s->ones);
    assert_memory_equal(s->ones, ones, sizeof ones);
    assert_memory_equal(s->ones_by_row, by_row, sizeof by_row);
    case_close(&c);
}

static const struct {
    const char *data, *yaml;
    gint code;
    const char *message;
} refused[] = {
    {", weight: {variable: bad, kind: frequency}", "", ANNEXE_ERROR_DATA,
     "memory.sav: row 2, variable bad: error: the weight is 2.5 (3 such rows in all): a frequency "
     "weight must be a whole number, 0 or more; if these are sampling weights, say `kind: "
     "sampling`"},
    {", weight: {variable: bad, kind: sampling}", "", ANNEXE_ERROR_DATA,
     "memory.sav: row 5, variable bad: error: the weight is -1 (1 such rows in all): a sampling "
     "weight must be a number, 0 or more"},
    {", weight: {variable: gap, kind: frequency}", "", ANNEXE_ERROR_DATA,
     "memory.sav: row 3, variable gap: error: the weight is missing"},
    {"", "scales: {s: {items: [q, q2], range: [1, 5], min_answered: 1}}", ANNEXE_ERROR_DATA,
     "memory.sav: row 4, variable q: error: the value 7 (2 rows) is outside the range 1 to 5 of "
     "scale 's'"},
};

static void bad_data_are_refused(void **state G_GNUC_UNUSED)
{
    for (guint i = 0; i < G_N_ELEMENTS(refused); i++)
        for (guint readers = 1; readers < 4; readers++) {
            Case c = {0};
            g_autoptr(GError) error = NULL;
            Memory *m = memory_new(6);
            memory_numbers(m, "bad", CELLS(1, 2.5, NAN, 0, -1, 2));
            memory_numbers(m, "gap", CELLS(1, 2, NAN, 0, 1, 2));
            memory_numbers(m, "q", CELLS(1, 2, 3, 7, 7, 2));
            memory_numbers(m, "q2", CELLS(1, 2, 3, 3, 9, 2));
            open_case(&c, m, refused[i].data, refused[i].yaml);
            guint h = ask(&c, refused[i].yaml[0] != '\0' ? "s" : "q", NULL);
            gboolean ok = memory_run(c.tally, m, readers, 2, &error);
            assert_false(ok);
            assert_null(tally_summary(c.tally, h));
            assert_true(g_error_matches(error, ANNEXE_ERROR, refused[i].code));
            if (!g_str_has_prefix(error->message, refused[i].message))
                fail_msg("wanted: %s\nsaid: %s", refused[i].message, error->message);
            case_close(&c);
        }
}

static void weights_past_64_bits_are_refused(void **state G_GNUC_UNUSED)
{
    enum { LONG = 3000 };
    for (guint readers = 1; readers < 4; readers++) {
        Case c = {0};
        g_autoptr(GError) error = NULL;
        double *huge = g_new(double, LONG), *q = g_new(double, LONG);
        for (guint r = 0; r < LONG; r++) {
            huge[r] = 0x1p52;
            q[r] = 1;
        }
        Memory *m = memory_new(LONG);
        memory_numbers(m, "huge", huge);
        memory_numbers(m, "q", q);
        open_case(&c, m, ", weight: {variable: huge, kind: frequency}", "");
        ask(&c, "q", NULL);
        assert_false(memory_run(c.tally, m, readers, 100, &error));
        assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_LIMIT));
        assert_non_null(strstr(error->message, "variable huge: error: the frequency weights sum"));
        case_close(&c);
    }
}

static double *counting(guint rows, guint modulus)
{
    double *x = g_new(double, rows);
    for (guint r = 0; r < rows; r++)
        x[r] = r % modulus;
    return x;
}

static void limits_name_the_variable(void **state G_GNUC_UNUSED)
{
    enum { LONG = 6000 };
    for (guint readers = 1; readers < 3; readers++) {
        Case c = {0};
        g_autoptr(GError) error = NULL;
        Memory *m = memory_new(LONG);
        memory_numbers(m, "id", counting(LONG, 1500));
        memory_numbers(m, "q", counting(LONG, 2));
        open_case(&c, m, "", "");
        ask(&c, "q", "id");
        assert_false(memory_run(c.tally, m, readers, 512, &error));
        assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_LIMIT));
        assert_string_equal(error->message,
                            "memory.sav: variable id: error: 1500 distinct values, such as 0, are "
                            "too many for groups: the limit is 1000; recode or cut it");
        case_close(&c);
    }
}

static void cells_are_limited(void **state G_GNUC_UNUSED)
{
    enum { LONG = 6000 };
    Case c = {0};
    g_autoptr(GError) error = NULL;
    Memory *m = memory_new(LONG);
    memory_numbers(m, "id", counting(LONG, 900));
    memory_numbers(m, "x", counting(LONG, 2400));
    open_case(&c, m, "", "");
    ask(&c, "x", "id");
    assert_false(memory_run(c.tally, m, 2, 512, &error));
    assert_true(g_error_matches(error, ANNEXE_ERROR, ANNEXE_ERROR_LIMIT));
    assert_non_null(strstr(error->message, "the largest is x by id with 2160000"));
    case_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(derived_variables_map_values),
        cmocka_unit_test(missing_counts_under_the_response),
        cmocka_unit_test(equal_fractions_are_equal_doubles),
        cmocka_unit_test(scores_follow_their_rule),
        cmocka_unit_test(weight_k_is_k_copies),
        cmocka_unit_test(ones_of_two_level_items),
        cmocka_unit_test(bad_data_are_refused),
        cmocka_unit_test(weights_past_64_bits_are_refused),
        cmocka_unit_test(limits_name_the_variable),
        cmocka_unit_test(cells_are_limited),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
