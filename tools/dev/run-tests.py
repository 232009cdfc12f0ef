#!/usr/bin/env python3
"""Runs the lit suites of a build tree and ends with one line of totals.

    run-tests.py BUILD [lit arguments...]

lit runs the .mlir and .test files and, case by case, the GoogleTest
executables, and those of BUILD/sanitize if `make sanitize` (part of `make test`)
has configured it, brought up to date first. The exit status is 0 only if something
ran and nothing failed.
"""

import json
import os
import subprocess
import sys

PASSED = {"PASS", "FLAKYPASS", "XFAIL"}
NOT_RUN = {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}


def find_lit(build):
    """lit of the LLVM that the build tree was configured with."""
    with open(os.path.join(build, "CMakeCache.txt")) as cache:
        for line in cache:
            if line.startswith("LLVM_DIR:"):
                cmake_dir = line.split("=", 1)[1].strip()
                return os.path.normpath(os.path.join(cmake_dir, "../../../bin/lit"))
    return "lit"


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    build = os.path.abspath(sys.argv[1])
    arguments = sys.argv[2:]
    results = os.path.join(build, "test-results.json")
    if os.path.exists(results):
        os.remove(results)
    # An argument that is a path names what to run.
    named = [a for a in arguments if os.path.exists(a)]
    suites = [] if named else [os.path.join(build, "test")]
    sanitized = os.path.join(build, "sanitize")
    if suites and os.path.exists(os.path.join(sanitized, "build.ninja")):
        # Old executables would test what is no longer there.
        jobs = arguments[arguments.index("-j") :][:2] if "-j" in arguments else []
        built = subprocess.run(["cmake", "--build", sanitized, *jobs],
                               capture_output=True, text=True)
        if built.returncode:
            print(built.stdout + built.stderr)
            sys.exit("error: %s does not build" % sanitized)
        suites.append(os.path.join(sanitized, "test/Unit"))
    elif suites:
        print("without sanitizers: `make sanitize` has not been called")
    command = [find_lit(build), "-sv", "--no-progress-bar", "-o", results]
    status = subprocess.run(command + arguments + suites).returncode

    try:
        with open(results) as file:
            tests = json.load(file)["tests"]
    except (OSError, ValueError):
        print("error: lit wrote no results to %s" % results, file=sys.stderr)
        tests = []
    failed = [t for t in tests if t["code"] not in PASSED | NOT_RUN]
    passed = sum(t["code"] in PASSED for t in tests)
    for test in tests:
        if test["code"] in NOT_RUN:
            why = " ".join(test.get("output", "").split())
            print("not run on this machine: %s%s" % (test["name"], why and ": " + why))
    for test in failed:
        print("failed: %s" % test["name"])
    if not tests:
        print("error: no test ran", file=sys.stderr)
    elif status and not failed:
        print("error: lit ended with status %d" % status, file=sys.stderr)
    print("%d passed, %d failed" % (passed, len(failed)), flush=True)
    sys.exit(1 if failed or status or not passed else 0)


if __name__ == "__main__":
    main()
