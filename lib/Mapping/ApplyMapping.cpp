//===- ApplyMapping.cpp - a text's mapping for a workload -----------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Decisions are taken from the text; that its facts are those of the workload
/// is seen by describing the result again (M-18).
///
//===----------------------------------------------------------------------===//

#include "ridge/Mapping/CheckMapping.h"
#include "ridge/Mapping/MappingText.h"
#include "llvm/ADT/StringExtras.h"

using namespace ridge;

using Result = std::optional<TextRefusal>;

namespace {
class TextReader {
public:
  TextReader(const MappingText &text, const Machine &machine, Mapping &mapping)
      : text(text), machine(machine), mapping(mapping) {}

  Result readLoops(llvm::ArrayRef<int64_t> extents);
  Result readBuffers(size_t windows, size_t locals);
  Result readStagings();
  Result readOperations(const Workload &workload);
  /// Beside a list of factors operations are named, and no more.
  Result checkBesideFactors(size_t operations) const;
  /// Facts of the text against those of what it describes.
  Result compare(const MappingText &described) const;
  Result place(const std::optional<Refusal> &refusal) const;

private:
  Result refuse(MappingRule rule, TextPosition at, std::string why) const {
    return TextRefusal{{rule, std::move(why), {}}, at};
  }
  Result readCall(const MappingText::Call &call, TextPosition at,
                  llvm::ArrayRef<Match> candidates,
                  llvm::function_ref<bool(const Match &)> fits,
                  Match &match) const;
  Result compareBuffer(const MappingText::Buffer &said,
                       const MappingText::Buffer &is) const;

  const MappingText &text;
  const Machine &machine;
  Mapping &mapping;
};
} // namespace

//===----------------------------------------------------------------------===//
// Decisions
//===----------------------------------------------------------------------===//

Result TextReader::readLoops(llvm::ArrayRef<int64_t> extents) {
  if (llvm::ArrayRef(text.extents) != extents) {
    std::string list;
    for (int64_t extent : extents)
      list += (list.empty() ? "" : ", ") + std::to_string(extent);
    return refuse(MappingRule::Group, text.at,
                  "the group's dims have the extents " + list);
  }
  mapping.tiles.assign(extents.begin(), extents.end());
  for (const MappingText::Loop &loop : text.loops) {
    if (loop.dim >= static_cast<int32_t>(extents.size()))
      return refuse(MappingRule::Loops, loop.at,
                    "d" + std::to_string(loop.dim) +
                        " is no dim of the group, which has " +
                        std::to_string(extents.size()));
    mapping.steps.push_back(loop.tile);
    mapping.order.push_back(loop.dim);
    mapping.tiles[loop.dim] = loop.tile;
  }
  // One loop a dim steps by its tiles.
  if (llvm::equal(mapping.steps,
                  llvm::map_range(mapping.order, [&](int64_t dim) {
                    return mapping.tiles[dim];
                  })))
    mapping.steps.clear();
  return std::nullopt;
}

Result TextReader::readBuffers(size_t windows, size_t locals) {
  mapping.windows.resize(windows);
  mapping.locals.resize(locals);
  mapping.storages.assign(locals, -1);
  std::vector<bool> known[2] = {std::vector<bool>(locals, false),
                                std::vector<bool>(windows, false)};
  for (const MappingText::Buffer &buffer : text.buffers) {
    MemoryId memory = machine.findMemory(buffer.memory);
    if (memory < 0)
      return refuse(MappingRule::Memory, buffer.at,
                    "machine '" + machine.name + "' has no memory @" +
                        buffer.memory);
    for (int32_t number : buffer.numbers) {
      std::vector<bool> &seen = known[buffer.isWindow];
      std::string name = (buffer.isWindow ? "w" : "t") + std::to_string(number);
      if (number >= static_cast<int32_t>(seen.size()))
        return refuse(MappingRule::Group, buffer.at,
                      "the group has no " + name);
      if (seen[number])
        return refuse(MappingRule::Group, buffer.at, name + " is said twice");
      seen[number] = true;
      (buffer.isWindow ? mapping.windows : mapping.locals)[number] = {
          memory, buffer.slots, buffer.address, buffer.turn};
      if (!buffer.isWindow)
        mapping.storages[number] =
            *std::min_element(buffer.numbers.begin(), buffer.numbers.end());
    }
  }
  for (bool isWindow : {true, false})
    for (auto [number, isSaid] : llvm::enumerate(known[isWindow]))
      if (!isSaid)
        return refuse(MappingRule::Group, text.at,
                      std::string("nothing is said of ") +
                          (isWindow ? "w" : "t") + std::to_string(number));
  return std::nullopt;
}

/// Of all windows, in their order.
Result TextReader::readStagings() {
  for (size_t window = 0; window < mapping.windows.size(); ++window)
    for (const MappingText::Buffer &buffer : text.buffers) {
      if (!buffer.isWindow ||
          buffer.numbers.front() != static_cast<int32_t>(window))
        continue;
      for (const MappingText::Staging &staging : buffer.stagings) {
        MemoryId memory = machine.findMemory(staging.memory);
        if (memory < 0)
          return refuse(MappingRule::Memory, staging.at,
                        "machine '" + machine.name + "' has no memory @" +
                            staging.memory);
        // What no tiling has is refused by its rule (M-20).
        auto depth = static_cast<int32_t>(
            std::min<int64_t>(staging.depth, mapping.order.size() + 1));
        mapping.stagings.push_back(
            {{memory, staging.slots}, static_cast<int32_t>(window), depth});
      }
    }
  return std::nullopt;
}

Result TextReader::readCall(const MappingText::Call &call, TextPosition at,
                            llvm::ArrayRef<Match> candidates,
                            llvm::function_ref<bool(const Match &)> fits,
                            Match &match) const {
  match.instruction = machine.findInstruction(call.instruction);
  if (match.instruction < 0)
    return refuse(MappingRule::Instruction, at,
                  "machine '" + machine.name + "' has no instruction @" +
                      call.instruction);
  const Instruction &instruction = machine.instructions[match.instruction];
  for (const std::string &name : call.operands) {
    auto found = llvm::find_if(instruction.operands,
                               [&](const InstructionOperand &operand) {
                                 return operand.name == name;
                               });
    if (found == instruction.operands.end())
      return refuse(MappingRule::Instruction, at,
                    "@" + call.instruction + " has no operand " + name);
    match.operands.push_back(
        static_cast<int32_t>(found - instruction.operands.begin()));
  }
  // Dims follow from the operands, and from how these lie.
  for (const Match &candidate : candidates)
    if (candidate.instruction == match.instruction &&
        candidate.operands == match.operands &&
        (match.dims.empty() || fits(candidate)))
      match.dims = candidate.dims;
  return std::nullopt;
}

Result TextReader::readOperations(const Workload &workload) {
  if (text.runs.size() != workload.operations.size())
    return refuse(MappingRule::Group, text.at,
                  std::to_string(text.runs.size()) +
                      " operations are run, the group has " +
                      std::to_string(workload.operations.size()));
  for (auto [run, operation] :
       llvm::zip_equal(text.runs, workload.operations)) {
    OperationPlan &plan = mapping.operations.emplace_back();
    if (!run.by)
      return refuse(MappingRule::Instruction, run.at,
                    "nobody is to run the operation");
    llvm::SmallVector<GroupOperand, 4> operands(operation.reads);
    operands.push_back(operation.write);
    llvm::ArrayRef<int32_t> dims = operation.dims;
    auto fits = [&](const Match &match) {
      std::string why;
      return workload.keepsStrides(match, dims, operands, workload.extents,
                                   why);
    };
    if (Result refusal = readCall(
            *run.by, run.at, operation.candidates->matches, fits, plan.match))
      return refusal;
    if (!run.fill)
      continue;
    plan.fill.emplace();
    auto fitsAny = [](const Match &) { return true; };
    if (Result refusal =
            readCall(*run.fill, run.at, operation.candidates->fillMatches,
                     fitsAny, *plan.fill))
      return refusal;
  }
  return std::nullopt;
}

Result TextReader::checkBesideFactors(size_t operations) const {
  std::string follow = "follow from the factors: --emit=mapping prints them, "
                       "to be changed in place of the factors";
  if (!text.buffers.empty())
    return refuse(MappingRule::Group, text.buffers.front().at,
                  "buffers " + follow);
  for (const MappingText::Run &run : text.runs)
    if (run.by || run.fill)
      return refuse(MappingRule::Group, run.at, "instructions " + follow);
  if (text.runs.size() != operations)
    return refuse(MappingRule::Group, text.at,
                  std::to_string(text.runs.size()) +
                      " operations are run, the group has " +
                      std::to_string(operations));
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Facts
//===----------------------------------------------------------------------===//

static std::string dimsOf(const MappingText::Buffer &buffer) {
  std::string list;
  for (int32_t dim : buffer.dims)
    list += (list.empty() ? "d" : ", d") + std::to_string(dim);
  return "[" + list + "] " + buffer.format;
}

Result TextReader::compareBuffer(const MappingText::Buffer &said,
                                 const MappingText::Buffer &is) const {
  std::string name =
      (is.isWindow ? "w" : "t") + std::to_string(said.numbers.front());
  if (said.dims != is.dims || said.format != is.format)
    return refuse(MappingRule::Group, said.at,
                  name + " is " + dimsOf(is) + ", not " + dimsOf(said));
  if (said.isRead != is.isRead || said.isWritten != is.isWritten)
    return refuse(MappingRule::Group, said.at,
                  name + " is " +
                      (is.isRead && is.isWritten ? "read and written"
                       : is.isRead               ? "read"
                                                 : "written"));
  return std::nullopt;
}

Result TextReader::compare(const MappingText &described) const {
  for (const MappingText::Buffer &said : text.buffers)
    for (const MappingText::Buffer &is : described.buffers)
      if (said.isWindow == is.isWindow &&
          llvm::is_contained(is.numbers, said.numbers.front()))
        if (Result refusal = compareBuffer(said, is))
          return refusal;
  for (auto [said, is] : llvm::zip_equal(text.runs, described.runs)) {
    std::string name = "operation " + std::to_string(is.operation);
    if (said.operation != is.operation || said.kind != is.kind)
      return refuse(MappingRule::Group, said.at,
                    name + " is a " + is.kind + " and comes here");
    if (said.reads != is.reads || said.write != is.write)
      return refuse(MappingRule::Group, said.at,
                    name + " is (" + llvm::join(is.reads, ", ") + ") -> " +
                        is.write);
  }
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Rules
//===----------------------------------------------------------------------===//

/// What the refusal speaks of, where it stands in the text.
Result TextReader::place(const std::optional<Refusal> &refusal) const {
  if (!refusal)
    return std::nullopt;
  TextRefusal result{*refusal, text.factors ? text.factors->at : text.at};
  int32_t number = refusal->place.number;
  switch (refusal->place.kind) {
  case MappingPlace::Kind::Group:
    break;
  case MappingPlace::Kind::Dim:
    for (const MappingText::Loop &loop : text.loops)
      if (loop.dim == number)
        result.at = loop.at;
    break;
  case MappingPlace::Kind::Window:
  case MappingPlace::Kind::Local:
    for (const MappingText::Buffer &buffer : text.buffers)
      if (buffer.isWindow ==
              (refusal->place.kind == MappingPlace::Kind::Window) &&
          llvm::is_contained(buffer.numbers, number))
        result.at = buffer.at;
    break;
  case MappingPlace::Kind::Operation:
    result.at = text.runs[number].at;
    break;
  }
  return result;
}

Result ridge::applyMapping(const MappingText &text,
                           llvm::ArrayRef<RunName> names, Workload &workload,
                           Mapping &mapping) {
  mapping = Mapping();
  TextReader reader(text, *workload.machine, mapping);
  if (text.factors) {
    if (Result refusal = reader.checkBesideFactors(workload.operations.size()))
      return refusal;
    if (Result refusal = applyFactors(text, workload, mapping))
      return refusal;
    if (Result refusal = reader.compare(
            describeMapping(workload, mapping, text.label, names)))
      return refusal;
    return reader.place(checkMapping(workload, mapping));
  }
  if (Result refusal = reader.readLoops(workload.extents))
    return refusal;
  if (Result refusal =
          reader.readBuffers(workload.windows.size(), workload.locals.size()))
    return refusal;
  if (Result refusal = reader.readStagings())
    return refusal;
  if (Result refusal = reader.readOperations(workload))
    return refusal;
  if (Result refusal =
          reader.compare(describeMapping(workload, mapping, text.label, names)))
    return refusal;
  return reader.place(checkMapping(workload, mapping));
}

Result ridge::applyMapping(const MappingText &text, const RunName &name,
                           const GatherWorkload &workload, Mapping &mapping) {
  mapping = Mapping();
  TextReader reader(text, *workload.machine, mapping);
  if (Result refusal = reader.readLoops(workload.extents))
    return refusal;
  if (Result refusal = reader.readBuffers(/*windows=*/0, /*locals=*/1))
    return refusal;
  MappingText described = describeMapping(workload, mapping, text.label, name);
  if (text.factors)
    return TextRefusal{
        {MappingRule::Group, "a gather has loops, and no list of factors", {}},
        text.factors->at};
  if (text.runs.size() != 1 || text.runs[0].by || text.runs[0].fill)
    return TextRefusal{{MappingRule::Group,
                        "a gather is one operation, which no instruction runs",
                        {}},
                       text.at};
  if (Result refusal = reader.compare(described))
    return refusal;
  return reader.place(checkMapping(workload, mapping));
}
