// RUN: ridge-opt %s --ridge-print-machine -o /dev/null | FileCheck %s

// A family of arrays from one shipped machine: only the fold changes. OS, WS and
// IS name what stays in the array; R = C = 32.

// CHECK-LABEL: machine @ws32
// CHECK: instruction @matmul_bf16 on @array
// CHECK: occupancy k ceildiv 32 * (n ceildiv 32) * (96 + m - 2)
// CHECK-NEXT: latency k ceildiv 32 * (n ceildiv 32) * (96 + m - 2)
arch.machine @ws32 derives @"systolic-128" {
  arch.instruction @matmul_bf16
      occupancy "(k ceildiv 32) * (n ceildiv 32) * (2 * 32 + 32 + m - 2)"
      {source = "SCALE-Sim v3, weight-stationary"}
}

// CHECK-LABEL: machine @os32
// CHECK: instruction @matmul_bf16 on @array
// CHECK: occupancy m ceildiv 32 * (n ceildiv 32) * (64 + k - 2)
arch.machine @os32 derives @ws32 {
  arch.instruction @matmul_bf16
      occupancy "(m ceildiv 32) * (n ceildiv 32) * (32 + 32 + k - 2)"
      {source = "SCALE-Sim v3, output-stationary"}
}
