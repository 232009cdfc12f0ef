//===- Values.cpp - arrays and messages on their way to Python ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "State.h"
#include "ridge/Check/ValueCheck.h"

using namespace ridge;
using python::Outcome;

std::string python::Diagnostic::print() const {
  std::string line = place.empty() ? "" : place + ": ";
  line += kind + ": " + text;
  for (const Diagnostic &note : notes)
    line += "\n" + note.print();
  return line;
}

python::Diagnostic python::diagnosticOf(const Message &message) {
  Diagnostic diagnostic{
      kindName(message.kind).str(), message.place, message.text, {}, false};
  for (const Message &note : message.notes)
    diagnostic.notes.push_back(diagnosticOf(note));
  return diagnostic;
}

python::Diagnostic python::diagnosticOf(llvm::Error error) {
  Diagnostic first;
  bool isFirst = true;
  auto take = [&](Diagnostic diagnostic) {
    if (isFirst)
      first = std::move(diagnostic);
    isFirst = false;
  };
  llvm::handleAllErrors(
      std::move(error),
      [&](const InputError &input) { take(diagnosticOf(input.said())); },
      [&](const StoppedError &) { take({"error", "", "stopped", {}, true}); },
      [&](const llvm::ErrorInfoBase &other) {
        take({"error", "", other.message(), {}, false});
      });
  return first;
}

Outcome<std::shared_ptr<const Array>> python::copyOf(const Tensor &tensor) {
  std::optional<Format> format = parseFormat(tensor.format);
  if (!format)
    return Diagnostic{
        "error", "", "no format is named '" + tensor.format + "'", {}, false};
  auto array = std::make_shared<Array>();
  array->format = *format;
  array->shape.assign(tensor.shape.begin(), tensor.shape.end());
  array->bytes.assign(tensor.bytes,
                      tensor.bytes + array->elements() * bytesOf(*format));
  return std::shared_ptr<const Array>(std::move(array));
}

python::Tensor python::tensorOf(const Array &array,
                                std::shared_ptr<const void> owner) {
  return {formatName(array.format),
          {array.shape.begin(), array.shape.end()},
          array.bytes.data(),
          std::move(owner),
          int64_t(bytesOf(array.format))};
}

std::vector<python::Tensor>
python::tensorsOf(llvm::ArrayRef<Array> arrays,
                  const std::shared_ptr<const void> &owner) {
  std::vector<Tensor> tensors;
  for (const Array &array : arrays)
    tensors.push_back(tensorOf(array, owner));
  return tensors;
}

static const ValueCheck &checkOf(const python::Values &values) {
  return *static_cast<const ValueCheck *>(values.values.get());
}

std::vector<python::Tensor> python::Values::arguments() const {
  return tensorsOf(checkOf(*this).modelArguments(), values);
}

std::vector<python::Tensor> python::Values::results() const {
  return tensorsOf(checkOf(*this).modelResults(), values);
}
