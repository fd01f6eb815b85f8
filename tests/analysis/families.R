# Golden numbers of test_analysis.c. The data are those of the test: row i (1..60) has
#   g = i %% 3 + 1, h = i %/% 31 + 1, q1 = min(5, i %% 4 + g %/% 2 + 1), q2 = min(5, i %/% 2 %% 3 + i %/% 20 + 1),
#   q3 = min(5, i * 7 %% 5 %/% 2 + g + h - 1)
# R 4.2: Rscript families.R
i <- 1:60
d <- data.frame(g = i %% 3 + 1, h = i %/% 31 + 1)
d$q1 <- pmin(5, i %% 4 + d$g %/% 2 + 1)
d$q2 <- pmin(5, (i %/% 2) %% 3 + i %/% 20 + 1)
d$q3 <- pmin(5, ((i * 7) %% 5) %/% 2 + d$g + d$h - 1)
show <- function(name, x) cat(sprintf("%-28s %.17g\n", name, x), sep = "")
kw <- function(y, by) kruskal.test(d[[y]], d[[by]])$p.value
chi <- function(y, by) suppressWarnings(chisq.test(d[[y]], d[[by]], correct = FALSE)$p.value)
q <- c("q1", "q2", "q3")
by_g <- sapply(q, kw, "g"); by_h <- sapply(q, kw, "h")
show("kw by g", by_g)
show("kw by g, holm of 3", p.adjust(by_g, "holm"))
show("kw by h, holm of 3", p.adjust(by_h, "holm"))
show("kw of 6, bonferroni", p.adjust(c(rbind(by_g, by_h)), "bonferroni"))
pairs <- c(chi("q1", "q2"), chi("q1", "q3"), chi("q2", "q3"))
show("pairs, bh", p.adjust(pairs, "BH"))
d$net <- ifelse(d$q1 == 1, 1, ifelse(d$q1 <= 3, 2, 3))
show("net of q1 by g", suppressWarnings(chisq.test(d$net, d$g, correct = FALSE)$p.value))
s <- rowMeans(cbind(d$q1, 6 - d$q2, d$q3))
show("q1 q2 q3 of row 1", c(d$q1[1], d$q2[1], d$q3[1]))
show("scale by h", kruskal.test(s, d$h)$p.value)
show("scale median h=1, 2", c(median(s[d$h == 1]), median(s[d$h == 2])))
x <- cbind(d$q1, 6 - d$q2, d$q3)
k <- 3; show("alpha", k / (k - 1) * (1 - sum(apply(x, 2, var)) / var(rowSums(x))))
