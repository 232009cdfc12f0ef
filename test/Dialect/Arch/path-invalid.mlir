// RUN: ridge-opt %s -split-input-file -verify-diagnostics

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @b {size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  // expected-error@+1 {{has a rate but no engine that drives it; add 'on @engine'}}
  arch.path @a -> @b {bandwidth = "1 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, setup = "0 cycles", source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @b {size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  // expected-error@+1 {{refers to @load, expected an arch.engine}}
  arch.path @a -> @b on @load {bandwidth = "1 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, setup = "0 cycles", source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  // expected-note@+1 {{@b is this}}
  arch.memory @b {size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  // A memory is no engine.
  // expected-error@+1 {{refers to @b, expected an arch.engine}}
  arch.path @a -> @b on @b {bandwidth = "1 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, setup = "0 cycles", source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @load
  // expected-error@+1 {{refers to @b, expected an arch.memory}}
  arch.path @a -> @b on @load {bandwidth = "1 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, setup = "0 cycles", source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @load
  // expected-error@+1 {{refers to @b, expected an arch.memory}}
  arch.path @b -> @a on @load {bandwidth = "1 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, setup = "0 cycles", source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @load
  // expected-error@+1 {{leads from @a to itself, expected two memories}}
  arch.path @a -> @a on @load {bandwidth = "1 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, setup = "0 cycles", source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @b {size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @load
  // expected-error@+1 {{does not state 'setup'; a missing number has no default}}
  arch.path @a -> @b on @load {bandwidth = "1 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @b {size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @load
  arch.engine @other
  // expected-note@+1 {{the first is here}}
  arch.path @a -> @b on @load {bandwidth = "1 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, setup = "0 cycles", source = "assumed"}
  // On another engine it is another path.
  arch.path @a -> @b on @other {bandwidth = "1 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, setup = "0 cycles", source = "assumed"}
  // expected-error@+1 {{is stated twice on one engine}}
  arch.path @a -> @b on @load {bandwidth = "2 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, setup = "0 cycles", source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @b {size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @load
  // What a position costs is a time.
  // expected-error@+1 {{'indexed': }}
  arch.path @a -> @b on @load {bandwidth = "1 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, setup = "0 cycles", indexed = "4 B",
      source = "assumed"}
}
