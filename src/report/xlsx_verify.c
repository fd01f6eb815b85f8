#include "xlsx_parts.h"

#include "base/error.h"
#include "base/parallel.h"

#include <string.h>
#include <zlib.h>

#define END_RECORD   "PK\005\006"
#define END_SIZE     22
#define ENTRY        "PK\001\002"
#define ENTRY_SIZE   46
#define LOCAL_SIZE   30
#define LARGEST_PART (512u << 20)

/* A part as the zip's central directory lists it. */
typedef struct {
    char *name;
    guint16 method;
    guint32 checksum, packed, size, offset;
    gsize next; /* where the following entry begins */
} Part;

static guint32 number_at(const guint8 *bytes, guint n)
{
    guint32 value = 0;
    for (guint i = 0; i < n; i++)
        value |= (guint32)bytes[i] << (8 * i);
    return value;
}

static gboolean fail(GError **error, const char *path, const char *what)
{
    g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_IO,
                "%s: the workbook was not written whole (%s); is the disk full?", path, what);
    return FALSE;
}

/* NULL when there is no entry at AT. */
static gboolean read_entry(const guint8 *zip, gsize length, gsize at, Part *part)
{
    if (at + ENTRY_SIZE > length || memcmp(zip + at, ENTRY, 4) != 0)
        return FALSE;
    const guint8 *entry = zip + at;
    guint name = number_at(entry + 28, 2);
    gsize rest = (gsize)number_at(entry + 30, 2) + number_at(entry + 32, 2);
    if (at + ENTRY_SIZE + name > length)
        return FALSE;
    part->method = (guint16)number_at(entry + 10, 2);
    part->checksum = number_at(entry + 16, 4);
    part->packed = number_at(entry + 20, 4);
    part->size = number_at(entry + 24, 4);
    part->offset = number_at(entry + 42, 4);
    part->name = g_strndup((const char *)entry + ENTRY_SIZE, name);
    part->next = at + ENTRY_SIZE + name + rest;
    return TRUE;
}

static gboolean inflate_part(const guint8 *from, const Part *part, guint8 *to)
{
    z_stream stream = {.next_in = (Bytef *)(guintptr)from,
                       .avail_in = part->packed,
                       .next_out = to,
                       .avail_out = part->size};
    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return FALSE;
    int status = inflate(&stream, Z_FINISH);
    gboolean whole = status == Z_STREAM_END && stream.total_out == part->size;
    inflateEnd(&stream);
    return whole;
}

/* The text of PART, NUL-terminated, or NULL when it is damaged. */
static char *unpack(const guint8 *zip, gsize length, const Part *part)
{
    if (part->size > LARGEST_PART || (gsize)part->offset + LOCAL_SIZE > length)
        return NULL;
    const guint8 *local = zip + part->offset;
    gsize data =
        (gsize)part->offset + LOCAL_SIZE + number_at(local + 26, 2) + number_at(local + 28, 2);
    if (data + part->packed > length || (part->method != 0 && part->method != Z_DEFLATED))
        return NULL;
    g_autofree char *text = g_try_malloc((gsize)part->size + 1);
    if (text == NULL)
        return NULL;
    if (part->method == 0 && part->packed == part->size)
        memcpy(text, zip + data, part->size);
    else if (!inflate_part(zip + data, part, (guint8 *)text))
        return NULL;
    text[part->size] = '\0';
    if (crc32(0, (const Bytef *)text, part->size) != part->checksum)
        return NULL;
    return g_steal_pointer(&text);
}

/* Whether TEXT ends with the end tag of its root, which is the first tag behind the declaration. */
static gboolean ends_with_root(const char *text)
{
    const char *root = g_str_has_prefix(text, "<?xml") ? strstr(text, "?>") : text;
    root = root != NULL ? strchr(root, '<') : NULL;
    if (root == NULL)
        return FALSE;
    gsize name = strcspn(root + 1, " />\r\n");
    g_autofree char *end = g_strdup_printf("</%.*s>", (int)name, root + 1);
    g_autofree char *trimmed = g_strdup(text + strlen(text) - MIN(strlen(text), strlen(end) + 8));
    g_strchomp(trimmed);
    return g_str_has_suffix(trimmed, end) || g_str_has_suffix(trimmed, "/>");
}

/* One part to be looked at. */
typedef struct {
    const guint8 *zip;
    gsize length;
    Part part;
    gboolean whole;
} Look;

static void look_clear(gpointer data)
{
    g_free(((Look *)data)->part.name);
}

static void look(guint index, gpointer looks)
{
    Look *l = &g_array_index((GArray *)looks, Look, index);
    g_autofree char *text = unpack(l->zip, l->length, &l->part);
    l->whole = text != NULL && ends_with_root(text);
}

/* The parts that the archive lists, or NULL. */
static GArray *list_parts(const guint8 *zip, gsize length, const char *path, GError **error)
{
    if (length < END_SIZE || memcmp(zip + length - END_SIZE, END_RECORD, 4) != 0) {
        fail(error, path, "no end of the archive");
        return NULL;
    }
    const guint8 *end = zip + length - END_SIZE;
    g_autoptr(GArray) looks = g_array_new(FALSE, FALSE, sizeof(Look));
    g_array_set_clear_func(looks, look_clear);
    gsize at = number_at(end + 16, 4);
    for (guint n = number_at(end + 10, 2); n > 0; n--) {
        Look l = {.zip = zip, .length = length};
        if (!read_entry(zip, length, at, &l.part)) {
            fail(error, path, "its list of parts is damaged");
            return NULL;
        }
        at = l.part.next;
        g_array_append_val(looks, l);
    }
    return g_steal_pointer(&looks);
}

/* The parts unpack beside one another: by now the other files of the set are written. */
static gboolean verify_parts(const guint8 *zip, gsize length, const char *path, GError **error)
{
    g_autoptr(GArray) looks = list_parts(zip, length, path, error);
    if (looks == NULL)
        return FALSE;
    parallel(looks->len, 0, look, looks);
    for (guint i = 0; i < looks->len; i++)
        if (!g_array_index(looks, Look, i).whole)
            return fail(error, path, g_array_index(looks, Look, i).part.name);
    return looks->len > 0 ? TRUE : fail(error, path, "no parts");
}

gboolean xlsx_verify(const char *path, GError **error)
{
    g_autofree char *zip = NULL;
    gsize length;
    GError *cause = NULL;
    if (!g_file_get_contents(path, &zip, &length, &cause)) {
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_IO, "%s", cause->message);
        g_error_free(cause);
        return FALSE;
    }
    return verify_parts((const guint8 *)zip, length, path, error);
}
