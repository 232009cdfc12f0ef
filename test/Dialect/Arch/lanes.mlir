// RUN: ridge-opt %s | ridge-opt | FileCheck %s
// RUN: ridge-opt %s --mlir-print-op-generic | ridge-opt | FileCheck %s

#ops = ["arith.addf", "math.exp", "ridge.identity"]

arch.machine @small {clock = "1 GHz", source = "assumed"} {
  arch.memory @m {home, size = "8 GiB", bandwidth = "64 B/cycle",
      latency = "100 cycles", alignment = "64 B", banks = 1, source = "assumed"}
  arch.engine @vector

  // CHECK:      arch.lanes @simple on @vector
  // CHECK-NEXT:   ops ["arith.addf", "math.exp", "ridge.identity"]
  // CHECK-NEXT:   formats [f32, bf16]
  // CHECK-NEXT:   dims (n: 1 to 65536)
  // CHECK-NEXT:   in [@m]
  // CHECK-NEXT:   occupancy "(n * bits) ceildiv 512"
  // CHECK-NEXT:   latency "occupancy + 10"
  // CHECK-NEXT:   energy "n * ops"
  // CHECK-NEXT:   {source = "assumed"}
  arch.lanes @simple on @vector
      ops #ops formats [f32, bf16]
      dims (n: 1 to 65536) in [@m]
      occupancy "(n * bits) ceildiv 512" latency "occupancy + 10"
      energy "n * ops" {source = "assumed"}

  // CHECK:      arch.lanes @fold on @vector reduce
  // CHECK:        dims (m: 1 to 16, n: 1 to 65536)
  arch.lanes @fold on @vector reduce
      ops ["arith.addf", "arith.maximumf"] formats [f32]
      dims (m: 1 to 16, n: 1 to 65536) in [@m]
      occupancy "m * n" latency "occupancy" energy "m * n"
      {source = "assumed"}
}

arch.machine @derived derives @small {
  // CHECK:      arch.lanes @simple{{$}}
  // CHECK-NEXT:   formats [f64]
  arch.lanes @simple formats [f64]
}
