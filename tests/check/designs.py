"""Verdicts under a sampling weight: differs, same and associated are decided by the design-based tests.

design.R made the respondents and, by R's survey, the p of each design. A bound just above that p
must hold and one just below must not, so the p that decides is R's to one part in ten thousand."""
import csv
import os
import subprocess
import sys
import tempfile

ANNEXE = sys.argv[1]
HERE = os.path.dirname(os.path.abspath(__file__))
NEAR = 1e-4
DESIGNS = {"weight": ("w", ""), "equal": ("one", ""),
           "clusters": ("w", "  design: {strata: stratum, cluster: [cluster]}\n"),
           "equal_clusters": ("one", "  design: {strata: stratum, cluster: [cluster]}\n")}
TESTS = {"differs": "Design-based rank test", "same": "Design-based rank test",
         "associated": "Rao–Scott"}
PLAN = """annexe: 1
id: designs
language: %s
data:
  file: %s
  weight: {variable: %s, kind: sampling}
%svariables:
  q: {levels: {1: a, 2: b, 3: c, 4: d}}
  y: {levels: {1: no, 2: yes}}
  g: {levels: {1: one, 2: two}}
alpha: 0.01
"""
ANALYSES = """analyses:
  - compare: {responses: [q], by: [g]}
  - associate: {responses: [y], by: [g]}
"""
failures = []


def expect(condition, message):
    if not condition:
        failures.append(message)
        print(message)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


def check(plan, claims):
    result = subprocess.run([ANNEXE, "check", plan, "--claims", claims, "--format", "csv"],
                            capture_output=True, text=True, encoding="utf-8", check=False)
    expect(result.returncode in (0, 1), f"exit {result.returncode}: {result.stderr}")
    return {row["id"]: row for row in csv.DictReader(result.stdout.splitlines())}


def claims_of(goldens):
    """For each p: a bound on either side of it, and the verdict at the plan's alpha."""
    yield "id,kind,response,by,p"
    for row in goldens:
        p, name = float(row["p"]), f"{row['kind']}-{row['by']}"
        for side, bound in (("above", p * (1 + NEAR)), ("below", p * (1 - NEAR))):
            yield f"{name}-{side},{row['kind']},{row['response']},{row['by']},<{bound:.12f}"
        yield f"{name}-alpha,{row['kind']},{row['response']},{row['by']},"
        if row["kind"] == "differs":
            yield f"{name}-same,same,{row['response']},{row['by']},"


def verdicts(folder, goldens, name, analyses):
    weight, design = DESIGNS[name]
    data = os.path.join(HERE, "design.csv")
    plan = write(os.path.join(folder, "plan.yaml"),
                 PLAN % ("en", data, weight, design) + analyses)
    mine = [row for row in goldens if row["design"] == name]
    claims = write(os.path.join(folder, "claims.csv"), "\n".join(claims_of(mine)) + "\n")
    found = check(plan, claims)
    for row in mine:
        p, claim = float(row["p"]), f"{row['kind']}-{row['by']}"
        wanted = {f"{claim}-above": True, f"{claim}-below": False, f"{claim}-alpha": p < .01}
        if row["kind"] == "differs":
            wanted[f"{claim}-same"] = p >= .01
        for key, holds in wanted.items():
            got = found[key]
            expect(got["verdict"] == ("confirmed" if holds else "contradicted"),
                   f"{name} {key}, p = {p}: {got}")
            expect(TESTS[got["kind"]] in got["note"], f"{name} {key}: who decided? {got}")
            expect(got["recomputed"].startswith("p = "), f"{name} {key}: {got}")


def count_and_rest(folder):
    """Counts of associations follow; a test that needs no design, or a pair, stays as it was."""
    data = os.path.join(HERE, "design.csv")
    claims = write(os.path.join(folder, "rest.csv"), "\n".join([
        "id,kind,response,by,group,other,test,p,value",
        "one,associated,y,g,,,,<0.05,", "two,associated,q,h,,,,<0.05,",
        "sum,count,associations_significatives,,,,,,2",
        "kruskal,test,q,g,,,kruskal-wallis,<0.05,"]) + "\n")
    pair = write(os.path.join(folder, "pair.csv"), "\n".join([
        "id,kind,response,by,group,other,p,value", "pair,differs,q,h,1,2,<0.9,",
        "one,associated,y,g,,,<0.05,", "sum,count,associations_significatives,,,,,2"]) + "\n")
    for name, (weight, design) in DESIGNS.items():
        plan = write(os.path.join(folder, "rest.yaml"),
                     (PLAN % ("en", data, weight, design)).replace("alpha: 0.01", "alpha: 0.2"))
        found = check(plan, claims)
        expect(found["sum"]["verdict"] == "confirmed", f"{name}: {found['sum']}")
        expect(found["kruskal"]["verdict"] == "undecidable" and
               "sampling weight" in found["kruskal"]["note"], f"{name}: {found['kruskal']}")
        found = check(plan, pair)
        for claim, decided in (("pair", "confirmed"), ("sum", "contradicted")):
            expect(found[claim]["verdict"] == ("undecidable" if design else decided),
                   f"{name}: {found[claim]}")
    french = write(os.path.join(folder, "fr.yaml"), PLAN % ("fr", data, *DESIGNS["clusters"]))
    found = check(french, pair)
    expect("Décidé par un test qui tient compte de la pondération" in found["one"]["note"] and
           "plan de sondage" in found["pair"]["note"], f"{found}")


with open(os.path.join(HERE, "design_goldens.csv"), encoding="utf-8") as file:
    GOLDENS = list(csv.DictReader(file))
with tempfile.TemporaryDirectory() as place:
    for design_name in DESIGNS:
        for written in ("", ANALYSES):
            verdicts(place, GOLDENS, design_name, written)
    count_and_rest(place)
sys.exit(1 if failures else 0)
