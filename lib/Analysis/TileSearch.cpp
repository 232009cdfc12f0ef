//===- TileSearch.cpp - the best tiling of a group ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/TileSearch.h"
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
  explicit TileSearch(const GroupModel &model) : model(model), cost(model) {}

  std::optional<Tiling> run(bool thorough);
  std::string explainFailure() const;

private:
  std::vector<Sizes> candidates(bool thorough) const;
  std::vector<Bundle> thin(std::vector<Sizes> &sizes) const;
  void tryGrid();
  void tryOrders(Tiling tiling);
  void refine();
  bool isTooRagged(const Tiling &tiling) const;

  const GroupModel &model;
  TilingCost cost;
  std::optional<Tiling> best;
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
  for (size_t dim = 0; dim < model.extents.size(); ++dim) {
    int64_t extent = model.extents[dim];
    Sizes sizes{extent};
    auto add = [&](int64_t size) {
      size = static_cast<int64_t>(llvm::alignTo(size, model.cuts[dim]));
      if (size < extent)
        sizes.push_back(size);
    };
    if (!((model.whole >> dim) & 1)) {
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
  for (auto [extent, tile] : llvm::zip_equal(model.extents, tiling.tiles))
    ragged += extent % tile != 0;
  return ragged > kMostRagged;
}

/// Tries the loop orders of a tiling: dims that are folded innermost, the
/// others in every order.
void TileSearch::tryOrders(Tiling tiling) {
  if (isTooRagged(tiling))
    return;
  // Sums in another order may differ in their last digits.
  constexpr double kRounding = 1e-9;
  double least = cost.leastCycles(tiling);
  if (std::isinf(least) || (best && least * (1 - kRounding) > best->objective))
    return;
  DimSet folded = 0;
  for (const GroupOperation &operation : model.operations)
    folded |= operation.reduced;
  llvm::SmallVector<int64_t, 6> parallel, inner;
  for (size_t dim = 0; dim < model.extents.size(); ++dim)
    if (model.trips(tiling, dim) > 1)
      ((folded >> dim) & 1 ? inner : parallel).push_back(dim);
  do {
    tiling.order = parallel;
    tiling.order.append(inner.begin(), inner.end());
    for (bool overlap : {true, false}) {
      tiling.overlap = overlap;
      if (cost.evaluate(tiling)) {
        if (!best || tiling.objective < best->objective)
          best = tiling;
        break; // Without overlap it can only be slower.
      }
    }
  } while (parallel.size() <= kMostPermuted &&
           std::next_permutation(parallel.begin(), parallel.end()));
}

void TileSearch::tryGrid() {
  std::vector<Sizes> sizes = candidates(/*thorough=*/false);
  std::vector<Bundle> bundles = thin(sizes);
  Tiling tiling;
  for (const Sizes &list : sizes)
    tiling.tiles.push_back(list.front());
  llvm::SmallVector<size_t, 8> digits(bundles.size(), 0);
  for (bool more = true; more;) {
    for (auto [bundle, digit] : llvm::zip_equal(bundles, digits))
      for (unsigned dim : bundle)
        tiling.tiles[dim] = sizes[dim][digit];
    tryOrders(tiling);
    more = false;
    for (size_t i = 0; i < bundles.size() && !more; ++i) {
      more = ++digits[i] < sizes[bundles[i].front()].size();
      if (!more)
        digits[i] = 0;
    }
  }
}

void TileSearch::refine() {
  std::vector<Sizes> fine = candidates(/*thorough=*/true);
  for (bool improved = true; improved;) {
    improved = false;
    for (size_t dim = 0; dim < model.extents.size(); ++dim)
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

std::optional<Tiling> TileSearch::run(bool thorough) {
  tryGrid();
  if (best && thorough)
    refine();
  return best;
}

std::string TileSearch::explainFailure() const {
  Tiling tiling;
  for (size_t dim = 0; dim < model.extents.size(); ++dim)
    tiling.tiles.push_back((model.whole >> dim) & 1
                               ? model.extents[dim]
                               : std::min(model.cuts[dim], model.extents[dim]));
  for (auto [bytes, memory] :
       llvm::zip(model.footprint(tiling), model.machine->memories))
    if (bytes > memory.bytes)
      return "the smallest tile needs " + std::to_string(bytes) +
             " bytes of @" + memory.name + ", which holds " +
             std::to_string(memory.bytes);
  bool isCoded = llvm::any_of(model.windows, [](const GroupWindow &window) {
    return window.isWritten && window.codec;
  });
  return isCoded ? "no tiles that fit write whole units of the codec"
                 : "no loop order computes it tile by tile";
}

std::optional<Tiling> ridge::searchTiles(const GroupModel &model, bool thorough,
                                         std::string &reason) {
  TileSearch search(model);
  std::optional<Tiling> best = search.run(thorough);
  if (!best)
    reason = search.explainFailure();
  return best;
}
