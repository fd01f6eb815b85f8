# Numbers behind the tests of paired statistics. Run: Rscript paired.R
suppressMessages({library(coin); library(vcd)})
num <- function(name, x) cat(name, sprintf("%.16g", as.numeric(x)), "\n")
m <- matrix(c(20, 5, 12, 30), 2, byrow = TRUE)
a <- mcnemar.test(m, correct = FALSE); b <- mcnemar.test(m)
num("mcnemar", c(a$statistic, a$p.value, b$statistic, b$p.value, binom.test(5, 17)$p.value))
n <- matrix(c(10, 4, 2, 1, 6, 12, 5, 2, 3, 2, 9, 7, 1, 3, 4, 11), 4, byrow = TRUE)
s <- mcnemar.test(n); num("bowker", c(s$statistic, s$parameter, s$p.value))
x <- rep(row(n), n); y <- rep(col(n), n)
w <- suppressWarnings(wilcox.test(x, y, paired = TRUE, exact = FALSE))
num("wilcoxon", c(w$statistic, w$p.value))
num("wilcoxon exact", pvalue(wilcoxsign_test(x ~ y, distribution = "exact", zero.method = "Wilcoxon")))
for (wt in c("Equal-Spacing", "Fleiss-Cohen")) {
  k <- Kappa(n, weights = wt)
  num(wt, c(k$Unweighted, k$Weighted))
}
# ASE0 and ASE1 by Fleiss, Cohen and Everitt
ase <- function(n, w) {
  p <- n / sum(n); r <- rowSums(p); c <- colSums(p); po <- sum(w * p); pe <- sum(w * outer(r, c))
  k <- (po - pe) / (1 - pe); wr <- as.vector(w %*% c); wc <- as.vector(t(w) %*% r); s <- outer(wr, wc, "+")
  c(k, sqrt((sum(p * (w - s * (1 - k))^2) - (k - pe * (1 - k))^2) / sum(n)) / (1 - pe),
    sqrt((sum(outer(r, c) * (w - s)^2) - pe^2) / sum(n)) / (1 - pe))
}
d <- abs(row(n) - col(n))
for (w in list(1 * (d == 0), 1 - d / 3, 1 - d^2 / 9)) {
  a <- ase(n, w); num("kappa", c(a, 2 * pnorm(-abs(a[1] / a[3]))))
}
f <- matrix(c(1, 2, 3, 2, 2, 4, 3, 3, 3, 1, 4, 4, 5, 3, 5, 2, 1, 4), 6, byrow = TRUE)
r <- t(apply(f, 1, rank)); t <- sum(apply(f, 1, function(v) sum(table(v)^3 - table(v))))
q <- friedman.test(f); num("friedman", c(q$statistic, q$p.value)); num("rank sums, ties", c(colSums(r), t))
b <- matrix(c(1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0), 7, byrow = TRUE)
l <- data.frame(y = as.vector(b), item = factor(rep(1:3, each = 7)), id = factor(rep(1:7, 3)))
ct <- symmetry_test(y ~ item | id, data = l, teststat = "quadratic")
num("cochran q", c(statistic(ct), pvalue(ct))); num("ones", colSums(b)); num("rows", table(rowSums(b)))
