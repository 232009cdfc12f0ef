// RUN: ridge-opt --split-input-file --verify-diagnostics %s

// One case per sentence of the verifiers, named by its constraint.

// issue-c1: bound dims
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "vector" {
    // expected-error @below {{'isa.issue' op binds 2 dims, has 1}}
    isa.issue "simple" @twice on [@x, @x] sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        dims [0, 0] operands [0, 1] layer @l
  }
}

// -----

// issue-c1: bound operands
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "vector" {
    // expected-error @below {{'isa.issue' op binds 1 operands, has 2}}
    isa.issue "simple" @twice on [@x, @x] sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        dims [0] operands [0] layer @l
  }
}

// -----

// issue-c1: dims of the kernel
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "vector" {
    // expected-error @below {{'isa.issue' op has 2 sizes, its kernel 1 dims}}
    isa.issue "simple" @twice on [@x, @x] sizes [affine_map<() -> (16)>, affine_map<() -> (1)>]
        accesses [#arch.access<() -> (0), [1, 0], () -> (0)>, #arch.access<() -> (0), [1, 0], () -> (0)>]
        dims [0, -1] operands [0, 1] layer @l
  }
}

// -----

// issue-c1: operands of the kernel
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "vector" {
    // expected-error @below {{'isa.issue' op has 1 accesses, its kernel 2 operands}}
    isa.issue "simple" @twice on [@x] sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>]
        dims [0] operands [0] layer @l
  }
}

// -----

// issue-c1: totals
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "vector" {
    // expected-error @below {{'isa.issue' op has 2 totals, expected one per dim (1)}}
    isa.issue "simple" @twice on [@x, @x] sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        dims [0] operands [0, 1] total [64, 64] layer @l
  }
}

// -----

// issue-c1: a buffer per window
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "vector" {
    // expected-error @below {{'isa.issue' op names 1 buffers, has 2 windows}}
    isa.issue "simple" @twice on [@x] sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        dims [0] operands [0, 1] layer @l
  }
}

// -----

// issue-c2: strides
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "vector" {
    // expected-error @below {{has 2 strides, expected one per dim (1)}}
    isa.issue "simple" @twice on [@x, @x] sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1, 1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        dims [0] operands [0, 1] layer @l
  }
}

// -----

// issue-c2: maps over the counters
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "vector" {
    // expected-error @below {{needs maps with one result over the 0 counters}}
    isa.issue "simple" @twice on [@x, @x] sizes [affine_map<() -> (16)>]
        accesses [#arch.access<(t) -> (t), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        dims [0] operands [0, 1] layer @l
  }
}

// -----

// issue-c2: the output is a window
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "vector" {
    // expected-error @below {{'isa.issue' op has a constant as its output}}
    isa.issue "simple" @twice on [@x] sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.immediate<1.0 : f32>]
        dims [0] operands [0, 1] layer @l
  }
}

// -----

// issue-c3
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "vector" {
    // expected-error @below {{'isa.issue' op operand 0 is 'bf16', its kernel takes 'f32'}}
    isa.issue "simple" @twice on [@h, @x] sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        dims [0] operands [0, 1] layer @l
  }
}

// -----

// issue: the kernel exists
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "vector" {
    // expected-error @below {{'isa.issue' op refers to @thrice, which is no isa.kernel of the program}}
    isa.issue "simple" @thrice on [@x, @x] sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        dims [0] operands [0, 1] layer @l
  }
}

// -----

// issue: a semaphore is no buffer
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "vector" {
    // expected-error @below {{'isa.issue' op refers to @s, which is no isa.buffer of the program}}
    isa.issue "simple" @twice on [@x, @s] sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        dims [0] operands [0, 1] layer @l
  }
}

// -----

// move-c1
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "load" {
    // expected-error @below {{'isa.move' op has 1 accesses, expected source and target}}
    isa.move "p" @x to @x sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>] layer @l
  }
}

// -----

// move-c1: windows only
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "load" {
    // expected-error @below {{expected #arch.access}}
    isa.move "p" @x to @x sizes [affine_map<() -> (16)>]
        accesses [#arch.immediate<1.0 : f32>, #arch.access<() -> (0), [1], () -> (0)>] layer @l
  }
}

// -----

// move-c2
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "load" {
    // expected-error @below {{'isa.move' op size 0 must be a map over the 0 counters}}
    isa.move "p" @x to @x sizes [affine_map<(t) -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] layer @l
  }
}

// -----

// move-c3
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "load" {
    // expected-error @below {{'isa.move' op moves 'f32' into 'bf16'}}
    isa.move "p" @x to @h sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>] layer @l
  }
}

// -----

// wait-c1
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "load" {
    // expected-error @below {{'isa.wait' op needs a value with one result over its 0 counters}}
    isa.wait @s until affine_map<(t) -> (t)> layer @l
  }
}

// -----

// wait: the semaphore exists
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "load" {
    // expected-error @below {{'isa.wait' op refers to @x, which is no isa.semaphore of the program}}
    isa.wait @x until affine_map<() -> (1)> layer @l
  }
}

// -----

// signal: the layer exists
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.buffer @h : !arch.buffer<64 x bf16> in "dram" at 256 of 128 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.semaphore @s
  isa.queue "load" {
    // expected-error @below {{'isa.signal' op refers to @s, which is no isa.layer of the program}}
    isa.signal @s layer @s
  }
}

// -----

// move-c1: an access per list
isa.program @p machine "toy" {
  isa.buffer @table : !arch.buffer<800 x f32> in "dram" at 0 of 3200 layers [0, 0]
  isa.buffer @ids : !arch.buffer<4 x i64> in "dram" at 3200 of 64 layers [0, 0]
  isa.buffer @tile : !arch.buffer<32 x f32> in "sram" at 0 of 128 layers [0, 0]
  isa.layer @l "rows" kind "gather" macs 0
  isa.queue "load" {
    // expected-error @below {{has 2 accesses, expected source and target, and one per list of positions}}
    isa.move "dram->sram" @table at [@ids] by [8] below [100] to @tile
        sizes [affine_map<() -> (4)>, affine_map<() -> (8)>]
        accesses [#arch.access<() -> (0), [0, 1], () -> (0)>, #arch.access<() -> (0), [8, 1], () -> (0)>] layer @l
  }
}

// -----

// move-c4: a limit per list
isa.program @p machine "toy" {
  isa.buffer @table : !arch.buffer<800 x f32> in "dram" at 0 of 3200 layers [0, 0]
  isa.buffer @ids : !arch.buffer<4 x i64> in "dram" at 3200 of 64 layers [0, 0]
  isa.buffer @tile : !arch.buffer<32 x f32> in "sram" at 0 of 128 layers [0, 0]
  isa.layer @l "rows" kind "gather" macs 0
  isa.queue "load" {
    // expected-error @below {{needs a stride and a limit per list of positions}}
    isa.move "dram->sram" @table at [@ids] by [8] below [1, 2] to @tile
        sizes [affine_map<() -> (4)>, affine_map<() -> (8)>]
        accesses [#arch.access<() -> (0), [0, 1], () -> (0)>, #arch.access<() -> (0), [8, 1], () -> (0)>,
                  #arch.access<() -> (0), [1, 0], () -> (0)>] layer @l
  }
}

// -----

// move-c4: some position is legal
isa.program @p machine "toy" {
  isa.buffer @table : !arch.buffer<800 x f32> in "dram" at 0 of 3200 layers [0, 0]
  isa.buffer @ids : !arch.buffer<4 x i64> in "dram" at 3200 of 64 layers [0, 0]
  isa.buffer @tile : !arch.buffer<32 x f32> in "sram" at 0 of 128 layers [0, 0]
  isa.layer @l "rows" kind "gather" macs 0
  isa.queue "load" {
    // expected-error @below {{has a limit below 1}}
    isa.move "dram->sram" @table at [@ids] by [8] below [0] to @tile
        sizes [affine_map<() -> (4)>, affine_map<() -> (8)>]
        accesses [#arch.access<() -> (0), [0, 1], () -> (0)>, #arch.access<() -> (0), [8, 1], () -> (0)>,
                  #arch.access<() -> (0), [1, 0], () -> (0)>] layer @l
  }
}

// -----

// move-c4: lists hold integers
isa.program @p machine "toy" {
  isa.buffer @table : !arch.buffer<800 x f32> in "dram" at 0 of 3200 layers [0, 0]
  isa.buffer @ids : !arch.buffer<4 x f32> in "dram" at 3200 of 64 layers [0, 0]
  isa.buffer @tile : !arch.buffer<32 x f32> in "sram" at 0 of 128 layers [0, 0]
  isa.layer @l "rows" kind "gather" macs 0
  isa.queue "load" {
    // expected-error @below {{reads positions of type 'f32', expected integers of at least 8 bits}}
    isa.move "dram->sram" @table at [@ids] by [8] below [100] to @tile
        sizes [affine_map<() -> (4)>, affine_map<() -> (8)>]
        accesses [#arch.access<() -> (0), [0, 1], () -> (0)>, #arch.access<() -> (0), [8, 1], () -> (0)>,
                  #arch.access<() -> (0), [1, 0], () -> (0)>] layer @l
  }
}

// -----

// move-c4: lists are buffers
isa.program @p machine "toy" {
  isa.buffer @table : !arch.buffer<800 x f32> in "dram" at 0 of 3200 layers [0, 0]
  isa.buffer @ids : !arch.buffer<4 x i64> in "dram" at 3200 of 64 layers [0, 0]
  isa.buffer @tile : !arch.buffer<32 x f32> in "sram" at 0 of 128 layers [0, 0]
  isa.layer @l "rows" kind "gather" macs 0
  isa.queue "load" {
    // expected-error @below {{refers to @l, which is no isa.buffer of the program}}
    isa.move "dram->sram" @table at [@l] by [8] below [100] to @tile
        sizes [affine_map<() -> (4)>, affine_map<() -> (8)>]
        accesses [#arch.access<() -> (0), [0, 1], () -> (0)>, #arch.access<() -> (0), [8, 1], () -> (0)>,
                  #arch.access<() -> (0), [1, 0], () -> (0)>] layer @l
  }
}

// -----

// issue-c1: an output
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.queue "vector" {
    // expected-error @below {{'isa.issue' op needs an access for its output}}
    isa.issue "simple" @twice on [] sizes [affine_map<() -> (16)>]
        accesses []
        dims [0] operands [] layer @l
  }
}

// -----

// issue-c1: origins
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.queue "vector" {
    // expected-error @below {{'isa.issue' op has 2 origins, expected one per dim (1)}}
    isa.issue "simple" @twice on [@x, @x] sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        origins [affine_map<() -> (0)>, affine_map<() -> (0)>]
        dims [0] operands [0, 1] layer @l
  }
}

// -----

// issue-c2: origins
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.queue "vector" {
    // expected-error @below {{'isa.issue' op needs origins with one result over the 0 counters}}
    isa.issue "simple" @twice on [@x, @x] sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        origins [affine_map<() -> (0, 0)>]
        dims [0] operands [0, 1] layer @l
  }
}

// -----

// issue-c2: accesses
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.queue "vector" {
    // expected-error @below {{'isa.issue' op has access 3 : i64, expected #arch.access or #arch.immediate}}
    isa.issue "simple" @twice on [@x, @x] sizes [affine_map<() -> (16)>]
        accesses [3, #arch.access<() -> (0), [1], () -> (0)>]
        dims [0] operands [0, 1] layer @l
  }
}

// -----

// issue-c2: buffers are symbols
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.queue "vector" {
    // expected-error @below {{'isa.issue' op has buffer "x", expected a symbol}}
    isa.issue "simple" @twice on ["x", @x] sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        dims [0] operands [0, 1] layer @l
  }
}

// -----

// move-c4: lists are symbols
isa.program @p machine "toy" {
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.layer @l "l" kind "gather" macs 0
  isa.queue "load" {
    // expected-error @below {{'isa.move' op has list "ids", expected a symbol}}
    isa.move "p" @x at ["ids"] by [8] below [8] to @x sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [0], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>,
                  #arch.access<() -> (0), [1], () -> (0)>] layer @l
  }
}

// -----

// move-c2: counters
func.func @of_no_loop(%j: index) {
  affine.for %i = 0 to 2 {
    // expected-error @below {{'isa.move' op has a counter that is no counter of a loop}}
    isa.move "p" @x to @x counters(%j) sizes [affine_map<(j) -> (16)>]
        accesses [#arch.access<(j) -> (j), [1], (j) -> (0)>, #arch.access<(j) -> (0), [1], (j) -> (0)>] layer @l
  }
  return
}

// -----

// issue-c4
isa.program @p machine "toy" {
  isa.kernel @twice reduction [false] dims [[0], [0]] {
  ^bb0(%x: f32):
    isa.yield %x : f32
  }
  isa.buffer @x : !arch.buffer<64 x f32> in "dram" at 0 of 256 layers [0, 0]
  isa.layer @l "l" kind "map" macs 0
  isa.queue "vector" {
    // expected-error @below {{'isa.issue' op is a part and has totals, expected one of the two}}
    isa.issue "simple" @twice on [@x, @x] sizes [affine_map<() -> (16)>]
        accesses [#arch.access<() -> (0), [1], () -> (0)>, #arch.access<() -> (0), [1], () -> (0)>]
        dims [0] operands [0, 1] total [16] part layer @l
  }
}
