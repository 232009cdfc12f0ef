//===- ProductFormat.cpp - formats a machine multiplies in ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/ProductFormat.h"

using namespace ridge;

double ProductSide::bitsPerValue() const {
  double bits = formatInfo(element).bits;
  return scale ? bits + double(formatInfo(*scale).bits) / block : bits;
}

static std::string describeSide(const ProductSide &side) {
  std::string text = formatName(side.element);
  if (side.scale)
    text += "/" + std::to_string(side.block) + " " + formatName(*side.scale);
  return text;
}

std::string ProductFormat::describe() const {
  std::string first = describeSide(sides[0]);
  return sides[0] == sides[1] ? first : first + " x " + describeSide(sides[1]);
}

namespace {
/// Reads the body of one instruction.
class ProductReader {
public:
  ProductReader(const Machine &machine, InstructionId id)
      : instruction(machine.instructions[id]), kernel(instruction.kernel) {
    format.instruction = id;
    format.name = instruction.name;
  }

  std::optional<ProductFormat> read();

private:
  const Node *nodeOf(int32_t value) const {
    int32_t first = kernel.inputs.size() + kernel.outputs.size();
    return value < first ? nullptr : &kernel.nodes[value - first];
  }
  bool isInput(int32_t value) const {
    return value < int32_t(kernel.inputs.size());
  }
  std::optional<ProductSide> readSide(int32_t value);
  std::optional<int64_t> blockOf(DimSet element, DimSet scale) const;

  const Instruction &instruction;
  const Kernel &kernel;
  ProductFormat format;
  unsigned inputsRead = 0;
};
} // namespace

/// The fixed size of the reduction dims that the scale lacks.
std::optional<int64_t> ProductReader::blockOf(DimSet element,
                                              DimSet scale) const {
  int64_t block = 1;
  for (unsigned dim = 0; dim < kernel.numDims(); ++dim) {
    if (!(element >> dim & 1) || scale >> dim & 1)
      continue;
    const InstructionDim &limits = instruction.dims[dim];
    if (!kernel.reduction[dim] || limits.low != limits.high)
      return std::nullopt;
    block *= limits.high;
  }
  return block;
}

std::optional<ProductSide> ProductReader::readSide(int32_t value) {
  const Node *node = nodeOf(value);
  while (node && node->op == ScalarOp::ExtF) {
    value = node->operands[0];
    node = nodeOf(value);
  }
  if (isInput(value)) {
    ++inputsRead;
    return ProductSide{kernel.inputs[value].format, std::nullopt, 1};
  }
  if (!node || node->op != ScalarOp::Dequantize ||
      !isInput(node->operands[0]) || !isInput(node->operands[1]))
    return std::nullopt;
  inputsRead += 2;
  const KernelOperand &element = kernel.inputs[node->operands[0]];
  const KernelOperand &scale = kernel.inputs[node->operands[1]];
  std::optional<int64_t> block = blockOf(element.dims, scale.dims);
  if (!block)
    return std::nullopt;
  return ProductSide{element.format, scale.format, *block};
}

std::optional<ProductFormat> ProductReader::read() {
  if (instruction.isLanes() || kernel.outputs.size() != 1 ||
      !kernel.outputs[0].updated)
    return std::nullopt;
  const Node *sum = nodeOf(kernel.yields[0]);
  if (!sum || sum->op != ScalarOp::AddF)
    return std::nullopt;
  int32_t accumulator = kernel.inputs.size();
  bool first = sum->operands[0] == accumulator;
  if (!first && sum->operands[1] != accumulator)
    return std::nullopt;
  const Node *product = nodeOf(sum->operands[first ? 1 : 0]);
  if (!product || product->op != ScalarOp::MulF)
    return std::nullopt;
  for (unsigned side = 0; side < 2; ++side) {
    std::optional<ProductSide> found = readSide(product->operands[side]);
    if (!found || !formatInfo(found->element).isFloat)
      return std::nullopt;
    format.sides[side] = *found;
  }
  // The same operand twice is a square, not a product of two tensors.
  if (inputsRead != kernel.inputs.size())
    return std::nullopt;
  format.product = product->format;
  format.accumulator = kernel.outputs[0].format;
  return format;
}

std::vector<ProductFormat> ridge::productFormats(const Machine &machine) {
  std::vector<ProductFormat> formats;
  for (size_t id = 0; id < machine.instructions.size(); ++id)
    if (auto format = ProductReader(machine, id).read())
      formats.push_back(std::move(*format));
  return formats;
}
