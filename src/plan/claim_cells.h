/* The columns of claims.csv, and a claim's cells in them. */
#pragma once

#include "base/csv.h"
#include "plan/claims.h"

enum { CLAIM_COLUMNS = 20, CLAIM_UNKNOWN = -1 };

typedef struct {
    const char *text; /* the file */
    gsize length;
    CsvFormat format;
    guint file;
    Diagnostics *diagnostics;
    guint64 line; /* of the record being read */
    guint field;  /* being read */
} ClaimReader;

/* The place of the field being read. */
Place claim_reader_place(const ClaimReader *reader);
/* The number of the column called NAME, or CLAIM_UNKNOWN. */
gint claim_column_find(const char *name);
/* Warns of the column NAME, which is none, and says which is probably meant. */
void claim_column_unknown(ClaimReader *reader, const char *name);
/* Reads CELL, which is not empty, into CLAIM; its `parts` are a GArray of PrintedNumber by then. A
 * mistake is reported, and leaves the claim without the cell. */
void claim_cell_read(ClaimReader *reader, gint column, const char *cell, Claim *claim);
