//===- CatalogTest.cpp - the shipped machines -----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Target/Catalog.h"
#include "mlir/IR/Location.h"
#include "ridge/Machine/Match.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace ridge;

namespace {

Machine load(llvm::StringRef name) {
  MLIRContext context;
  FailureOr<MachineHandle> machine = loadMachineByName(
      name, context, [&] { return emitError(UnknownLoc::get(&context)); });
  EXPECT_TRUE(succeeded(machine)) << name.str();
  return succeeded(machine) ? **machine : Machine();
}

/// One operation, element by element over one dim.
Kernel elementwise(ScalarOp op, llvm::ArrayRef<Format> inputs, Format output) {
  Kernel kernel;
  kernel.reduction = {false};
  Node node;
  node.op = op;
  node.format = output;
  for (Format input : inputs) {
    node.operands.push_back(kernel.inputs.size());
    kernel.inputs.push_back({input, 1, false});
  }
  kernel.outputs = {{output, 1, false}};
  kernel.nodes = {node};
  kernel.yields = {static_cast<int32_t>(inputs.size()) + 1};
  return kernel;
}

/// output[m] = op(output[m], input[m, n])
Kernel fold(ScalarOp op, Format format) {
  Kernel kernel;
  kernel.reduction = {false, true};
  kernel.inputs = {{format, 3, false}};
  kernel.outputs = {{format, 1, true}};
  Node node;
  node.op = op;
  node.format = format;
  node.operands = {1, 0};
  kernel.nodes = {node};
  kernel.yields = {2};
  return kernel;
}

/// output[m, n] += extend(a[m, k]) * extend(b[k, n])
Kernel matmul(Format format, Format accumulator) {
  bool isFloat = ridge::isFloat(format);
  Kernel kernel;
  kernel.reduction = {false, false, true};
  kernel.inputs = {{format, 5, false}, {format, 6, false}};
  kernel.outputs = {{accumulator, 3, true}};
  auto add = [&](ScalarOp op, llvm::SmallVector<int32_t, 3> operands) {
    Node node;
    node.op = op;
    node.format = accumulator;
    node.operands = std::move(operands);
    kernel.nodes.push_back(node);
    return static_cast<int32_t>(2 + kernel.nodes.size());
  };
  int32_t a = 0, b = 1;
  if (format != accumulator) {
    ScalarOp extend = isFloat ? ScalarOp::ExtF : ScalarOp::ExtSI;
    a = add(extend, {a});
    b = add(extend, {b});
  }
  int32_t product = add(isFloat ? ScalarOp::MulF : ScalarOp::MulI, {a, b});
  kernel.yields = {
      add(isFloat ? ScalarOp::AddF : ScalarOp::AddI, {2, product})};
  return kernel;
}

Kernel copy(Format format) {
  Kernel kernel;
  kernel.reduction = {false};
  kernel.inputs = {{format, 1, false}};
  kernel.outputs = {{format, 1, false}};
  kernel.yields = {0};
  return kernel;
}

Kernel fill(Format format) {
  Kernel kernel = copy(format);
  kernel.inputs[0].dims = 0;
  return kernel;
}

/// A kernel that uses `op` at `real` or 32-bit integers; nothing for what is no
/// operation of a body.
std::optional<Kernel> sample(ScalarOp op, Format real) {
  constexpr Format i1 = Format::I1, i8 = Format::I8, i32 = Format::I32;
  llvm::StringRef name = scalarOpName(op);
  switch (op) {
  case ScalarOp::Constant:
  case ScalarOp::Identity:
    return std::nullopt;
  case ScalarOp::Index:
    return elementwise(op, {}, i32);
  case ScalarOp::CmpF:
    return elementwise(op, {real, real}, i1);
  case ScalarOp::CmpI:
    return elementwise(op, {i32, i32}, i1);
  case ScalarOp::Select:
    return elementwise(op, {i1, real, real}, real);
  case ScalarOp::ExtF:
    return elementwise(op, {Format::F16}, real);
  case ScalarOp::TruncF:
    return elementwise(op, {real}, Format::F16);
  case ScalarOp::ExtSI:
  case ScalarOp::ExtUI:
    return elementwise(op, {i8}, i32);
  case ScalarOp::TruncI:
    return elementwise(op, {i32}, i8);
  case ScalarOp::SIToFP:
  case ScalarOp::UIToFP:
    return elementwise(op, {i32}, real);
  case ScalarOp::FPToSI:
  case ScalarOp::FPToUI:
    return elementwise(op, {real}, i32);
  case ScalarOp::FPowI:
    return elementwise(op, {real, i32}, real);
  case ScalarOp::IPowI:
    return elementwise(op, {i32, i32}, i32);
  case ScalarOp::CtPop:
  case ScalarOp::CtLz:
  case ScalarOp::CtTz:
    return elementwise(op, {i32}, i32);
  case ScalarOp::Bitcast:
    return elementwise(op, {Format::F32}, i32);
  case ScalarOp::Cast:
  case ScalarOp::StochasticCast:
  case ScalarOp::Scale:
  case ScalarOp::Quantize:
  case ScalarOp::Dequantize:
    return std::nullopt; // Below: for machines with narrow formats.
  case ScalarOp::Fold:
    return std::nullopt; // In bodies of several operations alone.
  default:
    break;
  }
  // "arith.addf" and the rest of math but absi work on floats.
  bool isFloat =
      name.starts_with("math.") ? op != ScalarOp::AbsI : name.ends_with("f");
  llvm::SmallVector<Format> inputs(scalarOpOperands(op), isFloat ? real : i32);
  return elementwise(op, inputs, isFloat ? real : i32);
}

constexpr ScalarOp allOps[] = {
#define RIDGE_SCALAR_OP(Enum, Name, Operands) ScalarOp::Enum,
#include "ridge/Machine/ScalarOps.def"
};

void expectMatch(const Machine &machine, const Kernel &kernel,
                 uint32_t immediates = 0) {
  EXPECT_EQ(kernel.check(), "") << kernel.print();
  EXPECT_FALSE(matchKernel(machine, kernel, immediates).empty())
      << machine.name << ": " << kernel.print() << ": "
      << explainNoMatch(machine, kernel, immediates);
}

TEST(Catalog, NamesAreSortedAndHaveTheirMachine) {
  EXPECT_FALSE(shippedMachines().empty());
  EXPECT_TRUE(llvm::is_sorted(shippedMachines()));
  for (llvm::StringRef name : shippedMachines()) {
    EXPECT_EQ(load(name).name, name.str());
    EXPECT_TRUE(shippedMachineSource(name)->contains("arch.machine"));
  }
}

TEST(Catalog, UnknownNamesHaveNoSource) {
  EXPECT_EQ(shippedMachineSource("tpu"), std::nullopt);
  EXPECT_EQ(shippedMachineSource(""), std::nullopt);
  EXPECT_EQ(shippedMachineSource("toy.mlir"), std::nullopt);
}

TEST(Catalog, ErrorsReachTheCallersContextOnce) {
  MLIRContext context;
  std::vector<std::string> messages;
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    messages.push_back(diagnostic.str());
    return success();
  });
  FailureOr<MachineHandle> machine = loadMachineByName(
      "nothing", context, [&] { return emitError(UnknownLoc::get(&context)); });
  EXPECT_TRUE(failed(machine));
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(
      messages[0],
      "no machine is named 'nothing'; shipped are ara, ascend-core, edge-mx, "
      "gemmini, gemmini-16, hopper-sm, "
      "onnxim-128, qkv, systolic-128, toy, toy-levels, tpu-v1, tpu-v5e, or "
      "name a file that ends in .mlir");
}

TEST(Catalog, LoadingNeedsNoDialectInTheCallersContext) {
  MLIRContext context;
  EXPECT_TRUE(succeeded(loadMachineByName(
      "toy", context, [&] { return emitError(UnknownLoc::get(&context)); })));
  EXPECT_EQ(context.getLoadedDialect("arch"), nullptr);
}

/// Those that run more than one kernel: all but the ACT tutorial's.
static std::vector<llvm::StringRef> generalMachines() {
  std::vector<llvm::StringRef> names;
  for (llvm::StringRef name : shippedMachines())
    if (name != "qkv")
      names.push_back(name);
  return names;
}

TEST(Catalog, EveryScalarOperationHasAnInstruction) {
  for (llvm::StringRef name : generalMachines()) {
    Machine machine = load(name);
    // Gemmini's host has no 16-bit floats.
    bool halves = !name.starts_with("gemmini");
    for (ScalarOp op : allOps) {
      if (!halves && (op == ScalarOp::ExtF || op == ScalarOp::TruncF))
        continue;
      if (std::optional<Kernel> kernel = sample(op, Format::F32))
        expectMatch(machine, *kernel);
    }
  }
}

TEST(Catalog, NarrowFormatsCanBeMade) {
  Machine machine = load("edge-mx");
  const Format scale = Format::F8E8M0FNU;
  for (Format narrow : {Format::F4E2M1FN, Format::F8E4M3FN}) {
    expectMatch(machine, elementwise(ScalarOp::Cast, {Format::F32}, narrow));
    expectMatch(machine, elementwise(ScalarOp::StochasticCast,
                                     {Format::F32, Format::I32}, narrow));
    expectMatch(machine, elementwise(ScalarOp::Scale, {Format::F32}, scale));
    expectMatch(machine,
                elementwise(ScalarOp::Quantize, {Format::F32, scale}, narrow));
    expectMatch(machine, elementwise(ScalarOp::Dequantize, {narrow, scale},
                                     Format::F32));
    expectMatch(machine, copy(narrow));
  }
}

TEST(Catalog, WideFormatsHaveInstructionsToo) {
  for (llvm::StringRef name : {"toy", "systolic-128"}) {
    Machine machine = load(name);
    for (ScalarOp op : allOps)
      if (std::optional<Kernel> kernel = sample(op, Format::F64))
        expectMatch(machine, *kernel);
    expectMatch(machine, elementwise(ScalarOp::AddI, {Format::I64, Format::I64},
                                     Format::I64));
  }
}

TEST(Catalog, ListedFormatsCanBeCopiedAndFilled) {
  for (llvm::StringRef name : {"toy", "systolic-128"}) {
    Machine machine = load(name);
    for (Format format :
         {Format::I1, Format::I8, Format::I16, Format::I32, Format::I64,
          Format::F8E4M3FN, Format::F8E5M2, Format::F16, Format::BF16,
          Format::F32, Format::F64}) {
      expectMatch(machine, copy(format));
      expectMatch(machine, fill(format), /*immediates=*/1);
    }
  }
}

/// By the unit whose product comes first in the file.
TEST(Catalog, AccumulatorsAreNotClearedByLanes) {
  for (llvm::StringRef name : generalMachines()) {
    Machine machine = load(name);
    llvm::SmallVector<Match, 2> matches =
        matchKernel(machine, fill(Format::I32), /*immediates=*/1);
    ASSERT_FALSE(matches.empty());
    const Instruction &first = machine.instructions[matches[0].instruction];
    const Instruction &product = machine.instructions.front();
    EXPECT_FALSE(first.isLanes());
    EXPECT_EQ(first.operands[1].memories, product.operands.back().memories);
  }
}

TEST(Catalog, FoldsExistForSumsAndExtremes) {
  for (llvm::StringRef name : generalMachines()) {
    Machine machine = load(name);
    for (ScalarOp op : {ScalarOp::AddF, ScalarOp::MulF, ScalarOp::MaximumF,
                        ScalarOp::MinimumF})
      expectMatch(machine, fold(op, Format::F32));
    for (ScalarOp op : {ScalarOp::AddI, ScalarOp::MaxSI, ScalarOp::MinSI,
                        ScalarOp::AndI, ScalarOp::OrI})
      expectMatch(machine, fold(op, Format::I32));
  }
}

TEST(Catalog, Products) {
  for (llvm::StringRef name : {"toy", "systolic-128"}) {
    Machine machine = load(name);
    expectMatch(machine, matmul(Format::F32, Format::F32));
    expectMatch(machine, matmul(Format::BF16, Format::F32));
    expectMatch(machine, matmul(Format::F16, Format::F32));
    expectMatch(machine, matmul(Format::F64, Format::F64));
    expectMatch(machine, matmul(Format::I8, Format::I32));
    expectMatch(machine, matmul(Format::I32, Format::I32));
  }
}

TEST(Catalog, GemminiMultipliesInt8Only) {
  Machine machine = load("gemmini-16");
  expectMatch(machine, matmul(Format::I8, Format::I32));
  EXPECT_TRUE(matchKernel(machine, matmul(Format::F32, Format::F32)).empty());
  EXPECT_TRUE(matchKernel(machine, matmul(Format::BF16, Format::F32)).empty());
  EXPECT_TRUE(matchKernel(machine, copy(Format::F64)).empty());
}

/// Stall-free cycles that SCALE-Sim v3 reports for M x N x K on a 128 x 128
/// weight-stationary array. It reports the number of its last cycle, counted
/// from 0; the instruction states how many there are.
TEST(Catalog, SystolicProductsTakeScaleSimCycles) {
  Machine machine = load("systolic-128");
  const Instruction &product =
      machine.instructions[machine.findInstruction("matmul_bf16")];
  struct {
    int64_t m, n, k, reported;
  } cases[] = {
      {128, 128, 128, 509},      {512, 512, 512, 14303},
      {1024, 1024, 1024, 89983}, {4096, 1024, 1024, 286591},
      {4096, 128, 128, 4477},
  };
  for (auto [m, n, k, reported] : cases)
    EXPECT_EQ(product.occupancy.evaluate({m, n, k, 32, 4}), reported + 1);
}

/// 2 x 4 blocks of weights; 32 rows through each, or 16 where there are fewer.
TEST(Catalog, GemminiHidesWeightLoadsBehindRows) {
  Machine machine = load("gemmini-16");
  const Instruction &product =
      machine.instructions[machine.findInstruction("matmul_i8")];
  EXPECT_EQ(product.occupancy.evaluate({32, 32, 64, 32, 4}), 2 * 4 * 32);
  EXPECT_EQ(product.occupancy.evaluate({1, 32, 64, 32, 4}), 2 * 4 * 16);
  EXPECT_EQ(product.latency.evaluate({1, 32, 64, 32, 4}), 2 * 4 * 16 + 48);
}

} // namespace
