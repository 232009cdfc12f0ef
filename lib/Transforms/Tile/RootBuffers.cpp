//===- RootBuffers.cpp - buffers of the home memory -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RootBuffers.h"

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
  buffer.setMemory(machine.memories[machine.home()].name);
  return buffers[index] = buffer.getBuffer();
}
