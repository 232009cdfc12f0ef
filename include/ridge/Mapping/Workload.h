//===- Workload.h - what a fused group computes -----------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A group is a list of operations that share one loop nest over tiles. Its
/// workload holds what a search needs to price a tiling, as plain data: which
/// group dim each operation's dims are, what is read from and written to the
/// home memory through which window, what stays local, and which instructions
/// could run each operation.
///
/// Operations, windows and locals are known by their numbers; whoever made the
/// workload from IR (lib/Analysis) knows what they are there.
///
/// Example: C = relu(A * B) has group dims (m, n, k); reads A by (m, k) and B
/// by (k, n); the sum is a local value over (m, n); relu's result is written by
/// (m, n). With loops (m, n, k), the product runs inside all three, relu inside
/// (m, n), after the k loop.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MAPPING_WORKLOAD_H
#define RIDGE_MAPPING_WORKLOAD_H

#include "ridge/Machine/PartHashes.h"
#include "ridge/Mapping/Candidates.h"
#include "ridge/Mapping/InstructionChoice.h"
#include "ridge/Mapping/Mapping.h"
#include "ridge/Support/Affine.h"
#include "ridge/Timing/Timing.h"
#include "llvm/Support/MathExtras.h"

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

/// How a tensor is stored in the home memory.
struct StoredCodec {
  std::string name; ///< Codec.h
  double bitsPerValue = 0;
  int64_t unit = 1; ///< Neighbours that are encoded together.

  bool operator==(const StoredCodec &other) const {
    return name == other.name && bitsPerValue == other.bitsPerValue &&
           unit == other.unit;
  }
};

/// Where a tensor lies, whole, that is not in the home memory.
struct KeptPlace {
  MemoryId memory = -1;
  int64_t address = 0;

  bool operator==(const KeptPlace &other) const {
    return memory == other.memory && address == other.address;
  }
};

/// A window on a tensor in the home memory, with a local copy of its tile; or
/// on one that is kept where the operations touch it.
struct GroupWindow {
  Format format = Format::F32;
  llvm::SmallVector<BoxDim, 4> box;
  int64_t offset = 0; ///< Elements from the start of the root.
  DimSet dims = 0;    ///< Group dims that the window moves with.
  bool isRead = false;
  bool isWritten = false;
  bool isMasked = false; ///< All that touch it leave masked columns out.
  std::optional<StoredCodec> codec; ///< Nothing: stored as it is.
  /// Nothing: in the home memory. Decided for all groups together, or by the
  /// mapping that the workload is bound to.
  std::optional<KeptPlace> kept;

  // Decided by bind().
  MemoryId memory = -1;
  /// It has no tiles: the operations touch its tensor where that lies, kept or
  /// in the home memory, from where their instructions take it.
  bool isInPlace = false;
  bool isPassedOn = false; ///< Written here, and touched by several engines.
  /// Of its transfers, from the home memory on, whichever way data go. Between
  /// two paths its data are staged. None of a tensor that is kept.
  llvm::SmallVector<PathId, 2> route;
  /// What the codec means for transfers; aligned if the window's offset is.
  CodedSide coded;
};

/// A value that no operation outside the group reads.
struct GroupLocal {
  Format format = Format::F32;
  llvm::SmallVector<int32_t, 4> dims; ///< Group dim of each dim.

  // Decided by bind().
  MemoryId memory = -1;
  /// The first of the locals that share a buffer in turn.
  int32_t storage = -1;
  bool isShared = false; ///< Touched by more than one engine.

  DimSet dimSet() const {
    DimSet set = 0;
    for (int32_t dim : dims)
      set |= DimSet(1) << dim;
    return set;
  }
};

struct GroupOperand {
  enum class Kind : uint8_t { Window, Local, Immediate };
  Kind kind = Kind::Immediate;
  int32_t index = -1;
  /// Of a read: each point reads the element that it writes in the result.
  bool isPointwise = false;
};

/// Of a group in which a mask makes points useless: their index along dim
/// `column` exceeds that along dim `row` by more than `ahead`.
struct MaskedPlane {
  int32_t row = -1, column = -1;
  int64_t ahead = 0;

  DimSet dims() const { return DimSet(1) << row | DimSet(1) << column; }
  bool isOf(int32_t dim) const { return dim == row || dim == column; }
};

struct GroupOperation {
  std::shared_ptr<const Kernel> kernel;
  std::shared_ptr<const Candidates> candidates;
  llvm::SmallVector<int32_t, 6> dims;       ///< Group dim of each op dim.
  llvm::SmallVector<GroupOperand, 4> reads; ///< Per kernel input.
  GroupOperand write;
  DimSet used = 0;    ///< Group dims of all its dims.
  DimSet kept = 0;    ///< Group dims of its result.
  DimSet reduced = 0; ///< Group dims that it folds, tile by tile,
  DimSet folded = 0;  ///< or within each issue.
  llvm::SmallVector<int32_t, 4> producers; ///< Group operations it reads from.
  bool isMasked = false; ///< It need not compute what the mask makes useless.

  // Decided by bind().
  Match match;
  EngineId engine = -1; ///< That of the instruction.
  /// Of a reduction: what writes the value that it starts from.
  std::optional<Match> fill;
};

/// A buffer on the route of a window, in which a box of the window's tensor
/// stays for several of its tiles.
struct GroupStaging {
  int32_t window = -1;
  int32_t hop = 0; ///< Of the route: the one on the side of the home memory.
  MemoryId memory = -1;
};

class Workload {
public:
  /// Binds operations to the instructions that are best for the tiles and the
  /// goal of `tiling`, or for whole extents without tiles, and decides what
  /// follows from them: memories, paths, shared storage, dims that must not be
  /// cut. On failure `reason` says what cannot be.
  bool bind(const Tiling &tiling, std::string &reason);
  /// Binds them to those of `mapping`, which must have as many operations,
  /// windows and locals; the first rule of M-14, M-15 and M-17 that it breaks.
  std::optional<Refusal> bind(const Mapping &mapping);
  /// What it is bound to, with this tiling.
  Mapping mappingOf(const Tiling &tiling) const;

  /// True if the same instructions run the operations and fills.
  bool runsAs(const Workload &other) const;

  /// Equal for workloads that a search cannot tell apart: a hash of all that
  /// bind, TilingCost and TileSearch look at, so wide that no two others meet.
  /// `parts` are those of its machine; of two machines the workloads are equal
  /// where all parts are that could be chosen.
  using Fingerprint = std::pair<uint64_t, uint64_t>;
  Fingerprint fingerprint(const PartHashes &parts) const;

  /// The loop nest, or nullopt if the order is not legal: a value would be read
  /// before its reduction is complete.
  std::optional<std::vector<NestItem>> nest(const Tiling &tiling) const;
  /// Whether there is one.
  bool hasNest(const Tiling &tiling) const;

  /// Buffers that tiles lie in: a window's has its number, those of storages
  /// come behind, and then those of stagings. -1: an immediate.
  int32_t bufferOf(const GroupOperand &operand) const;
  size_t stagingBuffer(size_t staging) const {
    return windows.size() + numStorages + staging;
  }
  size_t numBuffers() const { return stagingBuffer(stagings.size()); }
  /// Number of the staging on the far side of a window's hop, -1 if that is the
  /// window's own buffer.
  int32_t stagingBehind(size_t window, size_t hop) const;
  /// Gives two slots to every buffer that moves with a loop and passes between
  /// engines, one to all others.
  void giveTwoSlots(Tiling &tiling) const;

  /// Tiles of a dim, over all of its loops.
  int64_t trips(const Tiling &tiling, unsigned dim) const {
    return llvm::divideCeil(extents[dim], tiling.tiles[dim]);
  }
  /// Iterations of one loop.
  int64_t tripsOfLoop(const Tiling &tiling, size_t loop) const;
  /// Iterations of the outer `depth` loops together.
  double iterations(const Tiling &tiling, unsigned depth) const;
  /// Per dim the size of the box that the loops below the outer `depth` walk.
  llvm::SmallVector<int64_t, 6> boxAt(const Tiling &tiling,
                                      unsigned depth) const;
  /// Loops around something that moves with `dims`: 1 + position of the
  /// deepest.
  unsigned depthOf(const Tiling &tiling, DimSet dims) const;
  /// The same, of the outer `limit` loops.
  unsigned depthOf(const Tiling &tiling, DimSet dims, unsigned limit) const;
  /// Loops around the transfers of a window's hop: those of its staging, or
  /// all that the window moves with.
  unsigned depthOfHop(const Tiling &tiling, size_t window, size_t hop) const;
  /// Lets buffers whose tiles are needed one after the other take turns in one
  /// place, in every memory that is too small for all of them, and gives those
  /// one slot. False if none can.
  bool takeTurns(Tiling &tiling) const;
  /// The first pair of buffers that take turns and are needed at a time, or not
  /// in the same iterations of the same loops.
  std::optional<std::pair<int32_t, int32_t>>
  clashOfTurns(const Tiling &tiling) const;
  /// The memory of a buffer; -1: it has no tiles there.
  MemoryId memoryOf(size_t buffer) const;

  /// The least slots of what moves with the innermost loop and passes between
  /// engines; 0: nothing does.
  int64_t slotsOfChain(const Tiling &tiling) const;

  /// Sizes of an operation's dims in full and in ragged tiles.
  TileRange rangeOf(llvm::ArrayRef<int64_t> tiles,
                    const GroupOperation &operation) const;
  /// The same for the fill of a reduction: dims that it keeps.
  TileRange keptRangeOf(llvm::ArrayRef<int64_t> tiles,
                        const GroupOperation &operation) const;
  /// Columns of the mask's plane that are left out beyond a tile's last row, if
  /// tiles are such that some are: the rows have loops, the columns do not, and
  /// what is left keeps to the limits of the instructions.
  struct Staircase {
    int64_t first; ///< Columns of the first tile of rows,
    int64_t step;  ///< how many more each of the next ones has, and its rows,
    int64_t most;  ///< and no more than these.
    int64_t columns(int64_t tile) const {
      return std::min(most, first + tile * step);
    }
    /// Of a plane of `rows` rows what is behind the columns of each.
    int64_t pointsBeyond(int64_t rows) const;
  };
  std::optional<Staircase> staircase(const Tiling &tiling) const {
    return staircase(tiling.tiles);
  }
  std::optional<Staircase> staircase(llvm::ArrayRef<int64_t> tiles) const;
  /// Points of the mask's plane that it makes useless; 0: there is no mask.
  int64_t uselessPoints() const;
  /// Whether the fill of its result leaves them out, too.
  bool isFillMasked(const GroupOperation &operation) const {
    return operation.isMasked &&
           (operation.kept & masked->dims()) == masked->dims();
  }
  int64_t planePoints() const {
    return extents[masked->row] * extents[masked->column];
  }
  int64_t neededPoints() const { return planePoints() - uselessPoints(); }
  /// Those of them that a tiling leaves out.
  int64_t skippedPoints(const Tiling &tiling) const;

  /// Dims along which neighbours of the operand lie next to one another in
  /// tiles of `sizes`, or in the tensor itself.
  DimSet unitStrideDims(const GroupOperand &operand,
                        llvm::ArrayRef<int64_t> sizes, bool isInPlace) const;
  /// True if the operands of `match`, whose dims are those of the group in
  /// `dims`, lie in tiles of `sizes` as its instruction needs them; else `why`
  /// names one.
  bool keepsStrides(const Match &match, llvm::ArrayRef<int32_t> dims,
                    llvm::ArrayRef<GroupOperand> operands,
                    llvm::ArrayRef<int64_t> sizes, std::string &why) const;
  /// True if the operation's tiles keep to the limits of the instructions'
  /// dims; else `why` names the dim.
  bool keepsLimits(const Tiling &tiling, const GroupOperation &operation,
                   std::string &why) const;

  /// Some window's tensor is kept.
  bool keepsTensors() const {
    return llvm::any_of(windows, [](const GroupWindow &window) {
      return window.kept.has_value();
    });
  }
  /// Bytes of one slot of a window's buffer, or of a storage.
  int64_t tileBytes(const Tiling &tiling, size_t buffer) const;
  /// Adds the bytes of all buffers but stagings, per memory.
  void addTiles(const Tiling &tiling,
                llvm::SmallVectorImpl<int64_t> &bytes) const;
  /// Bytes of local buffers per memory, and of tensors that are kept there.
  llvm::SmallVector<int64_t, 4> footprint(const Tiling &tiling) const;
  /// Instances of a buffer that there is room for at a time: its slots; of a
  /// window that is kept as many as lie between two uses of the same elements.
  int64_t roomOf(const Tiling &tiling, size_t buffer) const;
  /// Which side of the window's transfers is in a codec, and whether every tile
  /// begins at a unit.
  CodedSide codedSide(const Tiling &tiling, const GroupWindow &window) const;
  /// True unless the window is written in parts of units of its codec.
  bool writesWholeUnits(const Tiling &tiling, const GroupWindow &window) const;
  llvm::SmallVector<int64_t, 6> homeBox(const Tiling &tiling,
                                        const GroupWindow &window) const;

  const Machine *machine = nullptr;
  llvm::SmallVector<int64_t, 6> extents;
  std::vector<GroupOperation> operations; ///< In program order.
  std::vector<GroupWindow> windows;
  std::vector<GroupLocal> locals;
  std::optional<MaskedPlane> masked; ///< Nothing: no operation is masked.
  /// Dims that some window walks backwards: a tile's first element would be at
  /// a place that depends on the tile.
  DimSet backwards = 0;
  /// Bytes per memory that kept tensors take meanwhile; none: nothing is kept.
  llvm::SmallVector<int64_t, 4> reserved;

  // Decided by bind().
  ChoiceGoal goal = ChoiceGoal::LeastWork;
  DimSet whole = 0; ///< Dims that must not be cut.
  /// Per dim: tiles that are not the whole extent are a multiple of this.
  llvm::SmallVector<int64_t, 6> cuts;
  int32_t numStorages = 0;
  /// By window, those of one window from the home memory on.
  std::vector<GroupStaging> stagings;
  /// Prices leave out M-9, which asks for too much where more than two tiles
  /// are on their way.
  bool withoutChain = false;
  /// A search leaves instructions of least work where they are.
  bool withoutRelief = false;
  /// Buffers may take turns where they do not fit beside one another: asked of
  /// a search that finds nothing else.
  bool takesTurns = false;
  bool hasAlternatives = false; ///< Some operation has more than one match.
  bool hasLimits = false; ///< Some instruction in use does not take every size.
};

} // namespace ridge

#endif // RIDGE_MAPPING_WORKLOAD_H
