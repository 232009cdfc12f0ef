//===- PythonVerbs.cpp - verbs that Python carries out --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Driver/PythonVerbs.h"

#include "ridge/Driver/ExitStatus.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"

using namespace ridge;
using llvm::StringRef;

bool ridge::isPythonVerb(StringRef verb) {
  return llvm::is_contained(
      {"sweep", "zoo", "from-scalesim", "from-timeloop", "from-zigzag"}, verb);
}

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

int ridge::runPython(llvm::ArrayRef<StringRef> words, StringRef place,
                     StringRef reason, llvm::raw_ostream &err) {
  std::string name =
      llvm::sys::Process::GetEnv("RIDGE_PYTHON").value_or("python3");
  llvm::ErrorOr<std::string> python = llvm::sys::findProgramByName(name);
  if (!python) {
    err << place << name << " is not to be found, and " << reason
        << "; RIDGE_PYTHON names another interpreter\n";
    return ExitRefused;
  }
  findPackage();
  std::vector<StringRef> arguments = {name, "-m", "ridge"};
  llvm::append_range(arguments, words);
  std::string problem;
  int status = llvm::sys::ExecuteAndWait(*python, arguments, std::nullopt, {},
                                         0, 0, &problem);
  if (status >= 0)
    return status;
  err << place << "cannot run " << *python << ": " << problem << "\n";
  return ExitRefused;
}
