//===- ArrayFiles.cpp - values of arguments from files --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Finds the values of each argument among the files of the command line.
///
//===----------------------------------------------------------------------===//

#include "ridge/Values/ArrayFiles.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/raw_ostream.h"

using namespace ridge;
using llvm::createStringError;
using llvm::StringRef;

static std::string describe(Format format, llvm::ArrayRef<int64_t> shape) {
  std::string text;
  for (int64_t size : shape)
    text += std::to_string(size) + "x";
  return text + formatName(format);
}

namespace {
class Reader {
public:
  Reader(const InputFiles &inputs, llvm::ArrayRef<ArgumentShape> arguments)
      : inputs(inputs), arguments(arguments), values(arguments.size()) {
    for (size_t i = 0; i < arguments.size(); ++i)
      indexOf[nameOf(i)] = i;
  }

  llvm::Expected<std::vector<std::optional<Array>>> readAll() {
    for (const std::string &file : inputs.files)
      if (llvm::Error error = readFile(file))
        return error;
    return std::move(values);
  }

private:
  std::string nameOf(size_t i) const {
    bool named = i < inputs.names.size() && !inputs.names[i].empty();
    return named ? inputs.names[i] : "arg" + std::to_string(i);
  }

  /// What the arguments are named; of names that a file gave, the nearest one.
  std::string expectedNames(StringRef name) const {
    size_t count = arguments.size();
    if (count == 0)
      return "the model has no arguments";
    if (llvm::all_of(inputs.names, [](StringRef own) { return own.empty(); }))
      return "the model has arg0 to arg" + std::to_string(count - 1);
    size_t nearest = 0;
    unsigned best = name.edit_distance(nameOf(0));
    for (size_t i = 1; i < count; ++i)
      if (unsigned distance = name.edit_distance(nameOf(i)); distance < best) {
        best = distance;
        nearest = i;
      }
    return "of the names of the model's " + std::to_string(count) +
           " arguments '" + nameOf(nearest) + "' is the nearest";
  }

  llvm::Error readFile(StringRef text) {
    // A path may hold '=', a name of an argument holds no '/'.
    auto [before, after] = text.split('=');
    bool single = !after.empty() && !before.contains('/');
    std::string path = (single ? after : text).str();
    auto buffer = llvm::MemoryBuffer::getFile(path);
    if (!buffer)
      return createStringError(path + ": " + buffer.getError().message());
    llvm::Error error = single
                            ? readSingle(before, path, (*buffer)->getBuffer())
                            : readNamed(path, (*buffer)->getBuffer());
    if (!error)
      return error;
    return createStringError(path + ": " + llvm::toString(std::move(error)));
  }

  llvm::Error readSingle(StringRef name, StringRef path, StringRef contents) {
    if (path.ends_with(".npy")) {
      llvm::Expected<Array> array = parseNpy(contents);
      return array ? assign(name, std::move(*array)) : array.takeError();
    }
    llvm::Expected<std::vector<NamedArray>> tensors =
        parseSafetensors(contents);
    if (!tensors)
      return tensors.takeError();
    if (tensors->size() != 1)
      return createStringError("holds %zu tensors, one is wanted for '%s'",
                               tensors->size(), name.str().c_str());
    return assign(name, std::move(tensors->front().array));
  }

  llvm::Error readNamed(StringRef path, StringRef contents) {
    if (path.ends_with(".npy"))
      return createStringError("a .npy file holds one array: say which "
                               "argument it is, as in arg0=" +
                               path);
    llvm::Expected<std::vector<NamedArray>> tensors =
        parseSafetensors(contents);
    if (!tensors)
      return tensors.takeError();
    // Files of whole models hold more than one part of it needs.
    bool taken = false;
    for (NamedArray &tensor : *tensors)
      if (indexOf.contains(tensor.name)) {
        taken = true;
        if (llvm::Error error = assign(tensor.name, std::move(tensor.array)))
          return error;
      }
    if (taken)
      return llvm::Error::success();
    if (tensors->empty())
      return createStringError("holds no tensor");
    const std::string &first = tensors->front().name;
    return createStringError("holds no tensor that the model takes: found '" +
                             first + "'" +
                             (tensors->size() > 1 ? " and others" : "") + "; " +
                             expectedNames(first));
  }

  llvm::Error assign(StringRef name, Array array) {
    auto found = indexOf.find(name);
    if (found == indexOf.end())
      return createStringError("no argument is named '" + name + "'; " +
                               expectedNames(name));
    size_t i = found->second;
    if (values[i])
      return createStringError("'" + name + "' was given before");
    const ArgumentShape &want = arguments[i];
    if (std::string wrong = mismatch(array, want); !wrong.empty())
      return createStringError("'" + name + "' " + wrong);
    values[i] = std::move(array);
    return llvm::Error::success();
  }

  const InputFiles &inputs;
  llvm::ArrayRef<ArgumentShape> arguments;
  llvm::StringMap<size_t> indexOf; ///< Only looked up, never walked.
  std::vector<std::optional<Array>> values;
};
} // namespace

std::string ridge::mismatch(const Array &array, const ArgumentShape &want) {
  if (array.format == want.format && llvm::ArrayRef(array.shape) == want.shape)
    return "";
  return "is " + describe(array.format, array.shape) + ", the model takes " +
         describe(want.format, want.shape);
}

llvm::Expected<std::vector<std::optional<Array>>>
ridge::readArguments(const InputFiles &inputs,
                     llvm::ArrayRef<ArgumentShape> arguments) {
  return Reader(inputs, arguments).readAll();
}

llvm::Expected<std::vector<std::string>>
ridge::parseArgumentNames(StringRef contents, size_t numArguments) {
  std::vector<std::string> names(numArguments);
  int number = 0;
  while (!contents.empty()) {
    StringRef line;
    std::tie(line, contents) = contents.split('\n');
    ++number;
    line = line.split('#').first.trim();
    if (line.empty())
      continue;
    auto [index, rest] = llvm::getToken(line);
    size_t i;
    if (index.getAsInteger(10, i) || i >= numArguments)
      return createStringError("line %d: '%s' is no argument index below %zu",
                               number, index.str().c_str(), numArguments);
    names[i] = llvm::getToken(rest).first.str();
  }
  return names;
}
