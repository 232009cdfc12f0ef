//===- LoadEncodings.cpp - instruction words of a machine file ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LoadEncodings.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::arch;
using Kind = EncodingTarget::Kind;

namespace {
class EncodingLoader {
public:
  EncodingLoader(MachineOp source, Machine &machine)
      : source(source), machine(machine) {}

  LogicalResult load();

private:
  LogicalResult loadOne(EncodingOp op);
  FailureOr<SmallVector<EngineId>> enginesOf(EncodingOp op);
  FailureOr<SmallVector<EncodingTarget>> targetsOf(EncodingOp op,
                                                   StringRef name);
  LogicalResult bind(EncodingOp op, EncodingTarget target, Attribute code);
  LogicalResult verifyLoops();
  LogicalResult verifyApart();

  MachineOp source;
  Machine &machine;
  SmallVector<EncodingOp> places; ///< Of machine.encodings.
};
} // namespace

/// A part stands for itself and for the parts equal to it: "mxu", "mxu.1".
template <typename List>
static SmallVector<int32_t> findAll(const List &list, StringRef name) {
  SmallVector<int32_t> ids;
  for (auto [id, part] : llvm::enumerate(list)) {
    StringRef rest = part.name;
    unsigned number;
    if (rest == name || (rest.consume_front(name) && rest.consume_front(".") &&
                         !rest.getAsInteger(10, number)))
      ids.push_back(static_cast<int32_t>(id));
  }
  return ids;
}

FailureOr<SmallVector<EngineId>> EncodingLoader::enginesOf(EncodingOp op) {
  SmallVector<EngineId> engines;
  if (!op.getEnginesAttr()) {
    for (size_t id = 0; id < machine.engines.size(); ++id)
      engines.push_back(static_cast<EngineId>(id));
    return engines;
  }
  for (auto name : op.getEnginesAttr().getAsRange<FlatSymbolRefAttr>()) {
    SmallVector<int32_t> found = findAll(machine.engines, name.getValue());
    if (found.empty())
      return op.emitOpError("refers to ")
             << name << ", expected an arch.engine";
    llvm::append_range(engines, found);
  }
  return engines;
}

static Kind controlKind(StringRef name) {
  return name == "wait"     ? Kind::Wait
         : name == "signal" ? Kind::Signal
         : name == "loop"   ? Kind::Loop
                            : Kind::End;
}

FailureOr<SmallVector<EncodingTarget>>
EncodingLoader::targetsOf(EncodingOp op, StringRef name) {
  SmallVector<EncodingTarget> targets;
  if (op.getControl()) {
    FailureOr<SmallVector<EngineId>> engines = enginesOf(op);
    if (failed(engines))
      return failure();
    for (EngineId engine : *engines)
      targets.push_back({controlKind(name), engine});
    return targets;
  }
  for (int32_t id : findAll(machine.instructions, name))
    targets.push_back({Kind::Instruction, id});
  auto [ends, engine] = name.split(" on ");
  for (auto [id, path] : llvm::enumerate(machine.paths))
    if (path.name == ends &&
        (engine.empty() || machine.engines[path.engine].name == engine))
      targets.push_back({Kind::Path, static_cast<int32_t>(id)});
  if (targets.empty())
    return op.emitOpError("encodes '")
           << name << "', which is no instruction and no path of the machine; "
           << "a path is named as in \"dram->sram\"";
  return targets;
}

static std::vector<std::string> textsOf(ArrayAttr list) {
  std::vector<std::string> texts;
  if (list)
    for (auto text : list.getAsRange<StringAttr>())
      texts.push_back(text.getValue().str());
  return texts;
}

LogicalResult EncodingLoader::bind(EncodingOp op, EncodingTarget target,
                                   Attribute code) {
  EncodingText text;
  text.bits = *op.getBits();
  text.levels = textsOf(op.getLevelsAttr());
  text.fields = textsOf(op.getFieldsAttr());
  if (auto number = dyn_cast<IntegerAttr>(code))
    text.code = number.getValue().getSExtValue();
  llvm::Expected<Encoding> encoding = bindEncoding(
      machine, target, text, machine.codeLoops(machine.engineOf(target)));
  if (!encoding)
    return op.emitOpError() << llvm::toString(encoding.takeError());
  if (machine.findEncoding(target)) {
    InFlightDiagnostic error = op.emitOpError("encodes ")
                               << encoding->name << " a second time";
    for (auto [earlier, place] : llvm::zip(machine.encodings, places))
      if (earlier.target == target)
        error.attachNote(EncodingOp(place).getLoc()) << "the first is here";
    return error;
  }
  if (target.kind == Kind::Instruction)
    machine.instructions[target.id].wordBytes = encoding->bytes();
  else if (target.kind == Kind::Path)
    machine.paths[target.id].wordBytes = encoding->bytes();
  machine.encodings.push_back(std::move(*encoding));
  places.push_back(op);
  return success();
}

LogicalResult EncodingLoader::loadOne(EncodingOp op) {
  for (NamedAttribute entry : op.getTargetsAttr()) {
    FailureOr<SmallVector<EncodingTarget>> targets =
        targetsOf(op, entry.getName().getValue());
    if (failed(targets))
      return failure();
    for (EncodingTarget target : *targets)
      if (failed(bind(op, target, entry.getValue())))
        return failure();
  }
  return success();
}

/// A loop that begins has to end.
LogicalResult EncodingLoader::verifyLoops() {
  for (auto [encoding, place] : llvm::zip(machine.encodings, places)) {
    Kind kind = encoding.target.kind;
    if (kind != Kind::Loop && kind != Kind::End)
      continue;
    Kind other = kind == Kind::Loop ? Kind::End : Kind::Loop;
    EncodingOp op = place;
    if (!machine.findEncoding({other, encoding.target.id}))
      return op.emitOpError("gives engine @")
             << machine.engines[encoding.target.id].name << " a word '"
             << encoding.name << "' and nobody gives it one '"
             << (kind == Kind::Loop ? "end" : "loop") << "'";
    if (kind == Kind::Loop && encoding.levels.empty())
      return op.emitOpError("states no 'levels': how deep do loops nest? As in "
                            "levels = [\"outer\", \"inner\"]");
  }
  return success();
}

/// Words of one engine are told apart by their constants.
LogicalResult EncodingLoader::verifyApart() {
  for (size_t i = 0; i < machine.encodings.size(); ++i)
    for (size_t j = 0; j < i; ++j) {
      const Encoding &a = machine.encodings[j], &b = machine.encodings[i];
      if (machine.engineOf(a.target) != machine.engineOf(b.target))
        continue;
      std::string problem = findAmbiguity(a, b);
      if (problem.empty())
        continue;
      InFlightDiagnostic error =
          places[i].emitOpError("on engine @")
          << machine.engines[machine.engineOf(b.target)].name << ": "
          << problem;
      if (places[i] != places[j])
        error.attachNote(places[j].getLoc()) << a.name << " is encoded here";
      return error;
    }
  return success();
}

LogicalResult EncodingLoader::load() {
  // Loops first: fields of the other words speak of their levels.
  SmallVector<EncodingOp> others;
  for (EncodingOp op : source.getOps<EncodingOp>()) {
    DictionaryAttr targets = op.getTargetsAttr();
    bool isLoop =
        op.getControl() && (targets.get("loop") || targets.get("end"));
    if (!isLoop)
      others.push_back(op);
    else if (failed(loadOne(op)))
      return failure();
  }
  for (EncodingOp op : others)
    if (failed(loadOne(op)))
      return failure();
  return failed(verifyLoops()) ? failure() : verifyApart();
}

LogicalResult ridge::loadEncodings(MachineOp source, Machine &machine) {
  return EncodingLoader(source, machine).load();
}
