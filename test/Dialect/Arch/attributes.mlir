// RUN: ridge-opt %s --allow-unregistered-dialect | ridge-opt --allow-unregistered-dialect | FileCheck %s

// CHECK: "test.dim"() {a = #arch.dim<m: 1 to 4096>, b = #arch.dim<k: 128>}
"test.dim"() {a = #arch.dim<m: 1 to 4096>, b = #arch.dim<k: 128>} : () -> ()

// CHECK: "test.operand"() {
// CHECK-SAME: a = #arch.operand<a: f32 [m, k] in [@sram, @acc] broadcast immediate>
// CHECK-SAME: b = #arch.operand<b: i8 [] immediate>
// CHECK-SAME: c = #arch.operand<c: bf16 [n] in [@"odd-name"]>
"test.operand"() {
  a = #arch.operand<a: f32 [m, k] in [@sram, @acc] broadcast immediate>,
  b = #arch.operand<b: i8 [] immediate>,
  c = #arch.operand<c: bf16 [n] in [@"odd-name"]>
} : () -> ()

// CHECK: #arch.access<(d0) -> (d0 * 98304), [1, 768], (d0) -> (d0)>
"test.access"() {
  a = #arch.access<(d0) -> (d0 * 98304), [1, 768], (d0) -> (d0)>
} : () -> ()

// CHECK: #arch.immediate<1.000000e+00 : f32>
"test.immediate"() {a = #arch.immediate<1.0 : f32>} : () -> ()

// CHECK: !arch.buffer<12288 x bf16>
"test.buffer"() : () -> !arch.buffer<12288 x bf16>
