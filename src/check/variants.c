#include "variants.h"

static const CheckVariant variants[] = {
    {.applies = FOR_ANYTHING, .name = "default", .adjusts = TRUE},
#define VARIANT(what, called, ...) {.applies = (what), .name = (called), __VA_ARGS__},
#define FORM(what, called, how)
#define ADJUSTMENT(method)
#include "variants.def"
#undef VARIANT
#undef FORM
#undef ADJUSTMENT
};

static const CheckForm forms[] = {
    {FOR_ANYTHING, "", FORM_PLAIN},
#define VARIANT(what, called, ...)
#define FORM(what, called, how) {(what), (called), (how)},
#define ADJUSTMENT(method)
#include "variants.def"
#undef VARIANT
#undef FORM
#undef ADJUSTMENT
};

static const AdjustMethod adjustments[] = {
#define VARIANT(what, called, ...)
#define FORM(what, called, how)
#define ADJUSTMENT(method) method,
#include "variants.def"
#undef VARIANT
#undef FORM
#undef ADJUSTMENT
};

const CheckVariant *check_variants(guint *n)
{
    *n = G_N_ELEMENTS(variants);
    return variants;
}

const CheckForm *check_forms(guint *n)
{
    *n = G_N_ELEMENTS(forms);
    return forms;
}

const AdjustMethod *check_adjustments(guint *n)
{
    *n = G_N_ELEMENTS(adjustments);
    return adjustments;
}
