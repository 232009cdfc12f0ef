//===- Trials.cpp - a model on many machines, side by side ----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/WhatIf/Trials.h"
#include "ridge/Mapping/MappingText.h"
#include "llvm/Support/Threading.h"
#include <algorithm>
#include <map>
#include <mutex>
#include <thread>

using namespace ridge;
using llvm::StringRef;

llvm::Expected<Model> Trials::Setup::load(Session &session) const {
  return text.empty() ? session.loadModel(model, modelOptions)
                      : session.parseModel(text, model, modelOptions);
}

/// A session and the model, as its context holds it.
struct Trials::Worker {
  Session session;
  std::optional<Model> model;

  llvm::Error load(const Setup &setup) {
    if (model)
      return llvm::Error::success();
    llvm::Expected<Model> loaded = setup.load(session);
    if (!loaded)
      return loaded.takeError();
    model.emplace(std::move(*loaded));
    return llvm::Error::success();
  }
};

std::string ridge::sentenceOf(llvm::Error error) {
  std::string text;
  auto take = [&](StringRef sentence) {
    if (text.empty())
      text = sentence.str();
  };
  llvm::handleAllErrors(
      std::move(error),
      [&](const InputError &input) { take(input.said().text); },
      [&](const llvm::ErrorInfoBase &info) { take(info.message()); });
  return text;
}

/// "@matmul_f32 occupied": of machines that differ, by name.
static std::string causeOf(const ChainShare &share, const Machine &machine) {
  std::string part = share.instruction >= 0
                         ? "@" + machine.instructions[share.instruction].name
                         : machine.paths[share.path].name;
  return part + " " + chainPartName(share.part).str();
}

std::vector<CauseOfTime> ridge::causesOf(const TrialResult &result,
                                         std::optional<LayerId> layer) {
  std::map<std::string, int64_t> sums;
  for (const ChainShare &share : result.chain)
    if (!layer || share.layer == *layer)
      sums[causeOf(share, result.machine)] += share.cycles;
  std::vector<CauseOfTime> causes;
  for (const auto &[cause, cycles] : sums)
    causes.push_back({cause, cycles});
  llvm::stable_sort(causes, [](const CauseOfTime &a, const CauseOfTime &b) {
    return a.cycles > b.cycles;
  });
  return causes;
}

double TrialResult::seconds() const {
  return machine ? static_cast<double>(cycles) / machine->hertz : 0;
}

static std::vector<TrialLayer> layersOf(const Compiled &compiled,
                                        const ProgramCost &cost,
                                        const SimResult &sim) {
  std::vector<TrialLayer> layers;
  llvm::StringMap<StringRef> mappings = mappingsByGroup(compiled.mapping);
  for (auto [layer, price, time] :
       llvm::zip(compiled.program.layers, cost.layers, sim.layers)) {
    TrialLayer &entry = layers.emplace_back();
    entry.name = layer.name;
    entry.location = layer.location;
    if (price.instruction >= 0)
      entry.instruction =
          compiled.machine->instructions[price.instruction].name;
    entry.cycles = time.share;
    // Without the line that names the group, and its end.
    StringRef mapping = mappings.lookup(layer.name);
    entry.mapping = mapping.split("\n").second.rsplit("\n}").first.str();
  }
  return layers;
}

static llvm::Error measure(Session &session, const Model &model,
                           bool keepsMapping, TrialResult &result) {
  CompileOptions options;
  options.keepsMapping = keepsMapping;
  llvm::Expected<Compiled> compiled =
      session.compile(model, result.machine, options);
  if (!compiled)
    return compiled.takeError();
  llvm::Expected<ProgramCost> cost = session.estimate(*compiled);
  if (!cost)
    return cost.takeError();
  CriticalChain chain;
  bool keepsChain = cost->operations <= Trials::kMostChained;
  llvm::Expected<SimResult> sim =
      session.simulate(*compiled, keepsChain ? &chain : nullptr);
  if (!sim)
    return sim.takeError();
  if (keepsChain)
    result.chain = chain.shares(result.machine);
  result.cycles = sim->cycles;
  result.bound = cost->bound;
  result.boundBy = cost->boundBy;
  result.energyFemtojoules =
      energyOf(cost->work, result.machine, sim->cycles).total;
  result.areaSquareMicrometres = statedArea(result.machine);
  result.layers = layersOf(*compiled, *cost, *sim);
  result.work = std::move(cost->work);
  result.instructionBusy = std::move(cost->instructionBusy);
  result.instructionIssues = std::move(cost->instructionIssues);
  result.engineBusy = std::move(cost->engineBusy);
  return llvm::Error::success();
}

Trials::Trials(Setup given) : setup(std::move(given)) {
  unsigned jobs = llvm::hardware_concurrency(setup.jobs).compute_thread_count();
  for (unsigned i = 0; i != std::max(jobs, 1u); ++i)
    workers.push_back(std::make_unique<Worker>());
  if (setup.stopAsked)
    for (auto &worker : workers)
      worker->session.stopWhen(setup.stopAsked);
  // Before any of them works: the caches are joined once.
  for (auto &worker : llvm::drop_begin(workers))
    worker->session.shareSearches(workers.front()->session);
}

Trials::~Trials() = default;

llvm::Error Trials::start(const MachineHandle &base) {
  Worker &worker = *workers.front();
  baseResult = TrialResult();
  baseResult.machine = base;
  if (llvm::Error error = worker.load(setup))
    return error;
  worker.session.takeSearches();
  if (llvm::Error error = measure(worker.session, *worker.model,
                                  setup.keepsMapping, baseResult))
    return error;
  baseSearches = worker.session.takeSearches();
  baseResult.searches = static_cast<int64_t>(baseSearches.size());
  return llvm::Error::success();
}

TrialResult Trials::tryVariant(Worker &worker, const Variant &variant) {
  TrialResult result;
  auto refuse = [&](llvm::Error error) {
    result = TrialResult();
    result.refused = sentenceOf(std::move(error));
    return result;
  };
  if (llvm::Error error = worker.load(setup))
    return refuse(std::move(error));
  if (llvm::Error error =
          makeVariant(variant, baseResult.machine, worker.session)
              .moveInto(result.machine))
    return refuse(std::move(error));
  worker.session.takeSearches();
  if (llvm::Error error =
          measure(worker.session, *worker.model, setup.keepsMapping, result))
    return refuse(std::move(error));
  for (const TilingCache::Key &key : worker.session.takeSearches()) {
    ++result.searches;
    result.newSearches += !baseSearches.count(key);
  }
  return result;
}

std::vector<TrialResult> Trials::run(llvm::ArrayRef<Variant> variants) {
  std::vector<TrialResult> results(variants.size());
  std::mutex mutex;
  size_t next = 0, done = 0;
  auto work = [&](Worker &worker) {
    for (;;) {
      size_t mine;
      {
        std::lock_guard lock(mutex);
        if (next == variants.size())
          return;
        mine = next++;
      }
      if (setup.stopAsked && setup.stopAsked())
        results[mine].refused = "stopped";
      else
        results[mine] = tryVariant(worker, variants[mine]);
      std::lock_guard lock(mutex);
      ++done;
      if (setup.onProgress)
        setup.onProgress(done, variants.size());
    }
  };
  // No pool: futures have thread-local variables of the C++ library, and a
  // module of Python that does cannot be loaded where the library is already.
  std::vector<std::thread> threads;
  for (size_t i = 0; i < std::min(workers.size(), variants.size()); ++i)
    threads.emplace_back([&work, &worker = *workers[i]] { work(worker); });
  for (std::thread &thread : threads)
    thread.join();
  return results;
}
