// RUN: ridge-opt %s --split-input-file --verify-diagnostics

// What is wrong with words whatever they encode.

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{encodes nothing; name what it stands for, as in 'of {matmul = 1}'}}
  arch.encoding @w of {} {bits = 8, fields = ["[7:0] = 1"], source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{encodes a control word 'halt', expected one of wait, signal, loop, end}}
  arch.encoding control @w of {halt = 1} {bits = 8, fields = ["[7:0] = 1"], source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{gives 'add' the code "one", expected an integer, or none}}
  arch.encoding @w of {add = "one"} {bits = 8, fields = ["[7:0] = 1"], source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{gives 'add' the code -1, expected at least 0}}
  arch.encoding @w of {add = -1} {bits = 8, fields = ["[7:0] = 1"], source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{names engines; an instruction and a path have theirs already, only a control word has none}}
  arch.encoding @w of {add = 1} {bits = 8, engines = [@e], fields = ["[7:0] = 1"], source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{does not state 'bits'; a word has targets, a length and fields}}
  arch.encoding @w of {add = 1} {fields = ["[7:0] = 1"], source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{does not state 'of'; a word has targets, a length and fields}}
  arch.encoding @w {bits = 8, fields = ["[7:0] = 1"], source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{does not state 'fields'; a word has targets, a length and fields}}
  arch.encoding @w of {add = 1} {bits = 8, source = "assumed"}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{does not say where 'bits' comes from; add source =}}
  arch.encoding @w of {add = 1} {bits = 8, fields = ["[7:0] = 1"]}
}

// -----

arch.machine @m {clock = "1 GHz", source = "assumed"} {
  // expected-error@+1 {{has no attribute 'colour', expected one of}}
  arch.encoding @w of {add = 1} {bits = 8, colour = 1, fields = ["[7:0] = 1"], source = "assumed"}
}
