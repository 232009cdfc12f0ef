//===- Simulator.cpp - event-driven timing of a program -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// The event loop. A queue runs on for as long as nothing else can happen
/// before its next step; then it leaves a wake-up in the heap. Events of one
/// cycle are handled in the order in which they were made.
///
//===----------------------------------------------------------------------===//

#include "ridge/Sim/Simulator.h"
#include "Event.h"
#include "FlowNetwork.h"
#include "QueueCode.h"
#include "ridge/Program/Banks.h"
#include "llvm/Support/raw_ostream.h"
#include <algorithm>
#include <cassert>
#include <deque>

using namespace ridge;

llvm::StringRef ridge::unitStateName(UnitState state) {
  static constexpr llvm::StringLiteral names[numUnitStates] = {
      "busy", "contended", "wait_data", "wait_semaphore", "wait_queue", "idle"};
  return names[static_cast<unsigned>(state)];
}

namespace {
struct QueueState {
  enum class Phase : uint8_t {
    Stepping,
    HeldData,
    HeldQueue,
    HeldSemaphore,
    Running,
    Ended
  };

  QueueState(const Program &program, const Machine &machine, const Queue &queue)
      : code(program, machine, queue), engine(queue.engine),
        counters(code.numCounters, 0), slots(code.numSlots) {}

  QueueCode code;
  EngineId engine;
  Phase phase = Phase::Stepping;
  int32_t position = 0;
  std::vector<int64_t> counters;
  std::vector<SlotWrites> slots;
  int64_t since = 0;    ///< Begin of the phase.
  int64_t complete = 0; ///< Running issue: results there.
  EngineConfiguration registers;
  int64_t writing = 0; ///< Running issue: cycles of it that write registers.
  /// When the operations in flight are complete, at most as many as the queue
  /// takes: a heap with the earliest on top. Empty without a limit.
  std::vector<int64_t> inFlight;
  int64_t latestComplete = 0; ///< Of all operations so far.
  int64_t awaited = 0;        ///< HeldSemaphore: the value.
  int32_t nextWaiter = -1;    ///< Next queue held by the same semaphore.
  uint32_t variant = 0;       ///< Of the running operation.
  // For the listener.
  int64_t told = 0;        ///< Events of this queue so far.
  int64_t latestTold = -1; ///< The one that is complete at latestComplete.
  SimGiver giver;          ///< Of the signal that ended the hold.
};

class Simulation {
public:
  Simulation(const Program &program, const Machine &machine,
             SimListener *listener);
  SimResult run();

private:
  using Phase = QueueState::Phase;

  void push(int64_t cycle, Event::Kind kind, int32_t id);
  /// Makes `cycle` the present if nothing else is due until then.
  bool skipTo(int64_t cycle);

  void wake(int32_t id);
  void stepQueue(int32_t id);
  bool stepWait(int32_t id, const Step &step);
  void stepSignal(int32_t id, const Step &step);
  bool stepOperation(int32_t id, Step &step);

  int64_t readyCycle(const QueueState &queue, const Step &step,
                     const Variant &variant) const;
  int64_t roomCycle(const QueueState &queue) const;
  void noteInFlight(QueueState &queue);
  FlowNetwork::Uses bankUses(const QueueState &queue, const Step &step,
                             const Variant &variant) const;
  void recordWrites(QueueState &queue, const Step &step, const Variant &variant,
                    int64_t complete);
  void finish(QueueState &queue);
  void post(SemaphoreId semaphore, SimGiver giver);
  void postDue(SemaphoreId semaphore);
  void tell(QueueState &queue, const SimEvent &event);

  void startFlow(int32_t id);
  void advanceFlows();
  void scheduleFlows();

  int64_t &stateOf(const QueueState &queue, UnitState state) {
    return result.states[queue.engine][static_cast<unsigned>(state)];
  }
  void endHold(QueueState &queue, UnitState state);
  void noteLayer(LayerId layer, int64_t begin, int64_t complete);
  std::string describeDeadlock() const;
  void close();

  const Program &program;
  const Machine &machine;
  SimListener *listener;
  std::vector<QueueState> queues;
  bool anyBanks; ///< Some memory's banks have a rate.
  std::vector<Event> heap;
  uint64_t sequence = 0;
  int64_t now = 0;
  FlowNetwork flows;
  int64_t flowsDue =
      FlowNetwork::never; ///< Cycle of the one valid Flows event.
  llvm::SmallVector<FlowNetwork::Release, 8> released;
  std::vector<int64_t> counts;      ///< By semaphore.
  std::vector<int32_t> firstWaiter; ///< By semaphore: a queue, or -1.
  /// By semaphore, for the listener: the cycle of each Post in the heap and who
  /// gives it.
  std::vector<std::deque<std::pair<int64_t, SimGiver>>> posts;
  SimResult result;
};

} // namespace

Simulation::Simulation(const Program &program, const Machine &machine,
                       SimListener *listener)
    : program(program), machine(machine), listener(listener),
      anyBanks(hasBankRates(machine)), flows(machine),
      counts(program.semaphores.size(), 0),
      firstWaiter(program.semaphores.size(), -1) {
  queues.reserve(program.queues.size());
  for (const Queue &queue : program.queues)
    queues.emplace_back(program, machine, queue);
  heap.reserve(64);
  if (listener)
    posts.resize(program.semaphores.size());
  result.states.resize(machine.engines.size());
  for (auto &states : result.states)
    states.fill(0);
  result.pathBytes.resize(machine.paths.size(), 0);
  result.layers.resize(program.layers.size(), {-1, 0, 0});
  result.semaphoreWait.resize(program.semaphores.size(), 0);
}

//===----------------------------------------------------------------------===//
// Events
//===----------------------------------------------------------------------===//

void Simulation::push(int64_t cycle, Event::Kind kind, int32_t id) {
  assert(cycle >= now && "an event in the past");
  heap.emplace_back(cycle, sequence++, kind, id);
  std::push_heap(heap.begin(), heap.end());
}

bool Simulation::skipTo(int64_t cycle) {
  if (!heap.empty() && heap.front().cycle <= cycle)
    return false;
  now = cycle;
  return true;
}

SimResult Simulation::run() {
  for (int32_t id = 0, e = queues.size(); id != e; ++id)
    push(0, Event::Kind::Wake, id);
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end());
    Event event = heap.back();
    heap.pop_back();
    if (event.kind() == Event::Kind::Flows && event.cycle != flowsDue)
      continue; // A later start or end has moved the date.
    now = event.cycle;
    switch (event.kind()) {
    case Event::Kind::Wake:
      wake(event.id());
      break;
    case Event::Kind::Post:
      postDue(event.id());
      break;
    case Event::Kind::StartFlow:
      startFlow(event.id());
      break;
    case Event::Kind::Flows:
      flowsDue = FlowNetwork::never;
      advanceFlows();
      scheduleFlows();
      break;
    }
  }
  close();
  return std::move(result);
}

void Simulation::wake(int32_t id) {
  QueueState &queue = queues[id];
  switch (queue.phase) {
  case Phase::Running:
    finish(queue);
    break;
  case Phase::HeldData:
    endHold(queue, UnitState::WaitData);
    break;
  case Phase::HeldQueue:
    endHold(queue, UnitState::WaitQueue);
    break;
  case Phase::HeldSemaphore: {
    const Step &step = queue.code.steps[queue.position];
    result.semaphoreWait[step.op->semaphore] += now - queue.since;
    endHold(queue, UnitState::WaitSemaphore);
    break;
  }
  case Phase::Stepping:
  case Phase::Ended:
    break;
  }
  queue.phase = Phase::Stepping;
  stepQueue(id);
}

//===----------------------------------------------------------------------===//
// Steps of a queue
//===----------------------------------------------------------------------===//

void Simulation::stepQueue(int32_t id) {
  QueueState &queue = queues[id];
  for (;;) {
    Step &step = queue.code.steps[queue.position];
    switch (step.kind) {
    case Step::Kind::LoopBegin:
      queue.counters[step.depth] = 0;
      ++queue.position;
      continue;
    case Step::Kind::LoopEnd:
      if (++queue.counters[step.depth] < step.trip)
        queue.position = step.target;
      else
        ++queue.position;
      continue;
    case Step::Kind::Signal:
      stepSignal(id, step);
      continue;
    case Step::Kind::Wait:
      if (!stepWait(id, step))
        return;
      continue;
    case Step::Kind::Issue:
    case Step::Kind::Move:
      if (!stepOperation(id, step))
        return;
      continue;
    case Step::Kind::End:
      queue.phase = Phase::Ended;
      result.cycles = std::max({result.cycles, now, queue.latestComplete});
      return;
    }
  }
}

void Simulation::stepSignal(int32_t id, const Step &step) {
  QueueState &queue = queues[id];
  ++queue.position;
  // Engines read while they are busy, and the queue is here when they are free.
  if (queue.latestComplete <= now || step.op->afterReads)
    return post(step.op->semaphore,
                {queue.engine, queue.told - 1, /*atCompletion=*/false});
  push(queue.latestComplete, Event::Kind::Post, step.op->semaphore);
  if (listener)
    posts[step.op->semaphore].push_back(
        {queue.latestComplete,
         {queue.engine, queue.latestTold, /*atCompletion=*/true}});
}

/// False if the queue is held.
bool Simulation::stepWait(int32_t id, const Step &step) {
  QueueState &queue = queues[id];
  int64_t value = step.op->value.evaluate(queue.counters);
  SemaphoreId semaphore = step.op->semaphore;
  if (counts[semaphore] >= value) {
    ++queue.position;
    return true;
  }
  queue.phase = Phase::HeldSemaphore;
  queue.since = now;
  queue.awaited = value;
  queue.nextWaiter = firstWaiter[semaphore];
  firstWaiter[semaphore] = id;
  return false;
}

void Simulation::postDue(SemaphoreId semaphore) {
  SimGiver giver;
  if (listener) {
    auto &pending = posts[semaphore];
    auto due = llvm::find_if(
        pending, [&](const auto &entry) { return entry.first == now; });
    giver = due->second;
    pending.erase(due);
  }
  post(semaphore, giver);
}

void Simulation::post(SemaphoreId semaphore, SimGiver giver) {
  int64_t count = ++counts[semaphore];
  int32_t *link = &firstWaiter[semaphore];
  while (*link >= 0) {
    QueueState &queue = queues[*link];
    if (queue.awaited > count) {
      link = &queue.nextWaiter;
      continue;
    }
    queue.giver = giver;
    push(now, Event::Kind::Wake, *link);
    *link = queue.nextWaiter;
  }
}

/// Starts the issue or move; false if the queue now waits for an event.
bool Simulation::stepOperation(int32_t id, Step &step) {
  QueueState &queue = queues[id];
  const Variant &variant = queue.code.variant(step, queue.counters);
  int64_t ready = readyCycle(queue, step, variant);
  int64_t room = roomCycle(queue);
  if (std::max(ready, room) > now) {
    // The later of both is what the operation waits for.
    bool isFull = room > ready;
    queue.phase = isFull ? Phase::HeldQueue : Phase::HeldData;
    queue.since = now;
    if (!skipTo(std::max(ready, room))) {
      push(std::max(ready, room), Event::Kind::Wake, id);
      return false;
    }
    endHold(queue, isFull ? UnitState::WaitQueue : UnitState::WaitData);
  }
  queue.phase = Phase::Running;
  queue.since = now;
  queue.variant = step.lastVariant;
  queue.writing = configure(queue.registers, program, machine, *step.op,
                            variant.sizes, queue.latestComplete - now);
  int64_t release = now + queue.writing + variant.time.occupancy;
  bool shares = step.kind == Step::Kind::Move ? variant.demand.wire > 0
                                              : anyBanks && variant.usesBanks;
  // Without another flow or event in between it takes what Timing says.
  if ((!shares || flows.empty()) && skipTo(release)) {
    finish(queue);
    return true;
  }
  if (!shares) {
    push(release, Event::Kind::Wake, id);
  } else if (int64_t setup = queue.writing + variant.demand.setup) {
    push(now + setup, Event::Kind::StartFlow, id);
  } else {
    startFlow(id);
  }
  return false;
}

/// Position in the queue's slot table of the slot that the operand names.
static int64_t slotOf(const QueueState &queue, const Step::Operand &operand) {
  if (operand.depth == 1)
    return operand.firstSlot;
  int64_t slot =
      operand.access->instance.evaluate(queue.counters) % operand.depth;
  return operand.firstSlot + (slot < 0 ? slot + operand.depth : slot);
}

static MovedWindow windowOf(const QueueState &queue, const Variant &variant,
                            const Step::Operand &operand, size_t number) {
  return MovedWindow(variant.windows[number],
                     operand.access->offset.evaluate(queue.counters),
                     operand.bits);
}

/// When the earlier results that the operation reads or overwrites are
/// complete.
int64_t Simulation::readyCycle(const QueueState &queue, const Step &step,
                               const Variant &variant) const {
  int64_t ready = now;
  for (auto [number, operand] : llvm::enumerate(step.operands)) {
    const SlotWrites &writes = queue.slots[slotOf(queue, operand)];
    if (!writes.isFree(ready, operand.use))
      ready = writes.readyCycle(
          ready, windowOf(queue, variant, operand, number), operand.use);
  }
  return ready;
}

/// S-issue-3: when fewer operations are in flight than the queue takes.
int64_t Simulation::roomCycle(const QueueState &queue) const {
  int64_t depth = machine.engines[queue.engine].queueDepth;
  bool isFull = depth > 0 && int64_t(queue.inFlight.size()) >= depth;
  return isFull ? queue.inFlight.front() : now;
}

/// Of more operations than the queue takes, the earliest to be complete never
/// matters again: the operation at hand has begun after it.
void Simulation::noteInFlight(QueueState &queue) {
  int64_t depth = machine.engines[queue.engine].queueDepth;
  if (depth == 0)
    return;
  std::vector<int64_t> &heap = queue.inFlight;
  if (static_cast<int64_t>(heap.size()) >= depth) {
    std::pop_heap(heap.begin(), heap.end(), std::greater<>());
    heap.pop_back();
  }
  heap.push_back(queue.complete);
  std::push_heap(heap.begin(), heap.end(), std::greater<>());
}

/// R-bank-1, for what the operation does at its present counters.
FlowNetwork::Uses Simulation::bankUses(const QueueState &queue,
                                       const Step &step,
                                       const Variant &variant) const {
  FlowNetwork::Uses uses;
  if (!anyBanks)
    return uses;
  for (auto [position, weight] : variant.bankWeights) {
    const Access &access = step.op->operands[position];
    const Buffer &buffer = program.buffers[access.buffer];
    BankRange range =
        banksOf(machine, buffer, slotOf(program, access, queue.counters));
    double each = weight / static_cast<double>(range.count());
    for (int64_t bank = range.first; bank <= range.last; ++bank) {
      FlowNetwork::ResourceId id =
          flows.firstBank(buffer.memory) + static_cast<int32_t>(bank);
      auto *known = llvm::find_if(
          uses, [&](FlowNetwork::Use use) { return use.resource == id; });
      if (known == uses.end())
        uses.push_back({id, each});
      else
        known->weight += each;
    }
  }
  // What is asked of a bank beyond its rate is in the operation's own time.
  double fastest = step.kind == Step::Kind::Move ? variant.demand.rate : 1;
  for (FlowNetwork::Use &use : uses)
    use.weight =
        std::min(use.weight, flows.rateOfResource(use.resource) / fastest);
  return uses;
}

/// Called where the engine is released or before, with the counters of the
/// operation still in place.
void Simulation::recordWrites(QueueState &queue, const Step &step,
                              const Variant &variant, int64_t complete) {
  for (auto [number, operand] : llvm::enumerate(step.operands))
    if (operand.use != AccessUse::Read)
      queue.slots[slotOf(queue, operand)].record(
          queue.since, windowOf(queue, variant, operand, number), operand.use,
          complete);
}

/// The engine is released now. Accounts for the operation and steps past it.
void Simulation::finish(QueueState &queue) {
  Step &step = queue.code.steps[queue.position];
  const Variant &variant = *step.variants[queue.variant];
  int64_t occupied = now - queue.since;
  int64_t alone = queue.writing + variant.time.occupancy;
  assert(occupied >= alone && "faster than alone");
  queue.complete = now + variant.time.latency - variant.time.occupancy;
  if (step.kind == Step::Kind::Move)
    result.pathBytes[step.op->path] += variant.demand.payload;
  noteInFlight(queue);
  recordWrites(queue, step, variant, queue.complete);
  stateOf(queue, UnitState::Busy) += alone;
  stateOf(queue, UnitState::Contended) += occupied - alone;
  if (queue.complete > queue.latestComplete || queue.latestTold < 0) {
    queue.latestComplete = queue.complete;
    queue.latestTold = queue.told;
  }
  noteLayer(step.op->layer, queue.since, queue.complete);
  ++result.operations;
  tell(queue, {queue.engine, step.op, UnitState::Busy, queue.since, now,
               queue.complete, alone, SimGiver()});
  queue.phase = Phase::Stepping;
  ++queue.position;
}

//===----------------------------------------------------------------------===//
// Flows
//===----------------------------------------------------------------------===//

void Simulation::startFlow(int32_t id) {
  QueueState &queue = queues[id];
  const Step &step = queue.code.steps[queue.position];
  const Variant &variant = *step.variants[queue.variant];
  advanceFlows();
  FlowNetwork::Uses banks = bankUses(queue, step, variant);
  int64_t alone = queue.since + queue.writing + variant.time.occupancy;
  if (step.kind == Step::Kind::Move)
    flows.start(now, id, step.op->path, variant.demand, alone, banks);
  else
    flows.startWork(now, id, variant.time.occupancy, alone, banks);
  scheduleFlows();
}

void Simulation::advanceFlows() {
  released.clear();
  flows.advance(now, released);
  for (const FlowNetwork::Release &release : released)
    push(std::max(now, release.cycle), Event::Kind::Wake, release.owner);
}

void Simulation::scheduleFlows() {
  int64_t next = flows.nextEnd();
  if (next == flowsDue || next == FlowNetwork::never)
    return;
  flowsDue = next;
  push(next, Event::Kind::Flows, 0);
}

//===----------------------------------------------------------------------===//
// Accounting
//===----------------------------------------------------------------------===//

void Simulation::tell(QueueState &queue, const SimEvent &event) {
  ++queue.told;
  if (listener)
    listener->onEvent(event);
}

void Simulation::endHold(QueueState &queue, UnitState state) {
  if (now == queue.since)
    return;
  stateOf(queue, state) += now - queue.since;
  const Step &step = queue.code.steps[queue.position];
  tell(queue, {queue.engine, step.op, state, queue.since, now, now,
               /*alone=*/0,
               state == UnitState::WaitSemaphore ? queue.giver : SimGiver()});
}

void Simulation::noteLayer(LayerId layer, int64_t begin, int64_t complete) {
  if (layer < 0)
    return;
  SimResult::LayerTime &time = result.layers[layer];
  time.begin = time.begin < 0 ? begin : std::min(time.begin, begin);
  time.end = std::max(time.end, complete);
}

std::string Simulation::describeDeadlock() const {
  std::string text;
  llvm::raw_string_ostream os(text);
  for (const QueueState &queue : queues) {
    if (queue.phase == Phase::Ended)
      continue;
    SemaphoreId semaphore = queue.code.steps[queue.position].op->semaphore;
    os << (text.empty()
               ? "deadlock at cycle " + std::to_string(result.cycles) + ": "
               : std::string("; "))
       << "queue @" << machine.engines[queue.engine].name << " waits for @"
       << program.semaphores[semaphore].name << " >= " << queue.awaited
       << ", its count is " << counts[semaphore];
  }
  return text;
}

/// Settles what is open at the end: holds of a deadlock, idle cycles, layers.
void Simulation::close() {
  for (const QueueState &queue : queues)
    result.cycles =
        std::max({result.cycles, queue.since, queue.latestComplete});
  result.deadlock = describeDeadlock();
  now = result.cycles;
  for (QueueState &queue : queues) {
    if (queue.phase != Phase::HeldSemaphore)
      continue;
    queue.giver = SimGiver(); // Nobody gave it.
    const Step &step = queue.code.steps[queue.position];
    result.semaphoreWait[step.op->semaphore] += now - queue.since;
    endHold(queue, UnitState::WaitSemaphore);
  }
  for (auto &states : result.states) {
    int64_t sum = 0;
    for (int64_t cycles : states)
      sum += cycles;
    states[static_cast<unsigned>(UnitState::Idle)] += result.cycles - sum;
  }
  int64_t reached = 0;
  for (SimResult::LayerTime &layer : result.layers) {
    layer.begin = std::max<int64_t>(layer.begin, 0);
    layer.share = std::max<int64_t>(0, layer.end - reached);
    reached = std::max(reached, layer.end);
  }
}

SimResult ridge::simulate(const Program &program, const Machine &machine,
                          SimListener *listener) {
  return Simulation(program, machine, listener).run();
}
