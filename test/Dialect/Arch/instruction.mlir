// RUN: ridge-opt %s | ridge-opt | FileCheck %s
// RUN: ridge-opt %s --mlir-print-op-generic | ridge-opt | FileCheck %s

arch.machine @small {clock = "1 GHz", source = "assumed"} {
  arch.memory @m {home, size = "8 GiB", bandwidth = "64 B/cycle",
      latency = "100 cycles", alignment = "64 B", banks = 1, source = "assumed"}
  arch.memory @n {size = "8 GiB", bandwidth = "64 B/cycle",
      latency = "100 cycles", alignment = "64 B", banks = 1, source = "assumed"}
  arch.engine @array

  // CHECK:      arch.instruction @matmul on @array
  // CHECK-NEXT:   dims (m: 1 to 128, n: 1 to 64, k: 64)
  // CHECK-NEXT:   reads (a: bf16 [m, k] in [@m], b: bf16 [k, n] in [@m, @n] broadcast immediate)
  // CHECK-NEXT:   updates (c: f32 [m, n] in [@m])
  // CHECK-NEXT:   occupancy "m * (n ceildiv 16)"
  // CHECK-NEXT:   latency "occupancy + 20"
  // CHECK-NEXT:   energy "m * n * k"
  // CHECK-NEXT:   {source = "assumed", sources = {dims = "manual"}}
  // CHECK-NEXT:   does (%[[A:.*]]: bf16, %[[B:.*]]: bf16, %[[C:.*]]: f32) {
  // CHECK-NEXT:     %[[X:.*]] = arith.extf %[[A]] : bf16 to f32
  // CHECK-NEXT:     %[[Y:.*]] = arith.extf %[[B]] : bf16 to f32
  // CHECK-NEXT:     %[[P:.*]] = arith.mulf %[[X]], %[[Y]] : f32
  // CHECK-NEXT:     %[[S:.*]] = arith.addf %[[C]], %[[P]] : f32
  // CHECK-NEXT:     arch.yield %[[S]] : f32
  arch.instruction @matmul on @array
      dims (m: 1 to 128, n: 1 to 64, k: 64)
      reads (a: bf16 [m, k] in [@m], b: bf16 [k, n] in [@m, @n] broadcast immediate)
      updates (c: f32 [m, n] in [@m])
      occupancy "m * (n ceildiv 16)"
      latency "occupancy + 20"
      energy "m * n * k"
      {source = "assumed", sources = {dims = "manual"}}
      does (%a: bf16, %b: bf16, %c: f32) {
    %x = arith.extf %a : bf16 to f32
    %y = arith.extf %b : bf16 to f32
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %c, %p : f32
    arch.yield %s : f32
  }

  // Clauses come in any order; an immediate needs no memory; a body that never
  // sees old outputs leaves their arguments away.
  // CHECK:      arch.instruction @clear on @array
  // CHECK-NEXT:   dims (n: 1 to 64)
  // CHECK-NEXT:   reads (value: i32 [] immediate)
  // CHECK-NEXT:   writes (c: i32 [n] in [@m])
  // CHECK-NEXT:   occupancy "n"
  // CHECK:        does (%[[V:.*]]: i32) {
  // CHECK-NEXT:     arch.yield %[[V]] : i32
  arch.instruction @clear
      energy "0" latency "n" occupancy "n"
      writes (c: i32 [n] in [@m]) reads (value: i32 [] immediate)
      dims (n: 1 to 64) on @array
      {source = "assumed"}
      does (%value: i32) {
    arch.yield %value : i32
  }

  // Two results, the second one updated.
  // CHECK:      writes (max: f32 [n] in [@m])
  // CHECK-NEXT: updates (sum: f32 [n] in [@m])
  arch.instruction @both on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@m])
      writes (max: f32 [n] in [@m]) updates (sum: f32 [n] in [@m])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32, %max: f32, %sum: f32) {
    %s = arith.addf %a, %sum : f32
    arch.yield %a, %s : f32, f32
  }
}

// In a derived machine what stands in the base may be left away.
arch.machine @derived derives @small {
  // CHECK:      arch.instruction @matmul{{$}}
  // CHECK-NEXT:   occupancy "m"
  // CHECK-NEXT:   {source = "manual"}
  // CHECK-NEXT: }
  arch.instruction @matmul occupancy "m" {source = "manual"}
}
