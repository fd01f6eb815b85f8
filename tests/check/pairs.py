#!/usr/bin/env python3
"""Claims about two groups among several: an adjusted p is found under the name of its adjustment, and
nowhere else.

pairs/goldens.csv is written by pairs.R: p of Dunn's test, Mann-Whitney, Kruskal-Wallis, chi-square and
Fisher for all pairs of five groups, plain and by p.adjust's methods."""
import csv, os, random, re, sys, tempfile

from asking import ROOT, expect, failures, rows, run, write

HERE = os.path.dirname(os.path.abspath(__file__))
ASYMPTOTIC = ["dunn", "column-proportions", "adjusted-residuals"]
METHODS = ["bonferroni", "holm", "hochberg", "hommel", "bh", "by"]
PLAN = """annexe: 1
id: pairs
language: {language}
data: {{file: {file}{weight}}}
variables:
  g: {{levels: {groups}}}
analyses:
  - compare: {{responses: [{responses}], by: [g]}}
posthoc: {posthoc}
adjust: {adjust}
"""
HEADER = "id,section,kind,response,levels,by,group,other,test,statistic,p"


def plan_of(folder, file, k, **other):
    cells = {"language": "en", "responses": "q, s", "posthoc": "dunn", "adjust": "holm",
             "weight": "", **other}
    groups = "{" + ", ".join(f"{i}: Group {i}" for i in range(1, k + 1)) + "}"
    name = "-".join(v for v in cells.values() if v.isalpha()) + ".yaml"
    return write(folder, name, PLAN.format(file=file, groups=groups, **cells))


def table(folder, name, claims):
    return write(folder, name, "\n".join([HEADER, *claims]) + "\n")


def fits(row):
    return row["variant"].split("; ")


# --- against R ----------------------------------------------------------------------------------
with open(os.path.join(HERE, "pairs", "goldens.csv"), encoding="utf-8") as file:
    GOLDENS = list(csv.DictReader(file))
SURVEY = os.path.join(HERE, "pairs", "survey.csv")


def name_of(golden):
    adjusted = [] if golden["method"] == "none" else [f"adjusted: {golden['method']}"]
    way = [] if golden["variant"] == "default" and adjusted else [golden["variant"]]
    return ", ".join(way + adjusted)


def printed(golden, decimals, turn=False):
    """A claim's cells; TURN: the other group first, and the sign with it."""
    turn = turn and golden["other"] != ""
    pair, z = [golden["group"], golden["other"]], golden["statistic"]
    z = "" if z == "" else f"{-float(z) if turn else float(z):.4f}"
    pair = pair[::-1] if turn else pair
    return f"test,{golden['response']},{golden['levels']},g,{','.join(pair)},{golden['test']},{z}," \
           f"{float(golden['p']):.{decimals}f}"


def pair_of(golden):
    return tuple(golden[k] for k in ("test", "response", "levels", "group", "other"))


def goldens(folder):
    plan = plan_of(folder, SURVEY, 5)
    among = {pair_of(g): [h for h in GOLDENS if pair_of(h) == pair_of(g)] for g in GOLDENS
             if (g["variant"], g["method"]) == ("default", "none")}
    for decimals in (12, 3):
        found = rows(plan, "--claims", table(folder, "goldens.csv", [
            f"G{i},s{i},{printed(g, decimals, i % 2 == 1)}" for i, g in enumerate(GOLDENS)]))
        for i, g in enumerate(GOLDENS):
            got = found[f"G{i}"]
            same = printed(among[pair_of(g)][0], decimals) == printed(g, decimals)
            expect(name_of(g) in fits(got), f"{g}: {got}")
            expect(got["verdict"] == ("confirmed" if same else "variant"), f"{g}: {got}")
            if decimals == 12 and 1e-9 < float(g["p"]) < 1 and not same:
                mine = {name_of(h) for h in among[pair_of(g)]
                        if abs(float(h["p"]) - float(g["p"])) < 1e-11}
                known = {name_of(h) for h in among[pair_of(g)]}
                expect(set(fits(got)) & known <= mine, f"more than R's: {g}: {got}")
    misprint = [f"M{i},s{i},test,{g['response']},{g['levels']},g,{g['group']},{g['other']},{g['test']},,"
                f"{min(1, float(g['p'])) * .9 + .0123456789:.10f}" for i, g in enumerate(GOLDENS) if i % 3 == 0]
    found = rows(plan, "--claims", table(folder, "misprints.csv", misprint))
    for i, g in list(enumerate(GOLDENS))[::3]:
        drawn = ["", "Monte-Carlo"] if g["test"] not in ASYMPTOTIC else [""] # an interval, not a p
        expect(found[f"M{i}"]["variant"] in drawn, f"a p of no way: {g}: {found[f'M{i}']}")
        expect((found[f"M{i}"]["verdict"] == "contradicted") == (found[f"M{i}"]["variant"] == ""),
               f"a p of no way: {g}: {found[f'M{i}']}")


def weighted(folder):
    """The goldens are of the respondents, each once; the plan counts them as often as w says."""
    mine = [g for g in GOLDENS if g["test"] == "dunn" and g["variant"] == "default"]
    plan = plan_of(folder, SURVEY, 5, weight=", weight: {variable: w, kind: frequency}")
    found = rows(plan, "--claims", table(folder, "weighted.csv", [
        f"W{i},s{i},{printed(g, 12)}" for i, g in enumerate(mine)]))
    for i, g in enumerate(mine):
        name = ", ".join(["unweighted"] + ([name_of(g)] if g["method"] != "none" else []))
        expect(name in fits(found[f"W{i}"]), f"{g}: {found[f'W{i}']}")


def signs(folder):
    """A z of the one less the other; the other way round it is named."""
    plan = plan_of(folder, SURVEY, 5)
    z = next(float(g["statistic"]) for g in GOLDENS if (g["group"], g["other"]) == ("1", "4"))
    found = rows(plan, "--claims", table(folder, "signs.csv", [
        f"{key},{key},test,q,,g,{pair},dunn,{sign * z:.6f},"
        for key, pair, sign in (("A", "1,4", 1), ("B", "4,1", -1), ("C", "1,4", -1), ("D", "4,1", 1))]))
    for key, verdict, name in (("A", "confirmed", "default"), ("B", "confirmed", "default"),
                               ("C", "variant", "opposite sign"), ("D", "variant", "opposite sign")):
        expect(found[key]["verdict"] == verdict and fits(found[key])[0] == name and
               "adjusted" not in found[key]["variant"], f"{found[key]}") # there is no p to adjust


def listed():
    """Every line of variants.def that is for pairs has its goldens."""
    with open(os.path.join(ROOT, "src", "check", "variants.def"), encoding="utf-8") as file:
        text = file.read()
    methods = re.findall(r"^ADJUSTMENT\(ADJUST_([A-Z]+)\)", text, re.M)
    lines = re.findall(r'^VARIANT\(([^"]+), "([^"]+)"([^)]*)\)', text, re.M)
    ways = {name for what, name, how in lines if "FOR_POSTHOC" in what or ".adjusts" in how}
    expect(sorted(m.lower() for m in methods) == sorted(METHODS), f"adjustments: {methods}")
    # counted without the weight in weighted(); Mann-Whitney beside Kruskal-Wallis in words()
    known = {g["variant"] for g in GOLDENS} | {"unweighted", "Mann-Whitney"}
    expect(ways == known - {"default"}, f"goldens: {sorted(known)}; ways: {sorted(ways)}")


# --- against the annex: what any plan prints as adjusted is found under another plan's default ------
def survey(folder, chance, k):
    lines = ["g,q,s"]
    for i in range(chance.randint(30, 90) + 8 * k):
        g = chance.randint(1, k)
        cells = [str(min(5, max(1, round(chance.gauss(2.2 + g * 1.6 / k, 1.2))))) for _ in "qs"]
        lines.append(",".join([str(g)] + [c if chance.random() > .06 else "" for c in cells]))
    return write(folder, "random.csv", "\n".join(lines) + "\n")


def annex_of(folder, file, k, posthoc, method):
    plan = plan_of(folder, file, k, posthoc=posthoc, adjust=method)
    out = os.path.join(folder, "out")
    code, _, err = run("run", plan, "-o", out, "-q", "--only", "csv")
    expect(code == 0, f"run {plan}: exit {code}: {err}")
    with open(os.path.join(out, "tests.csv"), encoding="utf-8-sig") as tests:
        return [t for t in csv.DictReader(tests) if t["group"] and t["other"] and t["p_adjusted"]]


def annexes(folder):
    chance = random.Random(1961)
    for k in (3, 6):
        file = survey(folder, chance, k)
        other = plan_of(folder, file, k, adjust=chance.choice(METHODS))
        claims, wanted = [], {}
        for posthoc in ("dunn", "mann-whitney"):
            for method in METHODS:
                for t in annex_of(folder, file, k, posthoc, method):
                    for decimals in (4, 11):
                        key = f"T{len(claims)}"
                        wanted[key] = (method, t)
                        claims.append(f"{key},{key},test,{t['response']},,g,{t['group']},{t['other']},"
                                      f"{t['test']},,{float(t['p_adjusted']):.{decimals}f}")
        expect(len(claims) == 2 * len(METHODS) * 2 * 2 * k * (k - 1) // 2, f"{k}: {len(claims)}")
        found = rows(other, "--claims", table(folder, "annexes.csv", claims))
        for key, (method, t) in wanted.items():
            expect(f"adjusted: {method}" in fits(found[key]) and
                   found[key]["verdict"] in ("variant", "confirmed"), f"{t}: {found[key]}")


# --- what is said -------------------------------------------------------------------------------
def golden(test, method, group, other, variant="default", response="q"):
    return next(float(g["p"]) for g in GOLDENS if (g["test"], g["response"], g["variant"], g["method"],
                g["group"], g["other"]) == (test, response, variant, method, group, other))


def words(folder):
    claim = "test,q,,g,{},{},dunn,,{:.6f}".format
    bonferroni = [claim(*p, golden("dunn", "bonferroni", *p)) for p in (("1", "4"), ("2", "5"))]
    holm = claim("2", "4", golden("dunn", "holm", "2", "4"))
    plain = golden("dunn", "none", "2", "4")
    dscf = rows(plan_of(folder, SURVEY, 5), "--claims", table(folder, "dscf.csv", [
        "G,s,test,q,,g,1,4,dscf,,0.999999999"]))["G"]["recomputed"]
    path = table(folder, "words.csv", [
        f"A,one,{bonferroni[0]}", f"B,one,{bonferroni[1]}", f"C,two,{bonferroni[0]}", f"D,two,{holm}",
        f"E,three,test,q,,g,2,4,dunn,,<{plain * 1.1:.6f}", f"F,three,test,q,,g,2,4,dunn,,>{plain * 1.1:.6f}",
        f"G,four,test,q,,g,1,4,dscf,,{10 * float(dscf.split(' = ')[1]):.6f}",
        f"H,five,{claim('2', '4', plain)}",
        f"I,six,test,q,,g,1,4,pairwise-mann-whitney,,{golden('mann-whitney', 'by', '1', '4'):.9f}",
        f"J,seven,differs,q,,g,1,4,,,{golden('kruskal-wallis', 'holm', '1', '4'):.9f}",
        f"K,eight,test,b,,g,,,chi-square,,{plain:.6f}",
        f"L,nine,differs,q,,g,1,4,,,{golden('mann-whitney', 'hommel', '1', '4'):.9f}"])
    found = rows(plan_of(folder, SURVEY, 5), "--claims", path)
    for key in "AB":
        expect(found[key]["variant"] == "adjusted: bonferroni" and "Mixed" not in found[key]["note"] and
               "adjusted over 10 tests; the plan adjusts them otherwise: Holm." in found[key]["note"],
               f"{found[key]}")
    expect("Mixed" in found["C"]["note"] and "Mixed" in found["D"]["note"], f"{found['C']}")
    expect(fits(found["D"])[0] == "adjusted: holm" and
           "adjusted over 10 tests as the plan adjusts them: Holm." in found["D"]["note"], f"{found['D']}")
    expect([found[k]["verdict"] for k in "EF"] == ["confirmed", "contradicted"],
           f"a bound is judged by the default: {found['E']}, {found['F']}")
    expect(found["G"]["verdict"] == "contradicted", f"nothing is adjusted twice: {found['G']}")
    expect(found["H"]["verdict"] == "confirmed" and fits(found["H"])[0] == "default" and
           "adjusted over" not in found["H"]["note"], f"{found['H']}")
    expect(fits(found["I"]) == ["adjusted: by"], f"{found['I']}")
    expect("adjusted: holm" in fits(found["J"]) and found["J"]["verdict"] == "variant", f"{found['J']}")
    expect("Mann-Whitney, adjusted: hommel" in fits(found["L"]), f"{found['L']}")
    expect(found["K"]["verdict"] == "contradicted", f"{found['K']}")
    french = rows(plan_of(folder, SURVEY, 5, language="fr", adjust="none"), "--claims", path)
    expect("ajustée sur 10 tests ; le plan ne les ajuste pas" in french["A"]["note"].replace("\u202f", " ")
           .replace("\u00a0", " "), f"{french['A']}")
    expect(french["A"]["variant"] == "adjusted: bonferroni", f"{french['A']}")
    french = rows(plan_of(folder, SURVEY, 5, language="fr", adjust="bonferroni"), "--claims", path)
    expect("comme le plan les ajuste" in french["A"]["note"] and "autrement" in french["D"]["note"],
           f"{french['A']}, {french['D']}")


with tempfile.TemporaryDirectory() as place:
    listed()
    goldens(place)
    weighted(place)
    signs(place)
    annexes(place)
    words(place)
sys.exit(1 if failures else 0)
