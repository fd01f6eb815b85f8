"""Runs the study and writes sizes.csv, sizes.svg and the tables of sizes.md beside this file.

Run: python3 tests/simulate/report.py PROGRAM      (ninja simulate)
     python3 tests/simulate/report.py sizes.csv    from numbers that are there
"""
import csv
import math
import pathlib
import subprocess
import sys
from html import escape

HERE = pathlib.Path(__file__).parent
ALPHAS = [0.05, 0.01, 0.0001]
ENOUGH = 10        # expected hits without which a share is not shown
ERRORS = 3         # a size is off when it is this many standard errors away,
SHARE_OFF = 0.1    # and by this share of alpha
COLUMNS = [["nine", "unequal", "rare", "small", "tiny"],
           ["two", "two-small", "fourfold", "clusters", "few-clusters"],
           ["strata", "strata-fourfold", "pairs", "pairs-small", "pairs-binary"],
           ["items", "items-small", "items-binary", "missing", "missing-unequal"]]
HEADS = {"nine": "n = 749, nine equal", "unequal": "749, 230 to 10", "rare": "749, rare answers",
         "small": "60, 13 to 3", "tiny": "25: 12, 8, 5", "two": "749: 439, 310",
         "two-small": "20: 13, 7", "fourfold": "2 × 2, 37", "clusters": "75 clusters of 10",
         "few-clusters": "24 clusters of 10", "strata": "three strata, 749",
         "strata-fourfold": "five strata, 2 × 2", "pairs": "pairs, 749",
         "pairs-small": "pairs, 25", "pairs-binary": "pairs, 2 × 2, 40",
         "items": "5 items, 749", "items-small": "5 items, 15", "items-binary": "4 yes-no items, 40",
         "missing": "missing, nine equal", "missing-unequal": "missing, 230 to 10"}


class Row:
    """One procedure in one population: shares of p below each alpha, and their errors."""

    def __init__(self, record):
        self.population, self.title = record["population"], record["title"]
        self.truth, self.procedure = record["truth"], record["procedure"]
        self.n, self.undefined = int(record["replications"]), int(record["undefined"])
        self.hits = [int(record[f"below {a}"]) for a in ("0.05", "0.01", "0.0001")]

    def share(self, a):
        return self.hits[a] / self.n

    def error(self, a):
        p = max(self.share(a), 1 / self.n)
        return math.sqrt(p * (1 - p) / self.n)

    def told(self, a):
        return self.n * ALPHAS[a] >= ENOUGH

    def sign(self, a):
        """1 liberal, -1 conservative, 0 neither."""
        off = self.share(a) - ALPHAS[a]
        at_null = math.sqrt(ALPHAS[a] * (1 - ALPHAS[a]) / self.n)
        if abs(off) <= SHARE_OFF * ALPHAS[a] or abs(off) <= ERRORS * max(self.error(a), at_null):
            return 0
        return 1 if off > 0 else -1


# --- tables ----------------------------------------------------------------------------------------

def size(row, a):
    if not row.told(a):
        return "–"
    digits = 4 if ALPHAS[a] < 0.001 else 2
    mark = {1: " ▲", -1: " ▼", 0: ""}[row.sign(a)]
    return f"{100 * row.share(a):.{digits}f} ± {100 * row.error(a):.{digits}f}{mark}"


def tables(rows):
    power = {(r.population, r.procedure): r for r in rows if r.truth == "shift"}
    lines, last = [], None
    for row in (r for r in rows if r.truth == "null"):
        if row.population != last:
            last = row.population
            lines += ["", f"### {row.title}", "",
                      "| test | replications | < 0.05 | < 0.01 | < 0.0001 | power at 0.05 |",
                      "|---|---:|---:|---:|---:|---:|"]
        other = power[row.population, row.procedure]
        lines.append(f"| {row.procedure} | {row.n:,} | {size(row, 0)} | {size(row, 1)} | "
                     f"{size(row, 2)} | {100 * other.share(0):.1f} ± {100 * other.error(0):.1f} |")
    return "\n".join(lines[1:]) + "\n"


def write_tables(rows):
    path = HERE / "sizes.md"
    text = path.read_text(encoding="utf-8")
    mark = "## Tables\n"
    head = text[:text.index(mark)]
    path.write_text(head + mark + "\n" + tables(rows), encoding="utf-8")


# --- picture ---------------------------------------------------------------------------------------

LABEL, PANEL, GAP, LINE, TOP = 318, 128, 12, 17, 46
LOW, HIGH = 0.125, 8
COLOURS = ["#1f4e79", "#d9822b", "#b3202a"]


def place(ratio):
    """0..PANEL of size over alpha, logarithmic; what lies outside sits at the edge."""
    x = math.log(min(max(ratio, LOW), HIGH) / LOW) / math.log(HIGH / LOW)
    return 4 + x * (PANEL - 8)


def marker(row, a, left, y):
    alpha, p, e = ALPHAS[a], row.share(a), row.error(a)
    x, colour = left + place(p / alpha), COLOURS[a]
    low, high = (left + place(max(p + s * 1.96 * e, 0) / alpha) for s in (-1, 1))
    out = f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y}" y2="{y}" stroke="{colour}"/>'
    if p / alpha < LOW or p / alpha > HIGH:
        tip = -5 if p / alpha < LOW else 5
        return out + (f'<path d="M{x - tip / 2:.1f} {y - 3.5}v7l{tip}-3.5z" fill="{colour}">'
                      f"</path>")
    if a == 2:
        return out + f'<path d="M{x:.1f} {y - 3.6}l3.6 3.6-3.6 3.6-3.6-3.6z" fill="{colour}"/>'
    fill = colour if a == 0 else "#fff"
    return out + f'<circle cx="{x:.1f}" cy="{y}" r="2.9" fill="{fill}" stroke="{colour}"/>'


def panel(left, top, height, head):
    band = left + place(0.8), place(1.25) - place(0.8)
    out = [f'<rect x="{left}" y="{top}" width="{PANEL}" height="{height}" fill="#f7f7f5"/>',
           f'<rect x="{band[0]:.1f}" y="{top}" width="{band[1]:.1f}" height="{height}" '
           f'fill="#dfe9df"/>',
           f'<text x="{left + PANEL / 2}" y="{top - 8}" text-anchor="middle" font-weight="bold">'
           f"{escape(head)}</text>"]
    for ratio, name in ((0.25, "¼"), (0.5, "½"), (1, "1"), (2, "2"), (4, "4")):
        x = left + place(ratio)
        out.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{top + height}" '
                   f'stroke="{"#7a8a7a" if ratio == 1 else "#ffffff"}"/>'
                   f'<text x="{x:.1f}" y="{top + height + 13}" text-anchor="middle" '
                   f'fill="#666">{name}</text>')
    return out


def matrix(rows, columns, top):
    """One row a procedure, one panel a population."""
    null = [r for r in rows if r.truth == "null" and r.population in columns]
    names = list(dict.fromkeys(r.procedure for r in sorted(null, key=lambda r: r.order)))
    out, height = [], LINE * len(names)
    for i, name in enumerate(names):
        out.append(f'<text x="{LABEL - 8}" y="{top + LINE * i + 13}" text-anchor="end">'
                   f"{escape(name)}</text>")
    for c, column in enumerate(columns):
        left = LABEL + c * (PANEL + GAP)
        out += panel(left, top, height, HEADS[column])
        for row in (r for r in null if r.population == column):
            y = top + LINE * names.index(row.procedure) + LINE / 2
            out += [marker(row, a, left, y + 4 * (a - 1)) for a in range(3) if row.told(a)]
    return out, height


def legend(width):
    out = [f'<text x="{width / 2}" y="20" text-anchor="middle" font-size="15" font-weight="bold">'
           "Share of p below α when nothing differs, over α: 1 is right, more is liberal</text>"]
    for a, name in enumerate(("α = 0.05", "α = 0.01", "α = 0.0001")):
        x = width / 2 - 190 + 130 * a
        fill = "#fff" if a == 1 else COLOURS[a]
        shape = (f'<path d="M{x} 34.4l3.6 3.6-3.6 3.6-3.6-3.6z" fill="{fill}"/>' if a == 2 else
                 f'<circle cx="{x}" cy="38" r="2.9" fill="{fill}" stroke="{COLOURS[a]}"/>')
        out.append(shape + f'<text x="{x + 9}" y="42">{name}</text>')
    out.append(f'<text x="{width / 2 + 200}" y="42" fill="#666">bars: 95 % of chance</text>')
    return out


def write_picture(rows):
    width = LABEL + 5 * (PANEL + GAP) + 4
    out, top = legend(width), TOP + 36
    for columns in COLUMNS:
        part, height = matrix(rows, columns, top)
        out += part
        top += height + 58
    head = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {top - 30}" '
            f'width="{width}" height="{top - 30}" font-family="DejaVu Sans, Arial, sans-serif" '
            'font-size="11" stroke="none">\n<rect width="100%" height="100%" fill="#fff"/>\n')
    (HERE / "sizes.svg").write_text(head + "\n".join(out) + "\n</svg>\n", encoding="utf-8")


def main():
    source = pathlib.Path(sys.argv[1])
    text = (source.read_text(encoding="utf-8") if source.suffix == ".csv" else
            subprocess.run([source], check=True, capture_output=True, text=True).stdout)
    (HERE / "sizes.csv").write_text(text, encoding="utf-8")
    rows = [Row(record) for record in csv.DictReader(text.splitlines())]
    order = list(dict.fromkeys(r.procedure for r in rows))
    for row in rows:
        row.order = order.index(row.procedure)
    write_tables(rows)
    write_picture(rows)


main()
