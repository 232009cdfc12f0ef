#!/usr/bin/env python3
"""Runs the lit suites of a build tree and ends with one line of totals.

    run-tests.py BUILD [lit arguments...]

lit runs the .mlir and .test files and, case by case, the GoogleTest
executables. The exit status is 0 only if something ran and nothing failed.
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
    # What `make sanitize` built.
    sanitized = os.path.join(build, "sanitize/test/Unit")
    if suites and os.path.exists(os.path.join(sanitized, "lit.site.cfg.py")):
        suites.append(sanitized)
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
    not_run = sum(t["code"] in NOT_RUN for t in tests)
    if not_run:
        print("%d not run on this machine" % not_run)
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
