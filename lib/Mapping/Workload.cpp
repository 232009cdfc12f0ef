//===- Workload.cpp - what a fused group computes -------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/Workload.h"
#include "ridge/Numerics/Packing.h"
#include "ridge/Support/Saturate.h"
#include "llvm/ADT/bit.h"
#include "llvm/Support/xxhash.h"
#include <limits>
#include <numeric>

using namespace ridge;

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

bool Workload::runsAs(const Workload &other) const {
  return llvm::equal(operations, other.operations,
                     [](const GroupOperation &a, const GroupOperation &b) {
                       return a.match == b.match && a.fill == b.fill;
                     });
}

TileRange Workload::rangeOf(llvm::ArrayRef<int64_t> tiles,
                            const GroupOperation &operation) const {
  TileRange range;
  for (int32_t dim : operation.dims) {
    int64_t tile = tiles[dim], rest = extents[dim] % tile;
    range.most.push_back(tile);
    range.least.push_back(rest == 0 ? tile : rest);
  }
  return range;
}

TileRange Workload::keptRangeOf(llvm::ArrayRef<int64_t> tiles,
                                const GroupOperation &operation) const {
  TileRange range = rangeOf(tiles, operation), kept;
  for (auto [d, dim] : llvm::enumerate(operation.dims))
    if ((operation.kept >> dim) & 1) {
      kept.most.push_back(range.most[d]);
      kept.least.push_back(range.least[d]);
    }
  return kept;
}

//===----------------------------------------------------------------------===//
// Masks
//===----------------------------------------------------------------------===//

/// Each tile of rows has the columns up to its last row and what is ahead of
/// it, rounded up to what instructions take.
std::optional<Workload::Staircase>
Workload::staircase(llvm::ArrayRef<int64_t> tiles) const {
  if (!masked || tiles[masked->column] < extents[masked->column] ||
      tiles[masked->row] >= extents[masked->row])
    return std::nullopt;
  Staircase result{tiles[masked->row] + masked->ahead, tiles[masked->row],
                   extents[masked->column]};
  int64_t unit = 1, least = 1;
  for (const GroupOperation &operation : operations) {
    if (!operation.isMasked)
      continue;
    const Match &match = operation.match;
    size_t column =
        llvm::find(operation.dims, masked->column) - operation.dims.begin();
    TileRange range = rangeOf(tiles, operation);
    // One issue takes all columns, and one engine: how many issues there are
    // cannot differ from tile to tile.
    if (cutTile(*machine, match, range).count[column] > 1 ||
        dealOf(*machine, match, *operation.kernel, range.most).dim ==
            static_cast<int32_t>(column))
      return std::nullopt;
    if (match.dims[column] < 0)
      continue;
    const InstructionDim &limits =
        machine->instructions[match.instruction].dims[match.dims[column]];
    unit = std::lcm(unit, limits.step);
    least = std::max(least, limits.low);
  }
  result.first = llvm::alignTo(std::max(result.first, least), unit);
  if (result.step % unit != 0 || result.first >= result.most)
    return std::nullopt;
  return result;
}

int64_t Workload::Staircase::pointsBeyond(int64_t rows) const {
  // Whole tiles that do not reach the last column, and one that may be cut.
  int64_t tiles =
      std::min(rows / step, int64_t(llvm::divideCeil(most - first, step)));
  int64_t points =
      step * (tiles * (most - first) - step * (tiles * (tiles - 1) / 2));
  return points + (rows - tiles * step < step
                       ? (rows - tiles * step) * (most - columns(tiles))
                       : 0);
}

int64_t Workload::uselessPoints() const {
  if (!masked)
    return 0;
  int64_t first = 1 + masked->ahead, most = extents[masked->column];
  return first >= most
             ? 0
             : Staircase{first, 1, most}.pointsBeyond(extents[masked->row]);
}

int64_t Workload::skippedPoints(const Tiling &tiling) const {
  std::optional<Staircase> stairs = staircase(tiling);
  return stairs ? stairs->pointsBeyond(extents[masked->row]) : 0;
}

//===----------------------------------------------------------------------===//
// Limits
//===----------------------------------------------------------------------===//

bool Workload::keepsLimits(const Tiling &tiling,
                           const GroupOperation &operation,
                           std::string &why) const {
  auto keeps = [&](const Match &match, const TileRange &range) {
    return ridge::keepsLimits(*machine, match, cutTile(*machine, match, range),
                              why);
  };
  llvm::SmallVector<GroupOperand, 4> operands(operation.reads);
  operands.push_back(operation.write);
  return keeps(operation.match, rangeOf(tiling.tiles, operation)) &&
         keepsStrides(operation.match, operation.dims, operands, tiling.tiles,
                      why) &&
         (!operation.fill ||
          keeps(*operation.fill, keptRangeOf(tiling.tiles, operation)));
}

//===----------------------------------------------------------------------===//
// Strides
//===----------------------------------------------------------------------===//

/// A tile keeps the order of its tensor, without what lies between.
DimSet Workload::unitStrideDims(const GroupOperand &operand,
                                llvm::ArrayRef<int64_t> sizes,
                                bool isInPlace) const {
  if (operand.kind == GroupOperand::Kind::Local) {
    for (int32_t dim : llvm::reverse(locals[operand.index].dims))
      if (sizes[dim] > 1)
        return DimSet(1) << dim;
    return 0;
  }
  const BoxDim *innermost = nullptr;
  for (const BoxDim &box : windows[operand.index].box)
    if (box.extent(sizes) > 1 &&
        (!innermost || box.homeStride <= innermost->homeStride))
      innermost = &box;
  DimSet set = 0;
  if (innermost && (!isInPlace || innermost->homeStride == 1))
    for (auto [dim, coefficient] : innermost->terms)
      if (coefficient == 1)
        set |= DimSet(1) << dim;
  return set;
}

bool Workload::keepsStrides(const Match &match, llvm::ArrayRef<int32_t> dims,
                            llvm::ArrayRef<GroupOperand> operands,
                            llvm::ArrayRef<int64_t> sizes,
                            std::string &why) const {
  const Instruction &instruction = machine->instructions[match.instruction];
  llvm::SmallVector<int64_t, 6> own;
  for (int32_t dim : dims)
    own.push_back(sizes[dim]);
  for (auto [access, operand] : llvm::enumerate(operands)) {
    int32_t d = unitStrideDim(*machine, match, access, own);
    if (d < 0 || operand.kind == GroupOperand::Kind::Immediate)
      continue;
    const InstructionOperand &where =
        instruction.operands[match.operands[access]];
    bool isWindow = operand.kind == GroupOperand::Kind::Window;
    DimSet moves =
        isWindow ? windows[operand.index].dims : locals[operand.index].dimSet();
    bool isInPlace =
        isWindow && (windows[operand.index].kept ||
                     llvm::all_of(where.memories, [&](MemoryId memory) {
                       return machine->memories[memory].home;
                     }));
    DimSet dim = DimSet(1) << dims[d];
    if (!(moves & dim) || (unitStrideDims(operand, sizes, isInPlace) & dim))
      continue;
    why = "@" + instruction.name + " takes neighbours of operand " +
          where.name + " along " + instruction.dims[match.dims[d]].name +
          " from next to one another, where they do not lie";
    return false;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Footprint
//===----------------------------------------------------------------------===//

/// Elements of the window's box where the group's dims have `sizes`.
static int64_t windowElements(const GroupWindow &window,
                              llvm::ArrayRef<int64_t> sizes) {
  int64_t elements = 1;
  for (const BoxDim &box : window.box)
    elements *= box.extent(sizes);
  return elements;
}

static int64_t slotBytes(const Machine &machine, MemoryId memory, Format format,
                         int64_t elements) {
  return llvm::alignTo(storedBytes(format, elements),
                       machine.memories[memory].alignment);
}

int64_t Workload::tileBytes(const Tiling &tiling, size_t buffer) const {
  if (buffer < windows.size())
    return slotBytes(*machine, windows[buffer].memory, windows[buffer].format,
                     windowElements(windows[buffer], tiling.tiles));
  int64_t most = 0;
  for (const GroupLocal &local : locals) {
    if (windows.size() + local.storage != buffer)
      continue;
    int64_t elements = 1;
    for (int32_t dim : local.dims)
      elements *= tiling.tiles[dim];
    most = std::max(most,
                    slotBytes(*machine, local.memory, local.format, elements));
  }
  return most;
}

/// Per buffer; those that share a place count once, as the largest of them.
void Workload::addTiles(const Tiling &tiling,
                        llvm::SmallVectorImpl<int64_t> &bytes) const {
  llvm::SmallDenseMap<int32_t, int64_t, 4> places;
  for (size_t buffer = 0; buffer < stagingBuffer(0); ++buffer) {
    MemoryId memory = memoryOf(buffer);
    if (memory < 0)
      continue;
    int64_t need = tiling.slotsOf(buffer) * tileBytes(tiling, buffer);
    int32_t turn = tiling.turnOf(buffer);
    int64_t have = 0;
    if (turn >= 0)
      have = std::exchange(places[turn], std::max(places[turn], need));
    bytes[memory] += std::max<int64_t>(need - have, 0);
  }
}

llvm::SmallVector<int64_t, 4> Workload::footprint(const Tiling &tiling) const {
  llvm::SmallVector<int64_t, 4> bytes(reserved);
  bytes.resize(machine->memories.size(), 0);
  for (auto [number, staging] : llvm::enumerate(stagings)) {
    const GroupWindow &window = windows[staging.window];
    llvm::SmallVector<int64_t, 6> sizes(tiling.tiles);
    if (!tiling.depths.empty())
      sizes = boxAt(tiling, static_cast<unsigned>(tiling.depths[number]));
    bytes[staging.memory] += tiling.slotsOf(stagingBuffer(number)) *
                             slotBytes(*machine, staging.memory, window.format,
                                       windowElements(window, sizes));
  }
  if (!tiling.turns.empty()) {
    addTiles(tiling, bytes);
    return bytes;
  }
  // The search asks this of every tiling: one walk over windows and locals.
  for (auto [number, window] : llvm::enumerate(windows))
    if (!window.isInPlace)
      bytes[window.memory] += tiling.slotsOf(number) *
                              slotBytes(*machine, window.memory, window.format,
                                        windowElements(window, tiling.tiles));
  llvm::SmallVector<int64_t, 8> storage(numStorages, 0);
  for (const GroupLocal &local : locals) {
    int64_t elements = 1;
    for (int32_t dim : local.dims)
      elements *= tiling.tiles[dim];
    int64_t need = tiling.slotsOf(windows.size() + local.storage) *
                   slotBytes(*machine, local.memory, local.format, elements);
    int64_t &have = storage[local.storage];
    if (need > have) {
      bytes[local.memory] += need - have;
      have = need;
    }
  }
  return bytes;
}

//===----------------------------------------------------------------------===//
// Slots
//===----------------------------------------------------------------------===//

int32_t Workload::bufferOf(const GroupOperand &operand) const {
  switch (operand.kind) {
  case GroupOperand::Kind::Window:
    return operand.index;
  case GroupOperand::Kind::Local:
    return static_cast<int32_t>(windows.size()) + locals[operand.index].storage;
  case GroupOperand::Kind::Immediate:
    return -1;
  }
  llvm_unreachable("all kinds are covered");
}

MemoryId Workload::memoryOf(size_t buffer) const {
  if (buffer < windows.size())
    return windows[buffer].isInPlace ? -1 : windows[buffer].memory;
  for (const GroupLocal &local : locals)
    if (windows.size() + local.storage == buffer)
      return local.memory;
  return -1; // Of a local that shares another's storage.
}

int32_t Workload::stagingBehind(size_t window, size_t hop) const {
  if (hop + 1 >= windows[window].route.size())
    return -1;
  for (auto [number, staging] : llvm::enumerate(stagings))
    if (staging.window == static_cast<int32_t>(window) &&
        staging.hop == static_cast<int32_t>(hop))
      return static_cast<int32_t>(number);
  llvm_unreachable("between two paths there is a staging");
}

void Workload::giveTwoSlots(Tiling &tiling) const {
  tiling.slots.assign(numBuffers(), 1);
  for (auto [number, window] : llvm::enumerate(windows))
    if (!window.isInPlace && depthOf(tiling, window.dims) > 0)
      tiling.slots[number] = 2;
  for (const GroupLocal &local : locals)
    if (local.isShared && depthOf(tiling, local.dimSet()) > 0)
      tiling.slots[windows.size() + local.storage] = 2;
  for (auto [number, staging] : llvm::enumerate(stagings))
    if (depthOfHop(tiling, staging.window, staging.hop) > 0)
      tiling.slots[stagingBuffer(number)] = 2;
}

int64_t Workload::slotsOfChain(const Tiling &tiling) const {
  int64_t least = 0;
  auto note = [&](unsigned depth, size_t buffer) {
    int64_t slots = roomOf(tiling, buffer);
    if (depth == tiling.order.size())
      least = least == 0 ? slots : std::min(least, slots);
  };
  for (auto [number, window] : llvm::enumerate(windows))
    if (!window.isInPlace || window.isPassedOn)
      note(depthOf(tiling, window.dims), number);
  for (const GroupLocal &local : locals)
    if (local.isShared)
      note(depthOf(tiling, local.dimSet()), windows.size() + local.storage);
  for (auto [number, staging] : llvm::enumerate(stagings))
    note(depthOfHop(tiling, staging.window, staging.hop),
         stagingBuffer(number));
  return least;
}

int64_t Workload::roomOf(const Tiling &tiling, size_t buffer) const {
  if (buffer >= windows.size() || !windows[buffer].isInPlace)
    return tiling.slotsOf(buffer);
  DimSet own = windows[buffer].dims;
  int64_t room = 1;
  for (unsigned loop = depthOf(tiling, own); loop-- > 0;) {
    int64_t count = tripsOfLoop(tiling, loop);
    if (!((own >> tiling.order[loop]) & 1) && count > 1)
      return room;
    room = saturatingMul(room, count);
  }
  return std::numeric_limits<int32_t>::max(); // It never comes back.
}

//===----------------------------------------------------------------------===//
// Codecs
//===----------------------------------------------------------------------===//

/// Sizes of the group's dims in what moves to or from the home memory at a
/// time.
llvm::SmallVector<int64_t, 6>
Workload::homeBox(const Tiling &tiling, const GroupWindow &window) const {
  auto number = static_cast<size_t>(&window - windows.data());
  int32_t staging = stagingBehind(number, 0);
  return staging >= 0 && !tiling.depths.empty()
             ? boxAt(tiling, static_cast<unsigned>(tiling.depths[staging]))
             : tiling.tiles;
}

CodedSide Workload::codedSide(const Tiling &tiling,
                              const GroupWindow &window) const {
  CodedSide coded = window.coded;
  if (coded.side == CodedSide::Side::None)
    return coded;
  auto sizes = homeBox(tiling, window);
  for (const BoxDim &box : window.box)
    for (auto [dim, coefficient] : box.terms)
      coded.isAligned &=
          sizes[dim] == extents[dim] ||
          sizes[dim] * coefficient * box.homeStride % coded.unit == 0;
  return coded;
}

/// The innermost elements, in full tiles and in the last ones, must be whole
/// units, and everything else a whole number of them apart.
bool Workload::writesWholeUnits(const Tiling &tiling,
                                const GroupWindow &window) const {
  CodedSide coded = codedSide(tiling, window);
  if (!window.isWritten || coded.unit == 1)
    return true;
  if (!coded.isAligned)
    return false;
  for (bool isLast : {false, true}) {
    llvm::SmallVector<int64_t, 6> tiles = homeBox(tiling, window);
    for (auto [tile, extent] : llvm::zip(tiles, extents))
      if (isLast && extent % tile != 0)
        tile = extent % tile;
    // Dims that continue one another make runs.
    llvm::SmallVector<std::pair<int64_t, int64_t>, 4> dims; // Stride, size.
    for (const BoxDim &box : window.box) {
      int64_t size = box.extent(tiles);
      if (size > 1)
        dims.push_back({box.homeStride, size});
    }
    llvm::sort(dims);
    int64_t run = 1;
    for (auto [stride, size] : dims) {
      if (stride == run && run % coded.unit != 0)
        run *= size;
      else if (stride % coded.unit != 0)
        return false;
    }
    if (run % coded.unit != 0)
      return false;
  }
  return true;
}

//===----------------------------------------------------------------------===//
// Fingerprint
//===----------------------------------------------------------------------===//

namespace {
/// A sequence of numbers that no other workload has.
class FingerprintKey {
public:
  explicit FingerprintKey(const PartHashes &parts) : parts(parts) {
    key.push_back(llvm::bit_cast<int64_t>(parts.shared));
  }
  void add(std::initializer_list<int64_t> numbers) { key.append(numbers); }
  /// Lists begin with their lengths.
  template <typename List> void addList(const List &list) {
    key.push_back(static_cast<int64_t>(list.size()));
    key.append(list.begin(), list.end());
  }
  void add(llvm::ArrayRef<Match> matches) {
    key.push_back(static_cast<int64_t>(matches.size()));
    for (const Match &match : matches)
      add(match);
  }
  void add(const Match &match) {
    key.push_back(
        llvm::bit_cast<int64_t>(parts.instructions[match.instruction]));
    addList(match.dims);
    addList(match.operands);
  }
  void add(const GroupOperand &operand) {
    add({static_cast<int64_t>(operand.kind), operand.index,
         operand.isPointwise});
  }
  void add(const GroupWindow &window);
  void add(const GroupLocal &local);
  void add(const GroupOperation &operation);

  Workload::Fingerprint hash() const {
    llvm::XXH128_hash_t hash = llvm::xxh3_128bits(llvm::ArrayRef<uint8_t>(
        reinterpret_cast<const uint8_t *>(key.data()), key.size_in_bytes()));
    return {hash.low64, hash.high64};
  }

private:
  const PartHashes &parts;
  llvm::SmallVector<int64_t> key;
};
} // namespace

void FingerprintKey::add(const GroupWindow &window) {
  add({window.memory, window.isRead, window.isWritten,
       static_cast<int64_t>(window.format), window.coded.isAligned,
       window.isInPlace, window.kept ? window.kept->memory : -1});
  addList(window.route);
  if (window.codec) {
    addList(window.codec->name);
    add({llvm::bit_cast<int64_t>(window.codec->bitsPerValue),
         window.codec->unit});
  }
  add({-1, static_cast<int64_t>(window.box.size())});
  for (const BoxDim &box : window.box) {
    add({box.homeStride, static_cast<int64_t>(box.terms.size())});
    for (auto [dim, coefficient] : box.terms)
      add({dim, coefficient});
  }
}

void FingerprintKey::add(const GroupLocal &local) {
  add({local.memory, local.storage, local.isShared,
       static_cast<int64_t>(local.format)});
  addList(local.dims);
}

void FingerprintKey::add(const GroupOperation &operation) {
  // What kernelTime looks at.
  add({kernelBits(*operation.kernel), kernelOps(*operation.kernel),
       operation.used, operation.kept, operation.reduced, operation.isMasked});
  add(operation.match);
  add(operation.candidates->matches);
  add(operation.candidates->fillMatches);
  addList(operation.dims);
  addList(operation.producers);
  add({static_cast<int64_t>(operation.reads.size())});
  for (const GroupOperand &read : operation.reads)
    add(read);
  add(operation.write);
}

Workload::Fingerprint Workload::fingerprint(const PartHashes &parts) const {
  FingerprintKey key(parts);
  key.add({whole, backwards, withoutChain, withoutRelief});
  if (masked)
    key.add({masked->row, masked->column, masked->ahead});
  key.addList(extents);
  key.addList(cuts);
  key.addList(reserved);
  key.add({static_cast<int64_t>(windows.size())});
  for (const GroupWindow &window : windows)
    key.add(window);
  key.add({static_cast<int64_t>(locals.size())});
  for (const GroupLocal &local : locals)
    key.add(local);
  for (const GroupOperation &operation : operations)
    key.add(operation);
  return key.hash();
}
