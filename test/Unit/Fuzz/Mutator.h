//===- Mutator.h - broken versions of good inputs ---------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Parsers meet files of strangers. Each case takes a good input, breaks it in
/// a few places and asks that the parser gives an error or a value that holds
/// what values hold; sanitizers (docs/Testing.md) watch meanwhile. The same
/// seed gives the same inputs everywhere.
///
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TEST_UNIT_FUZZ_MUTATOR_H
#define RIDGE_TEST_UNIT_FUZZ_MUTATOR_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

namespace ridge::test {

/// Inputs of one case: RIDGE_FUZZ_RUNS, or a few thousand.
inline int fuzzRuns(int usual = 4000) {
  const char *wanted = std::getenv("RIDGE_FUZZ_RUNS");
  return wanted ? std::atoi(wanted) : usual;
}

class Mutator {
public:
  /// `words` are spliced in: brackets, numbers at limits, keywords.
  Mutator(std::vector<std::string> seeds, std::vector<std::string> words)
      : seeds(std::move(seeds)), words(std::move(words)) {
    for (const char *number :
         {"0", "-1", "9223372036854775807", "-9223372036854775808",
          "18446744073709551616", "1e999", "4294967296", "65536"})
      this->words.push_back(number);
  }

  /// A seed with one to six changes.
  std::string next() {
    std::string text = seeds[below(seeds.size())];
    for (size_t changes = 1 + below(6); changes > 0; --changes)
      change(text);
    return text;
  }

private:
  size_t below(size_t limit) { return limit ? random() % limit : 0; }

  void change(std::string &text) {
    size_t at = below(text.size() + 1);
    size_t length = below(std::min<size_t>(text.size() - at, 40) + 1);
    switch (below(8)) {
    case 0: // One bit.
      if (at < text.size())
        text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
      break;
    case 1: // Any byte.
      text.insert(at, 1, static_cast<char>(below(256)));
      break;
    case 2:
      text.erase(at, length);
      break;
    case 3: // What was there, again, now and then many times.
      for (size_t times = below(16) ? 1 : 300; times > 0; --times)
        text.insert(at, text.substr(at, length));
      break;
    case 4:
      text.insert(at, words[below(words.size())]);
      break;
    case 5:
      replaceNumber(text, at);
      break;
    case 6: { // A piece of another seed.
      const std::string &other = seeds[below(seeds.size())];
      text.insert(at, other.substr(below(other.size() + 1), below(60)));
      break;
    }
    case 7:
      text.resize(at); // The file ends here.
      break;
    }
  }

  /// The first number from `at` on becomes another.
  void replaceNumber(std::string &text, size_t at) {
    size_t begin = text.find_first_of("0123456789", at);
    if (begin == std::string::npos)
      return;
    size_t end = text.find_first_not_of("0123456789", begin);
    text.replace(begin, std::min(end, text.size()) - begin,
                 below(2) ? words[below(words.size())]
                          : std::to_string(below(20)));
  }

  std::vector<std::string> seeds, words;
  std::mt19937_64 random{1};
};

} // namespace ridge::test

#endif // RIDGE_TEST_UNIT_FUZZ_MUTATOR_H
