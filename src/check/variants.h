/* The list behind variants.def. */
#pragma once

#include "stats/statistic.h"

typedef enum {
    FOR_KRUSKAL_WALLIS = 1 << 0,
    FOR_MANN_WHITNEY = 1 << 1,
    FOR_CHI_SQUARE = 1 << 2,
    FOR_OTHER_TEST = 1 << 3,
    FOR_PERCENT = 1 << 4,
    FOR_MEDIAN = 1 << 5,
    FOR_MEAN = 1 << 6,
    FOR_COUNT = 1 << 7,
    FOR_POSTHOC = 1 << 8, /* dunn, dscf, …: of pairs of groups by their nature */
    FOR_RANKS = FOR_KRUSKAL_WALLIS | FOR_MANN_WHITNEY,
    FOR_ANY_TEST = FOR_RANKS | FOR_CHI_SQUARE | FOR_OTHER_TEST | FOR_POSTHOC,
    FOR_ANYTHING = FOR_ANY_TEST | FOR_PERCENT | FOR_MEDIAN | FOR_MEAN | FOR_COUNT
} VariantFor;

/* Which table is looked at. LISTWISE, OTHER_WEIGHT and FLIPPED are counted in the pass; the others
 * are made from the plain one. */
typedef enum {
    SHAPE_PLAIN,
    SHAPE_LISTWISE,      /* respondents with answers to all responses of the claim's section */
    SHAPE_OTHER_WEIGHT,  /* without the plan's weight, or with the file's where the plan has none */
    SHAPE_FLIPPED,       /* each reversed item of the scale in turn not reversed */
    SHAPE_WITH_MISSING,  /* missing answers as levels */
    SHAPE_WITH_DECLARED, /* of them the declared ones */
    SHAPE_COLLAPSED,     /* the plan's nets */
    SHAPE_NO_TIES        /* two groups, the same U (rounded down), every value another */
} VariantShape;

typedef enum {
    FORM_PLAIN,
    FORM_ADJUSTED, /* p adjusted by the plan */
    FORM_MEAN,
    FORM_MEDIAN,
    FORM_SUM_OF_ROUNDED,
    FORM_TRANSPOSED,
    FORM_ROWS_READ,
    FORM_SMALLER_U,
    FORM_OTHER_U,
    FORM_RANK_SUM,
    FORM_OTHER_RANK_SUM,
    FORM_SMALLER_RANK_SUM,
    FORM_OTHER_SIGN
} VariantForm;

typedef struct {
    guint applies; /* VariantFor */
    const char *name;
    const char *statistic; /* instead of the claim's */
    Variant variant;
    guint methods;
    QuantileRule quantile; /* 0: the plan's */
    VariantShape shape;
    VariantForm form;
    gboolean adjusts; /* its p of a pair of groups is tried adjusted too */
} CheckVariant;

typedef struct {
    guint applies;
    const char *name;
    VariantForm form;
} CheckForm;

/* The default is the first of the variants, and printing U as it is the first of the forms; both
 * apply to anything. */
const CheckVariant *check_variants(guint *n);
const CheckForm *check_forms(guint *n);
/* How programs adjust the p of pairs. */
const AdjustMethod *check_adjustments(guint *n);
