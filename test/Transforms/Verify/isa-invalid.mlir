// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-verify-stage=form=isa %s

isa.program @never machine "toy" {
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "load" {
    // expected-error @below {{waits until s has counted to 1, it is signalled 0 times}}
    isa.wait @s until affine_map<() -> (1)> layer @l
  }
}

// -----

isa.program @once_too_often machine "toy" {
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "load" {
    affine.for %i = 0 to 3 {
      isa.signal @s layer @l
    }
  }
  isa.queue "store" {
    affine.for %i = 0 to 4 {
      // expected-error @below {{waits until s has counted to 4, it is signalled 3 times}}
      isa.wait @s until affine_map<(t) -> (t + 1)> counters(%i) layer @l
    }
  }
}

// -----

// expected-error @below {{'func.func' does not belong to the isa form}}
func.func private @left_over()

// -----

isa.program @work_of_nobody machine "toy" {
  isa.kernel @copy reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "sram" at 0 of 256 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.queue "vector" {
    // expected-error @below {{has neither totals nor is it a part: bounds would not count its work}}
    isa.issue "simple" @copy on [@x, @x] sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        dims [0] operands [0, 1] layer @l
  }
}
