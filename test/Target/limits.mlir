// RUN: ridge-opt %s --ridge-print-machine -o /dev/null | FileCheck %s

// Queues, rows, directions, banks, energy and area arrive with their sources;
// what is not stated is not there.

// CHECK:      machine @limited: 1000000000 Hz, static power 500000 uW (assumed), area 12500000 um2 (a die photograph)
// What may be used is what is not reserved.
// CHECK-NEXT: memory @sram: 253952 B, 128 B/cycle, latency 0, alignment 64, banks 4, bank 16 B/cycle, ports 2, reserved 8192 B, write energy 2000 aJ/B (assumed), static power 20000 uW (assumed)
// CHECK-NEXT: memory @acc: 65536 B, 128 B/cycle, latency 0, alignment 64, banks 1{{$}}
// Read and write rates alone: both at once are no further limit.
// CHECK-NEXT: memory @dram: 8589934592 B, 48 B/cycle, latency 100, alignment 64, banks 1, read 32 B/cycle, write 16 B/cycle, read energy 56240000 aJ/B (a table), home
// CHECK-NEXT: engine @load, queue 8, issue 2{{$}}
// CHECK-NEXT: engine @store{{$}}
// CHECK-NEXT: engine @array, area 3000000 um2 (assumed)
// CHECK-NEXT: engine @vector{{$}}
// CHECK-NEXT: path dram->sram on @load: 64 B/cycle, latency 0, burst 64, in flight 16, setup 10, indexed 2, row 2, request 128 B, row of 256 B, rows a command 8, commands 2, energy 500000 aJ/B (assumed)
// CHECK:      instruction @matmul_f32 on @array ordered: m 16..128 by 16, n 1..64, k 1..64
// CHECK:        energy m * n * k * 1000 (assumed)
arch.machine @limited derives @toy attributes {
    static_power = "0.5 W", area = "12.5 mm2", source = "assumed",
    sources = {area = "a die photograph"}} {
  arch.remove @dram
  arch.memory @dram {home, size = "8 GiB", latency = "100 cycles",
      alignment = "64 B", banks = 1, read_bandwidth = "32 B/cycle",
      write_bandwidth = "16 B/cycle", read_energy = "7.03 pJ/bit",
      source = "assumed", sources = {read_energy = "a table"}}
  arch.memory @sram {reserved = "8 KiB", ports = 2,
      bank_bandwidth = "16 B/cycle", write_energy = "2 fJ/B",
      static_power = "20 mW", source = "assumed"}
  arch.engine @load {queue_depth = 8, issue = "2 cycles", source = "assumed"}
  arch.engine @array {area = "3 mm2", source = "assumed"}
  arch.path @dram -> @sram {row = "2 cycles", request = "128 B",
      row_bytes = "256 B", command_rows = 8, commands = 2,
      in_flight = 16, energy = "0.5 pJ/B", source = "assumed"}
  arch.instruction @matmul_f32 ordered
      dims (m: 16 to 128 by 16, n: 1 to 64, k: 1 to 64) {source = "assumed"}
}
