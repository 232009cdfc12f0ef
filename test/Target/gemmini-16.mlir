// RUN: ridge-opt %machines/gemmini-16.mlir --ridge-print-machine -o /dev/null | FileCheck %s
// RUN: ridge-opt %machines/gemmini-16.mlir --ridge-print-machine -o /dev/null | FileCheck %s --check-prefix=NONE

// CHECK:      machine @gemmini-16: 1000000000 Hz
// CHECK:      memory @dram: {{.*}} 16 B/cycle,{{.*}} home
// 4 banks x 4096 rows x 16 B, 2 banks x 512 rows x 64 B.
// CHECK-NEXT: memory @spad: 262144 B, 64 B/cycle, latency 4, alignment 16, banks 4
// CHECK-NEXT: memory @acc: 65536 B, 128 B/cycle, latency 4, alignment 64, banks 2
// CHECK:      path dram->spad on @load: 16 B/cycle, latency 0, burst 64, in flight 16,
// CHECK:      instruction @matmul_i8 on @array
// CHECK:        kernel (d0, d1, r2) in i8[0,2] i8[1,2] out i32[0,1] update
// CHECK-NEXT:   occupancy k ceildiv 16 * (n ceildiv 16) * max(m, 16)
// CHECK:      instruction @simple on @host
// CHECK:        formats i2 i4 i8 i16 i32 i64 f32{{$}}

// The mesh multiplies int8 and nothing else; the host has no f64 and no bf16.
// NONE-NOT: matmul_f
// NONE-NOT: f64
// NONE-NOT: bf16
