// RUN: ridge-opt %machines/toy.mlir --ridge-print-machine -o /dev/null | FileCheck %s
// RUN: ridge-opt %machines/toy.mlir | ridge-opt --ridge-print-machine -o /dev/null | FileCheck %s

// The numbers that tests derive cycle counts from. Change one and they move.

// CHECK:      machine @toy: 1000000000 Hz
// CHECK-NEXT: memory @dram: 8589934592 B, 64 B/cycle, latency 100, alignment 64, banks 1, home
// CHECK-NEXT: memory @sram: 262144 B, 128 B/cycle, latency 0, alignment 64, banks 4
// CHECK-NEXT: memory @acc: 65536 B, 128 B/cycle, latency 0, alignment 64, banks 1
// CHECK-NEXT: engine @load
// CHECK-NEXT: engine @store
// CHECK-NEXT: engine @array
// CHECK-NEXT: engine @vector
// CHECK-NEXT: path dram->sram on @load: 64 B/cycle, latency 0, burst 64, in flight 0, setup 10
// CHECK-NEXT: path dram->acc on @load: 64 B/cycle, latency 0, burst 64, in flight 0, setup 10
// CHECK-NEXT: path sram->dram on @store: 64 B/cycle, latency 0, burst 64, in flight 0, setup 10
// CHECK-NEXT: path acc->dram on @store: 64 B/cycle, latency 0, burst 64, in flight 0, setup 10
// CHECK-NEXT: instruction @matmul_f32 on @array: m 1..128, n 1..64, k 1..64
// CHECK-NEXT:   a in @sram
// CHECK-NEXT:   b in @sram
// CHECK-NEXT:   c in @acc
// CHECK-NEXT:   kernel (d0, d1, r2) in f32[0,2] f32[1,2] out f32[0,1] update
// CHECK-NEXT:   occupancy m * (n ceildiv 16) * (k ceildiv 16)
// CHECK-NEXT:   latency m * (n ceildiv 16) * (k ceildiv 16) + 20
// CHECK-NEXT:   energy m * n * k * 1000
// CHECK:      instruction @matmul_bf16
// CHECK:      instruction @matmul_f16
// CHECK:      instruction @matmul_f64
// CHECK:        occupancy 2 * m * (n ceildiv 16) * (k ceildiv 16)
// CHECK:      instruction @matmul_i8
// CHECK-NEXT:   a in @sram
// CHECK-NEXT:   b in @sram
// CHECK-NEXT:   c in @acc
// CHECK-NEXT:   kernel (d0, d1, r2) in i8[0,2] i8[1,2] out i32[0,1] update
// CHECK:      instruction @clear_f32 on @array: n 1..1048576
// CHECK-NEXT:   value in immediate
// CHECK-NEXT:   c in @acc
// CHECK-NEXT:   kernel (d0) in f32[] out f32[0] { yield %0 }
// CHECK-NEXT:   occupancy n * bits ceildiv 512
// CHECK:      instruction @simple on @vector: n 1..65536
// CHECK-NEXT:   in in @sram @acc broadcast immediate
// CHECK-NEXT:   out in @sram @acc{{$}}
// CHECK-NEXT:   lanes ridge.identity ridge.index arith.addf
// CHECK-NEXT:   formats i2 i4 i8 i16 i32 i64 f8E4M3FN f8E5M2 f8E4M3FNUZ f8E5M2FNUZ f8E4M3B11FNUZ f16 bf16 f32 f64
// CHECK-NEXT:   occupancy n * bits ceildiv 512
// CHECK-NEXT:   latency n * bits ceildiv 512 + 10
// CHECK:      instruction @hard on @vector
// CHECK:        occupancy 4 * (n * bits ceildiv 512)
// CHECK:      instruction @fold on @vector reduce: m 1..65536, n 1..65536
// CHECK:        occupancy m * n * bits ceildiv 512
