# Golden numbers of test_quantile.c. Rscript quantile.R > golden_quantile.h (made with R 4.2.2)
suppressMessages(library(survey))
f <- function(x) sprintf("%.17g", x)
cat("/* Made by quantile.R with R 4.2.2 and survey", as.character(packageVersion("survey")),
    "; do not edit. */\n#pragma once\n\n/* clang-format off */\n")
set.seed(1)
values <- c(-2, 0.1, 1, 7 / 3, 3.5)
cat("static const double quantile_values[5] = {", paste(f(values), collapse = ", "), "};\n")
cat("static const struct { int counts[5]; double p; double hf[9]; } golden_quantile[] = {\n")
cases <- rbind(c(1, 0, 0, 0, 0), c(1, 1, 0, 0, 0), c(0, 2, 1, 0, 0), c(1, 1, 1, 1, 1),
  c(2, 3, 0, 4, 1), c(5, 5, 5, 5, 0), c(3, 0, 0, 0, 3), c(17, 30, 41, 11, 2),
  matrix(rpois(40, 3), 8), c(0, 0, 0, 0, 7))
for (i in seq_len(nrow(cases))) if (sum(cases[i, ]) > 0)
  for (p in c(0, 0.1, 0.25, 1 / 3, 0.5, 0.7, 0.75, 0.9, 1))
    cat("    {{", paste(cases[i, ], collapse = ", "), "}, ", f(p), ", {",
      paste(f(sapply(1:9, function(t) quantile(rep(values, cases[i, ]), p, type = t))),
        collapse = ", "), "}},\n", sep = "")
cat("};\n")
cat("static const struct { double weights[5]; double p, school; } golden_school[] = {\n")
weighted <- rbind(c(1, 1, 1, 1, 1), c(0.5, 0.25, 0.25, 1, 0), c(1, 1, 0, 1, 1),
  c(0.3, 0.2, 0.1, 0.1, 0.3), c(2, 0.1, 0.4, 3, 1.5), matrix(round(rexp(30), 3), 6))
for (i in seq_len(nrow(weighted))) {
  keep <- weighted[i, ] > 0
  d <- svydesign(ids = ~1, weights = weighted[i, keep], data = data.frame(x = values[keep]))
  cat("    {{", paste(f(weighted[i, ]), collapse = ", "), "}, 0.5, ",
    f(as.numeric(coef(svyquantile(~x, d, 0.5, qrule = "school", ci = FALSE)))), "},\n", sep = "")
}
cat("};\n")
