// RUN: ridge-opt %s -split-input-file -verify-diagnostics

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{does not state 'engine'; add the clause on @engine}}
  arch.instruction @f
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{does not state 'dims'; add the clause dims}}
  arch.instruction @f on @array
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{does not state 'occupancy'; add the clause occupancy "cycles"}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{does not state 'latency'; add the clause latency "cycles"}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{does not state 'energy'; add the clause energy "femtojoules"}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{has no output; add the clause writes or updates}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{refers to @cube, expected an arch.engine}}
  arch.instruction @f on @cube
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{refers to @sram, expected an arch.memory}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@sram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  // expected-note@+1 {{@array is this}}
  arch.engine @array
  // expected-error@+1 {{refers to @array, expected an arch.memory}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@array])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{has two dims named 'n'}}
  arch.instruction @f on @array
      dims (n: 1 to 64, n: 1 to 2)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{dim 'n' goes from 64 to 1, expected 1 <= low <= high}}
  arch.instruction @f on @array
      dims (n: 64 to 1)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{dim 'n' goes from 0 to 64, expected 1 <= low <= high}}
  arch.instruction @f on @array
      dims (n: 0 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{names a dim 'bits', which means something else in times; choose another name}}
  arch.instruction @f on @array
      dims (n: 1 to 64, bits: 8)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{has two operands named 'a'}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (a: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{operand 'a' names the dim 'k', expected one of n}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n, k] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{operand 'a' sits nowhere; add 'in [@memory]'}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{output 'c' is marked broadcast or immediate; only reads can be}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram] immediate)
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{output 'c' is marked broadcast or immediate; only reads can be}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram] broadcast)
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-note@+1 {{see existing symbol definition here}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
  // expected-error@+1 {{redefinition of symbol named 'f'}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}
