// RUN: ridge-opt --split-input-file --verify-diagnostics %s

// One case per sentence of the verifiers, named by its constraint.

// program-c1
isa.program @p machine "toy" {
  // expected-note @below {{the first is here}}
  isa.queue "load" {
  }
  // expected-error @below {{'isa.queue' op is the second queue of engine 'load', expected one}}
  isa.queue "load" {
  }
}

// -----

// program-c2
isa.program @p machine "toy" {
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "load" {
    // expected-note @below {{signalled here}}
    isa.signal @s layer @l
  }
  isa.queue "store" {
    // expected-error @below {{'isa.signal' op signals 's', which another queue signals too}}
    isa.signal @s layer @l
  }
}

// -----

// program-c3
isa.program @p machine "toy" {
  // expected-error @below {{'func.func' op stands at the top of an isa.program, expected operations of the isa dialect}}
  func.func private @f()
}

// -----

// queue-c1: what may stand in a queue
isa.program @p machine "toy" {
  isa.queue "load" {
    // expected-error @below {{stands in a queue, expected loops, isa.issue, isa.move, isa.wait or isa.signal}}
    %c = arith.constant 1 : index
  }
}

// -----

// queue-c1: loops count from 0
isa.program @p machine "toy" {
  isa.queue "load" {
    // expected-error @below {{in a queue must count from 0 to a constant in steps of 1 and carry no values}}
    affine.for %i = 1 to 4 {
    }
  }
}

// -----

// queue-c1: loops count in steps of 1
isa.program @p machine "toy" {
  isa.queue "load" {
    // expected-error @below {{in a queue must count from 0 to a constant in steps of 1 and carry no values}}
    affine.for %i = 0 to 4 step 2 {
    }
  }
}

// -----

// kernel-c1: one list of dims per operand
isa.program @p machine "toy" {
  // expected-error @below {{'isa.kernel' op needs one list of dims per operand}}
  isa.kernel @k reduction [false] dims [0, 0] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
}

// -----

// kernel-c1: dims in range
isa.program @p machine "toy" {
  // expected-error @below {{'isa.kernel' op needs ascending dims below 1, found 1}}
  isa.kernel @k reduction [false] dims [[1], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
}

// -----

// kernel-c1: as many arguments as operands
isa.program @p machine "toy" {
  // expected-error @below {{'isa.kernel' op has 3 body arguments, expected 1, or one more for an updated output}}
  isa.kernel @k reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32, %y: f32, %z: f32):
    isa.yield %x : f32
  }
}

// -----

// kernel-c2: one value
isa.program @p machine "toy" {
  isa.kernel @k reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    // expected-error @below {{'isa.yield' op yields 2 values, expected 1}}
    isa.yield %x, %x : f32, f32
  }
}

// -----

// kernel-c2: type of an updated output
isa.program @p machine "toy" {
  isa.kernel @k reduction [true] dims [[0], []] {
  ^bb0(%x: f32, %old: f64):
    // expected-error @below {{'isa.yield' op yields 'f32', the output's old value is 'f64'}}
    isa.yield %x : f32
  }
}

// -----

// buffer-c1: one role
isa.program @p machine "toy" {
  // expected-error @below {{'isa.buffer' op is at most one of argument, result and constant}}
  isa.buffer @x : !arch.buffer<1 x f32> in "dram" at 0 of 64 layers [0, 0] argument 0 result 0 shape [1]
}

// -----

// buffer-c1: shape of what the user sees
isa.program @p machine "toy" {
  // expected-error @below {{'isa.buffer' op is an argument or result and needs its shape}}
  isa.buffer @x : !arch.buffer<1 x f32> in "dram" at 0 of 64 layers [0, 0] argument 0
}

// -----

// buffer-c1: no shape for a temporary
isa.program @p machine "toy" {
  // expected-error @below {{'isa.buffer' op has a shape, which only arguments and results have}}
  isa.buffer @x : !arch.buffer<1 x f32> in "dram" at 0 of 64 layers [0, 0] shape [1]
}

// -----

// buffer-c2: address
isa.program @p machine "toy" {
  // expected-error @below {{'isa.buffer' op has address -64, expected at least 0}}
  isa.buffer @x : !arch.buffer<1 x f32> in "dram" at -64 of 64 layers [0, 0]
}

// -----

// buffer-c2: slots
isa.program @p machine "toy" {
  // expected-error @below {{'isa.buffer' op has 0 slots, expected 1 or more}}
  isa.buffer @x : !arch.buffer<1 x f32> in "dram" at 0 slots 0 of 64 layers [0, 0]
}

// -----

// buffer-c2: layers
isa.program @p machine "toy" {
  // expected-error @below {{'isa.buffer' op needs its first and its last layer}}
  isa.buffer @x : !arch.buffer<1 x f32> in "dram" at 0 of 64 layers [2, 1]
}

// -----

// buffer-c3: room for the elements
isa.program @p machine "toy" {
  // expected-error @below {{'isa.buffer' op has slots of 64 bytes, its elements take 68}}
  isa.buffer @x : !arch.buffer<17 x f32> in "dram" at 0 of 64 layers [0, 0]
}

// -----

// buffer-c3: numbers
isa.program @p machine "toy" {
  // expected-error @below {{expected elements of an integer or float type}}
  isa.buffer @x : !arch.buffer<17 x index> in "dram" at 0 of 640 layers [0, 0]
}

// -----

// kernel-c1: the output's dims
isa.program @p machine "toy" {
  // expected-error @below {{'isa.kernel' op needs the dims of its output}}
  isa.kernel @k reduction [false] dims [] {
    %x = arith.constant 0.0 : f32
    isa.yield %x : f32
  }
}

