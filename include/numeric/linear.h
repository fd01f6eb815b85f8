/* Small systems of linear equations. */
#pragma once

#include <glib.h>

/* Σ a[i] b[i] of N numbers, from the first to the last. */
double dot_product(const double *a, const double *b, guint n);

/* x' A⁻¹ x for a symmetric positive semi-definite A[n][n] of which only what is determined counts:
 * a pivot below 1e-10 of its original diagonal is a dependent row and is left out, with its x.
 * Gives the rank in *RANK. */
double quadratic_form(const double *a, const double *x, guint n, guint *rank);

/* A⁻¹ B for a symmetric positive definite A[n][n] (destroyed) in place of B[n][columns]; FALSE, B
 * spoilt, when a pivot falls below 1e-10 of its original diagonal. */
gboolean solve_positive(double *a, guint n, double *b, guint columns);

/* The rank of A (destroyed), COLUMNS vectors of ROWS numbers one after the other: a vector of which
 * less than TOLERANCE of its length is left beside those before it counts as dependent, as in R's
 * qr(tol = TOLERANCE)$rank. */
guint column_rank(double *a, guint rows, guint columns, double tolerance);
