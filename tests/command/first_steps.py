"""What a new user does first: describe a file, let init write a plan, run that plan as it is.

Run: first_steps.py ANNEXE PROJECT
"""
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest
import zipfile

ANNEXE, PROJECT = (pathlib.Path(sys.argv.pop(1)).resolve() for _ in range(2))
COPENHAGEN = PROJECT / "surveys/copenhagen/copenhagen.sav"
CES = PROJECT / "surveys/ces2011/ces2011.sav"
NHTSA = PROJECT.parent / "shared/data/nhtsa/nhtsa.sav"

# Names and texts as files have them: spaces, YAML's own words, quotes, accents, a semicolon file.
UNTIDY = ("Âge;yes;no: \"x\";a - b;items;q1;q2;q3;q4;Région\r\n" + "".join(
    f"{20 + i % 50},5;{i % 2};{i % 3};{i % 4 + 1};{i % 5 + 1};{i % 5 + 1};{i * 3 % 5 + 1};{i * 7 % 5 + 1};"
    f"{(i + 1) % 5 + 1};{('Côte-Nord', 'Laval', 'Montréal #1', '- tiret')[i % 4]}\r\n" for i in range(80)))


class FirstSteps(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name)

    def annexe(self, *arguments, **environment):
        done = subprocess.run([ANNEXE, *arguments], cwd=self.path, capture_output=True, text=True,
                              timeout=120, env={**os.environ, **environment})
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def init_and_run(self, data):
        (self.path / "plan.yaml").write_text(self.annexe("init", data), encoding="utf-8")
        self.annexe("run", "plan.yaml", "-o", "out")
        with open(self.path / "out/tests.csv", encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def test_init_runs_as_it_is(self):
        for data in (COPENHAGEN, CES):
            with self.subTest(data.name):
                self.assertTrue(self.init_and_run(data))

    def test_init_of_untidy_names(self):
        (self.path / "réponses.csv").write_bytes(UNTIDY.encode("windows-1252"))
        rows = self.init_and_run("réponses.csv")
        plan = (self.path / "plan.yaml").read_text(encoding="utf-8")
        self.assertIn("items: [q1, q2, q3, q4]", plan)
        self.assertIn("Région", plan)
        self.assertTrue(any(row["response"] == "q_scale" for row in rows))

    def test_significant_in_words(self):
        """Tests in the reader's language; names before labels that are cut."""
        plan = (f"annexe: 1\nid: t\nlanguage: fr\ndata: {{file: '{COPENHAGEN}'}}\nvariables:\n"
                f"  influence: {{label: {'très ' * 30}}}\nanalyses:\n"
                "  - associate: {responses: [influence], by: [satisfaction]}\n")
        (self.path / "plan.yaml").write_text(plan, encoding="utf-8")
        self.assertRegex(self.annexe("run", "plan.yaml", "-o", "out"), r"(?m)^  influence: très très .*… .*  Khi-deux ")

    def test_long_labels_leave_one_table(self):
        """Tests of long labels are one table whose words wrap, not a second one of its last column."""
        (self.path / "d.csv").write_text("a,b,g,h\n" + "".join(
            f"{i % 5},{i * 3 % 7},{i % 2},{i % 3}\n" for i in range(90)), encoding="utf-8")
        labels = "".join(f"  {v}: {{label: Un libellé de {v} assez long pour vouloir plusieurs lignes dans sa "
                         "colonne}\n" for v in "abgh")
        self.said("annexe: 1\nid: t\nlanguage: fr\ndata: {file: d.csv}\nvariables:\n" + labels
                  + "analyses:\n  - compare: {responses: [a, b], by: [g, h]}\n")
        with zipfile.ZipFile(self.path / "out/annexe.xlsx") as book:
            tables = [book.read(name).decode() for name in book.namelist() if "/tables/" in name]
        headers = [re.findall(r'<tableColumn [^>]*name="([^"]*)"', table) for table in tables]
        tests = [names for names in headers if any("Statistique" in name for name in names)]
        self.assertEqual([names[-1] for names in tests], ["Effet, sup."])
        self.assertEqual(sum("Effet, sup." in names for names in headers), 1)

    def test_one_label_for_two(self):
        """Two variables with one label are told apart; a filter is said in labels."""
        self.said(f"annexe: 1\nid: t\nlanguage: fr\ndata: {{file: '{COPENHAGEN}'}}\nvariables:\n"
                  "  influence: {label: Avis}\n  satisfaction: {label: Avis}\n  type: {label: {fr: Logis, en: Home}}\n"
                  "where: {type: [1, 4]}\n"
                  "analyses:\n  - associate: {responses: [satisfaction, contact], by: [influence]}\n")
        results = json.loads((self.path / "out/results.json").read_text(encoding="utf-8"))
        self.assertEqual(results["where"], "Logis = Tower, Terrace")
        with zipfile.ZipFile(self.path / "out/annexe.xlsx") as book:
            text = book.read("xl/sharedStrings.xml").decode()
        self.assertIn("Avis [satisfaction] selon Avis [influence]", text)
        self.assertNotIn("[contact]", text)

    def test_base_of_nets(self):
        """Every table has its base, nets too; who gave an answer outside them is counted apart."""
        plan = (f"annexe: 1\nid: t\nlanguage: en\ndata: {{file: '{COPENHAGEN}'}}\nanalyses:\n"
                "  - associate: {responses: [type], by: [contact]}\n"
                "collapse:\n  - {items: [type], levels: {High: [1], Low: %s}}\n")
        for levels, left in (([2, 3], ["277"]), ([2, 3, 4], [])):
            self.said(plan % levels)
            with zipfile.ZipFile(self.path / "out/annexe.xlsx") as book:
                text = book.read("xl/sharedStrings.xml").decode()
                cells = "".join(book.read(name).decode() for name in book.namelist() if "worksheets/sheet" in name)
            strings = re.findall(r"<si>(.*?)</si>", text, re.S)
            base = next(i for i, s in enumerate(strings) if "Base: 1,681 asked, 1,681 valid" in s)
            self.assertEqual(len(re.findall(rf't="s"><v>{base}</v>', cells)), 2)
            self.assertEqual(re.findall(r"Not in these percents: (\S+) with", text), left)

    def test_no_chart_of_nobody(self):
        data = PROJECT / "tests/command/messy.sav"
        plan = (f"annexe: 1\nid: t\ndata: {{file: '{data}'}}\nanalyses:\n  - distribute: {{responses: [bg2, "
                "territoire]}\nvariables:\n  bg2: {missing: [1, 2, 3, 4, 5], levels: {6: Yes, 7: No}}\n")
        for text, charts in ((plan, 1), (plan.replace(" 4, 5]", " 4]"), 2)):
            self.said(text)
            with zipfile.ZipFile(self.path / "out/annexe.xlsx") as book:
                self.assertEqual(sum("/charts/" in name for name in book.namelist()), charts)

    def test_answers_in_another_encoding(self):
        """The file says UTF-8; its labels are, one answer is windows-1252: read, and said so."""
        data = PROJECT / "tests/command/mixed_encoding.sav"
        (self.path / "plan.yaml").write_text(
            f"annexe: 1\nid: mixed\nlanguage: en\ndata: {{file: '{data}'}}\n"
            "analyses:\n  - compare: {responses: [q1], by: [ville]}\n", encoding="utf-8")
        done = subprocess.run([ANNEXE, "run", "plan.yaml", "-o", "out"], cwd=self.path,
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr.strip(), f"{data}: warning: some answers are not in the file's "
                         "encoding and were read as windows-1252; name the encoding as `encoding`")
        notes = json.loads((self.path / "out/results.json").read_text(encoding="utf-8"))["notes"]
        self.assertTrue(any("windows-1252" in note for note in notes))
        groups = (self.path / "out/estimates.csv").read_text(encoding="utf-8")
        self.assertIn("Québec", groups)

    def test_init_guesses(self):
        """Items from labels, a label of the scale, the file's language; no dates, ids or weights."""
        (self.path / "plans").mkdir()
        (self.path / "messy.sav").write_bytes((PROJECT / "tests/command/messy.sav").read_bytes())
        with open(self.path / "plans/plan.yaml", "w", encoding="utf-8") as plan:
            subprocess.run([ANNEXE, "init", "messy.sav"], cwd=self.path, stdout=plan, check=True)
        said = (self.path / "plans/plan.yaml").read_text(encoding="utf-8")
        self.assertIn('file: "../messy.sav"', said)
        self.assertIn("language: fr", said)
        self.assertIn("label: Besoins\n    items: [bg1, bg2, bg3]\n    range: [1, 5]", said)
        self.assertIn("by: [territoire, tenure]", said)
        self.assertNotIn("le_jour", said)
        self.annexe("run", "plans/plan.yaml", "-o", "out")

    def test_init_of_a_text_file(self):
        """Words for no answer, weights, ids, dates, boxes and texts have a place or none."""
        words = ("jamais", "parfois", "souvent")
        (self.path / "d.csv").write_text("rang;quand;poids;freq;g;b1;b2;b3;t1;t2;t3\n" + "".join(
            f"{1000 + i};2024-01-{i % 9 + 1:02};0,{i % 7 + 1};{i % 4};{'HF'[i % 2]};{i % 2};{i // 2 % 2};{i // 3 % 2};"
            f"{words[i % 3]};{words[i // 2 % 3]};{words[i // 5 % 3]}\n" for i in range(60)), encoding="utf-8")
        rows = self.init_and_run("d.csv")
        self.assertEqual({(row["response"], row["by"]) for row in rows if row["test"] == "chi-square"},
                         {(name, "g") for name in ("b1", "b2", "b3", "t1", "t2", "t3")})
        said = (self.path / "plan.yaml").read_text(encoding="utf-8")
        self.assertIn("# weight: {variable: poids, kind: sampling}", said)
        self.assertIn("# weight: {variable: freq, kind: frequency}", said)
        self.assertIn("#   t1_n: {from: t1, recode: {1: jamais, 2: parfois, 3: souvent}}", said)
        self.assertNotRegex(said, r"\b(rang|quand)\b")

    def test_numbered_texts_keep_their_words(self):
        (self.path / "d.csv").write_text("q\n" + "jamais\nsouvent\ntoujours\n" * 9, encoding="utf-8")
        self.said("annexe: 1\nid: t\nlanguage: fr\ndata: {file: d.csv}\nvariables:\n"
                  "  n: {from: q, recode: {1: jamais, 2: [souvent, toujours]}}\n"
                  "  m: {from: n, recode: {5: 1, 6: 2}, levels: {6: Oui}}\n"
                  "analyses:\n  - distribute: {responses: [n, m]}\n")
        with open(self.path / "out/estimates.csv", encoding="utf-8", newline="") as file:
            labels = {(row["response"], row["level"]): row["level_label"] for row in csv.DictReader(file)
                      if row["estimate"] == "count"}
        self.assertEqual(labels, {("n", "1"): "jamais", ("n", "2"): "", ("m", "5"): "jamais", ("m", "6"): "Oui"})

    def test_no_answers_of_r(self):
        """write.csv() puts NA where nobody answered: no level, unless a plan leaves it one; then it is said."""
        groups = ('"F"', '"H"', "NA")
        (self.path / "d.csv").write_text('"q1","q2","q3","g"\n' + "".join(
            f"{(1, 2, 3, 4, 5, 'NA')[i % 6]},{(i // 2) % 5 + 1},{(i // 3) % 5 + 1},{groups[i % 3]}\n"
            for i in range(60)), encoding="utf-8")
        text = self.annexe("describe", "d.csv")
        self.assertIn("\nRead as no answer: NA\n", text)
        self.assertIn("q1\n    number, 50 valid, 10 missing\n", text)
        self.assertIn("g\n    text, 40 valid, 20 missing\n", text)
        rows = self.init_and_run("d.csv")
        self.assertIn("\nmissing: [NA]\n", (self.path / "plan.yaml").read_text(encoding="utf-8"))
        self.assertFalse({row["group"] for row in rows} - {"", "F", "H"})
        self.assertEqual({row["response"] for row in rows}, {"q_scale", "q1", "q2", "q3"})
        plan = "annexe: 1\nid: t\ndata: {file: d.csv}\nanalyses:\n  - distribute: {responses: [q1]}\n"
        self.assertRegex(self.said(plan), r"plan\.yaml:3:7: warning: 'q1' holds 50 numbers and 10 words such as 'NA'")
        self.assertEqual(self.said(plan + "missing: [NA]\n"), "")

    def test_init_names_undeclared_codes(self):
        rows = self.init_and_run(PROJECT / "tests/command/undeclared.dta")
        said = (self.path / "plan.yaml").read_text(encoding="utf-8")
        self.assertIn("  q1: {missing: [8, 9]}\n", said)
        self.assertNotIn("oui: {missing", said)
        self.assertEqual({row["response"] for row in rows}, {"q1"})

    def test_init_of_copenhagen(self):
        self.init_and_run(COPENHAGEN)
        said = (self.path / "plan.yaml").read_text(encoding="utf-8")
        self.assertIn("responses: [satisfaction, influence]\n      by: [type, contact]", said)
        for line in re.findall(r"responses: \[(.*)\]\n +by: \[(.*)\]", said):
            self.assertFalse(set(line[0].split(", ")) & set(line[1].split(", ")))

    def said(self, plan):
        (self.path / "plan.yaml").write_text(plan, encoding="utf-8")
        done = subprocess.run([ANNEXE, "run", "plan.yaml", "-o", "out"], cwd=self.path,
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stderr

    def test_nobody(self):
        """Neither a file without rows nor a filter that nobody passes is a mistake; the filter is said."""
        (self.path / "d.csv").write_text("q,g\n", encoding="utf-8")
        plan = ("annexe: 1\nid: t\ndata: {file: d.csv}\nanalyses:\n"
                "  - compare: {responses: [q], by: [g]}\n  - associate: {pairs: [q, g]}\n")
        self.assertEqual(self.said(plan), "")
        (self.path / "d.csv").write_text("q,g\n1,1\n2,2\n", encoding="utf-8")
        self.assertEqual(self.said(plan + "where: {g: [3]}\n"),
                         "plan.yaml:7:9: warning: `where` keeps none of the respondents\n"
                         "    7 | where: {g: [3]}\n      |         ^\n")
        self.assertEqual(self.said(plan + "where: {g: [2]}\n"), "")

    def test_groupings_of_too_many(self):
        """Most groups of one respondent, or more pairs than anyone reads: said once, and the run goes on."""
        def said(sizes, analysis="compare: {responses: [q, r], by: [h, g]}"):
            groups = [g for g, size in enumerate(sizes) for _ in range(size)]
            (self.path / "d.csv").write_text(
                "q,r,h,g\n" + "".join(f"{i % 5},{i % 3},{i % 2},{g}\n" for i, g in enumerate(groups)))
            return self.said(f"annexe: 1\nid: t\ndata: {{file: d.csv}}\nanalyses:\n  - {analysis}\n")

        alone = "plan.yaml:5:42: warning: 'g' makes 13 groups, 7 of them of one respondent; cut or recode it"
        self.assertIn(alone, said([1] * 7 + [9] * 6))
        self.assertEqual(said([1] * 7 + [9] * 6).count("warning"), 1)
        self.assertIn("groups, 7 of", said([1] * 7 + [9] * 6, "distribute: {responses: [q], by: [h - g]}"))
        self.assertEqual(said([1] * 6 + [9] * 7), "")
        self.assertEqual(said([1] * 12), "")
        self.assertIn("'g' makes 201 groups, of which 20100 pairs are compared; cut or recode it", said([2] * 201))
        self.assertEqual(said([2] * 200), "")
        self.assertEqual(said([2] * 201, "associate: {responses: [q], by: [g]}"), "")
        self.assertEqual(said([2] * 201, "{compare: {responses: [q], by: [g]}, posthoc: none}"), "")

    def test_values_that_no_label_comes_near(self):
        plan = (f"annexe: 1\nid: t\ndata: {{file: '{COPENHAGEN}'}}\n"
                "analyses:\n  - distribute: {responses: [type]}\n")
        self.assertRegex(self.said(plan + "where: {type: [1, 5]}\n"),
                         r"^plan\.yaml:6:19: warning: the value 5 of `where` .*'type'.*1 to 4\n")
        self.assertEqual(self.said(plan + "where: {type: [1, 4]}\n"), "")
        new = (f"annexe: 1\nid: t\ndata: {{file: '{COPENHAGEN}'}}\nvariables:\n"
               "  n: {from: type, recode: {Low: %s, High: [4]}}\nanalyses:\n  - distribute: {responses: [n]}\n")
        self.assertRegex(self.said(new % 1), r"^plan\.yaml:5:3: warning: 'recode' .*for 2, 3 of 'type'")
        self.assertEqual(self.said(new % [1, 2, 3]), "")
        self.assertRegex(self.said(new % [1, 2, 3, 9]), r"^plan\.yaml:5:43: warning: the value 9 of `recode`")
        net = plan + "collapse:\n  - {items: [type], levels: {Low: %s, High: [4]}}\n"
        self.assertRegex(self.said(net % 1),
                         r"^plan\.yaml:7:5: warning: .* lists the values 2, 3 of 'type': .*base\n")
        self.assertEqual(self.said(net % [1, 2, 3]), "")

    def test_init_of_nhtsa(self):
        if not NHTSA.exists():
            self.skipTest("shared/data/nhtsa is not beside the project")
        self.init_and_run(NHTSA)
        plan = (self.path / "plan.yaml").read_text(encoding="utf-8")
        self.assertIn("[QN105BA, QN105BB, QN105BC, QN105BD]", plan)

    def test_nhtsa_plan(self):
        if not NHTSA.exists():
            self.skipTest("shared/data/nhtsa is not beside the project")
        self.annexe("run", PROJECT / "tests/plans/nhtsa.yaml", "-o", "out")
        with open(self.path / "out/estimates.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        refused = [row for row in rows if row["response"] == "QN105BA" and not row["by"]
                   and row["estimate"] == "user_missing"]
        self.assertEqual({(row["level"], row["level_label"].strip()) for row in refused},
                         {("6", "Don't know"), ("7", "Refused")})
        self.assertEqual(sum(float(row["value"]) for row in refused), 118)

    def test_describe(self):
        text = self.annexe("describe", COPENHAGEN)
        self.assertIn("SPSS, 1681 rows, 5 variables", text)
        self.assertRegex(text, r"(?m)^ +2 +Apartment +765 +45\.5 %  █+")
        self.assertRegex(text, r"number, 1681 valid, 0 missing, 1681 values\n +min 1 +q1 421 +median 841 +q3 1261 +max 1681")
        self.assertNotIn("\033", text)

    def test_describe_fits(self):
        """80 columns, labels whole, answers that nobody gave, codes that nobody has, dates as dates."""
        (self.path / "d.csv").write_text('"q","t"\n1,"' + "mot " * 60 + '"\n', encoding="utf-8")
        for data in (COPENHAGEN, CES, self.path / "d.csv", NHTSA):
            if data.exists():
                text = self.annexe("describe", data)
                self.assertLessEqual(max(map(len, text.splitlines())), 80)
                self.assertFalse([line for line in text.splitlines() if line != line.rstrip()])
        text = self.annexe("describe", PROJECT / "tests/command/messy.sav")
        self.assertRegex(text, r"(?m)^le_jour  Jour de l'entretien\n    date, 5 valid, 0 missing\n")
        self.assertRegex(text, r"(?m)^ +2021-03-01 +2 +40\.0 %")
        self.assertRegex(text, r"(?m)^ +6  Montréal +0 +0\.0 %$")
        self.assertIn("3 valid, 2 missing; missing codes: 90 to 99, 8\n", text)
        self.assertRegex(text, r"(?m)^ +8  Ne sait pas +0  user-missing$")
        label = re.sub(r"\s+", " ", text)
        self.assertIn("votre logement répond à vos besoins et à ceux des membres de votre ménage ?", label)
        self.assertIn("HLM d'un office municipal", label)

    def test_describe_kinds_of_missing_and_texts(self):
        (self.path / "d.csv").write_text("a,b\n1,x\n,y\n3,\n1,x\n", encoding="utf-8")
        text = self.annexe("describe", "d.csv")
        self.assertRegex(text, r"(?m)^ +\. +system-missing +1$")
        self.assertRegex(text, r"(?m)^ +x +2 +66\.7 %")

    def test_a_word_for_no_answer_in_a_column_of_numbers(self):
        (self.path / "d.csv").write_text("q,g\n" + "".join(
            f"{('NA', 1, 2, 3)[i % 4]},{i % 2}\n" for i in range(40)), encoding="utf-8")
        plan = "annexe: 1\nid: t\ndata: {file: d.csv}\nanalyses:\n  - compare: {responses: [q], by: [g]}\n"
        (self.path / "plan.yaml").write_text(plan + "missing: [NA]\n", encoding="utf-8")
        self.annexe("run", "plan.yaml", "-o", "out")
        with open(self.path / "out/estimates.csv", encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if not row["group"]]
        found = {row["estimate"]: row["value"] for row in rows}
        self.assertEqual((found["asked"], found["valid"], found["system_missing"]), ("40", "30", "10"))
        (self.path / "plan.yaml").write_text(plan, encoding="utf-8")
        done = subprocess.run([ANNEXE, "run", "plan.yaml"], cwd=self.path, capture_output=True, text=True)
        self.assertEqual(done.returncode, 3)
        self.assertRegex(done.stderr, r"^d\.csv: row 1, variable q: error: 'NA' is no number.*`missing`")

    def test_help(self):
        for command in ("run", "describe", "init"):
            text = self.annexe(command, "--help")
            self.assertRegex(text, re.compile(r"Examples:\n  annexe " + command))
            self.assertNotIn("?]", self.annexe(command, "--help", LC_ALL="C"))
        self.assertIn("annexe run PLAN", self.annexe("--help"))

    def test_no_control_characters_reach_the_terminal(self):
        (self.path / "d.csv").write_text("g\n\033[31mred\nblue\n", encoding="utf-8")
        self.assertNotIn("\033", self.annexe("describe", "d.csv"))


unittest.main(argv=[sys.argv[0], "-v"])
