# Golden numbers of test_omega.c, for the data of alpha.R and for weak factors: lavaan's one-factor
# model by maximum likelihood, omega and its standard error by the delta method. lavaan's six or
# seven digits are carried on by Newton steps on the likelihood; the script stops where the two
# part. Rscript omega.R (R 4.2.2, lavaan 0.6-14, numDeriv)
suppressMessages({ library(lavaan); library(numDeriv) })
set.seed(5)
make <- function(n, k, strength) { z <- rnorm(n)
  sapply(seq_len(k), function(i) pmin(5, pmax(1, round(3 + strength * z + rnorm(n))))) }
cases <- list(make(40, 4, 1), make(12, 3, 0.3), make(50, 8, 0.8), make(30, 5, 0))
cases[[5]] <- cbind(cases[[1]][, 1:3], 6 - cases[[1]][, 4])
cases[[6]] <- cases[[1]] / 7 + 1000
polish <- function(x, start) { # c(loadings, unique): maximum, and expected information
  n <- nrow(x); k <- ncol(x); S <- cov(x) * (n - 1) / n
  sigma <- function(p) tcrossprod(p[1:k]) + diag(p[-(1:k)])
  f <- function(p) { m <- sigma(p); determinant(m)$modulus + sum(diag(solve(m, S))) }
  for (i in 1:8) start <- start - solve(hessian(f, start), grad(f, start))
  D <- jacobian(function(p) as.vector(sigma(p)), start); W <- solve(sigma(start))
  list(p = start, vcov = solve(t(D) %*% (W %x% W) %*% D / 2) / n)
}
omega <- function(x) {
  k <- ncol(x); colnames(x) <- paste0("x", seq_len(k))
  model <- paste(c(
    paste("f =~", paste0("NA*x1 + ", paste0("l", seq_len(k), "*x", seq_len(k), collapse = " + "))),
    "f ~~ 1*f", paste0("x", seq_len(k), " ~~ t", seq_len(k), "*x", seq_len(k)),
    paste0("s := ", paste0("l", seq_len(k), collapse = " + ")),
    paste0("omega := s^2/(s^2 + ", paste0("t", seq_len(k), collapse = " + "), ")")), collapse = "\n")
  fit <- suppressWarnings(cfa(model, as.data.frame(x)))
  p <- parameterEstimates(fit)
  l <- p$est[p$op == "=~"]; u <- p$est[p$op == "~~" & p$lhs != "f"]
  cat(sprintf("lavaan: converged %d, least unique variance %.7g\n", lavInspect(fit, "converged"), min(u)))
  if (min(u) < 0 || !lavInspect(fit, "converged")) return(invisible())
  w <- p[p$lhs == "omega", ]; m <- polish(x, c(l, u))
  om <- function(p) sum(p[1:k])^2 / (sum(p[1:k])^2 + sum(p[-(1:k)]))
  g <- grad(om, m$p); se <- sqrt(drop(g %*% m$vcov %*% g))
  stopifnot(abs(om(m$p) - w$est) < 1e-5, abs(se - w$se) < 1e-5)
  cat(sprintf("  {%.15g, %.15g},\n", om(m$p), se))
  cat("  loadings", sprintf("%.13g,", m$p[1:k]), "\n  unique", sprintf("%.13g,", m$p[-(1:k)]), "\n")
}
for (x in cases) omega(x)
