//===- Session.h - a session as Python sees it ------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_PYTHON_SESSION_H
#define RIDGE_PYTHON_SESSION_H

#include "Outcome.h"
#include <atomic>
#include <functional>
#include <optional>

namespace ridge {
class MachineHandle;
struct Array;
struct Compiled;
struct RunOutcome;
class Model;
} // namespace ridge

namespace ridge::python {

struct MachineChange {
  std::string part, attribute, value, source;
};

/// A machine: a value that never changes.
class Machine {
public:
  explicit Machine(std::shared_ptr<const MachineHandle> handle)
      : handle(std::move(handle)) {}

  std::string name() const; ///< As IR and reports name it.
  std::string hash() const;
  std::string text() const;     ///< A machine file that says the same.
  std::string describe() const; ///< What the file comes to.
  std::string json() const;     ///< The same as a document.

  std::shared_ptr<const MachineHandle> handle;
};

/// The names of the shipped machines.
std::vector<std::string> shippedMachines();

/// A text, and the file that it is from.
struct Text {
  std::string file, text;
};

struct ModelOptions {
  std::string function;
  bool drawElided = false, accumulateWider = false;
  std::vector<std::pair<std::string, int64_t>> dims;
};

/// What ridge::RunRequest says, in plain data.
struct RunOptions {
  bool check = false, checkStages = false, executes = false, evaluates = false;
  /// By number of argument.
  std::vector<std::pair<int64_t, std::shared_ptr<const Array>>> given;
  std::vector<std::string> inputFiles;
  std::string namesFile;
  std::optional<uint64_t> seed;
  std::optional<std::vector<int64_t>> weights;
  std::optional<double> errorBudget;
  bool minimizesEnergy = false, narrowLogits = false;
  std::optional<Text> formats, mapping;
  std::vector<std::pair<std::string, std::string>> codecs;
  std::string tracePath;
  std::string last; ///< "": all; a stage, "mapping" or "program".
  bool remarks = false;
};

/// A copy of the elements, for RunOptions::given: what Python holds may go
/// while a step still runs.
Outcome<std::shared_ptr<const Array>> copyOf(const Tensor &tensor);

struct SessionState;

/// A model's function and its arguments.
class Model {
public:
  std::string file() const;
  std::string text() const; ///< The IR as it was read.
  /// Format and shape of each argument and each result, as MLIR has them.
  std::vector<std::string> argumentTypes() const, resultTypes() const;

  std::shared_ptr<SessionState> session; ///< The IR's context ends after it.
  std::shared_ptr<const ridge::Model> model;
  /// Where it is from, for other sessions to read it again: a file, or the text
  /// of what is called so.
  std::string path, source;
  ModelOptions options;
};

/// A question about variants of a machine (lib/WhatIf), in the words of the
/// verb of the tool.
struct Question {
  std::string verb; ///< "whatif", "sensitivity", "find" or "explain".
  std::vector<std::string> edits;         ///< whatif
  std::vector<std::string> prefixes;      ///< sensitivity
  double step = 0.1;                      ///< sensitivity: 0.1 for a tenth.
  std::string number, first, last, until; ///< find
  std::string layer;                      ///< explain
  unsigned jobs = 0;                      ///< 0: one a core.
};

/// The document of `--json`, and what the tool prints.
struct Answer {
  std::string json, page;
};

/// Of two documents of runs: what differs, and both with it as a page in HTML.
Outcome<Answer> compareRuns(const Text &before, const Text &after);
Outcome<std::string> comparisonPage(const Text &before, const Text &after);

/// A document as the page "tradeoff" (Page.h).
std::string tradeoffPage(const std::string &json);

/// A model's arguments and what it makes of them: a shared ridge::ValueCheck.
class Values {
public:
  std::vector<Tensor> arguments() const, results() const;

  std::shared_ptr<SessionState> session;
  std::shared_ptr<void> values;
};

class Program {
public:
  std::string text() const;
  std::string file() const;
  Machine machine() const;

  std::shared_ptr<SessionState> session; ///< May be none.
  std::shared_ptr<const Compiled> compiled;
};

/// A run with all that it made; or that ended early, with a text.
class Run {
public:
  std::string json() const;        ///< The document of `ridge run --json`.
  std::string report() const;      ///< A page for a browser (HTML).
  std::string page() const;        ///< What `ridge run` prints.
  std::string text() const;        ///< Of a run that ended early.
  std::string mapping() const;     ///< Of all groups.
  std::string pareto() const;      ///< SVG; empty without a search.
  std::string checkDetail() const; ///< Why the comparison failed; else empty.
  Program program() const;
  std::vector<Tensor> outputs() const;
  std::optional<Values> values() const;
  std::optional<Machine> machine() const;
  std::vector<Diagnostic> messages;

  std::shared_ptr<SessionState> session;
  std::shared_ptr<RunOutcome> outcome;
};

/// One thread at a time. Every step may be told to stop: it does so between
/// passes and steps, with Diagnostic::stopped.
class Session {
public:
  Session();

  Outcome<Machine> loadMachine(const std::string &name);
  Outcome<Machine> parseMachine(const Text &source);
  Outcome<Machine> deriveMachine(const Machine &base,
                                 const std::vector<MachineChange> &changes);
  Outcome<Machine> deriveMachine(const Machine &base, const Text &changes);

  Outcome<Model> loadModel(const std::string &path,
                           const ModelOptions &options);
  Outcome<Model> parseModel(const Text &source, const ModelOptions &options);

  Outcome<Run> run(const Model &model, const std::optional<Machine> &machine,
                   const RunOptions &options);
  Outcome<Values> evaluate(const Model &model, const RunOptions &options);
  Outcome<Answer> ask(const Model &model, const Machine &machine,
                      const Question &question);

  Outcome<Program> parseProgram(const Text &source, const Machine &machine);
  /// Documents.
  Outcome<std::string> estimate(const Program &program);
  Outcome<std::string> simulate(const Program &program,
                                const std::string &tracePath);
  Outcome<std::vector<Tensor>> execute(const Program &program,
                                       const RunOptions &options);
  Outcome<std::vector<Tensor>> execute(const Program &program,
                                       const Values &values);
  Outcome<std::string> compare(const Program &program, const Values &values);

  void onProgress(std::function<void(const std::string &)> handler);
  void stop(bool stops); ///< From any thread.

private:
  std::shared_ptr<SessionState> state;
};

} // namespace ridge::python

#endif // RIDGE_PYTHON_SESSION_H
