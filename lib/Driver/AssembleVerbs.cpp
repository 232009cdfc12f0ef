//===- AssembleVerbs.cpp - programs as instruction words ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Driver/AssembleVerbs.h"

#include "Outputs.h"
#include "ridge/Program/Describe.h"
#include "ridge/Run/Progress.h"
#include "ridge/Run/WriteFile.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace ridge;
using llvm::StringRef;
using llvm::Twine;

namespace {
class AssembleRun {
public:
  AssembleRun(const AssembleOptions &options, llvm::raw_ostream &out,
              llvm::raw_ostream &err)
      : options(options), out(out), progress(err, options.progress) {
    session.onMessage([&](const Message &message) { message.print(err); });
    session.onProgress([&](const Twine &step) { progress.begin(step); });
  }

  llvm::Error run();

private:
  llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>> readInput() const;
  llvm::Expected<Compiled> load();
  llvm::Error assemble();
  llvm::Error disassemble();
  llvm::Error list(const Image &image);

  const AssembleOptions &options;
  llvm::raw_ostream &out;
  Session session;
  Progress progress;
  MachineHandle machine;
};
} // namespace

llvm::Expected<std::unique_ptr<llvm::MemoryBuffer>>
AssembleRun::readInput() const {
  auto buffer = llvm::MemoryBuffer::getFile(options.input);
  if (!buffer)
    return fileError(options.input,
                     "cannot read the file: " + buffer.getError().message());
  return std::move(*buffer);
}

/// A program begins with the word, whatever the file is called.
llvm::Expected<Compiled> AssembleRun::load() {
  auto buffer = readInput();
  if (!buffer)
    return buffer.takeError();
  StringRef text = (*buffer)->getBuffer();
  if (text.ltrim().starts_with("program "))
    return session.parseProgram(text, options.input, machine);
  llvm::Expected<Model> model =
      session.loadModel(options.input, options.modelOptions);
  if (!model)
    return model.takeError();
  return session.compile(*model, machine);
}

llvm::Error AssembleRun::list(const Image &image) {
  return options.lists ? printListing(image, *machine, out)
                       : llvm::Error::success();
}

llvm::Error AssembleRun::assemble() {
  llvm::Expected<Compiled> compiled = load();
  if (!compiled)
    return compiled.takeError();
  llvm::Expected<Image> image = session.assemble(*compiled);
  if (!image)
    return image.takeError();
  if (!options.outputPath.empty())
    if (llvm::Error error =
            writeFileAt(options.outputPath, [&](llvm::raw_ostream &os) {
              os << writeImage(*image, *machine);
            }))
      return error;
  out << options.input << " on " << machine->name << ": " << image->codeBytes()
      << " bytes of code\n";
  for (const CodeStream &stream : image->streams)
    out << "  " << symbolText(machine->engines[stream.engine].name) << ' '
        << stream.words() << " words, " << stream.bytes.size() << " bytes\n";
  return list(*image);
}

llvm::Error AssembleRun::disassemble() {
  auto buffer = readInput();
  if (!buffer)
    return buffer.takeError();
  llvm::Expected<Image> image =
      session.readImage((*buffer)->getBuffer(), options.input, machine);
  if (!image)
    return image.takeError();
  llvm::Expected<Compiled> compiled =
      session.disassemble(*image, options.input, machine);
  if (!compiled)
    return compiled.takeError();
  if (options.lists)
    return list(*image);
  return writeOutput(options.outputPath.empty() ? "-" : options.outputPath, out,
                     [&](llvm::raw_ostream &os) {
                       os << printProgram(compiled->program, *machine);
                     });
}

llvm::Error AssembleRun::run() {
  if (llvm::Error error =
          session.loadMachine(options.machine).moveInto(machine))
    return error;
  return options.backwards ? disassemble() : assemble();
}

ExitStatus ridge::runAssembler(const AssembleOptions &options,
                               llvm::raw_ostream &out, llvm::raw_ostream &err) {
  return exitStatus(AssembleRun(options, out, err).run(), err);
}
