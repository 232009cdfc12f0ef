#!/usr/bin/env python3
"""The tracked files that differ from what was there before, most changed first.

    changed-files.py [--limit N] [PATTERN...]
    changed-files.py --base      the commit compared with; fails if there is none

Before: where this branch left main, or, on main itself, the commit before the
last. What is not committed counts as well. PATTERNs are those of git. Without
history (an archive, a clone of depth 1) nothing has changed. With --limit, the
files left out are named on standard error.
"""

import argparse
import os
import subprocess
import sys

ROOT = os.path.normpath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))


def git(*arguments):
    """What git prints, or nothing if it fails."""
    try:
        done = subprocess.run(["git", "-c", "safe.directory=*", *arguments], cwd=ROOT,
                              capture_output=True, text=True)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def base():
    head = git("rev-parse", "HEAD")
    for branch in ("origin/HEAD", "origin/main", "main"):
        left = git("merge-base", "HEAD", branch)
        if left and left != head:
            return left
    return git("rev-parse", "--verify", "HEAD~1")


def changed(patterns):
    """[(changed lines, path)], the most changed first."""
    commit = base()
    if not commit:
        return []
    listed = git("diff", "--numstat", "--no-renames", "--diff-filter=d", commit, "--", *patterns)
    files = []
    for line in (listed or "").splitlines():
        added, removed, path = line.split("\t", 2)
        if added != "-":
            files.append((int(added) + int(removed), path))
    return sorted(files, key=lambda entry: (-entry[0], entry[1]))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--limit", type=int)
    parser.add_argument("--base", action="store_true")
    parser.add_argument("patterns", nargs="*")
    options = parser.parse_args()
    if options.base:
        commit = base()
        sys.exit(print(commit) if commit else "no history")
    files = [path for _, path in changed(options.patterns)]
    kept = files[: options.limit]
    for path in kept:
        print(path)
    if len(files) > len(kept):
        print("left out, less changed: " + " ".join(files[len(kept):]), file=sys.stderr)


if __name__ == "__main__":
    main()
