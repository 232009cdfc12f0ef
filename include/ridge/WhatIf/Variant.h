//===- Variant.h - changes of a machine, in words ---------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// What a user writes behind --edit, and the machine that it makes of another
/// one. Three forms:
///
///     sram.size=512 KiB                 numbers, several with ';' between them
///     arch.remove @fold                 parts of a machine file
///     faster.mlir                       a file of parts, or of machines that
///                                       derive: each of them is a variant
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_WHATIF_VARIANT_H
#define RIDGE_WHATIF_VARIANT_H

#include "ridge/Session/Session.h"

namespace ridge {

struct Variant {
  std::string name; ///< The edit, or what the file calls the machine.
  std::vector<MachineChange> changes;
  /// Instead of changes: parts, or the machine `machine` of a text of several.
  TextSource text;
  std::string machine;
};

/// The number with another value.
MachineChange changeOf(const MachineNumber &number, llvm::StringRef value);
Variant variantOf(const MachineNumber &number, llvm::StringRef value);

/// The variants that one edit stands for. Fails where the edit has none of the
/// forms or its file cannot be read; whether a variant is a machine at all is
/// known when it is made.
llvm::Expected<std::vector<Variant>> parseEdit(llvm::StringRef edit,
                                               Session &session);

/// The machine of a variant.
llvm::Expected<MachineHandle> makeVariant(const Variant &variant,
                                          const MachineHandle &base,
                                          Session &session);

} // namespace ridge

#endif // RIDGE_WHATIF_VARIANT_H
