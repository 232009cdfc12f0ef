// RUN: ridge-opt %s --split-input-file --verify-diagnostics --ridge-split-bodies

// expected-error @below {{names no machine; give the pass option 'machine' or the attribute 'ridge.machine'}}
func.func @no_machine() {
  return
}

// -----

// expected-error @below {{nosuch}}
func.func @unknown_machine() attributes {ridge.machine = "nosuch"} {
  return
}
