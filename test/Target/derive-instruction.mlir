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

// CHECK-LABEL: machine @base

// Latency follows the occupancy it speaks of.
// CHECK-LABEL: machine @slower
// CHECK: instruction @dot on @array: n 1..64
// CHECK: occupancy 3 * n
// CHECK: latency 3 * n + 8
arch.machine @slower derives @base {
  arch.instruction @dot occupancy "3 * n" {source = "assumed"}
}

// CHECK-LABEL: machine @wider
// CHECK: instruction @dot on @load: n 1..256
// CHECK: a in @sram @dram
// CHECK: b in @sram{{$}}
arch.machine @wider derives @base {
  arch.instruction @dot on @load
      dims (n: 1 to 256)
      reads (a: f32 [n] in [@sram, @dram], b: f32 [n] in [@sram])
      {source = "assumed"}
}

// A body replaces the body of the base.
// CHECK-LABEL: machine @other
// CHECK: kernel (r0) in f32[0] f32[0] out f32[] update {
// CHECK-SAME: arith.subf %0, %1 : f32
// CHECK-SAME: math.absf
// CHECK-SAME: arith.maximumf
// CHECK-NOT: mulf
// CHECK: occupancy n
arch.machine @other derives @base {
  arch.instruction @dot does (%a: f32, %b: f32, %c: f32) {
    %d = arith.subf %a, %b : f32
    %x = math.absf %d : f32
    %m = arith.maximumf %x, %c : f32
    arch.yield %m : f32
  }
}

// CHECK-LABEL: machine @lanes
// CHECK: lanes arith.addf arith.mulf
// CHECK-NEXT: formats f32 f64
// CHECK-NEXT: occupancy n
arch.machine @lanes derives @base {
  arch.lanes @simple ops ["arith.addf", "arith.mulf"] formats [f32, f64]
}
