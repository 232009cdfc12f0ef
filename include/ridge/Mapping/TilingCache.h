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
/// run something. What is found does not depend on what was asked before.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MAPPING_TILINGCACHE_H
#define RIDGE_MAPPING_TILINGCACHE_H

#include "ridge/Machine/PartHashes.h"
#include "ridge/Mapping/TileSearch.h"
#include <map>
#include <mutex>

namespace ridge {

class TilingCache {
public:
  /// Holds the results of at least the last `capacity` different searches and
  /// at most of twice as many.
  explicit TilingCache(size_t capacity = 4096) : capacity(capacity) {}

  /// searchGroup, with its effect on `workload` and `reason`. `parts` are those
  /// of the workload's machine.
  std::optional<Tiling> search(Workload &workload, const PartHashes &parts,
                               bool thorough, std::string &reason);

  struct Counts {
    int64_t asked = 0, searched = 0;
  };
  Counts counts() const;

private:
  struct Result {
    std::optional<Tiling> tiling;
    std::string reason;
  };
  using Key = std::pair<Workload::Fingerprint, bool>;
  std::optional<Result> find(const Key &key);

  size_t capacity;
  mutable std::mutex
      mutex; ///< Functions of a module are compiled side by side.
  /// `capacity` recent ones take the place of the older ones.
  std::map<Key, Result> recent, older;
  Counts numbers;
};

} // namespace ridge

#endif // RIDGE_MAPPING_TILINGCACHE_H
