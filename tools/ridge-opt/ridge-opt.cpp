//===- ridge-opt.cpp - run Ridge's passes on a file -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// mlir-opt with Ridge's dialects, passes and pipelines beside MLIR's own. It
/// reads and writes its files itself: IR that nests too deep for the parser,
/// and output that cannot be written, are errors, not crashes.
///
//===----------------------------------------------------------------------===//

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Support/FileUtilities.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "ridge/Pipeline/Register.h"
#include "ridge/Support/OutputFile.h"
#include "ridge/Support/TextPosition.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/ToolOutputFile.h"

// MlirOptMain puts this text above the list of options of --help.
static constexpr llvm::StringLiteral helpHeader =
    "Ridge's passes on MLIR files\n"
    "\n"
    "A model walks through these stages; each pass of a stage is named\n"
    "--ridge-<pass>, and the verifier of a stage stands after it:\n"
    "\n"
    "  Import     linalg on tensors      -> ridge ops on tensors\n"
    "  Tile       ridge ops on tensors   -> loops over tiles\n"
    "  Place      tiles                  -> memories, addresses, transfers\n"
    "  Select     placed tile ops        -> the machine's instructions\n"
    "  Schedule   selected instructions  -> isa: queues, order, semaphores\n"
    "\n"
    "The `ridge` tool runs all of them, simulates and checks the result.\n";

static int fail(const llvm::Twine &what) {
  llvm::errs() << what << "\n";
  return EXIT_FAILURE;
}

static int process(llvm::StringRef inputName, llvm::StringRef outputName,
                   mlir::DialectRegistry &registry,
                   const mlir::MlirOptMainConfig &config) {
  std::string problem;
  std::unique_ptr<llvm::MemoryBuffer> input =
      mlir::openInputFile(inputName, &problem);
  if (!input)
    return fail(problem);
  if (auto offset = ridge::findTooDeep(input->getBuffer()))
    return fail(inputName + ":" +
                ridge::positionText(input->getBuffer(), *offset) +
                ": error: brackets nest deeper than " +
                llvm::Twine(ridge::maxIrDepth) + " levels");
  std::unique_ptr<llvm::ToolOutputFile> output =
      mlir::openOutputFile(outputName, &problem);
  if (!output)
    return fail(problem);
  llvm::LogicalResult result =
      mlir::MlirOptMain(output->os(), std::move(input), registry, config);
  if (llvm::Error error = ridge::flushChecked(output->os()))
    return fail(outputName +
                ":1:1: error: " + llvm::toString(std::move(error)));
  if (succeeded(result))
    output->keep();
  return mlir::asMainReturnCode(result);
}

int main(int argc, char **argv) {
  ridge::reserveStandardStreams();
  llvm::InitLLVM init(argc, argv);
  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  ridge::registerRidgeDialects(registry);

  mlir::registerAllPasses();
  ridge::registerRidgePasses();

  auto [input, output] =
      mlir::registerAndParseCLIOptions(argc, argv, helpHeader, registry);
  auto config = mlir::MlirOptMainConfig::createFromCLOptions();
  // These read no file.
  if (config.shouldShowDialects() || config.shouldListPasses())
    return mlir::asMainReturnCode(
        mlir::MlirOptMain(argc, argv, input, output, registry));
  return process(input, output, registry, config);
}
