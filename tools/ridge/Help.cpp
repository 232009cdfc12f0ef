//===- Help.cpp - what ridge --help says ----------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"

static constexpr llvm::StringLiteral help =
    R"(ridge: how fast a model is on a machine, why, and whether the answer holds

  ridge run MODEL --machine NAME|FILE [options]
      Compiles MODEL (linalg on tensors, in a .mlir file) for the machine,
      bounds, estimates and simulates it, and prints one page.

      --machine NAME|FILE  a shipped machine, or a machine file (.mlir)
      --check              execute the program on data and compare with the model
      --check-stages       and the IR after each pass, to find the wrong one
      --inputs FILE        values of arguments: FILE.safetensors with tensors
                           arg0, arg1, ...; or argN=FILE.npy (may be repeated)
      --input-names FILE   other names: lines of "INDEX NAME"
      --seed N             draw arguments that no file gives (default 0)
      --function NAME      the function to run, public or private (default: the
                           only public one); what it calls is inlined
      --dim NAME=SIZE      the size of a dim that the file leaves open ('?'):
                           arg0.1 is dim 1 of argument 0, any other name all
                           that are not named so (may be repeated)
      --draw-elided        draw values for weights that the file leaves out
                           (dense_resource<__elided__>), as for arguments
      --accumulate-wider   products that sum in less than f32 or i32 do so in
                           these and are converted once at the end
      --outputs PATH       write what the program computes: result0, result1, ...
                           in a .safetensors file, or a directory of .npy files
      --reference-outputs PATH
                           the same of what the model gives
      --error-budget DB    choose a format for each product: the fastest program
                           whose results keep a signal to noise ratio of DB
      --minimize WHAT      time (default), or energy: the program that needs the
                           least within the budget
      --formats FILE       formats as an earlier run's --json has them
      --codec T=CODEC      tensors T (weights, activations, or an argument as
                           arg3) lie encoded in the home memory, and paths that
                           have the codec decode and encode (may be repeated)
      --weights LIST       arguments that hold weights, as 2,5-8: converted ahead
                           of time (default: second operands of products)
      --narrow-logits      change products whose sums are results, too
      --pareto FILE        the choices tried as a picture (SVG)
      --json FILE          the page as a JSON document ("-": standard output)
      --report FILE        the page for a browser: one HTML file with roofline,
                           layers, units, timeline, memory and mappings
      --trace FILE         what every engine does when, for ui.perfetto.dev
      --emit=STAGE         print the IR of a stage instead: tensor, typed, tile,
                           placed, selected, isa; or the mappings of all groups
                           (mapping), or the program (program)
      --mapping FILE       mappings of groups to carry out, as --emit=mapping prints
                           them; the other groups are searched
      --remarks            what the passes decided and why, on standard error
      --progress           say what is going on when it takes over two seconds
      --timing             what the run itself took, step by step, on the page and
                           in the document (which then differ from run to run)

  ridge compare BEFORE.json AFTER.json [--report FILE] [--json FILE]
      Two runs side by side, from the documents that --json wrote: totals, bytes
      by path, each layer with its time, bound, instruction, formats and tile,
      the greatest difference first, and numbers of the machines that differ.

  ridge import MODEL -o FILE.mlir [--weights FILE.safetensors] [options]
      Reads a model (.mlir with linalg or TOSA; .onnx and .pt2 by way of Python
      and torch-mlir, RIDGE_PYTHON names the interpreter) and writes it as linalg
      whose weights are arguments with names. `ridge run FILE.mlir --inputs
      FILE.safetensors --seed 0` takes them from the other file.

      --dim NAME=SIZE, --function NAME, --accumulate-wider
                           as above; names of dims are those of the file, where
                           it has some

  ridge whatif MODEL... --machine NAME|FILE --edit EDIT [--edit EDIT ...]
      What changes of the machine are worth, and why: compiles and simulates the
      models on it and on each variant, all in one process. EDIT is
      PART.ATTRIBUTE=VALUE as in machine files, several of one variant with ';'
      between them; or parts of a machine file ("arch.remove @fold"); or a .mlir
      file of parts, or of machines that derive, each of which is a variant.

      --jobs N             how many variants at a time (default: one a core)
      --json FILE          the same as a document; "-" is standard output
      --report FILE        a page for a browser: the variants over time, energy
                           and area with their front, and the table
      --dim NAME=SIZE, --function NAME, --draw-elided, --accumulate-wider
                           as above

  ridge sensitivity MODEL --machine NAME|FILE [options]
      For every number of the machine by how many percent time and energy change
      for one percent of it, from compiling and simulating again, and what part
      of the time its part has on the critical chain.

      --number PREFIX      these alone: sram.size, "dram->sram", matmul_i8 (may
                           be repeated)
      --step PERCENT       how much larger and smaller (default 10)
      --report FILE        a page for a browser
      --jobs N, --json FILE, --dim NAME=SIZE, --function NAME, --draw-elided,
      --accumulate-wider   as above

  ridge find MODEL --machine NAME|FILE --number PART.ATTRIBUTE --from VALUE
             --to VALUE --until PROPERTY
      The least value of a number at which a property holds (or the greatest, if
      it ends to hold), in steps of the last digit of --from.

      --until PROPERTY     runs; bound-by=engine, bound-by=memory @dram; or a
                           figure: cycles<=N, speedup>=X, and bound, seconds,
                           energy (joules), area (mm2)
      --jobs N, --json FILE, --dim NAME=SIZE, --function NAME, --draw-elided,
      --accumulate-wider   as above

  ridge explain MODEL --machine NAME|FILE [--layer NAME]
      For each layer where its time goes, its mapping, why this instruction,
      these tiles and memories and this group, and what parts of the machine,
      twice as good, would change it.

      --layer NAME         that one alone, as the page of a run calls it
      --jobs N, --json FILE, --dim NAME=SIZE, --function NAME, --draw-elided,
      --accumulate-wider   as above

  ridge sweep SPEC.json [--workers N] [--ray ADDRESS|local] [--figures LIST]
              [--report FILE]
  ridge zoo [NAME [SIZE=VALUE ...] [-o FILE.mlir]]
  ridge from-scalesim|from-timeloop|from-zigzag FILE FILE [FILE] -o NAME
      Many machines, models and options, kept as they come; workloads of today at
      any size; files of other tools as a machine and a model. The package of
      Python carries these out (RIDGE_PYTHON names the interpreter); `ridge VERB
      --help` says more.

  ridge bound|estimate|simulate|execute PROGRAM --machine NAME|FILE [options]
      The same for a program in text form, as --emit=program prints it, whoever
      made it: a time that no order of its work beats; the analytic estimate;
      the page of a simulation; its values, and whether semaphores order them.

      --json FILE          a JSON document ("-": standard output)
      --trace FILE         of simulate: as above
      --inputs FILE, --seed N, --outputs PATH
                           of execute: as above

  ridge assemble PROGRAM|MODEL --machine NAME|FILE [-o FILE] [--list]
      The words of a program in text form, or of a model compiled to one, as
      the machine file states them (arch.encoding), in a file of their own, and
      how many bytes each engine fetches them from.

      --list               every word with its bits and fields
      --dim NAME=SIZE, --function NAME, --draw-elided, --accumulate-wider
                           of a model: as above

  ridge disassemble FILE --machine NAME|FILE [-o PROGRAM] [--list]
      The program of such a file, from its words; with --list the words alone.

  ridge machines [NAME|FILE [--manual]]
      Lists the shipped machines, prints the file of one, or checks a machine
      file and prints what it comes to; with --manual the manual of its
      instructions (Markdown): meaning, operands, times, words, examples.

  ridge numerics table FORMAT [--json FILE]
      What a number format holds: its parameters and special values, and every
      code of formats of up to 8 bits. docs/Numerics.md has the names.

  ridge numerics convert --format F [options] VALUE...
      The code of each value, what it stands for, and the error; in formats of
      blocks (mxfp4, nvfp4, ...) the values are one array, with its scales.

      --rounding R         nearest-even (default), nearest-away, toward-zero,
                           up, down, to-odd or stochastic
      --random-bits N      of stochastic rounding, 1 to 32 (default 32)
      --seed N             of stochastic rounding (default 0)
      --overflow O         infinity (default: IEEE 754) or saturate
      --nan P              largest (default) or zero, in formats without NaN
      --json FILE          a JSON document ("-": standard output)

  ridge numerics error FILE --format F [--format F ...] [options]
      What formats do to the tensors of a .npy or .safetensors file: signal to
      noise, errors, saturated and flushed values, bits a value, and the gates
      of a decoder. Any number of --format, --quantize and --codec.

      --format F           a format, or one of blocks: mxfp4, nvfp4, ...
      --block N            blocks of N along the last dim, or ROWSxCOLUMNS of
                           the last two; a plain format gets a shared power of
                           two for each
      --axis A             of blocks along another dim, and of groups
      --scale-rule R       floor, ceil, round-up, even or search
      --reciprocal         multiply by the inverse of a scale, do not divide
      --quantize Q         integers with scales: i8, or
                           STORAGE,asymmetric,percentile=P|mse,channel=A|group=N
      --codec C            sparse<2:4,f8E4M3FN>, entropy<bf16>, transform<8>,
                           and formats
      --rounding R, --random-bits N, --seed N, --json FILE
                           as above, for --format; overflows saturate

  ridge numerics dot FILE --accumulate MODEL --format F [options]
      Counts the rows of a CSV of measured inner products that a model of
      accumulation gives in every bit (columns a_codes_hex, b_codes_hex,
      c_f32_hex, d_f32_hex, d_f16_as_f32_hex).

      --accumulate MODEL   a preset, or accumulate<[PRESET,] field=value, ...>
      --format F           of a and b: f16, bf16, tf32, f8E4M3FN, ...
      --zero-addend        the f32 results were taken with an addend of 0
      --json FILE          the counts as a JSON document ("-": standard output)

  ridge numerics presets [--json FILE]
      The presets of --accumulate: what each says, which measured rows it gives,
      and where it is from.

  ridge --help, ridge --version

Exit status: 0 done; 1 the input was refused or a check failed, with one message
FILE:LINE:COL: error: ... on standard error; 2 wrong usage.
)";

llvm::StringRef ridge::helpText() { return help; }
