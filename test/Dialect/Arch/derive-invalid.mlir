// RUN: ridge-opt %s -split-input-file -verify-diagnostics

// expected-error@+1 {{derives from itself by way of @me; one machine of the circle has to stand alone}}
arch.machine @me derives @me {}

// -----

// expected-error@+1 {{derives from itself by way of @b}}
arch.machine @a derives @b {}
arch.machine @b derives @a {}

// -----

// Only the circle is at fault, not what leads into it.
arch.machine @outside derives @inside {}
// expected-error@+1 {{derives from itself by way of @inside}}
arch.machine @inside derives @inside {}

// -----

// expected-note@+1 {{@f is this}}
func.func private @f()
// expected-error@+1 {{derives @f, which is no machine}}
arch.machine @a derives @f {}

// -----

arch.machine @alone {clock = "1 GHz", source = "assumed"} {
  arch.memory @a {home, size = "1 KiB", bandwidth = "1 B/cycle",
      latency = "1 cycles", alignment = "1 B", banks = 1, source = "assumed"}
  // expected-error@+1 {{stands in a machine without a base; delete what it names instead}}
  arch.remove @a
}
