"""What `annexe synth` writes, and what is made from it: equal bytes on every run and machine, no clock,
and every number that no claim binds grey and marked, in the workbook, in CSV and in JSON.

Run: made.py ANNEXE PROJECT
"""
import csv
import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as ET
import zipfile

ANNEXE, PROJECT = (pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(2))
FORMATS = ("sav", "zsav", "dta", "csv")
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
GREY = "FF6B7280"

PLAN = """annexe: 1
id: invented
title: {en: Invented, fr: Inventé}
language: LANGUAGE
respondents: 240
data: {file: made.sav}
variables:
  g: {label: Tenure, levels: {1: OMH, 2: Coop, 3: OSBL}}
  q1: {levels: {1: a, 2: b, 3: c, 4: d, 5: e}}
  q2: {levels: {1: a, 2: b, 3: c, 4: d, 5: e}}
  q3: {levels: {1: a, 2: b, 3: c, 4: d, 5: e}}
scales:
  s: {items: [q1, q2], min_answered: 1}
analyses:
  - compare: {responses: [s, q3], by: [g]}
  - associate: {responses: [q1, q3], by: [g]}
  - distribute: {responses: [q1, q3]}
  - reliability: {scales: all}
adjust: none
claims: claims.csv
"""
# What the claims bind: of s by tenure the medians of two groups, and on which side of 0.01 p is; one
# percentage of q1 with its base; and nothing of q3 by tenure. G contradicts D and is freed.
CLAIMS = """id,section,kind,response,levels,by,group,rank,value,p
A,1,median,s,,g,1,,3.25,
B,1,median,s,,g,coop,,2.50,
C,1,differs,s,,g,,,,<0.01
D,1,percent,q1,1,g,1,,20.00,
E,1,count,q1,,g,OMH,,90,
F,1,percent,q3,4,,,,25.00,
G,2,percent,q1,4,g,1,,90.00,
"""


def annexe(*arguments, cwd=None, **options):
    done = subprocess.run([ANNEXE, *map(str, arguments)], capture_output=True, text=True,
                          timeout=120, cwd=cwd, **options)
    if done.returncode not in (0, 1):
        raise AssertionError(f"{arguments}: exit {done.returncode}: {done.stderr}")
    return done.stdout


def one_processor():
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


class Bytes(unittest.TestCase):
    PROVINCIAL = PROJECT / "surveys" / "provincial" / "plan.yaml"

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name)

    def made(self, name, **options):
        annexe("synth", self.PROVINCIAL, "--seed", 749, "-o", self.path / name, "-q", **options)
        return (self.path / name).read_bytes()

    def test_the_same_on_every_run_and_machine(self):
        elsewhere = {**os.environ, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "HOME": "/nowhere"}
        for extension in FORMATS:
            with self.subTest(extension=extension):
                first = self.made(f"one.{extension}")
                self.assertEqual(first, self.made(f"two.{extension}", preexec_fn=one_processor))
                self.assertEqual(first, self.made(f"three.{extension}", env=elsewhere, cwd="/"))
        other = self.path / "other.csv"
        annexe("synth", self.PROVINCIAL, "--seed", 750, "-o", other, "-q")
        self.assertNotEqual(other.read_bytes(), (self.path / "one.csv").read_bytes())

    def test_no_clock(self):
        """SAV has the date at byte 92 and the time behind it; DTA a <timestamp>, or one at byte 91."""
        sav = self.made("clock.sav")
        self.assertEqual(sav[92:109].decode(), "01 Jan 0012:00:00")
        dta = self.made("clock.dta")
        stamp = re.search(rb"<timestamp>(.*?)</timestamp>", dta, re.S)
        stamp = stamp.group(1) if stamp else dta[91:109]
        self.assertTrue(not stamp.strip(b"\0\x11") or b"01 Jan 2000" in stamp, stamp)
        now = datetime.datetime.now()
        for name in ("clock.sav", "clock.dta", "clock.csv"):
            text = self.made(name)
            for day in (now, now - datetime.timedelta(1), now + datetime.timedelta(1)):
                for shape in ("%d %b %y", "%d %b %Y", "%Y-%m-%d", "%d/%m/%Y"):
                    self.assertNotIn(day.strftime(shape).encode(), text, name)


class Workbook:
    """Rows of cells: (value, is it grey, its number format); texts have no format."""

    def __init__(self, path):
        self.zip = zipfile.ZipFile(path)
        styles = self.xml("xl/styles.xml")
        fonts = [font.find(MAIN + "color") for font in styles.find(MAIN + "fonts")]
        codes = {f.get("numFmtId"): f.get("formatCode") for f in styles.iter(MAIN + "numFmt")}
        self.looks = [(fonts[int(x.get("fontId"))].get("rgb") == GREY,
                       codes.get(x.get("numFmtId"), "")) for x in styles.find(MAIN + "cellXfs")]
        self.strings = ["".join(t.text or "" for t in si.iter(MAIN + "t"))
                        for si in self.xml("xl/sharedStrings.xml")]
        rels = {r.get("Id"): r.get("Target") for r in self.xml("xl/_rels/workbook.xml.rels")}
        self.sheets = {s.get("name"): self.rows("xl/" + rels[s.get(REL + "id")])
                       for s in self.xml("xl/workbook.xml").iter(MAIN + "sheet")}

    def xml(self, name):
        return ET.fromstring(self.zip.read(name))

    def rows(self, path):
        rows = []
        for row in self.xml(path).iter(MAIN + "row"):
            cells = [c for c in row if c.find(MAIN + "v") is not None]
            rows.append([self.cell(c) for c in cells])
        return rows

    def cell(self, c):
        value = c.find(MAIN + "v").text
        if c.get("t") == "s":
            return self.strings[int(value)], False, None
        return (float(value), *self.looks[int(c.get("s"))])


def table_of(rows, *header):
    """The rows of the table whose header begins so, as dictionaries by header."""
    for i, row in enumerate(rows):
        names = [cell[0] for cell in row]
        if names[:len(header)] == list(header):
            for row in rows[i + 1:]:
                if len(row) != len(names):
                    return
                yield dict(zip(names, row))


class Marks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        path = pathlib.Path(cls.folder.name)
        (path / "claims.csv").write_text(CLAIMS, encoding="utf-8")
        for language in ("fr", "en"):
            plan = path / f"{language}.yaml"
            plan.write_text(PLAN.replace("LANGUAGE", language), encoding="utf-8")
            said = annexe("synth", plan, "--seed", 5, "-o", path / "made.sav")
            assert "\nG: " in said, said
            annexe("run", plan, "-o", path / language, "-q")
        cls.path = path
        cls.checked = annexe("check", path / "en.yaml", "--format", "csv")

    def book(self, language):
        return Workbook(self.path / language / "annexe.xlsx").sheets

    def assert_marked(self, cell, marked, what):
        value, grey, code = cell
        if code is None:
            return
        self.assertEqual((grey, "[i]" in code), (marked, marked), f"{what}: {value}, {code}")

    def sheet(self, language, *words):
        return next(rows for name, rows in self.book(language).items()
                    if any(name.startswith(word) for word in words))

    def test_medians(self):
        for language in ("fr", "en"):
            rows = self.sheet(language, "Medians", "Médianes")
            tables = [i for i, row in enumerate(rows) if [c[0] for c in row[:2]] == ["Tenure", "n"]]
            medians = [row for i in tables for row in table_of(rows[i:], "Tenure", "n")]
            self.assertEqual(len(medians), 8, "two tables of three groups and all")
            for number, row in enumerate(medians):
                bound = number < 2  # s in OMH and Coop
                self.assertEqual([c for c in row if c.startswith(("Median", "Médiane"))][:1],
                                 [list(row)[2]])
                for column, cell in list(row.items())[1:]:
                    is_all = row["Tenure"][0] in ("Ensemble", "All")
                    marked = not (bound and column in ("Median", "Médiane")) and \
                        not (is_all and column == "n")
                    self.assert_marked(cell, marked, f"{number}, {column}")

    def test_tests(self):
        for language in ("fr", "en"):
            rows = self.sheet(language, "Medians", "Médianes")
            found = {row[list(row)[0]][0]: row for row in table_of(rows, *(
                ("Réponse", "n") if language == "fr" else ("Response", "n")))}
            self.assertEqual(set(found), {"s", "q3"})
            for response, row in found.items():
                for column, cell in list(row.items())[2:]:
                    bound = response == "s" and column == "p"
                    self.assert_marked(cell, not bound, f"{response}, {column}")

    def test_summary(self):
        """Effects are invented where only a verdict is claimed."""
        for language, first in (("fr", "Réponse"), ("en", "Response")):
            rows = self.sheet(language, "Synthèse", "Summary")
            cells = [cell for row in rows for cell in row if cell[2] is not None]
            self.assertEqual(len(cells), 4, first)
            for cell in cells:
                self.assert_marked(cell, True, language)

    def test_percentages(self):
        rows = self.sheet("en", "Tables", "Crosstabs", "Associations")
        header = next(r for r in rows if len(r) == 6 and r[2][0].startswith("OMH"))
        self.assertEqual(header[2][0].replace("\u00a0", " "), "OMH (n = 90)")
        self.assertRegex(header[3][0], r"^Coop \(n.=.\d+.\[i\]\)$")
        numbers = [r for r in rows[rows.index(header) + 1:] if len(r) == 6][:15]
        self.assertEqual(len(numbers), 15)
        for i, row in enumerate(numbers):
            for column, cell in enumerate(row[2:]):
                self.assert_marked(cell, (i, column) != (1, 0), f"row {i}, column {column}")
        self.assertAlmostEqual(numbers[1][2][0], 20.0)

    def test_distribution(self):
        rows = self.sheet("fr", "Distributions")
        found = list(table_of(rows, "Énoncé", "Réponse donnée"))
        self.assertEqual(len(found), 10)
        for number, row in enumerate(found):
            for column, cell in list(row.items())[2:]:
                bound = column == "%" and number == 8  # q3, d
                self.assert_marked(cell, not bound, f"{number}, {column}")

    def test_explained(self):
        for language, means in (("fr", "inventé"), ("en", "invented")):
            for name, rows in self.book(language).items():
                marked = any(cell[1] for row in rows for cell in row)
                text = " ".join(str(c[0]) for row in rows for c in row if c[2] is None)
                self.assertEqual(marked, f"[i] " in text and means in text, name)

    def notes(self, name):
        with open(self.path / "en" / name, encoding="utf-8", newline="") as file:
            return [(row, row["note"]) for row in csv.DictReader(file)]

    def test_csv(self):
        whole, rest = "invented: no claim binds this number", "invented, but for what a claim prints"
        bound = {("median", "s", "1", ""), ("median", "s", "2", ""), ("percent", "q1", "1", "1"),
                 ("percent", "q3", "", "4")}
        for row, note in self.notes("estimates.csv"):
            key = (row["estimate"], row["response"], row["group"], row["level"])
            claimed = key in bound
            self.assertTrue(note.startswith("SYNTHETIC DATA; "), row)
            self.assertEqual((rest in note, whole in note), (claimed, not claimed), row)
        tests = self.notes("tests.csv")
        for row, note in tests:
            claimed = (row["test"], row["response"]) == ("kruskal-wallis", "s")
            self.assertEqual((rest in note, whole in note), (claimed, not claimed), row)

    def test_json(self):
        with open(self.path / "en" / "results.json", encoding="utf-8") as file:
            results = json.load(file)
        medians = {(e["response"], e.get("group")): e["invented"] for e in results["estimates"]
                   if e["estimate"] == "median"}
        self.assertEqual(medians["s", "1"], ["n", "interval"])
        self.assertEqual(medians["s", "3"], ["value", "statistic", "n", "interval"])
        tests = {(t["test"], t["response"]): t["invented"] for t in results["tests"]}
        self.assertEqual(tests["kruskal-wallis", "s"], ["statistic", "interval"])
        self.assertEqual(tests["kruskal-wallis", "q3"], ["value", "statistic", "interval"])

    def test_check_never_confirms(self):
        rows = {r["id"]: r["verdict"] for r in csv.DictReader(self.checked.splitlines())}
        self.assertEqual(rows, {**{k: "reproduced" for k in "ABCDEF"}, "G": "not-reproduced"})


unittest.main(argv=[sys.argv[0], "-v"])
