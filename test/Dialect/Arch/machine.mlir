// RUN: ridge-opt %s | ridge-opt | FileCheck %s
// RUN: ridge-opt %s --mlir-print-op-generic | ridge-opt | FileCheck %s

// CHECK-LABEL: arch.machine @small {clock = "1 GHz", source = "assumed"} {
arch.machine @small {clock = "1 GHz", source = "assumed"} {
  // CHECK: arch.memory @dram {alignment = "64 B", bandwidth = "64 B/cycle", banks = 1 : i64, home,
  // CHECK-SAME: latency = "100 cycles", size = "8 GiB", source = "assumed"}
  arch.memory @dram {home, size = "8 GiB", bandwidth = "64 B/cycle",
      latency = "100 cycles", alignment = "64 B", banks = 1, source = "assumed"}
  // CHECK: arch.memory @sram
  // CHECK-SAME: sources = {latency = "data sheet"}
  arch.memory @sram {size = "256 KiB", bandwidth = "614 GB/s",
      latency = "4.5 ns", alignment = "64 B", banks = 4, source = "assumed",
      sources = {latency = "data sheet"}}
  // CHECK: arch.engine @load{{$}}
  arch.engine @load
  // CHECK: arch.path @dram -> @sram on @load {bandwidth = "64 B/cycle",
  arch.path @dram -> @sram on @load {bandwidth = "64 B/cycle",
      latency = "10 cycles", burst = "64 B", in_flight = 16,
      setup = "10 cycles", source = "assumed"}
}

// CHECK-LABEL: arch.machine @plain derives @small {
arch.machine @plain derives @small {
  // CHECK: arch.remove @load
  arch.remove @load
  // CHECK: arch.remove @dram -> @sram
  arch.remove @dram -> @sram
  // CHECK: arch.memory @sram {size = "1 MiB", source = "assumed"}
  arch.memory @sram {size = "1 MiB", source = "assumed"}
}

// CHECK-LABEL: arch.machine @fast derives @small attributes {clock = "2 GHz", source = "assumed"} {
arch.machine @fast derives @small attributes {clock = "2 GHz", source = "assumed"} {}

// A machine of another file, known when it is resolved.
// CHECK-LABEL: arch.machine @"odd-name" derives @toy
arch.machine @"odd-name" derives @toy {}
