# The p of pairs of groups, plain and adjusted, computed without annexe: what pairs.py holds `check`
# against. Writes pairs/survey.csv and pairs/goldens.csv.
#   Rscript pairs.R       (R 4.2.2, coin 1.4)
suppressPackageStartupMessages(library(coin))
set.seed(1964)
n <- c(9, 12, 14, 16, 19)
g <- rep(seq_along(n), n)
draw <- function(shift) pmin(5, pmax(1, round(3 + shift[g] + rnorm(length(g), sd = 1.1))))
q <- draw(c(-1.6, -.7, -.2, .7, 1.4))
b <- 1 + (runif(length(g)) < c(.1, .3, .5, .7, .85)[g])
s <- q
s[g <= 2] <- 3 # two groups all tied with each other: a pair without a p of ranks within the pair
q[c(4, 30)] <- NA
g[50] <- NA
rows <- data.frame(g, q, b, s, w = 1 + seq_along(g) %% 3)
write.csv(rows, "pairs/survey.csv", row.names = FALSE, na = "", quote = FALSE)

pairs <- t(combn(length(n), 2))
of <- function(y) { keep <- !is.na(g) & !is.na(rows[[y]]); list(y = rows[[y]][keep], g = g[keep]) }
# Dunn 1964, formula 8; without the ties' share N (N + 1)/12.
dunn <- function(y, ties = TRUE) {
  d <- of(y); r <- rank(d$y); N <- length(r); t <- table(d$y)
  v <- N * (N + 1) / 12 - if (ties) sum(t^3 - t) / (12 * (N - 1)) else 0
  m <- tapply(r, d$g, mean); k <- table(d$g)
  apply(pairs, 1, function(p) unname((m[p[1]] - m[p[2]]) / sqrt(v * sum(1 / k[p]))))
}
each <- function(y, test) {
  d <- of(y)
  apply(pairs, 1, function(p) {
    in_pair <- d$g %in% p
    if (length(unique(d$y[in_pair])) == 1) NA else suppressWarnings(test(d$y[in_pair], factor(d$g[in_pair])))
  })
}
# As a vector in the order of `pairs`; pairwise.wilcox.test gives the lower triangle.
wilcox <- function(y, correct, method) {
  d <- of(y)
  p <- suppressWarnings(pairwise.wilcox.test(d$y, d$g, p.adjust.method = method, exact = FALSE, correct = correct))$p.value
  p[cbind(pairs[, 2] - 1, pairs[, 1])]
}

lines <- "test,response,levels,variant,method,group,other,statistic,p"
add <- function(test, y, variant, p, z = rep(NA, length(p)), adjusted = function(m) p.adjust(p, m), groups = pairs[, 1],
                others = pairs[, 2], levels = rep("", length(p))) {
  for (method in c("none", "bonferroni", "holm", "hochberg", "hommel", "BH", "BY")) {
    values <- if (method == "none") p else adjusted(method)
    for (i in which(!is.na(p) & !is.nan(p)))
      lines <<- c(lines, sprintf('%s,%s,%s,"%s",%s,%d,%s,%s,%.15g', test, y, levels[i], variant, tolower(method), groups[i], others[i],
                                 if (is.na(z[i])) "" else sprintf("%.12g", z[i]), values[i]))
  }
}
for (y in c("q", "s")) {
  z <- dunn(y); add("dunn", y, "default", 2 * pnorm(-abs(z)), z)
  add("dunn", y, "one-sided", pnorm(-abs(z)), z)
  z <- dunn(y, ties = FALSE); add("dunn", y, "no tie correction", 2 * pnorm(-abs(z)), z)
  for (correct in c(TRUE, FALSE))
    add("mann-whitney", y, if (correct) "default" else "no continuity correction", wilcox(y, correct, "none"),
        adjusted = function(m) wilcox(y, correct, m))
  add("mann-whitney", y, "exact", each(y, function(x, f) as.numeric(pvalue(wilcox_test(x ~ f, distribution = "exact")))))
  add("kruskal-wallis", y, "default", each(y, function(x, f) kruskal.test(x, f)$p.value))
}
add("chi-square", "b", "default", each("b", function(x, f) chisq.test(table(x, f), correct = FALSE)$p.value))
add("chi-square", "b", "Yates", each("b", function(x, f) chisq.test(table(x, f), correct = TRUE)$p.value))
add("chi-square", "b", "Fisher", each("b", function(x, f) fisher.test(table(x, f))$p.value))
# Shares pooled over the two groups; none where one is 0 or 1 (SPSS's CTABLES).
d <- of("q"); counts <- table(d$g, d$y); n_of <- rowSums(counts)
for (level in c(2, 3, 5)) {
  x <- counts[, level]; share <- x / n_of
  z <- apply(pairs, 1, function(p) {
    if (any(x[p] == 0 | x[p] == n_of[p])) return(NA)
    (share[p[1]] - share[p[2]]) / sqrt(sum(x[p]) / sum(n_of[p]) * (1 - sum(x[p]) / sum(n_of[p])) * sum(1 / n_of[p]))
  })
  p <- apply(pairs, 1, function(p) suppressWarnings(prop.test(x[p], n_of[p], correct = FALSE)$p.value))
  stopifnot(all.equal(p[!is.na(z)], 2 * pnorm(-abs(z[!is.na(z)]))))
  add("column-proportions", "q", "default", ifelse(is.na(z), NA, p), z, levels = rep(level, length(p)))
}
residual <- suppressWarnings(chisq.test(counts)$stdres)
add("adjusted-residuals", "q", "default", as.vector(2 * pnorm(-abs(residual))), as.vector(residual), groups = as.vector(row(counts)),
    others = rep("", length(counts)), levels = as.vector(col(counts)))
writeLines(lines, "pairs/goldens.csv")
