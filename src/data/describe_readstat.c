#include "describe_readstat.h"

#include "base/error.h"
#include "decode.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Bytes as they came; they are decoded when all is known, because labels may come before the
 * encoding, and before or after the variables. */
typedef struct {
    char *bytes; /* NULL: absent */
    gsize length;
} Raw;

typedef struct {
    EntryKind kind;
    char tag;
    double number;
    Raw text;
} RawValue;

typedef struct {
    RawValue value;
    Raw label;
} RawLabel;

typedef struct {
    Raw name, label, format;
    char *set;
    gboolean is_string;
    guint32 measure;
    GArray *missing; /* RawValue: low, high, low, high, … */
} RawVariable;

typedef struct {
    Codebook *codebook;
    const SourceOptions *options;
    GStringChunk *strings;
    GHashTable *sets;  /* name to GArray of RawLabel */
    GArray *variables; /* RawVariable */
    Raw file_label, encoding;
    guint32 weight;
    gboolean ended;
    Decoder *decoder;
} Describing;

/* More than any of these formats can hold; a hostile child may not fill our memory. */
enum { MOST_VARIABLES = 1 << 18, MOST_LABELS = 1 << 22 };

static Raw take_raw(Describing *d, WireCursor *cursor)
{
    Raw raw;
    const char *bytes = wire_take_bytes(cursor, &raw.length);
    raw.bytes =
        bytes == NULL ? NULL : g_string_chunk_insert_len(d->strings, bytes, (gssize)raw.length);
    return raw;
}

static RawValue take_value(Describing *d, WireCursor *cursor)
{
    RawValue value;
    value.kind = (EntryKind)wire_take_u32(cursor);
    value.tag = (char)wire_take_u32(cursor);
    value.number = wire_take_f64(cursor);
    value.text = take_raw(d, cursor);
    if ((guint)value.kind > ENTRY_TAGGED ||
        (value.kind == ENTRY_TEXT) != (value.text.bytes != NULL))
        cursor->bad = TRUE;
    return value;
}

static void take_metadata(Describing *d, WireCursor *cursor)
{
    gint64 rows = wire_take_i64(cursor);
    d->codebook->rows = rows < 0 ? -1 : rows;
    d->file_label = take_raw(d, cursor);
    d->encoding = take_raw(d, cursor);
}

static void take_variable(Describing *d, WireCursor *cursor)
{
    RawVariable variable;
    if (wire_take_u32(cursor) != d->variables->len || d->variables->len >= MOST_VARIABLES)
        cursor->bad = TRUE;
    variable.name = take_raw(d, cursor);
    variable.label = take_raw(d, cursor);
    variable.format = take_raw(d, cursor);
    variable.set = take_raw(d, cursor).bytes;
    variable.is_string = wire_take_u32(cursor) != 0;
    variable.measure = wire_take_u32(cursor);
    variable.missing = g_array_new(FALSE, FALSE, sizeof(RawValue));
    guint32 n = wire_take_u32(cursor);
    for (guint32 i = 0; i < n && !cursor->bad; i++) {
        RawValue ends[2];
        ends[0] = take_value(d, cursor);
        ends[1] = take_value(d, cursor);
        g_array_append_vals(variable.missing, ends, 2);
    }
    g_array_append_val(d->variables, variable);
}

static void take_label(Describing *d, WireCursor *cursor)
{
    const char *set = take_raw(d, cursor).bytes;
    RawLabel label;
    label.value = take_value(d, cursor);
    label.label = take_raw(d, cursor);
    if (cursor->bad || set == NULL)
        return;
    GArray *labels = g_hash_table_lookup(d->sets, set);
    if (labels == NULL) {
        labels = g_array_new(FALSE, FALSE, sizeof(RawLabel));
        g_hash_table_insert(d->sets, g_strdup(set), labels);
    }
    if (labels->len < MOST_LABELS)
        g_array_append_val(labels, label);
}

static gboolean take_message(Describing *d, const WireReader *reader, WireType type)
{
    WireCursor cursor = wire_cursor(reader);
    switch (type) {
    case WIRE_META:
        take_metadata(d, &cursor);
        break;
    case WIRE_VARIABLE:
        take_variable(d, &cursor);
        break;
    case WIRE_LABEL:
        take_label(d, &cursor);
        break;
    case WIRE_WEIGHT:
        d->weight = wire_take_u32(&cursor);
        break;
    case WIRE_END:
        wire_take_i64(&cursor);
        d->ended = TRUE;
        break;
    default:
        return FALSE;
    }
    return wire_cursor_done(&cursor);
}

/* Decoded text of RAW; an absent one is NULL and no error. */
static gboolean decode(Describing *d, Raw raw, char **text)
{
    *text = NULL;
    if (raw.bytes == NULL)
        return TRUE;
    *text = decoder_text(d->decoder, raw.bytes, raw.length);
    return *text != NULL;
}

static void not_in_encoding(const Describing *d, const char *variable, const char *what, Raw raw,
                            GError **error)
{
    g_autofree char *shown = decode_for_message(raw.bytes, raw.length);
    source_error(error, ANNEXE_ERROR_DATA, d->codebook->path, 0, variable,
                 "%s '%s' is not valid %s; name the file's encoding as `encoding`", what, shown,
                 decoder_encoding(d->decoder));
}

static double end_of_range(double value)
{
    if (value >= DBL_MAX)
        return HUGE_VAL;
    return value <= -DBL_MAX ? -HUGE_VAL : value;
}

static gboolean set_missing(Describing *d, Variable *variable, const RawVariable *raw,
                            GError **error)
{
    for (guint i = 0; i + 1 < raw->missing->len; i += 2) {
        const RawValue *low = &g_array_index(raw->missing, RawValue, i);
        const RawValue *high = low + 1;
        if (!variable->is_string) {
            MissingRange range = {end_of_range(low->number), end_of_range(high->number)};
            if (low->kind == ENTRY_NUMBER && high->kind == ENTRY_NUMBER)
                g_array_append_val(variable->missing_ranges, range);
            continue;
        }
        char *text;
        if (!decode(d, low->text, &text)) {
            not_in_encoding(d, variable->name, "the missing value", low->text, error);
            return FALSE;
        }
        if (text != NULL)
            g_ptr_array_add(variable->missing_texts, text);
    }
    return TRUE;
}

static CellState state_of(const Variable *variable, const RawValue *value, const char *text)
{
    if (value->kind == ENTRY_TAGGED)
        return CELL_TAGGED_MISSING;
    if (value->kind == ENTRY_SYSTEM || (value->kind == ENTRY_NUMBER && isnan(value->number)))
        return CELL_SYSTEM_MISSING;
    return variable_declares_missing(variable, value->number, text) ? CELL_USER_MISSING
                                                                    : CELL_VALID;
}

static gboolean set_label(Describing *d, Variable *variable, const RawLabel *raw, GError **error)
{
    /* A set of texts on a variable of numbers, or the reverse, labels nothing. */
    if (variable->is_string != (raw->value.kind == ENTRY_TEXT))
        return TRUE;
    ValueLabel *label = g_new0(ValueLabel, 1);
    g_ptr_array_add(variable->value_labels, label);
    label->tag = raw->value.kind == ENTRY_TAGGED ? (char)g_ascii_tolower(raw->value.tag) : 0;
    label->number = raw->value.kind == ENTRY_NUMBER ? raw->value.number : 0;
    if (!decode(d, raw->value.text, &label->text)) {
        not_in_encoding(d, variable->name, "the labelled value", raw->value.text, error);
        return FALSE;
    }
    label->state = state_of(variable, &raw->value, label->text);
    if (decode(d, raw->label, &label->label))
        return TRUE;
    not_in_encoding(d, variable->name, "the value label", raw->label, error);
    return FALSE;
}

static gboolean set_labels(Describing *d, Variable *variable, const RawVariable *raw,
                           GError **error)
{
    const GArray *labels = raw->set == NULL ? NULL : g_hash_table_lookup(d->sets, raw->set);
    for (guint i = 0; labels != NULL && i < labels->len; i++)
        if (!set_label(d, variable, &g_array_index(labels, RawLabel, i), error))
            return FALSE;
    return TRUE;
}

/* NULL for an absent text and for an empty one: a label of nothing is none. */
static char *none_if_empty(char *text)
{
    if (text != NULL && text[0] == '\0')
        g_clear_pointer(&text, g_free);
    return text;
}

static gboolean add_variable(Describing *d, guint index, GError **error)
{
    const RawVariable *raw = &g_array_index(d->variables, RawVariable, index);
    g_autofree char *name = NULL;
    if (raw->name.bytes == NULL || !decode(d, raw->name, &name) || name[0] == '\0') {
        g_autofree char *number = g_strdup_printf("number %u", index + 1);
        if (raw->name.bytes == NULL || (name != NULL && name[0] == '\0'))
            source_error(error, ANNEXE_ERROR_DATA, d->codebook->path, 0, number, "it has no name");
        else
            not_in_encoding(d, number, "the name", raw->name, error);
        return FALSE;
    }
    Variable *variable = codebook_add(d->codebook, name);
    variable->is_string = raw->is_string;
    variable->measure = raw->measure <= MEASURE_SCALE ? (Measure)raw->measure : MEASURE_UNKNOWN;
    if (!decode(d, raw->label, &variable->label)) {
        not_in_encoding(d, name, "the label", raw->label, error);
        return FALSE;
    }
    variable->label = none_if_empty(variable->label);
    if (decode(d, raw->format, &variable->format))
        variable->format = none_if_empty(variable->format);
    return set_missing(d, variable, raw, error) && set_labels(d, variable, raw, error);
}

/* The encoding: what the plan says, else what the file says. */
static gboolean choose_encoding(Describing *d, GError **error)
{
    const char *given = d->options->encoding;
    const char *said = d->encoding.bytes;
    d->decoder = decoder_new(given != NULL ? given : said, given != NULL, error);
    if (d->decoder == NULL)
        g_prefix_error(error, "%s: error: ", d->codebook->path);
    return d->decoder != NULL;
}

static void note_encoding(Describing *d)
{
    Codebook *codebook = d->codebook;
    codebook->encoding = g_strdup(decoder_encoding(d->decoder));
    if (decoder_fell_back(d->decoder))
        g_ptr_array_add(codebook->warnings,
                        g_strdup("some labels are not valid UTF-8 and were read as windows-1252; "
                                 "name the encoding as `encoding`"));
}

static gboolean finish(Describing *d, GError **error)
{
    Codebook *codebook = d->codebook;
    if (!choose_encoding(d, error))
        return FALSE;
    if (!decode(d, d->file_label, &codebook->file_label)) {
        not_in_encoding(d, NULL, "the file label", d->file_label, error);
        return FALSE;
    }
    codebook->file_label = none_if_empty(codebook->file_label);
    codebook->synthetic = codebook_text_says_synthetic(codebook->file_label);
    for (guint v = 0; v < d->variables->len; v++)
        if (!add_variable(d, v, error))
            return FALSE;
    if (d->weight < codebook->variables->len)
        codebook->weight =
            g_strdup(((const Variable *)codebook->variables->pdata[d->weight])->name);
    if (codebook->variables->len == 0) {
        source_error(error, ANNEXE_ERROR_DATA, codebook->path, 0, NULL,
                     "the file has no variables");
        return FALSE;
    }
    note_encoding(d);
    return TRUE;
}

/* All messages of the child; FALSE with ERROR when it refused the file or ended badly. */
static gboolean collect(Describing *d, Confined *child, GError **error)
{
    WireReader reader;
    WireType type;
    WireRead state;
    gboolean good = TRUE;
    wire_reader_init(&reader, child->fd);
    while (good && (state = wire_reader_next(&reader, &type)) == WIRE_READ_OK) {
        good = type != WIRE_ERROR && take_message(d, &reader, type);
        if (type == WIRE_ERROR)
            source_error_wire(error, &reader, d->codebook, NULL);
    }
    wire_reader_clear(&reader);
    if (!good || state == WIRE_READ_BAD) {
        confined_kill(child);
        if (error == NULL || *error == NULL)
            source_error_ended(error, d->codebook->path, NULL);
        return FALSE;
    }
    g_autofree char *how = confined_end(child);
    if (how != NULL || !d->ended) {
        source_error_ended(error, d->codebook->path, how);
        return FALSE;
    }
    return TRUE;
}

static void clear_variable(gpointer data)
{
    g_array_unref(((RawVariable *)data)->missing);
}

gboolean describe_readstat(const SourceFile *file, const SourceOptions *options, ConfinedBody body,
                           Codebook *codebook, GError **error)
{
    DescribeJob job = {file, options};
    Confined child;
    int fds[2];
    GError *inner = NULL;
    if (!confined_start(&child, fds, source_file_fds(file, fds), body, &job, error))
        return FALSE;
    Describing d = {.codebook = codebook, .options = options, .weight = WIRE_NOWHERE};
    d.strings = g_string_chunk_new(4096);
    d.sets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref);
    d.variables = g_array_new(FALSE, FALSE, sizeof(RawVariable));
    g_array_set_clear_func(d.variables, clear_variable);
    gboolean good = collect(&d, &child, &inner) && finish(&d, &inner);
    if (!good)
        g_propagate_error(error, inner);
    g_string_chunk_free(d.strings);
    g_hash_table_unref(d.sets);
    g_array_unref(d.variables);
    decoder_free(d.decoder);
    return good;
}
