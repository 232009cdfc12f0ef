//===- MappingRecord.cpp - mappings as attributes -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/MappingRecord.h"

using namespace mlir;
using namespace ridge;

using EmitError = llvm::function_ref<InFlightDiagnostic()>;

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

ChoiceAttr ridge::choiceAttr(const Machine &machine, const Match &match,
                             const Kernel &kernel, ArrayRef<int64_t> sizes,
                             MLIRContext *context) {
  SmallVector<int64_t> dims(match.dims.begin(), match.dims.end());
  SmallVector<int64_t> operands(match.operands.begin(), match.operands.end());
  return ChoiceAttr::get(context, machine.instructions[match.instruction].name,
                         dims, operands,
                         kernelTime(machine, match, kernel, sizes).occupancy);
}

/// False, with an error, if some number of the choice is beyond `count`.
static bool isBelow(ChoiceAttr choice, ArrayRef<int64_t> numbers, size_t count,
                    StringRef what, EmitError emitError) {
  for (int64_t number : numbers)
    if (number >= static_cast<int64_t>(count)) {
      emitError() << "chose " << what << " " << number << " of @"
                  << choice.getInstruction() << ", which has " << count;
      return false;
    }
  return true;
}

FailureOr<Match> ridge::matchOf(const Machine &machine, ChoiceAttr choice,
                                EmitError emitError) {
  Match match;
  match.instruction = machine.findInstruction(choice.getInstruction());
  if (match.instruction < 0)
    return emitError() << "chose \"" << choice.getInstruction() << "\", which @"
                       << machine.name << " does not have";
  const Instruction &instruction = machine.instructions[match.instruction];
  if (!isBelow(choice, choice.getDims(), instruction.dims.size(), "dim",
               emitError) ||
      !isBelow(choice, choice.getOperands(), instruction.operands.size(),
               "operand", emitError))
    return failure();
  match.dims.assign(choice.getDims().begin(), choice.getDims().end());
  match.operands.assign(choice.getOperands().begin(),
                        choice.getOperands().end());
  return match;
}

//===----------------------------------------------------------------------===//
// To attributes
//===----------------------------------------------------------------------===//

PlaceAttr ridge::placeAttr(const Machine &machine, const BufferPlan &plan,
                           MLIRContext *context) {
  return PlaceAttr::get(
      context, machine.memories[plan.memory].name, plan.slots, plan.address,
      plan.turn < 0 ? std::nullopt : std::optional<int64_t>(plan.turn));
}

static MappingAttr record(const Machine &machine, const Mapping &mapping,
                          ArrayRef<ChoiceAttr> instructions,
                          ArrayRef<ChoiceAttr> fills, MLIRContext *context) {
  auto placesOf = [&](const std::vector<BufferPlan> &plans) {
    return llvm::map_to_vector(plans, [&](const BufferPlan &plan) {
      return placeAttr(machine, plan, context);
    });
  };
  SmallVector<int64_t> storages(mapping.storages.begin(),
                                mapping.storages.end());
  SmallVector<StagingAttr> stagings;
  for (const StagingPlan &plan : mapping.stagings)
    stagings.push_back(StagingAttr::get(
        context, plan.window, placeAttr(machine, plan, context), plan.depth));
  return MappingAttr::get(context, mapping.tiles, mapping.order,
                          placesOf(mapping.windows), placesOf(mapping.locals),
                          storages, instructions, fills, mapping.steps,
                          stagings);
}

MappingAttr ridge::recordMapping(const Workload &workload, const Tiling &tiling,
                                 MLIRContext *context) {
  const Machine &machine = *workload.machine;
  SmallVector<ChoiceAttr> instructions, fills;
  for (const GroupOperation &operation : workload.operations) {
    instructions.push_back(
        choiceAttr(machine, operation.match, *operation.kernel,
                   workload.rangeOf(tiling.tiles, operation).most, context));
    if (operation.fill)
      fills.push_back(choiceAttr(
          machine, *operation.fill, *operation.candidates->fill,
          workload.keptRangeOf(tiling.tiles, operation).most, context));
  }
  return record(machine, workload.mappingOf(tiling), instructions, fills,
                context);
}

MappingAttr ridge::recordMapping(const GatherWorkload &workload,
                                 const Tiling &tiling, MLIRContext *context) {
  return record(*workload.machine, workload.mappingOf(tiling), {}, {}, context);
}

//===----------------------------------------------------------------------===//
// From attributes
//===----------------------------------------------------------------------===//

static LogicalResult readPlaces(ArrayRef<PlaceAttr> places,
                                const Machine &machine,
                                std::vector<BufferPlan> &plans,
                                EmitError emitError) {
  for (PlaceAttr place : places) {
    MemoryId memory = machine.findMemory(place.getMemory());
    if (memory < 0)
      return emitError() << "is to lie in \"" << place.getMemory()
                         << "\", which @" << machine.name << " does not have";
    plans.push_back({memory, place.getSlots(), place.getAddress(),
                     static_cast<int32_t>(place.getTurn().value_or(-1))});
  }
  return success();
}

FailureOr<Mapping> ridge::readMapping(MappingAttr record,
                                      const Machine &machine,
                                      ArrayRef<bool> hasFill,
                                      EmitError emitError) {
  Mapping mapping;
  mapping.tiles.assign(record.getTiles().begin(), record.getTiles().end());
  mapping.order.assign(record.getOrder().begin(), record.getOrder().end());
  mapping.storages.assign(record.getStorages().begin(),
                          record.getStorages().end());
  if (failed(readPlaces(record.getWindows(), machine, mapping.windows,
                        emitError)) ||
      failed(
          readPlaces(record.getLocals(), machine, mapping.locals, emitError)))
    return failure();
  mapping.steps.assign(record.getSteps().begin(), record.getSteps().end());
  for (StagingAttr staging : record.getStagings()) {
    std::vector<BufferPlan> plans;
    if (failed(readPlaces(staging.getPlace(), machine, plans, emitError)))
      return failure();
    StagingPlan &plan = mapping.stagings.emplace_back();
    static_cast<BufferPlan &>(plan) = plans.front();
    plan.window = static_cast<int32_t>(
        std::min<int64_t>(staging.getWindow(), record.getWindows().size()));
    plan.depth = static_cast<int32_t>(
        std::min<int64_t>(staging.getDepth(), record.getOrder().size() + 1));
  }
  size_t wanted = llvm::count(hasFill, true);
  if (record.getFills().size() != wanted)
    return emitError() << "has " << record.getFills().size() << " fills, "
                       << wanted << " of its sums start from a value";
  size_t nextFill = 0;
  for (auto [i, choice] : llvm::enumerate(record.getInstructions())) {
    OperationPlan &plan = mapping.operations.emplace_back();
    FailureOr<Match> match = matchOf(machine, choice, emitError);
    if (failed(match))
      return failure();
    plan.match = *match;
    if (!hasFill[i])
      continue;
    FailureOr<Match> fill =
        matchOf(machine, record.getFills()[nextFill++], emitError);
    if (failed(fill))
      return failure();
    plan.fill = *fill;
  }
  return mapping;
}
