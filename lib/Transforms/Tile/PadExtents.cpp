//===- PadExtents.cpp - extents that instructions take --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Padding is what Import makes of tensor.pad, an insertion into a fill, and
/// the part is a slice: transfers and copies pay for both, the instruction for
/// the padded work.
///
//===----------------------------------------------------------------------===//

#include "PadExtents.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Remarks.h"
#include "ridge/Analysis/LinearForm.h"
#include "ridge/Analysis/OperationKernel.h"
#include "ridge/Support/Saturate.h"

using namespace mlir;
using namespace ridge;

using Extents = SmallVector<int64_t, 6>;

bool ridge::hasLimits(const Machine &machine) {
  return llvm::any_of(machine.instructions, [](const Instruction &each) {
    return llvm::any_of(each.dims, [](const InstructionDim &dim) {
      return !dim.takes(1) || dim.step != 1;
    });
  });
}

/// What a dim's size is a multiple of, whatever tiles it is cut into.
static int64_t unitOf(const InstructionDim &dim) {
  return llvm::divideCeil(dim.low, dim.step) * dim.step;
}

/// The extents with which the match keeps to its limits, at least `extents`:
/// of several dims that are one of the instruction's, the last that may grow
/// does. Nothing if none may.
static std::optional<Extents> paddedFor(const Instruction &instruction,
                                        const Match &match,
                                        ArrayRef<int64_t> extents,
                                        uint32_t mayGrow) {
  Extents padded(extents);
  for (auto [number, dim] : llvm::enumerate(instruction.dims)) {
    int64_t unit = unitOf(dim), size = 1;
    int32_t last = -1;
    for (auto [d, bound] : llvm::enumerate(match.dims)) {
      if (bound != static_cast<int32_t>(number))
        continue;
      size = saturatingMul(size, extents[d]);
      if (mayGrow >> d & 1)
        last = static_cast<int32_t>(d);
    }
    if (size % unit == 0 || dim.takes(size))
      continue;
    if (last < 0)
      return std::nullopt;
    int64_t others = size / extents[last];
    int64_t step = unit / std::gcd(unit, others);
    padded[last] = llvm::alignTo(extents[last], step);
  }
  return padded;
}

/// Zeros around a product add nothing to it; what else is computed of padding
/// is not read.
static uint32_t growingDims(StructuredOpInterface op) {
  uint32_t all = (uint32_t(1) << op.getIterationExtents().size()) - 1;
  uint32_t fixed = op.getFoldedDims();
  if (!isa<ContractOp>(op.getOperation()))
    fixed |= op.getReductionDims();
  return all & ~fixed;
}

/// The tensor with zeros behind it, so that `map` over `extents` stays inside.
static Value pad(OpBuilder &builder, Location loc, Value tensor, AffineMap map,
                 ArrayRef<int64_t> extents) {
  auto type = cast<RankedTensorType>(tensor.getType());
  SmallVector<int64_t> shape(type.getShape());
  for (auto [size, expr] : llvm::zip(shape, map.getResults())) {
    Affine linear = *linearForm(expr, map.getNumDims());
    int64_t last = linear.constant;
    for (auto [dim, coefficient] : linear.terms)
      if (coefficient > 0)
        last += coefficient * (extents[dim] - 1);
    size = std::max(size, last + 1);
  }
  if (llvm::equal(shape, type.getShape()))
    return tensor;
  RankedTensorType wide = type.clone(shape);
  if (auto fill = tensor.getDefiningOp<FillOp>())
    return FillOp::create(builder, fill.getLoc(), wide, fill.getValue());
  Attribute zero = builder.getZeroAttr(type.getElementType());
  auto target = FillOp::create(builder, loc, wide, cast<TypedAttr>(zero));
  SmallVector<int64_t> offsets(shape.size(), 0), strides(shape.size(), 1);
  return InsertOp::create(builder, loc, wide, tensor, target, offsets, strides);
}

/// The computation over `extents`, and of its result what `op` has; `op` goes.
static void padTo(StructuredOpInterface op, ArrayRef<int64_t> extents) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  SmallVector<AffineMap> maps = op.getOperandMaps();
  SmallVector<Value> operands;
  for (auto [input, map] : llvm::zip(op.getInputTensors(), maps))
    operands.push_back(pad(builder, loc, input, map, extents));
  Operation *wide = builder.clone(*op);
  wide->setOperands(operands);
  wide->setAttr("extents", builder.getDenseI64ArrayAttr(extents));
  auto type = cast<RankedTensorType>(op.getResultTensor().getType());
  SmallVector<int64_t> shape;
  for (AffineExpr expr : maps.back().getResults())
    shape.push_back(extents[cast<AffineDimExpr>(expr).getPosition()]);
  wide->getResult(0).setType(type.clone(shape));
  Value result = wide->getResult(0);
  if (result.getType() != type) {
    SmallVector<int64_t> offsets(shape.size(), 0), strides(shape.size(), 1);
    result = SliceOp::create(builder, loc, type, result, offsets, strides);
  }
  op->getResult(0).replaceAllUsesWith(result);
  op->erase();
}

namespace {
/// Extents that an instruction takes.
struct Padding {
  Extents extents;
  StringRef instruction;
};
} // namespace

static int64_t pointsOf(ArrayRef<int64_t> sizes) {
  int64_t product = 1;
  for (int64_t size : sizes)
    product = saturatingMul(product, size);
  return product;
}

/// Those of the least work; nothing if no instruction can run `op`.
static FailureOr<std::optional<Padding>> paddingOf(StructuredOpInterface op,
                                                   const Machine &machine) {
  FailureOr<OperationKernel> kernel =
      operationKernel(op, /*keepsUnitDims=*/true);
  if (failed(kernel))
    return failure();
  std::optional<Padding> best;
  for (const Match &match :
       matchKernel(machine, kernel->kernel, kernel->immediates)) {
    const Instruction &instruction = machine.instructions[match.instruction];
    std::optional<Extents> padded = paddedFor(
        instruction, match, op.getIterationExtents(), growingDims(op));
    if (padded && (!best || pointsOf(*padded) < pointsOf(best->extents)))
      best = Padding{*padded, instruction.name};
  }
  return best;
}

/// The contraction with one more dim, of one element, that input `number` and
/// the result depend on: a vector as a matrix of one row. Before `op`, which
/// stays; the last is the result as `op` has it.
static std::pair<ContractOp, Operation *> addUnitDim(ContractOp op,
                                                     unsigned number) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  auto addDim = [&](RankedTensorType type) {
    SmallVector<int64_t> shape(type.getShape());
    shape.insert(shape.begin(), 1);
    return type.clone(shape);
  };
  unsigned numDims = op.getExtents().size();
  AffineExpr added = builder.getAffineDimExpr(numDims);
  SmallVector<Attribute> maps;
  for (auto [i, map] :
       llvm::enumerate(op.getMaps().getAsValueRange<AffineMapAttr>())) {
    SmallVector<AffineExpr> results(map.getResults());
    if (i == number || i == op.getInputs().size())
      results.insert(results.begin(), added);
    maps.push_back(AffineMapAttr::get(
        AffineMap::get(numDims + 1, 0, results, op.getContext())));
  }
  auto wide = cast<ContractOp>(builder.clone(*op));
  builder.setInsertionPoint(wide);
  Value input = op.getInputs()[number];
  wide->setOperand(
      number, ReshapeOp::create(builder, loc,
                                addDim(cast<RankedTensorType>(input.getType())),
                                input));
  SmallVector<int64_t> extents(op.getExtents());
  extents.push_back(1);
  wide.setExtents(extents);
  wide.setMapsAttr(builder.getArrayAttr(maps));
  RankedTensorType type = op.getResult().getType();
  wide.getResult().setType(addDim(type));
  builder.setInsertionPointAfter(wide);
  return {wide, ReshapeOp::create(builder, loc, type, wide.getResult())};
}

/// Pads `op` after it got the dims of one element that an instruction wants.
static FailureOr<bool> padWithUnitDims(ContractOp op, const Machine &machine,
                                       unsigned most) {
  for (unsigned number = 0; number < op.getInputs().size(); ++number) {
    auto [wide, back] = addUnitDim(op, number);
    FailureOr<std::optional<Padding>> padding =
        paddingOf(cast<StructuredOpInterface>(wide.getOperation()), machine);
    if (failed(padding))
      return failure();
    FailureOr<bool> isPadded = padding->has_value();
    if (!*isPadded && most > 1)
      isPadded = padWithUnitDims(wide, machine, most - 1);
    if (failed(isPadded))
      return failure();
    if (*isPadded) {
      op.replaceAllUsesWith(back->getResult(0));
      op.erase();
      if (padding->has_value())
        padTo(cast<StructuredOpInterface>(wide.getOperation()),
              (*padding)->extents);
      return true;
    }
    Operation *reshaped = wide->getOperand(number).getDefiningOp();
    back->erase();
    wide.erase();
    reshaped->erase();
  }
  return false;
}

static void explain(Location loc, const Twine &what, StringRef instruction) {
  remark::passed(
      loc, remark::RemarkOpts::name("padded").category("ridge-split-bodies"))
      << remark::reason("{0} with zeros: {1}", what.str(), instruction);
}

LogicalResult ridge::padToLimits(StructuredOpInterface op,
                                 const Machine &machine) {
  FailureOr<std::optional<Padding>> padding = paddingOf(op, machine);
  if (failed(padding))
    return failure();
  Location loc = op.getLoc();
  if (!*padding) {
    // A product of a vector lacks a dim that the unit wants more of.
    auto contract = dyn_cast<ContractOp>(op.getOperation());
    if (!contract || contract.getInputs().size() != 2)
      return success();
    FailureOr<bool> isPadded = padWithUnitDims(contract, machine, /*most=*/2);
    if (failed(isPadded))
      return failure();
    if (*isPadded)
      explain(loc, "to a product of matrices",
              "no instruction takes fewer rows or columns");
    return success();
  }
  ArrayRef<int64_t> extents = op.getIterationExtents();
  if (llvm::equal((*padding)->extents, extents))
    return success();
  explain(loc,
          "from " + Twine(pointsOf(extents)) + " to " +
              Twine(pointsOf((*padding)->extents)) + " points",
          ("every instruction that runs it takes multiples, as @" +
           (*padding)->instruction)
              .str());
  padTo(op, (*padding)->extents);
  return success();
}
