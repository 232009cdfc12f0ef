// RUN: sed -n '/^\/\/ A complete machine file/,/^```$/p' %src_root/docs/Machine.md > %t.md
// RUN: grep -v '^```$' %t.md > %t.mlir
// RUN: ridge-opt %t.mlir --ridge-print-machine -o /dev/null | FileCheck %s

// The example of docs/Machine.md is a machine, and comes to the numbers that the
// page speaks of.

// 38.4 GB/s / 1.2 GHz = 32 B; 80 ns * 1.2 GHz = 96 cycles.
// CHECK:      machine @small: 1200000000 Hz
// CHECK-NEXT: memory @dram: 4294967296 B, 32 B/cycle, latency 96, alignment 64, banks 1, home
// CHECK-NEXT: memory @sram: 131072 B, 64 B/cycle, latency 2, alignment 32, banks 8
// CHECK:      path dram->sram on @dma: 32 B/cycle, latency 0, burst 64, in flight 64, setup 20
// CHECK:      instruction @matmul on @core: m 1..256, n 1..64, k 1..64
// CHECK:      instruction @simple on @core
// CHECK:      instruction @fold on @core reduce

// 38.4 GB/s / 1.5 GHz = 25.6 B, down; 80 ns * 1.5 GHz = 120 cycles.
// CHECK:      machine @large: 1500000000 Hz
// CHECK-NEXT: memory @dram: 4294967296 B, 25 B/cycle, latency 120, alignment 64, banks 1, home
// CHECK-NEXT: memory @sram: 1048576 B, 64 B/cycle, latency 2, alignment 32, banks 8
// CHECK:      path dram->sram on @dma: {{.*}} in flight 128,
// CHECK:      instruction @matmul on @core
// CHECK:        occupancy 2 * (m ceildiv 8) * (n ceildiv 8) * (k ceildiv 8)
// CHECK-NEXT:   latency 2 * (m ceildiv 8) * (n ceildiv 8) * (k ceildiv 8) + 12
// CHECK-NOT:  @fold
