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
/// Groups of a step whose sums the loop keeps.
static constexpr int64_t mostGroups = 16;

// Modes of the rounding instruction, without exceptions.
#define RIDGE_ZERO 11
#define RIDGE_NEAREST 8

template <typename T>
static void runRow(const T *rowValues, const T *rowPowers, const T *rowScales,
                   const T *columnValues, const T *columnPowers,
                   const T *columnScales, int64_t depth,
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
                           const float *rowScales, const float *columnValues,
                           const float *columnPowers, const float *columnScales,
                           int64_t depth, const StepConstants<float> &constants,
                           float *sums) {
  using T = float;
#define RIDGE_ROUND_TOWARD(x, mode) __builtin_ia32_roundps256(x, mode)
#define RIDGE_LARGER(x, y) __builtin_ia32_maxps256(x, y)
#include "AccumulateSteps.inc"
#undef RIDGE_ROUND_TOWARD
#undef RIDGE_LARGER
}

RIDGE_WIDE static void
runRowWide(const double *rowValues, const double *rowPowers,
           const double *rowScales, const double *columnValues,
           const double *columnPowers, const double *columnScales,
           int64_t depth, const StepConstants<double> &constants,
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
using RunRow = void (*)(const T *, const T *, const T *, const T *, const T *,
                        const T *, int64_t, const StepConstants<T> &, T *);

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

/// Exponents of the values of a format other than 0.
struct ExponentRange {
  explicit ExponentRange(Format format) {
    FormatInfo info = formatInfo(format);
    least = 1 - info.bias - int(info.mantissaBits);
    most = (1 << info.exponentBits) - info.bias;
  }
  explicit ExponentRange(const PanelFactor &factor)
      : ExponentRange(factor.element) {
    if (!factor.scale)
      return;
    ExponentRange scale(*factor.scale);
    least += scale.least;
    most += scale.most;
  }
  bool within(int range) const { return least >= -range && most <= range; }

  int least, most;
};

static bool alignsTowardZero(const AccumulateModel &model) {
  return model.order == AccumulateModel::Order::Align &&
         model.align == AccumulateModel::Rounding::Zero &&
         model.addend == AccumulateModel::Addend::With &&
         model.terms / model.group <=
             (model.group > 1 ? mostGroups : model.terms) &&
         model.interleave == 1 && !model.infiniteProducts &&
         !model.flushInputs && !model.flushOutputs &&
         model.result == Format::F32 &&
         model.rounding != AccumulateModel::Rounding::Down &&
         (model.promote == 0 || model.promoteFormat == Format::F32);
}

/// Bits of the exact sum of a group and its scales, of products if there are
/// no groups.
static int termBits(const AccumulateModel &model, const PanelFactor &row,
                    const PanelFactor &column) {
  int bits = 0;
  for (const PanelFactor *factor : {&row, &column}) {
    ExponentRange range(factor->element);
    bits += model.group > 1 ? range.most - range.least + 1
                            : int(formatInfo(factor->element).mantissaBits) + 1;
    if (factor->scale)
      bits += int(formatInfo(*factor->scale).mantissaBits) + 1;
  }
  return bits + static_cast<int>(llvm::Log2_64_Ceil(model.group));
}

/// Bits of an aligned sum: each of its parts is below 2^(F + 2), times 2 for
/// each scale, and of groups times what they add to the exponent of the scales.
static int sumBits(const AccumulateModel &model, const PanelFactor &row,
                   const PanelFactor &column) {
  int bits = model.fraction + 2 + bool(row.scale) + bool(column.scale);
  if (model.group > 1)
    bits += ExponentRange(row.element).most +
            ExponentRange(column.element).most +
            static_cast<int>(llvm::Log2_64_Ceil(model.group));
  return bits +
         static_cast<int>(llvm::Log2_64_Ceil(model.terms / model.group + 1));
}

AccumulatePanels::AccumulatePanels(const AccumulateModel &model,
                                   PanelFactor row, PanelFactor column,
                                   Format held, bool vector)
    : model(model), row(row), column(column), held(held), mode(Mode::Dot) {
  bool scaled = row.scale || column.scale;
  if (!vector || held != Format::F32 || !alignsTowardZero(model) ||
      (scaled && !model.scaleBeforeAlign))
    return;
  // Subnormals and their exponent are as in `dot` only where a significand has
  // fraction bits.
  if (formatInfo(row.element).mantissaBits == 0 ||
      formatInfo(column.element).mantissaBits == 0)
    return;
  int products = termBits(model, row, column),
      sums = sumBits(model, row, column);
  auto within = [&](int range) {
    return ExponentRange(row).within(range) &&
           ExponentRange(column).within(range);
  };
  // Factors within 2^-40 and 2^40 keep a product, and an aligned one, in f32;
  // within 2^-300 and 2^300 in f64.
  if (model.group == 1 && products <= 24 && within(40) && sums <= 24)
    mode = Mode::Float;
  else if (products <= 53 && within(300) && sums <= 53)
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
  constants.group = model.group;
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

/// The power of two of a value's exponent, 0 for 0; a subnormal has the least
/// normal one, where there are fraction bits.
template <typename Compute> class Powers {
public:
  explicit Powers(Format format)
      : least(formatInfo(format).mantissaBits == 0
                  ? Compute(0)
                  : static_cast<Compute>(
                        std::ldexp(1.0, 1 - formatInfo(format).bias))) {}

  Compute of(Compute value) const {
    using Word = std::conditional_t<sizeof(Compute) == 4, uint32_t, uint64_t>;
    constexpr Word exponentBits =
        sizeof(Compute) == 4 ? Word(0x7F800000) : Word(0x7FF0000000000000);
    Word bits;
    Compute power;
    std::memcpy(&bits, &value, sizeof(bits));
    bits &= exponentBits;
    std::memcpy(&power, &bits, sizeof(power));
    return value == 0 ? 0 : std::max(power, least);
  }

private:
  Compute least;
};

template <typename Compute, typename T>
void AccumulatePanels::prepare(const T *panel, const T *scales, int64_t count,
                               const PanelFactor &factor,
                               PreparedPanel<Compute> &prepared) const {
  bool grouped = model.group > 1;
  Powers<Compute> elements(factor.element),
      powers(factor.scale.value_or(factor.element));
  prepared.values.resize(count);
  prepared.powers.resize(count);
  prepared.scales.resize(grouped ? count : 0);
  for (int64_t i = 0; i < count; ++i) {
    Compute value = static_cast<Compute>(panel[i]);
    Compute scale = scales ? std::fabs(static_cast<Compute>(scales[i])) : 1;
    Compute power = scales ? powers.of(scale) : 1;
    prepared.values[i] = grouped ? value : value * scale;
    prepared.powers[i] = grouped ? power : elements.of(value) * power;
    if (grouped)
      prepared.scales[i] = scale;
  }
}

template <typename T>
void AccumulatePanels::prepareRows(const T *panel, const T *scales,
                                   int64_t depth) {
  rowPanel = {panel, scales};
  if (mode == Mode::Float)
    prepare(panel, scales, depth * panelRows, row, floats.rows);
  if (mode == Mode::Double)
    prepare(panel, scales, depth * panelRows, row, doubles.rows);
}

template <typename T>
void AccumulatePanels::prepareColumns(int64_t index, const T *panel,
                                      const T *scales, int64_t depth) {
  size_t count = std::max<size_t>(index + 1, columnPanels.size());
  columnPanels.resize(count);
  columnPanels[index] = {panel, scales};
  int64_t values = depth * panelColumns<T>;
  if (mode == Mode::Float) {
    floats.columns.resize(std::max(count, floats.columns.size()));
    prepare(panel, scales, values, column, floats.columns[index]);
  } else if (mode == Mode::Double) {
    doubles.columns.resize(std::max(count, doubles.columns.size()));
    prepare(panel, scales, values, column, doubles.columns[index]);
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

/// A panel's elements from `first` on, `across` apart.
template <typename T>
static Codes codesOf(Format format, const void *panel, int first, int across,
                     Format held) {
  if (!panel)
    return {};
  return {
      format,
      reinterpret_cast<const uint8_t *>(static_cast<const T *>(panel) + first),
      across * int64_t(sizeof(T)), held};
}

template <typename T>
void AccumulatePanels::runDot(Panel rows, Panel columns, int64_t depth,
                              T *sums) const {
  constexpr int across = panelColumns<T>;
  bool scaled = rows.scales || columns.scales;
  for (int r = 0; r < panelRows; ++r)
    for (int c = 0; c < across; ++c) {
      Codes a = codesOf<T>(row.element, rows.elements, r, panelRows, held);
      Codes b = codesOf<T>(column.element, columns.elements, c, across, held);
      BlockScales scales;
      scales.a = codesOf<T>(row.scale.value_or(row.element), rows.scales, r,
                            panelRows, held);
      scales.b = codesOf<T>(column.scale.value_or(column.element),
                            columns.scales, c, across, held);
      scales.block = 1;
      T &sum = sums[r * across + c];
      sum = columnValue<T>(model, dot(model, a, b, depth, sum, model.stored(),
                                      scaled ? &scales : nullptr));
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
           rows.scales.empty() ? nullptr : rows.scales.data() + r,
           columns.values.data(), columns.powers.data(), columns.scales.data(),
           depth, stepConstants, wide);
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
  runDot(rowPanel, columnPanels[index], depth, sums);
}

template void AccumulatePanels::prepareRows(const float *, const float *,
                                            int64_t);
template void AccumulatePanels::prepareRows(const double *, const double *,
                                            int64_t);
template void AccumulatePanels::prepareColumns(int64_t, const float *,
                                               const float *, int64_t);
template void AccumulatePanels::prepareColumns(int64_t, const double *,
                                               const double *, int64_t);
template void AccumulatePanels::run(int64_t, int64_t, float *);
template void AccumulatePanels::run(int64_t, int64_t, double *);
