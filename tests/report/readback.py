"""Reads a workbook back as Excel would: names, tables, headers, ranges, numbers, well-formed parts.

Run: python3 readback.py WRITE-ANNEX FIXTURE LANGUAGE
Writes the reports of a fixture twice and exits 1 with a line for each thing that is wrong.
"""
import csv
import hashlib
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as ET
import zipfile

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
NUMBERS = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
SYNTHETIC = {"fr": "DONNÉES SYNTHÉTIQUES", "en": "SYNTHETIC DATA"}
WIDEST = 140  # characters: what a screen shows at 100 %
problems = []


def expect(condition, message):
    if not condition:
        problems.append(message)


def fold(text):
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return bare.casefold()


def column_number(letters):
    n = 0
    for letter in letters:
        n = n * 26 + ord(letter) - 64
    return n


def cell_at(reference):
    letters, row = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", reference).groups()
    return int(row), column_number(letters)


class Sheet:
    def __init__(self, book, name, path):
        self.name, self.path = name, path
        self.root = book.xml(path)
        self.cells = {}
        for c in self.root.iter(MAIN + "c"):
            self.cells[cell_at(c.get("r"))] = self.value(book, c)
        rels = path.replace("worksheets/", "worksheets/_rels/") + ".rels"
        self.rels = {}
        if rels in book.parts:
            for rel in book.xml(rels):
                self.rels[rel.get("Id")] = rel.get("Target").replace("..", "xl")

    def value(self, book, c):
        expect(c.find(MAIN + "f") is None, f"{self.name}!{c.get('r')}: a formula")
        v = c.find(MAIN + "v")
        if v is None:
            return None
        if c.get("t") == "s":
            return book.strings[int(v.text)]
        expect(NUMBERS.fullmatch(v.text), f"{self.name}!{c.get('r')}: {v.text} is no number")
        return float(v.text)


class Book:
    def __init__(self, data):
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        expect(self.zip.testzip() is None, "a part has a wrong checksum")
        self.parts = {name: self.zip.read(name) for name in self.zip.namelist()}
        for name in self.parts:
            self.xml(name)
        self.strings = [
            "".join(t.text or "" for t in si.iter(MAIN + "t"))
            for si in self.xml("xl/sharedStrings.xml")
        ]
        rels = {r.get("Id"): r.get("Target") for r in self.xml("xl/_rels/workbook.xml.rels")}
        self.workbook = self.xml("xl/workbook.xml")
        self.sheets = [
            Sheet(self, s.get("name"), "xl/" + rels[s.get(REL + "id")])
            for s in self.workbook.iter(MAIN + "sheet")
        ]

    def xml(self, name):
        try:
            return ET.fromstring(self.parts[name])
        except ET.ParseError as error:
            problems.append(f"{name}: not well-formed: {error}")
            raise


def check_names(book):
    names = [s.name for s in book.sheets]
    expect(len({fold(n) for n in names}) == len(names), "two sheets with one name")
    for name in names:
        expect(0 < len(name.encode("utf-16-le")) // 2 <= 31, f"sheet name '{name}': length")
        expect(not re.search(r"[\[\]:*?/\\']", name), f"sheet name '{name}': characters")
        expect(fold(name) != "history", f"sheet name '{name}'")


def check_table(book, sheet, path, seen):
    table = book.xml(path)
    name, reference = table.get("name"), table.get("ref")
    expect(fold(name) not in seen, f"table name {name} twice")
    seen.add(fold(name))
    expect(re.fullmatch(r"[A-Za-z]+(_[A-Za-z]+)*_\d+", name), f"table name {name}")
    expect(table.get("displayName") == name, f"{name}: display name")
    (top, left), (bottom, right) = map(cell_at, reference.split(":"))
    expect(left == 1, f"{name}: begins in column {left}")
    expect(bottom > top, f"{name}: no rows")
    headers = [c.get("name") for c in table.iter(MAIN + "tableColumn")]
    expect(len(headers) == right - left + 1, f"{name}: {len(headers)} columns in {reference}")
    expect(len({fold(h) for h in headers}) == len(headers), f"{name}: headers {headers}")
    for i, header in enumerate(headers):
        expect(sheet.cells.get((top, left + i)) == header, f"{name}: header cell {i} is not {header}")
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            value = sheet.cells.get((row, column))
            expect(value not in (None, ""), f"{sheet.name}: empty cell {row},{column} in {name}")
    return top, bottom


def check_sheet(book, sheet, seen, synthetic, language):
    title = sheet.cells.get((1, 1))
    header = sheet.root.find(f"{MAIN}headerFooter/{MAIN}oddHeader").text
    expect(header.endswith("\n&A") and len(header) <= 255,
           f"{sheet.name}: its name is not below the title in {header}")
    expect(isinstance(title, str) and title, f"{sheet.name}: no title in A1")
    if synthetic:
        expect(title.startswith(SYNTHETIC[language]), f"{sheet.name}: A1 does not say synthetic")
        expect(SYNTHETIC[language] in header, f"{sheet.name}: print header")
    expect(sheet.root.find(MAIN + "mergeCells") is None, f"{sheet.name}: merged cells")
    width = sum(
        (int(c.get("max")) - int(c.get("min")) + 1) * float(c.get("width"))
        for c in sheet.root.iter(MAIN + "col")
    )
    expect(width <= WIDEST, f"{sheet.name}: {width:.0f} characters wide")
    setup = sheet.root.find(MAIN + "pageSetup")
    expect(setup is not None and setup.get("paperSize", "1") == "1", f"{sheet.name}: paper")
    expect(sheet.root.find(f"{MAIN}sheetPr/{MAIN}pageSetUpPr").get("fitToPage") == "1",
           f"{sheet.name}: does not fit the width")
    ranges = sorted(
        check_table(book, sheet, target, seen)
        for target in sheet.rels.values() if "/tables/" in target
    )
    expect(ranges, f"{sheet.name}: no table")
    for (_, bottom), (top, _) in zip(ranges, ranges[1:]):
        expect(top > bottom + 1, f"{sheet.name}: tables touch at row {top}")
    check_marks(sheet, ranges)
    check_breaks(book, sheet, ranges)
    check_print(sheet)
    for link in sheet.root.iter(MAIN + "hyperlink"):
        match = re.fullmatch(r"'(.*)'!A1", link.get("location") or "")
        expect(match and match.group(1) in {s.name for s in book.sheets},
               f"{sheet.name}: link to {link.get('location')}")


def check_marks(sheet, ranges):
    """A shorthand in a table is explained outside of it (the cover explains all)."""
    inside = {v for (row, _), v in sheet.cells.items()
              if any(a < row <= b for a, b in ranges) and isinstance(v, str)}
    outside = " ".join(str(v) for (row, _), v in sheet.cells.items()
                       if not any(a <= row <= b for a, b in ranges))
    for mark in ("[u]", "[z]", "[n.s.]"):
        if mark in inside and sheet.name not in ("Couverture", "Cover"):
            expect(mark in outside, f"{sheet.name}: {mark} is not explained")


def check_formats(book):
    """A condition takes the sign of a number away in some programs: only p, never negative, has one."""
    styles = book.xml("xl/styles.xml")
    for f in styles.iter(MAIN + "numFmt"):
        code = f.get("formatCode")
        expect("[<0.0001]" in code or not re.search(r"\[[<>=]", code), f"format {code} is conditional")


def check_breaks(book, sheet, ranges):
    """No page begins with the first row of a table: its header stays with it. No chart is cut."""
    charts = [
        [int(anchor.find(f"{DRAWING}{end}/{DRAWING}row").text) for end in ("from", "to")]
        for target in sheet.rels.values() if "/drawings/" in target
        for anchor in book.xml(target).iter(DRAWING + "twoCellAnchor")
    ]
    for b in sheet.root.iter(MAIN + "brk"):
        row = int(b.get("id"))
        for first, last in ranges:
            expect(row != first, f"{sheet.name}: a page ends below a header")
        for first, last in charts:
            expect(not first < row <= last, f"{sheet.name}: a page ends within a chart")


def check_print(sheet):
    """Letters of 10 points come out with 7.5 at least on Letter with half an inch of margin."""
    columns = list(sheet.root.iter(MAIN + "col"))
    pixels = sum((int(c.get("max")) - int(c.get("min")) + 1) * float(c.get("width")) * 7
                 for c in columns)
    landscape = sheet.root.find(MAIN + "pageSetup").get("orientation") == "landscape"
    scale = (10 if landscape else 7.5) * 96 / pixels
    expect(scale >= 0.75, f"{sheet.name}: printed at {scale:.2f}")
    repeated = sheet.root.find(f"{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane")
    expect(int(repeated.get("ySplit")) >= 1, f"{sheet.name}: nothing stays on the screen")


def check_charts(book):
    drawings = [n for n in book.parts if re.fullmatch(r"xl/drawings/drawing\d+\.xml", n)]
    for name in drawings:
        for properties in book.xml(name).iter(DRAWING + "cNvPr"):
            expect(len(properties.get("descr") or "") > 20, f"{name}: no alternative text")
    cells = {s.name: s.cells for s in book.sheets}
    for name in [n for n in book.parts if "/charts/chart" in n]:
        for series in book.xml(name).iter(CHART + "ser"):
            label = series.find(f"{CHART}tx/{CHART}strRef/{CHART}f").text
            sheet, reference = label.rsplit("!", 1)
            header = cells[sheet.strip("'")].get(cell_at(reference))
            expect(isinstance(header, str), f"{name}: series without a name")
            values = series.find(f"{CHART}val/{CHART}numRef/{CHART}f").text.rsplit("!", 1)[1]
            first, last = (cell_at(r) for r in (values.split(":") + [values])[:2])
            for row in range(first[0], last[0] + 1):
                value = cells[sheet.strip("'")].get((row, first[1]))
                expect(isinstance(value, float), f"{name}: {row},{first[1]} is no number")
        expect(list(book.xml(name).iter(CHART + "dLbls")), f"{name}: series without labels")
    return len(drawings)


def check_numbers(book, folder):
    """Every p that the CSV has is in some cell, with the 8 digits that a cell holds."""
    values = {f"{v:.7e}" for s in book.sheets for v in s.cells.values() if isinstance(v, float)}
    rows = list(csv.DictReader(open(folder / "tests.csv", encoding="utf-8", newline="")))
    shown = [r for r in rows if r["p"] and not r["group"]]
    expect(shown, "no tests")
    for row in shown:
        expect(f"{float(row['p']):.7e}" in values, f"p of {row['response']} by {row['by']} is in no cell")
    return rows


MEASURES = {"count": "count", "effectif": "count", "n": "count",
            "column %": "percent", "% en colonne": "percent", "%": "percent",
            "adj. residual": "adjusted_residual", "résidu ajusté": "adjusted_residual",
            "residual": "adjusted_residual", "résidu": "adjusted_residual"}
ALL = ("All", "Ensemble")


def crosstab_cells(sheet, headers, top, bottom):
    """(response, level label, group label, estimate, value) of a crosstab of many responses, whether
    its measures stand below or beside one another."""
    below = headers[2] not in MEASURES and "(" not in headers[2]
    response, label = -1, None
    for row in range(top + 1, bottom + 1):
        keys = [sheet.cells[(row, c)] for c in (1, 2, 3)]
        response, label = response + (keys[0] != label), keys[0]
        for c, header in enumerate(headers[3 if below else 2:], 4 if below else 3):
            group, measure = (header, keys[2]) if below else header[:-1].rsplit(" (", 1)
            yield response, keys[1], "" if group in ALL else group, MEASURES[measure], sheet.cells[(row, c)]


def check_crosstabs(book, folder):
    """Every cell of the crosstabs of many responses is the number that estimates.csv has for it."""
    rows = csv.DictReader(open(folder / "estimates.csv", encoding="utf-8", newline=""))
    numbers, order, groups, checked = {}, {}, {}, {"below": 0, "beside": 0}
    for r in rows:
        if r["estimate"] in MEASURES.values() and r["level"] and r["by"]:
            numbers[r["by"], r["response"], r["level_label"], r["group_label"], r["estimate"]] = r["value"]
            order.setdefault(r["by"], {})[r["response"]] = None
            groups.setdefault(r["by"], set()).add(r["group_label"])
    for sheet in book.sheets:
        for path in [t for t in sheet.rels.values() if "/tables/" in t]:
            table = book.xml(path)
            if not table.get("name").startswith("crosstab_"):
                continue
            headers = [c.get("name") for c in table.iter(MAIN + "tableColumn")]
            (top, _), (bottom, _) = map(cell_at, table.get("ref").split(":"))
            shown = {g for _, _, g, _, _ in crosstab_cells(sheet, headers, top, bottom)} - {""}
            by = next(b for b in groups if shown <= groups[b])
            for response, level, group, measure, value in crosstab_cells(sheet, headers, top, bottom):
                expected = numbers.get((by, list(order[by])[response], level, group, measure))
                same = value == "[z]" if expected in (None, "") else (
                    isinstance(value, float) and abs(value - float(expected)) <= 1e-7 * abs(value))
                expect(same, f"{sheet.name}: {level}, {group}, {measure}: {value}, not {expected}")
                checked["beside" if "(" in headers[2] else "below"] += 1
    expect(checked["below"] >= 5000 and checked["beside"] >= 3000, f"crosstabs: {checked}")


def check_repeated(book):
    """Printed pages of a long table have its header on top."""
    names = [n for n in book.xml("xl/workbook.xml").iter(MAIN + "definedName")
             if n.get("name") == "_xlnm.Print_Titles"]
    sheets = {s.name: s for s in book.sheets}
    long = 0
    for name in names:
        sheet, rows = name.text.rsplit("!", 1)
        sheet = sheets[sheet.strip("'")]
        tables = sorted(cell_at(r) + cell_at(l) for r, l in (
            book.xml(t).get("ref").split(":") for t in sheet.rels.values() if "/tables/" in t))
        top, _, bottom, _ = tables[-1]
        if bottom - top >= 60:
            long += 1
            expect(rows == f"${top}:${top}", f"{sheet.name}: pages repeat {rows}, not row {top}")
    return long


def check_data(folder, rows, synthetic, language):
    results = json.load(open(folder / "results.json", encoding="utf-8"))
    estimates = list(csv.DictReader(open(folder / "estimates.csv", encoding="utf-8", newline="")))
    expect(len(results["tests"]) == len(rows), "tests in JSON and CSV")
    expect(len(results["estimates"]) == len(estimates), "estimates in JSON and CSV")
    for kind, table in (("tests", rows), ("estimates", estimates)):
        for a, b in zip(results[kind], table):
            for key, text in b.items():
                same = text == "" if key not in a else (
                    float(text) == a[key] if isinstance(a[key], (int, float)) else text == a[key])
                expect(same, f"{kind}: {key} is {text!r} in CSV and {a.get(key)!r} in JSON")
            if synthetic:
                expect(b["note"].startswith(SYNTHETIC[language]), f"{kind}: a row does not say it")
    if synthetic:
        for name in ("results.json", "manifest.json"):
            line = (folder / name).read_text(encoding="utf-8").split("\n")[0]
            expect(SYNTHETIC[language] in line, f"{name}: its first line does not say synthetic")


def check_claims(book, folder, language):
    """Every claim stands once, with its kind in words and its numbers with the language's mark."""
    claims = json.load(open(folder / "results.json", encoding="utf-8")).get("verdicts", [])
    kinds = {"fr": "pourcentage", "en": "percent"}
    rows = [(s.cells[(row, column)], s.cells[(row, column + 1)], s.cells[(row, column + 4)])
            for s in book.sheets if s.name.startswith("Validation")
            for row, column in s.cells if column == 1 and (row, 5) in s.cells]
    for claim in claims:
        found = [r for r in rows if r[0] == claim["id"]]
        expect(len(found) == 1, f"claim {claim['id']} stands {len(found)} times")
        for _, kind, printed in found:
            expect(kind == kinds[language], f"claim {claim['id']}: kind {kind}")
            mark = "," if language == "fr" else "."
            expect(printed == claim["claimed"].replace(".", mark),
                   f"claim {claim['id']}: {printed} for {claim['claimed']}")
    return len(claims)


def check_quality(book, language):
    """Quality marks stand in a column of their own behind a number, and their sheet explains them."""
    head = {"fr": "Cote", "en": "Mark"}[language]
    marked = [s for s in book.sheets if head in s.cells.values()]
    for sheet in marked:
        said = " ".join(str(v) for v in sheet.cells.values())
        expect("Institut de la statistique" in said and "Statisti" in said and "E coef" in said,
               f"{sheet.name}: marks not explained")
        for (row, column), value in sheet.cells.items():
            if value == "** E":
                expect(isinstance(sheet.cells.get((row, column - 1)), float),
                       f"{sheet.name}: a mark behind {sheet.cells.get((row, column - 1))}")
    return len(marked)


def check_manifest(folder):
    manifest = json.load(open(folder / "manifest.json", encoding="utf-8"))
    listed = {o["file"]: o["sha256"] for o in manifest["outputs"]}
    expect(set(listed) == {p.name for p in folder.iterdir()} - {"manifest.json"}, "outputs listed")
    for name, digest in listed.items():
        data = (folder / name).read_bytes()
        expect(hashlib.sha256(data).hexdigest() == digest, f"manifest: digest of {name}")
    expect(len(manifest["libraries"]) > 5, "manifest: libraries")


def main():
    program, fixture, language = sys.argv[1:4]
    with tempfile.TemporaryDirectory() as temporary:
        folders = [pathlib.Path(temporary) / name for name in ("one", "two")]
        for folder in folders:
            done = subprocess.run([program, fixture, language, folder, "40"],
                                  capture_output=True, text=True)
            expect(done.returncode == 0, f"exit {done.returncode}: {done.stderr}")
            expect(done.stderr == "", f"the library printed: {done.stderr}")
        for path in folders[0].iterdir():
            expect(path.read_bytes() == (folders[1] / path.name).read_bytes(),
                   f"{path.name} differs between two runs")
        book = Book((folders[0] / "annexe.xlsx").read_bytes())
        synthetic = fixture == "nasty"
        seen = set()
        check_names(book)
        check_formats(book)
        for sheet in book.sheets:
            check_sheet(book, sheet, seen, synthetic, language)
        charts = check_charts(book)
        rows = check_numbers(book, folders[0])
        check_data(folders[0], rows, synthetic, language)
        expect((check_claims(book, folders[0], language) > 0) == synthetic, "claims checked")
        expect((check_quality(book, language) >= 2) == synthetic, "quality marks")
        if fixture == "questionnaire":
            check_crosstabs(book, folders[0])
            expect(check_repeated(book) >= 6, "no long tables")
        check_manifest(folders[0])
    print("\n".join(problems[:40]))
    print(f"{len(book.sheets)} sheets, {len(seen)} tables, {charts} sheets with charts, "
          f"{len(problems)} problems")
    return 1 if problems else 0


sys.exit(main())
