//===- FoldConversions.cpp - narrow operands, narrow sums -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// int8 attention arrives as
///
///     %a32 = extsi %a : i8 to i32
///     %b32 = extsi %b : i8 to i32
///     %sum = contract %a32, %b32 -> i64
///     %out = trunci %sum : i64 to i32
///
/// and leaves as one contraction of i8 by i8 into i32. Between conversion and
/// contraction views may stand; they move to the narrow side.
///
//===----------------------------------------------------------------------===//

#include "Convert.h"
#include "dialects/Arch/FormatTypes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"
#include "ridge/Transforms/Import/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_FOLDCONVERSIONS
#include "lib/Transforms/Import/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

static Type elementOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getElementType();
}

static RankedTensorType withElement(Value value, Type element) {
  return cast<RankedTensorType>(value.getType()).clone(element);
}

//===----------------------------------------------------------------------===//
// Widened operands
//===----------------------------------------------------------------------===//

/// The conversion that is all `map` does, element by element in place.
static Operation *onlyConversion(MapOp map) {
  Block &body = map.getBody().front();
  Operation *op = &body.front();
  bool single =
      map.getInputs().size() == 1 && !op->hasTrait<OpTrait::IsTerminator>() &&
      op->getNextNode() == body.getTerminator() && op->getNumOperands() == 1 &&
      op->getOperand(0) == body.getArgument(0) &&
      body.getTerminator()->getOperand(0) == op->getResult(0);
  SmallVector<AffineMap> maps = map.getOperandMaps();
  return single && maps[0] == maps[1] ? op : nullptr;
}

namespace {
/// A tensor before it was widened.
struct Narrow {
  Value tensor;
  Operation *conversion; ///< A widening.
};
} // namespace

/// Views that pass elements on one by one.
static bool isElementwiseView(Operation *op) {
  return isa<ReshapeOp, TransposeOp, BroadcastOp, SliceOp>(op);
}

/// Looks through views for a widening map. Builds the views again on the narrow
/// tensor, unless there is none.
static std::optional<Narrow> findNarrow(OpBuilder &builder, Value wide) {
  Operation *definition = wide.getDefiningOp();
  if (!definition)
    return std::nullopt;
  if (auto map = dyn_cast<MapOp>(definition)) {
    Operation *conversion = onlyConversion(map);
    if (!conversion || !isWidening(conversion))
      return std::nullopt;
    return Narrow{map.getInputs()[0], conversion};
  }
  if (!isElementwiseView(definition))
    return std::nullopt;
  std::optional<Narrow> source = findNarrow(builder, definition->getOperand(0));
  if (!source)
    return std::nullopt;
  IRMapping mapping;
  mapping.map(definition->getOperand(0), source->tensor);
  Operation *view = builder.clone(*definition, mapping);
  view->getResult(0).setType(withElement(wide, elementOf(source->tensor)));
  return Narrow{view->getResult(0), source->conversion};
}

/// ext(ext(x)) in one step; null where signs differ in a way that no single
/// conversion has (a sign extension read as unsigned).
static Operation *joinWidening(OpBuilder &builder, Operation *inner,
                               Operation *outer, Value source) {
  Type wide = outer->getResult(0).getType();
  if (isFloatFormat(wide) && isFloatFormat(source.getType()))
    return createWidening(builder, outer->getLoc(), wide, source)
        .getDefiningOp();
  bool sameKind = inner->getName() == outer->getName();
  bool unsignedInside =
      isa<arith::ExtUIOp>(inner) && isa<arith::ExtSIOp>(outer);
  if (!sameKind && !unsignedInside)
    return nullptr;
  OperationState state(outer->getLoc(), inner->getName());
  state.addOperands(source);
  state.addTypes(wide);
  return builder.create(state);
}

/// Replaces the wide argument of the body by a widening of the narrow one.
static void widenInBody(ContractOp contract, unsigned number,
                        const Narrow &narrow) {
  Block &body = contract.getBody().front();
  BlockArgument argument = body.getArgument(number);
  Type wide = argument.getType();
  OpBuilder builder = OpBuilder::atBlockBegin(&body);
  argument.setType(elementOf(narrow.tensor));
  Operation *widen = builder.clone(*narrow.conversion);
  widen->setOperand(0, argument);
  widen->getResult(0).setType(wide);
  argument.replaceAllUsesExcept(widen->getResult(0), widen);
  for (Operation *user : llvm::make_early_inc_range(widen->getUsers())) {
    if (!isWidening(user))
      continue;
    builder.setInsertionPoint(user);
    if (Operation *joined = joinWidening(builder, widen, user, argument)) {
      user->replaceAllUsesWith(joined);
      user->erase();
    }
  }
  if (widen->use_empty())
    widen->erase();
}

static void readNarrowOperands(ContractOp contract) {
  OpBuilder builder(contract);
  for (unsigned number = 0; number < 2; ++number) {
    std::optional<Narrow> narrow =
        findNarrow(builder, contract.getInputs()[number]);
    if (!narrow)
      continue;
    contract->setOperand(number, narrow->tensor);
    widenInBody(contract, number, *narrow);
  }
}

//===----------------------------------------------------------------------===//
// Narrowed sums
//===----------------------------------------------------------------------===//

namespace {
/// Who reads a sum, through views.
struct Readers {
  SmallVector<Operation *> views;
  SmallVector<OpOperand *> maps; ///< Operands of ridge.map.
};
} // namespace

static bool collectReaders(Value sum, Readers &readers) {
  for (OpOperand &use : sum.getUses()) {
    if (isa<MapOp>(use.getOwner())) {
      readers.maps.push_back(&use);
    } else if (isElementwiseView(use.getOwner())) {
      readers.views.push_back(use.getOwner());
      if (!collectReaders(use.getOwner()->getResult(0), readers))
        return false;
    } else {
      return false;
    }
  }
  return true;
}

/// Integer products are summed in 32 bits or more by the machines that have
/// them; a narrower sum would fit none.
static constexpr unsigned leastSumBits = 32;

/// The least width that has all that readers keep of the sum, all of `wide` if
/// one of them keeps all.
static IntegerType widthRead(const Readers &readers, IntegerType wide) {
  unsigned bits = leastSumBits;
  for (OpOperand *use : readers.maps) {
    auto map = cast<MapOp>(use->getOwner());
    BlockArgument argument = map.getBody().getArgument(use->getOperandNumber());
    for (Operation *user : argument.getUsers()) {
      auto truncate = dyn_cast<arith::TruncIOp>(user);
      if (!truncate)
        return wide;
      bits = std::max(bits, truncate.getType().getIntOrFloatBitWidth());
    }
  }
  return bits < wide.getWidth() ? IntegerType::get(wide.getContext(), bits)
                                : wide;
}

/// A map whose body became the identity is its input.
static void eraseIfCopy(MapOp map) {
  SmallVector<AffineMap> maps = map.getOperandMaps();
  Block &body = map.getBody().front();
  if (map.getInputs().size() == 1 && maps[0] == maps[1] &&
      body.getTerminator()->getOperand(0) == body.getArgument(0)) {
    map.replaceAllUsesWith(map.getInputs()[0]);
    map.erase();
  }
}

/// Lets a body read the sum in `type`. Truncations to it are nothing now; those
/// to less stay.
static void readTruncated(MapOp map, unsigned number, IntegerType type) {
  BlockArgument argument = map.getBody().getArgument(number);
  argument.setType(type);
  for (Operation *user : llvm::make_early_inc_range(argument.getUsers())) {
    if (user->getResult(0).getType() != type)
      continue;
    user->replaceAllUsesWith(ValueRange{argument});
    user->erase();
  }
}

/// Makes the body of an integer contraction add in `type`. The factors are at
/// most that wide.
static void sumIn(ContractOp contract, IntegerType type) {
  Block &body = contract.getBody().front();
  body.getArgument(2).setType(type);
  for (Operation &op : llvm::make_early_inc_range(body.without_terminator())) {
    if (op.getNumOperands() == 1 && op.getOperand(0).getType() == type) {
      op.replaceAllUsesWith(ValueRange{op.getOperand(0)});
      op.erase();
    } else {
      op.getResult(0).setType(type);
    }
  }
  contract.getResult().setType(withElement(contract, type));
  APInt init = cast<IntegerAttr>(contract.getInit()).getValue();
  contract.setInitAttr(IntegerAttr::get(type, init.trunc(type.getWidth())));
}

static bool factorsFit(ContractOp contract, unsigned width) {
  return llvm::all_of(contract.getInputs(), [&](Value input) {
    return elementOf(input).getIntOrFloatBitWidth() <= width;
  });
}

static void sumInWhatIsRead(ContractOp contract) {
  auto wide = dyn_cast<IntegerType>(elementOf(contract));
  Readers readers;
  if (!wide || !collectReaders(contract, readers) || readers.maps.empty())
    return;
  IntegerType type = widthRead(readers, wide);
  if (type == wide || !factorsFit(contract, type.getWidth()))
    return;
  sumIn(contract, type);
  for (Operation *view : readers.views)
    view->getResult(0).setType(withElement(view->getResult(0), type));
  for (OpOperand *use : readers.maps)
    readTruncated(cast<MapOp>(use->getOwner()), use->getOperandNumber(), type);
  llvm::SmallSetVector<Operation *, 4> maps;
  for (OpOperand *use : readers.maps)
    maps.insert(use->getOwner());
  for (Operation *map : maps)
    eraseIfCopy(cast<MapOp>(map));
}

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

void ridge::eraseUnread(ModuleOp module) {
  SmallVector<Operation *> ops;
  module.walk([&](Operation *op) {
    if (op->hasTrait<TensorForm>() && !op->hasTrait<OpTrait::IsTerminator>())
      ops.push_back(op);
  });
  for (Operation *op : llvm::reverse(ops))
    if (isOpTriviallyDead(op))
      op->erase();
}

namespace {
struct FoldConversionsPass
    : ridge::impl::FoldConversionsBase<FoldConversionsPass> {
  void runOnOperation() override {
    SmallVector<ContractOp> contracts;
    getOperation().walk([&](ContractOp op) { contracts.push_back(op); });
    for (ContractOp contract : contracts) {
      readNarrowOperands(contract);
      sumInWhatIsRead(contract);
    }
    eraseUnread(getOperation());
  }
};
} // namespace
