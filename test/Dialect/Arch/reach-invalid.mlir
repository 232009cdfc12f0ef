// RUN: ridge-opt %s -split-input-file -verify-diagnostics

// In by one path, out by another.
arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @sram {size = "1 MiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  arch.path @dram -> @sram on @array {bandwidth = "1 B/cycle",
      latency = "0 cycles", burst = "1 B", in_flight = 0, setup = "0 cycles",
      source = "assumed"}
  arch.path @sram -> @dram on @array {bandwidth = "1 B/cycle",
      latency = "0 cycles", burst = "1 B", in_flight = 0, setup = "0 cycles",
      source = "assumed"}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@sram])
      writes (c: f32 [n] in [@sram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @sram {size = "1 MiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  arch.path @sram -> @dram on @array {bandwidth = "1 B/cycle",
      latency = "0 cycles", burst = "1 B", in_flight = 0, setup = "0 cycles",
      source = "assumed"}
  // expected-error@+1 {{reads 'a' in @sram, to where no path leads from home, @dram; add a path or another memory}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@sram])
      writes (c: f32 [n] in [@sram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @sram {size = "1 MiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  arch.path @dram -> @sram on @array {bandwidth = "1 B/cycle",
      latency = "0 cycles", burst = "1 B", in_flight = 0, setup = "0 cycles",
      source = "assumed"}
  // expected-error@+1 {{writes 'c' in @sram, from where no path leads home to @dram; add a path or another memory}}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@sram])
      writes (c: f32 [n] in [@sram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @sram {size = "1 MiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  arch.path @dram -> @sram on @array {bandwidth = "1 B/cycle",
      latency = "0 cycles", burst = "1 B", in_flight = 0, setup = "0 cycles",
      source = "assumed"}
  // One of the memories of an operand is enough.
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@sram])
      writes (c: f32 [n] in [@sram, @dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @sram {size = "1 MiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  arch.path @dram -> @sram on @array {bandwidth = "1 B/cycle",
      latency = "0 cycles", burst = "1 B", in_flight = 0, setup = "0 cycles",
      source = "assumed"}
  // An instruction moves data too.
  arch.instruction @copy on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@sram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
  arch.instruction @g on @array
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@sram])
      writes (c: f32 [n] in [@sram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @sram {size = "1 MiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // Nothing is read from memory, nothing has to get there.
  arch.path @sram -> @dram on @array {bandwidth = "1 B/cycle",
      latency = "0 cycles", burst = "1 B", in_flight = 0, setup = "0 cycles",
      source = "assumed"}
  arch.instruction @f on @array
      dims (n: 1 to 64)
      reads (a: f32 [] immediate)
      writes (c: f32 [n] in [@sram])
      occupancy "n" latency "n" energy "n" {source = "assumed"}
      does (%a: f32) {
    arch.yield %a : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @sram {size = "1 MiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  arch.path @dram -> @sram on @array {bandwidth = "1 B/cycle",
      latency = "0 cycles", burst = "1 B", in_flight = 0, setup = "0 cycles",
      source = "assumed"}
  // expected-error@+1 {{writes 'its result' in @sram, from where no path leads home to @dram}}
  arch.lanes @f on @array
      ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@sram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.memory @sram {size = "1 MiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  arch.path @sram -> @dram on @array {bandwidth = "1 B/cycle",
      latency = "0 cycles", burst = "1 B", in_flight = 0, setup = "0 cycles",
      source = "assumed"}
  // expected-error@+1 {{reads 'its inputs' in @sram, to where no path leads from home, @dram}}
  arch.lanes @f on @array
      ops ["arith.addf"] formats [f32]
      dims (n: 1 to 64) in [@sram]
      occupancy "n" latency "n" energy "n" {source = "assumed"}
}
