//===- VariantVerbs.cpp - whatif, sensitivity, find and explain -----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Driver/VariantVerbs.h"

#include "Outputs.h"
#include "ridge/Report/Page.h"
#include "ridge/Run/Progress.h"
#include "ridge/Run/WriteFile.h"
#include "ridge/Support/Json.h"
#include "ridge/WhatIf/Explain.h"
#include "ridge/WhatIf/Find.h"
#include "ridge/WhatIf/Sensitivity.h"
#include "ridge/WhatIf/VariantTable.h"
#include "llvm/Support/Threading.h"

using namespace ridge;
using llvm::StringRef;

namespace {
/// The machine, and trials that say how far they are.
class Bench {
public:
  Bench(const VariantOptions &options, llvm::raw_ostream &err)
      : options(options), progress(err, options.progress) {
    session.onMessage([&err](const Message &message) { message.print(err); });
  }

  llvm::Error loadMachine() {
    return session.loadMachine(options.machine).moveInto(machine);
  }

  Trials::Setup setup(const std::string &model) {
    Trials::Setup setup;
    setup.model = model;
    setup.modelOptions = options.modelOptions;
    setup.jobs = options.jobs;
    setup.onProgress = [this](size_t done, size_t all) {
      progress.begin("variant " + llvm::Twine(done) + " of " +
                     llvm::Twine(all));
    };
    return setup;
  }

  /// "MODEL on MACHINE" above what `print` prints, unless the document is all
  /// that is asked for; and the document.
  llvm::Error write(llvm::raw_ostream &out,
                    llvm::function_ref<llvm::Error(llvm::raw_ostream &)> print,
                    llvm::function_ref<void(llvm::json::OStream &)> document) {
    if (options.jsonPath != "-")
      if (llvm::Error error = print(out))
        return error;
    if (options.jsonPath.empty())
      return llvm::Error::success();
    return writeOutput(options.jsonPath, out, [&](llvm::raw_ostream &os) {
      llvm::json::OStream json(os, /*IndentSize=*/2);
      document(json);
      json.flush();
      os << "\n";
    });
  }

  /// The page for a browser, if it is asked for.
  llvm::Error
  report(llvm::function_ref<void(llvm::json::OStream &)> members) const {
    if (options.reportPath.empty())
      return llvm::Error::success();
    return writeFileAt(options.reportPath, [&](llvm::raw_ostream &os) {
      printPage(Page::Tradeoff, members, os);
    });
  }

  std::string title(StringRef model) const {
    return (model + " on " + machine.name() + "\n\n").str();
  }

  const VariantOptions &options;
  Session session;
  MachineHandle machine;

private:
  Progress progress;
};

/// What one model made of all variants.
struct ModelOutcomes {
  std::string model;
  TrialResult base;
  std::vector<TrialResult> results;
};
} // namespace

//===----------------------------------------------------------------------===//
// What if
//===----------------------------------------------------------------------===//

static llvm::Error compare(const VariantOptions &options,
                           llvm::ArrayRef<std::string> edits,
                           llvm::raw_ostream &out, llvm::raw_ostream &err) {
  Bench bench(options, err);
  if (llvm::Error error = bench.loadMachine())
    return error;
  std::vector<Variant> variants;
  for (const std::string &edit : edits) {
    llvm::Expected<std::vector<Variant>> some = parseEdit(edit, bench.session);
    if (!some)
      return some.takeError();
    llvm::append_range(variants, *some);
  }
  std::vector<ModelOutcomes> all;
  for (const std::string &model : options.models) {
    Trials trials(bench.setup(model));
    if (llvm::Error error = trials.start(bench.machine))
      return error;
    std::vector<TrialResult> results = trials.run(variants);
    all.push_back({model, trials.base(), std::move(results)});
  }
  auto printAll = [&](llvm::json::OStream &json) {
    json.array([&] {
      for (const ModelOutcomes &one : all)
        json.object([&] {
          json.attribute("model", one.model);
          json.attribute("machine", bench.machine.name());
          json.attributeBegin("variants");
          printVariantsJson({one.base, variants, one.results}, json);
          json.attributeEnd();
        });
    });
  };
  if (llvm::Error error = bench.report([&](llvm::json::OStream &json) {
        json.attribute("title", ("Variants of " + bench.machine.name()).str());
        json.attributeBegin("models");
        printAll(json);
        json.attributeEnd();
      }))
    return error;
  return bench.write(
      out,
      [&](llvm::raw_ostream &os) {
        for (const ModelOutcomes &one : all) {
          os << (&one == &all.front() ? "" : "\n") << bench.title(one.model);
          printVariants({one.base, variants, one.results}, os);
        }
        return llvm::Error::success();
      },
      printAll);
}

ExitStatus ridge::whatIf(const VariantOptions &options,
                         llvm::ArrayRef<std::string> edits,
                         llvm::raw_ostream &out, llvm::raw_ostream &err) {
  return exitStatus(compare(options, edits, out, err), err);
}

//===----------------------------------------------------------------------===//
// Sensitivity
//===----------------------------------------------------------------------===//

static llvm::Error measure(const VariantOptions &options,
                           llvm::ArrayRef<std::string> prefixes, double step,
                           llvm::raw_ostream &out, llvm::raw_ostream &err) {
  Bench bench(options, err);
  if (llvm::Error error = bench.loadMachine())
    return error;
  llvm::Expected<std::vector<MachineNumber>> numbers =
      numbersBegunBy(prefixes, bench.machine, bench.session);
  if (!numbers)
    return numbers.takeError();
  const std::string &model = options.models.front();
  Trials trials(bench.setup(model));
  if (llvm::Error error = trials.start(bench.machine))
    return error;
  Sensitivities found =
      measureSensitivities(trials, *numbers, bench.session, step);
  if (llvm::Error error = bench.report([&](llvm::json::OStream &json) {
        json.attribute("title", (model + " on " + bench.machine.name() +
                                 ": what each number is worth")
                                    .str());
        json.attributeBegin("sensitivity");
        printSensitivitiesJson(found, trials.base(), json);
        json.attributeEnd();
      }))
    return error;
  return bench.write(
      out,
      [&](llvm::raw_ostream &os) {
        os << bench.title(model);
        printSensitivities(found, trials.base(), os);
        return llvm::Error::success();
      },
      [&](llvm::json::OStream &json) {
        printSensitivitiesJson(found, trials.base(), json);
      });
}

ExitStatus ridge::sensitivity(const VariantOptions &options,
                              llvm::ArrayRef<std::string> prefixes, double step,
                              llvm::raw_ostream &out, llvm::raw_ostream &err) {
  return exitStatus(measure(options, prefixes, step, out, err), err);
}

//===----------------------------------------------------------------------===//
// Find
//===----------------------------------------------------------------------===//

static llvm::Error search(const VariantOptions &options,
                          const FindRequest &request, llvm::raw_ostream &out,
                          llvm::raw_ostream &err) {
  Bench bench(options, err);
  llvm::Expected<Property> property = parseProperty(request.property);
  if (!property)
    return property.takeError();
  if (llvm::Error error = bench.loadMachine())
    return error;
  llvm::Expected<SearchRange> range =
      parseRange(request.number, request.first, request.last, bench.machine,
                 bench.session);
  if (!range)
    return range.takeError();
  const std::string &model = options.models.front();
  Trials trials(bench.setup(model));
  if (llvm::Error error = trials.start(bench.machine))
    return error;
  Found found = findValue(trials, *range, *property);
  return bench.write(
      out,
      [&](llvm::raw_ostream &os) {
        os << bench.title(model);
        printFound(found, *range, *property, os);
        return llvm::Error::success();
      },
      [&](llvm::json::OStream &json) {
        printFoundJson(found, *range, *property, json);
      });
}

ExitStatus ridge::findNumber(const VariantOptions &options,
                             const FindRequest &request, llvm::raw_ostream &out,
                             llvm::raw_ostream &err) {
  return exitStatus(search(options, request, out, err), err);
}

//===----------------------------------------------------------------------===//
// Explain
//===----------------------------------------------------------------------===//

static llvm::Error giveReasons(const VariantOptions &options, StringRef layer,
                               llvm::raw_ostream &out, llvm::raw_ostream &err) {
  Bench bench(options, err);
  if (llvm::Error error = bench.loadMachine())
    return error;
  const std::string &model = options.models.front();
  llvm::Expected<Reasons> reasons = explain(bench.setup(model), bench.machine);
  if (!reasons)
    return reasons.takeError();
  if (llvm::Error error = selectLayer(*reasons, layer))
    return error;
  return bench.write(
      out,
      [&](llvm::raw_ostream &os) {
        os << bench.title(model);
        printReasons(*reasons, os);
        return llvm::Error::success();
      },
      [&](llvm::json::OStream &json) { printReasonsJson(*reasons, json); });
}

ExitStatus ridge::explainLayers(const VariantOptions &options, StringRef layer,
                                llvm::raw_ostream &out,
                                llvm::raw_ostream &err) {
  return exitStatus(giveReasons(options, layer, out, err), err);
}
