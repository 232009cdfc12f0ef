//===- AllocateBuffers.cpp - addresses by live range ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry: every buffer has a memory and a depth. Exit form: placed.
///
//===----------------------------------------------------------------------===//

#include "dialects/Arch/FormatTypes.h"
#include "mlir/IR/Builders.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Numerics/Packing.h"
#include "ridge/Transforms/Place/LiveInterval.h"
#include "ridge/Transforms/Place/Passes.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/MathExtras.h"

namespace ridge {
#define GEN_PASS_DEF_ALLOCATEBUFFERS
#include "lib/Transforms/Place/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

/// First and last layer that touches each buffer; interface buffers of the home
/// memory live throughout.
static llvm::MapVector<BufferOp, std::pair<int64_t, int64_t>>
liveRanges(func::FuncOp func) {
  llvm::MapVector<BufferOp, std::pair<int64_t, int64_t>> ranges;
  for (BufferOp buffer : func.getOps<BufferOp>())
    ranges[buffer] = {-1, -1};
  int64_t index = 0;
  for (LayerOp layer : func.getOps<LayerOp>()) {
    layer.walk([&](Operation *op) {
      for (Value operand : op->getOperands())
        if (auto buffer = operand.getDefiningOp<BufferOp>()) {
          auto &range = ranges[buffer];
          range.first = range.first < 0 ? index : range.first;
          range.second = index;
        }
    });
    ++index;
  }
  for (auto &[buffer, range] : ranges) {
    BufferOp op = buffer;
    if (op.getArgument() || op.getResultIndex() || op.getValue())
      range = {0, std::max<int64_t>(index - 1, 0)};
  }
  return ranges;
}

static LogicalResult allocateMemory(func::FuncOp func, const Memory &memory,
                                    ArrayRef<BufferOp> buffers,
                                    ArrayRef<size_t> places,
                                    MutableArrayRef<LiveInterval> intervals) {
  int64_t peak = placeIntervals(intervals, memory.bytes, memory.alignment);
  if (peak <= memory.bytes) {
    for (auto [buffer, number] : llvm::zip(buffers, places))
      BufferOp(buffer).setAddress(intervals[number].address);
    return success();
  }
  BufferOp largest = buffers.front();
  int64_t bytes = 0;
  for (auto [buffer, number] : llvm::zip(buffers, places))
    if (intervals[number].bytes > bytes) {
      bytes = intervals[number].bytes;
      largest = buffer;
    }
  InFlightDiagnostic error = func.emitError()
                             << "needs " << peak << " bytes of @" << memory.name
                             << ", which holds " << memory.bytes
                             << "; enlarge that memory or use a smaller model";
  error.attachNote(largest.getLoc())
      << "the largest buffer is '" << largest.getLabel() << "' with " << bytes
      << " bytes";
  return error;
}

namespace {
struct AllocateBuffersPass
    : ridge::impl::AllocateBuffersBase<AllocateBuffersPass> {
  using AllocateBuffersBase::AllocateBuffersBase;

  void runOnOperation() override {
    func::FuncOp func = getOperation();
    FailureOr<MachineHandle> target = recordMachine(func, machineName);
    if (failed(target))
      return signalPassFailure();
    auto ranges = liveRanges(func);
    for (const Memory &memory : (*target)->memories) {
      SmallVector<BufferOp> buffers;
      SmallVector<LiveInterval> intervals;
      SmallVector<size_t> places; // Per buffer its interval.
      // By layer and number, where buffers take turns.
      llvm::SmallDenseMap<std::pair<int64_t, int64_t>, size_t> turns;
      for (auto &[buffer, range] : ranges) {
        BufferOp op = buffer;
        if (op.getMemory() != memory.name)
          continue;
        if (range.first < 0) { // Nobody touches it.
          op.erase();
          continue;
        }
        FailureOr<int64_t> bytes = setSlots(op, memory);
        if (failed(bytes))
          return signalPassFailure();
        op.setLayers(ArrayRef<int64_t>{range.first, range.second});
        // Locals of odd layers grow down from the top: neighbours do not meet.
        bool fromTop = !memory.home && range.first % 2 == 1;
        buffers.push_back(op);
        if (std::optional<int64_t> turn = op.getTurn()) {
          auto [entry, isNew] =
              turns.try_emplace({range.first, *turn}, intervals.size());
          places.push_back(entry->second);
          if (!isNew) {
            int64_t &room = intervals[entry->second].bytes;
            room = std::max(room, *bytes);
            continue;
          }
        } else {
          places.push_back(intervals.size());
        }
        intervals.push_back({*bytes, static_cast<int32_t>(range.first),
                             static_cast<int32_t>(range.second), fromTop,
                             static_cast<int64_t>(op.getAddress().value_or(0)),
                             op.getAddress().has_value()});
      }
      if (failed(allocateMemory(func, memory, buffers, places, intervals)))
        return signalPassFailure();
    }
  }

  /// Bytes of all slots.
  FailureOr<int64_t> setSlots(BufferOp buffer, const Memory &memory) {
    auto type = cast<arch::BufferType>(buffer.getBuffer().getType());
    std::optional<Format> format = formatOf(type.getElementType());
    if (!format)
      return buffer.emitError() << "holds " << type.getElementType()
                                << ", which no format describes";
    int64_t slot = llvm::alignTo(storedBytes(*format, type.getElements()),
                                 memory.alignment);
    int64_t depth = buffer.getDepth().value_or(1);
    buffer.setSlotBytes(slot);
    buffer.setDepth(depth);
    return slot * depth;
  }
};
} // namespace
