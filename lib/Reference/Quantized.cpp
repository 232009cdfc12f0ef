//===- Quantized.cpp - values of quantised tensors ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// (q - zero point) * scale as the quant dialect's documentation writes it,
/// each step rounded to the expressed format, to nearest even.
///
//===----------------------------------------------------------------------===//

#include "Quantized.h"
#include "dialects/Arch/FormatTypes.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::reference;

/// Scale and zero point of the element at `index` along the type's axis.
static std::pair<double, int64_t> parametersAt(quant::QuantizedType type,
                                               int64_t index) {
  if (auto tensor = dyn_cast<quant::UniformQuantizedType>(type))
    return {tensor.getScale(), tensor.getZeroPoint()};
  auto axes = cast<quant::UniformQuantizedPerAxisType>(type);
  return {axes.getScales()[index], axes.getZeroPoints()[index]};
}

/// A code that is off by d is off by d scales, and the steps round.
static ArrayPtr deviationsOfReal(quant::QuantizedType type,
                                 const Tensor &stored, const Array &result,
                                 int64_t inner, int64_t channels) {
  if (!stored.deviations)
    return nullptr;
  auto deviations = makeDeviations(result);
  const float *ofCodes = deviationsOf(*stored.deviations);
  for (int64_t i = 0, end = result.elements(); i < end; ++i) {
    double d = ofCodes[i] * parametersAt(type, i / inner % channels).first;
    double step =
        stepAt(result.format,
               decodeFloat(result.format,
                           result.bytes.data() + i * bytesOf(result.format)));
    deviationsOf(*deviations)[i] = roundedUp(d == 0 ? 0 : d + 2 * step);
  }
  return deviations;
}

llvm::Error reference::runDequantize(quant::DequantizeCastOp op,
                                     Environment &environment) {
  quant::QuantizedType type = op.getQuantizedType();
  ArrayPtr stored = environment.find(op.getInput());
  if (!stored)
    return errorAt(op.getLoc(), "reads a value that is not known");
  auto axes = dyn_cast<quant::UniformQuantizedPerAxisType>(type);
  if (!axes && !isa<quant::UniformQuantizedType>(type))
    return errorAt(op.getLoc(), "dequantises blocks; expected one scale, or "
                                "one for each index of an axis");
  auto result = makeArray(op.getType(), op.getLoc());
  if (!result)
    return result.takeError();

  // Elements from one index of the axis to the next.
  int64_t inner = 1, channels = 1;
  if (axes) {
    channels = int64_t(axes.getScales().size());
    ArrayRef<int64_t> shape = stored->shape;
    for (int64_t extent : shape.drop_front(axes.getQuantizedDimension() + 1))
      inner *= extent;
  }
  Format real = (*result)->format;
  unsigned from = bytesOf(stored->format), to = bytesOf(real);
  int64_t mask =
      type.isSigned() ? -1 : (int64_t(1) << bitsOf(stored->format)) - 1;
  for (int64_t i = 0, end = stored->elements(); i < end; ++i) {
    auto [scale, zeroPoint] = parametersAt(type, i / inner % channels);
    int64_t code =
        decodeInteger(stored->format, stored->bytes.data() + i * from) & mask;
    double value = roundTo(real, roundTo(real, double(code)) -
                                     roundTo(real, double(zeroPoint)));
    encodeFloat(real, value * roundTo(real, scale),
                (*result)->bytes.data() + i * to);
  }
  environment.set(op.getResult(), *result,
                  deviationsOfReal(type, environment.findTensor(op.getInput()),
                                   **result, inner, channels));
  return llvm::Error::success();
}
