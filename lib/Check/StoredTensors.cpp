//===- StoredTensors.cpp - tensors in codecs, measured --------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Check/StoredTensors.h"
#include "dialects/Arch/FormatTypes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Numerics/Codec.h"
#include "ridge/Numerics/Conversion.h"
#include "ridge/Numerics/Packing.h"
#include "ridge/Reference/Interpreter.h"
#include "ridge/Translate/Translate.h"
#include "ridge/Values/ErrorSums.h"

using namespace mlir;
using namespace ridge;

static SmallVector<EncodeOp> encodesOf(func::FuncOp function) {
  return SmallVector<EncodeOp>(function.getOps<EncodeOp>());
}

static double measureRate(const Codec &codec, const Array &values) {
  if (codec.fixedBitsPerValue() != 0)
    return codec.fixedBitsPerValue();
  std::vector<float> floats(values.elements());
  decodeArray(values.format, values.bytes.data(), floats.size(), floats.data());
  return bitsPerValue(codec, floats);
}

static StoredTensor describe(EncodeOp encode, const Array &before,
                             const Array &after) {
  auto codec = cantFail(Codec::create(encode.getCodec().getName()));
  auto type = cast<RankedTensorType>(encode.getSource().getType());
  StoredTensor row;
  row.tensors = encode.getTensors().value_or("").str();
  row.location = locationText(encode.getLoc());
  llvm::raw_string_ostream os(row.type);
  llvm::interleave(type.getShape(), os, "x");
  os << "x" << formatName(before.format);
  row.codec = codec->name();
  row.elements = before.elements();
  row.elementBits = double(storedBits(before.format));
  row.bitsPerValue = measureRate(*codec, after);
  row.error = measureResultError(before, after);
  row.gates = codec->cost().gates;
  return row;
}

static llvm::Error describeAll(func::FuncOp function, ArrayRef<Array> arguments,
                               std::vector<StoredTensor> &rows) {
  SmallVector<EncodeOp> encodes = encodesOf(function);
  if (encodes.empty())
    return llvm::Error::success();
  llvm::Expected<Evaluation> run = Evaluation::run(function, arguments);
  if (!run)
    return run.takeError();
  for (EncodeOp encode : encodes)
    rows.push_back(describe(encode, run->at(encode.getSource()),
                            run->at(encode.getResult())));
  return llvm::Error::success();
}

llvm::Expected<std::vector<StoredTensor>>
ridge::measureStored(const TypedModel &typed, ArrayRef<Array> arguments,
                     ArrayRef<Array> typedArguments) {
  std::vector<StoredTensor> rows;
  if (func::FuncOp prepare = typed.prepare())
    if (llvm::Error error = describeAll(prepare, arguments, rows))
      return error;
  if (llvm::Error error = describeAll(typed.function(), typedArguments, rows))
    return error;
  return rows;
}

std::vector<double> ridge::ratesOf(ArrayRef<StoredTensor> rows) {
  std::vector<double> rates;
  for (const StoredTensor &row : rows)
    rates.push_back(row.bitsPerValue);
  return rates;
}
