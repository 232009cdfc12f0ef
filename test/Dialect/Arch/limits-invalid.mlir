// RUN: ridge-opt %s -split-input-file -verify-diagnostics

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{does not state 'bandwidth'; a missing number has no default, and 'read_bandwidth' and 'write_bandwidth' stand in for it together alone}}
  arch.memory @a {home, size = "1 KiB", read_bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{states 'bank_bandwidth' and no 'banks'}}
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", bank_bandwidth = "1 B/cycle",
      source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{reserves "1 KiB" of "1024 B", which leaves nothing to programs}}
  arch.memory @a {home, size = "1024 B", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", reserved = "1 KiB",
      source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'ports': found 0, expected at least 1}}
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle", ports = 0,
      latency = "1 cycles", alignment = "1 B", source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'read_energy': found "5 pJ", expected an energy per byte such as "0.5 pJ/B" (units: fJ/B, pJ/B, nJ/B, fJ/bit, pJ/bit)}}
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", read_energy = "5 pJ",
      source = "assumed"}
}

// -----

// expected-error@+1 {{'static_power': found "5 kW", expected a power such as "150 mW" (units: uW, mW, W)}}
arch.machine @m {clock = "1 GHz", static_power = "5 kW", source = "assumed"} {}

// -----

// expected-error@+1 {{'area': found "5 m2", expected an area such as "1.5 mm2" (units: um2, mm2)}}
arch.machine @m {clock = "1 GHz", area = "5 m2", source = "assumed"} {}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'queue_depth': found 0, expected at least 1}}
  arch.engine @e {queue_depth = 0, source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{does not say where 'issue' comes from}}
  arch.engine @e {issue = "1 cycles"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{has no attribute 'depth', expected one of}}
  arch.engine @e {depth = 4, source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", source = "assumed"}
  arch.memory @b {size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", source = "assumed"}
  arch.engine @e
  // expected-error@+1 {{states 'codec_energy' and no 'codecs'}}
  arch.path @a -> @b on @e {bandwidth = "1 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, setup = "0 cycles",
      codec_energy = "1 pJ/B", source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", source = "assumed"}
  arch.engine @e
  // expected-error@+1 {{dim 'n' goes from 1 to 64 by 16, expected both limits to be multiples}}
  arch.lanes @copy on @e ops ["ridge.identity"] formats [f32]
      dims (n: 1 to 64 by 16) in [@a]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
}
