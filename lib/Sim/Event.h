//===- Event.h - what the heap of a simulation holds ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_SIM_EVENT_H
#define RIDGE_LIB_SIM_EVENT_H

#include <cassert>
#include <cstdint>

namespace ridge {

/// Two words, since the heap moves events about all the time.
struct Event {
  enum class Kind : uint8_t {
    Wake,      ///< `id`: the queue whose step or hold is over.
    Post,      ///< `id`: the semaphore that counts one more.
    StartFlow, ///< `id`: the queue whose move has been set up.
    Flows,     ///< Some flow may have ended.
  };
  static constexpr unsigned kindBits = 2, idBits = 20;

  Event(int64_t cycle, uint64_t sequence, Kind kind, int32_t id)
      : cycle(cycle), order(sequence << (kindBits + idBits) |
                            static_cast<uint64_t>(id) << kindBits |
                            static_cast<uint64_t>(kind)) {
    assert(id >= 0 && id < 1 << idBits && "more queues than bits");
  }
  Kind kind() const { return static_cast<Kind>(order & ((1 << kindBits) - 1)); }
  int32_t id() const { return order >> kindBits & ((1 << idBits) - 1); }

  /// std::push_heap keeps the greatest on top; we want the earliest, and of one
  /// cycle the first made.
  bool operator<(const Event &other) const {
    return cycle != other.cycle ? cycle > other.cycle : order > other.order;
  }

  int64_t cycle;

private:
  uint64_t order;
};

} // namespace ridge

#endif // RIDGE_LIB_SIM_EVENT_H
