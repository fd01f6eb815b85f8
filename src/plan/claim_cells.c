/* What the cells of a claim say: a table of columns says how each is read and where it goes. */
#include "claim_cells.h"

#include "base/number.h"

#include <string.h>

static const char *const kind_names[] = {
    [CLAIM_PERCENT] = "percent", [CLAIM_MEDIAN] = "median", [CLAIM_MEAN] = "mean",
    [CLAIM_COUNT] = "count",     [CLAIM_SHARE] = "share",   [CLAIM_SUM] = "sum",
    [CLAIM_DIFFERS] = "differs", [CLAIM_SAME] = "same",     [CLAIM_ASSOCIATED] = "associated",
    [CLAIM_TEST] = "test",
};

const char *claim_kind_name(ClaimKind kind)
{
    return kind_names[kind];
}

/* Found by reading the record again: only mistakes pay for it. */
Place claim_reader_place(const ClaimReader *reader)
{
    guint64 line = reader->line;
    guint column = 1;
    csv_locate(reader->text, reader->length, &reader->format, reader->field, &line, &column);
    return (Place){reader->file, (guint)line, column};
}

typedef void ReadCell(ClaimReader *reader, const char *column, const char *cell, void *field);

static void read_text(ClaimReader *reader G_GNUC_UNUSED, const char *column G_GNUC_UNUSED,
                      const char *cell, void *field)
{
    *(char **)field = g_strdup(cell);
}

/* Splits at `;`; blanks around the parts are dropped, empty parts too. */
static void read_list(ClaimReader *reader G_GNUC_UNUSED, const char *column G_GNUC_UNUSED,
                      const char *cell, void *field)
{
    g_auto(GStrv) parts = g_strsplit(cell, ";", -1);
    GPtrArray *kept = g_ptr_array_new();
    for (char **part = parts; *part != NULL; part++)
        if (g_strstrip(*part)[0] != '\0')
            g_ptr_array_add(kept, g_strdup(*part));
    g_ptr_array_add(kept, NULL);
    *(char ***)field = (char **)g_ptr_array_free(kept, FALSE);
}

static gboolean parse_number(ClaimReader *reader, const char *column, const char *cell,
                             const char *what, PrintedNumber *number)
{
    if (number_parse_printed(cell, &number->value, &number->decimals)) {
        number->has = TRUE;
        return TRUE;
    }
    diagnostics_error(reader->diagnostics, claim_reader_place(reader),
                      "%s '%s' is no number; expected %s", column, cell, what);
    return FALSE;
}

static void read_number(ClaimReader *reader, const char *column, const char *cell, void *field)
{
    parse_number(reader, column, cell, "a number such as 3.40 or 3,40", field);
}

static void read_parts(ClaimReader *reader, const char *column, const char *cell, void *field)
{
    g_auto(GStrv) parts = NULL;
    read_list(reader, column, cell, &parts);
    for (char **part = parts; *part != NULL; part++) {
        PrintedNumber number = {0};
        if (!parse_number(reader, column, *part, "numbers separated by semicolons", &number))
            return;
        g_array_append_val(*(GArray **)field, number);
    }
}

static const struct {
    const char *sign;
    Bound bound;
} bounds[] = {
    {"<=", BOUND_AT_MOST}, {">=", BOUND_AT_LEAST}, {"≤", BOUND_AT_MOST}, {"≥", BOUND_AT_LEAST},
    {"<", BOUND_BELOW},    {">", BOUND_ABOVE},     {"=", BOUND_EQUAL},
};

/* A number, or a bound such as <0.0001. */
static void read_p(ClaimReader *reader, const char *column, const char *cell, void *field)
{
    Claim *claim = field;
    const char *rest = cell + strspn(cell, " ");
    Bound bound = BOUND_EQUAL;
    for (guint i = 0; i < G_N_ELEMENTS(bounds); i++) {
        if (!g_str_has_prefix(rest, bounds[i].sign))
            continue;
        bound = bounds[i].bound;
        rest += strlen(bounds[i].sign);
        break;
    }
    PrintedNumber p = {0};
    if (!parse_number(reader, column, rest,
                      "a probability such as 0.041 or a bound such as <0.0001", &p))
        return;
    if (p.value < 0 || p.value > 1) {
        diagnostics_error(reader->diagnostics, claim_reader_place(reader),
                          "%s '%s' is no probability; expected a number from 0 to 1", column, cell);
        return;
    }
    claim->p_bound = bound;
    claim->p = p;
}

static void read_kind(ClaimReader *reader, const char *column G_GNUC_UNUSED, const char *cell,
                      void *field)
{
    for (guint i = 0; i < G_N_ELEMENTS(kind_names); i++) {
        if (strcmp(cell, kind_names[i]) == 0) {
            *(ClaimKind *)field = (ClaimKind)i;
            return;
        }
    }
    g_autofree char *hint = nearest_hint(nearest_name(cell, kind_names, G_N_ELEMENTS(kind_names)));
    diagnostics_error(reader->diagnostics, claim_reader_place(reader),
                      "unknown kind of claim '%s'; expected percent, median, mean, count, share, "
                      "sum, differs, same, associated or test%s",
                      cell, hint);
}

static void read_rank(ClaimReader *reader, const char *column G_GNUC_UNUSED, const char *cell,
                      void *field)
{
    if (strcmp(cell, "highest") == 0)
        *(ClaimRank *)field = RANK_HIGHEST;
    else if (strcmp(cell, "lowest") == 0)
        *(ClaimRank *)field = RANK_LOWEST;
    else
        diagnostics_error(reader->diagnostics, claim_reader_place(reader),
                          "rank '%s'; expected highest or lowest", cell);
}

static const struct {
    const char *name;
    ReadCell *read;
    gsize offset;
} columns[] = {
    {"id", read_text, G_STRUCT_OFFSET(Claim, id)},
    {"section", read_text, G_STRUCT_OFFSET(Claim, section)},
    {"kind", read_kind, G_STRUCT_OFFSET(Claim, kind)},
    {"response", read_text, G_STRUCT_OFFSET(Claim, response)},
    {"levels", read_list, G_STRUCT_OFFSET(Claim, levels)},
    {"by", read_list, G_STRUCT_OFFSET(Claim, by)},
    {"group", read_list, G_STRUCT_OFFSET(Claim, group)},
    {"rank", read_rank, G_STRUCT_OFFSET(Claim, rank)},
    {"value", read_number, G_STRUCT_OFFSET(Claim, value)},
    {"p", read_p, 0},
    {"levels_source", read_text, G_STRUCT_OFFSET(Claim, levels_source)},
    {"label_fr", read_text, G_STRUCT_OFFSET(Claim, label_fr)},
    {"test", read_text, G_STRUCT_OFFSET(Claim, test)},
    {"other", read_list, G_STRUCT_OFFSET(Claim, other)},
    {"statistic", read_number, G_STRUCT_OFFSET(Claim, statistic)},
    {"df", read_number, G_STRUCT_OFFSET(Claim, df)},
    {"n", read_number, G_STRUCT_OFFSET(Claim, n)},
    {"count", read_number, G_STRUCT_OFFSET(Claim, count)},
    {"base", read_number, G_STRUCT_OFFSET(Claim, base)},
    {"parts", read_parts, G_STRUCT_OFFSET(Claim, parts)},
};
G_STATIC_ASSERT(G_N_ELEMENTS(columns) == CLAIM_COLUMNS);

gint claim_column_find(const char *name)
{
    for (gint i = 0; i < CLAIM_COLUMNS; i++)
        if (strcmp(columns[i].name, name) == 0)
            return i;
    return CLAIM_UNKNOWN;
}

void claim_column_unknown(ClaimReader *reader, const char *name)
{
    const char *names[CLAIM_COLUMNS];
    for (gint i = 0; i < CLAIM_COLUMNS; i++)
        names[i] = columns[i].name;
    g_autofree char *hint = nearest_hint(nearest_name(name, names, CLAIM_COLUMNS));
    diagnostics_warning(reader->diagnostics, claim_reader_place(reader),
                        "the column '%s' is unknown and ignored%s", name, hint);
}

void claim_cell_read(ClaimReader *reader, gint column, const char *cell, Claim *claim)
{
    columns[column].read(reader, columns[column].name, cell,
                         (char *)claim + columns[column].offset);
}
