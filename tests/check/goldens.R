# One printed number for every variant of src/check/variants.def, computed without annexe: in base R
# and coin where they have it, else by going through all permutations of the twelve answers.
#   Rscript goldens.R > goldens/claims.csv       (R 4.2.2, coin 1.4)
suppressPackageStartupMessages(library(coin))
all_rows <- read.csv("goldens/survey.csv")
rows <- all_rows[all_rows$k == 1, ]
valid <- !is.na(rows$y) & rows$y != 9
d <- rows[valid, ]
g <- factor(d$g); h <- factor(d$h); y <- d$y; z <- d$z

score <- function(rows, flip = TRUE) {
  items <- cbind(rows$a, if (flip) 6 - rows$b else rows$b, rows$c)
  ifelse(rowSums(!is.na(items)) > 0, rowMeans(items, na.rm = TRUE), NA)
}
s <- score(rows); answered <- !is.na(s)
kw <- function(y, g) kruskal.test(y, factor(g))$p.value
u_of <- function(y, g) unname(suppressWarnings(wilcox.test(y[g == 1], y[g == 2], exact = FALSE)$statistic))
mw <- function(y, g, ...) wilcox.test(y[g == 1], y[g == 2], exact = FALSE, ...)$p.value
x2 <- function(y, g, ...) suppressWarnings(chisq.test(table(g, y), correct = FALSE)$p.value)
side <- function(y, g) if (u_of(y, g) > sum(g == 1) * sum(g == 2) / 2) "greater" else "less"

# Every way of giving the groups to the answers: one column each.
arrangements <- function(sizes) {
  one <- function(free, sizes) {
    if (length(sizes) == 1) return(list(setNames(rep(length(sizes0), length(free)), free)))
    out <- list(); label <- length(sizes0) - length(sizes) + 1
    for (chosen in combn(length(free), sizes[1], simplify = FALSE))
      for (rest in one(free[-chosen], sizes[-1]))
        out[[length(out) + 1]] <- c(setNames(rep(label, sizes[1]), free[chosen]), rest)
    out
  }
  sizes0 <<- sizes
  n <- sum(sizes)
  t(sapply(one(as.character(seq_len(n)), sizes), function(a) a[as.character(seq_len(n))]))
}
of_g <- arrangements(as.vector(table(g))); of_h <- arrangements(as.vector(table(h)))
permuted <- function(statistic, groups, arranged) {
  observed <- statistic(as.integer(groups))
  list(t = apply(arranged, 1, statistic), observed = observed)
}
near <- 1e-9
upper <- function(p) mean(p$t > p$observed - near)
ties <- function(p) mean(abs(p$t - p$observed) < near)
lower <- function(p) mean(p$t < p$observed + near)
tail_of <- function(p) if (p$observed > mean(p$t)) upper(p) else lower(p)
centred <- function(p) { m <- mean(p$t); list(t = abs(p$t - m), observed = abs(p$observed - m)) }
h_of <- function(y, n_groups) function(at) {
  r <- rank(y); sum(tapply(r, factor(at, levels = seq_len(n_groups)), function(x) length(x) * (mean(x) - mean(r))^2))
}
x2_of <- function(y) function(at) {
  t <- table(at, y); e <- outer(rowSums(t), colSums(t)) / sum(t); sum((t - e)^2 / e)
}
jt_of <- function(y) function(at) {
  total <- 0
  for (i in 1:2) for (j in (i + 1):3)
    total <- total + sum(outer(y[at == i], y[at == j], function(a, b) (a < b) + (a == b) / 2))
  total
}
# Hollander and Wolfe, 6.19.
jt <- function(y, h, one_sided = FALSE) {
  n <- length(y); ni <- as.vector(table(h)); tj <- as.vector(table(y))
  v <- (n * (n - 1) * (2 * n + 5) - sum(ni * (ni - 1) * (2 * ni + 5)) - sum(tj * (tj - 1) * (2 * tj + 5))) / 72 +
    sum(ni * (ni - 1) * (ni - 2)) * sum(tj * (tj - 1) * (tj - 2)) / (36 * n * (n - 1) * (n - 2)) +
    sum(ni * (ni - 1)) * sum(tj * (tj - 1)) / (8 * n * (n - 1))
  (2 - one_sided) * pnorm(-abs(jt_of(y)(as.integer(factor(h))) - (n^2 - sum(ni^2)) / 4) / sqrt(v))
}
probability_of <- function(y) function(at) {
  t <- table(at, y); exp(sum(lfactorial(rowSums(t)), lfactorial(colSums(t))) - lfactorial(sum(t)) - sum(lfactorial(t)))
}

lines <- "plan,subject,variant,id,section,kind,response,levels,by,group,value,test,statistic,p"
plan <- "plan"
add <- function(subject, variant, kind, response, by = "", p = NA, statistic = NA, value = NA, test = "",
                levels = "", group = "", decimals = 9) {
  show <- function(x, digits = decimals) if (is.na(x)) "" else sprintf("%.*f", digits, x)
  id <- sprintf("V%02d", length(lines))
  section <- if (grepl("complete", variant)) "complete" else id
  lines <<- c(lines, paste(plan, subject, paste0('"', variant, '"'), id, section, kind, response, levels, by, group,
                           show(value, if (kind == "count") 0 else decimals), test, show(statistic, 1), show(p), sep = ","))
}
KW <- function(variant, p, by = "h", response = "y", ...)
  add("FOR_KRUSKAL_WALLIS", variant, "test", response, by, p, test = "kruskal-wallis", ...)
MW <- function(variant, p, response = "y", ...)
  add("FOR_MANN_WHITNEY", variant, "test", response, "g", p, test = "mann-whitney", ...)
X2 <- function(variant, p, response = "y", by = "g", ...)
  add("FOR_CHI_SQUARE", variant, "test", response, by, p, test = "chi-square", ...)
JT <- function(variant, p, response = "y", ...)
  add("FOR_OTHER_TEST", variant, "test", response, "h", p, test = "jonckheere", ...)

# --- Kruskal-Wallis
H <- permuted(h_of(y, 3), h, of_h)
KW("adjusted: holm", p.adjust(c(kw(y, d$h), kw(s, rows$h)), "holm")[1])
KW("exact", upper(H))
KW("exact, mid-p", upper(H) - ties(H) / 2)
KW("Mann-Whitney", mw(y, d$g), by = "g")
KW("Mann-Whitney, no continuity correction", mw(y, d$g, correct = FALSE), by = "g", statistic = u_of(y, d$g))
r <- rank(y); n <- length(y)
KW("no tie correction", pchisq(12 / (n * (n + 1)) * sum(tapply(r, h, sum)^2 / table(h)) - 3 * (n + 1), 2, lower.tail = FALSE))
set.seed(1)
KW("Monte-Carlo", as.numeric(pvalue(kruskal_test(y ~ h, distribution = approximate(nresample = 9999)))), decimals = 4)
KW("complete on the section's responses", kw(y[answered[valid]], d$h[answered[valid]]))
net <- c(1, 2, 2, 3, 3)[y]
KW("collapsed levels", kw(net, d$h))
KW("b not reversed", kw(score(rows, FALSE), rows$h), response = "s")

# --- Mann-Whitney; g has 5 and 7, so that its permutation distribution is not symmetric
U <- permuted(function(at) sum(rank(y)[at == 1]), g, of_g)
MW("no continuity correction", mw(y, d$g, correct = FALSE))
MW("adjusted: holm", p.adjust(c(mw(y, d$g), mw(s, rows$g)), "holm")[2], response = "s")
MW("exact", as.numeric(pvalue(wilcox_test(y ~ g, distribution = "exact"))))
MW("one-sided", mw(y, d$g, alternative = side(y, d$g)))
MW("one-sided, no continuity correction", mw(y, d$g, alternative = side(y, d$g), correct = FALSE))
MW("exact, one-sided", as.numeric(pvalue(wilcox_test(y ~ g, distribution = "exact", alternative = side(y, d$g)))))
MW("exact, smaller tail doubled", min(1, 2 * tail_of(U)))
MW("exact, mid-p", as.numeric(midpvalue(wilcox_test(y ~ g, distribution = "exact"))))
MW("exact, one-sided, mid-p", as.numeric(midpvalue(wilcox_test(y ~ g, distribution = "exact", alternative = side(y, d$g)))))
sigma <- sqrt(prod(table(g)) * (n + 1) / 12); off <- abs(u_of(y, d$g) - prod(table(g)) / 2)
MW("no tie correction", 2 * pnorm(-(off - .5) / sigma))
MW("no tie correction, no continuity correction", 2 * pnorm(-off / sigma))
MW("no tie correction, one-sided", pnorm(-(off - .5) / sigma))
MW("no tie correction, one-sided, no continuity correction", pnorm(-off / sigma))
MW("exact, ties ignored", 2 * pwilcox(floor(u_of(y, d$g)), 5, 7))
MW("exact, ties ignored, one-sided", pwilcox(floor(u_of(y, d$g)), 5, 7))
set.seed(2)
MW("Monte-Carlo", as.numeric(pvalue(wilcox_test(y ~ g, distribution = approximate(nresample = 9999)))), decimals = 4)
MW("complete on the section's responses", mw(y[answered[valid]], d$g[answered[valid]]))
MW("collapsed levels", mw(net, d$g))
MW("b not reversed", mw(score(rows, FALSE), rows$g), response = "s")
u <- u_of(y, d$g); sums <- tapply(rank(y), g, sum)
MW("U of the other group", mw(y, d$g), statistic = 35 - u)
ub <- u_of(rows$b, rows$g); nb <- prod(table(rows$g[!is.na(rows$b)]))
MW("smaller U", mw(rows$b, rows$g), response = "b", statistic = min(ub, nb - ub))
MW("rank sum", mw(y, d$g), statistic = sums[1])
MW("rank sum of the other group", mw(y, d$g), statistic = sums[2])
MW("smaller rank sum", mw(y, d$g), statistic = min(sums))

# --- chi-square
X <- permuted(x2_of(y), g, of_g)
t2 <- table(rows$g, rows$z); t5 <- table(d$g, y); e <- suppressWarnings(chisq.test(t5)$expected)
X2("Yates", suppressWarnings(chisq.test(t2, correct = TRUE)$p.value), response = "z")
zp <- function(x, g) suppressWarnings(chisq.test(table(g, x), correct = FALSE)$p.value)
X2("adjusted: holm", p.adjust(c(zp(y, d$g), zp(rows$z, rows$g)), "holm")[2], response = "z")
X2("exact", upper(X))
X2("Fisher", fisher.test(t5)$p.value)
X2("likelihood ratio", pchisq(2 * sum(ifelse(t5 > 0, t5 * log(t5 / e), 0)), 4, lower.tail = FALSE))
X2("linear by linear", as.numeric(pvalue(lbl_test(as.table(t5), scores = list(y = 1:5)))))
X2("exact, mid-p", upper(X) - ties(X) / 2)
P <- permuted(probability_of(y), g, of_g)
X2("Fisher, mid-p", mean(P$t < P$observed + near) - ties(P) / 2)
set.seed(3)
X2("Monte-Carlo", chisq.test(t5, simulate.p.value = TRUE, B = 9999)$p.value, decimals = 4)
X2("complete on the section's responses", zp(y[answered[valid]], d$g[answered[valid]]))
X2("collapsed levels", zp(net, d$g))
X2("missing answers as a level", zp(ifelse(is.na(rows$y), 99, rows$y), rows$g))
X2("b not reversed", zp(score(rows, FALSE), rows$g), response = "s")

# --- Jonckheere-Terpstra, for the tests that have no list of their own
J <- permuted(jt_of(y), h, of_h)
JT("adjusted: holm", p.adjust(c(jt(y, d$h), jt(s[answered], rows$h[answered])), "holm")[1])
JT("exact", upper(centred(J)))
JT("one-sided", jt(y, d$h, TRUE))
JT("exact, one-sided", tail_of(J))
JT("exact, smaller tail doubled", min(1, 2 * tail_of(J)))
JT("exact, mid-p", upper(centred(J)) - ties(centred(J)) / 2)
JT("exact, one-sided, mid-p", tail_of(J) - ties(J) / 2)
set.seed(4)
drawn <- replicate(9999, jt_of(y)(sample(as.integer(h))))
JT("Monte-Carlo", (1 + sum(abs(drawn - mean(J$t)) > abs(J$observed - mean(J$t)) - near)) / 10000, decimals = 4)
JT("complete on the section's responses", jt(y[answered[valid]], d$h[answered[valid]]))
JT("collapsed levels", jt(net, d$h))
flipped <- score(rows, FALSE)
JT("b not reversed", jt(flipped[answered], rows$h[answered]), response = "s")

# --- medians and means
ME <- function(variant, value, ...) add("FOR_MEDIAN", variant, "median", "s", value = value, ...)
MN <- function(variant, value, ...) add("FOR_MEAN", variant, "mean", "s", value = value, ...)
ME("mean", mean(s, na.rm = TRUE)); MN("median", median(s, na.rm = TRUE))
middle <- function(by, at, rule) quantile(s[rows[[by]] == at & answered], .5, type = rule, names = FALSE)
ME("quantile rule hf1", middle("g", 2, 1), by = "g", group = 2) # six respondents
ME("quantile rule hf3", middle("h", 2, 3), by = "h", group = 2) # five
ME("quantile rule hf4", middle("g", 1, 4), by = "g", group = 1) # seven
ME("b not reversed", median(flipped[rows$g == 1], na.rm = TRUE), by = "g", group = 1); MN("b not reversed", mean(flipped, na.rm = TRUE))
complete <- answered & valid
ME("complete on the section's responses", median(s[complete])); MN("complete on the section's responses", mean(s[complete]))

# --- percentages and counts
PC <- function(variant, value, levels = "1", ...) add("FOR_PERCENT", variant, "percent", "y", value = value, levels = levels, ...)
CT <- function(variant, value, ...) add("FOR_COUNT", variant, "count", "y", value = value, ...)
percents <- 100 * prop.table(table(d$y))
PC("rounded percentages added", sum(round(percents[c("1", "3", "5")], 1)), levels = "1;3;5", decimals = 1)
PC("base with all missing answers", 100 * sum(y == 1) / nrow(rows))
PC("base with declared missing answers", 100 * sum(y == 1) / sum(!is.na(rows$y)))
PC("the other way round: within the levels", 100 * mean(d$g[y == 2] == 1), levels = "2", by = "g", group = "1")
PC("complete on the section's responses", 100 * mean(d$y[answered[valid]] == 5), levels = "5")
CT("base with all missing answers", nrow(rows))
CT("complete on the section's responses", sum(complete))
add("FOR_COUNT", "before the filter", "count", "respondents", value = nrow(all_rows))

# --- another weight
plan <- "weighted"
add("FOR_KRUSKAL_WALLIS", "unweighted", "test", "y", "h", kw(y, d$h), test = "kruskal-wallis")
add("FOR_MANN_WHITNEY", "unweighted", "test", "y", "g", mw(y, d$g), test = "mann-whitney")
add("FOR_CHI_SQUARE", "unweighted", "test", "y", "g", zp(y, d$g), test = "chi-square")
add("FOR_OTHER_TEST", "unweighted", "test", "y", "h", jt(y, d$h), test = "jonckheere")
add("FOR_MEDIAN", "unweighted", "median", "y", value = median(y[d$h == 2]), by = "h", group = 2)
add("FOR_MEAN", "unweighted", "mean", "y", value = mean(y))
add("FOR_PERCENT", "unweighted", "percent", "y", value = percents["5"], levels = "5")
add("FOR_COUNT", "unweighted", "count", "y", value = sum(valid))
plan <- "hf1"
add("FOR_MEDIAN", "quantile rule hf7", "median", "s", value = median(s[rows$g == 2], na.rm = TRUE), by = "g", group = "2")
writeLines(lines)
