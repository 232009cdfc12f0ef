//===- LayerFormats.cpp - number formats of each layer --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LayerFormats.h"
#include "llvm/ADT/StringExtras.h"

using namespace ridge;
using llvm::StringRef;

/// Of what the operation reads, and of what it writes. Constants in the
/// instruction word have the format of what they meet.
static std::string formatsOf(const ProgramOp &op, const Program &program) {
  bool isMove = op.kind == ProgramOp::Kind::Move;
  size_t inputs = isMove ? 1 : program.kernels[op.kernel].inputs.size();
  std::vector<std::string> reads, writes;
  for (auto [i, access] : llvm::enumerate(op.operands)) {
    if (access.isImmediate() || (isMove && i > 1))
      continue;
    std::string name = formatName(program.buffers[access.buffer].format);
    (i < inputs ? reads : writes).push_back(std::move(name));
  }
  return llvm::join(reads, " x ") + " -> " + llvm::join(writes, ", ");
}

static void visit(const Block &block, const RunResult &run,
                  std::vector<std::string> &formats) {
  for (const ProgramOp &op : block) {
    if (op.kind == ProgramOp::Kind::Loop) {
      visit(op.body, run, formats);
      continue;
    }
    if (op.layer < 0 || !formats[op.layer].empty())
      continue;
    InstructionId main = run.cost.layers[op.layer].instruction;
    bool isMain = op.kind == ProgramOp::Kind::Issue
                      ? run.program->layers[op.layer].macs > 0
                            ? sumsProducts(run.program->kernels[op.kernel])
                            : op.instruction == main
                      : op.kind == ProgramOp::Kind::Move && main < 0;
    if (isMain)
      formats[op.layer] = formatsOf(op, *run.program);
  }
}

std::vector<std::string> ridge::layerFormats(const RunResult &run) {
  std::vector<std::string> formats(run.program->layers.size());
  // A deadlocked or partial result may know no layers.
  if (run.cost.layers.size() != formats.size())
    return formats;
  for (const Queue &queue : run.program->queues)
    visit(queue.body, run, formats);
  return formats;
}
