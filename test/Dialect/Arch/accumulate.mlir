// RUN: ridge-opt %s | ridge-opt | FileCheck %s
// RUN: ridge-opt %s --mlir-print-op-generic | ridge-opt | FileCheck %s
// RUN: ridge-opt %s --ridge-print-machine -o /dev/null | FileCheck %s --check-prefix=MACHINE

arch.machine @small {clock = "1 GHz", source = "assumed"} {
  arch.memory @m {home, size = "8 GiB", bandwidth = "64 B/cycle",
      latency = "100 cycles", alignment = "64 B", banks = 1, source = "assumed"}
  arch.engine @array

  // CHECK:      updates (c: f32 [m, n] in [@m])
  // CHECK-NEXT: accumulate "hopper-fp8-f32"
  // CHECK-NEXT: occupancy "m"
  // MACHINE:      machine @small
  // MACHINE:      kernel (d0, d1, r2) in f8E4M3FN[0,2] f8E4M3FN[1,2] out f32[0,1] update accumulate<fraction=13, terms=32, mantissa=13> { %3 =
  arch.instruction @matmul on @array
      dims (m: 1 to 128, n: 1 to 64, k: 1 to 256)
      reads (a: f8E4M3FN [m, k] in [@m], b: f8E4M3FN [k, n] in [@m])
      updates (c: f32 [m, n] in [@m])
      accumulate "hopper-fp8-f32"
      occupancy "m" latency "m" energy "1" {source = "assumed"}
      does (%a: f8E4M3FN, %b: f8E4M3FN, %c: f32) {
    %x = arith.extf %a : f8E4M3FN to f32
    %y = arith.extf %b : f8E4M3FN to f32
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %c, %p : f32
    arch.yield %s : f32
  }
}

// A derived machine changes the model alone, and may spell one out.
arch.machine @promoting derives @small {
  // CHECK: accumulate "accumulate<hopper-fp8-f32, promote=128>"
  // MACHINE: machine @promoting
  // MACHINE: accumulate<fraction=13, terms=32, mantissa=13, promote=128> {
  arch.instruction @matmul accumulate "accumulate<hopper-fp8-f32, promote=128>"
      {source = "assumed"}
}
