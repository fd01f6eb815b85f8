#include "describe_csv.h"

#include "base/error.h"
#include "decode.h"
#include "typing.h"

#include <string.h>

/* Files below this are read by one child. */
enum { BYTES_WORTH_A_PART = 4 << 20, MOST_PARTS = 4, MOST_COLUMNS = 1 << 16 };

typedef struct {
    const SourceFile *file;
    const SourceOptions *options;
    Codebook *codebook;
    char delimiter;
    gboolean bom;
    GPtrArray *names; /* GBytes */
    GArray *marks;    /* gint64 */
    gint64 rows;
    gboolean not_utf8, ended;
    gint64 first_row;     /* of the part being taken */
    ColumnTypes *columns; /* all parts together; its words are owned */
} Describing;

typedef gboolean (*Take)(Describing *d, WireType type, WireCursor *cursor);

static gboolean take_head(Describing *d, WireType type, WireCursor *cursor)
{
    gsize length;
    const char *bytes;
    gint64 mark;
    switch (type) {
    case WIRE_META:
        d->delimiter = (char)wire_take_u32(cursor);
        d->bom = wire_take_u32(cursor) != 0;
        return TRUE;
    case WIRE_VARIABLE:
        if (wire_take_u32(cursor) != d->names->len || d->names->len >= MOST_COLUMNS)
            return FALSE;
        bytes = wire_take_bytes(cursor, &length);
        if (bytes != NULL)
            g_ptr_array_add(d->names, g_bytes_new(bytes, length));
        return bytes != NULL;
    case WIRE_MARK:
        mark = wire_take_i64(cursor);
        g_array_append_val(d->marks, mark);
        return mark > 0 && mark < d->file->size && d->marks->len < MOST_PARTS;
    case WIRE_END:
        wire_take_i64(cursor);
        d->ended = TRUE;
        return TRUE;
    default:
        return FALSE;
    }
}

static void take_word(Describing *d, ColumnTypes *column, guint mark, WireCursor *cursor)
{
    gsize length;
    gint64 n = wire_take_i64(cursor);
    gint64 row = wire_take_i64(cursor);
    const char *word = wire_take_bytes(cursor, &length);
    if (n < 0 || row < 0 || (n > 0) != (word != NULL))
        cursor->bad = TRUE;
    if (word == NULL || cursor->bad)
        return;
    column->n_words[mark] += n;
    if (column->first_word[mark] == NULL) {
        column->first_word[mark] = g_strndup(word, MIN(length, TYPING_WORD));
        column->first_word_row[mark] = d->first_row + row;
    }
}

static gboolean take_types(Describing *d, WireType type, WireCursor *cursor)
{
    if (type == WIRE_END) {
        gint64 rows = wire_take_i64(cursor);
        d->rows += rows;
        d->ended = TRUE;
        return rows >= 0 && rows <= d->file->size;
    }
    if (type != WIRE_TYPES)
        return FALSE;
    d->not_utf8 |= wire_take_u32(cursor) != 0;
    for (guint c = 0; c < d->names->len && !cursor->bad; c++) {
        gint64 n_empty = wire_take_i64(cursor);
        d->columns[c].n_empty += n_empty;
        for (guint mark = 0; mark < N_MARKS; mark++)
            take_word(d, &d->columns[c], mark, cursor);
    }
    return TRUE;
}

/* All that CHILD sends. */
static gboolean collect(Describing *d, Confined *child, Take take, GError **error)
{
    WireReader reader;
    WireType type;
    WireRead state;
    gboolean good = TRUE, told = FALSE;
    wire_reader_init(&reader, child->fd);
    d->ended = FALSE;
    while (good && (state = wire_reader_next(&reader, &type)) == WIRE_READ_OK) {
        WireCursor cursor = wire_cursor(&reader);
        told = type == WIRE_ERROR;
        if (told)
            source_error_wire(error, &reader, d->codebook, NULL);
        good = !told && !d->ended && take(d, type, &cursor) && wire_cursor_done(&cursor);
    }
    wire_reader_clear(&reader);
    g_autofree char *how = NULL;
    if (good && state == WIRE_READ_END)
        how = confined_end(child);
    else
        confined_kill(child);
    if (good && d->ended && how == NULL)
        return TRUE;
    if (!told)
        source_error_ended(error, d->codebook->path, how);
    return FALSE;
}

static gboolean read_head(Describing *d, GError **error)
{
    Confined child;
    int fds[2];
    guint parts = (guint)CLAMP(d->file->size / BYTES_WORTH_A_PART, 1,
                               MIN(MOST_PARTS, (gint64)g_get_num_processors()));
    TypingJob job = {.file = d->file, .delimiter = d->options->delimiter, .n_parts = parts};
    if (!confined_start(&child, fds, source_file_fds(d->file, fds), typing_head, &job, error))
        return FALSE;
    return collect(d, &child, take_head, error);
}

static void forget_types(Describing *d)
{
    for (guint c = 0; c < d->names->len; c++)
        for (guint mark = 0; mark < N_MARKS; mark++)
            g_free(d->columns[c].first_word[mark]);
    memset(d->columns, 0, d->names->len * sizeof *d->columns);
    d->rows = 0;
    d->not_utf8 = FALSE;
}

/* The parts between the marks, each by a child; all run at once. */
static gboolean read_parts(Describing *d, GError **error)
{
    guint n = d->marks->len + 1;
    Confined children[MOST_PARTS] = {{0}};
    gboolean good = TRUE;
    int fds[2];
    forget_types(d);
    for (guint p = 0; p < n && good; p++) {
        TypingJob job = {.file = d->file,
                         .delimiter = d->delimiter,
                         .n_columns = d->names->len,
                         .missing_words = d->options->missing_words};
        job.from = p == 0 ? 0 : g_array_index(d->marks, gint64, p - 1);
        job.until = p + 1 == n ? -1 : g_array_index(d->marks, gint64, p);
        good = confined_start(&children[p], fds, source_file_fds(d->file, fds), typing_cells, &job,
                              error);
    }
    for (guint p = 0; p < n && good; p++) {
        d->first_row = d->rows;
        CodebookMark mark = {.byte = p == 0 ? 0 : g_array_index(d->marks, gint64, p - 1),
                             .row = d->rows};
        g_array_append_val(d->codebook->marks, mark);
        good = collect(d, &children[p], take_types, error);
    }
    for (guint p = 0; p < n; p++)
        confined_kill(&children[p]);
    return good;
}

/* A stray quote makes the marks wrong; then, and for the right place in any message, the file is
 * read again in one piece. */
static gboolean read_cells(Describing *d, GError **error)
{
    d->columns = g_new0(ColumnTypes, d->names->len);
    if (d->marks->len > 0 && read_parts(d, NULL))
        return TRUE;
    g_array_set_size(d->marks, 0);
    g_array_set_size(d->codebook->marks, 0);
    return read_parts(d, error);
}

/* The mark under which fewer cells are words; a point when they are as many. A comma cannot be
 * both delimiter and mark, unless somebody says so. */
static guint choose_decimal(const Describing *d)
{
    gint64 words[N_MARKS] = {0};
    if (d->options->decimal != 0)
        return d->options->decimal == ',' ? MARK_COMMA : MARK_POINT;
    if (d->delimiter == ',')
        return MARK_POINT;
    for (guint c = 0; c < d->names->len; c++)
        for (guint mark = 0; mark < N_MARKS; mark++)
            words[mark] += d->columns[c].n_words[mark];
    return words[MARK_COMMA] < words[MARK_POINT] ? MARK_COMMA : MARK_POINT;
}

static Decoder *choose_encoding(Describing *d, GError **error)
{
    Codebook *codebook = d->codebook;
    const char *given = d->options->encoding;
    const char *name = given != NULL ? given : d->bom || !d->not_utf8 ? "UTF-8" : "windows-1252";
    if (given == NULL && !d->bom && d->not_utf8)
        g_ptr_array_add(codebook->warnings,
                        g_strdup("the file is not UTF-8 and was read as windows-1252; name its "
                                 "encoding as `encoding`"));
    Decoder *decoder = decoder_new(name, TRUE, error);
    if (decoder == NULL)
        g_prefix_error(error, "%s: error: ", codebook->path);
    codebook->encoding = g_strdup(name);
    return decoder;
}

static gboolean add_column(Describing *d, guint c, guint decimal, Decoder *decoder, GError **error)
{
    gsize length;
    const char *bytes = g_bytes_get_data(d->names->pdata[c], &length);
    g_autofree char *name = decoder_text(decoder, bytes == NULL ? "" : bytes, length);
    g_autofree char *number = g_strdup_printf("number %u", c + 1);
    const char *path = d->codebook->path;
    if (name == NULL)
        source_error(error, ANNEXE_ERROR_DATA, path, 0, number,
                     "its name in the first line is not valid %s", d->codebook->encoding);
    else if (name[0] == '\0')
        source_error(error, ANNEXE_ERROR_DATA, path, 0, number, "it has no name in the first line");
    else if (codebook_find(d->codebook, name) != NULL)
        source_error(error, ANNEXE_ERROR_DATA, path, 0, name,
                     "two columns have this name in the first line");
    else {
        const ColumnTypes *types = &d->columns[c];
        Variable *variable = codebook_add(d->codebook, name);
        variable->n_words = types->n_words[decimal];
        variable->is_string = variable->n_words > 0;
        variable->n_numbers = MAX(0, d->rows - types->n_empty - variable->n_words);
        if (variable->is_string) {
            const char *word = types->first_word[decimal];
            variable->first_word_row = types->first_word_row[decimal] + 1;
            variable->first_word = decoder_text(decoder, word, strlen(word));
            if (variable->first_word == NULL)
                variable->first_word = decode_for_message(word, strlen(word));
        }
        return TRUE;
    }
    return FALSE;
}

static gboolean finish(Describing *d, GError **error)
{
    Codebook *codebook = d->codebook;
    guint decimal = choose_decimal(d);
    g_autoptr(Decoder) decoder = choose_encoding(d, error);
    if (decoder == NULL)
        return FALSE;
    codebook->rows = d->rows;
    codebook->delimiter = d->delimiter;
    codebook->decimal = decimal == MARK_COMMA ? ',' : '.';
    for (guint c = 0; c < d->names->len; c++)
        if (!add_column(d, c, decimal, decoder, error))
            return FALSE;
    const Variable *first = codebook->variables->pdata[0];
    codebook->synthetic = codebook_text_says_synthetic(first->name);
    return TRUE;
}

gboolean describe_csv(const SourceFile *file, const SourceOptions *options, Codebook *codebook,
                      GError **error)
{
    Describing d = {.file = file, .options = options, .codebook = codebook};
    d.names = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    d.marks = g_array_new(FALSE, FALSE, sizeof(gint64));
    gboolean good = read_head(&d, error);
    if (good && d.names->len == 0) {
        source_error(error, ANNEXE_ERROR_DATA, codebook->path, 0, NULL,
                     "the first line has no names of variables");
        good = FALSE;
    }
    good = good && read_cells(&d, error) && finish(&d, error);
    if (d.columns != NULL)
        forget_types(&d);
    g_free(d.columns);
    g_ptr_array_unref(d.names);
    g_array_unref(d.marks);
    return good;
}
