/* One common factor: Σ = λλ' + Ψ, Ψ diagonal, by maximum likelihood.
 *
 *     F = ln|Σ| + tr(S Σ⁻¹), minimised by Newton steps where F is convex and by Fisher scoring
 *     elsewhere, halved until F falls, from a principal-axis start, in units in which S has a unit
 * diagonal. The inverse of Σ is in closed form: Ψ⁻¹ - v v'/(1 + q),   v = Ψ⁻¹λ,   q = λ'v
 *
 * A solution counts only when no item taken for the factor itself, with a unique variance of 0, is
 * likelier: that maximum is known in closed form.
 *
 * Not taken: Jöreskog's function of Ψ alone, which needs an eigenvalue at each step, and has no
 * standard errors of the loadings; EM, which is slow.
 *
 * SOURCE  K. G. Jöreskog (1967), Some contributions to maximum likelihood factor analysis,
 *         Psychometrika 32:443-482; D. N. Lawley and A. E. Maxwell (1971), Factor analysis as a
 *         statistical method, 2nd ed., chapters 2 and 4. */
#pragma once

#include <glib.h>

typedef enum {
    FACTOR_FOUND,
    FACTOR_NOT_IDENTIFIED, /* fewer than three items, or fewer than three that share the factor */
    FACTOR_HEYWOOD,        /* the likelihood rises towards a unique variance of 0 or below */
    FACTOR_NOT_CONVERGED
} FactorState;

/* A unique variance below this share of its item's variance is none (Heywood case). */
#define FACTOR_LEAST_UNIQUE 1e-6

/* S[k][k] is a positive definite covariance matrix. On FACTOR_FOUND, LOADINGS[k] (their sum not
 * negative) and UNIQUE[k] are in the units of S, and COVARIANCE[2k][2k] is that of √n (loadings,
 * unique) under normality: the inverse of the expected information. Else all three are untouched.
 */
FactorState one_factor(const double *s, guint k, double *loadings, double *unique,
                       double *covariance);
