//===- AccumulatePresets.cpp - units that were measured or described ------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// A preset says what it was compared with. Counts of rows are those whose
/// every bit is equal, under `ridge numerics dot`; of the rows in
/// test/Data/tensorcore a test says so. Where f16 results come of the f32 model
/// rounded otherwise, the preset says that it is for both; where a unit has two
/// models, or a publication describes it otherwise than it was measured, each
/// has that in its name.
///
//===----------------------------------------------------------------------===//

#include "ridge/Numerics/Accumulate.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace ridge;

#define RIDGE_MMASIM "microsoft/MMA-Sim c785138 (arXiv 2511.10909)"
#define RIDGE_MATLAB                                                           \
  "north-numerical-computing/MATLAB-tensor-core b12b5a7 (arXiv 2512.07004)"
#define RIDGE_NOT_MEASURED "no rows compared"

static const AccumulatePreset presets[] = {
    {"volta", "fraction=23, terms=4",
     "V100: 2500 of 2500 rows f16, results f32 and f16", RIDGE_MATLAB},
    {"turing", "fraction=24, terms=8", RIDGE_NOT_MEASURED,
     RIDGE_MMASIM "; one step takes the K of m16n8k8"},
    {"ampere", "fraction=24, terms=8",
     "A100: 2500 of 2500 rows f16, results f32 and f16; 2500 of 2500 bf16",
     RIDGE_MATLAB "; an instruction of K=16 is two steps"},
    {"ampere-tf32", "fraction=24, terms=4", "A100: 2500 of 2500 rows tf32",
     RIDGE_MATLAB},
    {"ada", "fraction=24, terms=8",
     "Ada: 5000 of 5000 rows f16, results f32 and f16; 5000 of 5000 bf16",
     RIDGE_MMASIM ", " RIDGE_MATLAB},
    {"ada-tf32", "fraction=24, terms=4", "Ada: 5000 of 5000 rows tf32",
     RIDGE_MMASIM ", " RIDGE_MATLAB},
    {"ada-fp8", "fraction=13, terms=16, mantissa=13",
     "Ada: 5000 of 5000 rows E4M3 and of E5M2, results f32 and f16",
     RIDGE_MMASIM ", " RIDGE_MATLAB "; an instruction of K=32 is two steps"},
    {"hopper", "fraction=25, terms=16",
     "H100: 5000 of 5000 rows f16, results f32 and f16; 5000 of 5000 bf16",
     RIDGE_MMASIM ", " RIDGE_MATLAB},
    {"hopper-tf32", "fraction=25, terms=8", "H100: 5000 of 5000 rows tf32",
     RIDGE_MMASIM ", " RIDGE_MATLAB},
    {"hopper-fp8-f32", "fraction=13, terms=32, mantissa=13",
     "H100 and H200, results f32: 5000 of 5000 rows E4M3 and of E5M2, addend "
     "0; "
     "not for f16 results, 3113 of 5000",
     RIDGE_MATLAB},
    {"hopper-fp8-f16",
     "fraction=25, terms=16, interleave=2, run=2, result=f16, rounding=even, "
     "promote=32, promote-format=f16",
     "H100 and H200, results f16: 5000 of 5000 rows E4M3 and of E5M2",
     "found by a search over 2500 H100 E4M3 rows of " RIDGE_MATLAB
     "; the first 100 single it out of 124 ways to make two steps. They need "
     "fraction >= 17; 25 is that of the unit's f16 products"},
    {"blackwell", "fraction=25, terms=16",
     "B200: 5000 of 5000 rows f16, results f32 and f16; 5000 of 5000 bf16",
     RIDGE_MMASIM ", " RIDGE_MATLAB},
    {"blackwell-tf32", "fraction=25, terms=8", "B200: 5000 of 5000 rows tf32",
     RIDGE_MMASIM ", " RIDGE_MATLAB},
    {"blackwell-fp8-f32", "order=exact, terms=32, rounding=even",
     "B200, results f32: 5000 of 5000 rows E4M3, 4999 of 5000 E5M2; not for "
     "f16 results, 3108 of 5000",
     RIDGE_MATLAB},
    {"blackwell-fp8-f16",
     "fraction=25, terms=16, interleave=2, run=2, result=f16, rounding=even, "
     "promote=32, promote-format=f16",
     "B200, results f16: 5000 of 5000 rows E4M3 and of E5M2",
     "that of hopper-fp8-f16, found on H100; the B200 rows of " RIDGE_MATLAB
     " took no part"},
    {"blackwell-fp8-mmasim", "fraction=25, terms=32",
     "B200, results f32: 3207 of 5000 rows E4M3, 3236 of 5000 E5M2: not what "
     "that unit does",
     RIDGE_MMASIM "; deepseek-ai/DeepGEMM issue 176 sees 25 bits too"},
    {"blackwell-mxfp8", "fraction=25, terms=32, scale=before",
     RIDGE_NOT_MEASURED
     "; the same source's model of fp8 misses a third of the B200 rows",
     RIDGE_MMASIM "; E8M0 scales"},
    {"blackwell-mxfp4", "fraction=35, terms=64, group=16, scale=before",
     RIDGE_NOT_MEASURED, RIDGE_MMASIM "; E8M0 or E4M3 scales"},
    {"cdna1-pairwise", "order=pairwise, terms=4, rounding=even",
     RIDGE_NOT_MEASURED,
     RIDGE_MMASIM "; f16. A later version says cdna1-fused"},
    {"cdna1-fused", "order=exact, terms=4, rounding=even", RIDGE_NOT_MEASURED,
     "a later microsoft/MMA-Sim (735c9b7); f16"},
    {"cdna1-bf16", "order=pairwise, terms=2, rounding=even", RIDGE_NOT_MEASURED,
     RIDGE_MMASIM},
    {"cdna2",
     "order=pairwise, terms=4, rounding=even, flush-inputs, flush-outputs",
     RIDGE_NOT_MEASURED, RIDGE_MMASIM "; f16 and bf16 of the _1k form"},
    {"cdna2-bf16",
     "order=pairwise, terms=2, rounding=even, flush-inputs, flush-outputs",
     RIDGE_NOT_MEASURED, RIDGE_MMASIM},
    {"cdna3",
     "fraction=24, terms=8, addend=after, rounding=even, infinite-products",
     RIDGE_NOT_MEASURED, RIDGE_MMASIM "; f16, bf16"},
    {"cdna3-xf32",
     "fraction=24, terms=4, addend=after, rounding=even, infinite-products",
     RIDGE_NOT_MEASURED, RIDGE_MMASIM},
    {"cdna3-fp8",
     "order=even-odd, fraction=24, terms=16, addend=after, addend-window=25, "
     "rounding=even, infinite-products",
     RIDGE_NOT_MEASURED, RIDGE_MMASIM},
    {"fma", "order=sequential, rounding=even", "by definition",
     "IEEE 754 fusedMultiplyAdd; f32 and f64 units of all of the above"},
    {"tpu-like", "order=sequential, products=rounded, rounding=even",
     RIDGE_NOT_MEASURED,
     "assumed: products of bf16 are exact in f32, one addition after another"},
    {"sequential", "order=sequential, products=rounded, rounding=even",
     "by definition",
     "what linalg's bodies say: f32, one operation after another"},
    {"exact", "order=exact, terms=0, rounding=even", "by definition",
     "a sum without rounding but the last (Kulisch)"},
};

namespace {
/// A name that could be taken for another unit's, or for all results of one.
struct FormerName {
  llvm::StringLiteral name;
  llvm::StringLiteral now;
};
} // namespace

static const FormerName formerNames[] = {
    {"hopper-fp8",
     "'hopper-fp8-f32', or 'hopper-fp8-f16' where results are f16"},
    {"blackwell-fp8-exact",
     "'blackwell-fp8-f32', or 'blackwell-fp8-f16' where results are f16"},
    {"blackwell-fp8",
     "'blackwell-fp8-f32' for what B200 was measured to give in f32 and "
     "'blackwell-fp8-f16' in f16; what it used to mean, which 36 % of the "
     "measured rows contradict, is 'blackwell-fp8-mmasim'"},
    {"cdna1", "'cdna1-pairwise' for what it used to mean, or 'cdna1-fused', "
              "what a later version of its source says"},
};

llvm::ArrayRef<AccumulatePreset> ridge::accumulatePresets() { return presets; }

std::string ridge::accumulatePresetNames() {
  return llvm::join(llvm::map_range(presets,
                                    [](const AccumulatePreset &preset) {
                                      return preset.name.str();
                                    }),
                    ", ");
}

std::string ridge::formerAccumulatePreset(llvm::StringRef name) {
  for (const FormerName &former : formerNames)
    if (former.name == name)
      return "the preset '" + name.str() +
             "' has a clearer name now: " + former.now.str();
  return "";
}
