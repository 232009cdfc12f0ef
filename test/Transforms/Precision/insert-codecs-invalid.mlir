// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-insert-codecs %s

// expected-error @below {{no path of machine 'edge-mx' from its home memory decodes 'sparse<1:16,f4E2M1FN>'; its paths have '}}
module attributes {ridge.machine = "edge-mx", ridge.codecs = [#ridge.stored<"weights" in "sparse<1:16,f4E2M1FN>">]} {
  func.func @none() { return }
}

// -----

// expected-error @below {{no path of machine 'toy' from its home memory decodes 'transform<8>'; its paths have no codecs: add it to 'codecs' of a path}}
module attributes {ridge.machine = "toy", ridge.codecs = [#ridge.stored<"activations" in "transform<8>">]} {
  func.func @none() { return }
}

// -----

// expected-error @below {{a codec is asked for 'inputs'; expected weights, activations or an argument as arg3}}
module attributes {ridge.machine = "edge-mx", ridge.codecs = [#ridge.stored<"inputs" in "transform<8>">]} {
  func.func @none() { return }
}

// -----

// expected-error @below {{ridge.codecs is [{codec = "transform<8>"}], expected an array of #ridge.stored on a module}}
module attributes {ridge.machine = "edge-mx", ridge.codecs = [{codec = "transform<8>"}]} {
  func.func @none() { return }
}

// -----

// expected-error @below {{codec 'nvfp4' encodes whole runs, expected one with units of fixed size: no scale of the tensor, no block '*'}}
module attributes {ridge.machine = "edge-mx", ridge.codecs = [#ridge.stored<"weights" in "nvfp4">]} {
  func.func @none() { return }
}
