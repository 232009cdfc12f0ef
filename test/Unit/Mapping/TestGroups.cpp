//===- TestGroups.cpp - groups built by hand, and their execution ---------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TestGroups.h"
#include "llvm/ADT/SmallBitVector.h"
#include <set>

using namespace ridge;
using namespace ridge::test;

Machine test::byteMachine() {
  Machine machine = makeMachine();
  machine.paths[0] = {"dram->sram", 0, 1, 0, 1, 7, 1, 0, 3};
  machine.paths[1] = {"sram->dram", 1, 0, 1, 1, 7, 1, 0, 3};
  machine.memories[0].latency = 0;
  return machine;
}

//===----------------------------------------------------------------------===//
// Groups
//===----------------------------------------------------------------------===//

TestGroup::TestGroup(std::string name, llvm::ArrayRef<int64_t> extents)
    : name(std::move(name)) {
  workload.machine = machine.get();
  workload.extents.assign(extents.begin(), extents.end());
  workload.cuts.assign(extents.size(), 1);
}

int32_t TestGroup::addWindow(llvm::ArrayRef<int32_t> dims, Format format,
                             bool isWritten) {
  GroupWindow window;
  window.format = format;
  window.memory = 1;
  window.route = {isWritten ? 1 : 0};
  window.isWritten = isWritten;
  int64_t stride = 1;
  for (int32_t dim : llvm::reverse(dims)) {
    window.box.insert(window.box.begin(), BoxDim{{0, {{dim, 1}}}, stride});
    stride *= workload.extents[dim];
    window.dims |= DimSet(1) << dim;
  }
  workload.windows.push_back(std::move(window));
  return static_cast<int32_t>(workload.windows.size()) - 1;
}

int32_t TestGroup::addLocal(llvm::ArrayRef<int32_t> dims, Format format,
                            MemoryId memory, bool isShared) {
  GroupLocal local;
  local.format = format;
  local.dims.assign(dims.begin(), dims.end());
  local.memory = memory;
  local.storage = workload.numStorages++;
  local.isShared = isShared;
  workload.locals.push_back(std::move(local));
  return ~(static_cast<int32_t>(workload.locals.size()) - 1);
}

void TestGroup::addOperation(llvm::StringRef text, llvm::ArrayRef<int32_t> dims,
                             DimSet reduced, llvm::ArrayRef<int32_t> reads,
                             int32_t write) {
  auto operand = [](int32_t index) {
    return index < 0 ? GroupOperand{GroupOperand::Kind::Local, ~index}
                     : GroupOperand{GroupOperand::Kind::Window, index};
  };
  GroupOperation operation;
  Kernel kernel = parseKernel(text);
  bool isFilled = kernel.outputs.front().updated;
  operation.candidates = std::make_shared<const Candidates>(
      candidatesOf(*machine, kernel, /*immediates=*/0, isFilled));
  ASSERT_FALSE(operation.candidates->matches.empty()) << text.str();
  operation.match = operation.candidates->matches.front();
  operation.engine = machine->instructions[operation.match.instruction].engine;
  operation.kernel = std::make_shared<const Kernel>(std::move(kernel));
  operation.dims.assign(dims.begin(), dims.end());
  for (int32_t dim : dims)
    operation.used |= DimSet(1) << dim;
  operation.reduced = reduced;
  operation.kept = operation.used & ~reduced;
  operation.write = operand(write);
  for (int32_t read : reads) {
    operation.reads.push_back(operand(read));
    for (auto [i, other] : llvm::enumerate(workload.operations))
      if (read < 0 && other.write.kind == GroupOperand::Kind::Local &&
          other.write.index == ~read)
        operation.producers.push_back(static_cast<int32_t>(i));
  }
  workload.operations.push_back(std::move(operation));
}

TestGroup test::productGroup(int64_t m, int64_t n, int64_t k) {
  TestGroup group("product", {m, n, k});
  int32_t a = group.addWindow({0, 2}, Format::I8, false);
  int32_t b = group.addWindow({2, 1}, Format::I8, false);
  int32_t out = group.addWindow({0, 1}, Format::I32, true);
  int32_t sum = group.addLocal({0, 1}, Format::I32, 2, /*isShared=*/true);
  group.addOperation(matmulText, {0, 1, 2}, /*reduced=*/4, {a, b}, sum);
  group.addOperation("(d0, d1) in i32[0,1] out i32[0,1] { "
                     "%2 = arith.maxsi %0, %0 : i32; yield %2 }",
                     {0, 1}, 0, {sum}, out);
  return group;
}

TestGroup test::rowGroup(int64_t m, int64_t n) {
  TestGroup group("row", {m, n});
  int32_t x = group.addWindow({0, 1}, Format::I32, false);
  int32_t row = group.addWindow({1}, Format::I32, false);
  int32_t out = group.addWindow({0, 1}, Format::I32, true);
  group.addOperation("(d0, d1) in i32[0,1] i32[0,1] out i32[0,1] { "
                     "%3 = arith.maxsi %0, %1 : i32; yield %3 }",
                     {0, 1}, 0, {x, row}, out);
  return group;
}

TestGroup test::foldGroup(int64_t m, int64_t n) {
  TestGroup group("fold", {m, n});
  int32_t x = group.addWindow({0, 1}, Format::F32, false);
  int32_t out = group.addWindow({0, 1}, Format::F32, true);
  int32_t sum = group.addLocal({0}, Format::F32, 1, /*isShared=*/false);
  group.addOperation("(d0, r1) in f32[0,1] out f32[0] update { "
                     "%2 = arith.addf %1, %0 : f32; yield %2 }",
                     {0, 1}, /*reduced=*/2, {x}, sum);
  group.addOperation("(d0, d1) in f32[0,1] f32[0,1] out f32[0,1] { "
                     "%3 = arith.subf %0, %1 : f32; yield %3 }",
                     {0, 1}, 0, {x, sum}, out);
  group.workload.whole = 2; // What is folded is walked again.
  return group;
}

TestGroup test::randomGroup(std::mt19937_64 &random, int64_t most) {
  auto extent = [&] { return int64_t(1 + random() % most); };
  int64_t m = extent(), n = extent(), k = extent();
  switch (random() % 3) {
  case 0:
    return productGroup(m, n, k);
  case 1:
    return rowGroup(m, n);
  default:
    return foldGroup(m, n);
  }
}

Tiling test::tiling(llvm::ArrayRef<int64_t> tiles,
                    llvm::ArrayRef<int64_t> order) {
  Tiling result;
  result.tiles.assign(tiles.begin(), tiles.end());
  result.order.assign(order.begin(), order.end());
  return result;
}

Tiling test::overlapping(const TestGroup &group, Tiling tiling) {
  group.workload.giveTwoSlots(tiling);
  return tiling;
}

void test::completeForMappings(TestGroup &group) {
  Machine &machine = *group.machine;
  machine.instructions[machine.findInstruction("lanes")]
      .operands.back()
      .memories.push_back(machine.findMemory("acc"));
  for (GroupWindow &window : group.workload.windows)
    window.isRead = !window.isWritten;
}

Tiling test::randomTiling(std::mt19937_64 &random, const Workload &workload) {
  Tiling tiling;
  for (size_t dim = 0; dim < workload.extents.size(); ++dim) {
    int64_t extent = workload.extents[dim];
    tiling.tiles.push_back(
        (workload.whole >> dim) & 1 ? extent : int64_t(1 + random() % extent));
    if (tiling.tiles.back() < extent)
      tiling.order.push_back(int64_t(dim));
  }
  std::shuffle(tiling.order.begin(), tiling.order.end(), random);
  if (random() % 2)
    workload.giveTwoSlots(tiling);
  return tiling;
}

//===----------------------------------------------------------------------===//
// Iterations
//===----------------------------------------------------------------------===//

void test::forEachIteration(
    const Workload &workload, const Tiling &tiling, unsigned depth,
    llvm::function_ref<void(llvm::ArrayRef<int64_t>)> visit) {
  llvm::SmallVector<int64_t, 6> counters(depth, 0);
  while (true) {
    visit(counters);
    unsigned position = depth;
    while (position > 0 &&
           ++counters[position - 1] ==
               workload.trips(tiling, tiling.order[position - 1]))
      counters[--position] = 0;
    if (position == 0)
      return;
  }
}

/// First index of the tile along a dim.
static int64_t startAt(const Tiling &tiling, int32_t dim,
                       llvm::ArrayRef<int64_t> counters) {
  for (auto [position, counter] : llvm::enumerate(counters))
    if (tiling.order[position] == dim)
      return counter * tiling.tiles[dim];
  return 0;
}

int64_t test::sizeAt(const Workload &workload, const Tiling &tiling,
                     int32_t dim, llvm::ArrayRef<int64_t> counters) {
  return std::min(tiling.tiles[dim],
                  workload.extents[dim] - startAt(tiling, dim, counters));
}

//===----------------------------------------------------------------------===//
// Execution
//===----------------------------------------------------------------------===//

namespace {
/// Per group dim an index, or a tile's first index.
using Point = std::vector<int64_t>;

/// A buffer of one tile: how many terms each of its elements has so far.
struct Buffer {
  Point tile;
  std::map<Point, int64_t> terms;
};

class NestExecution {
public:
  NestExecution(const Workload &workload, const Tiling &tiling)
      : workload(workload), tiling(tiling), locals(workload.numStorages),
        windows(workload.windows.size()), done(workload.windows.size()) {}

  std::string run(const std::vector<NestItem> &nest) {
    walk(nest);
    for (size_t w = 0; w < windows.size(); ++w)
      if (workload.windows[w].isWritten)
        finish(w);
    return problem;
  }

private:
  void walk(const std::vector<NestItem> &items);
  void execute(const GroupOperation &operation);
  void executePoint(const GroupOperation &operation, const Point &point);
  void finish(size_t window);
  Point project(const Point &point, DimSet dims) const {
    Point result(point);
    for (size_t d = 0; d < result.size(); ++d)
      if (!((dims >> d) & 1))
        result[d] = 0;
    return result;
  }
  DimSet dimsOf(const GroupOperand &operand) const {
    if (operand.kind == GroupOperand::Kind::Window)
      return workload.windows[operand.index].dims;
    DimSet dims = 0;
    for (int32_t dim : workload.locals[operand.index].dims)
      dims |= DimSet(1) << dim;
    return dims;
  }
  Point start() const {
    Point point;
    for (size_t dim = 0; dim < workload.extents.size(); ++dim)
      point.push_back(startAt(tiling, int32_t(dim), counters));
    return point;
  }

  const Workload &workload;
  const Tiling &tiling;
  std::vector<Buffer> locals, windows;
  std::vector<std::set<Point>> done; ///< Per window, elements stored.
  std::map<std::pair<int, int>, int64_t> wanted; ///< Terms of a full element.
  llvm::SmallVector<int64_t, 6> counters;
  std::string problem;
};
} // namespace

void NestExecution::walk(const std::vector<NestItem> &items) {
  for (const NestItem &item : items) {
    if (item.operation >= 0) {
      execute(workload.operations[item.operation]);
      continue;
    }
    if (item.loopPosition != int32_t(counters.size()))
      problem = "a loop stands at another depth than its place in the order";
    int64_t dim = tiling.order[item.loopPosition];
    for (int64_t i = 0; i < workload.trips(tiling, dim); ++i) {
      counters.push_back(i);
      walk(item.body);
      counters.pop_back();
    }
  }
}

/// The tile leaves the buffer: every element is complete and leaves once.
void NestExecution::finish(size_t window) {
  for (auto &[element, terms] : windows[window].terms)
    if (terms != wanted[{0, int(window)}])
      problem = "an incomplete element is stored";
    else if (!done[window].insert(element).second)
      problem = "an element is stored twice";
  windows[window].terms.clear();
}

void NestExecution::execute(const GroupOperation &operation) {
  bool isWindow = operation.write.kind == GroupOperand::Kind::Window;
  Buffer &target = isWindow
                       ? windows[operation.write.index]
                       : locals[workload.locals[operation.write.index].storage];
  int64_t terms = 1;
  for (size_t dim = 0; dim < workload.extents.size(); ++dim)
    if ((operation.reduced >> dim) & 1)
      terms *= workload.extents[dim];
  wanted[{isWindow ? 0 : 1, operation.write.index}] = terms;
  // A new instance of the result begins with nothing.
  Point tile = project(start(), dimsOf(operation.write));
  if (target.tile != tile || !operation.reduced) {
    if (isWindow)
      finish(operation.write.index);
    target.terms.clear();
    target.tile = tile;
  }
  Point point = start(), first = point;
  std::function<void(size_t)> visit = [&](size_t d) {
    if (d == operation.dims.size())
      return executePoint(operation, point);
    int32_t dim = operation.dims[d];
    int64_t size = sizeAt(workload, tiling, dim, counters);
    for (int64_t i = 0; i < size; ++i) {
      point[dim] = first[dim] + i;
      visit(d + 1);
    }
    point[dim] = first[dim];
  };
  visit(0);
}

void NestExecution::executePoint(const GroupOperation &operation,
                                 const Point &point) {
  for (const GroupOperand &read : operation.reads) {
    if (read.kind != GroupOperand::Kind::Local)
      continue;
    const Buffer &source = locals[workload.locals[read.index].storage];
    auto found = source.terms.find(project(point, dimsOf(read)));
    if (found == source.terms.end() || found->second != wanted[{1, read.index}])
      problem = "a value is read before it is complete";
  }
  bool isWindow = operation.write.kind == GroupOperand::Kind::Window;
  Buffer &target = isWindow
                       ? windows[operation.write.index]
                       : locals[workload.locals[operation.write.index].storage];
  ++target.terms[project(point, dimsOf(operation.write))];
}

std::string test::executeNest(const Workload &workload, const Tiling &tiling,
                              const std::vector<NestItem> &nest) {
  return NestExecution(workload, tiling).run(nest);
}
