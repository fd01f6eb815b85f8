# Golden numbers of statistics under a sampling design. Rscript design.R > golden_design.h
# (made with R 4.2.2 and survey 4.1.1)
suppressMessages(library(survey))
f <- function(x) ifelse(is.na(x), "NAN", sprintf("%.17g", x))
many <- function(type, name, x) cat("static const ", type, " ", name, "[] = {",
  paste(if (type == "double") f(x) else x, collapse = ", "), "};\n", sep = "")
one <- function(name, x) cat("#define ", name, " ", f(x), "\n", sep = "")
cat("/* Made by design.R with R 4.2.2 and survey 4.1.1; do not edit. */\n#pragma once\n\n",
    "#include <math.h>\n#include <stdint.h>\n\n/* clang-format off */\n", sep = "")

# 60 respondents: group 1..3, level 1..4, a weight; as cells of a table.
set.seed(4)
n <- 60
d <- data.frame(g = rep(1:3, c(25, 20, 15)), y = sample(1:4, n, TRUE), w = round(runif(n, 0.5, 4), 2))
d$y[d$g == 3] <- pmin(4, d$y[d$g == 3] + 1)
cell <- function(x) as.vector(tapply(x, list(factor(d$y, 1:4), factor(d$g, 1:3)), sum, default = 0))
many("int64_t", "design_n", cell(rep(1, n)))
many("double", "design_w", cell(d$w))
many("double", "design_w2", cell(d$w^2))
s <- svydesign(ids = ~1, weights = ~w, data = d)

# Percents within groups: level 1..4 of group 1..3.
p <- lapply(1:3, function(i) svymean(~factor(y, 1:4), s[d$g == i, ], deff = "replace"))
many("double", "design_percent", unlist(lapply(p, coef)))
many("double", "design_percent_se", unlist(lapply(p, SE)))
many("double", "design_percent_deff", unlist(lapply(p, deff)))
logit <- function(i, l) if (any(d$y[d$g == i] == l)) {
  z <- s[d$g == i, ]; z$variables$at <- as.numeric(z$variables$y == l)
  attr(svyciprop(~at, z, df = n - 1), "ci") } else c(NA, NA)
ci <- sapply(1:3, function(i) sapply(1:4, function(l) logit(i, l)))
many("double", "design_percent_ci", as.vector(ci))

# Means, medians and quartiles of everybody, then of groups.
domains <- c(list(s), lapply(1:3, function(i) s[d$g == i, ]))
m <- lapply(domains, function(z) svymean(~y, z, deff = "replace"))
many("double", "design_mean", sapply(m, coef))
many("double", "design_mean_se", sapply(m, SE))
many("double", "design_mean_deff", sapply(m, deff))
many("double", "design_mean_ci", sapply(m, function(x) confint(x, df = n - 1)))
q <- function(z, p) svyquantile(~y, z, p, qrule = "school", interval.type = "mean", df = n - 1)[[1]][1, ]
many("double", "design_quantile", sapply(domains, function(z) sapply(c(.5, .25, .75), function(p) q(z, p)))) # value, low, high, se

# Tests. The degrees of freedom are those of the whole sample.
x2 <- svychisq(~g + y, s, statistic = "F")
many("double", "design_rao_scott", c(x2$statistic, x2$parameter, x2$p.value))
score <- function(y, w) { W <- sum(w); t <- tapply(w, factor(y, sort(unique(y))), sum)
  ((cumsum(t) - t / 2) / W)[match(y, sort(unique(y)))] }
rank <- function(z) {
  v <- z$variables; w <- weights(z); z$variables$score <- score(v$y, w)
  m <- svyglm(score ~ factor(g), z); b <- coef(m)[-1]; V <- vcov(m)[-1, -1, drop = FALSE]
  k <- length(b); df <- degf(s) - k
  if (k == 1) { t <- b / sqrt(V[1, 1]); return(c(t, df, 2 * pt(-abs(t), df), -2 * b)) }
  c2 <- as.numeric(b %*% solve(V, b)); pairs <- NULL; B <- c(0, b); W <- rbind(0, cbind(0, V))
  for (i in 1:k) for (j in (i + 1):(k + 1)) pairs <- c(pairs, (B[i] - B[j]) / sqrt(W[i, i] + W[j, j] - 2 * W[i, j]))
  c(c2, k, df, pf(c2 / k, k, df, lower.tail = FALSE), pairs, 2 * pt(-abs(pairs), df))
}
many("double", "design_rank_three", rank(s))
many("double", "design_rank_two", rank(s[d$g != 3, ]))

# Equal weights: svyranktest itself.
e <- svydesign(ids = ~1, weights = ~rep(1, n), data = d)
r3 <- svyranktest(y ~ g, e); r2 <- svyranktest(y ~ g, e[d$g != 3, ])
many("double", "design_equal_three", c(r3$parameter, r3$statistic, r3$ddf, r3$p.value))
many("double", "design_equal_two", c(r2$statistic, r2$parameter, r2$p.value))

# Replicate weights of 12 clusters: 4 cells, two domains (cells 1-2 and 3-4), score 0 and 1.
set.seed(9)
u <- data.frame(c = rep(1:12, each = 5), w = round(runif(60, 1, 3), 1), x = sample(1:4, 60, TRUE))
u$st <- (u$c + 1) %/% 2
r <- as.svrepdesign(svydesign(ids = ~c, weights = ~w, data = u), type = "JK1")
k <- as.svrepdesign(svydesign(ids = ~c, strata = ~st, weights = ~w, data = u), type = "JKn")
W <- weights(r, "analysis"); K <- weights(k, "analysis")
table <- function(W) as.vector(apply(W, 2, function(w) tapply(w, factor(u$x, 1:4), sum)))
cells <- as.vector(tapply(u$w, factor(u$x, 1:4), sum))
many("int64_t", "replicate_n", as.vector(base::table(factor(u$x, 1:4))))
many("double", "replicate_w", cells)
many("double", "replicate_jk1", table(W))
many("double", "replicate_jkn", table(K))
cov <- function(z, W, scale, rscales) {
  v <- svrepdesign(weights = u$w, repweights = W, type = "other", scale = scale, rscales = rscales,
                   data = u, combined.weights = TRUE, mse = FALSE)
  m <- svyratio(~I(x == 2) + I(x == 4), ~I(x <= 2) + I(x >= 3), v, covmat = TRUE)
  # ratios 2/(1,2), 4/(1,2), 2/(3,4), 4/(3,4): the first and the last are means
  vcov(m)[c(1, 4), c(1, 4)]
}
many("double", "replicate_jk1_cov", as.vector(cov(u, W, r$scale, r$rscales)))
many("double", "replicate_jkn_cov", as.vector(cov(u, K, k$scale, k$rscales)))
many("double", "replicate_jkn_rscales", k$rscales)
one("REPLICATE_JK1_SCALE", r$scale)
