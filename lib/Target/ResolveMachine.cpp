//===- ResolveMachine.cpp - merge a machine with its base -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Derivation as an edit of a copy of the base: first what arch.remove names
/// goes, then each part either changes the part it names or is added at the
/// end. The result is verified like a machine that was written out in full, so
/// a derived machine may be incomplete only as text.
///
//===----------------------------------------------------------------------===//

#include "ExpandProducts.h"
#include "MachineText.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "ridge/Target/Catalog.h"
#include "ridge/Target/LoadMachine.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::arch;

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

ArrayRef<StringRef> ridge::numbersOf(Operation *op) {
  return llvm::TypeSwitch<Operation *, ArrayRef<StringRef>>(op)
      .Case<MachineOp, MemoryOp, EngineOp, PathOp, InstructionOp, ProductsOp,
            LanesOp, EncodingOp>(
          [](auto part) { return part.getNumberNames(); })
      .Default(ArrayRef<StringRef>());
}

/// `source` and `sources` as one entry for each number that `op` states. After
/// a merge the numbers of one operation come from different places.
static NamedAttrList singleSources(Operation *op) {
  NamedAttrList list;
  auto single = op->getAttrOfType<DictionaryAttr>("sources");
  for (StringRef number : numbersOf(op)) {
    Attribute source = single ? single.get(number) : Attribute();
    if (!source)
      source = op->getAttr("source");
    if (source && op->getAttr(number))
      list.set(number, source);
  }
  return list;
}

/// Attributes of `part` replace those of `base`, each with its source.
static void mergeAttributes(Operation *base, Operation *part) {
  NamedAttrList sources = singleSources(base);
  for (NamedAttribute source : singleSources(part))
    sources.set(source.getName(), source.getValue());

  for (NamedAttribute attribute : part->getAttrs())
    if (attribute.getName() != "base")
      base->setAttr(attribute.getName(), attribute.getValue());
  base->removeAttr("source");
  base->removeAttr("sources");
  if (!sources.empty())
    base->setAttr("sources", sources.getDictionary(base->getContext()));
  base->setLoc(part->getLoc());
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

static SmallVector<PathOp> findPaths(MachineOp machine, StringRef from,
                                     StringRef to,
                                     std::optional<StringRef> engine) {
  SmallVector<PathOp> paths;
  for (PathOp path : machine.getOps<PathOp>())
    if (path.getFrom() == from && path.getTo() == to &&
        (!engine || path.getEngine() == engine))
      paths.push_back(path);
  return paths;
}

/// What goes has no words any more: a machine that leaves it out need not know
/// how the base encodes it.
static void dropWords(MachineOp machine, StringRef name) {
  for (EncodingOp encoding : machine.getOps<EncodingOp>()) {
    DictionaryAttr targets = encoding.getTargetsAttr();
    if (ArrayAttr engines = encoding.getEnginesAttr()) {
      SmallVector<Attribute> left(
          llvm::make_filter_range(engines.getValue(), [&](Attribute engine) {
            return cast<FlatSymbolRefAttr>(engine).getValue() != name;
          }));
      encoding.setEnginesAttr(ArrayAttr::get(machine.getContext(), left));
    }
    if (!targets || encoding.getControl())
      continue;
    NamedAttrList left;
    for (NamedAttribute target : targets)
      if (target.getName().getValue().split(" on ").first != name)
        left.append(target);
    encoding.setTargetsAttr(left.getDictionary(machine.getContext()));
  }
}

/// A word that lost all that it stood for may get others; if it did not, it
/// goes.
static void dropEmptyWords(MachineOp machine) {
  for (EncodingOp encoding :
       llvm::make_early_inc_range(machine.getOps<EncodingOp>()))
    if (encoding.getTargetsAttr() && encoding.getTargetsAttr().empty())
      encoding.erase();
}

static LogicalResult applyRemove(MachineOp machine, RemoveOp remove) {
  if (remove.getTo()) {
    SmallVector<PathOp> paths =
        findPaths(machine, remove.getTarget(), *remove.getTo(), std::nullopt);
    if (paths.empty())
      return remove.emitOpError("names a path ")
             << remove.getTargetAttr() << " -> " << remove.getToAttr()
             << " that the base does not have";
    for (PathOp path : paths)
      path.erase();
    dropWords(machine, (remove.getTarget() + "->" + *remove.getTo()).str());
    return success();
  }
  Operation *part = SymbolTable::lookupSymbolIn(machine, remove.getTarget());
  if (!part)
    return remove.emitOpError("names ")
           << remove.getTargetAttr() << ", which the base does not have";
  part->erase();
  dropWords(machine, remove.getTarget());
  return success();
}

static void addPart(MachineOp machine, Operation &part) {
  machine.getBody().front().push_back(part.clone());
}

/// A path is named by its ends and its engine. Without the engine it means the
/// one path of the base between those ends.
static LogicalResult applyPath(MachineOp machine, PathOp path) {
  SmallVector<PathOp> found =
      findPaths(machine, path.getFrom(), path.getTo(), path.getEngine());
  if (found.size() == 1) {
    mergeAttributes(found.front(), path);
    return success();
  }
  if (path.getEngine()) {
    addPart(machine, *path);
    return success();
  }
  return path.emitOpError("means one path of the base, which has ")
         << found.size() << " from " << path.getFromAttr() << " to "
         << path.getToAttr() << "; add 'on @engine'";
}

static LogicalResult applyPart(MachineOp machine, Operation &part) {
  if (auto family = dyn_cast<ProductsOp>(part)) {
    for (OwningOpRef<InstructionOp> &member : membersOf(family))
      if (failed(applyPart(machine, **member)))
        return failure();
    return success();
  }
  if (auto path = dyn_cast<PathOp>(part))
    return applyPath(machine, path);
  StringAttr name = SymbolTable::getSymbolName(&part);
  Operation *base = SymbolTable::lookupSymbolIn(machine, name);
  if (!base) {
    addPart(machine, part);
    return success();
  }
  if (base->getName() != part.getName()) {
    InFlightDiagnostic error = part.emitOpError("changes @")
                               << name.getValue() << ", which is an "
                               << base->getName() << " in the base";
    error.attachNote(base->getLoc()) << "it is this; remove it first";
    return error;
  }
  mergeAttributes(base, &part);
  if (part.getNumRegions() != 0 && !part.getRegion(0).empty()) {
    Operation *copy = part.clone();
    base->getRegion(0).takeBody(copy->getRegion(0));
    copy->destroy();
  }
  return success();
}

//===----------------------------------------------------------------------===//
// Machines
//===----------------------------------------------------------------------===//

static FailureOr<MachineOp> resolveInto(ModuleOp module, MachineOp machine,
                                        MachineOp given);

/// The base of `machine`, resolved, as a new operation of `module`.
static FailureOr<MachineOp> resolveBase(ModuleOp module, MachineOp machine,
                                        MachineOp given) {
  FlatSymbolRefAttr name = machine.getBaseAttr();
  if (auto base = SymbolTable::lookupNearestSymbolFrom<MachineOp>(
          machine->getParentOp(), name))
    return resolveInto(module, base, given);
  if (given && given.getSymName() == name.getValue())
    return resolveInto(module, given, MachineOp());

  std::optional<StringRef> source = shippedMachineSource(name.getValue());
  if (!source)
    return machine.emitOpError("derives ")
           << name << ", which is no machine of this file and none of the "
           << "shipped ones: " << llvm::join(shippedMachines(), ", ");
  OwningOpRef<ModuleOp> shipped = parseSourceString<ModuleOp>(
      *source, ParserConfig(machine.getContext()), name.getValue());
  if (!shipped)
    return failure();
  MachineOp last;
  for (MachineOp candidate : shipped->getOps<MachineOp>())
    last = candidate;
  assert(last && "shipped machine files hold a machine");
  return resolveInto(module, last, MachineOp());
}

static FailureOr<MachineOp> resolveInto(ModuleOp module, MachineOp machine,
                                        MachineOp given) {
  if (machine.isComplete()) {
    MachineOp copy = machine.clone();
    expandProducts(copy);
    module.push_back(copy);
    return copy;
  }
  FailureOr<MachineOp> result = resolveBase(module, machine, given);
  if (failed(result))
    return failure();
  mergeAttributes(*result, machine);
  for (RemoveOp remove : machine.getOps<RemoveOp>())
    if (failed(applyRemove(*result, remove)))
      return failure();
  for (Operation &part : machine.getBody().front())
    if (!isa<RemoveOp>(part) && failed(applyPart(*result, part)))
      return failure();
  dropEmptyWords(*result);
  return result;
}

OwningOpRef<ModuleOp> ridge::resolveMachine(MachineOp machine,
                                            MachineOp given) {
  OwningOpRef<ModuleOp> module = ModuleOp::create(machine.getLoc());
  if (failed(resolveInto(*module, machine, given)) || failed(verify(*module)))
    return nullptr;
  return module;
}
