//===- Views.cpp - elements that move -------------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every operation here copies boxes: a box of `shape` points, a byte offset
/// and a byte stride per dim on either side.
///
//===----------------------------------------------------------------------===//

#include "Views.h"
#include "DynamicShapes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "ridge/Numerics/Codec.h"
#include "ridge/Numerics/Conversion.h"
#include "llvm/ADT/TypeSwitch.h"
#include <cmath>
#include <limits>

using namespace mlir;
using namespace ridge;
using namespace ridge::reference;

//===----------------------------------------------------------------------===//
// Boxes
//===----------------------------------------------------------------------===//

namespace {
/// A side of a copy.
struct Side {
  uint8_t *data;
  int64_t offset = 0;
  SmallVector<int64_t> strides;
};
} // namespace

static void copyBox(ArrayRef<int64_t> shape, unsigned elementBytes,
                    const Side &from, const Side &to, unsigned dim = 0) {
  if (dim == shape.size()) {
    std::memcpy(to.data + to.offset, from.data + from.offset, elementBytes);
    return;
  }
  bool isRow = dim + 1 == shape.size() && from.strides[dim] == elementBytes &&
               to.strides[dim] == elementBytes;
  if (isRow) {
    std::memcpy(to.data + to.offset, from.data + from.offset,
                shape[dim] * elementBytes);
    return;
  }
  Side source = from, target = to;
  for (int64_t i = 0; i < shape[dim]; ++i) {
    copyBox(shape, elementBytes, source, target, dim + 1);
    source.offset += from.strides[dim];
    target.offset += to.strides[dim];
  }
}

/// All of `array`.
static Side sideOf(const Array &array) {
  return {const_cast<uint8_t *>(array.bytes.data()), 0, byteStrides(array)};
}

/// The box of `array` at `offsets`, with `steps` elements between points.
static Side boxOf(const Array &array, ArrayRef<int64_t> offsets,
                  ArrayRef<int64_t> steps) {
  Side side = sideOf(array);
  for (size_t dim = 0; dim < offsets.size(); ++dim) {
    side.offset += offsets[dim] * side.strides[dim];
    side.strides[dim] *= steps[dim];
  }
  return side;
}

static void copyInto(const Array &from, Array &to, ArrayRef<int64_t> offsets,
                     ArrayRef<int64_t> steps) {
  copyBox(from.shape, bytesOf(from.format), sideOf(from),
          boxOf(to, offsets, steps));
}

static void copyFrom(const Array &from, Array &to, ArrayRef<int64_t> offsets,
                     ArrayRef<int64_t> steps) {
  copyBox(to.shape, bytesOf(to.format), boxOf(from, offsets, steps),
          sideOf(to));
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

namespace {
/// What one operation needs; the cases below fill `result`.
class ViewRunner {
public:
  ViewRunner(Operation &op, Environment &environment)
      : op(op), environment(environment) {}
  llvm::Error run(bool &handled);

private:
  llvm::Error runOnDeviations();
  llvm::Expected<const Array *> source(Value value);
  llvm::Error copyShape(Value from);
  llvm::Error slice(Value from, ArrayRef<int64_t> offsets,
                    ArrayRef<int64_t> steps, ArrayRef<int64_t> sizes);
  llvm::Error insert(Value from, Value into, ArrayRef<int64_t> offsets,
                     ArrayRef<int64_t> steps, ArrayRef<int64_t> sizes);
  llvm::Error extractSlice(tensor::ExtractSliceOp view);
  llvm::Error insertSlice(tensor::InsertSliceOp view);
  llvm::Error concat(ValueRange sources, unsigned dim);
  llvm::Error pad(tensor::PadOp pad);
  llvm::Error transpose(TransposeOp transpose);
  llvm::Error broadcast(BroadcastOp broadcast);
  llvm::Error fill(Value scalar);
  llvm::Error fromElements(tensor::FromElementsOp elements);
  llvm::Error undefined();
  llvm::Error constant(Attribute value);
  llvm::Error encode(EncodeOp encode);
  llvm::Error dispatch(bool &handled);

  Operation &op;
  Environment &environment;
  std::shared_ptr<Array> result;
  /// Deviations move as elements do.
  bool movesDeviations = false;
  std::vector<ArrayPtr> zeros; ///< Of exact sources, while they are read.
};
} // namespace

llvm::Expected<const Array *> ViewRunner::source(Value value) {
  Tensor tensor = environment.findTensor(value);
  if (!tensor.values)
    return errorAt(op.getLoc(), "reads a value that is not known");
  if (!movesDeviations)
    return tensor.values.get();
  if (tensor.deviations)
    return tensor.deviations.get();
  zeros.push_back(makeDeviations(*tensor.values));
  return zeros.back().get();
}

llvm::Error ViewRunner::copyShape(Value from) {
  llvm::Expected<const Array *> array = source(from);
  if (!array)
    return array.takeError();
  result->bytes = (*array)->bytes;
  return llvm::Error::success();
}

/// True if all points of a box are in `array`.
static bool isInside(const Array &array, ArrayRef<int64_t> offsets,
                     ArrayRef<int64_t> steps, ArrayRef<int64_t> sizes) {
  for (auto [extent, offset, step, size] :
       llvm::zip(array.shape, offsets, steps, sizes)) {
    int64_t last = offset + (size - 1) * step;
    bool fits = size == 0 ||
                (offset >= 0 && offset < extent && last >= 0 && last < extent);
    if (!fits)
      return false;
  }
  return true;
}

/// A slice of `sizes`, whose unit dims the result may drop.
llvm::Error ViewRunner::slice(Value from, ArrayRef<int64_t> offsets,
                              ArrayRef<int64_t> steps,
                              ArrayRef<int64_t> sizes) {
  llvm::Expected<const Array *> array = source(from);
  if (!array)
    return array.takeError();
  if (!isInside(**array, offsets, steps, sizes))
    return errorAt(op.getLoc(), "a slice reaches outside its tensor");
  SmallVector<int64_t, 4> shape(sizes);
  std::swap(result->shape, shape);
  copyFrom(**array, *result, offsets, steps);
  std::swap(result->shape, shape);
  return llvm::Error::success();
}

llvm::Error ViewRunner::insert(Value from, Value into,
                               ArrayRef<int64_t> offsets,
                               ArrayRef<int64_t> steps,
                               ArrayRef<int64_t> sizes) {
  llvm::Expected<const Array *> array = source(from);
  if (!array)
    return array.takeError();
  if (llvm::Error error = copyShape(into))
    return error;
  if (!isInside(*result, offsets, steps, sizes))
    return errorAt(op.getLoc(), "an insertion reaches outside its tensor");
  Array full = **array;
  full.shape.assign(sizes.begin(), sizes.end());
  copyInto(full, *result, offsets, steps);
  return llvm::Error::success();
}

/// The numbers of a slice, whether attributes or values say them.
template <typename SliceOp, typename Function>
static llvm::Error withSlice(SliceOp view, const Environment &environment,
                             Function fn) {
  auto offsets = integersOf(view.getMixedOffsets(), environment, view.getLoc());
  auto steps = integersOf(view.getMixedStrides(), environment, view.getLoc());
  auto sizes = integersOf(view.getMixedSizes(), environment, view.getLoc());
  if (!offsets || !steps || !sizes)
    return llvm::joinErrors(
        llvm::joinErrors(offsets.takeError(), steps.takeError()),
        sizes.takeError());
  return fn(*offsets, *steps, *sizes);
}

llvm::Error ViewRunner::extractSlice(tensor::ExtractSliceOp view) {
  return withSlice(view, environment,
                   [&](ArrayRef<int64_t> offsets, ArrayRef<int64_t> steps,
                       ArrayRef<int64_t> sizes) {
                     return slice(view.getSource(), offsets, steps, sizes);
                   });
}

llvm::Error ViewRunner::insertSlice(tensor::InsertSliceOp view) {
  return withSlice(view, environment,
                   [&](ArrayRef<int64_t> offsets, ArrayRef<int64_t> steps,
                       ArrayRef<int64_t> sizes) {
                     return insert(view.getSource(), view.getDest(), offsets,
                                   steps, sizes);
                   });
}

llvm::Error ViewRunner::concat(ValueRange sources, unsigned dim) {
  SmallVector<int64_t> offsets(result->shape.size(), 0);
  SmallVector<int64_t> steps(result->shape.size(), 1);
  for (Value value : sources) {
    llvm::Expected<const Array *> array = source(value);
    if (!array)
      return array.takeError();
    copyInto(**array, *result, offsets, steps);
    offsets[dim] += (*array)->shape[dim];
  }
  return llvm::Error::success();
}

llvm::Error ViewRunner::pad(tensor::PadOp pad) {
  Value value = pad.getConstantPaddingValue();
  auto low = integersOf(pad.getMixedLowPad(), environment, op.getLoc());
  auto high = integersOf(pad.getMixedHighPad(), environment, op.getLoc());
  if (!low || !high)
    return llvm::joinErrors(low.takeError(), high.takeError());
  if (!value)
    return errorAt(op.getLoc(), "expected padding by constant amounts with a "
                                "value that does not vary");
  // A constant inside the region has not been run.
  if (auto inner = value.getDefiningOp<arith::ConstantOp>()) {
    if (llvm::Error error = constant(inner.getValue()))
      return error;
  } else if (llvm::Error error = fill(value)) {
    return error;
  }
  llvm::Expected<const Array *> array = source(pad.getSource());
  if (!array)
    return array.takeError();
  // Negative amounts cut.
  Array kept;
  kept.format = (*array)->format;
  SmallVector<int64_t> begins, places;
  for (auto [before, after, extent] : llvm::zip(*low, *high, (*array)->shape)) {
    begins.push_back(std::max<int64_t>(0, -before));
    places.push_back(std::max<int64_t>(0, before));
    int64_t end = extent + std::min<int64_t>(0, after);
    kept.shape.push_back(std::max<int64_t>(0, end - begins.back()));
  }
  kept.bytes.resize(kept.elements() * bytesOf(kept.format));
  SmallVector<int64_t> steps(low->size(), 1);
  copyFrom(**array, kept, begins, steps);
  copyInto(kept, *result, places, steps);
  return llvm::Error::success();
}

llvm::Error ViewRunner::transpose(TransposeOp transpose) {
  llvm::Expected<const Array *> array = source(transpose.getSource());
  if (!array)
    return array.takeError();
  Side from = sideOf(**array);
  SmallVector<int64_t> strides;
  for (int64_t dim : transpose.getPermutation())
    strides.push_back(from.strides[dim]);
  from.strides = strides;
  copyBox(result->shape, bytesOf(result->format), from, sideOf(*result));
  return llvm::Error::success();
}

llvm::Error ViewRunner::broadcast(BroadcastOp broadcast) {
  llvm::Expected<const Array *> array = source(broadcast.getSource());
  if (!array)
    return array.takeError();
  Side from = sideOf(**array);
  for (int64_t dim : broadcast.getDimensions())
    from.strides.insert(from.strides.begin() + dim, 0);
  copyBox(result->shape, bytesOf(result->format), from, sideOf(*result));
  return llvm::Error::success();
}

/// One scalar everywhere.
llvm::Error ViewRunner::fill(Value scalar) {
  llvm::Expected<const Array *> array = source(scalar);
  if (!array)
    return array.takeError();
  Side from = {const_cast<uint8_t *>((*array)->bytes.data()), 0,
               SmallVector<int64_t>(result->shape.size(), 0)};
  copyBox(result->shape, bytesOf(result->format), from, sideOf(*result));
  return llvm::Error::success();
}

llvm::Error ViewRunner::fromElements(tensor::FromElementsOp elements) {
  unsigned size = bytesOf(result->format);
  for (auto [number, value] : llvm::enumerate(elements.getElements())) {
    llvm::Expected<const Array *> array = source(value);
    if (!array)
      return array.takeError();
    std::memcpy(&result->bytes[number * size], (*array)->bytes.data(), size);
  }
  return llvm::Error::success();
}

llvm::Error ViewRunner::undefined() {
  if (movesDeviations)
    return llvm::Error::success();
  unsigned size = bytesOf(result->format);
  bool isFloat = ridge::isFloat(result->format);
  constexpr int64_t garbage = static_cast<int64_t>(0xA5A5A5A5A5A5A5A5);
  for (size_t at = 0; at < result->bytes.size(); at += size) {
    if (isFloat)
      encodeFloat(result->format, std::numeric_limits<double>::quiet_NaN(),
                  &result->bytes[at]);
    else
      encodeInteger(result->format, garbage, &result->bytes[at]);
  }
  return llvm::Error::success();
}

llvm::Error ViewRunner::constant(Attribute value) {
  if (movesDeviations)
    return llvm::Error::success();
  if (isa<FloatAttr, IntegerAttr>(value))
    return fillArray(*result, value, op.getLoc());
  auto array = constantArray(value, op.getResult(0).getType(), op.getLoc());
  if (!array)
    return array.takeError();
  result = *array;
  return llvm::Error::success();
}

/// In row-major order through the codec, and once rounded to the element's
/// format.
static llvm::Error recodeInto(const Codec &codec, ArrayRef<float> values,
                              Array &result) {
  Conversion conversion;
  conversion.format = result.format;
  conversion.rule.overflow = Overflow::Saturate;
  auto decoded = codec.decode(codec.encode(values), values.size());
  if (!decoded)
    return decoded.takeError();
  encodeArray(conversion, *decoded, result.bytes.data());
  return llvm::Error::success();
}

static std::vector<float> floatsOf(const Array &array) {
  std::vector<float> values(array.elements());
  decodeArray(array.format, array.bytes.data(), values.size(), values.data());
  return values;
}

/// The largest change of each element over patterns of all elements moved to an
/// end: up, down, away from 0, toward it, and neighbours by turns. Where each
/// is coded alone, up and down are all there is.
static llvm::Error deviateCoded(const Codec &codec, const Tensor &source,
                                const Array &coded, Array &deviations) {
  bool isAlone = codec.unit() == 1 || codec.fixedBitsPerValue() == 0;
  std::vector<float> values = floatsOf(*source.values), was = floatsOf(coded);
  const float *deviation = deviationsOf(*source.deviations);
  float *largest = deviationsOf(deviations);
  Array moved = coded;
  for (unsigned pattern = 0; pattern < (isAlone ? 2u : 8u); ++pattern) {
    std::vector<float> ends = values;
    for (size_t i = 0; i < ends.size(); ++i) {
      bool up = (pattern & 1) != 0;
      up ^= (pattern & 2) && std::signbit(values[i]);
      up ^= (pattern & 4) && i % 2;
      ends[i] += up ? deviation[i] : -deviation[i];
    }
    if (llvm::Error error = recodeInto(codec, ends, moved))
      return error;
    std::vector<float> now = floatsOf(moved);
    for (size_t i = 0; i < now.size(); ++i)
      largest[i] = std::max(largest[i], roundedUp(distance(now[i], was[i])));
  }
  return llvm::Error::success();
}

llvm::Error ViewRunner::encode(EncodeOp encode) {
  auto codec = Codec::create(encode.getCodec().getName());
  if (!codec)
    return codec.takeError();
  Tensor tensor = environment.findTensor(encode.getSource());
  if (!tensor.values)
    return errorAt(op.getLoc(), "reads a value that is not known");
  if (movesDeviations)
    return deviateCoded(**codec, tensor, *environment.find(encode.getResult()),
                        *result);
  return recodeInto(**codec, floatsOf(*tensor.values), *result);
}

llvm::Error ViewRunner::dispatch(bool &handled) {
  using llvm::Error;
  return llvm::TypeSwitch<Operation *, Error>(&op)
      .Case<tensor::CollapseShapeOp, tensor::ExpandShapeOp>(
          [&](auto view) { return copyShape(view.getSrc()); })
      .Case<tensor::ReshapeOp, ReshapeOp>(
          [&](auto view) { return copyShape(view.getSource()); })
      .Case([&](tensor::ExtractSliceOp view) { return extractSlice(view); })
      .Case([&](SliceOp view) {
        return slice(view.getSource(), view.getOffsets(), view.getStrides(),
                     result->shape);
      })
      .Case([&](tensor::InsertSliceOp view) { return insertSlice(view); })
      .Case([&](InsertOp view) {
        return insert(view.getSource(), view.getTarget(), view.getOffsets(),
                      view.getStrides(), view.getSource().getType().getShape());
      })
      .Case([&](tensor::ConcatOp view) {
        return concat(view.getInputs(), view.getDim());
      })
      .Case([&](ConcatOp view) {
        return concat(view.getSources(), view.getDim());
      })
      .Case([&](tensor::PadOp view) { return pad(view); })
      .Case([&](TransposeOp view) { return transpose(view); })
      .Case([&](BroadcastOp view) { return broadcast(view); })
      .Case([&](EncodeOp view) { return encode(view); })
      .Case([&](tensor::SplatOp view) { return fill(view.getInput()); })
      .Case([&](tensor::FromElementsOp view) { return fromElements(view); })
      .Case([&](tensor::EmptyOp) { return undefined(); })
      .Case<arith::ConstantOp, FillOp, ConstantOp>(
          [&](auto view) { return constant(view.getValue()); })
      .Default([&](Operation *) {
        handled = false;
        return Error::success();
      });
}

/// Those that dispatch handles.
static bool isView(Operation &op) {
  return isa<tensor::CollapseShapeOp, tensor::ExpandShapeOp, tensor::ReshapeOp,
             ReshapeOp, tensor::ExtractSliceOp, SliceOp, tensor::InsertSliceOp,
             InsertOp, tensor::ConcatOp, ConcatOp, tensor::PadOp, TransposeOp,
             BroadcastOp, EncodeOp, tensor::SplatOp, tensor::FromElementsOp,
             tensor::EmptyOp, arith::ConstantOp, FillOp, ConstantOp>(op);
}

llvm::Error ViewRunner::run(bool &handled) {
  handled = op.getNumResults() == 1;
  if (!handled)
    return llvm::Error::success();
  // The shape that a cast forgets is known all the same.
  if (auto cast = dyn_cast<tensor::CastOp>(op)) {
    Tensor tensor = environment.findTensor(cast.getSource());
    if (!tensor.values)
      return errorAt(op.getLoc(), "reads a value that is not known");
    environment.set(cast.getResult(), tensor);
    return llvm::Error::success();
  }
  if (!isView(op)) {
    handled = false;
    return llvm::Error::success();
  }
  auto array = makeResult(op, environment);
  if (!array)
    return array.takeError();
  result = *array;
  if (llvm::Error error = dispatch(handled))
    return error;
  if (!handled)
    return llvm::Error::success();
  environment.set(op.getResult(0), result);
  return runOnDeviations();
}

llvm::Error ViewRunner::runOnDeviations() {
  SmallVector<Value> sources(op.getOperands());
  if (auto pad = dyn_cast<tensor::PadOp>(op))
    if (Value value = pad.getConstantPaddingValue())
      sources.push_back(value);
  if (llvm::none_of(sources, [&](Value value) {
        return environment.findDeviations(value) != nullptr;
      }))
    return llvm::Error::success();
  ArrayPtr values = result;
  result = makeDeviations(*values);
  movesDeviations = true;
  bool handled = true;
  if (llvm::Error error = dispatch(handled))
    return error;
  environment.set(op.getResult(0), values, result);
  return llvm::Error::success();
}

llvm::Error reference::runView(Operation &op, Environment &environment,
                               bool &handled) {
  return ViewRunner(op, environment).run(handled);
}
