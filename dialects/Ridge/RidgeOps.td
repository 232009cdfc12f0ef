//===- RidgeOps.td - umbrella of the ridge dialect ---------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_RIDGE_RIDGEOPS_TD
#define RIDGE_DIALECTS_RIDGE_RIDGEOPS_TD

include "dialects/Ridge/RidgeAttrs.td"
include "dialects/Ridge/RidgeNumericOps.td"
include "dialects/Ridge/RidgeTensorOps.td"
include "dialects/Ridge/RidgeViewOps.td"
include "dialects/Ridge/RidgeTileOps.td"

#endif // RIDGE_DIALECTS_RIDGE_RIDGEOPS_TD
