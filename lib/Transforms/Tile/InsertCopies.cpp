//===- InsertCopies.cpp - copies that instructions make -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry and exit form: tensor, views materialised. Where no paths join the
/// home memory with the memories of an instruction's operand, but some
/// instruction copies between one of them and one that paths do join, the
/// operand gets an identity map. Tiling puts it into the operation's group.
/// So does one whose neighbours lie otherwise than the instruction has them.
///
//===----------------------------------------------------------------------===//

#include "IdentityMap.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include "ridge/Analysis/CandidateTable.h"
#include "ridge/Analysis/HomeLayout.h"
#include "ridge/Analysis/LinearForm.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Mapping/InstructionChoice.h"
#include "ridge/Support/Saturate.h"
#include "ridge/Timing/Timing.h"
#include "ridge/Transforms/Tile/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_INSERTCOPIES
#include "lib/Transforms/Tile/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

namespace {

/// An operation's operand that needs a copy: an input, or its result.
constexpr int32_t kResult = -1;

class CopyInserter {
public:
  CopyInserter(const Machine &machine, const HomeLayouts &layouts);

  /// False if all operands of all instructions have their paths.
  bool hasWork() const;
  void visit(StructuredOpInterface op);

private:
  /// Of an operand; dims of its tensor in the order that the copy has them in.
  struct Copy {
    int32_t operand;
    SmallVector<int64_t, 4> order;
  };
  struct Copies {
    SmallVector<Copy, 2> copies;
    int64_t ticks = 0; ///< Of the operation, and of its copies.
  };
  std::optional<Copies> copiesFor(StructuredOpInterface op,
                                  const OperationKernel &kernel,
                                  const Match &match);
  std::optional<int64_t> copyTicks(Value value, ArrayRef<int64_t> order,
                                   const InstructionOperand &operand,
                                   bool isResult, Location loc);
  bool keepsStride(Value value, AffineMap map, ArrayRef<int64_t> extents,
                   const Match &match, size_t access) const;
  void insert(StructuredOpInterface op, const Copy &copy);
  bool needsDirectly(OpOperand &use) const;
  bool isMadeIn(Value value, const InstructionOperand &operand) const;
  bool isNear(const InstructionOperand &operand, bool isResult) const {
    const MemorySet &set = isResult ? storable : loadable;
    return llvm::any_of(operand.memories,
                        [&](MemoryId memory) { return set.test(memory); });
  }

  const Machine &machine;
  const HomeLayouts &layouts;
  MemorySet loadable, storable; ///< Along paths.
};

} // namespace

CopyInserter::CopyInserter(const Machine &machine, const HomeLayouts &layouts)
    : machine(machine), layouts(layouts) {
  OperandPlace place;
  place.isLoaded = true;
  loadable = reachableMemories(machine, place);
  place.isLoaded = false;
  place.isStored = true;
  storable = reachableMemories(machine, place);
}

bool CopyInserter::hasWork() const {
  return llvm::any_of(machine.instructions, [&](const Instruction &each) {
    return llvm::any_of(each.operands, [&](const InstructionOperand &operand) {
      return operand.unitStride || !isNear(operand, false) ||
             !isNear(operand, true);
    });
  });
}

/// True unless the operand takes neighbours from next to one another, and the
/// value's lie elsewhere. What is made in a group has the layout of its tensor.
bool CopyInserter::keepsStride(Value value, AffineMap map,
                               ArrayRef<int64_t> extents, const Match &match,
                               size_t access) const {
  int32_t dim = unitStrideDim(machine, match, access, extents);
  if (dim < 0 || !layouts.has(value) ||
      llvm::none_of(
          map.getResults(),
          [&](AffineExpr expr) { return expr.isFunctionOfDim(dim); }))
    return true;
  ArrayRef<int64_t> shape = cast<RankedTensorType>(value.getType()).getShape();
  ArrayRef<int64_t> strides = layouts.of(value).strides;
  std::optional<size_t> innermost;
  for (size_t d = 0; d < shape.size(); ++d)
    if (shape[d] > 1 && strides[d] != 0 &&
        (!innermost || strides[d] <= strides[*innermost]))
      innermost = d;
  std::optional<Affine> form =
      innermost ? linearForm(map.getResult(*innermost), map.getNumDims())
                : std::nullopt;
  return form && llvm::any_of(form->terms, [&](const auto &term) {
           return int32_t(term.first) == dim && term.second == 1;
         });
}

/// A copy of the tensor with its dims in another order.
static MapOp createCopy(Value value, ArrayRef<int64_t> order, Operation *before,
                        Location loc) {
  OpBuilder builder(before);
  auto type = cast<RankedTensorType>(value.getType());
  SmallVector<int64_t> shape;
  SmallVector<AffineExpr> exprs(order.size());
  for (auto [position, dim] : llvm::enumerate(order)) {
    shape.push_back(type.getDimSize(dim));
    exprs[dim] = builder.getAffineDimExpr(position);
  }
  AffineMap from = AffineMap::get(order.size(), 0, exprs, builder.getContext());
  auto map = MapOp::create(
      builder, loc, RankedTensorType::get(shape, type.getElementType()), value,
      shape,
      builder.getAffineMapArrayAttr(
          {from, builder.getMultiDimIdentityMap(unsigned(order.size()))}));
  Block *body = builder.createBlock(&map.getBody());
  body->addArgument(type.getElementType(), loc);
  YieldOp::create(builder, loc, body->getArguments());
  return map;
}

/// What the best instruction takes that copies between the operand's memories
/// and one that paths join with the home memory, if there is one.
std::optional<int64_t>
CopyInserter::copyTicks(Value value, ArrayRef<int64_t> order,
                        const InstructionOperand &operand, bool isResult,
                        Location loc) {
  auto type = cast<RankedTensorType>(value.getType());
  // A map that stands nowhere, for its kernel alone.
  OpBuilder builder(type.getContext());
  auto empty =
      UnrealizedConversionCastOp::create(builder, loc, type, ValueRange());
  Block block;
  block.push_back(empty);
  Operation *end =
      UnrealizedConversionCastOp::create(builder, loc, type, ValueRange());
  block.push_back(end);
  MapOp copy = createCopy(empty.getResult(0), order, end, loc);
  CandidateTable candidates(machine);
  const CandidateTable::Entry &entry =
      candidates.of(cast<StructuredOpInterface>(copy.getOperation()));
  if (!entry.candidates)
    return std::nullopt;
  ArrayRef<int64_t> extents = copy.getExtents();
  auto from = cast<AffineMapAttr>(copy.getMaps()[0]).getValue();
  auto last = static_cast<int32_t>(extents.size()) - 1;
  std::optional<int64_t> least;
  for (const Match &match : entry.candidates->matches) {
    const Instruction &instruction = machine.instructions[match.instruction];
    const InstructionOperand &source = instruction.operands[match.operands[0]],
                             &target = instruction.operands[match.operands[1]];
    bool joins =
        isNear(isResult ? target : source, isResult) &&
        llvm::any_of((isResult ? source : target).memories,
                     [&](MemoryId memory) {
                       return llvm::is_contained(operand.memories, memory);
                     });
    // What lies between operation and copy has the order of its tensor.
    int32_t between =
        unitStrideDim(machine, match, /*access=*/isResult ? 0 : 1, extents);
    bool isOrdered = keepsStride(value, from, extents, match,
                                 /*access=*/isResult ? 1 : 0) &&
                     (between < 0 || between == last);
    if (!joins || !isOrdered)
      continue;
    int64_t ticks =
        kernelTime(machine, match, entry.kernel->kernel, extents).occupancy;
    least = std::min(least.value_or(ticks), ticks);
  }
  return least;
}

/// True if what makes the value can leave it where the operand is taken from.
bool CopyInserter::isMadeIn(Value value,
                            const InstructionOperand &operand) const {
  auto maker = value.getDefiningOp<StructuredOpInterface>();
  if (!maker)
    return false;
  CandidateTable candidates(machine);
  const CandidateTable::Entry &entry = candidates.of(maker);
  return entry.candidates &&
         llvm::any_of(entry.candidates->matches, [&](const Match &match) {
           return llvm::any_of(machine.instructions[match.instruction]
                                   .operands[match.operands.back()]
                                   .memories,
                               [&](MemoryId memory) {
                                 return llvm::is_contained(operand.memories,
                                                           memory);
                               });
         });
}

/// The dims of a tensor in their order, but for the one that `dim` walks: it
/// comes last. Nothing if none walks with it alone; -1: as they are.
static std::optional<SmallVector<int64_t, 4>> orderFor(AffineMap map,
                                                       int32_t dim) {
  SmallVector<int64_t, 4> order;
  std::optional<int64_t> last;
  for (auto [position, expr] : llvm::enumerate(map.getResults()))
    if (auto own = dyn_cast<AffineDimExpr>(expr);
        own && int32_t(own.getPosition()) == dim)
      last = position;
    else
      order.push_back(position);
  if (last)
    order.push_back(*last);
  if (dim >= 0 && !last)
    return std::nullopt;
  return order;
}

/// The operands that need copies if `match` runs the operation; nothing if
/// copies do not help.
std::optional<CopyInserter::Copies>
CopyInserter::copiesFor(StructuredOpInterface op, const OperationKernel &kernel,
                        const Match &match) {
  const Instruction &instruction = machine.instructions[match.instruction];
  Copies copies;
  copies.ticks =
      kernelTime(machine, match, kernel.kernel, op.getIterationExtents())
          .occupancy;
  auto note = [&](int32_t number, Value value, size_t access) {
    const InstructionOperand &operand =
        instruction.operands[match.operands[access]];
    bool isResult = number == kResult;
    bool isThere =
        isNear(operand, isResult) || (!isResult && isMadeIn(value, operand));
    AffineMap map =
        isResult ? op.getOperandMaps().back() : op.getOperandMaps()[number];
    bool isOrdered =
        keepsStride(value, map, op.getIterationExtents(), match, access);
    if (isThere && isOrdered)
      return true;
    // A result is made in the order of its tensor, and turned on its way out.
    int32_t dim = isOrdered ? -1
                            : unitStrideDim(machine, match, access,
                                            op.getIterationExtents());
    std::optional<SmallVector<int64_t, 4>> order = orderFor(map, dim);
    if (isResult && order && !llvm::is_sorted(*order))
      return false;
    if (!order)
      return false;
    copies.copies.push_back({number, *order});
    std::optional<int64_t> ticks =
        copyTicks(value, *order, operand, isResult, op.getLoc());
    copies.ticks = saturatingAdd(copies.ticks, ticks.value_or(0));
    return ticks.has_value();
  };
  for (auto [access, input] : llvm::enumerate(kernel.inputs))
    if (input >= 0 && !note(input, op.getInputTensors()[input], access))
      return std::nullopt;
  if (!note(kResult, op.getResultTensor(), kernel.inputs.size()))
    return std::nullopt;
  return copies;
}

/// True if who reads the value takes it from memories alone to which no path
/// leads: from where it is made, in one group, or not at all.
bool CopyInserter::needsDirectly(OpOperand &use) const {
  auto reader = dyn_cast<StructuredOpInterface>(use.getOwner());
  if (!reader)
    return false;
  CandidateTable candidates(machine);
  const CandidateTable::Entry &entry = candidates.of(reader);
  if (!entry.candidates || entry.candidates->matches.empty())
    return false;
  auto number = static_cast<int32_t>(use.getOperandNumber());
  return llvm::all_of(entry.candidates->matches, [&](const Match &match) {
    for (auto [access, input] : llvm::enumerate(entry.kernel->inputs))
      if (input == number && isNear(machine.instructions[match.instruction]
                                        .operands[match.operands[access]],
                                    /*isResult=*/false))
        return false;
    return true;
  });
}

void CopyInserter::insert(StructuredOpInterface op, const Copy &needed) {
  int32_t operand = needed.operand;
  Value result = op.getResultTensor();
  auto isElsewhere = [&](OpOperand &use) { return !needsDirectly(use); };
  if (operand == kResult && llvm::none_of(result.getUses(), isElsewhere))
    return;
  remark::passed(op->getLoc(), remark::RemarkOpts::name("copied").category(
                                   "ridge-insert-copies"))
      << (operand == kResult ? std::string("its result")
                             : "input " + std::to_string(operand))
      << " lies as no path brings or takes it; an instruction copies";
  if (operand == kResult) {
    MapOp copy = createIdentityMap(result, op->getNextNode(), op.getLoc());
    result.replaceUsesWithIf(copy.getResult(), [&](OpOperand &use) {
      return use.getOwner() != copy && isElsewhere(use);
    });
    return;
  }
  OpOperand &use = op->getOpOperand(operand);
  use.set(createCopy(use.get(), needed.order, op, op.getLoc()).getResult());
  SmallVector<AffineMap> maps = op.getOperandMaps();
  SmallVector<AffineExpr> exprs;
  for (int64_t dim : needed.order)
    exprs.push_back(maps[operand].getResult(dim));
  maps[operand] =
      AffineMap::get(maps[operand].getNumDims(), 0, exprs, op->getContext());
  op->setAttr("maps", OpBuilder(op).getAffineMapArrayAttr(maps));
}

/// The copies of the match that takes the least with them. One without copies
/// stands unless another takes a quarter less: what moves between is not here.
void CopyInserter::visit(StructuredOpInterface op) {
  CandidateTable candidates(machine);
  const CandidateTable::Entry &entry = candidates.of(op);
  if (!entry.candidates)
    return;
  std::optional<Copies> best;
  auto price = [](const Copies &copies) {
    return copies.copies.empty() ? saturatingMul(copies.ticks, 3)
                                 : saturatingMul(copies.ticks, 4);
  };
  for (const Match &match : entry.candidates->matches) {
    auto copies = copiesFor(op, *entry.kernel, match);
    if (copies && (!best || price(*copies) < price(*best)))
      best = std::move(copies);
  }
  if (best)
    for (const Copy &copy : best->copies)
      insert(op, copy);
}

namespace {
struct InsertCopiesPass : ridge::impl::InsertCopiesBase<InsertCopiesPass> {
  using InsertCopiesBase::InsertCopiesBase;

  void runOnOperation() override {
    FailureOr<MachineHandle> target =
        recordMachine(getOperation(), machineName);
    if (failed(target))
      return signalPassFailure();
    FailureOr<HomeLayouts> layouts = HomeLayouts::compute(
        getOperation(), [](OpOperand &) { return Value(); });
    if (failed(layouts)) {
      getOperation().emitError("has views that no window can show; run "
                               "ridge-materialize-views first");
      return signalPassFailure();
    }
    CopyInserter inserter(*target, *layouts);
    if (!inserter.hasWork())
      return;
    SmallVector<StructuredOpInterface> ops;
    for (Operation &op : getOperation().getBody().front())
      if (auto structured = dyn_cast<StructuredOpInterface>(op))
        ops.push_back(structured);
    for (StructuredOpInterface op : ops)
      inserter.visit(op);
  }
};
} // namespace
