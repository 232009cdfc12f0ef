//===- Image.h - assembled programs -----------------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A program as its engines fetch it: a stream of words for each of them, and
/// beside it what no word holds (layers, and the names, shapes and data of
/// buffers). From both comes back a program that does the same: the same
/// operations in the same order at the same addresses, with other kernels (one
/// dim for each level that runs) and with the loops that words have.
///
/// The file, numbers little-endian:
///
///     0   "RIDGEIMG"
///     8   u32 version, 1
///     12  u32 number of sections
///     16  u64 hash of the machine's words: an image is of one instruction set
///     24  per section u32 kind, u32 engine, u64 offset, u64 bytes
///     ... the sections, in this order and without gaps
///
///     kind 1, first: layers, buffers and semaphores as a program in text form
///             (docs/Program.md) without kernels and queues
///     kind 2, one an engine: its words, one behind the other
///     kind 3, behind each of them: u32 words, i32 layer: so many words belong
///             to the layer (-1: to none)
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_ENCODING_IMAGE_H
#define RIDGE_ENCODING_IMAGE_H

#include "ridge/Program/Program.h"

namespace ridge {

constexpr uint32_t kImageVersion = 1;

struct CodeStream {
  /// So many words one behind the other are of a layer.
  struct LayerRun {
    uint32_t words = 0;
    LayerId layer = -1;
  };
  EngineId engine = -1;
  std::vector<uint8_t> bytes;
  std::vector<LayerRun> layers;
  size_t bytesAt = 0, layersAt = 0; ///< In the file that it was read from.

  int64_t words() const;
};

struct Image {
  std::string tables;
  size_t tablesAt = 0;
  std::vector<CodeStream> streams; ///< One an engine that has work, by id.

  int64_t codeBytes() const;
};

/// The image of a program that checkProgram accepts. The error names the queue,
/// the word and the operation, and what does not fit.
llvm::Expected<Image> assemble(const Program &program, const Machine &machine);

/// The words of the program of a machine that has none for some operation, or
/// to which one does not fit, are not known.
struct CodeSize {
  struct Stream {
    EngineId engine = -1;
    int64_t words = 0, bytes = 0;
    /// Bytes that are fetched: a loop's body in each iteration.
    int64_t fetched = 0;
  };
  std::vector<Stream> streams;
  std::string problem; ///< Not empty: why there is no code.

  int64_t bytes() const;
};
/// As assemble makes it, without making it. Nothing: the machine states no
/// encodings.
std::optional<CodeSize> codeSize(const Program &program,
                                 const Machine &machine);

/// The file of an image.
std::string writeImage(const Image &image, const Machine &machine);

/// Errors of these begin with the place: "byte 40 (0x28): ...".
llvm::Expected<Image> readImage(llvm::StringRef bytes, const Machine &machine);
/// A program that checkProgram accepts.
llvm::Expected<Program> disassemble(const Image &image, const Machine &machine);

/// Offset, bits, name and fields of each word.
llvm::Error printListing(const Image &image, const Machine &machine,
                         llvm::raw_ostream &os);

} // namespace ridge

#endif // RIDGE_ENCODING_IMAGE_H
