//===- TestWords.h - the machine of tests with words ------------*- C++ -*-===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef RIDGE_TEST_UNIT_ENCODING_TESTWORDS_H
#define RIDGE_TEST_UNIT_ENCODING_TESTWORDS_H

#include "../Program/TestProgram.h"
#include "ridge/Encoding/Image.h"
#include "ridge/Encoding/Word.h"

namespace ridge::test {

using TargetKind = EncodingTarget::Kind;

inline void addWord(Machine &machine, EncodingTarget target, int64_t bits,
                    std::vector<std::string> levels,
                    std::vector<std::string> fields) {
  llvm::Expected<Encoding> encoding =
      bindEncoding(machine, target, {bits, levels, fields, std::nullopt},
                   machine.codeLoops(machine.engineOf(target)));
  if (!encoding)
    llvm::report_fatal_error(encoding.takeError());
  machine.encodings.push_back(std::move(*encoding));
}

/// Words of testMachine but for @iota. With `loops` engines have two levels of
/// them, without code is unrolled.
inline void addWords(Machine &machine, bool loops = true) {
  std::vector<std::string> steps;
  for (EngineId engine = 0; loops && engine < 4; ++engine) {
    addWord(machine, {TargetKind::Loop, engine}, 32, {"outer", "inner"},
            {"[7:0] = 0xf0", "[31:8] = count"});
    addWord(machine, {TargetKind::End, engine}, 8, {}, {"[7:0] = 0xf1"});
  }
  auto withSteps = [&](std::vector<std::string> fields,
                       std::vector<std::string> more) {
    if (loops)
      fields.insert(fields.end(), more.begin(), more.end());
    return fields;
  };
  for (EngineId engine = 0; engine < 4; ++engine) {
    addWord(machine, {TargetKind::Wait, engine}, 96, {},
            withSteps({"[7:0] = 0xf2", "[15:8] = semaphore",
                       "[47:16] = value signed"},
                      {"[79:48] = step(value, *) signed"}));
    addWord(machine, {TargetKind::Signal, engine}, 24, {},
            {"[7:0] = 0xf3", "[15:8] = semaphore", "[16] = after_reads"});
  }
  for (PathId path = 0; path < 3; ++path) {
    std::vector<std::string> fields = {"[7:0] = " + std::to_string(path + 1),
                                       "[15:8] = bits(from)",
                                       "[47:16] = size(*) minus 1",
                                       "[67:48] = address(from)",
                                       "[87:68] = address(to)",
                                       "[119:88] = stride(from, *)",
                                       "[151:120] = stride(to, *)"};
    std::vector<std::string> more = {
        "[191:152] = step(address(from), *) signed",
        "[231:192] = step(address(to), *) signed"};
    if (path == dramToSram)
      for (const char *list :
           {"[251:232] = address(list0)", "[253:252] = lists",
            "[263:256] = bits(list0)", "[295:264] = stride(list0, *)",
            "[311:296] = list_stride(0)", "[327:312] = list_limit(0)"})
        fields.push_back(list);
    if (path == dramToSram && loops)
      more.push_back("[367:328] = step(address(list0), *) signed");
    addWord(machine, {TargetKind::Path, path}, 368, {"rows", "columns"},
            withSteps(fields, more));
  }
  addWord(machine, {TargetKind::Instruction, mma}, 320, {"m", "n", "k"},
          withSteps({"opcode [7:0] = 0x10", "rows [12:8] = size(m)",
                     "[17:13] = size(n)", "[22:18] = size(k)",
                     "[38:23] = address(A)", "[54:39] = address(B)",
                     "[70:55] = address(C)", "[102:71] = stride(A, *)",
                     "[134:103] = stride(B, *)", "[166:135] = stride(C, *)"},
                    {"[206:167] = step(address(A), *) signed",
                     "[246:207] = step(address(B), *) signed",
                     "[286:247] = step(address(C), *) signed"}));
  addWord(machine, {TargetKind::Instruction, lanes}, 480, {"n.1", "n.0"},
          withSteps({"[7:0] = 0x20", "[11:8] = operation", "[27:12] = size(*)",
                     "[30:28] = source(in0)", "[31] = memory(in0)",
                     "[33:32] = format(in0)", "[49:34] = address(in0)",
                     "[65:34] = immediate(in0)", "[81:50] = stride(in0, *)",
                     "[84:82] = source(in1)", "[85] = memory(in1)",
                     "[87:86] = format(in1)", "[103:88] = address(in1)",
                     "[119:88] = immediate(in1)", "[135:104] = stride(in1, *)",
                     "[136] = memory(out)", "[138:137] = format(out)",
                     "[154:139] = address(out)", "[186:155] = stride(out, *)"},
                    {"[226:187] = step(address(in0), *) signed",
                     "[266:227] = step(address(in1), *) signed",
                     "[306:267] = step(address(out), *) signed"}));
}

/// The text of an error, which there has to be.
template <typename T> std::string errorOf(llvm::Expected<T> result) {
  return result ? "no error" : llvm::toString(result.takeError());
}

} // namespace ridge::test

#endif // RIDGE_TEST_UNIT_ENCODING_TESTWORDS_H
