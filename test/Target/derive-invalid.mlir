// RUN: ridge-opt %s --ridge-print-machine -split-input-file -verify-diagnostics -o /dev/null

// expected-error@+1 {{derives @tpu, which is no machine of this file and none of the shipped ones: ara, ascend-core, edge-mx, gemmini, gemmini-16, hopper-sm, onnxim-128, qkv, systolic-128, toy, toy-levels, tpu-v1, tpu-v5e}}
arch.machine @m derives @tpu {}

// -----

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
arch.machine @m derives @base {
  // expected-error@+1 {{names @cache, which the base does not have}}
  arch.remove @cache
}

// -----

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
arch.machine @m derives @base {
  // expected-error@+1 {{names a path @sram -> @load that the base does not have}}
  arch.remove @sram -> @load
}

// -----

arch.machine @base {clock = "1 GHz", source = "the base"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 GB/s",
      latency = "100 ns", alignment = "64 B", banks = 1, source = "the base"}
  arch.memory @sram {size = "64 KiB", bandwidth = "128 B/cycle",
      latency = "2 cycles", alignment = "64 B", banks = 4, source = "the base"}
  // expected-note@+1 {{it is this; remove it first}}
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
arch.machine @m derives @base {
  // expected-error@+1 {{changes @load, which is an arch.engine in the base}}
  arch.memory @load {size = "1 KiB", source = "assumed"}
}

// -----

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
arch.machine @m derives @base {
  // expected-error@+1 {{means one path of the base, which has 0 from @sram to @sram2; add 'on @engine'}}
  arch.path @sram -> @sram2 {in_flight = 1, source = "assumed"}
}

// -----

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
arch.machine @m derives @base {
  // What is new has to be complete.
  // expected-error@+1 {{does not state 'bandwidth'; a missing number has no default}}
  arch.memory @new {size = "1 KiB", source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "the base"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 GB/s",
      latency = "100 ns", alignment = "64 B", banks = 1, source = "the base"}
  arch.memory @sram {size = "64 KiB", bandwidth = "128 B/cycle",
      latency = "2 cycles", alignment = "64 B", banks = 4, source = "the base"}
  arch.engine @load
  arch.engine @array
  // expected-error@+1 {{refers to @load, expected an arch.engine}}
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
// The paths of a removed engine have to go too.
arch.machine @m derives @base {
  arch.remove @load
}

// -----

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
  // expected-error@+1 {{refers to @array, expected an arch.engine}}
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
arch.machine @m derives @base {
  arch.remove @array
}

// -----

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
  // expected-error@+1 {{reads 'a' in @sram, to where no path leads from home, @dram}}
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
arch.machine @m derives @base {
  arch.remove @dram -> @sram
}

// -----

arch.machine @base {clock = "1 GHz", source = "the base"} {
  // expected-note@+1 {{the first is here}}
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
arch.machine @m derives @base {
  // expected-error@+1 {{is a second home memory, expected exactly one}}
  arch.memory @sram {home}
}

// -----

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
arch.machine @m derives @base {
  // expected-error@+1 {{has a latency of 1 below its occupancy of 2 at n = 1}}
  arch.instruction @dot occupancy "2 * n" latency "n" {source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "the base"} {
  // expected-error@+1 {{'bandwidth': found "64 GB/s", which comes to less than 1 B/cycle}}
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
// 64 GB/s are less than one byte a cycle of this clock.
// (The memory of the base reports it, with its own place.)
arch.machine @m derives @base attributes {clock = "100 GHz", source = "assumed"} {}
