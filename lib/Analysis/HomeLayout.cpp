//===- HomeLayout.cpp - where tensors lie in the home memory --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/HomeLayout.h"
#include "mlir/Dialect/Utils/IndexingUtils.h"

using namespace mlir;
using namespace ridge;

static ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

static SmallVector<int64_t, 4> contiguous(ArrayRef<int64_t> shape) {
  SmallVector<int64_t, 4> strides(shape.size(), 1);
  for (size_t d = shape.size(); d-- > 1;)
    strides[d - 1] = strides[d] * shape[d];
  return strides;
}

std::optional<SmallVector<int64_t, 4>>
ridge::reshapeStrides(ArrayRef<int64_t> fromShape,
                      ArrayRef<int64_t> fromStrides,
                      ArrayRef<int64_t> toShape) {
  // Merge the source into maximal runs in which one stride reaches all
  // elements, then cut each run into dims of the target, innermost first.
  struct Run {
    int64_t size, stride;
  };
  SmallVector<Run, 4> runs;
  for (size_t d = 0; d < fromShape.size(); ++d) {
    if (fromShape[d] == 1)
      continue;
    if (!runs.empty() && runs.back().stride == fromStrides[d] * fromShape[d]) {
      runs.back().size *= fromShape[d];
      runs.back().stride = fromStrides[d];
    } else {
      runs.push_back({fromShape[d], fromStrides[d]});
    }
  }
  SmallVector<int64_t, 4> strides(toShape.size(), 0);
  size_t next = runs.size();
  int64_t left = 1, stride = 1;
  for (size_t d = toShape.size(); d-- > 0;) {
    if (toShape[d] == 1) {
      strides[d] = stride;
      continue;
    }
    if (left == 1) {
      if (next == 0)
        return std::nullopt;
      --next;
      left = runs[next].size;
      stride = runs[next].stride;
    }
    if (left % toShape[d] != 0)
      return std::nullopt;
    strides[d] = stride;
    stride *= toShape[d];
    left /= toShape[d];
  }
  if (left != 1 || next != 0)
    return std::nullopt;
  return strides;
}

//===----------------------------------------------------------------------===//
// Windows of views
//===----------------------------------------------------------------------===//

/// The window of a source of a concat or insert that lies at `layout`.
static HomeLayout windowOf(ConcatOp concat, unsigned operand,
                           const HomeLayout &layout) {
  HomeLayout window = layout;
  int64_t before = 0;
  for (unsigned i = 0; i < operand; ++i)
    before += shapeOf(concat.getSources()[i])[concat.getDim()];
  window.offset += before * layout.strides[concat.getDim()];
  return window;
}

static HomeLayout windowOf(InsertOp insert, const HomeLayout &layout) {
  HomeLayout window = layout;
  for (size_t d = 0; d < layout.strides.size(); ++d) {
    window.offset += insert.getOffsets()[d] * layout.strides[d];
    window.strides[d] *= insert.getStrides()[d];
  }
  return window;
}

/// The window that the source of a view must have for the view to lie at
/// `layout`; nullopt if a producer of the source cannot write it so.
static std::optional<HomeLayout> sourceWindow(Operation *view,
                                              const HomeLayout &layout) {
  HomeLayout window = layout;
  if (auto reshape = dyn_cast<ReshapeOp>(view)) {
    auto strides = reshapeStrides(shapeOf(reshape.getResult()), layout.strides,
                                  shapeOf(reshape.getSource()));
    if (!strides)
      return std::nullopt;
    window.strides = *strides;
    return window;
  }
  if (auto transpose = dyn_cast<TransposeOp>(view)) {
    for (auto [d, from] : llvm::enumerate(transpose.getPermutation()))
      window.strides[from] = layout.strides[d];
    return window;
  }
  return std::nullopt;
}

static bool isComputed(Operation *op) {
  return isa_and_nonnull<StructuredOpInterface, GatherOp, GroupOp>(op);
}

//===----------------------------------------------------------------------===//
// HomeLayouts
//===----------------------------------------------------------------------===//

int32_t HomeLayouts::addRoot(HomeRoot::Kind kind, Value value, int64_t index) {
  rootList.push_back(
      {kind, value, index, cast<RankedTensorType>(value.getType())});
  return rootList.size() - 1;
}

/// Lets the producer of `value` write to `layout`, through views. False if it
/// cannot: the value is an argument, is already written elsewhere, or a view on
/// the way cannot be undone.
bool HomeLayouts::assign(Value value, const HomeLayout &layout) {
  Operation *producer = value.getDefiningOp();
  if (!producer || layouts.count(value))
    return false;
  if (isComputed(producer) || isa<ConcatOp, InsertOp>(producer)) {
    layouts[value] = layout;
    return true;
  }
  if (std::optional<HomeLayout> window = sourceWindow(producer, layout))
    return assign(producer->getOperand(0), *window);
  return false;
}

LogicalResult HomeLayouts::place(OpOperand &use, const HomeLayout &layout,
                                 CopyFn makeCopy) {
  if (assign(use.get(), layout))
    return success();
  return placeCopy(use, layout, makeCopy);
}

/// A fresh copy of what `use` reads, written to `layout`.
LogicalResult HomeLayouts::placeCopy(OpOperand &use, const HomeLayout &layout,
                                     CopyFn makeCopy) {
  Value copy = makeCopy(use);
  if (!copy)
    return failure();
  use.set(copy);
  layouts[copy] = layout;
  return success();
}

/// True if nobody else reads what `value` would be written to: neither the
/// value, nor what it shows or is made of. (What no producer can write there is
/// copied in any case.)
static bool isReadOnce(Value value) {
  Operation *producer = value.getDefiningOp();
  if (isa_and_nonnull<ReshapeOp, TransposeOp>(producer))
    return value.hasOneUse() && isReadOnce(producer->getOperand(0));
  if (isa_and_nonnull<ConcatOp>(producer))
    return value.hasOneUse() &&
           llvm::all_of(producer->getOperands(), isReadOnce);
  return value.hasOneUse() ||
         !(isComputed(producer) || isa_and_nonnull<InsertOp>(producer));
}

/// An insert writes its target first and its source over it. A target that
/// somebody else reads is copied; the source is a copy made here, after the
/// target, so that nothing can write the two in the other order.
LogicalResult HomeLayouts::placeInsert(InsertOp insert, CopyFn makeCopy) {
  HomeLayout layout = layouts.find(insert.getResult())->second;
  OpOperand &target = insert.getTargetMutable();
  if (failed(isReadOnce(target.get()) ? place(target, layout, makeCopy)
                                      : placeCopy(target, layout, makeCopy)))
    return failure();
  OpOperand &source = insert.getSourceMutable();
  HomeLayout window = windowOf(insert, layout);
  Operation *producer = source.get().getDefiningOp();
  auto map = dyn_cast_or_null<MapOp>(producer);
  auto group = dyn_cast_or_null<GroupOp>(producer);
  if ((map && map.getAlone()) || (group && group.getAlone()))
    return place(source, window, makeCopy);
  return placeCopy(source, window, makeCopy);
}

/// Who computes the source writes it encoded, unless somebody reads it as it
/// was. What is written piece by piece, or in another order, is copied in one
/// piece.
LogicalResult HomeLayouts::placeEncode(EncodeOp encode, CopyFn makeCopy) {
  HomeLayout layout = layouts.find(encode.getResult())->second;
  OpOperand &source = encode.getSourceMutable();
  Operation *producer = source.get().getDefiningOp();
  if (isa_and_nonnull<StructuredOpInterface, GroupOp>(producer) &&
      source.get().hasOneUse())
    return place(source, layout, makeCopy);
  return placeCopy(source, layout, makeCopy);
}

LogicalResult HomeLayouts::placeSources(ConcatOp concat, CopyFn makeCopy) {
  HomeLayout layout = layouts.find(concat.getResult())->second;
  for (OpOperand &operand : concat->getOpOperands())
    if (failed(place(operand,
                     windowOf(concat, operand.getOperandNumber(), layout),
                     makeCopy)))
      return failure();
  return success();
}

/// Layout of a view, from its source; a copy of the source where there is none.
LogicalResult HomeLayouts::derive(Operation &op, CopyFn makeCopy) {
  Value result = op.getResult(0);
  if (layouts.count(result) || isa<FillOp>(op))
    return success();
  if (isa<ConstantOp>(op)) {
    int32_t root = addRoot(HomeRoot::Kind::Constant, result, -1);
    layouts[result] = {root, 0, contiguous(shapeOf(result))};
    return success();
  }
  if (op.getOperand(0).getDefiningOp<FillOp>()) {
    Value copy = makeCopy(op.getOpOperand(0));
    if (!copy)
      return failure();
    op.setOperand(0, copy);
    int32_t root = addRoot(HomeRoot::Kind::Temporary, copy, -1);
    layouts[copy] = {root, 0, contiguous(shapeOf(copy))};
  }
  HomeLayout layout = layouts.find(op.getOperand(0))->second;
  SmallVector<int64_t, 4> from = layout.strides;
  if (auto transpose = dyn_cast<TransposeOp>(op)) {
    layout.strides.clear();
    for (int64_t dim : transpose.getPermutation())
      layout.strides.push_back(from[dim]);
  } else if (auto broadcast = dyn_cast<BroadcastOp>(op)) {
    layout.strides.clear();
    size_t next = 0;
    for (int64_t d = 0, e = shapeOf(result).size(); d < e; ++d)
      layout.strides.push_back(
          llvm::is_contained(broadcast.getDimensions(), d) ? 0 : from[next++]);
  } else if (auto slice = dyn_cast<SliceOp>(op)) {
    for (size_t d = 0; d < from.size(); ++d) {
      layout.offset += slice.getOffsets()[d] * from[d];
      layout.strides[d] *= slice.getStrides()[d];
    }
  } else {
    auto reshape = cast<ReshapeOp>(op);
    auto strides =
        reshapeStrides(shapeOf(reshape.getSource()), from, shapeOf(result));
    if (!strides) {
      Value copy = makeCopy(op.getOpOperand(0));
      if (!copy)
        return failure();
      op.setOperand(0, copy);
      int32_t root = addRoot(HomeRoot::Kind::Temporary, copy, -1);
      layout = {root, 0, contiguous(shapeOf(copy))};
      layouts[copy] = layout;
      strides = contiguous(shapeOf(result));
    }
    layout.strides = *strides;
  }
  layouts[result] = layout;
  return success();
}

FailureOr<HomeLayouts> HomeLayouts::compute(func::FuncOp func,
                                            CopyFn makeCopy) {
  HomeLayouts result;
  Block &body = func.getBody().front();
  for (BlockArgument argument : body.getArguments()) {
    int32_t root = result.addRoot(HomeRoot::Kind::Argument, argument,
                                  argument.getArgNumber());
    result.layouts[argument] = {root, 0, contiguous(shapeOf(argument))};
  }
  for (OpOperand &use : body.getTerminator()->getOpOperands()) {
    int32_t root = result.addRoot(HomeRoot::Kind::Result, use.get(),
                                  use.getOperandNumber());
    HomeLayout layout{root, 0, contiguous(shapeOf(use.get()))};
    if (failed(result.place(use, layout, makeCopy)))
      return failure();
  }
  // Later concats first: a concat inside a concat is placed by the outer one.
  SmallVector<Operation *> joins;
  for (Operation &op : llvm::reverse(body))
    if (isa<ConcatOp, InsertOp, EncodeOp>(op))
      joins.push_back(&op);
  for (Operation *op : joins) {
    Value joined = op->getResult(0);
    if (!result.layouts.count(joined)) {
      int32_t root = result.addRoot(HomeRoot::Kind::Temporary, joined, -1);
      result.layouts[joined] = {root, 0, contiguous(shapeOf(joined))};
    }
    LogicalResult placed = success();
    if (auto concat = dyn_cast<ConcatOp>(op))
      placed = result.placeSources(concat, makeCopy);
    else if (auto encode = dyn_cast<EncodeOp>(op))
      placed = result.placeEncode(encode, makeCopy);
    else
      placed = result.placeInsert(cast<InsertOp>(op), makeCopy);
    if (failed(placed))
      return failure();
  }
  // A reshape of a transposed value has no strides if the value lies in its own
  // order, but its producer can write it in the order that the reshape wants.
  for (Operation &op : body.without_terminator()) {
    if (!isa<ReshapeOp>(op) || !op.getOperand(0).getDefiningOp<TransposeOp>())
      continue;
    Value shown = op.getResult(0);
    HomeLayout layout{static_cast<int32_t>(result.rootList.size()), 0,
                      contiguous(shapeOf(shown))};
    if (result.assign(shown, layout))
      result.addRoot(HomeRoot::Kind::Temporary, shown, -1);
  }
  for (Operation &op : llvm::make_early_inc_range(body.without_terminator())) {
    if (isComputed(&op)) {
      for (Value value : op.getResults())
        if (!result.layouts.count(value)) {
          int32_t root = result.addRoot(HomeRoot::Kind::Temporary, value, -1);
          result.layouts[value] = {root, 0, contiguous(shapeOf(value))};
        }
      if (auto group = dyn_cast<GroupOp>(op)) {
        Operation *yield = group.getBody().front().getTerminator();
        for (auto [inner, outer] :
             llvm::zip(yield->getOperands(), group.getResults())) {
          HomeLayout layout = result.layouts.find(outer)->second;
          result.layouts[inner] = layout;
        }
      }
      continue;
    }
    if (failed(result.derive(op, makeCopy)))
      return failure();
  }
  return result;
}
