/* Random numbers that depend on what they are for, not on when they are drawn.
 *
 *     guint64 key = random_key(seed, (const char *[]){analysis, response, by, "fisher"}, 4);
 *     Random random = random_block(key, draw / RANDOM_BLOCK_DRAWS);
 *     guint64 k = random_below(&random, n);
 *
 * A stream is a key; a block of RANDOM_BLOCK_DRAWS draws has a counter of its own, so no number
 * changes with threads, with their order, or when another analysis is added. Integers alone, equal
 * on any machine.
 *
 * SOURCE  J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw (2011), Parallel random numbers: as
 *         easy as 1, 2, 3, SC '11: Philox4x32-10. D. Lemire (2019), Fast random integer generation
 *         in an interval, ACM TOMACS 29:3. */
#pragma once

#include <glib.h>

/* Draws (tables, resamples) that share a block. */
#define RANDOM_BLOCK_DRAWS 1000

/* A position in a block of a stream. 2^66 words of 32 bits each before it wraps. */
typedef struct {
    guint32 key[2];
    guint32 counter[4]; /* 0, 1: position; 2, 3: block */
    guint32 words[4];
    guint next; /* of words; 4: none left */
} Random;

/* One Philox4x32-10 block: 128 bits from a counter and a key. */
void philox(const guint32 counter[4], const guint32 key[2], guint32 out[4]);
/* The key of a stream: a hash of SEED and of N names (NULL and "" are alike; the borders between
 * names count). */
guint64 random_key(guint64 seed, const char *const *names, guint n);
/* The same stream, further divided: by a number such as a replicate. */
guint64 random_key_with(guint64 key, guint64 number);
Random random_block(guint64 key, guint64 block);
guint32 random_u32(Random *random);
guint64 random_u64(Random *random);
/* 0..n-1, each equally likely; n > 0. */
guint64 random_below(Random *random, guint64 n);
/* In [0, 1), a multiple of 2^-53. */
double random_unit(Random *random);
