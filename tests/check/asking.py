"""What tests of `annexe check` share: asking it, reading its answers, noting what failed. The scripts that
import this are given the program, and the project's folder."""
import csv, io, os, subprocess, sys

ANNEXE, ROOT = sys.argv[1], sys.argv[2]
failures = []


def expect(condition, message):
    if not condition:
        failures.append(message)
        print("FAIL:", message)


def run(*arguments, env=None):
    done = subprocess.run([ANNEXE, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=120, env=env)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def rows(*arguments):
    code, out, err = run("check", *arguments, "--format", "csv")
    expect(code in (0, 1), f"check {arguments}: exit {code}: {err}")
    return {row["id"]: row for row in csv.DictReader(io.StringIO(out))}


def write(folder, name, text):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path
