// RUN: ridge-opt %s --ridge-print-machine --split-input-file --verify-diagnostics -o /dev/null | FileCheck %s

// Formats that a file declares: operands have them, bits count them, widening
// is an extension.

!own = !arch.float<"float_e6m9_bias20">

// CHECK: instruction @f on @array: n 1..64
// CHECK: in float_e6m9_bias20[0] out f32[0] { %2 = arith.extf %0 : f32; yield %2 }
arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: !own [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: !own) {
    %x = ridge.cast %a : !own to f32
    arch.yield %x : f32
  }
}

// -----

// Values beyond f32, in which all else is computed.
!wide = !arch.float<"float_e9m3">

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{body is not a kernel: kernel computes in float_e9m3, which is for storage and conversion only}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: !wide [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: !wide) {
    %x = ridge.cast %a : !wide to f32
    arch.yield %x : f32
  }
}

// -----

!own = !arch.float<"float_e4m4">

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: !own [n] in [@dram])
      updates (c: !own [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: !own, %c: !own) {
    // expected-error@+1 {{op operand #0 must be floating-point-like, but got '!arch.float<"float_e4m4">'}}
    %s = arith.addf %a, %c : !own
    arch.yield %s : !own
  }
}

// -----

// expected-error@+1 {{'float_e4m4m4' spells no number format}}
!own = !arch.float<"float_e4m4m4">
