# The values behind test_moment.c: R 4.2, haven's epochs.
s <- function(x, o) format(as.numeric(as.POSIXct(x, tz = "UTC")) - as.numeric(as.POSIXct(o, tz = "UTC")), digits = 15)
d <- function(x, o) as.numeric(as.Date(x) - as.Date(o))
cat(s("2021-03-01", "1582-10-14"), s("2021-03-04 08:06:51", "1582-10-14"), s("1582-10-15", "1582-10-14"), "\n")
cat(d("2021-03-01", "1960-01-01"), d("1959-12-31", "1960-01-01"), d("2000-02-29", "1960-01-01"), "\n")
cat(s("2021-03-04 08:06:51", "1960-01-01"), s("1959-12-31 23:59:59", "1960-01-01"), "\n")
