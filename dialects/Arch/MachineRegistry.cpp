//===- MachineRegistry.cpp - machines that a context knows ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Arch/MachineRegistry.h"
#include "dialects/Arch/ArchDialect.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::arch;

MachineRegistry &MachineRegistry::of(MLIRContext &context) {
  auto *dialect = context.getLoadedDialect<ArchDialect>();
  assert(dialect && "whoever speaks of machines has loaded their dialect");
  return *dialect->getRegisteredInterface<MachineRegistry>();
}

MachineHandle MachineRegistry::Entry::get() const {
  if (kept)
    return kept;
  for (const MachineHandle::Weak &machine : lent)
    if (MachineHandle alive = machine.lock())
      return alive;
  return MachineHandle();
}

/// Each newcomer pays for those that went, so nobody has to tell when a handle
/// goes, and a sweep of variants needs the room of those that are alive.
void MachineRegistry::forgetDead() {
  for (auto it = entries.begin(); it != entries.end();) {
    llvm::erase_if(it->second.lent, [](const MachineHandle::Weak &machine) {
      return !machine.lock();
    });
    bool dead = !it->second.kept && it->second.lent.empty();
    it = dead ? entries.erase(it) : std::next(it);
  }
}

std::string MachineRegistry::lend(const MachineHandle &machine) {
  std::lock_guard<std::mutex> lock(mutex);
  forgetDead();
  std::string word = machine.name().str();
  auto found = entries.find(word);
  MachineHandle known =
      found == entries.end() ? MachineHandle() : found->second.get();
  // A file that was loaded, edited and loaded again: two machines, one name.
  if (known && known.hash() != machine.hash())
    word += "#" + machine.hash().str();
  Entry &entry = entries[word];
  bool isLent = llvm::any_of(entry.lent, [&](const MachineHandle::Weak &other) {
    MachineHandle alive = other.lock();
    return alive && &*alive == &*machine;
  });
  if (!isLent)
    entry.lent.push_back(machine);
  return word;
}

MachineHandle MachineRegistry::find(StringRef word) {
  std::lock_guard<std::mutex> lock(mutex);
  auto found = entries.find(word);
  return found == entries.end() ? MachineHandle() : found->second.get();
}

FailureOr<MachineHandle>
MachineRegistry::findOrLoad(StringRef word,
                            function_ref<FailureOr<MachineHandle>()> load) {
  // Held while loading: whoever asks for the same name waits for it.
  std::lock_guard<std::mutex> lock(mutex);
  auto found = entries.find(word);
  if (found != entries.end())
    if (MachineHandle known = found->second.get())
      return known;
  FailureOr<MachineHandle> loaded = load();
  if (failed(loaded))
    return failure();
  ++numLoads;
  entries[word.str()].kept = *loaded;
  return loaded;
}

size_t MachineRegistry::size() {
  std::lock_guard<std::mutex> lock(mutex);
  forgetDead();
  return entries.size();
}

size_t MachineRegistry::loads() {
  std::lock_guard<std::mutex> lock(mutex);
  return numLoads;
}
