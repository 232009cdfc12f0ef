//===- Desk.h - steps of a session that Python waits for --------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A step runs in a thread of its own, without the interpreter's lock. The
/// thread that called waits, hands progress to the caller's function, and looks
/// for signals. Where one of the two raises, the call ends at once: the step is
/// told to stop, does so between passes, and the next call waits for it.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_PYTHON_DESK_H
#define RIDGE_PYTHON_DESK_H

#include "Session.h"
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <nanobind/nanobind.h>
#include <thread>

namespace ridge::python {

/// What makes ridge.Error.
struct Refused : std::exception {
  explicit Refused(Diagnostic said) : said(std::move(said)) {}
  Diagnostic said;
};

template <typename T> T unwrap(Outcome<T> outcome) {
  if (auto *wrong = std::get_if<Diagnostic>(&outcome))
    throw Refused(std::move(*wrong));
  return std::move(std::get<T>(outcome));
}

/// Waits for `wake()`, which holds under `mutex`, for a moment, without the
/// interpreter's lock; then looks for signals.
template <typename Wake>
void waitAMoment(std::mutex &mutex, std::condition_variable &changed,
                 Wake wake) {
  {
    nanobind::gil_scoped_release released;
    std::unique_lock<std::mutex> lock(mutex);
    // Long enough to cost nothing, short enough to feel immediate.
    changed.wait_for(lock, std::chrono::milliseconds(50), wake);
  }
  if (PyErr_CheckSignals())
    throw nanobind::python_error();
}

class Desk : public std::enable_shared_from_this<Desk> {
public:
  /// The outcome of `work(session)`, or Refused, or what a signal's handler or
  /// `progress` raised. `work` holds nothing of Python's: it may outlive the
  /// call.
  template <typename Work> auto call(nanobind::object progress, Work work) {
    using Result = decltype(work(session));
    struct Job {
      std::mutex mutex;
      std::condition_variable changed;
      std::deque<std::string> steps;
      std::optional<Result> result;
    };
    take();
    auto job = std::make_shared<Job>();
    session.stop(false);
    session.onProgress(nullptr);
    if (!progress.is_none())
      session.onProgress([job](const std::string &step) {
        std::lock_guard<std::mutex> lock(job->mutex);
        job->steps.push_back(step);
        job->changed.notify_all();
      });
    std::thread([self = shared_from_this(), job, work] {
      Result result = work(self->session);
      self->release();
      std::lock_guard<std::mutex> lock(job->mutex);
      job->result.emplace(std::move(result));
      job->changed.notify_all();
    }).detach();
    try {
      attend(*job, progress);
    } catch (...) {
      session.stop(true);
      throw;
    }
    return unwrap(std::move(*job->result));
  }

  /// Waits until no step runs any more, of any session.
  static void finish();

private:
  /// Hands on progress until there is a result.
  template <typename Job>
  static void attend(Job &job, const nanobind::object &progress) {
    for (bool isDone = false; !isDone;) {
      waitAMoment(job.mutex, job.changed,
                  [&] { return job.result || !job.steps.empty(); });
      std::deque<std::string> steps;
      {
        std::lock_guard<std::mutex> lock(job.mutex);
        steps.swap(job.steps);
        isDone = job.result.has_value();
      }
      for (const std::string &step : steps)
        progress(step);
    }
  }
  /// Whoever takes a session while another thread has it waits.
  void take();
  void release();

  Session session;
  bool isBusy = false; ///< Under the mutex of all desks.
};

} // namespace ridge::python

#endif // RIDGE_PYTHON_DESK_H
