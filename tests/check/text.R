# The p behind tests/check/test_text.c, from R's own distribution functions (R 4.2.2).
# Run: Rscript tests/check/text.R
show <- function(text, p) cat(sprintf('    {"%s", %.17g},\n', text, p))
r2 <- function(r, df) 2 * pt(abs(r) * sqrt(df / (1 - r^2)), df, lower.tail = FALSE)
t2 <- function(t, df) 2 * pt(abs(t), df, lower.tail = FALSE)
z2 <- function(z) 2 * pnorm(abs(z), lower.tail = FALSE)
chi <- function(x, df) pchisq(x, df, lower.tail = FALSE)
f <- function(x, df1, df2) pf(x, df1, df2, lower.tail = FALSE)
# wilcox.test(exact = FALSE) on ranks without ties that give this U
u <- function(u, n1, n2) {
  x <- pmin(n2, pmax(0, u - n2 * (0:(n1 - 1))))  # wins of each of the n1 over the n2
  r <- sort(x) + seq_len(n1)                     # their ranks
  wilcox.test(r, setdiff(seq_len(n1 + n2), r), exact = FALSE)$p.value
}
show("t(28) = 2.20, p = .036", t2(2.20, 28))
show("t(28) = -2.20, p = .036", t2(-2.20, 28))
show("t(27.6) = 2.20, p = .036", t2(2.20, 27.6))
show("t(191) = 8.22, p < .001", t2(8.22, 191))
show("t(48) = 1.02, p < .05", t2(1.02, 48))
show("t(100000) = 4.5, p < .001", t2(4.5, 100000))
show("F(2, 28) = 2.20, p = .03", f(2.20, 2, 28))
show("F(2, 28) = 22.20, p = .06", f(22.20, 2, 28))
show("F(2.1, 28.1) = 2.20, p = .03", f(2.20, 2.1, 28.1))
show("F(2, 25) = 11.37, p < .01", f(11.37, 2, 25))
show("F(1, 11455) = 4.20, p = .04", f(4.20, 1, 11455))
show("r(28) = .22, p = .03", r2(.22, 28))
show("r(28) = .52, p = .06", r2(.52, 28))
show("r(28) = -.36, p = .05", r2(-.36, 28))
show("chi2(28) = 2.20, p = .03", chi(2.20, 28))
show("chi2(28) = 52.20, p = .06", chi(52.20, 28))
show("chi2(1, N = 11,455) = 16.78, p <.001", chi(16.78, 1))
show("chi2(1, n = 81) = 3.25, p = 0.07", chi(3.25, 1))
show("chi2(4) = 9.50, p < .05", chi(9.50, 4))
show("chi2(4) = 1234.5, p < .001", chi(1234.5, 4))
show("z = 1.20, p = .03", z2(1.20))
show("z = 2.20, p = .06", z2(2.20))
show("z = -9.5, p < .001", z2(9.5))
show("Q(28) = 2.20, p = .03", chi(2.20, 28))
show("Q(2) = 2.20, p = .03", chi(2.20, 2))
show("H(2) = 6,41; p = 0,041", chi(6.41, 2))
show("H(8) = 29,3; p < 0,001", chi(29.3, 8))
show("U = 123, n1 = 20, n2 = 25, p = .004", u(123, 20, 25))
show("U = 37, n1 = 9, n2 = 12, p = .24", u(37, 9, 12))
show("U = 54, n1 = 9, n2 = 12, p = 1.0", u(54, 9, 12))
