// RUN: ridge-opt %s -split-input-file -verify-diagnostics --ridge-print-machine -o /dev/null

// The source of the base speaks for the numbers of the base alone. Each number
// keeps its own after a merge, so this machine is complete.
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
arch.machine @good derives @base {
  arch.memory @sram {size = "512 KiB", source = "assumed"}
  arch.memory @dram {size = "2 GiB", latency = "1 cycles",
      sources = {size = "a data sheet", latency = "assumed"}}
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
arch.machine @bad derives @base {
  // expected-error@+1 {{does not say where 'latency' comes from}}
  arch.memory @sram {size = "512 KiB", latency = "1 cycles",
      sources = {size = "a data sheet"}}
}
