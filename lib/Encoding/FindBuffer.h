//===- FindBuffer.h - what lies at an address -------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_ENCODING_FINDBUFFER_H
#define RIDGE_LIB_ENCODING_FINDBUFFER_H

#include "ridge/Program/Program.h"
#include "llvm/ADT/DenseMap.h"

namespace ridge {

/// An element of a buffer.
struct BufferElement {
  BufferId buffer = -1;
  int64_t slot = 0;
  int64_t element = 0;

  bool operator==(const BufferElement &o) const {
    return buffer == o.buffer && slot == o.slot && element == o.element;
  }
};

/// Buffers by memory and address. Two may share addresses if they live in
/// different layers, so that a layer and an address name one.
class BufferMap {
public:
  BufferMap(const Program &program, const Machine &machine);

  /// The element that begins at bit `address`. The error is a clause.
  llvm::Expected<BufferElement> find(MemoryId memory, int64_t address,
                                     LayerId layer) const;

private:
  BufferId holder(MemoryId memory, int64_t byte, LayerId layer) const;
  BufferId firstOf(llvm::ArrayRef<BufferId> list, int64_t byte,
                   LayerId layer) const;
  bool isBefore(BufferId a, BufferId b) const;

  const Program &program;
  const Machine &machine;
  /// Of those that live in a few layers, by memory and layer; a layer has a
  /// handful.
  llvm::DenseMap<std::pair<MemoryId, LayerId>, std::vector<BufferId>> ofLayer;
  /// The others by memory. All lists are by address.
  std::vector<std::vector<BufferId>> ofMany;
};

} // namespace ridge

#endif // RIDGE_LIB_ENCODING_FINDBUFFER_H
