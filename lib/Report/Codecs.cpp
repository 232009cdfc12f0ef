//===- Codecs.cpp - what is stored in codecs ------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Report/Codecs.h"
#include "ridge/Report/Precision.h"
#include "ridge/Report/Table.h"
#include "llvm/ADT/STLExtras.h"

using namespace ridge;

/// Bytes of all tensors as they are, and in their codecs.
static std::pair<double, double> storedBytes(const CodecResult &result) {
  double plain = 0, coded = 0;
  for (const StoredTensor &tensor : result.tensors) {
    plain += double(tensor.elements) * tensor.elementBits / 8;
    coded += double(tensor.elements) * tensor.bitsPerValue / 8;
  }
  return {plain, coded};
}

void ridge::printCodecs(const CodecResult &result, llvm::raw_ostream &os) {
  auto [plain, coded] = storedBytes(result);
  os << "Codecs: " << result.tensors.size() << " tensors of "
     << formatBytes(int64_t(plain)) << " take " << formatBytes(int64_t(coded))
     << " of traffic; " << describeSqnr(result.error.sqnr) << "\n";
  // Largest first; what a page has no room for stands in the JSON document.
  std::vector<const StoredTensor *> order;
  for (const StoredTensor &tensor : result.tensors)
    order.push_back(&tensor);
  llvm::stable_sort(order, [](const StoredTensor *a, const StoredTensor *b) {
    return a->elements > b->elements;
  });
  constexpr size_t shown = 16;
  Table table({"tensors", "location", "type", "codec", "bits a value", "before",
               "SQNR dB", "max rel. error", "gates"},
              4);
  for (const StoredTensor *tensor : llvm::ArrayRef(order).take_front(shown))
    table.add({tensor->tensors, shorten(tensor->location, 28), tensor->type,
               tensor->codec, formatDecimal(tensor->bitsPerValue, "%.4g"),
               formatDecimal(tensor->elementBits, "%.4g"),
               formatDecibels(tensor->error.sqnr),
               formatDecimal(tensor->error.maxRelative, "%.2g"),
               formatDecimal(tensor->gates, "%.0f")});
  table.print(os);
  if (order.size() > shown)
    os << "  and " << order.size() - shown << " more\n";
}

void ridge::printCodecs(const CodecResult &result, llvm::json::OStream &json) {
  auto [plain, coded] = storedBytes(result);
  printError(result.error, json);
  json.attribute("bytes", int64_t(plain));
  json.attribute("coded_bytes", int64_t(coded));
  json.attributeArray("tensors", [&] {
    for (const StoredTensor &tensor : result.tensors)
      json.object([&] {
        json.attribute("tensors", tensor.tensors);
        json.attribute("location", tensor.location);
        json.attribute("type", tensor.type);
        json.attribute("codec", tensor.codec);
        json.attribute("elements", tensor.elements);
        json.attribute("element_bits", tensor.elementBits);
        json.attribute("bits_per_value", tensor.bitsPerValue);
        printError(tensor.error, json);
        json.attribute("decoder_gates", tensor.gates);
      });
  });
}
