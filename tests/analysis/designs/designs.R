# Data of R's survey as CSV, and golden.csv: what designs.py holds annexe to. R 4.2.2, survey 4.1.1.
# Run in tests/analysis/designs: Rscript designs.R
#
# api (California schools), scd (ambulances) and strata 85 to 89 of nhanes (2009-10; stratum 86 has three units),
# its weights rounded to tenths. Replicate weights of nhanes are its weight times the factor of the row's unit, in
# nhanes_factors.csv; designs.py multiplies them out.
suppressMessages(library(survey)); data(api); data(nhanes); data(scd)
options(warn = -1)
save <- function(x, name) write.csv(x, name, row.names = FALSE, quote = FALSE, na = "")
f <- function(x) sprintf("%.15g", as.numeric(x))
out <- "design,table,name,response,by,group,level,column,number"
put <- function(design, table, name, response, by = "", group = "", level = "", column, x) if (is.finite(x))
  out <<- c(out, paste(design, table, name, response, by, group, level, column, f(x), sep = ","))

# Percents of Y (and within G), mean of X, its quantiles (and the mean within G), Rao-Scott of Y by G, ranks of X by G.
# DF: degrees of freedom of the whole sample, where R counts the units of a part.
go <- function(name, s, y, g, x, rank = TRUE, df = degf(s)) {
  s$variables$Y <- factor(s$variables[[y]]); G <- make.formula(g); X <- make.formula(x)
  e <- function(...) put(name, "estimates", ...)
  everybody <- function(form) svymean(form, s, na.rm = TRUE, deff = "replace")
  m <- everybody(~Y); levels <- levels(s$variables$Y)
  for (i in seq_along(levels)) {
    e("percent", y, level = levels[i], column = "value", x = 100 * coef(m)[i])
    e("percent_se", y, level = levels[i], column = "value", x = 100 * SE(m)[i])
    e("percent_cv", y, level = levels[i], column = "value", x = 100 * cv(m)[i])
    e("percent_deff", y, level = levels[i], column = "value", x = deff(m)[i])
  }
  b <- svyby(~Y, G, s, svymean, na.rm = TRUE, deff = "replace"); k <- length(levels)
  for (r in seq_len(nrow(b))) for (i in seq_along(levels)) {
    at <- list(group = b[r, 1], level = levels[i], column = "value")
    p <- b[r, 1 + i]; se <- SE(b)[r, i]
    do.call(e, c(list("percent", y, g, x = 100 * p), at))
    do.call(e, c(list("percent_se", y, g, x = 100 * se), at))
    do.call(e, c(list("percent_deff", y, g, x = b[r, grep("^DEff", names(b))[i]]), at))
    if (p > 0 && p < 1) {
      half <- qt(.975, df) * se / (p * (1 - p))
      at$column <- "low"; do.call(e, c(list("percent", y, g, x = 100 * plogis(qlogis(p) - half)), at))
      at$column <- "high"; do.call(e, c(list("percent", y, g, x = 100 * plogis(qlogis(p) + half)), at))
    }
  }
  m <- everybody(X); ci <- confint(m, df = df)
  e("mean", x, column = "value", x = coef(m)); e("mean", x, column = "low", x = ci[1]); e("mean", x, column = "high", x = ci[2])
  e("mean_se", x, column = "value", x = SE(m)); e("mean_cv", x, column = "value", x = 100 * cv(m))
  e("mean_deff", x, column = "value", x = deff(m))
  b <- svyby(X, G, s, svymean, na.rm = TRUE)
  for (r in seq_len(nrow(b))) e("mean_se", x, g, b[r, 1], column = "value", x = SE(b)[r])
  q <- svyquantile(X, s, c(.25, .5, .75), qrule = "school", interval.type = "mean", df = df, na.rm = TRUE)[[1]]
  for (i in 1:3) {
    n <- c("q1", "median", "q3")[i]
    e(n, x, column = "value", x = q[i, 1])
    if (!isTRUE(q[i, 2] < q[i, 3])) next # shares below 0 or above 1, which R turns back too
    e(n, x, column = "low", x = q[i, 2]); e(n, x, column = "high", x = q[i, 3])
    e(paste0(n, "_se"), x, column = "value", x = q[i, 4])
  }
  v <- svychisq(as.formula(paste("~", y, "+", g)), s, statistic = "F")
  t <- function(column, x) put(name, "tests", "rao-scott", y, g, column = column, x = x)
  t("statistic", v$statistic); t("df", v$parameter[1]); t("df2", v$parameter[1] * df)
  t("p", pf(v$statistic, v$parameter[1], v$parameter[1] * df, lower.tail = FALSE))
  if (!rank) return(invisible())
  # Lumley and Scott: svyglm() of the mid-rank score, as svyranktest() breaks ties by row order
  w <- weights(s, "sampling"); z <- s$variables[[x]]; a <- !is.na(z) & !is.na(s$variables[[g]])
  W <- tapply(w[a], z[a], sum); score <- (cumsum(W) - W / 2) / sum(W)
  s$variables$score <- score[match(z, names(W))]
  s <- update(s, score = score)
  fit <- svyglm(as.formula(paste0("score ~ factor(", g, ")")), s); c <- coef(fit)[-1]; V <- vcov(fit)[-1, -1, drop = FALSE]
  d <- length(c); ddf <- df - d
  r <- function(column, x) put(name, "tests", "design-rank", x = x, response = response, by = g, column = column)
  response <- x
  if (d == 1) { r("statistic", c / sqrt(V[1, 1])); r("df", ddf); r("p", 2 * pt(-abs(c / sqrt(V[1, 1])), ddf))
  } else { c2 <- drop(c %*% solve(V, c)); r("statistic", c2); r("df", d); r("p", pf(c2 / d, d, ddf, lower.tail = FALSE)) }
}

# --- api
save(apistrat[, c("stype", "sch.wide", "awards", "pw", "fpc", "api00")], "apistrat.csv")
one <- svydesign(ids = ~dnum, weights = ~pw, data = apiclus1)
r <- as.svrepdesign(one, type = "JK1"); W <- weights(r, "analysis"); colnames(W) <- paste0("rep", 1:ncol(W))
save(cbind(apiclus1[, c("dnum", "stype", "sch.wide", "awards", "pw", "fpc", "api00")], W), "apiclus1.csv")
go("api-strata", svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = apistrat), "sch.wide", "stype", "api00")
go("api-clusters", svydesign(ids = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1), "sch.wide", "stype", "api00")
go("api-where", subset(svydesign(ids = ~dnum, weights = ~pw, fpc = ~fpc, data = apiclus1), sch.wide == "Yes"), "awards", "stype", "api00", rank = FALSE)
save(apiclus2[, c("dnum", "snum", "stype", "sch.wide", "pw", "fpc1", "fpc2", "api00")], "apiclus2.csv")
stages <- svydesign(ids = ~dnum + snum, weights = ~pw, fpc = ~fpc1 + fpc2, data = apiclus2)
go("api-stages", stages, "sch.wide", "stype", "api00")
go("api-stages-where", subset(stages, stype != "H"), "sch.wide", "stype", "api00", rank = FALSE, df = degf(stages))
go("api-replaced", svydesign(ids = ~dnum + snum, weights = ~pw, data = apiclus2), "sch.wide", "stype", "api00")
go("api-jk1", r, "sch.wide", "stype", "api00")

# --- strata of one unit: 2 has one of twelve, 5 the only one there is
set.seed(5); l <- NULL
for (h in 1:5) for (p in 1:(if (h %in% c(2, 5)) 1 else 4))
  l <- rbind(l, data.frame(h = h, p = p, M = if (h == 5) 1 else 12, w = round(runif(6, .5, 3), 2),
                           y = sample(c("No", "Yes"), 6, TRUE), g = sample(c("a", "b", "c"), 6, TRUE), x = sample(1:9, 6, TRUE)))
save(l, "lonely.csv")
for (policy in c("certainty", "adjust", "average")) { options(survey.lonely.psu = policy)
  go(paste0("lonely-", policy), svydesign(ids = ~p, strata = ~h, weights = ~w, nest = TRUE, data = l), "y", "g", "x")
  go(paste0("lonely-", policy, "-fpc"), svydesign(ids = ~p, strata = ~h, weights = ~w, nest = TRUE, fpc = ~M, data = l), "y", "g", "x") }
options(survey.lonely.psu = "fail")

# --- scd
scd$w <- c(2, 2, 3, 3, 2.5, 2.5); scd$many <- ifelse(scd$alive > 30, "Yes", "No"); scd$busy <- ifelse(scd$arrests > 180, "Yes", "No")
s <- svydesign(ids = ~ambulance, strata = ~ESA, weights = ~w, data = scd, nest = TRUE)
brr <- as.svrepdesign(s, type = "BRR"); jk2 <- weights(brr, "analysis")[, 1:3] # one a stratum: a unit out, the other doubled
for (h in 1:3) jk2[, h] <- scd$w * ifelse(scd$ESA != h, 1, ifelse(scd$ambulance == 1, 2, 0))
B <- weights(brr, "analysis"); colnames(B) <- paste0("brr", 1:ncol(B)); colnames(jk2) <- paste0("jk", 1:3)
save(cbind(scd, B, jk2), "scd.csv")
go("scd-strata", s, "many", "busy", "arrests", rank = FALSE)
go("scd-brr", svrepdesign(data = scd, weights = ~w, repweights = B, type = "BRR", combined.weights = TRUE), "many", "busy", "arrests", rank = FALSE)
go("scd-jk2", svrepdesign(data = scd, weights = ~w, repweights = jk2, type = "JK2", combined.weights = TRUE), "many", "busy", "arrests", rank = FALSE)

# --- nhanes
n <- nhanes[nhanes$SDMVSTRA %in% 85:89, ]
n <- data.frame(stratum = n$SDMVSTRA, psu = n$SDMVPSU, w = round(n$WTMEC2YR, 1), chol = n$HI_CHOL, race = n$race,
                age = as.integer(n$agecat), sex = n$RIAGENDR, one = 1)
save(n, "nhanes.csv")
s <- svydesign(ids = ~psu, strata = ~stratum, weights = ~w, nest = TRUE, data = n)
go("nhanes-strata", s, "chol", "race", "age")
go("nhanes-where", subset(s, sex == 2), "chol", "race", "age", rank = FALSE)
go("nhanes-sex", s, "chol", "sex", "age")
# Equal weights: svyranktest() itself, by number (for more than two groups it names statistic and df the other way round)
equal <- svydesign(ids = ~psu, strata = ~stratum, weights = ~one, nest = TRUE, data = n)
r <- svyranktest(age ~ sex, equal)
for (at in 1:3) put("nhanes-equal-sex", "tests", "design-rank", "age", "sex", column = c("statistic", "df", "p")[at],
                    x = list(r$statistic, r$parameter, r$p.value)[[at]])
r <- svyranktest(age ~ factor(race), equal)
for (at in 1:3) put("nhanes-equal", "tests", "design-rank", "age", "race", column = c("statistic", "df", "p")[at],
                    x = list(r$parameter, r$statistic, r$p.value)[[at]])
units <- unique(n[, c("stratum", "psu")]); units <- units[order(units$stratum, units$psu), ]
first <- match(paste(units$stratum, units$psu), paste(n$stratum, n$psu))
factors <- units
replicated <- function(name, r, ...) {
  g <- round(weights(r, "analysis")[first, ] / n$w[first], 6) # as the file will have them
  colnames(g) <- paste0(name, 1:ncol(g)); factors <<- cbind(factors, g)
  W <- n$w * g[match(paste(n$stratum, n$psu), paste(units$stratum, units$psu)), ]
  go(paste0("nhanes-", name), svrepdesign(data = n, weights = ~w, repweights = W, combined.weights = TRUE, ...), "chol", "race", "age")
}
jkn <- as.svrepdesign(s, type = "JKn"); replicated("jkn", jkn, type = "JKn", rscales = jkn$rscales)
set.seed(7); replicated("bootstrap", as.svrepdesign(s, type = "subbootstrap", replicates = 40), type = "bootstrap")
replicated("scaled", as.svrepdesign(s, type = "subbootstrap", replicates = 12), type = "other", scale = 0.05, rscales = rep(c(0, 1, 2), 4))
pairs <- n$stratum != 86; half <- svydesign(ids = ~psu, strata = ~stratum, weights = ~w, nest = TRUE, data = n[pairs, ])
for (kind in c("brr", "fay")) {
  r <- as.svrepdesign(half, type = if (kind == "brr") "BRR" else "Fay", fay.rho = if (kind == "brr") 0 else 0.3)
  g <- matrix(1, nrow(units), ncol(weights(r, "analysis"))); at <- which(units$stratum != 86)
  g[at, ] <- weights(r, "analysis")[match(paste(units$stratum, units$psu), paste(n$stratum, n$psu)[pairs])[at], ] /
    n$w[first[at]]
  g <- round(g, 6); colnames(g) <- paste0(kind, 1:ncol(g)); factors <- cbind(factors, g)
  W <- (n$w * g[match(paste(n$stratum, n$psu), paste(units$stratum, units$psu)), ])[pairs, ]
  d <- if (kind == "brr") svrepdesign(data = n[pairs, ], weights = ~w, repweights = W, combined.weights = TRUE, type = "BRR")
       else svrepdesign(data = n[pairs, ], weights = ~w, repweights = W, combined.weights = TRUE, type = "Fay", rho = 0.3)
  go(paste0("nhanes-", kind), d, "chol", "race", "age")
}
save(factors, "nhanes_factors.csv")
writeLines(out, "golden.csv")
