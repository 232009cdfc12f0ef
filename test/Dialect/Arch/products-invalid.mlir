// RUN: ridge-opt %s -split-input-file -verify-diagnostics

arch.machine @m derives @toy {
  // expected-error@+1 {{does not state 'formats'; add the clause formats [{element = bf16, sum = f32}, ...]}}
  arch.products @p occupancy "m" {source = "assumed"}
}

// -----

arch.machine @m derives @toy {
  // expected-error@+1 {{'formats': element is index, expected a number format}}
  arch.products @p formats [{element = index}] {source = "assumed"}
}

// -----

arch.machine @m derives @toy {
  // expected-error@+1 {{'formats': rate is "two", expected an integer of at least 0 that times and energies speak of}}
  arch.products @p formats [{element = bf16, rate = "two"}] {source = "assumed"}
}

// -----

arch.machine @m derives @toy {
  // expected-error@+1 {{'formats': energy is 5 : i64, expected a text}}
  arch.products @p formats [{element = bf16, energy = 5}] {source = "assumed"}
}

// -----

arch.machine @m derives @toy {
  // expected-error@+1 {{'formats': bits means something else in times; choose another word}}
  arch.products @p formats [{element = bf16, bits = 5}] {source = "assumed"}
}

// -----

arch.machine @m derives @toy {
  // expected-error@+1 {{'formats': m means something else in times; choose another word}}
  arch.products @p formats [{element = bf16, m = 5}] dims (m: 4) {source = "assumed"}
}

// -----

arch.machine @m derives @toy {
  // expected-error@+1 {{'formats': a member has neither an 'element' of a builtin format nor a 'name'}}
  arch.products @p formats [{rate = 5}] {source = "assumed"}
}

// -----

arch.machine @m derives @toy {
  // expected-error@+1 {{'formats': two members are @p_bf16}}
  arch.products @p formats [{element = bf16}, {element = bf16}] {source = "assumed"}
}

// -----

arch.machine @m derives @toy {
  // expected-error@+1 {{'formats': @x has no 'element'}}
  arch.products @p formats [{name = "x", sum = f32}] reads (a [m] in [@sram], b [m] in [@sram]) updates (c [m] in [@acc]) {source = "assumed"}
}

// -----

arch.machine @m derives @toy {
  // expected-error@+1 {{'formats': a member has no 'sum', expected the format of the accumulator}}
  arch.products @p formats [{element = bf16}] reads (a [m] in [@sram], b [m] in [@sram]) updates (c [m] in [@acc]) {source = "assumed"}
}

// -----

arch.machine @m derives @toy {
  // expected-error@+1 {{'formats': sums of f32 are bf16, expected a wider format of its kind}}
  arch.products @p formats [{element = f32, sum = bf16}] reads (a [m] in [@sram], b [m] in [@sram]) updates (c [m] in [@acc]) {source = "assumed"}
}

// -----

arch.machine @m derives @toy {
  // expected-error@+1 {{'formats': sums of i8 are f32, expected a wider format of its kind}}
  arch.products @p formats [{element = i8, sum = f32}] reads (a [m] in [@sram], b [m] in [@sram]) updates (c [m] in [@acc]) {source = "assumed"}
}

// -----

arch.machine @m derives @toy {
  // expected-error@+1 {{has 1 operands in reads, expected 2}}
  arch.products @p formats [{element = bf16, sum = f32}] reads (a [m] in [@sram]) updates (c [m] in [@acc]) {source = "assumed"}
}

// -----

arch.machine @m derives @toy {
  // expected-error@+1 {{operand 'b' is 'f32'; its format is that of each member}}
  arch.products @p formats [{element = bf16, sum = f32}] reads (a [m] in [@sram], b: f32 [m] in [@sram]) updates (c [m] in [@acc]) {source = "assumed"}
}

// -----

arch.machine @m derives @toy {
  // expected-error@+1 {{states one of 'reads' and 'updates'; a family states both or, to change another, none}}
  arch.products @p formats [{element = bf16, sum = f32}] updates (c [m] in [@acc]) {source = "assumed"}
}

// -----

arch.machine @m derives @toy {
  // expected-error@+1 {{does not say where 'formats' comes from}}
  arch.products @p formats [{element = bf16}]
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // A machine that stands alone has families that say all.
  // expected-error@+1 {{has no operands; add the clauses reads and updates}}
  arch.products @p formats [{element = bf16}] {source = "assumed"}
}

// -----

// What members are wrong in is said of them, at the family.
arch.machine @m derives @toy {
  // expected-error@+1 {{'occupancy': unknown name, found 'speed'}}
  arch.products @matmul formats [{element = bf16}] occupancy "speed * m"
      {source = "assumed"}
}

// -----

// A part that has no number format of its own is none.
arch.machine @m derives @toy {
  // expected-error@+1 {{operand 'a' is 'none', which is no number format}}
  arch.instruction @copy on @array dims (m: 4) reads (a [m] in [@sram])
      writes (c: f32 [m] in [@acc]) occupancy "m" latency "m" energy "m"
      {source = "assumed"} does (%a: none, %c: f32) {
    arch.yield %c : f32
  }
}
