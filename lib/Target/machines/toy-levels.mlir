//===- toy-levels.mlir - a teaching machine with levels -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The units of toy, a quarter of whose @sram is left and stands behind a larger
// memory: what is read again may stay in @l2 while its tiles go on to @sram one
// after the other. Results of the matrix unit leave by way of @l2, too. Numbers
// are round and made up, for sums by hand.
//
// Rows of lists are gathered in @l2.
//
//===----------------------------------------------------------------------===//

arch.machine @"toy-levels" derives @toy {
  arch.memory @sram {size = "64 KiB", sources = {size = "assumed"}}
  arch.memory @l2 {size = "1 MiB", bandwidth = "128 B/cycle",
      latency = "20 cycles", alignment = "64 B", banks = 8,
      source = "assumed"}

  arch.engine @feed
  arch.engine @drain

  arch.remove @dram -> @sram
  arch.remove @dram -> @acc
  arch.remove @sram -> @dram
  arch.remove @acc -> @dram

  arch.path @dram -> @l2 on @load {
      bandwidth = "16 B/cycle", latency = "0 cycles", burst = "64 B",
      in_flight = 0, setup = "10 cycles", indexed = "2 cycles",
      source = "assumed"}
  arch.path @l2 -> @dram on @store {
      bandwidth = "16 B/cycle", latency = "0 cycles", burst = "64 B",
      in_flight = 0, setup = "10 cycles", source = "assumed"}
  arch.path @l2 -> @sram on @feed {
      bandwidth = "64 B/cycle", latency = "0 cycles", burst = "64 B",
      in_flight = 0, setup = "4 cycles", source = "assumed"}
  arch.path @l2 -> @acc on @feed {
      bandwidth = "64 B/cycle", latency = "0 cycles", burst = "64 B",
      in_flight = 0, setup = "4 cycles", source = "assumed"}
  arch.path @sram -> @l2 on @drain {
      bandwidth = "64 B/cycle", latency = "0 cycles", burst = "64 B",
      in_flight = 0, setup = "4 cycles", source = "assumed"}
  arch.path @acc -> @l2 on @drain {
      bandwidth = "64 B/cycle", latency = "0 cycles", burst = "64 B",
      in_flight = 0, setup = "4 cycles", source = "assumed"}

  // The words of @toy for other ways.
  arch.encoding @load_words of {"dram->l2" = 0x01} {source = "assumed"}
  arch.encoding @store_words of {"l2->dram" = 0x03, "l2->sram" = 0x05,
                           "l2->acc" = 0x06, "sram->l2" = 0x07,
                           "acc->l2" = 0x08} {source = "assumed"}
}
