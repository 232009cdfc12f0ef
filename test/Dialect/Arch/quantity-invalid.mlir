// RUN: ridge-opt %s -split-input-file -verify-diagnostics

// expected-error@+1 {{'clock': found 1 : i64, expected a frequency such as "1 GHz" (units: Hz, kHz, MHz, GHz)}}
arch.machine @bare_clock {clock = 1, source = "assumed"} {}

// -----

// expected-error@+1 {{'clock': found "1 GB", expected a frequency such as "1 GHz"}}
arch.machine @clock_in_bytes {clock = "1 GB", source = "assumed"} {}

// -----

// expected-error@+1 {{'clock': found "0.5 Hz", expected a whole number of hertz}}
arch.machine @half_a_hertz {clock = "0.5 Hz", source = "assumed"} {}

// -----

// expected-error@+1 {{'clock': found "0 Hz", which comes to less than 1 Hz}}
arch.machine @stopped {clock = "0 Hz", source = "assumed"} {}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'size': found 1024 : i64, expected a size such as "64 KiB" (units: B, kB, MB, GB, KiB, MiB, GiB)}}
  arch.memory @m {home, size = 1024, bandwidth = "64 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'size': found "1KiB", expected a size}}
  arch.memory @no_space {home, size = "1KiB", bandwidth = "64 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'size': found "-1 KiB", expected a size}}
  arch.memory @negative {home, size = "-1 KiB", bandwidth = "64 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'size': found "0.3 KiB", expected a whole number of bytes}}
  arch.memory @fraction {home, size = "0.3 KiB", bandwidth = "64 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'size': found "999999999999 GiB", expected at most 1125899906842624 B}}
  arch.memory @huge {home, size = "999999999999 GiB", bandwidth = "64 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'bandwidth': found "64 GB", expected a rate such as "64 B/cycle" or "614 GB/s" (units: B/cycle, MB/s, GB/s, GiB/s)}}
  arch.memory @rate_without_time {home, size = "1 KiB", bandwidth = "64 GB",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // 999 MB/s at 1 GHz is 0.999 bytes a cycle, rounded down.
  // expected-error@+1 {{'bandwidth': found "999 MB/s", which comes to less than 1 B/cycle}}
  arch.memory @slow {home, size = "1 KiB", bandwidth = "999 MB/s",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'bandwidth': found "0.5 B/cycle", expected a whole number of bytes per cycle}}
  arch.memory @half {home, size = "1 KiB", bandwidth = "0.5 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'latency': found 100 : i64, expected a time such as "100 cycles" or "120 ns" (units: cycles, ns, us)}}
  arch.memory @m {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = 100, alignment = "1 B", banks = 1, source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'latency': found "1.5 cycles", expected a whole number of cycles}}
  arch.memory @m {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1.5 cycles", alignment = "1 B", banks = 1, source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'alignment': found "0 B", which comes to less than 1 B}}
  arch.memory @m {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "0 B", banks = 1, source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'banks': found "4", expected a bare integer of at least 0}}
  arch.memory @m {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = "4", source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'banks': found -4 : i64, expected a bare integer of at least 0}}
  arch.memory @m {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = -4, source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{'banks': found 0, expected at least 1}}
  arch.memory @m {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 0, source = "assumed"}
}

// -----

// A derived machine's numbers are checked where they stand.
arch.machine @derived derives @toy {
  // expected-error@+1 {{'size': found "1 GHz", expected a size}}
  arch.memory @sram {size = "1 GHz", source = "assumed"}
}
