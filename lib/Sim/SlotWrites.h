//===- SlotWrites.h - writes of a slot that are not there yet ---*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What one queue has written to one slot of a buffer, for S-issue-1: which
/// bytes, and when they are there. Each write is kept with its own box for as
/// long as it is pending, so that who touches other bytes does not wait.
///
/// How many are pending is a matter of the engine, latency over occupancy, and
/// not of the program's length. Some engines have hundreds; neighbours in time
/// are mostly neighbours in space, so that one look at the hull of a group of
/// them answers for all.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_SIM_SLOTWRITES_H
#define RIDGE_LIB_SIM_SLOTWRITES_H

#include "ridge/Program/Touched.h"

namespace ridge {

/// The bytes that an operand touches where its window begins at `offset`;
/// elsewhere the same, moved.
struct TouchedWindow {
  int64_t offset = 0; ///< Elements.
  StridedBox bytes;
};

/// A window at another offset.
struct MovedWindow {
  /// `window` at element `offset`, elements of `bits` bits. Packed elements
  /// that begin at another bit of a byte there: every byte of the span.
  MovedWindow(const TouchedWindow &window, int64_t offset, int64_t bits);

  bool operator==(const MovedWindow &other) const {
    return bytes == other.bytes && shift == other.shift && span == other.span;
  }
  bool meets(const MovedWindow &other) const {
    return span.meets(other.span) &&
           (!bytes || !other.bytes ||
            bytes->meets(*other.bytes, other.shift - shift));
  }

  const StridedBox *bytes; ///< Null: all of the span.
  int64_t shift = 0;       ///< Bytes from there to here.
  Interval span;           ///< Moved.
};

class SlotWrites {
public:
  /// True if nothing can hold an operation at `now`. (Reads need no entry: they
  /// end before the engine takes its next operation.)
  bool isFree(int64_t now, AccessUse use) const {
    return lastComplete <= now || (onlyUpdates && use == AccessUse::Update);
  }

  /// The first cycle from `now` on in which an operation that uses `window` may
  /// start: all pending writes that share a byte with it are there. Updates do
  /// not wait for updates.
  int64_t readyCycle(int64_t now, const MovedWindow &window,
                     AccessUse use) const;

  /// A write by an operation that started at `start`.
  void record(int64_t start, const MovedWindow &window, AccessUse use,
              int64_t complete);

private:
  struct Write {
    MovedWindow window;
    int64_t complete;
    bool isUpdate;
  };

  /// What is true of all writes of a full group: the first groupSize of them,
  /// the next ones, and so on. The last ones are in none.
  struct Group {
    Interval span;    ///< The hull.
    int64_t complete; ///< When all of it and of the groups before are there.
    bool onlyUpdates;
  };
  static constexpr size_t groupSize = 16;

  void forget(int64_t now);
  void summarise(llvm::ArrayRef<Write> members);

  int64_t lastComplete = 0; ///< When the last of them is there.
  bool onlyUpdates = true;  ///< All of them.
  Interval span;            ///< Of all of them; only ever too wide.
  std::vector<Write> writes;
  std::vector<Group> groups;
  size_t limit = 0; ///< Number of writes at which those that are there go.
};

} // namespace ridge

#endif // RIDGE_LIB_SIM_SLOTWRITES_H
