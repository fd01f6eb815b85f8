#include "significant.h"

#include "base/number.h"
#include "base/words.h"
#include "report/report.h"
#include "terminal.h"

#include <string.h>

#define MOST_ROWS  15
#define MIN_LABEL  20
#define TEST_CELLS 20

typedef struct {
    const Results *results;
    FILE *to;
    int label, by; /* widths */
} Table;

/* A test of the full levels, neither a pair of groups nor a net of levels, that could say whether
 * something is significant. */
static gboolean is_omnibus(const TestResult *test)
{
    return test->group == NULL && test->other == NULL && !test->too_few_draws &&
           (test->variant == NULL || strstr(test->variant, "collapsed") == NULL);
}

static gboolean is_significant(const Results *results, const TestResult *test)
{
    return test->state == STATE_OK && test->p_adjusted.has &&
           test->p_adjusted.value < results->alpha;
}

static int compare_p(gconstpointer a, gconstpointer b)
{
    const TestResult *first = *(const TestResult *const *)a;
    const TestResult *second = *(const TestResult *const *)b;
    if (first->p_adjusted.value != second->p_adjusted.value)
        return first->p_adjusted.value < second->p_adjusted.value ? -1 : 1;
    if (first->effect.value != second->effect.value)
        return first->effect.value > second->effect.value ? -1 : 1;
    return first < second ? -1 : first > second;
}

/* Omnibus tests that have a p, the significant ones by ascending p. */
static GPtrArray *significant(const Results *results, guint *n_tests, guint *n_undefined)
{
    GPtrArray *found = g_ptr_array_new();
    for (guint i = 0; i < results->tests->len; i++) {
        const TestResult *test = &g_array_index(results->tests, TestResult, i);
        if (!is_omnibus(test))
            continue;
        (*n_tests)++;
        *n_undefined += test->state == STATE_UNDEFINED;
        if (is_significant(results, test))
            g_ptr_array_add(found, (gpointer)test);
    }
    g_ptr_array_sort(found, compare_p);
    return found;
}

static const char *label_of(const Results *results, const char *name)
{
    for (guint i = 0; name != NULL && i < results->variables->len; i++) {
        const ResultVariable *v = g_ptr_array_index(results->variables, i);
        if (strcmp(v->name, name) == 0)
            return v->label;
    }
    return name == NULL ? "" : name;
}

/* Items of a battery begin alike: where the label is cut, the name stands before it. */
static void print_label(const Table *table, const char *name, int width)
{
    const char *label = label_of(table->results, name);
    gboolean cut = (int)terminal_cells(label) > width && strcmp(label, name) != 0;
    g_autofree char *both = cut ? g_strdup_printf("%s: %s", name, label) : g_strdup(label);
    terminal_cell(table->to, both, width, STYLE_PLAIN);
}

/* The mark of decimals is that of the language. */
static void set_mark(char *number, Language language)
{
    char *point = strchr(number, '.');
    if (point != NULL && language == LANGUAGE_FR)
        *point = ',';
}

static char *decimal(double value, int decimals, Language language)
{
    char buffer[64];
    char *text = g_strdup(number_format_fixed(value, decimals, buffer));
    set_mark(text, language);
    return text;
}

static char *p_in_words(double p, Language language)
{
    if (p >= 0.0001)
        return decimal(p, 4, language);
    g_autofree char *bound = decimal(0.0001, 4, language);
    return g_strdup_printf("< %s", bound);
}

static void print_row(const Table *table, const TestResult *test)
{
    Language language = table->results->language;
    g_autofree char *p = p_in_words(test->p_adjusted.value, language);
    g_autofree char *effect =
        test->effect.has ? decimal(test->effect.value, 3, language) : g_strdup("");
    fputs("  ", table->to);
    print_label(table, test->response, table->label);
    fputs("  ", table->to);
    print_label(table, test->by, table->by);
    fputs("  ", table->to);
    terminal_cell(table->to, report_test_name(test->test, language), TEST_CELLS, STYLE_DIM);
    terminal_cell(table->to, p, -10, STYLE_GOOD);
    terminal_cell(table->to, effect, -9, STYLE_PLAIN);
    fputs("\n", table->to);
}

static void print_header(const Table *table)
{
    Language language = table->results->language;
    fputs("\n  ", table->to);
    terminal_cell(table->to, word(W_TERMINAL_RESPONSE, language), table->label, STYLE_BOLD);
    fputs("  ", table->to);
    terminal_cell(table->to, word(W_TERMINAL_BY, language), table->by, STYLE_BOLD);
    fputs("  ", table->to);
    terminal_cell(table->to, word(W_TERMINAL_TEST, language), TEST_CELLS, STYLE_BOLD);
    terminal_cell(table->to, word(W_TERMINAL_P, language), -10, STYLE_BOLD);
    terminal_cell(table->to, word(W_TERMINAL_EFFECT, language), -9, STYLE_BOLD);
    fputs("\n", table->to);
}

static int widest(const Results *results, const GPtrArray *tests, gboolean by)
{
    guint width = MIN_LABEL;
    for (guint i = 0; i < MIN(tests->len, MOST_ROWS); i++) {
        const TestResult *test = g_ptr_array_index(tests, i);
        const char *label = label_of(results, by ? test->by : test->response);
        width = MAX(width, terminal_cells(label));
    }
    return (int)width;
}

static Table layout(const Results *results, const GPtrArray *tests, FILE *to)
{
    int room = (int)terminal_width(to) - 2 - 2 - 2 - TEST_CELLS - 10 - 9;
    Table table = {results, to, widest(results, tests, FALSE), widest(results, tests, TRUE)};
    table.by = MIN(table.by, MAX(room / 3, 10));
    table.label = MIN(table.label, MAX(room - table.by, 10));
    return table;
}

static void print_title(const Results *results, FILE *to)
{
    char read[32], kept[32];
    if (results->synthetic)
        fprintf(to, "%s\n", word(W_SYNTHETIC, results->language));
    terminal_cell(to, results->title, (int)terminal_cells(results->title), STYLE_BOLD);
    g_autofree char *line =
        word_printf(W_TERMINAL_ROWS, results->language, terminal_count(results->rows_read, read),
                    terminal_count(results->rows_kept, kept));
    fprintf(to, " (%s)\n", line);
    if (results->weight_adjusted != NULL)
        fprintf(to, "%s\n", results->weight_adjusted);
}

void significant_print(const Results *results, char *const *files, FILE *to)
{
    guint n_tests = 0, n_undefined = 0;
    g_autoptr(GPtrArray) tests = significant(results, &n_tests, &n_undefined);
    print_title(results, to);
    char buffer[NUMBER_BUFFER];
    g_autofree char *alpha = g_strdup(number_format(results->alpha, buffer));
    set_mark(alpha, results->language);
    g_autofree char *counted = word_printf(W_TERMINAL_SIGNIFICANT, results->language, tests->len,
                                           n_tests, alpha, n_undefined);
    fprintf(to, "%s\n", counted);
    Table table = layout(results, tests, to);
    if (tests->len > 0)
        print_header(&table);
    for (guint i = 0; i < MIN(tests->len, MOST_ROWS); i++)
        print_row(&table, g_ptr_array_index(tests, i));
    if (tests->len > MOST_ROWS) {
        g_autofree char *more =
            word_printf(W_TERMINAL_MORE, results->language, tests->len - MOST_ROWS);
        fprintf(to, "  %s\n", more);
    }
    fputs("\n", to);
    for (guint i = 0; files[i] != NULL; i++)
        fprintf(to, "  %s\n", files[i]);
}
