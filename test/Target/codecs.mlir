// RUN: ridge-opt %s --ridge-print-machine -o /dev/null | FileCheck %s

// What units on a path decode, by its proper name, and their rate: 100 GB/s at
// 1 GHz are 100 bytes a cycle.
// CHECK: machine @base
// CHECK: path dram->sram on @load: 64 B/cycle, latency 0, burst 64, in flight 16, setup 10, codec sparse<2:4,f8E4M3FN>, codec entropy<bf16>, codecs 100 B/cycle{{$}}
// CHECK: path sram->dram on @load: 64 B/cycle, latency 0, burst 64, in flight 16, setup 10{{$}}
arch.machine @base {clock = "1 GHz", source = "the base"} {
  arch.memory @dram {home, size = "1 GiB", bandwidth = "64 GB/s",
      latency = "100 ns", alignment = "64 B", banks = 1, source = "the base"}
  arch.memory @sram {size = "64 KiB", bandwidth = "128 B/cycle",
      latency = "2 cycles", alignment = "64 B", banks = 4, source = "the base"}
  arch.engine @load
  arch.path @dram -> @sram on @load {bandwidth = "64 GB/s",
      latency = "0 cycles", burst = "64 B", in_flight = 16, setup = "10 cycles",
      codecs = ["sparse<2:4, f8E4M3FN>", "entropy<bf16>"],
      codec_rate = "100 GB/s", source = "the base"}
  arch.path @sram -> @dram on @load {bandwidth = "64 GB/s",
      latency = "0 cycles", burst = "64 B", in_flight = 16,
      setup = "10 cycles", source = "the base"}
}

// The list of a derived machine replaces that of its base; the rate stays.
// CHECK: machine @other
// CHECK: path dram->sram on @load: {{.*}}, setup 10, codec mxfp4, codecs 100 B/cycle{{$}}
// CHECK: path sram->dram on @load: {{.*}}, setup 10, codec mxfp4{{$}}
arch.machine @other derives @base {
  arch.path @dram -> @sram {codecs = ["mxfp4"]}
  arch.path @sram -> @dram {codecs = ["mxfp4"]}
}

// Only the rate changes.
// CHECK: machine @slow
// CHECK: path dram->sram on @load: {{.*}}, codec entropy<bf16>, codecs 8 B/cycle{{$}}
arch.machine @slow derives @base {
  arch.path @dram -> @sram {codec_rate = "8 B/cycle", source = "assumed"}
}
