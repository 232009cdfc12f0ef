//===- Contraction.h - acc + f(a) * g(b) as a matrix product ----*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Most of a model's time is in bodies of the form acc + f(a) * g(b), where f
/// and g are casts, scales or zero points on inputs of their own. Strides make
/// four groups of loops: m moves f's inputs alone, n moves g's alone, k
/// reduces, the rest are batches. f and g are evaluated once per element into
/// panels, 4 rows of m by k and k by 16 columns of n, and a register-blocked
/// loop runs down k in order, so each sum has the order that Kernel.h defines.
/// Where the kernel names a model of accumulation, AccumulatePanels runs down k
/// in that loop's place.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_EXEC_CONTRACTION_H
#define RIDGE_LIB_EXEC_CONTRACTION_H

#include "AccumulatePanels.h"
#include "LoopNest.h"
#include "ridge/Exec/Column.h"
#include <optional>

namespace ridge {

class Contraction {
public:
  /// Nothing if the kernel's body has another form.
  static std::optional<Contraction> recognize(const Kernel &kernel);

  /// Runs it; false, with nothing done, if `force` is not set and the shape
  /// would not gain. `vector` permits vector loops for models.
  bool run(const Kernel &kernel, llvm::ArrayRef<Loop> loops,
           llvm::ArrayRef<OperandView> operands, bool force, bool vector);

private:
  /// One factor of the product.
  struct Side {
    int32_t value; ///< Of the body.
    Format format; ///< Of its values before they were extended.
    llvm::SmallVector<int32_t, 2> inputs;
    llvm::SmallVector<int32_t, 4> nodes; ///< In order, without constants.
  };
  /// Element offsets of one operand along the three groups of loops.
  struct Offsets {
    std::vector<int64_t> across; ///< m or n, padded to whole panels.
    std::vector<int64_t> along;  ///< k.
  };
  struct Groups {
    llvm::SmallVector<const Loop *, 6> m, n, k, batch;
  };
  static bool collect(const Kernel &kernel, Side &side);
  Groups classify(llvm::ArrayRef<Loop> loops,
                  llvm::ArrayRef<OperandView> operands) const;
  void prepareColumns(const Kernel &kernel,
                      llvm::ArrayRef<OperandView> operands);
  void packPanel(const Kernel &kernel, const Side &side,
                 llvm::ArrayRef<Offsets> offsets,
                 llvm::ArrayRef<uint8_t *> addresses, int64_t across,
                 int64_t width, int64_t begin, int64_t end, uint8_t *panel);
  template <typename T, bool rounds> class Run;
  template <typename T, bool rounds>
  void runTyped(const Kernel &kernel, const Groups &groups,
                llvm::ArrayRef<OperandView> operands);

  void prepareModel(const Kernel &kernel, bool vector);

  Side sides[2]; ///< Rows' factor, columns' factor.
  /// Under a model, the scales of a side whose elements have them apart.
  std::optional<Side> scales[2];
  Format format;                             ///< Of the product and the sum.
  std::vector<std::vector<uint8_t>> columns; ///< Per value that needs one.
  std::vector<uint8_t> rowPanel, columnPanels;
  std::vector<uint8_t> rowScales, columnScales; ///< Panels of the same shape.
  std::optional<AccumulatePanels> model;        ///< In place of plain sums.
};

} // namespace ridge

#endif // RIDGE_LIB_EXEC_CONTRACTION_H
