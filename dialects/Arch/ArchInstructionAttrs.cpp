//===- ArchInstructionAttrs.cpp - dims and operands -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Text of dims and operands, the same inside an instruction and as attributes
/// of their own.
///
//===----------------------------------------------------------------------===//

#include "dialects/Arch/InstructionText.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/OpImplementation.h"

using namespace mlir;
using namespace ridge::arch;

static ParseResult parseName(AsmParser &parser, StringAttr &name) {
  StringRef keyword;
  if (parser.parseKeyword(&keyword))
    return failure();
  name = parser.getBuilder().getStringAttr(keyword);
  return success();
}

//===----------------------------------------------------------------------===//
// Dims: m: 1 to 4096, n: 16 to 128 by 16
//===----------------------------------------------------------------------===//

FailureOr<DimAttr> ridge::arch::parseDim(AsmParser &parser) {
  StringAttr name;
  int64_t low = 0;
  if (parseName(parser, name) || parser.parseColon() ||
      parser.parseInteger(low))
    return failure();
  int64_t high = low;
  if (succeeded(parser.parseOptionalKeyword("to")) && parser.parseInteger(high))
    return failure();
  int64_t step = 1;
  if (succeeded(parser.parseOptionalKeyword("by")) && parser.parseInteger(step))
    return failure();
  return DimAttr::get(parser.getContext(), name, low, high, step);
}

void ridge::arch::printDim(AsmPrinter &printer, DimAttr dim) {
  printer << dim.getName().getValue() << ": " << dim.getLow();
  if (dim.getLow() != dim.getHigh())
    printer << " to " << dim.getHigh();
  if (dim.getStep() != 1)
    printer << " by " << dim.getStep();
}

Attribute DimAttr::parse(AsmParser &parser, Type) {
  if (parser.parseLess())
    return {};
  FailureOr<DimAttr> dim = parseDim(parser);
  if (failed(dim) || parser.parseGreater())
    return {};
  return *dim;
}

void DimAttr::print(AsmPrinter &printer) const {
  printer << '<';
  printDim(printer, *this);
  printer << '>';
}

//===----------------------------------------------------------------------===//
// Operands: a: f32 [m, k] in [@sram] unit_stride broadcast immediate
//===----------------------------------------------------------------------===//

ParseResult
ridge::arch::parseMemories(AsmParser &parser,
                           SmallVectorImpl<FlatSymbolRefAttr> &memories) {
  return parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, [&] {
    return parser.parseAttribute(memories.emplace_back());
  });
}

void ridge::arch::printMemories(AsmPrinter &printer,
                                ArrayRef<FlatSymbolRefAttr> memories) {
  printer << '[';
  llvm::interleaveComma(memories, printer);
  printer << ']';
}

FailureOr<OperandAttr> ridge::arch::parseOperand(AsmParser &parser) {
  StringAttr name;
  Type format;
  SmallVector<StringAttr> dims;
  SmallVector<FlatSymbolRefAttr> memories;
  if (parseName(parser, name))
    return failure();
  // The operands of a family have the formats of its members.
  format = NoneType::get(parser.getContext());
  if (succeeded(parser.parseOptionalColon()) && parser.parseType(format))
    return failure();
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, [&] {
        return parseName(parser, dims.emplace_back());
      }))
    return failure();
  if (succeeded(parser.parseOptionalKeyword("in")) &&
      parseMemories(parser, memories))
    return failure();
  bool unitStride = succeeded(parser.parseOptionalKeyword("unit_stride"));
  bool broadcast = succeeded(parser.parseOptionalKeyword("broadcast"));
  bool immediate = succeeded(parser.parseOptionalKeyword("immediate"));
  return OperandAttr::get(parser.getContext(), name, format, dims, memories,
                          unitStride, broadcast, immediate);
}

void ridge::arch::printOperand(AsmPrinter &printer, OperandAttr operand) {
  printer << operand.getName().getValue();
  if (!isa<NoneType>(operand.getFormat()))
    printer << ": " << operand.getFormat();
  printer << " [";
  llvm::interleaveComma(operand.getDims(), printer,
                        [&](StringAttr dim) { printer << dim.getValue(); });
  printer << ']';
  if (!operand.getMemories().empty()) {
    printer << " in ";
    printMemories(printer, operand.getMemories());
  }
  if (operand.getUnitStride())
    printer << " unit_stride";
  if (operand.getBroadcast())
    printer << " broadcast";
  if (operand.getImmediate())
    printer << " immediate";
}

Attribute OperandAttr::parse(AsmParser &parser, Type) {
  if (parser.parseLess())
    return {};
  FailureOr<OperandAttr> operand = parseOperand(parser);
  if (failed(operand) || parser.parseGreater())
    return {};
  return *operand;
}

void OperandAttr::print(AsmPrinter &printer) const {
  printer << '<';
  printOperand(printer, *this);
  printer << '>';
}
