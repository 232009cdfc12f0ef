//===- DescribeGroups.cpp - mappings of groups as text --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/DescribeGroups.h"
#include "ridge/Analysis/GatherGroup.h"
#include "ridge/Analysis/Group.h"
#include "ridge/Analysis/MappingRecord.h"
#include "ridge/Mapping/MappingText.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace ridge;

std::string ridge::kindOf(Operation *op) {
  return op->getName().stripDialect().str();
}

static FailureOr<MappingText> describeGather(GroupOp group, GatherOp gather,
                                             const RunName &name,
                                             const HomeLayouts &layouts,
                                             const Machine &machine) {
  std::string reason;
  std::optional<GatherWorkload> workload =
      buildGather(gather, layouts, machine, reason);
  if (!workload)
    return gather.emitError() << reason;
  FailureOr<Mapping> mapping =
      readMapping(group.getMapping(), machine, /*hasFill=*/{},
                  [&] { return group.emitError(); });
  if (failed(mapping))
    return failure();
  return describeMapping(*workload, *mapping, group.getLabel(), name);
}

static FailureOr<MappingText> describe(GroupOp group,
                                       const HomeLayouts &layouts,
                                       CandidateTable &candidates) {
  if (!group.getNumbers())
    return group.emitError("does not say the numbers of its operations; run "
                           "ridge-choose-tiles");
  const Machine &machine = candidates.machine();
  SmallVector<StructuredOpInterface> ops;
  SmallVector<RunName> names;
  for (auto [op, number] : llvm::zip_equal(
           group.getBody().front().without_terminator(), *group.getNumbers())) {
    names.push_back({number, kindOf(&op)});
    if (auto gather = dyn_cast<GatherOp>(op))
      return describeGather(group, gather, names.front(), layouts, machine);
    ops.push_back(cast<StructuredOpInterface>(op));
  }
  std::string reason;
  std::optional<Group> built = Group::build(ops, layouts, candidates, reason);
  if (!built)
    return group.emitError() << reason;
  auto hasFill = llvm::map_to_vector(
      built->workload.operations, [](const GroupOperation &operation) {
        return operation.candidates->fill.has_value();
      });
  FailureOr<Mapping> mapping = readMapping(group.getMapping(), machine, hasFill,
                                           [&] { return group.emitError(); });
  if (failed(mapping))
    return failure();
  return describeMapping(built->workload, *mapping, group.getLabel(), names);
}

FailureOr<std::string> ridge::describeGroups(func::FuncOp func,
                                             const Machine &machine) {
  FailureOr<HomeLayouts> layouts =
      HomeLayouts::compute(func, [](OpOperand &) { return Value(); });
  if (failed(layouts))
    return func.emitError("has views that no window can show");
  CandidateTable candidates(machine);
  std::string text;
  llvm::raw_string_ostream stream(text);
  for (GroupOp group : func.getOps<GroupOp>()) {
    FailureOr<MappingText> mapping = describe(group, *layouts, candidates);
    if (failed(mapping))
      return failure();
    printMapping(*mapping, stream);
  }
  return text;
}
