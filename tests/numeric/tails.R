# Golden numbers of test_tails.c. Rscript tails.R > golden_tails.h (made with R 4.2.2)
f <- function(x) sprintf("%.17g", x)
row <- function(...) cat("    {", paste(c(...), collapse = ", "), "},\n", sep = "")
table <- function(name, code) {
  cat("static const double ", name, "[][5] = {\n", sep = ""); code(); cat("};\n")
}
cat("/* Made by tails.R with R 4.2.2; do not edit. */\n#pragma once\n\n#include <math.h>\n\n/* clang-format off */\n")
table("golden_normal", function()
  for (z in c(-8, -1.96, -0.1, 0, 0.5, 1, 1.959963984540054, 3, 6, 10, 20, 37))
    row(f(z), f(pnorm(z, lower.tail = FALSE)), 0, 0, 0))
table("golden_chi_square", function()
  for (df in c(0.5, 1, 2, 4, 8, 16, 48, 100, 1000, 12345))
    for (x in df * c(0.01, 0.3, 0.9, 1, 1.1, 1.5, 3, 10))
      if (pchisq(x, df, lower.tail = FALSE) > 1e-290)
        row(f(x), f(df), f(pchisq(x, df, lower.tail = FALSE)), 0, 0))
# R's pt() is a normal approximation above df = 4e5, so the beta form is the oracle throughout.
t2 <- function(t, df) pbeta(t^2 / (df + t^2), 0.5, df / 2, lower.tail = FALSE)
# R's ptukey() is off by 1e-8 for 20 groups and 8e-5 for 2 groups with df = 2: integrate instead.
range_tail <- function(q, k) integrate(function(z) k * dnorm(z) * (pnorm(z)^(k - 1) -
  (pnorm(z) - pnorm(z - q))^(k - 1)), -9, 12, rel.tol = 1e-13, subdivisions = 2000L)$value
studentized <- function(q, k, df) if (is.infinite(df)) range_tail(q, k) else
  integrate(function(s) sapply(s, function(s) 2 * df * s * dchisq(df * s^2, df) *
    range_tail(q * s, k)), 0, if (df < 5) 8 else 4, rel.tol = 1e-12, subdivisions = 2000L)$value
table("golden_t", function()
  for (df in c(1, 2, 3.5, 10, 29, 30, 31, 35, 60, 100, 748, 1e4, 1e6, 1.5e6))
    for (t in c(0.001, 0.1, 0.5, 1, 1.9, 2.6, 5, 10, 30))
      if (t2(t, df) > 1e-290)
        row(f(t), f(df), f(t2(t, df)), 0, 0))
table("golden_f", function()
  for (df1 in c(1, 2, 3, 8, 40)) for (df2 in c(1, 5, 40, 700, 2e5))
    for (x in c(0.01, 0.5, 1, 1.3, 3, 20))
      if (pf(x, df1, df2, lower.tail = FALSE) > 1e-290)
        row(f(x), f(df1), f(df2), f(pf(x, df1, df2, lower.tail = FALSE)), 0))
table("golden_noncentral", function()
  for (df in c(1, 2, 4, 8, 20)) for (ncp in c(0, 0.5, 3, 30, 80))
    for (x in c(0.1, 1, 5, 20, 60))
      row(f(x), f(df), f(ncp), f(pchisq(x, df, ncp, lower.tail = FALSE)), 0))
table("golden_range", function()
  for (k in c(2, 3, 5, 9, 20)) for (df in c(2, 5, 120, Inf))
    for (q in c(0.3, 1, 2.5, 4, 6))
      row(f(q), k, if (is.infinite(df)) "INFINITY" else df, f(studentized(q, k, df)), 0))
table("golden_quantile_t", function()
  for (df in c(1, 2, 3, 8, 30, 31, 40, 100, 748, 2230, 1e5, 3.9e5))
    for (p in c(0.975, 0.995, 0.9, 0.6, 0.05, 1e-6)) row(f(p), f(df), f(qt(p, df)), 0, 0))
table("golden_quantile_chi_square", function()
  for (df in c(1, 2, 4, 16, 1000)) for (p in c(1e-6, 0.025, 0.5, 0.975, 0.999))
    row(f(p), f(df), f(qchisq(p, df)), 0, 0))
# R's qf() takes 1/x - 1 of a beta quantile near 1: few digits at small p.
lower_qf <- function(p, a, b) { x <- qbeta(p, a / 2, b / 2); b / a * x / (1 - x) }
table("golden_quantile_f", function()
  for (df1 in c(1, 4, 40)) for (df2 in c(2, 30, 5000)) for (p in c(0.001, 0.025, 0.5, 0.975))
    row(f(p), f(df1), f(df2), f(lower_qf(p, df1, df2)), 0))
table("golden_quantile_beta", function()
  for (a in c(1, 0.5, 3, 40, 30000)) for (b in c(1, 2.5, 100, 70001))
    for (p in c(0.0005, 0.005, 0.5, 0.975, 0.995)) {
      q <- qbeta(p, a, b)
      if (q > 1e-300) row(f(p), f(a), f(b), f(q), 0)
    })
table("golden_binomial", function()
  for (n in c(1, 10, 749, 1500000)) for (p in c(0.5, 0.03))
    for (k in unique(round(n * p + c(-3, -1, 0, 2) * sqrt(n * p * (1 - p)))))
      if (k >= 0 && k <= n) row(k, n, f(p), f(pbinom(k, n, p)), 0))
