# apistrat and apiclus1 of R's survey as CSV, and the numbers of designs.py (R 4.2.2, survey 4.1.1).
# Run in tests/analysis/designs: Rscript designs.R
suppressMessages(library(survey)); data(api)
write.csv(apistrat[, c("stype", "sch.wide", "awards", "pw", "fpc", "api00")], "apistrat.csv",
          row.names = FALSE, quote = FALSE)
r <- as.svrepdesign(svydesign(ids = ~dnum, weights = ~pw, data = apiclus1), type = "JK1")
W <- weights(r, "analysis"); colnames(W) <- paste0("rep", 1:ncol(W))
write.csv(cbind(apiclus1[, c("dnum", "stype", "sch.wide", "awards", "pw", "fpc", "api00")], W),
          "apiclus1.csv", row.names = FALSE, quote = FALSE)
f <- function(x) paste(sprintf("%.15g", x), collapse = ", ")
go <- function(name, s) {
  x <- svychisq(~sch.wide + stype, s, statistic = "F"); m <- svymean(~api00, s)
  b <- svyby(~sch.wide, ~stype, s, svymean)
  cat('    "', name, '": {"rao-scott": [', f(c(x$statistic, x$parameter, x$p.value)), '],\n',
      '        "mean": [', f(c(coef(m), SE(m))), '],\n        "percent_se": [',
      f(100 * b[["se.sch.wideYes"]]), ']},\n', sep = "")
}
go("strata", svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat))
go("clusters", svydesign(ids = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1))
go("jk1", r)
