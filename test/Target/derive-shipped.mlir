// RUN: ridge-opt %s --ridge-print-machine -o /dev/null | FileCheck %s

// A base that is not in the file is a shipped machine.
// CHECK-LABEL: machine @half: 1000000000 Hz
// CHECK: memory @sram: 131072 B, 128 B/cycle,
// CHECK: instruction @matmul_f32 on @array
arch.machine @half derives @toy {
  arch.memory @sram {size = "128 KiB", source = "assumed"}
}

// CHECK-LABEL: machine @int8: 1000000000 Hz
// CHECK-NOT: @matmul_f32
// CHECK: memory @spad: 262144 B
arch.machine @int8 derives @"gemmini-16" {}

// A machine of the file comes first.
// CHECK-LABEL: machine @both
// CHECK: memory @mine: 4096 B
// CHECK-NOT: memory
// CHECK-LABEL: machine @systolic-128
arch.machine @both derives @"systolic-128" {}
arch.machine @"systolic-128" {clock = "1 GHz", source = "assumed"} {
  arch.memory @mine {home, size = "4 KiB", bandwidth = "1 B/cycle",
      latency = "0 cycles", alignment = "1 B", banks = 1, source = "assumed"}
}
