/* The nearest right name.
 *
 * SOURCE: Damerau 1964, Communications of the ACM 7:171-176 (insertion, deletion, substitution,
 * transposition of neighbours), in the restricted form that edits no letter twice. Both words are
 * decomposed, stripped of accents and case-folded first, because `Tenure` for `tenure` and
 * `Montreal` for `Montréal` are the slips that happen. Who writes
 * only the beginning of a name of several words means it, when no other name begins so. */
#include "base/diagnostics.h"

#include <string.h>

enum { LONGEST = 200, SHORTEST_BEGINNING = 3 };

static gunichar *fold(const char *word, glong *length)
{
    g_autofree char *apart = g_utf8_normalize(word, -1, G_NORMALIZE_ALL);
    if (apart == NULL)
        return NULL;
    g_autofree char *folded = g_utf8_casefold(apart, -1);
    gunichar *characters = g_utf8_to_ucs4_fast(folded, -1, length);
    glong kept = 0;
    for (glong i = 0; i < *length; i++)
        if (!g_unichar_ismark(characters[i]))
            characters[kept++] = characters[i];
    *length = kept;
    return characters;
}

/* How many slips a word of LENGTH letters may hold and still be recognised. */
static glong allowed(glong length)
{
    if (length <= 2)
        return 0;
    return length <= 4 ? 1 : length <= 8 ? 2 : 3;
}

static glong distance(const gunichar *a, glong n, const gunichar *b, glong m)
{
    glong rows[3][LONGEST + 1];
    for (glong j = 0; j <= m; j++)
        rows[0][j] = j;
    for (glong i = 1; i <= n; i++) {
        glong *now = rows[i % 3], *before = rows[(i + 2) % 3], *before2 = rows[(i + 1) % 3];
        now[0] = i;
        for (glong j = 1; j <= m; j++) {
            gboolean same = a[i - 1] == b[j - 1];
            now[j] = MIN(before[j - 1] + !same, MIN(before[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                now[j] = MIN(now[j], before2[j - 2] + 1);
        }
    }
    return rows[n % 3][m];
}

/* Whether A is the first words of B: "kruskal" of "kruskal-wallis". */
static gboolean begins(const gunichar *a, glong n, const gunichar *b, glong m)
{
    return n >= SHORTEST_BEGINNING && m > n && memcmp(a, b, (gsize)n * sizeof *a) == 0 &&
           !g_unichar_isalnum(b[n]);
}

/* The one candidate that goes on from WORD, or NULL. */
static const char *continued(const gunichar *word, glong length, const char *const *candidates,
                             gsize n)
{
    const char *only = NULL;
    for (gsize i = 0; i < n; i++) {
        glong other_length = 0;
        g_autofree gunichar *other =
            candidates[i] == NULL ? NULL : fold(candidates[i], &other_length);
        if (other == NULL || !begins(word, length, other, other_length))
            continue;
        if (only != NULL)
            return NULL;
        only = candidates[i];
    }
    return only;
}

const char *nearest_name(const char *word, const char *const *candidates, gsize n)
{
    glong length = 0;
    g_autofree gunichar *folded = fold(word, &length);
    if (folded == NULL || length > LONGEST)
        return NULL;
    const char *best = NULL;
    glong best_distance = allowed(length) + 1;
    for (gsize i = 0; i < n && best_distance > 0; i++) {
        glong other_length = 0;
        g_autofree gunichar *other =
            candidates[i] == NULL ? NULL : fold(candidates[i], &other_length);
        if (other == NULL || other_length > LONGEST || ABS(other_length - length) >= best_distance)
            continue;
        glong d = distance(folded, length, other, other_length);
        if (d < best_distance) {
            best = candidates[i];
            best_distance = d;
        }
    }
    return best != NULL ? best : continued(folded, length, candidates, n);
}

char *nearest_hint(const char *nearest)
{
    return nearest == NULL ? g_strdup("") : g_strdup_printf("; did you mean '%s'?", nearest);
}
