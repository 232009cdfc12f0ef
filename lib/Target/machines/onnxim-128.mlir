//===- onnxim-128.mlir - one core as ONNXim has it ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One core of ONNXim's public TPU-v4 configuration by ONNXim's rules. Its array
// takes 128 x 128 weights while it works with those before them, so a block of up to
// 128 rows, columns and steps holds it for 128 cycles, with any number of rows,
// and only who waits for a sum sees the pipeline: the way of the first weights
// into the array and of the last row through it. A fill of the accumulator is
// free: the first product of a sum overwrites.
//
// What is left out: ONNXim asks for every 32 bytes on its own and has 16
// channels, row buffers and a network; here they are a rate and a latency. It
// begins the loads of a block when those of the block before are done; Ridge
// when there is room.
//
// The memories of systolic-128 are of the same configuration; 64 bits and what
// ONNXim has no time for (steps of a divisor, a root) are that machine's too.
//
//===----------------------------------------------------------------------===//

#config = "ONNXim, tpuv4 configuration: configs/systolic_ws_128x128_c4_simple_noc_tpuv4.json"
#array = "ONNXim, src/SystolicWS.cc: offset of a preloaded product max(rows before, 4, height)"
#pipeline = "ONNXim, src/SystolicWS.cc: first weights 2 * height - 1, then height + width - 2"
#ports = "ONNXim: 16 ports of 32 B, each a request a cycle (icnt_injection_ports_per_core, dram_req_size)"
#queue = "ONNXim, src/Core.cc: a load or store is handed to the ports in one cycle"
#vector = "ONNXim: vector_process_bit 65536, every step 1 cycle, one operation at a time"

arch.machine @"onnxim-128" derives @"systolic-128" {
  arch.memory @dram {latency = "30 cycles",
      source = "assumed: Ramulator 2, HBM2, a row miss without load, 30 cycles of 1.2 GHz, and the network"}
  arch.memory @sram {latency = "1 cycles", source = "assumed: ONNXim's memories answer in the next cycle"}
  arch.memory @acc {latency = "1 cycles", source = "assumed: ONNXim's memories answer in the next cycle"}
  arch.engine @clear

  arch.path @dram -> @sram {bandwidth = "512 B/cycle", burst = "32 B",
      in_flight = 0, setup = "1 cycles", source = #ports, sources = {setup = #queue}}
  arch.path @dram -> @acc {bandwidth = "512 B/cycle", burst = "32 B",
      in_flight = 0, setup = "1 cycles", source = #ports, sources = {setup = #queue}}
  arch.path @sram -> @dram {bandwidth = "512 B/cycle", burst = "32 B",
      in_flight = 0, setup = "1 cycles", source = #ports, sources = {setup = #queue}}
  arch.path @acc -> @dram {bandwidth = "512 B/cycle", burst = "32 B",
      in_flight = 0, setup = "1 cycles", source = #ports, sources = {setup = #queue}}

  arch.products @matmul ordered
      formats [{element = bf16}, {element = i8}, {element = f32}, {element = f16}]
      occupancy "128 * (m ceildiv 128) * (n ceildiv 128) * (k ceildiv 128)"
      latency "occupancy + (2 * 128 - 1) + (128 + 128 - 2)"
      {source = #array, sources = {latency = #pipeline}}

  arch.instruction @clear_f32 on @clear occupancy "1" latency "1"
      {source = "assumed: the first product of a sum overwrites (zero_init)"}
  arch.instruction @clear_i32 on @clear occupancy "1" latency "1"
      {source = "assumed: the first product of a sum overwrites (zero_init)"}

  arch.lanes @simple occupancy "(n * bits) ceildiv 65536" latency "occupancy"
      {source = #vector}
  arch.lanes @hard occupancy "(n * bits) ceildiv 65536" latency "occupancy"
      {source = #vector}
  arch.lanes @fold
      occupancy "m * ((n * bits) ceildiv 65536 + min(1, (n * bits - 1) floordiv 65536))"
      latency "occupancy"
      {source = "ONNXim, src/SystolicWS.cc: an adder tree a row, add_tree_latency 1"}
}
