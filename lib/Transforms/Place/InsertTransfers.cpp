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
#include "ridge/Analysis/Windows.h"
#include "ridge/Transforms/Place/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_INSERTTRANSFERS
#include "lib/Transforms/Place/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

namespace {

/// A dim of a tile's box: its step in the home memory, and the dims of the
/// layer's group that walk along it.
struct BoxEntry {
  int64_t homeStride;
  SmallVector<BoxAttr::Term, 2> terms;
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
  BoxAttr box;
  SmallVector<Use> uses;
};

/// A dense copy of a box: of a tile, or of one that is staged on its way.
struct BoxCopy {
  SmallVector<AffineMap> sizes; ///< Of each box dim, over the counters.
  SmallVector<int64_t> strides;
  int64_t elements = 1; ///< Of a full box.
  /// Loops in which the box moves, and the number of its instance in them.
  SmallVector<affine::AffineForOp> loops;
  SmallVector<Value> counters;
  AffineExpr instance;
  Value buffer;

  unsigned depth() const { return loops.size(); }
};

/// The copies of a tile, from the home memory on; the last one is its own.
struct LocalTile {
  SmallVector<BoxEntry> boxes;
  SmallVector<AffineExpr> starts; ///< Of each box dim; none if not staged.
  SmallVector<BoxCopy, 1> copies;
};

class LayerPlacer {
public:
  explicit LayerPlacer(LayerOp layer) : layer(layer), builder(layer) {}
  LogicalResult run();

private:
  void collect(ComputeOp compute);
  void note(ComputeOp compute, unsigned access, unsigned buffer, bool isOutput);
  void place(const Tile &tile, unsigned number);
  LocalTile shapeOf(const Tile &tile);
  BoxCopy copyOf(const Tile &tile, ArrayRef<AffineMap> sizes, unsigned depth);
  Value createBuffer(const Tile &tile, int64_t elements, PlaceAttr place,
                     const Twine &suffix);
  void redirect(const Use &use, const LocalTile &local, int64_t start);
  Attribute windowIn(const Tile &tile, const LocalTile &local, size_t copy,
                     unsigned depth);
  MoveOp createMove(const Tile &tile, const LocalTile &local, size_t copy,
                    bool isOut);
  void createMoves(const Tile &tile, const LocalTile &local);

  LayerOp layer;
  OpBuilder builder;
  std::vector<Tile> tiles;
};

} // namespace

//===----------------------------------------------------------------------===//
// Which tiles there are
//===----------------------------------------------------------------------===//

static bool isHome(Value buffer) {
  return buffer.getDefiningOp<BufferOp>().getMemory().has_value();
}

/// Loops around `op` inside its layer, outermost first.
static SmallVector<affine::AffineForOp> loopsAround(Operation *op) {
  SmallVector<affine::AffineForOp> loops;
  for (Operation *parent = op->getParentOp(); !isa<LayerOp>(parent);
       parent = parent->getParentOp())
    if (auto loop = dyn_cast<affine::AffineForOp>(parent))
      loops.insert(loops.begin(), loop);
  return loops;
}

/// What this pass reads of a computation must be there.
static LogicalResult checkForm(ComputeOp compute) {
  if (!compute.getBoxes())
    return compute.emitOpError("does not say which boxes lie beneath its "
                               "windows; run ridge-apply-tiling first");
  SmallVector<affine::AffineForOp> loops = loopsAround(compute);
  for (affine::AffineForOp loop : loops)
    if (!countedTrips(loop))
      return loop.emitOpError("must count from 0 to a constant in steps of 1 "
                              "and carry no values");
  for (auto [position, counter] : llvm::enumerate(compute.getCounters()))
    if (position >= loops.size() ||
        loops[position].getInductionVar() != counter)
      return compute.emitOpError()
             << "counter " << position
             << " is not that of the loop around it at this depth";
  return success();
}

void LayerPlacer::note(ComputeOp compute, unsigned access, unsigned buffer,
                       bool isOutput) {
  Value home = isOutput ? compute.getWrite() : compute.getReads()[buffer];
  if (!isHome(home))
    return;
  auto window = cast<arch::AccessAttr>(compute.getAccesses()[access]);
  auto box = cast<BoxAttr>((*compute.getBoxes())[access]);
  if (box.getPlace() &&
      box.getPlace().getMemory() == home.getDefiningOp<BufferOp>().getMemory())
    return; // The instruction takes it from the home memory.
  // Offsets of windows that show the same tile are the same map, but for
  // counters of deeper loops that only one of them lists.
  AffineMap offset = window.getOffset();
  for (Tile &tile : tiles) {
    unsigned dims = std::max(tile.offset.getNumDims(), offset.getNumDims());
    auto widen = [&](AffineMap map) {
      return AffineMap::get(dims, 0, map.getResults(), map.getContext());
    };
    if (tile.home == home && tile.box == box &&
        widen(tile.offset) == widen(offset)) {
      tile.uses.push_back({compute, access, buffer, isOutput});
      return;
    }
  }
  tiles.push_back({home, offset, box, {{compute, access, buffer, isOutput}}});
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

//===----------------------------------------------------------------------===//
// What the local copy of a tile is
//===----------------------------------------------------------------------===//

/// Position of a group dim among the dims of a computation.
static std::optional<unsigned> dimOf(ComputeOp compute, int64_t groupDim) {
  for (auto [position, dim] : llvm::enumerate(*compute.getGroupDims()))
    if (dim == groupDim)
      return position;
  return std::nullopt;
}

static AffineMap tileBoxSize(ComputeOp compute, const BoxEntry &entry) {
  SmallVector<BoxTerm> terms;
  for (auto [groupDim, coefficient] : entry.terms) {
    AffineMap size = compute.getSizeMap(*dimOf(compute, groupDim));
    terms.push_back(
        {SmallVector<AffineExpr, 2>(size.getResults()), coefficient});
  }
  return boxSize(terms, compute.getCounters().size(), compute.getContext());
}

/// Greatest constant of a size map: that of a full tile.
static int64_t fullSize(AffineMap map) {
  int64_t most = 0;
  for (AffineExpr expr : map.getResults())
    if (auto constant = dyn_cast<AffineConstantExpr>(expr))
      most = std::max(most, constant.getValue());
  return most;
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

/// A copy that moves in the outer `depth` loops.
BoxCopy LayerPlacer::copyOf(const Tile &tile, ArrayRef<AffineMap> sizes,
                            unsigned depth) {
  BoxCopy copy;
  copy.sizes.assign(sizes.begin(), sizes.end());
  copy.strides.assign(sizes.size(), 1);
  for (size_t d = sizes.size(); d-- > 0;) {
    copy.strides[d] = copy.elements;
    copy.elements *= fullSize(sizes[d]);
  }
  copy.loops = loopsAround(tile.uses.front().compute);
  copy.loops.resize(depth);
  copy.instance = builder.getAffineConstantExpr(0);
  for (auto [position, loop] : llvm::enumerate(copy.loops)) {
    copy.counters.push_back(loop.getInductionVar());
    copy.instance = copy.instance * loop.getConstantUpperBound() +
                    builder.getAffineDimExpr(position);
  }
  return copy;
}

/// A size of what stands still below the outer `depth` loops: all that any of
/// the iterations there takes, some of which may leave a part out.
static AffineMap sizeOutside(AffineMap size, unsigned depth) {
  SmallVector<AffineExpr> results;
  for (AffineExpr expr : size.getResults()) {
    bool isInside = false;
    for (unsigned d = depth; d < size.getNumDims(); ++d)
      isInside |= expr.isFunctionOfDim(d);
    if (!isInside)
      results.push_back(expr);
  }
  return AffineMap::get(size.getNumDims(), 0, results, size.getContext());
}

/// The tile stands still in the loops below those that its offset counts; what
/// is staged, in those that its boxes say.
LocalTile LayerPlacer::shapeOf(const Tile &tile) {
  // Local copies keep the order of the home memory: longest contiguous runs.
  ArrayRef<int64_t> homeStrides = tile.box.getStrides();
  auto order = llvm::to_vector(llvm::seq<unsigned>(0, homeStrides.size()));
  llvm::stable_sort(order, [&](unsigned a, unsigned b) {
    return homeStrides[a] > homeStrides[b];
  });
  LocalTile local;
  SmallVector<AffineMap> sizes;
  for (unsigned d : order) {
    local.boxes.push_back({homeStrides[d], tile.box.getTerms(d)});
    sizes.push_back(tileBoxSize(tile.uses.front().compute, local.boxes.back()));
    if (!tile.box.getStarts().empty())
      local.starts.push_back(tile.box.getStarts()[d].getResult(0));
  }
  for (StagedBoxAttr staged : tile.box.getStaged()) {
    SmallVector<AffineMap> around;
    for (unsigned d : order)
      around.push_back(staged.getSizes()[d]);
    local.copies.push_back(copyOf(tile, around, staged.getDepth()));
  }
  unsigned depth = deepestCounter(tile.offset);
  for (AffineMap &size : sizes)
    size = sizeOutside(size, depth);
  local.copies.push_back(copyOf(tile, sizes, depth));
  return local;
}

Value LayerPlacer::createBuffer(const Tile &tile, int64_t elements,
                                PlaceAttr place, const Twine &suffix) {
  auto home = tile.home.getDefiningOp<BufferOp>();
  builder.setInsertionPointAfter(home);
  Type element = cast<arch::BufferType>(home.getType()).getElementType();
  auto type = arch::BufferType::get(builder.getContext(), elements, element);
  std::string label =
      (layer.getLabel() + "." + home.getLabel() + "." + suffix).str();
  ComputeOp first = tile.uses.front().compute;
  auto buffer = BufferOp::create(builder, first.getLoc(), type, label);
  buffer.setPlaceAttr(place);
  return buffer.getBuffer();
}

//===----------------------------------------------------------------------===//
// Rewriting
//===----------------------------------------------------------------------===//

/// Along dims that walk backwards (they are never cut) the first point is not
/// the first element of the box: how many come before it.
static int64_t elementsBefore(ComputeOp compute, ArrayRef<BoxEntry> boxes,
                              ArrayRef<int64_t> strides) {
  int64_t before = 0;
  for (auto [entry, stride] : llvm::zip(boxes, strides))
    for (auto [groupDim, coefficient] : entry.terms)
      if (coefficient < 0)
        before -= coefficient * stride *
                  (compute.getFullSize(*dimOf(compute, groupDim)) - 1);
  return before;
}

/// The use becomes a window on the local buffer, `start` elements into it.
void LayerPlacer::redirect(const Use &use, const LocalTile &local,
                           int64_t start) {
  ComputeOp compute = use.compute;
  const BoxCopy &copy = local.copies.back();
  SmallVector<int64_t> strides(compute.getNumDims(), 0);
  for (auto [entry, stride] : llvm::zip(local.boxes, copy.strides))
    for (auto [groupDim, coefficient] : entry.terms)
      strides[*dimOf(compute, groupDim)] += stride * coefficient;
  auto widened = [&](AffineExpr expr) {
    return AffineMap::get(compute.getCounters().size(), 0, expr,
                          builder.getContext());
  };
  SmallVector<Attribute> accesses(compute.getAccesses().getValue());
  accesses[use.access] = arch::AccessAttr::get(
      builder.getContext(), widened(builder.getAffineConstantExpr(start)),
      strides, widened(copy.instance));
  compute.setAccessesAttr(builder.getArrayAttr(accesses));
  if (use.isOutput)
    compute.getWriteMutable().assign(copy.buffer);
  else
    compute.getReadsMutable()[use.buffer].set(copy.buffer);
}

/// `map` where the counters outside of [from, to) are 0.
static AffineExpr betweenCounters(AffineExpr expr, unsigned from, unsigned to,
                                  unsigned count) {
  SmallVector<AffineExpr> values;
  for (unsigned c = 0; c < count; ++c)
    values.push_back(from <= c && c < to
                         ? getAffineDimExpr(c, expr.getContext())
                         : getAffineConstantExpr(0, expr.getContext()));
  return simplifyAffineExpr(expr.replaceDims(values), count, 0);
}

/// Where the box that is copied in the outer `depth` loops lies in copy `copy`,
/// or in the home buffer if that is the number of all copies.
Attribute LayerPlacer::windowIn(const Tile &tile, const LocalTile &local,
                                size_t copy, unsigned depth) {
  auto mapOf = [&](AffineExpr expr) {
    return AffineMap::get(depth, 0, expr, builder.getContext());
  };
  unsigned all = tile.offset.getNumDims();
  if (copy == local.copies.size()) {
    SmallVector<int64_t> strides;
    for (const BoxEntry &entry : local.boxes)
      strides.push_back(entry.homeStride);
    int64_t before =
        elementsBefore(tile.uses.front().compute, local.boxes, strides);
    AffineExpr offset =
        betweenCounters(tile.offset.getResult(0), 0, depth, all);
    return arch::AccessAttr::get(builder.getContext(), mapOf(offset - before),
                                 strides,
                                 mapOf(builder.getAffineConstantExpr(0)));
  }
  const BoxCopy &box = local.copies[copy];
  AffineExpr offset = builder.getAffineConstantExpr(0);
  if (box.depth() < depth)
    for (auto [start, stride] : llvm::zip_equal(local.starts, box.strides))
      offset =
          offset + betweenCounters(start, box.depth(), depth, all) * stride;
  return arch::AccessAttr::get(builder.getContext(),
                               mapOf(simplifyAffineExpr(offset, depth, 0)),
                               box.strides, mapOf(box.instance));
}

/// Between copy `copy` and the one before it, or the home buffer.
MoveOp LayerPlacer::createMove(const Tile &tile, const LocalTile &local,
                               size_t copy, bool isOut) {
  const BoxCopy &far = local.copies[copy];
  SmallVector<AffineMap> sizes;
  for (AffineMap size : far.sizes)
    sizes.push_back(firstDims(size, far.depth()));
  size_t near = copy == 0 ? local.copies.size() : copy - 1;
  Value from = copy == 0 ? tile.home : local.copies[near].buffer;
  Value to = far.buffer;
  Attribute windows[] = {windowIn(tile, local, near, far.depth()),
                         windowIn(tile, local, copy, far.depth())};
  if (isOut) {
    std::swap(from, to);
    std::swap(windows[0], windows[1]);
  }
  ComputeOp first = tile.uses.front().compute;
  return MoveOp::create(builder, first.getLoc(), from, to, far.counters,
                        builder.getAffineMapArrayAttr(sizes),
                        builder.getArrayAttr(windows));
}

/// In before the first use, if that reads; out after the last, if any writes.
/// Each in the block where what it moves stands still.
void LayerPlacer::createMoves(const Tile &tile, const LocalTile &local) {
  auto blockOf = [&](const BoxCopy &copy) {
    return copy.loops.empty()
               ? &layer.getBody().front()
               : affine::AffineForOp(copy.loops.back()).getBody();
  };
  const Use &begin = tile.uses.front();
  ComputeOp first = begin.compute;
  if (!begin.isOutput || first.readsOutput())
    for (auto [number, copy] : llvm::enumerate(local.copies)) {
      builder.setInsertionPoint(blockOf(copy)->findAncestorOpInBlock(*first));
      createMove(tile, local, number, /*isOut=*/false);
    }
  if (llvm::none_of(tile.uses, [](const Use &use) { return use.isOutput; }))
    return;
  Operation *last = tile.uses.back().compute;
  for (size_t number = local.copies.size(); number-- > 0;) {
    builder.setInsertionPointAfter(
        blockOf(local.copies[number])->findAncestorOpInBlock(*last));
    last = createMove(tile, local, number, /*isOut=*/true);
  }
}

void LayerPlacer::place(const Tile &tile, unsigned number) {
  LocalTile local = shapeOf(tile);
  for (auto [position, staged] : llvm::enumerate(tile.box.getStaged()))
    local.copies[position].buffer =
        createBuffer(tile, local.copies[position].elements, staged.getPlace(),
                     Twine(number) + ".staged" + Twine(position));
  BoxCopy &own = local.copies.back();
  own.buffer =
      createBuffer(tile, own.elements, tile.box.getPlace(), Twine(number));
  int64_t start =
      elementsBefore(tile.uses.front().compute, local.boxes, own.strides);
  for (const Use &use : tile.uses)
    redirect(use, local, start);
  createMoves(tile, local);
}

LogicalResult LayerPlacer::run() {
  SmallVector<ComputeOp> computes;
  layer.walk([&](ComputeOp compute) { computes.push_back(compute); });
  for (ComputeOp compute : computes)
    if (failed(checkForm(compute)))
      return failure();
  for (ComputeOp compute : computes)
    collect(compute);
  for (auto [number, tile] : llvm::enumerate(tiles))
    place(tile, number);
  // Windows on local buffers are dense: nobody asks for boxes any more.
  for (ComputeOp compute : computes) {
    compute.removeBoxesAttr();
    compute.removeGroupDimsAttr();
  }
  return success();
}

namespace {
struct InsertTransfersPass
    : ridge::impl::InsertTransfersBase<InsertTransfersPass> {
  void runOnOperation() override {
    SmallVector<LayerOp> layers(getOperation().getOps<LayerOp>());
    for (LayerOp layer : layers)
      if (failed(LayerPlacer(layer).run()))
        return signalPassFailure();
  }
};
} // namespace
