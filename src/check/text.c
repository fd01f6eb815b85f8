/* Text files to verdicts: reading, and the words of each verdict. */
#include "check/text.h"
#include "base/encoding.h"
#include "base/error.h"
#include "base/number.h"
#include "base/words.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define MOST_BYTES     (G_GINT64_CONSTANT(1) << 30)
#define DEFAULT_ALPHA  0.05
#define READ_AT_A_TIME (1 << 20)

TextReport *text_report_new(void)
{
    TextReport *report = g_new0(TextReport, 1);
    report->verdicts = g_ptr_array_new_with_free_func(g_free);
    report->strings = g_string_chunk_new(4096);
    return report;
}

void text_report_free(TextReport *report)
{
    if (report == NULL)
        return;
    g_ptr_array_unref(report->verdicts);
    g_string_chunk_free(report->strings);
    g_free(report);
}

/* ---- reading ---- */

static gboolean read_all(FILE *file, const char *path, GByteArray *bytes, GError **error)
{
    for (;;) {
        guint before = bytes->len;
        if (before >= MOST_BYTES) {
            g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_LIMIT,
                        "%s: error: longer than 1 GiB; split the text", path);
            return FALSE;
        }
        g_byte_array_set_size(bytes, before + READ_AT_A_TIME);
        gsize got = fread(bytes->data + before, 1, READ_AT_A_TIME, file);
        g_byte_array_set_size(bytes, before + (guint)got);
        if (got > 0)
            continue;
        if (!ferror(file))
            return TRUE;
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA, "%s: error: %s", path,
                    g_strerror(errno));
        return FALSE;
    }
}

static GByteArray *read_file(const char *path, GError **error)
{
    struct stat status;
    FILE *file = fopen(path, "rbe");
    if (file == NULL || fstat(fileno(file), &status) != 0 || S_ISDIR(status.st_mode)) {
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA, "%s: error: %s", path,
                    g_strerror(file == NULL ? errno : EISDIR));
        if (file != NULL)
            fclose(file);
        return NULL;
    }
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    gboolean done = read_all(file, path, bytes, error);
    fclose(file);
    return done ? g_steal_pointer(&bytes) : NULL;
}

/* What a file that is no text is called, from its first bytes; NULL for a text. */
static const char *known_binary(const GByteArray *bytes)
{
    static const struct {
        const char *magic, *name;
    } kinds[] = {{"%PDF-", "a PDF"},
                 {"PK\x03\x04", "a word processor's or compressed file"},
                 {"\xD0\xCF\x11\xE0", "an old word processor's file"},
                 {"{\\rtf", "a rich text file"},
                 {"\x1F\x8B", "a compressed file"}};
    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++) {
        gsize length = strlen(kinds[i].magic);
        if (bytes->len >= length && memcmp(bytes->data, kinds[i].magic, length) == 0)
            return kinds[i].name;
    }
    return NULL;
}

static gboolean refuse_binary(const char *path, const GByteArray *bytes, const char *encoding,
                              GError **error)
{
    const char *name = known_binary(bytes);
    if (name == NULL && !g_str_has_prefix(encoding, "UTF-16") && bytes->len > 0 &&
        memchr(bytes->data, '\0', bytes->len) != NULL)
        name = "binary";
    if (name == NULL)
        return FALSE;
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_DATA,
                "%s: error: the file is %s; save it as plain text or Markdown, in UTF-8", path,
                name);
    return TRUE;
}

/* The text as UTF-8, or NULL. */
static char *read_text(const char *path, Diagnostics *diagnostics, GError **error)
{
    g_autoptr(GByteArray) bytes = read_file(path, error);
    if (bytes == NULL)
        return NULL;
    if (bytes->len == 0)
        return g_strdup("");
    const char *encoding = encoding_sniff((const char *)bytes->data, bytes->len, TRUE);
    if (refuse_binary(path, bytes, encoding, error))
        return NULL;
    if (strcmp(encoding, "windows-1252") == 0)
        diagnostics_warning(diagnostics,
                            (Place){diagnostics_add_file(diagnostics, path, NULL, 0), 0, 0},
                            "the text is not UTF-8; it was read as windows-1252");
    char *text = encoding_decode((const char *)bytes->data, bytes->len, encoding, error);
    if (text == NULL)
        g_prefix_error(error, "%s: error: ", path);
    return text;
}

/* ---- words ---- */

static const char *const statistic_names[TEXT_STATISTIC_COUNT] = {
    [TEXT_T] = "t", [TEXT_F] = "F", [TEXT_CHI_SQUARE] = "χ²", [TEXT_G] = "G",
    [TEXT_H] = "H", [TEXT_Q] = "Q", [TEXT_Z] = "z",           [TEXT_R] = "r",
    [TEXT_U] = "U", [TEXT_W] = "W", [TEXT_RHO] = "ρ",         [TEXT_TAU] = "τ"};

static const char *const sign_names[] = {"=", "<", "≤", ">", "≥"};

static void append_number(GString *out, const char *name, const TextNumber *number)
{
    if (number->has)
        g_string_append_printf(out, "%s%s %s %s", out->len > 0 ? ", " : "", name,
                               sign_names[number->sign], number->print);
}

static void append_p(GString *out, const TextTest *test)
{
    switch (test->form) {
    case P_NOT_SIGNIFICANT:
        g_string_append(out, ", n.s.");
        break;
    case P_SIGNIFICANT:
        g_string_append(out, ", significant");
        break;
    case P_BETWEEN:
        g_string_append_printf(out, ", %s < p < %s", test->p_from.print, test->p.print);
        break;
    default:
        append_number(out, test->adjusted ? "p adj." : "p", &test->p);
    }
}

/* What the text prints, in one notation: `H(2) = 6.41, p = 0.041`. */
static char *claimed_words(const TextTest *test, gboolean other_reading)
{
    GString *name = g_string_new(statistic_names[test->statistic]);
    if (test->df2.has)
        g_string_append_printf(name, "(%s, %s)", test->df.print, test->df2.print);
    else if (test->df.has)
        g_string_append_printf(name, "(%s)", test->df.print);
    GString *out = g_string_new(NULL);
    append_number(out, name->str, other_reading ? &test->other : &test->value);
    append_number(out, "n", &test->n);
    append_number(out, "n1", &test->n1);
    append_number(out, "n2", &test->n2);
    append_number(out, "z", &test->z);
    append_p(out, test);
    g_string_free(name, TRUE);
    return g_string_free(out, FALSE);
}

/* Three significant digits; the decimal mark of the language where it is not NULL. */
static char *p_words(double p, const Language *language)
{
    char buffer[G_ASCII_DTOSTR_BUF_SIZE];
    g_ascii_formatd(buffer, sizeof buffer, p >= 1e-4 ? "%.3g" : "%.2e", p);
    char *mark = language != NULL && *language == LANGUAGE_FR ? strchr(buffer, '.') : NULL;
    if (mark != NULL)
        *mark = ',';
    return g_strdup(buffer);
}

static void append_words(GString *note, char *words)
{
    if (note->len > 0)
        g_string_append_c(note, ' ');
    g_string_append(note, words);
    g_free(words);
}

static void append_reason(GString *note, const TextJudgement *judged, Language language)
{
    static const WordId words[] = {[TEXT_NO_DF] = W_TEXT_NO_DF,
                                   [TEXT_DF_UNCLEAR] = W_TEXT_DF_UNCLEAR,
                                   [TEXT_NO_GROUP_SIZES] = W_TEXT_NO_GROUP_SIZES,
                                   [TEXT_OUT_OF_RANGE] = W_TEXT_OUT_OF_RANGE,
                                   [TEXT_NEEDS_DATA] = W_TEXT_NEEDS_DATA,
                                   [TEXT_TIES] = W_TEXT_TIES,
                                   [TEXT_APPROXIMATION] = W_TEXT_APPROXIMATION,
                                   [TEXT_ADJUSTED] = W_TEXT_ADJUSTED};
    g_autofree char *p = p_words(judged->p, &language);
    if (judged->reason >= TEXT_TIES)
        append_words(note, word_printf(words[judged->reason], language, p));
    else
        append_words(note, g_strdup(word(words[judged->reason], language)));
}

static void append_contradiction(GString *note, const TextJudgement *judged, double alpha,
                                 Language language)
{
    g_autofree char *low = p_words(judged->p_low, &language);
    g_autofree char *high = p_words(judged->p_high, &language);
    g_autofree char *level = p_words(alpha, &language);
    if (judged->other_side)
        append_words(note, word_printf(W_TEXT_OTHER_SIDE, language, level));
    if (judged->fits_halved)
        append_words(note, g_strdup(word(W_TEXT_FITS_HALVED, language)));
    if (strcmp(low, high) == 0)
        append_words(note, word_printf(W_TEXT_GIVES, language, low));
    else
        append_words(note, word_printf(W_TEXT_GIVES_BETWEEN, language, low, high));
    append_words(note, g_strdup(word(W_TEXT_INNOCENT, language)));
}

static char *note_words(const TextTest *test, const TextJudgement *judged,
                        const TextOptions *options, double alpha)
{
    GString *note = g_string_new(NULL);
    Language language = options->language;
    if (judged->verdict == VERDICT_UNDECIDABLE)
        append_reason(note, judged, language);
    if (judged->verdict == VERDICT_CONTRADICTED)
        append_contradiction(note, judged, alpha, language);
    if (judged->variant != NULL && g_str_has_prefix(judged->variant, "one-sided"))
        append_words(note, g_strdup(word(W_TEXT_ONE_SIDED, language)));
    if (test->form == P_NUMBER && test->p.sign == SIGN_EQUAL && test->p.value == 0)
        append_words(note, g_strdup(word(W_TEXT_P_ZERO, language)));
    return g_string_free(note, FALSE);
}

/* ---- verdicts ---- */

static const char *keep(TextReport *report, char *string)
{
    const char *kept = string[0] != '\0' ? g_string_chunk_insert(report->strings, string) : NULL;
    g_free(string);
    return kept;
}

static void add_verdict(TextReport *report, const char *path, const TextTest *test,
                        gboolean one_tailed, const TextOptions *options)
{
    double alpha = options->alpha > 0 ? options->alpha : DEFAULT_ALPHA;
    TextJudgement judged = text_judge(test, one_tailed, alpha);
    Verdict *verdict = g_new0(Verdict, 1);
    verdict->id = keep(report, g_strdup_printf("%s:%u:%u", path, test->line, test->column));
    verdict->kind = "test";
    verdict->claimed = keep(report, claimed_words(test, judged.other_reading));
    if (judged.has_p) {
        g_autofree char *p = p_words(judged.p, NULL);
        verdict->recomputed = keep(report, g_strdup_printf("p = %s", p));
    }
    verdict->verdict = judged.verdict;
    verdict->variant = judged.variant;
    verdict->note = keep(report, note_words(test, &judged, options, alpha));
    g_ptr_array_add(report->verdicts, verdict);
}

void text_check_memory(const char *name, const char *text, gsize length, const TextOptions *options,
                       TextReport *report, Diagnostics *diagnostics)
{
    gboolean marked = length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0;
    g_autoptr(TextFindings) findings =
        text_find(text + (marked ? 3 : 0), length - (marked ? 3 : 0), options);
    for (guint i = 0; i < findings->tests->len; i++)
        add_verdict(report, name, &g_array_index(findings->tests, TextTest, i),
                    findings->one_tailed, options);
    if (findings->given_up->len == 0)
        return;
    guint file = diagnostics_add_file(diagnostics, name, NULL, 0);
    for (guint i = 0; i < findings->given_up->len; i++)
        diagnostics_warning(diagnostics,
                            (Place){file, g_array_index(findings->given_up, guint, i), 1},
                            "the search for results met its limits here; what follows in this "
                            "paragraph was not read");
}

gboolean text_check(const char *path, const TextOptions *options, TextReport *report,
                    Diagnostics *diagnostics, GError **error)
{
    g_autofree char *text = read_text(path, diagnostics, error);
    if (text == NULL)
        return FALSE;
    text_check_memory(path, text, strlen(text), options, report, diagnostics);
    return TRUE;
}
