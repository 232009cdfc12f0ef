//===- ImportVerb.cpp - ridge import --------------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// MLIR is read here. What needs a framework (.onnx, .pt2) is handed to the
/// package `ridge` of Python, which does the same with torch-mlir.
///
//===----------------------------------------------------------------------===//

#include "ridge/Driver/ImportVerb.h"

#include "Outputs.h"
#include "ridge/Driver/PythonVerbs.h"
#include "ridge/Run/WriteFile.h"
#include "ridge/Session/Session.h"
#include "ridge/Values/ArrayFiles.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace ridge;
using llvm::StringRef;

//===----------------------------------------------------------------------===//
// MLIR
//===----------------------------------------------------------------------===//

static llvm::Error writeWeights(StringRef path,
                                llvm::ArrayRef<NamedWeight> weights) {
  std::vector<NamedArray> arrays;
  for (const NamedWeight &weight : weights)
    arrays.push_back({weight.name, weight.values});
  llvm::Expected<std::string> bytes = printSafetensors(arrays);
  if (!bytes)
    return llvm::createStringError(
        path + ":1:1: error: " + llvm::toString(bytes.takeError()));
  return writeFileAt(path, [&](llvm::raw_ostream &os) { os << *bytes; });
}

static llvm::Error importMlir(const ImportOptions &options,
                              llvm::raw_ostream &out, llvm::raw_ostream &err) {
  Session session;
  session.onMessage([&](const Message &message) { message.print(err); });
  ModelOptions how = options.modelOptions;
  how.drawElided = how.outlineWeights = true;
  llvm::Expected<Model> model = session.loadModel(options.model, how);
  if (!model)
    return model.takeError();
  mlir::OwningOpRef<mlir::ModuleOp> module = model->copy();
  if (llvm::Error error =
          writeOutput(options.outputPath, out, [&](llvm::raw_ostream &os) {
            module->print(os);
            os << "\n";
          }))
    return error;
  if (options.weightsPath.empty())
    return llvm::Error::success();
  return writeWeights(options.weightsPath, model->weights());
}

//===----------------------------------------------------------------------===//
// Python
//===----------------------------------------------------------------------===//

static ExitStatus importByPython(const ImportOptions &options,
                                 llvm::raw_ostream &err) {
  std::vector<std::string> words = {"import", options.model, "-o",
                                    options.outputPath};
  if (!options.weightsPath.empty())
    words.insert(words.end(), {"--weights", options.weightsPath});
  for (const DimSize &dim : options.modelOptions.dims)
    words.insert(words.end(),
                 {"--dim", dim.name + "=" + std::to_string(dim.size)});
  std::vector<StringRef> arguments(words.begin(), words.end());
  int status = runPython(arguments, options.model + ":1:1: error: ",
                         "models other than .mlir are read by it", err);
  return status == 0 ? ExitDone : ExitRefused;
}

/// StableHLO is lowered by torch-mlir's tools, which Python knows.
static bool needsPython(StringRef path) {
  if (path.ends_with(".onnx") || path.ends_with(".pt2"))
    return true;
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  return buffer && (*buffer)->getBuffer().contains("stablehlo.");
}

ExitStatus ridge::importModel(const ImportOptions &options,
                              llvm::raw_ostream &out, llvm::raw_ostream &err) {
  if (needsPython(options.model))
    return importByPython(options, err);
  return exitStatus(importMlir(options, out, err), err);
}
