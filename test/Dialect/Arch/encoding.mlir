// RUN: ridge-opt %s --mlir-print-op-generic | ridge-opt | FileCheck %s
// RUN: ridge-opt %s --ridge-print-machine -o /dev/null 2>&1 | FileCheck %s --check-prefix=LOADED

// Words of everything that the machine has, and what a machine that derives
// changes of them.

// CHECK-LABEL: arch.machine @m
// CHECK: arch.encoding control @loops of {loop = 1 : i64}
// CHECK: arch.encoding control @ends of {end = 2 : i64}
// CHECK: arch.encoding @moves of {"dram->sram" = 4 : i64, "sram->dram" = 5 : i64}
// CHECK: arch.encoding @adds of {add}
arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "100 cycles", alignment = "64 B", banks = 1, source = "assumed"}
  arch.memory @sram {size = "64 KiB", bandwidth = "128 B/cycle",
      latency = "2 cycles", alignment = "64 B", banks = 4, source = "assumed"}
  arch.engine @load
  arch.engine @unit x 2 {fetch = "8 B/cycle", code = "16 KiB",
                         source = "assumed"}
  arch.path @dram -> @sram on @load {bandwidth = "64 B/cycle",
      latency = "0 cycles", burst = "64 B", in_flight = 16,
      setup = "10 cycles", source = "assumed"}
  arch.path @sram -> @dram on @load {bandwidth = "64 B/cycle",
      latency = "0 cycles", burst = "64 B", in_flight = 16,
      setup = "10 cycles", source = "assumed"}
  arch.instruction @add on @unit
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@sram], b: f32 [n] in [@sram])
      writes (c: f32 [n] in [@sram])
      occupancy "n" latency "occupancy + 8" energy "n * 1000"
      {source = "assumed"}
      does (%a: f32, %b: f32) {
    %s = arith.addf %a, %b : f32
    arch.yield %s : f32
  }
  arch.encoding control @loops of {loop = 1} {bits = 32, levels = ["i"],
      source = "assumed", fields = ["[7:0] = code", "[31:8] = count"]}
  arch.encoding control @ends of {end = 2} {bits = 8, source = "assumed",
      fields = ["[7:0] = code"]}
  arch.encoding control @waits of {wait = 3} {bits = 64,
      engines = [@load, @unit], source = "assumed",
      fields = ["[7:0] = code", "[15:8] = semaphore", "[47:16] = value signed",
                "[63:48] = step(value, i)"]}
  arch.encoding @moves of {"dram->sram" = 4, "sram->dram" = 5} {bits = 256,
      levels = ["y", "x"], source = "assumed",
      fields = ["[7:0] = code", "[15:8] = bits(from)", "[47:16] = size(*)",
                "[79:48] = address(from)", "[111:80] = address(to)",
                "[143:112] = stride(from, *)", "[175:144] = stride(to, *)"]}
  // LOADED: word @add on @unit: 96 bits
  // LOADED-NEXT: always stride(a, n) = 1
  // LOADED-NEXT: always stride(b, n) = 1
  // LOADED-NEXT: always stride(c, n) = 1
  // LOADED-NEXT: opcode [7:0] = 0x6
  // LOADED-NEXT: size(n) [13:8] = size(n) minus 1
  // LOADED-NEXT: address(a) [23:14] = address(a) in 64 bytes
  // LOADED: word @add.1 on @unit.1: 96 bits
  arch.encoding @adds of {add} {bits = 96, levels = ["n"], source = "assumed",
      fields = ["opcode [7:0] = 6", "[13:8] = size(n) minus 1",
                "[23:14] = address(a) in 64 bytes",
                "[33:24] = address(b) in 64 bytes",
                "[43:34] = address(c) in 64 bytes",
                "always stride(a, n) = 1", "always stride(b, n) = 1",
                "always stride(c, n) = 1"]}
}
