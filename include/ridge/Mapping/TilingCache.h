//===- TilingCache.h - searches that were made before -----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Groups recur: in the layers of a model, and in a model that is compiled for
/// many variants of a machine. A search is made once for all workloads that it
/// cannot tell apart; the machine counts by the parts that it looks at, so a
/// changed instruction asks for new searches only where that instruction could
/// run something. What is found does not depend on what was asked before, nor
/// on which of several threads asked.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MAPPING_TILINGCACHE_H
#define RIDGE_MAPPING_TILINGCACHE_H

#include "ridge/Machine/PartHashes.h"
#include "ridge/Mapping/TileSearch.h"
#include <map>
#include <memory>
#include <mutex>
#include <set>

namespace ridge {

class TilingCache {
public:
  /// Holds the results of at least the last `capacity` different searches and
  /// at most of twice as many.
  explicit TilingCache(size_t capacity = 4096)
      : store(std::make_shared<Store>(capacity)) {}

  /// From now on both hold the same results; each counts what it is asked.
  void shareWith(const TilingCache &other) { store = other.store; }

  /// searchGroup, with its effect on `workload` and `reason`. `parts` are those
  /// of the workload's machine.
  std::optional<Tiling> search(Workload &workload, const PartHashes &parts,
                               bool thorough, std::string &reason);

  struct Counts {
    int64_t asked = 0, searched = 0;
  };
  Counts counts() const;

  /// The different searches that were asked for since the last call, whoever
  /// made them. They are noted from the first call on.
  using Key = std::pair<Workload::Fingerprint, bool>;
  std::set<Key> takeAsked();

private:
  struct Result {
    std::optional<Tiling> tiling;
    std::string reason;
  };
  /// `capacity` recent results take the place of the older ones.
  struct Store {
    explicit Store(size_t capacity) : capacity(capacity) {}
    std::optional<Result> find(const Key &key);
    void insert(const Key &key, const Result &result);

    size_t capacity;
    std::mutex mutex; ///< Sessions of several threads share it.
    std::map<Key, Result> recent, older;
  };
  void count(const Key &key, bool isKnown);

  std::shared_ptr<Store> store;
  mutable std::mutex
      mutex; ///< Functions of a module are compiled side by side.
  Counts numbers;
  std::optional<std::set<Key>> asked;
};

} // namespace ridge

#endif // RIDGE_MAPPING_TILINGCACHE_H
