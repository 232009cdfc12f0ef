// RUN: ridge-opt %s -split-input-file -verify-diagnostics

// expected-error@+1 {{does not state 'clock'; a missing number has no default}}
arch.machine @no_clock {} {}

// -----

// expected-error@+1 {{has no home memory; mark the one that holds a model's arguments and results with 'home'}}
arch.machine @no_home {clock = "1 GHz", source = "assumed"} {
  arch.memory @m {size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
}

// -----

arch.machine @two_homes {clock = "1 GHz", source = "assumed"} {
  // expected-note@+1 {{the first is here}}
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  // expected-error@+1 {{is a second home memory, expected exactly one}}
  arch.memory @b {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
}

// -----

arch.machine @two_names {clock = "1 GHz", source = "assumed"} {
  // expected-note@+1 {{see existing symbol definition here}}
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  // expected-error@+1 {{redefinition of symbol named 'a'}}
  arch.engine @a
}

// -----

// expected-note@+1 {{see existing symbol definition here}}
arch.machine @same derives @toy {}
// expected-error@+1 {{redefinition of symbol named 'same'}}
arch.machine @same derives @toy {}

// -----

arch.machine @missing {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{does not state 'alignment'; a missing number has no default}}
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", banks = 1, source = "assumed"}
}

// -----

arch.machine @stranger {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{is no part of a machine; expected arch.memory, engine, path, instruction, products, lanes, encoding or remove}}
  %c = arith.constant 1 : i32
}

// -----

// expected-error@+1 {{expects parent op 'arch.machine'}}
arch.engine @outside
