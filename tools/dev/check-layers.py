#!/usr/bin/env python3
"""Checks who includes whom: arrows only to the left.

    check-layers.py [ROOT]

Reads every #include and .td include of lib/, include/ridge/, dialects/, python/
and tools/ and prints one line for each that a layer may not have. The table below
is the rule; docs/Architecture.md draws it.

    Support <- Numerics <- Values
               Numerics <- Machine <- Timing <- { Mapping | Program }
                        <- { Cost | Sim | Exec | Encoding } <- Report
    dialects <- Target <- Analysis <- Transforms <- Translate <- Pipeline
             <- Check <- Explore <- Session <- { Run | WhatIf } <- { Driver <- tools | python }
"""

import os
import re
import sys

CORE = {
    "Support": set(),
    "Numerics": set(),
    "Values": {"Numerics"},
    "Machine": {"Numerics"},
    "Timing": {"Numerics", "Machine"},
    "Mapping": {"Numerics", "Machine", "Timing"},
    "Program": {"Numerics", "Machine", "Timing"},
    "Cost": {"Numerics", "Machine", "Timing", "Program"},
    "Sim": {"Numerics", "Machine", "Timing", "Program"},
    "Exec": {"Numerics", "Machine", "Timing", "Program"},
    "Encoding": {"Numerics", "Machine", "Program"},
}
CORE["Report"] = set(CORE)
# Passes know machines through Machine, times through Timing and what is best for
# a group through Mapping; Program is the business of Translate, and its readers
# meet the compiler only in the Driver.
COMPILER = {
    "dialects": {"Numerics", "Machine"},
    "Target": {"Numerics", "Machine", "dialects"},
    "Analysis": {"Numerics", "Machine", "Timing", "Mapping", "dialects", "Target"},
    "Reference": {"Numerics", "Machine", "dialects", "Target"},
}
COMPILER["Transforms"] = COMPILER["Analysis"] | {"Analysis"}
COMPILER["Translate"] = COMPILER["Transforms"] | {"Program", "Transforms"}
# Compares groupings by their programs.
COMPILER["Pipeline"] = COMPILER["Translate"] | {"Translate", "Cost"}
# Runs what the compiler made beside the reference; knows no report.
COMPILER["Check"] = (
    COMPILER["Pipeline"] | {"Pipeline", "Reference", "Values", "Exec"}
)
COMPILER["Explore"] = set(CORE) | set(COMPILER)
COMPILER["Session"] = set(CORE) | set(COMPILER)
COMPILER["Run"] = set(CORE) | set(COMPILER)
COMPILER["WhatIf"] = set(CORE) | set(COMPILER)
COMPILER["Driver"] = set(CORE) | set(COMPILER)
COMPILER["python"] = (set(CORE) | set(COMPILER)) - {"Driver"}
COMPILER["tools"] = {"Numerics", "Values", "Pipeline", "Driver"}
LAYERS = {**CORE, **COMPILER}
# Plain arithmetic is everybody's.
for layer in LAYERS:
    LAYERS[layer] = LAYERS[layer] | {"Support"}

# The words that one dialect may take from another: attributes and types, not
# operations.
SHARED_WORDS = re.compile(r"(Attrs|Types|Enums|Dialect)(\.|$)")

INCLUDE = re.compile(r'^\s*#?\s*include\s+(?:"([^"]+)"|<([^>]+)>)')
SOURCES = (".h", ".cpp", ".def", ".td", ".inc")


def place(path):
    """Layer and, in dialects and Transforms, the folder below it."""
    parts = path.split("/")
    if parts[0] in ("lib", "include"):
        parts = parts[1:] if parts[0] == "lib" else parts[2:]
    elif parts[0] == "ridge":
        parts = parts[1:]
    layer = parts[0]
    inner = parts[1] if len(parts) > 2 else None
    return layer, inner


def complaint(path, included, quoted):
    """Why the file at `path` may not include `included`, or None."""
    layer, inner = place(path)
    if layer not in LAYERS:
        return "folder is in no layer; add it to %s" % os.path.basename(__file__)
    if included.startswith("."):
        return "relative include; name it from the root"
    if included.startswith(("mlir/", "mlir-c/", "llvm/", "llvm-c/")):
        plain = included.startswith(("llvm/ADT/", "llvm/Support/"))
        if layer in CORE and not plain:
            return "%s is free of MLIR: llvm/ADT and llvm/Support alone" % layer
        return None
    if not quoted or "/" not in included:
        return None  # the standard library, or a neighbour in the same folder
    if not included.startswith(("ridge/", "dialects/", "lib/")):
        return None  # another project's
    other, other_inner = place(included)
    if other not in LAYERS:
        return "no layer is named %s" % other
    if other == layer:
        if inner == other_inner or layer not in ("dialects", "Transforms"):
            return None
        if layer == "Transforms":
            # Files directly in Transforms belong to all its stages.
            if inner is None or other_inner is None:
                return None
            return "stages do not include one another; the IR is their interface"
        if SHARED_WORDS.search(os.path.basename(included)):
            return None
        return "dialects share attributes and types, not operations"
    if other not in LAYERS[layer]:
        allowed = ", ".join(sorted(LAYERS[layer])) or "nothing of Ridge's"
        return "%s may include %s" % (layer, allowed)
    return None


def files(root):
    for top in ("dialects", "include/ridge", "lib", "python", "tools"):
        for folder, folders, names in os.walk(os.path.join(root, top)):
            folders.sort()
            for name in sorted(names):
                if name.endswith(SOURCES):
                    yield os.path.relpath(os.path.join(folder, name), root)


def main():
    default = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
    root = sys.argv[1] if len(sys.argv) > 1 else default
    count = 0
    bad = 0
    for path in files(root):
        count += 1
        with open(os.path.join(root, path), encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                match = INCLUDE.match(line)
                if not match:
                    continue
                quoted = match.group(1) is not None
                why = complaint(path, match.group(1) or match.group(2), quoted)
                if why:
                    bad += 1
                    included = match.group(1) or match.group(2)
                    print("%s:%d: includes %s: %s" % (path, number, included, why))
    print("%d files, %d includes against the layers" % (count, bad))
    sys.exit(1 if bad or not count else 0)


if __name__ == "__main__":
    main()
