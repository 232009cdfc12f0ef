//===- ModelFlags.cpp - models on a command line --------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ModelFlags.h"

using namespace ridge;
using llvm::StringRef;

bool ModelFlags::take(CommandLine &line, StringRef word) {
  std::string dim;
  if (line.isSwitch(word, "--accumulate-wider"))
    options.accumulateWider = true;
  else if (line.isSwitch(word, "--draw-elided"))
    options.drawElided = true;
  else if (line.takesValue(word, "--dim", dim))
    dims.push_back(dim);
  else
    return line.takesValue(word, "--function", options.function);
  return true;
}

void ModelFlags::takeModel(CommandLine &line, StringRef word, StringRef verb,
                           bool many) {
  if (word.starts_with("-"))
    line.problem = ("unknown option " + word + " of " + verb).str();
  else if (!many && !models.empty())
    line.problem = (verb + " takes one model, not '" + models.front() +
                    "' and '" + word + "'")
                       .str();
  else
    models.push_back(word.str());
}

std::string ModelFlags::setDims() {
  for (StringRef text : dims) {
    auto [name, number] = text.split('=');
    int64_t size;
    if (name.empty() || number.getAsInteger(10, size) || size < 1)
      return ("--dim takes NAME=SIZE as arg0.1=128, not '" + text + "'").str();
    for (const DimSize &other : options.dims)
      if (other.name == name)
        return ("--dim says twice how large " + name + " is").str();
    options.dims.push_back({name.str(), size});
  }
  return "";
}

std::string ModelFlags::finish(const CommandLine &line, StringRef verb) {
  if (!line.problem.empty())
    return line.problem;
  std::string problem = setDims();
  if (problem.empty() && models.empty())
    problem = (verb + " needs a model").str();
  return problem;
}
