//===- ArchMachineOps.td - machine, memory, engine, path ---*- tablegen -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The parts of a machine besides its instructions. All of them are symbols of
// one arch.machine, quantities are strings with their unit, and each number
// names its source.
//
// Attributes are optional in ODS because a machine that derives from another
// states only what differs; the verifiers ask for the rest where a machine
// stands alone, and lib/Target verifies derived machines after merging.
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_DIALECTS_ARCH_ARCHMACHINEOPS_TD
#define RIDGE_DIALECTS_ARCH_ARCHMACHINEOPS_TD

include "dialects/Arch/ArchDialect.td"
include "mlir/IR/OpBase.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/IR/SymbolInterfaces.td"

class Arch_Op<string mnemonic, list<Trait> traits = []>
    : Op<Arch_Dialect, mnemonic, traits> {
  /// Attributes that are numbers of the hardware: each needs a source.
  string numbers = "";
  code numbersDeclaration = [{
    static ::llvm::ArrayRef<::llvm::StringRef> getNumberNames() {
      static constexpr ::llvm::StringRef names[] = {}] # numbers # [{};
      return names;
    }
  }];
  let hasVerifier = 1;
}

class Arch_PartOp<string mnemonic, list<Trait> traits = []>
    : Arch_Op<mnemonic, !listconcat([HasParent<"MachineOp">], traits)>;

def Arch_SourceArgs {
  dag args = (ins OptionalAttr<StrAttr>:$source,
                  OptionalAttr<DictionaryAttr>:$sources);
}

def Arch_PowerArgs {
  dag args = (ins OptionalAttr<AnyAttr>:$static_power,
                  OptionalAttr<AnyAttr>:$area);
}

def Arch_MachineOp : Arch_Op<"machine", [
    Symbol, SymbolTable, IsolatedFromAbove, NoTerminator, SingleBlock,
    NoRegionArguments, DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "A chip: memories, engines, paths, instructions";
  let description = [{
    Cycles in the body are those of `clock`, but for memories, engines and paths
    that state a clock of their own; instructions count those of their engine.
    `derives @base` starts from
    another machine, of this module or a shipped one: its operations are taken
    over, those of the same name are merged attribute by attribute, new ones are
    added, and `arch.remove` takes one away.

    `static_power` and `area` are those of the whole chip without what parts
    state of themselves.

    ```mlir
    arch.machine @toy {clock = "1 GHz", source = "assumed"} {
      arch.memory @dram {home, size = "8 GiB", bandwidth = "64 B/cycle",
          latency = "100 cycles", alignment = "64 B", banks = 1,
          source = "assumed"}
    }
    arch.machine @fast derives @toy attributes {clock = "2 GHz",
                                                source = "assumed"} {}
    ```
  }];
  let arguments = !con((ins SymbolNameAttr:$sym_name,
                            OptionalAttr<FlatSymbolRefAttr>:$base,
                            OptionalAttr<AnyAttr>:$clock),
                       Arch_PowerArgs.args, Arch_SourceArgs.args);
  let regions = (region SizedRegion<1>:$body);
  let numbers = [{"clock", "static_power", "area"}];
  let extraClassDeclaration = numbersDeclaration # [{
    /// True if the machine says everything itself, so that what is missing in
    /// it is missing indeed.
    bool isComplete() { return !getBaseAttr(); }
    /// The clock, if it is stated and well formed.
    std::optional<int64_t> getHertz();
  }];
  let hasCustomAssemblyFormat = 1;
  let hasRegionVerifier = 1;
}

def Arch_MemoryOp : Arch_PartOp<"memory", [Symbol]> {
  let summary = "A memory with its size and rate";
  let description = [{
    `bandwidth` is shared by all transfers that touch the memory;
    `read_bandwidth` and `write_bandwidth` by those of one direction, together
    instead of it or besides it. With `ports` a transfer has at most that part
    of each of them. `latency` runs from a request to its first byte,
    `alignment` is that of buffers. The model's arguments and results live in
    the one memory marked `home`. Its cycles are those of its own `clock`, if it
    states one.

    `banks` are equal and contiguous. With `bank_bandwidth` each has a rate of
    its own, for all transfers and instructions that touch it; without it banks
    cost no time. The last bytes of `size` may be `reserved`: no buffer goes
    there.

    Of a DRAM, `open_pages` pages of `page` bytes are open at most, each held for
    at least `page_time`; a memory moves nothing for `turn` behind each
    `write_batch` bytes that are written; and it works at `requests` requests at
    most, each for the memory's latency.

    `read_energy` and `write_energy` are spent for each byte.

    ```mlir
    arch.memory @sram {size = "256 KiB", bandwidth = "128 B/cycle",
        latency = "0 cycles", alignment = "64 B", banks = 4, source = "assumed"}
    ```
  }];
  let arguments = !con((ins SymbolNameAttr:$sym_name, UnitAttr:$home,
                            OptionalAttr<AnyAttr>:$clock,
                            OptionalAttr<AnyAttr>:$size,
                            OptionalAttr<AnyAttr>:$bandwidth,
                            OptionalAttr<AnyAttr>:$latency,
                            OptionalAttr<AnyAttr>:$alignment,
                            OptionalAttr<AnyAttr>:$banks,
                            OptionalAttr<AnyAttr>:$read_bandwidth,
                            OptionalAttr<AnyAttr>:$write_bandwidth,
                            OptionalAttr<AnyAttr>:$ports,
                            OptionalAttr<AnyAttr>:$bank_bandwidth,
                            OptionalAttr<AnyAttr>:$reserved,
                            OptionalAttr<AnyAttr>:$page,
                            OptionalAttr<AnyAttr>:$page_time,
                            OptionalAttr<AnyAttr>:$open_pages,
                            OptionalAttr<AnyAttr>:$turn,
                            OptionalAttr<AnyAttr>:$write_batch,
                            OptionalAttr<AnyAttr>:$requests,
                            OptionalAttr<AnyAttr>:$read_energy,
                            OptionalAttr<AnyAttr>:$write_energy),
                       Arch_PowerArgs.args, Arch_SourceArgs.args);
  let numbers = [{"clock", "size", "bandwidth", "latency", "alignment", "banks",
                  "read_bandwidth", "write_bandwidth", "ports",
                  "bank_bandwidth", "reserved", "page", "page_time",
                  "open_pages", "turn", "write_batch", "requests",
                  "read_energy", "write_energy",
                  "static_power", "area"}];
  let extraClassDeclaration = numbersDeclaration;
  let assemblyFormat = "$sym_name attr-dict";
}

def Arch_EngineOp : Arch_PartOp<"engine", [Symbol]> {
  let summary = "An in-order queue that executes";
  let description = [{
    Drives paths, executes instructions, or both, one after the other. At most
    `queue_depth` of its operations are begun and not complete (without it: any
    number), and each holds the engine for `issue` before it begins. It gets its
    instruction words at the rate `fetch` from a memory that holds `code` bytes of
    them (without these: they cost nothing, and all fit). Its cycles,
    and those of its instructions, are those of its own `clock`, if it states one.

    `x` and a number stand for as many equal engines, which do parts of each tile
    at the same time; each has all instructions of the one that is written. No
    path is on them.

    ```mlir
    arch.engine @array
    arch.engine @mxu x 4 {source = "assumed"}
    arch.engine @load {queue_depth = 8, issue = "2 cycles", source = "assumed"}
    ```
  }];
  let arguments = !con((ins SymbolNameAttr:$sym_name,
                            OptionalAttr<I64Attr>:$count,
                            OptionalAttr<AnyAttr>:$clock,
                            OptionalAttr<AnyAttr>:$queue_depth,
                            OptionalAttr<AnyAttr>:$issue,
                            OptionalAttr<AnyAttr>:$fetch,
                            OptionalAttr<AnyAttr>:$code),
                       Arch_PowerArgs.args, Arch_SourceArgs.args);
  let numbers = [{"count", "clock", "queue_depth", "issue", "fetch", "code",
                  "static_power", "area"}];
  let extraClassDeclaration = numbersDeclaration;
  let assemblyFormat = "$sym_name (`x` $count^)? attr-dict";
}

def Arch_PathOp : Arch_PartOp<"path",
    [DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "A way for data between two memories";
  let description = [{
    `bandwidth` is the peak of this path alone. A contiguous run moves in whole
    bursts of `burst` bytes, by requests of up to `request` bytes (without it: a
    burst), at most `in_flight` of them outstanding (0: no limit). Runs begin at
    least `row` apart. The engine is held for `setup` before the first byte, and
    `latency` comes on top of those of both memories. `energy` is spent for each
    byte on the path, `codec_energy` for each byte of values through its codecs.

    `codecs` names the codecs (`#arch.codec`) that units on this path decode when
    the source is stored so, and encode when the target is. Bandwidths of the path
    and of the memory that holds the codes count codes; `codec_rate` is the most
    that the units take or give of the values themselves, without it they are no
    limit.

    `indexed`, on a path that can be given a list of positions instead of one
    address, is the time that each position costs besides the bytes it moves.

    ```mlir
    arch.path @dram -> @sram on @load {bandwidth = "64 B/cycle",
        latency = "10 cycles", burst = "64 B", in_flight = 16,
        setup = "10 cycles", source = "assumed"}
    ```
  }];
  let arguments = !con((ins FlatSymbolRefAttr:$from, FlatSymbolRefAttr:$to,
                            OptionalAttr<FlatSymbolRefAttr>:$engine,
                            OptionalAttr<AnyAttr>:$clock,
                            OptionalAttr<AnyAttr>:$bandwidth,
                            OptionalAttr<AnyAttr>:$latency,
                            OptionalAttr<AnyAttr>:$burst,
                            OptionalAttr<AnyAttr>:$in_flight,
                            OptionalAttr<AnyAttr>:$setup,
                            OptionalAttr<AnyAttr>:$indexed,
                            OptionalAttr<StrArrayAttr>:$codecs,
                            OptionalAttr<AnyAttr>:$codec_rate,
                            OptionalAttr<AnyAttr>:$row,
                            OptionalAttr<AnyAttr>:$request,
                            OptionalAttr<AnyAttr>:$row_bytes,
                            OptionalAttr<AnyAttr>:$command_rows,
                            OptionalAttr<AnyAttr>:$commands,
                            OptionalAttr<AnyAttr>:$energy,
                            OptionalAttr<AnyAttr>:$codec_energy,
                            OptionalAttr<AnyAttr>:$area),
                       Arch_SourceArgs.args);
  let numbers = [{"clock", "bandwidth", "latency", "burst", "in_flight", "setup",
                  "indexed", "codec_rate", "row", "request", "row_bytes",
                  "command_rows", "commands", "energy", "codec_energy",
                  "area"}];
  let extraClassDeclaration = numbersDeclaration;
  let assemblyFormat = "$from `->` $to (`on` $engine^)? attr-dict";
}

def Arch_RemoveOp : Arch_PartOp<"remove"> {
  let summary = "Leaves out a part of the base machine";
  let description = [{
    In a machine that derives: takes away the memory, engine or instruction of
    that name, or the paths between two memories. What refers to it has to go
    too, or has to be changed.

    ```mlir
    arch.remove @matmul_f16
    arch.remove @dram -> @acc
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$target,
                       OptionalAttr<FlatSymbolRefAttr>:$to);
  let assemblyFormat = "$target (`->` $to^)? attr-dict";
}

#endif // RIDGE_DIALECTS_ARCH_ARCHMACHINEOPS_TD
