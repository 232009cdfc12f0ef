//===- ReplayMapping.cpp - mappings that a text asks for ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ReplayMapping.h"
#include "dialects/Ridge/RidgeAttributes.h"
#include "mlir/IR/BuiltinOps.h"
#include "ridge/Analysis/DescribeGroups.h"
#include "ridge/Mapping/TilingCost.h"

using namespace mlir;
using namespace ridge;

InFlightDiagnostic ReplayMapping::error(TextPosition at) const {
  return emitError(FileLineColLoc::get(context, file, at.line, at.column));
}

LogicalResult ReplayMapping::refuse(const TextRefusal &refusal) const {
  return error(refusal.at) << refusal.refusal.print();
}

/// Each operation belongs to one group of the text at most.
LogicalResult ReplayMapping::claim(const MappingText &text, int32_t number) {
  for (const MappingText::Run &run : text.runs) {
    auto rule = ruleName(MappingRule::Group);
    if (run.operation >= static_cast<int64_t>(operations.size()))
      return error(run.at) << rule << ": the model has no operation "
                           << run.operation << ", it has " << operations.size();
    if (!claims.insert({operations[run.operation], number}).second)
      return error(run.at) << rule << ": operation " << run.operation
                           << " is run twice";
  }
  return success();
}

LogicalResult ReplayMapping::read() {
  for (Operation &op : func.getBody().front())
    if (isa<StructuredOpInterface, GatherOp>(op)) {
      numbers[&op] = static_cast<int64_t>(operations.size());
      operations.push_back(&op);
    }
  auto module = func->getParentOfType<ModuleOp>();
  auto source =
      module ? module->getAttrOfType<ArrayAttr>(kMappingAttr) : ArrayAttr();
  if (!source)
    return success();
  file = cast<StringAttr>(source[0]).str();
  StringRef text = cast<StringAttr>(source[1]).getValue();
  auto parsed = parseMappings(text);
  if (!parsed) {
    std::string message = llvm::toString(parsed.takeError());
    auto [line, rest] = StringRef(message).split(':');
    auto [column, sentence] = rest.split(": ");
    TextPosition at;
    line.getAsInteger(10, at.line), column.getAsInteger(10, at.column);
    return error(at) << sentence;
  }
  texts = std::move(*parsed);
  for (auto [number, mapping] : llvm::enumerate(texts))
    if (failed(claim(mapping, static_cast<int32_t>(number))))
      return failure();
  return success();
}

int32_t ReplayMapping::groupOf(Operation *op) const {
  auto found = claims.find(op);
  return found == claims.end() ? -1 : found->second;
}

RunName ReplayMapping::nameOf(Operation *op) const {
  return {numberOf(op), kindOf(op)};
}

LogicalResult ReplayMapping::refuseJoin(Operation *op) const {
  int64_t number = numberOf(op);
  for (const MappingText::Run &run : texts[groupOf(op)].runs)
    if (run.operation == number)
      return error(run.at)
             << ruleName(MappingRule::Group) << ": operation " << number
             << " cannot join this group: it must read a value of it directly, "
                "and of no later one";
  llvm_unreachable("the operation is claimed by a line of its group");
}

FailureOr<Tiling> ReplayMapping::apply(int32_t number, Group &group) const {
  auto names = llvm::map_to_vector(
      group.ops, [&](StructuredOpInterface op) { return nameOf(op); });
  Mapping mapping;
  if (auto refusal =
          applyMapping(texts[number], names, group.workload, mapping))
    return refuse(*refusal);
  Tiling tiling = mapping.tiling();
  TilingCost(group.workload).price(tiling);
  return tiling;
}

FailureOr<Tiling> ReplayMapping::apply(int32_t number, Operation *gather,
                                       const GatherWorkload &workload) const {
  Mapping mapping;
  if (auto refusal =
          applyMapping(texts[number], nameOf(gather), workload, mapping))
    return refuse(*refusal);
  return mapping.tiling();
}
