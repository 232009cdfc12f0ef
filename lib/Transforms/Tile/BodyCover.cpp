//===- BodyCover.cpp - an instruction's body in several operations --------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "BodyCover.h"
#include "dialects/Arch/FormatTypes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"
#include "ridge/Target/KernelFromRegion.h"
#include "ridge/Target/NodeAttribute.h"
#include "llvm/Support/Format.h"

using namespace mlir;
using namespace ridge;

/// acc + x * y of widened operands, which Import finds by itself.
static bool isPlainProduct(const Kernel &kernel) {
  unsigned own = 0;
  for (const Node &node : kernel.nodes) {
    bool isSum = node.op == ScalarOp::AddF || node.op == ScalarOp::AddI;
    bool isProduct = node.op == ScalarOp::MulF || node.op == ScalarOp::MulI;
    bool widens = node.op == ScalarOp::ExtF || node.op == ScalarOp::ExtSI ||
                  node.op == ScalarOp::ExtUI;
    if (!isSum && !isProduct && !widens)
      return false;
    own += isSum || isProduct;
  }
  return own == 2 && llvm::is_contained(kernel.reduction, true);
}

bool ridge::isCovering(const Instruction &instruction) {
  const Kernel &kernel = instruction.kernel;
  bool isMore = kernel.nodes.size() > 1 || kernel.foldedDims() != 0;
  return !instruction.isLanes() && kernel.outputs.size() == 1 && isMore &&
         !isPlainProduct(kernel);
}

namespace {

/// A value of an operation's body, at the points that the covering computation
/// walks: each dim of the operation is an expression over its dims, null where
/// it is folded away.
struct Point {
  Value value;
  StructuredOpInterface op;
  SmallVector<AffineExpr, 6> dims;

  bool operator==(const Point &other) const {
    return value == other.value && dims == other.dims;
  }
};

/// What the values of the instruction's body are, as far as they are known.
struct Cover {
  SmallVector<std::optional<Point>, 16> values;
  SmallVector<int64_t, 6> extents; ///< Of the covering computation.
  /// Per value that is a fold the dims of that computation that it goes along.
  llvm::SmallDenseMap<int32_t, SmallVector<int64_t, 2>> folds;
};

struct Goal {
  int32_t value; ///< Of the instruction's body.
  Point point;
};

class BodyMatcher {
public:
  BodyMatcher(const Kernel &pattern, StructuredOpInterface root)
      : pattern(pattern), root(root) {}

  std::optional<Cover> run();
  CoverMiss miss; ///< If it found nothing.

private:
  /// Comparisons after which nothing is found; a body has some dozen values.
  static constexpr int kMostSteps = 20000;

  bool solve(SmallVector<Goal, 8> goals, Cover cover);
  bool solveNode(const Node &node, Goal goal, SmallVector<Goal, 8> goals,
                 Cover cover);
  bool solveFold(const Node &node, Goal goal, SmallVector<Goal, 8> goals,
                 Cover cover);
  bool assignFolded(int32_t fold, SmallVector<unsigned, 4> left, Goal inner,
                    SmallVector<Goal, 8> goals, Cover cover);
  std::optional<Point> leafOf(const Point &point) const;
  std::optional<Point> madeAt(Point point) const;
  bool differs(const Cover &cover, const Goal &goal, const Twine &expected);

  const Kernel &pattern;
  StructuredOpInterface root;
  std::optional<Cover> found;
  int steps = 0;
};

} // namespace

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

/// The accumulator of a reduction is no input.
static bool isInput(const Point &point) {
  auto argument = dyn_cast<BlockArgument>(point.value);
  StructuredOpInterface op = point.op;
  return argument && argument.getArgNumber() < op.getInputTensors().size();
}

/// `map`, which is over the dims of the point's operation, over those of the
/// covering computation.
static SmallVector<AffineExpr, 6> resultsAt(const Point &point, AffineMap map) {
  SmallVector<AffineExpr, 6> results;
  for (AffineExpr expr : map.getResults())
    results.push_back(expr.replaceDims(point.dims));
  return results;
}

/// An input as its tensor, at the elements that the map reaches; a constant as
/// itself.
std::optional<Point> BodyMatcher::leafOf(const Point &point) const {
  if (matchPattern(point.value, m_Constant()))
    return Point{point.value, point.op, {}};
  if (!isInput(point))
    return std::nullopt;
  StructuredOpInterface op = point.op;
  unsigned number = cast<BlockArgument>(point.value).getArgNumber();
  return Point{op.getInputTensors()[number], op,
               resultsAt(point, op.getOperandMaps()[number])};
}

/// The scalar that makes the value, in the operation that makes its tensor.
std::optional<Point> BodyMatcher::madeAt(Point point) const {
  while (isInput(point)) {
    Point leaf = *leafOf(point);
    auto producer = leaf.value.getDefiningOp<StructuredOpInterface>();
    if (!producer)
      return std::nullopt;
    Point next;
    next.op = producer;
    auto yield =
        cast<YieldOp>(producer.getScalarBody().front().getTerminator());
    next.value = yield.getValues()[0];
    next.dims.resize(producer.getIterationExtents().size());
    AffineMap written = producer.getOperandMaps().back();
    for (auto [d, expr] : llvm::enumerate(written.getResults()))
      next.dims[cast<AffineDimExpr>(expr).getPosition()] = leaf.dims[d];
    point = std::move(next);
  }
  return point;
}

/// The attribute of a constant, an immediate or a fill; null for anything else.
static Attribute constantOf(const Point &point) {
  Attribute value;
  if (matchPattern(point.value, m_Constant(&value)))
    return value;
  if (auto literal = point.value.getDefiningOp<LiteralOp>())
    return literal.getValue();
  if (!isInput(point))
    return Attribute();
  StructuredOpInterface op = point.op;
  unsigned number = cast<BlockArgument>(point.value).getArgNumber();
  auto fill = op.getInputTensors()[number].getDefiningOp<FillOp>();
  return fill ? Attribute(fill.getValue()) : Attribute();
}

/// Whether the attribute is the constant of the node, by bits.
static bool isConstant(Attribute attribute, const Node &node) {
  auto typed = dyn_cast_or_null<TypedAttr>(attribute);
  if (!typed || formatOf(typed.getType()) != node.format)
    return false;
  if (auto real = dyn_cast<FloatAttr>(attribute)) {
    double value = real.getValueAsDouble();
    return std::memcmp(&value, &node.floatValue, sizeof(value)) == 0;
  }
  auto integer = dyn_cast<IntegerAttr>(attribute);
  return integer && (node.format == Format::I1
                         ? int64_t(integer.getValue().getZExtValue())
                         : integer.getValue().getSExtValue()) == node.intValue;
}

/// Constants are the same by value, anything else at the same points.
static bool areSame(const Point &a, const Point &b) {
  if (a == b)
    return true;
  auto constant = [](const Point &point) -> Attribute {
    Attribute value;
    if (matchPattern(point.value, m_Constant(&value)))
      return value;
    auto fill = point.value.getDefiningOp<FillOp>();
    return fill ? Attribute(fill.getValue()) : Attribute();
  };
  Attribute mine = constant(a);
  return mine && mine == constant(b);
}

static std::string textOf(const Node &constant) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  if (isFloat(constant.format))
    stream << llvm::format("%g", constant.floatValue);
  else
    stream << constant.intValue;
  return text;
}

//===----------------------------------------------------------------------===//
// Search
//===----------------------------------------------------------------------===//

/// Notes what was in the way, if nothing was further on; false.
bool BodyMatcher::differs(const Cover &cover, const Goal &goal,
                          const Twine &expected) {
  size_t firstNode = pattern.inputs.size() + pattern.outputs.size();
  unsigned agreed = 0;
  for (const std::optional<Point> &value :
       ArrayRef(cover.values).drop_front(firstNode))
    agreed += value.has_value();
  if (!miss.difference.empty() && miss.agreed >= agreed)
    return false;
  Value value = goal.point.value;
  Operation *made = value.getDefiningOp();
  if (isInput(goal.point))
    if (std::optional<Point> point = madeAt(goal.point))
      made = point->value.getDefiningOp();
  miss.agreed = agreed;
  Attribute constant = constantOf(goal.point);
  std::string found =
      made ? made->getName().getStringRef().str() : "an operand";
  if (constant)
    llvm::raw_string_ostream(found = "") << constant;
  miss.difference = (expected + " is expected, found " + found).str();
  StructuredOpInterface op = goal.point.op;
  miss.location = made ? made->getLoc() : op.getLoc();
  return false;
}

/// `point` is where the fold's operand is, but for the dims in `left`: each is
/// a dim of the covering computation that the result does not depend on, or a
/// new one.
bool BodyMatcher::assignFolded(int32_t fold, SmallVector<unsigned, 4> left,
                               Goal inner, SmallVector<Goal, 8> goals,
                               Cover cover) {
  if (left.empty()) {
    uint32_t reductions = inner.point.op.getReductionDims();
    SmallVector<int64_t, 2> &dims = cover.folds[fold];
    for (auto [d, expr] : llvm::enumerate(inner.point.dims))
      if (reductions >> d & 1)
        dims.push_back(cast<AffineDimExpr>(expr).getPosition());
    goals.push_back(std::move(inner));
    return solve(std::move(goals), std::move(cover));
  }
  unsigned dim = left.pop_back_val();
  MLIRContext *context = root->getContext();
  int64_t extent = inner.point.op.getIterationExtents()[dim];
  for (unsigned d = 0; d <= cover.extents.size(); ++d) {
    bool isNew = d == cover.extents.size();
    bool isUsed = llvm::any_of(inner.point.dims, [&](AffineExpr expr) {
      return expr && expr.isFunctionOfDim(d);
    });
    if (!isNew && (isUsed || cover.extents[d] != extent))
      continue;
    Goal assigned = inner;
    assigned.point.dims[dim] = getAffineDimExpr(d, context);
    Cover next = cover;
    if (isNew)
      next.extents.push_back(extent);
    if (assignFolded(fold, left, std::move(assigned), goals, std::move(next)))
      return true;
  }
  return false;
}

/// The result of a reduction that joins as the fold does.
bool BodyMatcher::solveFold(const Node &node, Goal goal,
                            SmallVector<Goal, 8> goals, Cover cover) {
  StructuredOpInterface op = goal.point.op;
  FoldRule rule = FoldRule::unpack(node.attribute);
  std::string expected = "a reduction by " + scalarOpName(rule.joins).str();
  if (!op.getInitialValue())
    return differs(cover, goal, expected);
  if (!isConstant(op.getInitialValue(), node))
    return differs(cover, goal, expected + " from another value");
  Operation *join = goal.point.value.getDefiningOp();
  Value accumulator = op.getScalarBody().front().getArguments().back();
  if (!join || join->getNumOperands() != 2 ||
      parseScalarOp(join->getName().getStringRef()) != rule.joins)
    return differs(cover, goal, expected);
  cover.values[goal.value] = goal.point;
  for (unsigned side : {0u, 1u}) {
    Value term = join->getOperand(1 - side);
    if (join->getOperand(side) != accumulator || term == accumulator)
      continue;
    SmallVector<unsigned, 4> left;
    for (auto [d, expr] : llvm::enumerate(goal.point.dims))
      if (!expr)
        left.push_back(d);
    Goal inner{node.operands[0], goal.point};
    inner.point.value = term;
    return assignFolded(goal.value, std::move(left), std::move(inner),
                        std::move(goals), std::move(cover));
  }
  return false;
}

bool BodyMatcher::solveNode(const Node &node, Goal goal,
                            SmallVector<Goal, 8> goals, Cover cover) {
  if (node.op == ScalarOp::Fold)
    return solveFold(node, std::move(goal), std::move(goals), std::move(cover));
  // Only a fold, or the accumulator of the root, is inside a reduction.
  const Point &point = goal.point;
  StringRef name = scalarOpName(node.op);
  if (llvm::is_contained(point.dims, AffineExpr()))
    return differs(cover, goal, name);
  Operation *op = point.value.getDefiningOp();
  std::optional<Format> format = formatOf(point.value.getType());
  if (!op || scalarOpOf(*op) != node.op)
    return differs(cover, goal, name);
  if (format != node.format)
    return differs(cover, goal, name + " in " + formatName(node.format));
  cover.values[goal.value] = point;
  if (node.op == ScalarOp::Index)
    return isa<AffineDimExpr>(point.dims[cast<IndexOp>(op).getDim()]) &&
           solve(std::move(goals), std::move(cover));
  FailureOr<int64_t> attribute = nodeAttribute(*op);
  if (failed(attribute) || op->getNumOperands() != node.operands.size() ||
      (node.op != ScalarOp::ExtF && *attribute != node.attribute))
    return differs(cover, goal, name + " by another rule");
  auto tryOrder = [&](bool isSwapped) {
    SmallVector<Goal, 8> next = goals;
    for (auto [i, operand] : llvm::enumerate(node.operands)) {
      Goal &inner = next.emplace_back(Goal{operand, point});
      inner.point.value = op->getOperand(isSwapped ? 1 - i : i);
    }
    return solve(std::move(next), cover);
  };
  return tryOrder(false) || (isCommutative(node.op) && tryOrder(true));
}

bool BodyMatcher::solve(SmallVector<Goal, 8> goals, Cover cover) {
  if (++steps > kMostSteps)
    return false;
  if (goals.empty()) {
    found = std::move(cover);
    return true;
  }
  Goal goal = goals.pop_back_val();
  size_t numInputs = pattern.inputs.size();
  size_t firstNode = numInputs + pattern.outputs.size();
  auto value = static_cast<size_t>(goal.value);
  std::optional<Point> &known = cover.values[value];
  bool wasKnown = known.has_value();
  if (value < numInputs) {
    std::optional<Point> leaf = leafOf(goal.point);
    if (!leaf ||
        formatOf(goal.point.value.getType()) != pattern.inputs[value].format)
      return differs(cover, goal,
                     "an operand in " +
                         formatName(pattern.inputs[value].format));
    if (wasKnown && !areSame(*known, *leaf))
      return differs(cover, goal, "an operand that was met before");
    known = std::move(leaf);
    return solve(std::move(goals), std::move(cover));
  }
  if (value < firstNode)
    return root.getInitialValue() && goal.point.op == root &&
           goal.point.value ==
               root.getScalarBody().front().getArguments().back() &&
           solve(std::move(goals), std::move(cover));
  const Node &node = pattern.nodes[value - firstNode];
  if (node.op == ScalarOp::Constant)
    return isConstant(constantOf(goal.point), node)
               ? solve(std::move(goals), std::move(cover))
               : differs(cover, goal, "the constant " + textOf(node));
  std::optional<Point> made = madeAt(goal.point);
  if (!made)
    return differs(cover, goal, scalarOpName(node.op));
  if (wasKnown && !(*known == *made))
    return differs(cover, goal, "a value that was met before");
  if (wasKnown)
    return solve(std::move(goals), std::move(cover));
  goal.point = std::move(*made);
  return solveNode(node, std::move(goal), std::move(goals), std::move(cover));
}

std::optional<Cover> BodyMatcher::run() {
  Cover cover;
  cover.values.resize(pattern.inputs.size() + pattern.outputs.size() +
                      pattern.nodes.size());
  cover.extents.assign(root.getIterationExtents().begin(),
                       root.getIterationExtents().end());
  Goal goal{pattern.yields[0], {}};
  goal.point.op = root;
  auto yield = cast<YieldOp>(root.getScalarBody().front().getTerminator());
  goal.point.value = yield.getValues()[0];
  for (unsigned d = 0; d < cover.extents.size(); ++d)
    goal.point.dims.push_back(getAffineDimExpr(d, root->getContext()));
  solve({goal}, std::move(cover));
  return std::move(found);
}

//===----------------------------------------------------------------------===//
// Building
//===----------------------------------------------------------------------===//

namespace {
/// Writes the instruction's body over what its values are.
class CoverBuilder {
public:
  CoverBuilder(const Kernel &pattern, StructuredOpInterface root,
               const Cover &cover)
      : pattern(pattern), root(root), cover(cover), builder(root) {}

  StructuredOpInterface build();

private:
  void addInputs();
  Operation *create();
  void fillBody(Block &body);
  Value makeNode(OpBuilder &inside, const Node &node, const Point *point);

  const Kernel &pattern;
  StructuredOpInterface root;
  const Cover &cover;
  OpBuilder builder;
  SmallVector<Value> tensors;
  SmallVector<Attribute> maps;
  SmallVector<Value> numbers; ///< Per value of the pattern.
};
} // namespace

/// Constants stay in the body, where they are immediates.
void CoverBuilder::addInputs() {
  for (size_t i = 0; i < pattern.inputs.size(); ++i) {
    const std::optional<Point> &leaf = cover.values[i];
    if (!leaf || !isa<RankedTensorType>(leaf->value.getType()))
      continue;
    tensors.push_back(leaf->value);
    maps.push_back(AffineMapAttr::get(AffineMap::get(
        cover.extents.size(), 0, leaf->dims, root->getContext())));
  }
  AffineMap written = root.getOperandMaps().back();
  maps.push_back(AffineMapAttr::get(AffineMap::get(
      cover.extents.size(), 0, written.getResults(), root->getContext())));
}

Operation *CoverBuilder::create() {
  Location loc = root.getLoc();
  Type type = root.getResultTensor().getType();
  ArrayAttr list = builder.getArrayAttr(maps);
  if (!pattern.outputs.front().updated)
    return MapOp::create(builder, loc, type, tensors, cover.extents, list);
  TypedAttr init = root.getInitialValue();
  // What is a product still is counted as one.
  if (isa<ContractOp>(root.getOperation()) && multiplyAccumulate(pattern))
    return ContractOp::create(builder, loc, type, tensors, cover.extents, list,
                              init);
  return ReduceOp::create(builder, loc, type, tensors, cover.extents, list,
                          init);
}

Value CoverBuilder::makeNode(OpBuilder &inside, const Node &node,
                             const Point *point) {
  Location loc = root.getLoc();
  Type type = typeOf(node.format, root->getContext());
  auto constant = [&]() -> TypedAttr {
    if (auto real = dyn_cast<FloatType>(type))
      return FloatAttr::get(real, node.floatValue);
    return IntegerAttr::get(type, node.intValue);
  };
  if (node.op == ScalarOp::Constant)
    return LiteralOp::create(inside, loc, type, constant());
  if (node.op == ScalarOp::Fold) {
    FoldRule rule = FoldRule::unpack(node.attribute);
    return FoldOp::create(
        inside, loc, type, scalarOpName(rule.joins), numbers[node.operands[0]],
        cover.folds.find(int32_t(numbers.size()))->second, constant());
  }
  Operation *from = point->value.getDefiningOp();
  if (auto index = dyn_cast<IndexOp>(from))
    return IndexOp::create(
        inside, loc, type,
        cast<AffineDimExpr>(point->dims[index.getDim()]).getPosition());
  Operation *copy = inside.clone(*from);
  copy->setLoc(loc);
  for (auto [i, operand] : llvm::enumerate(node.operands))
    copy->setOperand(i, numbers[operand]);
  return copy->getResult(0);
}

void CoverBuilder::fillBody(Block &body) {
  OpBuilder inside = OpBuilder::atBlockEnd(&body);
  Location loc = root.getLoc();
  for (size_t i = 0; i < pattern.inputs.size(); ++i) {
    const std::optional<Point> &leaf = cover.values[i];
    if (!leaf)
      numbers.push_back(Value());
    else if (auto type = dyn_cast<RankedTensorType>(leaf->value.getType()))
      numbers.push_back(body.addArgument(type.getElementType(), loc));
    else
      numbers.push_back(
          inside.clone(*leaf->value.getDefiningOp())->getResult(0));
  }
  numbers.push_back(
      pattern.outputs.front().updated
          ? Value(body.addArgument(
                cast<RankedTensorType>(root.getResultTensor().getType())
                    .getElementType(),
                loc))
          : Value());
  for (auto [n, node] : llvm::enumerate(pattern.nodes)) {
    const std::optional<Point> &point =
        cover.values[pattern.inputs.size() + 1 + n];
    bool isUsed = point || node.op == ScalarOp::Constant;
    numbers.push_back(isUsed ? makeNode(inside, node, point ? &*point : nullptr)
                             : Value());
  }
  YieldOp::create(inside, loc, ValueRange{numbers[pattern.yields[0]]});
}

StructuredOpInterface CoverBuilder::build() {
  addInputs();
  Operation *op = create();
  fillBody(op->getRegion(0).emplaceBlock());
  return cast<StructuredOpInterface>(op);
}

bool ridge::canRun(const Machine &machine, InstructionId id,
                   const OperationKernel &kernel) {
  return llvm::any_of(
      matchKernel(machine, kernel.kernel, kernel.immediates),
      [&](const Match &match) { return match.instruction == id; });
}

StructuredOpInterface ridge::coverBody(const Machine &machine, InstructionId id,
                                       StructuredOpInterface root,
                                       CoverMiss *miss) {
  const Kernel &pattern = machine.instructions[id].kernel;
  BodyMatcher matcher(pattern, root);
  std::optional<Cover> cover = matcher.run();
  if (miss && !cover)
    *miss = std::move(matcher.miss);
  // A computation has at most 16 dims.
  if (!cover || cover->extents.size() > 16)
    return nullptr;
  StructuredOpInterface op = CoverBuilder(pattern, root, *cover).build();
  FailureOr<OperationKernel> kernel = operationKernel(op);
  if (succeeded(kernel) && canRun(machine, id, *kernel))
    return op;
  if (miss && succeeded(kernel))
    *miss = {unsigned(pattern.nodes.size()),
             explainNoMatch(machine, kernel->kernel, kernel->immediates),
             op->getLoc()};
  op->erase();
  return nullptr;
}
