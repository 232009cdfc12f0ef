//===- OperationTime.h - time of one operation of a program -----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// How an operation of a Program asks Timing for its duration. Cost and Sim
/// both ask here, so they time the same operation alike.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_PROGRAM_OPERATIONTIME_H
#define RIDGE_PROGRAM_OPERATIONTIME_H

#include "ridge/Program/Program.h"
#include "ridge/Timing/Timing.h"

namespace ridge {

/// The values of the operation's extents at `counters`.
inline llvm::SmallVector<int64_t, 6>
evaluateSizes(const ProgramOp &op, llvm::ArrayRef<int64_t> counters) {
  llvm::SmallVector<int64_t, 6> sizes;
  for (const Extent &extent : op.sizes)
    sizes.push_back(extent.evaluate(counters));
  return sizes;
}

/// Occupancy and latency of an issue whose kernel dims have `sizes`.
/// True if `sizes` are those of the operation at these counters.
inline bool hasSizes(const ProgramOp &op, llvm::ArrayRef<int64_t> sizes,
                     llvm::ArrayRef<int64_t> counters) {
  for (auto [size, extent] : llvm::zip_equal(sizes, op.sizes))
    if (extent.evaluate(counters) != size)
      return false;
  return true;
}

/// True if the operation has the same sizes whatever the counters are.
inline bool hasFixedSizes(const ProgramOp &op) {
  return llvm::all_of(op.sizes, [](const Extent &extent) {
    return llvm::all_of(extent.values,
                        [](const Affine &value) { return value.isConstant(); });
  });
}

inline UnitTime issueTime(const Program &program, const Machine &machine,
                          const ProgramOp &op, llvm::ArrayRef<int64_t> sizes) {
  const Kernel &kernel = program.kernels[op.kernel];
  return instructionTime(machine, op.instruction,
                         boundSizes(machine, op.match, sizes),
                         kernelBits(kernel), kernelOps(kernel));
}

/// Cycles before it that `configuration` takes to become the one it needs; what
/// the engine has begun is complete in `busy`.
inline int64_t configure(EngineConfiguration &configuration,
                         const Program &program, const Machine &machine,
                         const ProgramOp &op, llvm::ArrayRef<int64_t> sizes,
                         int64_t busy) {
  if (op.kind != ProgramOp::Kind::Issue ||
      machine.instructions[op.instruction].configurationCycles == 0)
    return 0;
  return configuration.change(machine, op.instruction,
                              boundSizes(machine, op.match, sizes),
                              kernelBits(program.kernels[op.kernel]), busy);
}

/// Femtojoules of an issue whose kernel dims have `sizes`.
inline int64_t issueEnergy(const Program &program, const Machine &machine,
                           const ProgramOp &op, llvm::ArrayRef<int64_t> sizes) {
  const Kernel &kernel = program.kernels[op.kernel];
  return instructionEnergy(machine, op.instruction,
                           boundSizes(machine, op.match, sizes),
                           kernelBits(kernel), kernelOps(kernel));
}

/// Which side of a move is in a codec, and whether its windows begin at a unit
/// for all counter values and positions.
inline CodedSide codedSide(const Program &program, const ProgramOp &op) {
  using Side = CodedSide::Side;
  for (Side side : {Side::Source, Side::Target}) {
    const Access &access = op.operands[side == Side::Target];
    const Buffer &buffer = program.buffers[access.buffer];
    if (buffer.codec.empty())
      continue;
    int64_t unit = buffer.codecUnit;
    bool isAligned = access.offset.isMultipleOf(unit);
    if (side == Side::Source)
      for (const IndexList &index : op.indices)
        isAligned &= index.stride % unit == 0;
    return {side, buffer.codecBits, unit, isAligned};
  }
  return {};
}

/// What a move of a box of `sizes` asks of its path.
inline TransferDemand moveDemand(const Program &program, const Machine &machine,
                                 const ProgramOp &op,
                                 llvm::ArrayRef<int64_t> sizes) {
  const Access &source = op.operands[0];
  const Access &target = op.operands[1];
  Format format = program.buffers[source.buffer].format;
  if (!op.indices.empty()) {
    llvm::SmallVector<IndexListShape, 1> lists;
    for (const Access &list : llvm::ArrayRef(op.operands).drop_front(2))
      lists.push_back(
          {list.strides, bytesOf(program.buffers[list.buffer].format)});
    return indexedDemand(machine, op.path, sizes, source.strides,
                         target.strides, format, lists, codedSide(program, op));
  }
  TransferShape shape = transferShape(sizes, source.strides, target.strides,
                                      format, codedSide(program, op));
  return transferDemand(machine, op.path, shape);
}

} // namespace ridge

#endif // RIDGE_PROGRAM_OPERATIONTIME_H
