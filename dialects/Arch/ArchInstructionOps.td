//===- ArchInstructionOps.td - what engines execute --------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An instruction is data: its meaning is a scalar body over iteration dims, its
// places are memories, its time and energy are expressions over the dims.
// Adding one to a machine file makes it selectable, executable and timed.
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ARCH_ARCHINSTRUCTIONOPS_TD
#define RIDGE_DIALECTS_ARCH_ARCHINSTRUCTIONOPS_TD

include "dialects/Arch/ArchInstructionAttrs.td"
include "dialects/Arch/ArchMachineOps.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

def Arch_DimArrayAttr : TypedArrayAttrBase<Arch_DimAttr, "dims">;
def Arch_OperandArrayAttr : TypedArrayAttrBase<Arch_OperandAttr, "operands">;

def Arch_TimeArgs {
  dag args = (ins OptionalAttr<StrAttr>:$occupancy, OptionalAttr<StrAttr>:$latency,
                  OptionalAttr<StrAttr>:$energy);
}

def Arch_InstructionOp : Arch_PartOp<"instruction", [
    Symbol, IsolatedFromAbove, SingleBlock,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "An instruction with meaning, places and time";
  let description = [{
    The body is evaluated at each point of the iteration space `dims`; an
    operand's element depends on the dims it names. A dim that no output names
    is a reduction, and its output is updated.

    `occupancy` (cycles until the engine takes the next instruction), `latency`
    (until the results are there) and `energy` (femtojoules) are expressions over
    the dims, `bits` (the widest operand element) and `ops` (operations of the
    body); `latency` may also speak of `occupancy`.

    `ordered`: the operands of the model's computation take the places of
    `reads` in their order. Without it two that an operation of the body
    commutes may change places, and m and n with them; on a unit that holds one
    of them still that is another mapping.

    `configuration "200 cycles" by [k]`: the engine is held that long before an
    issue if its last one with a configuration was of another instruction, or of
    another k. With `of @vtype` it writes what others write, too, and costs
    nothing where they have written the same; `of @mode is "wide"` writes a value
    there. With `drained` behind it the engine first completes what it has begun.
    Besides dims, `bits` can be named.

    `accumulate` names how the unit adds the products of one issue: a preset, or
    fields as in `"accumulate<hopper-fp8-f32, promote=128>"` (docs/Numerics.md). The
    body, which must be acc + x * y, says what is computed, the model with which
    bits. Without it each operation of the body rounds as it stands.

    ```mlir
    arch.instruction @matmul on @array
        dims (m: 1 to 4096, n: 1 to 512, k: 1 to 512)
        reads (a: f32 [m, k] in [@sram], b: f32 [k, n] in [@sram])
        updates (c: f32 [m, n] in [@acc])
        occupancy "m * (n ceildiv 16) * (k ceildiv 16)"
        latency "occupancy + 20"
        energy "m * n * k * 1000"
        {source = "assumed"}
        does (%a: f32, %b: f32, %c: f32) {
      %p = arith.mulf %a, %b : f32
      %s = arith.addf %c, %p : f32
      arch.yield %s : f32
    }
    ```
  }];
  let arguments = !con((ins SymbolNameAttr:$sym_name,
                            OptionalAttr<FlatSymbolRefAttr>:$engine,
                            OptionalAttr<Arch_DimArrayAttr>:$dims,
                            OptionalAttr<Arch_OperandArrayAttr>:$reads,
                            OptionalAttr<Arch_OperandArrayAttr>:$writes,
                            OptionalAttr<Arch_OperandArrayAttr>:$updates,
                            OptionalAttr<StrAttr>:$accumulate,
                            OptionalAttr<StrArrayAttr>:$configuration,
                            UnitAttr:$ordered),
                       Arch_TimeArgs.args, Arch_SourceArgs.args);
  let regions = (region AnyRegion:$body);
  let numbers = [{"dims", "accumulate", "configuration", "occupancy", "latency",
                  "energy"}];
  let extraClassDeclaration = numbersDeclaration # [{
    /// Inputs, then outputs: first the written ones, then the updated ones.
    ::llvm::SmallVector<OperandAttr> getInstructionOperands();
    ::llvm::SmallVector<::llvm::StringRef> getDimNames();
  }];
  let hasCustomAssemblyFormat = 1;
  let hasRegionVerifier = 1;
}

def Arch_LanesOp : Arch_PartOp<"lanes", [
    Symbol, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "Many element-wise instructions stated at once";
  let description = [{
    The engine applies any one of `ops` to elements of `formats` (and i1, for
    comparisons and selects), element by element over the one dim. Operands may
    sit in any memory of `in`; reads may stand still and may be constants in the
    instruction word. `"ridge.identity"` is the copy and the fill.

    With `unit_stride` neighbours along the last dim lie next to one another.

    With `reduce` the instruction folds: over two dims (kept, folded),
    output[kept] = op(output[kept], input[kept, folded]).

    ```mlir
    arch.lanes @valu on @vector
        ops ["arith.addf", "math.exp"] formats [f32, bf16]
        dims (n: 1 to 65536) in [@sram, @acc]
        occupancy "(n * bits) ceildiv 512" latency "occupancy + 10"
        energy "n * bits" {source = "assumed"}
    ```
  }];
  let arguments = !con((ins SymbolNameAttr:$sym_name,
                            OptionalAttr<FlatSymbolRefAttr>:$engine,
                            UnitAttr:$reduce, UnitAttr:$unit_stride,
                            OptionalAttr<StrArrayAttr>:$ops,
                            OptionalAttr<TypeArrayAttr>:$formats,
                            OptionalAttr<Arch_DimArrayAttr>:$dims,
                            OptionalAttr<FlatSymbolRefArrayAttr>:$memories,
                            OptionalAttr<StrArrayAttr>:$configuration),
                       Arch_TimeArgs.args, Arch_SourceArgs.args);
  let numbers = [{"dims", "configuration", "occupancy", "latency", "energy"}];
  let extraClassDeclaration = numbersDeclaration # [{
    ::llvm::SmallVector<::llvm::StringRef> getDimNames();
  }];
  let hasCustomAssemblyFormat = 1;
}

def Arch_ProductsOp : Arch_PartOp<"products", [Symbol]> {
  let summary = "One multiply-accumulate instruction in many formats";
  let description = [{
    Stands for an `arch.instruction` a member of `formats`, in their order:
    c += a * b, where `a` and `b` are the two `reads`, widened to the format of
    `c`, the one operand of `updates`. A member is a dictionary:

    * `element`: the format of a and b; `other`: that of b, if it is another;
    * `sum`: the format of c;
    * integers: words that `occupancy`, `latency` and `energy` speak of;
    * `occupancy`, `latency`, `energy`, `accumulate`: instead of the clause;
    * `name`: of the instruction. Without it, it is the name of the family, `_`
      and the element's format.

    All that a machine knows are the members: a machine that derives changes or
    removes each by its name, or several at once by another family, whose clauses
    change the members that are there already.

    ```mlir
    arch.products @matmul on @array
        formats [{element = bf16, sum = f32, depth = 32, cost = 800},
                 {element = i8, sum = i32, depth = 64, cost = 300} ]
        dims (m: 1 to 4096, n: 1 to 512, k: 1 to 512)
        reads (a [m, k] in [@sram], b [k, n] in [@sram])
        updates (c [m, n] in [@acc])
        occupancy "m * (n ceildiv 32) * (k ceildiv depth)"
        latency "occupancy + 20"
        energy "m * n * k * cost"
        {source = "assumed"}
    ```
  }];
  let arguments = !con((ins SymbolNameAttr:$sym_name,
                            OptionalAttr<FlatSymbolRefAttr>:$engine,
                            UnitAttr:$ordered,
                            OptionalAttr<DictArrayAttr>:$formats,
                            OptionalAttr<Arch_DimArrayAttr>:$dims,
                            OptionalAttr<Arch_OperandArrayAttr>:$reads,
                            OptionalAttr<Arch_OperandArrayAttr>:$updates,
                            OptionalAttr<StrAttr>:$accumulate,
                            OptionalAttr<StrArrayAttr>:$configuration),
                       Arch_TimeArgs.args, Arch_SourceArgs.args);
  let numbers = [{"formats", "dims", "accumulate", "configuration", "occupancy",
                  "latency", "energy"}];
  let extraClassDeclaration = numbersDeclaration # [{
    /// The name of the instruction that `member` is; empty if it has none.
    std::string getMemberName(::mlir::DictionaryAttr member);
  }];
  let hasCustomAssemblyFormat = 1;
}

def Arch_YieldOp : Op<Arch_Dialect, "yield", [
    HasParent<"InstructionOp">, Pure, Terminator, ReturnLike]> {
  let summary = "The new elements of an instruction's outputs";
  let arguments = (ins Variadic<AnyType>:$results);
  let assemblyFormat = "attr-dict ($results^ `:` type($results))?";
}

#endif // RIDGE_DIALECTS_ARCH_ARCHINSTRUCTIONOPS_TD
