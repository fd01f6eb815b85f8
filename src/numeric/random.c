#include "numeric/random.h"

#include <string.h>

#define PHILOX_ROUNDS 10

static const guint32 multiplier[2] = {0xD2511F53u, 0xCD9E8D57u};
static const guint32 weyl[2] = {0x9E3779B9u, 0xBB67AE85u}; /* golden ratio, sqrt(3) - 1 */

void philox(const guint32 counter[4], const guint32 key[2], guint32 out[4])
{
    guint32 c[4] = {counter[0], counter[1], counter[2], counter[3]};
    guint32 k[2] = {key[0], key[1]};
    for (int round = 0; round < PHILOX_ROUNDS; round++) {
        guint64 first = (guint64)multiplier[0] * c[0], second = (guint64)multiplier[1] * c[2];
        guint32 next[4] = {(guint32)(second >> 32) ^ c[1] ^ k[0], (guint32)second,
                           (guint32)(first >> 32) ^ c[3] ^ k[1], (guint32)first};
        memcpy(c, next, sizeof c);
        k[0] += weyl[0];
        k[1] += weyl[1];
    }
    memcpy(out, c, sizeof c);
}

/* Absorbs 64 bits into a 64-bit state by one Philox block: state and word are its counter. */
static guint64 absorb(guint64 state, guint64 word)
{
    const guint32 key[2] = {0x616E6E65u, 0x78650001u}; /* "annexe", version 1 */
    guint32 counter[4] = {(guint32)state, (guint32)(state >> 32), (guint32)word,
                          (guint32)(word >> 32)};
    guint32 out[4];
    philox(counter, key, out);
    return ((guint64)out[1] << 32 | out[0]) ^ ((guint64)out[3] << 32 | out[2]);
}

guint64 random_key(guint64 seed, const char *const *names, guint n)
{
    guint64 state = absorb(0, seed);
    for (guint i = 0; i < n; i++) {
        const char *name = names[i] == NULL ? "" : names[i];
        gsize length = strlen(name);
        for (gsize at = 0; at < length; at += 8) {
            guint64 word = 0;
            for (gsize b = 0; b < 8 && at + b < length; b++)
                word |= (guint64)(guint8)name[at + b] << (8 * b);
            state = absorb(state, word);
        }
        state = absorb(state, length); /* the border between names */
    }
    return state;
}

guint64 random_key_with(guint64 key, guint64 number)
{
    return absorb(key, number);
}

Random random_block(guint64 key, guint64 block)
{
    return (Random){.key = {(guint32)key, (guint32)(key >> 32)},
                    .counter = {0, 0, (guint32)block, (guint32)(block >> 32)},
                    .next = 4};
}

guint32 random_u32(Random *random)
{
    if (random->next == 4) {
        philox(random->counter, random->key, random->words);
        random->next = 0;
        if (++random->counter[0] == 0)
            random->counter[1]++;
    }
    return random->words[random->next++];
}

guint64 random_u64(Random *random)
{
    guint64 low = random_u32(random);
    return (guint64)random_u32(random) << 32 | low;
}

/* Lemire's multiplication: the high word of n * u is uniform once the low words that would be
 * counted once too often are refused. */
guint64 random_below(Random *random, guint64 n)
{
    if (n <= G_MAXUINT32) {
        guint32 range = (guint32)n;
        guint64 product = (guint64)random_u32(random) * range;
        if ((guint32)product < range) {
            guint32 refuse = -range % range;
            while ((guint32)product < refuse)
                product = (guint64)random_u32(random) * range;
        }
        return product >> 32;
    }
    guint64 bound = G_MAXUINT64 - G_MAXUINT64 % n, draw = random_u64(random);
    while (draw >= bound)
        draw = random_u64(random);
    return draw % n;
}

double random_unit(Random *random)
{
    return (double)(random_u64(random) >> 11) * 0x1p-53;
}
