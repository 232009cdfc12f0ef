//===- LoadMachine.cpp - machine files become machines --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Works on a machine that stands alone and is verified: attributes are there,
/// units are known, names exist. What is left to find out is whether bodies are
/// kernels, and what Machine::check says of the whole.
///
//===----------------------------------------------------------------------===//

#include "ridge/Target/LoadMachine.h"
#include "LoadEncodings.h"
#include "dialects/Arch/InstructionText.h"
#include "dialects/Arch/MachineChecks.h"
#include "dialects/Arch/Quantity.h"
#include "dialects/Arch/Verify.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "ridge/Numerics/Codec.h"
#include "ridge/Support/Saturate.h"
#include "ridge/Target/KernelFromRegion.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace ridge;
using namespace ridge::arch;

namespace {
class MachineLoader {
public:
  explicit MachineLoader(MachineOp source) : source(source) {}

  FailureOr<Machine> load();

private:
  void loadMemory(MemoryOp memory);
  void loadEngine(EngineOp engine);
  void loadPath(PathOp path);
  LogicalResult loadInstruction(InstructionOp op);
  template <typename OpT>
  void loadConfiguration(OpT op, Instruction &instruction);
  LogicalResult loadLanes(LanesOp op);
  LogicalResult loadKernel(InstructionOp op, Instruction &instruction);
  LogicalResult loadAccumulate(InstructionOp op, Kernel &kernel);
  FailureOr<KernelOperand> loadOperand(InstructionOp op, OperandAttr operand);
  /// Engine, dims and times, which exact instructions and lanes share.
  template <typename OpT> Instruction loadCommon(OpT op);

  int64_t read(Operation *op, StringRef name, QuantityKind kind);
  /// A time in ticks.
  int64_t readTime(Operation *op, StringRef name, int64_t period);
  int64_t readTimeOr(int64_t missing, Operation *op, StringRef name,
                     int64_t period);
  /// Ticks of a cycle of the part's clock.
  int64_t periodOf(Operation *part) const;
  /// The same of what may be left away: `missing` then.
  int64_t readOr(int64_t missing, Operation *op, StringRef name,
                 QuantityKind kind);
  Stated readStated(Operation *op, StringRef name, QuantityKind kind);
  Location locate(StringRef problem);
  /// Adds the instruction, and to each engine equal to its own the same.
  void addInstruction(Instruction instruction);

  MachineOp source;
  Machine machine;
  /// Per engine how many are equal to it by the file, if it is the first.
  llvm::DenseMap<EngineId, int64_t> counts;
};
} // namespace

/// Verified before: a quantity that cannot be read is our own mistake.
int64_t MachineLoader::read(Operation *op, StringRef name, QuantityKind kind) {
  FailureOr<int64_t> value =
      readQuantity(op->getAttr(name), kind, clockOf(op),
                   [&] { return op->emitOpError("'") << name << "': "; });
  assert(succeeded(value) && "machine is loaded without being verified");
  return value.value_or(0);
}

int64_t MachineLoader::readOr(int64_t missing, Operation *op, StringRef name,
                              QuantityKind kind) {
  return op->hasAttr(name) ? read(op, name, kind) : missing;
}

int64_t MachineLoader::periodOf(Operation *part) const {
  return machine.hertz * machine.ticksPerCycle / clockOf(part).value_or(1);
}

int64_t MachineLoader::readTime(Operation *op, StringRef name, int64_t period) {
  return saturatingMul(read(op, name, QuantityKind::Time), period);
}

int64_t MachineLoader::readTimeOr(int64_t missing, Operation *op,
                                  StringRef name, int64_t period) {
  return op->hasAttr(name) ? readTime(op, name, period) : missing;
}

/// What the file says of where a number comes from.
static std::string sourceOf(Operation *op, StringRef name) {
  auto single = op->getAttrOfType<DictionaryAttr>("sources");
  Attribute source = single ? single.get(name) : Attribute();
  auto text =
      dyn_cast_or_null<StringAttr>(source ? source : op->getAttr("source"));
  return text ? text.getValue().str() : "";
}

Stated MachineLoader::readStated(Operation *op, StringRef name,
                                 QuantityKind kind) {
  if (!op->hasAttr(name))
    return {};
  return {read(op, name, kind), sourceOf(op, name)};
}

//===----------------------------------------------------------------------===//
// Memories, engines and paths
//===----------------------------------------------------------------------===//

void MachineLoader::loadMemory(MemoryOp op) {
  Memory memory;
  memory.name = op.getSymName().str();
  memory.period = periodOf(op);
  memory.reservedBytes = readOr(0, op, "reserved", QuantityKind::Size);
  memory.bytes = read(op, "size", QuantityKind::Size) - memory.reservedBytes;
  memory.readBytesPerCycle =
      readOr(0, op, "read_bandwidth", QuantityKind::Rate);
  memory.writeBytesPerCycle =
      readOr(0, op, "write_bandwidth", QuantityKind::Rate);
  // Where directions are limited alone, both at once are no further limit.
  memory.bytesPerCycle =
      readOr(memory.readBytesPerCycle + memory.writeBytesPerCycle, op,
             "bandwidth", QuantityKind::Rate);
  memory.latency = readTime(op, "latency", memory.period);
  memory.alignment = read(op, "alignment", QuantityKind::Size);
  memory.banks = readOr(0, op, "banks", QuantityKind::Count);
  memory.ports = readOr(0, op, "ports", QuantityKind::Count);
  memory.bankBytesPerCycle =
      readOr(0, op, "bank_bandwidth", QuantityKind::Rate);
  memory.pageBytes = readOr(0, op, "page", QuantityKind::Size);
  memory.pageCycles = readTimeOr(0, op, "page_time", memory.period);
  memory.openPages = readOr(0, op, "open_pages", QuantityKind::Count);
  memory.turnCycles = readTimeOr(0, op, "turn", memory.period);
  memory.writeBatchBytes = readOr(0, op, "write_batch", QuantityKind::Size);
  memory.requests = readOr(0, op, "requests", QuantityKind::Count);
  memory.readEnergy = readStated(op, "read_energy", QuantityKind::ByteEnergy);
  memory.writeEnergy = readStated(op, "write_energy", QuantityKind::ByteEnergy);
  memory.staticPower = readStated(op, "static_power", QuantityKind::Power);
  memory.area = readStated(op, "area", QuantityKind::Area);
  memory.home = op.getHome();
  machine.memories.push_back(std::move(memory));
}

/// The first has the name of the file, so that what speaks of the part speaks
/// of it.
static std::string copyName(StringRef name, int64_t number) {
  return number == 0 ? name.str() : (name + "." + Twine(number)).str();
}

void MachineLoader::loadEngine(EngineOp op) {
  Engine engine;
  engine.name = op.getSymName().str();
  engine.period = periodOf(op);
  engine.queueDepth = readOr(0, op, "queue_depth", QuantityKind::Count);
  engine.issueCycles = readTimeOr(0, op, "issue", engine.period);
  engine.fetchBytesPerCycle = readOr(0, op, "fetch", QuantityKind::Rate);
  engine.codeBytes = readOr(0, op, "code", QuantityKind::Size);
  engine.staticPower = readStated(op, "static_power", QuantityKind::Power);
  engine.area = readStated(op, "area", QuantityKind::Area);
  counts[static_cast<EngineId>(machine.engines.size())] =
      op.getCount().value_or(1);
  for (int64_t i = 0, count = op.getCount().value_or(1); i < count; ++i) {
    machine.engines.push_back(engine);
    machine.engines.back().name = copyName(engine.name, i);
  }
}

void MachineLoader::loadPath(PathOp op) {
  Path path;
  path.name = (op.getFrom() + "->" + op.getTo()).str();
  path.period = periodOf(op);
  path.from = machine.findMemory(op.getFrom());
  path.to = machine.findMemory(op.getTo());
  path.engine = machine.findEngine(*op.getEngine());
  path.bytesPerCycle = read(op, "bandwidth", QuantityKind::Rate);
  path.latency = readTime(op, "latency", path.period);
  path.burst = read(op, "burst", QuantityKind::Size);
  path.inFlight = read(op, "in_flight", QuantityKind::Count);
  path.setup = readTime(op, "setup", path.period);
  path.cyclesPerIndex = readTimeOr(-1, op, "indexed", path.period);
  path.rowCycles = readTimeOr(0, op, "row", path.period);
  path.requestBytes = readOr(0, op, "request", QuantityKind::Size);
  path.rowBytes = readOr(0, op, "row_bytes", QuantityKind::Size);
  path.commandRows = readOr(0, op, "command_rows", QuantityKind::Count);
  path.commandsInFlight = readOr(0, op, "commands", QuantityKind::Count);
  path.energy = readStated(op, "energy", QuantityKind::ByteEnergy);
  path.codecEnergy = readStated(op, "codec_energy", QuantityKind::ByteEnergy);
  path.area = readStated(op, "area", QuantityKind::Area);
  if (ArrayAttr codecs = op.getCodecsAttr())
    for (auto name : codecs.getAsRange<StringAttr>())
      path.codecs.push_back(cantFail(Codec::create(name.getValue()))->name());
  path.codecBytesPerCycle = readOr(0, op, "codec_rate", QuantityKind::Rate);
  machine.paths.push_back(std::move(path));
}

//===----------------------------------------------------------------------===//
// Instructions
//===----------------------------------------------------------------------===//

/// Verified before, like quantities.
static Expression parseVerified(StringRef text, ArrayRef<StringRef> names) {
  llvm::Expected<Expression> expression = Expression::parse(text, names);
  if (expression)
    return std::move(*expression);
  llvm::consumeError(expression.takeError());
  llvm_unreachable("machine is loaded without being verified");
}

template <typename OpT> Instruction MachineLoader::loadCommon(OpT op) {
  Instruction instruction;
  instruction.name = op.getSymName().str();
  instruction.engine = machine.findEngine(*op.getEngine());
  for (DimAttr dim : op.getDimsAttr().template getAsRange<DimAttr>())
    instruction.dims.push_back({dim.getName().getValue().str(), dim.getLow(),
                                dim.getHigh(), dim.getStep()});

  SmallVector<StringRef> names = op.getDimNames();
  names.append({"bits", "ops"});
  std::string latency =
      substituteOccupancy(*op.getLatency(), *op.getOccupancy());
  instruction.occupancy = parseVerified(*op.getOccupancy(), names);
  instruction.latency = parseVerified(latency, names);
  instruction.energy = parseVerified(*op.getEnergy(), names);
  instruction.energySource = sourceOf(op, "energy");
  return instruction;
}

FailureOr<KernelOperand> MachineLoader::loadOperand(InstructionOp op,
                                                    OperandAttr operand) {
  std::optional<Format> format = formatOf(operand.getFormat());
  if (!format)
    return op.emitOpError("operand '")
           << operand.getName().getValue() << "' is " << operand.getFormat()
           << ", which is no number format that Ridge knows";
  KernelOperand result;
  result.format = *format;
  SmallVector<StringRef> names = op.getDimNames();
  for (auto [d, name] : llvm::enumerate(names))
    for (StringAttr dim : operand.getDims())
      if (dim.getValue() == name)
        result.dims |= DimSet(1) << d;
  return result;
}

LogicalResult MachineLoader::loadKernel(InstructionOp op,
                                        Instruction &instruction) {
  size_t numReads = op.getReadsAttr() ? op.getReadsAttr().size() : 0;
  size_t numWrites = op.getWritesAttr() ? op.getWritesAttr().size() : 0;
  SmallVector<KernelOperand> inputs, outputs;
  DimSet kept = 0;
  for (auto [i, operand] : llvm::enumerate(op.getInstructionOperands())) {
    FailureOr<KernelOperand> kernelOperand = loadOperand(op, operand);
    if (failed(kernelOperand))
      return failure();
    kernelOperand->updated = i >= numReads + numWrites;
    if (i >= numReads)
      kept |= kernelOperand->dims;
    (i < numReads ? inputs : outputs).push_back(*kernelOperand);
  }
  // What the body folds along is complete within an issue.
  op.getBody().walk([&](FoldOp fold) {
    for (int64_t dim : fold.getDims())
      kept |= DimSet(1) << dim;
  });
  SmallVector<bool> reduction;
  for (size_t d = 0; d < instruction.dims.size(); ++d)
    reduction.push_back(!(kept >> d & 1));

  FailureOr<Kernel> kernel =
      kernelFromRegion(op.getBody(), inputs, outputs, reduction,
                       [&] { return op.emitOpError(); });
  if (failed(kernel))
    return failure();
  instruction.kernel = std::move(*kernel);
  return loadAccumulate(op, instruction.kernel);
}

/// That the text is a model was verified; that it fits the body was not.
LogicalResult MachineLoader::loadAccumulate(InstructionOp op, Kernel &kernel) {
  if (!op.getAccumulate())
    return success();
  std::string problem;
  kernel.accumulate = AccumulateModel::parse(*op.getAccumulate(), problem);
  if (kernel.accumulate)
    problem = kernel.check();
  return problem.empty() ? success() : op.emitOpError() << problem;
}

/// Verified before.
template <typename OpT>
void MachineLoader::loadConfiguration(OpT op, Instruction &instruction) {
  ArrayAttr parts = op.getConfigurationAttr();
  if (!parts)
    return;
  int64_t period = machine.engines[instruction.engine].period;
  FailureOr<int64_t> cycles =
      readQuantity(parts[0], QuantityKind::Time,
                   machine.hertz * machine.ticksPerCycle / period,
                   [&] { return op.emitOpError("'configuration': "); });
  assert(succeeded(cycles) && "machine is loaded without being verified");
  instruction.configurationCycles = saturatingMul(cycles.value_or(0), period);
  ConfigurationParts stated(parts);
  instruction.configuration = stated.shared.str();
  instruction.configurationValue = stated.value.str();
  instruction.configurationDrains = stated.drained;
  for (auto name : stated.dims()) {
    for (auto [d, dim] : llvm::enumerate(instruction.dims))
      if (cast<StringAttr>(name).getValue() == dim.name)
        instruction.configuredBy.push_back(static_cast<int32_t>(d));
    if (cast<StringAttr>(name).getValue() == "bits")
      instruction.configuredBy.push_back(
          static_cast<int32_t>(instruction.dims.size()));
  }
}

void MachineLoader::addInstruction(Instruction instruction) {
  EngineId first = instruction.engine;
  for (int64_t i = 0, count = counts.lookup(first); i < count; ++i) {
    Instruction &copy = machine.instructions.emplace_back(instruction);
    copy.name = copyName(instruction.name, i);
    copy.engine = first + static_cast<EngineId>(i);
  }
}

LogicalResult MachineLoader::loadInstruction(InstructionOp op) {
  Instruction instruction = loadCommon(op);
  instruction.ordered = op.getOrdered();
  loadConfiguration(op, instruction);
  for (OperandAttr operand : op.getInstructionOperands()) {
    InstructionOperand &loaded = instruction.operands.emplace_back();
    loaded.name = operand.getName().getValue().str();
    // A dim of one says nothing; the one before it counts then.
    for (StringAttr name : operand.getDims())
      for (auto [d, dim] : llvm::enumerate(instruction.dims))
        if (operand.getUnitStride() && dim.high > 1 && dim.name == name)
          loaded.unitStride = static_cast<int32_t>(d);
    loaded.broadcast = operand.getBroadcast();
    loaded.immediate = operand.getImmediate();
    for (FlatSymbolRefAttr memory : operand.getMemories())
      loaded.memories.push_back(machine.findMemory(memory.getValue()));
  }
  if (failed(loadKernel(op, instruction)))
    return failure();
  addInstruction(std::move(instruction));
  return success();
}

LogicalResult MachineLoader::loadLanes(LanesOp op) {
  Instruction instruction = loadCommon(op);
  instruction.laneReduce = op.getReduce();
  loadConfiguration(op, instruction);
  for (StringAttr name : op.getOpsAttr().getAsRange<StringAttr>())
    instruction.laneOps.push_back(*parseScalarOp(name.getValue()));
  for (Type type : op.getFormatsAttr().getAsValueRange<TypeAttr>()) {
    std::optional<Format> format = formatOf(type);
    if (!format)
      return op.emitOpError("lists ")
             << type << ", which is no number format that Ridge knows";
    instruction.laneFormats.push_back(*format);
  }

  InstructionOperand operand;
  for (auto memory : op.getMemoriesAttr().getAsRange<FlatSymbolRefAttr>())
    operand.memories.push_back(machine.findMemory(memory.getValue()));
  operand.name = "out";
  operand.unitStride = op.getUnitStride() ? 0 : -1;
  instruction.operands.push_back(operand);
  operand.name = "in";
  if (op.getUnitStride() && op.getReduce() && instruction.dims[1].high > 1)
    operand.unitStride = 1;
  operand.broadcast = operand.immediate = true;
  instruction.operands.insert(instruction.operands.begin(), operand);
  addInstruction(std::move(instruction));
  return success();
}

//===----------------------------------------------------------------------===//
// Machine
//===----------------------------------------------------------------------===//

/// The operation that a sentence of Machine::check speaks of: the first "@name"
/// in it, else the machine.
Location MachineLoader::locate(StringRef problem) {
  StringRef name = problem.split('@').second.take_while([](char c) {
    return llvm::isAlnum(c) || c == '_' || c == '-' || c == '.' || c == '$';
  });
  Operation *part =
      name.empty() ? nullptr : SymbolTable::lookupSymbolIn(source, name);
  // It may be one of several that a part stands for.
  if (!part && !name.empty())
    part = SymbolTable::lookupSymbolIn(source, name.rsplit('.').first);
  return part ? part->getLoc() : source.getLoc();
}

FailureOr<Machine> MachineLoader::load() {
  machine.name = source.getSymName().str();
  machine.hertz = source.getHertz().value_or(0);
  machine.ticksPerCycle =
      commonClock(source).value_or(machine.hertz) / machine.hertz;
  machine.staticPower = readStated(source, "static_power", QuantityKind::Power);
  machine.area = readStated(source, "area", QuantityKind::Area);
  // Ids first: paths and instructions refer to memories and engines that may
  // stand below them.
  for (MemoryOp memory : source.getOps<MemoryOp>())
    loadMemory(memory);
  for (EngineOp engine : source.getOps<EngineOp>())
    loadEngine(engine);
  for (PathOp path : source.getOps<PathOp>())
    loadPath(path);
  // One list for both kinds: the order of the file ranks equal instructions.
  for (Operation &part : source.getBody().front()) {
    auto instruction = dyn_cast<InstructionOp>(part);
    auto lanes = dyn_cast<LanesOp>(part);
    if ((instruction && failed(loadInstruction(instruction))) ||
        (lanes && failed(loadLanes(lanes))))
      return failure();
  }

  if (failed(loadEncodings(source, machine)))
    return failure();
  findPeers(machine);
  std::vector<std::string> problems = machine.check();
  for (const std::string &problem : problems)
    emitError(locate(problem))
        << "machine @" << machine.name << ": " << problem;
  if (!problems.empty())
    return failure();
  return std::move(machine);
}

FailureOr<Machine> ridge::loadMachine(MachineOp machine) {
  OwningOpRef<ModuleOp> resolved = resolveMachine(machine);
  if (!resolved)
    return failure();
  return loadResolved(*resolved);
}

FailureOr<Machine> ridge::loadResolved(ModuleOp resolved) {
  return MachineLoader(*resolved.getOps<MachineOp>().begin()).load();
}

//===----------------------------------------------------------------------===//
// Verification
//===----------------------------------------------------------------------===//

namespace {
/// A machine that stands alone is loaded as it is. One that derives, or has
/// families, is resolved: the result stands alone and is verified, which brings
/// it here.
struct LoadingChecks : MachineChecks {
  using MachineChecks::MachineChecks;

  LogicalResult check(MachineOp machine) const override {
    if (!machine.isComplete() || !machine.getOps<ProductsOp>().empty())
      return success(static_cast<bool>(resolveMachine(machine)));
    return success(succeeded(MachineLoader(machine).load()));
  }
};
} // namespace

void ridge::registerMachineChecks(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, ArchDialect *dialect) {
    // Shipped bases are parsed when a machine is verified; bodies hold these.
    context->loadDialect<RidgeDialect>();
    dialect->addInterfaces<LoadingChecks>();
  });
}
