//===- LayerRemarks.h - what passes said of each layer ----------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_SESSION_LAYERREMARKS_H
#define RIDGE_SESSION_LAYERREMARKS_H

#include "ridge/Session/Message.h"
#include "llvm/ADT/ArrayRef.h"

namespace ridge {

/// A layer as programs name it, and the place of its first operation.
struct LayerPlace {
  llvm::StringRef name, location;
};

/// Remarks of one compilation by layer, as "PLACE: NAME: TEXT". `messages` in
/// the order in which they were said; `ofNone` gets those of no layer alone.
std::vector<std::vector<std::string>>
remarksByLayer(llvm::ArrayRef<Message> messages,
               llvm::ArrayRef<LayerPlace> layers,
               std::vector<std::string> &ofNone);

} // namespace ridge

#endif // RIDGE_SESSION_LAYERREMARKS_H
