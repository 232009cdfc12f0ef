// edge-mx with an array that multiplies formats of its maker's own. Nobody has
// built it; all numbers are assumed.

!sign_exponent = !arch.float<"float_e2m0_finite">           // 3 bits
!tiny = !arch.float<"float_e3m1_bias5_finite">              // 5 bits
!share = !arch.float<"float_e4m2_bias15_finite_unsigned">   // 6 bits, from 0
!posit_like = !arch.float<"p3109<7,3,signed,extended>">     // 7 bits
!nine = !arch.float<"float_e4m4">                           // 9 bits
!twelve = !arch.float<"float_e5m6_nosubnormals">            // 12 bits
!range = !arch.float<"float_e8m3">                          // 12 bits, f32's range

arch.machine @"edge-own-formats" derives @"edge-mx" {
  arch.remove @matmul_f16
  arch.remove @matmul_f8
  arch.remove @matmul_mxfp8
  arch.remove @matmul_mxfp4

  arch.instruction @matmul_tiny on @array
      dims (m: 1 to 8192, n: 1 to 8192, k: 1 to 8192)
      reads (a: !tiny [m, k] in [@sram], b: !tiny [k, n] in [@sram])
      updates (c: f32 [m, n] in [@acc])
      occupancy "(k ceildiv 96) * (n ceildiv 32) * m" latency "occupancy + 96"
      energy "m * n * k * 200" {source = "assumed"}
      does (%a: !tiny, %b: !tiny, %c: f32) {
    %x = ridge.cast %a : !tiny to f32
    %y = ridge.cast %b : !tiny to f32
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %c, %p : f32
    arch.yield %s : f32
  }
  // Activations that are never negative, by weights.
  arch.instruction @matmul_share on @array
      dims (m: 1 to 8192, n: 1 to 8192, k: 1 to 8192)
      reads (a: !share [m, k] in [@sram], b: !posit_like [k, n] in [@sram])
      updates (c: f32 [m, n] in [@acc])
      occupancy "(k ceildiv 64) * (n ceildiv 32) * m" latency "occupancy + 96"
      energy "m * n * k * 300" {source = "assumed"}
      does (%a: !share, %b: !posit_like, %c: f32) {
    %x = ridge.cast %a : !share to f32
    %y = ridge.cast %b : !posit_like to f32
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %c, %p : f32
    arch.yield %s : f32
  }
  arch.instruction @matmul_p7 on @array
      dims (m: 1 to 8192, n: 1 to 8192, k: 1 to 8192)
      reads (a: !posit_like [m, k] in [@sram], b: !posit_like [k, n] in [@sram])
      updates (c: f32 [m, n] in [@acc])
      occupancy "(k ceildiv 64) * (n ceildiv 32) * m" latency "occupancy + 96"
      energy "m * n * k * 300" {source = "assumed"}
      does (%a: !posit_like, %b: !posit_like, %c: f32) {
    %x = ridge.cast %a : !posit_like to f32
    %y = ridge.cast %b : !posit_like to f32
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %c, %p : f32
    arch.yield %s : f32
  }
  arch.instruction @matmul_nine on @array
      dims (m: 1 to 8192, n: 1 to 8192, k: 1 to 8192)
      reads (a: !nine [m, k] in [@sram], b: !nine [k, n] in [@sram])
      updates (c: f32 [m, n] in [@acc])
      occupancy "(k ceildiv 48) * (n ceildiv 32) * m" latency "occupancy + 96"
      energy "m * n * k * 400" {source = "assumed"}
      does (%a: !nine, %b: !nine, %c: f32) {
    %x = ridge.cast %a : !nine to f32
    %y = ridge.cast %b : !nine to f32
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %c, %p : f32
    arch.yield %s : f32
  }
  // Twelve bits two ways: more precision, or the range of f32.
  arch.instruction @matmul_twelve on @array
      dims (m: 1 to 8192, n: 1 to 8192, k: 1 to 8192)
      reads (a: !twelve [m, k] in [@sram], b: !range [k, n] in [@sram])
      updates (c: f32 [m, n] in [@acc])
      occupancy "(k ceildiv 40) * (n ceildiv 32) * m" latency "occupancy + 96"
      energy "m * n * k * 500" {source = "assumed"}
      does (%a: !twelve, %b: !range, %c: f32) {
    %x = ridge.cast %a : !twelve to f32
    %y = ridge.cast %b : !range to f32
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %c, %p : f32
    arch.yield %s : f32
  }
  // Blocks of 32 three-bit elements with a power of two.
  arch.instruction @matmul_mx3 on @array
      dims (m: 1 to 8192, n: 1 to 8192, k: 1 to 256, i: 32 to 32)
      reads (a: !sign_exponent [m, k, i] in [@sram],
             s: f8E8M0FNU [m, k] in [@sram],
             b: !sign_exponent [k, i, n] in [@sram],
             t: f8E8M0FNU [k, n] in [@sram])
      updates (c: f32 [m, n] in [@acc])
      occupancy "(k ceildiv 4) * (n ceildiv 32) * m" latency "occupancy + 96"
      energy "m * n * k * 32 * 100" {source = "assumed"}
      does (%a: !sign_exponent, %s: f8E8M0FNU, %b: !sign_exponent,
            %t: f8E8M0FNU, %c: f32) {
    %x = ridge.dequantize %a by %s : !sign_exponent, f8E8M0FNU to f32
    %y = ridge.dequantize %b by %t : !sign_exponent, f8E8M0FNU to f32
    %p = arith.mulf %x, %y : f32
    %r = arith.addf %c, %p : f32
    arch.yield %r : f32
  }
  arch.lanes @convert
      formats [i8, i32, f8E8M0FNU, bf16, f32, !sign_exponent, !tiny, !share,
               !posit_like, !nine, !twelve, !range]
      {source = "assumed"}
}
