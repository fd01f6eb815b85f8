# Golden numbers of the bootstrap tests: every resample of a small sample with its multinomial
# probability, so that the distribution is exact; boot::boot must agree within its error.
# Rscript bootstrap.R (R 4.2.2, boot 1.3-28)
suppressMessages(library(boot))
compositions <- function(n, k) { # all counts of k levels that sum to n
  if (k == 1) return(matrix(n, 1))
  do.call(rbind, lapply(0:n, function(i) cbind(i, compositions(n - i, k - 1))))
}
distribution <- function(counts, stat) { # values and probabilities of stat(resampled counts)
  all <- compositions(sum(counts), length(counts))
  p <- apply(all, 1, dmultinom, prob = counts)
  v <- apply(all, 1, stat)
  keep <- p > 0 & !is.na(v)
  s <- tapply(p[keep], sprintf("%.10f", v[keep]), sum)
  s <- s[order(as.numeric(names(s)))] / sum(p[keep])
  list(v = as.numeric(names(s)), p = unname(s))
}
ends <- function(d, q) sapply(q, function(q) d$v[which(cumsum(d$p) >= q - 1e-12)[1]])
bca <- function(d, observed, theta, q) {
  z0 <- qnorm(sum(d$p[d$v < observed - 1e-9]) + sum(d$p[abs(d$v - observed) <= 1e-9]) / 2)
  off <- mean(theta) - theta
  a <- if (sum(off^2) < 1e-20) 0 else sum(off^3) / (6 * sum(off^2)^1.5)
  z <- z0 + qnorm(q)
  c(a = a, z0 = z0, ends(d, pnorm(z0 + z / (1 - a * z))))
}
show <- function(name, x) cat(sprintf("%-10s %s\n", name, paste(sprintf("%.15g", x), collapse = ", ")))
q <- c(.025, .975)
medians <- function(values, counts, type) {
  stat <- function(n) unname(quantile(rep(values, n), .5, type = type))
  d <- distribution(counts, stat)
  theta <- unlist(lapply(seq_along(counts), function(l) { n <- counts; n[l] <- n[l] - 1
    rep(if (counts[l] > 0) stat(n) else NA, counts[l]) }))
  cat("## median of", rep(values, counts), "type", type, "\n")
  show("values", d$v); show("p", d$p)
  show("percentile", ends(d, q)); show("bca", bca(d, stat(counts), theta, q))
  set.seed(1); x <- rep(values, counts)
  b <- boot(x, function(x, i) quantile(x[i], .5, type = type), 1e5)$t
  stopifnot(max(abs(sapply(d$v, function(v) mean(b <= v + 1e-9)) - cumsum(d$p))) < 0.006)
}
medians(c(1, 2, 4, 5), c(3, 2, 1, 2), 7)
medians(c(1, 2, 4, 5), c(3, 2, 1, 2), 4)
medians(c(1, 2, 4, 5), c(3, 2, 2, 2), 7)
medians(c(1, 2, 4, 5), c(3, 2, 2, 2), 4)
medians(c(1, 2, 3, 4, 5), c(1, 0, 2, 6, 1), 7)
medians(c(1.5, 2.25, 3, 7, 11, 20), c(1, 1, 1, 1, 1, 1), 7)
medians(c(1.5, 2.25, 3, 7, 11, 20, 50), c(1, 1, 1, 1, 1, 1, 1), 1)
# epsilon squared and eta squared (H): groups and answers drawn together
effects <- function(n, k) {
  stat <- function(counts, eta) { m <- matrix(counts, nrow(n)); m <- m[rowSums(m) > 0, , drop = FALSE]
    if (nrow(m) < 2 || sum(colSums(m) > 0) < 2) return(NA)
    h <- unname(kruskal.test(rep(col(m), m), rep(row(m), m))$statistic); N <- sum(m); g <- nrow(m)
    if (eta) if (N > g) (h - g + 1) / (N - g) else NA else h / (N - 1) }
  for (eta in c(FALSE, TRUE)) {
    d <- distribution(c(n), function(x) stat(x, eta)); o <- stat(c(n), eta)
    theta <- unlist(lapply(seq_along(n), function(i) { m <- n; m[i] <- m[i] - 1
      rep(if (n[i] > 0) stat(c(m), eta) else NA, n[i]) }))
    theta <- theta[!is.na(theta)]
    cat("## effect of", n, if (eta) "eta" else "epsilon", "\n")
    show("observed", o); show("percentile", ends(d, q)); show("bca", bca(d, o, theta, q))
    show("mean, sd", c(sum(d$p * d$v), sqrt(sum(d$p * d$v^2) - sum(d$p * d$v)^2)))
  }
}
effects(matrix(c(4, 1, 2, 2, 0, 3), 2))
effects(matrix(c(3, 1, 1, 2, 2, 1), 3))
