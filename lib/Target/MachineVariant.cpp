//===- MachineVariant.cpp - a machine with some numbers changed -----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Either form becomes an arch.machine that derives from the base, which is
/// resolved and loaded like one of a file.
///
//===----------------------------------------------------------------------===//

#include "ridge/Target/MachineVariant.h"
#include "MachineText.h"
#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Verifier.h"
#include "ridge/Target/LoadMachine.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::arch;

namespace {
/// The base in a context of its own, and room for what derives from it.
class Deriver {
public:
  Deriver(const MachineHandle &base, MLIRContext &caller)
      : base(base), apart(caller),
        // It was verified when the base was made.
        baseModule(apart.parse(base.text(), "", /*verify=*/false)),
        given(lastMachine(*baseModule)) {}

  FailureOr<MachineHandle> derive(ArrayRef<MachineChange> changes);
  FailureOr<MachineHandle> derive(StringRef text, StringRef file,
                                  StringRef machine);

private:
  MachineOp createDerived(ModuleOp module, Location location);
  LogicalResult apply(const MachineChange &change, MachineOp derived);
  Operation *findPart(StringRef part, Location location);
  Operation *findPath(StringRef part, Location location);
  Operation *partIn(MachineOp derived, Operation *of, Location location);
  Attribute readValue(const MachineChange &change, Operation *part);
  LogicalResult wrapParts(ModuleOp module);
  LogicalResult checkBase(MachineOp machine, ModuleOp module);
  /// `isNamed`: the text gave it a name, else it keeps that of the base.
  FailureOr<MachineHandle> finish(MachineOp derived, bool isNamed);

  const MachineHandle &base;
  MachineTextContext apart;
  OwningOpRef<ModuleOp> baseModule;
  MachineOp given;
};
} // namespace

/// Digits of the hash in the name of a variant: for people to tell them apart.
static constexpr size_t kNameDigits = 12;

/// A variant goes by the name of what it came from first, and by its content.
static std::string variantName(StringRef baseName, StringRef hash) {
  // "a#b.mlir" is no variant but a file.
  auto [root, digits] = baseName.rsplit('#');
  bool isVariant =
      digits.size() == kNameDigits && llvm::all_of(digits, llvm::isHexDigit);
  return ((isVariant ? root : baseName) + "#" + hash.take_front(kNameDigits))
      .str();
}

/// A machine that derives from the base. Its own name lasts until it is
/// resolved: nothing derives from itself.
MachineOp Deriver::createDerived(ModuleOp module, Location location) {
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  OperationState state(location, MachineOp::getOperationName());
  state.addAttribute("sym_name",
                     builder.getStringAttr(given.getSymName() + " changed"));
  state.addAttribute("base", FlatSymbolRefAttr::get(given.getSymNameAttr()));
  state.addRegion()->emplaceBlock();
  return cast<MachineOp>(builder.create(state));
}

FailureOr<MachineHandle> Deriver::finish(MachineOp derived, bool isNamed) {
  OwningOpRef<ModuleOp> resolved = resolveMachine(derived, given);
  if (!resolved)
    return failure();
  if (!isNamed)
    lastMachine(*resolved).setSymName(given.getSymName());
  return makeHandle(*resolved, [&](StringRef hash) {
    return variantName(base.name(), hash);
  });
}

//===----------------------------------------------------------------------===//
// Changes
//===----------------------------------------------------------------------===//

std::string MachineChange::print() const {
  return part + (part.empty() ? "" : ".") + attribute + "=" + value;
}

/// "dram->sram", or "dram->sram on load" where there are several.
Operation *Deriver::findPath(StringRef part, Location location) {
  auto [ends, engine] = part.split(" on ");
  auto [from, to] = ends.split("->");
  SmallVector<PathOp> found;
  for (PathOp path : given.getOps<PathOp>())
    if (path.getFrom() == from.trim() && path.getTo() == to.trim() &&
        (engine.empty() || path.getEngine() == engine.trim()))
      found.push_back(path);
  if (found.size() == 1)
    return found.front();
  if (found.empty())
    emitError(location) << "machine @" << given.getSymName() << " has no path '"
                        << part << "'";
  else
    emitError(location) << "machine @" << given.getSymName() << " has "
                        << found.size() << " paths '" << part
                        << "'; add ' on ' and the engine of one";
  return nullptr;
}

Operation *Deriver::findPart(StringRef part, Location location) {
  if (part.empty())
    return given;
  if (part.contains("->"))
    return findPath(part, location);
  if (Operation *found = SymbolTable::lookupSymbolIn(given, part))
    return found;
  SmallVector<StringRef> names;
  // Words are parts, too, but nobody looks for one here.
  for (Operation &op : given.getBody().front())
    if (StringAttr name = SymbolTable::getSymbolName(&op);
        name && !isa<EncodingOp>(op))
      names.push_back(name.getValue());
  emitError(location) << "machine @" << given.getSymName() << " has no part '"
                      << part << "'; it has " << llvm::join(names, ", ")
                      << ", and paths, as in 'from->to'";
  return nullptr;
}

/// The part of `derived` that changes `of`, made when it is first needed: two
/// changes of one part are one part.
Operation *Deriver::partIn(MachineOp derived, Operation *of,
                           Location location) {
  if (of == given)
    return derived;
  auto path = dyn_cast<PathOp>(of);
  for (Operation &part : derived.getBody().front()) {
    auto other = dyn_cast<PathOp>(part);
    bool isPath = path && other && path.getFrom() == other.getFrom() &&
                  path.getTo() == other.getTo() &&
                  path.getEngine() == other.getEngine();
    StringAttr name = SymbolTable::getSymbolName(of);
    if (isPath || (name && SymbolTable::getSymbolName(&part) == name))
      return &part;
  }
  OpBuilder builder = OpBuilder::atBlockEnd(&derived.getBody().front());
  OperationState state(location, of->getName());
  for (StringRef name : {"sym_name", "from", "to"})
    if (Attribute attribute = of->getAttr(name))
      state.addAttribute(name, attribute);
  if (path)
    state.addAttribute("engine", path.getEngineAttr());
  for (unsigned i = 0; i < of->getNumRegions(); ++i)
    state.addRegion();
  return builder.create(state);
}

/// Text stays text where the base has text, so that "2 * m" and "512 KiB" need
/// no quotes; anything else is read as an attribute. Null: neither.
Attribute Deriver::readValue(const MachineChange &change, Operation *part) {
  StringRef value = StringRef(change.value).trim();
  StringRef text = value;
  bool quoted = text.consume_front("\"") && text.consume_back("\"");
  auto asText = StringAttr::get(&apart.get(), quoted ? text : value);
  Attribute now = part->getAttr(change.attribute);
  if (quoted || isa_and_nonnull<StringAttr>(now))
    return asText;
  ScopedDiagnosticHandler quiet(&apart.get(),
                                [](Diagnostic &) { return success(); });
  if (Attribute parsed = parseAttribute(value, &apart.get()))
    return parsed;
  return now ? Attribute() : asText;
}

LogicalResult Deriver::apply(const MachineChange &change, MachineOp derived) {
  Location location =
      FileLineColLoc::get(&apart.get(), change.print(), /*line=*/1,
                          /*column=*/1);
  Operation *of = findPart(change.part, location);
  if (!of)
    return failure();
  bool isIdentity = llvm::is_contained(
      {"sym_name", "base", "from", "to", "source", "sources"},
      change.attribute);
  if (change.attribute.empty() || isIdentity)
    return emitError(location)
           << "cannot change '" << change.attribute
           << "', expected an attribute that states something of the part";
  Attribute value = readValue(change, of);
  if (!value)
    return emitError(location)
           << "cannot read '" << change.value << "', expected something like "
           << of->getAttr(change.attribute);
  Operation *part = partIn(derived, of, location);
  part->setLoc(location);
  part->setAttr(change.attribute, value);
  // An operation drops what its attribute cannot be.
  if (part->getAttr(change.attribute) != value)
    return emitError(location)
           << "found " << value << " for '" << change.attribute
           << "', expected something like " << of->getAttr(change.attribute);
  NamedAttrList sources(part->getAttrOfType<DictionaryAttr>("sources"));
  sources.set(change.attribute, StringAttr::get(&apart.get(), change.source));
  // Only what is a number has a source.
  if (llvm::is_contained(numbersOf(part), change.attribute))
    part->setAttr("sources", sources.getDictionary(&apart.get()));
  return success();
}

FailureOr<MachineHandle> Deriver::derive(ArrayRef<MachineChange> changes) {
  auto place = UnknownLoc::get(&apart.get());
  OwningOpRef<ModuleOp> module = ModuleOp::create(place);
  MachineOp derived = createDerived(*module, given.getLoc());
  for (const MachineChange &change : changes)
    if (failed(apply(change, derived)))
      return failure();
  if (failed(verify(*module)))
    return failure();
  return finish(derived, /*isNamed=*/false);
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

/// Parts that stand alone go into a machine that derives.
LogicalResult Deriver::wrapParts(ModuleOp module) {
  SmallVector<Operation *> parts;
  for (Operation &op : *module.getBody())
    if (!isa<MachineOp>(op))
      parts.push_back(&op);
  if (parts.empty())
    return success();
  if (MachineOp machine = lastMachine(module))
    return parts.front()->emitError("stands beside a machine, expected all "
                                    "parts inside a machine or none");
  MachineOp derived = createDerived(module, parts.front()->getLoc());
  for (Operation *part : parts)
    part->moveBefore(&derived.getBody().front(),
                     derived.getBody().front().end());
  return success();
}

/// The machines between `machine` and the base may be of the same text.
LogicalResult Deriver::checkBase(MachineOp machine, ModuleOp module) {
  MachineOp at = machine;
  while (auto next = at.isComplete()
                         ? MachineOp()
                         : module.lookupSymbol<MachineOp>(at.getBaseAttr()))
    at = next;
  if (at.getBase() == given.getSymName())
    return success();
  return at.emitOpError("changes nothing of the machine at hand, expected "
                        "'derives @")
         << given.getSymName() << "'";
}

FailureOr<MachineHandle> Deriver::derive(StringRef text, StringRef file,
                                         StringRef machine) {
  OwningOpRef<ModuleOp> module = apart.parse(text, file, /*verify=*/false);
  if (!module)
    return failure();
  bool isNamed = lastMachine(*module) != nullptr;
  if (failed(wrapParts(*module)))
    return failure();
  MachineOp derived = machine.empty()
                          ? lastMachine(*module)
                          : module->lookupSymbol<MachineOp>(machine);
  if (!derived)
    return emitError(FileLineColLoc::get(&apart.get(), file, 1, 1))
           << "holds neither a machine nor a part of one";
  // Verified first: after that, no machine derives from itself.
  if (failed(verify(*module)) || failed(checkBase(derived, *module)))
    return failure();
  return finish(derived, isNamed);
}

FailureOr<MachineHandle> ridge::deriveMachine(const MachineHandle &base,
                                              ArrayRef<MachineChange> changes,
                                              MLIRContext &context) {
  return Deriver(base, context).derive(changes);
}

FailureOr<MachineHandle> ridge::deriveMachine(const MachineHandle &base,
                                              StringRef text, StringRef file,
                                              MLIRContext &context,
                                              StringRef machine) {
  return Deriver(base, context).derive(text, file, machine);
}

FailureOr<std::vector<std::string>>
ridge::machinesOfText(StringRef text, StringRef file, MLIRContext &context) {
  MachineTextContext apart(context);
  OwningOpRef<ModuleOp> module = apart.parse(text, file, /*verify=*/false);
  if (!module)
    return failure();
  std::vector<std::string> names;
  for (MachineOp machine : module->getOps<MachineOp>())
    names.push_back(machine.getSymName().str());
  return names;
}
