//===- ArchInstructionOps.cpp - text of instructions ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// An instruction is a list of clauses, each a keyword and its content. They
/// are read in any order and printed in one.
///
//===----------------------------------------------------------------------===//

#include "dialects/Arch/ArchOps.h"
#include "dialects/Arch/InstructionText.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace ridge::arch;

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

template <typename AttrT>
static ParseResult parseList(OpAsmParser &parser,
                             FailureOr<AttrT> (*parseOne)(AsmParser &),
                             Attribute &list) {
  SmallVector<Attribute> attributes;
  auto parseElement = [&]() -> ParseResult {
    FailureOr<AttrT> attribute = parseOne(parser);
    if (failed(attribute))
      return failure();
    attributes.push_back(*attribute);
    return success();
  };
  if (parser.parseCommaSeparatedList(AsmParser::Delimiter::Paren, parseElement))
    return failure();
  list = parser.getBuilder().getArrayAttr(attributes);
  return success();
}

/// `"200 cycles" of @vtype is "wide" drained by [m, k]`, as ConfigurationParts
/// reads it.
static ParseResult parseConfiguration(OpAsmParser &parser, Attribute &list) {
  StringAttr time;
  if (parser.parseAttribute(time))
    return failure();
  SmallVector<Attribute> parts{time};
  if (succeeded(parser.parseOptionalKeyword("of"))) {
    StringAttr shared;
    if (parser.parseSymbolName(shared))
      return failure();
    parts.push_back(parser.getBuilder().getStringAttr("@" + shared.getValue()));
    StringAttr value;
    if (succeeded(parser.parseOptionalKeyword("is"))) {
      if (parser.parseAttribute(value))
        return failure();
      parts.push_back(
          parser.getBuilder().getStringAttr("=" + value.getValue()));
    }
  }
  if (succeeded(parser.parseOptionalKeyword("drained")))
    parts.push_back(parser.getBuilder().getStringAttr("!drained"));
  auto parseOne = [&]() -> ParseResult {
    StringRef name;
    if (parser.parseKeyword(&name))
      return failure();
    parts.push_back(parser.getBuilder().getStringAttr(name));
    return success();
  };
  if (succeeded(parser.parseOptionalKeyword("by")) &&
      parser.parseCommaSeparatedList(AsmParser::Delimiter::Square, parseOne))
    return failure();
  list = parser.getBuilder().getArrayAttr(parts);
  return success();
}

/// What follows the keyword of a clause.
static ParseResult parseContent(OpAsmParser &parser, StringRef keyword,
                                Attribute &content) {
  Builder &builder = parser.getBuilder();
  if (keyword == "on") {
    FlatSymbolRefAttr engine;
    ParseResult result = parser.parseAttribute(engine);
    content = engine;
    return result;
  }
  if (keyword == "dims")
    return parseList(parser, parseDim, content);
  if (keyword == "reads" || keyword == "writes" || keyword == "updates")
    return parseList(parser, parseOperand, content);
  if (keyword == "in") {
    SmallVector<FlatSymbolRefAttr> memories;
    ParseResult result = parseMemories(parser, memories);
    content = builder.getArrayAttr(
        SmallVector<Attribute>(memories.begin(), memories.end()));
    return result;
  }
  if (keyword == "configuration")
    return parseConfiguration(parser, content);
  if (keyword == "reduce" || keyword == "ordered" || keyword == "unit_stride") {
    content = builder.getUnitAttr();
    return success();
  }
  if (keyword == "accumulate" || keyword == "occupancy" ||
      keyword == "latency" || keyword == "energy") {
    StringAttr text;
    ParseResult result = parser.parseAttribute(text);
    content = text;
    return result;
  }
  // ops ["arith.addf"], formats [f32]
  ArrayAttr list;
  ParseResult result = parser.parseAttribute(list);
  content = list;
  return result;
}

/// The attribute behind a keyword, where the two differ.
static StringRef attributeName(StringRef keyword) {
  if (keyword == "on")
    return "engine";
  if (keyword == "in")
    return "memories";
  return keyword;
}

static ParseResult parseClauses(OpAsmParser &parser, OperationState &result,
                                ArrayRef<StringRef> keywords) {
  StringAttr name;
  if (parser.parseSymbolName(name, "sym_name", result.attributes))
    return failure();
  StringRef keyword;
  llvm::SMLoc location = parser.getCurrentLocation();
  while (succeeded(parser.parseOptionalKeyword(&keyword, keywords))) {
    Attribute content;
    if (parseContent(parser, keyword, content))
      return failure();
    StringRef attribute = attributeName(keyword);
    if (result.attributes.get(attribute))
      return parser.emitError(location) << "'" << keyword << "' stands twice";
    result.addAttribute(attribute, content);
    location = parser.getCurrentLocation();
  }
  return parser.parseOptionalAttrDict(result.attributes);
}

ParseResult InstructionOp::parse(OpAsmParser &parser, OperationState &result) {
  if (parseClauses(parser, result,
                   {"on", "ordered", "dims", "reads", "writes", "updates",
                    "accumulate", "configuration", "occupancy", "latency",
                    "energy"}))
    return failure();
  Region *body = result.addRegion();
  if (failed(parser.parseOptionalKeyword("does")))
    return success();
  SmallVector<OpAsmParser::Argument> arguments;
  if (parser.parseArgumentList(arguments, OpAsmParser::Delimiter::Paren,
                               /*allowType=*/true))
    return failure();
  return parser.parseRegion(*body, arguments);
}

ParseResult ProductsOp::parse(OpAsmParser &parser, OperationState &result) {
  return parseClauses(parser, result,
                      {"on", "ordered", "formats", "dims", "reads", "updates",
                       "accumulate", "configuration", "occupancy", "latency",
                       "energy"});
}

ParseResult LanesOp::parse(OpAsmParser &parser, OperationState &result) {
  return parseClauses(parser, result,
                      {"on", "reduce", "ops", "formats", "dims", "in",
                       "unit_stride", "configuration", "occupancy", "latency",
                       "energy"});
}

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

/// Each clause on a line of its own, below the name.
static void startClause(OpAsmPrinter &printer, StringRef keyword) {
  printer.printNewline();
  printer << "    " << keyword;
}

static void printDims(OpAsmPrinter &printer, ArrayAttr dims) {
  if (!dims)
    return;
  startClause(printer, "dims (");
  llvm::interleaveComma(dims.getAsRange<DimAttr>(), printer,
                        [&](DimAttr dim) { printDim(printer, dim); });
  printer << ')';
}

static void printOperands(OpAsmPrinter &printer, StringRef keyword,
                          ArrayAttr operands) {
  if (!operands)
    return;
  startClause(printer, keyword);
  printer << " (";
  llvm::interleaveComma(
      operands.getAsRange<OperandAttr>(), printer,
      [&](OperandAttr operand) { printOperand(printer, operand); });
  printer << ')';
}

template <typename OpT> static void printHead(OpAsmPrinter &printer, OpT op) {
  printer << ' ';
  printer.printSymbolName(op.getSymName());
  if (op.getEngineAttr())
    printer << " on " << op.getEngineAttr();
}

static void printClause(OpAsmPrinter &printer, StringRef keyword,
                        Attribute value) {
  if (!value)
    return;
  startClause(printer, keyword);
  printer << ' ' << value;
}

static void printConfiguration(OpAsmPrinter &printer, ArrayAttr parts) {
  if (!parts || parts.empty())
    return;
  startClause(printer, "configuration ");
  printer << parts[0];
  ConfigurationParts stated(parts);
  if (!stated.shared.empty()) {
    printer << " of ";
    printer.printSymbolName(stated.shared);
  }
  if (!stated.value.empty()) {
    printer << " is ";
    printer.printString(stated.value);
  }
  if (stated.drained)
    printer << " drained";
  if (stated.dims().empty())
    return;
  printer << " by [";
  llvm::interleaveComma(stated.dims(), printer, [&](Attribute dim) {
    printer << cast<StringAttr>(dim).getValue();
  });
  printer << ']';
}

template <typename OpT> static void printTime(OpAsmPrinter &printer, OpT op) {
  std::pair<StringRef, StringAttr> clauses[] = {
      {"occupancy ", op.getOccupancyAttr()},
      {"latency ", op.getLatencyAttr()},
      {"energy ", op.getEnergyAttr()}};
  for (auto [keyword, text] : clauses) {
    if (!text)
      continue;
    startClause(printer, keyword);
    printer << text;
  }
}

static void printRest(OpAsmPrinter &printer, Operation *op,
                      ArrayRef<StringRef> clauses) {
  SmallVector<StringRef> printed(clauses);
  printed.push_back("sym_name");
  bool any = llvm::any_of(op->getAttrs(), [&](NamedAttribute attribute) {
    return !llvm::is_contained(printed, attribute.getName().getValue());
  });
  if (any)
    startClause(printer, "");
  printer.printOptionalAttrDict(op->getAttrs(), printed);
}

void InstructionOp::print(OpAsmPrinter &printer) {
  printHead(printer, *this);
  if (getOrdered())
    printer << " ordered";
  printDims(printer, getDimsAttr());
  printOperands(printer, "reads", getReadsAttr());
  printOperands(printer, "writes", getWritesAttr());
  printOperands(printer, "updates", getUpdatesAttr());
  printClause(printer, "accumulate", getAccumulateAttr());
  printConfiguration(printer, getConfigurationAttr());
  printTime(printer, *this);
  printRest(printer, *this,
            {"engine", "ordered", "dims", "reads", "writes", "updates",
             "accumulate", "configuration", "occupancy", "latency", "energy"});
  if (getBody().empty())
    return;
  startClause(printer, "does (");
  llvm::interleaveComma(getBody().getArguments(), printer, [&](auto argument) {
    printer.printRegionArgument(argument);
  });
  printer << ") ";
  printer.printRegion(getBody(), /*printEntryBlockArgs=*/false);
}

void ProductsOp::print(OpAsmPrinter &printer) {
  printHead(printer, *this);
  if (getOrdered())
    printer << " ordered";
  printClause(printer, "formats", getFormatsAttr());
  printDims(printer, getDimsAttr());
  printOperands(printer, "reads", getReadsAttr());
  printOperands(printer, "updates", getUpdatesAttr());
  printClause(printer, "accumulate", getAccumulateAttr());
  printConfiguration(printer, getConfigurationAttr());
  printTime(printer, *this);
  printRest(printer, *this,
            {"engine", "ordered", "formats", "dims", "reads", "updates",
             "accumulate", "configuration", "occupancy", "latency", "energy"});
}

void LanesOp::print(OpAsmPrinter &printer) {
  printHead(printer, *this);
  if (getReduce())
    printer << " reduce";
  printClause(printer, "ops", getOpsAttr());
  printClause(printer, "formats", getFormatsAttr());
  printDims(printer, getDimsAttr());
  printClause(printer, "in", getMemoriesAttr());
  if (getUnitStride())
    printer << " unit_stride";
  printConfiguration(printer, getConfigurationAttr());
  printTime(printer, *this);
  printRest(printer, *this,
            {"engine", "reduce", "ops", "formats", "dims", "memories",
             "unit_stride", "configuration", "occupancy", "latency", "energy"});
}

//===----------------------------------------------------------------------===//
// Accessors
//===----------------------------------------------------------------------===//

SmallVector<OperandAttr> InstructionOp::getInstructionOperands() {
  SmallVector<OperandAttr> operands;
  for (ArrayAttr list : {getReadsAttr(), getWritesAttr(), getUpdatesAttr()})
    if (list)
      llvm::append_range(operands, list.getAsRange<OperandAttr>());
  return operands;
}

static SmallVector<StringRef> dimNames(ArrayAttr dims) {
  SmallVector<StringRef> names;
  if (dims)
    for (DimAttr dim : dims.getAsRange<DimAttr>())
      names.push_back(dim.getName().getValue());
  return names;
}

SmallVector<StringRef> InstructionOp::getDimNames() {
  return dimNames(getDimsAttr());
}

SmallVector<StringRef> LanesOp::getDimNames() {
  return dimNames(getDimsAttr());
}

#define GET_OP_CLASSES
#include "dialects/Arch/ArchOps.cpp.inc"
