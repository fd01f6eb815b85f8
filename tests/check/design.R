# Verdicts under a sampling weight: the respondents in design.csv and the p behind their verdicts in
# design_goldens.csv. Run here: Rscript design.R (made with R 4.2.2 and survey 4.1.1)
suppressMessages(library(survey))
set.seed(20)
d <- data.frame(stratum = rep(1:3, each = 80), cluster = rep(1:24, each = 10))
alike <- runif(24)[d$cluster]
d$g <- 1 + (d$cluster - 1) %/% 2 %% 2
d$h <- sample(1:3, 240, TRUE)
d$q <- pmin(4, 1 + floor(4 * (0.4 * alike + 0.4 * runif(240) + 0.13 * d$g - 0.13 + 0.06 * d$h - 0.06)))
d$y <- 1 + (runif(240) < 0.1 + 0.4 * alike + 0.15 * d$g + 0.12 * (d$h == 2))
d$w <- c(1.5, 2, 3.25)[d$stratum] + sample(c(0, 0.5), 240, TRUE)
d$one <- 2
write.csv(d, "design.csv", row.names = FALSE, na = "", quote = FALSE)

# svyranktest() where weights are equal; where they differ it breaks ties by row order, so the mean
# rank score is compared by svyglm() instead.
rank <- function(z, by, equal) {
  z <- z[!is.na(z$variables$q), ]
  if (equal) return(as.numeric(svyranktest(reformulate(by, "q"), z)$p.value))
  y <- z$variables$q; w <- weights(z); W <- sum(w); t <- tapply(w, y, sum)
  z$variables$score <- ((cumsum(t) - t / 2) / W)[as.character(y)]
  m <- svyglm(reformulate(sprintf("factor(%s)", by), "score"), z)
  b <- coef(m)[-1]; V <- vcov(m)[-1, -1, drop = FALSE]; k <- length(b); df <- degf(z) - k
  pf(as.numeric(b %*% solve(V, b)) / k, k, df, lower.tail = FALSE)
}
rao <- function(z, by) as.numeric(svychisq(reformulate(c("y", by)), z, statistic = "F")$p.value)
designs <- list(weight = svydesign(~1, weights = ~w, data = d),
                equal = svydesign(~1, weights = ~one, data = d),
                clusters = svydesign(~cluster, strata = ~stratum, weights = ~w, data = d),
                equal_clusters = svydesign(~cluster, strata = ~stratum, weights = ~one, data = d))
out <- file("design_goldens.csv", "w")
cat("design,kind,response,by,p\n", file = out)
for (name in names(designs)) for (by in c("g", "h")) {
  s <- designs[[name]]
  equal <- name %in% c("equal", "equal_clusters") && by == "g" # of more groups it prints the df's p
  cat(sprintf("%s,differs,q,%s,%.17g\n", name, by, rank(s, by, equal)), file = out)
  cat(sprintf("%s,associated,y,%s,%.17g\n", name, by, rao(s, by)), file = out)
}
close(out)
