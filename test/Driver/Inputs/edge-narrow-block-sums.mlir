// edge-mx with an array whose sums of blocks are so narrow that they cost accuracy.
arch.machine @"edge-narrow-block-sums" derives @"edge-mx" {
  arch.instruction @matmul_mxfp8
      accumulate "accumulate<hopper-fp8-f32, scale=after>" {source = "assumed"}
  arch.instruction @matmul_mxfp4
      accumulate "accumulate<fraction=8, terms=64, group=8, mantissa=8>"
      {source = "assumed"}
}
