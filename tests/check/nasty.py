"""Claims that look right in one cell and are wrong in another: none may be confirmed.

The respondents are those of design.csv without a weight: 240; y 2: 132 (g 1: 58 of 120), q by g
H = 13.887, p = 0.00019, q by h H = 14.274, q of h 1 against 2 p = 0.394, y by g X² = 4.310,
p = 0.0379 (R 4.2.2). h 4 is a level that nobody has."""
import csv
import os
import subprocess
import sys
import tempfile

ANNEXE = sys.argv[1]
HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = ("id kind response levels by group other rank value test statistic df p n count base"
           " parts").split()
PLAN = """annexe: 1
id: nasty
data:
  file: %s
variables:
  q: {levels: {1: a, 2: b, 3: c, 4: d}}
  y: {levels: {1: no, 2: yes}}
  g: {levels: {1: one, 2: two}}
  h: {levels: {1: low, 2: mid, 3: high, 4: none}}
analyses:
  - compare: {responses: [q], by: [g, h]}
  - associate: {responses: [y], by: [g, h]}
"""
# the verdict, or what the message says; then the claim's cells
CASES = [
    # bounds and significance
    ("contradicted", "kind=same response=q by=g p=<0.001"),
    ("contradicted", "kind=same response=q by=g"),
    ("confirmed", "kind=same response=q by=g p=>=0.0001"),
    ("contradicted", "kind=differs response=q by=h group=1 other=2 p=>0.1"),
    ("confirmed", "kind=differs response=q by=g p=>0.0001"),
    ("contradicted", "kind=differs response=q by=h group=1 other=2 p=<1"),
    ("undecidable", "kind=test response=y by=g test=chi-square p=<1"),
    ("undecidable", "kind=test response=y by=g test=chi-square p=>=0"),
    ("contradicted", "kind=test response=y by=g test=chi-square p=0"),
    ("confirmed", "kind=test response=q by=g test=kruskal-wallis p=0"),
    ("contradicted", "kind=test response=q by=h group=1 other=2 test=kruskal-wallis p=0"),
    ("variant", "kind=test response=q by=h group=1 other=2 test=kruskal-wallis p=1"), # Bonferroni's
    ("contradicted", "kind=test response=q by=h group=1 other=3 test=kruskal-wallis p=1"),
    ("contradicted", "kind=test response=y by=g test=chi-square p=<=0.0378"),
    ("confirmed", "kind=test response=y by=g test=chi-square statistic=4.31 df=1 p=0.038 n=240"),
    ("contradicted", "kind=test response=y by=g test=chi-square statistic=4.31 df=2 p=0.038 n=240"),
    ("contradicted", "kind=test response=y by=g test=chi-square statistic=4.31 df=1 p=0.038 n=239"),
    ("contradicted", "kind=test response=y by=g test=chi-square statistic=9.99 p=<0.05"),
    # two groups, or all
    ("contradicted", "kind=differs response=q by=h group=1 other=2"),
    ("confirmed", "kind=differs response=q by=h group=1 other=3"),
    ("undecidable", "kind=differs response=q by=h group=1 other=low"),
    ("undecidable", "kind=differs response=q by=h group=1 other=4"),
    ("groups that are not two", "kind=differs response=q by=h group=1"),
    ("groups that are not two", "kind=differs response=q by=h other=1"),
    ("groups that are not two", "kind=differs response=q by=h group=1;2"),
    ("groups that are not two", "kind=differs response=q by=h group=3;1 other=2"),
    ("groups that are not two", "kind=associated response=y by=g group=1"),
    ("'y' by itself", "kind=associated response=y by=y"),
    # one level in two groups, one cell
    ("is of one level", "kind=test response=q by=h group=1 other=3 test=column-proportions p=0.05"),
    ("is of one level", "kind=test response=q levels=1;2 by=h group=1 other=3 test=column-proportions p=0.05"),
    ("is of two groups", "kind=test response=q levels=1 by=h test=column-proportions p=0.05"),
    ("is of two groups", "kind=test response=q levels=1 by=h group=1 test=column-proportions p=0.05"),
    ("is of one group", "kind=test response=q levels=1 by=h group=1 other=2 test=adjusted-residuals statistic=1.2"),
    ("is of one group", "kind=test response=q levels=1 by=h test=adjusted-residuals statistic=1.2"),
    ("is of one level", "kind=test response=q by=h group=1 test=adjusted-residuals statistic=1.2"),
    ("is no level", "kind=test response=q levels=9 by=h group=1 test=adjusted-residuals statistic=1.2"),
    ("held against its `levels`", "kind=test response=q levels=1 by=h group=1 other=2 test=dunn p=0.05"),
    ("undecidable", "kind=test response=q levels=1 by=h group=4 test=adjusted-residuals statistic=1.2"),
    ("undecidable", "kind=test response=q levels=1 by=h group=1 other=4 test=column-proportions p=0.5"),
    ("confirmed", "kind=test response=q levels=1 by=h group=1 test=adjusted-residuals statistic=1.76"),
    ("contradicted", "kind=test response=q levels=1 by=h group=1 test=adjusted-residuals statistic=-1.76"),
    ("contradicted", "kind=test response=q levels=2 by=h group=1 test=adjusted-residuals statistic=1.76"),
    ("confirmed", "kind=test response=q levels=1 by=h group=1 other=3 test=column-proportions p=0.00480"),
    ("contradicted", "kind=test response=q levels=3 by=h group=1 other=3 test=column-proportions p=0.00480"),
    # what a kind does not print
    ("held against its `value`", "kind=test response=q by=g test=kruskal-wallis value=99.9 p=0.0002"),
    ("held against its `value`", "kind=differs response=q by=g value=3.4"),
    ("held against its `test`", "kind=differs response=q by=g test=mann-whitney"),
    ("held against its `levels`", "kind=associated response=y levels=2 by=g"),
    ("held against its `levels`", "kind=median response=q levels=3 value=3"),
    ("held against its `p`", "kind=percent response=y levels=2 value=55 p=<0.001"),
    ("held against its `df`", "kind=percent response=y levels=2 value=55 df=1"),
    ("held against its `rank`", "kind=percent response=y levels=2 by=g group=1 rank=highest value=48.3"),
    ("held against its `other`", "kind=percent response=y levels=2 by=g group=1 other=2 value=48.3"),
    ("held against its `count`", "kind=count response=y levels=2 value=132 count=5"),
    ("held against its `n`", "kind=share response=x value=55 count=132 base=240 n=3"),
    ("held against its `parts`", "kind=share response=x value=55 count=132 base=240 parts=1;2"),
    # counts and bases
    ("confirmed", "kind=percent response=y levels=2 value=55 count=132 base=240 n=240"),
    ("contradicted", "kind=percent response=y levels=2 value=55 count=100"),
    ("contradicted", "kind=percent response=y levels=2 value=55 base=200"),
    ("contradicted", "kind=percent response=y levels=2 value=55 n=200"),
    ("confirmed", "kind=percent response=y levels=2 by=g group=1 value=48.3 count=58 base=120"),
    ("contradicted", "kind=percent response=y levels=2 by=g group=1 value=48.3 count=132 base=120"),
    ("confirmed", "kind=percent response=y levels=2 by=g group=1 value=48.3333333333"),
    ("contradicted", "kind=percent response=y levels=2 by=g group=1 value=48.3333333334"),
    ("confirmed", "kind=percent response=y levels=2 by=g group=1 value=48.333333333333336"),
    ("confirmed", "kind=count response=y levels=2 value=132 n=240"),
    ("contradicted", "kind=count response=y levels=2 value=132 n=999"),
    ("contradicted", "kind=count response=y levels=2 value=131"),
    ("contradicted", "kind=count response=repondants by=g group=1 value=240"),
    ("undecidable", "kind=count response=associations_significatives value=0"),
    # groups of estimates, and their ranks
    ("`by` without a group", "kind=percent response=y levels=2 by=g value=55"),
    ("`by` without a group", "kind=median response=q by=g value=3"),
    ("`by` without a group", "kind=count response=y levels=2 by=g value=132"),
    ("`rank` without a group", "kind=median response=q rank=highest value=3"),
    ("contradicted", "kind=median response=q by=h group=1 rank=highest value=2"),
    ("confirmed", "kind=median response=q by=h group=3 rank=highest value=3"),
    ("confirmed", "kind=mean response=q by=h group=1;2 rank=lowest value=2.35"),
    ("contradicted", "kind=mean response=q by=h group=1;3 rank=lowest value=2.50"),
]
failures = []


def check(plan, folder, rows):
    path = os.path.join(folder, "claims.csv")
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    result = subprocess.run([ANNEXE, "check", plan, "--claims", path, "--format", "csv"],
                            capture_output=True, text=True, encoding="utf-8", check=False)
    return result, list(csv.DictReader(result.stdout.splitlines()))


def expect(condition, message):
    if not condition:
        failures.append(message)
        print(message)


def cells(text):
    return dict(cell.split("=", 1) for cell in text.split())


# without data: the claims, and the verdict of each
TOGETHER = [
    ("inconsistent", ["kind=differs response=q by=g", "kind=same response=q by=g"]),
    ("inconsistent", ["kind=differs response=q by=h group=1 other=2",
                      "kind=same response=q by=h group=2 other=1"]),
    ("undecidable", ["kind=differs response=q by=h group=1 other=2",
                     "kind=same response=q by=h group=1 other=3"]),
    ("undecidable", ["kind=differs response=q by=h", "kind=same response=q by=h group=1 other=3"]),
    ("inconsistent", ["kind=mean response=q by=h group=1 rank=highest value=2.3",
                      "kind=mean response=q by=h group=3 value=2.7"]),
    ("undecidable", ["kind=mean response=q by=h group=1;3 rank=highest value=2.5",
                     "kind=mean response=q by=h group=3 value=2.7"]),
    ("inconsistent", ["kind=mean response=q by=h group=1;3 rank=highest value=2.3",
                      "kind=mean response=q by=h group=2 value=2.5"]),
    ("confirmed", ["kind=share response=x value=55 count=132 base=240"]),
    ("inconsistent", ["kind=share response=x value=58 count=132 base=240"]),
    ("undecidable", ["kind=share response=x value=55 count=132.4 base=240"]),
    ("undecidable", ["kind=sum response=x value=55"]),
]


def together(folder):
    plan = os.path.join(folder, "nodata.yaml")
    with open(plan, "w", encoding="utf-8") as file:
        file.write("annexe: 1\nid: nodata\nrespondents: 240\n")
    for verdict, texts in TOGETHER:
        _, found = check(plan, folder, [dict(cells(t), id=f"c{i}") for i, t in enumerate(texts)])
        expect([row["verdict"] for row in found] == [verdict] * len(texts), f"{texts}: {found}")


def said_twice(plan, folder):
    """An association that a report names twice is one association."""
    rows = [cells("id=a kind=associated response=y by=g"), cells("id=b kind=associated response=y by=g"),
            cells("id=c kind=associated response=y by=h")]
    count = cells("id=n kind=count response=associations_significatives")
    for value, verdict in (("2", "confirmed"), ("3", "undecidable"), ("1", "contradicted")):
        _, found = check(plan, folder, rows + [dict(count, value=value)])
        expect(found[-1]["verdict"] == verdict, f"{value} associations: {found[-1]}")


with tempfile.TemporaryDirectory() as place:
    plan_path = os.path.join(place, "plan.yaml")
    with open(plan_path, "w", encoding="utf-8") as plan_file:
        plan_file.write(PLAN % os.path.join(HERE, "design.csv"))
    for wanted, text in CASES:
        ran, got = check(plan_path, place, [dict(cells(text), id="x")])
        if " " in wanted:
            expect(ran.returncode == 2 and wanted in ran.stderr and not got,
                   f"{text}: exit {ran.returncode}, {ran.stderr}{got}")
        else:
            expect(len(got) == 1 and got[0]["verdict"] == wanted, f"{text}: not {wanted}: {got}{ran.stderr}")
    together(place)
    said_twice(plan_path, place)
sys.exit(1 if failures else 0)
