//===- Messages.cpp - diagnostics of a session ----------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Messages.h"

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace ridge;

std::string ridge::oneLine(StringRef text) {
  SmallVector<StringRef> lines;
  text.split(lines, '\n', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  for (StringRef &line : lines)
    line = line.trim();
  return llvm::join(lines, " ");
}

/// Empty if the location is in no file.
static std::string placeOf(Location location) {
  auto place = location->findInstanceOf<FileLineColLoc>();
  if (!place)
    return "";
  // Operations of a file that begins with an error may stand at line 0.
  return (place.getFilename().getValue() + ":" +
          Twine(std::max(1u, place.getLine())) + ":" +
          Twine(std::max(1u, place.getColumn())))
      .str();
}

static Message::Kind kindOf(DiagnosticSeverity severity) {
  switch (severity) {
  case DiagnosticSeverity::Error:
    return Message::Kind::Error;
  case DiagnosticSeverity::Warning:
    return Message::Kind::Warning;
  case DiagnosticSeverity::Remark:
    return Message::Kind::Remark;
  case DiagnosticSeverity::Note:
    return Message::Kind::Note;
  }
  llvm_unreachable("every severity has a kind");
}

static Message messageOf(Diagnostic &diagnostic) {
  Message message;
  message.kind = kindOf(diagnostic.getSeverity());
  message.place = placeOf(diagnostic.getLocation());
  message.text = oneLine(diagnostic.str());
  for (Diagnostic &note : diagnostic.getNotes())
    message.notes.push_back(messageOf(note));
  return message;
}

Session::Messages::Messages(MLIRContext &context)
    : registration(&context, [this](Diagnostic &diagnostic) {
        return receive(diagnostic);
      }) {}

LogicalResult Session::Messages::receive(Diagnostic &diagnostic) {
  if (diagnostic.getSeverity() != DiagnosticSeverity::Error) {
    if (handler)
      handler(messageOf(diagnostic));
  } else if (!firstError) {
    firstError = messageOf(diagnostic);
  }
  return success();
}

std::optional<Message> Session::Messages::takeError() {
  return std::exchange(firstError, std::nullopt);
}

//===----------------------------------------------------------------------===//
// Remarks
//===----------------------------------------------------------------------===//

namespace {
/// Makes each remark a diagnostic: its words in order, then what has a name.
class RemarkForwarder : public remark::detail::MLIRRemarkStreamerBase {
public:
  void streamOptimizationRemark(const remark::detail::Remark &remark) override {
    std::string text;
    std::vector<std::string> named;
    for (const remark::detail::Remark::Arg &arg : remark.getArgs()) {
      if (arg.key == "Remark")
        text += arg.val;
      else
        named.push_back(arg.key + " = " + arg.val);
    }
    if (!text.empty())
      named.insert(named.begin(), text);
    emitRemark(remark.getLocation())
        << remark.getCombinedCategoryName() << ": " << remark.getRemarkName()
        << ": " << llvm::join(named, ", ");
  }
};
} // namespace

LogicalResult ridge::enableRemarks(MLIRContext &context) {
  remark::RemarkCategories every;
  // A kind without a pattern of its own is left out, whatever `all` says.
  every.passed = every.missed = every.analysis = every.failed = ".*";
  return remark::enableOptimizationRemarks(
      context, std::make_unique<RemarkForwarder>(),
      std::make_unique<remark::RemarkEmittingPolicyAll>(), every);
}

//===----------------------------------------------------------------------===//
// Programs in text form
//===----------------------------------------------------------------------===//

llvm::Error ridge::programError(StringRef file, llvm::Error error) {
  std::string text = llvm::toString(std::move(error));
  Message message;
  message.text = oneLine(text);
  message.place = (file + ":1:1").str();
  auto [place, rest] = StringRef(text).split(": ");
  auto [line, column] = place.split(':');
  unsigned number;
  if (!line.getAsInteger(10, number) && !column.getAsInteger(10, number)) {
    message.place = (file + ":" + place).str();
    message.text = oneLine(rest);
  }
  return llvm::make_error<InputError>(std::move(message));
}
