//===- PrecompiledCoreTests.h - headers of others, parsed once --*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The core's headers and GoogleTest, for unit tests without MLIR.
///
//===----------------------------------------------------------------------===//

#include "PrecompiledCore.h"

#include "gtest/gtest.h"
