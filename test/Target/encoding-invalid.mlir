// RUN: ridge-opt %s --split-input-file --verify-diagnostics

// What is wrong with words of this machine.

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "100 cycles", alignment = "64 B", banks = 1, source = "assumed"}
  arch.engine @unit
  arch.lanes @add on @unit ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
  // expected-error@+1 {{encodes 'sub', which is no instruction and no path of the machine; a path is named as in "dram->sram"}}
  arch.encoding @w of {sub = 1} {bits = 8, fields = ["[7:0] = 1"], source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "100 cycles", alignment = "64 B", banks = 1, source = "assumed"}
  arch.engine @unit
  arch.lanes @add on @unit ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
  // expected-error@+1 {{refers to @other, expected an arch.engine}}
  arch.encoding control @w of {wait = 1} {bits = 8, engines = [@other], fields = ["[7:0] = 1"], source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "100 cycles", alignment = "64 B", banks = 1, source = "assumed"}
  arch.engine @unit
  arch.lanes @add on @unit ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
  // expected-error@+1 {{'bits': found 9, expected a multiple of 8 up to 65536}}
  arch.encoding control @w of {wait = 1} {bits = 9, fields = ["[7:0] = 1"], source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "100 cycles", alignment = "64 B", banks = 1, source = "assumed"}
  arch.engine @unit
  arch.lanes @add on @unit ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
  // expected-error@+1 {{field '[7:0] = 256': constant 256 does not fit into the 8 bits of field 'constant'}}
  arch.encoding control @w of {wait = 1} {bits = 32, fields = ["[7:0] = 256"], source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "100 cycles", alignment = "64 B", banks = 1, source = "assumed"}
  arch.engine @unit
  arch.lanes @add on @unit ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
  // expected-error@+1 {{fields 'semaphore' [15:8] and 'value' [20:10] overlap in bit 10}}
  arch.encoding control @w of {wait = 1} {bits = 32, fields = ["[7:0] = 1", "[15:8] = semaphore", "[20:10] = value"], source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "100 cycles", alignment = "64 B", banks = 1, source = "assumed"}
  arch.engine @unit
  arch.lanes @add on @unit ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
  // expected-error@+1 {{no field of wait holds value; add one, or 'always value = ...' if the hardware takes it as given}}
  arch.encoding control @w of {wait = 1} {bits = 32, fields = ["[7:0] = 1", "[15:8] = semaphore"], source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "100 cycles", alignment = "64 B", banks = 1, source = "assumed"}
  arch.engine @unit
  arch.lanes @add on @unit ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
  // expected-error@+1 {{'levels': 'm' runs over no dim of @add; a level is called by its dim, or by it and a number, as in 'm.0'}}
  arch.encoding @w of {add = 1} {bits = 32, levels = ["m"], fields = ["[7:0] = 1"], source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "100 cycles", alignment = "64 B", banks = 1, source = "assumed"}
  arch.engine @unit
  arch.lanes @add on @unit ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
  // expected-error@+1 {{gives engine @unit a word 'loop' and nobody gives it one 'end'}}
  arch.encoding control @w of {loop = 1} {bits = 32, levels = ["i"], fields = ["[7:0] = 1", "[31:8] = count"], source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "100 cycles", alignment = "64 B", banks = 1, source = "assumed"}
  arch.engine @unit
  arch.lanes @add on @unit ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
  // expected-error@+1 {{states no 'levels': how deep do loops nest? As in levels = ["outer", "inner"]}}
  arch.encoding control @w of {loop = 1} {bits = 32, fields = ["[7:0] = 1", "[31:8] = count"], source = "assumed"}
  arch.encoding control @x of {end = 2} {bits = 8, fields = ["[7:0] = 2"], source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "100 cycles", alignment = "64 B", banks = 1, source = "assumed"}
  arch.engine @unit
  arch.lanes @add on @unit ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
  // expected-note@+1 {{wait is encoded here}}
  arch.encoding control @w of {wait = 1} {bits = 32, fields = ["[7:0] = 1", "[15:8] = semaphore", "[31:16] = value"], source = "assumed"}
  // expected-error@+1 {{on engine @unit: words of wait and signal cannot be told apart: in no bit that both have are their constants different; give them different codes}}
  arch.encoding control @x of {signal = 1} {bits = 24, fields = ["[7:0] = 1", "[15:8] = semaphore"], source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "100 cycles", alignment = "64 B", banks = 1, source = "assumed"}
  arch.engine @unit
  arch.lanes @add on @unit ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@dram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
  // expected-note@+1 {{the first is here}}
  arch.encoding control @w of {signal = 1} {bits = 32, fields = ["[7:0] = 1", "[15:8] = semaphore"], source = "assumed"}
  // expected-error@+1 {{encodes signal a second time}}
  arch.encoding control @x of {signal = 2} {bits = 32, fields = ["[7:0] = 2", "[15:8] = semaphore"], source = "assumed"}
}

// -----

// A machine that derives gives words to what it adds, and need not know those of
// what it leaves out.
arch.machine @fewer derives @toy {
  arch.remove @fold
  arch.remove @dram -> @acc
}

// -----

arch.machine @narrow derives @toy {
  // expected-error@+1 {{field '[39:8] = count': field 'count' ends in bit 39, the word has 32}}
  arch.encoding control @loop_words {bits = 32, source = "assumed"}
}
