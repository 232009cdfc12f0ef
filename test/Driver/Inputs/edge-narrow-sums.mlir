// edge-mx with an array whose fp8 products are aligned to 13 bits before they
// are added, as measured on a chip of 2022.
arch.machine @"edge-narrow-sums" derives @"edge-mx" {
  arch.instruction @matmul_f8 accumulate "hopper-fp8-f32" {source = "assumed"}
}
