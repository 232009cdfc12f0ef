//===- RootBuffers.cpp - buffers of the home memory -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RootBuffers.h"
#include "ridge/Mapping/Mapping.h"

using namespace mlir;
using namespace ridge;

Value RootBuffers::of(int32_t index) {
  if (buffers[index])
    return buffers[index];
  const HomeRoot &root = layouts.roots()[index];
  auto type =
      arch::BufferType::get(builder.getContext(), root.type.getNumElements(),
                            root.type.getElementType());
  auto buffer = BufferOp::create(builder, root.value.getLoc(), type, "");
  std::string name = "home" + std::to_string(index);
  auto shape = builder.getDenseI64ArrayAttr(root.type.getShape());
  switch (root.kind) {
  case HomeRoot::Kind::Argument:
    name = "arg" + std::to_string(root.index);
    buffer.setArgument(root.index);
    buffer.setShapeAttr(shape);
    break;
  case HomeRoot::Kind::Result:
    name = "result" + std::to_string(root.index);
    buffer.setResultIndex(root.index);
    buffer.setShapeAttr(shape);
    break;
  case HomeRoot::Kind::Constant:
    name = "constant" + std::to_string(index);
    buffer.setValueAttr(root.value.getDefiningOp<ConstantOp>().getValue());
    break;
  case HomeRoot::Kind::Temporary:
    break;
  }
  buffer.setLabel(name);
  buffer.setCodecAttr(root.codec());
  if (PlaceAttr place = places[index].value_or(PlaceAttr()))
    buffer.setPlaceAttr(place);
  else
    buffer.setMemory(machine.memories[machine.home()].name);
  return buffers[index] = buffer.getBuffer();
}

LogicalResult RootBuffers::settle(int32_t index, PlaceAttr place,
                                  Operation *group) {
  const HomeRoot &root = layouts.roots()[index];
  if (place && (root.kind != HomeRoot::Kind::Temporary || root.codec()))
    return group->emitError()
           << ruleName(MappingRule::Kept)
           << ": keeps a tensor that belongs into the home memory: an "
              "argument, a result, a constant or one in a codec";
  if (!places[index])
    places[index] = place;
  if (*places[index] == place)
    return success();
  InFlightDiagnostic error = group->emitError()
                             << ruleName(MappingRule::Kept)
                             << ": keeps a tensor elsewhere than a group "
                                "before it, or only one of them keeps it";
  error.attachNote(root.value.getLoc()) << "the tensor is made here";
  return error;
}

LogicalResult RootBuffers::settle(ArrayRef<Value> tensors,
                                  ArrayRef<PlaceAttr> windows,
                                  Operation *group) {
  for (auto [number, tensor] : llvm::enumerate(tensors)) {
    PlaceAttr place = windows.empty() ? PlaceAttr() : windows[number];
    if (place && !place.getAddress())
      place = PlaceAttr(); // Its tiles lie there.
    if (failed(settle(layouts.of(tensor).root, place, group)))
      return failure();
  }
  return success();
}
