"""A statistic is a file with a head, a line in the registry and a test: what is missing, by line.

Run: python3 tests/stats/heads.py PROJECT
"""
import pathlib
import re
import sys

HEAD = ["SOURCE", "UNDEFINED", "DEVIATES", "GOLDEN"]


def problems(root):
    registry = (root / "src/stats/registry.def").read_text(encoding="utf-8")
    registered = set(re.findall(r"^STATISTIC\((\w+)\)", registry, re.M))
    defined = set()
    for file in sorted((root / "src/stats").glob("*.c")):
        text = file.read_text(encoding="utf-8")
        names = re.findall(r"^const Statistic statistic_(\w+) =", text, re.M)
        defined.update(names)
        if not names:
            continue
        head = text[:text.index("*/")] if text.startswith("/*") else ""
        for word in HEAD:
            if not re.search(rf"^ \* {word} ", head, re.M):
                yield f"{file}: its head has no {word}"
        tests = root / "tests/stats/meson.build"
        if f"'{file.stem}'" not in tests.read_text(encoding="utf-8"):
            yield f"{file}: no test of that name in {tests}"
        for script in re.findall(r"tests/stats/\w+\.\w+", head):
            if not (root / script).exists():
                yield f"{file}: names {script}, which is not there"
    for name in sorted(defined ^ registered):
        yield f"statistic_{name} is {'not registered' if name in defined else 'not defined'}"


found = list(problems(pathlib.Path(sys.argv[1])))
print("\n".join(found) if found else "every statistic has its head, its line and its test")
sys.exit(1 if found else 0)
