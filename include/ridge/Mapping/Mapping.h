//===- Mapping.h - all that is decided about a group ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Tile sizes and loops, who runs each operation, and for each buffer its
/// memory and how many tiles it holds at a time. Decided once, by the search or
/// by a person, and carried out by the stages.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MAPPING_MAPPING_H
#define RIDGE_MAPPING_MAPPING_H

#include "ridge/Machine/Match.h"

namespace ridge {

/// Tile sizes, loop order (dims with loops, outermost first) and slots.
/// What a choice of instructions is to have little of. Neither is always
/// faster: engines work side by side, and wait for one another.
enum class ChoiceGoal : uint8_t {
  LeastWork,    ///< Cycles of all computations together.
  LeastBusiest, ///< Cycles of the engine that has the most of them.
};

struct Tiling {
  llvm::SmallVector<int64_t, 6> tiles; ///< What operations take at a time.
  /// A dim may have several loops, from larger tiles to smaller ones.
  llvm::SmallVector<int64_t, 6> order;
  /// Per loop the tile that it steps by. None: `tiles`, a loop a dim.
  llvm::SmallVector<int64_t, 6> steps;
  /// Per buffer: the windows' first, then those of the storages, then those of
  /// the stagings. None: one slot each.
  llvm::SmallVector<int32_t, 8> slots;
  /// Per staging the loops around its transfers. None: as many as make its box
  /// that of the window.
  llvm::SmallVector<int32_t, 4> depths;
  /// Per buffer, without stagings, the number of the place in which it takes
  /// turns with others, -1 for a place of its own. None: all have their own.
  llvm::SmallVector<int32_t, 8> turns;
  ChoiceGoal goal = ChoiceGoal::LeastWork; ///< Of the instructions.
  double cycles = 0;                       ///< Estimate.
  double objective = 0;                    ///< What the search minimises.

  int64_t slotsOf(size_t buffer) const {
    return slots.empty() ? 1 : slots[buffer];
  }
  int32_t turnOf(size_t buffer) const {
    return buffer < turns.size() ? turns[buffer] : -1;
  }
  int64_t stepOf(size_t loop) const {
    return steps.empty() ? tiles[order[loop]] : steps[loop];
  }
};

/// A loop nest of operations: a leaf is an operation, an inner node a loop.
struct NestItem {
  int32_t operation = -1;
  int32_t loopPosition = -1; ///< Position in Tiling::order.
  std::vector<NestItem> body;
};

/// Where the tiles of a buffer lie, and how many of them at a time.
struct BufferPlan {
  MemoryId memory = -1;
  int64_t slots = 1;
  /// Of a window: there are no tiles, its tensor is kept there at this address.
  std::optional<int64_t> address = std::nullopt;
  /// The place, of the group's, in which it takes turns with other buffers: it
  /// lies there when they do not. -1: it has one of its own.
  int32_t turn = -1;

  bool operator==(const BufferPlan &other) const {
    return memory == other.memory && slots == other.slots &&
           address == other.address && turn == other.turn;
  }
};

/// Where a box around several tiles of a window lies on its way, and the loops
/// around its transfers.
struct StagingPlan : BufferPlan {
  int32_t window = -1;
  int32_t depth = 0;

  bool operator==(const StagingPlan &other) const {
    return BufferPlan::operator==(other) && window == other.window &&
           depth == other.depth;
  }
};

/// Who runs an operation, and who writes what its sum starts from.
struct OperationPlan {
  Match match;
  std::optional<Match> fill;

  bool operator==(const OperationPlan &other) const {
    return match == other.match && fill == other.fill;
  }
};

struct Mapping {
  llvm::SmallVector<int64_t, 6> tiles; ///< Per dim.
  llvm::SmallVector<int64_t, 6> order; ///< Dims with loops, outermost first.
  llvm::SmallVector<int64_t, 6> steps; ///< As in Tiling.
  std::vector<BufferPlan> windows;     ///< Per window.
  std::vector<BufferPlan> locals;      ///< Per local, its storage's.
  /// Per local the first of those that share its buffer in turn.
  llvm::SmallVector<int32_t, 4> storages;
  /// By window, those of one window from the home memory on.
  std::vector<StagingPlan> stagings;
  std::vector<OperationPlan> operations; ///< Per operation; none in a gather.

  int64_t stepOf(size_t loop) const {
    return steps.empty() ? tiles[order[loop]] : steps[loop];
  }
  Tiling tiling() const;
  bool operator==(const Mapping &other) const {
    return tiles == other.tiles && order == other.order &&
           steps == other.steps && windows == other.windows &&
           locals == other.locals && storages == other.storages &&
           stagings == other.stagings && operations == other.operations;
  }
};

/// The rules of a legal mapping, by their numbers (docs/CostModel.md).
enum class MappingRule : uint8_t {
  Capacity = 1,
  Order = 2,
  Units = 3,
  Limits = 11,
  Loops = 12,
  Cuts = 13,
  Instruction = 14,
  Memory = 15,
  Slots = 16,
  Storage = 17,
  Group = 18,
  Staging = 20,
  Kept = 21,
  Turns = 23,
};

/// "M-12".
std::string ruleName(MappingRule rule);

/// What of a mapping breaks a rule.
struct MappingPlace {
  enum class Kind : uint8_t { Group, Dim, Window, Local, Operation };
  Kind kind = Kind::Group;
  int32_t number = -1;
};

struct Refusal {
  MappingRule rule;
  std::string why; ///< A clause that begins with what it speaks of.
  MappingPlace place;

  /// "M-12: d0 has ...".
  std::string print() const { return ruleName(rule) + ": " + why; }
};

} // namespace ridge

#endif // RIDGE_MAPPING_MAPPING_H
