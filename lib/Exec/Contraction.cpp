//===- Contraction.cpp - acc + f(a) * g(b) as a matrix product ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// See Contraction.h.
///
//===----------------------------------------------------------------------===//

#include "Contraction.h"
#include "ridge/Exec/Scalar.h"
#include <cstring>
#include <type_traits>

using namespace ridge;

//===----------------------------------------------------------------------===//
// The inner loop
//===----------------------------------------------------------------------===//

/// Depth of a panel and columns of a block, so that they stay in first and
/// second level caches.
static constexpr int64_t blockDepth = 256;
static constexpr int64_t blockColumns = 512;

template <typename T, bool rounds>
static void multiplyPanels(const T *rows, const T *columns, int64_t depth,
                           T *sums) {
#include "MultiplyPanels.inc"
}

#if defined(__x86_64__)
template <typename T, bool rounds>
__attribute__((target("avx2"))) static void
multiplyPanelsWide(const T *rows, const T *columns, int64_t depth, T *sums) {
#include "MultiplyPanels.inc"
}
#endif

/// The widest version that this processor runs; all give the same values.
template <typename T, bool rounds> static auto pickMultiply() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2"))
    return &multiplyPanelsWide<T, rounds>;
#endif
  return &multiplyPanels<T, rounds>;
}

//===----------------------------------------------------------------------===//
// Recognition
//===----------------------------------------------------------------------===//

/// Fills the inputs and nodes that `side.value` is made of; false if the output
/// is among them.
bool Contraction::collect(const Kernel &kernel, Side &side) {
  int32_t inputs = kernel.inputs.size();
  std::vector<bool> needed(inputs + 1 + kernel.nodes.size(), false);
  needed[side.value] = true;
  for (int32_t v = int32_t(needed.size()) - 1; v > inputs; --v)
    if (needed[v])
      for (int32_t operand : kernel.nodes[v - inputs - 1].operands)
        needed[operand] = true;
  if (needed[inputs])
    return false;
  for (int32_t v = 0; v < int32_t(needed.size()); ++v) {
    if (!needed[v])
      continue;
    if (v < inputs)
      side.inputs.push_back(v);
    else if (kernel.nodes[v - inputs - 1].op != ScalarOp::Constant)
      side.nodes.push_back(v);
  }
  return true;
}

std::optional<Contraction> Contraction::recognize(const Kernel &kernel) {
  int32_t inputs = kernel.inputs.size();
  if (kernel.outputs.size() != 1 || !kernel.outputs[0].updated ||
      kernel.usesIndex() || kernel.yields[0] <= inputs)
    return std::nullopt;
  auto nodeOf = [&](int32_t v) { return &kernel.nodes[v - inputs - 1]; };
  const Node *add = nodeOf(kernel.yields[0]);
  bool isFloat = add->op == ScalarOp::AddF;
  if (!isFloat && add->op != ScalarOp::AddI)
    return std::nullopt;
  switch (add->format) {
  case Format::F32:
  case Format::F64:
  case Format::BF16:
  case Format::I32:
  case Format::I64:
    break;
  default:
    // A model computes in its own way; sums are held as f32 or f64.
    if (!kernel.accumulate)
      return std::nullopt;
  }
  bool accumulatorFirst = add->operands[0] == inputs;
  if (!accumulatorFirst && add->operands[1] != inputs)
    return std::nullopt;
  int32_t product = add->operands[accumulatorFirst ? 1 : 0];
  if (product <= inputs)
    return std::nullopt;
  const Node *multiply = nodeOf(product);
  if (multiply->op != (isFloat ? ScalarOp::MulF : ScalarOp::MulI))
    return std::nullopt;
  Contraction contraction;
  contraction.format = add->format;
  std::optional<MultiplyAccumulate> parts = multiplyAccumulate(kernel);
  bool modelled = parts && kernel.accumulate && !kernel.accumulate->isPlain();
  for (int s = 0; s < 2; ++s) {
    Side &side = contraction.sides[s];
    side.value = multiply->operands[s];
    side.format = parts ? parts->formats[s] : add->format;
    if (modelled && parts->scales[s]) {
      side.value = parts->elements[s];
      Side &scale = contraction.scales[s].emplace();
      scale.value = *parts->scales[s];
      scale.format = kernel.valueFormat(scale.value);
      if (!collect(kernel, scale))
        return std::nullopt;
    }
    if (!collect(kernel, side))
      return std::nullopt;
  }
  return contraction;
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

static int64_t sizeOf(llvm::ArrayRef<const Loop *> loops) {
  int64_t size = 1;
  for (const Loop *loop : loops)
    size *= loop->size;
  return size;
}

Contraction::Groups
Contraction::classify(llvm::ArrayRef<Loop> loops,
                      llvm::ArrayRef<OperandView> operands) const {
  Groups groups;
  for (const Loop &loop : loops) {
    auto moves = [&](int s) {
      auto moved = [&](int32_t input) { return loop.strides[input] != 0; };
      return llvm::any_of(sides[s].inputs, moved) ||
             (scales[s] && llvm::any_of(scales[s]->inputs, moved));
    };
    bool rows = moves(0), columns = moves(1);
    if (loop.reduction)
      groups.k.push_back(&loop);
    else if (rows && columns)
      groups.batch.push_back(&loop);
    else
      (columns ? groups.n : groups.m).push_back(&loop);
  }
  return groups;
}

/// Offset of `operand` at every point of `loops`, in row-major order, the last
/// repeated up to a multiple of `multiple`: what panels hold beyond the end is
/// computed and thrown away.
static std::vector<int64_t> listOffsets(llvm::ArrayRef<const Loop *> loops,
                                        unsigned operand, int64_t multiple) {
  std::vector<int64_t> offsets = {0};
  for (const Loop *loop : loops) {
    std::vector<int64_t> inner;
    inner.reserve(offsets.size() * loop->size + multiple);
    for (int64_t offset : offsets)
      for (int64_t i = 0; i < loop->size; ++i)
        inner.push_back(offset + i * loop->strides[operand]);
    offsets = std::move(inner);
  }
  while (offsets.size() % multiple != 0)
    offsets.push_back(offsets.back());
  return offsets;
}

//===----------------------------------------------------------------------===//
// Panels
//===----------------------------------------------------------------------===//

/// Columns for everything a side computes; constants are filled here, once.
void Contraction::prepareColumns(const Kernel &kernel,
                                 llvm::ArrayRef<OperandView> operands) {
  int32_t inputs = kernel.inputs.size();
  bool isNew = columns.empty();
  if (isNew)
    columns.resize(inputs + 1 + kernel.nodes.size());
  for (int32_t v = 0; v < int32_t(columns.size()); ++v) {
    if (isNew)
      columns[v].resize(columnLength * 8);
    if (isNew && v > inputs &&
        kernel.nodes[v - inputs - 1].op == ScalarOp::Constant)
      evaluateColumn(kernel.nodes[v - inputs - 1], {}, {}, columnLength,
                     columns[v].data());
    if (v < inputs && !operands[v].base)
      fillColumn(kernel.inputs[v].format, operands[v].floatValue,
                 operands[v].intValue, columnLength, columns[v].data());
  }
}

/// panel[k - begin][i] = the side's value at (across + i, k), i < width.
void Contraction::packPanel(const Kernel &kernel, const Side &side,
                            llvm::ArrayRef<Offsets> offsets,
                            llvm::ArrayRef<uint8_t *> addresses, int64_t across,
                            int64_t width, int64_t begin, int64_t end,
                            uint8_t *panel) {
  int32_t inputs = kernel.inputs.size();
  unsigned bytes = storageBytes(storageOf(format));
  int64_t chunk = columnLength / width;
  for (int64_t k = begin; k < end; k += chunk) {
    int64_t depth = std::min(chunk, end - k);
    for (int32_t input : side.inputs)
      if (addresses[input])
        loadTile(kernel.inputs[input].format, addresses[input],
                 llvm::ArrayRef(offsets[input].along).slice(k, depth),
                 llvm::ArrayRef(offsets[input].across).slice(across, width),
                 input == side.value ? panel : columns[input].data());
    for (int32_t v : side.nodes) {
      const Node &node = kernel.nodes[v - inputs - 1];
      llvm::SmallVector<ColumnValue, 3> values;
      for (int32_t operand : node.operands)
        values.push_back(
            {kernel.valueFormat(operand), columns[operand].data()});
      evaluateColumn(node, values, {}, depth * width,
                     v == side.value ? panel : columns[v].data());
    }
    // A side that is an immediate or a constant has its column from before.
    bool isFixed =
        side.nodes.empty() && (side.inputs.empty() || !addresses[side.value]);
    if (isFixed)
      std::memcpy(panel, columns[side.value].data(), depth * width * bytes);
    panel += depth * width * bytes;
  }
}

//===----------------------------------------------------------------------===//
// The product
//===----------------------------------------------------------------------===//

template <typename T, bool rounds>
void Contraction::runTyped(const Kernel &kernel, const Groups &groups,
                           llvm::ArrayRef<OperandView> operands) {
  constexpr int64_t width = panelColumns<T>;
  static const auto multiply = pickMultiply<T, rounds>();
  unsigned output = kernel.inputs.size();
  int64_t rows = sizeOf(groups.m), columnCount = sizeOf(groups.n),
          depth = sizeOf(groups.k);

  std::vector<Offsets> offsets[2];
  for (int s = 0; s < 2; ++s) {
    offsets[s].resize(kernel.inputs.size());
    for (const Side *side : {&sides[s], scales[s] ? &*scales[s] : nullptr})
      for (int32_t input :
           side ? llvm::ArrayRef(side->inputs) : llvm::ArrayRef<int32_t>()) {
        offsets[s][input].across = listOffsets(
            s == 0 ? groups.m : groups.n, input, s == 0 ? panelRows : width);
        offsets[s][input].along = listOffsets(groups.k, input, 1);
      }
  }
  std::vector<int64_t> outputRows = listOffsets(groups.m, output, panelRows);
  std::vector<int64_t> outputColumns = listOffsets(groups.n, output, width);

  int64_t stretch = model ? model->blockDepth(depth, blockDepth) : blockDepth;
  rowPanel.resize(std::min(depth, stretch) * panelRows * sizeof(T));
  columnPanels.resize(std::min(depth, stretch) *
                      std::min<int64_t>(outputColumns.size(), blockColumns) *
                      sizeof(T));
  rowScales.resize(scales[0] ? rowPanel.size() : 0);
  columnScales.resize(scales[1] ? columnPanels.size() : 0);
  alignas(64) T sums[panelRows * width];

  auto accumulate = [&](int64_t index, const uint8_t *panel, int64_t depth,
                        T *sums) {
    if constexpr (std::is_floating_point_v<T>)
      if (model)
        return model->run(index, depth, sums);
    multiply(reinterpret_cast<const T *>(rowPanel.data()),
             reinterpret_cast<const T *>(panel), depth, sums);
  };
  auto runBatch = [&](llvm::ArrayRef<uint8_t *> addresses) {
    for (int64_t n0 = 0; n0 < columnCount; n0 += blockColumns) {
      int64_t n1 = std::min(n0 + blockColumns, columnCount);
      for (int64_t k0 = 0; k0 < depth; k0 += stretch) {
        int64_t k1 = std::min(k0 + stretch, depth);
        int64_t panelBytes = (k1 - k0) * width * int64_t(sizeof(T));
        auto columnPanel = [&](int64_t n) {
          return columnPanels.data() + (n - n0) / width * panelBytes;
        };
        for (int64_t n = n0; n < n1; n += width) {
          packPanel(kernel, sides[1], offsets[1], addresses, n, width, k0, k1,
                    columnPanel(n));
          T *panelScales = nullptr;
          if (scales[1]) {
            uint8_t *panel =
                columnScales.data() + (n - n0) / width * panelBytes;
            packPanel(kernel, *scales[1], offsets[1], addresses, n, width, k0,
                      k1, panel);
            panelScales = reinterpret_cast<T *>(panel);
          }
          if constexpr (std::is_floating_point_v<T>)
            if (model)
              model->prepareColumns((n - n0) / width,
                                    reinterpret_cast<T *>(columnPanel(n)),
                                    panelScales, k1 - k0);
        }
        for (int64_t m = 0; m < rows; m += panelRows) {
          packPanel(kernel, sides[0], offsets[0], addresses, m, panelRows, k0,
                    k1, rowPanel.data());
          if (scales[0])
            packPanel(kernel, *scales[0], offsets[0], addresses, m, panelRows,
                      k0, k1, rowScales.data());
          if constexpr (std::is_floating_point_v<T>)
            if (model)
              model->prepareRows(
                  reinterpret_cast<T *>(rowPanel.data()),
                  scales[0] ? reinterpret_cast<T *>(rowScales.data()) : nullptr,
                  k1 - k0);
          auto tileRows = llvm::ArrayRef(outputRows)
                              .slice(m, std::min<int64_t>(panelRows, rows - m));
          for (int64_t n = n0; n < n1; n += width) {
            auto tileColumns = llvm::ArrayRef(outputColumns).slice(n, width);
            loadTile(format, addresses[output],
                     llvm::ArrayRef(outputRows).slice(m, panelRows),
                     tileColumns, sums);
            accumulate((n - n0) / width, columnPanel(n), k1 - k0, sums);
            storeTile(format, addresses[output], tileRows,
                      tileColumns.take_front(n1 - n), width, sums);
          }
        }
      }
    }
  };

  llvm::SmallVector<unsigned, 4> bytes;
  for (const KernelOperand &input : kernel.inputs)
    bytes.push_back(bytesOf(input.format));
  bytes.push_back(bytesOf(format));
  Odometer odometer(groups.batch, operands, bytes);
  do {
    runBatch(odometer.current());
  } while (odometer.advance());
}

/// A model that is what plain sums are needs nothing of its own.
void Contraction::prepareModel(const Kernel &kernel, bool vector) {
  model.reset();
  auto factorOf = [&](int s) {
    PanelFactor factor = {sides[s].format, std::nullopt};
    if (scales[s])
      factor.scale = scales[s]->format;
    return factor;
  };
  if (kernel.accumulate && !kernel.accumulate->isPlain())
    model.emplace(*kernel.accumulate, factorOf(0), factorOf(1),
                  format == Format::F64 ? Format::F64 : Format::F32, vector);
}

bool Contraction::run(const Kernel &kernel, llvm::ArrayRef<Loop> loops,
                      llvm::ArrayRef<OperandView> operands, bool force,
                      bool vector) {
  Groups groups = classify(loops, operands);
  // Panels are wider in columns: the larger group goes there.
  if (sizeOf(groups.n) < sizeOf(groups.m) && sizeOf(groups.n) < 16) {
    std::swap(sides[0], sides[1]);
    std::swap(scales[0], scales[1]);
    groups = classify(loops, operands);
  }
  // Below this most of a panel is padding.
  int64_t rows = sizeOf(groups.m), columnCount = sizeOf(groups.n);
  if (!force && (std::max(rows, columnCount) < 8 || rows * columnCount < 32))
    return false;
  prepareColumns(kernel, operands);
  prepareModel(kernel, vector);
  switch (format) {
  case Format::F32:
  case Format::F16:
    runTyped<float, false>(kernel, groups, operands);
    break;
  case Format::BF16:
    runTyped<float, true>(kernel, groups, operands);
    break;
  case Format::F64:
    runTyped<double, false>(kernel, groups, operands);
    break;
  case Format::I32:
    runTyped<uint32_t, false>(kernel, groups, operands);
    break;
  default:
    runTyped<uint64_t, false>(kernel, groups, operands);
    break;
  }
  return true;
}
