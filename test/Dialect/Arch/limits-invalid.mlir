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

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{states 'page_time' and no 'open_pages', expected all or none of page, page_time, open_pages}}
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle", page = "64 B",
      page_time = "30 ns", latency = "1 cycles", alignment = "1 B",
      source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{states 'turn' and no 'write_batch', expected all or none of turn, write_batch}}
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      turn = "4 cycles", latency = "1 cycles", alignment = "1 B",
      source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'requests': found 0, expected at least 1}}
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle", requests = 0,
      latency = "1 cycles", alignment = "1 B", source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'count': found 0, expected at least 1}}
  arch.engine @e x 0 {source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{does not say where 'count' comes from}}
  arch.engine @e x 2
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{stands for 65 engines, expected at most 64}}
  arch.engine @e x 65 {source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", source = "assumed"}
  arch.memory @b {size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", source = "assumed"}
  // expected-note@+1 {{@e is this}}
  arch.engine @e x 2 {source = "assumed"}
  // expected-error@+1 {{is on @e, which stands for 2 engines, expected one: transfers are not dealt to equal engines}}
  arch.path @a -> @b on @e {bandwidth = "1 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, setup = "0 cycles", source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'clock': found "2 ns", expected a frequency such as "1 GHz"}}
  arch.engine @e {clock = "2 ns", source = "assumed"}
}

// -----

// expected-error@+1 {{has clocks whose least common multiple is above 1099511627776 Hz; round them}}
arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-note@+1 {{one is "999999937 Hz"}}
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      clock = "999999937 Hz", latency = "1 cycles", alignment = "1 B",
      source = "assumed"}
}
