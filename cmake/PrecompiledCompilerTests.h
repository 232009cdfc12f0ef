//===- PrecompiledCompilerTests.h - headers, parsed once --------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The compiler's headers and GoogleTest, for unit tests.
///
//===----------------------------------------------------------------------===//

#include "PrecompiledCompiler.h"

#include "gtest/gtest.h"
