// RUN: ridge-opt --split-input-file --verify-diagnostics %s

// One case per sentence of the verifiers, named by its constraint.

// box-c1: strides
// expected-error @below {{box affine_map<(d0, d1) -> (d0, d1)> has 1 strides, expected one per result, and no symbols}}
module attributes {test.box = #ridge.box<(d0, d1) -> (d0, d1), [1]>} {
}

// -----

// box-c1: symbols
// expected-error @below {{box affine_map<(d0)[s0] -> (d0 + s0)> has 1 strides, expected one per result, and no symbols}}
module attributes {test.box = #ridge.box<(d0)[s0] -> (d0 + s0), [1]>} {
}

// -----

// box-c2: multiples
// expected-error @below {{box affine_map<(d0) -> (d0 floordiv 2)> result 0 is not a sum of multiples of different dims}}
module attributes {test.box = #ridge.box<(d0) -> (d0 floordiv 2), [1]>} {
}

// -----

// box-c2: no constant
// expected-error @below {{box affine_map<(d0) -> (d0 + 1)> result 0 is not a sum of multiples of different dims}}
module attributes {test.box = #ridge.box<(d0) -> (d0 + 1), [1]>} {
}

// -----

// choice-c1: dims
// expected-error @below {{choice of "dance" binds dim -2, expected at least -1}}
module attributes {test.choice = #ridge.choice<"dance" dims [-2] operands [] cycles 0>} {
}

// -----

// choice-c1: operands
// expected-error @below {{choice of "dance" binds operand -1, expected at least 0}}
module attributes {test.choice = #ridge.choice<"dance" dims [] operands [-1] cycles 0>} {
}

// -----

// choice-c1: cycles
// expected-error @below {{choice of "dance" takes -5 cycles, expected at least 0}}
module attributes {test.choice = #ridge.choice<"dance" dims [] operands [] cycles -5>} {
}

// -----

// format-c1
// expected-error @below {{format has 1 exponents, expected one per side of a product}}
module attributes {test.format = #ridge.format<"m" exponents [0] rule floor>} {
}

// -----

// product-c1
// expected-error @below {{formats are chosen for product -1, expected at least 0}}
module attributes {test.product = #ridge.product<-1 in <"m" exponents [0, 0] rule floor>>} {
}

// -----

// masked-c1: two dims
// expected-error @below {{masked points by row 1, column 1, ahead 0, expected two dims and all to be at least 0}}
module attributes {test.masked = #ridge.masked<row 1 column 1 ahead 0>} {
}

// -----

// masked-c1: at least 0
// expected-error @below {{masked points by row 0, column 1, ahead -1, expected two dims and all to be at least 0}}
module attributes {test.masked = #ridge.masked<row 0 column 1 ahead -1>} {
}

// -----

// stored-c1
// expected-error @below {{a codec is asked for 'inputs'; expected weights, activations or an argument as arg3}}
module attributes {test.stored = #ridge.stored<"inputs" in "transform<8>">} {
}

// -----

// stored-c1: a number
// expected-error @below {{a codec is asked for 'argument'; expected weights, activations or an argument as arg3}}
module attributes {test.stored = #ridge.stored<"argument" in "transform<8>">} {
}

// -----

// stored-c2: a codec
// expected-error @below {{}}
module attributes {test.stored = #ridge.stored<"weights" in "zip">} {
}

// -----

// stored-c2: units
// expected-error @below {{codec 'nvfp4' encodes whole runs, expected one with units of fixed size: no scale of the tensor, no block '*'}}
module attributes {test.stored = #ridge.stored<"weights" in "nvfp4">} {
}

// -----

// stored-c3
// expected-error @below {{codec 'entropy<bf16>' is said to have 0.000000e+00 bits per value, expected more than 0}}
module attributes {test.stored = #ridge.stored<"weights" in "entropy<bf16>" bits 0.0 : f64>} {
}

// -----

// Formats of products are entries of their own kind.
// expected-error @below {{ridge.formats is [3], expected an array of #ridge.product on a module}}
module attributes {ridge.formats = [3]} {
}

// -----

// They stand on a module.
// expected-error @below {{expected an array of #ridge.product on a module}}
func.func private @f(tensor<4xf32>) attributes {ridge.formats = []}

// -----

// Codecs of tensors are entries of their own kind.
// expected-error @below {{ridge.codecs is "transform<8>", expected an array of #ridge.stored on a module}}
module attributes {ridge.codecs = "transform<8>"} {
}

// -----

// Numbers of weights: a list.
// expected-error @below {{ridge.weights is 1 : i64, expected numbers of arguments on a module}}
module attributes {ridge.weights = 1 : i64} {
}

// -----

// Numbers of weights: at least 0.
// expected-error @below {{ridge.weights names argument -1, expected at least 0}}
module attributes {ridge.weights = array<i64: -1>} {
}

// -----

// Numbers of arguments: on a function.
// expected-error @below {{ridge.arguments is array<i64: 0>, expected numbers of arguments on a function}}
module attributes {ridge.arguments = array<i64: 0>} {
}

// -----

// Numbers of arguments: one per argument.
// expected-error @below {{ridge.arguments has 2 numbers, the function has 1 arguments}}
func.func private @f(tensor<4xf32>) attributes {ridge.arguments = array<i64: 0, 1>}

// -----

// A preparation prepares.
// expected-error @below {{ridge.preparation stands on a module that holds @prepare}}
module attributes {ridge.preparation} {
}

// -----

// A misspelt decision is no decision.
// expected-error @below {{'builtin.module' op has 'ridge.codec', which is no attribute of the ridge dialect}}
module attributes {ridge.codec = "transform<8>"} {
}

// -----

// Elided weights are numbered where something stands for them.
// expected-error @below {{ridge.elided is "w", expected the number of a weight on what stands for it}}
module attributes {ridge.elided = "w"} {
}

// -----

// place-c1
// expected-error @below {{place in "sram" has 0 slots, expected at least 1}}
func.func private @no_slot() attributes {a.b = #ridge.place<"sram" slots 0>}

// -----

// place-c2
// expected-error @below {{place in "sram" at -64 has 1 slots, expected an address of at least 0 and one slot}}
func.func private @kept_below_zero() attributes {a.b = #ridge.place<"sram" at -64>}

// -----

// place-c3
// expected-error @below {{place in "sram" takes turns, expected a number of at least 0, one slot and no address}}
func.func private @turns_in_two_slots() attributes {a.b = #ridge.place<"sram" slots 2 turn 0>}

// -----

// mapping-c1
// expected-error @below {{mapping has 0 storages for 1 locals}}
func.func private @no_storage() attributes {a.b = #ridge.mapping<tiles [] order [] windows [] locals [<"sram" slots 1>] storages [] instructions [] fills []>}

// -----

// mapping-c1: one place
// expected-error @below {{local 1 has storage 0, expected the first local that shares it, in one place}}
func.func private @later_storage() attributes {a.b = #ridge.mapping<tiles [] order [] windows [] locals [<"sram" slots 1>, <"sram" slots 2>] storages [0, 0] instructions [] fills []>}

// -----

// mapping-c2
// expected-error @below {{mapping has 1 fills for 0 instructions}}
func.func private @fills() attributes {a.b = #ridge.mapping<tiles [] order [] windows [] locals [] storages [] instructions [] fills [<"a" dims [] operands [] cycles 1>]>}

// -----

// A text to carry out has a name, for errors.
// expected-error @below {{ridge.mapping is the name of a file and its text, on a module}}
module attributes {ridge.mapping = ["text"]} {
}

// -----

// staging-c1
// expected-error @below {{staging of window -1 at depth 0, expected both to be at least 0}}
module attributes {test.staging = #ridge.staging<-1 in <"l2" slots 1> depth 0>} {
}

// -----

// staged_box-c1
// expected-error @below {{staged box has the size affine_map<(d0) -> (4)>, expected minima over as many counters each, and no symbols}}
module attributes {test.box = #ridge.staged_box<in <"l2" slots 1> sizes [() -> (4), (d0) -> (4)]>} {
}

// -----

// box-c3: as many as dims
// expected-error @below {{box of 1 dims has 1 starts and 1 boxes on the way, expected a start and a size in each of them per dim}}
module attributes {test.box = #ridge.box<(d0) -> (d0), [1] over [<in <"l2" slots 1> sizes []>] starts [(d0) -> (d0)]>} {
}

// -----

// box-c3: over the same counters
// expected-error @below {{box has the start affine_map<() -> (0)>, expected one number over the counters of all its loops}}
module attributes {test.box = #ridge.box<(d0) -> (d0), [1] over [<in <"l2" slots 1> sizes [(d0) -> (4)]>] starts [() -> (0)]>} {
}

// -----

// mapping-c3
// expected-error @below {{mapping has 1 steps for 2 loops}}
module attributes {test.mapping = #ridge.mapping<tiles [2] order [0, 0] steps [4] windows [] locals [] storages [] instructions [] fills []>} {
}

// -----

// A path has a length.
// expected-error @below {{ridge.critical_path is -1 : i64, expected cycles as an i64 from 0 on a function}}
func.func @f() attributes {ridge.critical_path = -1 : i64} {
  return
}
