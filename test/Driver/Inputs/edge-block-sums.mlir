// edge-mx with an array that adds products of blocks as the data centre chips of
// 2025 are said to: fp8 products aligned with their scales, fp4 products in exact
// sums of 16.
arch.machine @"edge-block-sums" derives @"edge-mx" {
  arch.instruction @matmul_mxfp8 accumulate "blackwell-mxfp8" {source = "assumed"}
  arch.instruction @matmul_mxfp4 accumulate "blackwell-mxfp4" {source = "assumed"}
}
