"""Post-stratified, raked and trimmed weights end to end: the California API samples against R's
survey (weights.R), what holds of any weights, and what is refused.

Run: weights.py ANNEXE PROJECT
"""
import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

ANNEXE, PROJECT = (pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(2))
HERE = PROJECT / "tests/analysis/designs"
GOLDEN = json.loads((HERE / "weights.json").read_text(encoding="utf-8"))

WEIGHT = "weight: {variable: pw, kind: sampling}"
CLUSTERS = WEIGHT + "\n  design: {cluster: [dnum], fpc: fpc}"
STRATA = WEIGHT + "\n  design: {strata: stype, fpc: fpc}"
JK1 = WEIGHT + "\n  replicates: {weights: [rep1 - rep15], method: jk1}"
STYPE = "{by: stype, totals: {E: 4421, H: 755, M: 1018}}"
WIDE = "{by: sch.wide, totals: {No: 1072, Yes: 5122}}"
BOTH = ("{by: [stype, sch.wide], totals: {E: {No: 472, Yes: 3949}, H: {No: 334, Yes: 421}, "
        "M: {No: 266, Yes: 752}}}")
RAKE = f"rake: {{margins: [{STYPE}, {WIDE}]}}"
DESIGNS = {
    "clusters, post-stratified": ("apiclus1", CLUSTERS, f"poststratify: {STYPE}"),
    "clusters, post-stratified by two": ("apiclus1", CLUSTERS, f"poststratify: {BOTH}"),
    "clusters, raked": ("apiclus1", CLUSTERS, RAKE),
    "clusters, raked as R does unasked": ("apiclus1", CLUSTERS, RAKE[:-1] + ", tolerance: 1, max_iterations: 10}"),
    "clusters, raked and trimmed": ("apiclus1", CLUSTERS, RAKE + "\n  trim: {lower: 30, upper: 45}"),
    "clusters, raked and trimmed once": ("apiclus1", CLUSTERS, RAKE + "\n  trim: {upper: 38}"),
    "clusters, raked and trimmed strictly": ("apiclus1", CLUSTERS, RAKE + "\n  trim: {upper: 38, strict: true}"),
    "clusters, post-stratified and trimmed":
        ("apiclus1", CLUSTERS, f"poststratify: {BOTH}\n  trim: {{lower: 12, upper: 60}}"),
    "strata, post-stratified": ("apistrat", STRATA, f"poststratify: {WIDE}"),
    "strata, raked": ("apistrat", STRATA, RAKE),
    "strata, raked and trimmed": ("apistrat", STRATA, RAKE + "\n  trim: {lower: 15.1, upper: 44.3}"),
    "strata, trimmed": ("apistrat", STRATA, "trim: {upper: 40}"),
    "weight alone, raked": ("apistrat", WEIGHT, RAKE),
    "no weight, raked": ("apistrat", "", RAKE),
    "jk1, post-stratified": ("apiclus1", JK1, f"poststratify: {STYPE}"),
    "jk1, raked": ("apiclus1", JK1, RAKE),
}
PLAN = """annexe: 1
id: weights
title: California schools
language: en
data:
  file: {file}
  {design}
  {adjust}
{where}analyses:
  - associate: {{responses: [awards], by: [stype]}}
  - compare: {{responses: [api00], by: [awards]}}
  - distribute: {{responses: [stype, sch.wide]}}
"""


class Weights(unittest.TestCase):
    def run_plan(self, file, design, adjust, where="", language="en", only="csv"):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.out = pathlib.Path(folder.name)
        plan = self.out / "plan.yaml"
        plan.write_text(PLAN.format(file=file, design=design, adjust=adjust, where=where), encoding="utf-8")
        return subprocess.run([ANNEXE, "run", plan, "-o", self.out / "out", "--lang", language, "--only", only],
                              capture_output=True, text=True, timeout=120)

    def adjusted(self, file, design, adjust, **how):
        done = self.run_plan(HERE / f"{file}.csv", design, adjust, **how)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.said = done.stdout
        with open(self.out / "out/estimates.csv", encoding="utf-8", newline="") as text:
            rows = list(csv.DictReader(text))
        with open(self.out / "out/tests.csv", encoding="utf-8", newline="") as text:
            self.tests = {row["test"]: row for row in csv.DictReader(text)}
        return {(r["estimate"], r["response"], r["by"], r["group"], r["level"]): r for r in rows}

    def near(self, numbers, golden, delta=1e-10):
        for number, wanted in zip(numbers, golden, strict=True):
            self.assertAlmostEqual(float(number) / wanted, 1, delta=delta)

    def test_as_in_r(self):
        self.assertEqual(GOLDEN.keys(), DESIGNS.keys())
        for name, golden in GOLDEN.items():
            with self.subTest(name):
                of = self.adjusted(*DESIGNS[name])
                mean = [of[m, "api00", "awards", "", ""] for m in ("mean", "mean_se", "mean_deff")]
                self.near([of["valid", "api00", "awards", "", ""]["n_weighted"]], [golden["total"]])
                self.near([m["value"] for m in mean], golden["mean"])
                for what in ("percent", "percent_se"):
                    self.near([of[what, "awards", "stype", g, "Yes"]["value"] for g in "EHM"], golden[what])
                median = of["median", "api00", "awards", "", ""]
                self.near([median[k] for k in ("value", "low", "high")], golden["median"])
                self.near([self.tests["rao-scott"][k] for k in ("statistic", "df", "df2", "p")], golden["rao-scott"])
                self.near([self.tests["design-rank"][k] for k in ("statistic", "df", "p")], golden["design-rank"])

    def test_margins_hold_whatever_they_are(self):
        of = self.adjusted("apiclus1", CLUSTERS, RAKE)
        for name, totals in {"stype": {"E": 4421, "H": 755, "M": 1018}, "sch.wide": {"No": 1072, "Yes": 5122}}.items():
            for level, total in totals.items():
                row = of["percent", name, "", "", level]
                self.assertAlmostEqual(float(row["value"]), 100 * total / 6194, delta=1e-7)
                self.assertLess(float(of["percent_se", name, "", "", level]["value"]), 1e-6)

    def test_percents_are_totals(self):
        percents = ("rake: {margins: [{by: stype, percents: {E: 71.375524701323862, H: 12.189215369712624, "
                    "M: 16.435259928963514}}, " + WIDE + "]}")
        one, other = (self.adjusted("apiclus1", CLUSTERS, how) for how in (RAKE, percents))
        for key in (("mean", "api00", "awards", "", ""), ("mean_se", "api00", "awards", "", "")):
            self.near([one[key]["value"]], [float(other[key]["value"])])

    def test_percents_alone_keep_the_sum(self):
        of = self.adjusted("apiclus1", CLUSTERS, "rake: {margins: [{by: awards, percents: {No: 40, Yes: 60}}]}")
        self.near([of["valid", "api00", "awards", "", ""]["n_weighted"]], [183 * 33.846996307373])

    def test_raking_to_what_is_there_changes_nothing(self):
        there = "{by: stype, percents: {E: 78.688524590163934, H: 7.6502732240437158, M: 13.661202185792349}}"
        plain = self.adjusted("apiclus1", CLUSTERS, "")
        raked = self.adjusted("apiclus1", CLUSTERS, f"rake: {{margins: [{there}]}}")
        for key in (("mean", "api00", "awards", "", ""), ("percent", "awards", "stype", "H", "Yes")):
            self.near([raked[key]["value"]], [float(plain[key]["value"])])

    def test_one_margin_raked_is_poststratified(self):
        """Standard errors too, as weights within a level are equal before."""
        raked = self.adjusted("apiclus1", CLUSTERS, f"rake: {{margins: [{STYPE}]}}")
        post = self.adjusted("apiclus1", CLUSTERS, f"poststratify: {STYPE}")
        for key in (("mean", "api00", "awards", "", ""), ("mean_se", "api00", "awards", "", ""),
                    ("percent_se", "awards", "stype", "H", "Yes"), ("median", "api00", "awards", "", "")):
            self.near([raked[key]["value"]], [float(post[key]["value"])])

    def test_a_filter_is_a_domain_of_everybody_raked(self):
        whole = self.adjusted("apiclus1", CLUSTERS, RAKE)
        part = self.adjusted("apiclus1", CLUSTERS, RAKE, where="where: {stype: [M]}\n")
        for what in ("percent", "percent_se"):
            self.near([part[what, "awards", "stype", "M", "Yes"]["value"]],
                      [float(whole[what, "awards", "stype", "M", "Yes"]["value"])])

    def test_what_is_said(self):
        self.adjusted("apiclus1", CLUSTERS, RAKE + "\n  trim: {lower: 30, upper: 45}", language="fr", only="csv,json")
        manifest = json.loads((self.out / "out/manifest.json").read_text(encoding="utf-8"))["weights"]
        self.assertEqual({k: manifest[k] for k in ("adjusted", "margins", "largest_gap_level")},
                         {"adjusted": "rake", "margins": "stype, sch.wide", "largest_gap_level": "stype = H"})
        self.assertEqual(manifest["trimmed"], {"lower": 30, "upper": 45, "raised": 132, "cut": 22, "rounds": 1})
        results = json.loads((self.out / "out/results.json").read_text(encoding="utf-8"))
        self.assertEqual(results["weights"], manifest)
        note = next(n for n in results["notes"] if "calés" in n)
        self.assertIn("22 ont été réduits et 132 relevés", note)
        self.assertIn(note, self.said)
        self.assertIn("raked to stype, sch.wide; trimmed", self.tests["rao-scott"]["variant"])

    def test_threads_change_nothing(self):
        """Enough rows for several readers, in an order that the readers do not share."""
        rows = (HERE / "apiclus1.csv").read_text(encoding="utf-8").splitlines()
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "many.csv")
            body = [f"{i % 251},{row.split(',', 1)[1]}" for i, row in enumerate(rows[1:] * 300)]
            file.write_text("\n".join([rows[0], *body]) + "\n", encoding="utf-8")
            for adjust in (RAKE + "\n  trim: {lower: 0.12, upper: 0.2}", f"poststratify: {BOTH}"):
                for design in (WEIGHT, WEIGHT + "\n  design: {cluster: [dnum]}"):
                    said = set()
                    for threads in "12":
                        self.assertEqual(self.run_plan(file, design, adjust).returncode, 0)
                        subprocess.run([ANNEXE, "run", self.out / "plan.yaml", "-o", self.out / "out", "-q", "--only",
                                        "csv", "--threads", threads], check=True)
                        said.add((self.out / "out/estimates.csv").read_bytes())
                    self.assertEqual(len(said), 1)

    def test_refused(self):
        table = ("stype,dnum,pw,sch.wide,awards,api00\n" + "".join(
            f"{'EEHM'[i % 4]},{i // 4},{1 + i % 3},{'Yes' if i % 5 else 'No'},{'Yes' if i % 3 else 'No'},{i}\n"
            for i in range(80)))
        stype = "poststratify: {{by: stype, {}}}".format
        rake = "rake: {{margins: [{}], {}}}".format
        wide = "{by: sch.wide, totals: {No: 60, Yes: 40}}"
        cases = [
            (table, stype("totals: {E: 5, H: 3, M: 2, K: 1}"), 2,
             r"plan\.yaml:8:\d+: error: no respondent has stype = K"),
            (table, stype("totals: {e: 5, H: 3, M: 2}"), 2,
             r"8:\d+: error: .*does not list 'E', which 40 respondents have(.|\n)*stype = e, .*did you mean 'E'"),
            (table, stype("totals: {E: 5, H: 3}"), 2, r"8:\d+: error: .*'stype' does not list 'M', which 20"),
            (table, stype("totals: {E: 5, H: 3, M: 0}"), 2, r"stype = M has a margin of 0, and 20 respondents"),
            (table, stype("totals: {E: 5, H: -3, M: 1}"), 2, r"'H' is '-3'; expected a number of 0 or more"),
            (table, stype("totals: {E: 5, H: many, M: 1}"), 2, r"'H' is 'many'; expected a number"),
            (table, stype("percents: {E: 5, H: 3, M: 1}"), 2, r"8:\d+: error: the percents sum to 9; expected 100"),
            (table, stype("totals: {E: 5}, percents: {E: 100}"), 2, r"both 'totals' and 'percents'"),
            (table, "poststratify: {by: stype}", 2, r"has no 'totals'"),
            (table, "poststratify: {by: stipe, totals: {E: 1}}", 2, r"unknown variable 'stipe'.*did you mean 'stype'"),
            (table, "poststratify: {by: pw, totals: {a: 1}}", 2, r"level 'a' is a text"),
            (table, "poststratify: {by: [stype, sch.wide], totals: {E: 5, H: 3}}", 2,
             r"a number under 1 level, where `by` names 2 variables"),
            (table, "poststratify: {by: [stype, sch.wide], totals: {E: {No: 1, Yes: 2}, H: {No: 1, Yes: 1}, "
             "M: {No: 3}}}", 2, r"this margin does not list stype = M, sch\.wide = Yes"),
            (table, stype("totals: {E: 5, H: 3, M: 2}") + "\n  " + rake(wide, "tolerance: 1"), 2,
             r"both 'poststratify' and 'rake'"),
            (table, rake("{by: stype, totals: {E: 50, H: 30, M: 19}}, " + wide, "tolerance: 1"), 2,
             r"8:\d+: error: the totals sum to 100, those of the margin in line 8 to 99"),
            (table, rake("", "tolerance: 1"), 2, r"a list of margins"),
            (table, rake(wide, "tolerance: -1"), 2, r"'tolerance' is '-1'"),
            (table, rake(wide, "max_iterations: 0"), 2, r"'max_iterations' is '0'"),
            (table, rake("{by: stype, totals: {E: 70, H: 20, M: 10}}, " + wide + ", {by: awards, totals: {No: 10, Yes: 90}}",
                         "max_iterations: 2"), 2,
             r"8:3: error: raking did not converge within 2 iterations: \S+ = \S+ is still \d+\.\d+ % off"),
            (table.replace("\nH,0", "\n,0"), stype("totals: {E: 5, H: 3, M: 2}"), 3,
             r"data\.csv: row 3, variable stype: error: the answer is missing \(1 rows"),
            (table, "trim: {lower: 3, upper: 2}", 2, r"8:3: error: 'lower' is not below 'upper'"),
            (table, "trim: {strict: true}", 2, r"'trim' without bounds"),
            (table, "trim: {upper: 0}", 2, r"'upper' is '0'; expected a number above 0"),
            (table, "trim: {lower: 2.9}", 2, r"8:3: error: so many weights are raised to 'lower'"),
            (table, "trim: {lower: 7, upper: 9}", 2, r"8:3: error: no weight lies between 7 and 9"),
            (table.replace(",1,Yes", ",-1,Yes"), rake(wide, "tolerance: 1"), 3, r"variable pw: error: the weight is -1"),
        ]
        for data, adjust, code, message in cases:
            with self.subTest(adjust), tempfile.TemporaryDirectory() as folder:
                file = pathlib.Path(folder, "data.csv")
                file.write_text(data, encoding="utf-8")
                done = self.run_plan(file, WEIGHT, adjust)
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertRegex(done.stderr, message)
                self.assertFalse((self.out / "out").exists())

    def test_refused_with_other_weights(self):
        cases = [
            ("weight: {variable: fpc, kind: frequency}", RAKE, r"frequency weight counts copies"),
            ("", "trim: {upper: 2}", r"'trim' without a weight"),
            (JK1, "trim: {upper: 40}", r"replicate weights are not trimmed here"),
            ("design: {cluster: [dnum]}", "", r"a sampling design without a sampling weight"),
        ]
        for design, adjust, message in cases:
            with self.subTest(adjust):
                done = self.run_plan(HERE / "apiclus1.csv", design, adjust)
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertRegex(done.stderr, message)

    def test_replicate_without_a_level(self):
        rows = (HERE / "apiclus1.csv").read_text(encoding="utf-8").splitlines()
        only = [rows[0]] + [row.replace(",H,", ",E,", 1) if not row.startswith("637,") else row for row in rows[1:]]
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "data.csv")
            file.write_text("\n".join(only) + "\n", encoding="utf-8")
            done = self.run_plan(file, JK1, f"poststratify: {STYPE}")
        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertRegex(done.stderr, r"variable rep1: error: no respondent with stype = H has a weight")


unittest.main()
