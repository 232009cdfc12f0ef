//===- edge-mx.mlir - an edge chip with narrow formats --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A chip that nobody has built, to choose formats on: the memories and units of
// systolic-128 made smaller, and an array whose cells multiply bf16, two fp8 or
// four fp4 in the same cycle. The array keeps the next weights ready beside
// those in use, so a fold takes as long as rows run through it. Blocks are those
// of OCP MX 1.0: 32 elements along the contracted dim with one power of two.
//
// All numbers are assumed. The ratio 1 : 2 : 4 of the rates of bf16, fp8 and fp4
// is that of the current data centre chips.
//
//===----------------------------------------------------------------------===//

#numeric = ["ridge.identity", "ridge.cast", "ridge.stochastic_cast", "ridge.scale",
            "ridge.quantize", "ridge.dequantize", "arith.extf", "arith.truncf"]
#formats = [i8, i16, i32, f4E2M1FN, f6E2M3FN, f6E3M2FN, f8E4M3FN, f8E5M2,
            f8E8M0FNU, f16, bf16, f32]
#codecs = ["sparse<2:4,f8E4M3FN>", "entropy<f8E4M3FN>", "entropy<bf16>",
           "transform<8>", "mxfp8e4m3"]

arch.machine @"edge-mx" derives @"systolic-128" {
  arch.memory @dram {size = "8 GiB", bandwidth = "64 GB/s", source = "assumed"}
  arch.memory @sram {size = "2 MiB", bandwidth = "512 B/cycle",
      source = "assumed"}
  arch.memory @acc {size = "256 KiB", bandwidth = "512 B/cycle",
      source = "assumed"}
  // The memory may hold codes: units on its paths decode and encode 256 bytes
  // of values a cycle, as many as its bandwidth in codes of a quarter.
  arch.path @dram -> @sram {bandwidth = "64 GB/s", burst = "64 B",
      codecs = #codecs, codec_rate = "256 B/cycle", source = "assumed"}
  arch.path @dram -> @acc {bandwidth = "64 GB/s", burst = "64 B",
      codecs = #codecs, codec_rate = "256 B/cycle", source = "assumed"}
  arch.path @sram -> @dram {bandwidth = "64 GB/s", burst = "64 B",
      codecs = #codecs, codec_rate = "256 B/cycle", source = "assumed"}
  arch.path @acc -> @dram {bandwidth = "64 GB/s", burst = "64 B",
      codecs = #codecs, codec_rate = "256 B/cycle", source = "assumed"}

  // 32 x 32 cells of one bf16 product; f32 takes four passes.
  arch.products @matmul
      formats [{element = bf16, depth = 32},
               {element = f16, depth = 32},
               {element = f32,
                occupancy = "4 * (k ceildiv 32) * (n ceildiv 32) * m"},
               {element = i8, depth = 64}]
      occupancy "(k ceildiv depth) * (n ceildiv 32) * m"
      latency "occupancy + 96"
      {source = "assumed"}

  arch.instruction @matmul_f8 on @array
      dims (m: 1 to 8192, n: 1 to 8192, k: 1 to 8192)
      reads (a: f8E4M3FN [m, k] in [@sram], b: f8E4M3FN [k, n] in [@sram])
      updates (c: f32 [m, n] in [@acc])
      occupancy "(k ceildiv 64) * (n ceildiv 32) * m"
      latency "occupancy + 96"
      energy "m * n * k * 400"
      {source = "assumed"}
      does (%a: f8E4M3FN, %b: f8E4M3FN, %c: f32) {
    %x = arith.extf %a : f8E4M3FN to f32
    %y = arith.extf %b : f8E4M3FN to f32
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %c, %p : f32
    arch.yield %s : f32
  }

  arch.instruction @matmul_mxfp8 on @array
      dims (m: 1 to 8192, n: 1 to 8192, k: 1 to 256, i: 32 to 32)
      reads (a: f8E4M3FN [m, k, i] in [@sram], s: f8E8M0FNU [m, k] in [@sram],
             b: f8E4M3FN [k, i, n] in [@sram], t: f8E8M0FNU [k, n] in [@sram])
      updates (c: f32 [m, n] in [@acc])
      occupancy "(k ceildiv 2) * (n ceildiv 32) * m"
      latency "occupancy + 96"
      energy "m * n * k * 32 * 420"
      {source = "assumed"}
      does (%a: f8E4M3FN, %s: f8E8M0FNU, %b: f8E4M3FN, %t: f8E8M0FNU,
            %c: f32) {
    %x = ridge.dequantize %a by %s : f8E4M3FN, f8E8M0FNU to f32
    %y = ridge.dequantize %b by %t : f8E4M3FN, f8E8M0FNU to f32
    %p = arith.mulf %x, %y : f32
    %r = arith.addf %c, %p : f32
    arch.yield %r : f32
  }

  arch.instruction @matmul_mxfp4 on @array
      dims (m: 1 to 8192, n: 1 to 8192, k: 1 to 256, i: 32 to 32)
      reads (a: f4E2M1FN [m, k, i] in [@sram], s: f8E8M0FNU [m, k] in [@sram],
             b: f4E2M1FN [k, i, n] in [@sram], t: f8E8M0FNU [k, n] in [@sram])
      updates (c: f32 [m, n] in [@acc])
      occupancy "(k ceildiv 4) * (n ceildiv 32) * m"
      latency "occupancy + 96"
      energy "m * n * k * 32 * 150"
      {source = "assumed"}
      does (%a: f4E2M1FN, %s: f8E8M0FNU, %b: f4E2M1FN, %t: f8E8M0FNU,
            %c: f32) {
    %x = ridge.dequantize %a by %s : f4E2M1FN, f8E8M0FNU to f32
    %y = ridge.dequantize %b by %t : f4E2M1FN, f8E8M0FNU to f32
    %p = arith.mulf %x, %y : f32
    %r = arith.addf %c, %p : f32
    arch.yield %r : f32
  }

  // 512 lanes of 32 bits, one step a cycle; a change of format is a step.
  arch.lanes @simple occupancy "(n * bits) ceildiv 16384"
      {source = "assumed", sources = {occupancy = "assumed"}}
  arch.lanes @hard occupancy "8 * ((n * bits) ceildiv 16384)"
      {source = "assumed"}
  arch.lanes @fold occupancy "(m * n * bits) ceildiv 16384"
      {source = "assumed"}
  arch.lanes @convert on @vector
      ops #numeric formats #formats
      dims (n: 1 to 1048576) in [@sram, @acc]
      occupancy "(n * bits) ceildiv 16384"
      latency "occupancy + 10"
      energy "n * bits * 5"
      {source = "assumed"}
  // The largest magnitude of a block, in one pass.
  arch.instruction @block_amax on @vector
      dims (m: 1 to 1048576, i: 1 to 1048576)
      reads (x: f32 [m, i] in [@sram, @acc])
      updates (c: f32 [m] in [@sram, @acc])
      occupancy "(m * i * 32) ceildiv 16384"
      latency "occupancy + 20"
      energy "m * i * 32 * 5"
      {source = "assumed"}
      does (%x: f32, %c: f32) {
    %a = math.absf %x : f32
    %l = arith.maximumf %c, %a : f32
    arch.yield %l : f32
  }
}
