# messy.sav: what a file of a research centre looks like, small. Rscript messy.R; haven 2.5.
library(haven)
agree <- c("Tout à fait en désaccord" = 1, "Plutôt en désaccord" = 2, "Ni l'un ni l'autre" = 3,
           "Plutôt en accord" = 4, "Tout à fait en accord" = 5, "Ne sait pas" = 8)
item <- function(x, i) labelled_spss(x, agree, na_values = 8, na_range = c(90, 99), label = paste0(
  "Besoins ", i, " : dans l'ensemble, diriez-vous que votre logement répond à vos besoins et à ceux ",
  "des membres de votre ménage ?"))
d <- data.frame(le_jour = as.Date("2021-03-01") + c(0, 0, 1, 2, 3))
attr(d$le_jour, "label") <- "Jour de l'entretien"
d$territoire <- labelled(c(1, 2, 2, 7, 7), c("Bas-Saint-Laurent" = 1, "Saguenay" = 2, "Montréal" = 6,
                                            "Outaouais" = 7), label = "Territoire")
d$tenure <- labelled(c(1, 2, 1, 2, 1), c("HLM d'un office municipal d'habitation" = 1, "Coop" = 2))
d$bg1 <- item(c(1, 2, 98, 99, 5), 1)
d$bg2 <- item(c(5, 4, 3, 2, 1), 2)
d$bg3 <- item(c(1, 4, 3, 98, 1), 3)
write_sav(d, "messy.sav")

# undeclared.dta: Stata has no missing codes but its own, so these are labels like others.
u <- data.frame(q1 = labelled(rep(c(1:5, 8, 9, 3), 5), c("Jamais" = 1, "Parfois" = 3, "Toujours" = 5, "NSP" = 8,
                                                      "Refus" = 9)),
                oui = labelled(rep(c(1, 2, 1, 2, 2), 8), c("Accepte" = 1, "Refuse" = 2)))
write_dta(u, "undeclared.dta")
