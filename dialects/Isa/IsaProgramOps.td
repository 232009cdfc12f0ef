//===- IsaProgramOps.td - a program and its declarations ---*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// The idea of the family: everything that queues name is declared once, as a
// symbol of the program. Declarations carry facts, no decisions are left.
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ISA_ISAPROGRAMOPS_TD
#define RIDGE_DIALECTS_ISA_ISAPROGRAMOPS_TD

include "dialects/Arch/ArchAttrs.td"
include "dialects/Arch/ArchTypes.td"
include "dialects/Isa/IsaDialect.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Isa_ProgramOp : Isa_Op<"program", [IsolatedFromAbove, NoTerminator,
    SingleBlock, Symbol, SymbolTable]> {
  let summary = "A model as queues of one machine";
  let description = [{
    Declarations first (kernels, buffers, layers, semaphores), then the queues.
    `critical_path`: cycles that the model's dependences alone ask for on this
    machine (C-bound-4).

    * program-c1: at most one queue per engine;
    * program-c2: a semaphore is signalled in one queue only;
    * program-c3: only operations of this dialect at the top.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, StrAttr:$machine,
                       OptionalAttr<ConfinedAttr<I64Attr, [IntNonNegative]>>:$critical_path);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $sym_name `machine` $machine (`critical_path` $critical_path^)?
    attr-dict-with-keyword $body
  }];
  let hasVerifier = 1;
}

def Isa_KernelOp : Isa_Op<"kernel", [HasParent<"ProgramOp">, IsolatedFromAbove,
    Symbol, SingleBlockImplicitTerminator<"::ridge::isa::YieldOp">]> {
  let summary = "What is computed at one point";
  let description = [{
    A scalar body over an iteration space. `dims` lists for each input, then for
    the output, the dims that its address depends on; `reduction` marks the
    reduction dims. Body arguments are the input elements, followed by the old
    value of the output if it is updated. Their types are the formats.

    * kernel-c1: one list of dims per input and one for the output, dims in
      range and ascending;
    * kernel-c2: the body yields one value; an updated output has its type.

    Example, the matrix product of an int8 machine:

    ```mlir
    isa.kernel @mac reduction [false, false, true] dims [[0, 2], [1, 2], [0, 1]] {
    ^bb0(%a: i8, %b: i8, %c: i32):
      %x = arith.extsi %a : i8 to i32
      %y = arith.extsi %b : i8 to i32
      %p = arith.muli %x, %y : i32
      %s = arith.addi %c, %p : i32
      isa.yield %s : i32
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, DenseBoolArrayAttr:$reduction,
                       ArrayAttr:$dims);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $sym_name `reduction` $reduction `dims` $dims attr-dict-with-keyword $body
  }];
  let extraClassDeclaration = [{
    unsigned getNumInputs() { return getDims().size() - 1; }
    /// True if the body reads the old value of the output.
    bool updatesOutput() {
      return getBody().getNumArguments() > getNumInputs();
    }
  }];
  let hasVerifier = 1;
}

def Isa_YieldOp : Isa_Op<"yield", [HasParent<"KernelOp">, Pure, Terminator,
    ReturnLike]> {
  let summary = "Ends a kernel body";
  let arguments = (ins Variadic<AnyType>:$values);
  let builders = [OpBuilder<(ins), [{ /* nothing to do */ }]>];
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
}

def Isa_BufferOp : Isa_Op<"buffer", [HasParent<"ProgramOp">, Symbol]> {
  let summary = "A place for data";
  let description = [{
    `slots` slots of `type` in `memory`, slot s at `address + s * slot_bytes`.
    `layers` is the first and last layer, counted from 0, that uses the buffer.
    Buffers of one layer and one `turn` take turns in one place.
    At most one of: `argument` or `result_index` (with `shape`), the position of
    a model argument or result, and `value`, the data of a constant. With `codec`
    the elements are stored so: moves decode and encode.

    * buffer-c1: at most one of argument, result_index and value; shape with the
      first two only;
    * buffer-c2: address at least 0, slots at least 1, layers in order;
    * buffer-c3: slot_bytes hold the elements.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttrOf<Arch_BufferType>:$type,
                       StrAttr:$memory, I64Attr:$address,
                       DefaultValuedAttr<I64Attr, "1">:$slots,
                       I64Attr:$slot_bytes, DenseI64ArrayAttr:$layers,
                       OptionalAttr<I64Attr>:$turn,
                       OptionalAttr<I64Attr>:$argument,
                       OptionalAttr<I64Attr>:$result_index,
                       OptionalAttr<DenseI64ArrayAttr>:$shape,
                       OptionalAttr<ElementsAttr>:$value,
                       OptionalAttr<Arch_CodecAttr>:$codec);
  let assemblyFormat = [{
    $sym_name `:` $type `in` $memory `at` $address (`slots` $slots^)?
    `of` $slot_bytes `layers` $layers (`turn` $turn^)?
    (`argument` $argument^)?
    (`result` $result_index^)? (`shape` $shape^)? (`value` $value^)?
    (`codec` $codec^)? attr-dict-with-keyword
  }];
  let hasVerifier = 1;
}

def Isa_LayerOp : Isa_Op<"layer", [HasParent<"ProgramOp">, Symbol]> {
  let summary = "One step of the model, as reports show it";
  let description = [{
    Layers are numbered from 0 in order of appearance. The location is that of
    the model operation the layer stands for.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, StrAttr:$label, StrAttr:$kind,
                       I64Attr:$macs,
                       OptionalAttr<DenseI64ArrayAttr>:$skipped);
  let assemblyFormat = [{
    $sym_name $label `kind` $kind `macs` $macs (`skipped` $skipped^)?
    attr-dict-with-keyword
  }];
}

def Isa_SemaphoreOp : Isa_Op<"semaphore", [HasParent<"ProgramOp">, Symbol]> {
  let summary = "A counter that queues signal and wait for";
  let arguments = (ins SymbolNameAttr:$sym_name);
  let assemblyFormat = "$sym_name attr-dict-with-keyword";
}

def Isa_QueueOp : Isa_Op<"queue", [HasParent<"ProgramOp">, NoTerminator,
    SingleBlock, NoRegionArguments]> {
  let summary = "What one engine does, in order";
  let description = [{
    * queue-c1: only `affine.for` loops that count from a constant 0 in steps of
      1 to a constant, carry no values, and operations of queues.
  }];
  let arguments = (ins StrAttr:$engine);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$engine attr-dict-with-keyword $body";
  let hasVerifier = 1;
}

#endif // RIDGE_DIALECTS_ISA_ISAPROGRAMOPS_TD
