// RUN: ridge-opt %s -split-input-file -verify-diagnostics

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{does not state 'engine'; add the clause on @engine}}
  arch.lanes @f
      ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{does not state 'ops'; add the clause ops}}
  arch.lanes @f on @array
      formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{does not state 'formats'; add the clause formats}}
  arch.lanes @f on @array
      ops ["arith.addf"]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{does not state 'dims'; add the clause dims}}
  arch.lanes @f on @array
      ops ["arith.addf"] formats [f32]
      in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{does not state 'memories'; add the clause in [@memory, ...]}}
  arch.lanes @f on @array
      ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64)
      occupancy "n" latency "n" energy "n" {source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{does not state 'energy'}}
  arch.lanes @f on @array
      ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" {source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{lists "arith.frobnicate", which is no scalar operation}}
  arch.lanes @f on @array
      ops ["arith.addf", "arith.frobnicate"] formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{lists "arith.constant", which is no scalar operation}}
  arch.lanes @f on @array
      ops ["arith.constant"] formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{folds with "math.exp", which does not have two operands}}
  arch.lanes @f on @array reduce
      ops ["math.exp"] formats [f32]
      dims (m: 1 to 8, n: 1 to 8) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{has 1 dims, expected 2 (kept, folded)}}
  arch.lanes @f on @array reduce
      ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{has 2 dims, expected 1}}
  arch.lanes @f on @array
      ops ["arith.addf"] formats [f32]
      dims (m: 1 to 8, n: 1 to 8) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{has an empty list of ops, formats or memories}}
  arch.lanes @f on @array
      ops ["arith.addf"] formats []
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{refers to @sram, expected an arch.memory}}
  arch.lanes @f on @array
      ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@dram, @sram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{refers to @vector, expected an arch.engine}}
  arch.lanes @f on @vector
      ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
}
