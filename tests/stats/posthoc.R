# Numbers behind test_dscf.c, test_pairwise_mann_whitney.c, test_column_proportions.c,
# test_residuals.c and test_nonresponse.c. Run: Rscript posthoc.R
num <- function(name, x) cat(name, sprintf("%.16g", as.numeric(x)), "\n")
n <- matrix(c(8, 5, 3, 2, 2, 4, 6, 7, 3, 1, 4, 9), 3, byrow = TRUE)
y <- rep(col(n), n); g <- rep(row(n), n)
for (i in 1:2) for (j in (i + 1):3) {
  a <- y[g == i]; b <- y[g == j]; m <- length(a); k <- length(b); N <- m + k
  w <- suppressWarnings(wilcox.test(a, b, exact = FALSE))
  t <- table(c(a, b))
  sd <- sqrt(m * k / 12 * (N + 1 - sum(t^3 - t) / (N * (N - 1))))
  z <- sqrt(2) * (w$statistic - m * k / 2) / sd
  num(paste("dscf", i, j), c(z, ptukey(abs(z), 3, Inf, lower.tail = FALSE)))
  num(paste("wilcox", i, j), c(w$statistic, w$p.value))
  p <- sapply(1:4, function(l) suppressWarnings(prop.test(c(n[i, l], n[j, l]), c(m, k), correct = FALSE))$p.value)
  num(paste("prop", i, j), p)
}
s <- suppressWarnings(chisq.test(n))$stdres
num("stdres", t(s))
num("holm", t(matrix(p.adjust(2 * pnorm(-abs(s)), "holm"), 3)))
m <- cbind(rowSums(n), c(2, 5, 9))
x <- suppressWarnings(chisq.test(m, correct = FALSE)); num("nonresponse", c(x$statistic, x$p.value))

# Non-response, exact: all tables of 2, 2, 5 missing beside 18, 19, 17 answers
answered <- c(18, 19, 17); missing <- c(2, 2, 5); all <- answered + missing
x2 <- function(m) { e <- all * sum(missing) / sum(all); sum((m - e)^2 / e + (m - e)^2 / (all - e)) }
p <- 0
for (i in 0:9) for (j in 0:(9 - i)) {
  m <- c(i, j, 9 - i - j)
  if (x2(m) >= x2(missing) * (1 - 1e-9)) p <- p + exp(sum(lchoose(all, m)) - lchoose(63, 9))
}
cat(sprintf("non-response exact %.17g\n", p))
