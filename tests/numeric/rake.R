# The numbers of test_rake.c: rake() of R's survey on a table of weights, with and without its own
# criterion (R 4.2.2, survey 4.1.1). Run in tests/numeric: Rscript rake.R
suppressMessages(library(survey)); data(api)
f <- function(name, x) cat("static const double ", name, "[] = {", paste(sprintf("%.17g", x), collapse = ", "), "};\n", sep = "")
apistrat$size <- cut(apistrat$enroll, c(0, 350, 600, 5000), labels = 1:3)
cells <- expand.grid(stype = c("E", "H", "M"), wide = c("No", "Yes"), size = as.character(1:3))
key <- function(d) paste(d$stype, d$wide, d$size)
of <- match(paste(apistrat$stype, apistrat$sch.wide, apistrat$size), key(cells))
sum_of <- function(w) { t <- tapply(w, factor(of, 1:18), sum); t[is.na(t)] <- 0; as.vector(t) }
s <- svydesign(ids = ~1, weights = ~pw, data = apistrat)
margins <- list(~stype, ~sch.wide, ~size)
totals <- list(data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018)),
               data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122)),
               data.frame(size = as.character(1:3), Freq = c(2000, 2100, 2094)))
f("weights", sum_of(weights(s)))
f("fitted", sum_of(weights(rake(s, margins, totals, control = list(maxit = 100, epsilon = 1e-10)))))
f("fitted_as_r", sum_of(weights(rake(s, margins, totals))))
f("fitted_once", sum_of(weights(suppressWarnings(rake(s, margins, totals, control = list(maxit = 1))))))
# svyrecvar()'s residuals of w z, z = api00 - 660, after R's own raking; by level sums of their squares
r <- rake(s, margins, totals)
x <- weights(r) * (apistrat$api00 - 660)
for (k in 1:10) for (m in r$postStrata[[1]]) { psw <- attr(m, "weights"); x <- x - psw * ave(x / psw, m) }
f("residual_squares", c(tapply(x^2, apistrat$stype, sum), tapply(x^2, apistrat$sch.wide, sum), tapply(x^2, apistrat$size, sum)))
f("row_weights", apistrat$pw)
f("row_z", apistrat$api00 - 660)
cat("static const guint row_cell[] = {", paste(of - 1, collapse = ", "), "};\n", sep = "")
