//===- GroupModel.h - cost of a fused group under a tiling ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A group is a list of structured operations that share one loop nest over
/// tiles. The model holds what a search needs to price a tiling without
/// touching IR: which group dim each operation's dims are, what is read from
/// and written to the home memory through which window, what stays local, which
/// instruction runs each operation and in which memory each local buffer can
/// sit.
///
/// Example: C = relu(A * B) has group dims (m, n, k); reads A by (m, k) and B
/// by (k, n); the sum is a local value over (m, n); relu's result is written by
/// (m, n). With loops (m, n, k), the product runs inside all three, relu inside
/// (m, n), after the k loop.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ANALYSIS_GROUPMODEL_H
#define RIDGE_ANALYSIS_GROUPMODEL_H

#include "ridge/Analysis/CandidateTable.h"
#include "ridge/Analysis/HomeLayout.h"
#include "ridge/Analysis/InstructionChoice.h"
#include "ridge/Support/Affine.h"
#include "ridge/Timing/Timing.h"

namespace ridge {

/// One dim of a window on a tensor: its index as a sum of multiples of group
/// dims, and the step between neighbours in the home memory, in elements.
struct BoxDim : Affine {
  int64_t homeStride = 0;

  /// Elements from the least index to the greatest where the group's dims have
  /// `sizes`: sum of |coefficient| * (size - 1), plus 1.
  int64_t extent(llvm::ArrayRef<int64_t> sizes) const {
    return rangeOf(*this, sizes).count();
  }
  bool operator==(const BoxDim &other) const {
    return Affine::operator==(other) && homeStride == other.homeStride;
  }
};

/// A window on a tensor in the home memory, with a local copy of its tile.
struct GroupWindow {
  mlir::Value tensor;
  Format format = Format::F32;
  llvm::SmallVector<BoxDim, 4> box;
  int64_t offset = 0; ///< Elements from the start of the root.
  DimSet dims = 0;    ///< Group dims that the window moves with.
  MemoryId memory = -1;
  bool isRead = false;
  bool isWritten = false;
  PathId path = -1; ///< Of its transfers.
  /// How the tensor is stored at home; null: as it is.
  arch::CodecAttr codec;
  /// What that means for transfers; aligned if the window's offset is.
  CodedSide coded;
};

/// A value that no operation outside the group reads.
struct GroupLocal {
  Format format = Format::F32;
  llvm::SmallVector<int32_t, 4> dims; ///< Group dim of each dim.
  MemoryId memory = -1;
  int32_t storage = -1;  ///< Values with equal storage share a buffer in turn.
  bool isShared = false; ///< Touched by more than one engine.
};

struct GroupOperand {
  enum class Kind : uint8_t { Window, Local, Immediate };
  Kind kind = Kind::Immediate;
  int32_t index = -1;
};

struct GroupOperation {
  StructuredOpInterface op;
  std::shared_ptr<const OperationKernel> kernel;
  Match match;
  EngineId engine = -1; ///< That of the instruction.
  /// Of a reduction: what writes the value that it starts from.
  std::optional<Match> fill;
  /// Operations with equal numbers take equal times at equal sizes.
  int32_t timing = -1;
  llvm::SmallVector<int32_t, 6> dims;       ///< Group dim of each op dim.
  llvm::SmallVector<GroupOperand, 4> reads; ///< Per kernel input.
  GroupOperand write;
  DimSet used = 0;                         ///< Group dims of all its dims.
  DimSet kept = 0;                         ///< Group dims of its result.
  DimSet reduced = 0;                      ///< Group dims that it folds.
  llvm::SmallVector<int32_t, 4> producers; ///< Group operations it reads from.
};

/// Tile sizes, loop order (dims with loops, outermost first), whether transfers
/// overlap computation.
struct Tiling {
  llvm::SmallVector<int64_t, 6> tiles;
  llvm::SmallVector<int64_t, 6> order;
  bool overlap = false;
  double cycles = 0;    ///< Estimate.
  double objective = 0; ///< What the search minimises.
};

/// A loop nest of operations: a leaf is an operation, an inner node a loop.
struct NestItem {
  int32_t operation = -1;
  int32_t loopPosition = -1; ///< Position in Tiling::order.
  std::vector<NestItem> body;
};

class GroupModel {
public:
  /// Builds the model of `ops`, in program order, with the instructions that
  /// are best for tiles of the sizes `tiles`, or for whole extents without. On
  /// failure `reason` says what cannot be: no instruction, dims that do not
  /// line up, no memory for an operand.
  static std::optional<GroupModel>
  build(llvm::ArrayRef<StructuredOpInterface> ops, const HomeLayouts &layouts,
        CandidateTable &candidates, llvm::ArrayRef<int64_t> tiles,
        std::string &reason);

  /// True if the same instructions run the operations and fills.
  bool runsAs(const GroupModel &other) const;

  /// The loop nest, or nullopt if the order is not legal: a value would be read
  /// before its reduction is complete.
  std::optional<std::vector<NestItem>> nest(const Tiling &tiling) const;
  /// Whether there is one.
  bool hasNest(const Tiling &tiling) const;

  int64_t trips(const Tiling &tiling, unsigned dim) const {
    return llvm::divideCeil(extents[dim], tiling.tiles[dim]);
  }
  /// Loops around something that moves with `dims`: 1 + position of the
  /// deepest.
  unsigned depthOf(const Tiling &tiling, DimSet dims) const;

  /// Sizes of an operation's dims in full and in ragged tiles.
  TileRange rangeOf(const Tiling &tiling,
                    const GroupOperation &operation) const;
  /// True if all tiles keep to the limits of the instructions' dims.
  bool keepsLimits(const Tiling &tiling) const;

  /// Bytes of local buffers per memory.
  llvm::SmallVector<int64_t, 4> footprint(const Tiling &tiling) const;
  /// Which side of the window's transfers is in a codec, and whether every tile
  /// begins at a unit.
  CodedSide codedSide(const Tiling &tiling, const GroupWindow &window) const;
  /// True unless the window is written in parts of units of its codec.
  bool writesWholeUnits(const Tiling &tiling, const GroupWindow &window) const;

  llvm::SmallVector<int64_t, 6> extents;
  DimSet whole = 0; ///< Dims that must not be cut.
  /// Per dim: tiles that are not the whole extent are a multiple of this.
  llvm::SmallVector<int64_t, 6> cuts;
  std::vector<GroupOperation> operations;
  std::vector<GroupWindow> windows;
  std::vector<GroupLocal> locals;
  int32_t numStorages = 0;
  bool hasAlternatives = false; ///< Some operation has more than one match.
  bool hasLimits = false; ///< Some instruction in use does not take every size.

  const Machine *machine = nullptr;
};

} // namespace ridge

#endif // RIDGE_ANALYSIS_GROUPMODEL_H
