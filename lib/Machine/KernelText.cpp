//===- KernelText.cpp - kernels as text -----------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One line of text for a kernel, and the parser of that line:
///
///     (d0, d1, r2) in i8[0,2] i8[1,2] out i32[0,1] update {
///       %3 = arith.extsi %0 : i32; %4 = arith.extsi %1 : i32;
///       %5 = arith.muli %3, %4 : i32; %6 = arith.addi %2, %5 : i32; yield %6 }
///
//===----------------------------------------------------------------------===//

#include "ridge/Machine/Kernel.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>
#include <cstdio>
#include <cstring>

using namespace ridge;

/// Whether the text holds Node::attribute.
static bool hasAttribute(ScalarOp op) {
  switch (op) {
  case ScalarOp::CmpF:
  case ScalarOp::CmpI:
  case ScalarOp::Index:
  case ScalarOp::Cast:
  case ScalarOp::StochasticCast:
  case ScalarOp::Scale:
  case ScalarOp::Quantize:
    return true;
  default:
    return false;
  }
}

//===----------------------------------------------------------------------===//
// Printing
//===----------------------------------------------------------------------===//

/// The shortest decimal that reads back as `value`; Inf and NaN as their bits.
static std::string printFloat(double value) {
  char text[32];
  if (!std::isfinite(value)) {
    uint64_t bits;
    std::memcpy(&bits, &value, sizeof(bits));
    return "0x" + llvm::utohexstr(bits);
  }
  for (int digits : {6, 15, 16, 17}) {
    std::snprintf(text, sizeof(text), "%.*g", digits, value);
    double back;
    if (!llvm::StringRef(text).getAsDouble(back) && back == value)
      break;
  }
  return text;
}

static std::string printOperand(const KernelOperand &operand) {
  std::string text = formatName(operand.format) + "[";
  bool first = true;
  for (unsigned d = 0; d < 32; ++d) {
    if (!(operand.dims >> d & 1))
      continue;
    text += (first ? "" : ",") + std::to_string(d);
    first = false;
  }
  return text + (operand.updated ? "] update" : "]");
}

static std::string printConstant(const Node &node) {
  return isFloat(node.format) ? printFloat(node.floatValue)
                              : std::to_string(node.intValue);
}

static std::string printFold(const Node &node) {
  FoldRule rule = FoldRule::unpack(node.attribute);
  std::string text = scalarOpName(rule.joins).str() + " over";
  for (unsigned d = 0; d < 32; ++d)
    if (rule.dims >> d & 1)
      text += " " + std::to_string(d);
  return text + " from " + printConstant(node);
}

static std::string printNode(const Node &node) {
  llvm::SmallVector<std::string, 4> arguments;
  if (node.op == ScalarOp::Constant)
    arguments.push_back(printConstant(node));
  if (node.op == ScalarOp::Fold)
    arguments.push_back(printFold(node));
  if (hasAttribute(node.op))
    arguments.push_back(std::to_string(node.attribute));
  for (int32_t operand : node.operands)
    arguments.push_back("%" + std::to_string(operand));
  return scalarOpName(node.op).str() + " " + llvm::join(arguments, ", ") +
         " : " + formatName(node.format);
}

std::string Kernel::print() const {
  std::string text = "(";
  for (auto [d, isReduction] : llvm::enumerate(reduction))
    text += (d ? ", " : "") + std::string(isReduction ? "r" : "d") +
            std::to_string(d);
  text += ") in";
  for (const KernelOperand &input : inputs)
    text += " " + printOperand(input);
  text += " out";
  for (const KernelOperand &output : outputs)
    text += " " + printOperand(output);
  if (accumulate)
    text += " " + accumulate->print();
  text += " {";
  size_t value = inputs.size() + outputs.size();
  for (const Node &node : nodes)
    text += " %" + std::to_string(value++) + " = " + printNode(node) + ";";
  text += " yield";
  for (auto [i, yielded] : llvm::enumerate(yields))
    text += (i ? ", %" : " %") + std::to_string(yielded);
  return text + " }";
}

//===----------------------------------------------------------------------===//
// Parsing
//===----------------------------------------------------------------------===//

namespace {

class KernelParser {
public:
  KernelParser(llvm::StringRef text, std::string &error)
      : text(text), error(error) {
    advance();
  }

  std::optional<Kernel> run() {
    if (!parseDims() || !parseOperands() || !parseBody())
      return std::nullopt;
    error = kernel.check();
    if (!error.empty())
      return std::nullopt;
    return std::move(kernel);
  }

private:
  bool parseDims();
  bool parseOperands();
  bool parseOperand(KernelOperand &operand);
  bool parseAccumulate();
  bool parseBody();
  bool parseNode();
  bool parseConstant(std::string literal, Node &node);
  bool parseFold(Node &node, std::string &literal);
  bool parseYield();
  bool parseValue(int32_t &value);
  template <typename Integer> bool parseInteger(Integer &value);
  bool parseFormatName(Format &format);

  void advance();
  bool accept(llvm::StringRef expected);
  bool expect(llvm::StringRef expected);
  bool fail(const llvm::Twine &what);

  llvm::StringRef text, token;
  size_t offset = 0;
  std::string &error;
  Kernel kernel;
};

} // namespace

/// Words (names, numbers) are runs of these; all else is one character long.
static bool isWordCharacter(char c) {
  return llvm::isAlnum(c) || c == '_' || c == '.' || c == '-' || c == '+';
}

void KernelParser::advance() {
  offset += token.size();
  while (offset < text.size() && llvm::isSpace(text[offset]))
    ++offset;
  llvm::StringRef rest = text.drop_front(offset);
  token = rest.take_while(isWordCharacter);
  if (token.empty())
    token = rest.take_front(1);
}

bool KernelParser::fail(const llvm::Twine &what) {
  error = ("expected " + what + ", found " +
           (token.empty() ? std::string("the end") : "'" + token.str() + "'") +
           " at offset " + llvm::Twine(offset) + " of the kernel")
              .str();
  return false;
}

bool KernelParser::accept(llvm::StringRef expected) {
  if (token != expected)
    return false;
  advance();
  return true;
}

bool KernelParser::expect(llvm::StringRef expected) {
  return accept(expected) || fail("'" + expected + "'");
}

template <typename Integer> bool KernelParser::parseInteger(Integer &value) {
  if (token.getAsInteger(10, value))
    return fail("an integer");
  advance();
  return true;
}

bool KernelParser::parseFormatName(Format &format) {
  std::optional<Format> found = parseFormat(token);
  if (!found)
    return fail("a format such as f32");
  format = *found;
  advance();
  return true;
}

bool KernelParser::parseValue(int32_t &value) {
  return expect("%") && parseInteger(value);
}

bool KernelParser::parseDims() {
  if (!expect("("))
    return false;
  while (token != ")") {
    std::string position = std::to_string(kernel.reduction.size());
    bool isReduction = token.starts_with("r");
    if (token != "d" + position && token != "r" + position)
      return fail("dim d" + position + " or r" + position);
    kernel.reduction.push_back(isReduction);
    advance();
    if (!accept(","))
      break;
  }
  return expect(")");
}

bool KernelParser::parseOperand(KernelOperand &operand) {
  if (!parseFormatName(operand.format) || !expect("["))
    return false;
  while (token != "]") {
    unsigned dim;
    if (token.getAsInteger(10, dim) || dim >= kernel.numDims() || dim >= 32)
      return fail("the number of a dim");
    advance();
    operand.dims |= DimSet(1) << dim;
    if (!accept(","))
      break;
  }
  if (!expect("]"))
    return false;
  operand.updated = accept("update");
  return true;
}

bool KernelParser::parseOperands() {
  if (!expect("in"))
    return false;
  while (token != "out") {
    KernelOperand operand{Format::F32};
    if (!parseOperand(operand))
      return false;
    kernel.inputs.push_back(operand);
  }
  advance();
  while (token != "{" && token != "accumulate") {
    KernelOperand operand{Format::F32};
    if (!parseOperand(operand))
      return false;
    kernel.outputs.push_back(operand);
  }
  return token != "accumulate" || parseAccumulate();
}

/// `accumulate<...>` has words of its own.
bool KernelParser::parseAccumulate() {
  llvm::StringRef rest = text.drop_front(offset);
  token = rest.take_front(rest.find('>') + 1);
  std::string problem;
  kernel.accumulate = AccumulateModel::parse(token, problem);
  if (!kernel.accumulate)
    return fail("a model of accumulation (" + problem + ")");
  advance();
  return true;
}

bool KernelParser::parseBody() {
  if (!expect("{"))
    return false;
  while (token == "%")
    if (!parseNode())
      return false;
  if (!parseYield() || !expect("}"))
    return false;
  return token.empty() || fail("the end");
}

/// The format of the result, which says how to read it, follows the literal.
bool KernelParser::parseConstant(std::string literal, Node &node) {
  bool bad;
  if (!isFloat(node.format)) {
    bad = llvm::StringRef(literal).getAsInteger(10, node.intValue);
  } else if (llvm::StringRef(literal).starts_with("0x")) {
    uint64_t bits;
    bad = llvm::StringRef(literal).drop_front(2).getAsInteger(16, bits);
    if (!bad)
      std::memcpy(&node.floatValue, &bits, sizeof(bits));
  } else {
    bad = llvm::StringRef(literal).getAsDouble(node.floatValue);
  }
  return !bad || fail("a constant of format " + formatName(node.format) +
                      " and not '" + literal + "' before");
}

bool KernelParser::parseFold(Node &node, std::string &literal) {
  std::optional<ScalarOp> joins = parseScalarOp(token);
  if (!joins)
    return fail("a scalar operation such as arith.addf");
  advance();
  FoldRule rule{*joins};
  if (!expect("over"))
    return false;
  while (token != "from") {
    unsigned dim;
    if (token.getAsInteger(10, dim) || dim >= kernel.numDims())
      return fail("the number of a dim");
    advance();
    rule.dims |= DimSet(1) << dim;
  }
  advance();
  literal = token.str();
  advance();
  node.attribute = rule.pack();
  return expect(",");
}

bool KernelParser::parseNode() {
  int32_t expected =
      kernel.inputs.size() + kernel.outputs.size() + kernel.nodes.size();
  int32_t value;
  if (!parseValue(value))
    return false;
  if (value != expected)
    return fail("value %" + llvm::Twine(expected) +
                " to be defined next and not %" + llvm::Twine(value) +
                " before");
  if (!expect("="))
    return false;
  std::optional<ScalarOp> op = parseScalarOp(token);
  if (!op)
    return fail("a scalar operation such as arith.addf");
  advance();
  Node node{*op, Format::I1, {}};
  std::string literal;
  if (*op == ScalarOp::Constant) {
    literal = token.str();
    advance();
  } else if (*op == ScalarOp::Fold) {
    if (!parseFold(node, literal))
      return false;
  } else if (hasAttribute(*op)) {
    if (!parseInteger(node.attribute) ||
        (scalarOpOperands(*op) != 0 && !expect(",")))
      return false;
  }
  while (token == "%") {
    int32_t operand;
    if (!parseValue(operand))
      return false;
    node.operands.push_back(operand);
    if (!accept(","))
      break;
  }
  if (!expect(":") || !parseFormatName(node.format))
    return false;
  if (!literal.empty() && !parseConstant(literal, node))
    return false;
  kernel.nodes.push_back(std::move(node));
  return expect(";");
}

bool KernelParser::parseYield() {
  if (!expect("yield"))
    return false;
  while (token == "%") {
    int32_t value;
    if (!parseValue(value))
      return false;
    kernel.yields.push_back(value);
    if (!accept(","))
      break;
  }
  return true;
}

std::optional<Kernel> Kernel::parse(llvm::StringRef text, std::string &error) {
  error.clear();
  return KernelParser(text, error).run();
}
