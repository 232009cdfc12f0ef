//===- Progress.h - what a long run is at -----------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// One line per step, from the moment when the run has taken two seconds. Goes
/// to a terminal, never into a result.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_RUN_PROGRESS_H
#define RIDGE_RUN_PROGRESS_H

#include "llvm/ADT/Twine.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace ridge {

class Progress {
public:
  /// Says nothing at all unless `enabled`.
  Progress(llvm::raw_ostream &err, bool enabled);
  ~Progress();

  void begin(const llvm::Twine &step);

  /// Seconds that each step took so far, in order of their first beginning.
  /// Steps whose names differ in numbers alone are one: "product # of #".
  std::vector<std::pair<std::string, double>> times();

private:
  using Clock = std::chrono::steady_clock;

  void watch();
  void endStep();

  llvm::raw_ostream &err;
  std::mutex mutex;
  std::condition_variable ended;
  std::vector<std::pair<std::string, double>> seconds;
  std::string current;
  Clock::time_point began;
  bool isLong = false; ///< Two seconds have passed.
  bool done = false;
  std::optional<std::thread> watcher;
};

} // namespace ridge

#endif // RIDGE_RUN_PROGRESS_H
