//===- MachineRegistry.h - machines that a context knows --------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// IR names its machine by a word, the attribute `ridge.machine`. The registry
/// of the context says which machine that is, so that every pass of a run gets
/// the same one and none reads a file in the middle of a pipeline.
///
/// Machines are lent to it, as a session does: it forgets them when their last
/// handle goes. Or it is asked for a name that it does not know, as by a pass
/// in `ridge-opt`: then the machine is loaded, once, and kept as long as the
/// context.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ARCH_MACHINEREGISTRY_H
#define RIDGE_DIALECTS_ARCH_MACHINEREGISTRY_H

#include "mlir/IR/DialectInterface.h"
#include "ridge/Machine/MachineHandle.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <map>
#include <mutex>

namespace ridge::arch {

class MachineRegistry : public mlir::DialectInterface::Base<MachineRegistry> {
public:
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(MachineRegistry)

  MachineRegistry(mlir::Dialect *dialect) : Base(dialect) {}

  /// The registry of `context`, which has loaded the arch dialect.
  static MachineRegistry &of(mlir::MLIRContext &context);

  /// Makes `machine` known while a handle of it lives, and returns the word for
  /// it: its name, or, while that means another machine, its name and hash.
  std::string lend(const MachineHandle &machine);

  /// The machine that `word` means; none if nobody has made it known.
  MachineHandle find(llvm::StringRef word);

  /// The same; loads and keeps a machine that is not known.
  mlir::FailureOr<MachineHandle>
  findOrLoad(llvm::StringRef word,
             llvm::function_ref<mlir::FailureOr<MachineHandle>()> load);

  /// Words that mean a machine now.
  size_t size();
  /// Machines that findOrLoad had to load.
  size_t loads();

private:
  /// Equal machines that go by one word.
  struct Entry {
    MachineHandle kept; ///< Loaded here; else none.
    llvm::SmallVector<MachineHandle::Weak, 1> lent;

    MachineHandle get() const;
  };
  void forgetDead();

  std::mutex mutex; ///< Functions of a module are compiled side by side.
  std::map<std::string, Entry, std::less<>> entries;
  size_t numLoads = 0;
};

} // namespace ridge::arch

#endif // RIDGE_DIALECTS_ARCH_MACHINEREGISTRY_H
