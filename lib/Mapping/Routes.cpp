//===- Routes.cpp - ways between the home memory and windows --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Routes.h"

using namespace ridge;

bool ridge::settleRoutes(Workload &workload, const Mapping *mapping) {
  const Machine &machine = *workload.machine;
  MemoryId home = machine.home();
  workload.stagings.clear();
  for (auto [number, window] : llvm::enumerate(workload.windows)) {
    window.route.clear();
    window.isInPlace = window.kept || window.memory == home;
    if (window.isInPlace)
      continue;
    llvm::StringRef codec;
    if (window.codec)
      codec = window.codec->name;
    bool isStored = window.isWritten;
    MemoryId from = isStored ? window.memory : home,
             to = isStored ? home : window.memory;
    if (!mapping) {
      window.route = machine.findRoute(from, to, /*indexed=*/false, codec);
      if (isStored)
        std::reverse(window.route.begin(), window.route.end());
    } else {
      llvm::SmallVector<MemoryId, 3> stops{home};
      for (const StagingPlan &plan : mapping->stagings)
        if (plan.window == static_cast<int32_t>(number))
          stops.push_back(plan.memory);
      stops.push_back(window.memory);
      for (size_t hop = 0; hop + 1 < stops.size(); ++hop) {
        MemoryId near = stops[hop], far = stops[hop + 1];
        window.route.push_back(
            machine.findPath(isStored ? far : near, isStored ? near : far,
                             /*indexed=*/false, hop == 0 ? codec : ""));
        if (window.route.back() < 0)
          return false;
      }
    }
    for (size_t hop = 0; hop + 1 < window.route.size(); ++hop) {
      const Path &path = machine.paths[window.route[hop]];
      workload.stagings.push_back({static_cast<int32_t>(number),
                                   static_cast<int32_t>(hop),
                                   isStored ? path.from : path.to});
    }
  }
  return true;
}

std::optional<Refusal> ridge::takeRoutes(Workload &workload,
                                         const Mapping &mapping) {
  const Machine &machine = *workload.machine;
  int32_t last = 0;
  for (const StagingPlan &plan : mapping.stagings) {
    if (plan.window < last ||
        plan.window >= static_cast<int32_t>(workload.windows.size()))
      return Refusal{MappingRule::Staging,
                     "w" + std::to_string(plan.window) +
                         " is staged, but is no window of the group or comes "
                         "before those that are",
                     {}};
    last = plan.window;
    if (workload.windows[plan.window].kept)
      return Refusal{MappingRule::Kept,
                     "w" + std::to_string(plan.window) +
                         " is kept, and nothing of it is on its way",
                     {MappingPlace::Kind::Window, plan.window}};
    if (machine.memories[plan.memory].home)
      return Refusal{MappingRule::Staging,
                     "@" + machine.memories[plan.memory].name +
                         " is the home memory, a box is staged elsewhere",
                     {MappingPlace::Kind::Window, plan.window}};
  }
  if (settleRoutes(workload, &mapping))
    return std::nullopt;
  for (auto [number, window] : llvm::enumerate(workload.windows)) {
    if (!llvm::is_contained(window.route, -1))
      continue;
    std::string way = "@" + machine.memories[machine.home()].name;
    for (const StagingPlan &plan : mapping.stagings)
      if (plan.window == static_cast<int32_t>(number))
        way += ", @" + machine.memories[plan.memory].name;
    return Refusal{MappingRule::Memory,
                   std::string("no paths lead ") +
                       (window.isWritten ? "back " : "") + "along " + way +
                       ", @" + machine.memories[window.memory].name,
                   {MappingPlace::Kind::Window, int32_t(number)}};
  }
  llvm_unreachable("some window has no route");
}
