#!/usr/bin/env python3
"""`annexe check` as a whole: verdicts against data, formats, exits, bad claims. The variants are in
variants.py."""
import csv, io, json, os, random, re, sys, tempfile, time
import xml.etree.ElementTree as ElementTree

from asking import ROOT, expect, failures, rows, run, write

HERE = os.path.dirname(os.path.abspath(__file__))


# --- what is counted: a small survey with answers missing, weights, nets and a reversed item -------
SURVEY_PLAN = """annexe: 1
id: small
language: en
data: {file: small.csv%s}
missing: [9]
variables:
  g: {levels: {1: {en: Régime de retraite}, 2: {en: Other, fr: Autre}}}
  q: {levels: {1: never, 2: sometimes, 3: often}}
scales:
  s: {items: [a, b, c], reverse: [b], range: [1, 5], score: mean, min_answered: 1}
collapse:
  - items: [q]
    levels: {Never: 1, Ever: [2, 3]}
analyses:
  - compare: {responses: [s, a], by: [g]}
adjust: bonferroni
"""


def survey(folder):
    chance = random.Random(7)
    lines = ["g,q,a,b,c,w"]
    for i in range(60):
        g = 1 + (i % 3 == 0)
        q = chance.choice(["1", "2", "3", "3", "9", ""])
        items = [chance.choice(["1", "2", "4", "5", "", ""]) for _ in range(3)]
        lines.append(f"{g},{q},{','.join(items)},{1 + i % 2}")
    write(folder, "small.csv", "\n".join(lines) + "\n")
    write(folder, "plan.yaml", SURVEY_PLAN % "")
    write(folder, "weighted.yaml", SURVEY_PLAN % ", weight: {variable: w, kind: frequency}")
    return [dict(zip(lines[0].split(","), line.split(","))) for line in lines[1:]]


def median(values):
    values = sorted(values)
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def score(row, reverse=True):
    answers = [(6 - int(row[k]) if k == "b" and reverse else int(row[k])) for k in "abc" if row[k]]
    return sum(answers) / len(answers) if answers else None


def shapes(folder):
    data = survey(folder)
    def percent(levels, base, weight=lambda r: 1):
        return 100 * sum(weight(r) for r in data if r["q"] in set(levels)) / \
            sum(weight(r) for r in data if base(r))
    valid = lambda r: r["q"] in {"1", "2", "3"}
    scores = [score(r, False) for r in data if score(r) is not None]
    plain = [score(r) for r in data if score(r) is not None]
    complete = [r for r in data if valid(r) and score(r) is not None]
    listwise = 100 * sum(r["q"] == "3" for r in complete) / len(complete)
    rounded = sum(int(percent([l], valid) * 10 + .5) / 10 for l in "23")
    of_group = [r for r in data if valid(r) and r["g"] == "1"]
    within = 100 * sum(r["q"] == "3" for r in of_group) / len(of_group)
    around = [r for r in data if r["q"] == "3"]
    turned = 100 * sum(r["g"] == "1" for r in around) / len(around)
    cases = [
        ("percent", "q", "often", "", "", percent("3", valid), "confirmed", None),
        ("percent", "q", "2;3", "", "", percent("23", valid), "confirmed", None),
        ("percent", "q", "3", "g", "regime_retraite", within, "confirmed", None),
        ("percent", "q", "3", "g", "regime_retraite", turned, "variant",
         "the other way round: within the levels"),
        ("percent", "q", "3", "", "", percent("3", lambda r: True), "variant",
         "base with all missing answers"),
        ("percent", "q", "3", "", "", percent("3", lambda r: r["q"] != ""), "variant",
         "base with declared missing answers"),
        ("percent", "q", "3", "", "", listwise, "variant",
         "complete on the section's responses"),
        ("mean", "s", "", "", "", sum(plain) / len(plain), "confirmed", None),
        ("mean", "s", "", "", "", sum(scores) / len(scores), "variant", "b not reversed"),
        ("mean", "s", "", "", "", median(plain), "variant", "median"),
        ("median", "s", "", "", "", sum(plain) / len(plain), "variant", "mean"),
        ("count", "q", "", "", "", len([r for r in data if valid(r)]), "confirmed", None),
        ("count", "q", "3", "g", "autre", sum(r["q"] == "3" and r["g"] == "2" for r in data),
         "confirmed", None),
        ("count", "x", "", "g", "", 2, "confirmed", None),
        ("count", "things", "", "", "", 3, "undecidable", None),
        ("count", "Répondants", "", "", "", 60, "confirmed", None),
        ("count", "Répondants", "", "", "", 61, "contradicted", None),
    ]
    lines = ["id,section,kind,response,levels,by,group,value"]
    for i, (kind, response, levels, by, group, value, _, _) in enumerate(cases):
        shown = f"{value:.6f}" if kind != "count" else str(value)
        lines.append(f"K{i},sec,{kind},{response},{levels},{by},{group},{shown}")
    lines.append(f"ROUND,sec,percent,q,2;3,,,{rounded:.1f}")
    path = write(folder, "shapes.csv", "\n".join(lines) + "\n")
    found = rows(os.path.join(folder, "plan.yaml"), "--claims", path)
    for i, case in enumerate(cases):
        got = found[f"K{i}"]
        expect(got["verdict"] == case[6], f"{case}: {got}")
        expect(case[7] is None or case[7] in got["variant"].split("; "), f"{case}: {got}")
    if abs(rounded - percent("23", valid)) > .05:
        expect("rounded percentages added" in found["ROUND"]["variant"], f"{found['ROUND']}")
    weighted = percent("3", valid, lambda r: int(r["w"]))
    path = write(folder, "weights.csv", "id,kind,response,levels,value\n"
                 f"A,percent,q,3,{weighted:.6f}\nB,percent,q,3,{percent('3', valid):.6f}\n")
    found = rows(os.path.join(folder, "weighted.yaml"), "--claims", path)
    expect(found["A"]["verdict"] == "confirmed", f"weighted: {found['A']}")
    expect(found["B"]["variant"] == "unweighted", f"unweighted: {found['B']}")


def adjusted(folder):
    """Two comparisons in one family: what the annex prints as adjusted p is a variant."""
    plan = os.path.join(folder, "plan.yaml")
    out = os.path.join(folder, "out")
    run("run", plan, "-o", out, "-q", "--only", "csv")
    with open(os.path.join(out, "tests.csv"), encoding="utf-8") as file:
        tests = [t for t in csv.DictReader(file) if t["test"] == "kruskal-wallis" and t["p"]]
    for t in tests:
        path = write(folder, "adjusted.csv", "id,kind,response,by,test,p\n"
                     f"A,test,{t['response']},g,kruskal-wallis,{float(t['p_adjusted']):.10f}\n")
        got = rows(plan, "--claims", path)["A"]
        expect("adjusted: bonferroni" in got["variant"].split("; "), f"adjusted: {got}")


# --- a claim computed from data is confirmed by the same data; a changed digit never ---------------
def round_trip(folder):
    plan = os.path.join(ROOT, "surveys", "copenhagen", "plan.yaml")
    out = os.path.join(folder, "copenhagen")
    code, _, err = run("run", plan, "-o", out, "-q", "--only", "csv")
    expect(code == 0, f"run: {err}")
    chance = random.Random(1681)
    claims = [["id", "section", "kind", "response", "levels", "by", "group", "value", "test",
               "statistic", "df", "p", "n"]]
    changed = [claims[0]]

    def add(cells, place, value, decimals):
        number = len(claims)
        good, bad = [f"G{number}", f"s{number}", *cells], [f"G{number}", f"s{number}", *cells]
        unit = 10 ** -decimals
        shift = chance.choice([-1, 1]) * chance.randint(1, 9) * unit
        good[place] = f"{value:.{decimals}f}"
        bad[place] = f"{abs(value + shift):.{decimals}f}"
        claims.append(good)
        changed.append(bad)

    with open(os.path.join(out, "estimates.csv"), encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["state"] != "ok" or not row["value"] or ";" in row["level"]:
                continue
            if row["estimate"] in ("median", "mean", "percent") and (row["group"] or not row["by"]):
                cells = [row["estimate"], row["response"], row["level"], row["by"], row["group"],
                         "", "", "", "", "", ""]
                if row["estimate"] != "percent":
                    cells[2] = ""
                decimals = chance.choice([3, 4, 5])
                add(cells, 7, float(row["value"]), decimals)
    with open(os.path.join(out, "tests.csv"), encoding="utf-8") as file:
        for row in csv.DictReader(file):
            usual = row["variant"].startswith("asymptotic") and "collapsed" not in row["variant"]
            if row["state"] != "ok" or not usual or (row["group"] and row["test"] == "residuals"):
                continue
            if row["test"] not in ("kruskal-wallis", "mann-whitney", "chi-square",
                                   "likelihood-ratio"):
                continue
            cells = ["test", row["response"], "", row["by"], "", "", row["test"], "", row["df"], "",
                     row["n"]]
            add(cells, 9, float(row["statistic"]), 4)
            cells = ["test", row["response"], "", row["by"], "", "", row["test"], "", "", "", ""]
            if float(row["p"]) > 1e-3:
                add(cells, 11, float(row["p"]), 7)
    expect(len(claims) > 60, f"only {len(claims)} claims")
    others = [c for c in changed if c[2] != "percent"]
    tables = [(claims, True), (others, False)]
    # one by one: together they would contradict each other in thousands of ways
    tables += [([changed[0], c], False) for c in changed if c[2] == "percent"]
    for table, wanted in tables:
        path = os.path.join(folder, "trip.csv")
        with open(path, "w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(table)
        for claim, row in rows(plan, "--claims", path).items():
            expect((row["verdict"] == "confirmed") == wanted, f"round trip {wanted}: {row}")


# --- claims that name what is not there -------------------------------------------------------------
HEADER = "id,kind,response,levels,by,group,other,rank,value,p,test,statistic"
BAD = [
    ("A,median,satisfactoin,,,,,,3,,,", r":2:10: error: .*satisfactoin.*did you mean 'satisfaction'"),
    ("A,median,nothing_like_it,,,,,,3,,,", r":2:10: error: .*no variable or scale"),
    ("A,percent,satisfaction,hihg,,,,,3,,,", r":2:24: error: .*'hihg' is no level.*"),
    ("A,percent,satisfaction,3,typ,1,,,3,,,", r":2:26: error: .*'typ'.*did you mean 'type'"),
    ("A,percent,satisfaction,Haute,,,,,3,,,", r":2:24: error: .*'Haute' is no level of 'satisfaction'; expected Faible, Moyenne or Élevée"),
    ("A,percent,satisfaction,3,type,towr,,,3,,,", r":2:31: error: .*'towr' is no level of 'type'"),
    ("A,percent,satisfaction,,,,,,3,,,", r":2:\d+: error: .*percent of no levels"),
    ("A,percent,satisfaction,3,,1,,,3,,,", r":2:\d+: error: .*group without `by`"),
    ("A,median,satisfaction,,,,,,x,,,", r":2:\d+: error: value 'x' is no number"),
    ("A,median,satisfaction,,,,,,,,,", r":2:\d+: error: .*without a value"),
    ("A,differs,satisfaction,,,,,,,,,", r":2:\d+: error: .*no `by`"),
    ("A,differs,satisfaction,,type;contact,,,,,,,", r":2:\d+: error: .*2 names under `by`"),
    ("A,test,satisfaction,,type,,,,,0.05,mann-whitny,", r"unknown test 'mann-whitny'.*'mann-whitney'"),
    ("A,test,satisfaction,,type,,,,,0.05,,", r":2:\d+: error: .*no test"),
    ("A,test,satisfaction,,type,,,,,1.5,chi-square,", r":2:\d+: error: .*no probability"),
    ("A,sth,satisfaction,,,,,,3,,,", r":2:3: error: unknown kind"),
    ("A,median,satisfaction,,,,,,2,,,\nA,median,satisfaction,,,,,,2,,,",
     r":3:\d+: error: a second claim 'A'"),
]


def bad_claims(folder):
    plan = os.path.join(ROOT, "surveys", "copenhagen", "plan.yaml")
    for line, wanted in BAD:
        path = write(folder, "bad.csv", HEADER + "\n" + line + "\n")
        code, out, err = run("check", plan, "--claims", path)
        expect(code == 2 and out == "", f"{line}: exit {code}")
        expect(re.search(wanted, err), f"{line}: {err!r}; expected {wanted}")
        expect(err.startswith(path + ":"), f"{line}: {err!r} does not begin with the file")
    text = write(folder, "words.csv", "town,x\nParis,1\nRome,2\nParis,3\n")
    plan = write(folder, "words.yaml", "annexe: 1\ndata: {file: words.csv}\n")
    path = write(folder, "bad.csv", "id,kind,response,by,group,value\nA,median,x,town,Pariss,2\n")
    code, _, err = run("check", plan, "--claims", path)
    expect(code == 2 and "did you mean 'Paris'" in err, f"{text}: {code} {err!r}")
    code, _, err = run("check", plan, "--claims", os.path.join(folder, "absent.csv"))
    expect(code == 2 and "absent.csv" in err, f"absent claims: {code} {err!r}")
    code, _, err = run("check", plan)
    expect(code == 2 and "names no claims" in err, f"no claims: {code} {err!r}")


def vanishing(folder):
    """No p is nought, however small."""
    plan = os.path.join(ROOT, "surveys", "copenhagen", "plan.yaml")
    path = write(folder, "tiny.csv", "id,kind,response,by,p,test\n"
                 "A,test,satisfaction,satisfaction,0.5,chi-square\n"
                 "B,test,satisfaction,influence,0.5,kruskal-wallis\n")
    found = rows(plan, "--claims", path)
    expect(found["A"]["recomputed"] == "p < 1e-300", f"{found['A']}")
    expect(found["B"]["recomputed"] == "p = 6.95e-23", f"{found['B']}")
    _, out, _ = run("check", plan, "--claims", path, "--lang", "en")
    expect(len(re.findall(r"recomputed p\s<\s\.0001", out)) == 2, f"text: {out}")


def associations(folder):
    """Claims of differences and associations are what a count of them can be held to."""
    plan = os.path.join(ROOT, "surveys", "copenhagen", "plan.yaml")
    for number, verdict in ((2, "confirmed"), (1, "contradicted"), (40, "undecidable")):
        path = write(folder, "count.csv", "id,kind,response,by,value\n"
                     f"N,count,associations_significatives,,{number}\n"
                     "A,associated,satisfaction,type,\nB,differs,satisfaction,influence,\n")
        got = rows(plan, "--claims", path)["N"]
        expect(got["verdict"] == verdict, f"{number} associations: {got}")


# --- formats and exits ------------------------------------------------------------------------------
N_CLAIMS = 18  # of rotarod/claims.csv


def formats(folder):
    plan = os.path.join(HERE, "rotarod", "plan.yaml")
    code, out, _ = run("check", plan, "--format", "json")
    expect(code == 1 and json.loads(out), "json")
    code, out, _ = run("check", plan, "--format", "junit")
    tree = ElementTree.fromstring(out)
    expect(len(list(tree.iter("testcase"))) == N_CLAIMS, "junit: a test case a claim")
    expect(len(list(tree.iter("failure"))) == 2, "junit: two failures")
    code, out, _ = run("check", plan, "--format", "tap")
    expect(f"1..{N_CLAIMS}" in out.splitlines(), "tap plan")
    expect(sum(line.startswith("not ok") and "TODO" not in line for line in out.splitlines()) == 2,
           "tap: two not ok")
    code, out, _ = run("check", plan, "--format", "text")
    expect(out.startswith("contradicted (2)") and "\033" not in out, "text leads with what fails")
    target = os.path.join(folder, "verdicts.csv")
    code, out, _ = run("check", plan, "--format", "csv", "-o", target)
    expect(code == 1 and out == "" and len(open(target).readlines()) == N_CLAIMS + 1, "-o")
    code, _, err = run("check", plan, "-o", os.path.join(folder, "none", "x.csv"))
    expect(code == 4, f"-o in a folder that is not there: {code} {err!r}")
    code, _, err = run("check", plan, "--format", "jsn")
    expect(code == 2 and "did you mean 'json'" in err, f"format: {code} {err!r}")
    source = open(plan, encoding="utf-8").read().replace("rotarod.csv",
                                                          os.path.join(HERE, "rotarod/rotarod.csv"))
    source = source.replace("claims.csv", os.path.join(HERE, "rotarod/claims.csv"))
    known = write(folder, "known.yaml", source + "known: [R09, R12]\n")
    expect(run("check", known)[0] == 0, "known claims give no exit 1")
    code, _, _ = run("check", os.path.join(ROOT, "surveys", "housing", "plan.yaml"))
    expect(code == 0, "housing: the known set is known")
    gone = write(folder, "gone.yaml", "annexe: 1\ndata: {file: gone.sav}\nclaims: " +
                 os.path.join(HERE, "rotarod/claims.csv") + "\n")
    expect(run("check", gone)[0] == 3, "data that are not there: exit 3")


def against_each_other():
    found = rows(os.path.join(ROOT, "surveys", "housing", "plan.yaml"))
    verdicts = {claim: (row["verdict"], row["strength"]) for claim, row in found.items()}
    expect(verdicts["H01"] == ("inconsistent", "firm"), f"H01: {verdicts['H01']}")
    expect(verdicts["H07"][0] == verdicts["H08"][0] == "disagree", "H07 and H08 disagree")
    start = time.monotonic()
    found = rows(os.path.join(ROOT, "surveys", "provincial", "plan.yaml"), "--no-data")
    took = time.monotonic() - start
    expect(len(found) == 129, f"{len(found)} claims")
    expect(found["C011"]["strength"] == "firm" and found["C073"]["strength"] == "firm", "firm set")
    expect(took < 5, f"{took:.2f} s")


UGLY = ['a "quoted", id', "not ok 3 # TODO x", "line\nbreak", "é<&>]]>", "\x07bell", "=1+1", "1..5",
        "# comment", "Bail out!", "\u2028", "x" * 500]


def ugly_names(folder):
    """Whatever a claim is called, every format stays what its readers expect."""
    path = os.path.join(folder, "ugly.csv")
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["id", "kind", "response", "value"]] +
                                   [[name, "median", "satisfaction", 2 + i % 2]
                                    for i, name in enumerate(UGLY)])
    plan = os.path.join(ROOT, "surveys", "copenhagen", "plan.yaml")
    say = lambda kind: run("check", plan, "--claims", path, "--format", kind)[1]
    found = list(csv.DictReader(io.StringIO(say("csv"), newline="")))
    expect([row["id"] for row in found] == UGLY, "csv: the names come back")
    expect([v["id"] for v in json.loads(say("json"))["verdicts"]] == UGLY, "json: they come back")
    cases = list(ElementTree.fromstring(say("junit")).iter("testcase"))
    expect(len(cases) == len(UGLY), "junit: a case a claim")
    expect(sum(c.find("failure") is not None for c in cases) == len(UGLY) // 2, "junit: failures")
    lines = [line for line in say("tap").split("\n") if re.match(r"(not )?ok ", line)]
    expect(len(lines) == len(UGLY) and not any("#" in line for line in lines), f"tap: {lines}")
    for kind in ("text", "tap", "junit"):
        expect(not re.search(r"[\x00-\x08\x0b-\x1f]", say(kind)), f"{kind}: control characters")


NEVER = re.compile(r"\b(faux|fausse|erreur|impossible|fraude|mensonge|false|error|wrong|fraud|lie)s?\b",
                   re.IGNORECASE)


def sentences():
    """For the report's author: labels, decimal commas, a long explanation once, no accusation."""
    for survey in ("provincial", "housing"):
        for language in ("fr", "en"):
            for options in ([], ["--no-data"]):
                _, out, _ = run("check", os.path.join(ROOT, "surveys", survey, "plan.yaml"),
                                "--lang", language, *options)
                expect(not NEVER.search(out), f"{survey} {language}: {NEVER.search(out)}")
    _, out, _ = run("check", os.path.join(ROOT, "surveys", "provincial", "plan.yaml"), "--no-data")
    whole = re.sub(r"\s+", " ", out)
    for wanted in ("« pas du tout » parmi « Source de revenu principale » = « Invalide » : 49,59 %",
                   "C012 percent peur_manquer_nourriture by categorie_revenu = invalide imprimé 19,63 "
                   "Comme pour C009."):
        expect(wanted in whole, f"sentences: no {wanted!r}")
    expect(whole.count("C072 : au plus 164 personnes") == 1, "one explanation a set")
    _, out, _ = run("check", os.path.join(ROOT, "surveys", "provincial", "plan.yaml"), "--no-data",
                    "--lang", "en")
    expect("“Main source of income” = “Disability”: 8.41%" in re.sub(r"\s+", " ", out), "English labels")


def endless(folder):
    """Forty-eight percentages that no survey prints, and no number of respondents: the search for
    contradictory sets ends at its limit and says so."""
    import random
    draw = random.Random(4)
    lines = ["id,section,kind,response,levels,by,group,value"]
    for by, groups in (("influence", 3), ("type", 4), ("contact", 2)):
        for group in range(1, groups + 1):
            for levels in ("1", "2", "3", "1;2", "2;3"):
                lines.append(f"E{len(lines)},s,percent,satisfaction,{levels},{by},{group},"
                             f"{draw.uniform(5, 60):.5f}")
    for level in "123":
        lines.append(f"E{len(lines)},s,percent,satisfaction,{level},,,{draw.uniform(5, 60):.5f}")
    claims = write(folder, "endless.csv", "\n".join(lines) + "\n")
    plan = os.path.join(ROOT, "surveys", "copenhagen", "plan.yaml")
    code, out, _ = run("check", plan, "--claims", claims, "--no-data", "--lang", "en")
    expect(code in (0, 1), f"endless claims: exit {code}")
    expect("limit" in out, "endless claims: the limit is not named")


def texts(folder):
    path = write(folder, "report.md", "A test: χ²(4, N = 749) = 9.50, p < .05.\n\nH(2) = 6,41; p = 0,5.\n")
    code, out, _ = run("check", "--text", path, "--format", "csv")
    found = list(csv.DictReader(io.StringIO(out)))
    expect(code == 1 and [r["verdict"] for r in found] == ["confirmed", "contradicted"], f"{out}")
    expect(found[1]["id"] == path + ":3:1", f"id {found[1]['id']}")
    big = os.path.join(folder, "big.txt")
    with open(big, "w", encoding="utf-8") as file:
        while file.tell() < 20_000_000:
            file.write("Nothing is printed here, 12,5 % of nothing (p. 12).\n" * 1000)
    start = time.monotonic()
    code, _, err = run("check", "--text", big)
    expect(code == 0 and time.monotonic() - start < 60, f"20 MB: {code} {err!r}")
    binary = os.path.join(folder, "binary.pdf")
    with open(binary, "wb") as file:
        file.write(b"%PDF-1.4\n" + bytes(range(256)) * 10)
    code, _, err = run("check", "--text", binary)
    expect(code == 3 and "binary.pdf" in err, f"binary: {code} {err!r}")
    latin = os.path.join(folder, "latin.txt")
    with open(latin, "wb") as file:
        file.write("Médiane élevée, t(20) = 2,10, p = 0,049.\n".encode("windows-1252"))
    code, out, err = run("check", "--text", latin, "--format", "csv")
    expect(code == 0 and "confirmed" in out and "warning" in err, f"latin: {code} {out} {err!r}")
    code, _, err = run("check", "--text")
    expect(code == 2, "--text without files")


# --- a sampling design: 24 clusters that answer alike, in 3 strata ----------------------------------
DESIGN_PLAN = """annexe: 1
id: clustered
language: %s
data:
  file: clustered.csv
  weight: {variable: w, kind: sampling}
  design: {strata: stratum, cluster: [cluster]}
variables:
  g: {levels: {1: one, 2: two}}
  h: {levels: {1: one, 2: two}}
  q: {levels: {1: a, 2: b, 3: c, 4: d}}
  y: {levels: {1: no, 2: yes}}
analyses:
  - compare: {responses: [q], by: [g]}
  - associate: {responses: [y], by: [g]}
"""


def designs(folder):
    """A test is judged by the design, as `run` computes it, or not at all."""
    chance = random.Random(3)
    lines = ["g,h,q,y,stratum,cluster,w"]
    for c in range(24):
        alike = chance.random()
        for i in range(10):
            q = 1 + int(4 * (.55 * alike + .45 * chance.random()))
            y = 1 + (chance.random() < .3 + .4 * alike)
            lines.append(f"{1 + c // 3 % 2},{1 + i % 2},{q},{y},{1 + c % 3},{c + 1},{1.5 + c % 3 / 2}")
    write(folder, "clustered.csv", "\n".join(lines) + "\n")
    plan = write(folder, "clustered.yaml", DESIGN_PLAN % "en")
    between = write(folder, "between.yaml",
                    re.sub(r"  design: .*\n", "", DESIGN_PLAN % "en"))
    p = {}
    for name in ("clustered", "between"):
        out = os.path.join(folder, name)
        code, _, err = run("run", os.path.join(folder, name + ".yaml"), "-o", out, "--only", "csv", "-q")
        expect(code == 0, f"{name}: exit {code}: {err}")
        with open(os.path.join(out, "tests.csv"), encoding="utf-8-sig") as file:
            p[name] = {row["test"]: float(row["p"]) for row in csv.DictReader(file)}
    expect(all(abs(p["clustered"][t] - p["between"][t]) > .01 for t in p["between"]),
           f"the design makes no difference: {p}")
    claims = ["id,kind,response,by,group,other,test,p,value"]
    for name, of in p.items():
        for test, response in (("design-rank", "q"), ("rao-scott", "y")):
            claims.append(f"{name}-{test},test,{response},g,,,{test},{of[test]:.6f},")
    claims += ["other,test,y,h,,,rao-scott,0.5,", "pair,test,q,g,one,two,design-rank,0.5,",
               "people,count,respondents,,,,,,240", "assoc,associated,y,g,,,,,",
               "sum,count,associations_significatives,,,,,,1"]
    claims = write(folder, "design.csv", "\n".join(claims) + "\n")
    found = rows(plan, "--claims", claims)
    for test in p["clustered"]:
        expect(found[f"clustered-{test}"]["verdict"] == "confirmed" and
               found[f"clustered-{test}"]["variant"].startswith("default"), f"{test}: {found}")
        expect(found[f"between-{test}"]["verdict"] == "contradicted", f"{test}: {found}")
    decided = "confirmed" if p["clustered"]["rao-scott"] < .05 else "contradicted"
    for claim in ("assoc", "sum"):
        expect(found[claim]["verdict"] == decided, f"{found[claim]}")
    expect(found["other"]["recomputed"].startswith("p = "), f"{found['other']}")
    expect((found["pair"]["verdict"], found["pair"]["recomputed"]) == ("undecidable", "") and
           "tests of all groups are recomputed" in found["pair"]["note"], f"{found['pair']}")
    expect(found["people"]["verdict"] == "confirmed", f"{found['people']}")
    french = rows(write(folder, "clustered.fr.yaml", DESIGN_PLAN % "fr"), "--claims", claims)
    expect("plan de sondage" in french["pair"]["note"], f"{french['pair']}")
    found = rows(between, "--claims", claims)
    for test in p["between"]:
        expect(found[f"between-{test}"]["verdict"] == "confirmed", f"{test}: {found}")


with tempfile.TemporaryDirectory() as place:
    shapes(place)
    adjusted(place)
    round_trip(place)
    bad_claims(place)
    associations(place)
    designs(place)
    vanishing(place)
    formats(place)
    against_each_other()
    sentences()
    ugly_names(place)
    endless(place)
    texts(place)
sys.exit(1 if failures else 0)
