/* A fast generator inside one block of draws: xoshiro256++, seeded by the block's own Philox
 * words, so that blocks keep their counters while a shuffle pays one nanosecond a number.
 *
 * SOURCE  D. Blackman and S. Vigna (2021), Scrambled linear pseudorandom number generators, ACM
 *         TOMS 47:36. N. Brackett-Rozinsky and D. Lemire (2024), Batched ranged random integer
 *         generation, arXiv:2408.06213 (numbers from one word). */
#pragma once

#include "numeric/random.h"
#include "numeric/ranks.h"

typedef struct {
    guint64 s[4];
} Generator;

static inline Generator generator_block(guint64 key, guint64 block)
{
    Random random = random_block(key, block);
    Generator g;

    for (int i = 0; i < 4; i++)
        g.s[i] = random_u64(&random);
    g.s[0] |= 1; /* the state must not be all zero */
    return g;
}

static inline guint64 generator_next(Generator *g)
{
    guint64 *s = g->s, sum = s[0] + s[3], t = s[1] << 17;
    guint64 result = ((sum << 23) | (sum >> 41)) + s[0];

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 45) | (s[3] >> 19);
    return result;
}

/* 0..n-1, n > 0, from the high half of a 32 × 32 bit product (Lemire 2019). */
static inline guint32 generator_below(Generator *g, guint32 n)
{
    guint64 product = (generator_next(g) >> 32) * n;

    if ((guint32)product < n) {
        guint32 refuse = -n % n;
        while ((guint32)product < refuse)
            product = (generator_next(g) >> 32) * n;
    }
    return (guint32)(product >> 32);
}

/* One of such numbers from the fraction that the one before has left. */
static inline guint32 generator_next_digit(guint64 *fraction, guint32 n)
{
    UInt128 product = (UInt128)*fraction * n;

    *fraction = (guint64)product;
    return (guint32)(product >> 64);
}

/* Four such numbers from one word where they fit: each multiplication leaves the fraction that
 * gives the next, and the last one tells whether the word is one of those too many. */
static inline void generator_below_four(Generator *g, guint32 n, guint32 below[4])
{
    guint64 fours = (guint64)n * n * n * n;

    if (G_UNLIKELY(n > G_MAXUINT16)) {
        for (int i = 0; i < 4; i++)
            below[i] = generator_below(g, n);
        return;
    }
    for (;;) {
        guint64 fraction = generator_next(g);
        for (int i = 0; i < 4; i++)
            below[i] = generator_next_digit(&fraction, n);
        if (G_LIKELY(fraction >= fours) || fraction >= -fours % fours)
            return;
    }
}

/* In (0, 1). */
static inline double generator_unit(Generator *g)
{
    return ((double)(generator_next(g) >> 11) + 0.5) * 0x1p-53;
}
