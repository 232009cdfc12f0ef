//===- CheckCodec.cpp - what buffers in codecs must keep ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Codecs exist and are what buffers say of them; moves have paths that know
/// them and write whole units.
///
//===----------------------------------------------------------------------===//

#include "CheckCodec.h"
#include "ridge/Numerics/Codec.h"
#include "ridge/Program/Describe.h"
#include "ridge/Support/Saturate.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/Twine.h"
#include <cmath>
#include <cstdio>
#include <numeric>

using namespace ridge;
using llvm::Twine;

//===----------------------------------------------------------------------===//
// Whole units
//===----------------------------------------------------------------------===//

/// Every alternative of `extent` times `run` is a multiple of `unit`.
static bool isRunMultiple(const Extent &extent, int64_t run, int64_t unit) {
  int64_t missing = unit / std::gcd(run, unit);
  return llvm::all_of(extent.values, [&](const Affine &value) {
    return value.isMultipleOf(missing);
  });
}

bool ridge::touchesWholeUnits(const Access &access,
                              llvm::ArrayRef<Extent> sizes,
                              llvm::ArrayRef<int64_t> trips, int64_t unit) {
  if (!access.offset.isMultipleOf(unit))
    return false;
  llvm::SmallVector<size_t, 4> left;
  for (size_t d = 0; d < sizes.size(); ++d)
    if (rangeOf(sizes[d], trips).high > 1)
      left.push_back(d);
  int64_t run = 1;
  while (run % unit != 0) {
    auto *next =
        llvm::find_if(left, [&](size_t d) { return access.strides[d] == run; });
    if (next == left.end())
      return false;
    Interval size = rangeOf(sizes[*next], trips);
    bool ends = isRunMultiple(sizes[*next], run, unit);
    // A run that goes on has to be full for all counters.
    if (!ends && size.low != size.high)
      return false;
    run = ends ? unit : saturatingMul(run, size.high);
    left.erase(next);
  }
  return llvm::all_of(left,
                      [&](size_t d) { return access.strides[d] % unit == 0; });
}

//===----------------------------------------------------------------------===//
// Rules
//===----------------------------------------------------------------------===//

std::vector<std::string> ridge::codecProblems(const Buffer &buffer,
                                              const Machine &machine) {
  std::vector<std::string> problems;
  if (buffer.codec.empty())
    return problems;
  auto report = [&](const Twine &what) { problems.push_back(what.str()); };
  std::string name = "buffer " + symbolText(buffer.name);
  auto codec = Codec::create(buffer.codec);
  if (!codec) {
    report(name + ": " + llvm::toString(codec.takeError()));
    return problems;
  }
  double fixed = (*codec)->fixedBitsPerValue();
  int64_t unit = (*codec)->unit();
  auto number = [](double value) {
    char text[40];
    std::snprintf(text, sizeof(text), "%.9g", value);
    return std::string(text);
  };
  if ((*codec)->name() != buffer.codec)
    report(name + " is in codec '" + buffer.codec + "', its name is '" +
           (*codec)->name() + "'");
  if (unit == 0) {
    report(name + " is in codec " + buffer.codec +
           ", which encodes whole runs, expected one with "
           "units of fixed size");
    return problems;
  }
  if (buffer.codecUnit != unit)
    report(name + " has units of " + Twine(buffer.codecUnit) +
           " elements, codec " + buffer.codec + " of " + Twine(unit));
  if (fixed != 0 && buffer.codecBits != fixed)
    report(name + " has " + number(buffer.codecBits) +
           " bits per value, codec " + buffer.codec + " " + number(fixed));
  if (!(buffer.codecBits > 0) || !std::isfinite(buffer.codecBits))
    report(name + " has " + number(buffer.codecBits) +
           " bits per value, expected more than 0");
  if (!isFloat(buffer.format))
    report(name + " is in codec " + buffer.codec + " and holds " +
           formatName(buffer.format) + ", expected floats");
  if (buffer.elements % unit != 0)
    report(name + " has " + Twine(buffer.elements) +
           " elements, expected whole units of " + Twine(unit));
  if (!machine.memories[buffer.memory].home)
    report(name + " is in codec " + buffer.codec + " in " +
           symbolText(machine.memories[buffer.memory].name) +
           ", expected the machine's home memory");
  return problems;
}

std::vector<std::string> ridge::codecProblems(const ProgramOp &op,
                                              llvm::ArrayRef<int64_t> trips,
                                              const Program &program,
                                              const Machine &machine) {
  std::vector<std::string> problems;
  auto report = [&](const Twine &what) { problems.push_back(what.str()); };
  const Path &path = machine.paths[op.path];
  const Buffer &from = program.buffers[op.operands[0].buffer];
  const Buffer &to = program.buffers[op.operands[1].buffer];
  if (!from.codec.empty() && !to.codec.empty())
    report("both buffers are in codecs, expected one at most");
  for (const Buffer *buffer : {&from, &to})
    if (!buffer->codec.empty() &&
        !llvm::is_contained(path.codecs, buffer->codec))
      report(symbolText(buffer->name) + " is in codec " + buffer->codec +
             ", which the path does not have");
  for (const Access &list : llvm::ArrayRef(op.operands).drop_front(2))
    if (!program.buffers[list.buffer].codec.empty())
      report("the positions in " +
             symbolText(program.buffers[list.buffer].name) + " are in a codec");
  if (!to.codec.empty() && to.codecUnit > 0 &&
      !touchesWholeUnits(op.operands[1], op.sizes, trips, to.codecUnit))
    report("what it writes to " + symbolText(to.name) +
           " is not shown to be whole units of " + Twine(to.codecUnit) +
           " neighbours; codec " + to.codec + " encodes them together");
  return problems;
}
