# Golden numbers of test_descriptives.c. Rscript descriptives.R > golden_descriptives.h (R 4.2.2)
suppressMessages(library(survey))
f <- function(x) ifelse(is.na(x), "NAN", sprintf("%.17g", x))
many <- function(x) paste(f(x), collapse = ", ")
cat("/* Made by descriptives.R with R 4.2.2 and survey", as.character(packageVersion("survey")),
    "; do not edit. */\n#pragma once\n\n#include <math.h>\n#include <stdint.h>\n\n/* clang-format off */\n")
values <- c(1, 1.5, 2, 10 / 3, 5)
cat("static const double golden_values[5] = {", many(values), "};\n", sep = "")
cat("/* one group: n, hf7 then hf6: median q1 q3; mean sd min max; ends of the mean's and median's interval */\n")
cat("static const struct { int64_t n[5]; double hf7[3], hf6[3], mean, sd, min, max, t[2], order[2]; } golden_groups[] = {\n")
groups <- rbind(c(3, 0, 5, 2, 1), c(1, 0, 0, 0, 0), c(0, 1, 0, 1, 0), c(10, 40, 30, 15, 5), c(1, 1, 1, 1, 2),
  c(0, 0, 7, 0, 0), c(120, 3, 300, 77, 249), c(2, 2, 2, 0, 0))
for (i in seq_len(nrow(groups))) {
  x <- rep(values, groups[i, ]); n <- length(x); k <- qbinom(0.025, n, 0.5)
  ci <- if (n > 1) { if (sd(x) > 0) t.test(x)$conf.int else c(x[1], x[1]) } else c(NA, NA)
  cat("    {{", paste(groups[i, ], collapse = ", "), "}, {", many(quantile(x, c(.5, .25, .75))), "}, {",
    many(quantile(x, c(.5, .25, .75), type = 6)), "},\n     ", many(c(mean(x), sd(x), min(x), max(x))), ", {",
    many(ci), "}, {", many(if (k > 0) x[c(k, n + 1 - k)] else c(NA, NA)), "}},\n", sep = "")
}
cat("};\n/* one respondent a level: weights, then weighted mean, sd, median (school) */\n")
cat("static const struct { double w[5], mean, sd, median; } golden_weighted[] = {\n")
for (w in list(c(1, 1, 1, 1, 1), c(0.5, 2, 0.25, 1.25, 4), c(3, 1, 1, 0.5, 0.5), c(1, 2, 3, 4, 10))) {
  d <- svydesign(ids = ~1, weights = w, data = data.frame(x = values))
  cat("    {{", many(w), "}, ", many(c(coef(svymean(~x, d)), sqrt(coef(svyvar(~x, d))),
    coef(svyquantile(~x, d, 0.5, qrule = "school", ci = FALSE)))), "},\n", sep = "")
}
cat("};\n")
