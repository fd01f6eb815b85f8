# Post-stratified, raked and trimmed weights of apiclus1 and apistrat: the numbers of weights.py
# (R 4.2.2, survey 4.1.1). Run in tests/analysis/designs: Rscript weights.R > weights.json
suppressMessages(library(survey)); data(api)
f <- function(x) paste(sprintf("%.15g", x), collapse = ", ")
st <- data.frame(stype = c("E", "H", "M"), Freq = c(4421, 755, 1018))
sw <- data.frame(sch.wide = c("No", "Yes"), Freq = c(1072, 5122))
both <- as.data.frame(xtabs(~stype + sch.wide, apipop))
margins <- list(~stype, ~sch.wide); totals <- list(st, sw)
tight <- list(maxit = 100, epsilon = 1e-10)
# svyranktest breaks ties by row order where weights differ: the same model on the mid-rank score.
rank <- function(s) {
  w <- weights(s, "sampling"); y <- s$variables$api00; u <- sort(unique(y)); W <- sum(w)
  t <- tapply(w, factor(y, u), sum); s$variables$score <- ((cumsum(t) - t / 2) / W)[match(y, u)]
  m <- svyglm(score ~ awards, s); z <- coef(m)[2] / sqrt(vcov(m)[2, 2]); df <- degf(s) - 1
  c(z, df, 2 * pt(-abs(z), df))
}
first <- TRUE
go <- function(name, s) {
  x <- svychisq(~awards + stype, s, statistic = "F"); m <- svymean(~api00, s, deff = "replace")
  b <- svyby(~awards, ~stype, s, svymean)
  q <- svyquantile(~api00, s, 0.5, interval.type = "mean", qrule = "school")
  cat(if (first) "{" else ",\n", '"', name, '": {"total": ', f(sum(weights(s, "sampling"))),
      ',\n "mean": [', f(c(coef(m), SE(m), deff(m))), "],\n \"percent\": [", f(100 * b[["awardsYes"]]),
      '],\n "percent_se": [', f(100 * SE(b)[, 2]), '],\n "median": [', f(c(coef(q), confint(q))),
      '],\n "rao-scott": [', f(c(x$statistic, x$parameter, x$p.value)), '],\n "design-rank": [', f(rank(s)),
      "]}", sep = "")
  first <<- FALSE
}
clusters <- svydesign(ids = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1)
raked <- rake(clusters, margins, totals, control = tight)
go("clusters, post-stratified", postStratify(clusters, ~stype, st))
go("clusters, post-stratified by two", postStratify(clusters, ~stype + sch.wide, both))
go("clusters, raked", raked)
go("clusters, raked as R does unasked", rake(clusters, margins, totals))
go("clusters, raked and trimmed", trimWeights(raked, lower = 30, upper = 45))
go("clusters, raked and trimmed once", trimWeights(raked, upper = 38))
go("clusters, raked and trimmed strictly", trimWeights(raked, upper = 38, strict = TRUE))
go("clusters, post-stratified and trimmed",
   trimWeights(postStratify(clusters, ~stype + sch.wide, both), lower = 12, upper = 60))
strata <- svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat)
raked <- rake(strata, margins, totals, control = tight)
go("strata, post-stratified", postStratify(strata, ~sch.wide, sw))
go("strata, raked", raked)
go("strata, raked and trimmed", trimWeights(raked, lower = 15.1, upper = 44.3))
go("strata, trimmed", trimWeights(strata, upper = 40))
plain <- svydesign(ids = ~1, weights = ~pw, data = apistrat)
go("weight alone, raked", rake(plain, margins, totals, control = tight))
go("no weight, raked", rake(svydesign(ids = ~1, weights = ~1, data = apistrat), margins, totals, control = tight))
jk1 <- as.svrepdesign(svydesign(ids = ~dnum, weights = ~pw, data = apiclus1), type = "JK1")
go("jk1, post-stratified", postStratify(jk1, ~stype, st))
go("jk1, raked", rake(jk1, margins, totals, control = tight))
cat("}\n")
