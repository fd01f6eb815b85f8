/* Claims built by hand for the tests of claims against each other. */
#pragma once

#include "plan/claims.h"
#include "plan/plan.h"

/* "1;2" split; NULL or "" gives an empty vector. */
static inline char **test_words(const char *text)
{
    return text == NULL || text[0] == '\0' ? g_new0(char *, 1) : g_strsplit(text, ";", -1);
}

static inline void test_claim_free(gpointer data)
{
    Claim *claim = data;
    g_free(claim->id);
    g_free(claim->section);
    g_free(claim->response);
    g_strfreev(claim->levels);
    g_strfreev(claim->by);
    g_strfreev(claim->group);
    if (claim->parts != NULL)
        g_array_unref(claim->parts);
    g_free(claim);
}

static inline Claims *test_claims_new(void)
{
    Claims *claims = g_new0(Claims, 1);
    claims->claims = g_ptr_array_new_with_free_func(test_claim_free);
    return claims;
}

static inline void test_claims_free(Claims *claims)
{
    g_ptr_array_unref(claims->claims);
    g_free(claims);
}

/* VALUE as printed, "81.29"; NULL for none. */
static inline PrintedNumber test_number(const char *value)
{
    if (value == NULL)
        return (PrintedNumber){FALSE, 0, 0};
    const char *point = strchr(value, '.');
    return (PrintedNumber){TRUE, g_ascii_strtod(value, NULL),
                           point == NULL ? 0 : (int)strlen(point + 1)};
}

typedef struct {
    const char *id;
    ClaimKind kind;
    const char *response, *levels, *by, *group, *value;
} TestClaim;

static inline Claim *test_claim_add(Claims *claims, TestClaim row)
{
    Claim *claim = g_new0(Claim, 1);
    claim->id = g_strdup(row.id);
    claim->section = g_strdup_printf("section of %s", row.id);
    claim->kind = row.kind;
    claim->response = g_strdup(row.response);
    claim->levels = test_words(row.levels);
    claim->by = test_words(row.by);
    claim->group = test_words(row.group);
    claim->value = test_number(row.value);
    g_ptr_array_add(claims->claims, claim);
    return claim;
}
