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

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @b {size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @load
  // expected-error@+1 {{'codecs': no codec is named 'mxfp9'; there are sparse<N:M,C>, entropy<F>, transform<BITS>, float formats and block formats}}
  arch.path @a -> @b on @load {bandwidth = "1 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, setup = "0 cycles",
      codecs = ["mxfp4", "mxfp9"], source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @b {size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @load
  // expected-error@+1 {{'codecs': "nvfp4" encodes whole runs, expected a codec with units of fixed size: no scale of the tensor, no block '*'}}
  arch.path @a -> @b on @load {bandwidth = "1 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, setup = "0 cycles",
      codecs = ["nvfp4"], source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @b {size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @load
  // expected-error@+1 {{'codecs': names "sparse<2:4, bf16>" twice}}
  arch.path @a -> @b on @load {bandwidth = "1 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, setup = "0 cycles",
      codecs = ["sparse<2:4,bf16>", "sparse<2:4, bf16>"], source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @b {size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @load
  // expected-error@+1 {{states 'codec_rate' and no 'codecs'; add the list}}
  arch.path @a -> @b on @load {bandwidth = "1 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, setup = "0 cycles",
      codec_rate = "64 B/cycle", source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @b {size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @load
  // expected-error@+1 {{'codec_rate': }}
  arch.path @a -> @b on @load {bandwidth = "1 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, setup = "0 cycles",
      codecs = ["mxfp4"], codec_rate = "4 cycles", source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @b {size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @load
  // expected-error@+1 {{does not say where 'codec_rate' comes from}}
  arch.path @a -> @b on @load {bandwidth = "1 B/cycle", latency = "0 cycles",
      burst = "1 B", in_flight = 0, setup = "0 cycles",
      codecs = ["mxfp4"], codec_rate = "4 B/cycle", sources = {bandwidth = "assumed",
      latency = "assumed", burst = "assumed", in_flight = "assumed",
      setup = "assumed"}}
}
