//===- LoopNest.cpp - a body over an iteration space ----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Lanes run along one parallel dim. The other parallel dims are outside, the
/// reduction dims inside: each lane is one output element, and sees its
/// reduction points in row-major order.
///
//===----------------------------------------------------------------------===//

#include "LoopNest.h"
#include "RunningSums.h"
#include "mlir/IR/AffineExpr.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::reference;

//===----------------------------------------------------------------------===//
// Accesses
//===----------------------------------------------------------------------===//

/// Adds `expr` * `factor` to the access; false if it is not a sum of multiples.
static bool addLinear(AffineExpr expr, int64_t factor, Access &access) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr)) {
    access.offset += constant.getValue() * factor;
    return true;
  }
  if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
    access.strides[dim.getPosition()] += factor;
    return true;
  }
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (binary && binary.getKind() == AffineExprKind::Add)
    return addLinear(binary.getLHS(), factor, access) &&
           addLinear(binary.getRHS(), factor, access);
  auto scale = binary ? dyn_cast<AffineConstantExpr>(binary.getRHS())
                      : AffineConstantExpr();
  if (!scale || binary.getKind() != AffineExprKind::Mul)
    return false;
  return addLinear(binary.getLHS(), factor * scale.getValue(), access);
}

llvm::Expected<Access> reference::makeAccess(AffineMap map, const Array &array,
                                             ArrayRef<int64_t> extents,
                                             Location location) {
  Access access;
  access.format = array.format;
  access.data = const_cast<uint8_t *>(array.bytes.data());
  access.strides.assign(extents.size(), 0);
  SmallVector<int64_t> strides = byteStrides(array);
  for (auto [expr, stride] : llvm::zip(map.getResults(), strides))
    if (!addLinear(expr, stride, access))
      return errorAt(location, "an indexing map is not a sum of multiples of "
                               "dims; expected no division");

  // Maps may not reach outside, whoever made them.
  int64_t least = access.offset, greatest = access.offset;
  for (auto [extent, stride] : llvm::zip(extents, access.strides))
    (stride < 0 ? least : greatest) += stride * (extent - 1);
  if (least < 0 || greatest >= static_cast<int64_t>(array.bytes.size()))
    return errorAt(location, "an indexing map reaches outside its tensor");
  return access;
}

//===----------------------------------------------------------------------===//
// Run
//===----------------------------------------------------------------------===//

bool reference::nextPosition(MutableArrayRef<int64_t> position,
                             ArrayRef<unsigned> dims,
                             ArrayRef<int64_t> extents) {
  for (unsigned dim : llvm::reverse(dims)) {
    if (++position[dim] < extents[dim])
      return true;
    position[dim] = 0;
  }
  return false;
}

/// The parallel dim for lanes: the last one, unless it is short. The number of
/// dims if there is none.
static unsigned chooseLaneDim(const LoopNest &nest) {
  constexpr int64_t longEnough = 16;
  unsigned none = nest.extents.size(), longest = none;
  for (unsigned dim = none; dim-- > 0;) {
    if (nest.reduction[dim])
      continue;
    if (longest == none || nest.extents[dim] > nest.extents[longest])
      longest = dim;
    if (nest.extents[longest] >= longEnough)
      break;
  }
  return longest;
}

namespace {
/// Runs the lanes of one chunk.
class ChunkRunner {
public:
  ChunkRunner(LoopNest &nest, unsigned laneDim)
      : nest(nest), body(nest.body), laneDim(laneDim) {
    for (unsigned dim = 0; dim < nest.extents.size(); ++dim)
      if (nest.reduction[dim])
        reductionDims.push_back(dim);
    updates = body.numArguments() == nest.inputs.size() + nest.outputs.size();
    if (!nest.tracks())
      return;
    body.trackDeviations(originsOfInputs());
    for (unsigned number = 0; updates && number < nest.outputs.size(); ++number)
      sums.emplace_back(nest, number);
  }

  llvm::Error run(MutableArrayRef<int64_t> position, unsigned count);

private:
  SmallVector<unsigned> originsOfInputs() const;
  int64_t laneStride(const Access &access) const {
    return laneDim < access.strides.size() ? access.strides[laneDim] : 0;
  }
  void loadArgument(unsigned number, const Access &access,
                    ArrayRef<int64_t> position, unsigned count);
  void loadInputs(ArrayRef<int64_t> position, unsigned count);
  void loadOutputs(ArrayRef<int64_t> position, unsigned count);
  void feedBack();
  void storeOutputs(ArrayRef<int64_t> position, unsigned count);
  void storeDeviations(unsigned number, ArrayRef<int64_t> position,
                       unsigned count);

  LoopNest &nest;
  ScalarProgram &body;
  unsigned laneDim;
  SmallVector<unsigned> reductionDims;
  bool updates;
  std::vector<RunningSums> sums; ///< Of each output, if deviations are tracked.
};
} // namespace

/// Inputs that read one tensor deviate together.
SmallVector<unsigned> ChunkRunner::originsOfInputs() const {
  SmallVector<unsigned> origins;
  for (const Access &input : nest.inputs) {
    const auto *first = llvm::find_if(nest.inputs, [&](const Access &other) {
      return other.data == input.data;
    });
    origins.push_back(first - nest.inputs.begin());
  }
  return origins;
}

void ChunkRunner::loadArgument(unsigned number, const Access &access,
                               ArrayRef<int64_t> position, unsigned count) {
  const uint8_t *from = access.at(position);
  load(body.argument(number), from, laneStride(access), count);
  if (!nest.tracks())
    return;
  DeviationLanes &deviation = body.deviation(number);
  deviation.any = false;
  if (!access.deviations)
    return;
  const float *first = access.deviationAt(from);
  int64_t stride = laneStride(access) / bytesOf(access.format);
  for (unsigned i = 0; i < count; ++i) {
    deviation.lanes[i] = first[i * stride];
    deviation.any |= deviation.lanes[i] != 0;
  }
}

void ChunkRunner::loadInputs(ArrayRef<int64_t> position, unsigned count) {
  for (auto [number, input] : llvm::enumerate(nest.inputs))
    if (body.usesArgument(number))
      loadArgument(number, input, position, count);
}

void ChunkRunner::loadOutputs(ArrayRef<int64_t> position, unsigned count) {
  for (auto [number, output] : llvm::enumerate(nest.outputs))
    loadArgument(nest.inputs.size() + number, output, position, count);
  for (RunningSums &sum : sums)
    sum.begin(body, count);
}

/// What the body gave is what it updates next.
void ChunkRunner::feedBack() {
  SmallVector<Lanes, 1> next;
  SmallVector<DeviationLanes, 1> ofNext;
  for (unsigned number = 0; number < body.numYields(); ++number)
    next.push_back(body.yielded(number));
  for (unsigned number = 0; number < sums.size(); ++number)
    ofNext.push_back(body.yieldedDeviation(number));
  for (auto [number, lanes] : llvm::enumerate(next))
    body.argument(nest.inputs.size() + number) = lanes;
  for (auto [number, lanes] : llvm::enumerate(ofNext)) {
    body.deviation(nest.inputs.size() + number) = lanes;
    // Its own rule has it.
    if (sums[number].isSum())
      body.deviation(nest.inputs.size() + number).any = false;
  }
}

void ChunkRunner::storeDeviations(unsigned number, ArrayRef<int64_t> position,
                                  unsigned count) {
  const Access &output = nest.outputs[number];
  float *to = output.deviationAt(output.at(position));
  int64_t stride = laneStride(output) / bytesOf(output.format);
  double deviations[maxLanes];
  if (updates)
    sums[number].end(body, count, deviations);
  for (unsigned i = 0; i < count; ++i)
    to[i * stride] = roundedUp(updates ? deviations[i]
                                       : body.yieldedDeviation(number).at(i));
}

void ChunkRunner::storeOutputs(ArrayRef<int64_t> position, unsigned count) {
  for (auto [number, output] : llvm::enumerate(nest.outputs)) {
    store(body.yielded(number), output.at(position), laneStride(output), count);
    if (nest.tracks())
      storeDeviations(number, position, count);
  }
}

llvm::Error ChunkRunner::run(MutableArrayRef<int64_t> position,
                             unsigned count) {
  if (updates)
    loadOutputs(position, count);
  bool more = true;
  while (more) {
    loadInputs(position, count);
    if (llvm::Error error = body.run(position, laneDim, count))
      return error;
    for (RunningSums &sum : sums)
      sum.add(body, count);
    more = nextPosition(position, reductionDims, nest.extents);
    if (more && updates)
      feedBack();
  }
  storeOutputs(position, count);
  return llvm::Error::success();
}

bool LoopNest::deviates() const {
  auto isGiven = [](const Access &access) {
    return access.deviations != nullptr;
  };
  return llvm::any_of(inputs, isGiven);
}

int64_t LoopNest::reductionPoints() const {
  int64_t points = 1;
  for (auto [extent, reduces] : llvm::zip(extents, reduction))
    points *= reduces ? extent : 1;
  return points;
}

llvm::Error LoopNest::run() {
  if (llvm::is_contained(extents, 0) || runProduct(*this))
    return llvm::Error::success();

  unsigned laneDim = chooseLaneDim(*this);
  int64_t lanes = laneDim < extents.size() ? extents[laneDim] : 1;
  SmallVector<unsigned> outer;
  for (unsigned dim = 0; dim < extents.size(); ++dim)
    if (!reduction[dim] && dim != laneDim)
      outer.push_back(dim);

  ChunkRunner runner(*this, laneDim);
  SmallVector<int64_t> position(extents.size(), 0);
  do {
    for (int64_t begin = 0; begin < lanes; begin += maxLanes) {
      auto count = std::min<int64_t>(maxLanes, lanes - begin);
      if (laneDim < extents.size())
        position[laneDim] = begin;
      if (llvm::Error error = runner.run(position, count))
        return error;
    }
    if (laneDim < extents.size())
      position[laneDim] = 0;
  } while (nextPosition(position, outer, extents));
  return llvm::Error::success();
}
