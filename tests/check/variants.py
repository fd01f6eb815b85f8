#!/usr/bin/env python3
"""Every variant of src/check/variants.def against R, and the p-values that programs print of one
table of 24 rats.

goldens/claims.csv is written by goldens.R: for each variant a number that it alone gives."""
import csv, io, os, re, sys, tempfile

from asking import ROOT, expect, failures, rows, write

HERE = os.path.dirname(os.path.abspath(__file__))


# --- the rats: p, who prints it, and the variant that the answer names first -------------------------
# 0.0373, 0.0186 and 0.0147 are printed in the documentation of the data in R's coin; the abstract of
# Bergmann, Ludbrook and Spooren (2000) names the ways behind the others: normal approximation with and
# without continuity, with and without tie correction, exact, and exact as if there were no ties. Their
# digits are R's (rotarod.R beside this file).
PRINTS = [
    (0.0147316878974779, "coin's asymptotic, SPSS, kruskal.test", "no continuity correction"),
    (0.0164731558055827, "R before 4.6, SAS", "default"),
    (0.0372670807453416, "coin's exact, StatXact", "exact"),
    (0.0372670807453416, "R from 4.6 on: below 50 a group, ties and all",
     "exact, smaller tail doubled"),
    (0.0186335403726708, "the same, one-sided", "exact, one-sided"),
    (0.0885337720142296, "ties left uncorrected", "no tie correction"),
    (0.0832645166635504, "neither correction", "no tie correction, no continuity correction"),
    (0.0887337860685552, "SPSS's 2*(1-tailed), not corrected for ties", "exact, ties ignored"),
    (0.00823657790279134, "one-sided", "one-sided"),
    (0.00736584394873895, "one-sided", "one-sided, no continuity correction"),
    (0.0186335403726708, "mid-p", "exact, mid-p"),
    (0.0093167701863354, "mid-p, one-sided", "exact, one-sided, mid-p"),
    (0.0442668860071148, "one-sided", "no tie correction, one-sided"),
    (0.0416322583317752, "one-sided",
     "no tie correction, one-sided, no continuity correction"),
    (0.0443668930342776, "one-sided", "exact, ties ignored, one-sided"),
]
# Four printed digits, what is said of them, and all that explains them.
PUBLISHED = {
    "R01": ("confirmed", "default"), "R02": ("variant", "no continuity correction"),
    "R03": ("variant", "exact; exact, smaller tail doubled"),
    "R04": ("variant", "exact, one-sided; exact, mid-p"),
    "R05": ("variant", "no tie correction, smaller U; no tie correction, U of the other group"),
    "R06": ("variant", "no tie correction, no continuity correction, smaller U; no tie correction, "
                       "no continuity correction, U of the other group"),
    "R07": ("variant", "exact, ties ignored, rank sum"), "R08": ("variant", "one-sided"),
    "R09": ("contradicted", ""),
    "R10": ("variant", "no continuity correction, rank sum of the other group; no continuity "
                       "correction, smaller rank sum"),
    "R11": ("confirmed", ""), "R12": ("contradicted", ""), "R13": ("confirmed", ""),
    "R14": ("confirmed", ""), "R15": ("variant", "no tie correction, one-sided"),
    "R16": ("confirmed", "default; Mann-Whitney, no continuity correction"),
    "R17": ("confirmed", "default"), "R18": ("variant", "no continuity correction"),
}


def rotarod(folder):
    plan = os.path.join(HERE, "rotarod", "plan.yaml")
    found = rows(plan)
    for claim, (verdict, variant) in PUBLISHED.items():
        got = found[claim]
        expect((got["verdict"], got["variant"]) == (verdict, variant),
               f"{claim}: {got['verdict']}, {got['variant']!r}; expected {verdict}, {variant!r}")
    expect("Mixed" in found["R17"]["note"] and "Mixed" in found["R18"]["note"], "mixed is said")
    expect("Mixed" not in found["R02"]["note"], "one result alone is not mixed")
    for digits in (4, 12):
        claims = ["id,section,kind,response,by,test,p"]
        for i, (p, _, _) in enumerate(PRINTS):
            claims.append(f"V{i},s{i},test,time,group,mann-whitney,{p:.{digits}f}")
        found = rows(plan, "--claims", write(folder, "prints.csv", "\n".join(claims) + "\n"))
        for i, (p, who, name) in enumerate(PRINTS):
            got = found[f"V{i}"]
            expect(name in got["variant"].split("; "), f"{p} ({who}): {got['variant']!r}")
            expect((got["verdict"] == "confirmed") == (name == "default"), f"{p} ({who}): {got}")


# --- every line of variants.def ---------------------------------------------------------------------
GROUPS = {"FOR_RANKS": ["FOR_KRUSKAL_WALLIS", "FOR_MANN_WHITNEY"]}
GROUPS["FOR_ANY_TEST"] = GROUPS["FOR_RANKS"] + ["FOR_CHI_SQUARE", "FOR_OTHER_TEST"]
GROUPS["FOR_ANYTHING"] = GROUPS["FOR_ANY_TEST"] + ["FOR_PERCENT", "FOR_MEDIAN", "FOR_MEAN",
                                                   "FOR_COUNT"]
# A square has no sides.
NOT_THERE = {("FOR_KRUSKAL_WALLIS", "one-sided"), ("FOR_CHI_SQUARE", "one-sided")}


def listed():
    with open(os.path.join(ROOT, "src", "check", "variants.def"), encoding="utf-8") as file:
        text = file.read()
    pairs = set()
    for what, name in re.findall(r'^(?:VARIANT|FORM)\(([A-Z_| ]+),\s*"([^"]+)"', text, re.M):
        for word in what.split(" | "):
            pairs |= {(subject, name) for subject in GROUPS.get(word, [word])}
    return {pair for pair in pairs - NOT_THERE if pair[0] != "FOR_POSTHOC"} # pairs.py has those


def goldens(folder):
    with open(os.path.join(HERE, "goldens", "claims.csv"), encoding="utf-8") as file:
        claims = list(csv.DictReader(file))
    general = {"adjusted: holm": "adjusted", "b not reversed": "%s not reversed"}
    covered = {(c["subject"], general.get(c["variant"], c["variant"])) for c in claims}
    expect(covered == listed(), f"without a golden: {sorted(listed() - covered)}; "
                                f"goldens of nothing: {sorted(covered - listed())}")
    columns = [c for c in claims[0] if c not in ("plan", "subject", "variant")]
    for name in ("plan", "weighted", "hf1"):
        mine = [c for c in claims if c["plan"] == name]
        table = io.StringIO()
        out = csv.DictWriter(table, columns, extrasaction="ignore", lineterminator="\n")
        out.writeheader()
        out.writerows(mine)
        plan = os.path.join(HERE, "goldens", f"{name}.yaml")
        found = rows(plan, "--claims", write(folder, f"{name}.csv", table.getvalue()))
        for claim in mine:
            got = found[claim["id"]]
            expect(got["verdict"] == "variant" and
                   claim["variant"] in got["variant"].split("; "),
                   f"{claim['subject']}, {claim['variant']}: {got}")


with tempfile.TemporaryDirectory() as place:
    rotarod(place)
    goldens(place)
sys.exit(1 if failures else 0)
