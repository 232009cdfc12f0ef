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
#include "ridge/Run/WriteFile.h"
#include "ridge/Session/Session.h"
#include "ridge/Values/ArrayFiles.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"

using namespace ridge;
using llvm::StringRef;
using llvm::Twine;

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

/// The package of the build tree, if this program stands in one.
static void findPackage() {
  static int here;
  llvm::SmallString<128> path(llvm::sys::fs::getMainExecutable("ridge", &here));
  llvm::sys::path::remove_filename(path);
  llvm::sys::path::remove_filename(path);
  llvm::sys::path::append(path, "python");
  if (!llvm::sys::fs::is_directory(path))
    return;
  std::string paths = path.str().str();
  if (std::optional<std::string> others =
          llvm::sys::Process::GetEnv("PYTHONPATH"))
    paths += ":" + *others;
  ::setenv("PYTHONPATH", paths.c_str(), /*overwrite=*/1);
}

static ExitStatus importByPython(const ImportOptions &options,
                                 llvm::raw_ostream &err) {
  std::string name =
      llvm::sys::Process::GetEnv("RIDGE_PYTHON").value_or("python3");
  llvm::ErrorOr<std::string> python = llvm::sys::findProgramByName(name);
  if (!python) {
    err << options.model << ":1:1: error: " << name
        << " is not to be found, and models other than .mlir are read by it; "
           "RIDGE_PYTHON names another interpreter\n";
    return ExitRefused;
  }
  findPackage();
  std::vector<std::string> words = {
      name, "-m", "ridge", "import", options.model, "-o", options.outputPath};
  if (!options.weightsPath.empty())
    words.insert(words.end(), {"--weights", options.weightsPath});
  for (const DimSize &dim : options.modelOptions.dims)
    words.insert(words.end(),
                 {"--dim", dim.name + "=" + std::to_string(dim.size)});
  std::vector<StringRef> arguments(words.begin(), words.end());
  std::string reason;
  int status = llvm::sys::ExecuteAndWait(*python, arguments, std::nullopt, {},
                                         0, 0, &reason);
  if (status < 0)
    err << options.model << ":1:1: error: cannot run " << *python << ": "
        << reason << "\n";
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
