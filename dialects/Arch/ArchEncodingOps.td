//===- ArchEncodingOps.td - instruction words --------------*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ARCH_ARCHENCODINGOPS_TD
#define RIDGE_DIALECTS_ARCH_ARCHENCODINGOPS_TD

include "dialects/Arch/ArchMachineOps.td"

def Arch_EncodingOp : Arch_PartOp<"encoding", [Symbol]> {
  let summary = "The bits of one or several instruction words";
  let description = [{
    `of` names what the words stand for, each with its code: instructions and
    paths ("dram->sram", or "dram->sram on load" where several engines join the
    two), or with `control` the words `wait`, `signal`, `loop` and `end` of all
    engines, or of `engines`. `bits` is the length of a word, `levels` are the
    loops of its address generator, outermost first, and `fields` say what each
    bit holds (docs/Machine.md). An engine without `loop` and `end` has its loops
    unrolled.

    ```mlir
    arch.encoding @clear of {clear_f32 = 2, clear_i32 = 3} {
        bits = 128, levels = ["n"], source = "assumed",
        fields = ["opcode [7:0] = code", "[39:8] = immediate(value)",
                  "[55:40] = address(c)", "[75:56] = size(n) minus 1",
                  "always stride(c, n) = 1"]}
    arch.encoding control @wait of {wait = 14} {
        bits = 64, source = "assumed",
        fields = ["opcode [7:0] = code", "[23:8] = semaphore",
                  "[55:24] = value"]}
    ```
  }];
  let arguments = !con((ins UnitAttr:$control, SymbolNameAttr:$sym_name,
                            OptionalAttr<DictionaryAttr>:$targets,
                            OptionalAttr<I64Attr>:$bits,
                            OptionalAttr<StrArrayAttr>:$levels,
                            OptionalAttr<StrArrayAttr>:$fields,
                            OptionalAttr<FlatSymbolRefArrayAttr>:$engines),
                       Arch_SourceArgs.args);
  let numbers = [{"bits", "fields"}];
  let extraClassDeclaration = numbersDeclaration;
  let assemblyFormat =
      "(`control` $control^)? $sym_name (`of` $targets^)? attr-dict";
}

#endif // RIDGE_DIALECTS_ARCH_ARCHENCODINGOPS_TD
