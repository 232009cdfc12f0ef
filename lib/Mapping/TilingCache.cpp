//===- TilingCache.cpp - searches that were made before -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/TilingCache.h"

using namespace ridge;

std::optional<TilingCache::Result> TilingCache::find(const Key &key) {
  ++numbers.asked;
  auto found = recent.find(key);
  if (found != recent.end())
    return found->second;
  found = older.find(key);
  if (found != older.end())
    return found->second;
  ++numbers.searched;
  return std::nullopt;
}

std::optional<Tiling> TilingCache::search(Workload &workload,
                                          const PartHashes &parts,
                                          bool thorough, std::string &reason) {
  Key key(workload.fingerprint(parts), thorough);
  {
    std::lock_guard lock(mutex);
    if (std::optional<Result> known = find(key)) {
      if (!known->tiling)
        reason = known->reason;
      // A search leaves its workload bound to the instructions that it chose.
      else if (workload.hasAlternatives)
        workload.bind(known->tiling->tiles, reason);
      return known->tiling;
    }
  }
  Result result;
  result.tiling = searchGroup(workload, thorough, result.reason);
  if (!result.tiling)
    reason = result.reason;
  std::lock_guard lock(mutex);
  if (recent.size() >= capacity)
    older = std::exchange(recent, {});
  recent.insert_or_assign(key, result);
  return result.tiling;
}

TilingCache::Counts TilingCache::counts() const {
  std::lock_guard lock(mutex);
  return numbers;
}
