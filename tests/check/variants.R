# The p-values and statistics behind test_check_data.c: the variants of src/check/variants.def on the
# rotarod data of Bergmann, Ludbrook and Spooren (2000), The American Statistician 54:72-77, and on the
# Copenhagen survey. R 4.2.2, coin 1.4.
suppressPackageStartupMessages(library(coin))
show <- function(name, x) cat(sprintf("%-44s %.15g\n", name, x))
x <- rotarod$time[rotarod$group == "control"]; y <- rotarod$time[rotarod$group == "treatment"]
show("U", wilcox.test(x, y, exact = FALSE)$statistic)
show("default", wilcox.test(x, y, exact = FALSE)$p.value)
show("no continuity correction", wilcox.test(x, y, exact = FALSE, correct = FALSE)$p.value)
show("one-sided", wilcox.test(x, y, exact = FALSE, alternative = "greater")$p.value)
show("one-sided, no continuity correction",
     wilcox.test(x, y, exact = FALSE, correct = FALSE, alternative = "greater")$p.value)
show("exact", pvalue(wilcox_test(time ~ group, rotarod, distribution = "exact")))
one <- wilcox_test(time ~ group, rotarod, distribution = "exact", alternative = "greater")
show("exact, one-sided", pvalue(one))
show("exact, smaller tail doubled", min(1, 2 * pvalue(one)))
show("exact, mid-p", midpvalue(wilcox_test(time ~ group, rotarod, distribution = "exact")))
show("exact, one-sided, mid-p", midpvalue(one))
u <- 102; n <- 12; e <- n * n / 2; s <- sqrt(n * n * (2 * n + 1) / 12)
show("no tie correction", 2 * pnorm(-(abs(u - e) - .5) / s))
show("no tie correction, no continuity correction", 2 * pnorm(-abs(u - e) / s))
show("no tie correction, one-sided", pnorm(-(abs(u - e) - .5) / s))
show("no tie correction, one-sided, no continuity", pnorm(-abs(u - e) / s))
show("exact, ties ignored", 2 * pwilcox(n * n - u, n, n))
show("exact, ties ignored, one-sided", pwilcox(n * n - u, n, n))
show("kruskal-wallis", kruskal.test(time ~ group, rotarod)$p.value)
f <- MASS::housing
rows <- f[rep(seq_len(nrow(f)), f$Freq), ]
t <- table(rows$Cont, rows$Sat)
show("X2 contact x satisfaction", chisq.test(t, correct = FALSE)$statistic)
show("  p", chisq.test(t, correct = FALSE)$p.value)
show("G2", 2 * sum(t * log(t / chisq.test(t)$expected)))
show("fisher", fisher.test(t, workspace = 2e7)$p.value)
k <- cbind(t[, 1] + t[, 2], t[, 3])
show("collapsed X2", chisq.test(k, correct = FALSE)$statistic)
show("collapsed p", chisq.test(k, correct = FALSE)$p.value)
show("KW influence", kruskal.test(as.integer(rows$Sat), rows$Infl)$statistic)
