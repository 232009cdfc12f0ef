// RUN: ridge-opt --split-input-file --verify-diagnostics --ridge-allocate-buffers=machine=toy %s

// 2 slots of 160000 bytes and one of 64 in a memory of 262144.
// expected-error @below {{needs 320064 bytes of @sram, which holds 262144; enlarge that memory or use a smaller model}}
func.func @too_large() {
  %h = ridge.buffer "h" {memory = "dram"} : !arch.buffer<40000 x f32>
  // expected-note @below {{the largest buffer is 't' with 320000 bytes}}
  %t = ridge.buffer "t" {memory = "sram", depth = 2 : i64} : !arch.buffer<40000 x f32>
  %s = ridge.buffer "s" {memory = "sram"} : !arch.buffer<1 x f32>
  ridge.layer "l" "copy" macs 0 {
    ridge.move %h to %t : !arch.buffer<40000 x f32> to !arch.buffer<40000 x f32> sizes [affine_map<() -> (40000)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
    ridge.move %h to %s : !arch.buffer<40000 x f32> to !arch.buffer<1 x f32> sizes [affine_map<() -> (1)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}

// -----

func.func @no_format() {
  // expected-error @below {{holds 'index', which no format describes}}
  %t = ridge.buffer "t" {memory = "sram"} : !arch.buffer<4 x index>
  %h = ridge.buffer "h" {memory = "dram"} : !arch.buffer<4 x index>
  ridge.layer "l" "copy" macs 0 {
    ridge.move %t to %t : !arch.buffer<4 x index> to !arch.buffer<4 x index> sizes [affine_map<() -> (4)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
  }
  return
}
