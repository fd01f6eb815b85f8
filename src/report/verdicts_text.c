/* The terminal: what does not hold first, each with its note; what holds in one line each; counts
 * last, where the eye is when the command ends. */
#include "base/words.h"
#include "verdicts_formats.h"

#include <string.h>

enum {
    DEFAULT_WIDTH = 80,
    LEAST_WIDTH = 40,
    NOTE_INDENT = 4,
    SHORT_NOTE = 120,
    WIDEST_COLUMN = 40,
    N_COLUMNS = 4
};

/* Sections in the order shown. */
typedef enum {
    SECTION_CONTRADICTED,
    SECTION_FIRM,
    SECTION_LAST_DIGIT,
    SECTION_DISAGREE,
    SECTION_CONTRADICTED_KNOWN,
    SECTION_INCONSISTENT_KNOWN,
    SECTION_VARIANT,
    SECTION_UNDECIDABLE,
    SECTION_CONFIRMED,
    SECTION_COUNT
} Section;

static const struct {
    VerdictKind verdict;
    const char *aside; /* behind the token */
    WordId means;
    const char *colour;
    gboolean notes;
} sections[SECTION_COUNT] = {
    [SECTION_CONTRADICTED] = {VERDICT_CONTRADICTED, "", W_VERDICT_CONTRADICTED, "\033[1;31m", TRUE},
    [SECTION_FIRM] = {VERDICT_INCONSISTENT, ", firm", W_VERDICT_INCONSISTENT, "\033[1;31m", TRUE},
    [SECTION_LAST_DIGIT] = {VERDICT_INCONSISTENT, ", last-digit", W_VERDICT_LAST_DIGIT,
                            "\033[1;33m", TRUE},
    [SECTION_DISAGREE] = {VERDICT_DISAGREE, "", W_VERDICT_DISAGREE, "\033[1;33m", TRUE},
    [SECTION_CONTRADICTED_KNOWN] = {VERDICT_CONTRADICTED, ", known", W_VERDICT_CONTRADICTED,
                                    "\033[1;33m", TRUE},
    [SECTION_INCONSISTENT_KNOWN] = {VERDICT_INCONSISTENT, ", known", W_VERDICT_INCONSISTENT,
                                    "\033[1;33m", TRUE},
    [SECTION_VARIANT] = {VERDICT_VARIANT, "", W_VERDICT_VARIANT, "\033[1;33m", TRUE},
    [SECTION_UNDECIDABLE] = {VERDICT_UNDECIDABLE, "", W_VERDICT_UNDECIDABLE, "\033[1m", TRUE},
    [SECTION_CONFIRMED] = {VERDICT_CONFIRMED, "", W_VERDICT_CONFIRMED, "\033[1;32m", FALSE}};

static Section section_of(const Verdict *verdict)
{
    switch (verdict->verdict) {
    case VERDICT_CONTRADICTED:
        return verdict->known ? SECTION_CONTRADICTED_KNOWN : SECTION_CONTRADICTED;
    case VERDICT_INCONSISTENT:
        if (verdict->known)
            return SECTION_INCONSISTENT_KNOWN;
        return verdict->strength == STRENGTH_FIRM ? SECTION_FIRM : SECTION_LAST_DIGIT;
    case VERDICT_DISAGREE:
        return SECTION_DISAGREE;
    case VERDICT_VARIANT:
        return SECTION_VARIANT;
    case VERDICT_UNDECIDABLE:
        return SECTION_UNDECIDABLE;
    default:
        return SECTION_CONFIRMED;
    }
}

/* ---- widths ---- */

static guint display_width(const char *text, gsize length)
{
    guint width = 0;
    for (const char *p = text; p < text + length; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        width += g_unichar_iszerowidth(c) ? 0 : g_unichar_iswide(c) ? 2 : 1;
    }
    return width;
}

static void append_padded(GString *out, const char *text, guint width)
{
    guint used = display_width(text, strlen(text));
    g_string_append(out, text);
    for (; used < width; used++)
        g_string_append_c(out, ' ');
}

/* Control characters of a text that came from outside would steer the terminal. */
static char *printable(const char *text)
{
    char *out = g_strdup(or_empty(text));
    for (char *c = out; *c != '\0'; c++)
        if ((guchar)*c < ' ' || *c == 0x7F)
            *c = ' ';
    return out;
}

/* TEXT in lines of at most WIDTH behind INDENT spaces, broken at spaces. */
static void append_wrapped(GString *out, const char *text, guint indent, guint width)
{
    guint used = 0;
    g_auto(GStrv) words = g_strsplit(text, " ", 0);
    for (guint i = 0; words[i] != NULL; i++) {
        guint length = display_width(words[i], strlen(words[i]));
        if (length == 0)
            continue;
        if (used > 0 && used + 1 + length > width) {
            g_string_append_c(out, '\n');
            used = 0;
        }
        if (used == 0) {
            g_string_append_printf(out, "%*s", (int)indent, "");
            used = indent;
        } else {
            g_string_append_c(out, ' ');
            used++;
        }
        g_string_append(out, words[i]);
        used += length;
    }
    if (used > 0)
        g_string_append_c(out, '\n');
}

/* ---- rows ---- */

typedef struct {
    char *cells[N_COLUMNS]; /* id, subject, claimed, recomputed */
} Row;

static char *labelled(const char *value, WordId label, Language language)
{
    if (value == NULL || value[0] == '\0')
        return g_strdup("");
    g_autofree char *numbers = verdict_numbers(value, language);
    g_autofree char *words = word_printf(label, language, numbers);
    return printable(words);
}

static Row row_of(const Verdict *verdict, Language language)
{
    g_autofree char *subject = verdict_subject(verdict);
    return (Row){{printable(verdict->id), printable(subject),
                  labelled(verdict->claimed, W_VERDICT_PRINTED, language),
                  labelled(verdict->recomputed, W_VERDICT_RECOMPUTED, language)}};
}

static void row_clear(Row *row)
{
    for (guint i = 0; i < N_COLUMNS; i++)
        g_free(row->cells[i]);
}

static void measure(const GPtrArray *verdicts, Language language, guint widths[N_COLUMNS])
{
    for (guint i = 0; i < verdicts->len; i++) {
        Row row = row_of(verdicts->pdata[i], language);
        for (guint j = 0; j < N_COLUMNS; j++)
            widths[j] = MAX(widths[j],
                            MIN(display_width(row.cells[j], strlen(row.cells[j])), WIDEST_COLUMN));
        row_clear(&row);
    }
}

static void append_row(GString *out, const Verdict *verdict, Language language,
                       const guint widths[N_COLUMNS])
{
    Row row = row_of(verdict, language);
    g_string_append(out, "  ");
    for (guint j = 0; j < N_COLUMNS; j++) {
        append_padded(out, row.cells[j], widths[j]);
        g_string_append(out, j + 1 < N_COLUMNS ? "  " : "");
    }
    while (out->str[out->len - 1] == ' ')
        g_string_truncate(out, out->len - 1);
    g_string_append_c(out, '\n');
    row_clear(&row);
}

/* What the members of a set share is said once: SAID has the note, and whose it was. */
static void append_aside(GString *out, const Verdict *verdict, guint width, GHashTable *said,
                         Language language)
{
    g_autofree char *variant = printable(verdict->variant);
    g_autofree char *note = printable(verdict->note);
    const char *before = g_hash_table_lookup(said, note);
    append_wrapped(out, variant, NOTE_INDENT, width);
    if (before == NULL || strlen(note) < SHORT_NOTE) {
        append_wrapped(out, note, NOTE_INDENT, width);
        g_hash_table_insert(said, g_steal_pointer(&note), (gpointer)or_empty(verdict->id));
        return;
    }
    g_autofree char *as = word_printf(W_VERDICT_AS_FOR, language, before);
    append_wrapped(out, as, NOTE_INDENT, width);
}

/* ---- sections ---- */

static void append_heading(GString *out, Section section, guint n, guint width,
                           const VerdictsLook *look)
{
    const char *token = verdict_token(sections[section].verdict, look->synthetic);
    WordId means = sections[section].means;
    if (look->synthetic && section == SECTION_CONFIRMED)
        means = W_VERDICT_REPRODUCED;
    g_string_append_printf(out, "%s%s%s (%u)%s\n", look->colour ? sections[section].colour : "",
                           token, sections[section].aside, n, look->colour ? "\033[0m" : "");
    append_wrapped(out, word(means, look->language), 2, width);
}

static void append_section(GString *out, const GPtrArray *verdicts, Section section,
                           const VerdictsLook *look)
{
    guint widths[N_COLUMNS] = {0};
    guint width = MAX(look->width > 0 ? look->width : DEFAULT_WIDTH, LEAST_WIDTH);
    g_autoptr(GPtrArray) members = g_ptr_array_new();
    g_autoptr(GHashTable) said = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint i = 0; i < verdicts->len; i++)
        if (section_of(verdicts->pdata[i]) == section)
            g_ptr_array_add(members, verdicts->pdata[i]);
    if (members->len == 0)
        return;
    measure(members, look->language, widths);
    append_heading(out, section, members->len, width, look);
    for (guint i = 0; i < members->len; i++) {
        append_row(out, members->pdata[i], look->language, widths);
        if (sections[section].notes)
            append_aside(out, members->pdata[i], width, said, look->language);
    }
    g_string_append_c(out, '\n');
}

static void append_counts(GString *out, const GPtrArray *verdicts, const VerdictsLook *look)
{
    guint counts[VERDICT_COUNT] = {0}, failing = 0;
    static const VerdictKind order[] = {VERDICT_CONTRADICTED, VERDICT_INCONSISTENT,
                                        VERDICT_DISAGREE,     VERDICT_VARIANT,
                                        VERDICT_UNDECIDABLE,  VERDICT_CONFIRMED};
    for (guint i = 0; i < verdicts->len; i++) {
        const Verdict *v = verdicts->pdata[i];
        counts[v->verdict]++;
        failing += verdict_fails(v);
    }
    g_autofree char *n = verdicts->len == 1
                             ? word_printf(W_VERDICTS_ONE, look->language)
                             : word_printf(W_VERDICTS_COUNT, look->language, verdicts->len);
    g_string_append(out, n);
    const char *separator = " ";
    for (guint i = 0; i < G_N_ELEMENTS(order); i++) {
        if (counts[order[i]] == 0)
            continue;
        g_string_append_printf(out, "%s%u %s", separator, counts[order[i]],
                               verdict_token(order[i], look->synthetic));
        separator = ", ";
    }
    g_string_append(out, ". ");
    g_autofree char *end = failing > 0 ? word_printf(W_VERDICTS_FAILING, look->language, failing)
                                       : g_strdup(word(W_VERDICTS_NONE_FAILING, look->language));
    g_string_append_printf(out, "%s\n", end);
}

char *verdicts_text(const GPtrArray *verdicts, const VerdictsLook *look)
{
    GString *out = g_string_new(NULL);
    if (look->synthetic)
        g_string_append_printf(out, "%s\n\n", word(W_SYNTHETIC, look->language));
    if (verdicts->len == 0) {
        g_string_append_printf(out, "%s\n", word(W_VERDICTS_EMPTY, look->language));
        return g_string_free(out, FALSE);
    }
    for (Section section = 0; section < SECTION_COUNT; section++)
        append_section(out, verdicts, section, look);
    append_counts(out, verdicts, look);
    return g_string_free(out, FALSE);
}
