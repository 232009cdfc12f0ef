//===- InsertTransfers.cpp - local tiles and their moves ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry form: tile. Exit: computations touch local buffers alone; every tile
/// of the home memory is moved in and out by ridge.move.
///
//===----------------------------------------------------------------------===//

#include "mlir/IR/Builders.h"
#include "ridge/Analysis/WindowBox.h"
#include "ridge/Transforms/Place/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_INSERTTRANSFERS
#include "lib/Transforms/Place/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

namespace {

struct BoxEntry {
  int64_t homeStride;
  SmallVector<std::pair<int64_t, int64_t>, 2>
      terms; ///< Group dim, coefficient.
};

/// One use of a home window by a computation.
struct Use {
  ComputeOp compute;
  unsigned access; ///< Position in `accesses`.
  unsigned buffer; ///< Position among the reads; unused for the output.
  bool isOutput;
};

/// A tile of a home buffer, and everybody in the layer who touches it.
struct Tile {
  Value home;
  AffineMap offset;
  Attribute boxes;
  SmallVector<Use> uses;
};

class LayerPlacer {
public:
  explicit LayerPlacer(LayerOp layer) : layer(layer), builder(layer) {}
  void run();

private:
  void collect(ComputeOp compute);
  void note(ComputeOp compute, unsigned access, unsigned buffer, bool isOutput);
  void place(Tile &tile, unsigned number);

  LayerOp layer;
  OpBuilder builder;
  std::vector<Tile> tiles;
};

} // namespace

static bool isHome(Value buffer) {
  return buffer.getDefiningOp<BufferOp>().getMemory().has_value();
}

void LayerPlacer::note(ComputeOp compute, unsigned access, unsigned buffer,
                       bool isOutput) {
  Value home = isOutput ? compute.getWrite() : compute.getReads()[buffer];
  if (!isHome(home))
    return;
  auto window = cast<arch::AccessAttr>(compute.getAccesses()[access]);
  Attribute boxes = compute->getAttrOfType<ArrayAttr>(kBoxesAttr)[access];
  // Offsets of windows that show the same tile are the same map, but for
  // counters of deeper loops that only one of them lists.
  AffineMap offset = window.getOffset();
  for (Tile &tile : tiles) {
    unsigned dims = std::max(tile.offset.getNumDims(), offset.getNumDims());
    auto widen = [&](AffineMap map) {
      return AffineMap::get(dims, 0, map.getResults(), map.getContext());
    };
    if (tile.home == home && tile.boxes == boxes &&
        widen(tile.offset) == widen(offset)) {
      tile.uses.push_back({compute, access, buffer, isOutput});
      return;
    }
  }
  tiles.push_back({home, offset, boxes, {{compute, access, buffer, isOutput}}});
}

void LayerPlacer::collect(ComputeOp compute) {
  unsigned buffer = 0, access = 0;
  for (Attribute attribute : compute.getAccesses().getValue().drop_back()) {
    if (isa<arch::AccessAttr>(attribute))
      note(compute, access, buffer++, /*isOutput=*/false);
    ++access;
  }
  note(compute, access, 0, /*isOutput=*/true);
}

static SmallVector<BoxEntry> decode(Attribute attribute) {
  SmallVector<BoxEntry> boxes;
  for (Attribute element : cast<ArrayAttr>(attribute)) {
    ArrayRef<int64_t> values = cast<DenseI64ArrayAttr>(element).asArrayRef();
    BoxEntry entry{values[0], {}};
    for (size_t i = 1; i < values.size(); i += 2)
      entry.terms.push_back({values[i], values[i + 1]});
    boxes.push_back(std::move(entry));
  }
  return boxes;
}

/// Position of a group dim among the dims of a computation.
static std::optional<unsigned> dimOf(ComputeOp compute, int64_t groupDim) {
  auto dims = compute->getAttrOfType<DenseI64ArrayAttr>(kDimsAttr).asArrayRef();
  for (auto [position, dim] : llvm::enumerate(dims))
    if (dim == groupDim)
      return position;
  return std::nullopt;
}

/// Size of a box dim: sum of |coefficient| * (size - 1), plus 1. Sizes are
/// minima, so the sum is the minimum over all choices of one result per term.
static AffineMap boxSize(ComputeOp compute, const BoxEntry &entry) {
  MLIRContext *context = compute.getContext();
  SmallVector<AffineExpr, 4> sums{getAffineConstantExpr(1, context)};
  for (auto [groupDim, coefficient] : entry.terms) {
    AffineMap size = compute.getSizeMap(*dimOf(compute, groupDim));
    SmallVector<AffineExpr, 4> next;
    for (AffineExpr sum : sums)
      for (AffineExpr expr : size.getResults())
        next.push_back(simplifyAffineExpr(
            sum + (expr - 1) * std::abs(coefficient), size.getNumDims(), 0));
    sums = std::move(next);
  }
  return AffineMap::get(compute.getCounters().size(), 0, sums, context);
}

/// Counters that the maps use: everything else may be dropped.
static unsigned deepestCounter(ArrayRef<AffineMap> maps) {
  unsigned depth = 0;
  for (AffineMap map : maps)
    for (unsigned d = 0; d < map.getNumDims(); ++d)
      if (map.isFunctionOfDim(d))
        depth = std::max(depth, d + 1);
  return depth;
}

static AffineMap firstDims(AffineMap map, unsigned depth) {
  return AffineMap::get(depth, 0, map.getResults(), map.getContext());
}

/// Loops around `op` inside its layer, outermost first.
static SmallVector<affine::AffineForOp> loopsAround(Operation *op) {
  SmallVector<affine::AffineForOp> loops;
  for (Operation *parent = op->getParentOp(); !isa<LayerOp>(parent);
       parent = parent->getParentOp())
    loops.insert(loops.begin(), cast<affine::AffineForOp>(parent));
  return loops;
}

void LayerPlacer::place(Tile &tile, unsigned number) {
  ComputeOp first = tile.uses.front().compute;
  SmallVector<BoxEntry> boxes = decode(tile.boxes);
  // Local copies keep the order of the home memory: longest contiguous runs.
  llvm::stable_sort(boxes, [](const BoxEntry &a, const BoxEntry &b) {
    return a.homeStride > b.homeStride;
  });
  SmallVector<AffineMap> sizes;
  SmallVector<int64_t> homeStrides, localStrides(boxes.size(), 1);
  for (const BoxEntry &entry : boxes) {
    sizes.push_back(boxSize(first, entry));
    homeStrides.push_back(entry.homeStride);
  }
  auto full = [](AffineMap map) {
    int64_t most = 0;
    for (AffineExpr expr : map.getResults())
      if (auto constant = dyn_cast<AffineConstantExpr>(expr))
        most = std::max(most, constant.getValue());
    return most;
  };
  int64_t elements = 1;
  for (size_t d = boxes.size(); d-- > 0;) {
    localStrides[d] = elements;
    elements *= full(sizes[d]);
  }

  SmallVector<AffineMap> moving(sizes);
  moving.push_back(tile.offset);
  unsigned depth = deepestCounter(moving);
  SmallVector<affine::AffineForOp> loops = loopsAround(first);
  loops.resize(depth);
  SmallVector<Value> counters;
  AffineExpr running = builder.getAffineConstantExpr(0);
  for (auto [position, loop] : llvm::enumerate(loops)) {
    counters.push_back(loop.getInductionVar());
    running = running * loop.getConstantUpperBound() +
              builder.getAffineDimExpr(position);
  }
  AffineMap epoch = AffineMap::get(depth, 0, running, builder.getContext());

  // Along dims that walk backwards (they are never cut) the first point is not
  // the first element of the box.
  auto elementsBefore = [&](ArrayRef<int64_t> strides) {
    int64_t before = 0;
    for (auto [entry, stride] : llvm::zip(boxes, strides))
      for (auto [groupDim, coefficient] : entry.terms)
        if (coefficient < 0)
          before -= coefficient * stride *
                    (first.getFullSize(*dimOf(first, groupDim)) - 1);
    return before;
  };
  AffineExpr localStart =
      builder.getAffineConstantExpr(elementsBefore(localStrides));
  AffineMap homeStart =
      AffineMap::get(tile.offset.getNumDims(), 0,
                     tile.offset.getResult(0) - elementsBefore(homeStrides),
                     builder.getContext());

  // The local buffer.
  builder.setInsertionPointAfter(tile.home.getDefiningOp());
  auto home = tile.home.getDefiningOp<BufferOp>();
  auto type = cast<arch::BufferType>(tile.home.getType());
  auto local = BufferOp::create(
      builder, first.getLoc(),
      arch::BufferType::get(builder.getContext(), elements,
                            type.getElementType()),
      (layer.getLabel() + "." + home.getLabel() + "." + Twine(number)).str());

  // Uses become windows on it.
  bool isWritten = false;
  for (Use &use : tile.uses) {
    ComputeOp compute = use.compute;
    SmallVector<int64_t> strides(compute.getNumDims(), 0);
    for (auto [entry, stride] : llvm::zip(boxes, localStrides))
      for (auto [groupDim, coefficient] : entry.terms)
        strides[*dimOf(compute, groupDim)] += stride * coefficient;
    unsigned width = compute.getCounters().size();
    auto widened = [&](AffineExpr expr) {
      return AffineMap::get(width, 0, expr, builder.getContext());
    };
    SmallVector<Attribute> accesses(compute.getAccesses().getValue());
    accesses[use.access] = arch::AccessAttr::get(
        builder.getContext(), widened(localStart), strides, widened(running));
    compute.setAccessesAttr(builder.getArrayAttr(accesses));
    if (use.isOutput)
      compute.getWriteMutable().assign(local);
    else
      compute.getReadsMutable()[use.buffer].set(local);
    isWritten |= use.isOutput;
  }

  // The moves, in the block where the tile stands still.
  SmallVector<Attribute> sizeAttrs;
  for (AffineMap size : sizes)
    sizeAttrs.push_back(AffineMapAttr::get(firstDims(size, depth)));
  auto homeWindow = arch::AccessAttr::get(
      builder.getContext(), firstDims(homeStart, depth), homeStrides,
      AffineMap::get(depth, 0, builder.getAffineConstantExpr(0),
                     builder.getContext()));
  auto localWindow = arch::AccessAttr::get(
      builder.getContext(),
      AffineMap::get(depth, 0, builder.getAffineConstantExpr(0),
                     builder.getContext()),
      localStrides, epoch);
  Block *block = depth == 0 ? &layer.getBody().front() : loops.back().getBody();
  Use &begin = tile.uses.front();
  bool readsFirst = !begin.isOutput || begin.compute.readsOutput();
  auto move = [&](Value from, Value to, Attribute fromWindow,
                  Attribute toWindow) {
    MoveOp::create(builder, begin.compute->getLoc(), from, to, counters,
                   builder.getArrayAttr(sizeAttrs),
                   builder.getArrayAttr({fromWindow, toWindow}));
  };
  if (readsFirst) {
    builder.setInsertionPoint(block->findAncestorOpInBlock(*first));
    move(tile.home, local, homeWindow, localWindow);
  }
  if (isWritten) {
    Operation *last = block->findAncestorOpInBlock(*tile.uses.back().compute);
    builder.setInsertionPointAfter(last);
    move(local, tile.home, localWindow, homeWindow);
  }
}

void LayerPlacer::run() {
  layer.walk([&](ComputeOp compute) { collect(compute); });
  for (auto [number, tile] : llvm::enumerate(tiles))
    place(tile, number);
  layer.walk([&](ComputeOp compute) {
    compute->removeAttr(kBoxesAttr);
    compute->removeAttr(kDimsAttr);
  });
}

namespace {
struct InsertTransfersPass
    : ridge::impl::InsertTransfersBase<InsertTransfersPass> {
  void runOnOperation() override {
    SmallVector<LayerOp> layers(getOperation().getOps<LayerOp>());
    for (LayerOp layer : layers)
      LayerPlacer(layer).run();
  }
};
} // namespace
