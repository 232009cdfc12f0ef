#!/usr/bin/env python3
"""Writes the first version of a pass: declaration, source, build entry, test.

    new-pass.py STAGE NAME SUMMARY [--root ROOT]
    new-pass.py Place AssignBanks "Give each buffer its banks"

NAME is a verb with an object. The pass compiles and does nothing; its test
fails until it does something. Then say in lib/Transforms/STAGE/README.md what
changes in the contract of the stage, and add the pass to the stage's pipeline.
"""

import argparse
import os
import re
import sys

DECLARATION = '''def {name} : Pass<"ridge-{flag}", "::mlir::func::FuncOp"> {{
  let summary = "{summary}";
  let description = [{{
    TODO: what comes in, what goes out, what it costs to run.
  }}];
}}

'''

SOURCE = '''{banner}
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \\file
/// TODO: what the pass decides, from which form to which form, at which cost.
///
//===----------------------------------------------------------------------===//

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "ridge/Transforms/{stage}/Passes.h"

namespace ridge {{
#define GEN_PASS_DEF_{macro}
#include "lib/Transforms/{stage}/Passes.h.inc"
}} // namespace ridge

using namespace mlir;
using namespace ridge;

namespace {{
struct {name} : ridge::impl::{name}Base<{name}> {{
  using Base::Base;
  void runOnOperation() override;
}};
}} // namespace

void {name}::runOnOperation() {{
  // Collect, decide, rewrite, report.
}}
'''

TEST = '''// RUN: ridge-opt %s --ridge-{flag} | FileCheck %s

// CHECK-LABEL: func.func @names_the_case
// CHECK: TODO: what the pass promises
func.func @names_the_case() {{
  return
}}
'''


def kebab(name):
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower()


def banner(file_name, what):
    """The opening line, padded to 80 columns."""
    start = "//===- %s - %s " % (file_name, what)
    return start + "-" * max(1, 75 - len(start)) + "===//"


def create(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    print("wrote    %s" % path)


def edit(path, pattern, replacement):
    """Replaces the one match of `pattern` in the file."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    text, count = re.subn(pattern, lambda m: replacement(m), text, count=1, flags=re.S)
    if not count:
        sys.exit("error: %s has not the form that new-pass.py knows" % path)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    print("extended %s" % path)


def main():
    default = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("stage", help="Import, Tile, Place, Select or Schedule")
    parser.add_argument("name", help="CamelCase, a verb with an object")
    parser.add_argument("summary", help="one sentence without a full stop")
    parser.add_argument("--root", default=os.path.normpath(default))
    options = parser.parse_args()
    if not re.fullmatch(r"([A-Z][a-z0-9]+){2,}", options.name):
        parser.error("%s is not a CamelCase verb with an object" % options.name)

    file_name = options.name + ".cpp"
    words = {
        "stage": options.stage,
        "name": options.name,
        "flag": kebab(options.name),
        "macro": options.name.upper(),
        "summary": options.summary,
        "banner": banner(file_name, options.summary[0].lower() + options.summary[1:]),
    }
    stage_sources = os.path.join(options.root, "lib/Transforms", options.stage)
    source = os.path.join(stage_sources, file_name)
    test = os.path.join(
        options.root, "test/Transforms", options.stage, words["flag"] + ".mlir"
    )
    declarations = os.path.join(
        options.root, "include/ridge/Transforms", options.stage, "Passes.td"
    )
    if not os.path.exists(declarations):
        sys.exit("error: no %s; is the stage spelled as its folder?" % declarations)
    for path in (source, test):
        if os.path.exists(path):
            sys.exit("error: %s is there already" % path)

    edit(
        declarations,
        r"(#endif[^\n]*\n?)\Z",
        lambda m: DECLARATION.format(**words) + m.group(1),
    )
    edit(
        os.path.join(stage_sources, "CMakeLists.txt"),
        r"(ridge_add_compiler_library\([^)]*?)(\n  LINK)",
        lambda m: m.group(1) + "\n  " + file_name + m.group(2),
    )
    create(source, SOURCE.format(**words))
    create(test, TEST.format(**words))


if __name__ == "__main__":
    main()
