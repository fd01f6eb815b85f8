"""Whole runs: every shipped survey gives, byte for byte, what reports/ holds; with one thread and with
several, in a French locale too; counted rows give the numbers of the rows themselves.

Run: runs.py ANNEXE PROJECT
"""
import csv
import filecmp
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ANNEXE, PROJECT = (pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(2))
SURVEYS = {survey: f"surveys/{survey}/plan.yaml" for survey in ("copenhagen", "ces2011", "provincial")}
FILES = ["annexe.xlsx", "estimates.csv", "manifest.json", "results.json", "tests.csv"]


def run(plan, folder, *options, environment=None):
    command = [ANNEXE, "run", plan, "-o", folder, "-q", *options]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=120,
                          env={**os.environ, **(environment or {})})


def french_locale(folder):
    """A fr_CA.UTF-8 of our own, whose decimal mark is the comma; None where it cannot be made."""
    made = pathlib.Path(folder, "fr_CA.UTF-8")
    try:
        subprocess.run(["localedef", "-i", "fr_CA", "-f", "UTF-8", made], capture_output=True)
    except FileNotFoundError:
        return None
    if not made.exists():
        return None
    return {"LOCPATH": str(folder), "LC_ALL": "fr_CA.UTF-8", "LANG": "fr_CA.UTF-8"}


class Runs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name)

    def assert_run(self, plan, name, *options, environment=None):
        done = run(plan, self.path / name, *options, environment=environment)
        self.assertEqual((done.returncode, done.stdout), (0, ""), done.stderr)
        return self.path / name

    def assert_same(self, one, other):
        match, different, missing = filecmp.cmpfiles(one, other, FILES, shallow=False)
        self.assertEqual((sorted(match), different, missing), (FILES, [], []))

    def assert_as_committed(self, committed, made):
        """Byte for byte, but for the versions of libraries that Debian has updated since."""
        manifests = [json.loads((f / "manifest.json").read_text(encoding="utf-8"))
                     for f in (committed, made)]
        for manifest in manifests:
            del manifest["libraries"]
        self.assertEqual(*manifests)
        files = [f for f in FILES if f != "manifest.json"]
        match, different, missing = filecmp.cmpfiles(committed, made, files, shallow=False)
        self.assertEqual((sorted(match), different, missing), (files, [], []))

    def rows(self, folder, name="tests.csv"):
        with open(folder / name, encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def test_committed_reports(self):
        for survey, plan in SURVEYS.items():
            with self.subTest(survey=survey):
                self.assert_as_committed(PROJECT / "reports" / survey,
                                         self.assert_run(plan, survey))

    def test_threads_change_nothing(self):
        for survey, plan in SURVEYS.items():
            one = self.assert_run(plan, survey + "-1", "--threads", "1")
            for threads in ("2", "5"):
                self.assert_same(one, self.assert_run(plan, survey + threads, "--threads", threads))

    def test_french_locale(self):
        environment = french_locale(self.path)
        if environment is None:
            self.skipTest("localedef cannot make fr_CA.UTF-8 (package locales)")
        here = self.assert_run(SURVEYS["copenhagen"], "here")
        there = self.assert_run(SURVEYS["copenhagen"], "there", environment=environment)
        self.assert_same(here, there)

    def test_counted_rows_give_the_same_numbers(self):
        rows = self.assert_run("surveys/copenhagen/plan.yaml", "rows")
        counts = self.assert_run("surveys/copenhagen/counts.yaml", "counts")
        for name in ("tests.csv", "estimates.csv"):
            self.assertEqual((rows / name).read_bytes(), (counts / name).read_bytes())

    def test_published_numbers_of_copenhagen(self):
        found = {(row["test"], row["by"]): row
                 for row in self.rows(self.assert_run(SURVEYS["copenhagen"], "published"))
                 if row["group"] == "" and "collapsed" not in row["variant"]}
        published = {("kruskal-wallis", "influence"): (102.0416, 2, 4),
                     ("kruskal-wallis", "type"): (53.55976, 3, 5),
                     ("chi-square", "influence"): (106.1751, 4, 4),
                     ("chi-square", "type"): (60.28595, 6, 5),
                     ("chi-square", "contact"): (5.139838, 2, 6)}
        for key, (statistic, df, digits) in published.items():
            self.assertEqual(round(float(found[key]["statistic"]), digits), statistic)
            self.assertEqual(float(found[key]["df"]), df)
        self.assertEqual(round(float(found["chi-square", "influence"]["effect"]), 5), 0.17771)
        self.assertEqual(round(float(found["chi-square", "contact"]["p"]), 5), 0.07654)

    def test_sampling_weight_alone(self):
        rows = self.rows(self.assert_run(SURVEYS["ces2011"], "weighted"))
        self.assertTrue(rows)
        for row in rows:
            self.assertEqual(row["state"], "ok")
            self.assertTrue(row["p"])
            self.assertTrue(row["variant"].startswith(
                "design-based; with replacement between respondents"))
        self.assertEqual({row["test"] for row in rows}, {"design-rank", "design-pairs", "rao-scott"})

    def test_only_and_language(self):
        made = self.assert_run(SURVEYS["copenhagen"], "only", "--only", "csv", "--lang", "en")
        self.assertEqual(sorted(p.name for p in made.iterdir()),
                         ["estimates.csv", "manifest.json", "tests.csv"])
        labels = {row["group_label"] for row in self.rows(made, "estimates.csv")}
        self.assertIn("Tower block", labels)

    def test_outputs_are_those_of_the_manifest(self):
        made = self.assert_run(SURVEYS["copenhagen"], "manifest")
        self.assertEqual(sorted(p.name for p in made.iterdir()), FILES)
        manifest = (made / "manifest.json").read_text(encoding="utf-8")
        json.loads(manifest)
        for name in FILES:
            self.assertIn(name, manifest + "manifest.json")

    def test_what_an_older_run_made_goes_and_nothing_else(self):
        folder = self.assert_run(SURVEYS["copenhagen"], "again")
        (folder / "notes.txt").write_text("mine")
        self.assert_run(SURVEYS["copenhagen"], "again", "--only", "json")
        self.assertEqual(sorted(p.name for p in folder.iterdir()),
                         ["manifest.json", "notes.txt", "results.json"])


unittest.main(argv=[sys.argv[0], "-v"])
