//===- ArchOps.td - umbrella of the arch dialect -----------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ARCH_ARCHOPS_TD
#define RIDGE_DIALECTS_ARCH_ARCHOPS_TD

include "dialects/Arch/ArchDialect.td"
include "dialects/Arch/ArchAttrs.td"
include "dialects/Arch/ArchTypes.td"
include "dialects/Arch/ArchInstructionAttrs.td"
include "dialects/Arch/ArchMachineOps.td"
include "dialects/Arch/ArchInstructionOps.td"
include "dialects/Arch/ArchEncodingOps.td"

#endif // RIDGE_DIALECTS_ARCH_ARCHOPS_TD
