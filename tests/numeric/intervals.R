# Golden numbers of test_intervals.c. Rscript intervals.R > golden_intervals.h (made with R 4.2.2)
f <- function(x) sprintf("%.17g", x)
cat("/* Made by intervals.R with R 4.2.2; do not edit. */\n#pragma once\n\n/* clang-format off */\n")
cat("/* successes, n, confidence, prop.test(correct = FALSE), binom.test */\n")
cat("static const double golden_shares[][7] = {\n")
for (n in c(1, 5, 20, 749, 1500000)) for (x in unique(round(n * c(0, 0.01, 0.3, 0.5, 0.999, 1))))
  for (level in c(0.9, 0.95, 0.99)) {
    w <- suppressWarnings(prop.test(x, n, conf.level = level, correct = FALSE)$conf.int)
    b <- binom.test(x, n, conf.level = level)$conf.int
    cat("    {", paste(c(x, n, level, f(w), f(b)), collapse = ", "), "},\n", sep = "")
  }
cat("};\n/* n, confidence, mean, sd, low, high: t.test */\nstatic const double golden_means[][6] = {\n")
set.seed(2)
for (n in c(2, 3, 30, 31, 749)) for (level in c(0.9, 0.95, 0.999)) {
  x <- rnorm(n, 3, 1.5)
  cat("    {", paste(c(n, level, f(mean(x)), f(sd(x)), f(t.test(x, conf.level = level)$conf.int)),
    collapse = ", "), "},\n", sep = "")
}
cat("};\n/* n, confidence, low rank (0: none) by qbinom */\nstatic const double golden_medians[][3] = {\n")
for (n in c(1:12, 25, 60, 100, 749, 1681, 200000, 1500000)) for (level in c(0.5, 0.9, 0.95, 0.99))
  cat("    {", paste(c(format(n, scientific = FALSE), level, qbinom((1 - level) / 2, n, 0.5)),
    collapse = ", "), "},\n", sep = "")
cat("};\n")
