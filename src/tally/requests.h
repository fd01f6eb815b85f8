/* What a Tally holds, for the files that run its passes. */
#pragma once

#include "kept.h"
#include "pass.h"
#include "tally/tally.h"

typedef struct {
    SummaryKind kind;
    gint response, by, stratum;
    gint scale;
    GArray *items; /* gint, or NULL */
    guint in_pass; /* table, moments or blocks of the pass */
    guint table;   /* DESIGN: handle */
    double *z;     /* DESIGN: [vectors][cells] */
    guint vectors;
    double *replicates; /* of the sealed table, owned by it */
    Summary *sealed;
} Request;

struct Tally {
    const Frame *frame;
    GArray *requests; /* Request */
    Pass *pass;       /* of the run; planned by tally_columns() */
    Kept *kept;       /* of FIRST, where a second pass may follow, or NULL */
    Feed first;
    void (*close)(Feed *feed); /* closes FIRST */
    gsize most_kept;
    gboolean once; /* no second pass follows, whatever the design */
    TallyBase base;
    struct Calibration *calibration; /* of the weights, once it is made */
    guint units; /* a guess at the number of primary sampling units, from the first pass */
    double weight_squares; /* of the rows kept, as base.weight_sum */
};

/* An empty pass, with the weights as adjusted. */
Pass *tally_pass_new(const Tally *tally);
/* The table, moments or blocks of PASS that answer REQUEST. */
guint tally_plan_request(Pass *pass, const Request *request);
/* All rows of FEED through lanes into tally->pass; FALSE with what readers or data have against it.
 */
gboolean tally_run_pass(Tally *tally, const Feed *feed, const char *name, const Progress *progress,
                        GError **error);
