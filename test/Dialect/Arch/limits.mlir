// RUN: ridge-opt %s | ridge-opt | FileCheck %s

// What a machine may state of queues, rows, directions, banks, energy and area.

// CHECK-LABEL: arch.machine @limited {
// CHECK-SAME: area = "12.5 mm2", clock = "1 GHz", source = "assumed", static_power = "0.5 W"}
arch.machine @limited {clock = "1 GHz", static_power = "0.5 W",
                       area = "12.5 mm2", source = "assumed"} {
  // CHECK: arch.memory @dram
  // CHECK-SAME: read_bandwidth = "32 B/cycle"
  // CHECK-SAME: write_bandwidth = "16 B/cycle"
  arch.memory @dram {home, size = "1 GiB", read_bandwidth = "32 B/cycle",
      write_bandwidth = "16 B/cycle", latency = "100 cycles",
      alignment = "64 B", read_energy = "7.03 pJ/bit",
      write_energy = "60 pJ/B", source = "assumed",
      sources = {read_energy = "a table"}}
  // CHECK: arch.memory @hbm
  // CHECK-SAME: clock = "500 MHz"
  // CHECK-SAME: open_pages = 4 : i64, page = "1 KiB", page_time = "45 ns", requests = 32 : i64
  // CHECK-SAME: turn = "12 ns", write_batch = "2 KiB"
  arch.memory @hbm {size = "1 GiB", bandwidth = "32 B/cycle",
      latency = "100 cycles", alignment = "64 B", page = "1 KiB",
      page_time = "45 ns", open_pages = 4, clock = "500 MHz", turn = "12 ns",
      write_batch = "2 KiB", requests = 32, source = "assumed"}
  // CHECK: arch.memory @sram
  // CHECK-SAME: bank_bandwidth = "16 B/cycle", banks = 4 : i64
  // CHECK-SAME: ports = 2 : i64, reserved = "8 KiB"
  arch.memory @sram {size = "256 KiB", bandwidth = "64 B/cycle",
      latency = "2 cycles", alignment = "64 B", banks = 4,
      bank_bandwidth = "16 B/cycle", ports = 2, reserved = "8 KiB",
      static_power = "20 mW", area = "450000 um2", source = "assumed"}
  // CHECK: arch.engine @load {issue = "2 cycles", queue_depth = 8 : i64, source = "assumed"}
  arch.engine @load {queue_depth = 8, issue = "2 cycles", source = "assumed"}
  // CHECK: arch.engine @several x 4 {clock = "1.5 GHz", source = "assumed"}
  arch.engine @several x 4 {clock = "1.5 GHz", source = "assumed"}
  arch.engine @array {static_power = "150 mW", area = "3 mm2",
                      source = "assumed"}
  // CHECK: arch.path @dram -> @sram on @load
  // CHECK-SAME: command_rows = 8 : i64, commands = 2 : i64, energy = "0.5 pJ/B"
  // CHECK-SAME: request = "64 B", row = "2 cycles", row_bytes = "64 B"
  arch.path @dram -> @sram on @load {bandwidth = "16 B/cycle",
      latency = "0 cycles", burst = "16 B", request = "64 B", in_flight = 16,
      row = "2 cycles", row_bytes = "64 B", command_rows = 8, commands = 2,
      setup = "10 cycles", energy = "0.5 pJ/B",
      codecs = ["mxfp4"], codec_energy = "0.1 pJ/B", area = "0.2 mm2",
      source = "assumed"}
  arch.path @sram -> @dram on @load {bandwidth = "16 B/cycle",
      latency = "0 cycles", burst = "16 B", in_flight = 16,
      setup = "10 cycles", source = "assumed"}
  // CHECK: arch.instruction @product on @array ordered
  // CHECK-NEXT: dims (m: 16 to 128 by 16, n: 8, k: 4 to 64 by 4)
  arch.instruction @product on @array ordered
      dims (m: 16 to 128 by 16, n: 8, k: 4 to 64 by 4)
      reads (a: i8 [m, k] in [@sram], b: i8 [k, n] in [@sram])
      updates (c: i32 [m, n] in [@sram])
      occupancy "m" latency "m + 16" energy "m * n * k" {source = "assumed"}
      does (%a: i8, %b: i8, %c: i32) {
    %x = arith.extsi %a : i8 to i32
    %y = arith.extsi %b : i8 to i32
    %p = arith.muli %x, %y : i32
    %s = arith.addi %c, %p : i32
    arch.yield %s : i32
  }
}
