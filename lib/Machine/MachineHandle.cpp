//===- MachineHandle.cpp - one machine, shared ----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Machine/MachineHandle.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

using namespace ridge;

/// The printed machine holds every field, so it stands for the machine.
std::string ridge::contentHash(const Machine &machine) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  printMachine(machine, stream);
  std::array<uint8_t, 32> digest =
      llvm::SHA256::hash(llvm::arrayRefFromStringRef(text));
  // Half of it: 128 bits do not meet by chance either.
  return llvm::toHex(llvm::ArrayRef(digest).take_front(16),
                     /*LowerCase=*/true);
}

MachineHandle MachineHandle::create(Machine machine, std::string name,
                                    std::string text) {
  std::string hash = contentHash(machine);
  PartHashes parts = hashParts(machine);
  return MachineHandle(std::make_shared<const Content>(
      Content{std::move(machine), std::move(name), std::move(hash),
              std::move(text), std::move(parts)}));
}
