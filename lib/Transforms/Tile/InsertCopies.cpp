//===- InsertCopies.cpp - copies that instructions make -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry and exit form: tensor, views materialised. Where no paths join the
/// home memory with the memories of an instruction's operand, but some
/// instruction copies between one of them and one that paths do join, the
/// operand gets an identity map. Tiling puts it into the operation's group.
///
//===----------------------------------------------------------------------===//

#include "IdentityMap.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include "ridge/Analysis/CandidateTable.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Mapping/InstructionChoice.h"
#include "ridge/Transforms/Tile/Passes.h"

namespace ridge {
#define GEN_PASS_DEF_INSERTCOPIES
#include "lib/Transforms/Tile/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

namespace {

/// An operation's operand that needs a copy: an input, or its result.
constexpr int32_t kResult = -1;

class CopyInserter {
public:
  explicit CopyInserter(const Machine &machine);

  /// False if all operands of all instructions have their paths.
  bool hasWork() const;
  void visit(StructuredOpInterface op);

private:
  std::optional<SmallVector<int32_t, 2>>
  copiesFor(StructuredOpInterface op, const OperationKernel &kernel,
            const Match &match);
  bool canCopy(RankedTensorType type, const InstructionOperand &operand,
               bool isResult, Location loc);
  void insert(StructuredOpInterface op, int32_t operand);
  bool isNear(const InstructionOperand &operand, bool isResult) const {
    const MemorySet &set = isResult ? storable : loadable;
    return llvm::any_of(operand.memories,
                        [&](MemoryId memory) { return set.test(memory); });
  }

  const Machine &machine;
  MemorySet loadable, storable; ///< Along paths.
};

} // namespace

CopyInserter::CopyInserter(const Machine &machine) : machine(machine) {
  OperandPlace place;
  place.isLoaded = true;
  loadable = reachableMemories(machine, place);
  place.isLoaded = false;
  place.isStored = true;
  storable = reachableMemories(machine, place);
}

bool CopyInserter::hasWork() const {
  return llvm::any_of(machine.instructions, [&](const Instruction &each) {
    return llvm::any_of(each.operands, [&](const InstructionOperand &operand) {
      return !isNear(operand, false) || !isNear(operand, true);
    });
  });
}

/// True if some instruction copies between the operand's memories and one that
/// paths join with the home memory.
bool CopyInserter::canCopy(RankedTensorType type,
                           const InstructionOperand &operand, bool isResult,
                           Location loc) {
  // A map that stands nowhere, for its kernel alone.
  OpBuilder builder(type.getContext());
  auto empty =
      UnrealizedConversionCastOp::create(builder, loc, type, ValueRange());
  Block block;
  block.push_back(empty);
  Operation *end =
      UnrealizedConversionCastOp::create(builder, loc, type, ValueRange());
  block.push_back(end);
  MapOp copy = createIdentityMap(empty.getResult(0), end, loc);
  CandidateTable candidates(machine);
  const CandidateTable::Entry &entry =
      candidates.of(cast<StructuredOpInterface>(copy.getOperation()));
  if (!entry.candidates)
    return false;
  return llvm::any_of(entry.candidates->matches, [&](const Match &match) {
    const Instruction &instruction = machine.instructions[match.instruction];
    const InstructionOperand &from = instruction.operands[match.operands[0]],
                             &to = instruction.operands[match.operands[1]];
    return isNear(isResult ? to : from, isResult) &&
           llvm::any_of((isResult ? from : to).memories, [&](MemoryId memory) {
             return llvm::is_contained(operand.memories, memory);
           });
  });
}

/// The operands that need copies if `match` runs the operation; nothing if
/// copies do not help.
std::optional<SmallVector<int32_t, 2>>
CopyInserter::copiesFor(StructuredOpInterface op, const OperationKernel &kernel,
                        const Match &match) {
  const Instruction &instruction = machine.instructions[match.instruction];
  SmallVector<int32_t, 2> copies;
  auto note = [&](int32_t number, Value value, int32_t operandNumber) {
    const InstructionOperand &operand = instruction.operands[operandNumber];
    bool isResult = number == kResult;
    if (isNear(operand, isResult))
      return true;
    copies.push_back(number);
    return canCopy(cast<RankedTensorType>(value.getType()), operand, isResult,
                   op.getLoc());
  };
  for (auto [access, input] : llvm::enumerate(kernel.inputs))
    if (input >= 0 &&
        !note(input, op.getInputTensors()[input], match.operands[access]))
      return std::nullopt;
  if (!note(kResult, op.getResultTensor(),
            match.operands[kernel.inputs.size()]))
    return std::nullopt;
  return copies;
}

void CopyInserter::insert(StructuredOpInterface op, int32_t operand) {
  remark::passed(op->getLoc(), remark::RemarkOpts::name("copied").category(
                                   "ridge-insert-copies"))
      << "no paths join the memory of "
      << (operand == kResult ? std::string("its result")
                             : "input " + std::to_string(operand))
      << " with the home memory; an instruction copies";
  if (operand != kResult) {
    OpOperand &use = op->getOpOperand(operand);
    use.set(createIdentityMap(use.get(), op, op.getLoc()).getResult());
    return;
  }
  Value result = op.getResultTensor();
  MapOp copy = createIdentityMap(result, op->getNextNode(), op.getLoc());
  result.replaceAllUsesExcept(copy.getResult(), copy);
}

/// If no match has all its paths, the copies of the first that copies help.
void CopyInserter::visit(StructuredOpInterface op) {
  CandidateTable candidates(machine);
  const CandidateTable::Entry &entry = candidates.of(op);
  if (!entry.candidates)
    return;
  std::optional<SmallVector<int32_t, 2>> fewest;
  for (const Match &match : entry.candidates->matches) {
    auto copies = copiesFor(op, *entry.kernel, match);
    if (copies && (!fewest || copies->size() < fewest->size()))
      fewest = std::move(copies);
  }
  for (int32_t operand : fewest.value_or(SmallVector<int32_t, 2>()))
    insert(op, operand);
}

namespace {
struct InsertCopiesPass : ridge::impl::InsertCopiesBase<InsertCopiesPass> {
  using InsertCopiesBase::InsertCopiesBase;

  void runOnOperation() override {
    FailureOr<MachineHandle> target =
        recordMachine(getOperation(), machineName);
    if (failed(target))
      return signalPassFailure();
    CopyInserter inserter(*target);
    if (!inserter.hasWork())
      return;
    SmallVector<StructuredOpInterface> ops;
    for (Operation &op : getOperation().getBody().front())
      if (auto structured = dyn_cast<StructuredOpInterface>(op))
        ops.push_back(structured);
    for (StructuredOpInterface op : ops)
      inserter.visit(op);
  }
};
} // namespace
