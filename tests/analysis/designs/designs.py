"""Sampling designs end to end against R's survey (designs.R, golden.csv): strata, clusters, fpc, `where`, and
replicate weights of every method; and what a design must not have.

Run: designs.py ANNEXE PROJECT
"""
import collections
import csv
import itertools
import pathlib
import subprocess
import sys
import tempfile
import unittest

ANNEXE, PROJECT = (pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(2))
HERE = PROJECT / "tests/analysis/designs"
# name: data file, weight, design, where, response to tabulate, grouping, response to compare
LONELY = {f"lonely-{policy}{form and '-fpc'}":
          ("lonely.csv", f"design: {{strata: h, cluster: [p], nest: true, lonely: {policy}{form}}}")
          for policy in ("certainty", "adjust", "average") for form in ("", ", fpc: M")}
NAMES = {"lonely": ("w", "y", "g", "x"), "api": ("pw", "sch.wide", "stype", "api00"), "scd": ("w", "many", "busy", "arrests"),
         "nhanes": ("w", "chol", "race", "age")}
DESIGNS = {
    "api-strata": ("apistrat.csv", "design: {strata: stype, fpc: fpc}"),
    "api-clusters": ("apiclus1.csv", "design: {cluster: [dnum], fpc: fpc}"),
    "api-where": ("apiclus1.csv", "design: {cluster: [dnum], fpc: fpc}", "sch.wide: ['Yes']", {"y": "awards"}),
    "api-stages": ("apiclus2.csv", "design: {cluster: [dnum, snum], fpc: [fpc1, fpc2]}"),
    "api-stages-where": ("apiclus2.csv", "design: {cluster: [dnum, snum], fpc: [fpc1, fpc2]}", "stype: [E, M]"),
    "api-replaced": ("apiclus2.csv", "design: {cluster: [dnum, snum]}"),
    "api-jk1": ("apiclus1.csv", "replicates: {weights: [rep1 - rep15], method: jk1}"),
    "scd-strata": ("scd.csv", "design: {strata: ESA, cluster: [ambulance], nest: true}"),
    "scd-brr": ("scd.csv", "replicates: {weights: [brr1 - brr4], method: brr}"),
    "scd-jk2": ("scd.csv", "replicates: {weights: [jk1 - jk3], method: jk2}"),
    "nhanes-strata": ("nhanes.csv", "design: {strata: stratum, cluster: [psu], nest: true}"),
    "nhanes-where": ("nhanes.csv", "design: {strata: stratum, cluster: [psu], nest: true}", "sex: [2]"),
    "nhanes-sex": ("nhanes.csv", "design: {strata: stratum, cluster: [psu], nest: true}", "", {"g": "sex"}),
    "nhanes-equal": ("nhanes.csv", "design: {strata: stratum, cluster: [psu], nest: true}", "", {"w": "one"}),
    "nhanes-equal-sex": ("nhanes.csv", "design: {strata: stratum, cluster: [psu], nest: true}", "",
                         {"w": "one", "g": "sex"}),
    "nhanes-jkn": ("nhanes.csv", "replicates: {weights: [jkn1 - jkn11], method: jkn, rscales: RSCALES}"),
    "nhanes-bootstrap": ("nhanes.csv", "replicates: {weights: [bootstrap1 - bootstrap40], method: bootstrap}"),
    "nhanes-scaled": ("nhanes.csv", "replicates: {weights: [scaled1 - scaled12], method: bootstrap, scale: 0.05, "
                                    "rscales: [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]}"),
    "nhanes-brr": ("half.csv", "replicates: {weights: [brr1 - brr8], method: brr}"),
    "nhanes-fay": ("half.csv", "replicates: {weights: [fay1 - fay8], method: fay, rho: 0.3}"),
    **LONELY,
}
PLAN = """annexe: 1
id: design
title: Samples
language: en
data:
  file: {file}
  weight: {{variable: {w}, kind: sampling}}
  {design}
{where}
quality: [isq]
analyses:
  - associate: {{responses: [{y}], by: [{g}]}}
  - compare: {{responses: [{x}], by: [{g}]}}
"""


def read(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def multiply_out(folder):
    """nhanes with its replicate weights, of all strata and of those of two units; the factors of jkn."""
    rows, factors = read(HERE / "nhanes.csv"), read(HERE / "nhanes_factors.csv")
    of = {(f["stratum"], f["psu"]): {k: float(v) for k, v in list(f.items())[2:]} for f in factors}
    for row in rows:
        row.update((k, repr(float(row["w"]) * v)) for k, v in of[row["stratum"], row["psu"]].items())
    for name, wanted in (("nhanes.csv", rows), ("half.csv", [r for r in rows if r["stratum"] != "86"])):
        with open(folder / name, "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0].keys())
            writer.writeheader()
            writer.writerows(wanted)
    units = collections.Counter(f["stratum"] for f in factors)
    # replicate r leaves out the r-th unit of the strata in R's order: (n - 1)/n of its stratum
    out = [next(f["stratum"] for f in factors if float(f[f"jkn{r}"]) == 0) for r in range(1, len(factors) + 1)]
    return [repr((units[h] - 1) / units[h]) for h in out]


class Designs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.data = pathlib.Path(folder.name)
        cls.rscales = "[" + ", ".join(multiply_out(cls.data)) + "]"

    def run_plan(self, file, design, where="", names=NAMES["api"], **other):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = pathlib.Path(folder.name)
        plan = self.out / "plan.yaml"
        fields = {**dict(zip("wygx", names)), **other}
        where = f"where: {{{where}}}" if where else ""
        text = PLAN.format(file=file, design=design.replace("RSCALES", self.rscales), where=where, **fields)
        plan.write_text(text, encoding="utf-8")
        return subprocess.run([ANNEXE, "run", plan, "-o", self.out / "out", "--only", "csv", "-q"],
                              capture_output=True, text=True, timeout=120)

    def rows(self, name):
        return read(self.out / "out" / name)

    def run_design(self, name):
        file, design, where, other = (*DESIGNS[name], *("", {})[len(DESIGNS[name]) - 2:])
        survey = name.split("-")[0]
        path = (self.data if survey == "nhanes" else HERE) / file
        done = self.run_plan(path, design, where, NAMES[survey], **other)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = {}
        for r in self.rows("estimates.csv"):
            by = r["by"] if r["group"] else ""
            found[("estimates", r["estimate"], r["response"], by, r["group"], r["level"])] = r
        for r in self.rows("tests.csv"):
            if not r["group"]:
                found[("tests", r["test"], r["response"], r["by"], "", "")] = r
        return found

    def test_as_in_r(self):
        golden = read(HERE / "golden.csv")
        for name, numbers in itertools.groupby(golden, lambda row: row["design"]):
            found = self.run_design(name)
            for n in numbers:
                key = tuple(n[k] for k in ("table", "name", "response", "by", "group", "level"))
                with self.subTest(design=name, row=key, column=n["column"]):
                    self.near(float(found[key][n["column"]]), float(n["number"]))

    def near(self, ours, theirs):
        self.assertLess(abs(ours - theirs), 1e-9 * abs(theirs) + 1e-14, f"{ours!r} is not {theirs!r}")

    def test_quality_marks(self):
        self.run_design("api-clusters")
        self.assertIn("**", {r["note"] for r in self.rows("estimates.csv") if r["estimate"] == "percent_quality"})

    def test_bad_designs(self):
        table = "stype,dnum,pw,sch.wide,api00,fpc\nE,1,2,Yes,1,9\nE,1,2,No,2,9\nH,2,2,Yes,3,9\nE,3,2,No,1,9\n"
        crossed = table + "H,1,2,No,4,9\n"
        whole = crossed + "H,5,2,Yes,2,9\n"
        negative, mixed, blank = (whole.replace(",9\nE,1,2,No", f",{x}\nE,1,2,No") for x in ("-9", "0.5", ""))
        half = whole.replace("H,1,2,No,4,9", "H,1,2,No,4,0.5").replace("H,5,2,Yes,2,9", "H,5,2,Yes,2,0.5")
        half = half.replace("H,2,2,Yes,3,9", "H,2,2,Yes,3,0.5")
        fpc = "design: {strata: stype, cluster: [dnum], fpc: fpc, nest: true}"
        cases = [
            (table, "design: {strata: stype, cluster: [dnum]}", 3, "stratum 'H' has one"),
            (crossed, "design: {strata: stype, cluster: [dnum]}", 3, "more than one stratum"),
            (crossed, "design: {strata: stype, cluster: [dnum], nest: true}", 0, ""),
            (table, "design: {strata: stype, cluster: [dnum], lonely: adjust}", 0, ""),
            (whole, fpc, 0, ""),
            (whole.replace(",9", ",-9"), fpc, 3, "row 1, variable fpc: error: stratum 'E' has -9; expected"),
            (whole.replace(",9", ",0"), fpc, 3, "stratum 'E' has 0; expected"),
            (whole.replace(",9", ",1.5"), fpc, 3, "stratum 'E' has 2 units, more than its population of 1.5"),
            (negative, fpc, 3, "missing or differing"),
            (mixed, fpc, 3, "missing or differing"),
            (blank, fpc, 3, "missing or differing"),
            (half, fpc, 3, "numbers of units or fractions drawn, not both"),
            (whole, "design: {cluster: [dnum], fpc: [fpc, fpc]}", 2, "2 fpc for 1 stage of clusters"),
            (whole, "design: {fpc: [fpc, fpc]}", 2, "2 fpc for 1 stage of clusters"),
            (table, "design: {cluster: [dnum, api00], fpc: fpc}", 3, "one second-stage sampling unit"),
            (table, "design: {cluster: [dnum, api00]}", 0, ""),
            (table, "replicates: {weights: [pw, fpc], method: fay}", 2, "fay without 'rho'"),
            (table, "replicates: {weights: [pw, fpc], method: fay, rho: 1}", 2, "below 1"),
            (table, "replicates: {weights: [pw - rep9], method: jk1}", 2, "rep9"),
            (table, "replicates: {weights: [pw, dnum], method: jk3}", 2, "expected brr, fay, jk1, jkn, jk2 or bootstrap"),
            (table, "replicates: {weights: [fpc], method: jk1}", 2, "one replicate weight"),
            (table, "replicates: {weights: [pw, fpc], method: jkn}", 2, "rscales"),
            (table, "replicates: {weights: [pw, fpc], method: jkn, rscales: [1, 2, 3]}", 2,
             "3 rscales for 2"),
        ]
        for data, design, code, message in cases:
            with self.subTest(design=design):
                with tempfile.TemporaryDirectory() as folder:
                    file = pathlib.Path(folder, "data.csv")
                    file.write_text(data, encoding="utf-8")
                    done = self.run_plan(file, design)
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertIn(message, done.stderr)


unittest.main()
