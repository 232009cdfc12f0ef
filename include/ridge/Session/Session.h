//===- Session.h - Ridge as a library ---------------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Each step of `ridge run`, callable alone:
///
///     Session session;
///     auto machine = session.loadMachine("toy");
///     auto model = session.loadModel("model.mlir");
///     auto compiled = session.compile(*model, *machine);
///     auto cost = session.estimate(*compiled);
///     auto sim = session.simulate(*compiled);
///     auto values = session.evaluate(*model);
///     auto check = session.check(*compiled, *values);
///
/// Machines, models, programs and results are values: they outlive the step
/// that made them, and a model or a machine may be used in any number of steps.
/// (Models hold IR of the session's context: they end before it does.) Nothing
/// is printed and no file is written. What is wrong with an input is an
/// InputError; warnings and remarks go to a handler.
///
/// A session works in one thread; sessions know nothing of one another but
/// what shareSearches lets them know.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_SESSION_SESSION_H
#define RIDGE_SESSION_SESSION_H

#include "ridge/Check/ValueCheck.h"
#include "ridge/Cost/Cost.h"
#include "ridge/Cost/Objective.h"
#include "ridge/Encoding/Image.h"
#include "ridge/Explore/FormatSearch.h"
#include "ridge/Mapping/TilingCache.h"
#include "ridge/Pipeline/Compilation.h"
#include "ridge/Session/Message.h"
#include "ridge/Sim/Simulator.h"
#include "ridge/Target/MachineNumbers.h"
#include "ridge/Target/MachineVariant.h"
#include "ridge/Values/StoredTensor.h"

namespace ridge {

/// A model with its arguments' values and what it makes of them.
using Values = std::shared_ptr<ValueCheck>;

/// A text, and the file that it is from.
struct TextSource {
  std::string file, text;
};

struct CompileOptions {
  /// Formats of products, by their numbers; nothing: those of the model.
  std::optional<Assignment> formats;
  CodecRequests codecs;
  /// Needed with `formats` or `codecs`: which arguments are weights, and what
  /// codecs save on these values. From then on they are compared with what the
  /// model gives in those formats.
  Values values;
  /// Mappings of groups to carry out (docs/Mapping.md); other groups are
  /// searched.
  std::optional<TextSource> mapping;
  /// Ends with the mappings that were chosen: there is no program.
  bool onlyMapping = false;
  /// Leaves them in Compiled::mapping, and goes on.
  bool keepsMapping = false;
  /// The last stage that runs; then there is no program. Nothing: all.
  std::optional<Stage> last;
  PassObserver observer; ///< Looks at the IR after each pass.
};

struct Compiled {
  std::string file; ///< Of the model, or of the program's text.
  MachineHandle machine;
  Program program;
  std::string ir;      ///< With CompileOptions::last: the module's text.
  std::string mapping; ///< With CompileOptions::onlyMapping or keepsMapping.
  /// With formats or codecs: the results' error against the model as it is.
  std::optional<ErrorMeasure> error;
  std::vector<StoredTensor> stored; ///< Tensors in codecs.
};

struct FormatRequest {
  double budget = 0; ///< dB of the results' signal to noise ratio.
  Objective minimized = Objective::Time;
  bool narrowLogits = false; ///< Products that are results change as well.
  CodecRequests codecs;
};

struct Execution {
  std::vector<Array> results;
  ExecStats stats;
};

class Session {
public:
  Session();
  ~Session();

  /// Hears warnings and remarks; nobody by default.
  void onMessage(std::function<void(const Message &)> handler);
  /// Hears what long steps do.
  void onProgress(ProgressHandler handler);
  /// Asked before each step and after each pass, in the thread that works;
  /// where it says yes, the step ends with StoppedError.
  void stopWhen(std::function<bool()> asked);
  /// Passes say from now on what they decide and why, as remarks.
  llvm::Error enableRemarks();

  /// A shipped machine's name, or a machine file.
  llvm::Expected<MachineHandle> loadMachine(llvm::StringRef name);
  /// The text of a machine file; `file` names it.
  llvm::Expected<MachineHandle> parseMachine(llvm::StringRef text,
                                             llvm::StringRef file);
  /// `base` with some numbers changed.
  llvm::Expected<MachineHandle>
  deriveMachine(const MachineHandle &base,
                llvm::ArrayRef<MachineChange> changes);
  /// `base` changed by parts or a machine of a machine file
  /// (MachineVariant.h).
  llvm::Expected<MachineHandle> deriveMachine(const MachineHandle &base,
                                              llvm::StringRef text,
                                              llvm::StringRef file,
                                              llvm::StringRef machine = "");
  /// The numbers that it states (MachineNumbers.h).
  std::vector<MachineNumber> machineNumbers(const MachineHandle &machine);
  /// Names of the machines in a text; none: it holds parts of one.
  llvm::Expected<std::vector<std::string>> machinesOfText(llvm::StringRef text,
                                                          llvm::StringRef file);

  llvm::Expected<Model> loadModel(llvm::StringRef path,
                                  const ModelOptions &options = {});
  llvm::Expected<Model> parseModel(llvm::StringRef text, llvm::StringRef file,
                                   const ModelOptions &options = {});

  /// Reads or draws arguments and runs the model on them: the reference.
  llvm::Expected<Values> evaluate(const Model &model,
                                  const ValueOptions &options = {});

  /// Formats that keep the results within an error budget, by cost.
  llvm::Expected<FormatDecision> chooseFormats(const Model &model,
                                               const MachineHandle &machine,
                                               const Values &values,
                                               const FormatRequest &request);
  /// What a choice made elsewhere does; FormatFile.h.
  llvm::Expected<FormatDecision>
  describeFormats(const Model &model, const MachineHandle &machine,
                  const Values &values, Assignment assignment,
                  llvm::ArrayRef<int64_t> withoutExponents);

  /// `machine` may be none if CompileOptions::last is the tensor stage.
  llvm::Expected<Compiled> compile(const Model &model,
                                   const MachineHandle &machine,
                                   const CompileOptions &options = {});

  /// A program in text form, proved well formed for the machine.
  llvm::Expected<Compiled> loadProgram(llvm::StringRef path,
                                       const MachineHandle &machine);
  /// The same from its text; `file` names it.
  llvm::Expected<Compiled> parseProgram(llvm::StringRef text,
                                        llvm::StringRef file,
                                        const MachineHandle &machine);

  /// The words of a program, as the machine states them (Encoding/Image.h).
  llvm::Expected<Image> assemble(const Compiled &compiled);
  /// The image in the file of `bytes`; `file` names it.
  llvm::Expected<Image> readImage(llvm::StringRef bytes, llvm::StringRef file,
                                  const MachineHandle &machine);
  /// The program of its words.
  llvm::Expected<Compiled> disassemble(const Image &image, llvm::StringRef file,
                                       const MachineHandle &machine);

  /// Bound, estimate and serial sum, in cycles of the machine's clock. Times or
  /// energies whose sums leave 64 bits are an error; no hardware has them.
  llvm::Expected<ProgramCost> estimate(const Compiled &compiled);
  /// The same is an error here, and so is a deadlock. The listener's events are
  /// in ticks (Machine.h).
  llvm::Expected<SimResult> simulate(const Compiled &compiled,
                                     SimListener *listener = nullptr);
  /// Runs a program on arguments by index.
  llvm::Expected<Execution> execute(const Compiled &compiled,
                                    llvm::ArrayRef<Array> arguments);
  /// Runs a program on the arguments that the model was run on, and compares.
  llvm::Expected<CheckResult> check(const Compiled &compiled,
                                    const Values &values,
                                    Execution *execution = nullptr);
  /// An error about a file, for steps of the caller's own.
  llvm::Error error(llvm::StringRef file, const llvm::Twine &message) const;

  /// Searches for tilings that compiling asked for, and how many of them had
  /// to be made: the others had been, for another layer, model or machine.
  TilingCache::Counts tilingSearches() const;
  /// The different searches since the last call, from the first one on.
  std::set<TilingCache::Key> takeSearches();
  /// What either session finds, the other one knows. It may work in another
  /// thread.
  void shareSearches(Session &other);

  mlir::MLIRContext &context();

private:
  class Messages;

  void say(const llvm::Twine &step) const;
  llvm::Error takeError(llvm::StringRef file);
  /// An error if the step is to end.
  llvm::Error checkStopped() const;
  template <typename T>
  llvm::Expected<T> finish(mlir::FailureOr<T> result, llvm::StringRef file);
  mlir::LogicalResult recordTyped(const Model &model,
                                  const CompileOptions &options,
                                  Compilation &compilation, Compiled &compiled);
  mlir::FailureOr<Compiled> compileStages(const Model &model,
                                          const MachineHandle &machine,
                                          const CompileOptions &options);

  std::unique_ptr<mlir::MLIRContext> mlirContext;
  std::unique_ptr<Messages> messages;
  ProgressHandler progress;
  std::function<bool()> stopAsked;
};

} // namespace ridge

#endif // RIDGE_SESSION_SESSION_H
