# Numbers behind test_ordinal.c: values by definition, standard errors by the delta method with
# numerical derivatives, tests from base R and coin. Run: Rscript ordinal.R
suppressMessages(library(coin))
num <- function(...) cat(sprintf("%s %.16g\n", c(...)[1], as.numeric(c(...)[-1])), sep = "")
tables <- list(
  job = matrix(c(1, 3, 10, 6, 2, 3, 10, 7, 1, 6, 14, 12, 0, 1, 9, 11), 4, byrow = TRUE),
  party = matrix(c(20, 14, 3, 9, 12, 11), 2, byrow = TRUE))
pq <- function(n) {
  p <- q <- 0
  for (i in seq_len(nrow(n))) for (j in seq_len(ncol(n))) {
    p <- p + n[i, j] * sum(n[row(n) > i & col(n) > j])
    q <- q + n[i, j] * sum(n[row(n) > i & col(n) < j])
  }
  c(p = p, q = q)
}
gamma <- function(n) { s <- pq(n); unname((s["p"] - s["q"]) / sum(s)) }
taub <- function(n) {
  s <- 2 * pq(n); N <- sum(n)
  unname((s["p"] - s["q"]) / sqrt((N^2 - sum(rowSums(n)^2)) * (N^2 - sum(colSums(n)^2))))
}
somers <- function(n) { s <- 2 * pq(n); unname((s["p"] - s["q"]) / (sum(n)^2 - sum(rowSums(n)^2))) }
somers_group <- function(n) somers(t(n))
# ranks of shares, so that it is a smooth function of the cell probabilities
spearman <- function(n) {
  a <- cumsum(rowSums(n)) - rowSums(n) / 2 - sum(n) / 2
  b <- cumsum(colSums(n)) - colSums(n) / 2 - sum(n) / 2
  sum(n * outer(a, b)) / sqrt(sum(rowSums(n) * a^2) * sum(colSums(n) * b^2))
}
ase1 <- function(f, n) {
  N <- sum(n); g <- n
  for (k in seq_along(n)) {
    d <- function(h) { up <- dn <- n; up[k] <- up[k] + h; dn[k] <- dn[k] - h; (f(up) - f(dn)) / (2 * h) }
    h <- 1e-2; g[k] <- (64 * d(h / 4) - 20 * d(h / 2) + d(h)) / 45
  }
  sqrt(sum(n * g^2) - sum(n * g)^2 / N)
}
long <- function(n) {
  i <- rep(seq_along(n), n)
  list(g = row(n)[i], y = col(n)[i])
}
for (name in names(tables)) {
  n <- tables[[name]]; l <- long(n)
  cat("##", name, "\n")
  for (f in c("gamma", "taub", "somers", "somers_group", "spearman"))
    num(f, get(f)(n), ase1(get(f), n))
  # ASE0 of P - Q under independence (Brown and Benedetti)
  d <- n
  for (i in seq_len(nrow(n))) for (j in seq_len(ncol(n)))
    d[i, j] <- sum(n[(row(n) > i & col(n) > j) | (row(n) < i & col(n) < j)]) -
      sum(n[(row(n) > i & col(n) < j) | (row(n) < i & col(n) > j)])
  s <- 2 * pq(n); N <- sum(n)
  z <- unname((s["p"] - s["q"]) / (2 * sqrt(sum(n * d^2) - (s["p"] - s["q"])^2 / N)))
  num("z", z)
  num("z_p", 2 * pnorm(-abs(z)))
  ct <- suppressWarnings(cor.test(l$g, l$y, method = "spearman", exact = FALSE))
  num("spearman_p", ct$p.value)
  num("kendall", cor(l$g, l$y, method = "kendall"))
  lbl <- lbl_test(as.table(`dimnames<-`(n, list(g = seq_len(nrow(n)), y = seq_len(ncol(n))))))
  # Pearson's r of the scores, a smooth function of the cells
  r <- function(n) {
    p <- n / sum(n); x <- row(n) - sum(p * row(n)); y <- col(n) - sum(p * col(n))
    sum(p * x * y) / sqrt(sum(p * x^2) * sum(p * y^2))
  }
  num("r", r(n), ase1(r, n))
  num("lbl", statistic(lbl)^2, pvalue(lbl))
  # Jonckheere by definition
  jt <- 0
  for (i in unique(l$g)) for (k in unique(l$g)) if (i < k)
    jt <- jt + sum(outer(l$y[l$g == i], l$y[l$g == k], function(a, b) (a < b) + (a == b) / 2))
  m <- rowSums(n); t <- colSums(n)
  f <- function(m) sum(m * (m - 1) * (2 * m + 5)); g <- function(m) sum(m * (m - 1) * (m - 2))
  h <- function(m) sum(m * (m - 1))
  v <- (f(N) - f(m) - f(t)) / 72 + g(m) * g(t) / (36 * g(N)) + h(m) * h(t) / (8 * h(N))
  zj <- (jt - (N^2 - sum(m^2)) / 4) / sqrt(v)
  num("jt", jt, zj, 2 * pnorm(-abs(zj)))
}
# two groups: Jonckheere's z is coin's
l <- long(tables$party)
num("coin_wilcox_z", statistic(wilcox_test(l$y ~ factor(l$g))), pvalue(wilcox_test(l$y ~ factor(l$g))))
# Cochran 1954, table 6
x <- c(11, 27, 42, 53, 11); y <- c(7, 15, 16, 13, 1)
ct <- prop.trend.test(x, x + y, score = c(3, 2, 1, 0, -1))
num("cochran", ct$statistic, ct$p.value, ct$statistic * (sum(x + y) - 1) / sum(x + y))
