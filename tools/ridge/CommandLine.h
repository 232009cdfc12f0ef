//===- CommandLine.h - flags of the driver ----------------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TOOLS_RIDGE_COMMANDLINE_H
#define RIDGE_TOOLS_RIDGE_COMMANDLINE_H

#include "ridge/Driver/ExitStatus.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/raw_ostream.h"
#include <optional>
#include <string>

namespace ridge {

inline int usageError(const llvm::Twine &message) {
  llvm::errs() << "ridge: " << message << "; see ridge --help\n";
  return ExitUsage;
}

/// Takes flags off a command line. A value follows as --flag=VALUE or as the
/// next word.
class CommandLine {
public:
  explicit CommandLine(llvm::ArrayRef<llvm::StringRef> words) : words(words) {}

  bool isEmpty() const { return words.empty() || !problem.empty(); }
  llvm::StringRef next() {
    llvm::StringRef word = words.front();
    words = words.drop_front();
    return word;
  }

  /// True if `word` is the switch `name`.
  bool isSwitch(llvm::StringRef word, llvm::StringRef name) {
    auto [flag, value] = word.split('=');
    if (flag != name)
      return false;
    if (word.contains('='))
      problem = (name + " takes no value").str();
    return true;
  }

  /// True if `word` is the flag `name`; `value` gets what belongs to it.
  bool takesValue(llvm::StringRef word, llvm::StringRef name,
                  std::string &value) {
    auto [flag, rest] = word.split('=');
    if (flag != name)
      return false;
    if (!value.empty())
      problem = (name + " was given twice").str();
    else if (word.contains('='))
      value = rest.str();
    else if (!words.empty())
      value = next().str();
    if (value.empty())
      problem = (name + " needs a value").str();
    return true;
  }

  std::string problem;

private:
  llvm::ArrayRef<llvm::StringRef> words;
};

/// What `ridge --help` prints.
llvm::StringRef helpText();

/// `ridge numerics` without these two words.
int runNumerics(llvm::ArrayRef<llvm::StringRef> words);
/// `ridge whatif`, `sensitivity`, `find` or `explain`, without `ridge`;
/// nothing: the first word is none of these.
std::optional<int> runVariants(llvm::ArrayRef<llvm::StringRef> words);

} // namespace ridge

#endif // RIDGE_TOOLS_RIDGE_COMMANDLINE_H
