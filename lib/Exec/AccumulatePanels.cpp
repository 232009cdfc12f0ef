//===- AccumulatePanels.cpp - panels under a model of accumulation --------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// See AccumulatePanels.h.
///
//===----------------------------------------------------------------------===//

#include "AccumulatePanels.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cmath>
#include <cstring>
#include <type_traits>

using namespace ridge;

//===----------------------------------------------------------------------===//
// The vector loop
//===----------------------------------------------------------------------===//

static constexpr int width = panelColumns<float>;

// Modes of the rounding instruction, without exceptions.
#define RIDGE_ZERO 11
#define RIDGE_NEAREST 8

template <typename T>
static void runRow(const T *rowValues, const T *rowPowers,
                   const T *columnValues, const T *columnPowers, int64_t depth,
                   const StepConstants<T> &constants, T *sums){
// Element by element, where there is no instruction; no functions, because
// they would return vectors in registers that may not be there.
#define RIDGE_ROUND_TOWARD(x, mode)                                            \
  ({                                                                           \
    Vector rounding = (x);                                                     \
    for (int i = 0; i < lanes; ++i)                                            \
      rounding[i] = (mode) == RIDGE_ZERO ? std::trunc(rounding[i])             \
                                         : std::nearbyint(rounding[i]);        \
    rounding;                                                                  \
  })
#define RIDGE_LARGER(x, y)                                                     \
  ({                                                                           \
    Vector first = (x), second = (y);                                          \
    for (int i = 0; i < lanes; ++i)                                            \
      first[i] = first[i] > second[i] ? first[i] : second[i];                  \
    first;                                                                     \
  })
#include "AccumulateSteps.inc"
#undef RIDGE_ROUND_TOWARD
#undef RIDGE_LARGER
}

#if defined(__x86_64__)
#define RIDGE_WIDE __attribute__((target("avx2")))
RIDGE_WIDE
    static void runRowWide(const float *rowValues, const float *rowPowers,
                           const float *columnValues, const float *columnPowers,
                           int64_t depth, const StepConstants<float> &constants,
                           float *sums) {
  using T = float;
#define RIDGE_ROUND_TOWARD(x, mode) __builtin_ia32_roundps256(x, mode)
#define RIDGE_LARGER(x, y) __builtin_ia32_maxps256(x, y)
#include "AccumulateSteps.inc"
#undef RIDGE_ROUND_TOWARD
#undef RIDGE_LARGER
}

RIDGE_WIDE static void runRowWide(const double *rowValues,
                                  const double *rowPowers,
                                  const double *columnValues,
                                  const double *columnPowers, int64_t depth,
                                  const StepConstants<double> &constants,
                                  double *sums) {
  using T = double;
#define RIDGE_ROUND_TOWARD(x, mode) __builtin_ia32_roundpd256(x, mode)
#define RIDGE_LARGER(x, y) __builtin_ia32_maxpd256(x, y)
#include "AccumulateSteps.inc"
#undef RIDGE_ROUND_TOWARD
#undef RIDGE_LARGER
}
#endif

template <typename T>
using RunRow = void (*)(const T *, const T *, const T *, const T *, int64_t,
                        const StepConstants<T> &, T *);

/// The widest version that this processor runs; all give the same values.
template <typename T> static RunRow<T> pickRunRow() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2"))
    return &runRowWide;
#endif
  return &runRow<T>;
}

//===----------------------------------------------------------------------===//
// Which loop
//===----------------------------------------------------------------------===//

/// Bits of an aligned sum: each of terms + 1 parts is below 2^(F + 2).
static int sumBits(const AccumulateModel &model) {
  return model.fraction + 2 +
         static_cast<int>(llvm::Log2_64_Ceil(model.terms + 1));
}

static bool alignsTowardZero(const AccumulateModel &model) {
  return model.order == AccumulateModel::Order::Align &&
         model.align == AccumulateModel::Rounding::Zero &&
         model.addend == AccumulateModel::Addend::With && model.group == 1 &&
         !model.infiniteProducts && !model.flushInputs && !model.flushOutputs &&
         model.result == Format::F32 &&
         model.rounding != AccumulateModel::Rounding::Down &&
         (model.promote == 0 || model.promoteFormat == Format::F32);
}

/// True if all values but 0 lie between 2^-range and 2^range. Subnormals and
/// their exponent are as in `dot` only where a significand has fraction bits.
static bool spans(Format format, int range) {
  FormatInfo info = formatInfo(format);
  int least = 1 - info.bias - int(info.mantissaBits);
  int most = (1 << info.exponentBits) - info.bias;
  return info.mantissaBits > 0 && least >= -range && most <= range;
}

AccumulatePanels::AccumulatePanels(const AccumulateModel &model,
                                   Format rowFormat, Format columnFormat,
                                   Format held, bool vector)
    : model(model), rowFormat(rowFormat), columnFormat(columnFormat),
      held(held), mode(Mode::Dot) {
  if (!vector || held != Format::F32 || !alignsTowardZero(model))
    return;
  int productBits = formatInfo(rowFormat).mantissaBits +
                    formatInfo(columnFormat).mantissaBits + 2;
  // Factors within 2^-40 and 2^40 keep a product, and an aligned one, in f32.
  if (productBits <= 24 && spans(rowFormat, 40) && spans(columnFormat, 40) &&
      sumBits(model) <= 24)
    mode = Mode::Float;
  else if (productBits <= 53 && spans(rowFormat, 150) &&
           spans(columnFormat, 150) && sumBits(model) <= 53)
    mode = Mode::Double;
}

int64_t AccumulatePanels::blockDepth(int64_t whole, int64_t wanted) const {
  int64_t interval = model.cutInterval();
  if (interval == 0)
    return whole;
  return std::min(whole, std::max(wanted / interval, int64_t(1)) * interval);
}

/// Floats below this that are not 0 are left to `dot`, so that no power and no
/// scale leaves the range of f32.
static constexpr float leastFloat = 0x1p-100f;

template <typename Compute>
StepConstants<Compute> AccumulatePanels::constants() const {
  StepConstants<Compute> constants;
  constants.terms = model.terms;
  constants.promote = model.promote;
  constants.unit = static_cast<Compute>(std::ldexp(1.0, model.fraction));
  constants.floor = sizeof(Compute) == 4 ? leastFloat : Compute(0x1p-126);
  constants.keptBits = model.mantissa;
  constants.nearest = model.rounding == AccumulateModel::Rounding::Even;
  constants.subnormals =
      static_cast<Compute>(std::ldexp(1.0, 126 + model.mantissa));
  constants.smallest = static_cast<Compute>(std::ldexp(1.0, model.mantissa));
  return constants;
}

//===----------------------------------------------------------------------===//
// Panels
//===----------------------------------------------------------------------===//

template <typename Compute, typename T>
void AccumulatePanels::prepare(const T *panel, int64_t count, Format format,
                               PreparedPanel<Compute> &prepared) const {
  using Word = std::conditional_t<sizeof(Compute) == 4, uint32_t, uint64_t>;
  constexpr Word exponentBits =
      sizeof(Compute) == 4 ? Word(0x7F800000) : Word(0x7FF0000000000000);
  Compute least =
      static_cast<Compute>(std::ldexp(1.0, 1 - formatInfo(format).bias));
  prepared.values.resize(count);
  prepared.powers.resize(count);
  for (int64_t i = 0; i < count; ++i) {
    Compute value = static_cast<Compute>(panel[i]), power;
    Word bits;
    std::memcpy(&bits, &value, sizeof(bits));
    bits &= exponentBits;
    std::memcpy(&power, &bits, sizeof(power));
    prepared.values[i] = value;
    prepared.powers[i] = value == 0 ? 0 : std::max(power, least);
  }
}

template <typename T>
void AccumulatePanels::prepareRows(const T *panel, int64_t depth) {
  rowPanel = panel;
  if (mode == Mode::Float)
    prepare(panel, depth * panelRows, rowFormat, floats.rows);
  if (mode == Mode::Double)
    prepare(panel, depth * panelRows, rowFormat, doubles.rows);
}

template <typename T>
void AccumulatePanels::prepareColumns(int64_t index, const T *panel,
                                      int64_t depth) {
  size_t count = std::max<size_t>(index + 1, columnPanels.size());
  columnPanels.resize(count);
  columnPanels[index] = panel;
  int64_t values = depth * panelColumns<T>;
  if (mode == Mode::Float) {
    floats.columns.resize(std::max(count, floats.columns.size()));
    prepare(panel, values, columnFormat, floats.columns[index]);
  } else if (mode == Mode::Double) {
    doubles.columns.resize(std::max(count, doubles.columns.size()));
    prepare(panel, values, columnFormat, doubles.columns[index]);
  }
}

//===----------------------------------------------------------------------===//
// Tiles
//===----------------------------------------------------------------------===//

/// The bits of a result as an element of a column.
template <typename T>
static T columnValue(const AccumulateModel &model, double result) {
  if (!std::isnan(result))
    return static_cast<T>(result);
  Format held = sizeof(T) == 4 ? Format::F32 : Format::F64;
  uint64_t bits = accumulateBits(model, held, result);
  T value;
  std::memcpy(&value, &bits, sizeof(value));
  return value;
}

template <typename T>
void AccumulatePanels::runDot(const T *rows, const T *columns, int64_t depth,
                              T *sums) const {
  constexpr int across = panelColumns<T>;
  for (int r = 0; r < panelRows; ++r)
    for (int c = 0; c < across; ++c) {
      Codes a = {rowFormat, reinterpret_cast<const uint8_t *>(rows + r),
                 panelRows * int64_t(sizeof(T)), held};
      Codes b = {columnFormat, reinterpret_cast<const uint8_t *>(columns + c),
                 across * int64_t(sizeof(T)), held};
      T &sum = sums[r * across + c];
      sum = columnValue<T>(model, dot(model, a, b, depth, sum, model.stored()));
    }
}

/// False, with the sums spoilt, if the tile needs `dot`.
template <typename Compute>
bool AccumulatePanels::runVector(const PreparedPanel<Compute> &rows,
                                 const PreparedPanel<Compute> &columns,
                                 int64_t depth, float *sums) const {
  static const RunRow<Compute> runRow = pickRunRow<Compute>();
  StepConstants<Compute> stepConstants = constants<Compute>();
  bool good = true;
  for (int r = 0; r < panelRows; ++r) {
    Compute wide[width];
    for (int c = 0; c < width; ++c) {
      float sum = sums[r * width + c];
      bool tooSmall =
          sizeof(Compute) == 4 && sum != 0 && std::fabs(sum) < leastFloat;
      good &= !tooSmall;
      wide[c] = sum;
    }
    runRow(rows.values.data() + r, rows.powers.data() + r,
           columns.values.data(), columns.powers.data(), depth, stepConstants,
           wide);
    for (int c = 0; c < width; ++c) {
      sums[r * width + c] = static_cast<float>(wide[c]);
      good &= std::isfinite(sums[r * width + c]);
    }
  }
  return good;
}

template <typename T>
void AccumulatePanels::run(int64_t index, int64_t depth, T *sums) {
  if constexpr (std::is_same_v<T, float>) {
    float kept[panelRows * width];
    std::copy_n(sums, panelRows * width, kept);
    if (mode == Mode::Float &&
        runVector(floats.rows, floats.columns[index], depth, sums))
      return;
    if (mode == Mode::Double &&
        runVector(doubles.rows, doubles.columns[index], depth, sums))
      return;
    std::copy_n(kept, panelRows * width, sums);
  }
  runDot(static_cast<const T *>(rowPanel),
         static_cast<const T *>(columnPanels[index]), depth, sums);
}

template void AccumulatePanels::prepareRows(const float *, int64_t);
template void AccumulatePanels::prepareRows(const double *, int64_t);
template void AccumulatePanels::prepareColumns(int64_t, const float *, int64_t);
template void AccumulatePanels::prepareColumns(int64_t, const double *,
                                               int64_t);
template void AccumulatePanels::run(int64_t, int64_t, float *);
template void AccumulatePanels::run(int64_t, int64_t, double *);
