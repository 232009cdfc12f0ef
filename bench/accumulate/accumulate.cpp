//===- accumulate.cpp - time of contractions under a model ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Runs the contractions of one BERT-base encoder layer (sequence 128) under
/// models of accumulation, one core, and prints nanoseconds per multiply-add.
///
///   accumulate [MODEL FORMAT]...     default: hopper-fp8-f32 f8E4M3FN
///
//===----------------------------------------------------------------------===//

#include "ridge/Exec/Evaluate.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>
#include <cmath>
#include <random>

using namespace ridge;

namespace {
struct Product {
  int64_t batch, m, n, k;
};
} // namespace

/// Four projections, scores, context and the two halves of the feed-forward
/// part: 0.93 G multiply-adds.
static const Product products[] = {
    {4, 128, 768, 768},  {12, 128, 128, 64},  {12, 128, 64, 128},
    {1, 128, 3072, 768}, {1, 128, 768, 3072},
};

static double secondsOf(const Kernel &kernel, Format format,
                        const Product &product) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  unsigned bytes = bytesOf(format);
  std::vector<uint8_t> a(product.m * product.k * bytes),
      b(product.k * product.n * bytes);
  for (auto *codes : {&a, &b})
    for (size_t i = 0; i < codes->size(); i += bytes)
      encodeFloat(format, normal(random), &(*codes)[i]);
  std::vector<float> c(product.m * product.n, 0);
  OperandView views[3];
  views[0].base = a.data();
  views[0].strides = {product.k, 0, 1};
  views[1].base = b.data();
  views[1].strides = {0, 1, product.n};
  views[2].base = reinterpret_cast<uint8_t *>(c.data());
  views[2].strides = {product.n, 1, 0};
  KernelEvaluator evaluator(kernel);
  auto begin = std::chrono::steady_clock::now();
  for (int64_t i = 0; i < product.batch; ++i)
    evaluator.run({product.m, product.n, product.k}, {}, views);
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin)
      .count();
}

static int measure(llvm::StringRef modelText, llvm::StringRef formatName) {
  std::string error;
  std::optional<AccumulateModel> model =
      AccumulateModel::parse(modelText, error);
  std::optional<Format> format = parseFormat(formatName);
  if (!model || !format) {
    llvm::errs() << "accumulate: "
                 << (model ? "'" + formatName.str() + "' is no format" : error)
                 << "\n";
    return 2;
  }
  std::string name = formatName.str();
  std::string text = "(d0, d1, r2) in " + name + "[0,2] " + name +
                     "[1,2] out f32[0,1] update " + model->print() +
                     " { %3 = arith.extf %0 : f32; %4 = arith.extf %1 : f32; "
                     "%5 = arith.mulf %3, %4 : f32; "
                     "%6 = arith.addf %2, %5 : f32; yield %6 }";
  std::optional<Kernel> kernel = Kernel::parse(text, error);
  if (!kernel) {
    llvm::errs() << "accumulate: " << error << "\n";
    return 2;
  }
  double seconds = 0, operations = 0;
  for (const Product &product : products) {
    seconds += secondsOf(*kernel, *format, product);
    operations += double(product.batch) * product.m * product.n * product.k;
  }
  llvm::outs() << modelText << " " << formatName << ": "
               << llvm::format("%.2f s for %.2f G multiply-adds, %.2f ns each",
                               seconds, operations / 1e9,
                               seconds * 1e9 / operations)
               << "\n";
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 1)
    return measure("hopper-fp8-f32", "f8E4M3FN");
  for (int i = 1; i + 1 < argc; i += 2)
    if (int status = measure(argv[i], argv[i + 1]))
      return status;
  return 0;
}
