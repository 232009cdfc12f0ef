//===- Questions.cpp - variants and comparisons as Python asks for them ---===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "State.h"
#include "ridge/Report/Comparison.h"
#include "ridge/Report/Page.h"
#include "ridge/Support/Json.h"
#include "ridge/WhatIf/Explain.h"
#include "ridge/WhatIf/Find.h"
#include "ridge/WhatIf/Sensitivity.h"
#include "ridge/WhatIf/VariantTable.h"

using namespace ridge;
using namespace ridge::python;

/// What both prints print.
static Answer answerOf(llvm::function_ref<void(llvm::json::OStream &)> document,
                       llvm::function_ref<void(llvm::raw_ostream &)> page) {
  Answer answer;
  llvm::raw_string_ostream os(answer.json), text(answer.page);
  llvm::json::OStream json(os);
  document(json);
  json.flush();
  page(text);
  return answer;
}

//===----------------------------------------------------------------------===//
// Variants
//===----------------------------------------------------------------------===//

namespace {
class Asking {
public:
  Asking(ridge::Session &session, Trials::Setup setup,
         const MachineHandle &machine, const Question &question)
      : session(session), setup(std::move(setup)), machine(machine),
        question(question) {}

  llvm::Expected<Answer> answer() {
    if (question.verb == "explain")
      return explainLayers();
    if (question.verb == "find")
      return find();
    return question.verb == "whatif" ? whatIf() : sensitivity();
  }

private:
  llvm::Expected<Answer> whatIf();
  llvm::Expected<Answer> sensitivity();
  llvm::Expected<Answer> find();
  llvm::Expected<Answer> explainLayers();

  ridge::Session &session;
  Trials::Setup setup;
  const MachineHandle &machine;
  const Question &question;
};
} // namespace

llvm::Expected<Answer> Asking::whatIf() {
  std::vector<Variant> variants;
  for (const std::string &edit : question.edits) {
    llvm::Expected<std::vector<Variant>> some = parseEdit(edit, session);
    if (!some)
      return some.takeError();
    llvm::append_range(variants, *some);
  }
  std::string model = setup.model;
  Trials trials(std::move(setup));
  if (llvm::Error error = trials.start(machine))
    return error;
  std::vector<TrialResult> results = trials.run(variants);
  VariantOutcomes outcomes{trials.base(), variants, results};
  return answerOf(
      [&](llvm::json::OStream &json) {
        json.object([&] {
          json.attribute("model", model);
          json.attribute("machine", machine.name());
          json.attributeBegin("variants");
          printVariantsJson(outcomes, json);
          json.attributeEnd();
        });
      },
      [&](llvm::raw_ostream &os) { printVariants(outcomes, os); });
}

llvm::Expected<Answer> Asking::sensitivity() {
  llvm::Expected<std::vector<MachineNumber>> numbers =
      numbersBegunBy(question.prefixes, machine, session);
  if (!numbers)
    return numbers.takeError();
  Trials trials(std::move(setup));
  if (llvm::Error error = trials.start(machine))
    return error;
  Sensitivities found =
      measureSensitivities(trials, *numbers, session, question.step);
  return answerOf(
      [&](llvm::json::OStream &json) {
        printSensitivitiesJson(found, trials.base(), json);
      },
      [&](llvm::raw_ostream &os) {
        printSensitivities(found, trials.base(), os);
      });
}

llvm::Expected<Answer> Asking::find() {
  llvm::Expected<Property> property = parseProperty(question.until);
  if (!property)
    return property.takeError();
  llvm::Expected<SearchRange> range = parseRange(
      question.number, question.first, question.last, machine, session);
  if (!range)
    return range.takeError();
  Trials trials(std::move(setup));
  if (llvm::Error error = trials.start(machine))
    return error;
  Found found = findValue(trials, *range, *property);
  return answerOf(
      [&](llvm::json::OStream &json) {
        printFoundJson(found, *range, *property, json);
      },
      [&](llvm::raw_ostream &os) { printFound(found, *range, *property, os); });
}

llvm::Expected<Answer> Asking::explainLayers() {
  llvm::Expected<Reasons> reasons = explain(std::move(setup), machine);
  if (!reasons)
    return reasons.takeError();
  if (llvm::Error error = selectLayer(*reasons, question.layer))
    return error;
  return answerOf(
      [&](llvm::json::OStream &json) { printReasonsJson(*reasons, json); },
      [&](llvm::raw_ostream &os) { printReasons(*reasons, os); });
}

Outcome<Answer> python::Session::ask(const Model &model, const Machine &machine,
                                     const Question &question) {
  Trials::Setup setup;
  setup.model = model.path;
  setup.text = model.source;
  setup.modelOptions = optionsOf(model.options);
  setup.jobs = question.jobs;
  setup.stopAsked = [this] { return state->stops.load(); };
  setup.onProgress = [this](size_t done, size_t all) {
    if (state->progress)
      state->progress("variant " + std::to_string(done) + " of " +
                      std::to_string(all));
  };
  llvm::Expected<Answer> answer =
      Asking(state->session, std::move(setup), *machine.handle, question)
          .answer();
  if (!answer)
    return diagnosticOf(answer.takeError());
  // What was left out is no answer.
  if (state->stops)
    return diagnosticOf(llvm::make_error<StoppedError>());
  return std::move(*answer);
}

//===----------------------------------------------------------------------===//
// Two runs
//===----------------------------------------------------------------------===//

static llvm::Error readDocument(const Text &source, llvm::json::Value &json,
                                RunDocument &run) {
  if (llvm::Error error = parseJson(source.text).moveInto(json))
    return inputError(source.file, llvm::toString(std::move(error)));
  if (llvm::Error error = RunDocument::read(json).moveInto(run))
    return inputError(source.file, llvm::toString(std::move(error)));
  return llvm::Error::success();
}

/// Compares and hands both documents and what differs to `use`.
static llvm::Error compareTexts(
    const Text &before, const Text &after,
    llvm::function_ref<void(const Comparison &, const llvm::json::Value &,
                            const llvm::json::Value &)>
        use) {
  llvm::json::Value old = nullptr, now = nullptr;
  RunDocument first, second;
  if (llvm::Error error = readDocument(before, old, first))
    return error;
  if (llvm::Error error = readDocument(after, now, second))
    return error;
  use(compareRuns(std::move(first), std::move(second)), old, now);
  return llvm::Error::success();
}

Outcome<Answer> python::compareRuns(const Text &before, const Text &after) {
  Answer answer;
  if (llvm::Error error = compareTexts(
          before, after, [&](const Comparison &found, const auto &...) {
            answer = answerOf(
                [&](llvm::json::OStream &json) {
                  json.object([&] { printComparison(found, json); });
                },
                [&](llvm::raw_ostream &os) { printComparison(found, os); });
          }))
    return diagnosticOf(std::move(error));
  return answer;
}

Outcome<std::string> python::comparisonPage(const Text &before,
                                            const Text &after) {
  std::string text;
  llvm::raw_string_ostream os(text);
  if (llvm::Error error = compareTexts(
          before, after,
          [&](const Comparison &found, const llvm::json::Value &old,
              const llvm::json::Value &now) {
            printComparisonPage(found, old, now, os);
          }))
    return diagnosticOf(std::move(error));
  return text;
}

std::string python::tradeoffPage(const std::string &json) {
  std::string text;
  llvm::raw_string_ostream os(text);
  printPage(Page::Tradeoff, json, os);
  return text;
}
