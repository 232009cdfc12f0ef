//===- TrialModule.cpp - a few groups as a model --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TrialModule.h"
#include "WrapGroups.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace ridge;

using GroupOps = SmallVector<StructuredOpInterface>;

static void wrapAll(ArrayRef<TrialGroup> groups, ArrayRef<GroupOps> copies,
                    Block &block) {
  int64_t number = 0;
  for (auto [index, group] : llvm::enumerate(groups)) {
    GroupOp wrapped =
        group.gather
            ? wrapGather(group.gather, *group.rows, *group.tiling, index)
            : wrapGroup(copies[index], *group.workload, *group.tiling, index);
    SmallVector<int64_t> numbers;
    for (size_t i = 0; i < std::max<size_t>(copies[index].size(), 1); ++i)
      numbers.push_back(number++);
    wrapped.setNumbers(numbers);
  }
  placeViews(block);
}

namespace {
class TrialBuilder {
public:
  TrialBuilder(ArrayRef<TrialGroup> groups, const HomeLayouts &layouts);
  OwningOpRef<ModuleOp> build();

private:
  Value import(Value value);
  Value addArgument(Value value);

  ArrayRef<TrialGroup> groups;
  const HomeLayouts &layouts;
  llvm::SmallPtrSet<Operation *, 16> members;
  OpBuilder builder;
  Location loc;
  Block *block = nullptr;
  IRMapping mapping;
};
} // namespace

TrialBuilder::TrialBuilder(ArrayRef<TrialGroup> groups,
                           const HomeLayouts &layouts)
    : groups(groups), layouts(layouts),
      builder(groups.front().ops.front()->getContext()),
      loc(builder.getUnknownLoc()) {
  for (const TrialGroup &group : groups)
    members.insert(group.ops.begin(), group.ops.end());
}

/// Where the value's dims do not lie in their order, an argument that has them
/// so is transposed: the views of it that are there could not be views of
/// another order.
Value TrialBuilder::addArgument(Value value) {
  auto type = dyn_cast<RankedTensorType>(value.getType());
  if (!type || !layouts.has(value))
    return block->addArgument(value.getType(), loc);
  ArrayRef<int64_t> strides = layouts.of(value).strides;
  SmallVector<int64_t> order =
      llvm::to_vector(llvm::seq<int64_t>(0, type.getRank()));
  llvm::stable_sort(
      order, [&](int64_t a, int64_t b) { return strides[a] > strides[b]; });
  if (llvm::is_sorted(order))
    return block->addArgument(type, loc);
  SmallVector<int64_t> stored =
      applyPermutation(type.getShape(), ArrayRef(order));
  Value argument = block->addArgument(
      RankedTensorType::get(stored, type.getElementType()), loc);
  return TransposeOp::create(builder, loc, type, argument,
                             invertPermutationVector(order));
}

/// Views come along; what something computes is an argument.
Value TrialBuilder::import(Value value) {
  if (Value known = mapping.lookupOrNull(value))
    return known;
  Operation *op = value.getDefiningOp();
  if (!op || isa<StructuredOpInterface, GatherOp>(op) ||
      op->getNumOperands() == 0 || op->getNumRegions() != 0) {
    Value argument = addArgument(value);
    mapping.map(value, argument);
    return argument;
  }
  for (Value operand : op->getOperands())
    import(operand);
  builder.clone(*op, mapping);
  return mapping.lookup(value);
}

OwningOpRef<ModuleOp> TrialBuilder::build() {
  OwningOpRef<ModuleOp> module = ModuleOp::create(loc);
  builder.setInsertionPointToEnd(module->getBody());
  auto func = func::FuncOp::create(builder, loc, "trial",
                                   builder.getFunctionType({}, {}));
  block = func.addEntryBlock();
  builder.setInsertionPointToEnd(block);
  std::vector<GroupOps> copies;
  SmallVector<Value> results;
  for (const TrialGroup &group : groups) {
    GroupOps &own = copies.emplace_back();
    for (StructuredOpInterface op : group.ops) {
      for (Value operand : op->getOperands())
        import(operand);
      own.push_back(cast<StructuredOpInterface>(builder.clone(*op, mapping)));
      if (llvm::any_of(op->getUsers(), [&](Operation *user) {
            return !members.contains(user);
          }))
        results.push_back(mapping.lookup(op.getResultTensor()));
    }
  }
  func::ReturnOp::create(builder, loc, results);
  func.setFunctionType(builder.getFunctionType(block->getArgumentTypes(),
                                               ValueRange(results).getTypes()));
  wrapAll(groups, copies, *block);
  module->walk([&](Operation *op) { op->setLoc(loc); });
  return module;
}

OwningOpRef<ModuleOp> ridge::makeTrialModule(ArrayRef<TrialGroup> groups,
                                             const HomeLayouts &layouts) {
  return TrialBuilder(groups, layouts).build();
}

OwningOpRef<ModuleOp> ridge::makeTrialModule(func::FuncOp func,
                                             ArrayRef<TrialGroup> groups) {
  Location loc = UnknownLoc::get(func.getContext());
  OwningOpRef<ModuleOp> module = ModuleOp::create(loc);
  IRMapping mapping;
  auto copy = cast<func::FuncOp>(func->clone(mapping));
  copy.setName("trial");
  module->push_back(copy);
  std::vector<GroupOps> copies;
  for (const TrialGroup &group : groups) {
    GroupOps &own = copies.emplace_back();
    for (StructuredOpInterface op : group.ops)
      own.push_back(
          cast<StructuredOpInterface>(mapping.lookup(op.getOperation())));
  }
  std::vector<TrialGroup> own(groups);
  for (TrialGroup &group : own)
    if (group.gather)
      group.gather =
          cast<GatherOp>(mapping.lookup(group.gather.getOperation()));
  wrapAll(own, copies, copy.getBody().front());
  module->walk([&](Operation *op) { op->setLoc(loc); });
  return module;
}
