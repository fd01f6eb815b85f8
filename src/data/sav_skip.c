/* ReadStat unpacks the rows before a range one by one, which costs a third of reading them. Here
 * they are only counted: eight commands stand together, each an element of a row, and only the rare
 * numbers that are no small integers lie behind their commands as they are. Where there are none,
 * sixty-four commands are looked at together.
 *
 * SOURCE: PSPP developers, System File Format, "Data Record": 0 is padding, 252 the end of the
 * file, 253 an element of eight bytes behind the commands; all others are an element each. */
#include "sav_skip.h"

#include "lanes.h"

#include <string.h>

enum { PADDING = 0, END = 252, LITERAL = 253, COMMANDS = 8, STRETCH = 64 };
#define EVERY_BYTE G_GUINT64_CONSTANT(0x0101010101010101)

/* The file's header: where its magic, its packing and the elements of a row stand. */
enum { HEADER = 80, LAYOUT = 64, ROW_ELEMENTS = 68, PACKING = 72 };

static guint32 header_word(const char *header, guint at, gboolean swap)
{
    guint32 word;
    memcpy(&word, header + at, sizeof word);
    return swap ? GUINT32_SWAP_LE_BE(word) : word;
}

SavPacking sav_packing(int fd, gint32 *elements)
{
    char header[HEADER];
    if (input_direct(fd, header, sizeof header, 0) != sizeof header ||
        memcmp(header, "$FL", 3) != 0)
        return SAV_UNKNOWN;
    guint32 layout = header_word(header, LAYOUT, FALSE);
    gboolean swap = layout != 2 && layout != 3;
    guint32 packing = header_word(header, PACKING, swap);
    if (elements != NULL)
        *elements = (gint32)header_word(header, ROW_ELEMENTS, swap);
    return packing <= SAV_ZLIB ? (SavPacking)packing : SAV_UNKNOWN;
}

/* Whether any of the eight bytes is VALUE. */
static gboolean has(guint64 bytes, guint8 value)
{
    const guint64 low = 0x7f * EVERY_BYTE;
    guint64 x = bytes ^ value * EVERY_BYTE;
    return (((x & low) + low) | x | low) != G_MAXUINT64;
}

static gboolean any(Lanes lanes)
{
    guint64 halves[2];
    memcpy(halves, &lanes, sizeof halves);
    return (halves[0] | halves[1]) != 0;
}

/* Of lanes that are at most 15 each. */
static guint sum(Lanes lanes)
{
    guint64 halves[2];
    memcpy(halves, &lanes, sizeof halves);
    return (guint)((halves[0] + halves[1]) * EVERY_BYTE >> 56);
}

/* Elements of a STRETCH of commands that stand together; 0 where one of them ends the file or has
 * its number behind. */
static guint stretch_elements(const char *commands)
{
    Lanes padding = {0}, others = {0}, lanes;
    for (guint i = 0; i < STRETCH; i += sizeof lanes) {
        memcpy(&lanes, commands + i, sizeof lanes);
        padding -= (Lanes)(lanes == PADDING);
        others |= (Lanes)(lanes == END) | (Lanes)(lanes == LITERAL);
    }
    return any(others) ? 0 : STRETCH - sum(padding);
}

/* Takes elements off *LEFT, command by command; how many commands until it is 0, and how many of
 * them have a literal. FALSE at the end of the file. */
static gboolean take_commands(const guint8 *commands, gint64 *left, guint *taken, guint *literals)
{
    *literals = 0;
    for (*taken = 0; *taken<COMMANDS && * left> 0; ++*taken) {
        guint8 command = commands[*taken];
        if (command == END)
            return FALSE;
        *left -= command != PADDING;
        *literals += command == LITERAL;
    }
    return TRUE;
}

/* INPUT goes on at AT in its buffer, with padding for the commands that are taken and without their
 * literals: the commands move up over them. FALSE where the file ends within these. */
static gboolean resume(Input *input, gsize at, guint taken, guint literals)
{
    gsize moved = (gsize)literals * sizeof(double);
    if (at + moved + COMMANDS > input->buffered)
        return FALSE;
    char *commands = input->buffer + at;
    memset(commands, PADDING, taken);
    memmove(commands + moved, commands, COMMANDS);
    input->at += (gint64)(at + moved);
    return TRUE;
}

/* The word of commands at COMMANDS, most often eight elements and nothing else. */
static gboolean take_word(const char *commands, gint64 *left, guint *taken, guint *literals)
{
    guint64 word;
    memcpy(&word, commands, sizeof word);
    if (*left < COMMANDS || has(word, PADDING) || has(word, END) || has(word, LITERAL))
        return take_commands((const guint8 *)commands, left, taken, literals);
    *left -= COMMANDS;
    *taken = COMMANDS;
    *literals = 0;
    return TRUE;
}

gboolean sav_skip(Input *input, gint64 n)
{
    enum { NEEDED = COMMANDS + COMMANDS * sizeof(double) };
    gboolean last = FALSE;
    while (!last) {
        ssize_t filled = input_fill(input);
        if (filled < COMMANDS)
            return FALSE;
        last = filled < (ssize_t)sizeof input->buffer;
        /* Commands and their literals lie in the buffer together, but for the last ones. */
        gsize at = 0, end = (gsize)filled - (last ? COMMANDS - 1 : NEEDED), words_until = 0;
        while (at < end) {
            guint taken, literals;
            gboolean tries = at >= words_until && at + STRETCH <= end && n > STRETCH;
            guint together = tries ? stretch_elements(input->buffer + at) : 0;
            if (together > 0) {
                n -= together;
                at += STRETCH;
                continue;
            }
            if (tries)
                words_until = at + STRETCH;
            if (!take_word(input->buffer + at, &n, &taken, &literals))
                return FALSE;
            if (n == 0)
                return resume(input, at, taken, literals);
            at += COMMANDS + literals * sizeof(double);
        }
        input->at += (gint64)at;
    }
    return FALSE;
}
