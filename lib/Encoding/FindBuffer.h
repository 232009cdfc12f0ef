//===- FindBuffer.h - what lies at an address -------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_ENCODING_FINDBUFFER_H
#define RIDGE_LIB_ENCODING_FINDBUFFER_H

#include "ridge/Program/Program.h"

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
  const Program &program;
  const Machine &machine;
  std::vector<std::vector<BufferId>> inMemory; ///< By address.
};

} // namespace ridge

#endif // RIDGE_LIB_ENCODING_FINDBUFFER_H
