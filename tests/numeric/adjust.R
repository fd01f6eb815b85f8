# Golden numbers of test_adjust.c. Rscript adjust.R > golden_adjust.h (made with R 4.2.2)
f <- function(x) ifelse(is.na(x), "-1", sprintf("%.17g", x))
methods <- c("none", "bonferroni", "holm", "hochberg", "hommel", "BH", "BY")
families <- list(c(0.01, 0.02, 0.03, 0.04, 0.05, NA, NA, NA), c(0.04, NA, 0.001, 0.04, NA, 0.5, 1, 0),
  c(0.03, NA, NA, NA, NA, NA, NA, NA), c(0.9, 0.04, NA, NA, NA, NA, NA, NA),
  c(0.0117, 0.2, 0.012, 0.049, 0.3, 0.8, 0.0001, 0.04), c(1e-300, 1e-10, 0.02, 0.02, 0.02, 0.2, 0.2, 0.6),
  c(0.008, 0.009, 0.0165, 0.022, 0.052, 0.101, 0.156, 0.179), rep(0.5, 8),
  c(0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0.05, 0.025), rep(NA, 8))
cat("/* Made by adjust.R with R 4.2.2; -1 stands for NA; do not edit. */\n#pragma once\n\n/* clang-format off */\n")
cat("static const struct { double p[8]; double adjusted[7][8]; } golden_adjust[] = {\n")
for (p in families) {
  cat("    {{", paste(f(p), collapse = ", "), "}, {\n", sep = "")
  for (m in methods) cat("        {", paste(f(p.adjust(p, m)), collapse = ", "), "},\n", sep = "")
  cat("    }},\n")
}
cat("};\n")
