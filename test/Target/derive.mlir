// RUN: ridge-opt %s --ridge-print-machine -o /dev/null | FileCheck %s

arch.machine @base {clock = "1 GHz", source = "the base"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 GB/s",
      latency = "100 ns", alignment = "64 B", banks = 1, source = "the base"}
  arch.memory @sram {size = "64 KiB", bandwidth = "128 B/cycle",
      latency = "2 cycles", alignment = "64 B", banks = 4, source = "the base"}
  arch.engine @load
  arch.engine @array
  arch.path @dram -> @sram on @load {bandwidth = "64 GB/s",
      latency = "0 cycles", burst = "64 B", in_flight = 16,
      setup = "10 cycles", source = "the base"}
  arch.path @sram -> @dram on @load {bandwidth = "64 GB/s",
      latency = "0 cycles", burst = "64 B", in_flight = 16,
      setup = "10 cycles", source = "the base"}
  arch.instruction @dot on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@sram], b: f32 [n] in [@sram])
      updates (c: f32 [] in [@sram])
      occupancy "n" latency "occupancy + 8" energy "n * 1000"
      {source = "the base"}
      does (%a: f32, %b: f32, %c: f32) {
    %p = arith.mulf %a, %b : f32
    %s = arith.addf %c, %p : f32
    arch.yield %s : f32
  }
  arch.lanes @simple on @array
      ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@sram]
      occupancy "n" latency "n" energy "n" {source = "the base"}
}

// CHECK-LABEL: machine @base: 1000000000 Hz

// Single attributes change, the rest stays; a part that is new comes last.
// CHECK-LABEL: machine @bigger: 1000000000 Hz
// CHECK-NEXT: memory @dram: 1073741824 B, 64 B/cycle, latency 100, alignment 64, banks 1, home
// CHECK-NEXT: memory @sram: 524288 B, 128 B/cycle, latency 2, alignment 64, banks 8{{$}}
// CHECK-NEXT: memory @extra: 1024 B
// CHECK-NEXT: engine @load
// CHECK-NEXT: engine @array
// CHECK-NEXT: engine @store
arch.machine @bigger derives @base {
  arch.memory @sram {size = "512 KiB", banks = 8, source = "assumed"}
  arch.memory @extra {size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "0 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @store
}

// A path is named by its ends, and by its engine where that matters.
// CHECK-LABEL: machine @paths
// CHECK:      path dram->sram on @load: 64 B/cycle, latency 0, burst 64, in flight 4, setup 10
// CHECK-NEXT: path sram->dram on @load: 32 B/cycle, latency 0, burst 64, in flight 16, setup 10
// CHECK-NEXT: path dram->sram on @array: 8 B/cycle
arch.machine @paths derives @base {
  arch.path @dram -> @sram {in_flight = 4, source = "assumed"}
  arch.path @sram -> @dram on @load {bandwidth = "32 B/cycle", source = "assumed"}
  arch.path @dram -> @sram on @array {bandwidth = "8 B/cycle",
      latency = "0 cycles", burst = "8 B", in_flight = 0,
      setup = "0 cycles", source = "assumed"}
}

// CHECK-LABEL: machine @smaller
// CHECK-NOT: @simple
// CHECK: instruction @dot
// CHECK-NOT: @simple
arch.machine @smaller derives @base {
  arch.remove @simple
}

// Removed and stated anew: nothing of the old one is left.
// CHECK-LABEL: machine @anew
// CHECK: path sram->dram on @array: 1 B/cycle, latency 1, burst 1, in flight 0, setup 1
// CHECK: instruction @simple on @array: n 1..8
// CHECK: lanes arith.mulf
// CHECK-NOT: path sram->dram
arch.machine @anew derives @base {
  arch.remove @simple
  arch.remove @sram -> @dram
  arch.lanes @simple on @array
      ops ["arith.mulf"] formats [f32]
      dims (n: 1 to 8) in [@sram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
  arch.path @sram -> @dram on @array {bandwidth = "1 B/cycle",
      latency = "1 cycles", burst = "1 B", in_flight = 0,
      setup = "1 cycles", source = "assumed"}
}
