// RUN: ridge-opt %s --ridge-print-machine -o /dev/null | FileCheck %s

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array

  // Constants of a body become nodes where they are used first; what nobody
  // needs is left out.
  // CHECK-LABEL: instruction @gelu
  // CHECK: kernel (d0) in f32[0] out f32[0] { %2 = arith.constant 0.5 : f32; %3 = arith.mulf %0, %2 : f32; yield %3 }
  arch.instruction @gelu on @array
      dims (n: 1 to 64) reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32, %c: f32) {
    %half = arith.constant 0.5 : f32
    %unused = math.exp %a : f32
    %h = arith.mulf %a, %half : f32
    arch.yield %h : f32
  }

  // Predicates, i1 and several operations.
  // CHECK-LABEL: instruction @relu
  // CHECK: kernel (d0) in i8[0] out i8[0] { %2 = arith.constant 0 : i8; %3 = arith.cmpi 4, %0, %2 : i1; %4 = arith.select %3, %0, %2 : i8; yield %4 }
  arch.instruction @relu on @array
      dims (n: 1 to 64) reads (a: i8 [n] in [@dram])
      writes (c: i8 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: i8) {
    %zero = arith.constant 0 : i8
    %positive = arith.cmpi sgt, %a, %zero : i8
    %r = arith.select %positive, %a, %zero : i8
    arch.yield %r : i8
  }

  // A dim that no output names is a reduction; `ops` counts two operations.
  // CHECK-LABEL: instruction @rows
  // CHECK: kernel (d0, r1) in f32[0,1] out f32[0] update { %2 = math.absf %0 : f32; %3 = arith.maximumf %1, %2 : f32; yield %3 }
  // CHECK: occupancy m * n * ops
  arch.instruction @rows on @array
      dims (m: 1 to 64, n: 1 to 64) reads (a: f32 [m, n] in [@dram])
      updates (c: f32 [m] in [@dram])
      occupancy "m * n * ops" latency "occupancy" energy "n" {source = "assumed"}
      does (%a: f32, %c: f32) {
    %x = math.absf %a : f32
    %r = arith.maximumf %c, %x : f32
    arch.yield %r : f32
  }
}
