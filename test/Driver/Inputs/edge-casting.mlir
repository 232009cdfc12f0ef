//===- edge-casting.mlir - paths that cast on the way ---------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

arch.machine @"edge-casting" derives @"edge-mx" {
  arch.path @dram -> @sram {codecs = ["bf16"]}
  arch.path @dram -> @acc {codecs = ["bf16"]}
  arch.path @sram -> @dram {codecs = ["bf16"]}
  arch.path @acc -> @dram {codecs = ["bf16"]}
}
