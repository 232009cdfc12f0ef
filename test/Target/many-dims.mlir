// RUN: ridge-opt %s --ridge-print-machine -o /dev/null | FileCheck %s

// An instruction of 20 dims, of which the last two are folded.

// CHECK: instruction @wide on @core: a 1..2, b 1..2, c 1..2, d 1..2, e 1..2, f 1..2, g 1..2, h 1..2, i 1..2, j 1..2, k 1..2, l 1..2, m 1..2, n 1..2, o 1..2, p 1..2, q 1..2, r 1..2, s 1..2, t 1..2
// CHECK: kernel (d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12, d13, d14, d15, d16, d17, r18, r19) in f32[0,18,19] f32[17,18,19] out f32[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17] update
// CHECK: occupancy a * r * s * t
arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 MiB", bandwidth = "64 B/cycle",
      latency = "1 cycles", alignment = "1 B", source = "assumed"}
  arch.engine @core
  arch.instruction @wide on @core
      dims (a: 1 to 2, b: 1 to 2, c: 1 to 2, d: 1 to 2, e: 1 to 2, f: 1 to 2,
            g: 1 to 2, h: 1 to 2, i: 1 to 2, j: 1 to 2, k: 1 to 2, l: 1 to 2,
            m: 1 to 2, n: 1 to 2, o: 1 to 2, p: 1 to 2, q: 1 to 2, r: 1 to 2,
            s: 1 to 2, t: 1 to 2)
      reads (x: f32 [a, s, t] in [@dram], y: f32 [r, s, t] in [@dram])
      updates (z: f32 [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r]
          in [@dram])
      occupancy "a * r * s * t" latency "occupancy + 1" energy "a"
      {source = "assumed"}
      does (%x: f32, %y: f32, %z: f32) {
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %z, %p : f32
    arch.yield %s : f32
  }
}
