//===- OperationContent.cpp - which operations are equal ------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Analysis/OperationContent.h"
#include "llvm/Support/xxhash.h"

using namespace mlir;
using namespace ridge;

using Words = SmallVector<uint64_t, 64>;

static void add(Words &words, const void *pointer) {
  words.push_back(reinterpret_cast<uintptr_t>(pointer));
}

static Content hashOf(ArrayRef<uint64_t> words) {
  llvm::XXH128_hash_t hash = llvm::xxh3_128bits(
      ArrayRef(reinterpret_cast<const uint8_t *>(words.data()),
               words.size() * sizeof(uint64_t)));
  return {hash.low64, hash.high64};
}

//===----------------------------------------------------------------------===//
// One operation
//===----------------------------------------------------------------------===//

namespace {
/// Values of a body are known by their numbers.
class BodyWriter {
public:
  explicit BodyWriter(Words &words) : words(words) {}
  void write(Operation *op);

private:
  void define(ValueRange values);

  Words &words;
  llvm::DenseMap<Value, uint64_t> numbers;
};
} // namespace

void BodyWriter::define(ValueRange values) {
  words.push_back(values.size());
  for (Value value : values) {
    numbers.try_emplace(value, numbers.size());
    add(words, value.getType().getAsOpaquePointer());
  }
}

void BodyWriter::write(Operation *op) {
  add(words, op->getName().getAsOpaquePointer());
  add(words, op->getAttrDictionary().getAsOpaquePointer());
  words.push_back(op->getNumOperands());
  for (Value operand : op->getOperands()) {
    // What comes from outside is told apart by its type.
    auto found = numbers.find(operand);
    words.push_back(found == numbers.end() ? ~uint64_t(0) : found->second);
    add(words, operand.getType().getAsOpaquePointer());
  }
  define(op->getResults());
  words.push_back(op->getNumRegions());
  for (Region &region : op->getRegions())
    for (Block &block : region) {
      define(block.getArguments());
      for (Operation &inner : block)
        write(&inner);
      add(words, nullptr);
    }
}

Content ridge::contentOf(Operation *op) {
  Words words;
  BodyWriter(words).write(op);
  for (Value operand : op->getOperands())
    if (auto fill = operand.getDefiningOp<FillOp>())
      add(words, fill.getValueAttr().getAsOpaquePointer());
    else
      add(words, nullptr);
  return hashOf(words);
}

//===----------------------------------------------------------------------===//
// Groups of operations
//===----------------------------------------------------------------------===//

namespace ridge {
class ContentWriter {
public:
  explicit ContentWriter(ContentTable &table) : table(table) {}
  Content write(ArrayRef<ArrayRef<StructuredOpInterface>> groups);

private:
  void writeOperation(Operation *op);
  void writeSource(Value value);
  void writeLayout(Value value);

  ContentTable &table;
  Words words;
  llvm::SmallPtrSet<Operation *, 16> members;
  llvm::DenseMap<Value, uint64_t> numbers; ///< Of all values so far.
  llvm::DenseMap<int32_t, uint64_t> roots;
};
} // namespace ridge

Content ContentTable::ofOperation(Operation *op) {
  auto [entry, isNew] = operations.try_emplace(op);
  if (isNew)
    entry->second = contentOf(op);
  return entry->second;
}

void ContentWriter::writeOperation(Operation *op) {
  Content content = table.ofOperation(op);
  words.push_back(content.first);
  words.push_back(content.second);
  for (Value operand : op->getOperands())
    writeSource(operand);
  for (Value result : op->getResults()) {
    numbers.try_emplace(result, numbers.size());
    writeLayout(result);
    words.push_back(llvm::any_of(result.getUsers(), [&](Operation *user) {
      return !members.contains(user);
    }));
  }
}

void ContentWriter::writeLayout(Value value) {
  if (!table.layouts.has(value))
    return words.push_back(0);
  const HomeLayout &layout = table.layouts.of(value);
  uint64_t root = roots.try_emplace(layout.root, roots.size()).first->second;
  words.push_back(1 + root);
  words.push_back(static_cast<uint64_t>(layout.offset));
  words.push_back(layout.strides.size());
  for (int64_t stride : layout.strides)
    words.push_back(static_cast<uint64_t>(stride));
  add(words, table.layouts.roots()[layout.root].type.getAsOpaquePointer());
}

/// Views are written with what they show; whoever else made the value, and
/// what it is, makes no difference.
void ContentWriter::writeSource(Value value) {
  auto [entry, isNew] = numbers.try_emplace(value, numbers.size());
  words.push_back(entry->second);
  if (!isNew)
    return;
  add(words, value.getType().getAsOpaquePointer());
  writeLayout(value);
  Operation *op = value.getDefiningOp();
  bool isView = op && !isa<StructuredOpInterface, GatherOp>(op) &&
                op->getNumOperands() != 0 && op->getNumRegions() == 0;
  words.push_back(isView);
  if (!isView)
    return;
  Content content = table.ofOperation(op);
  words.push_back(content.first);
  words.push_back(content.second);
  for (Value operand : op->getOperands())
    writeSource(operand);
}

Content ContentWriter::write(ArrayRef<ArrayRef<StructuredOpInterface>> groups) {
  for (ArrayRef<StructuredOpInterface> ops : groups)
    members.insert_range(ops);
  for (ArrayRef<StructuredOpInterface> ops : groups) {
    words.push_back(ops.size());
    for (StructuredOpInterface op : ops)
      writeOperation(op);
  }
  return hashOf(words);
}

Content ContentTable::of(ArrayRef<ArrayRef<StructuredOpInterface>> groups) {
  return ContentWriter(*this).write(groups);
}
