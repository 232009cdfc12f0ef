//===- Progress.cpp - what a long run is at -------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Run/Progress.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

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

/// "product # of #" of "product 3 of 12".
static std::string withoutNumbers(llvm::StringRef step) {
  std::string name;
  for (char c : step)
    if (!llvm::isDigit(c))
      name += c;
    else if (name.empty() || name.back() != '#')
      name += '#';
  return name;
}

void Progress::endStep() {
  Clock::time_point now = Clock::now();
  if (!current.empty()) {
    std::string name = withoutNumbers(current);
    auto known = llvm::find_if(
        seconds, [&](const auto &entry) { return entry.first == name; });
    if (known == seconds.end())
      known = seconds.insert(known, std::make_pair(name, 0.0));
    known->second += std::chrono::duration<double>(now - began).count();
  }
  began = now;
}

std::vector<std::pair<std::string, double>> Progress::times() {
  std::lock_guard<std::mutex> lock(mutex);
  endStep();
  return seconds;
}

void Progress::begin(const llvm::Twine &step) {
  std::lock_guard<std::mutex> lock(mutex);
  endStep();
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
