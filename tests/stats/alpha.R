# Golden numbers of test_alpha.c. Rscript alpha.R > golden_alpha.h (made with R 4.2.2, psych)
suppressMessages(library(psych))
f <- function(x) sprintf("%.17g", x)
many <- function(x) paste(f(x), collapse = ", ")
cat("/* Made by alpha.R with R 4.2.2 and psych", as.character(packageVersion("psych")),
    "; do not edit. */\n#pragma once\n\n/* clang-format off */\n")
cat("static const struct {\n    unsigned rows, items;\n    double x[400];\n    double alpha;\n",
    "    double dropped[8], total[8], mean[8], sd[8];\n} golden_alpha[] = {\n", sep = "")
set.seed(5)
make <- function(n, k, strength) { z <- rnorm(n)
  sapply(seq_len(k), function(i) pmin(5, pmax(1, round(3 + strength * z + rnorm(n))))) }
cases <- list(make(40, 4, 1), make(12, 3, 0.3), make(50, 8, 0.8), make(30, 5, 0))
cases[[5]] <- cbind(cases[[1]][, 1:3], 6 - cases[[1]][, 4])
cases[[6]] <- cases[[1]] / 7 + 1000
for (x in cases) {
  x <- as.data.frame(x)
  a <- suppressMessages(suppressWarnings(psych::alpha(x, check.keys = FALSE, warnings = FALSE)))
  cat("    {", nrow(x), ", ", ncol(x), ", {", many(t(as.matrix(x))), "},\n     ", f(a$total$raw_alpha),
      ", {", many(a$alpha.drop$raw_alpha), "},\n     {", many(a$item.stats$r.drop), "}, {",
      many(a$item.stats$mean), "}, {", many(a$item.stats$sd), "}},\n", sep = "")
}
cat("};\n")
# The interval of test_alpha.c:
ci <- psych::alpha.ci(psych::alpha(cases[[1]], check.keys = FALSE)$total$raw_alpha, 40, 4, digits = 17)
cat("/* Feldt's interval of the first:", f(ci$lower.ci), f(ci$upper.ci), "*/\n")
