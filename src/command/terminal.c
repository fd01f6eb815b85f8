#include "terminal.h"

#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define ELLIPSIS "…"
#define BAR      24

gboolean terminal_has_colour(FILE *to)
{
    const char *no_color = g_getenv("NO_COLOR");
    const char *term = g_getenv("TERM");
    return isatty(fileno(to)) && (no_color == NULL || no_color[0] == '\0') &&
           (term == NULL || strcmp(term, "dumb") != 0);
}

guint terminal_width(FILE *to)
{
    struct winsize size;
    if (isatty(fileno(to)) && ioctl(fileno(to), TIOCGWINSZ, &size) == 0 && size.ws_col >= 40)
        return size.ws_col;
    return 100;
}

static guint cells_of(gunichar c)
{
    if (g_unichar_iszerowidth(c) || g_unichar_iscntrl(c))
        return 0;
    return g_unichar_iswide(c) ? 2 : 1;
}

guint terminal_cells(const char *text)
{
    guint cells = 0;
    for (const char *c = text; *c != '\0'; c = g_utf8_next_char(c))
        cells += cells_of(g_utf8_get_char(c));
    return cells;
}

/* The bytes of TEXT that fit into WIDTH cells. */
static gsize fitting(const char *text, guint width)
{
    guint cells = 0;
    const char *c = text;
    for (; *c != '\0'; c = g_utf8_next_char(c)) {
        cells += cells_of(g_utf8_get_char(c));
        if (cells > width)
            break;
    }
    return (gsize)(c - text);
}

gsize terminal_fit(const char *text, guint width)
{
    gsize most = fitting(text, width);
    if (text[most] == '\0' || text[most] == ' ')
        return most;
    for (gsize end = most; end > most / 2; end--)
        if (text[end] == ' ')
            return end;
    return most;
}

/* Control characters of labels must not steer the terminal. */
static void put_text(FILE *to, const char *text, gsize length)
{
    for (const char *c = text; c < text + length; c = g_utf8_next_char(c))
        if (!g_unichar_iscntrl(g_utf8_get_char(c)))
            fwrite(c, 1, (gsize)(g_utf8_next_char(c) - c), to);
}

void terminal_cell(FILE *to, const char *text, int width, Style style)
{
    static const char *const codes[] = {[STYLE_BOLD] = "\033[1m",
                                        [STYLE_DIM] = "\033[2m",
                                        [STYLE_GOOD] = "\033[32m",
                                        [STYLE_BAD] = "\033[31m"};
    guint wanted = (guint)ABS(width), cells = terminal_cells(text);
    gboolean cut = cells > wanted;
    gboolean colour = style != STYLE_PLAIN && terminal_has_colour(to);
    if (width < 0 && !cut)
        fprintf(to, "%*s", (int)(wanted - cells), "");
    if (colour)
        fputs(codes[style], to);
    put_text(to, text, cut ? fitting(text, wanted - 1) : strlen(text));
    if (cut)
        fputs(ELLIPSIS, to);
    if (colour)
        fputs("\033[0m", to);
    if (width > 0 && !cut)
        fprintf(to, "%*s", (int)(wanted - cells), "");
}

const char *terminal_count(gint64 n, char buffer[32])
{
    char digits[24];
    g_snprintf(digits, sizeof digits, "%" G_GINT64_FORMAT, n);
    gsize length = strlen(digits), at = 0;
    for (gsize i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0 && length > 4 && digits[i - 1] != '-')
            buffer[at++] = ' ';
        buffer[at++] = digits[i];
    }
    buffer[at] = '\0';
    return buffer;
}

/* --- progress --------------------------------------------------------------------------------- */

static gint64 progress_start;
static gboolean progress_shown;

static void draw_bar(gint64 done, gint64 total)
{
    guint filled = (guint)(BAR * MIN(done, total) / MAX(total, 1));
    fputc(' ', stderr);
    for (guint i = 0; i < BAR; i++)
        fputs(i < filled ? "█" : "░", stderr);
}

static void draw_progress(gpointer data G_GNUC_UNUSED, gint64 done, gint64 total)
{
    gint64 now = g_get_monotonic_time();
    if (progress_start == 0)
        progress_start = now;
    double seconds = (double)(now - progress_start) / G_USEC_PER_SEC;
    if (seconds < 0.5)
        return;
    char count[32], rate_text[32];
    double rate = (double)done / seconds;
    fprintf(stderr, "\r\033[K%s rows", terminal_count(done, count));
    if (total > 0)
        draw_bar(done, total);
    fprintf(stderr, "  %s rows/s", terminal_count((gint64)rate, rate_text));
    if (total > done && rate > 0)
        fprintf(stderr, "  %.0f s left", (double)(total - done) / rate);
    fflush(stderr);
    progress_shown = TRUE;
}

const Progress *terminal_progress(void)
{
    static const Progress progress = {draw_progress, NULL};
    return isatty(STDERR_FILENO) ? &progress : NULL;
}

void terminal_progress_end(void)
{
    if (progress_shown)
        fputs("\r\033[K", stderr);
    progress_shown = FALSE;
    progress_start = 0;
}
