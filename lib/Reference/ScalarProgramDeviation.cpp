//===- ScalarProgramDeviation.cpp - deviations through a body -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What the registers of a body deviate by, step by step beside their values,
/// and which of its outputs are sums.
///
//===----------------------------------------------------------------------===//

#include "ScalarProgram.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace ridge;
using namespace ridge::reference;

/// Bodies rarely have more inputs; the last bit stands for all further ones.
constexpr unsigned originBits = 64;

static uint64_t originOf(unsigned argument) {
  return uint64_t(1) << std::min(argument, originBits - 1);
}

void ScalarProgram::trackDeviations(ArrayRef<unsigned> origin) {
  tracks = true;
  deviations.resize(registers.size());
  origins.assign(registers.size(), 0);
  for (unsigned argument = 0; argument < arguments; ++argument)
    origins[argument] =
        originOf(argument < origin.size() ? origin[argument] : argument);
  for (auto [number, deviation] : captured) {
    origins[number] = originOf(originBits - 1);
    deviations[number].any = deviation != 0;
    std::fill_n(deviations[number].lanes, maxLanes, deviation);
  }
  for (const Step &step : steps)
    for (unsigned operand : step.operands)
      origins[step.result] |= origins[operand];
}

//===----------------------------------------------------------------------===//
// Steps
//===----------------------------------------------------------------------===//

static bool isZero(const double *deviations, unsigned count) {
  return std::all_of(deviations, deviations + count,
                     [](double deviation) { return deviation == 0; });
}

void ScalarProgram::deviateScalar(const Step &step, unsigned count) {
  SmallVector<const Lanes *, 3> operands;
  SmallVector<const DeviationLanes *, 3> ofOperands;
  bool any = false, related = false;
  uint64_t seen = 0;
  for (unsigned number : step.operands) {
    operands.push_back(&registers[number]);
    ofOperands.push_back(&deviations[number]);
    if (!deviations[number].any)
      continue;
    any = true;
    related |= (seen & origins[number]) != 0;
    seen |= origins[number];
  }
  DeviationLanes &result = deviations[step.result];
  ScalarStep values = {step.kernel, step.attribute,         operands,
                       ofOperands,  registers[step.result], related,
                       count};
  if (any)
    step.rule(values, result.lanes);
  else
    std::fill_n(result.lanes, count, 0.0);
  if (addOwnRounding(step.name, values, constant[step.result], result.lanes))
    any = true;
  result.any = any && !isZero(result.lanes, count);
}

/// Where a position is not sure, any element that it may name.
void ScalarProgram::deviateExtract(const Step &step, unsigned count) {
  const Array &tensor = *step.tensor.values;
  const float *ofTensor =
      step.tensor.deviations ? deviationsOf(*step.tensor.deviations) : nullptr;
  DeviationLanes &result = deviations[step.result];
  result.any = ofTensor || llvm::any_of(step.operands, [&](unsigned number) {
                 return deviations[number].any;
               });
  for (unsigned i = 0; result.any && i < count; ++i) {
    SmallVector<PositionRange> ranges;
    for (auto [dim, number] : llvm::enumerate(step.operands))
      ranges.push_back(
          {registers[number].as<int64_t>()[i], deviations[number].at(i)});
    result.lanes[i] =
        isGuarded(step, i) ? 0 : deviationOfElement(tensor, ofTensor, ranges);
  }
}

void ScalarProgram::deviate(const Step &step, unsigned count) {
  if (step.kind == StepKind::Scalar)
    return deviateScalar(step, count);
  if (step.kind == StepKind::Extract)
    return deviateExtract(step, count);
  if (step.kind == StepKind::Assert)
    return;
  // Of positions that are not sure, an affine map can give any.
  DeviationLanes &result = deviations[step.result];
  result.any = false;
  for (unsigned number : step.operands)
    result.any |= deviations[number].any;
  for (unsigned i = 0; result.any && i < count; ++i) {
    bool isSure = llvm::all_of(step.operands, [&](unsigned number) {
      return deviations[number].at(i) == 0;
    });
    result.lanes[i] = isSure ? 0 : std::ldexp(1.0, 63);
  }
}

bool ScalarProgram::hasOwnDeviations() const {
  if (!captured.empty())
    return true;
  return llvm::any_of(steps, [&](const Step &step) {
    if (step.kind == StepKind::Extract)
      return step.tensor.deviations != nullptr;
    return step.name == "math.fpowi" ||
           (step.name.starts_with("math.") && constant[step.result]);
  });
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

unsigned ScalarProgram::converted(unsigned number) const {
  while (const Step *step = stepThatGives(number)) {
    bool converts = step->name == "arith.truncf" ||
                    step->name == "arith.extf" || step->name == "ridge.cast";
    if (!converts)
      break;
    number = step->operands[0];
  }
  return number;
}

std::optional<SumBody> ScalarProgram::asSum(unsigned number,
                                            unsigned count) const {
  unsigned accumulator = arguments - count + number;
  const Step *last = stepThatGives(converted(yields[number]));
  if (!last || !isFloat(registers[last->result].format))
    return std::nullopt;
  uint64_t accumulators = 0;
  for (unsigned k = arguments - count; k < arguments; ++k)
    accumulators |= originOf(k);
  auto isTerm = [&](unsigned operand) {
    return (origins[operand] & accumulators) == 0;
  };
  auto isAccumulator = [&](unsigned operand) {
    return converted(operand) == accumulator;
  };
  SumBody sum;
  sum.format = registers[yields[number]].format;
  const auto &operands = last->operands;
  if (last->name == "math.fma") {
    sum.kind = SumBody::Kind::Fused;
    sum.term = operands[0], sum.factor = operands[1];
    bool fits = isAccumulator(operands[2]) && isTerm(operands[0]) &&
                isTerm(operands[1]);
    return fits ? std::optional(sum) : std::nullopt;
  }
  bool adds = last->name == "arith.addf", times = last->name == "arith.mulf";
  bool subtracts = last->name == "arith.subf";
  if (!adds && !times && !subtracts)
    return std::nullopt;
  sum.kind = adds    ? SumBody::Kind::Add
             : times ? SumBody::Kind::Multiply
                     : SumBody::Kind::Subtract;
  for (unsigned side : {0u, 1u}) {
    sum.term = operands[1 - side];
    if (isAccumulator(operands[side]) && isTerm(sum.term) &&
        !(subtracts && side == 1))
      return sum;
  }
  return std::nullopt;
}

bool ScalarProgram::computesWithAccumulator(unsigned number,
                                            unsigned count) const {
  if (!isFloat(registers[yields[number]].format))
    return false;
  uint64_t accumulators = 0;
  for (unsigned k = arguments - count; k < arguments; ++k)
    accumulators |= originOf(k);
  return llvm::any_of(steps, [&](const Step &step) {
    bool computes = step.name == "arith.addf" || step.name == "arith.subf" ||
                    step.name == "arith.mulf" || step.name == "arith.divf" ||
                    step.name == "math.fma";
    return step.kind == StepKind::Scalar && computes &&
           (origins[step.result] & accumulators) != 0;
  });
}
