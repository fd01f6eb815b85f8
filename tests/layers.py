"""The direction of data is a test: a room includes only rooms before it, a library has one home.

Exits 1 with one line per breach. Run: python3 tests/layers.py PROJECT
"""
import pathlib
import re
import sys

ROOMS = ["base", "numeric", "plan", "data", "tally", "result", "stats", "analysis", "check",
         "report", "synth", "command"]
# Library header -> the room, or the files, that may include it.
HOMES = {
    r"gsl/.*": ["src/numeric/"],
    r"libfyaml\.h": ["src/plan/"],
    r"readstat\.h": ["src/data/"],
    r"csv\.h": ["src/base/"],
    r"xlsxwriter.*": ["src/report/xlsx"],
    r"zlib\.h": ["src/report/xlsx"],
    r"pcre2\.h": ["src/check/"],
    r"json-c.*": ["src/report/", "src/base/"],
    r"seccomp\.h": ["src/data/"],
    r"openssl/.*": ["src/base/"],
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.M)


def room_of(path):
    return path.parts[1] if path.parts[0] in ("src", "include") else None


def breaches(root):
    files = sorted(p for d in ("src", "include") for p in (root / d).rglob("*.[ch]"))
    for file in files:
        path = file.relative_to(root)
        room = room_of(path)
        for kind, name in INCLUDE.findall(file.read_text(encoding="utf-8")):
            yield from included(path, room, kind, name)
        if path.suffix == ".c":
            build = root / "src" / room / "meson.build"
            if str(path.relative_to(pathlib.Path("src") / room)) not in build.read_text():
                yield f"{path}: not registered in {build.relative_to(root)}"


def included(path, room, kind, name):
    head = name.split("/")[0]
    if kind == '"' and head in ROOMS and "/" in name:
        if ROOMS.index(head) > ROOMS.index(room):
            yield f"{path}: room '{room}' includes {name}, which lies behind it"
        return
    for pattern, homes in HOMES.items():
        if re.fullmatch(pattern, name) and not any(str(path).startswith(h) for h in homes):
            yield f"{path}: includes {name}; its home is {', '.join(homes)}"
    if kind == "<" and path.parts[0] == "include" and "/" not in name and name != "glib.h":
        standard = {"stdio.h", "stdint.h", "stddef.h", "stdarg.h", "math.h", "stdbool.h"}
        if name not in standard:
            yield f"{path}: a public header includes the third-party header {name}"


def main():
    root = pathlib.Path(sys.argv[1])
    found = list(breaches(root))
    print("\n".join(found))
    print(f"{len(found)} breaches of the layers")
    return 1 if found else 0


sys.exit(main())
