"""What annexe costs, as ratios in one run against the bare parse of the same file and against PSPP.

A generated questionnaire: 57 five-point items, three groupings (9, 3 and 2 groups), 5 % missing. Each
figure is the median of several runs, paired: ours and the peer's in turn. A sampling design is held
against the same job with its weight alone, random tables against a target in seconds. Prints a table;
exits 1 when a target is missed, 77 where a tool is missing. Not a timed test: `meson test --benchmark`.

Run: bench.py ANNEXE GENERATE BARE_READSTAT BARE_CSV
"""
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ANNEXE, GENERATE, BARE_READSTAT, BARE_CSV = map(os.path.abspath, sys.argv[1:5])
BY = "[territoire, tenure, soutien]"
TESTS = f"""  - compare: {{responses: [q1 - q57], by: {BY}}}
  - associate: {{responses: [q1 - q57], by: {BY}}}
"""
PAIRS = "  - associate: {pairs: [q1 - q57, territoire - soutien]}\n"
missed = []


def plan(folder, data, analyses):
    path = folder / (data.replace(".", "-") + f"-{len(analyses)}.yaml")
    path.write_text(f"annexe: 1\nid: bench\ndata: {{file: {data}}}\nanalyses:\n{analyses}")
    return path


def seconds(command, folder):
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def pair(ours, theirs, folder, runs):
    """Medians of ours and theirs, and of the ratio of each pair."""
    timed = [(seconds(ours, folder), seconds(theirs, folder)) for _ in range(runs)]
    a, b = (statistics.median(column) for column in zip(*timed))
    return a, b, statistics.median(x / y for x, y in timed)


def family_memory(command, folder):
    """Peak of the proportional set sizes of the process and its children together, in MiB."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(pss, tree(process.pid))))
        time.sleep(0.002)
    return peak / 1024


def tree(pid):
    found = [pid]
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            for child in pathlib.Path(f"/proc/{pid}/task/{thread}/children").read_text().split():
                found += tree(int(child))
    except OSError:
        pass
    return found


def pss(pid):
    try:
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    return 0


def show(what, value, target, unit=""):
    held = value <= target
    if not held:
        missed.append(what)
    print(f"{what:<72} {value:8.2f}{unit} (at most {target}{unit}) {'' if held else 'MISSED'}", flush=True)


def run_of(plan_path, *options):
    return [ANNEXE, "run", str(plan_path), "-o", "out", "-q", *options]


PSPP = """GET FILE='{data}'.
NPAR TESTS /KRUSKAL-WALLIS = q1 TO q57 BY territoire (1, 9).
NPAR TESTS /KRUSKAL-WALLIS = q1 TO q57 BY tenure (1, 3).
NPAR TESTS /KRUSKAL-WALLIS = q1 TO q57 BY soutien (1, 2).
CROSSTABS /TABLES = q1 TO q57 BY territoire tenure soutien /STATISTICS = CHISQ.
"""


def yardstick(folder, ours):
    """A host lends more or less of its speed: 100 ms are meant where this pass takes 80."""
    subprocess.run([GENERATE, "200000", "m200.csv"], cwd=folder, check=True)
    _, _, ratio = pair(ours, [BARE_CSV, "m200.csv"], folder, 15)
    show("  against a bare libcsv pass over 200,000 respondents (ratio)", ratio, 1.25)
    (folder / "m200.csv").unlink()


def small(folder):
    subprocess.run([GENERATE, "749", "s749.sav"], cwd=folder, check=True)
    ours = run_of(plan(folder, "s749.sav", TESTS))
    what = "749 respondents, 171 comparisons and associations, all outputs"
    if shutil.which("pspp") is None:
        print("pspp is not installed (apt-get install pspp): not compared")
        show(what, 1000 * statistics.median(seconds(ours, folder) for _ in range(9)), 100, " ms")
    else:
        (folder / "s749.sps").write_text(PSPP.format(data="s749.sav"))
        a, _, ratio = pair(ours, ["pspp", "s749.sps", "-o", "out.txt"], folder, 9)
        show(what, 1000 * a, 100, " ms")
        show("  against PSPP's statistics alone (ratio)", ratio, 1)
    yardstick(folder, ours)


def large(folder):
    for extension, bare, target in (("sav", BARE_READSTAT, 1.0), ("csv", BARE_CSV, 2.5)):
        data = f"m1000.{extension}"
        subprocess.run([GENERATE, "1000000", data], cwd=folder, check=True)
        ours = run_of(plan(folder, data, TESTS))
        a, b, ratio = pair(ours, [bare, data], folder, 5)
        print(f"1,000,000 respondents .{extension}: {a:.2f} s, bare parse {b:.2f} s")
        show(f"1,000,000 respondents, .{extension}: whole job against the bare parse", ratio, target)
        if extension == "sav":
            memory(folder, ours)
        (folder / data).unlink()


def memory(folder, ours):
    subprocess.run([GENERATE, "200000", "m200.sav"], cwd=folder, check=True)
    at_million = family_memory(ours, folder)
    at_200k = family_memory(run_of(plan(folder, "m200.sav", TESTS)), folder)
    show("peak memory, all processes, 1,000,000 respondents", at_million, 96, " MiB")
    show("  more than at 200,000", at_million - at_200k, 8, " MiB")


def pairs(folder):
    plain = run_of(plan(folder, "m200.sav", TESTS))
    with_pairs = run_of(plan(folder, "m200.sav", TESTS + PAIRS))
    a, b, _ = pair(with_pairs, plain, folder, 7)
    show("all 1,770 pairs of 60 variables at 200,000 respondents, more", a - b, 0.3, " s")


DESIGN = """data:
  file: design.sav
  weight: {variable: poids, kind: sampling}
  design: {strata: strate, cluster: [grappe]}
"""


def design(folder):
    """Clusters in no order, the worst case: a file sorted by cluster takes less."""
    subprocess.run([GENERATE, "200000", "design.sav", "2000"], cwd=folder, check=True)
    commands = []
    for name, data in (("with", DESIGN), ("without", DESIGN.replace("  design:", "  #"))):
        path = folder / f"design-{name}.yaml"
        path.write_text(f"annexe: 1\nid: bench\n{data}analyses:\n{TESTS}")
        commands.append(run_of(path))
    a, b, ratio = pair(*commands, folder, 7)
    print(f"200,000 respondents in 2,000 clusters: {a:.2f} s, with the weight alone {b:.2f} s")
    show("a design of 2,000 clusters against the weight alone (ratio)", ratio, 2)
    a, b = (family_memory(command, folder) for command in commands)
    print(f"peak memory, all processes: {a:.1f} MiB, with the weight alone {b:.1f} MiB")
    show("  more than with the weight alone (ratio)", a / b, 1.1)


def draws(folder):
    """The shipped survey of 749 respondents, its comparisons of scores by Monte-Carlo too."""
    survey = pathlib.Path(__file__).parents[2] / "surveys" / "provincial"
    shutil.copytree(survey, folder / "provincial")
    path = folder / "provincial" / "plan.yaml"
    comparison = "compare: {responses: scales, by: [territoire, soutien, tenure]}\n"
    method = "    method: monte-carlo\n    draws: 100000\n"
    text = path.read_text(encoding="utf-8")
    if text.count(comparison) != 1:
        raise ValueError(f"{path}: where are its comparisons?")
    path.write_text(text.replace(comparison, comparison + method), encoding="utf-8")
    plain, timed = run_of(survey / "plan.yaml"), run_of(path)
    a, b, _ = pair(timed, plain, folder, 5)
    show("21 comparisons of scores with 100,000 draws each, whole job", a, 3, " s")
    print(f"  without them {b:.2f} s")


PROVINCIAL = pathlib.Path(__file__).resolve().parents[2] / "surveys" / "provincial" / "plan.yaml"


def claims(folder):
    for what, target, arguments in (
            ("check of the provincial survey's 129 claims against data", 0.5, ["check"]),
            ("  against each other", 0.5, ["check", "--no-data"]),
            ("synth of its 749 respondents", 10, ["synth", "-q", "-o", "made.sav"])):
        command = [ANNEXE, *arguments, str(PROVINCIAL)]
        show(what, statistics.median(seconds(command, folder) for _ in range(5)), target, " s")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        claims(folder)
        small(folder)
        large(folder)
        pairs(folder)
        design(folder)
        draws(folder)
    return 1 if missed else 0


sys.exit(main())
