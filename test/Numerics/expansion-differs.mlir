// Where LLVM 22's --arith-expand gives other codes than Ridge. When an LLVM
// changes one, this test fails and the exception can go.

// RUN: mlir-opt %s --arith-expand="include-f4e2m1=true include-f8e8m0=true" --convert-vector-to-llvm --convert-arith-to-llvm --convert-func-to-llvm --reconcile-unrealized-casts | mlir-runner -e main --entry-point-result=void --shared-libs=%llvm_lib/libmlir_c_runner_utils.so | FileCheck %s
// RUN: ridge numerics convert --format f4E2M1FN 1.25 2.5 5 -1.25 -0.1 0.75 | FileCheck %s --check-prefix=F4
// RUN: ridge numerics convert --format f8E8M0FNU 1.6 -2 | FileCheck %s --check-prefix=E8M0
// RUN: ridge numerics table f8E8M0FNU | FileCheck %s --check-prefix=LEAST

func.func @f4(%value: f32) {
  %small = arith.truncf %value : f32 to f4E2M1FN
  %bits = arith.bitcast %small : f4E2M1FN to i4
  %wide = arith.extui %bits : i4 to i64
  vector.print %wide : i64
  return
}

func.func @fromScale(%code: i8) {
  %scale = arith.bitcast %code : i8 to f8E8M0FNU
  %value = arith.extf %scale : f8E8M0FNU to f32
  vector.print %value : f32
  return
}

func.func @toScale(%value: f32) {
  %scale = arith.truncf %value : f32 to f8E8M0FNU
  %bits = arith.bitcast %scale : f8E8M0FNU to i8
  %wide = arith.extui %bits : i8 to i64
  vector.print %wide : i64
  return
}

func.func @main() {
  // Ties go up where the code below is even.
  // CHECK: {{^}}3{{$}}
  // F4: 1.25 0x2 1
  %0 = arith.constant 1.25 : f32
  call @f4(%0) : (f32) -> ()
  // CHECK-NEXT: {{^}}5{{$}}
  // F4-NEXT: 2.5 0x4 2
  %1 = arith.constant 2.5 : f32
  call @f4(%1) : (f32) -> ()
  // CHECK-NEXT: {{^}}7{{$}}
  // F4-NEXT: 5 0x6 4
  %2 = arith.constant 5.0 : f32
  call @f4(%2) : (f32) -> ()
  // CHECK-NEXT: {{^}}11{{$}}
  // F4-NEXT: -1.25 0xa -1
  %3 = arith.constant -1.25 : f32
  call @f4(%3) : (f32) -> ()

  // What rounds to zero loses its sign.
  // CHECK-NEXT: {{^}}0{{$}}
  // F4-NEXT: -0.1 0x8 -0
  %4 = arith.constant -0.1 : f32
  call @f4(%4) : (f32) -> ()

  // This tie is the same.
  // CHECK-NEXT: {{^}}2{{$}}
  // F4-NEXT: 0.75 0x2 1
  %5 = arith.constant 0.75 : f32
  call @f4(%5) : (f32) -> ()

  // The least scale is 0, not 2^-127.
  // CHECK-NEXT: {{^}}0{{$}}
  // LEAST: 0x00 5.877471754111438e-39
  %6 = arith.constant 0 : i8
  call @fromScale(%6) : (i8) -> ()

  // Scales are cut, not rounded, and negative values are taken as positive.
  // CHECK-NEXT: {{^}}127{{$}}
  // E8M0: 1.6 0x80 2
  %7 = arith.constant 1.6 : f32
  call @toScale(%7) : (f32) -> ()
  // CHECK-NEXT: {{^}}128{{$}}
  // E8M0: -2 0xff nan
  %8 = arith.constant -2.0 : f32
  call @toScale(%8) : (f32) -> ()
  return
}
