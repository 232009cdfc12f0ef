//===- Module.h - the parts of the module of Python -------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_PYTHON_MODULE_H
#define RIDGE_PYTHON_MODULE_H

#include "Outcome.h"
#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

namespace ridge::python {

/// Elements as bytes, whatever they stand for: Python knows the format.
using BytesIn =
    nanobind::ndarray<const uint8_t, nanobind::c_contig, nanobind::device::cpu>;
using BytesOut =
    nanobind::ndarray<uint8_t, nanobind::c_contig, nanobind::device::cpu>;

void bindSession(nanobind::module_ &m);
void bindNumerics(nanobind::module_ &m);

} // namespace ridge::python

#endif // RIDGE_PYTHON_MODULE_H
