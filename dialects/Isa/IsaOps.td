//===- IsaOps.td - umbrella of the isa dialect -------------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ISA_ISAOPS_TD
#define RIDGE_DIALECTS_ISA_ISAOPS_TD

include "dialects/Isa/IsaProgramOps.td"
include "dialects/Isa/IsaQueueOps.td"

#endif // RIDGE_DIALECTS_ISA_ISAOPS_TD
