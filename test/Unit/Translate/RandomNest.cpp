//===- RandomNest.cpp - random programs in placed form --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Every buffer is a vector of 16 elements per slot. A layer first fills the
/// buffers that stay; a loop that owns a buffer with slots fills the instance
/// first thing in its body.
///
//===----------------------------------------------------------------------===//

#include "RandomNest.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"
#include <random>
#include <vector>

using namespace ridge::test;

namespace {
struct Local {
  std::string name;
  bool inAcc;
  std::string instance; ///< Over all counters around.
};

class Generator {
public:
  explicit Generator(uint64_t seed) : random(seed) {}
  std::string generate();

private:
  int draw(int low, int high) {
    return low + static_cast<int>(random() % (high - low + 1));
  }
  bool chance(int percent) { return draw(1, 100) <= percent; }

  Local addLocal(int slots, std::string instance);
  void layer(int number, int numLayers);
  void block(int depth);
  void loop(int depth);
  void statement(int depth);

  std::string counterList() const;
  std::string mapHead() const { return "(" + counterList() + ") -> ("; }
  std::string counters() const;
  std::string window(const Local &local) const;
  std::string homeWindow(int piece) const;
  void load(const char *home, int piece, const Local &local);
  void store(const Local &local, const char *home, int piece);
  void add(const Local &target, const Local &source);
  void clear(const Local &local);

  std::mt19937_64 random;
  std::string buffers, body;
  std::vector<Local> locals; ///< In scope.
  std::vector<int> trips;    ///< Of the loops around.
  int64_t sramEnd = 0, accEnd = 0;
  int currentLayer = 0, numLocals = 0;
};
} // namespace

//===----------------------------------------------------------------------===//
// Windows
//===----------------------------------------------------------------------===//

std::string Generator::counterList() const {
  std::string list;
  for (size_t d = 0; d < trips.size(); ++d)
    list += (d ? ", t" : "t") + std::to_string(d);
  return list;
}

std::string Generator::counters() const {
  std::string list;
  for (size_t d = 0; d < trips.size(); ++d)
    list += (d ? ", %t" : "%t") + std::to_string(d);
  return list.empty() ? "" : "counters(" + list + ") ";
}

std::string Generator::window(const Local &local) const {
  return "#arch.access<" + mapHead() + "0), [1], " + mapHead() +
         local.instance + ")>";
}

std::string Generator::homeWindow(int piece) const {
  // Pieces that move with the innermost counter wander over the buffer.
  std::string offset = std::to_string(16 * (piece % 8));
  if (!trips.empty() && piece % 2 == 0)
    offset = "16 * t" + std::to_string(trips.size() - 1) + " + " + offset;
  return "#arch.access<" + mapHead() + offset + "), [1], " + mapHead() + "0)>";
}

//===----------------------------------------------------------------------===//
// Operations
//===----------------------------------------------------------------------===//

static const char *const homeType = "!arch.buffer<256 x f32>";
static const char *const localType = "!arch.buffer<16 x f32>";

void Generator::load(const char *home, int piece, const Local &local) {
  body += std::string("ridge.move %") + home + " to %" + local.name + " : " +
          homeType + " to " + localType + " " + counters() +
          "sizes [affine_map<" + mapHead() + "16)>] accesses [" +
          homeWindow(piece) + ", " + window(local) + "]\n";
}

void Generator::store(const Local &local, const char *home, int piece) {
  body += "ridge.move %" + local.name + " to %" + home + " : " + localType +
          " to " + homeType + " " + counters() + "sizes [affine_map<" +
          mapHead() + "16)>] accesses [" + window(local) + ", " +
          homeWindow(piece) + "]\n";
}

/// target = (target + source) / 2, so that values stay small.
void Generator::add(const Local &target, const Local &source) {
  body += "ridge.compute reads(%" + source.name + " : " + localType +
          ") write(%" + target.name + " : " + localType + ") " + counters() +
          "sizes [affine_map<" + mapHead() +
          "16)>] reduction [false] update accesses [" + window(source) + ", " +
          window(target) +
          "] total [16] choice <\"simple\" dims [0] operands [0, 1] "
          "cycles 1> {\n^bb0(%left: f32, %right: f32):\n"
          " %sum = arith.addf %left, %right : f32\n"
          " ridge.yield %sum : f32\n}\n";
}

void Generator::clear(const Local &local) {
  body += std::string("ridge.compute reads() write(%") + local.name + " : " +
          localType + ") " + counters() + "sizes [affine_map<" + mapHead() +
          "16)>] reduction [false] accesses [#arch.immediate<1.0 : f32>, " +
          window(local) +
          "] total [16] choice <\"simple\" dims [0] operands [0, 1] "
          "cycles 1> {\n^bb0(%v: f32):\n ridge.yield %v : f32\n}\n";
}

//===----------------------------------------------------------------------===//
// Structure
//===----------------------------------------------------------------------===//

Local Generator::addLocal(int slots, std::string instance) {
  Local local{"l" + std::to_string(numLocals++), chance(40),
              std::move(instance)};
  int64_t &end = local.inAcc ? accEnd : sramEnd;
  llvm::raw_string_ostream(buffers)
      << "%" << local.name << " = ridge.buffer \"" << local.name
      << "\" {memory = \"" << (local.inAcc ? "acc" : "sram")
      << "\", address = " << end
      << " : i64, slot_bytes = 64 : i64, depth = " << slots
      << " : i64, layers = array<i64: " << currentLayer << ", " << currentLayer
      << ">} : " << localType << "\n";
  end += 64 * slots;
  return local;
}

void Generator::statement(int depth) {
  const Local &local = locals[draw(0, static_cast<int>(locals.size()) - 1)];
  const Local &other = locals[draw(0, static_cast<int>(locals.size()) - 1)];
  switch (draw(0, 9)) {
  case 0:
  case 1:
    return load(chance(50) ? "x" : "temp", draw(0, 15), local);
  case 2:
  case 3:
    return store(local, chance(60) ? "y" : "temp", draw(0, 15));
  case 4:
    if (local.inAcc)
      return clear(local);
    [[fallthrough]];
  case 5:
  case 6:
  case 7:
    if (local.name != other.name)
      return add(local, other);
    [[fallthrough]];
  default:
    if (depth < 3)
      return loop(depth);
  }
}

void Generator::loop(int depth) {
  trips.push_back(draw(1, 4));
  body += "affine.for %t" + std::to_string(depth) + " = 0 to " +
          std::to_string(trips.back()) + " {\n";
  size_t known = locals.size();
  // A sum of constant multiples of counters is never wrong, even where it is
  // no count: the buffers that stay have one slot.
  if (chance(60)) {
    std::string running = "0";
    for (size_t d = 0; d < trips.size(); ++d)
      running = "(" + running + ") * " + std::to_string(trips[d]) + " + t" +
                std::to_string(d);
    locals.push_back(addLocal(draw(1, 3), running));
    load("x", draw(0, 15), locals.back());
  }
  block(depth + 1);
  locals.resize(known);
  trips.pop_back();
  body += "}\n";
}

void Generator::block(int depth) {
  for (int n = draw(1, 5); n > 0; --n)
    statement(depth);
}

void Generator::layer(int number, int numLayers) {
  currentLayer = number;
  // Two layers beside each other, the third on top of the first.
  if (number % 2 == 0)
    sramEnd = accEnd = 0;
  body +=
      "ridge.layer \"layer" + std::to_string(number) + "\" \"map\" macs 0 {\n";
  locals.clear();
  for (int n = draw(2, 4); n > 0; --n) {
    locals.push_back(addLocal(1, "0"));
    load("x", 2 * draw(0, 7) + 1, locals.back());
  }
  if (number == 0)
    for (int piece = 0; piece < 16; ++piece)
      for (const char *home : {"temp", "y"})
        body += "ridge.move %" + locals[0].name + " to %" + home + " : " +
                localType + " to " + homeType +
                " sizes [affine_map<() -> (16)>] accesses "
                "[#arch.access<() -> (0), [1], () -> (0)>, "
                "#arch.access<() -> (" +
                std::to_string(16 * piece) + "), [1], () -> (0)>]\n";
  for (int n = draw(1, 3); n > 0; --n)
    loop(0);
  body += "}\n";
}

std::string Generator::generate() {
  int numLayers = draw(1, 4);
  std::string last = std::to_string(numLayers - 1);
  auto home = [&](const char *name, const char *role, int64_t address) {
    buffers += std::string("%") + name + " = ridge.buffer \"" + name + "\" {" +
               role +
               "memory = \"dram\", address = " + std::to_string(address) +
               " : i64, slot_bytes = 1024 : i64, layers = array<i64: 0, " +
               last + ">} : " + homeType + "\n";
  };
  home("x", "argument = 0 : i64, shape = array<i64: 256>, ", 0);
  home("y", "result_index = 0 : i64, shape = array<i64: 256>, ", 1024);
  home("temp", "", 2048);
  for (int number = 0; number < numLayers; ++number)
    layer(number, numLayers);
  return "func.func @model() attributes {ridge.machine = \"toy\"} {\n" +
         buffers + body + "return\n}\n";
}

std::string ridge::test::randomNest(uint64_t seed) {
  return Generator(seed).generate();
}
