// RUN: ridge-opt %s --ridge-print-machine -o /dev/null | FileCheck %s

// Every unit, and which way it rounds. The clock is 0.94 GHz.
// CHECK: machine @units: 940000000 Hz
arch.machine @units {clock = "0.94 GHz", source = "assumed"} {
  // 8 GiB = 8 * 2^30 B. 614 GB/s / 0.94 GHz = 653.19 B, rounded down.
  // 120 ns * 0.94 GHz = 112.8 cycles, rounded up.
  // CHECK-NEXT: memory @a: 8589934592 B, 653 B/cycle, latency 113, alignment 64, banks 1, home
  arch.memory @a {home, size = "8 GiB", bandwidth = "614 GB/s",
      latency = "120 ns", alignment = "64 B", banks = 1, source = "assumed"}
  // 1.5 MiB = 1.5 * 2^20 B. 100 GiB/s / 0.94 GHz = 114.22 B.
  // 1 us * 0.94 GHz = 940 cycles.
  // CHECK-NEXT: memory @b: 1572864 B, 114 B/cycle, latency 940, alignment 1024, banks 4{{$}}
  arch.memory @b {size = "1.5 MiB", bandwidth = "100 GiB/s",
      latency = "1 us", alignment = "1 KiB", banks = 4, source = "assumed"}
  // 2 MB = 2 * 10^6 B. 940 MB/s is one byte a cycle exactly. 0 ns is no cycle.
  // CHECK-NEXT: memory @c: 2000000 B, 1 B/cycle, latency 0, alignment 1000, banks 2{{$}}
  arch.memory @c {size = "2 MB", bandwidth = "940 MB/s",
      latency = "0 ns", alignment = "1 kB", banks = 2, source = "assumed"}
  // 3 GB = 3 * 10^9 B. 0.1 ns is part of one cycle.
  // CHECK-NEXT: memory @d: 3000000000 B, 12 B/cycle, latency 1, alignment 1, banks 1{{$}}
  arch.memory @d {size = "3 GB", bandwidth = "12 B/cycle",
      latency = "0.1 ns", alignment = "1 B", banks = 1, source = "assumed"}
  // CHECK-NEXT: engine @e
  arch.engine @e
  // 50 ns * 0.94 GHz = 47 cycles exactly.
  // CHECK-NEXT: path a->b on @e: 653 B/cycle, latency 47, burst 512, in flight 0, setup 10
  arch.path @a -> @b on @e {bandwidth = "614 GB/s", latency = "50 ns",
      burst = "0.5 KiB", in_flight = 0, setup = "10 cycles", source = "assumed"}
}

// CHECK: machine @hertz: 7 Hz
arch.machine @hertz derives @units attributes {clock = "7 Hz", source = "assumed"} {
  arch.memory @a {latency = "1 us", source = "assumed"}
}
// CHECK: machine @kilohertz: 1500 Hz
arch.machine @kilohertz derives @units attributes {clock = "1.5 kHz", source = "assumed"} {}
// CHECK: machine @megahertz: 470000000 Hz
arch.machine @megahertz derives @units attributes {clock = "470 MHz", source = "assumed"} {}
