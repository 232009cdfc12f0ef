//===- ArrayFilesTest.cpp - safetensors and npy, good and bad -------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Each malformed file is refused with a message that names what is wrong.
///
//===----------------------------------------------------------------------===//

#include "ridge/Values/ArrayFiles.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/raw_ostream.h"
#include <gtest/gtest.h>

using namespace ridge;

namespace {

std::string bytesOfLength(uint64_t value, unsigned count) {
  std::string bytes;
  for (unsigned i = 0; i < count; ++i)
    bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

std::string safetensors(const std::string &header, const std::string &data) {
  return bytesOfLength(header.size(), 8) + header + data;
}

std::string npy(const std::string &dict, const std::string &data) {
  return std::string("\x93NUMPY\x01\x00", 8) + bytesOfLength(dict.size(), 2) +
         dict + data;
}

template <typename T> std::string errorOf(llvm::Expected<T> value) {
  if (value)
    return "no error";
  return llvm::toString(value.takeError());
}

#define EXPECT_ERROR(expression, part)                                         \
  do {                                                                         \
    std::string message = errorOf(expression);                                 \
    EXPECT_NE(message.find(part), std::string::npos) << message;               \
  } while (false)

//===----------------------------------------------------------------------===//
// Safetensors
//===----------------------------------------------------------------------===//

TEST(Safetensors, tensors_come_sorted_with_shape_and_bytes) {
  auto tensors = parseSafetensors(
      safetensors(R"({"__metadata__":{"format":"pt"},)"
                  R"("b":{"dtype":"F32","shape":[2],"data_offsets":[2,10]},)"
                  R"("a":{"dtype":"BF16","shape":[1,1],"data_offsets":[0,2]}})",
                  std::string("\x80\x3f\x00\x00\x80\x3f\x00\x00\x00\x40", 10)));
  ASSERT_TRUE(static_cast<bool>(tensors))
      << llvm::toString(tensors.takeError());
  ASSERT_EQ(tensors->size(), 2u);
  const NamedArray &a = (*tensors)[0], &b = (*tensors)[1];
  EXPECT_EQ(a.name, "a");
  EXPECT_EQ(a.array.format, Format::BF16);
  EXPECT_EQ(a.array.shape, (llvm::SmallVector<int64_t, 4>{1, 1}));
  EXPECT_EQ(decodeFloat(Format::BF16, a.array.bytes.data()), 1.0);
  EXPECT_EQ(b.name, "b");
  EXPECT_EQ(decodeFloat(Format::F32, b.array.bytes.data()), 1.0);
  EXPECT_EQ(decodeFloat(Format::F32, b.array.bytes.data() + 4), 2.0);
}

TEST(Safetensors, shorter_than_its_length_field) {
  EXPECT_ERROR(parseSafetensors("abc"), "shorter than the 8 bytes");
  EXPECT_ERROR(parseSafetensors(""), "shorter than the 8 bytes");
}

TEST(Safetensors, header_longer_than_the_file) {
  EXPECT_ERROR(parseSafetensors(bytesOfLength(1000, 8) + "{}"),
               "header should be 1000 bytes long, the file has 2");
  EXPECT_ERROR(parseSafetensors(std::string(16, '\xff')),
               "header should be 18446744073709551615 bytes long");
}

TEST(Safetensors, header_that_is_no_json_object) {
  EXPECT_ERROR(parseSafetensors(safetensors("{\"a\":", "")),
               "header cannot be read");
  EXPECT_ERROR(parseSafetensors(safetensors(std::string(200000, '['), "")),
               "header cannot be read: 1:65: brackets nest deeper than 64");
  EXPECT_ERROR(parseSafetensors(safetensors("[]", "")), "no JSON object");
}

TEST(Safetensors, entry_without_its_fields) {
  EXPECT_ERROR(parseSafetensors(safetensors(R"({"a":3})", "")),
               "tensor 'a': its header entry is no object");
  EXPECT_ERROR(
      parseSafetensors(safetensors(R"({"a":{"dtype":"F32","shape":[]}})", "")),
      "needs dtype, shape and two data_offsets");
}

TEST(Safetensors, unsigned_and_scale_dtypes) {
  for (auto [dtype, format] :
       {std::pair("U8", Format::U8), std::pair("F8_E8M0", Format::F8E8M0FNU)}) {
    auto arrays = parseSafetensors(
        safetensors(std::string(R"({"a":{"dtype":")") + dtype +
                        R"(","shape":[1],"data_offsets":[0,1]}})",
                    "x"));
    ASSERT_TRUE(bool(arrays)) << llvm::toString(arrays.takeError());
    EXPECT_EQ((*arrays)[0].array.format, format);
  }
}

TEST(Safetensors, dtype_without_format) {
  EXPECT_ERROR(parseSafetensors(safetensors(
                   R"({"a":{"dtype":"U64","shape":[1],"data_offsets":[0,8]}})",
                   "12345678")),
               "dtype U64 has no format here");
}

TEST(Safetensors, offsets_beyond_the_data) {
  EXPECT_ERROR(
      parseSafetensors(safetensors(
          R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", "1234")),
      "leave the 4 data bytes");
  EXPECT_ERROR(
      parseSafetensors(safetensors(
          R"({"a":{"dtype":"I8","shape":[1],"data_offsets":[-1,0]}})", "1234")),
      "leave the 4 data bytes");
  EXPECT_ERROR(
      parseSafetensors(safetensors(
          R"({"a":{"dtype":"I8","shape":[1],"data_offsets":[3,2]}})", "1234")),
      "leave the 4 data bytes");
}

TEST(Safetensors, shape_that_does_not_fill_its_bytes) {
  EXPECT_ERROR(
      parseSafetensors(safetensors(
          R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}})", "1234")),
      "do not fill its 4 bytes");
  EXPECT_ERROR(parseSafetensors(safetensors(
                   R"({"a":{"dtype":"F32","shape":[4294967296,4294967296],)"
                   R"("data_offsets":[0,4]}})",
                   "1234")),
               "do not fill its 4 bytes");
  EXPECT_ERROR(
      parseSafetensors(safetensors(
          R"({"a":{"dtype":"F32","shape":["x"],"data_offsets":[0,4]}})",
          "1234")),
      "no integer");
}

/// Entry of an i8 tensor whose bytes are [begin, end).
std::string entry(const std::string &name, int64_t begin, int64_t end) {
  return "\"" + name + R"(":{"dtype":"I8","shape":[)" +
         std::to_string(end - begin) + R"(],"data_offsets":[)" +
         std::to_string(begin) + "," + std::to_string(end) + "]}";
}

TEST(Safetensors, a_name_twice) {
  EXPECT_ERROR(
      parseSafetensors(safetensors(
          "{" + entry("a", 0, 2) + "," + entry("a", 2, 4) + "}", "1234")),
      "key 'a' stands twice");
}

TEST(Safetensors, tensors_that_share_bytes_or_leave_some) {
  auto parse = [](const std::string &entries) {
    return parseSafetensors(safetensors("{" + entries + "}", "1234"));
  };
  EXPECT_ERROR(parse(entry("b", 1, 4) + "," + entry("a", 0, 2)),
               "tensor 'b': its data bytes from 1 on are also those of "
               "tensor 'a'");
  EXPECT_ERROR(parse(entry("a", 0, 4) + "," + entry("b", 1, 2)),
               "are also those of tensor 'a'");
  EXPECT_ERROR(parse(entry("a", 0, 1) + "," + entry("b", 3, 4)),
               "data bytes from 1 to 3 belong to no tensor");
  EXPECT_ERROR(parse(entry("a", 0, 3)),
               "data bytes from 3 to 4 belong to no tensor");
  // What is empty takes nobody's bytes.
  EXPECT_TRUE(bool(parse(entry("a", 0, 4) + "," + entry("b", 2, 2))));
}

//===----------------------------------------------------------------------===//
// Npy
//===----------------------------------------------------------------------===//

TEST(Npy, reads_shape_and_elements) {
  auto array = parseNpy(npy("{'descr': '<i2', 'fortran_order': False, "
                            "'shape': (2, 1), }      \n",
                            std::string("\x01\x00\xff\xff", 4)));
  ASSERT_TRUE(static_cast<bool>(array)) << llvm::toString(array.takeError());
  EXPECT_EQ(array->format, Format::I16);
  EXPECT_EQ(array->shape, (llvm::SmallVector<int64_t, 4>{2, 1}));
  EXPECT_EQ(decodeInteger(Format::I16, array->bytes.data()), 1);
  EXPECT_EQ(decodeInteger(Format::I16, array->bytes.data() + 2), -1);
}

TEST(Npy, one_dim_has_a_trailing_comma_and_a_scalar_no_dim) {
  auto one = parseNpy(
      npy("{'descr': '|i1', 'fortran_order': False, 'shape': (3,), }", "abc"));
  ASSERT_TRUE(static_cast<bool>(one)) << llvm::toString(one.takeError());
  EXPECT_EQ(one->shape, (llvm::SmallVector<int64_t, 4>{3}));
  auto scalar = parseNpy(
      npy("{'descr': '|i1', 'fortran_order': False, 'shape': (), }", "a"));
  ASSERT_TRUE(static_cast<bool>(scalar)) << llvm::toString(scalar.takeError());
  EXPECT_TRUE(scalar->shape.empty());
}

TEST(Npy, refuses_what_is_no_npy) {
  EXPECT_ERROR(parseNpy("PK\x03\x04"), "does not begin with");
  EXPECT_ERROR(parseNpy("\x93NUMPY"), "ends inside its header");
  EXPECT_ERROR(parseNpy(std::string("\x93NUMPY\x09\x00\x00\x00\x00\x00", 12)),
               "version 9");
  EXPECT_ERROR(parseNpy(std::string("\x93NUMPY\x01\x00\x10\x00{}", 12)),
               "header should be 16 bytes long, the file has 2");
}

TEST(Npy, refuses_what_it_cannot_represent) {
  EXPECT_ERROR(parseNpy(npy("{'fortran_order': False, 'shape': ()}", "")),
               "needs one 'descr'");
  EXPECT_ERROR(
      parseNpy(
          npy("{'descr': '>f4', 'fortran_order': False, 'shape': ()}", "1234")),
      "dtype '>f4' is not supported");
  EXPECT_ERROR(
      parseNpy(
          npy("{'descr': '<f4', 'fortran_order': True, 'shape': ()}", "1234")),
      "Fortran order");
  EXPECT_ERROR(parseNpy(npy("{'descr': '<f4', 'fortran_order': False}", "")),
               "needs one 'shape'");
  EXPECT_ERROR(parseNpy(npy("{'descr': '<f4', 'shape': ()}", "1234")),
               "needs one 'fortran_order', True or False");
  EXPECT_ERROR(parseNpy(npy("{'descr': '|i1', 'fortran_order': False, "
                            "'shape': (1,), 'shape': (2,)}",
                            "1")),
               "needs one 'shape'");
  EXPECT_ERROR(
      parseNpy(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
                   "1234")),
      "'-1' is no size");
  EXPECT_ERROR(
      parseNpy(npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
                   "1234")),
      "ask for 8 bytes, the file has 4");
  EXPECT_ERROR(parseNpy(npy("{'descr': '<f4', 'fortran_order': False, "
                            "'shape': (4294967296, 4294967296)}",
                            "1234")),
               "more elements than memory can hold");
}

//===----------------------------------------------------------------------===//
// Arguments
//===----------------------------------------------------------------------===//

class ArgumentsTest : public testing::Test {
protected:
  std::string write(llvm::StringRef suffix, const std::string &contents) {
    llvm::SmallString<64> path;
    EXPECT_FALSE(
        llvm::sys::fs::createTemporaryFile("ridge-inputs", suffix, path));
    removers.push_back(std::make_unique<llvm::FileRemover>(path));
    std::error_code error;
    llvm::raw_fd_ostream(path, error) << contents;
    return std::string(path);
  }

  auto read(std::vector<std::string> files,
            std::vector<std::string> names = {}) {
    return readArguments({std::move(files), std::move(names)}, arguments);
  }

  const std::string oneFloat =
      npy("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
          std::string("\x00\x00\x80\x3f", 4));
  const int64_t one = 1;
  const std::vector<ArgumentShape> arguments = {{Format::F32, one},
                                                {Format::I8, one}};
  std::vector<std::unique_ptr<llvm::FileRemover>> removers;
};

TEST_F(ArgumentsTest, by_position_and_by_name) {
  std::string named = write(
      "safetensors",
      safetensors(R"({"arg0":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                  R"("other":{"dtype":"I8","shape":[1],"data_offsets":[4,5]}})",
                  "1234\x05"));
  auto values = read({named});
  ASSERT_TRUE(static_cast<bool>(values)) << llvm::toString(values.takeError());
  EXPECT_TRUE((*values)[0].has_value());
  EXPECT_FALSE((*values)[1].has_value());

  auto renamed = read({named}, {"", "other"});
  ASSERT_TRUE(static_cast<bool>(renamed));
  ASSERT_TRUE((*renamed)[1].has_value());
  EXPECT_EQ((*renamed)[1]->bytes[0], 5);
}

TEST_F(ArgumentsTest, one_file_for_one_argument) {
  auto values = read({"arg0=" + write("npy", oneFloat)});
  ASSERT_TRUE(static_cast<bool>(values)) << llvm::toString(values.takeError());
  EXPECT_TRUE((*values)[0].has_value());
}

TEST_F(ArgumentsTest, errors_name_file_and_argument) {
  std::string file = write("npy", oneFloat);
  EXPECT_ERROR(read({"/nowhere/x.npy"}), "/nowhere/x.npy: ");
  EXPECT_ERROR(read({file}), "say which argument");
  EXPECT_ERROR(read({"arg7=" + file}),
               "no argument is named 'arg7'; the model has arg0 to arg1");
  // A name that was replaced is none.
  EXPECT_ERROR(read({"arg1=" + file}, {"", "attention_mask"}),
               "no argument is named 'arg1'; of the names of the model's 2 "
               "arguments 'arg0' is the nearest");
  EXPECT_ERROR(read({"atention_mask=" + file}, {"ids", "attention_mask"}),
               "'attention_mask' is the nearest");
  EXPECT_ERROR(readArguments({{"x=" + file}, {}}, {}),
               "no argument is named 'x'; the model has no arguments");
  EXPECT_ERROR(read({"arg1=" + file}), "'arg1' is 1xf32, the model takes 1xi8");
  EXPECT_ERROR(read({"arg0=" + file, "arg0=" + file}), "was given before");
  EXPECT_ERROR(read({"arg0=" + write("safetensors", safetensors("{}", ""))}),
               "holds 0 tensors");
  EXPECT_ERROR(read({write("safetensors", safetensors("{}", ""))}),
               "holds no tensor");
  EXPECT_ERROR(read({write("safetensors",
                           safetensors("{" + entry("arg9", 0, 1) + "}", "1"))}),
               "holds no tensor that the model takes: found 'arg9'; the model "
               "has arg0 to arg1");
}

TEST(ArgumentNames, lines_of_index_and_name) {
  auto names = parseArgumentNames("# index name\n0 x 2x4\n\n2 w # weight\n", 3);
  ASSERT_TRUE(static_cast<bool>(names));
  EXPECT_EQ(*names, (std::vector<std::string>{"x", "", "w"}));
  EXPECT_ERROR(parseArgumentNames("0 a\n3 b\n", 3),
               "line 2: '3' is no argument index below 3");
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

Array arrayOf(Format format, llvm::ArrayRef<int64_t> shape) {
  Array array;
  array.format = format;
  array.shape.assign(shape.begin(), shape.end());
  for (int64_t i = 0; i < array.elements() * int64_t(bytesOf(format)); ++i)
    array.bytes.push_back(uint8_t(format == Format::I1 ? i % 2 : 3 * i));
  return array;
}

TEST(Npy, WhatIsWrittenIsReadBack) {
  for (Format format : {Format::I1, Format::I8, Format::I64, Format::U16,
                        Format::F16, Format::F32, Format::F64})
    for (const llvm::SmallVector<int64_t> &shape :
         std::vector<llvm::SmallVector<int64_t>>{
             {}, {3}, {2, 0, 5}, {2, 3, 4}}) {
      Array array = arrayOf(format, shape);
      std::string file = cantFail(printNpy(array));
      EXPECT_EQ(file.find('\n') % 64, 63u);
      Array read = cantFail(parseNpy(file));
      EXPECT_EQ(read.format, array.format);
      EXPECT_EQ(read.shape, array.shape);
      EXPECT_EQ(read.bytes, array.bytes);
    }
  EXPECT_ERROR(printNpy(arrayOf(Format::BF16, {2})),
               "numpy has no dtype for bf16; write a .safetensors file");
}

TEST(Safetensors, WhatIsWrittenIsReadBack) {
  std::vector<NamedArray> tensors = {
      {"b", arrayOf(Format::BF16, {2, 3})},
      {"a", arrayOf(Format::F8E4M3FN, {5})},
      {"a/\"c\"", arrayOf(Format::I64, {})},
  };
  std::vector<NamedArray> read =
      cantFail(parseSafetensors(cantFail(printSafetensors(tensors))));
  ASSERT_EQ(read.size(), 3u);
  for (auto [entry, index] :
       {std::pair(&read[0], 1), {&read[1], 2}, {&read[2], 0}}) {
    EXPECT_EQ(entry->name, tensors[index].name);
    EXPECT_EQ(entry->array.format, tensors[index].array.format);
    EXPECT_EQ(entry->array.shape, tensors[index].array.shape);
    EXPECT_EQ(entry->array.bytes, tensors[index].array.bytes);
  }
  EXPECT_ERROR(printSafetensors({{"x", arrayOf(Format::F4E2M1FN, {2})}}),
               "tensor 'x': safetensors has no dtype for f4E2M1FN");
}

} // namespace
