// RUN: ridge-opt %s -split-input-file -verify-diagnostics

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  arch.instruction @f
      on @array
      // expected-error@+1 {{'on' stands twice}}
      on @array
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  arch.instruction @f on @array
      // expected-error@+1 {{expected integer value}}
      dims (n: one)
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  arch.instruction @f on @array
      // expected-error@+1 {{expected '['}}
      reads (a f32 [n] in [@dram])
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  arch.instruction @f on @array
      // expected-error@+1 {{expected SSA operand}}
      does (a: f32) {}
}

// -----

// A base has its attributes before its body.
// expected-error@+1 {{expected attribute name}}
arch.machine @m { @array }
