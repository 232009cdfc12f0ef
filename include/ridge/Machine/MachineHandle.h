//===- MachineHandle.h - one machine, shared --------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A run has one machine. It is loaded once, never changes, and whoever works
/// for it holds a MachineHandle: a shared pointer that also knows the hash of
/// what it points to. Copies are cheap, and the last one frees the machine.
///
/// lib/Target makes handles: from a machine file (Catalog.h) and from another
/// handle with some numbers changed (MachineVariant.h).
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MACHINE_MACHINEHANDLE_H
#define RIDGE_MACHINE_MACHINEHANDLE_H

#include "ridge/Machine/PartHashes.h"
#include <memory>

namespace ridge {

/// 32 hex digits that depend on everything in `machine` and on nothing else:
/// neither on how its file spells a number nor on the process. Machines with
/// equal hashes give the same programs and the same times.
std::string contentHash(const Machine &machine);

class MachineHandle {
  struct Content {
    Machine machine;
    std::string name, hash, text;
    PartHashes parts;
  };

public:
  MachineHandle() = default; ///< No machine.

  /// `machine` passes its check(). `name` is how IR and reports name it; `text`
  /// is a machine file that says the same, standing alone: what variants are
  /// made from.
  static MachineHandle create(Machine machine, std::string name,
                              std::string text);

  explicit operator bool() const { return content != nullptr; }
  const Machine &operator*() const { return content->machine; }
  const Machine *operator->() const { return &content->machine; }
  /// A handle stands where a machine is asked for, as long as it lives.
  operator const Machine &() const { return content->machine; }

  /// "toy", "chips/mine.mlir"; of a variant "toy#" and the start of its hash.
  llvm::StringRef name() const { return content->name; }
  /// See contentHash.
  llvm::StringRef hash() const { return content->hash; }
  llvm::StringRef text() const { return content->text; }
  const PartHashes &parts() const { return content->parts; }

  /// Knows a machine without keeping it alive.
  class Weak {
  public:
    Weak(const MachineHandle &handle) : content(handle.content) {}
    /// No machine once the last handle is gone.
    MachineHandle lock() const { return MachineHandle(content.lock()); }

  private:
    std::weak_ptr<const Content> content;
  };

private:
  explicit MachineHandle(std::shared_ptr<const Content> content)
      : content(std::move(content)) {}

  std::shared_ptr<const Content> content;
};

} // namespace ridge

#endif // RIDGE_MACHINE_MACHINEHANDLE_H
