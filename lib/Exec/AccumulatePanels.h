//===- AccumulatePanels.h - panels under a model ----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The inner loop of a Contraction whose kernel names a model: a tile of sums,
/// 4 rows by one panel of columns, goes through a stretch of the reduction as
/// Accumulate.h defines it.
///
/// Every model can be run by `dot`, sum by sum. Models that align toward zero
/// run as vectors: aligned integers of up to 24 (53) bits are held in float
/// (double), a power of two stands for each exponent, so that the largest
/// exponent is a maximum, and truncation is one instruction. All of it is
/// exact. A tile that meets an infinity or NaN is run again by `dot`.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_EXEC_ACCUMULATEPANELS_H
#define RIDGE_LIB_EXEC_ACCUMULATEPANELS_H

#include "ridge/Numerics/Accumulate.h"
#include <optional>
#include <vector>

namespace ridge {

/// Rows of a tile of sums, in every contraction.
constexpr int panelRows = 4;
/// Columns of a panel: two vectors of 32 bytes; with 4 rows the sums of a plain
/// product fill 8 registers of 16.
template <typename T> constexpr int panelColumns = 64 / sizeof(T);

/// The vector loop's view of the factors of one panel: values, and per value
/// the power of two that its exponent stands for (0 for a zero); scales are
/// multiplied in. Where groups are summed first, `values` are elements alone,
/// and `powers` those of `scales`.
template <typename Compute> struct PreparedPanel {
  std::vector<Compute> values, powers, scales;
};

/// One factor of the products, as a model sees it.
struct PanelFactor {
  Format element;
  std::optional<Format> scale; ///< Panels of scales go along.
};

/// What the vector loop needs to know of a model.
template <typename Compute> struct StepConstants {
  int64_t terms, group, promote;
  Compute unit;       ///< 2^F
  Compute floor;      ///< The least power of an alignment.
  int keptBits;       ///< Fraction bits of the result.
  bool nearest;       ///< Result to nearest even, else toward zero.
  Compute subnormals; ///< 2^(126 + kept bits): makes a subnormal an integer.
  Compute smallest;   ///< 2^(kept bits): the least normal one times that.
};

class AccumulatePanels {
public:
  /// Factors in panels of `held` (f32 or f64); `vector` permits the vector
  /// loop.
  AccumulatePanels(const AccumulateModel &model, PanelFactor row,
                   PanelFactor column, Format held, bool vector);

  /// How much of a reduction of `whole` products goes through at once: cutting
  /// there changes nothing.
  int64_t blockDepth(int64_t whole, int64_t wanted) const;

  /// The panels of one block: `depth` by panelRows, and by panelColumns. Those
  /// of scales have one for each element.
  template <typename T>
  void prepareRows(const T *panel, const T *scales, int64_t depth);
  template <typename T>
  void prepareColumns(int64_t index, const T *panel, const T *scales,
                      int64_t depth);
  /// Runs the sums (panelRows by panelColumns) through the rows' panel and the
  /// columns' panel `index`.
  template <typename T> void run(int64_t index, int64_t depth, T *sums);

private:
  enum class Mode : uint8_t { Dot, Float, Double };

  /// Elements and their scales, if they have.
  struct Panel {
    const void *elements = nullptr, *scales = nullptr;
  };

  template <typename T>
  void runDot(Panel rows, Panel columns, int64_t depth, T *sums) const;
  template <typename Compute>
  bool runVector(const PreparedPanel<Compute> &rows,
                 const PreparedPanel<Compute> &columns, int64_t depth,
                 float *sums) const;
  template <typename Compute> StepConstants<Compute> constants() const;
  template <typename Compute, typename T>
  void prepare(const T *panel, const T *scales, int64_t count,
               const PanelFactor &factor,
               PreparedPanel<Compute> &prepared) const;
  template <typename Compute> struct Panels {
    PreparedPanel<Compute> rows;
    std::vector<PreparedPanel<Compute>> columns;
  };

  AccumulateModel model;
  PanelFactor row, column;
  Format held;
  Mode mode;
  Panels<float> floats;
  Panels<double> doubles;
  Panel rowPanel;
  std::vector<Panel> columnPanels;
};

} // namespace ridge

#endif // RIDGE_LIB_EXEC_ACCUMULATEPANELS_H
