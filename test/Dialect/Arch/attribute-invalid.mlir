// RUN: ridge-opt %s -split-input-file -verify-diagnostics

// MLIR keeps attributes it does not know; a misspelt number must not pass.

// expected-error@+1 {{has no attribute 'clok', expected one of area, base, clock, source, sources, static_power, sym_name}}
arch.machine @m {clok = "1 GHz", source = "assumed"} {}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{has no attribute 'bandwith', expected one of}}
  arch.memory @m {home, size = "1 KiB", bandwith = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
}

// -----

arch.machine @base {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{has no attribute 'depth'}}
  arch.engine @e {depth = 4}
}

// -----

arch.machine @derived derives @toy {
  // expected-error@+1 {{has no attribute 'burts'}}
  arch.path @dram -> @sram {burts = "64 B", source = "assumed"}
}

// -----

arch.machine @derived derives @toy {
  // expected-error@+1 {{has no attribute 'format'}}
  arch.instruction @matmul {format = f32}
}

// -----

arch.machine @derived derives @toy {
  // expected-error@+1 {{has no attribute 'width'}}
  arch.lanes @simple {width = 512}
}

// -----

arch.machine @derived derives @toy {
  // expected-error@+1 {{has no attribute 'why', expected one of target, to}}
  arch.remove @simple {why = "too fast"}
}

// -----

// Attributes of another dialect are that dialect's.
arch.machine @derived derives @toy {
  arch.engine @load {builtin.note = "kept"}
}
