//===- IsaDialect.td - queues of instructions --------------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ISA_ISADIALECT_TD
#define RIDGE_DIALECTS_ISA_ISADIALECT_TD

include "mlir/IR/DialectBase.td"
include "mlir/IR/OpBase.td"

def Isa_Dialect : Dialect {
  let name = "isa";
  let cppNamespace = "::ridge::isa";
  let summary = "A program of a machine: queues, windows, semaphores";
  let description = [{
    What the compiler hands to the machine. An `isa.program` declares kernels
    (what is computed), buffers (where data lies), layers (what reports call the
    steps) and semaphores, and then holds one `isa.queue` per engine that has
    work. A queue runs its operations in order; `affine.for` loops count from 0
    in steps of 1 and stay loops; everything that varies is affine in the
    counters of the enclosing loops. Queues meet only at semaphores:
    `isa.signal` adds one when all earlier operations of its queue are complete,
    `isa.wait` holds its queue until the count reaches a value.

    The dialect says nothing about tiles, memories to choose or instructions to
    pick: all of that is decided (`ridge`), and nothing about the machine itself
    (`arch`). `ridge::translateToProgram` turns it into a `ridge::Program`
    without losing or adding anything.

    Double buffered loads of tiles into an array engine:

    ```mlir
    isa.queue "load" {
      affine.for %t = 0 to 4 {
        isa.wait @a.free until affine_map<(t) -> (t - 1)> counters(%t) layer @matmul
        isa.move "dram->sram" @x to @a counters(%t) sizes [affine_map<(t) -> (512)>]
            accesses [#arch.access<(t) -> (t * 512), [1], (t) -> (0)>,
                      #arch.access<(t) -> (0), [1], (t) -> (t)>] layer @matmul
        isa.signal @a.full layer @matmul
      }
    }
    ```
  }];
  let dependentDialects = ["::ridge::arch::ArchDialect",
                           "::mlir::affine::AffineDialect"];
}

class Isa_Op<string mnemonic, list<Trait> traits = []>
    : Op<Isa_Dialect, mnemonic, traits>;

#endif // RIDGE_DIALECTS_ISA_ISADIALECT_TD
