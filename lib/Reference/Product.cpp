//===- Product.cpp - sums of products, faster -----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Nearly all time of a model goes here. Operand b, the one with a dim that a
/// lacks, is copied so that `width` output elements next to each other find
/// their factors side by side; then, for each point of the dims that b lacks,
///
///     for r in reduction points, in order: acc[0..width) += a[r] *
///     b[r][0..width)
///
/// Each output element adds the same products in the same order as the plain
/// loop, each rounded the same way. A zero point is taken from a factor where
/// it is decoded, or where a row of it is begun.
///
//===----------------------------------------------------------------------===//

#include "ProductDeviation.h"
#include <type_traits>

using namespace mlir;
using namespace ridge;
using namespace ridge::reference;

namespace {
/// Output elements whose sums run side by side: eight vector registers of f32.
constexpr unsigned width = 32;

/// Dims by the role they have.
struct Plan {
  unsigned laneDim = 0;           ///< In b and the result, not in a.
  SmallVector<unsigned> packDims; ///< Parallel, in b.
  SmallVector<unsigned> rowDims;  ///< Parallel, not in b.
  SmallVector<unsigned> reductionDims;
};
} // namespace

namespace {
/// An operand and what is taken from its elements.
struct Factor {
  const Access *elements;
  std::optional<Access> zero;
};
} // namespace

/// True if `access` does not move along any of `dims`.
static bool isFixed(const Access &access, ArrayRef<unsigned> dims) {
  return llvm::all_of(dims,
                      [&](unsigned dim) { return access.strides[dim] == 0; });
}

/// A zero point that is a scalar from outside gets an access that never moves.
static Factor makeFactor(LoopNest &nest, const ProductFactor &factor,
                         std::vector<uint8_t> &scalar) {
  Factor result{&nest.inputs[factor.argument], std::nullopt};
  if (!factor.zero)
    return result;
  if (*factor.zero < nest.inputs.size()) {
    result.zero = nest.inputs[*factor.zero];
    return result;
  }
  const Lanes &value = nest.body.scalar(*factor.zero);
  scalar.resize(bytesOf(value.format));
  store(value, scalar.data(), 0, 1);
  Access access;
  access.format = value.format;
  access.data = scalar.data();
  access.strides.assign(nest.extents.size(), 0);
  result.zero = access;
  return result;
}

static std::optional<Plan> makePlan(const LoopNest &nest, const Factor &first,
                                    const Factor &second) {
  const Access &a = *first.elements, &b = *second.elements;
  Plan plan;
  bool found = false;
  unsigned dims = nest.extents.size();
  for (unsigned dim = 0; dim < dims; ++dim) {
    bool isLane =
        !nest.reduction[dim] && a.strides[dim] == 0 && b.strides[dim] != 0;
    if (isLane && (!found || nest.extents[dim] > nest.extents[plan.laneDim])) {
      plan.laneDim = dim;
      found = true;
    }
  }
  if (!found)
    return std::nullopt;
  for (unsigned dim = 0; dim < dims; ++dim) {
    if (nest.reduction[dim])
      plan.reductionDims.push_back(dim);
    else if (dim != plan.laneDim)
      (b.strides[dim] ? plan.packDims : plan.rowDims).push_back(dim);
  }
  // Zero points stand still while what they are taken from is read.
  for (const Factor *factor : {&first, &second})
    if (factor->zero && !isFixed(*factor->zero, plan.reductionDims))
      return std::nullopt;
  if ((first.zero && !isFixed(*first.zero, plan.laneDim)) ||
      (second.zero && !isFixed(*second.zero, plan.rowDims)))
    return std::nullopt;
  return plan;
}

/// `count` elements from `from`, as T.
template <typename T>
static void decode(Format format, const uint8_t *from, int64_t stride,
                   unsigned count, T *to) {
  Lanes lanes;
  lanes.format = format;
  load(lanes, from, stride, count);
  for (unsigned i = 0; i < count; ++i) {
    if (isInteger(format))
      to[i] = static_cast<T>(lanes.as<int64_t>()[i]);
    else if (isDouble(format))
      to[i] = static_cast<T>(lanes.as<double>()[i]);
    else
      to[i] = static_cast<T>(lanes.as<float>()[i]);
  }
}

template <typename T>
static void encode(Format format, const T *from, uint8_t *to, int64_t stride,
                   unsigned count) {
  Lanes lanes;
  lanes.format = format;
  for (unsigned i = 0; i < count; ++i) {
    if (isInteger(format))
      lanes.as<int64_t>()[i] = static_cast<std::make_signed_t<
          std::conditional_t<std::is_integral_v<T>, T, int64_t>>>(from[i]);
    else if (isDouble(format))
      lanes.as<double>()[i] = from[i];
    else
      lanes.as<float>()[i] = static_cast<float>(from[i]);
  }
  roundLanes(lanes, count);
  store(lanes, to, stride, count);
}

/// All of an array as T, so that no element is decoded twice.
template <typename T>
static std::vector<T> decodeAll(const Access &access, int64_t elements) {
  std::vector<T> values(elements);
  unsigned size = bytesOf(access.format);
  for (int64_t begin = 0; begin < elements; begin += maxLanes)
    decode(access.format, access.data + begin * size, size,
           std::min<int64_t>(maxLanes, elements - begin), &values[begin]);
  return values;
}

/// Element offsets of an access at all reduction points, in order.
static std::vector<int64_t>
reductionOffsets(const LoopNest &nest, const Plan &plan, const Access &access) {
  Access relative = access;
  relative.offset = 0;
  std::vector<int64_t> offsets;
  SmallVector<int64_t> position(nest.extents.size(), 0);
  do {
    int64_t bytes = relative.at(position) - relative.data;
    offsets.push_back(bytes);
  } while (nextPosition(position, plan.reductionDims, nest.extents));
  return offsets;
}

template <typename T>
using Accumulate = void (*)(T *sums, const T *row, ArrayRef<int64_t> offsets,
                            const T *packed);

template <typename T>
__attribute__((always_inline)) static inline void
accumulateLanes(T *sums, const T *row, ArrayRef<int64_t> offsets,
                const T *packed) {
  T acc[width];
  std::copy_n(sums, width, acc);
  for (size_t r = 0; r < offsets.size(); ++r) {
    T factor = row[offsets[r]];
    const T *factors = packed + r * width;
    for (unsigned lane = 0; lane < width; ++lane)
      acc[lane] += factor * factors[lane];
  }
  std::copy_n(acc, width, sums);
}

template <typename T>
static void accumulate(T *sums, const T *row, ArrayRef<int64_t> offsets,
                       const T *packed) {
  accumulateLanes(sums, row, offsets, packed);
}

#if defined(__x86_64__)
template <typename T>
__attribute__((target("avx2"))) static void
accumulateWide(T *sums, const T *row, ArrayRef<int64_t> offsets,
               const T *packed) {
  accumulateLanes(sums, row, offsets, packed);
}
#endif

/// The widest version that this processor runs; all give the same values, since
/// none fuses a product with its sum.
template <typename T> static Accumulate<T> pickAccumulate() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2"))
    return accumulateWide<T>;
#endif
  return accumulate<T>;
}

namespace {
/// The rows of operand a, less their zero points.
template <typename T> class Rows {
public:
  Rows(const LoopNest &nest, const Plan &plan, const Factor &factor,
       int64_t elements)
      : factor(factor), values(decodeAll<T>(*factor.elements, elements)),
        offsets(reductionOffsets(nest, plan, *factor.elements)) {
    for (int64_t &offset : offsets)
      offset /= bytesOf(factor.elements->format);
    if (!factor.zero)
      return;
    shifted.resize(offsets.size());
    for (size_t r = 0; r < offsets.size(); ++r)
      shiftedOffsets.push_back(r);
  }

  /// The row at `position` and where its elements are.
  std::pair<const T *, ArrayRef<int64_t>> at(ArrayRef<int64_t> position) {
    const Access &access = *factor.elements;
    const T *row = values.data() +
                   (access.at(position) - access.data) / bytesOf(access.format);
    if (!factor.zero)
      return {row, offsets};
    T zero;
    decode(factor.zero->format, factor.zero->at(position), 0, 1, &zero);
    for (size_t r = 0; r < offsets.size(); ++r)
      shifted[r] = row[offsets[r]] - zero;
    return {shifted.data(), shiftedOffsets};
  }

  /// All elements of the operand; rows without zero points lie in them.
  ArrayRef<T> decoded() const { return values; }

private:
  const Factor &factor;
  std::vector<T> values;
  std::vector<int64_t> offsets;
  std::vector<T> shifted;
  std::vector<int64_t> shiftedOffsets;
};
} // namespace

/// Packs the factors of `count` lanes from `position` on.
template <typename T>
static void pack(const Factor &factor, ArrayRef<int64_t> offsets,
                 ArrayRef<int64_t> position, unsigned laneDim, unsigned count,
                 std::vector<T> &packed) {
  const Access &access = *factor.elements;
  const uint8_t *corner = access.at(position);
  for (size_t r = 0; r < offsets.size(); ++r)
    decode(access.format, corner + offsets[r], access.strides[laneDim], count,
           &packed[r * width]);
  if (!factor.zero)
    return;
  T zeros[width] = {};
  decode(factor.zero->format, factor.zero->at(position),
         factor.zero->strides[laneDim], count, zeros);
  for (size_t r = 0; r < offsets.size(); ++r)
    for (unsigned lane = 0; lane < count; ++lane)
      packed[r * width + lane] -= zeros[lane];
}

template <typename T>
static void runAs(LoopNest &nest, const Factor &a, int64_t elementsOfA,
                  const Factor &b, const Plan &plan) {
  const Access &out = nest.outputs[0];
  Accumulate<T> accumulateRow = pickAccumulate<T>();
  Rows<T> rows(nest, plan, a, elementsOfA);
  std::vector<int64_t> offsetsB = reductionOffsets(nest, plan, *b.elements);

  std::optional<ProductDeviation<T>> deviation;
  if (nest.tracks())
    deviation.emplace(nest, *a.elements, rows.decoded(), *b.elements, width);

  std::vector<T> packed(offsetsB.size() * width, T());
  SmallVector<int64_t> position(nest.extents.size(), 0);
  int64_t laneExtent = nest.extents[plan.laneDim];
  int64_t strideOut = out.strides[plan.laneDim];
  do {
    for (int64_t begin = 0; begin < laneExtent; begin += width) {
      unsigned count = std::min<int64_t>(width, laneExtent - begin);
      position[plan.laneDim] = begin;
      pack(b, offsetsB, position, plan.laneDim, count, packed);
      if (deviation)
        deviation->usePack(b.elements->at(position), offsetsB,
                           b.elements->strides[plan.laneDim], count, packed);
      do {
        T sums[width] = {};
        uint8_t *to = out.at(position);
        decode(out.format, to, strideOut, count, sums);
        T initial[width];
        std::copy_n(sums, width, initial);
        auto [row, offsets] = rows.at(position);
        accumulateRow(sums, row, offsets, packed.data());
        encode(out.format, sums, to, strideOut, count);
        if (deviation)
          deviation->run(row - rows.decoded().data(), offsets, packed.data(),
                         count, initial, sums, out.deviationAt(to),
                         strideOut / bytesOf(out.format));
      } while (nextPosition(position, plan.rowDims, nest.extents));
    }
    position[plan.laneDim] = 0;
  } while (nextPosition(position, plan.packDims, nest.extents));
}

/// Elements that an access reaches, counted from the start of its array.
static int64_t reach(const LoopNest &nest, const Access &access) {
  int64_t last = access.offset;
  for (auto [extent, stride] : llvm::zip(nest.extents, access.strides))
    last += std::max<int64_t>(stride, 0) * (extent - 1);
  return last / bytesOf(access.format) + 1;
}

bool reference::runProduct(LoopNest &nest) {
  std::optional<ProductBody> product = nest.body.asProduct();
  if (!product || nest.outputs.size() != 1 ||
      product->accumulator != nest.inputs.size())
    return false;
  std::vector<uint8_t> scalars[2];
  Factor a = makeFactor(nest, product->a, scalars[0]);
  Factor b = makeFactor(nest, product->b, scalars[1]);
  auto isBit = [](const Factor &factor) {
    return factor.elements->format == Format::I1 ||
           (factor.zero && factor.zero->format == Format::I1);
  };
  // What differences with zero points deviate by is followed step by step.
  if (nest.tracks() && (a.zero || b.zero))
    return false;
  if (isBit(a) || isBit(b))
    return false; // As a signed number, true is -1: rare, and not worth a case.
  std::optional<Plan> plan = makePlan(nest, a, b);
  if (!plan) {
    std::swap(a, b); // Products commute, bit for bit.
    plan = makePlan(nest, a, b);
  }
  if (!plan)
    return false;
  int64_t elements = reach(nest, *a.elements);
  switch (nest.outputs[0].format) {
  case Format::F32:
    runAs<float>(nest, a, elements, b, *plan);
    return true;
  case Format::F64:
    runAs<double>(nest, a, elements, b, *plan);
    return true;
  case Format::I32: // Sums modulo 2^32.
    runAs<uint32_t>(nest, a, elements, b, *plan);
    return true;
  case Format::I64:
    runAs<uint64_t>(nest, a, elements, b, *plan);
    return true;
  default:
    return false; // Narrow sums round at each step.
  }
}
