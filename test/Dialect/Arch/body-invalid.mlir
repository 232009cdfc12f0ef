// RUN: ridge-opt %s -split-input-file -verify-diagnostics

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{does not say what it computes; add a body, does (%operand: type, ...) { ... }}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{has 2 operands and a body of 0 arguments, expected one for each}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does () {
    %a = arith.constant 0.0 : f32
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{has 2 operands and a body of 1 arguments, expected one for each}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      updates (c: f32 [n] in [@dram])
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
  // expected-error@+1 {{operand 'a' is 'f32', its body argument is 'f64'}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f64) {
    %x = arith.truncf %a : f64 to f32
    arch.yield %x : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{operand 'c' is 'f32', its body argument is 'bf16'}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      updates (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32, %c: bf16) {
    arch.yield %a : f32
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
      writes (c: bf16 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    // expected-error@+1 {{yields 'f32', the output 'c' is 'bf16'}}
    arch.yield %a : f32
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
    // expected-error@+1 {{yields 2 values, the instruction has 1 outputs}}
    arch.yield %a, %a : f32, f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{has a body that does not end in arch.yield}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    ub.unreachable
  }
}

// -----

%c = arith.constant 1.0 : f32
arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-note@+1 {{required by region isolation constraints}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    // expected-error@+1 {{using value defined outside the region}}
    arch.yield %c : f32
  }
}
