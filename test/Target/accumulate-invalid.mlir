// RUN: ridge-opt %s --ridge-print-machine -split-input-file -verify-diagnostics -o /dev/null

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{'accumulate': no model of accumulation is named 'hoper'; there are volta}}
  arch.instruction @f on @array
      dims (m: 1 to 64, n: 1 to 64, k: 1 to 64)
      reads (a: bf16 [m, k] in [@dram], b: bf16 [k, n] in [@dram])
      updates (c: f32 [m, n] in [@dram])
      accumulate "hoper"
      occupancy "m" latency "m" energy "1" {source = "assumed"}
      does (%a: bf16, %b: bf16, %c: f32) {
    %x = arith.extf %a : bf16 to f32
    %y = arith.extf %b : bf16 to f32
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %c, %p : f32
    arch.yield %s : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{'accumulate': promote is 48, expected a multiple of terms, which is 32}}
  arch.instruction @f on @array
      dims (m: 1 to 64, n: 1 to 64, k: 1 to 64)
      reads (a: bf16 [m, k] in [@dram], b: bf16 [k, n] in [@dram])
      updates (c: f32 [m, n] in [@dram])
      accumulate "accumulate<terms=32, promote=48>"
      occupancy "m" latency "m" energy "1" {source = "assumed"}
      does (%a: bf16, %b: bf16, %c: f32) {
    %x = arith.extf %a : bf16 to f32
    %y = arith.extf %b : bf16 to f32
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %c, %p : f32
    arch.yield %s : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{accumulate needs a body that adds one product of floats to its one output, acc + x * y}}
  arch.instruction @f on @array
      dims (m: 1 to 64, n: 1 to 64, k: 1 to 64)
      reads (a: bf16 [m, k] in [@dram], b: bf16 [k, n] in [@dram])
      updates (c: f32 [m, n] in [@dram])
      accumulate "hopper"
      occupancy "m" latency "m" energy "1" {source = "assumed"}
      does (%a: bf16, %b: bf16, %c: f32) {
    %x = arith.extf %a : bf16 to f32
    %y = arith.extf %b : bf16 to f32
    %p = arith.subf %x, %y : f32
    %s = arith.addf %c, %p : f32
    arch.yield %s : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{accumulate gives f16, output 0 is f32}}
  arch.instruction @f on @array
      dims (m: 1 to 64, n: 1 to 64, k: 1 to 64)
      reads (a: bf16 [m, k] in [@dram], b: bf16 [k, n] in [@dram])
      updates (c: f32 [m, n] in [@dram])
      accumulate "accumulate<hopper, result=f16>"
      occupancy "m" latency "m" energy "1" {source = "assumed"}
      does (%a: bf16, %b: bf16, %c: f32) {
    %x = arith.extf %a : bf16 to f32
    %y = arith.extf %b : bf16 to f32
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %c, %p : f32
    arch.yield %s : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{accumulate: a group of products of bf16 and bf16 spans too many bits to be exact, expected narrower formats}}
  arch.instruction @f on @array
      dims (m: 1 to 64, n: 1 to 64, k: 1 to 64)
      reads (a: bf16 [m, k] in [@dram], b: bf16 [k, n] in [@dram])
      updates (c: f32 [m, n] in [@dram])
      accumulate "blackwell-mxfp4"
      occupancy "m" latency "m" energy "1" {source = "assumed"}
      does (%a: bf16, %b: bf16, %c: f32) {
    %x = arith.extf %a : bf16 to f32
    %y = arith.extf %b : bf16 to f32
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %c, %p : f32
    arch.yield %s : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{instruction @f reduces at most 40 products an issue, expected a multiple of 16, the terms of a step of its accumulate}}
  arch.instruction @f on @array
      dims (m: 1 to 64, n: 1 to 64, k: 1 to 40)
      reads (a: bf16 [m, k] in [@dram], b: bf16 [k, n] in [@dram])
      updates (c: f32 [m, n] in [@dram])
      accumulate "hopper"
      occupancy "m" latency "m" energy "1" {source = "assumed"}
      does (%a: bf16, %b: bf16, %c: f32) {
    %x = arith.extf %a : bf16 to f32
    %y = arith.extf %b : bf16 to f32
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %c, %p : f32
    arch.yield %s : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{reduces at most 64 products an issue, expected a multiple of 128, the products between promotions of its accumulate}}
  arch.instruction @f on @array
      dims (m: 1 to 64, n: 1 to 64, k: 1 to 64)
      reads (a: bf16 [m, k] in [@dram], b: bf16 [k, n] in [@dram])
      updates (c: f32 [m, n] in [@dram])
      accumulate "accumulate<hopper, promote=128>"
      occupancy "m" latency "m" energy "1" {source = "assumed"}
      does (%a: bf16, %b: bf16, %c: f32) {
    %x = arith.extf %a : bf16 to f32
    %y = arith.extf %b : bf16 to f32
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %c, %p : f32
    arch.yield %s : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{does not say where 'accumulate' comes from}}
  arch.instruction @f on @array
      dims (m: 1 to 64, n: 1 to 64, k: 1 to 64)
      reads (a: bf16 [m, k] in [@dram], b: bf16 [k, n] in [@dram])
      updates (c: f32 [m, n] in [@dram])
      accumulate "hopper"
      occupancy "m" latency "m" energy "1" {sources = {dims = "manual", occupancy = "manual", latency = "manual", energy = "manual"}}
      does (%a: bf16, %b: bf16, %c: f32) {
    %x = arith.extf %a : bf16 to f32
    %y = arith.extf %b : bf16 to f32
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %c, %p : f32
    arch.yield %s : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{instruction @f: accumulate: group is 16, expected a divisor of the products with one scale, which are 8}}
  arch.instruction @f on @array
      dims (m: 1 to 64, n: 1 to 64, k: 1 to 64, i: 8 to 8)
      reads (a: f4E2M1FN [m, k, i] in [@dram], s: f8E8M0FNU [m, k] in [@dram],
             b: f4E2M1FN [k, i, n] in [@dram], t: f8E8M0FNU [k, n] in [@dram])
      updates (c: f32 [m, n] in [@dram])
      accumulate "blackwell-mxfp4"
      occupancy "m" latency "m" energy "1" {source = "assumed"}
      does (%a: f4E2M1FN, %s: f8E8M0FNU, %b: f4E2M1FN, %t: f8E8M0FNU,
            %c: f32) {
    %x = ridge.dequantize %a by %s : f4E2M1FN, f8E8M0FNU to f32
    %y = ridge.dequantize %b by %t : f4E2M1FN, f8E8M0FNU to f32
    %p = arith.mulf %x, %y : f32
    %r = arith.addf %c, %p : f32
    arch.yield %r : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{instruction @f: accumulate: scale=after needs steps within one block, but a step takes 32 products and a block has 16}}
  arch.instruction @f on @array
      dims (m: 1 to 64, n: 1 to 64, k: 1 to 64, i: 16 to 16)
      reads (a: f8E4M3FN [m, k, i] in [@dram], s: f8E8M0FNU [m, k] in [@dram],
             b: f8E4M3FN [k, i, n] in [@dram])
      updates (c: f32 [m, n] in [@dram])
      accumulate "accumulate<hopper-fp8-f32, scale=after>"
      occupancy "m" latency "m" energy "1" {source = "assumed"}
      does (%a: f8E4M3FN, %s: f8E8M0FNU, %b: f8E4M3FN, %c: f32) {
    %x = ridge.dequantize %a by %s : f8E4M3FN, f8E8M0FNU to f32
    %y = arith.extf %b : f8E4M3FN to f32
    %p = arith.mulf %x, %y : f32
    %r = arith.addf %c, %p : f32
    arch.yield %r : f32
  }
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{instruction @f: accumulate: expected blocks of a fixed extent, found 16 to 32}}
  arch.instruction @f on @array
      dims (m: 1 to 64, n: 1 to 64, k: 1 to 64, i: 16 to 32)
      reads (a: f4E2M1FN [m, k, i] in [@dram], s: f8E8M0FNU [m, k] in [@dram],
             b: f4E2M1FN [k, i, n] in [@dram])
      updates (c: f32 [m, n] in [@dram])
      accumulate "blackwell-mxfp4"
      occupancy "m" latency "m" energy "1" {source = "assumed"}
      does (%a: f4E2M1FN, %s: f8E8M0FNU, %b: f4E2M1FN, %c: f32) {
    %x = ridge.dequantize %a by %s : f4E2M1FN, f8E8M0FNU to f32
    %y = arith.extf %b : f4E2M1FN to f32
    %p = arith.mulf %x, %y : f32
    %r = arith.addf %c, %p : f32
    arch.yield %r : f32
  }
}

// -----

// Issues of 16 products are steps of 16: the model has to say so.
arch.machine @m {clock = "1 GHz", source = "assumed"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 B/cycle",
      latency = "9 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  arch.engine @array
  // expected-error@+1 {{instruction @f reduces at most 16 products an issue, expected a multiple of 32, the terms of a step of its accumulate}}
  arch.instruction @f on @array
      dims (m: 1 to 64, n: 1 to 64, k: 1 to 16)
      reads (a: f8E4M3FN [m, k] in [@dram], b: f8E4M3FN [k, n] in [@dram])
      updates (c: f32 [m, n] in [@dram])
      accumulate "hopper-fp8-f32"
      occupancy "m" latency "m" energy "1" {source = "assumed"}
      does (%a: f8E4M3FN, %b: f8E4M3FN, %c: f32) {
    %x = arith.extf %a : f8E4M3FN to f32
    %y = arith.extf %b : f8E4M3FN to f32
    %p = arith.mulf %x, %y : f32
    %s = arith.addf %c, %p : f32
    arch.yield %s : f32
  }
}
