// RUN: not ridge-opt %s --ridge-print-machine=machine=tpu 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not ridge-opt %s --ridge-print-machine=machine=%t-none.mlir 2>&1 | FileCheck %s --check-prefix=NONE
// RUN: echo 'module {}' > %t-empty.mlir
// RUN: not ridge-opt %s --ridge-print-machine=machine=%t-empty.mlir 2>&1 | FileCheck %s --check-prefix=EMPTY
// RUN: echo 'arch.machine @m {clock = "1 GB", source = "assumed"} {}' > %t-bad.mlir
// RUN: not ridge-opt %s --ridge-print-machine=machine=%t-bad.mlir 2>&1 | FileCheck %s --check-prefix=BAD
// RUN: echo 'arch.machine @m {' > %t-broken.mlir
// RUN: not ridge-opt %s --ridge-print-machine=machine=%t-broken.mlir 2>&1 | FileCheck %s --check-prefix=BROKEN

// NAME: error: no machine is named 'tpu'; shipped are ara, ascend-core, edge-mx, gemmini, gemmini-16, hopper-sm, onnxim-128, qkv, systolic-128, toy, toy-levels, tpu-v1, tpu-v5e, or name a file that ends in .mlir
// NONE: error: cannot read machine file '{{.*}}-none.mlir': No such file or directory
// EMPTY: error: file '{{.*}}-empty.mlir' holds no arch.machine
// BAD: {{.*}}-bad.mlir:1:1: error: 'arch.machine' op 'clock': found "1 GB", expected a frequency
// BROKEN: {{.*}}-broken.mlir:1:18: error:
