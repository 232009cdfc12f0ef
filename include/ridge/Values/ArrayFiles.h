//===- ArrayFiles.h - values of arguments from files ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Reads and writes arrays as .safetensors and .npy files, the two formats in
/// which frameworks hand out weights and numpy saves arrays. What is read is
/// checked before a byte is used: files come from elsewhere.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_VALUES_ARRAYFILES_H
#define RIDGE_VALUES_ARRAYFILES_H

#include "ridge/Numerics/Array.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <optional>
#include <string>
#include <vector>

namespace ridge {

struct NamedArray {
  std::string name;
  Array array;
};

/// The tensors of a safetensors file, in order of their names.
llvm::Expected<std::vector<NamedArray>>
parseSafetensors(llvm::StringRef contents);

/// The array of a .npy file, version 1 to 3, C order.
llvm::Expected<Array> parseNpy(llvm::StringRef contents);

/// The files that these read, of the same bytes on every machine. Errors: a
/// format that the file cannot say.
llvm::Expected<std::string>
printSafetensors(llvm::ArrayRef<NamedArray> tensors);
llvm::Expected<std::string> printNpy(const Array &array);

/// Where the values of arguments come from, as the command line says it.
///   FILE.safetensors       tensors arg0, arg1, ... by position, or names[i]
///   argN=FILE.npy          one argument
///   argN=FILE.safetensors  one argument, from a file that holds one tensor
struct InputFiles {
  std::vector<std::string> files;
  /// Name in the files of argument i; empty: "arg<i>".
  std::vector<std::string> names;
};

/// What an argument has to be.
struct ArgumentShape {
  Format format;
  llvm::ArrayRef<int64_t> shape;
};

/// Empty, or what an array is that is not what an argument has to be.
std::string mismatch(const Array &array, const ArgumentShape &want);

/// The values that the files give; nothing for an argument that no file names.
/// Errors: a file that cannot be read or is malformed, a tensor of another
/// format or shape than its argument, an argument given twice or out of range.
llvm::Expected<std::vector<std::optional<Array>>>
readArguments(const InputFiles &inputs,
              llvm::ArrayRef<ArgumentShape> arguments);

/// Lines of "<index> <name> ..."; '#' begins a comment. Gives names by index.
llvm::Expected<std::vector<std::string>>
parseArgumentNames(llvm::StringRef contents, size_t numArguments);

} // namespace ridge

#endif // RIDGE_VALUES_ARRAYFILES_H
