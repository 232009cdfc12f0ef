//===- ArchInstructionVerify.cpp - what makes an instruction valid --------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Checks of one instruction by itself: its clauses are all there, its names
/// are known, its body meets its operands, and its times make sense within the
/// limits of its dims. Whether the body is a kernel that Ridge can run is
/// checked where it becomes one, in lib/Target.
///
//===----------------------------------------------------------------------===//

#include "dialects/Arch/FormatTypes.h"
#include "dialects/Arch/InstructionText.h"
#include "dialects/Arch/Verify.h"
#include "ridge/Machine/Expression.h"
#include "ridge/Machine/StatedTimes.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::arch;

//===----------------------------------------------------------------------===//
// Clauses and dims
//===----------------------------------------------------------------------===//

/// Every attribute of `clauses` is stated, if the machine stands alone.
static LogicalResult
verifyClauses(Operation *op,
              ArrayRef<std::pair<StringRef, StringRef>> clauses) {
  if (!standsAlone(op))
    return success();
  for (auto [attribute, clause] : clauses)
    if (!op->getAttr(attribute))
      return op->emitOpError("does not state '")
             << attribute << "'; add the clause " << clause;
  return success();
}

static LogicalResult verifyDims(Operation *op, ArrayAttr dims) {
  if (dims.size() > kMostDims)
    return op->emitOpError("has ")
           << dims.size() << " dims, expected at most " << kMostDims;
  std::vector<StringRef> seen;
  for (DimAttr dim : dims.getAsRange<DimAttr>()) {
    StringRef name = dim.getName().getValue();
    if (llvm::is_contained({"bits", "ops", "occupancy"}, name))
      return op->emitOpError("names a dim '")
             << name << "', which means something else in times; choose "
             << "another name";
    if (llvm::is_contained(seen, name))
      return op->emitOpError("has two dims named '") << name << "'";
    if (dim.getLow() < 1 || dim.getHigh() < dim.getLow())
      return op->emitOpError("dim '")
             << name << "' goes from " << dim.getLow() << " to "
             << dim.getHigh() << ", expected 1 <= low <= high";
    if (dim.getStep() < 1 || dim.getLow() % dim.getStep() != 0 ||
        dim.getHigh() % dim.getStep() != 0)
      return op->emitOpError("dim '")
             << name << "' goes from " << dim.getLow() << " to "
             << dim.getHigh() << " by " << dim.getStep()
             << ", expected both limits to be multiples";
    seen.push_back(name);
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Times
//===----------------------------------------------------------------------===//

/// The expressions that are stated, over the dims.
static LogicalResult parseTimes(Operation *op, Instruction &instruction) {
  SmallVector<StringRef> names;
  for (const InstructionDim &dim : instruction.dims)
    names.push_back(dim.name);
  names.append({"bits", "ops"});
  std::pair<StringRef, Expression *> expressions[] = {
      {"occupancy", &instruction.occupancy},
      {"latency", &instruction.latency},
      {"energy", &instruction.energy}};
  for (auto [attribute, expression] : expressions) {
    auto text = op->getAttrOfType<StringAttr>(attribute);
    if (!text)
      continue;
    auto occupancy = op->getAttrOfType<StringAttr>("occupancy");
    std::string full = text.getValue().str();
    if (attribute == "latency" && occupancy)
      full = substituteOccupancy(full, occupancy.getValue());
    llvm::Expected<Expression> parsed = Expression::parse(full, names);
    if (!parsed)
      return op->emitOpError("'")
             << attribute << "': " << llvm::toString(parsed.takeError());
    *expression = std::move(*parsed);
  }
  return success();
}

/// The rules of ridge/Machine/StatedTimes.h, at the operation.
static LogicalResult verifyTimes(Operation *op, ArrayAttr dims,
                                 ArrayRef<int64_t> bits, int64_t ops) {
  Instruction instruction;
  for (DimAttr dim : dims.getAsRange<DimAttr>())
    instruction.dims.push_back({dim.getName().getValue().str(), dim.getLow(),
                                dim.getHigh(), dim.getStep()});
  if (failed(parseTimes(op, instruction)))
    return failure();
  std::string problem = timesProblem(instruction, bits, ops);
  return problem.empty() ? success() : op->emitOpError() << problem;
}

/// Replaces the word, so that the expression that remains speaks of dims alone.
std::string ridge::arch::substituteOccupancy(StringRef latency,
                                             StringRef occupancy) {
  std::string text;
  while (!latency.empty()) {
    StringRef word =
        latency.take_while([](char c) { return llvm::isAlnum(c) || c == '_'; });
    if (word.empty())
      word = latency.take_front(1);
    text += word == "occupancy" ? "(" + occupancy.str() + ")" : word.str();
    latency = latency.drop_front(word.size());
  }
  return text;
}

//===----------------------------------------------------------------------===//
// arch.instruction
//===----------------------------------------------------------------------===//

static LogicalResult verifyOperands(InstructionOp op) {
  if (op.getInstructionOperands().size() > kMostOperands)
    return op.emitOpError("has ")
           << op.getInstructionOperands().size()
           << " operands, expected at most " << kMostOperands;
  std::vector<StringRef> seen;
  SmallVector<StringRef> dims = op.getDimNames();
  ArrayAttr reads = op.getReadsAttr();
  size_t numReads = reads ? reads.size() : 0;
  for (auto [i, operand] : llvm::enumerate(op.getInstructionOperands())) {
    StringRef name = operand.getName().getValue();
    if (llvm::is_contained(seen, name))
      return op.emitOpError("has two operands named '") << name << "'";
    seen.push_back(name);
    for (StringAttr dim : operand.getDims())
      if (op.getDimsAttr() && !llvm::is_contained(dims, dim.getValue()))
        return op.emitOpError("operand '")
               << name << "' names the dim '" << dim.getValue()
               << "', expected one of " << llvm::join(dims, ", ");
    if (i >= numReads && (operand.getBroadcast() || operand.getImmediate()))
      return op.emitOpError("output '")
             << name << "' is marked broadcast or immediate; only reads can be";
    if (operand.getMemories().empty() && !operand.getImmediate())
      return op.emitOpError("operand '")
             << name << "' sits nowhere; add 'in [@memory]'";
  }
  return success();
}

/// Without an update the body never sees the old outputs, so it may leave their
/// arguments away.
static bool acceptsArguments(InstructionOp op, size_t found, size_t operands) {
  size_t reads = op.getReadsAttr() ? op.getReadsAttr().size() : 0;
  return found == operands || (!op.getUpdatesAttr() && found == reads);
}

static LogicalResult verifyBody(InstructionOp op) {
  SmallVector<OperandAttr> operands = op.getInstructionOperands();
  Block &body = op.getBody().front();
  if (!acceptsArguments(op, body.getNumArguments(), operands.size()))
    return op.emitOpError("has ")
           << operands.size() << " operands and a body of "
           << body.getNumArguments() << " arguments, expected one for each";
  for (BlockArgument argument : body.getArguments()) {
    OperandAttr operand = operands[argument.getArgNumber()];
    if (argument.getType() != operand.getFormat())
      return op.emitOpError("operand '")
             << operand.getName().getValue() << "' is " << operand.getFormat()
             << ", its body argument is " << argument.getType();
  }

  auto yield = dyn_cast<YieldOp>(body.back());
  if (!yield)
    return op.emitOpError("has a body that does not end in arch.yield");
  ArrayRef<OperandAttr> outputs = ArrayRef(operands).drop_front(
      op.getReadsAttr() ? op.getReadsAttr().size() : 0);
  if (yield.getNumOperands() != outputs.size())
    return yield.emitOpError("yields ")
           << yield.getNumOperands() << " values, the instruction has "
           << outputs.size() << " outputs";
  for (auto [value, output] : llvm::zip(yield.getOperandTypes(), outputs))
    if (value != output.getFormat())
      return yield.emitOpError("yields ")
             << value << ", the output '" << output.getName().getValue()
             << "' is " << output.getFormat();
  return success();
}

/// A time, and dims of the instruction.
template <typename OpT> static LogicalResult verifyConfiguration(OpT op) {
  ArrayAttr parts = op.getConfigurationAttr();
  if (!parts)
    return success();
  if (parts.empty())
    return op.emitOpError("'configuration' states no time");
  FailureOr<int64_t> cycles =
      readQuantity(parts[0], QuantityKind::Time, std::nullopt,
                   [&] { return op.emitOpError("'configuration': "); });
  if (failed(cycles))
    return failure();
  for (Attribute dim : ConfigurationParts(parts).dims())
    if (op.getDimsAttr() && cast<StringAttr>(dim).getValue() != "bits" &&
        !llvm::is_contained(op.getDimNames(), cast<StringAttr>(dim)))
      return op.emitOpError("'configuration' names the dim ")
             << dim << ", expected some of "
             << llvm::join(op.getDimNames(), ", ");
  return success();
}

static LogicalResult verifyAccumulate(InstructionOp op) {
  std::string error;
  if (op.getAccumulate() && !AccumulateModel::parse(*op.getAccumulate(), error))
    return op.emitOpError("'accumulate': ") << error;
  return success();
}

static int64_t widestBits(ArrayRef<OperandAttr> operands) {
  int64_t bits = 8;
  for (OperandAttr operand : operands)
    if (std::optional<Format> format = formatOf(operand.getFormat()))
      bits = std::max<int64_t>(bits, bitsOf(*format));
  return bits;
}

LogicalResult InstructionOp::verify() {
  if (failed(verifyKnownAttributes(*this)) ||
      failed(verifySources(*this, getNumberNames())) ||
      failed(verifyClauses(*this, {{"engine", "on @engine"},
                                   {"dims", "dims (...)"},
                                   {"occupancy", "occupancy \"cycles\""},
                                   {"latency", "latency \"cycles\""},
                                   {"energy", "energy \"femtojoules\""}})))
    return failure();
  if (!getWritesAttr() && !getUpdatesAttr() && standsAlone(*this))
    return emitOpError("has no output; add the clause writes or updates");
  if (failed(verifyOperands(*this)) || failed(verifyAccumulate(*this)) ||
      failed(verifyConfiguration(*this)))
    return failure();
  return getDimsAttr() ? verifyDims(*this, getDimsAttr()) : success();
}

LogicalResult InstructionOp::verifyRegions() {
  if (getBody().empty()) {
    if (standsAlone(*this))
      return emitOpError("does not say what it computes; add a body, does "
                         "(%operand: type, ...) { ... }");
    return success();
  }
  // A derived instruction may bring a body for the operands of its base.
  if (standsAlone(*this) && failed(verifyBody(*this)))
    return failure();
  return success();
}

LogicalResult InstructionOp::verifySymbolUses(SymbolTableCollection &tables) {
  if (!standsAlone(*this))
    return success();
  if (failed(verifyReference<EngineOp>(*this, getEngineAttr(), tables)))
    return failure();
  for (OperandAttr operand : getInstructionOperands())
    for (FlatSymbolRefAttr memory : operand.getMemories())
      if (failed(verifyReference<MemoryOp>(*this, memory, tables)))
        return failure();
  int64_t ops = 0;
  for (Operation &op : getBody().front().without_terminator())
    ops += !op.hasTrait<OpTrait::ConstantLike>();
  return verifyTimes(*this, getDimsAttr(), widestBits(getInstructionOperands()),
                     std::max<int64_t>(ops, 1));
}

//===----------------------------------------------------------------------===//
// arch.lanes
//===----------------------------------------------------------------------===//

static LogicalResult verifyLaneOps(LanesOp lanes) {
  for (StringAttr name : lanes.getOpsAttr().getAsRange<StringAttr>()) {
    std::optional<ScalarOp> op = parseScalarOp(name.getValue());
    bool isInstruction = op && *op != ScalarOp::Constant;
    if (!isInstruction)
      return lanes.emitOpError("lists ")
             << name << ", which is no scalar operation";
    if (lanes.getReduce() && scalarOpOperands(*op) != 2)
      return lanes.emitOpError("folds with ")
             << name << ", which does not have two operands";
  }
  return success();
}

LogicalResult LanesOp::verify() {
  if (failed(verifyKnownAttributes(*this)) ||
      failed(verifySources(*this, getNumberNames())) ||
      failed(verifyClauses(*this, {{"engine", "on @engine"},
                                   {"ops", "ops [\"arith.addf\", ...]"},
                                   {"formats", "formats [f32, ...]"},
                                   {"dims", "dims (...)"},
                                   {"memories", "in [@memory, ...]"},
                                   {"occupancy", "occupancy \"cycles\""},
                                   {"latency", "latency \"cycles\""},
                                   {"energy", "energy \"femtojoules\""}})))
    return failure();
  if ((getOpsAttr() && failed(verifyLaneOps(*this))) ||
      failed(verifyConfiguration(*this)))
    return failure();
  for (ArrayAttr list : {getOpsAttr(), getFormatsAttr(), getMemoriesAttr()})
    if (list && list.empty())
      return emitOpError("has an empty list of ops, formats or memories");
  if (!getDimsAttr())
    return success();
  size_t expected = getReduce() ? 2 : 1;
  if (getDimsAttr().size() != expected && standsAlone(*this))
    return emitOpError("has ") << getDimsAttr().size() << " dims, expected "
                               << (getReduce() ? "2 (kept, folded)" : "1");
  return verifyDims(*this, getDimsAttr());
}

LogicalResult LanesOp::verifySymbolUses(SymbolTableCollection &tables) {
  if (!standsAlone(*this))
    return success();
  if (failed(verifyReference<EngineOp>(*this, getEngineAttr(), tables)))
    return failure();
  for (auto memory : getMemoriesAttr().getAsRange<FlatSymbolRefAttr>())
    if (failed(verifyReference<MemoryOp>(*this, memory, tables)))
      return failure();
  SmallVector<int64_t> bits = {8};
  for (Type type : getFormatsAttr().getAsValueRange<TypeAttr>())
    if (std::optional<Format> format = formatOf(type))
      bits.push_back(std::max<int64_t>(8, bitsOf(*format)));
  llvm::sort(bits);
  bits.erase(llvm::unique(bits), bits.end());
  return verifyTimes(*this, getDimsAttr(), bits, 1);
}
