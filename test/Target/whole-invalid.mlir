// RUN: ridge-opt %s --split-input-file --verify-diagnostics

// No pass is asked for: what a run would refuse is refused where a machine file
// is read.

// The step is 16 * 2^63; what comes of it would saturate.
arch.machine @overflow derives @toy attributes {source = "assumed"} {
  // expected-error@+1 {{has a latency that leaves 64 bits for n from 1 to 65536; lower a factor or the limits of the dims}}
  arch.lanes @simple latency "occupancy * 9223372036854775807 * 3 + 9223372036854775807"
      {source = "assumed"}
}

// -----

// Back within 64 bits at the end, and wrong on the way.
arch.machine @overflow derives @toy attributes {source = "assumed"} {
  // expected-error@+1 {{has an occupancy that leaves 64 bits for m from 1 to 128, n from 1 to 64, k from 1 to 64; lower}}
  arch.instruction @matmul_f32
      occupancy "(m * n * k * 99999999999999) floordiv 9999999999 + 1"
      {source = "assumed"}
}

// -----

arch.machine @overflow derives @toy attributes {source = "assumed"} {
  // expected-error@+1 {{has an energy that leaves 64 bits for m from 1 to 65536, n from 1 to 65536}}
  arch.lanes @fold energy "m * n * m * n" {source = "assumed"}
}

// -----

arch.machine @overflow derives @toy attributes {source = "assumed"} {
  // expected-error@+1 {{'energy': expected a result of 64 bits, found '*' at offset 20 of}}
  arch.lanes @simple energy "9223372036854775807 * 3 - n" {source = "assumed"}
}

// -----

// 65536 * 2^38 = 2^54 cycles; nothing takes years.
arch.machine @slow derives @toy attributes {source = "assumed"} {
  // expected-error@+1 {{has a latency of 18014398509481984 at n = 65536, expected at most 9007199254740992 cycles}}
  arch.lanes @simple latency "max(occupancy, n * 274877906944)" {source = "assumed"}
}

// -----

// Where the limits of the dims are wide, so are the times.
arch.machine @wide derives @toy attributes {source = "assumed"} {
  // expected-error@+1 {{has an occupancy that leaves 64 bits for n from 1 to 9223372036854775807}}
  arch.lanes @simple dims (n: 1 to 9223372036854775807) {source = "assumed"}
}

// -----

// ceildiv was meant.
arch.machine @nothing derives @toy attributes {source = "assumed"} {
  // expected-error@+1 {{has an occupancy of 0 at n = 1; an engine needs at least a cycle for an instruction}}
  arch.lanes @simple occupancy "(n * bits) floordiv 512" {source = "assumed"}
}

// -----

// Only where operands have 8 bits.
arch.machine @negative derives @toy attributes {source = "assumed"} {
  // expected-error@+1 {{has a negative energy, -1 at n = 1}}
  arch.lanes @simple energy "n * (bits - 9)" {source = "assumed"}
}

// -----

arch.machine @divides derives @toy attributes {source = "assumed"} {
  // expected-error@+1 {{'occupancy': expected a positive constant on the right of the division}}
  arch.lanes @simple occupancy "n ceildiv (4 - 4)" {source = "assumed"}
}

// -----

arch.machine @late derives @toy attributes {source = "assumed"} {
  // expected-error@+1 {{'latency': found "9000000000 us", expected at most 1099511627776 cycles}}
  arch.memory @dram {latency = "9000000000 us", source = "assumed"}
}

// -----

arch.machine @wide derives @toy attributes {source = "assumed"} {
  // expected-error@+1 {{'in_flight': found 9000000000000000000 : i64, expected at most 1099511627776}}
  arch.path @dram -> @sram {in_flight = 9000000000000000000, source = "assumed"}
}

// -----

arch.machine @wide derives @toy attributes {source = "assumed"} {
  // expected-error@+1 {{'banks': found 18446744073709551616 : i128, expected at most 1099511627776}}
  arch.memory @sram {banks = 18446744073709551616 : i128, source = "assumed"}
}

// -----

// expected-error@+1 {{derives @nothing, which is no machine of this file and none of the shipped ones}}
arch.machine @orphan derives @nothing {}

// -----

arch.machine @remove derives @toy {
  // expected-error@+1 {{names @fast, which the base does not have}}
  arch.remove @fast
}

// -----

arch.machine @accumulate derives @toy {
  // expected-error@+1 {{reduces at most 64 products an issue, expected a multiple of 48}}
  arch.instruction @matmul_f16 accumulate "accumulate<terms=48>"
      {source = "assumed"}
}

// -----

// A name that says too little is refused with what says it.
arch.machine @former derives @toy {
  // expected-error@+1 {{'accumulate': the preset 'hopper-fp8' has a clearer name now: 'hopper-fp8-f32', or 'hopper-fp8-f16' where results are f16}}
  arch.instruction @matmul_f16 accumulate "hopper-fp8" {source = "assumed"}
}

// -----

arch.machine @banks derives @toy {
  // expected-error@+1 {{machine @banks: memory @sram has 262144 bytes, which do not divide into 3 equal banks}}
  arch.memory @sram {banks = 3, source = "assumed"}
}

// -----

// The machine is right; what its base says is checked once, where it stands.
arch.machine @base derives @toy {
  // expected-error@+1 {{machine @base: memory @sram has 262144 bytes, which do not divide into 3 equal banks}}
  arch.memory @sram {banks = 3, source = "assumed"}
}
arch.machine @top derives @base {}

// -----

arch.machine @body {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 MiB", bandwidth = "64 B/cycle",
      latency = "1 cycles", alignment = "1 B", source = "assumed"}
  arch.engine @core
  arch.instruction @load on @core
      dims (n: 1 to 64)
      reads (a: f32 [n] in [@dram])
      writes (c: f32 [n] in [@dram])
      occupancy "n" latency "n" energy "n"
      {source = "assumed"}
      does (%a: f32) {
    // expected-error@+1 {{'math.clampf' cannot be part of a body; expected scalar arith or math operations}}
    %x = math.clampf %a to [%a, %a] : f32
    arch.yield %x : f32
  }
}
