// RUN: ridge-opt %s --ridge-print-machine -split-input-file -verify-diagnostics -o /dev/null

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{machine @m: memory @dram has 1000 bytes, which do not divide into 3 equal banks}}
  arch.memory @dram {home, size = "1000 B", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 3, source = "assumed"}
  arch.engine @array
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // At both ends of n all is well; in the middle the latency is too low.
  // expected-error@+1 {{has a latency of 1 below its occupancy of 32 at n = 32; results cannot}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "min(n, 65 - n)" latency "1" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}
