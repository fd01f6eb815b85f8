#include "shares.h"

#include "base/error.h"

#include <errno.h>
#include <sys/mman.h>

/* Less is read sooner than a parser is begun anew. */
enum { WORTH = 8 };

/* Blocks not yet taken: the next one in the upper half, the end in the lower. A line of the cache
 * each. */
typedef struct {
    guint64 left;
    guint64 padding[7];
} Part;

struct Shares {
    gsize size;
    guint n_readers;
    guint32 n_blocks;
    gint64 n_rows;
    double skip;
    Part parts[];
};

static guint64 pack(guint32 next, guint32 end)
{
    return (guint64)next << 32 | end;
}

/* Blocks of the part; 0 where a reader wrote what is none. */
static guint32 blocks_left(const Shares *shares, guint64 left)
{
    guint32 next = (guint32)(left >> 32), end = (guint32)left;
    return next < end && end <= shares->n_blocks ? end - next : 0;
}

static guint64 look(Shares *shares, guint reader)
{
    return __atomic_load_n(&shares->parts[reader].left, __ATOMIC_RELAXED);
}

static gboolean change(Shares *shares, guint reader, guint64 *from, guint64 to)
{
    return __atomic_compare_exchange_n(&shares->parts[reader].left, from, to, FALSE,
                                       __ATOMIC_RELAXED, __ATOMIC_RELAXED);
}

Shares *shares_new(guint n_readers, gint64 n_rows, double skip, GError **error)
{
    gsize size = sizeof(Shares) + n_readers * sizeof(Part);
    Shares *shares = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (shares == MAP_FAILED) {
        g_set_error(error, ANNEXE_ERROR, ANNEXE_ERROR_IO, "no memory for the readers to share: %s",
                    g_strerror(errno));
        return NULL;
    }
    shares->size = size;
    shares->n_readers = n_readers;
    shares->n_blocks = (guint32)((n_rows + SHARES_BLOCK - 1) / SHARES_BLOCK);
    shares->n_rows = n_rows;
    shares->skip = skip;
    return shares;
}

void shares_free(Shares *shares)
{
    if (shares != NULL)
        munmap(shares, shares->size);
}

void shares_give(Shares *shares, guint reader, gint64 from, gint64 until)
{
    gint64 end = (until + SHARES_BLOCK - 1) / SHARES_BLOCK;
    shares->parts[reader].left = pack((guint32)(from / SHARES_BLOCK), (guint32)end);
}

gint64 shares_take(Shares *shares, guint reader)
{
    guint64 left = look(shares, reader);
    do
        if (blocks_left(shares, left) == 0)
            return 0;
    while (!change(shares, reader, &left, left + pack(1, 0)));
    gint64 from = (gint64)(left >> 32) * SHARES_BLOCK;
    return MIN(SHARES_BLOCK, shares->n_rows - from);
}

static guint longest(Shares *shares)
{
    guint found = 0;
    guint32 most = 0;
    for (guint r = 0; r < shares->n_readers; r++) {
        guint32 blocks = blocks_left(shares, look(shares, r));
        if (blocks > most) {
            most = blocks;
            found = r;
        }
    }
    return found;
}

/* With R blocks left and the way to their end as long as S, both are through together when the
 * newcomer takes x with S + x = R - x. */
static guint32 fair(const Shares *shares, guint64 left)
{
    double blocks = blocks_left(shares, left);
    double x = (blocks - shares->skip * (double)(guint32)left) / 2;
    return x >= WORTH ? (guint32)x : 0;
}

gboolean shares_take_over(Shares *shares, guint reader, gint64 *from)
{
    for (;;) {
        guint of = longest(shares);
        guint64 left = look(shares, of);
        guint32 end = (guint32)left, blocks = fair(shares, left);
        if (blocks == 0)
            return FALSE;
        if (!change(shares, of, &left, left - blocks))
            continue;
        __atomic_store_n(&shares->parts[reader].left, pack(end - blocks, end), __ATOMIC_RELAXED);
        *from = (gint64)(end - blocks) * SHARES_BLOCK;
        return TRUE;
    }
}
