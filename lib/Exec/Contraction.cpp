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

namespace ridge {

/// One run of the product, in sums of type T.
template <typename T, bool rounds> class Contraction::Run {
public:
  Run(Contraction &product, const Kernel &kernel, const Groups &groups);

  /// All of one batch, whose operands begin at `addresses`.
  void runBatch(llvm::ArrayRef<uint8_t *> addresses);

private:
  /// Columns n0 .. n1 - 1, and k0 .. k1 - 1 of the depth.
  struct Block {
    int64_t n0, n1, k0, k1;
    int64_t depth() const { return k1 - k0; }
  };
  static constexpr int64_t width = panelColumns<T>;

  void listAll(const Groups &groups);
  void packColumns(llvm::ArrayRef<uint8_t *> addresses, const Block &block);
  void packRows(llvm::ArrayRef<uint8_t *> addresses, const Block &block,
                int64_t m);
  void multiplyRows(uint8_t *sumsAt, const Block &block, int64_t m);

  int64_t panelOf(const Block &block, int64_t n) const {
    return (n - block.n0) / width;
  }
  T *columnPanel(std::vector<uint8_t> &panels, const Block &block,
                 int64_t n) const {
    return reinterpret_cast<T *>(panels.data()) +
           panelOf(block, n) * block.depth() * width;
  }

  Contraction &product;
  const Kernel &kernel;
  unsigned output; ///< Position of the output among the operands.
  int64_t rows, columnCount, depth;
  int64_t stretch; ///< Depth of a block.
  std::vector<Offsets> offsets[2];
  std::vector<int64_t> outputRows, outputColumns;
};

} // namespace ridge

template <typename T, bool rounds>
Contraction::Run<T, rounds>::Run(Contraction &product, const Kernel &kernel,
                                 const Groups &groups)
    : product(product), kernel(kernel), output(kernel.inputs.size()),
      rows(sizeOf(groups.m)), columnCount(sizeOf(groups.n)),
      depth(sizeOf(groups.k)) {
  listAll(groups);
  stretch =
      product.model ? product.model->blockDepth(depth, blockDepth) : blockDepth;
  int64_t deepest = std::min(depth, stretch) * int64_t(sizeof(T));
  product.rowPanel.resize(deepest * panelRows);
  product.columnPanels.resize(
      deepest * std::min<int64_t>(outputColumns.size(), blockColumns));
  product.rowScales.resize(product.scales[0] ? product.rowPanel.size() : 0);
  product.columnScales.resize(product.scales[1] ? product.columnPanels.size()
                                                : 0);
}

template <typename T, bool rounds>
void Contraction::Run<T, rounds>::listAll(const Groups &groups) {
  for (int s = 0; s < 2; ++s) {
    offsets[s].resize(kernel.inputs.size());
    const auto &across = s == 0 ? groups.m : groups.n;
    auto list = [&](const Side &side) {
      for (int32_t input : side.inputs) {
        offsets[s][input].across =
            listOffsets(across, input, s == 0 ? panelRows : width);
        offsets[s][input].along = listOffsets(groups.k, input, 1);
      }
    };
    list(product.sides[s]);
    if (product.scales[s])
      list(*product.scales[s]);
  }
  outputRows = listOffsets(groups.m, output, panelRows);
  outputColumns = listOffsets(groups.n, output, width);
}

template <typename T, bool rounds>
void Contraction::Run<T, rounds>::packColumns(
    llvm::ArrayRef<uint8_t *> addresses, const Block &block) {
  auto pack = [&](const Side &side, int64_t n, T *panel) {
    product.packPanel(kernel, side, offsets[1], addresses, n, width, block.k0,
                      block.k1, reinterpret_cast<uint8_t *>(panel));
  };
  for (int64_t n = block.n0; n < block.n1; n += width) {
    T *panel = columnPanel(product.columnPanels, block, n);
    pack(product.sides[1], n, panel);
    T *scales = nullptr;
    if (product.scales[1]) {
      scales = columnPanel(product.columnScales, block, n);
      pack(*product.scales[1], n, scales);
    }
    if constexpr (std::is_floating_point_v<T>)
      if (product.model)
        product.model->prepareColumns(panelOf(block, n), panel, scales,
                                      block.depth());
  }
}

template <typename T, bool rounds>
void Contraction::Run<T, rounds>::packRows(llvm::ArrayRef<uint8_t *> addresses,
                                           const Block &block, int64_t m) {
  auto pack = [&](const Side &side, std::vector<uint8_t> &panel) {
    product.packPanel(kernel, side, offsets[0], addresses, m, panelRows,
                      block.k0, block.k1, panel.data());
    return reinterpret_cast<T *>(panel.data());
  };
  T *panel = pack(product.sides[0], product.rowPanel);
  T *scales =
      product.scales[0] ? pack(*product.scales[0], product.rowScales) : nullptr;
  if constexpr (std::is_floating_point_v<T>)
    if (product.model)
      product.model->prepareRows(panel, scales, block.depth());
}

/// The rows in the panel times all columns of the block, added to what is at
/// the output's address `sumsAt`.
template <typename T, bool rounds>
void Contraction::Run<T, rounds>::multiplyRows(uint8_t *sumsAt,
                                               const Block &block, int64_t m) {
  static const auto multiply = pickMultiply<T, rounds>();
  alignas(64) T sums[panelRows * width];
  llvm::ArrayRef<int64_t> tileRows =
      llvm::ArrayRef(outputRows).slice(m, panelRows);
  auto accumulate = [&](int64_t n) {
    if constexpr (std::is_floating_point_v<T>)
      if (product.model)
        return product.model->run(panelOf(block, n), block.depth(), sums);
    multiply(reinterpret_cast<const T *>(product.rowPanel.data()),
             columnPanel(product.columnPanels, block, n), block.depth(), sums);
  };
  for (int64_t n = block.n0; n < block.n1; n += width) {
    auto tileColumns = llvm::ArrayRef(outputColumns).slice(n, width);
    loadTile(product.format, sumsAt, tileRows, tileColumns, sums);
    accumulate(n);
    // What panels hold beyond the end is not stored.
    storeTile(product.format, sumsAt,
              tileRows.take_front(std::min<int64_t>(panelRows, rows - m)),
              tileColumns.take_front(std::min(width, block.n1 - n)), width,
              sums);
  }
}

template <typename T, bool rounds>
void Contraction::Run<T, rounds>::runBatch(
    llvm::ArrayRef<uint8_t *> addresses) {
  for (int64_t n = 0; n < columnCount; n += blockColumns) {
    for (int64_t k = 0; k < depth; k += stretch) {
      Block block = {n, std::min(n + blockColumns, columnCount), k,
                     std::min(k + stretch, depth)};
      packColumns(addresses, block);
      for (int64_t m = 0; m < rows; m += panelRows) {
        packRows(addresses, block, m);
        multiplyRows(addresses[output], block, m);
      }
    }
  }
}

template <typename T, bool rounds>
void Contraction::runTyped(const Kernel &kernel, const Groups &groups,
                           llvm::ArrayRef<OperandView> operands) {
  Run<T, rounds> run(*this, kernel, groups);
  llvm::SmallVector<unsigned, 4> bytes;
  for (const KernelOperand &input : kernel.inputs)
    bytes.push_back(bytesOf(input.format));
  bytes.push_back(bytesOf(format));
  Odometer odometer(groups.batch, operands, bytes);
  do {
    run.runBatch(odometer.current());
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
