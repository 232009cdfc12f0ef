//===- Machines.cpp - the shipped machines, for people --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Driver/Machines.h"

#include "Outputs.h"
#include "ridge/Report/Report.h"
#include "ridge/Session/Session.h"
#include "ridge/Target/Catalog.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"

using namespace mlir;
using namespace ridge;

/// What the first line of a machine file says after the file's name:
/// "//===- toy.mlir - a teaching machine ---===//".
static StringRef titleOf(StringRef source) {
  StringRef line = source.split('\n').first;
  StringRef title = line.split(".mlir - ").second;
  return title.rtrim("-=/ ");
}

static std::string bytesText(int64_t bytes) {
  constexpr StringLiteral units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
  size_t unit = 0;
  while (unit + 1 < std::size(units) && bytes % 1024 == 0 && bytes >= 1024) {
    bytes /= 1024;
    ++unit;
  }
  return (Twine(bytes) + " " + units[unit]).str();
}

static std::string memoriesText(const Machine &machine) {
  std::vector<std::string> texts;
  for (const Memory &memory : machine.memories)
    texts.push_back(memory.name + " " + bytesText(memory.bytes));
  return llvm::join(texts, ", ");
}

static void printRow(StringRef name, const Machine &machine,
                     llvm::raw_ostream &out) {
  StringRef title = titleOf(*shippedMachineSource(name));
  out << llvm::left_justify(name, 16) << title << "; "
      << llvm::format("%g", static_cast<double>(machine.hertz) / 1e6)
      << " MHz; " << memoriesText(machine) << "; " << machine.engines.size()
      << " engines, " << machine.instructions.size() << " instructions\n";
}

ExitStatus ridge::listMachines(llvm::raw_ostream &out, llvm::raw_ostream &err) {
  Session session;
  for (StringRef name : shippedMachines()) {
    llvm::Expected<MachineHandle> machine = session.loadMachine(name);
    if (!machine)
      return exitStatus(machine.takeError(), err);
    printRow(name, *machine, out);
  }
  return ExitDone;
}

/// What is wrong with the file, or what it says.
static ExitStatus describeFile(StringRef name, llvm::raw_ostream &out,
                               llvm::raw_ostream &err) {
  Session session;
  llvm::Expected<MachineHandle> machine = session.loadMachine(name);
  if (!machine)
    return exitStatus(machine.takeError(), err);
  printMachine(*machine, out);
  out << "content " << machine->hash() << "\n";
  return ExitDone;
}

ExitStatus ridge::showMachine(StringRef name, llvm::raw_ostream &out,
                              llvm::raw_ostream &err) {
  if (std::optional<StringRef> source = shippedMachineSource(name)) {
    out << *source;
    return ExitDone;
  }
  if (name.ends_with(".mlir"))
    return describeFile(name, out, err);
  return exitStatus(
      Session().error(name, "no machine is named '" + name + "'; shipped are " +
                                llvm::join(shippedMachines(), ", ") +
                                ", or name a file that ends in .mlir"),
      err);
}

ExitStatus ridge::showManual(StringRef name, llvm::raw_ostream &out,
                             llvm::raw_ostream &err) {
  Session session;
  llvm::Expected<MachineHandle> machine = session.loadMachine(name);
  if (!machine)
    return exitStatus(machine.takeError(), err);
  printManual(*machine, out);
  return ExitDone;
}
