//===- ChooseTiles.cpp - groups and tile sizes by cost --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry and exit form: tensor. Leaves every structured computation in a
/// ridge.group with tile sizes. Time: one coarse search per computation and
/// producer group, one fine search per group; groups of equal shape are
/// searched once.
///
//===----------------------------------------------------------------------===//

#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include "ridge/Analysis/GatherModel.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Transforms/Tile/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_CHOOSETILES
#include "lib/Transforms/Tile/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

namespace {

struct Group {
  SmallVector<StructuredOpInterface> ops; ///< Empty for a gather.
  std::optional<Tiling> tiling;
  std::optional<GroupModel> model; ///< Of the finished group.
  GatherOp gather;
};

/// Collects computations into groups, greedily and in order.
class Grouper {
public:
  Grouper(const HomeLayouts &layouts, const Machine &machine)
      : layouts(layouts), machine(machine) {}

  LogicalResult add(StructuredOpInterface op);
  LogicalResult add(GatherOp op);
  LogicalResult finish();
  std::vector<Group> groups;

private:
  std::optional<unsigned> joinable(StructuredOpInterface op) const;
  std::optional<Tiling> bestTiling(ArrayRef<StructuredOpInterface> ops,
                                   bool thorough, std::string &reason);
  void noteViews(Value value, SmallVectorImpl<unsigned> &producers) const;

  const HomeLayouts &layouts;
  const Machine &machine;
  llvm::DenseMap<Operation *, unsigned> groupOf;
  std::map<std::string, std::optional<Tiling>> known;
};

} // namespace

/// Text that is equal for groups which the search cannot tell apart.
static std::string fingerprint(const GroupModel &model, bool thorough) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << thorough << model.whole;
  for (int64_t extent : model.extents)
    os << ' ' << extent;
  for (const GroupWindow &window : model.windows) {
    os << "|w" << window.memory << window.isWritten
       << formatName(window.format);
    if (window.codec)
      os << window.codec;
    for (const BoxDim &box : window.box) {
      os << ';' << box.homeStride;
      for (auto [dim, coefficient] : box.terms)
        os << ',' << dim << '*' << coefficient;
    }
  }
  for (const GroupLocal &local : model.locals) {
    os << "|l" << local.memory << ',' << local.storage << local.isShared
       << formatName(local.format);
    for (int32_t dim : local.dims)
      os << ',' << dim;
  }
  for (const GroupOperation &operation : model.operations) {
    os << "|o" << operation.match.instruction << ':' << operation.used << ':'
       << operation.kept << ':' << kernelBits(operation.kernel.kernel) << ':'
       << kernelOps(operation.kernel.kernel);
    for (int32_t dim : operation.dims)
      os << ',' << dim;
    for (int32_t dim : operation.match.dims)
      os << '/' << dim;
    for (int32_t producer : operation.producers)
      os << '<' << producer;
  }
  return text;
}

std::optional<Tiling> Grouper::bestTiling(ArrayRef<StructuredOpInterface> ops,
                                          bool thorough, std::string &reason) {
  std::optional<GroupModel> model =
      GroupModel::build(ops, layouts, machine, reason);
  if (!model)
    return std::nullopt;
  auto [entry, isNew] = known.try_emplace(fingerprint(*model, thorough));
  if (isNew || !entry->second)
    entry->second = model->search(thorough, reason);
  return entry->second;
}

/// Groups that `value` comes from through views.
void Grouper::noteViews(Value value,
                        SmallVectorImpl<unsigned> &producers) const {
  Operation *op = value.getDefiningOp();
  if (!op)
    return;
  auto found = groupOf.find(op);
  if (found != groupOf.end()) {
    producers.push_back(found->second);
    return;
  }
  for (Value operand : op->getOperands())
    noteViews(operand, producers);
}

/// The group that the operation may join: the latest that it depends on, if it
/// reads that one directly alone. All others it needs then come before.
std::optional<unsigned> Grouper::joinable(StructuredOpInterface op) const {
  if (op->hasAttr(kAloneAttr))
    return std::nullopt;
  std::optional<unsigned> direct;
  SmallVector<unsigned> throughViews;
  for (Value input : op.getInputTensors()) {
    Operation *producer = input.getDefiningOp();
    auto found = groupOf.find(producer);
    if (found == groupOf.end())
      noteViews(input, throughViews);
    else if (!direct || found->second > *direct)
      direct = found->second;
  }
  if (!direct || groups[*direct].gather ||
      groups[*direct].ops.front()->hasAttr(kAloneAttr))
    return std::nullopt;
  for (unsigned producer : throughViews)
    if (producer >= *direct)
      return std::nullopt;
  return direct;
}

LogicalResult Grouper::add(StructuredOpInterface op) {
  std::string reason;
  std::optional<Tiling> alone = bestTiling(op, /*thorough=*/false, reason);
  if (!alone)
    return op->emitError() << "cannot be tiled for machine '" << machine.name
                           << "': " << reason
                           << "; enlarge that memory, add what is missing to "
                              "the machine or split the computation";
  if (std::optional<unsigned> target = joinable(op)) {
    Group &group = groups[*target];
    SmallVector<StructuredOpInterface> joint(group.ops);
    joint.push_back(op);
    std::string why;
    std::optional<Tiling> together = bestTiling(joint, false, why);
    // The group's price changes too: what it made for `op` alone stays local.
    if (together && together->cycles <= group.tiling->cycles + alone->cycles) {
      remark::passed(op->getLoc(), remark::RemarkOpts::name("fused").category(
                                       "ridge-choose-tiles"))
          << "joins group " << std::to_string(*target) << ": "
          << std::to_string(int64_t(together->cycles)) << " cycles together, "
          << std::to_string(int64_t(group.tiling->cycles)) << " + "
          << std::to_string(int64_t(alone->cycles)) << " apart";
      group.ops = std::move(joint);
      group.tiling = together;
      groupOf[op] = *target;
      return success();
    }
    if (together)
      why = std::to_string(int64_t(together->cycles)) + " cycles together, " +
            std::to_string(int64_t(group.tiling->cycles + alone->cycles)) +
            " apart";
    remark::missed(
        op->getLoc(),
        remark::RemarkOpts::name("not-fused").category("ridge-choose-tiles"))
        << "stays apart from group " << std::to_string(*target) << ": " << why;
  }
  groupOf[op] = groups.size();
  groups.push_back({{op}, alone, std::nullopt, {}});
  return success();
}

/// Rows come from wherever the positions point, so a gather shares no loops.
LogicalResult Grouper::add(GatherOp op) {
  std::string reason;
  std::optional<GatherModel> model =
      GatherModel::build(op, layouts, machine, reason);
  std::optional<Tiling> tiling;
  if (model)
    tiling = model->search(reason);
  if (!tiling)
    return op.emitError() << "cannot be done by machine '" << machine.name
                          << "': " << reason;
  groupOf[op] = groups.size();
  groups.push_back({{}, tiling, std::nullopt, op});
  return success();
}

LogicalResult Grouper::finish() {
  for (Group &group : groups) {
    if (group.gather)
      continue;
    std::string reason;
    group.tiling = bestTiling(group.ops, /*thorough=*/true, reason);
    group.model = GroupModel::build(group.ops, layouts, machine, reason);
    if (!group.tiling)
      return group.ops.front()->emitError() << "cannot be tiled: " << reason;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Rewriting
//===----------------------------------------------------------------------===//

/// What reports call a group: its heaviest kind of computation.
static std::string labelOf(const GroupModel &model, unsigned index) {
  StringRef kind = "map";
  for (const GroupOperation &operation : model.operations) {
    if (isa<ContractOp>(operation.op))
      kind = "contract";
    else if (kind == "map" && isa<ReduceOp>(operation.op))
      kind = "reduce";
  }
  std::string label = kind.str() + std::to_string(index);
  if (model.operations.size() > 1)
    label += "+" + std::to_string(model.operations.size() - 1);
  return label;
}

static GroupOp createGroup(OpBuilder &builder, Location loc, TypeRange results,
                           StringRef label, ArrayRef<int64_t> extents,
                           const Tiling &tiling) {
  auto group =
      GroupOp::create(builder, loc, results, builder.getStringAttr(label),
                      builder.getDenseI64ArrayAttr(extents),
                      builder.getDenseI64ArrayAttr(tiling.tiles),
                      builder.getDenseI64ArrayAttr(tiling.order));
  if (tiling.overlap)
    group->setAttr("overlap", builder.getUnitAttr());
  builder.createBlock(&group.getBody());
  remark::passed(
      loc, remark::RemarkOpts::name("tiled").category("ridge-choose-tiles"))
      << label.str() << ": " << std::to_string(int64_t(tiling.cycles))
      << " cycles estimated"
      << (tiling.overlap ? ", transfers overlap" : ", one slot each");
  return group;
}

static void wrapGroup(Group &group, unsigned index) {
  GroupModel *model = &*group.model;
  Operation *terminator = group.ops.front()->getBlock()->getTerminator();
  OpBuilder builder(terminator);

  SmallVector<Value> results;
  SmallVector<Location> locations;
  for (const GroupOperation &operation : model->operations) {
    StructuredOpInterface op = operation.op;
    locations.push_back(op->getLoc());
    if (operation.write.kind == GroupOperand::Kind::Window)
      results.push_back(op.getResultTensor());
  }
  // The location of the heaviest computation is that of the group.
  Location loc = locations.front();
  for (const GroupOperation &operation : model->operations)
    if (isa<ContractOp>(operation.op)) {
      loc = StructuredOpInterface(operation.op)->getLoc();
      break;
    }
  auto wrapped =
      createGroup(builder, loc, ValueRange(results).getTypes(),
                  labelOf(*model, index), model->extents, *group.tiling);
  if (group.ops.front()->hasAttr(kAloneAttr))
    wrapped->setAttr(kAloneAttr, builder.getUnitAttr());
  Block *body = &wrapped.getBody().front();
  for (const GroupOperation &operation : model->operations) {
    StructuredOpInterface op = operation.op;
    op->moveBefore(body, body->end());
    SmallVector<int64_t> dims(operation.dims.begin(), operation.dims.end());
    op->setAttr("group_dims", builder.getDenseI64ArrayAttr(dims));
  }
  builder.setInsertionPointToEnd(body);
  YieldOp::create(builder, loc, results);
  for (auto [inner, outer] : llvm::zip(results, wrapped.getResults()))
    inner.replaceUsesWithIf(outer, [&](OpOperand &use) {
      return use.getOwner()->getBlock() != body;
    });
}

static void wrapGather(Group &group, unsigned index) {
  GatherOp gather = group.gather;
  OpBuilder builder(gather->getBlock()->getTerminator());
  auto wrapped = createGroup(builder, gather.getLoc(), gather->getResultTypes(),
                             "gather" + std::to_string(index),
                             gather.getExtents(), *group.tiling);
  Block &body = wrapped.getBody().front();
  gather->moveBefore(&body, body.end());
  gather->setAttr("group_dims",
                  builder.getDenseI64ArrayAttr(llvm::to_vector(
                      llvm::seq<int64_t>(0, gather.getExtents().size()))));
  gather.getResult().replaceAllUsesWith(wrapped.getResult(0));
  builder.setInsertionPointToEnd(&body);
  YieldOp::create(builder, gather.getLoc(), ValueRange{gather.getResult()});
}

/// Views follow what they show; groups stay in their order.
static void placeViews(Block &block) {
  SmallVector<Operation *> views;
  for (Operation &op : block.without_terminator())
    if (!isa<GroupOp>(op))
      views.push_back(&op);
  for (Operation *view : views) {
    Operation *latest = nullptr;
    for (Value operand : view->getOperands())
      if (Operation *source = operand.getDefiningOp())
        if (!latest || latest->isBeforeInBlock(source))
          latest = source;
    if (latest)
      view->moveAfter(latest);
    else
      view->moveBefore(&block, block.begin());
  }
}

namespace {
struct ChooseTilesPass : ridge::impl::ChooseTilesBase<ChooseTilesPass> {
  using ChooseTilesBase::ChooseTilesBase;

  void runOnOperation() override {
    func::FuncOp func = getOperation();
    FailureOr<Machine> target = recordMachine(func, machine);
    if (failed(target))
      return signalPassFailure();
    FailureOr<HomeLayouts> layouts =
        HomeLayouts::compute(func, [](OpOperand &) { return Value(); });
    if (failed(layouts)) {
      func.emitError("has views that no window can show; run "
                     "ridge-materialize-views first");
      return signalPassFailure();
    }
    Grouper grouper(*layouts, *target);
    for (Operation &op : func.getBody().front()) {
      auto structured = dyn_cast<StructuredOpInterface>(op);
      auto gather = dyn_cast<GatherOp>(op);
      if ((structured && failed(grouper.add(structured))) ||
          (gather && failed(grouper.add(gather))))
        return signalPassFailure();
    }
    if (failed(grouper.finish()))
      return signalPassFailure();
    for (auto [index, group] : llvm::enumerate(grouper.groups))
      group.gather ? wrapGather(group, index) : wrapGroup(group, index);
    placeViews(func.getBody().front());
  }
};
} // namespace
