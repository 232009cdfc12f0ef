//===- WhatIfVerb.cpp - ridge whatif --------------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Driver/WhatIfVerb.h"

#include "Outputs.h"
#include "ridge/Run/Progress.h"
#include "ridge/WhatIf/WhatIf.h"

using namespace ridge;

static llvm::Error compare(const WhatIfOptions &options, llvm::raw_ostream &out,
                           llvm::raw_ostream &err) {
  std::vector<MachineEdit> edits;
  for (const std::string &text : options.edits)
    if (llvm::Error error =
            parseMachineEdit(text).moveInto(edits.emplace_back()))
      return error;
  Session session;
  Progress progress(err, options.progress);
  session.onMessage([&](const Message &message) { message.print(err); });
  session.onProgress([&](const llvm::Twine &step) { progress.begin(step); });
  MachineHandle machine;
  Model model;
  if (llvm::Error error =
          session.loadMachine(options.machine).moveInto(machine))
    return error;
  if (llvm::Error error = session.loadModel(options.model, options.modelOptions)
                              .moveInto(model))
    return error;
  llvm::Expected<std::vector<VariantOutcome>> outcomes =
      tryVariants(session, model, machine, edits);
  if (!outcomes)
    return outcomes.takeError();
  if (options.jsonPath != "-") {
    out << options.model << " on " << machine.name() << "\n\n";
    printVariants(machine, *outcomes, out);
  }
  if (options.jsonPath.empty())
    return llvm::Error::success();
  return writeOutput(options.jsonPath, out, [&](llvm::raw_ostream &os) {
    printVariantsJson(machine, *outcomes, os);
  });
}

ExitStatus ridge::whatIf(const WhatIfOptions &options, llvm::raw_ostream &out,
                         llvm::raw_ostream &err) {
  return exitStatus(compare(options, out, err), err);
}
