// RUN: ridge-opt %s -split-input-file -verify-diagnostics

// expected-error@+1 {{does not say where 'clock' comes from; add source = "..." (or "assumed")}}
arch.machine @no_source {clock = "1 GHz"} {}

// -----

// expected-error@+1 {{has an empty source; name where its numbers come from, or write "assumed"}}
arch.machine @empty {clock = "1 GHz", source = " "} {}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // The size has one, the rest has none.
  // expected-error@+1 {{does not say where 'bandwidth' comes from}}
  arch.memory @m {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1,
      sources = {size = "data sheet"}}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{gives a source for 'width', expected one of clock, size, bandwidth, latency, alignment, banks}}
  arch.memory @m {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1,
      source = "assumed", sources = {width = "data sheet"}}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{gives 7 : i64 as the source of 'size', expected a text}}
  arch.memory @m {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1,
      source = "assumed", sources = {size = 7}}
}

// -----

arch.machine @derived derives @toy {
  // What a derived machine changes needs a source of its own.
  // expected-error@+1 {{does not say where 'in_flight' comes from}}
  arch.path @dram -> @sram {in_flight = 4}
}

// -----

arch.machine @derived derives @toy {
  // expected-error@+1 {{does not say where 'occupancy' comes from}}
  arch.instruction @matmul occupancy "m"
}

// -----

arch.machine @derived derives @toy {
  // expected-error@+1 {{does not say where 'dims' comes from}}
  arch.lanes @simple dims (n: 1 to 64)
}
