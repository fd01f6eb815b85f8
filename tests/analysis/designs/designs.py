"""Sampling designs end to end: strata with fpc, clusters with fpc, and replicate weights of the
California API samples against R's survey (designs.R); and what a design must not have.

Run: designs.py ANNEXE PROJECT
"""
import csv
import pathlib
import subprocess
import sys
import tempfile
import unittest

ANNEXE, PROJECT = (pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(2))
HERE = PROJECT / "tests/analysis/designs"
GOLDEN = {
    "strata": {"rao-scott": [17.2474439638888, 1.82867150416358, 360.248286320226, 2.03504635946512e-07],
               "mean": [662.287363159321, 9.40894080278458],
               "percent_se": [2.84351962063673, 6.89676349228163, 6.38374303471832]},
    "clusters": {"rao-scott": [5.19336954147488, 1.49463977770746, 20.9249568879044, 0.0217474623707969],
                 "mean": [644.169398907104, 23.542240693781],
                 "percent_se": [2.09842789524908, 9.14619099888493, 10.9502248398045]},
    "jk1": {"rao-scott": [4.375452831429, 1.4197254796946, 19.8761567157245, 0.0376464043951275],
            "mean": [644.169398907104, 26.5941613577106], "percent_se": []},
}
DATA = {"strata": "apistrat.csv", "clusters": "apiclus1.csv", "jk1": "apiclus1.csv"}
DESIGN = {"strata": "design: {strata: stype, fpc: fpc}", "clusters": "design: {cluster: [dnum], fpc: fpc}",
          "jk1": "replicates: {weights: [rep1 - rep15], method: jk1}"}
PLAN = """annexe: 1
id: design
title: California schools
language: en
data:
  file: {file}
  weight: {{variable: pw, kind: sampling}}
  {design}
quality: [isq]
analyses:
  - associate: {{responses: [sch.wide], by: [stype]}}
  - compare: {{responses: [api00], by: [stype]}}
"""


class Designs(unittest.TestCase):
    def run_plan(self, file, design):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = pathlib.Path(folder.name)
        plan = self.out / "plan.yaml"
        plan.write_text(PLAN.format(file=file, design=design), encoding="utf-8")
        return subprocess.run([ANNEXE, "run", plan, "-o", self.out / "out", "--only", "csv", "-q"],
                              capture_output=True, text=True, timeout=120)

    def rows(self, name):
        with open(self.out / "out" / name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def near(self, row, keys, numbers):
        for key, number in zip(keys, numbers):
            self.assertAlmostEqual(float(row[key]) / number, 1, delta=1e-10, msg=key)

    def test_as_in_r(self):
        for name, golden in GOLDEN.items():
            with self.subTest(design=name):
                done = self.run_plan(HERE / DATA[name], DESIGN[name])
                self.assertEqual(done.returncode, 0, done.stderr)
                test = next(r for r in self.rows("tests.csv") if r["test"] == "rao-scott")
                self.near(test, ["statistic", "df", "df2", "p"], golden["rao-scott"])
                rows = self.rows("estimates.csv")
                of = {(r["estimate"], r["response"], r["group"], r["level"]): r for r in rows}
                self.near(of["mean", "api00", "", ""], ["value"], golden["mean"])
                self.near(of["mean_se", "api00", "", ""], ["value"], golden["mean"][1:])
                for group, se in zip("EHM", golden["percent_se"]):
                    self.near(of["percent_se", "sch.wide", group, "Yes"], ["value"], [se])
                marks = {r["note"] for r in rows if r["estimate"] == "percent_quality"}
                self.assertIn("**", marks)

    def test_bad_designs(self):
        table = "stype,dnum,pw,sch.wide,api00,fpc\nE,1,2,Yes,1,9\nE,1,2,No,2,9\nH,2,2,Yes,3,9\nE,3,2,No,1,9\n"
        crossed = table + "H,1,2,No,4,9\n"
        cases = [
            (table, "design: {strata: stype, cluster: [dnum]}", 3, "stratum 'H' has one"),
            (crossed, "design: {strata: stype, cluster: [dnum]}", 3, "more than one stratum"),
            (crossed, "design: {strata: stype, cluster: [dnum], nest: true}", 0, ""),
            (table, "design: {strata: stype, cluster: [dnum], lonely: adjust}", 0, ""),
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
