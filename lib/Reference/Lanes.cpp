//===- Lanes.cpp - between elements in memory and lanes -------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Lanes.h"
#include <cmath>
#include <cstring>

using namespace ridge;
using namespace ridge::reference;

template <typename Element, typename Lane>
static void loadAs(Lane *lanes, const uint8_t *from, int64_t stride,
                   unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    Element element;
    std::memcpy(&element, from + i * stride, sizeof(element));
    lanes[i] = static_cast<Lane>(element);
  }
}

template <typename Element, typename Lane>
static void storeAs(const Lane *lanes, uint8_t *to, int64_t stride,
                    unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    auto element = static_cast<Element>(lanes[i]);
    std::memcpy(to + i * stride, &element, sizeof(element));
  }
}

static void loadBF16(float *lanes, const uint8_t *from, int64_t stride,
                     unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    uint16_t code;
    std::memcpy(&code, from + i * stride, sizeof(code));
    uint32_t bits = static_cast<uint32_t>(code) << 16;
    std::memcpy(&lanes[i], &bits, sizeof(bits));
  }
}

static void storeBF16(const float *lanes, uint8_t *to, int64_t stride,
                      unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    uint32_t bits;
    std::memcpy(&bits, &lanes[i], sizeof(bits));
    auto code = static_cast<uint16_t>(bits >> 16);
    std::memcpy(to + i * stride, &code, sizeof(code));
  }
}

void reference::load(Lanes &lanes, const uint8_t *from, int64_t stride,
                     unsigned count) {
  switch (lanes.format) {
  case Format::F32:
    return loadAs<float>(lanes.as<float>(), from, stride, count);
  case Format::BF16:
    return loadBF16(lanes.as<float>(), from, stride, count);
  case Format::F64:
    return loadAs<double>(lanes.as<double>(), from, stride, count);
  case Format::I8:
    return loadAs<int8_t>(lanes.as<int64_t>(), from, stride, count);
  case Format::I32:
    return loadAs<int32_t>(lanes.as<int64_t>(), from, stride, count);
  case Format::I64:
    return loadAs<int64_t>(lanes.as<int64_t>(), from, stride, count);
  default:
    break;
  }
  for (unsigned i = 0; i < count; ++i) {
    if (isInteger(lanes.format))
      lanes.as<int64_t>()[i] = decodeInteger(lanes.format, from + i * stride);
    else
      lanes.as<float>()[i] =
          static_cast<float>(decodeFloat(lanes.format, from + i * stride));
  }
}

void reference::store(const Lanes &lanes, uint8_t *to, int64_t stride,
                      unsigned count) {
  switch (lanes.format) {
  case Format::F32:
    return storeAs<float>(lanes.as<float>(), to, stride, count);
  case Format::BF16:
    return storeBF16(lanes.as<float>(), to, stride, count);
  case Format::F64:
    return storeAs<double>(lanes.as<double>(), to, stride, count);
  case Format::I8:
    return storeAs<int8_t>(lanes.as<int64_t>(), to, stride, count);
  case Format::I32:
    return storeAs<int32_t>(lanes.as<int64_t>(), to, stride, count);
  case Format::I64:
    return storeAs<int64_t>(lanes.as<int64_t>(), to, stride, count);
  default:
    break;
  }
  for (unsigned i = 0; i < count; ++i) {
    if (isInteger(lanes.format))
      encodeInteger(lanes.format, lanes.as<int64_t>()[i], to + i * stride);
    else
      encodeFloat(lanes.format, lanes.as<float>()[i], to + i * stride);
  }
}

/// A bf16 is the upper half of an f32: round the lower half away, ties to even.
static float roundToBF16(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  if (std::isnan(value))
    bits |= 0x00400000; // Stay a NaN when the lower half goes.
  else
    bits += 0x7FFF + ((bits >> 16) & 1);
  bits &= 0xFFFF0000;
  std::memcpy(&value, &bits, sizeof(bits));
  return value;
}

int64_t reference::wrapInteger(Format format, int64_t value) {
  unsigned bits = formatInfo(format).bits;
  if (bits == 1)
    return value & 1;
  unsigned unused = 64 - bits;
  return static_cast<int64_t>(static_cast<uint64_t>(value) << unused) >> unused;
}

void reference::roundLanes(Lanes &lanes, unsigned count) {
  if (lanes.format == Format::F32 || lanes.format == Format::F64 ||
      lanes.format == Format::I64)
    return;
  if (isInteger(lanes.format)) {
    auto *values = lanes.as<int64_t>();
    for (unsigned i = 0; i < count; ++i)
      values[i] = wrapInteger(lanes.format, values[i]);
    return;
  }
  auto *values = lanes.as<float>();
  bool isBF16 = lanes.format == Format::BF16;
  for (unsigned i = 0; i < count; ++i)
    values[i] = isBF16 ? roundToBF16(values[i])
                       : static_cast<float>(roundTo(lanes.format, values[i]));
}
