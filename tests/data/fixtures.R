# The golden numbers of test_fixtures.c: every fixture as haven reads it, one line a variable.
#   Rscript fixtures.R ../../../shared/data/fixtures > fixtures.csv       (R 4.2, haven)
# Dates are brought back to the number in the file, which is what annexe reads.
suppressMessages(library(haven))
root <- commandArgs(TRUE)[1]
spss <- 12219379200; stata <- 315619200
raw <- function(x, kind) {
  v <- as.numeric(x)
  if (inherits(x, "Date"))
    return(switch(kind, spss = v * 86400 + spss, v + 3653))
  if (inherits(x, "POSIXct"))
    return(switch(kind, spss = v + spss, stata = (v + stata) * 1000, v + stata))
  if (inherits(x, "hms") && kind == "stata") return(v * 1000)
  v
}
line <- function(file, name, x, kind, labels) {
  text <- is.character(x)
  if (text) {
    valid <- x[!is.na(x) & trimws(x, "right") != ""]
    cat(sprintf('"%s","%s",text,%d,%d,0,%d,%d,%d\n', file, name, length(x), length(valid),
                length(unique(valid)), sum(nchar(trimws(valid, "right"), "bytes")), labels))
  } else {
    v <- raw(x, kind)
    tagged <- sum(is_tagged_na(unclass(zap_labels(x)) + 0))
    valid <- v[!is.na(v)]
    cat(sprintf('"%s","%s",number,%d,%d,%d,%d,%.17g,%d\n', file, name, length(v), length(valid),
                tagged, length(unique(valid)), sum(valid), labels))
  }
}
cat("file,variable,kind,rows,valid,tagged,distinct,sum,labels\n")
for (file in sort(list.files(root, recursive = TRUE))) {
  path <- file.path(root, file)
  ext <- tolower(tools::file_ext(file))
  d <- tryCatch(switch(ext,
    sav = read_sav(path, user_na = TRUE), zsav = read_sav(path, user_na = TRUE),
    por = read_por(path, user_na = TRUE), dta = read_dta(path), sas7bdat = read_sas(path),
    xpt = read_xpt(path), xpt5 = read_xpt(path), xpt8 = read_xpt(path), NULL),
    error = function(e) { message(file, ": ", conditionMessage(e)); NULL })
  if (is.null(d)) next
  kind <- if (ext %in% c("sav", "zsav", "por")) "spss" else if (ext == "dta") "stata" else "sas"
  for (name in names(d)) {
    x <- d[[name]]
    labels <- length(attr(x, "labels"))
    if (is.labelled(x)) {
      attributes(x) <- attributes(x)["class"]
      x <- if (is.character(unclass(x))) as.character(unclass(x)) else as.double(unclass(x))
    }
    line(file, name, x, kind, labels)
  }
}
