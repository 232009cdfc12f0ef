//===- TilingCache.cpp - searches that were made before -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/TilingCache.h"

using namespace ridge;

std::optional<TilingCache::Result> TilingCache::Store::find(const Key &key) {
  std::lock_guard lock(mutex);
  for (const std::map<Key, Result> *results : {&recent, &older})
    if (auto found = results->find(key); found != results->end())
      return found->second;
  return std::nullopt;
}

void TilingCache::Store::insert(const Key &key, const Result &result) {
  std::lock_guard lock(mutex);
  if (recent.size() >= capacity)
    older = std::exchange(recent, {});
  recent.insert_or_assign(key, result);
}

void TilingCache::count(const Key &key, bool isKnown) {
  std::lock_guard lock(mutex);
  ++numbers.asked;
  numbers.searched += !isKnown;
  if (asked)
    asked->insert(key);
}

std::optional<Tiling> TilingCache::search(Workload &workload,
                                          const PartHashes &parts,
                                          bool thorough, std::string &reason) {
  Key key(workload.fingerprint(parts), thorough);
  std::optional<Result> known = store->find(key);
  count(key, known.has_value());
  if (known) {
    if (!known->tiling)
      reason = known->reason;
    // A search leaves its workload bound to the instructions that it chose.
    else if (workload.hasAlternatives)
      workload.bind(*known->tiling, reason);
    return known->tiling;
  }
  Result result;
  result.tiling = searchGroup(workload, thorough, result.reason);
  if (!result.tiling)
    reason = result.reason;
  store->insert(key, result);
  return result.tiling;
}

TilingCache::Counts TilingCache::counts() const {
  std::lock_guard lock(mutex);
  return numbers;
}

std::set<TilingCache::Key> TilingCache::takeAsked() {
  std::lock_guard lock(mutex);
  std::set<Key> before = asked ? std::move(*asked) : std::set<Key>();
  asked.emplace();
  return before;
}
