// toy with an array that adds 96 products a step.
arch.machine @"toy-steps" derives @"toy" {
  arch.instruction @matmul_f32
      dims (m: 1 to 128, n: 1 to 64, k: 1 to 480)
      accumulate "accumulate<terms=96>"
      {source = "assumed", sources = {dims = "assumed"}}
}
