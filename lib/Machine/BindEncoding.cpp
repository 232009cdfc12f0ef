//===- BindEncoding.cpp - fields bound to what they encode ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Names of fields become operands, levels and loops; '*' becomes a field for
/// each. Then the word is looked at as a whole: bits that two fields claim,
/// constants that do not fit, and what an engine needs and no field holds.
///
//===----------------------------------------------------------------------===//

#include "FieldSyntax.h"
#include "ridge/Machine/Encoding.h"
#include "ridge/Machine/Machine.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace ridge;
using llvm::StringRef;
using llvm::Twine;
using Kind = EncodingTarget::Kind;

namespace {
class Binder {
public:
  Binder(const Machine &machine, EncodingTarget target,
         const EncodingText &text, llvm::ArrayRef<std::string> loops)
      : machine(machine), text(text), loops(loops) {
    result.target = target;
  }

  llvm::Expected<Encoding> run();

private:
  bool fail(const Twine &what) {
    if (error.empty())
      error = what.str();
    return false;
  }
  const Instruction *instruction() const {
    return result.target.kind == Kind::Instruction
               ? &machine.instructions[result.target.id]
               : nullptr;
  }
  bool isLanes() const { return instruction() && instruction()->isLanes(); }

  void nameOperands();
  bool bindLevels();
  bool bindField(StringRef source);
  bool bindConstant(const FieldSyntax &syntax);
  bool bindQuantity(const FieldSyntax &syntax);
  std::optional<QuantityOf> findKind(StringRef word);
  bool bindArguments(const FieldSyntax &syntax, Quantity first,
                     llvm::SmallVectorImpl<Quantity> &bound);
  bool bindLevel(StringRef name, llvm::SmallVectorImpl<Quantity> &bound);
  bool bindLoop(StringRef name, llvm::SmallVectorImpl<Quantity> &bound);
  bool takeModifiers(const FieldSyntax &syntax, EncodingField &field);
  bool add(EncodingField field);

  bool isRead(int32_t operand) const;
  bool dependsOn(int32_t operand, int32_t level) const;
  const InstructionOperand &placesOf(int32_t operand) const;
  llvm::SmallVector<QuantityOf> kinds() const;
  void requireOperand(int32_t operand, std::vector<Quantity> &list) const;
  std::vector<Quantity> required() const;
  bool checkOverlaps();
  bool checkComplete();

  const Machine &machine;
  const EncodingText &text;
  llvm::ArrayRef<std::string> loops;
  Encoding result;
  std::string error;
};
} // namespace

//===----------------------------------------------------------------------===//
// Operands and levels
//===----------------------------------------------------------------------===//

/// Positions that an indexed move reads come in as many lists at most.
static constexpr int mostLists = 4;

void Binder::nameOperands() {
  result.bits = static_cast<int32_t>(text.bits);
  switch (result.target.kind) {
  case Kind::Instruction:
    result.name = "@" + instruction()->name;
    if (!isLanes()) {
      for (const InstructionOperand &operand : instruction()->operands)
        result.operands.push_back(operand.name);
      return;
    }
    for (int32_t i = 0; i < (instruction()->laneReduce ? 1 : kLaneInputs); ++i)
      result.operands.push_back("in" + std::to_string(i));
    result.operands.push_back("out");
    return;
  case Kind::Path:
    result.name = machine.paths[result.target.id].name;
    // A path without lists may share its words with one that has them.
    result.operands = {"from", "to"};
    for (int i = 0; i < mostLists; ++i)
      result.operands.push_back("list" + std::to_string(i));
    return;
  case Kind::Wait:
    result.name = "wait";
    return;
  case Kind::Signal:
    result.name = "signal";
    return;
  case Kind::Loop:
    result.name = "loop";
    return;
  case Kind::End:
    result.name = "end";
    return;
  }
}

bool Binder::bindLevels() {
  if (result.target.isControl() && result.target.kind != Kind::Loop &&
      !text.levels.empty())
    return fail("'levels': the word '" + result.name + "' has none");
  for (const std::string &level : text.levels) {
    if (llvm::is_contained(result.levels, level))
      return fail("'levels': two are called '" + level + "'");
    int32_t dim = -1;
    if (const Instruction *of = instruction()) {
      StringRef name = StringRef(level).split('.').first;
      auto found = llvm::find_if(of->dims, [&](const InstructionDim &own) {
        return own.name == name;
      });
      if (found == of->dims.end())
        return fail("'levels': '" + level + "' runs over no dim of " +
                    result.name +
                    "; a level is called by its dim, or by it "
                    "and a number, as in 'm.0'");
      dim = static_cast<int32_t>(found - of->dims.begin());
    }
    result.levels.push_back(level);
    result.levelDims.push_back(dim);
  }
  if (const Instruction *of = instruction())
    for (auto [d, dim] : llvm::enumerate(of->dims))
      if (dim.high > 1 &&
          !llvm::is_contained(result.levelDims, static_cast<int32_t>(d)))
        return fail("'levels': none runs over dim '" + dim.name + "' of " +
                    result.name);
  return true;
}

bool Binder::isRead(int32_t operand) const {
  size_t inputs = isLanes() ? result.operands.size() - 1
                            : instruction()->kernel.inputs.size();
  return static_cast<size_t>(operand) < inputs;
}

const InstructionOperand &Binder::placesOf(int32_t operand) const {
  if (!isLanes())
    return instruction()->operands[operand];
  return instruction()->operands[isRead(operand) ? 0 : 1];
}

bool Binder::dependsOn(int32_t operand, int32_t level) const {
  const Instruction *of = instruction();
  if (!of)
    return true;
  int32_t dim = result.levelDims[level];
  if (of->isLanes())
    return isRead(operand) || !of->laneReduce || dim == 0;
  const Kernel &kernel = of->kernel;
  size_t inputs = kernel.inputs.size();
  size_t position = static_cast<size_t>(operand);
  DimSet dims = position < inputs ? kernel.inputs[position].dims
                                  : kernel.outputs[position - inputs].dims;
  return dims >> dim & 1;
}

//===----------------------------------------------------------------------===//
// One field
//===----------------------------------------------------------------------===//

llvm::SmallVector<QuantityOf> Binder::kinds() const {
  using Q = QuantityOf;
  switch (result.target.kind) {
  case Kind::Instruction:
    if (isLanes())
      return {Q::Size,      Q::Address, Q::Stride,    Q::Memory,    Q::Source,
              Q::Immediate, Q::Format,  Q::Operation, Q::Attribute, Q::Origin};
    return {Q::Size, Q::Address, Q::Stride, Q::Memory, Q::Source, Q::Immediate};
  case Kind::Path:
    return {Q::Size,  Q::Address,    Q::Stride,   Q::Bits,
            Q::Lists, Q::ListStride, Q::ListLimit};
  case Kind::Wait:
    return {Q::Semaphore, Q::Value};
  case Kind::Signal:
    return {Q::Semaphore, Q::AfterReads};
  case Kind::Loop:
    return {Q::Count};
  case Kind::End:
    break;
  }
  return {};
}

std::optional<QuantityOf> Binder::findKind(StringRef word) {
  llvm::SmallVector<StringRef> names = {"a number", "code"};
  for (QuantityOf kind : kinds()) {
    if (quantityName(kind) == word)
      return kind;
    names.push_back(quantityName(kind));
  }
  fail("a field of " + result.name + " cannot hold '" + word +
       "', expected one of " + llvm::join(names, ", "));
  return std::nullopt;
}

static StringRef argumentsOf(QuantityOf kind) {
  static constexpr llvm::StringLiteral letters[] = {
#define RIDGE_QUANTITY(Enum, Name, Arguments) Arguments,
#include "ridge/Machine/Quantities.def"
  };
  return letters[static_cast<size_t>(kind)];
}

bool Binder::bindLevel(StringRef name, llvm::SmallVectorImpl<Quantity> &bound) {
  llvm::SmallVector<Quantity> before(bound.begin(), bound.end());
  bound.clear();
  for (const Quantity &quantity : before)
    for (auto [i, level] : llvm::enumerate(result.levels)) {
      auto number = static_cast<int32_t>(i);
      bool needed = quantity.operand < 0 || dependsOn(quantity.operand, number);
      if (name == "*" ? !needed : level != name)
        continue;
      if (!needed)
        return fail(result.operands[quantity.operand] +
                    " does not depend on the dim of level '" + level + "'");
      Quantity &own = bound.emplace_back(quantity);
      own.level = number;
    }
  if (!bound.empty())
    return true;
  return fail(
      "no level is called '" + name + "', there are: " +
      (result.levels.empty() ? "none" : llvm::join(result.levels, ", ")));
}

bool Binder::bindLoop(StringRef name, llvm::SmallVectorImpl<Quantity> &bound) {
  llvm::SmallVector<Quantity> before(bound.begin(), bound.end());
  bound.clear();
  for (const Quantity &quantity : before)
    for (auto [i, loop] : llvm::enumerate(loops)) {
      if (name != "*" && name != loop)
        continue;
      Quantity &own = bound.emplace_back(quantity);
      own.loop = static_cast<int32_t>(i);
    }
  if (!bound.empty())
    return true;
  return fail(
      "the loop word of its engine has no level '" + name +
      "', there are: " + (loops.empty() ? "none" : llvm::join(loops, ", ")));
}

bool Binder::bindArguments(const FieldSyntax &syntax, Quantity first,
                           llvm::SmallVectorImpl<Quantity> &bound) {
  StringRef letters = argumentsOf(first.kind);
  if (syntax.arguments.size() != letters.size())
    return fail("'" + syntax.word + "' takes " + Twine(letters.size()) +
                " names, found " + Twine(syntax.arguments.size()));
  bound.push_back(first);
  for (auto [letter, argument] : llvm::zip(letters, syntax.arguments)) {
    if (letter == 'l') {
      if (!bindLevel(argument, bound))
        return false;
      continue;
    }
    int32_t operand = -1;
    if (letter == 'k') {
      if (argument.getAsInteger(10, operand) || operand < 0 ||
          operand >= mostLists)
        return fail("'" + syntax.word + "' takes the number of a list, 0 to " +
                    Twine(mostLists - 1));
      operand += 2;
    } else {
      auto found = llvm::find(result.operands, argument.str());
      if (found == result.operands.end())
        return fail("no operand of " + result.name + " is called '" + argument +
                    "', there are: " + llvm::join(result.operands, ", "));
      operand = static_cast<int32_t>(found - result.operands.begin());
    }
    for (Quantity &quantity : bound)
      quantity.operand = operand;
  }
  if (syntax.loop.empty())
    return true;
  using Q = QuantityOf;
  if (!llvm::is_contained({Q::Address, Q::Value, Q::Origin}, first.kind))
    return fail("'step' takes an address, the value of a wait or an origin, "
                "nothing else changes in a loop");
  return bindLoop(syntax.loop, bound);
}

bool Binder::takeModifiers(const FieldSyntax &syntax, EncodingField &field) {
  bool isAddress = field.holds.kind == QuantityOf::Address;
  bool isStride = field.holds.kind == QuantityOf::Stride;
  bool hasElements = isStride || field.holds.kind == QuantityOf::Size ||
                     field.holds.kind == QuantityOf::ListStride;
  if (syntax.inBytes && !isAddress && !isStride)
    return fail("only addresses and strides can be in bytes");
  if (syntax.inElements && !hasElements)
    return fail("only sizes and strides can be in elements");
  if (syntax.isLog2 && (syntax.isSigned || syntax.minusOne))
    return fail("'log2' goes without 'signed' and 'minus 1'");
  field.unit = syntax.unit;
  field.inBytes = syntax.inBytes || isAddress;
  field.minusOne = syntax.minusOne;
  field.isSigned = syntax.isSigned;
  field.isLog2 = syntax.isLog2;
  return true;
}

bool Binder::add(EncodingField field) {
  if (field.hasBits() && field.high >= result.bits)
    return fail("field '" + field.name + "' ends in bit " + Twine(field.high) +
                ", the word has " + Twine(result.bits));
  if (field.hasBits() && field.width() > 64)
    return fail("field '" + field.name + "' has " + Twine(field.width()) +
                " bits, expected at most 64");
  if (!field.isConstant() && result.find(field.holds))
    return fail("two fields hold " +
                describeQuantity(result, loops, field.holds));
  result.fields.push_back(std::move(field));
  return true;
}

bool Binder::bindConstant(const FieldSyntax &syntax) {
  EncodingField field;
  field.high = static_cast<int32_t>(syntax.high);
  field.low = static_cast<int32_t>(syntax.low);
  uint64_t value = 0;
  if (syntax.word == "code") {
    if (!syntax.arguments.empty() || !syntax.loop.empty())
      return fail("'code' takes no names");
    if (!text.code)
      return fail("'code' is used, and " + result.name +
                  " has none; write it as in {name = 1}");
    value = static_cast<uint64_t>(*text.code);
  } else {
    value = *syntax.number;
  }
  field.constant = static_cast<int64_t>(value);
  field.name = syntax.name.empty() ? "constant" : syntax.name.str();
  if (field.width() < 64 && value >> field.width() != 0)
    return fail("constant " + Twine(value) + " does not fit into the " +
                Twine(field.width()) + " bits of field '" + field.name + "'");
  return add(std::move(field));
}

bool Binder::bindQuantity(const FieldSyntax &syntax) {
  std::optional<QuantityOf> kind = findKind(syntax.word);
  if (!kind)
    return false;
  llvm::SmallVector<Quantity> bound;
  Quantity first;
  first.kind = *kind;
  if (!bindArguments(syntax, first, bound))
    return false;
  if (syntax.isAlways) {
    for (const Quantity &quantity : bound) {
      if (quantity.kind == QuantityOf::Address ||
          quantity.kind == QuantityOf::Immediate || quantity.loop >= 0)
        return fail("an address, an immediate and a step are not always the "
                    "same; give them bits");
      EncodingField field;
      field.holds = quantity;
      auto number = static_cast<int64_t>(*syntax.number);
      field.constant = syntax.isNegative ? -number : number;
      if (!add(std::move(field)))
        return false;
    }
    return true;
  }
  int64_t width = syntax.high - syntax.low + 1;
  auto count = static_cast<int64_t>(bound.size());
  if (width % count != 0)
    return fail("'" + syntax.quantity + "' stands for " + Twine(count) +
                " fields, which do not divide its " + Twine(width) + " bits");
  for (auto [i, quantity] : llvm::enumerate(bound)) {
    EncodingField field;
    field.holds = quantity;
    int64_t low = syntax.low + static_cast<int64_t>(i) * (width / count);
    field.low = static_cast<int32_t>(low);
    field.high = static_cast<int32_t>(low + width / count - 1);
    field.name = syntax.name.empty() ? describeQuantity(result, loops, quantity)
                                     : syntax.name.str();
    if (!syntax.name.empty() && count > 1)
      field.name += "." + std::to_string(i);
    if (!takeModifiers(syntax, field) || !add(std::move(field)))
      return false;
  }
  return true;
}

bool Binder::bindField(StringRef source) {
  llvm::Expected<FieldSyntax> syntax = parseField(source);
  bool good = static_cast<bool>(syntax);
  if (!good)
    fail(llvm::toString(syntax.takeError()));
  else if (!syntax->isAlways &&
           (syntax->word.empty() || (syntax->word == "code")))
    good = bindConstant(*syntax);
  else
    good = bindQuantity(*syntax);
  if (!good)
    error = ("field '" + source + "': " + error).str();
  return good;
}

//===----------------------------------------------------------------------===//
// The word
//===----------------------------------------------------------------------===//

/// An operand is a constant or lies in memory: fields of the one may use bits
/// of the other.
static bool mayShareBits(const Quantity &a, const Quantity &b) {
  auto isPlace = [](const Quantity &quantity) {
    return quantity.kind == QuantityOf::Address ||
           quantity.kind == QuantityOf::Stride ||
           quantity.kind == QuantityOf::Memory;
  };
  if (a.operand < 0 || a.operand != b.operand)
    return false;
  return (a.kind == QuantityOf::Immediate && isPlace(b)) ||
         (b.kind == QuantityOf::Immediate && isPlace(a));
}

bool Binder::checkOverlaps() {
  llvm::stable_sort(result.fields,
                    [](const EncodingField &a, const EncodingField &b) {
                      return a.low < b.low;
                    });
  for (size_t i = 0; i < result.fields.size(); ++i) {
    const EncodingField &a = result.fields[i];
    if (!a.hasBits())
      continue;
    for (size_t j = i + 1; j < result.fields.size(); ++j) {
      const EncodingField &b = result.fields[j];
      if (b.low > a.high)
        break;
      if (!mayShareBits(a.holds, b.holds))
        return fail("fields '" + a.name + "' [" + Twine(a.high) + ":" +
                    Twine(a.low) + "] and '" + b.name + "' [" + Twine(b.high) +
                    ":" + Twine(b.low) + "] overlap in bit " + Twine(b.low));
    }
  }
  return true;
}

void Binder::requireOperand(int32_t operand,
                            std::vector<Quantity> &list) const {
  auto require = [&](QuantityOf kind, int32_t level = -1) {
    list.push_back({kind, operand, level, -1});
  };
  bool inMemory = true, isImmediate = false;
  if (instruction()) {
    const InstructionOperand &places = placesOf(operand);
    inMemory = !places.memories.empty();
    isImmediate = isRead(operand) && places.immediate;
    if (places.memories.size() > 1)
      require(QuantityOf::Memory);
  }
  if (isLanes()) {
    require(QuantityOf::Format);
    if (isRead(operand))
      require(QuantityOf::Source);
  } else if (inMemory && isImmediate) {
    require(QuantityOf::Source);
  }
  if (isImmediate)
    require(QuantityOf::Immediate);
  if (!inMemory)
    return;
  require(QuantityOf::Address);
  for (size_t level = 0; level < result.levels.size(); ++level)
    if (dependsOn(operand, static_cast<int32_t>(level)))
      require(QuantityOf::Stride, static_cast<int32_t>(level));
}

std::vector<Quantity> Binder::required() const {
  std::vector<Quantity> list;
  auto require = [&](QuantityOf kind, int32_t operand = -1) {
    list.push_back({kind, operand, -1, -1});
  };
  switch (result.target.kind) {
  case Kind::Wait:
    require(QuantityOf::Semaphore);
    require(QuantityOf::Value);
    return list;
  case Kind::Signal:
    require(QuantityOf::Semaphore);
    return list;
  case Kind::Loop:
    require(QuantityOf::Count);
    return list;
  case Kind::End:
    return list;
  case Kind::Instruction:
  case Kind::Path:
    break;
  }
  for (size_t level = 0; level < result.levels.size(); ++level)
    list.push_back({QuantityOf::Size, -1, static_cast<int32_t>(level), -1});
  size_t operands = result.operands.size();
  if (result.target.kind == Kind::Path) {
    require(QuantityOf::Bits, 0);
    operands = 2;
  }
  if (isLanes() && instruction()->laneOps.size() > 1)
    require(QuantityOf::Operation);
  for (size_t operand = 0; operand < operands; ++operand) {
    bool isRead = !isLanes() || operand + 1 == operands ||
                  operand < laneReads(*instruction());
    if (isRead)
      requireOperand(static_cast<int32_t>(operand), list);
  }
  return list;
}

bool Binder::checkComplete() {
  for (const Quantity &quantity : required())
    if (!result.find(quantity)) {
      std::string text = describeQuantity(result, loops, quantity);
      return fail("no field of " + result.name + " holds " + text +
                  "; add one, or 'always " + text +
                  " = ...' if the hardware "
                  "takes it as given");
    }
  return true;
}

llvm::Expected<Encoding> Binder::run() {
  nameOperands();
  bool good = true;
  if (text.bits < 8 || text.bits > kMostEncodingBits || text.bits % 8 != 0)
    good = fail("'bits': found " + Twine(text.bits) +
                ", expected a multiple of 8 up to " + Twine(kMostEncodingBits));
  good = good && bindLevels();
  for (const std::string &field : text.fields)
    good = good && bindField(field);
  good = good && checkOverlaps() && checkComplete();
  if (!good)
    return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                   Twine(error));
  return std::move(result);
}

llvm::Expected<Encoding>
ridge::bindEncoding(const Machine &machine, EncodingTarget target,
                    const EncodingText &text,
                    llvm::ArrayRef<std::string> loops) {
  return Binder(machine, target, text, loops).run();
}
