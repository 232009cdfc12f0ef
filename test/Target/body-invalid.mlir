// RUN: ridge-opt %s --ridge-print-machine -split-input-file -verify-diagnostics -o /dev/null

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    // expected-error@+1 {{'math.clampf' cannot be part of a body; expected scalar arith or math operations}}
    %x = math.clampf %a to [%a, %a] : f32
    arch.yield %x : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    // expected-error@+1 {{'arith.truncf' asks for a rounding mode other than to nearest even}}
    %x = arith.truncf %a toward_zero : f32 to bf16
    %y = arith.extf %x : bf16 to f32
    arch.yield %y : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    // expected-error@+1 {{'arith.fptosi' gives 'i65', expected a scalar of a known format}}
    %x = arith.fptosi %a : f32 to i65
    %y = arith.sitofp %x : i65 to f32
    arch.yield %y : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    // expected-error@+1 {{cannot be part of a body}}
    %y = scf.execute_region -> f32 {
      scf.yield %a : f32
    }
    arch.yield %y : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{operand 'a' is 'i65', which is no number format that Ridge knows}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: i65 [n] in [@dram])
      writes (c: i65 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: i65) {
    arch.yield %a : i65
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{lists 'f80', which is no number format that Ridge knows}}
  arch.lanes @f on @array
      ops ["arith.addf"] formats [f32, f80]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // A sum has to be updated, not written.
  // expected-error@+1 {{body is not a kernel}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32, %c: f32) {
    %s = arith.addf %a, %c : f32
    arch.yield %s : f32
  }
}
