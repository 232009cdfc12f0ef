//===- VariantsBenchmark.cpp - many machines for one model ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
///     bench-variants MODEL MACHINE COUNT PART.ATTRIBUTE FIRST STEP [UNIT]
///
/// compiles and simulates a model for COUNT variants of a machine in one
/// session, PART.ATTRIBUTE being FIRST, FIRST + STEP, ... UNIT, and prints
/// after each tenth of them the milliseconds a variant took and the process's
/// memory; last, how much of what one takes alone (reading and importing the
/// model, searches for tilings that the change does not touch) the others did
/// not pay for.
///
//===----------------------------------------------------------------------===//

#include "ridge/Session/Session.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/MemoryBuffer.h"
#include <chrono>

using namespace ridge;
using llvm::StringRef;

static double seconds() {
  return std::chrono::duration<double>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

/// Resident memory in MiB, as Linux counts it.
static double residentMebibytes() {
  auto buffer = llvm::MemoryBuffer::getFileAsStream("/proc/self/statm");
  int64_t pages = 0;
  if (buffer)
    (*buffer)->getBuffer().split(' ').second.split(' ').first.getAsInteger(
        10, pages);
  return double(pages) * 4096 / (1 << 20);
}

static int usage() {
  llvm::errs() << "bench-variants MODEL MACHINE COUNT PART.ATTRIBUTE FIRST "
                  "STEP [UNIT]\n";
  return 2;
}

static llvm::Error run(llvm::ArrayRef<StringRef> words, int64_t count,
                       int64_t first, int64_t step) {
  Session session;
  MachineHandle base;
  if (llvm::Error error = session.loadMachine(words[1]).moveInto(base))
    return error;
  double begin = seconds();
  Model model;
  if (llvm::Error error = session.loadModel(words[0]).moveInto(model))
    return error;
  auto [part, attribute] = words[3].split('.');
  double firstOne = 0, others = 0, since = 0;
  int64_t best = 0, worst = 0;
  for (int64_t i = 0; i < count; ++i) {
    MachineChange change;
    change.part = part.str();
    change.attribute = attribute.str();
    change.value = std::to_string(first + i * step);
    if (words.size() > 6)
      change.value += " " + words[6].str();
    MachineHandle machine;
    Compiled compiled;
    SimResult sim;
    if (llvm::Error error =
            session.deriveMachine(base, {change}).moveInto(machine))
      return error;
    if (llvm::Error error = session.compile(model, machine).moveInto(compiled))
      return error;
    if (llvm::Error error = session.simulate(compiled).moveInto(sim))
      return error;
    best = i ? std::min(best, sim.cycles) : sim.cycles;
    worst = std::max(worst, sim.cycles);
    double now = seconds(), took = now - begin;
    begin = now;
    (i ? others : firstOne) += took;
    since += took;
    if ((i + 1) % std::max<int64_t>(1, count / 10) == 0) {
      llvm::outs() << llvm::format(
          "%6lld variants  %7.1f ms each  %7.1f MiB\n", (long long)(i + 1),
          1e3 * since / double(std::max<int64_t>(1, count / 10)),
          residentMebibytes());
      since = 0;
    }
  }
  llvm::outs() << llvm::format(
      "first %.1f ms, others %.1f ms: %.2f of it; %lld to %lld cycles\n",
      1e3 * firstOne, 1e3 * others / double(count - 1),
      others / double(count - 1) / firstOne, (long long)best, (long long)worst);
  TilingCache::Counts searches = session.tilingSearches();
  llvm::outs() << searches.searched << " of " << searches.asked
               << " searches for tilings made, the others known\n";
  return llvm::Error::success();
}

int main(int argc, char **argv) {
  std::vector<StringRef> words(argv + 1, argv + argc);
  int64_t count, first, step;
  if (words.size() < 6 || words.size() > 7 ||
      words[2].getAsInteger(10, count) || count < 2 ||
      words[4].getAsInteger(10, first) || words[5].getAsInteger(10, step))
    return usage();
  if (llvm::Error error = run(words, count, first, step)) {
    llvm::errs() << llvm::toString(std::move(error));
    return 1;
  }
  return 0;
}
