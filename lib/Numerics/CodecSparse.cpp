//===- CodecSparse.cpp - N of each M values -------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Structured sparsity: the positions of what is kept, ascending in each group,
/// then the kept values one after the other in another codec. The last group
/// may be short; what it lacks counts as zeros.
///
//===----------------------------------------------------------------------===//

#include "BitStream.h"
#include "Codecs.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cmath>
#include <numeric>

using namespace ridge;
using llvm::Twine;

namespace {

class SparseCodec : public Codec {
public:
  SparseCodec(int64_t kept, int64_t group, std::unique_ptr<Codec> inner)
      : kept(kept), group(group), positionBits(llvm::Log2_64_Ceil(group)),
        inner(std::move(inner)) {}

  std::string name() const override {
    return "sparse<" + std::to_string(kept) + ":" + std::to_string(group) +
           "," + inner->name() + ">";
  }
  double fixedBitsPerValue() const override {
    double value = inner->fixedBitsPerValue();
    return value == 0 ? 0 : (value + positionBits) * double(kept) / group;
  }
  double largest() const override { return inner->largest(); }
  std::vector<uint8_t> encode(llvm::ArrayRef<float> values) const override;
  llvm::Expected<std::vector<float>> decode(llvm::ArrayRef<uint8_t> bytes,
                                            int64_t count) const override;

  int64_t unit() const override {
    int64_t within = inner->unit();
    return within / std::gcd(within, kept) * group; // Of 0 it is 0.
  }
  CodecCost cost() const override {
    // One multiplexer of `group` to 1 for each kept value. What it passes on
    // are decoded significands and exponents; 16 bits stand for them.
    CodecCost cost = inner->cost();
    cost.gates += 3.0 * 16 * double(group);
    cost.operationsPerValue += 1;
    cost.basis += "; a selector of M operands of 16 bits, 3 gates a bit";
    return cost;
  }

private:
  std::vector<int64_t> largestOf(llvm::ArrayRef<float> part) const;
  /// False unless the positions are ascending in each group.
  bool readPositions(llvm::ArrayRef<uint8_t> bytes,
                     std::vector<int64_t> &positions) const;

  int64_t kept, group;
  unsigned positionBits;
  std::unique_ptr<Codec> inner;
};

} // namespace

/// Positions of the `kept` largest magnitudes, ascending; the first of equal
/// ones. A NaN counts as the largest, what lies beyond the end as the least.
std::vector<int64_t> SparseCodec::largestOf(llvm::ArrayRef<float> part) const {
  auto magnitude = [&](int64_t i) {
    if (i >= int64_t(part.size()))
      return -1.0;
    return std::isnan(part[i]) ? HUGE_VAL : std::fabs(double(part[i]));
  };
  std::vector<int64_t> order(group);
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](int64_t i, int64_t j) {
    double a = magnitude(i), b = magnitude(j);
    return a > b || (a == b && i < j);
  });
  order.resize(kept);
  std::sort(order.begin(), order.end());
  return order;
}

std::vector<uint8_t> SparseCodec::encode(llvm::ArrayRef<float> values) const {
  BitWriter positions;
  std::vector<float> chosen;
  for (size_t begin = 0; begin < values.size(); begin += group) {
    auto part =
        values.slice(begin, std::min<size_t>(group, values.size() - begin));
    for (int64_t position : largestOf(part)) {
      positions.write(position, positionBits);
      chosen.push_back(position < int64_t(part.size()) ? part[position] : 0);
    }
  }
  std::vector<uint8_t> bytes = positions.take();
  std::vector<uint8_t> coded = inner->encode(chosen);
  bytes.insert(bytes.end(), coded.begin(), coded.end());
  return bytes;
}

bool SparseCodec::readPositions(llvm::ArrayRef<uint8_t> bytes,
                                std::vector<int64_t> &positions) const {
  BitReader reader(bytes);
  for (size_t i = 0; i < positions.size(); ++i) {
    positions[i] = static_cast<int64_t>(reader.read(positionBits));
    bool follows = i % kept == 0 || positions[i] > positions[i - 1];
    if (!follows || positions[i] >= group)
      return false;
  }
  return true;
}

llvm::Expected<std::vector<float>>
SparseCodec::decode(llvm::ArrayRef<uint8_t> bytes, int64_t count) const {
  int64_t groups = llvm::divideCeil(count, group);
  std::vector<int64_t> positions(groups * kept);
  uint64_t positionBytes = (positions.size() * positionBits + 7) / 8;
  if (bytes.size() < positionBytes)
    return codecError(name() + ": " + Twine(bytes.size()) +
                      " bytes, expected at least " + Twine(positionBytes) +
                      " for the positions of " + Twine(count) + " values");
  if (!readPositions(bytes, positions))
    return codecError(name() + ": the positions of a group do not ascend "
                               "within it");
  llvm::Expected<std::vector<float>> chosen =
      inner->decode(bytes.drop_front(positionBytes), groups * kept);
  if (!chosen)
    return chosen.takeError();
  std::vector<float> values(groups * group, 0);
  for (size_t i = 0; i < positions.size(); ++i)
    values[i / kept * group + positions[i]] = (*chosen)[i];
  values.resize(count);
  return values;
}

std::unique_ptr<Codec> ridge::makeSparseCodec(int64_t kept, int64_t group,
                                              std::unique_ptr<Codec> values) {
  return std::make_unique<SparseCodec>(kept, group, std::move(values));
}
