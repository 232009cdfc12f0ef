// RUN: ridge run %s --machine toy --check --check-stages | FileCheck %s
// RUN: ridge run %s --machine systolic-128 --check | FileCheck %s
// RUN: ridge run %s --machine toy --emit=tile | FileCheck %s --check-prefix=TILE
// RUN: ridge run %s --machine toy --emit=isa | FileCheck %s --check-prefix=ISA
// RUN: ridge run %s --machine toy --emit=program | FileCheck %s --check-prefix=PROGRAM
// RUN: %python -c "import struct; open('%t.npy', 'wb').write(b'\x93NUMPY\x01\x00' + struct.pack('<H', 118) + ('{\'descr\': \'<i8\', \'fortran_order\': False, \'shape\': (300,), }'.ljust(117) + '\n').encode() + struct.pack('<300q', *([5] * 299 + [1000])))"
// RUN: not ridge run %s --machine toy --check --inputs arg1=%t.npy --seed 1 2>&1 | FileCheck %s --check-prefix=RANGE

// 300 rows of 1000, each 64 floats, then doubled. Positions are drawn inside
// the table.

// CHECK: check passed: 19 200 elements, largest error 0
// CHECK: gather0 {{ *}}gather

// TILE: ridge.layer "gather0" "gather"
// TILE: ridge.move %{{.*}} at %{{.*}} : !arch.buffer<300 x i64> by [64] below [1000] to
// TILE: ridge.move
// TILE-NOT: ridge.compute
// TILE: ridge.layer "map1"

// ISA: isa.move "dram->sram" @arg0 at [@arg1] by [64] below [1000] to @gather0.t0
// ISA: isa.move "sram->dram" @gather0.t0 to

// PROGRAM: move @"dram->sram" layer 0
// PROGRAM-NEXT: @arg0[0 : 0, 1] at @arg1[{{.*}} : 1, 0] by 64 below 1000 -> @gather0.t0

// The model says so too; the run stops before anything is compared.
// RANGE: error: {{.*}}too large
func.func @embed(%table: tensor<1000x64xf32>, %ids: tensor<300xi64>) -> tensor<300x64xf32> {
  %limit = arith.constant 1000 : index
  %two = arith.constant 2.0 : f32
  %e = tensor.empty() : tensor<300x64xf32>
  %rows = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%ids : tensor<300xi64>) outs(%e : tensor<300x64xf32>) {
  ^bb0(%id: i64, %o: f32):
    %k = arith.index_cast %id : i64 to index
    %below = arith.cmpi slt, %k, %limit : index
    cf.assert %below, "too large"
    %j = linalg.index 1 : index
    %v = tensor.extract %table[%k, %j] : tensor<1000x64xf32>
    linalg.yield %v : f32
  } -> tensor<300x64xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%rows : tensor<300x64xf32>) outs(%e : tensor<300x64xf32>) {
  ^bb0(%a: f32, %o: f32):
    %d = arith.mulf %a, %two : f32
    linalg.yield %d : f32
  } -> tensor<300x64xf32>
  return %r : tensor<300x64xf32>
}
