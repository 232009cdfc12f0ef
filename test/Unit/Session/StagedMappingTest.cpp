//===- StagedMappingTest.cpp - windows staged at random -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Mappings that no search would choose, drawn by the rules for loops and
/// stagings alone, are carried out on a machine with levels: queues run without
/// races and deadlocks, and the values stay those of the model.
///
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/MappingText.h"
#include "ridge/Session/Session.h"
#include "llvm/Support/raw_ostream.h"
#include <gtest/gtest.h>
#include <random>

using namespace ridge;

namespace {

constexpr const char *product = R"(
#same = affine_map<(d0, d1) -> (d0, d1)>
func.func @product(%x: tensor<22x36xf32>, %w: tensor<36x26xf32>)
    -> tensor<22x26xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<22x26xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<22x26xf32>)
      -> tensor<22x26xf32>
  %r = linalg.matmul ins(%x, %w : tensor<22x36xf32>, tensor<36x26xf32>)
      outs(%f : tensor<22x26xf32>) -> tensor<22x26xf32>
  %s = linalg.generic {indexing_maps = [#same, #same],
      iterator_types = ["parallel", "parallel"]}
      ins(%r : tensor<22x26xf32>) outs(%e : tensor<22x26xf32>) {
  ^bb0(%in: f32, %out: f32):
    %m = arith.maximumf %in, %zero : f32
    linalg.yield %m : f32
  } -> tensor<22x26xf32>
  return %s : tensor<22x26xf32>
}
)";

constexpr const char *window = R"(
#image = affine_map<(h, w, f, c, i, j) -> (c, h * 2 + i, w * 2 + j)>
#kernel = affine_map<(h, w, f, c, i, j) -> (f, c, i, j)>
#result = affine_map<(h, w, f, c, i, j) -> (f, h, w)>
func.func @window(%x: tensor<6x13x19xf32>, %k: tensor<10x6x3x3xf32>)
    -> tensor<10x6x9xf32> {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<10x6x9xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<10x6x9xf32>)
      -> tensor<10x6x9xf32>
  %r = linalg.generic {indexing_maps = [#image, #kernel, #result],
      iterator_types = ["parallel", "parallel", "parallel", "reduction",
                        "reduction", "reduction"]}
      ins(%x, %k : tensor<6x13x19xf32>, tensor<10x6x3x3xf32>)
      outs(%f : tensor<10x6x9xf32>) {
  ^bb0(%a: f32, %b: f32, %acc: f32):
    %m = arith.mulf %a, %b : f32
    %s = arith.addf %acc, %m : f32
    linalg.yield %s : f32
  } -> tensor<10x6x9xf32>
  return %r : tensor<10x6x9xf32>
}
)";

class Draw {
public:
  explicit Draw(uint64_t seed) : random(seed) {}

  /// Loops, depths and slots of a group whose reduced dims are known.
  void change(MappingText &group, llvm::ArrayRef<int32_t> reduced);

private:
  int64_t below(int64_t count) { return int64_t(random() % count); }
  std::vector<MappingText::Loop> loopsOf(int32_t dim, int64_t extent);

  std::mt19937_64 random;
};

/// None, one, or an outer one of a whole number of tiles around it.
std::vector<MappingText::Loop> Draw::loopsOf(int32_t dim, int64_t extent) {
  int64_t tile = 1 + below(extent), tiles = (extent + tile - 1) / tile;
  // Few and small tiles make long programs.
  if (tiles > 8)
    tile = (extent + 3) / 4, tiles = (extent + tile - 1) / tile;
  if (tiles == 1)
    return {};
  int64_t count = 1 + below(tiles);
  while (tiles % count != 0)
    --count;
  if (count == 1 || count == tiles)
    return {{dim, tile, {}}};
  return {{dim, count * tile, {}}, {dim, tile, {}}};
}

void Draw::change(MappingText &group, llvm::ArrayRef<int32_t> reduced) {
  group.loops.clear();
  // Merges the loops of dims in any order, those that are folded at the end.
  for (bool folds : {false, true}) {
    std::vector<std::vector<MappingText::Loop>> rest;
    for (auto [dim, extent] : llvm::enumerate(group.extents))
      if (llvm::is_contained(reduced, int32_t(dim)) == folds)
        rest.push_back(loopsOf(int32_t(dim), extent));
    for (;;) {
      llvm::erase_if(rest, [](const auto &loops) { return loops.empty(); });
      if (rest.empty())
        break;
      auto &next = rest[below(int64_t(rest.size()))];
      group.loops.push_back(next.front());
      next.erase(next.begin());
    }
  }
  for (MappingText::Buffer &buffer : group.buffers) {
    int64_t depth = 0;
    for (auto [position, loop] : llvm::enumerate(group.loops))
      if (llvm::is_contained(buffer.dims, loop.dim))
        depth = int64_t(position) + 1;
    buffer.slots = depth > 0 ? 1 + below(2) : 1;
    for (MappingText::Staging &staging : llvm::reverse(buffer.stagings)) {
      staging.depth = depth = below(depth + 1);
      staging.slots = 1;
      for (int64_t loop = 0; loop < depth; ++loop)
        staging.slots = 1 + below(2);
    }
  }
}

/// The one group of a model on the machine, changed by seed.
void expectRight(const char *text, llvm::ArrayRef<int32_t> reduced, int seeds) {
  Session session;
  MachineHandle machine = cantFail(session.loadMachine("toy-levels"));
  Model model = cantFail(session.parseModel(text, "model.mlir"));
  Values values = cantFail(session.evaluate(model));
  CompileOptions ask;
  ask.onlyMapping = true;
  std::string chosen = cantFail(session.compile(model, machine, ask)).mapping;
  std::vector<MappingText> groups = cantFail(parseMappings(chosen));
  ASSERT_EQ(groups.size(), 1u) << chosen;
  int carriedOut = 0;
  for (int seed = 0; seed < seeds; ++seed) {
    MappingText changed = groups.front();
    Draw(seed).change(changed, reduced);
    CompileOptions say;
    say.mapping.emplace();
    say.mapping->file = "changed.mapping";
    llvm::raw_string_ostream stream(say.mapping->text);
    printMapping(changed, stream);
    llvm::Expected<Compiled> compiled = session.compile(model, machine, say);
    if (!compiled) {
      // Two slots need as many tiles, and all of them room.
      std::string why = llvm::toString(compiled.takeError());
      EXPECT_TRUE(llvm::StringRef(why).contains("M-1:") ||
                  llvm::StringRef(why).contains("M-16:"))
          << why << '\n'
          << say.mapping->text;
      continue;
    }
    ++carriedOut;
    SimResult sim = cantFail(session.simulate(*compiled));
    EXPECT_EQ(sim.deadlock, "") << say.mapping->text;
    EXPECT_LE(sim.cycles, cantFail(session.estimate(*compiled)).serial);
    CheckResult check = cantFail(session.check(*compiled, values));
    EXPECT_TRUE(check.pass) << check.detail << '\n' << say.mapping->text;
  }
  EXPECT_GT(carriedOut, seeds / 2);
}

TEST(StagedMapping, ProductAndWhatFollows) {
  expectRight(product, /*reduced=*/{2}, /*seeds=*/120);
}

TEST(StagedMapping, WindowsThatOverlap) {
  expectRight(window, /*reduced=*/{3, 4, 5}, /*seeds=*/60);
}

} // namespace
