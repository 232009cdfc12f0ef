//===- RunningSums.cpp - what a nest's outputs deviate by -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RunningSums.h"
#include <cmath>

using namespace mlir;
using namespace ridge;
using namespace ridge::reference;

RunningSums::RunningSums(const LoopNest &nest, unsigned number)
    : accumulator(nest.inputs.size() + number), number(number),
      rule(nest.outputs[number].format, nest.reductionPoints()) {
  if (nest.reductionPoints() < 2)
    return;
  unsigned outputs = nest.outputs.size();
  sum = nest.body.asSum(number, outputs);
  if (!sum) {
    if (nest.body.computesWithAccumulator(number, outputs))
      kind = Kind::Unknown;
  } else {
    kind = sum->kind == SumBody::Kind::Multiply ? Kind::Product : Kind::Sum;
    rule = SumRule(sum->format, nest.reductionPoints());
  }
  if (kind == Kind::Chosen)
    return;
  int64_t &longest = (*nest.sums)[nest.outputs[number].format];
  longest = std::max(longest, nest.reductionPoints());
}

void RunningSums::begin(const ScalarProgram &body, unsigned count) {
  if (kind == Kind::Chosen)
    return;
  sums.assign(count, RunningSum());
  initial.resize(count);
  ofInitial.resize(count);
  for (unsigned i = 0; i < count; ++i) {
    initial[i] = laneValue(body.lanes(accumulator), i);
    ofInitial[i] = body.deviation(accumulator).at(i);
    if (kind == Kind::Product)
      sums[i] = {0, std::fabs(initial[i]),
                 std::fabs(initial[i]) + ofInitial[i]};
  }
  last = initial;
}

void RunningSums::addIncrements(const ScalarProgram &body, unsigned count) {
  const Lanes &now = body.yielded(number);
  for (unsigned i = 0; i < count; ++i) {
    double value = laneValue(now, i), increment = value - last[i];
    sums[i].add(increment, 0);
    last[i] = value;
  }
}

void RunningSums::addFactors(const ScalarProgram &body, unsigned count) {
  const Lanes &term = body.lanes(sum->term);
  for (unsigned i = 0; i < count; ++i) {
    double magnitude = std::fabs(laneValue(term, i));
    sums[i].magnitude *= magnitude;
    sums[i].square *= magnitude + body.deviation(sum->term).at(i);
  }
}

void RunningSums::add(const ScalarProgram &body, unsigned count) {
  if (kind == Kind::Chosen)
    return;
  if (kind == Kind::Unknown)
    return addIncrements(body, count);
  if (kind == Kind::Product)
    return addFactors(body, count);
  const Lanes &term = body.lanes(sum->term);
  const DeviationLanes &ofTerm = body.deviation(sum->term);
  bool isFused = sum->kind == SumBody::Kind::Fused;
  double sign = sum->kind == SumBody::Kind::Subtract ? -1 : 1;
  for (unsigned i = 0; i < count; ++i) {
    double value = laneValue(term, i), d = ofTerm.at(i);
    double square = d == 0 ? 0 : spread(d, stepAt(term.format, value));
    if (isFused) {
      double factor = laneValue(body.lanes(sum->factor), i);
      double ofFactor = body.deviation(sum->factor).at(i);
      Format format = body.lanes(sum->factor).format;
      square *= factor * factor;
      if (ofFactor != 0)
        square += value * value * spread(ofFactor, stepAt(format, factor));
      value *= factor;
    }
    sums[i].add(sign * value, square);
  }
}

void RunningSums::end(const ScalarProgram &body, unsigned count,
                      double *deviations) const {
  const Lanes &result = body.yielded(number);
  const DeviationLanes &ofResult = body.yieldedDeviation(number);
  for (unsigned i = 0; i < count; ++i) {
    double value = laneValue(result, i);
    switch (kind) {
    case Kind::Chosen:
      deviations[i] = ofResult.at(i);
      break;
    case Kind::Sum:
      deviations[i] = rule.deviation(sums[i], value, initial[i], ofInitial[i]);
      break;
    case Kind::Product:
      // Each of two orders rounds once a factor.
      deviations[i] =
          sums[i].square - sums[i].magnitude +
          2 * rule.roundoff * static_cast<double>(rule.terms) * sums[i].square;
      break;
    case Kind::Unknown:
      deviations[i] =
          ofResult.at(i) + rule.roundoff * static_cast<double>(rule.terms) *
                               (sums[i].magnitude + std::fabs(initial[i]));
      break;
    }
  }
}
