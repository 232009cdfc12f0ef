//===- AssignMemories.cpp - memory and slots per buffer -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry: tile form with moves. Exit: every buffer says its memory and depth.
/// Both were decided with the mapping of the group; that instructions take
/// their operands from there is for Select to prove, and paths for the verifier
/// of the placed form.
///
//===----------------------------------------------------------------------===//

#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Transforms/Place/Passes.h"
#include "llvm/ADT/SetVector.h"

namespace ridge {
#define GEN_PASS_DEF_ASSIGNMEMORIES
#include "lib/Transforms/Place/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

namespace {
/// The buffers that a layer touches, and those of them whose contents change.
struct Touched {
  llvm::SetVector<Value> buffers;
  llvm::SmallDenseSet<Value, 16> changing;

  void note(Value buffer, Attribute access) {
    buffers.insert(buffer);
    if (!cast<arch::AccessAttr>(access).getInstance().isConstant())
      changing.insert(buffer);
  }
};
} // namespace

static Touched touchedBy(LayerOp layer) {
  Touched touched;
  layer.walk([&](Operation *op) {
    if (auto move = dyn_cast<MoveOp>(op)) {
      touched.note(move.getSource(), move.getAccesses()[0]);
      touched.note(move.getTarget(), move.getAccesses()[1]);
    }
    auto compute = dyn_cast<ComputeOp>(op);
    if (!compute)
      return;
    size_t read = 0;
    for (Attribute access : compute.getAccesses().getValue().drop_back())
      if (isa<arch::AccessAttr>(access))
        touched.note(compute.getReads()[read++], access);
    touched.note(compute.getWrite(), compute.getAccesses().getValue().back());
  });
  return touched;
}

static LogicalResult assign(BufferOp buffer, bool changes,
                            const Machine &machine) {
  PlaceAttr place = buffer.getPlaceAttr();
  if (!place)
    return buffer.emitError("does not say where it is to lie; run "
                            "ridge-choose-tiles and ridge-apply-tiling first");
  if (machine.findMemory(place.getMemory()) < 0)
    return buffer.emitError()
           << "is to lie in '" << place.getMemory() << "', which machine '"
           << machine.name << "' does not have";
  if (place.getSlots() > 1 && !changes)
    return buffer.emitError() << "is to have " << place.getSlots()
                              << " slots, and its contents never change; "
                                 "expected 1";
  buffer.setMemory(place.getMemory());
  buffer.setDepth(place.getSlots());
  if (place.getTurn())
    buffer.setTurn(*place.getTurn());
  if (place.getAddress())
    buffer.setAddress(*place.getAddress());
  buffer.removePlaceAttr();
  remark::passed(buffer.getLoc(), remark::RemarkOpts::name("placed").category(
                                      "ridge-assign-memories"))
      << buffer.getLabel().str() << " in @" << place.getMemory().str()
      << ", slots " << std::to_string(place.getSlots());
  return success();
}

namespace {
struct AssignMemoriesPass
    : ridge::impl::AssignMemoriesBase<AssignMemoriesPass> {
  using AssignMemoriesBase::AssignMemoriesBase;

  void runOnOperation() override {
    FailureOr<MachineHandle> target =
        recordMachine(getOperation(), machineName);
    if (failed(target))
      return signalPassFailure();
    for (LayerOp layer : getOperation().getOps<LayerOp>()) {
      Touched touched = touchedBy(layer);
      for (Value value : touched.buffers) {
        auto buffer = value.getDefiningOp<BufferOp>();
        if (!buffer.getMemory() &&
            failed(assign(buffer, touched.changing.contains(value), **target)))
          return signalPassFailure();
      }
    }
    // What nobody touches goes with AllocateBuffers, from wherever it is.
    for (BufferOp buffer : getOperation().getOps<BufferOp>())
      if (!buffer.getMemory()) {
        buffer.removePlaceAttr();
        buffer.setMemory((*target)->memories[(*target)->home()].name);
      }
  }
};
} // namespace
