//===- TestGroups.h - groups built by hand, and their execution -*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Workloads without IR, on a machine whose transfers take one cycle per
/// byte, and a walk over every iteration of a tiling's loops.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TEST_UNIT_MAPPING_TESTGROUPS_H
#define RIDGE_TEST_UNIT_MAPPING_TESTGROUPS_H

#include "../Machine/TestMachines.h"
#include "ridge/Mapping/TileSearch.h"
#include <functional>
#include <random>

namespace ridge::test {

/// makeMachine() with transfers of setup 3, one byte per cycle and latency 7
/// between @dram and @sram, and nothing rounded.
Machine byteMachine();

/// A group and the machine that it points to.
struct TestGroup {
  std::string name;
  std::unique_ptr<Machine> machine = std::make_unique<Machine>(byteMachine());
  Workload workload;

  TestGroup(std::string name, llvm::ArrayRef<int64_t> extents);
  /// A window over group dims, row-major over them, in @sram.
  int32_t addWindow(llvm::ArrayRef<int32_t> dims, Format format,
                    bool isWritten);
  int32_t addLocal(llvm::ArrayRef<int32_t> dims, Format format, MemoryId memory,
                   bool isShared);
  /// Runs by the machine's first match. Operands are windows >= 0, or ~local.
  void addOperation(llvm::StringRef kernel, llvm::ArrayRef<int32_t> dims,
                    DimSet reduced, llvm::ArrayRef<int32_t> reads,
                    int32_t write);
};

/// out[m, n] = A[m, k] * B[k, n], i8 to i32, through an i32 local in @acc.
TestGroup productGroup(int64_t m, int64_t n, int64_t k);
/// out[m, n] = x[m, n] + row[n], i32.
TestGroup rowGroup(int64_t m, int64_t n);
/// s[m] = sum over n of x[m, n]; out[m, n] = x[m, n] - s[m], f32.
TestGroup foldGroup(int64_t m, int64_t n);
/// One of the three with extents of 1 to `most`.
TestGroup randomGroup(std::mt19937_64 &random, int64_t most);

/// Legal or not: sizes from 1 to the extents (whole dims whole), the loops that
/// follow in any order.
Tiling randomTiling(std::mt19937_64 &random, const Workload &workload);
/// One slot in every buffer.
Tiling tiling(llvm::ArrayRef<int64_t> tiles, llvm::ArrayRef<int64_t> order);
/// With two slots where they help.
Tiling overlapping(const TestGroup &group, Tiling tiling);
/// Lets lanes write sums to @acc too, and says of windows that are not written
/// that they are read, as the builder of real groups does.
void completeForMappings(TestGroup &group);

/// Calls visit(counters) for each iteration of the outer `depth` loops.
void forEachIteration(const Workload &workload, const Tiling &tiling,
                      unsigned depth,
                      llvm::function_ref<void(llvm::ArrayRef<int64_t>)> visit);
/// Size of the tile along a group dim in that iteration, the last one ragged.
int64_t sizeAt(const Workload &workload, const Tiling &tiling, int32_t dim,
               llvm::ArrayRef<int64_t> counters);

/// Executes the nest point by point, with local buffers of one tile. Empty, or
/// what goes wrong: a value is read before its last term is there, or an
/// element of the result is not written once and complete.
std::string executeNest(const Workload &workload, const Tiling &tiling,
                        const std::vector<NestItem> &nest);

} // namespace ridge::test

#endif // RIDGE_TEST_UNIT_MAPPING_TESTGROUPS_H
