"""Bad input, as a table: what is wrong, the exit code, and the message that says so.

Every case runs the program itself in a folder of its own. Nothing may crash, no output may appear, and
what was there before stays as it was. Run: bad_input.py ANNEXE PROJECT KILL_LIBRARY
"""
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ANNEXE, PROJECT, KILLER = (pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(3))
COPENHAGEN = PROJECT / "surveys/copenhagen/copenhagen.sav"
CES = PROJECT / "surveys/ces2011/ces2011.sav"
USAGE, DATA, OUTPUT = 2, 3, 4

HEAD = "annexe: 1\nid: t\ndata: {file: d.csv}\n"
ANALYSIS = "analyses:\n  - compare: {responses: [q1], by: [g]}\n"
PLAN = HEAD + ANALYSIS
CSV = "id,q1,q2,q3,g\n" + "".join(
    f"{i},{i % 5 + 1},{i * 7 % 5 + 1},{i * 3 % 5 + 1},{i % 3 + 1}\n" for i in range(60))
SCALE = ("scales:\n  s: {items: [q1 - q3], range: [1, 4], score: mean, min_answered: 2}\n"
         "analyses:\n  - compare: {responses: scales, by: [g]}\n")


def noise(n, seed):
    return random.Random(seed).randbytes(n)


# Plans: name, text of the plan, what standard error must match. d.csv is CSV; all exit 2.
PLANS = [
    ("unknown key", PLAN + "adjsut: holm\n",
     r"plan\.yaml:6:1: error: .*adjsut.*\badjust\b.*\n.*adjsut: holm\n.*\^"),
    ("unknown variable", HEAD + "analyses:\n  - compare: {responses: [q11], by: [g]}\n",
     r"plan\.yaml:5:27: error: .*q11.*\bq1\b"),
    ("unknown variable in where", PLAN + "where: {gg: [1]}\n", r"plan\.yaml:6:\d+: error: .*gg"),
    ("wrong type", PLAN + "alpha: often\n", r"plan\.yaml:6:8: error: .*alpha.*often"),
    ("alpha out of range", PLAN + "alpha: 5\n", r"plan\.yaml:6:8: error: .*5"),
    ("duplicate key", PLAN + "alpha: 0.1\nalpha: 0.2\n", r"plan\.yaml:7:1: error: .*alpha"),
    ("empty list", HEAD + "analyses: []\n", r"plan\.yaml:4:\d+: error: .*analyses"),
    ("empty list of responses", HEAD + "analyses:\n  - compare: {responses: [], by: [g]}\n",
     r"plan\.yaml:5:\d+: error: .*responses"),
    ("list where a mapping is due", HEAD + "scales: [q1, q2]\n" + ANALYSIS,
     r"plan\.yaml:4:\d+: error: .*scales"),
    ("unknown test", HEAD + "analyses:\n  - associate: {responses: [q1], by: [g], tests: [chisquare]}\n",
     r"plan\.yaml:5:\d+: error: .*chisquare.*chi-square"),
    ("unknown language", PLAN + "language: de\n", r"plan\.yaml:6:11: error: .*de.*fr.*en|en.*fr"),
    ("scale without min_answered", HEAD + "scales:\n  s: {items: [q1, q2], range: [1, 5]}\n" + ANALYSIS,
     r"plan\.yaml:5:\d+: error: .*min_answered"),
    ("range in the wrong order", HEAD + "analyses:\n  - distribute: {responses: [q3 - q1]}\n",
     r"plan\.yaml:5:\d+: error: .*q3.*q1"),
    ("syntax", "annexe: 1\ndata: {file: d.csv\n", r"plan\.yaml:\d+:\d+: error: "),
    ("alias", "annexe: 1\ndata: &a {file: d.csv}\nwhere: *a\n", r"plan\.yaml:2:\d+: error: .*anchor"),
    ("second document", PLAN + "---\nannexe: 1\n", r"plan\.yaml:6:\d+: error: .*document"),
    ("tag", PLAN + "alpha: !!float 0.1\n", r"plan\.yaml:6:\d+: error: .*tag"),
    ("not UTF-8", PLAN.encode() + b"title: \xe9t\xe9\n", r"plan\.yaml:6:8: error: .*UTF-8"),
    ("a NUL", PLAN.encode() + b"title: a\0b\n", r"plan\.yaml:6:\d+: error: "),
    ("empty plan", "", r"plan\.yaml:1:1: error: "),
    ("no data", "annexe: 1\nid: t\n" + ANALYSIS, r"plan\.yaml:1:1: error: .*data"),
    ("missing code in quotes", PLAN + 'missing: ["9"]\n', r"plan\.yaml:6:11: error: .*'9' in quotes .*9 without"),
    ("range of missing codes", PLAN + "missing: [90 - 99]\n", r"plan\.yaml:6:11: error: .*range; .*\[98, 99\]"),
    ("dash of a word processor", HEAD + "analyses:\n  - distribute: {responses: [q1 – q3]}\n",
     r"plan\.yaml:5:30: error: .*q1 – q3'; a range is written q1 - q3"),
    ("range without blanks", HEAD + "analyses:\n  - distribute: {responses: [q1-q3]}\n", r"written q1 - q3"),
    ("range of SPSS", HEAD + "analyses:\n  - distribute: {responses: q1 to q3}\n", r"written q1 - q3"),
    ("names without a list", HEAD + "analyses:\n  - distribute: {responses: q1 q2 q3}\n",
     r"plan\.yaml:5:29: error: .*; a list is written \[q1, q2, q3\]"),
    ("scales that are none", HEAD + "analyses:\n  - compare: {responses: scales, by: [g]}\n",
     r"plan\.yaml:5:26: error: 'scales' names nothing here: the plan has no scales"),
    ("items that are none", HEAD + "analyses:\n  - distribute: {responses: items}\n", r"'items' names nothing"),
    ("a variable by itself", HEAD + "analyses:\n  - associate: {responses: [g], by: [g]}\n",
     r"plan\.yaml:5:29: error: 'g' by itself"),
    ("no analyses", HEAD, r"^plan\.yaml:1:1: error: this plan has no `analyses:`"),
    ("reliability of an item", HEAD + "analyses:\n  - reliability: {scales: [q1]}\n",
     r"plan\.yaml:5:28: error: 'q1' is no scale"),
    ("cut at the wrong mark", HEAD.replace("d.csv", 'd.csv, delimiter: ";"')
     + "analyses:\n  - distribute: {responses: [q1]}\n", r"one column when it is cut at ';'.*`delimiter`"),
    ("a pair of one", HEAD + "analyses:\n  - associate: {pairs: [g]}\n", r"'g' alone makes no pair"),
    ("one mistake in a scale's items, one message", HEAD + "scales:\n  s: {items: [q1, q9], reverse: [q1], "
     "range: [1, 5], min_answered: 2}\n" + ANALYSIS, r"^plan\.yaml:5:\d+: error: .*q9[^\n]*\n[^\n]*\n[^\n]*\n$"),
    ("range in a recode", HEAD + "variables:\n  c: {from: id, recode: {Low: 0-9, High: [10]}}\n" + ANALYSIS,
     r"plan\.yaml:5:31: error: .*'0-9' is a text.*; values stand one by one, as in \[1, 2, 3\]"),
    ("labels before values", HEAD + "variables:\n  q1: {levels: {Low: 1}}\n" + ANALYSIS,
     r"plan\.yaml:5:17: error: level \{value: label\} 'Low' is a text"),
    ("range of a scale as a text, one message", HEAD + "scales:\n  s: {items: [q1, q2], range: 1-5, min_answered: 1}\n"
     + ANALYSIS, r"^plan\.yaml:5:31: error: 'range' is '1-5'; [^\n]*\n[^\n]*\n[^\n]*\n$"),
    ("one mistake in a cut, one message", HEAD + "variables:\n  c: {from: id, cut: [30, ten]}\n  d: {from: id, cut: []}\n"
     "  e: {form: id, cut: [30]}\n  id: {from: id, cut: [30]}\nanalyses:\n  - compare: {responses: [q1], by: [c, d, e]}\n",
     r"^(plan\.yaml:\d+:\d+: error: [^\n]*\n[^\n]*\n[^\n]*\n){4}$"),
    ("range of a scale backwards", HEAD + "scales:\n  s: {items: [q1, q2], range: [5, 1], min_answered: 2}\n"
     + ANALYSIS, r"'range' runs backwards; expected \[1, 5\]"),
    ("a tab", HEAD + "scales:\n\ts: 1\n", r"plan\.yaml:5:1: error: .*tab.*blanks"),
    ("a colon in a title", PLAN + "title: Annexe : 1\n", r"plan\.yaml:6:\d+: error: .*double quotes"),
    ("a path of Windows", 'annexe: 1\ndata: {file: "C:\\data\\d.csv"}\n', r"plan\.yaml:2:\d+: error: .*single quotes"),
]

# Data: name, file name, bytes, text of the plan after `data:`, what standard error must match; exit 3.
DATA_CASES = [
    ("value outside the scale's range", "d.csv", CSV, SCALE,
     r"^d\.csv: row 3, variable q2: error: .*value 5 \(12 rows\).*range 1 to 4 of scale 's'"),
    ("word in a numeric column", "d.csv", CSV.replace("\n7,3,", "\n7,often,", 1),
     ANALYSIS, r"^d\.csv: row 8, variable q1: error: 'often' is no number.*1 cells? .*59 numbers"),
    ("ragged", "d.csv", CSV + "61,1\n", ANALYSIS, r"^d\.csv: row 61: error: .* 2 cells .* 5"),
    ("unterminated quote", "d.csv", CSV + '61,"1,2,3,1\n62,1,1,1,1\n', ANALYSIS,
     r"d\.csv: row 61.*error: .*quot"),
    ("one name twice", "d.csv", "q1,q1,g\n1,2,3\n", ANALYSIS, r"^d\.csv: variable q1: error: two columns"),
    ("invalid UTF-8", "d.csv", CSV.encode() + b"\xff\xfe,1,1,1,1\n", ANALYSIS.replace("[g]", "[id]")
     + "DATA encoding: UTF-8", r"d\.csv: .*error: .*UTF-8"),
    ("fractional frequency weight", "d.csv", CSV.replace("\n3,", "\n3.5,"), ANALYSIS
     + "DATA weight: {variable: id, kind: frequency}", r"d\.csv: .*variable id: error: .*3\.5.*sampling"),
    ("negative frequency weight", "d.csv", CSV.replace("\n3,", "\n-3,"), ANALYSIS
     + "DATA weight: {variable: id, kind: frequency}", r"d\.csv: .*variable id: error: .*-3"),
    ("100,000 groups", "d.csv", "q1,g\n" + "".join(f"{i % 5},{i}\n" for i in range(100000)), ANALYSIS,
     r"d\.csv: .*variable g: error: .*(1,?000|groups)"),
    ("missing file", None, None, ANALYSIS, r"^d\.csv: error: there is no such file"),
    ("directory", "d.csv", "DIRECTORY", ANALYSIS, r"d\.csv: error: .*(folder|directory)"),
    ("unknown extension", "d.ods", CSV, ANALYSIS, r"d\.ods: error: .*\.sav"),
    ("encrypted", "d.sav", b"\x1c" + bytes(7) + b"ENCRYPTEDSAV" + noise(4000, 1), ANALYSIS, r"d\.sav: error: .*encrypted"),
]
EXTENSIONS = ["sav", "zsav", "por", "dta", "sas7bdat", "xpt", "csv", "tsv"]
for extension in EXTENSIONS:
    DATA_CASES += [
        (f"empty .{extension}", f"d.{extension}", b"", ANALYSIS, rf"d\.{extension}: .*error: "),
        (f"noise .{extension}", f"d.{extension}", noise(5000, 7), ANALYSIS, rf"d\.{extension}: .*error: "),
    ]
for share in (4, 60, 200, 700, 3000, 20000):
    DATA_CASES.append((f"truncated to {share} bytes", "d.sav", COPENHAGEN.read_bytes()[:share],
                       ANALYSIS.replace("q1", "satisfaction").replace("[g]", "[type]"), r"d\.sav: .*error: "))


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name)

    def write(self, name, content):
        if content == "DIRECTORY":
            (self.path / name).mkdir()
        elif content is not None:
            (self.path / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    def annexe(self, *arguments, environment=None, command=()):
        # a plain program, whatever a sanitizer's exit code would be
        return subprocess.run([*command, ANNEXE, *arguments], cwd=self.path, capture_output=True,
                              text=True, errors="replace", timeout=120,
                              env={**os.environ, **(environment or {})})

    def assert_refused(self, done, exit_code, pattern):
        self.assertEqual(done.returncode, exit_code, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertRegex(done.stderr, re.compile(pattern))
        self.assertNotIn("Sanitizer", done.stderr)

    def run_plan(self, *options, **how):
        return self.annexe("run", "plan.yaml", "-o", "out", "-q", *options, **how)

    def good(self):
        """A complete set of outputs, and what it is made of."""
        self.write("plan.yaml", PLAN)
        self.write("d.csv", CSV)
        done = self.run_plan()
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.contents()

    def contents(self):
        return {p.name: p.read_bytes() for p in sorted((self.path / "out").iterdir()) if p.is_file()}


class Plans(Case):
    def test_table(self):
        for name, plan, pattern in PLANS:
            with self.subTest(name):
                self.write("d.csv", CSV)
                self.write("plan.yaml", plan)
                self.assert_refused(self.run_plan(), USAGE, pattern)
                self.assertFalse((self.path / "out").exists())

    def test_a_decimal_comma_where_the_point_is_due(self):
        self.write("d.csv", "g;x\n" + "1;1,5\n2;2,5\n" * 9)
        self.write("plan.yaml", HEAD.replace("d.csv", 'd.csv, decimal: "."')
                   + "analyses:\n  - compare: {responses: [g, x], by: [g]}\n")
        self.assert_refused(self.run_plan(), USAGE, r"^plan\.yaml:5:30: error: .*'x', which holds text.*"
                            r"\('1,5' is one when `decimal` is \",\"; else recode it")

    def test_all_mistakes_in_one_run(self):
        self.write("d.csv", CSV)
        self.write("plan.yaml", HEAD + "alpha: 7\nadjust: holmes\nwhere: {h: [1]}\n"
                   "analyses:\n  - compare: {responses: [q9], by: [g]}\n")
        done = self.run_plan()
        self.assertEqual(done.returncode, USAGE)
        lines = re.findall(r"plan\.yaml:(\d+):\d+: error", done.stderr)
        self.assertEqual(lines, ["4", "5", "6", "8"], done.stderr)

    def test_missing_plan_and_a_folder(self):
        self.assert_refused(self.annexe("run", "none.yaml"), USAGE, r"error: none\.yaml: .*no such file")
        (self.path / "plan.yaml").mkdir()
        self.assert_refused(self.annexe("run", "plan.yaml"), USAGE, r"error: plan\.yaml: .*(folder|directory)")

    def test_command_line(self):
        for arguments in (["rnu"], ["run"], ["run", "a", "b"], ["run", "--what", "a"],
                          ["run", "a", "--only", "pdf"], ["describe"], ["init", "a.sav", "b.sav"]):
            with self.subTest(arguments):
                done = self.annexe(*arguments)
                self.assert_refused(done, USAGE, r"annexe: error: ")


    def test_data_instead_of_a_plan(self):
        self.write("d.sav", noise(500, 3))
        self.write("d.csv", CSV)
        for command in (["run"], ["check"], ["synth", "--seed", "1", "-o", "x.csv"]):
            for name in ("d.sav", "d.csv"):
                self.assert_refused(self.annexe(*command, name), USAGE,
                                    rf"^annexe: error: {name} is a data file; expected a plan: `annexe init {name}")
        self.write("plan.txt", PLAN)
        self.assertEqual(self.annexe("run", "plan.txt", "-q").returncode, 0)

    def test_words_with_accents(self):
        self.write("d.csv", CSV)
        self.write("plan.yaml", PLAN)
        self.assert_refused(self.annexe("run", "plan.yaml", "--lang", "français"), USAGE, "--lang 'français' .*fr or en")
        self.assert_refused(self.annexe("run", "plan.yaml", "--only", "été"), USAGE, "'été' in --only; known are")
        self.assert_refused(self.annexe("describe", "d.csv", "--delimiter", "é"), USAGE, "--delimiter 'é'")


class Data(Case):
    def case(self, file, content, rest):
        lines = rest.split("DATA ")
        data = f"data:\n  file: {file or 'd.csv'}\n" + "".join(f"  {line}\n" for line in lines[1:])
        self.write("plan.yaml", "annexe: 1\nid: t\n" + data + lines[0])
        if file is not None:
            self.write(file, content)

    def test_table(self):
        for name, file, content, rest, pattern in DATA_CASES:
            with self.subTest(name):
                self.setUp()
                self.case(file, content, rest)
                self.assert_refused(self.run_plan(), DATA, pattern)
                self.assertFalse((self.path / "out").exists())
                for command in ("describe", "init"):
                    done = self.annexe(command, file or "d.csv")
                    self.assertIn(done.returncode, (0, DATA), done.stderr)

    def test_unreadable(self):
        self.case("d.csv", CSV, ANALYSIS)
        os.remove(self.path / "d.csv")
        os.symlink("d.csv", self.path / "d.csv")  # a loop, unreadable for root too
        self.assert_refused(self.run_plan(), DATA, r"d\.csv: error: ")

    def test_older_output_survives(self):
        before = self.good()
        self.write("d.csv", CSV + "61,1\n")
        self.assert_refused(self.run_plan(), DATA, r"^d\.csv: row 61")
        self.assertEqual(self.contents(), before)


class Output(Case):
    def test_a_folder_where_a_file_should_go(self):
        self.good()
        (self.path / "out/tests.csv").unlink()
        (self.path / "out/tests.csv").mkdir()
        before = self.contents()
        self.assert_refused(self.run_plan("--seed", "5"), OUTPUT, r"tests\.csv.*")
        self.assertEqual(self.contents(), before)

    def test_folders_that_cannot_be_written(self):
        self.good()
        for folder in ("d.csv", "d.csv/out", "/proc/annexe", "/dev/null"):
            with self.subTest(folder):
                done = self.annexe("run", "plan.yaml", "-q", "-o", folder)
                self.assert_refused(done, OUTPUT, re.escape(folder))

    def full_disk(self, kilobytes):
        """A command prefix that runs with `full` on a disk of that size; skips where not allowed."""
        if shutil.which("unshare") is None:
            self.skipTest("unshare is not installed")
        (self.path / "full").mkdir(exist_ok=True)
        script = f"mount -t tmpfs -o size={kilobytes}k none full && exec \"$@\""
        prefix = ["unshare", "-m", "sh", "-c", script, "sh"]
        if subprocess.run([*prefix, "true"], cwd=self.path, capture_output=True).returncode != 0:
            self.skipTest("no private mounts here")
        return prefix

    def test_full_disk(self):
        self.good()
        for kilobytes in (4, 16, 32):
            with self.subTest(kilobytes=kilobytes):
                done = self.annexe("run", "plan.yaml", "-q", "-o", "full/out",
                                   command=self.full_disk(kilobytes))
                self.assert_refused(done, OUTPUT, r"full/out.*(No space|space left)")

    def test_full_temporary_folder(self):
        before = self.good()
        done = self.run_plan(environment={"TMPDIR": "full"}, command=self.full_disk(4))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.contents(), before)

    def test_a_kill_at_every_rename(self):
        before = self.good()
        self.write("plan.yaml", PLAN + "alpha: 0.01\n")
        kills = 0
        for number in range(1, 40):
            done = self.run_plan(environment={"LD_PRELOAD": str(KILLER), "KILL_AT_RENAME": str(number),
                                              "ASAN_OPTIONS": "verify_asan_link_order=0"})
            if done.returncode == 0:
                break
            self.assertEqual(done.returncode, -9, done.stderr)
            kills += 1
            now = self.contents()
            if "manifest.json" in now:
                self.assertEqual(now["manifest.json"], before["manifest.json"])
                self.assertEqual(now, before)
        self.assertGreaterEqual(kills, 5)
        self.assertEqual(sorted(p.name for p in (self.path / "out").iterdir()), sorted(before))
        self.assertNotEqual(self.contents(), before)


unittest.main(argv=[sys.argv[0], "-v"])
