# Numbers behind the tests of stratified statistics. Run: Rscript stratified.R
suppressMessages(library(coin))
num <- function(name, x) cat(name, sprintf("%.16g", as.numeric(x)), "\n")
a <- array(c(4, 3, 2, 5, 6, 2, 3, 1, 7,  8, 2, 1, 3, 9, 4, 2, 2, 5), c(3, 3, 2)) # rows, levels, strata
t <- mantelhaen.test(a); num("cmh", c(t$statistic, t$parameter, t$p.value))
b <- array(c(12, 5, 8, 15, 20, 11, 9, 13, 4, 7, 6, 3), c(2, 2, 3))
t <- mantelhaen.test(b, correct = FALSE); u <- mantelhaen.test(b)
num("cmh2", c(t$statistic, t$p.value, t$estimate, t$conf.int, u$statistic))
bd <- function(x) {
  or <- sum(x[1, 1, ] * x[2, 2, ] / apply(x, 3, sum)) / sum(x[1, 2, ] * x[2, 1, ] / apply(x, 3, sum))
  X <- d <- v <- 0
  for (s in seq_len(dim(x)[3])) {
    y <- x[, , s]; r <- sum(y[1, ]); c <- sum(y[, 1]); n <- sum(y)
    A <- uniroot(function(A) A * (n - r - c + A) - or * (r - A) * (c - A), c(max(0, r + c - n), min(r, c)), tol = 1e-15)$root
    V <- 1 / (1 / A + 1 / (r - A) + 1 / (c - A) + 1 / (n - r - c + A))
    X <- X + (y[1, 1] - A)^2 / V; d <- d + y[1, 1] - A; v <- v + V
  }
  c(X, pchisq(X, dim(x)[3] - 1, lower = FALSE), X - d^2 / v, pchisq(X - d^2 / v, dim(x)[3] - 1, lower = FALSE))
}
num("breslow-day", bd(b))
d <- do.call(rbind, lapply(1:2, function(s) data.frame(g = rep(row(a[, , s]), a[, , s]), y = rep(col(a[, , s]), a[, , s]), s = s)))
d$r <- ave(d$y, d$s, FUN = function(v) rank(v) / (length(v) + 1))
i <- independence_test(r ~ factor(g) | factor(s), data = d, teststat = "quadratic")
num("van elteren", c(statistic(i), pvalue(i)))
e <- droplevels(subset(d, g < 3)); e$r <- ave(e$y, e$s, FUN = function(v) rank(v) / (length(v) + 1))
i <- independence_test(r ~ factor(g) | factor(s), data = e, teststat = "scalar")
num("van elteren z", statistic(i))
