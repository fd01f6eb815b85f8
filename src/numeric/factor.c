#include "numeric/factor.h"
#include "numeric/linear.h"

#include <math.h>
#include <string.h>

#define AXIS_ROUNDS    50
#define MOST_STEPS     1000
#define MOST_HALVINGS  60
#define DECREMENT      1e-22 /* of F: parameters to about 1e-11 of their standard errors */
#define ROUNDED        1e-13 /* a decrement that F no longer shows */
#define LEAST_LOADING  1e-6  /* in standard deviations */
#define LEAST_INCREASE 1e-13 /* rounding of F */

/* A point of the model, and what it implies. */
typedef struct {
    guint k;
    const double *s;  /* [k][k], unit diagonal */
    double *loadings; /* [2k]: loadings, unique variances */
    double *unique;   /* its second half */
    double *v;        /* Ψ⁻¹λ */
    double q;         /* λ'v */
} Point;

static Point point_new(guint k, const double *s)
{
    Point p = {.k = k, .s = s, .loadings = g_new0(double, 2 * k), .v = g_new0(double, k)};

    p.unique = p.loadings + k;
    return p;
}

static void point_clear(Point *p)
{
    g_free(p->loadings);
    g_free(p->v);
}

static void imply(Point *p)
{
    p->q = 0;
    for (guint i = 0; i < p->k; i++) {
        p->v[i] = p->loadings[i] / p->unique[i];
        p->q += p->loadings[i] * p->v[i];
    }
}

static double discrepancy(Point *p)
{
    double sum, common = 0;

    imply(p);
    sum = log1p(p->q);
    for (guint i = 0; i < p->k; i++) {
        sum += log(p->unique[i]) + p->s[i * p->k + i] / p->unique[i];
        for (guint j = 0; j < p->k; j++)
            common += p->v[i] * p->s[i * p->k + j] * p->v[j];
    }
    return sum - common / (1 + p->q);
}

static void inverse_of(const Point *p, double *w)
{
    for (guint i = 0; i < p->k; i++)
        for (guint j = 0; j < p->k; j++)
            w[i * p->k + j] = (i == j ? 1 / p->unique[i] : 0) - p->v[i] * p->v[j] / (1 + p->q);
}

static void product(const double *a, const double *b, guint k, double *to)
{
    memset(to, 0, (gsize)k * k * sizeof *to);
    for (guint i = 0; i < k; i++)
        for (guint m = 0; m < k; m++)
            for (guint j = 0; j < k; j++)
                to[i * k + j] += a[i * k + m] * b[m * k + j];
}

/* What the derivatives of F are made of. */
typedef struct {
    double *w; /* Σ⁻¹ */
    double *e; /* Σ⁻¹SΣ⁻¹ - Σ⁻¹, which is 0 in expectation */
    double *a; /* Σ⁻¹ + 2 e; in expectation Σ⁻¹ */
} Parts;

static Parts parts_of(const Point *p)
{
    gsize n = (gsize)p->k * p->k;
    Parts parts = {g_new(double, n), g_new(double, n), g_new(double, n)};
    g_autofree double *half = g_new(double, n);

    inverse_of(p, parts.w);
    product(parts.w, p->s, p->k, half);
    product(half, parts.w, p->k, parts.e);
    for (gsize i = 0; i < n; i++) {
        parts.e[i] -= parts.w[i];
        parts.a[i] = parts.w[i] + 2 * parts.e[i];
    }
    return parts;
}

static void parts_clear(Parts *parts)
{
    g_free(parts->w);
    g_free(parts->e);
    g_free(parts->a);
}

/* Minus half the derivatives of F: e λ, and half the diagonal of e. */
static void descent(const Point *p, const Parts *parts, double *to)
{
    for (guint i = 0; i < p->k; i++) {
        to[i] = 0;
        for (guint j = 0; j < p->k; j++)
            to[i] += parts->e[i * p->k + j] * p->loadings[j];
        to[p->k + i] = parts->e[i * p->k + i] / 2;
    }
}

/* Half the second derivatives of F; with A = W and E = 0 the expected information. */
static void curvature(const Point *p, const double *w, const double *a, const double *e, double *to)
{
    guint k = p->k, d = 2 * k;
    double c = p->q / (1 + p->q), ca = 0;
    g_autofree double *u = g_new0(double, 2 * (gsize)k); /* Wλ, then Aλ */
    double *ua = u + k;

    for (guint i = 0; i < k; i++) {
        u[i] = p->v[i] / (1 + p->q);
        for (guint j = 0; j < k; j++)
            ua[i] += a[i * k + j] * p->loadings[j];
        ca += ua[i] * p->loadings[i];
    }
    for (guint i = 0; i < k; i++)
        for (guint j = 0; j < k; j++) {
            double wij = w[i * k + j], aij = a[i * k + j];
            to[i * d + j] = (u[j] * ua[i] + u[i] * ua[j] + c * aij + ca * wij) / 2 -
                            (e != NULL ? e[i * k + j] : 0);
            to[i * d + k + j] = to[(k + j) * d + i] = (u[j] * aij + ua[j] * wij) / 2;
            to[(k + i) * d + k + j] = wij * aij / 2;
        }
}

/* --- start ------------------------------------------------------------------------------------ */

static double scale_to(double *x, guint k, double length)
{
    double square = 0;

    for (guint i = 0; i < k; i++)
        square += x[i] * x[i];
    for (guint i = 0; i < k && square > 0; i++)
        x[i] *= length / sqrt(square);
    return sqrt(square);
}

/* The principal axis of S with communalities in its diagonal, by the power method; one added to
 * the diagonal keeps negative roots from winning. */
static double axis_round(const Point *p, double *axis)
{
    double root = 0;
    g_autofree double *next = g_new(double, p->k);

    for (guint i = 0; i < p->k; i++) {
        double sum = (1 - p->unique[i]) * axis[i];
        for (guint j = 0; j < p->k; j++)
            sum += i == j ? 0 : p->s[i * p->k + j] * axis[j];
        root += sum * axis[i];
        next[i] = sum + axis[i];
    }
    memcpy(axis, next, p->k * sizeof *axis);
    scale_to(axis, p->k, 1);
    return root;
}

static void start(Point *p)
{
    double root = 0;

    for (guint i = 0; i < p->k; i++) {
        double largest = 0;
        for (guint j = 0; j < p->k; j++)
            largest = i == j ? largest : fmax(largest, fabs(p->s[i * p->k + j]));
        p->unique[i] = 1 - CLAMP(largest, 0.05, 0.95);
        p->loadings[i] = 1 + 0.01 * i; /* at right angles to no axis that symmetry gives */
    }
    scale_to(p->loadings, p->k, 1);
    for (guint round = 0; round < AXIS_ROUNDS; round++)
        root = axis_round(p, p->loadings);
    for (guint i = 0; i < p->k; i++) {
        double loading = p->loadings[i] * sqrt(fmax(root, 0.05));
        p->loadings[i] = CLAMP(loading, -0.97, 0.97);
        p->unique[i] = 1 - p->loadings[i] * p->loadings[i];
    }
}

/* --- search ----------------------------------------------------------------------------------- */

/* How much of STEP keeps nine tenths of the way to a unique variance of 0. */
static double feasible(const Point *p, const double *step)
{
    double share = 1;

    for (guint i = 0; i < p->k; i++)
        if (step[p->k + i] < 0)
            share = fmin(share, -0.9 * p->unique[i] / step[p->k + i]);
    return share;
}

static gboolean is_heywood(const Point *p)
{
    for (guint i = 0; i < p->k; i++)
        if (p->unique[i] < FACTOR_LEAST_UNIQUE)
            return TRUE;
    return FALSE;
}

/* P moved along STEP to where F is no higher; FALSE when it is nowhere so. */
static gboolean move(Point *p, const double *step, double *f)
{
    g_autofree double *from = g_memdup2(p->loadings, 2 * p->k * sizeof *from);
    double share = feasible(p, step);

    for (guint halving = 0; halving < MOST_HALVINGS; halving++, share /= 2) {
        for (guint i = 0; i < 2 * p->k; i++)
            p->loadings[i] = from[i] + share * step[i];
        double here = discrepancy(p);
        if (here <= *f + LEAST_INCREASE * fabs(*f)) {
            *f = here;
            return TRUE;
        }
    }
    return FALSE;
}

/* Newton's step where F is convex, else that of scoring; FALSE: neither exists. */
static gboolean next_step(const Point *p, double *step, double *decrement)
{
    guint d = 2 * p->k;
    g_autofree double *second = g_new(double, (gsize)d *d);
    g_autofree double *down = g_new(double, d);
    Parts parts = parts_of(p);
    gboolean solved = FALSE;

    descent(p, &parts, down);
    for (guint scoring = 0; scoring < 2 && !solved; scoring++) {
        curvature(p, parts.w, scoring ? parts.w : parts.a, scoring ? NULL : parts.e, second);
        memcpy(step, down, d * sizeof *step);
        solved = solve_positive(second, d, step, 1);
    }
    parts_clear(&parts);
    *decrement = 0;
    for (guint i = 0; i < d; i++)
        *decrement += down[i] * step[i];
    return solved;
}

/* The least F of the solutions in which one item is the factor itself: its unique variance is 0,
 * the others' are those of regressions on it. */
static double least_improper(const Point *p)
{
    double least = INFINITY;

    for (guint i = 0; i < p->k; i++) {
        double sum = p->k;
        for (guint j = 0; j < p->k; j++)
            sum += i == j ? 0 : log1p(-p->s[i * p->k + j] * p->s[i * p->k + j]);
        least = fmin(least, sum);
    }
    return least;
}

static gboolean is_shared(const Point *p)
{
    guint n = 0;

    for (guint i = 0; i < p->k; i++)
        n += fabs(p->loadings[i]) > LEAST_LOADING;
    return n >= 3;
}

static FactorState judge(const Point *p, double f)
{
    if (!is_shared(p))
        return FACTOR_NOT_IDENTIFIED;
    return f > least_improper(p) ? FACTOR_HEYWOOD : FACTOR_FOUND;
}

static FactorState search(Point *p)
{
    g_autofree double *step = g_new(double, 2 * p->k);
    double f = discrepancy(p), decrement;

    for (guint round = 0; round < MOST_STEPS; round++) {
        if (is_heywood(p))
            return FACTOR_HEYWOOD;
        if (!next_step(p, step, &decrement))
            return FACTOR_NOT_IDENTIFIED;
        if (decrement < DECREMENT)
            return judge(p, f);
        if (!move(p, step, &f))
            return decrement < ROUNDED ? judge(p, f) : FACTOR_NOT_CONVERGED;
    }
    return FACTOR_NOT_CONVERGED;
}

/* --- result ----------------------------------------------------------------------------------- */

static gboolean covariance_of(const Point *p, const double *unit, double *to)
{
    guint k = p->k, d = 2 * k;
    g_autofree double *info = g_new(double, 2 * (gsize)d * k);
    g_autofree double *w = g_new(double, (gsize)d *k);

    inverse_of(p, w);
    curvature(p, w, w, NULL, info);
    memset(to, 0, (gsize)d * d * sizeof *to);
    for (guint i = 0; i < d; i++)
        to[i * d + i] = 1;
    if (!solve_positive(info, d, to, d))
        return FALSE;
    for (guint i = 0; i < d; i++)
        for (guint j = 0; j < d; j++) {
            double a = i < k ? unit[i] : unit[i - k] * unit[i - k];
            double b = j < k ? unit[j] : unit[j - k] * unit[j - k];
            to[i * d + j] *= a * b;
        }
    return TRUE;
}

static double *correlations(const double *s, guint k, double *unit)
{
    double *r = g_new(double, (gsize)k *k);

    for (guint i = 0; i < k; i++)
        unit[i] = sqrt(s[i * k + i]);
    for (guint i = 0; i < k; i++)
        for (guint j = 0; j < k; j++)
            r[i * k + j] = i == j ? 1 : s[i * k + j] / (unit[i] * unit[j]);
    return r;
}

/* A factor has no sign of its own: the sum of the items is to rise with it. */
static void orient(Point *p, const double *unit)
{
    double sum = 0;

    for (guint i = 0; i < p->k; i++)
        sum += p->loadings[i] * unit[i];
    for (guint i = 0; i < p->k && sum < 0; i++)
        p->loadings[i] = -p->loadings[i];
    imply(p);
}

FactorState one_factor(const double *s, guint k, double *loadings, double *unique,
                       double *covariance)
{
    if (k < 3)
        return FACTOR_NOT_IDENTIFIED;
    g_autofree double *unit = g_new(double, k);
    g_autofree double *r = correlations(s, k, unit);
    g_autofree double *inverse = g_new(double, 4 * (gsize)k * k);
    Point p = point_new(k, r);
    FactorState state;

    start(&p);
    state = search(&p);
    orient(&p, unit);
    if (state == FACTOR_FOUND && !covariance_of(&p, unit, inverse))
        state = FACTOR_NOT_IDENTIFIED;
    if (state == FACTOR_FOUND) {
        memcpy(covariance, inverse, 4 * (gsize)k * k * sizeof *covariance);
        for (guint i = 0; i < k; i++) {
            loadings[i] = p.loadings[i] * unit[i];
            unique[i] = p.unique[i] * unit[i] * unit[i];
        }
    }
    point_clear(&p);
    return state;
}
