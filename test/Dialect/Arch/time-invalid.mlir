// RUN: ridge-opt %s -split-input-file -verify-diagnostics

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{'occupancy': unknown name, found 'k' at offset 4 of 'n + k'; known names: n, bits, ops}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n + k" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{'latency': expected a number, a name or '(', found the end at offset 3}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n +" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{'energy': expected an operator or the end of the expression, found '/' at offset 2}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n / 2" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{'occupancy': expected a positive constant on the right of the division, found 'ceildiv'}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n ceildiv n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{has a negative occupancy, -9 at n = 1}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n - 10" latency "n + 10" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{has a negative energy, -36 at n = 64}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "60 - n - bits" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{has a latency of 1 below its occupancy of 2 at n = 1; results cannot be there before the engine is done taking operands}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n + 1" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // The rule holds at both ends of n, but not for the longest k.
  // expected-error@+1 {{has a latency of 65 below its occupancy of 72 at n = 1, k = 8}}
  arch.instruction @f on @array
      dims (n: 1 to 64, k: 1 to 8)
      reads (a: f32 [n, k] in [@dram])
      updates (c: f32 [n] in [@dram])
      occupancy "9 * k" latency "n + 64" energy "n" {source = "assumed"}
      does (%a: f32, %c: f32) {
    %s = arith.addf %a, %c : f32
    arch.yield %s : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // Occupancy may be spoken of in the latency, not the other way round.
  // expected-error@+1 {{'occupancy': unknown name, found 'latency' at offset 0}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "latency" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // The substitution is of whole words and keeps precedence.
  // expected-error@+1 {{has a latency of 4 below its occupancy of 130 at n = 64}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "2 * n + 2" latency "occupancy mod 7" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // Operands have 32 bits, or 8 where a comparison gives i1.
  // expected-error@+1 {{has a negative occupancy, -15 at n = 1}}
  arch.lanes @f on @array
      ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n - 2 * bits" latency "n + 64" energy "n" {source = "assumed"}
}
