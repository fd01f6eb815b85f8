/* The incomplete beta ratio behind the tails of beta, F, t and binomial. */
#pragma once

/* I_x(a, b) for 0 < x < 1 and Y = 1 - X, which the caller knows without cancellation; a, b > 0. */
double incomplete_beta(double x, double y, double a, double b);
