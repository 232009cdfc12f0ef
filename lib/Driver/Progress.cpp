//===- Progress.cpp - what a long run is at -------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Progress.h"

#include "llvm/ADT/Twine.h"
#include <chrono>

using namespace ridge;

/// Below this nobody wonders what is going on.
static constexpr std::chrono::seconds patience(2);

Progress::Progress(llvm::raw_ostream &err, bool enabled) : err(err) {
  if (enabled)
    watcher.emplace([this] { watch(); });
}

Progress::~Progress() {
  if (!watcher)
    return;
  {
    std::lock_guard<std::mutex> lock(mutex);
    done = true;
  }
  ended.notify_all();
  watcher->join();
}

void Progress::begin(const llvm::Twine &step) {
  if (!watcher)
    return;
  std::lock_guard<std::mutex> lock(mutex);
  current = step.str();
  if (isLong)
    err << "ridge: " << current << "\n";
}

void Progress::watch() {
  std::unique_lock<std::mutex> lock(mutex);
  if (ended.wait_for(lock, patience, [this] { return done; }))
    return;
  isLong = true;
  if (!current.empty())
    err << "ridge: " << current << "\n";
}
