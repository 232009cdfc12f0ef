//===- Match.cpp - which instructions can run a kernel --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Sizes that follow from a match: what one instruction covers, and how often
/// it is issued.
///
//===----------------------------------------------------------------------===//

#include "ridge/Machine/Match.h"
#include "MatchAttempt.h"
#include "ridge/Support/Saturate.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <numeric>

using namespace ridge;

static MatchAttempt attempt(const Machine &machine, InstructionId id,
                            const Kernel &kernel, uint32_t immediates,
                            bool explains) {
  MatchQuery query{machine, id, kernel, immediates, explains};
  return machine.instructions[id].isLanes() ? attemptLanes(query)
                                            : attemptExact(query);
}

llvm::SmallVector<Match, 2> ridge::matchInstruction(const Machine &machine,
                                                    InstructionId instruction,
                                                    const Kernel &kernel,
                                                    uint32_t immediates) {
  return attempt(machine, instruction, kernel, immediates, /*explains=*/false)
      .matches;
}

llvm::SmallVector<Match, 2> ridge::matchKernel(const Machine &machine,
                                               const Kernel &kernel,
                                               uint32_t immediates) {
  llvm::SmallVector<Match, 2> matches;
  for (size_t id = 0; id < machine.instructions.size(); ++id)
    llvm::append_range(matches,
                       matchInstruction(machine, static_cast<InstructionId>(id),
                                        kernel, immediates));
  return matches;
}

/// How many operands of the kernel have a format that the instruction takes
/// there.
static unsigned commonFormats(const Instruction &instruction,
                              const Kernel &kernel) {
  auto count = [&](llvm::ArrayRef<KernelOperand> own,
                   llvm::ArrayRef<KernelOperand> wanted) {
    unsigned common = 0;
    for (size_t i = 0; i < wanted.size(); ++i)
      common +=
          instruction.isLanes()
              ? llvm::is_contained(instruction.laneFormats, wanted[i].format)
              : i < own.size() && own[i].format == wanted[i].format;
    return common;
  };
  return count(instruction.kernel.inputs, kernel.inputs) +
         count(instruction.kernel.outputs, kernel.outputs);
}

MatchDistance ridge::distanceOf(const Machine &machine, InstructionId id,
                                const Kernel &kernel, uint32_t immediates) {
  MatchAttempt found =
      attempt(machine, id, kernel, immediates, /*explains=*/true);
  return {found.stage, found.matches.empty() ? found.difference : ""};
}

std::string ridge::explainNoMatch(const Machine &machine, const Kernel &kernel,
                                  uint32_t immediates) {
  int32_t nearest = -1;
  MatchAttempt best;
  unsigned common = 0;
  for (size_t id = 0; id < machine.instructions.size(); ++id) {
    MatchAttempt found =
        attempt(machine, static_cast<InstructionId>(id), kernel, immediates,
                /*explains=*/true);
    // What only fills or copies is near to nothing that computes.
    const Instruction &instruction = machine.instructions[id];
    if (!instruction.isLanes() && instruction.kernel.numOperations() == 0 &&
        kernel.numOperations() != 0 && found.matches.empty())
      found.stage = MatchAttempt::Shape;
    // Of those that get equally far, the one of the most equal formats.
    unsigned formats = commonFormats(instruction, kernel);
    if (nearest >= 0 && (found.stage < best.stage ||
                         (found.stage == best.stage && formats <= common)))
      continue;
    nearest = static_cast<int32_t>(id);
    common = formats;
    best = std::move(found);
  }
  if (nearest < 0)
    return "the machine has no instructions";
  std::string name = "@" + machine.instructions[nearest].name;
  if (!best.matches.empty())
    return name + " matches";
  return "nearest is " + name + ": " + best.difference;
}

llvm::SmallVector<int64_t, 4> ridge::boundSizes(const Machine &machine,
                                                const Match &match,
                                                llvm::ArrayRef<int64_t> sizes) {
  const Instruction &instruction = machine.instructions[match.instruction];
  llvm::SmallVector<int64_t, 4> bound(instruction.dims.size(), 1);
  for (size_t d = 0; d < sizes.size(); ++d)
    if (match.dims[d] >= 0)
      bound[match.dims[d]] = saturatingMul(bound[match.dims[d]], sizes[d]);
  return bound;
}

/// Of several kernel dims that are parts of one the last is filled first.
int32_t ridge::unitStrideDim(const Machine &machine, const Match &match,
                             size_t access, llvm::ArrayRef<int64_t> sizes) {
  int32_t own = machine.instructions[match.instruction]
                    .operands[match.operands[access]]
                    .unitStride;
  if (own < 0)
    return -1;
  for (auto d = static_cast<int32_t>(sizes.size()); d-- > 0;)
    if (match.dims[d] == own && sizes[d] > 1)
      return d;
  return -1;
}

int64_t ridge::loopCount(const Match &match, llvm::ArrayRef<int64_t> sizes) {
  int64_t count = 1;
  for (size_t d = 0; d < sizes.size(); ++d)
    if (match.dims[d] < 0)
      count = saturatingMul(count, sizes[d]);
  return count;
}

llvm::SmallVector<int64_t, 6> ridge::largestBox(const Machine &machine,
                                                const Match &match,
                                                llvm::ArrayRef<int64_t> sizes) {
  const Instruction &instruction = machine.instructions[match.instruction];
  llvm::SmallVector<int64_t, 4> room;
  for (const InstructionDim &dim : instruction.dims)
    room.push_back(dim.high);
  llvm::SmallVector<int64_t, 6> box(sizes.size(), 1);
  llvm::SmallVector<int64_t, 4> covered(room.size(), 1);
  for (size_t d = sizes.size(); d-- > 0;) {
    if (match.dims[d] < 0)
      continue;
    int64_t &left = room[match.dims[d]];
    box[d] = std::max<int64_t>(1, std::min(sizes[d], left));
    // A fixed size leaves no rest: the dims before complete what this one has.
    const InstructionDim &own = instruction.dims[match.dims[d]];
    if (own.low == own.high && left > 0)
      box[d] = std::gcd(sizes[d], left);
    // What is cut is cut at a multiple of the step.
    int64_t &inner = covered[match.dims[d]];
    int64_t step = instruction.dims[match.dims[d]].step;
    int64_t unit = step / std::gcd(step, inner);
    if (box[d] < sizes[d] && box[d] >= unit)
      box[d] -= box[d] % unit;
    left /= box[d];
    inner *= box[d];
  }
  return box;
}
