//===- SplitBodies.cpp - cut bodies to instructions -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry and exit form: tensor. After this pass every structured computation
/// matches at least one instruction of the machine. See Passes.td.
///
//===----------------------------------------------------------------------===//

#include "PadExtents.h"
#include "ReplaceProduct.h"
#include "SplitBody.h"
#include "dialects/Arch/FormatTypes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/IR/Remarks.h"
#include "ridge/Analysis/OperationKernel.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Transforms/Tile/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_SPLITBODIES
#include "lib/Transforms/Tile/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

namespace {

/// What a value of the body is once it has left it: a tensor read by a map over
/// the dims of the original computation.
struct Outside {
  Value tensor;
  AffineMap map;
};

class BodySplitter {
public:
  explicit BodySplitter(MapOp op) : op(op), builder(op) {}

  /// One map per scalar operation; the results are appended to `parts`.
  void split(SmallVectorImpl<MapOp> &parts);

private:
  MapOp splitOne(Operation &scalar, bool isLast);
  void placeEarly(Operation &scalar, ArrayRef<Value> tensors);

  MapOp op;
  OpBuilder builder;
  llvm::DenseMap<Value, Outside> outside;
  llvm::DenseSet<Value> early; ///< Integers that follow from positions alone.
};

} // namespace

/// Integers that follow from positions alone, a mask among them, come first in
/// the function: they are not to stand between what goes well together.
void BodySplitter::placeEarly(Operation &scalar, ArrayRef<Value> tensors) {
  if (isa<IndexOp>(scalar)) {
    builder.setInsertionPointToStart(op->getBlock());
    early.insert(scalar.getResult(0));
    return;
  }
  if (!isa<IntegerType>(scalar.getResult(0).getType()))
    return;
  Operation *last = nullptr;
  for (Value operand : scalar.getOperands())
    if (!matchPattern(operand, m_Constant()) && !early.contains(operand))
      return;
  for (Value tensor : tensors)
    if (!last || last->isBeforeInBlock(tensor.getDefiningOp()))
      last = tensor.getDefiningOp();
  if (!last)
    return;
  builder.setInsertionPointAfter(last);
  early.insert(scalar.getResult(0));
}

MapOp BodySplitter::splitOne(Operation &scalar, bool isLast) {
  ArrayRef<int64_t> extents = op.getExtents();
  DimSet used = 0;
  SmallVector<Value> tensors, scalars;
  SmallVector<AffineMap> maps;
  for (Value operand : scalar.getOperands()) {
    auto found = outside.find(operand);
    if (found == outside.end() || llvm::is_contained(scalars, operand))
      continue; // A constant, or the same value twice.
    scalars.push_back(operand);
    tensors.push_back(found->second.tensor);
    maps.push_back(found->second.map);
    used |= dimsOf(found->second.map);
  }
  if (auto index = dyn_cast<IndexOp>(scalar))
    used |= DimSet(1) << index.getDim();

  // Dims along which the value repeats are left to whoever reads it.
  SmallVector<int64_t> keptExtents;
  SmallVector<AffineExpr> replacements, keptDims;
  for (unsigned d = 0; d < extents.size(); ++d) {
    bool keep = isLast || ((used >> d) & 1);
    replacements.push_back(keep ? builder.getAffineDimExpr(keptExtents.size())
                                : builder.getAffineConstantExpr(0));
    if (!keep)
      continue;
    keptExtents.push_back(extents[d]);
    keptDims.push_back(builder.getAffineDimExpr(d));
  }
  MLIRContext *context = op.getContext();
  for (AffineMap &map : maps)
    map = map.replaceDimsAndSymbols(replacements, {}, keptExtents.size(), 0);
  AffineMap written =
      AffineMap::getMultiDimIdentityMap(keptExtents.size(), context);
  Type element = scalar.getResult(0).getType();
  auto type = RankedTensorType::get(keptExtents, element);
  if (isLast) {
    written = op.getOperandMaps().back();
    type = cast<RankedTensorType>(op.getType());
  }
  maps.push_back(written);

  if (!isLast)
    placeEarly(scalar, tensors);
  auto part = MapOp::create(builder, scalar.getLoc(), type, tensors,
                            keptExtents, builder.getAffineMapArrayAttr(maps));
  Block *body = builder.createBlock(&part.getBody());
  IRMapping mapping;
  for (Value value : scalars)
    mapping.map(value, body->addArgument(value.getType(), scalar.getLoc()));
  for (Value operand : scalar.getOperands())
    if (!mapping.contains(operand))
      builder.clone(*operand.getDefiningOp(), mapping);
  Operation *clone = builder.clone(scalar, mapping);
  if (auto index = dyn_cast<IndexOp>(clone)) {
    unsigned position = 0;
    for (unsigned d = 0; d < index.getDim(); ++d)
      position += isLast || ((used >> d) & 1);
    index.setDim(position);
  }
  YieldOp::create(builder, scalar.getLoc(), clone->getResults());
  builder.setInsertionPoint(op);
  outside[scalar.getResult(0)] = {
      part.getResult(), AffineMap::get(extents.size(), 0, keptDims, context)};
  return part;
}

void BodySplitter::split(SmallVectorImpl<MapOp> &parts) {
  Block &body = op.getBody().front();
  SmallVector<AffineMap> maps = op.getOperandMaps();
  for (auto [argument, input, map] :
       llvm::zip(body.getArguments(), op.getInputs(), maps))
    outside[argument] = {input, map};
  Value yielded = cast<YieldOp>(body.getTerminator()).getValues()[0];
  for (Operation &scalar : body.without_terminator())
    if (!matchPattern(&scalar, m_Constant()))
      parts.push_back(splitOne(scalar, scalar.getResult(0) == yielded));
  op.replaceAllUsesWith(outside.find(yielded)->second.tensor);
  op.erase();
}

void ridge::splitBody(MapOp op, SmallVectorImpl<MapOp> &parts) {
  BodySplitter(op).split(parts);
}

bool ridge::canSplit(StructuredOpInterface op) {
  if (!isa<MapOp>(op))
    return false;
  Block &body = op.getScalarBody().front();
  Operation *last =
      cast<YieldOp>(body.getTerminator()).getValues()[0].getDefiningOp();
  unsigned scalars = 0;
  for (Operation &scalar : body.without_terminator())
    scalars += !matchPattern(&scalar, m_Constant());
  return last && scalars > 1;
}

/// True if an instruction runs the computation; else `reason` says why not.
static FailureOr<bool> isRunnable(StructuredOpInterface op,
                                  const Machine &machine, std::string &reason) {
  FailureOr<OperationKernel> kernel = operationKernel(op);
  if (failed(kernel))
    return failure();
  if (!matchKernel(machine, kernel->kernel, kernel->immediates).empty())
    return true;
  reason = explainNoMatch(machine, kernel->kernel, kernel->immediates);
  return false;
}

static LogicalResult refuse(StructuredOpInterface op, const Machine &machine,
                            StringRef reason) {
  return op->emitError()
         << "no instruction of machine '" << machine.name << "' runs this "
         << op->getName().stripDialect() << ": " << reason
         << "; add an instruction to the machine file or choose "
            "another machine";
}

//===----------------------------------------------------------------------===//
// Operands that no instruction takes as they are
//===----------------------------------------------------------------------===//

/// Makes constants, which lie in memory, of the fills that `op` reads, if it
/// runs then: instructions that take no immediate there take a buffer.
static FailureOr<bool> storeFills(StructuredOpInterface op,
                                  const Machine &machine) {
  SmallVector<std::pair<OpOperand *, Value>> fills;
  OpBuilder builder(op);
  for (OpOperand &operand : op->getOpOperands()) {
    auto fill = operand.get().getDefiningOp<FillOp>();
    if (!fill)
      continue;
    fills.emplace_back(&operand, fill);
    auto type = cast<RankedTensorType>(fill.getType());
    operand.set(ConstantOp::create(
        builder, fill.getLoc(), type,
        DenseElementsAttr::get(type, Attribute(fill.getValue()))));
  }
  std::string reason;
  FailureOr<bool> runs =
      fills.empty() ? FailureOr<bool>(false) : isRunnable(op, machine, reason);
  if (succeeded(runs) && *runs)
    return true;
  for (auto [operand, fill] : fills) {
    Operation *constant = operand->get().getDefiningOp();
    operand->set(fill);
    constant->erase();
  }
  return runs;
}

/// Widens one operand, the other or both before the product, to as little as
/// possible, whichever comes first that instructions run: what then stands for
/// `op`, or null. Exact: the body goes on to what it widens to.
static FailureOr<ContractOp> widenOperands(ContractOp op,
                                           const Machine &machine) {
  for (const OperandTypes &types : widenings(op)) {
    ProductParts parts = widenBefore(op, types);
    bool runs = true;
    for (StructuredOpInterface part : parts) {
      std::string reason;
      FailureOr<bool> runnable = isRunnable(part, machine, reason);
      if (failed(runnable))
        return failure();
      runs &= *runnable;
    }
    if (runs) {
      replaceBy(op, parts);
      return cast<ContractOp>(parts.back().getOperation());
    }
    eraseParts(parts);
  }
  return ContractOp();
}

/// Puts `parts` in the place of `op` if instructions run all of them. A
/// contraction among them is the first, and may have its operands widened.
static FailureOr<bool> tryParts(ContractOp op, ProductParts parts,
                                const Machine &machine) {
  for (StructuredOpInterface &part : llvm::reverse(parts)) {
    std::string reason;
    FailureOr<bool> runs = isRunnable(part, machine, reason);
    if (succeeded(runs) && !*runs)
      runs = storeFills(part, machine);
    if (failed(runs))
      return failure();
    if (*runs)
      continue;
    if (auto contract = dyn_cast<ContractOp>(part.getOperation())) {
      FailureOr<ContractOp> wide = widenOperands(contract, machine);
      if (failed(wide))
        return failure();
      if (*wide) {
        part = *wide;
        continue;
      }
    }
    eraseParts(parts);
    return false;
  }
  if (parts.empty())
    return false;
  replaceBy(op, parts);
  return true;
}

/// The contraction in another form, if instructions run that.
static FailureOr<bool> replaceProduct(ContractOp op, const Machine &machine) {
  FailureOr<ContractOp> wide = widenOperands(op, machine);
  if (failed(wide))
    return failure();
  if (*wide)
    return true;
  Location loc = op.getLoc();
  Type narrow = op.getResult().getType().getElementType();
  FailureOr<bool> runs = tryParts(op, sumInWider(op), machine);
  if (succeeded(runs) && *runs)
    remark::passed(
        loc, remark::RemarkOpts::name("widened").category("ridge-split-bodies"))
        << "sums in " << (isa<FloatType>(narrow) ? "f32" : "i32")
        << ", wider than " << formatName(*formatOf(narrow))
        << ": no instruction adds products in that";
  if (failed(runs) || *runs)
    return runs;
  return tryParts(op, multiplyThenReduce(op), machine);
}

static LogicalResult splitOrRefuse(StructuredOpInterface op,
                                   const Machine &machine) {
  std::string reason;
  FailureOr<bool> runnable = isRunnable(op, machine, reason);
  if (failed(runnable) || *runnable)
    return LogicalResult(runnable);
  runnable = storeFills(op, machine);
  if (failed(runnable) || *runnable)
    return LogicalResult(runnable);
  if (auto contract = dyn_cast<ContractOp>(op.getOperation())) {
    runnable = replaceProduct(contract, machine);
    if (failed(runnable) || *runnable)
      return LogicalResult(runnable);
  }
  if (!canSplit(op))
    return refuse(op, machine, reason);
  SmallVector<MapOp> parts;
  splitBody(cast<MapOp>(op), parts);
  for (MapOp part : parts) {
    runnable = isRunnable(part, machine, reason);
    if (succeeded(runnable) && !*runnable)
      runnable = storeFills(part, machine);
    if (failed(runnable))
      return failure();
    if (!*runnable)
      return refuse(part, machine, reason);
  }
  return success();
}

/// Pads what no instruction takes with its extents.
static LogicalResult padAll(func::FuncOp func, const Machine &machine) {
  SmallVector<StructuredOpInterface> ops;
  func.walk([&](StructuredOpInterface op) { ops.push_back(op); });
  for (StructuredOpInterface op : ops)
    if (failed(padToLimits(op, machine)))
      return failure();
  return success();
}

namespace {
struct SplitBodiesPass : ridge::impl::SplitBodiesBase<SplitBodiesPass> {
  using SplitBodiesBase::SplitBodiesBase;

  void runOnOperation() override {
    FailureOr<MachineHandle> target =
        recordMachine(getOperation(), machineName);
    if (failed(target))
      return signalPassFailure();
    if (hasLimits(*target) && failed(padAll(getOperation(), *target)))
      return signalPassFailure();
    SmallVector<StructuredOpInterface> ops;
    getOperation().walk([&](StructuredOpInterface op) { ops.push_back(op); });
    for (StructuredOpInterface op : ops)
      if (failed(splitOrRefuse(op, *target)))
        return signalPassFailure();
  }
};
} // namespace
