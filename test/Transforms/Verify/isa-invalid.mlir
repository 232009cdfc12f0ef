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
