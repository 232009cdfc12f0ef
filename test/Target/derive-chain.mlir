// RUN: ridge-opt %s --ridge-print-machine -o /dev/null | FileCheck %s

// Each step starts from what the one before resolved to. A clock that changes
// changes what is stated per second, and nothing that is stated per cycle. The
// order of the machines in the file does not matter.

// 64 GB/s / 2 GHz = 32 B; 100 ns * 2 GHz = 200 cycles.
// CHECK-LABEL: machine @second: 2000000000 Hz
// CHECK-NEXT: memory @dram: 1073741824 B, 32 B/cycle, latency 200,
// CHECK-NEXT: memory @sram: 131072 B, 128 B/cycle, latency 2, alignment 64, banks 2{{$}}
arch.machine @second derives @first attributes {clock = "2 GHz", source = "assumed"} {
  arch.memory @sram {size = "128 KiB", source = "assumed"}
}

// CHECK-LABEL: machine @first: 1000000000 Hz
// CHECK: memory @sram: 65536 B, 128 B/cycle, latency 2, alignment 64, banks 2{{$}}
arch.machine @first derives @base {
  arch.memory @sram {banks = 2, source = "assumed"}
}

// CHECK-LABEL: machine @base: 1000000000 Hz
// CHECK-NEXT: memory @dram: 1073741824 B, 64 B/cycle, latency 100,
// CHECK-NEXT: memory @sram: 65536 B, 128 B/cycle, latency 2, alignment 64, banks 4{{$}}
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
