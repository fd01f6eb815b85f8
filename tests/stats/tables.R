# Golden numbers of the tests of tables. Rscript tables.R > golden_tables.h (made with R 4.2.2)
f <- function(x) ifelse(is.na(x), "NAN", sprintf("%.17g", x))
field <- function(name, x) cat("     .", name, " = ", f(x), ",\n", sep = "")
many <- function(name, x) cat("     .", name, " = {", paste(f(x), collapse = ", "), "},\n", sep = "")
library(MASS)
copenhagen <- function(by) xtabs(as.formula(paste("Freq ~", by, "+ Sat")), housing)
set.seed(20)
tables <- list(
  "copenhagen by influence" = copenhagen("Infl"), "copenhagen by type" = copenhagen("Type"),
  "copenhagen by contact" = copenhagen("Cont"),
  "job satisfaction, Agresti 2002" = rbind(c(1, 3, 10, 6), c(2, 3, 10, 7), c(1, 6, 14, 12), c(0, 1, 9, 11)),
  "party by gender, Agresti 2007" = rbind(c(762, 327, 468), c(484, 239, 477)),
  "Cochran 1954" = rbind(c(11, 7), c(27, 15), c(42, 16), c(53, 13), c(11, 1)),
  "two by two" = rbind(c(3, 9), c(10, 4)), "two by two, near" = rbind(c(10, 9), c(11, 10)),
  "sparse" = rbind(c(1, 0, 0, 2), c(0, 1, 1, 0), c(3, 0, 0, 1)),
  "two of one" = rbind(c(1, 0), c(0, 1)),
  "large" = rbind(c(120345, 340021, 90112), c(119876, 341532, 89004), c(20000, 56000, 15100)))
for (i in 1:12) tables[[paste("random", i)]] <-
  matrix(rpois(8 * 5, 10^runif(1, 0.3, 2.5)) + 1, 8)[seq_len(2 + i %% 5), seq_len(2 + i %% 4)]
dunn <- function(x, g) { # Dunn 1964, formula 8; dunn.test's formula
  r <- rank(x); N <- length(x); t <- table(x); m <- tapply(r, g, mean); n <- tapply(r, g, length)
  s <- N * (N + 1) / 12 - sum(as.numeric(t)^3 - t) / (12 * (N - 1)); z <- NULL
  for (i in seq_along(m)) for (j in seq_along(m)) if (i < j)
    z <- c(z, (m[i] - m[j]) / sqrt(s * (1 / n[i] + 1 / n[j])))
  z
}
one <- function(name, t) {
  t <- matrix(as.numeric(t), nrow(t)); N <- sum(t)
  g <- rep(row(t), t); x <- rep(col(t), t)
  k <- kruskal.test(x, g); q <- suppressWarnings(chisq.test(t, correct = FALSE))
  e <- q$expected; o <- t
  cat("    {.name = \"", name, "\", .rows = ", nrow(t), ", .cols = ", ncol(t), ",\n", sep = "")
  cat("     .n = {", paste(format(t(t), scientific = FALSE, trim = TRUE), collapse = ", "), "},\n", sep = "")
  field("h", k$statistic); field("h_p", k$p.value); field("epsilon", k$statistic / (N - 1))
  if (nrow(t) == 2) {
    a <- wilcox.test(x[g == 1], x[g == 2], exact = FALSE)
    b <- wilcox.test(x[g == 1], x[g == 2], exact = FALSE, correct = FALSE)
    field("u", a$statistic); field("u_p", a$p.value); field("u_p_plain", b$p.value)
    field("biserial", 2 * a$statistic / prod(rowSums(t)) - 1)
  }
  field("x2", q$statistic); field("x2_p", q$p.value)
  field("v", sqrt(q$statistic / (N * (min(dim(t)) - 1))))
  if (all(dim(t) == 2)) {
    y <- suppressWarnings(chisq.test(t))
    field("yates", y$statistic); field("yates_p", y$p.value)
  }
  field("smallest", min(e)); field("share", mean(e < 5))
  g2 <- 2 * sum(ifelse(o > 0, o * log(o / e), 0))
  stopifnot(all.equal(g2, loglin(t, list(1, 2), print = FALSE)$lrt, tolerance = 1e-6))
  field("g2", g2); field("g2_p", pchisq(g2, (nrow(t) - 1) * (ncol(t) - 1), lower.tail = FALSE))
  if (nrow(t) <= 6) many("z", dunn(x, g))
  many("expected", t(e)); many("residual", t(q$stdres)); many("mean_rank", tapply(rank(x), g, mean))
  cat("    },\n")
}
cat("/* Made by tables.R with R 4.2.2; do not edit. */\n#pragma once\n\n#include <math.h>\n",
    "#include <stdint.h>\n\n/* clang-format off */\n", sep = "")
cat("static const struct {\n    const char *name;\n    unsigned rows, cols;\n    int64_t n[40];\n",
    "    double h, h_p, epsilon, u, u_p, u_p_plain, biserial, x2, x2_p, v, yates, yates_p;\n",
    "    double smallest, share, g2, g2_p;\n    double z[15], expected[40], residual[40], mean_rank[8];\n",
    "} golden_tables[] = {\n", sep = "")
for (name in names(tables)) one(name, tables[[name]])
cat("};\n")
