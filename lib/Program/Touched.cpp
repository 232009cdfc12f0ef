//===- Touched.cpp - what an operation touches, and how -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// See Touched.h.
///
//===----------------------------------------------------------------------===//

#include "ridge/Program/Touched.h"
#include "ridge/Numerics/Packing.h"
#include "llvm/Support/MathExtras.h"

using namespace ridge;

AccessUse ridge::useOf(const Program &program, const ProgramOp &op,
                       size_t position) {
  if (op.kind == ProgramOp::Kind::Move)
    return position == 1 ? AccessUse::Write : AccessUse::Read;
  const Kernel &kernel = program.kernels[op.kernel];
  if (position < kernel.inputs.size())
    return AccessUse::Read;
  bool updated = kernel.outputs[position - kernel.inputs.size()].updated;
  return updated ? AccessUse::Update : AccessUse::Write;
}

int64_t ridge::slotOf(const Program &program, const Access &access,
                      llvm::ArrayRef<int64_t> counters) {
  return llvm::mod(access.instance.evaluate(counters),
                   program.buffers[access.buffer].depth);
}

StridedBox ridge::touchedBytes(const Program &program, const ProgramOp &op,
                               size_t position, llvm::ArrayRef<int64_t> sizes,
                               int64_t offset) {
  const Access &access = op.operands[position];
  llvm::SmallVector<int64_t, 6> extents(sizes);
  llvm::SmallVector<int64_t, 6> strides(llvm::ArrayRef(access.strides));
  if (position == 0) {
    for (const IndexList &index : op.indices) {
      extents.push_back(index.limit);
      strides.push_back(index.stride);
    }
  }
  return StridedBox(offset, extents, strides)
      .bytes(storedBits(program.buffers[access.buffer].format));
}
