// RUN: ridge-opt %s | ridge-opt | FileCheck %s
// RUN: ridge-opt %s --ridge-print-machine -o /dev/null | FileCheck %s --check-prefix=MACHINE

// A family stays one part of the file, and is one instruction a member to all
// who read the machine.

!tiny = !arch.float<"float_e3m2_bias4_finite">

// CHECK-LABEL: arch.machine @base
// MACHINE-LABEL: machine @base
arch.machine @base {clock = "1 GHz", source = "assumed"} {
  arch.memory @ram {home, size = "1 GiB", bandwidth = "32 B/cycle",
      latency = "100 cycles", alignment = "64 B", source = "assumed"}
  arch.engine @array
  // CHECK: arch.products @product on @array ordered
  // CHECK-NEXT: formats [{cost = 800 : i64, depth = 32 : i64, element = bf16, sum = f32},
  // CHECK-NEXT: dims (m: 1 to 4096, n: 1 to 512, k: 1 to 512)
  // CHECK-NEXT: reads (a [m, k] in [@ram], b [k, n] in [@ram])
  // CHECK-NEXT: updates (c [m, n] in [@ram])
  // MACHINE:      instruction @product_bf16 on @array ordered: m 1..4096
  // MACHINE:        kernel {{.*}} in bf16[0,2] bf16[1,2] out f32[0,1] update { %3 = arith.extf %0 : f32; %4 = arith.extf %1 : f32; %5 = arith.mulf %3, %4 : f32; %6 = arith.addf %2, %5 : f32; yield %6 }
  // MACHINE-NEXT:   occupancy m * (n ceildiv 32) * (k ceildiv 32)
  // MACHINE-NEXT:   latency m * (n ceildiv 32) * (k ceildiv 32) + 20
  // MACHINE-NEXT:   energy m * n * k * 800 (a table)
  // MACHINE:      instruction @product_i8 on @array ordered
  // MACHINE:        arith.extsi %0 : i32; %4 = arith.extsi %1 : i32; %5 = arith.muli
  // MACHINE-NEXT:   occupancy m * (n ceildiv 32) * (k ceildiv 64)
  // MACHINE:      instruction @mixed on @array ordered
  // MACHINE:        in f8E4M3FN[0,2] f8E5M2[1,2] out f32[0,1]
  // MACHINE-NEXT:   occupancy 2 * m
  // MACHINE-NEXT:   latency 2 * m + 20
  // MACHINE:      instruction @tiny on @array ordered
  // MACHINE:        in float_e3m2_bias4_finite[0,2] float_e3m2_bias4_finite[1,2]
  // MACHINE:      instruction @product_f32 on @array ordered
  // MACHINE:        { %3 = arith.mulf %0, %1 : f32;
  arch.products @product on @array ordered
      formats [{element = bf16, sum = f32, depth = 32, cost = 800},
               {element = i8, sum = i32, depth = 64, cost = 300},
               {name = "mixed", element = f8E4M3FN, other = f8E5M2, sum = f32,
                occupancy = "2 * m", cost = 400},
               {name = "tiny", element = !tiny, sum = f32, depth = 64,
                cost = 100},
               {element = f32, sum = f32, depth = 8, cost = 3000}]
      dims (m: 1 to 4096, n: 1 to 512, k: 1 to 512)
      reads (a [m, k] in [@ram], b [k, n] in [@ram])
      updates (c [m, n] in [@ram])
      occupancy "m * (n ceildiv 32) * (k ceildiv depth)"
      latency "occupancy + 20"
      energy "m * n * k * cost"
      {source = "assumed", sources = {energy = "a table"}}
}

// A machine that derives knows the members: one may go, one may change by
// itself, and several by a family.
// MACHINE-LABEL: machine @derived
// MACHINE-NOT:  @mixed
// MACHINE:      instruction @product_bf16 on @array ordered
// MACHINE:        occupancy 7 * m
// MACHINE-NEXT:   latency 7 * m + 20
// MACHINE-NEXT:   energy m * n * k * 800 (a table)
// MACHINE:      instruction @product_i8 on @array ordered
// MACHINE:        occupancy 3 * m
// MACHINE:      instruction @tiny
// MACHINE:      instruction @product_f32
// MACHINE:        occupancy 9 * m
// MACHINE:      instruction @product_i16 on @array:
// MACHINE:        energy 5 (assumed)
arch.machine @derived derives @base {
  arch.remove @mixed
  arch.instruction @product_i8 occupancy "3 * m" {source = "assumed"}
  arch.products @product
      formats [{element = bf16, rate = 7}, {element = f32, rate = 9}]
      occupancy "rate * m" {source = "assumed"}
  arch.products @more on @array
      formats [{name = "product_i16", element = i16, sum = i32}]
      dims (m: 1 to 64, n: 1 to 64, k: 1 to 64)
      reads (a [m, k] in [@ram], b [k, n] in [@ram])
      updates (c [m, n] in [@ram])
      occupancy "m" latency "m" energy "5" {source = "assumed"}
}
