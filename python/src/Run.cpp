//===- Run.cpp - what a run made, as Python asks for it -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "State.h"
#include "ridge/Session/LayerRemarks.h"

using namespace ridge;
using namespace ridge::python;

template <typename Print> static std::string textOf(Print print) {
  std::string text;
  llvm::raw_string_ostream os(text);
  print(os);
  return text;
}

std::string python::Run::json() const {
  return textOf([&](auto &os) { printJson(outcome->report, os); });
}

std::string python::Run::page() const {
  return textOf([&](auto &os) { printText(outcome->report, os); });
}

/// What passes said of each layer, where the run was asked for remarks.
static std::vector<std::vector<std::string>> notesOf(const python::Run &run) {
  std::vector<Message> remarks;
  for (const Diagnostic &said : run.messages)
    if (said.kind == kindName(Message::Kind::Remark))
      remarks.push_back({Message::Kind::Remark, said.place, said.text, {}});
  std::vector<LayerPlace> places;
  for (const Layer &layer : run.outcome->compiled.program.layers)
    places.push_back({layer.name, layer.location});
  std::vector<std::string> ofNone;
  return remarksByLayer(remarks, places, ofNone);
}

std::string python::Run::report() const {
  return textOf(
      [&](auto &os) { printHtml(outcome->report, notesOf(*this), os); });
}

std::string python::Run::text() const {
  if (!outcome->compiled.ir.empty())
    return outcome->compiled.ir;
  return outcome->compiled.mapping;
}

std::string python::Run::mapping() const { return outcome->compiled.mapping; }

std::string python::Run::pareto() const {
  const std::optional<PrecisionResult> &precision = outcome->report.precision;
  if (!precision || precision->front.empty())
    return "";
  return textOf([&](auto &os) { drawPrecision(*precision, os); });
}

std::string python::Run::checkDetail() const {
  const std::optional<CheckResult> &check = outcome->report.check;
  return check && !check->pass ? check->detail : "";
}

python::Program python::Run::program() const {
  Program program;
  program.session = session;
  program.compiled = {outcome, &outcome->compiled};
  return program;
}

std::vector<Tensor> python::Run::outputs() const {
  if (!outcome->executed)
    return {};
  return tensorsOf(outcome->executed->results, outcome);
}

std::optional<python::Values> python::Run::values() const {
  if (!outcome->values)
    return std::nullopt;
  Values values;
  values.session = session;
  values.values = outcome->values;
  return values;
}

std::optional<python::Machine> python::Run::machine() const {
  if (!outcome->machine)
    return std::nullopt;
  return Machine(std::make_shared<const MachineHandle>(outcome->machine));
}

std::string python::Program::text() const {
  return printProgram(compiled->program, compiled->machine);
}

std::string python::Program::file() const { return compiled->file; }

python::Machine python::Program::machine() const {
  return Machine(std::make_shared<const MachineHandle>(compiled->machine));
}
