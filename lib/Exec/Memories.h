//===- Memories.h - bytes of the machine's memories -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The memories of one run as byte strings: arguments and constants go in at
/// the start, results come out at the end.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_LIB_EXEC_MEMORIES_H
#define RIDGE_LIB_EXEC_MEMORIES_H

#include "ridge/Numerics/Array.h"
#include "ridge/Program/Program.h"

namespace ridge {

class Memories {
public:
  Memories(const Program &program, const Machine &machine)
      : program(program), machine(machine) {}

  /// Makes room and puts arguments and constants in their places. Errors: an
  /// argument that is not as its buffer wants it, a buffer without room.
  llvm::Error fill(llvm::ArrayRef<Array> arguments);

  /// The first byte of a slot.
  uint8_t *slot(const Buffer &buffer, int64_t number) {
    return bytes[buffer.memory].data() + buffer.address +
           number * buffer.slotBytes;
  }

  /// What slot 0 of a buffer holds, a byte or more an element.
  Array read(const Buffer &buffer) const;

private:
  llvm::Error loadArgument(const Buffer &buffer,
                           llvm::ArrayRef<Array> arguments);
  void store(const Buffer &buffer, llvm::ArrayRef<uint8_t> elements);

  const Program &program;
  const Machine &machine;
  std::vector<std::vector<uint8_t>> bytes; ///< By memory.
};

} // namespace ridge

#endif // RIDGE_LIB_EXEC_MEMORIES_H
