// An outside project finds the installed package, links it, and runs a pass.
// The one slow test of the suite: it configures and builds two programs.
//
// RUN: rm -rf %t && mkdir -p %t
// RUN: %cmake --install %obj_root --prefix %t/ridge > %t/install.log
// RUN: %cmake -S %S/Inputs/outside -B %t/build -DCMAKE_PREFIX_PATH=%t/ridge -DCMAKE_CXX_COMPILER=%cxx -DCMAKE_BUILD_TYPE=Debug > %t/configure.log
// RUN: %cmake --build %t/build > %t/build.log
// RUN: %t/build/core-user | FileCheck %s --check-prefix=CORE
// RUN: %t/build/outside-opt %s --ridge-import | FileCheck %s
// RUN: ls %t/ridge/share/ridge-0.1/machines | FileCheck %s --check-prefix=MACHINES
// RUN: ls %t/ridge/bin | FileCheck %s --check-prefix=TOOLS

// CORE: one third in bf16 is 0.333984375

// MACHINES: systolic-128.mlir

// TOOLS-DAG: ridge
// TOOLS-DAG: ridge-lsp-server
// TOOLS-DAG: ridge-opt
// TOOLS-DAG: ridge-reduce

// CHECK-LABEL: func.func @matmul
// CHECK-NOT: linalg.matmul
// CHECK: ridge.
func.func @matmul(%a: tensor<4x8xf32>, %b: tensor<8x16xf32>) -> tensor<4x16xf32> {
  %zero = arith.constant 0.0 : f32
  %empty = tensor.empty() : tensor<4x16xf32>
  %init = linalg.fill ins(%zero : f32) outs(%empty : tensor<4x16xf32>) -> tensor<4x16xf32>
  %product = linalg.matmul ins(%a, %b : tensor<4x8xf32>, tensor<8x16xf32>) outs(%init : tensor<4x16xf32>) -> tensor<4x16xf32>
  return %product : tensor<4x16xf32>
}
