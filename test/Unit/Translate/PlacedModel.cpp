//===- PlacedModel.cpp - models in placed form for tests ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The text is put together by hand, not by the passes under test.
///
//===----------------------------------------------------------------------===//

#include "PlacedModel.h"
#include "mlir/InitAllDialects.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassRegistry.h"
#include "ridge/Pipeline/Register.h"
#include "ridge/Target/Catalog.h"
#include "llvm/Support/raw_ostream.h"
#include <cstring>
#include <random>

using namespace mlir;
using namespace ridge;
using namespace ridge::test;

const char *const ridge::test::toIsa =
    "builtin.module(ridge-verify-stage{form=placed},"
    "func.func(ridge-apply-selection),"
    "ridge-verify-stage{form=selected},"
    "ridge-schedule,ridge-verify-stage{form=isa})";

std::string Product::print() const {
  std::string text;
  llvm::raw_string_ostream(text)
      << m << "x" << n << "x" << k << " in " << tm << "x" << tn << "x" << tk
      << ", " << slots << " slots" << (scales ? ", scaled" : "");
  return text;
}

namespace {
/// Writes the text; addresses are handed out as buffers are declared.
class Writer {
public:
  explicit Writer(const Product &p)
      : p(p), mt(tiles(p.m, p.tm)), nt(tiles(p.n, p.tn)), kt(tiles(p.k, p.tk)),
        out(text) {}
  std::string write();

private:
  static int64_t tiles(int64_t extent, int64_t tile) {
    return (extent + tile - 1) / tile;
  }
  static int64_t align(int64_t bytes) { return (bytes + 63) / 64 * 64; }

  int64_t buffer(llvm::StringRef name, llvm::StringRef memory, int64_t elements,
                 int64_t depth, int64_t address, int64_t first, int64_t last,
                 const std::string &extra = "");
  std::string size(llvm::StringRef counters, const char *counter, int64_t tile,
                   int64_t extent);
  void writeBuffers();
  void writeProduct();
  void writeScaling();

  const Product &p;
  int64_t mt, nt, kt;
  std::string text;
  llvm::raw_string_ostream out;
};
} // namespace

/// Returns the first address behind the buffer.
int64_t Writer::buffer(llvm::StringRef name, llvm::StringRef memory,
                       int64_t elements, int64_t depth, int64_t address,
                       int64_t first, int64_t last, const std::string &extra) {
  int64_t slot = align(elements * 4);
  out << "  %" << name << " = ridge.buffer \"" << name << "\" {" << extra
      << "memory = \"" << memory << "\", address = " << address
      << " : i64, slot_bytes = " << slot << " : i64, depth = " << depth
      << " : i64, layers = array<i64: " << first << ", " << last
      << ">} : !arch.buffer<" << elements << " x f32>\n";
  return address + slot * depth;
}

std::string Writer::size(llvm::StringRef counters, const char *counter,
                         int64_t tile, int64_t extent) {
  std::string map;
  llvm::raw_string_ostream stream(map);
  stream << "affine_map<(" << counters << ") -> (" << std::min(tile, extent);
  if (extent % tile != 0)
    stream << ", " << counter << " * " << -tile << " + " << extent;
  stream << ")>";
  return map;
}

static std::string shape(const char *role, int64_t index, int64_t rows,
                         int64_t columns) {
  std::string text;
  llvm::raw_string_ostream(text)
      << role << " = " << index << " : i64, shape = array<i64: " << rows << ", "
      << columns << ">, ";
  return text;
}

void Writer::writeBuffers() {
  int64_t last = p.scales ? 1 : 0;
  int64_t home = buffer("a", "dram", p.m * p.k, 1, 0, 0, last,
                        shape("argument", 0, p.m, p.k));
  home = buffer("b", "dram", p.k * p.n, 1, home, 0, last,
                shape("argument", 1, p.k, p.n));
  std::string result = shape("result_index", 0, p.m, p.n);
  home =
      buffer("c", "dram", p.m * p.n, 1, home, 0, last, p.scales ? "" : result);
  int64_t sram = buffer("ta", "sram", p.tm * p.tk, p.slots, 0, 0, 0);
  buffer("tb", "sram", p.tk * p.tn, p.slots, sram, 0, 0);
  buffer("tc", "acc", p.tm * p.tn, p.slots, 0, 0, 0);
  if (!p.scales)
    return;
  buffer("d", "dram", p.m * p.n, 1, home, 1, 1, result);
  // Where the tiles of the first layer lay.
  sram = buffer("tx", "sram", p.tm * p.n, p.slots, 0, 1, 1);
  buffer("ty", "sram", p.tm * p.n, p.slots, sram, 1, 1);
}

void Writer::writeProduct() {
  std::string type = "!arch.buffer<", f32 = " x f32>";
  auto of = [&](int64_t elements) {
    return type + std::to_string(elements) + f32;
  };
  std::string instanceC = std::to_string(nt) + " * i + j";
  std::string instanceK =
      std::to_string(nt * kt) + " * i + " + std::to_string(kt) + " * j + l";
  std::string sm = size("i, j, l", "i", p.tm, p.m),
              sn = size("i, j, l", "j", p.tn, p.n),
              sk = size("i, j, l", "l", p.tk, p.k);
  std::string sm2 = size("i, j", "i", p.tm, p.m),
              sn2 = size("i, j", "j", p.tn, p.n);
  out << "  ridge.layer \"product\" \"matmul\" macs " << p.m * p.n * p.k
      << " {\n affine.for %i = 0 to " << mt << " {\n affine.for %j = 0 to "
      << nt << " {\n";
  out << "ridge.compute reads() write(%tc : " << of(p.tm * p.tn)
      << ") counters(%i, %j) sizes [" << sm2 << ", " << sn2
      << "] reduction [false, false] accesses [#arch.immediate<0.0 : f32>, "
         "#arch.access<(i, j) -> (0), ["
      << p.tn << ", 1], (i, j) -> (" << instanceC << ")>] total [" << p.m
      << ", " << p.n
      << "] choice <\"clear_f32\" dims [0, 0] operands [0, 1] cycles 1>"
      << " {\n^bb0(%v: f32):\n ridge.yield %v : f32\n}\n";
  out << " affine.for %l = 0 to " << kt << " {\n";
  auto load = [&](const char *from, const char *to, int64_t elements,
                  int64_t tile, const std::string &sizes,
                  const std::string &offset, int64_t homeStride,
                  int64_t stride) {
    out << "ridge.move %" << from << " to %" << to << " : " << of(elements)
        << " to " << of(tile) << " counters(%i, %j, %l) sizes [" << sizes
        << "] accesses [#arch.access<(i, j, l) -> (" << offset << "), ["
        << homeStride << ", 1], (i, j, l) -> (0)>, "
        << "#arch.access<(i, j, l) -> (0), [" << stride
        << ", 1], (i, j, l) -> (" << instanceK << ")>]\n";
  };
  load("a", "ta", p.m * p.k, p.tm * p.tk, sm + ", " + sk,
       std::to_string(p.tm * p.k) + " * i + " + std::to_string(p.tk) + " * l",
       p.k, p.tk);
  load("b", "tb", p.k * p.n, p.tk * p.tn, sk + ", " + sn,
       std::to_string(p.tk * p.n) + " * l + " + std::to_string(p.tn) + " * j",
       p.n, p.tn);
  out << "ridge.compute reads(%ta, %tb : " << of(p.tm * p.tk) << ", "
      << of(p.tk * p.tn) << ") write(%tc : " << of(p.tm * p.tn)
      << ") counters(%i, %j, %l) sizes [" << sm << ", " << sn << ", " << sk
      << "] reduction [false, false, true] accesses ["
      << "#arch.access<(i, j, l) -> (0), [" << p.tk << ", 0, 1], (i, j, l) -> ("
      << instanceK << ")>, #arch.access<(i, j, l) -> (0), [0, 1, " << p.tn
      << "], (i, j, l) -> (" << instanceK
      << ")>, #arch.access<(i, j, l) -> (0), [" << p.tn
      << ", 1, 0], (i, j, l) -> (" << instanceC << ")>] total [" << p.m << ", "
      << p.n << ", " << p.k
      << "] choice <\"matmul_f32\" dims [0, 1, 2] operands [0, 1, 2] cycles 1>"
      << " {\n^bb0(%x: f32, %y: f32, %s: f32):\n"
      << " %p = arith.mulf %x, %y : f32\n %t = arith.addf %s, %p : f32\n"
      << " ridge.yield %t : f32\n}\n}\n";
  out << "ridge.move %tc to %c : " << of(p.tm * p.tn) << " to " << of(p.m * p.n)
      << " counters(%i, %j) sizes [" << sm2 << ", " << sn2
      << "] accesses [#arch.access<(i, j) -> (0), [" << p.tn
      << ", 1], (i, j) -> (" << instanceC << ")>, #arch.access<(i, j) -> ("
      << p.tm * p.n << " * i + " << p.tn << " * j), [" << p.n
      << ", 1], (i, j) -> (0)>]\n}\n}\n}\n";
}

void Writer::writeScaling() {
  std::string home = "!arch.buffer<" + std::to_string(p.m * p.n) + " x f32>";
  std::string tile = "!arch.buffer<" + std::to_string(p.tm * p.n) + " x f32>";
  std::string sizes = size("i", "i", p.tm, p.m) + ", affine_map<(i) -> (" +
                      std::to_string(p.n) + ")>";
  std::string strides = "[" + std::to_string(p.n) + ", 1]";
  std::string inHome = "#arch.access<(i) -> (" + std::to_string(p.tm * p.n) +
                       " * i), " + strides + ", (i) -> (0)>";
  std::string inTile = "#arch.access<(i) -> (0), " + strides + ", (i) -> (i)>";
  out << "  ridge.layer \"scaling\" \"map\" macs 0 {\n affine.for %i = 0 to "
      << mt << " {\n";
  out << "ridge.move %c to %tx : " << home << " to " << tile
      << " counters(%i) sizes [" << sizes << "] accesses [" << inHome << ", "
      << inTile << "]\n";
  out << "ridge.compute reads(%tx : " << tile << ") write(%ty : " << tile
      << ") counters(%i) sizes [" << sizes
      << "] reduction [false, false] accesses [" << inTile
      << ", #arch.immediate<2.0 : f32>, " << inTile << "] total [" << p.m
      << ", " << p.n
      << "] choice <\"simple\" dims [0, 0] operands [0, 0, 1] cycles 1>"
      << " {\n^bb0(%x: f32, %v: f32):\n %r = arith.mulf %x, %v : f32\n"
         " ridge.yield %r : f32\n}\n";
  out << "ridge.move %ty to %d : " << tile << " to " << home
      << " counters(%i) sizes [" << sizes << "] accesses [" << inTile << ", "
      << inHome << "]\n}\n}\n";
}

std::string Writer::write() {
  out << "func.func @model() attributes {ridge.machine = \"toy\"} {\n";
  writeBuffers();
  writeProduct();
  if (p.scales)
    writeScaling();
  out << "  return\n}\n";
  return text;
}

std::string ridge::test::placedText(const Product &product) {
  return Writer(product).write();
}

//===----------------------------------------------------------------------===//
// Compiling
//===----------------------------------------------------------------------===//

std::unique_ptr<MLIRContext> ridge::test::makeContext() {
  [[maybe_unused]] static bool once = (registerRidgePasses(), true);
  DialectRegistry registry;
  registerAllDialects(registry);
  registerRidgeDialects(registry);
  return std::make_unique<MLIRContext>(registry,
                                       MLIRContext::Threading::DISABLED);
}

OwningOpRef<ModuleOp> ridge::test::compile(MLIRContext &context,
                                           llvm::StringRef text,
                                           llvm::StringRef pipeline) {
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(text, &context);
  if (!module || pipeline.empty())
    return module;
  PassManager manager(&context);
  if (failed(parsePassPipeline(
          pipeline.drop_front(sizeof("builtin.module(") - 1).drop_back(),
          manager)) ||
      failed(manager.run(*module)))
    return nullptr;
  return module;
}

Machine ridge::test::toy(MLIRContext &context) {
  FailureOr<MachineHandle> machine = loadMachineByName(
      "toy", context, [&] { return emitError(UnknownLoc::get(&context)); });
  assert(succeeded(machine) && "the shipped machine loads");
  return **machine;
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

Array ridge::test::integers(llvm::ArrayRef<int64_t> shape, uint64_t seed) {
  Array array;
  array.format = Format::F32;
  array.shape.assign(shape.begin(), shape.end());
  array.bytes.resize(array.elements() * 4);
  std::mt19937_64 random(seed);
  for (int64_t i = 0; i < array.elements(); ++i) {
    float value = static_cast<float>(static_cast<int64_t>(random() % 7) - 3);
    std::memcpy(array.bytes.data() + i * 4, &value, 4);
  }
  return array;
}

static float at(const Array &array, int64_t i) {
  float value;
  std::memcpy(&value, array.bytes.data() + i * 4, 4);
  return value;
}

Array ridge::test::expected(const Product &p, const Array &a, const Array &b) {
  Array result = integers({p.m, p.n}, 0);
  for (int64_t i = 0; i < p.m; ++i)
    for (int64_t j = 0; j < p.n; ++j) {
      float sum = 0;
      for (int64_t l = 0; l < p.k; ++l)
        sum += at(a, i * p.k + l) * at(b, l * p.n + j);
      sum *= p.scales ? 2 : 1;
      std::memcpy(result.bytes.data() + (i * p.n + j) * 4, &sum, 4);
    }
  return result;
}
