#include "covariance.h"

/* Variances from rounded sums of products: what is below this share of the largest is none. */
#define NO_VARIANCE 1e-13

Reason covariance_reason(const Summary *s)
{
    if (s->complete == 0)
        return REASON_NO_RESPONDENTS;
    return s->complete < 2 ? REASON_TOO_FEW : REASON_NONE;
}

static void fill(Covariance *c, const Summary *s)
{
    double weight = s->complete_w, rows = (double)s->complete;

    for (guint i = 0; i < c->k; i++) {
        for (guint j = 0; j < c->k; j++) {
            double mean = s->sums[i] / weight;
            double cross = s->cross[(gsize)i * c->k + j] - mean * s->sums[j];
            double value = cross / weight * (rows / (rows - 1));
            c->cov[(gsize)i * c->k + j] = value;
            c->with[i] += value;
            c->total += value;
        }
        c->traces += c->cov[(gsize)i * c->k + i];
    }
}

Covariance *covariance_new(const Summary *s)
{
    Covariance *c = g_new0(Covariance, 1);

    c->k = s->n_items;
    c->cov = g_new0(double, (gsize)c->k * c->k + 1);
    c->with = g_new0(double, c->k + 1);
    if (covariance_reason(s) == REASON_NONE)
        fill(c, s);
    return c;
}

void covariance_free(Covariance *c)
{
    if (c == NULL)
        return;
    g_free(c->cov);
    g_free(c->with);
    g_free(c);
}

gboolean covariance_is_none(double variance, const Covariance *c)
{
    return !(variance > NO_VARIANCE * c->traces);
}
