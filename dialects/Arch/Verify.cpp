//===- Verify.cpp - checks that all parts of a machine share --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Arch/Verify.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace ridge::arch;

bool ridge::arch::standsAlone(Operation *part) {
  auto machine = dyn_cast_or_null<MachineOp>(part->getParentOp());
  return machine && machine.isComplete();
}

LogicalResult ridge::arch::verifyKnownAttributes(Operation *op) {
  for (NamedAttribute attribute : op->getDiscardableAttrs()) {
    // Attributes of other dialects ("tool.note") are theirs to judge.
    if (attribute.getNameDialect())
      continue;
    InFlightDiagnostic error = op->emitOpError("has no attribute '")
                               << attribute.getName().getValue() << "'";
    llvm::SmallVector<StringRef> known;
    for (StringAttr name : op->getName().getAttributeNames())
      known.push_back(name.getValue());
    if (known.size() > 1)
      error << ", expected one of " << llvm::join(known, ", ");
    return error;
  }
  return success();
}

/// Null, or the source text of an attribute `source` or an entry of `sources`.
static bool isSource(Attribute attribute) {
  auto text = dyn_cast_or_null<StringAttr>(attribute);
  return text && !text.getValue().trim().empty();
}

LogicalResult ridge::arch::verifySources(Operation *op,
                                         ArrayRef<StringRef> numbers) {
  Attribute common = op->getAttr("source");
  if (common && !isSource(common))
    return op->emitOpError("has an empty source; name where its numbers come "
                           "from, or write \"assumed\"");

  auto single = op->getAttrOfType<DictionaryAttr>("sources");
  for (NamedAttribute entry :
       single ? single.getValue() : ArrayRef<NamedAttribute>()) {
    if (!llvm::is_contained(numbers, entry.getName().getValue()))
      return op->emitOpError("gives a source for '")
             << entry.getName().getValue() << "', expected one of "
             << llvm::join(numbers, ", ");
    if (!isSource(entry.getValue()))
      return op->emitOpError("gives ")
             << entry.getValue() << " as the source of '"
             << entry.getName().getValue() << "', expected a text";
  }

  for (StringRef number : numbers)
    if (op->getAttr(number) && !common && !(single && single.get(number)))
      return op->emitOpError("does not say where '")
             << number << "' comes from; add source = \"...\" (or \"assumed\")";
  return success();
}

LogicalResult ridge::arch::verifyFields(Operation *op, ArrayRef<Field> fields,
                                        std::optional<int64_t> hertz,
                                        bool complete) {
  for (const Field &field : fields) {
    Attribute value = op->getAttr(field.name);
    if (!value && complete && !field.optional)
      return op->emitOpError("does not state '")
             << field.name << "'; a missing number has no default";
    if (!value)
      continue;
    auto emitError = [&] {
      return op->emitOpError("'") << field.name << "': ";
    };
    if (failed(readQuantity(value, field.kind, hertz, emitError)))
      return failure();
  }
  return success();
}
