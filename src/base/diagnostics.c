/* Mistakes and warnings about text files, rendered as compilers do. What is shown comes from files
 * that others wrote: control characters never reach the terminal, and a line of a megabyte is
 * shown only around its caret. */
#include "base/diagnostics.h"
#include "base/text.h"

#include <stdarg.h>
#include <string.h>

enum { LINE_SHOWN = 160, BEFORE_CARET = 100 };

typedef enum { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_COUNT } Severity;

typedef struct {
    Place place;
    Severity severity;
    char *message;
} Diagnostic;

typedef struct {
    char *name;
    char *text; /* NULL when unknown */
    gsize length;
    GArray *starts; /* gsize: where each line begins; made when first needed */
} File;

struct Diagnostics {
    GPtrArray *files; /* File */
    GPtrArray *all;   /* Diagnostic */
    GHashTable *seen; /* the set of what is in ALL, as text */
    guint n[SEVERITY_COUNT];
};

static void file_free(gpointer data)
{
    File *file = data;
    g_free(file->name);
    g_free(file->text);
    g_clear_pointer(&file->starts, g_array_unref);
    g_free(file);
}

static void diagnostic_free(gpointer data)
{
    Diagnostic *diagnostic = data;
    g_free(diagnostic->message);
    g_free(diagnostic);
}

Diagnostics *diagnostics_new(void)
{
    Diagnostics *diagnostics = g_new0(Diagnostics, 1);
    diagnostics->files = g_ptr_array_new_with_free_func(file_free);
    diagnostics->all = g_ptr_array_new_with_free_func(diagnostic_free);
    diagnostics->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    return diagnostics;
}

void diagnostics_free(Diagnostics *diagnostics)
{
    if (diagnostics == NULL)
        return;
    g_ptr_array_unref(diagnostics->files);
    g_ptr_array_unref(diagnostics->all);
    g_hash_table_unref(diagnostics->seen);
    g_free(diagnostics);
}

guint diagnostics_add_file(Diagnostics *diagnostics, const char *name, const char *text,
                           gsize length)
{
    File *file = g_new0(File, 1);
    file->name = g_strdup(name);
    file->text = text == NULL ? NULL : g_memdup2(text, length);
    file->length = file->text == NULL ? 0 : length;
    g_ptr_array_add(diagnostics->files, file);
    return diagnostics->files->len - 1;
}

/* Valid UTF-8 on one line, without control characters. Tabs stay when KEEP_TABS. */
static char *presentable(const char *text, gssize length, gboolean keep_tabs)
{
    g_autofree char *valid = g_utf8_make_valid(text, length);
    GString *out = g_string_new(NULL);
    for (const char *p = valid; *p != '\0'; p = text_next(p)) {
        gunichar c = g_utf8_get_char(p);
        gboolean kept = c == '\t' && keep_tabs;
        g_string_append_unichar(out, !kept && g_unichar_iscntrl(c) ? 0xFFFD : c);
    }
    return g_string_free(out, FALSE);
}

/* Takes MESSAGE. */
static void add(Diagnostics *diagnostics, Place place, Severity severity, char *message)
{
    char *shown = presentable(message, -1, FALSE);
    g_free(message);
    char *key = g_strdup_printf("%u:%u:%u:%d:%s", place.file, place.line, place.column,
                                (int)severity, shown);
    if (!g_hash_table_add(diagnostics->seen, key)) {
        g_free(shown);
        return;
    }
    Diagnostic *diagnostic = g_new(Diagnostic, 1);
    *diagnostic = (Diagnostic){place, severity, shown};
    g_ptr_array_add(diagnostics->all, diagnostic);
    diagnostics->n[severity]++;
}

void diagnostics_error(Diagnostics *diagnostics, Place place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(diagnostics, place, SEVERITY_ERROR, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

void diagnostics_warning(Diagnostics *diagnostics, Place place, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    add(diagnostics, place, SEVERITY_WARNING, g_strdup_vprintf(format, arguments));
    va_end(arguments);
}

void diagnostics_forget(Diagnostics *diagnostics)
{
    g_ptr_array_set_size(diagnostics->all, 0);
    g_hash_table_remove_all(diagnostics->seen);
    memset(diagnostics->n, 0, sizeof diagnostics->n);
}

guint diagnostics_n_errors(const Diagnostics *diagnostics)
{
    return diagnostics->n[SEVERITY_ERROR];
}

guint diagnostics_n_warnings(const Diagnostics *diagnostics)
{
    return diagnostics->n[SEVERITY_WARNING];
}

static int compare_numbers(guint a, guint b)
{
    return (a > b) - (a < b);
}

static int compare_places(gconstpointer a, gconstpointer b, gpointer unused G_GNUC_UNUSED)
{
    const Place *x = &(*(const Diagnostic *const *)a)->place;
    const Place *y = &(*(const Diagnostic *const *)b)->place;
    int by_file = compare_numbers(x->file, y->file);
    int by_line = compare_numbers(x->line, y->line);
    if (by_file != 0)
        return by_file;
    return by_line != 0 ? by_line : compare_numbers(x->column, y->column);
}

static void find_lines(File *file)
{
    file->starts = g_array_new(FALSE, FALSE, sizeof(gsize));
    gsize start = 0;
    g_array_append_val(file->starts, start);
    for (gsize i = 0; i < file->length; i++) {
        gboolean pair = file->text[i] == '\r' && i + 1 < file->length && file->text[i + 1] == '\n';
        if (pair || (file->text[i] != '\n' && file->text[i] != '\r'))
            continue;
        start = i + 1;
        g_array_append_val(file->starts, start);
    }
}

/* A copy of line LINE (from 1) without its end, fit to be shown; NULL when there is none. */
static char *source_line(File *file, guint line)
{
    if (file->text == NULL || line == 0)
        return NULL;
    if (file->starts == NULL)
        find_lines(file);
    if (line > file->starts->len)
        return NULL;
    gsize start = g_array_index(file->starts, gsize, line - 1);
    gsize end = start;
    while (end < file->length && file->text[end] != '\n' && file->text[end] != '\r')
        end++;
    if (line == 1 && end - start >= 3 && memcmp(file->text, "\xEF\xBB\xBF", 3) == 0)
        start += 3;
    return presentable(file->text + start, (gssize)(end - start), TRUE);
}

/* What stands before the caret: blanks as wide as the characters above them. */
static void append_blanks(GString *out, const char *from, glong n)
{
    for (const char *p = from; n > 0; n--) {
        gunichar c = *p == '\0' ? ' ' : g_utf8_get_char(p);
        if (c == '\t')
            g_string_append_c(out, '\t');
        else if (!g_unichar_iszerowidth(c))
            g_string_append(out, g_unichar_iswide(c) ? "  " : " ");
        p = *p == '\0' ? p : text_next(p);
    }
}

static void append_source(GString *out, const char *line, Place place, gboolean colour)
{
    glong length = g_utf8_strlen(line, -1);
    glong column = MIN((glong)place.column - 1, length);
    glong first = length > LINE_SHOWN && column > BEFORE_CARET ? column - BEFORE_CARET : 0;
    glong last = MIN(length, first + LINE_SHOWN);
    g_autofree char *shown = g_utf8_substring(line, first, last);
    g_string_append_printf(out, "%5u | %s%s%s\n", place.line, first > 0 ? "…" : "", shown,
                           last < length ? "…" : "");
    if (place.column == 0)
        return;
    g_string_append_printf(out, "%5s | %s", "", first > 0 ? " " : "");
    append_blanks(out, shown, column - first);
    g_string_append(out, colour ? "\033[1;32m^\033[0m\n" : "^\n");
}

static void append_head(GString *out, const File *file, Place place)
{
    if (file == NULL)
        return;
    g_autofree char *name = presentable(file->name, -1, FALSE);
    g_string_append(out, name);
    if (place.line > 0)
        g_string_append_printf(out, ":%u", place.line);
    if (place.line > 0 && place.column > 0)
        g_string_append_printf(out, ":%u", place.column);
    g_string_append(out, ": ");
}

static void render_one(GString *out, File *file, const Diagnostic *diagnostic, gboolean colour)
{
    static const char *const names[] = {"error", "warning"};
    static const char *const colours[] = {"\033[1;31m", "\033[1;35m"};
    g_string_append(out, colour ? "\033[1m" : "");
    append_head(out, file, diagnostic->place);
    g_string_append_printf(out, "%s%s: %s%s\n", colour ? colours[diagnostic->severity] : "",
                           names[diagnostic->severity], colour ? "\033[0m" : "",
                           diagnostic->message);
    g_autofree char *line = file == NULL ? NULL : source_line(file, diagnostic->place.line);
    if (line != NULL)
        append_source(out, line, diagnostic->place, colour);
}

char *diagnostics_render(const Diagnostics *diagnostics, gboolean colour)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GPtrArray) sorted = g_ptr_array_copy(diagnostics->all, NULL, NULL);
    g_ptr_array_set_free_func(sorted, NULL);
    /* Stable: of one place, what was found first stands first. */
    g_qsort_with_data(sorted->pdata, (gint)sorted->len, sizeof(gpointer), compare_places, NULL);
    for (guint i = 0; i < sorted->len; i++) {
        const Diagnostic *diagnostic = g_ptr_array_index(sorted, i);
        guint number = diagnostic->place.file;
        File *file =
            number < diagnostics->files->len ? g_ptr_array_index(diagnostics->files, number) : NULL;
        render_one(out, file, diagnostic, colour);
    }
    return g_string_free(out, FALSE);
}
