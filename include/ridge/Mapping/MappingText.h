//===- MappingText.h - mappings that people read and write ------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The text form of mappings (docs/Mapping.md), one block a group:
///
///     group "contract0+1" {
///       dims d0 = 32, d1 = 32, d2 = 64
///       for d0 by 16
///       for d2 by 32
///       window w0 read [d0, d2] f32 in @sram slots 2
///       window w1 read [d1, d2] f32 in @sram slots 2
///       window w2 write [d0, d1] f32 in @sram slots 2
///       local t0 [d0, d1] f32 in @acc slots 2
///       run 0 contract (w0, w1) -> t0 by @mma(a, b, c) fill @zero(v, c)
///       run 1 map (t0) -> w2 by @vector(in, out)
///     }
///
/// Extents, what a buffer holds and what an operation reads and writes are
/// facts; they are said so that the rest can be understood, and must be right.
/// Loops, memories, slots and instructions are decisions.
///
/// Instead of loops a list of factors as Timeloop writes it: for each level,
/// from the home memory on, the tensors that it keeps and its factors,
/// outermost first. Buffers and instructions follow from it:
///
///     group "contract0" {
///       dims d0 = 32, d1 = 32, d2 = 64
///       factors "L2[ABC] M2 K2 - L1[AB] N1 - L0[C] M16 N2 K32 N16X"
///           dims (M = d0, N = d1, K = d2)
///           levels (L2 = @dram, L1 = @sram, L0 = @acc)
///           tensors (A = w0, B = w1, C = t0)
///       run 0 contract (w0, w1) -> t0
///     }
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_MAPPING_MAPPINGTEXT_H
#define RIDGE_MAPPING_MAPPINGTEXT_H

#include "ridge/Mapping/GatherWorkload.h"
#include "ridge/Mapping/Workload.h"
#include "ridge/Support/TextPosition.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/Error.h"

namespace ridge {

/// The groups of such a text, as they stand in it, by their names.
llvm::StringMap<llvm::StringRef> mappingsByGroup(llvm::StringRef text);

/// A block of the text. Positions are those in the text it came from.
struct MappingText {
  struct Loop {
    int32_t dim = -1;
    int64_t tile = 0;
    TextPosition at;
  };
  /// As Timeloop writes them; parts have positions inside the quotes.
  struct Factors {
    struct Factor {
      std::string dim;
      int64_t count = 1;
      bool isSpatial = false; ///< 'X' or 'Y' behind it.
      TextPosition at;
    };
    struct Level {
      std::string name;
      std::vector<std::string> kept; ///< Tensors, a letter each.
      std::vector<Factor> factors;   ///< Outermost first.
      TextPosition at;
    };
    struct Name {
      std::string name, meaning; ///< "K" is "d3", "L2" "@sram", "W" "w1".
      TextPosition at;
    };
    std::vector<Level> levels; ///< From the home memory on.
    std::vector<Name> dims, memories, tensors;
    TextPosition at;
  };
  struct Staging {
    std::string memory;
    int64_t slots = 1, depth = 0;
    TextPosition at;
  };
  struct Buffer {
    bool isWindow = true;
    /// Of the window, or of the locals that share the buffer.
    llvm::SmallVector<int32_t, 2> numbers;
    bool isRead = false, isWritten = false; ///< Of a window.
    llvm::SmallVector<int32_t, 4> dims;
    std::string format, memory;
    int64_t slots = 1;
    std::vector<Staging> stagings;  ///< Of a window, from the home memory on.
    std::optional<int64_t> address; ///< Of a tensor that is kept.
    int32_t turn = -1; ///< The place in which it takes turns with others.
    TextPosition at;
  };
  struct Call {
    std::string instruction;
    llvm::SmallVector<std::string, 3> operands;
  };
  struct Run {
    int64_t operation = 0; ///< Its number in the model.
    std::string kind;      ///< "contract", "map", "reduce" or "gather".
    /// "w0", "t0", or "const".
    llvm::SmallVector<std::string, 3> reads;
    std::string write;
    std::optional<Call> by, fill;
    TextPosition at;
  };

  std::string label; ///< Of the layer; for the reader alone.
  llvm::SmallVector<int64_t, 6> extents;
  std::vector<Loop> loops;        ///< Outermost first.
  std::optional<Factors> factors; ///< Instead of loops.
  std::vector<Buffer> buffers;
  std::vector<Run> runs;
  TextPosition at;
};

/// An operation's number in the model, and what it is called.
struct RunName {
  int64_t number = 0;
  std::string kind;
};

/// A refusal with its place in the text.
struct TextRefusal {
  Refusal refusal;
  TextPosition at;
};

void printMapping(const MappingText &mapping, llvm::raw_ostream &stream);

/// All blocks; on failure "LINE:COLUMN: what was found".
llvm::Expected<std::vector<MappingText>> parseMappings(llvm::StringRef text);

MappingText describeMapping(const Workload &workload, const Mapping &mapping,
                            llvm::StringRef label,
                            llvm::ArrayRef<RunName> names);
MappingText describeMapping(const GatherWorkload &workload,
                            const Mapping &mapping, llvm::StringRef label,
                            const RunName &name);

/// What the list of factors says of loops and memories, with the instructions
/// and memories that are best for its tiles and two slots for what moves; or
/// the first rule that it breaks. The workload is bound to it.
std::optional<TextRefusal> applyFactors(const MappingText &text,
                                        Workload &workload, Mapping &mapping);

/// The mapping of the text, for the workload that it speaks of, which is bound
/// to it; or the first rule that it breaks.
std::optional<TextRefusal> applyMapping(const MappingText &text,
                                        llvm::ArrayRef<RunName> names,
                                        Workload &workload, Mapping &mapping);
std::optional<TextRefusal> applyMapping(const MappingText &text,
                                        const RunName &name,
                                        const GatherWorkload &workload,
                                        Mapping &mapping);

} // namespace ridge

#endif // RIDGE_MAPPING_MAPPINGTEXT_H
