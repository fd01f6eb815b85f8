#include "tally/profile.h"

#include <string.h>

/* One reader's counts: counts[column][code]. */
typedef struct {
    GArray **counts;
    gint64 rows;
} Lane;

static void count_batch(Lane *lane, const Batch *batch, Scan *scan, guint reader)
{
    for (guint c = 0; c < batch->n_columns; c++) {
        guint n = 0;
        scan_dictionary(scan, reader, c, &n);
        if (lane->counts[c]->len < n)
            g_array_set_size(lane->counts[c], n);
        gint64 *counts = (gint64 *)(gpointer)lane->counts[c]->data;
        for (guint row = 0; row < batch->n_rows; row++)
            counts[batch_code(batch, c, row)]++;
    }
    lane->rows += batch->n_rows;
}

static gboolean read_lane(Lane *lane, Scan *scan, guint reader, GError **error)
{
    const Batch *batch = NULL;
    while (scan_next(scan, reader, &batch, error)) {
        if (batch == NULL)
            return TRUE;
        count_batch(lane, batch, scan, reader);
    }
    return FALSE;
}

static int compare_values(gconstpointer a, gconstpointer b)
{
    const ProfileValue *x = a, *y = b;
    if (x->state != y->state)
        return (int)x->state - (int)y->state;
    if (x->tag != y->tag)
        return x->tag < y->tag ? -1 : 1;
    if (x->text != NULL && y->text != NULL)
        return strcmp(x->text, y->text);
    return x->number < y->number ? -1 : x->number > y->number;
}

static void merge_equal(GArray *values)
{
    guint kept = 0;
    for (guint i = 0; i < values->len; i++) {
        const ProfileValue value = g_array_index(values, ProfileValue, i);
        if (kept > 0 && compare_values(&g_array_index(values, ProfileValue, kept - 1), &value) == 0)
            g_array_index(values, ProfileValue, kept - 1).n += value.n;
        else
            g_array_index(values, ProfileValue, kept++) = value;
    }
    g_array_set_size(values, kept);
}

static void add_entries(Profile *profile, ProfileVariable *variable, const DictEntry *entries,
                        const GArray *counts)
{
    for (guint code = 0; code < counts->len; code++) {
        gint64 n = g_array_index(counts, gint64, code);
        const DictEntry *entry = &entries[code];
        ProfileValue value = {entry->state, entry->tag, entry->number, NULL, n};
        if (entry->text != NULL)
            value.text = g_string_chunk_insert_const(profile->strings, entry->text);
        if (n == 0)
            continue;
        g_array_append_val(variable->values, value);
        if (entry->state == CELL_VALID)
            variable->valid += n;
        else
            variable->missing += n;
    }
}

static void seal(Profile *profile, Scan *scan, const Lane *lanes, guint n_readers)
{
    for (guint c = 0; c < profile->variables->len; c++) {
        ProfileVariable *variable = g_ptr_array_index(profile->variables, c);
        for (guint r = 0; r < n_readers; r++) {
            guint n = 0;
            const DictEntry *entries = scan_dictionary(scan, r, c, &n);
            add_entries(profile, variable, entries, lanes[r].counts[c]);
        }
        g_array_sort(variable->values, compare_values);
        merge_equal(variable->values);
    }
}

static void profile_variable_free(gpointer data)
{
    ProfileVariable *variable = data;
    g_array_unref(variable->values);
    g_free(variable);
}

static Profile *profile_empty(guint n_variables)
{
    Profile *profile = g_new0(Profile, 1);
    profile->strings = g_string_chunk_new(4096);
    profile->variables = g_ptr_array_new_with_free_func(profile_variable_free);
    for (guint i = 0; i < n_variables; i++) {
        ProfileVariable *variable = g_new0(ProfileVariable, 1);
        variable->values = g_array_new(FALSE, TRUE, sizeof(ProfileValue));
        g_ptr_array_add(profile->variables, variable);
    }
    return profile;
}

static Lane *lanes_new(guint n_readers, guint n_columns)
{
    Lane *lanes = g_new0(Lane, n_readers);
    for (guint r = 0; r < n_readers; r++) {
        lanes[r].counts = g_new0(GArray *, n_columns);
        for (guint c = 0; c < n_columns; c++)
            lanes[r].counts[c] = g_array_new(FALSE, TRUE, sizeof(gint64));
    }
    return lanes;
}

static void lanes_free(Lane *lanes, guint n_readers, guint n_columns)
{
    for (guint r = 0; r < n_readers; r++) {
        for (guint c = 0; c < n_columns; c++)
            g_array_unref(lanes[r].counts[c]);
        g_free(lanes[r].counts);
    }
    g_free(lanes);
}

Profile *profile_new(const SourceOptions *options, const Codebook *codebook, GError **error)
{
    guint n = codebook->variables->len;
    g_autofree SourceColumn *columns = g_new0(SourceColumn, n);
    for (guint c = 0; c < n; c++)
        columns[c].column = ((const Variable *)g_ptr_array_index(codebook->variables, c))->column;
    g_autoptr(Scan) scan = scan_new(options, codebook, columns, n, 1, error);
    if (scan == NULL)
        return NULL;
    g_autoptr(Profile) profile = profile_empty(n);
    guint n_readers = scan_n_readers(scan);
    Lane *lanes = lanes_new(n_readers, n);
    gboolean read = TRUE;
    for (guint r = 0; r < n_readers && read; r++) {
        read = read_lane(&lanes[r], scan, r, error);
        profile->rows += lanes[r].rows;
    }
    if (read)
        seal(profile, scan, lanes, n_readers);
    lanes_free(lanes, n_readers, n);
    return read ? g_steal_pointer(&profile) : NULL;
}

void profile_free(Profile *profile)
{
    g_ptr_array_unref(profile->variables);
    g_string_chunk_free(profile->strings);
    g_free(profile);
}
