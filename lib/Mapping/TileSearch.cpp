//===- TileSearch.cpp - the best tiling of a group ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/TileSearch.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace ridge;

namespace {

using Sizes = llvm::SmallVector<int64_t, 16>;

/// Dims whose sizes are chosen by one digit: digit i takes each dim's size i,
/// or its last.
using Bundle = llvm::SmallVector<unsigned, 2>;

class TileSearch {
public:
  TileSearch(const Workload &workload, SearchObserver *observer)
      : workload(workload), cost(workload), observer(observer) {}

  std::optional<Tiling> run(bool thorough);
  std::string explainFailure() const;

private:
  std::vector<Sizes> candidates(bool thorough) const;
  std::vector<Bundle> thin(std::vector<Sizes> &sizes) const;
  /// Tiles, and the cycles that their transfers take at least.
  struct GridPoint {
    decltype(Tiling::tiles) tiles;
    double least;
  };
  std::vector<GridPoint> grid();
  void reach(llvm::ArrayRef<GridPoint> points);
  void tryGrid();
  void tryOrders(Tiling tiling) {
    if (!isTooRagged(tiling))
      tryOrders(tiling, 0);
  }
  void tryOrders(Tiling &tiling, double least);
  double limit() const {
    return best ? std::min(best->objective, reached) : reached;
  }
  bool isHopeless(double least) const;
  void refine();
  void splitLoops();
  bool splitLoop(unsigned dim);
  void tryTiling(Tiling &tiling);
  void stageLonger(Tiling &tiling);
  bool priceIfLegal(Tiling &tiling);
  bool isTooRagged(const Tiling &tiling) const;

  const Workload &workload;
  TilingCost cost;
  SearchObserver *observer; ///< May be null.
  std::optional<Tiling> best;
  /// The objective of a tiling of the grid: the best one is no worse.
  double reached = std::numeric_limits<double>::infinity();
};

} // namespace

/// The grid of the coarse search: sizes at most.
static constexpr int64_t kMostCoarse = 4096;
/// Loops that are tried in every order: 4! of them.
static constexpr unsigned kMostPermuted = 4;
/// Each ragged dim doubles the kinds of tiles that an operation has.
static constexpr unsigned kMostRagged = 8;

//===----------------------------------------------------------------------===//
// Sizes
//===----------------------------------------------------------------------===//

std::vector<Sizes> TileSearch::candidates(bool thorough) const {
  std::vector<Sizes> result;
  for (size_t dim = 0; dim < workload.extents.size(); ++dim) {
    int64_t extent = workload.extents[dim];
    Sizes sizes{extent};
    auto add = [&](int64_t size) {
      size = static_cast<int64_t>(llvm::alignTo(size, workload.cuts[dim]));
      if (size < extent)
        sizes.push_back(size);
    };
    if (!((workload.whole >> dim) & 1)) {
      for (int64_t size = 1; size < extent; size *= thorough ? 2 : 4)
        add(size);
      for (int64_t pieces : {2, 3, 4, 5, 6, 7, 8, 12, 16})
        if (pieces < extent && (thorough || pieces == 2))
          add(llvm::divideCeil(extent, pieces));
    }
    llvm::sort(sizes);
    sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
    result.push_back(std::move(sizes));
  }
  return result;
}

/// Thins out the longest lists until the grid is small enough; the least and
/// the greatest size of every dim stay. What remains too large is bundled.
std::vector<Bundle> TileSearch::thin(std::vector<Sizes> &sizes) const {
  std::vector<Bundle> bundles;
  for (size_t dim = 0; dim < sizes.size(); ++dim)
    bundles.push_back({static_cast<unsigned>(dim)});
  auto product = [&] {
    int64_t count = 1;
    for (const Bundle &bundle : bundles)
      count = std::min(count * int64_t(sizes[bundle.front()].size()),
                       kMostCoarse + 1);
    return count;
  };
  while (product() > kMostCoarse) {
    auto longest = llvm::max_element(sizes, [](const Sizes &a, const Sizes &b) {
      return a.size() < b.size();
    });
    if (longest->size() <= 2) {
      // Two sizes per bundle: those that have one are nothing to choose.
      llvm::erase_if(bundles, [&](const Bundle &bundle) {
        return sizes[bundle.front()].size() == 1;
      });
      Bundle last = bundles.back();
      bundles.pop_back();
      bundles.back().append(last);
      continue;
    }
    Sizes thinned;
    for (size_t i = 0; i < longest->size(); ++i)
      if (i % 2 == 0 || i + 1 == longest->size())
        thinned.push_back((*longest)[i]);
    *longest = thinned;
  }
  return bundles;
}

//===----------------------------------------------------------------------===//
// Search
//===----------------------------------------------------------------------===//

bool TileSearch::isTooRagged(const Tiling &tiling) const {
  unsigned ragged = 0;
  for (auto [extent, tile] : llvm::zip_equal(workload.extents, tiling.tiles))
    ragged += extent % tile != 0;
  return ragged > kMostRagged;
}

/// With as many slots as fit.
bool TileSearch::priceIfLegal(Tiling &tiling) {
  workload.giveTwoSlots(tiling);
  tiling.turns.clear();
  std::optional<MappingRule> broken = cost.brokenRule(tiling);
  if (broken && observer)
    observer->refused(tiling, *broken);
  if (broken == MappingRule::Capacity && cost.saveSlots(tiling))
    broken = cost.brokenRule(tiling);
  if (broken)
    return false;
  cost.price(tiling);
  if (observer)
    observer->evaluated(tiling);
  return true;
}

/// Lets what is staged stay for more and more loops, staging by staging, as
/// long as that gains something. Boxes do not grow on their way.
void TileSearch::stageLonger(Tiling &tiling) {
  Tiling longer = tiling;
  for (const GroupStaging &staging : workload.stagings)
    longer.depths.push_back(static_cast<int32_t>(
        workload.depthOf(tiling, workload.windows[staging.window].dims)));
  tiling.depths = longer.depths;
  for (size_t number = workload.stagings.size(); number-- > 0;) {
    const GroupStaging &staging = workload.stagings[number];
    longer = tiling;
    while (longer.depths[number] > 0) {
      int32_t depth = static_cast<int32_t>(
          workload.depthOf(tiling, workload.windows[staging.window].dims,
                           static_cast<unsigned>(longer.depths[number] - 1)));
      // Those before it hold at least as much.
      for (size_t before = number + 1; before-- > 0;)
        if (workload.stagings[before].window == staging.window)
          longer.depths[before] = std::min(longer.depths[before], depth);
      if (!priceIfLegal(longer))
        break;
      if (longer.objective < tiling.objective)
        tiling = longer;
    }
  }
}

/// Tries one order of loops.
void TileSearch::tryTiling(Tiling &tiling) {
  tiling.depths.clear();
  if (!priceIfLegal(tiling))
    return;
  if (!workload.stagings.empty())
    stageLonger(tiling);
  if (best && tiling.objective >= best->objective)
    return;
  best = tiling;
  if (observer)
    observer->improved(tiling);
}

/// Sums in another order may differ in their last digits.
constexpr double kRounding = 1e-9;

/// Whether tiles that take at least `least` cycles cannot be the best.
bool TileSearch::isHopeless(double least) const {
  return std::isinf(least) || least * (1 - kRounding) > limit();
}

/// Tries the loop orders of a tiling, which takes at least `least` cycles: dims
/// that are folded innermost, the others in every order.
void TileSearch::tryOrders(Tiling &tiling, double least) {
  // Far enough beyond the limit for isHopeless.
  if (!isHopeless(least))
    least = cost.leastCycles(tiling, limit() * (1 + 2 * kRounding));
  if (isHopeless(least)) {
    if (observer)
      observer->pruned(tiling, least);
    return;
  }
  DimSet folded = 0;
  for (const GroupOperation &operation : workload.operations)
    folded |= operation.reduced;
  llvm::SmallVector<int64_t, 6> parallel, inner;
  for (size_t dim = 0; dim < workload.extents.size(); ++dim)
    if (workload.trips(tiling, dim) > 1)
      ((folded >> dim) & 1 ? inner : parallel).push_back(dim);
  tiling.steps.clear();
  do {
    tiling.order = parallel;
    tiling.order.append(inner.begin(), inner.end());
    tryTiling(tiling);
  } while (parallel.size() <= kMostPermuted &&
           std::next_permutation(parallel.begin(), parallel.end()));
}

std::vector<TileSearch::GridPoint> TileSearch::grid() {
  std::vector<Sizes> sizes = candidates(/*thorough=*/false);
  std::vector<Bundle> bundles = thin(sizes);
  std::vector<GridPoint> points;
  Tiling tiling;
  for (const Sizes &list : sizes)
    tiling.tiles.push_back(list.front());
  llvm::SmallVector<size_t, 8> digits(bundles.size(), 0);
  for (bool more = true; more;) {
    for (auto [bundle, digit] : llvm::zip_equal(bundles, digits))
      for (unsigned dim : bundle)
        tiling.tiles[dim] = sizes[dim][digit];
    if (!isTooRagged(tiling))
      points.push_back({tiling.tiles, cost.leastOfTransfers(tiling)});
    more = false;
    for (size_t i = 0; i < bundles.size() && !more; ++i) {
      more = ++digits[i] < sizes[bundles[i].front()].size();
      if (!more)
        digits[i] = 0;
    }
  }
  return points;
}

/// Prices some of the points that promise most, for a limit that the others
/// must keep to. More of them cost more than a lower limit saves.
void TileSearch::reach(llvm::ArrayRef<GridPoint> points) {
  constexpr size_t kMostPromising = 16, kMostReached = 4;
  using Promise = std::pair<double, const GridPoint *>;
  std::vector<Promise> promising;
  auto keepLeast = [&](size_t count) {
    count = std::min(count, promising.size());
    // Of equal ones the larger tiles: fewer issues.
    std::partial_sort(promising.begin(), promising.begin() + count,
                      promising.end(), [](const Promise &a, const Promise &b) {
                        return a.first != b.first ? a.first < b.first
                                                  : a.second > b.second;
                      });
    promising.resize(count);
  };
  Tiling tiling;
  for (const GridPoint &point : points)
    promising.emplace_back(point.least, &point);
  keepLeast(kMostPromising);
  for (auto &[least, point] : promising) {
    tiling.tiles = point->tiles;
    least = cost.leastCycles(tiling);
  }
  keepLeast(kMostReached);
  SearchObserver *listening = std::exchange(observer, nullptr);
  for (const auto &[least, point] : promising) {
    tiling = Tiling();
    tiling.tiles = point->tiles;
    tryOrders(tiling, least);
  }
  observer = listening;
  if (best)
    reached = best->objective;
  best.reset();
}

/// The best is the first of the best in the grid's order, as if each point had
/// been priced: those that are left out are worse than one that was reached.
void TileSearch::tryGrid() {
  std::vector<GridPoint> points = grid();
  reach(points);
  for (const GridPoint &point : points) {
    Tiling tiling;
    tiling.tiles = point.tiles;
    tryOrders(tiling, point.least);
  }
  reached = std::numeric_limits<double>::infinity();
}

void TileSearch::refine() {
  std::vector<Sizes> fine = candidates(/*thorough=*/true);
  for (bool improved = true; improved;) {
    improved = false;
    for (size_t dim = 0; dim < workload.extents.size(); ++dim)
      for (int64_t size : fine[dim]) {
        if (size == best->tiles[dim])
          continue;
        Tiling changed = *best;
        changed.tiles[dim] = size;
        double before = best->objective;
        tryOrders(changed);
        improved |= best->objective < before;
      }
  }
}

/// Tries a loop of larger boxes around the others, of every size that holds a
/// whole number of tiles and of which a whole number covers the dim: only the
/// last tile of all is ragged. Sums still add up if it is the innermost but one
/// of a dim that is folded, and for others the outermost.
bool TileSearch::splitLoop(unsigned dim) {
  const Tiling before = *best;
  int64_t trips = workload.trips(before, dim), tile = before.tiles[dim];
  DimSet folded = 0;
  for (const GroupOperation &operation : workload.operations)
    folded |= operation.reduced;
  // The other loops as they are.
  Tiling others = before;
  others.order.clear();
  others.steps.clear();
  bool isSplit = false;
  for (size_t loop = 0; loop < before.order.size(); ++loop) {
    bool isOuter = before.order[loop] == dim && before.stepOf(loop) != tile;
    isSplit |= isOuter;
    if (isOuter)
      continue;
    others.order.push_back(before.order[loop]);
    others.steps.push_back(before.stepOf(loop));
  }
  if (isSplit) {
    if (llvm::equal(others.steps, llvm::map_range(others.order, [&](int64_t d) {
                      return others.tiles[d];
                    })))
      others.steps.clear();
    tryTiling(others);
    return best->objective < before.objective;
  }
  for (int64_t count = 2; count < trips; ++count) {
    if (trips % count != 0)
      continue;
    for (size_t place = 0; place < others.order.size(); ++place) {
      bool isFolded = (folded >> others.order[place]) & 1;
      if (isFolded != (((folded >> dim) & 1) != 0))
        continue;
      Tiling split = others;
      split.order.insert(split.order.begin() + place, dim);
      split.steps.insert(split.steps.begin() + place, count * tile);
      tryTiling(split);
      if (split.order[place] == others.order[place])
        break; // Its own loop comes next.
    }
  }
  return best->objective < before.objective;
}

/// Dims with so many tiles that their divisors would take long are left alone.
void TileSearch::splitLoops() {
  constexpr int64_t kMostTrips = 4096;
  for (bool improved = true; improved;) {
    improved = false;
    for (size_t dim = 0; dim < workload.extents.size(); ++dim)
      if (int64_t trips = workload.trips(*best, dim);
          trips > 3 && trips <= kMostTrips) // 2 and 3 have no divisors.
        improved |= splitLoop(dim);
  }
}

std::optional<Tiling> TileSearch::run(bool thorough) {
  tryGrid();
  if (best && thorough)
    refine();
  if (best && !workload.stagings.empty())
    splitLoops();
  return best;
}

std::string TileSearch::explainFailure() const {
  Tiling tiling;
  for (size_t dim = 0; dim < workload.extents.size(); ++dim)
    tiling.tiles.push_back(
        (workload.whole >> dim) & 1
            ? workload.extents[dim]
            : std::min(workload.cuts[dim], workload.extents[dim]));
  for (auto [bytes, memory] :
       llvm::zip(workload.footprint(tiling), workload.machine->memories))
    if (bytes > memory.bytes)
      return "the smallest tile needs " + std::to_string(bytes) +
             " bytes of @" + memory.name + ", which holds " +
             std::to_string(memory.bytes);
  bool isCoded = llvm::any_of(workload.windows, [](const GroupWindow &window) {
    return window.isWritten && window.codec;
  });
  return isCoded ? "no tiles that fit write whole units of the codec"
                 : "no loop order computes it tile by tile";
}

std::optional<Tiling> ridge::searchTiles(const Workload &workload,
                                         bool thorough, std::string &reason,
                                         SearchObserver *observer) {
  TileSearch search(workload, observer);
  std::optional<Tiling> best = search.run(thorough);
  if (!best) {
    Workload tight = workload;
    tight.takesTurns = true;
    best = TileSearch(tight, observer).run(thorough);
  }
  if (best)
    best->goal = workload.goal;
  else
    reason = search.explainFailure();
  return best;
}

//===----------------------------------------------------------------------===//
// Instructions and tiles together
//===----------------------------------------------------------------------===//

static std::optional<Tiling> searchForGoal(Workload &workload, bool thorough,
                                           std::string &reason,
                                           SearchObserver *observer) {
  std::optional<Tiling> tiling =
      searchTiles(workload, thorough, reason, observer);
  // Where no tile keeps to the limits of an instruction, a more patient one of
  // single points may do.
  if (tiling ? !workload.hasAlternatives : !workload.hasLimits)
    return tiling;
  Tiling sizes;
  sizes.tiles.assign(workload.extents.size(), 1);
  sizes.goal = workload.goal;
  std::string why;
  // Now and then two choices lead to each other: the last tiles stand if they
  // are legal with the instructions that are best for them.
  constexpr int kMostRounds = 4;
  for (int round = 0; round < kMostRounds; ++round) {
    bool hadTiles = tiling.has_value();
    if (hadTiles)
      sizes.tiles = tiling->tiles;
    Workload next = workload;
    if (!next.bind(sizes, why))
      return std::nullopt;
    bool isSame = hadTiles && next.runsAs(workload);
    workload = std::move(next);
    if (isSame)
      return tiling;
    if (round + 1 == kMostRounds)
      return tiling && TilingCost(workload).evaluate(*tiling) ? tiling
                                                              : std::nullopt;
    tiling = searchTiles(workload, thorough, reason, observer);
    if (!tiling)
      return std::nullopt;
  }
  return tiling;
}

/// The instructions of least work come first. Where others relieve the busiest
/// engine, and the tiles at hand are faster with them, they are searched, too.
std::optional<Tiling> ridge::searchGroup(Workload &workload, bool thorough,
                                         std::string &reason,
                                         SearchObserver *observer) {
  std::optional<Tiling> tiling =
      searchForGoal(workload, thorough, reason, observer);
  if (!tiling || !workload.hasAlternatives || workload.withoutRelief)
    return tiling;
  Workload balanced = workload;
  std::string why;
  Tiling same = *tiling;
  same.goal = ChoiceGoal::LeastBusiest;
  if (!balanced.bind(same, why) || balanced.runsAs(workload) ||
      balanced.numBuffers() != workload.numBuffers() ||
      !TilingCost(balanced).evaluate(same) ||
      same.objective >= tiling->objective)
    return tiling;
  std::optional<Tiling> other =
      searchForGoal(balanced, thorough, why, observer);
  if (!other || other->objective >= tiling->objective)
    return tiling;
  workload = std::move(balanced);
  return other;
}
