// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-print-program %s -o /dev/null

// What the translation cannot say, and what the checker finds in what it says.

isa.program @no_such_memory machine "toy" {
  // expected-error @below {{is in memory 'attic', which @toy does not have}}
  isa.buffer @x : !arch.buffer<16 x f32> in "attic" at 0 of 64 layers [0, 0]
}

// -----

isa.program @no_such_engine machine "toy" {
  // expected-error @below {{is of engine 'horse', which @toy does not have}}
  isa.queue "horse" {
  }
}

// -----

// expected-error @below {{makes a wrong program: P6: semaphore @s is waited for up to 1 and signalled 0 times}}
isa.program @never_signalled machine "toy" {
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "load" {
    isa.wait @s until affine_map<() -> (1)> layer @l
  }
}

// -----

// expected-error @below {{makes a wrong program: P5: buffer @x}}
isa.program @unaligned machine "toy" {
  isa.buffer @x : !arch.buffer<16 x f32> in "sram" at 32 of 64 layers [0, 0]
}

// -----

// expected-error @below {{touches elements 8 to 23 of @t, which has 16 per slot}}
isa.program @past_the_slot machine "toy" {
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @t : !arch.buffer<16 x f32> in "sram" at 0 of 64 layers [0, 0]
  isa.layer @l "l" kind "copy" macs 0
  isa.queue "load" {
    isa.move "dram->sram" @x to @t sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (8), [1], () -> (0)>] layer @l
  }
}
