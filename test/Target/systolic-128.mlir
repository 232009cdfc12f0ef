// RUN: ridge-opt %machines/systolic-128.mlir --ridge-print-machine -o /dev/null | FileCheck %s

// CHECK:      machine @systolic-128: 1000000000 Hz
// CHECK-NEXT: memory @dram: 34359738368 B, 614 B/cycle, latency 120, alignment 64, banks 1, home
// CHECK-NEXT: memory @sram: 33554432 B,
// CHECK-NEXT: memory @acc: 4194304 B,
// CHECK:      path dram->sram on @load: 614 B/cycle

// Weights in, rows through, drain: R + (R + C + m - 2) for each fold.
// CHECK:      instruction @matmul_bf16 on @array: m 1..8192, n 1..8192, k 1..8192
// CHECK:        occupancy k ceildiv 128 * (n ceildiv 128) * (384 + m - 2)
// CHECK-NEXT:   latency k ceildiv 128 * (n ceildiv 128) * (384 + m - 2)
// CHECK:      instruction @matmul_i8 on @array
// CHECK:      instruction @matmul_f32 on @array
// CHECK:      instruction @matmul_f16 on @array

// The array has no wide integers and no f64.
// CHECK:      instruction @matmul_i32 on @vector
// CHECK:      instruction @matmul_i64 on @vector
// CHECK:      instruction @matmul_f64 on @vector

// The fast lanes come first and have no 64-bit formats.
// CHECK:      instruction @simple on @vector
// CHECK:        formats i8 i16 i32 f8E4M3FN f8E5M2 f16 bf16 f32{{$}}
// CHECK-NEXT:   occupancy n * bits ceildiv 32768
// CHECK:      instruction @simple_64 on @vector
// CHECK:        formats i2 i4 i8 i16 i32 i64 f8E4M3FN f8E5M2 f8E4M3FNUZ f8E5M2FNUZ f8E4M3B11FNUZ f16 bf16 f32 f64
// CHECK-NEXT:   occupancy 16 * (n * bits ceildiv 32768)
