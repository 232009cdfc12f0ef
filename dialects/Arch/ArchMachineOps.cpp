//===- ArchMachineOps.cpp - machine, memory, engine, path -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Arch/MachineChecks.h"
#include "dialects/Arch/Verify.h"
#include "ridge/Machine/StatedTimes.h"
#include "ridge/Numerics/Codec.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace ridge::arch;

static constexpr Field machineFields[] = {
    {"clock", QuantityKind::Frequency},
    {"static_power", QuantityKind::Power, true},
    {"area", QuantityKind::Area, true},
};

static constexpr Field memoryFields[] = {
    {"clock", QuantityKind::Frequency, true},
    {"size", QuantityKind::Size},
    {"bandwidth", QuantityKind::Rate, true}, // Or two others.
    {"latency", QuantityKind::Time},
    {"alignment", QuantityKind::Size},
    {"banks", QuantityKind::Count, true},
    {"read_bandwidth", QuantityKind::Rate, true},
    {"write_bandwidth", QuantityKind::Rate, true},
    {"ports", QuantityKind::Count, true},
    {"bank_bandwidth", QuantityKind::Rate, true},
    {"reserved", QuantityKind::Size, true},
    {"page", QuantityKind::Size, true},
    {"page_time", QuantityKind::Time, true},
    {"open_pages", QuantityKind::Count, true},
    {"turn", QuantityKind::Time, true},
    {"write_batch", QuantityKind::Size, true},
    {"requests", QuantityKind::Count, true},
    {"read_energy", QuantityKind::ByteEnergy, true},
    {"write_energy", QuantityKind::ByteEnergy, true},
    {"static_power", QuantityKind::Power, true},
    {"area", QuantityKind::Area, true},
};

static constexpr Field engineFields[] = {
    {"clock", QuantityKind::Frequency, true},
    {"count", QuantityKind::Count, true},
    {"queue_depth", QuantityKind::Count, true},
    {"issue", QuantityKind::Time, true},
    {"fetch", QuantityKind::Rate, true},
    {"code", QuantityKind::Size, true},
    {"static_power", QuantityKind::Power, true},
    {"area", QuantityKind::Area, true},
};

static constexpr Field pathFields[] = {
    {"clock", QuantityKind::Frequency, true},
    {"bandwidth", QuantityKind::Rate},
    {"latency", QuantityKind::Time},
    {"burst", QuantityKind::Size},
    {"in_flight", QuantityKind::Count},
    {"setup", QuantityKind::Time},
    {"indexed", QuantityKind::Time, true},
    {"codec_rate", QuantityKind::Rate, true},
    {"row", QuantityKind::Time, true},
    {"request", QuantityKind::Size, true},
    {"row_bytes", QuantityKind::Size, true},
    {"command_rows", QuantityKind::Count, true},
    {"commands", QuantityKind::Count, true},
    {"energy", QuantityKind::ByteEnergy, true},
    {"codec_energy", QuantityKind::ByteEnergy, true},
    {"area", QuantityKind::Area, true},
};

/// The verifier reports what is wrong with a clock; here it only matters
/// whether there is one.
static std::optional<int64_t> readClock(Operation *op) {
  Attribute clock = op->getAttr("clock");
  if (!clock)
    return std::nullopt;
  ScopedDiagnosticHandler quiet(op->getContext(),
                                [](Diagnostic &) { return success(); });
  FailureOr<int64_t> hertz =
      readQuantity(clock, QuantityKind::Frequency, std::nullopt,
                   [&] { return op->emitOpError(); });
  return failed(hertz) ? std::nullopt : std::optional<int64_t>(*hertz);
}

std::optional<int64_t> ridge::arch::clockOf(Operation *part) {
  if (part->hasAttr("clock"))
    return readClock(part);
  auto machine = dyn_cast_or_null<MachineOp>(part->getParentOp());
  return machine ? machine.getHertz() : std::nullopt;
}

//===----------------------------------------------------------------------===//
// arch.machine
//===----------------------------------------------------------------------===//

/// @name [{attributes}] [derives @base [attributes {attributes}]] { body }
/// A derived machine needs the keyword: its body would read as a dictionary.
ParseResult MachineOp::parse(OpAsmParser &parser, OperationState &result) {
  StringAttr name;
  if (parser.parseSymbolName(name, "sym_name", result.attributes))
    return failure();
  if (succeeded(parser.parseOptionalKeyword("derives"))) {
    FlatSymbolRefAttr base;
    if (parser.parseAttribute(base, "base", result.attributes) ||
        parser.parseOptionalAttrDictWithKeyword(result.attributes))
      return failure();
  } else if (parser.parseOptionalAttrDict(result.attributes)) {
    return failure();
  }
  Region *body = result.addRegion();
  if (parser.parseRegion(*body))
    return failure();
  if (body->empty())
    body->emplaceBlock();
  return success();
}

void MachineOp::print(OpAsmPrinter &printer) {
  printer << ' ';
  printer.printSymbolName(getSymName());
  if (getBaseAttr()) {
    printer << " derives " << getBaseAttr();
    printer.printOptionalAttrDictWithKeyword((*this)->getAttrs(),
                                             {"sym_name", "base"});
  } else {
    // Always printed: a body alone would read as a dictionary.
    printer << " {";
    llvm::interleaveComma(
        llvm::make_filter_range((*this)->getAttrs(),
                                [](NamedAttribute attribute) {
                                  return attribute.getName() != "sym_name";
                                }),
        printer, [&](NamedAttribute attribute) {
          printer << attribute.getName().getValue() << " = "
                  << attribute.getValue();
        });
    printer << '}';
  }
  printer << ' ';
  printer.printRegion(getBody());
}

std::optional<int64_t> MachineOp::getHertz() { return readClock(*this); }

LogicalResult MachineOp::verify() {
  if (failed(verifyKnownAttributes(*this)) ||
      failed(verifySources(*this, getNumberNames())))
    return failure();
  return verifyFields(*this, machineFields, std::nullopt, isComplete());
}

LogicalResult MachineOp::verifyRegions() {
  for (Operation &part : getBody().front())
    if (!isa<MemoryOp, EngineOp, PathOp, InstructionOp, ProductsOp, LanesOp,
             EncodingOp, RemoveOp>(part))
      return part.emitOpError(
          "is no part of a machine; expected arch.memory, engine, path, "
          "instruction, products, lanes, encoding or remove");
  return isComplete() ? verifyWhole(*this) : success();
}

/// A base that is not in this module may be a shipped machine, which lib/Target
/// finds; here only a circle can be told.
static LogicalResult verifyBases(MachineOp first, SymbolTableCollection &tables,
                                 bool &isCircular) {
  llvm::SmallPtrSet<Operation *, 4> seen;
  MachineOp machine = first;
  while (machine && machine.getBaseAttr()) {
    if (!seen.insert(machine).second) {
      isCircular = true;
      // The machines of the circle report it; those that lead into it do not.
      if (machine != first)
        return success();
      return first.emitOpError("derives from itself by way of ")
             << first.getBaseAttr()
             << "; one machine of the circle has to stand alone";
    }
    Operation *base = tables.lookupNearestSymbolFrom(machine->getParentOp(),
                                                     machine.getBaseAttr());
    if (base && !isa<MachineOp>(base)) {
      InFlightDiagnostic error = machine.emitOpError("derives ")
                                 << machine.getBaseAttr()
                                 << ", which is no machine";
      error.attachNote(base->getLoc()) << machine.getBaseAttr() << " is this";
      return error;
    }
    machine = cast_or_null<MachineOp>(base);
  }
  return success();
}

/// Last of all: every part has been verified by itself.
LogicalResult MachineOp::verifySymbolUses(SymbolTableCollection &tables) {
  bool isCircular = false;
  if (failed(verifyBases(*this, tables, isCircular)))
    return failure();
  if (isCircular)
    return success();
  auto *checks = (*this)->getDialect()->getRegisteredInterface<MachineChecks>();
  return checks ? checks->check(*this) : success();
}

//===----------------------------------------------------------------------===//
// arch.memory, arch.engine
//===----------------------------------------------------------------------===//

/// A count or size of zero would divide by zero later.
static LogicalResult verifyPositive(Operation *op, StringRef name) {
  auto count = op->getAttrOfType<IntegerAttr>(name);
  if (count && count.getValue().isZero())
    return op->emitOpError("'") << name << "': found 0, expected at least 1";
  return success();
}

/// A memory has a rate for each direction, and no more than it holds is kept
/// from programs.
static LogicalResult verifyShares(MemoryOp memory) {
  if (!standsAlone(memory))
    return success();
  bool isApart = memory.getReadBandwidth() && memory.getWriteBandwidth();
  if (!memory.getBandwidth() && !isApart)
    return memory.emitOpError(
        "does not state 'bandwidth'; a missing number has "
        "no default, and 'read_bandwidth' and "
        "'write_bandwidth' stand in for it together "
        "alone");
  if (memory.getBankBandwidth() && !memory.getBanks())
    return memory.emitOpError("states 'bank_bandwidth' and no 'banks'");
  return success();
}

/// Numbers that mean something together.
static LogicalResult verifyTogether(Operation *op, ArrayRef<StringRef> names) {
  if (!standsAlone(op))
    return success();
  StringRef stated, missing;
  for (StringRef name : names)
    (op->hasAttr(name) ? stated : missing) = name;
  if (stated.empty() || missing.empty())
    return success();
  return op->emitOpError("states '")
         << stated << "' and no '" << missing << "', expected all or none of "
         << llvm::join(names, ", ");
}

static LogicalResult verifyReserved(MemoryOp memory) {
  if (!memory.getReserved() || !memory.getSize())
    return success();
  auto bytes = [&](StringRef name) {
    return *readQuantity(memory->getAttr(name), QuantityKind::Size,
                         std::nullopt, [&] { return memory.emitOpError(); });
  };
  if (bytes("reserved") < bytes("size"))
    return success();
  return memory.emitOpError("reserves ")
         << memory.getReservedAttr() << " of " << memory.getSizeAttr()
         << ", which leaves nothing to programs";
}

LogicalResult MemoryOp::verify() {
  if (failed(verifyKnownAttributes(*this)) ||
      failed(verifySources(*this, getNumberNames())) ||
      failed(verifyPositive(*this, "banks")) ||
      failed(verifyPositive(*this, "ports")) ||
      failed(verifyPositive(*this, "open_pages")) ||
      failed(verifyPositive(*this, "requests")) ||
      failed(verifyTogether(*this, {"page", "page_time", "open_pages"})) ||
      failed(verifyTogether(*this, {"turn", "write_batch"})) ||
      failed(verifyShares(*this)) ||
      failed(verifyFields(*this, memoryFields, clockOf(*this),
                          standsAlone(*this))))
    return failure();
  return verifyReserved(*this);
}

LogicalResult EngineOp::verify() {
  if (failed(verifyKnownAttributes(*this)) ||
      failed(verifySources(*this, getNumberNames())) ||
      failed(verifyPositive(*this, "count")) ||
      failed(verifyPositive(*this, "queue_depth")) ||
      failed(verifyFields(*this, engineFields, clockOf(*this),
                          standsAlone(*this))))
    return failure();
  if (getCount().value_or(1) > ridge::kMostEqualEngines)
    return emitOpError("stands for ")
           << *getCount() << " engines, expected at most "
           << ridge::kMostEqualEngines;
  return success();
}

//===----------------------------------------------------------------------===//
// arch.path
//===----------------------------------------------------------------------===//

/// Codecs exist, once each, and code units of fixed size.
static LogicalResult verifyCodecs(PathOp path) {
  ArrayAttr codecs = path.getCodecsAttr();
  bool none = !codecs || codecs.empty();
  if (path.getCodecRate() && none && standsAlone(path))
    return path.emitOpError(
        "states 'codec_rate' and no 'codecs'; add the list, "
        "as in codecs = [\"mxfp4\"]");
  if (path.getCodecEnergy() && none && standsAlone(path))
    return path.emitOpError("states 'codec_energy' and no 'codecs'");
  if (none)
    return success();
  llvm::SmallVector<std::string> names;
  for (auto name : codecs.getAsRange<StringAttr>()) {
    auto codec = ridge::Codec::create(name.getValue());
    if (!codec)
      return path.emitOpError("'codecs': ")
             << llvm::toString(codec.takeError());
    if ((*codec)->unit() == 0)
      return path.emitOpError("'codecs': ")
             << name << " encodes whole runs, expected a codec with units of "
             << "fixed size: no scale of the tensor, no block '*'";
    if (llvm::is_contained(names, (*codec)->name()))
      return path.emitOpError("'codecs': names ") << name << " twice";
    names.push_back((*codec)->name());
  }
  return success();
}

LogicalResult PathOp::verify() {
  if (failed(verifyKnownAttributes(*this)) ||
      failed(verifySources(*this, getNumberNames())) ||
      failed(verifyCodecs(*this)))
    return failure();
  if (getFrom() == getTo())
    return emitOpError("leads from ")
           << getFromAttr() << " to itself, expected two memories";
  if (!getEngineAttr() && standsAlone(*this))
    return emitOpError("has a rate but no engine that drives it; add 'on "
                       "@engine'");
  return verifyFields(*this, pathFields, clockOf(*this), standsAlone(*this));
}

LogicalResult PathOp::verifySymbolUses(SymbolTableCollection &tables) {
  if (!standsAlone(*this))
    return success();
  if (failed(verifyReference<MemoryOp>(*this, getFromAttr(), tables)) ||
      failed(verifyReference<MemoryOp>(*this, getToAttr(), tables)))
    return failure();
  if (failed(verifyReference<EngineOp>(*this, getEngineAttr(), tables)))
    return failure();
  auto engine = cast<EngineOp>(
      tables.lookupSymbolIn((*this)->getParentOp(), getEngineAttr()));
  if (engine.getCount().value_or(1) == 1)
    return success();
  InFlightDiagnostic error =
      emitOpError("is on ")
      << getEngineAttr() << ", which stands for " << *engine.getCount()
      << " engines, expected one: transfers are not dealt"
         " to equal engines";
  error.attachNote(engine.getLoc()) << getEngineAttr() << " is this";
  return error;
}

//===----------------------------------------------------------------------===//
// arch.remove
//===----------------------------------------------------------------------===//

LogicalResult RemoveOp::verify() {
  if (failed(verifyKnownAttributes(*this)))
    return failure();
  if (standsAlone(*this))
    return emitOpError("stands in a machine without a base; delete what it "
                       "names instead");
  return success();
}
