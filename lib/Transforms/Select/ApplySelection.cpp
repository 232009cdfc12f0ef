//===- ApplySelection.cpp - computations become instructions --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// In: placed form with choices. Out: selected form. Four steps: split loops
/// whose last tile is cut differently, deal every ridge.compute to the engines
/// that do it alike, give each part the loops around its instruction, match the
/// result again and erase the ridge.compute.
///
//===----------------------------------------------------------------------===//

#include "Choice.h"
#include "PeelLoops.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Analysis/WindowKernel.h"
#include "ridge/Analysis/Windows.h"
#include "ridge/Timing/Timing.h"
#include "ridge/Transforms/Select/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_APPLYSELECTION
#include "lib/Transforms/Select/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// Matches
//===----------------------------------------------------------------------===//

/// The match of `kernel` with the same instruction and operands as `wanted`.
/// Dims may be bound otherwise: a dim that shrank to size 1 has no footprint.
static std::optional<Match> rematch(const Machine &machine,
                                    const Kernel &kernel, uint32_t immediates,
                                    const Match &wanted) {
  std::optional<Match> other;
  for (const Match &match :
       matchInstruction(machine, wanted.instruction, kernel, immediates)) {
    if (match.operands != wanted.operands)
      continue;
    // A dim of one element has lost its footprint.
    bool isSame = true;
    for (auto [dim, wantedDim] : llvm::zip_equal(match.dims, wanted.dims))
      isSame &= dim == wantedDim || dim < 0;
    if (isSame)
      return match;
    if (!other)
      other = match;
  }
  return other;
}

static LogicalResult refuse(Operation *op, const Machine &machine,
                            const Match &match) {
  return op->emitOpError() << "chose @"
                           << machine.instructions[match.instruction].name
                           << ", which does not run it as it stands; run "
                              "ridge-choose-tiles again";
}

//===----------------------------------------------------------------------===//
// Short last tiles
//===----------------------------------------------------------------------===//

/// Whether something is left for the last part in every tile.
static bool hasAllParts(const Deal &deal, const TileRange &range) {
  return range.least[deal.dim] > deal.part * (deal.parts - 1);
}

/// A loop around `op` whose last tile needs fewer boxes than the others.
static FailureOr<affine::AffineForOp> loopToPeel(const Machine &machine,
                                                 ComputeOp op) {
  FailureOr<Match> chosen = choiceOf(machine, op);
  FailureOr<Kernel> kernel = kernelOf(op);
  FailureOr<TileRange> range = tileRange(op);
  if (failed(chosen) || failed(kernel) || failed(range))
    return failure();
  std::optional<Match> match =
      rematch(machine, *kernel, immediatesOf(op.getAccesses()), *chosen);
  if (!match)
    return refuse(op, machine, *chosen);
  Cut cut = cutTile(machine, *match, *range);
  Deal deal = dealOf(machine, *match, *kernel, range->most);
  for (unsigned d = 0; d < op.getNumDims(); ++d) {
    if (range->least[d] > cut.box[d] * (cut.count[d] - 1) &&
        (deal.dim != int32_t(d) || hasAllParts(deal, *range)))
      continue; // Every tile takes that many boxes, the last may be short.
    for (auto [i, counter] : llvm::enumerate(op.getCounters())) {
      affine::AffineForOp loop = loopOfCounter(counter);
      if (op.getSizeMap(d).isFunctionOfDim(i) && *countedTrips(loop) > 1)
        return loop;
    }
  }
  return affine::AffineForOp();
}

static LogicalResult peelWhereNeeded(const Machine &machine,
                                     func::FuncOp func) {
  // Each round splits one loop, and a split loop has one ragged counter less
  // below it, so this ends.
  for (bool changed = true; changed;) {
    changed = false;
    SmallVector<ComputeOp> computes;
    func.walk([&](ComputeOp op) { computes.push_back(op); });
    for (ComputeOp op : computes) {
      FailureOr<affine::AffineForOp> loop = loopToPeel(machine, op);
      if (failed(loop))
        return failure();
      if (!*loop)
        continue;
      peelLastIteration(*loop);
      changed = true;
    }
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Loops around the instruction
//===----------------------------------------------------------------------===//

namespace {
/// The operands and maps of a computation while loops are put around it.
struct Windows {
  SmallVector<Value> counters;
  SmallVector<int64_t, 4> trips;
  SmallVector<AffineMap> sizes, origins;
  SmallVector<Attribute> accesses;
};
} // namespace

static AffineMap addCounter(AffineMap map) {
  return AffineMap::get(map.getNumDims() + 1, 0, map.getResults(),
                        map.getContext());
}

static AffineMap addStep(AffineMap map, int64_t step) {
  AffineExpr counter = getAffineDimExpr(map.getNumDims() - 1, map.getContext());
  SmallVector<AffineExpr> results;
  for (AffineExpr expr : map.getResults())
    results.push_back(
        affineExpr(*linearForm(expr + counter * step, map.getNumDims()),
                   map.getContext()));
  return AffineMap::get(map.getNumDims(), 0, results, map.getContext());
}

/// The box of dim d becomes `box` wide and moves with a new counter.
static void cutDim(Windows &windows, unsigned d, int64_t box, int64_t count,
                   Value counter) {
  windows.counters.push_back(counter);
  windows.trips.push_back(count);
  for (AffineMap &map : windows.sizes)
    map = addCounter(map);
  for (AffineMap &map : windows.origins)
    map = addCounter(map);
  for (Attribute &attribute : windows.accesses) {
    auto access = dyn_cast<arch::AccessAttr>(attribute);
    if (!access)
      continue;
    AffineMap offset =
        addStep(addCounter(access.getOffset()), access.getStrides()[d] * box);
    attribute =
        arch::AccessAttr::get(access.getContext(), offset, access.getStrides(),
                              addCounter(access.getInstance()));
  }
  if (!windows.origins.empty())
    windows.origins[d] = addStep(windows.origins[d], box);

  AffineMap rest = addStep(windows.sizes[d], -box);
  SmallVector<AffineExpr> results(rest.getResults());
  results.insert(results.begin(),
                 getAffineConstantExpr(box, rest.getContext()));
  AffineMap size =
      AffineMap::get(rest.getNumDims(), 0, results, rest.getContext());
  windows.sizes[d] = *simplifySize(size, windows.trips);
}

static FailureOr<Windows> windowsOf(ComputeOp op) {
  Windows windows;
  FailureOr<SmallVector<int64_t, 4>> trips =
      tripsOfCounters(op, op.getCounters());
  if (failed(trips))
    return failure();
  windows.trips = *trips;
  llvm::append_range(windows.counters, op.getCounters());
  for (AffineMap map : op.getSizes().getAsValueRange<AffineMapAttr>()) {
    FailureOr<AffineMap> least = simplifySize(map, windows.trips);
    if (failed(least))
      return op.emitOpError("has a size that is not linear in its counters");
    windows.sizes.push_back(*least);
  }
  llvm::append_range(windows.accesses, op.getAccesses());
  for (Attribute attribute : windows.accesses)
    if (auto access = dyn_cast<arch::AccessAttr>(attribute))
      if (!linearForm(access.getOffset().getResult(0), windows.trips.size()))
        return op.emitOpError("has an offset that is not linear in its "
                              "counters");
  if (op.getOrigins())
    for (AffineMap map : op.getOrigins()->getAsValueRange<AffineMapAttr>()) {
      if (!linearForm(map.getResult(0), windows.trips.size()))
        return op.emitOpError("has an origin that is not linear in its "
                              "counters");
      windows.origins.push_back(map);
    }
  return windows;
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

namespace {
/// What one engine does of a computation.
struct Part {
  Windows windows;
  TileRange range;
  Match match;
  Cut cut;
};
} // namespace

static AffineMap addConstant(AffineMap map, int64_t constant) {
  SmallVector<AffineExpr> results;
  for (AffineExpr expr : map.getResults())
    results.push_back(affineExpr(*linearForm(expr + constant, map.getNumDims()),
                                 map.getContext()));
  return AffineMap::get(map.getNumDims(), 0, results, map.getContext());
}

/// Dim d begins `begin` later and has at most `most` elements.
static void takePart(Part &part, unsigned d, int64_t begin, int64_t most) {
  Windows &windows = part.windows;
  for (Attribute &attribute : windows.accesses)
    if (auto access = dyn_cast<arch::AccessAttr>(attribute))
      attribute = arch::AccessAttr::get(
          access.getContext(),
          addConstant(access.getOffset(), access.getStrides()[d] * begin),
          access.getStrides(), access.getInstance());
  if (!windows.origins.empty())
    windows.origins[d] = addConstant(windows.origins[d], begin);
  AffineMap rest = addConstant(windows.sizes[d], -begin);
  SmallVector<AffineExpr> results(rest.getResults());
  results.insert(results.begin(),
                 getAffineConstantExpr(most, rest.getContext()));
  windows.sizes[d] = *simplifySize(
      AffineMap::get(rest.getNumDims(), 0, results, rest.getContext()),
      windows.trips);
  for (auto *sizes : {&part.range.least, &part.range.most})
    (*sizes)[d] = std::min((*sizes)[d] - begin, most);
}

/// True if every tile takes as many boxes as the largest, within the limits.
static bool isCutEvenly(const Machine &machine, const Part &part) {
  std::string why;
  for (auto [least, box, count] :
       llvm::zip(part.range.least, part.cut.box, part.cut.count))
    if (least <= box * (count - 1))
      return false;
  return keepsLimits(machine, part.match, part.cut, why);
}

/// The parts of `whole` for its instruction's peers: one, if it has none or
/// cannot be dealt.
static std::vector<Part> dealParts(const Machine &machine, const Kernel &kernel,
                                   const Part &whole) {
  Deal deal = dealOf(machine, whole.match, kernel, whole.range.most);
  if (deal.dim < 0 || !hasAllParts(deal, whole.range))
    return {whole};
  std::vector<Part> parts;
  ArrayRef<InstructionId> peers =
      machine.instructions[whole.match.instruction].peers;
  for (int64_t i = 0; i < deal.parts; ++i) {
    Part &part = parts.emplace_back(whole);
    part.match.instruction = peers[i];
    takePart(part, deal.dim, i * deal.part, deal.part);
    part.cut = cutTile(machine, part.match, part.range);
    if (!isCutEvenly(machine, part))
      return {whole};
  }
  return parts;
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

/// The instruction over `windows`, with the body of `op`.
static InvokeOp createInvoke(OpBuilder &builder, const Machine &machine,
                             ComputeOp op, const Windows &windows,
                             const Match &match) {
  SmallVector<int64_t> dims(match.dims.begin(), match.dims.end());
  SmallVector<int64_t> operands(match.operands.begin(), match.operands.end());
  ArrayAttr origins;
  if (op.getOrigins())
    origins = builder.getAffineMapArrayAttr(windows.origins);
  auto invoke = InvokeOp::create(
      builder, op.getLoc(), machine.instructions[match.instruction].name,
      op.getReads(), op.getWrite(), windows.counters,
      builder.getAffineMapArrayAttr(windows.sizes), op.getReduction(),
      builder.getArrayAttr(windows.accesses), op.getUpdate(), origins, dims,
      operands, op.getTotalAttr(), op.getPointsAttr(), op.getPart(),
      IntegerAttr());
  IRMapping mapping;
  op.getBody().cloneInto(&invoke.getBody(), mapping);
  return invoke;
}

/// The loops and the instruction of one part, ahead of `op`.
static FailureOr<InvokeOp> applyPart(const Machine &machine, ComputeOp op,
                                     uint32_t immediates, Part part) {
  OpBuilder builder(op);
  for (unsigned d = 0; d < op.getNumDims(); ++d) {
    if (part.cut.count[d] == 1)
      continue;
    auto loop =
        affine::AffineForOp::create(builder, op.getLoc(), 0, part.cut.count[d]);
    builder.setInsertionPointToStart(loop.getBody());
    cutDim(part.windows, d, part.cut.box[d], part.cut.count[d],
           loop.getInductionVar());
  }
  InvokeOp invoke =
      createInvoke(builder, machine, op, part.windows, part.match);

  // The box may have dims of size 1 that the tile did not have.
  FailureOr<Kernel> boxKernel = kernelOf(invoke);
  if (failed(boxKernel))
    return failure();
  std::optional<Match> final =
      rematch(machine, *boxKernel, immediates, part.match);
  if (!final)
    return refuse(op, machine, part.match);
  invoke.setDims(SmallVector<int64_t>(final->dims.begin(), final->dims.end()));
  return invoke;
}

/// `number` is that of the computation in its function.
static LogicalResult applyChoice(const Machine &machine, ComputeOp op,
                                 int64_t number) {
  FailureOr<Match> chosen = choiceOf(machine, op);
  FailureOr<Kernel> kernel = kernelOf(op);
  FailureOr<TileRange> range = tileRange(op);
  FailureOr<Windows> windows = windowsOf(op);
  if (failed(chosen) || failed(kernel) || failed(range) || failed(windows))
    return failure();
  uint32_t immediates = immediatesOf(op.getAccesses());
  std::optional<Match> match = rematch(machine, *kernel, immediates, *chosen);
  std::string why;
  if (!match)
    return refuse(op, machine, *chosen);
  if (!acceptsMemories(machine, *match, op.getAccesses(), op.getReads(),
                       op.getWrite(), why))
    return op.emitOpError(why);

  Cut cut = cutTile(machine, *match, *range);
  if (!keepsLimits(machine, *match, cut, why))
    return op.emitOpError()
           << "is to be run by @"
           << machine.instructions[match->instruction].name << ": " << why;
  std::vector<Part> parts =
      dealParts(machine, *kernel, {*windows, *range, *match, cut});
  for (auto [i, part] : llvm::enumerate(parts)) {
    FailureOr<InvokeOp> invoke = applyPart(machine, op, immediates, part);
    if (failed(invoke))
      return failure();
    // The first has the totals of all.
    if (i > 0) {
      invoke->setPart(true);
      invoke->removeTotalAttr();
      invoke->removePointsAttr();
    }
    if (parts.size() > 1)
      invoke->setDealt(number);
  }
  op.erase();
  return success();
}

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

namespace {
struct ApplySelectionPass
    : ridge::impl::ApplySelectionBase<ApplySelectionPass> {
  using ApplySelectionBase::ApplySelectionBase;

  void runOnOperation() override {
    FailureOr<MachineHandle> machine = machineFor(getOperation(), machineName);
    if (failed(machine))
      return signalPassFailure();
    simplifySizesBelow(getOperation());
    if (failed(peelWhereNeeded(*machine, getOperation())))
      return signalPassFailure();
    SmallVector<ComputeOp> computes;
    getOperation().walk([&](ComputeOp op) { computes.push_back(op); });
    for (auto [number, op] : llvm::enumerate(computes))
      if (failed(applyChoice(*machine, op, number)))
        return signalPassFailure();
  }
};
} // namespace
