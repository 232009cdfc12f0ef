//===- ApplyTiling.cpp - groups to loops over tiles -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry form: tensor, every computation in a group. Exit form: tile. The
/// function loses its arguments and results: they are buffers now.
///
//===----------------------------------------------------------------------===//

#include "EmitGather.h"
#include "LayerKind.h"
#include "RootBuffers.h"
#include "dialects/Ridge/RidgeAttributes.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "ridge/Analysis/GatherGroup.h"
#include "ridge/Analysis/Group.h"
#include "ridge/Analysis/MappingRecord.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Analysis/Windows.h"
#include "ridge/Mapping/CheckMapping.h"
#include "ridge/Transforms/Tile/Passes.h"
#include "llvm/ADT/SetVector.h"

namespace ridge {
#define GEN_PASS_DEF_APPLYTILING
#include "lib/Transforms/Tile/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

namespace {

/// Emits the loop nest of one group.
class LayerEmitter {
public:
  LayerEmitter(const Group &group, MappingAttr mapping, const Tiling &tiling,
               const HomeLayouts &layouts, RootBuffers &roots,
               OpBuilder &builder, StringRef label)
      : group(group), workload(group.workload), mapping(mapping),
        tiling(tiling), layouts(layouts), roots(roots), builder(builder),
        label(label), stairs(workload.staircase(tiling)),
        storages(workload.numStorages) {}

  void emit(const std::vector<NestItem> &items);

private:
  void emitFills(const NestItem &item);
  void emitOperation(int32_t number);
  void emitFill(int32_t number);
  ChoiceAttr fillOf(int32_t number) const;
  AffineMap sizeOf(int32_t groupDim, bool isMasked) const;
  SmallVector<AffineExpr, 2> sizeAt(int32_t groupDim, unsigned depth) const;
  AffineExpr indexAt(int32_t groupDim, unsigned depth, int64_t scale = 1) const;
  SmallVector<AffineMap> startsOf(const GroupWindow &window) const;
  StagedBoxAttr stagedBox(const GroupStaging &staging,
                          StagingAttr record) const;
  AffineMap runningNumber(unsigned depth) const;
  arch::AccessAttr accessOf(const GroupOperand &operand,
                            ArrayRef<int32_t> dims) const;
  BoxAttr boxOf(const GroupOperand &operand) const;
  bool isKept(const GroupOperand &operand) const {
    return operand.kind == GroupOperand::Kind::Window &&
           mapping.getWindows()[operand.index].getAddress();
  }
  Value bufferOf(const GroupOperand &operand, Location loc);
  ComputeOp create(Location loc, ArrayRef<int32_t> dims,
                   ArrayRef<GroupOperand> reads, ArrayRef<TypedAttr> immediates,
                   const GroupOperand &write, ArrayRef<bool> reduction,
                   ChoiceAttr choice, bool isMasked = false);
  AffineExpr counter(unsigned position) const {
    return builder.getAffineDimExpr(position);
  }
  AffineMap mapOf(ArrayRef<AffineExpr> exprs) const {
    return AffineMap::get(counters.size(), 0, exprs, builder.getContext());
  }

  const Group &group;
  const Workload &workload;
  MappingAttr mapping;
  const Tiling &tiling;
  const HomeLayouts &layouts;
  RootBuffers &roots;
  OpBuilder &builder;
  StringRef label;
  std::optional<Workload::Staircase> stairs;
  SmallVector<Value> storages;
  SmallVector<Value> counters; ///< Of the loops around the insertion point.
};

} // namespace

//===----------------------------------------------------------------------===//
// Buffers
//===----------------------------------------------------------------------===//

Value LayerEmitter::bufferOf(const GroupOperand &operand, Location loc) {
  if (operand.kind == GroupOperand::Kind::Window)
    return roots.of(layouts.of(group.tensors[operand.index]).root);
  const GroupLocal &local = workload.locals[operand.index];
  Value &buffer = storages[local.storage];
  if (buffer)
    return buffer;
  int64_t elements = 1;
  for (const GroupLocal &sharer : workload.locals) {
    if (sharer.storage != local.storage)
      continue;
    int64_t need = 1;
    for (int32_t dim : sharer.dims)
      need *= tiling.tiles[dim];
    elements = std::max(elements, need);
  }
  Type element;
  for (auto [op, operation] : llvm::zip_equal(group.ops, workload.operations))
    if (operation.write.kind == GroupOperand::Kind::Local &&
        operation.write.index == operand.index)
      element = getElementTypeOrSelf(
          StructuredOpInterface(op).getResultTensor().getType());
  return buffer = roots.temporary(
             loc, (label + ".t" + Twine(local.storage)).str(), elements,
             element, mapping.getLocals()[operand.index]);
}

//===----------------------------------------------------------------------===//
// Maps
//===----------------------------------------------------------------------===//

/// `scale` times the index of a dim at which the outer `depth` loops stand.
AffineExpr LayerEmitter::indexAt(int32_t groupDim, unsigned depth,
                                 int64_t scale) const {
  AffineExpr index = builder.getAffineConstantExpr(0);
  for (unsigned loop = 0; loop < depth; ++loop)
    if (tiling.order[loop] == groupDim)
      index = index + counter(loop) * (tiling.stepOf(loop) * scale);
  return index;
}

/// The size of a dim's box inside of the outer `depth` loops: the least of
/// these.
SmallVector<AffineExpr, 2> LayerEmitter::sizeAt(int32_t groupDim,
                                                unsigned depth) const {
  int64_t extent = workload.extents[groupDim];
  int64_t size = workload.boxAt(tiling, depth)[groupDim];
  SmallVector<AffineExpr, 2> sizes{builder.getAffineConstantExpr(size)};
  if (size < extent && extent % size != 0)
    sizes.push_back(indexAt(groupDim, depth, -1) + extent);
  return sizes;
}

/// A masked operation has the columns up to the last row of its tile.
AffineMap LayerEmitter::sizeOf(int32_t groupDim, bool isMasked) const {
  SmallVector<AffineExpr, 2> sizes = sizeAt(groupDim, counters.size());
  if (stairs && isMasked && groupDim == workload.masked->column)
    sizes.push_back(indexAt(workload.masked->row, counters.size()) +
                    stairs->first);
  return mapOf(sizes);
}

/// Number of the instance of something that is made anew in each iteration of
/// the outer `depth` loops: 0, 1, 2, ... in order of execution.
AffineMap LayerEmitter::runningNumber(unsigned depth) const {
  AffineExpr number = builder.getAffineConstantExpr(0);
  for (unsigned loop = 0; loop < depth; ++loop)
    number = number * workload.tripsOfLoop(tiling, loop) + counter(loop);
  return mapOf(number);
}

arch::AccessAttr LayerEmitter::accessOf(const GroupOperand &operand,
                                        ArrayRef<int32_t> dims) const {
  SmallVector<int64_t> strides(dims.size(), 0);
  auto strideOf = [&](int32_t groupDim) -> int64_t * {
    for (auto [d, dim] : llvm::enumerate(dims))
      if (dim == groupDim)
        return &strides[d];
    return nullptr;
  };
  AffineExpr offset = builder.getAffineConstantExpr(0);
  AffineMap instance = mapOf(builder.getAffineConstantExpr(0));
  if (operand.kind == GroupOperand::Kind::Window) {
    const GroupWindow &window = workload.windows[operand.index];
    offset = offset + window.offset;
    for (const BoxDim &box : window.box)
      for (auto [groupDim, coefficient] : box.terms) {
        int64_t step = box.homeStride * coefficient;
        *strideOf(groupDim) += step;
        offset = offset + indexAt(groupDim, counters.size(), step);
      }
    // What is made there now is passed on tile by tile.
    if (isKept(operand))
      instance = runningNumber(workload.depthOf(tiling, window.dims));
  } else {
    const GroupLocal &local = workload.locals[operand.index];
    int64_t step = 1;
    DimSet moves = 0;
    for (int32_t groupDim : llvm::reverse(local.dims)) {
      if (int64_t *stride = strideOf(groupDim))
        if (workload.extents[groupDim] > 1)
          *stride = step;
      step *= tiling.tiles[groupDim];
      moves |= DimSet(1) << groupDim;
    }
    instance = runningNumber(workload.depthOf(tiling, moves));
  }
  return arch::AccessAttr::get(builder.getContext(), mapOf(offset), strides,
                               instance);
}

/// What lies beneath a window of the home memory; no dims for anything else.
BoxAttr LayerEmitter::boxOf(const GroupOperand &operand) const {
  SmallVector<AffineExpr> exprs;
  SmallVector<int64_t> strides;
  bool isTile = operand.kind == GroupOperand::Kind::Window &&
                !workload.windows[operand.index].isInPlace;
  if (isTile)
    for (const BoxDim &box : workload.windows[operand.index].box) {
      AffineExpr expr = builder.getAffineConstantExpr(0);
      for (auto [groupDim, coefficient] : box.terms)
        expr = expr + builder.getAffineDimExpr(groupDim) * coefficient;
      exprs.push_back(expr);
      strides.push_back(box.homeStride);
    }
  unsigned dims = exprs.empty() ? 0 : workload.extents.size();
  PlaceAttr place;
  // One that an instruction takes from the home memory says so.
  if (operand.kind == GroupOperand::Kind::Window && !isKept(operand))
    place = mapping.getWindows()[operand.index];
  SmallVector<StagedBoxAttr> staged;
  SmallVector<AffineMap> starts;
  for (auto [staging, record] :
       llvm::zip_equal(workload.stagings, mapping.getStagings()))
    if (operand.kind == GroupOperand::Kind::Window &&
        staging.window == operand.index)
      staged.push_back(stagedBox(staging, record));
  if (!staged.empty())
    starts = startsOf(workload.windows[operand.index]);
  return BoxAttr::get(builder.getContext(),
                      AffineMap::get(dims, 0, exprs, builder.getContext()),
                      strides, place, staged, starts);
}

/// Where the window's tile begins along each dim of its box.
SmallVector<AffineMap> LayerEmitter::startsOf(const GroupWindow &window) const {
  unsigned depth = workload.depthOf(tiling, window.dims);
  SmallVector<AffineMap> starts;
  for (const BoxDim &box : window.box) {
    AffineExpr start = builder.getAffineConstantExpr(0);
    for (auto [groupDim, coefficient] : box.terms)
      start = start + indexAt(groupDim, depth, coefficient);
    starts.push_back(AffineMap::get(depth, 0, start, builder.getContext()));
  }
  return starts;
}

StagedBoxAttr LayerEmitter::stagedBox(const GroupStaging &staging,
                                      StagingAttr record) const {
  unsigned depth = static_cast<unsigned>(record.getDepth());
  SmallVector<AffineMap> sizes;
  for (const BoxDim &box : workload.windows[staging.window].box) {
    SmallVector<BoxTerm> terms;
    for (auto [groupDim, coefficient] : box.terms)
      terms.push_back({sizeAt(groupDim, depth), coefficient});
    sizes.push_back(boxSize(terms, depth, builder.getContext()));
  }
  return StagedBoxAttr::get(builder.getContext(), record.getPlace(), sizes);
}

//===----------------------------------------------------------------------===//
// Emission
//===----------------------------------------------------------------------===//

ComputeOp LayerEmitter::create(Location loc, ArrayRef<int32_t> dims,
                               ArrayRef<GroupOperand> reads,
                               ArrayRef<TypedAttr> immediates,
                               const GroupOperand &write,
                               ArrayRef<bool> reduction, ChoiceAttr choice,
                               bool isMasked) {
  SmallVector<Attribute> sizes, accesses, boxes;
  SmallVector<int64_t> totals, groupDims(dims.begin(), dims.end());
  int64_t points = 1;
  for (int32_t dim : dims) {
    sizes.push_back(AffineMapAttr::get(sizeOf(dim, isMasked)));
    totals.push_back(workload.extents[dim]);
    if (isMasked && !workload.masked->isOf(dim))
      points = saturatingMul(points, workload.extents[dim]);
  }
  IntegerAttr needed;
  if (isMasked)
    needed = builder.getI64IntegerAttr(
        saturatingMul(points, workload.neededPoints()));
  SmallVector<Value> buffers;
  for (auto [read, immediate] : llvm::zip(reads, immediates)) {
    boxes.push_back(boxOf(read));
    if (read.kind == GroupOperand::Kind::Immediate) {
      accesses.push_back(
          arch::ImmediateAttr::get(builder.getContext(), immediate));
      continue;
    }
    buffers.push_back(bufferOf(read, loc));
    accesses.push_back(accessOf(read, dims));
  }
  Value target = bufferOf(write, loc);
  accesses.push_back(accessOf(write, dims));
  boxes.push_back(boxOf(write));
  return ComputeOp::create(
      builder, loc, buffers, target, counters, builder.getArrayAttr(sizes),
      builder.getDenseBoolArrayAttr(reduction), builder.getArrayAttr(accesses),
      /*update=*/UnitAttr(), /*origins=*/ArrayAttr(),
      builder.getDenseI64ArrayAttr(groupDims), builder.getArrayAttr(boxes),
      builder.getDenseI64ArrayAttr(totals), needed, /*part=*/UnitAttr(),
      choice);
}

/// The body of `source` over the kernel's inputs: constants of the body are
/// inputs now, immediates among them.
static void copyBody(StructuredOpInterface source,
                     const OperationKernel &kernel, ComputeOp compute) {
  Region &region = compute.getBody();
  OpBuilder builder(compute.getContext());
  Block *body = builder.createBlock(&region);
  Block &from = source.getScalarBody().front();
  IRMapping mapping;
  Location loc = source.getLoc();
  // Kernels number constants by first use.
  llvm::SetVector<Value> constants;
  for (Operation &op : from)
    for (Value operand : op.getOperands())
      if (Operation *definition = operand.getDefiningOp())
        if (definition->hasTrait<OpTrait::ConstantLike>())
          constants.insert(operand);
  size_t nextConstant = 0;
  for (int32_t input : kernel.inputs) {
    Value value =
        input >= 0 ? Value(from.getArgument(input)) : constants[nextConstant++];
    mapping.map(value, body->addArgument(value.getType(), loc));
  }
  if (source.getInitialValue()) {
    Value accumulator = from.getArguments().back();
    mapping.map(accumulator, body->addArgument(accumulator.getType(), loc));
  }
  for (Operation &op : from)
    if (!op.hasTrait<OpTrait::ConstantLike>())
      builder.clone(op, mapping);
}

void LayerEmitter::emitOperation(int32_t number) {
  const GroupOperation &operation = workload.operations[number];
  const OperationKernel &kernel = *group.kernels[number];
  StructuredOpInterface op = group.ops[number];
  uint32_t reductions = op.getReductionDims();
  SmallVector<bool> reduction;
  for (size_t d = 0; d < operation.dims.size(); ++d)
    reduction.push_back((reductions >> d) & 1);
  ComputeOp compute =
      create(op.getLoc(), operation.dims, operation.reads, kernel.values,
             operation.write, reduction, mapping.getInstructions()[number],
             operation.isMasked);
  if (op.getInitialValue())
    compute.setUpdate(true);
  copyBody(op, kernel, compute);
  if (!kernel.kernel.usesIndex())
    return;
  SmallVector<Attribute> origins;
  for (int32_t dim : operation.dims) {
    origins.push_back(AffineMapAttr::get(mapOf(indexAt(dim, counters.size()))));
  }
  compute.setOriginsAttr(builder.getArrayAttr(origins));
}

/// Who writes what an operation's sum starts from.
ChoiceAttr LayerEmitter::fillOf(int32_t number) const {
  size_t before = 0;
  for (int32_t i = 0; i < number; ++i)
    before += workload.operations[i].fill.has_value();
  return mapping.getFills()[before];
}

/// Writes what a reduction starts from to the tile of its result.
void LayerEmitter::emitFill(int32_t number) {
  const GroupOperation &operation = workload.operations[number];
  StructuredOpInterface op = group.ops[number];
  SmallVector<int32_t> dims;
  SmallVector<bool> reduction;
  for (int32_t dim : operation.dims)
    if ((operation.kept >> dim) & 1) {
      dims.push_back(dim);
      reduction.push_back(false);
    }
  TypedAttr value = op.getInitialValue();
  ComputeOp fill =
      create(op.getLoc(), dims, GroupOperand{}, value, operation.write,
             reduction, fillOf(number), workload.isFillMasked(operation));
  OpBuilder::InsertionGuard guard(builder);
  Block *body = builder.createBlock(&fill.getBody());
  body->addArgument(value.getType(), op.getLoc());
  YieldOp::create(builder, op.getLoc(), body->getArguments());
}

/// Fills of the reductions in `item` whose result starts at this depth.
void LayerEmitter::emitFills(const NestItem &item) {
  for (const NestItem &inner : item.body)
    emitFills(inner);
  if (item.operation < 0)
    return;
  const GroupOperation &operation = workload.operations[item.operation];
  if (operation.fill &&
      workload.depthOf(tiling, operation.kept) == counters.size())
    emitFill(item.operation);
}

void LayerEmitter::emit(const std::vector<NestItem> &items) {
  for (const NestItem &item : items) {
    emitFills(item);
    if (item.operation >= 0) {
      emitOperation(item.operation);
      continue;
    }
    auto loop = affine::AffineForOp::create(
        builder, builder.getUnknownLoc(), 0,
        workload.tripsOfLoop(tiling, item.loopPosition));
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    counters.push_back(loop.getInductionVar());
    emit(item.body);
    counters.pop_back();
  }
}

//===----------------------------------------------------------------------===//
// Pass
//===----------------------------------------------------------------------===//

/// The mapping of the group, which is legal for its workload; the workload is
/// bound to it.
template <typename WorkloadTy>
static FailureOr<Mapping> mappingOf(GroupOp group, WorkloadTy &workload,
                                    ArrayRef<bool> hasFill) {
  auto emitError = [&] { return group.emitError(); };
  FailureOr<Mapping> mapping =
      readMapping(group.getMapping(), *workload.machine, hasFill, emitError);
  if (failed(mapping))
    return failure();
  if (std::optional<Refusal> refusal = checkMapping(workload, *mapping))
    return emitError() << "has a mapping that machine '"
                       << workload.machine->name
                       << "' cannot carry out: " << refusal->print();
  return mapping;
}

static LayerOp createLayer(GroupOp group, StringRef kind, int64_t macs,
                           OpBuilder &builder) {
  auto layer =
      LayerOp::create(builder, group.getLoc(), group.getLabel(), kind, macs,
                      /*skipped=*/DenseI64ArrayAttr());
  builder.createBlock(&layer.getBody());
  return layer;
}

/// Tiles and order speak of the group's dims: the model must number them so.
static LogicalResult checkDims(GroupOp group, Operation *op,
                               std::optional<ArrayRef<int64_t>> said,
                               ArrayRef<int32_t> dims,
                               ArrayRef<int64_t> extents) {
  if (group.getExtents() == extents && said &&
      llvm::equal(*said, dims, [](int64_t a, int32_t b) { return a == b; }))
    return success();
  return op->emitError("has group dims that do not follow from what its group "
                       "computes; run ridge-choose-tiles again");
}

static LogicalResult emitGatherLayer(GroupOp group, GatherOp gather,
                                     const HomeLayouts &layouts,
                                     const Machine &machine,
                                     RootBuffers &roots) {
  std::string reason;
  std::optional<GatherWorkload> workload =
      buildGather(gather, layouts, machine, reason);
  if (!workload)
    return gather.emitError()
           << "cannot be done by machine '" << machine.name << "': " << reason;
  auto dims = llvm::to_vector(
      llvm::seq<int32_t>(0, static_cast<int32_t>(workload->extents.size())));
  if (failed(checkDims(group, gather, gather.getGroupDims(), dims,
                       workload->extents)))
    return failure();
  FailureOr<Mapping> mapping = mappingOf(group, *workload, /*hasFill=*/{});
  if (failed(mapping))
    return failure();
  SmallVector<Value> tensors(gather->getOperands());
  tensors.push_back(gather.getResult());
  if (failed(roots.settle(tensors, /*places=*/{}, group)))
    return failure();
  Tiling tiling = mapping->tiling();
  Value local = roots.temporary(
      group.getLoc(), (group.getLabel() + ".t0").str(),
      workload->tileElements(tiling), gather.getType().getElementType(),
      group.getMapping().getLocals().front());
  OpBuilder builder(group->getBlock()->getTerminator());
  createLayer(group, "gather", /*macs=*/0, builder);
  emitGather(
      *workload, tiling, local, [&](int32_t root) { return roots.of(root); },
      builder, gather.getLoc());
  return success();
}

static LogicalResult emitLayer(GroupOp group, const HomeLayouts &layouts,
                               const Machine &machine, RootBuffers &roots) {
  if (auto gather = dyn_cast<GatherOp>(group.getBody().front().front()))
    return emitGatherLayer(group, gather, layouts, machine, roots);
  SmallVector<StructuredOpInterface> ops;
  for (Operation &op : group.getBody().front().without_terminator())
    ops.push_back(cast<StructuredOpInterface>(op));
  std::string reason;
  CandidateTable candidates(machine);
  std::optional<Group> built = Group::build(ops, layouts, candidates, reason);
  if (!built)
    return group.emitError()
           << "is not a group for machine '" << machine.name << "': " << reason;
  Workload &workload = built->workload;
  for (auto [op, operation] : llvm::zip_equal(built->ops, workload.operations))
    if (failed(checkDims(group, op, op.getDimsInGroup(), operation.dims,
                         workload.extents)))
      return failure();
  auto hasFill = llvm::map_to_vector(
      workload.operations, [](const GroupOperation &operation) {
        return operation.candidates->fill.has_value();
      });
  FailureOr<Mapping> mapping = mappingOf(group, workload, hasFill);
  if (failed(mapping))
    return failure();
  if (failed(
          roots.settle(built->tensors, group.getMapping().getWindows(), group)))
    return failure();
  Tiling tiling = mapping->tiling();
  OpBuilder builder(group->getBlock()->getTerminator());
  auto [kind, macs] = describeLayer(*built, tiling);
  LayerOp layer = createLayer(group, kind, macs, builder);
  if (int64_t useless = workload.uselessPoints())
    layer.setSkipped(ArrayRef({workload.skippedPoints(tiling), useless}));
  LayerEmitter(*built, group.getMapping(), tiling, layouts, roots, builder,
               group.getLabel())
      .emit(*workload.nest(tiling));
  return success();
}

namespace {
struct ApplyTilingPass : ridge::impl::ApplyTilingBase<ApplyTilingPass> {
  using ApplyTilingBase::ApplyTilingBase;

  void runOnOperation() override {
    func::FuncOp func = getOperation();
    FailureOr<MachineHandle> target = recordMachine(func, machineName);
    if (failed(target))
      return signalPassFailure();
    FailureOr<HomeLayouts> layouts =
        HomeLayouts::compute(func, [](OpOperand &) { return Value(); });
    if (failed(layouts)) {
      func.emitError("has views that no window can show; run "
                     "ridge-materialize-views first");
      return signalPassFailure();
    }
    Block &body = func.getBody().front();
    SmallVector<Operation *> old;
    for (Operation &op : body.without_terminator())
      old.push_back(&op);
    RootBuffers roots(func, *layouts, *target);
    roots.makeInterface();
    for (Operation *op : old) {
      if (isa<StructuredOpInterface, GatherOp>(op)) {
        op->emitError("stands outside a group; run ridge-choose-tiles first");
        return signalPassFailure();
      }
      if (auto group = dyn_cast<GroupOp>(op))
        if (failed(emitLayer(group, *layouts, *target, roots)))
          return signalPassFailure();
    }
    body.getTerminator()->eraseOperands(0,
                                        body.getTerminator()->getNumOperands());
    for (Operation *op : llvm::reverse(old))
      op->erase();
    body.eraseArguments(0, body.getNumArguments());
    func.setType(FunctionType::get(func.getContext(), {}, {}));
    func.removeArgAttrsAttr();
    func.removeResAttrsAttr();
    // Buffers carry the numbers of their arguments.
    func->removeAttr(kArgumentsAttr);
  }
};
} // namespace
