//===- ModuleNumerics.cpp - number formats in the module of Python --------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Arrays are made in Python and filled here; while that goes on, the
/// interpreter's lock is free.
///
//===----------------------------------------------------------------------===//

#include "Desk.h"
#include "Module.h"
#include "Numerics.h"
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

namespace nb = nanobind;
using namespace ridge::python;

template <typename T>
using In = nb::ndarray<const T, nb::c_contig, nb::device::cpu>;
template <typename T> using Out = nb::ndarray<T, nb::c_contig, nb::device::cpu>;

static void refuse(const std::string &wrong) {
  if (!wrong.empty())
    throw Refused({"error", "", wrong, {}, false});
}

/// What `work` gives, computed without the interpreter's lock.
template <typename Work> static auto released(Work work) {
  nb::gil_scoped_release unlocked;
  return work();
}

template <typename T> static std::vector<int64_t> shapeOf(const T &array) {
  std::vector<int64_t> shape;
  for (size_t dim = 0; dim < array.ndim(); ++dim)
    shape.push_back(int64_t(array.shape(dim)));
  return shape;
}

/// An array of Python's that owns what it shows.
template <typename T> static nb::object arrayOf(std::vector<T> values) {
  auto *held = new std::vector<T>(std::move(values));
  nb::capsule owner(held, [](void *vector) noexcept {
    delete static_cast<std::vector<T> *>(vector);
  });
  return nb::cast(nb::ndarray<nb::numpy, T, nb::ndim<1>>(
      held->data(), {held->size()}, owner));
}

static void bindWords(nb::module_ &m) {
  nb::class_<RoundingWords>(m, "RoundingWords")
      .def(nb::init<>())
      .def_rw("rounding", &RoundingWords::rounding)
      .def_rw("overflow", &RoundingWords::overflow)
      .def_rw("nan", &RoundingWords::nan)
      .def_rw("random_bits", &RoundingWords::randomBits)
      .def_rw("seed", &RoundingWords::seed);
  nb::class_<BlockWords>(m, "BlockWords")
      .def(nb::init<>())
      .def_rw("format", &BlockWords::format)
      .def_rw("scale_rule", &BlockWords::scaleRule)
      .def_rw("rows", &BlockWords::rows)
      .def_rw("columns", &BlockWords::columns)
      .def_rw("axis", &BlockWords::axis)
      .def_rw("reciprocal", &BlockWords::reciprocal)
      .def_rw("rounding", &BlockWords::rounding);
}

static void bindFormats(nb::module_ &m) {
  nb::class_<FormatFacts>(m, "FormatFacts")
      .def_ro("name", &FormatFacts::name)
      .def_ro("is_float", &FormatFacts::isFloat)
      .def_ro("is_signed", &FormatFacts::isSigned)
      .def_ro("subnormals", &FormatFacts::subnormals)
      .def_ro("specials", &FormatFacts::specials)
      .def_ro("bits", &FormatFacts::bits)
      .def_ro("bytes", &FormatFacts::bytes)
      .def_ro("exponent_bits", &FormatFacts::exponentBits)
      .def_ro("mantissa_bits", &FormatFacts::mantissaBits)
      .def_ro("bias", &FormatFacts::bias)
      .def_ro("largest", &FormatFacts::largest)
      .def_ro("unit_roundoff", &FormatFacts::unitRoundoff)
      .def_ro("decoder_gates", &FormatFacts::decoderGates);
  m.def("format_facts",
        [](const std::string &name) { return unwrap(formatFacts(name)); });
  m.def("named_formats", &namedFormats);
}

template <typename T> static void bindConversions(nb::module_ &m) {
  m.def("encode", [](const std::string &format, const RoundingWords &words,
                     In<T> values, BytesOut codes) {
    refuse(released([&] {
      return encode(format, words, values.data(), values.size(), codes.data());
    }));
  });
  m.def("decode", [](const std::string &format, BytesIn codes, Out<T> values) {
    refuse(released([&] {
      return decode(format, codes.data(), values.size(), values.data());
    }));
  });
}

static void bindBlocks(nb::module_ &m) {
  nb::class_<Blocks>(m, "Blocks")
      .def_ro("element_format", &Blocks::elementFormat)
      .def_ro("scale_format", &Blocks::scaleFormat)
      .def_ro("element_bits", &Blocks::elementBits)
      .def_ro("tensor_scale", &Blocks::tensorScale)
      .def_ro("bits_per_value", &Blocks::bitsPerValue)
      .def_ro("shape", &Blocks::shape)
      .def_prop_ro("elements",
                   [](const Blocks &blocks) {
                     return nb::ndarray<nb::numpy, const uint8_t, nb::ndim<1>>(
                         blocks.elements, {blocks.elementBytes},
                         nb::find(blocks));
                   })
      .def_prop_ro("scales",
                   [](const Blocks &blocks) {
                     return nb::ndarray<nb::numpy, const uint8_t, nb::ndim<1>>(
                         blocks.scales, {blocks.scaleBytes}, nb::find(blocks));
                   })
      .def("decode", [](const Blocks &blocks) {
        return arrayOf(released([&] { return decodeBlocks(blocks); }));
      });
  m.def("encode_blocks", [](const BlockWords &words, In<float> values) {
    return unwrap(released(
        [&] { return encodeBlocks(words, values.data(), shapeOf(values)); }));
  });
  m.def("quantize",
        [](const std::string &scheme, In<float> values, int64_t axis) {
          Quantized result = unwrap(released([&] {
            return quantize(scheme, values.data(), shapeOf(values), axis);
          }));
          return nb::make_tuple(arrayOf(std::move(result.values)),
                                arrayOf(std::move(result.saturated)),
                                result.bitsPerValue);
        });
  m.def("codec_encode", [](const std::string &codec, In<float> values) {
    return arrayOf(unwrap(released(
        [&] { return codecEncode(codec, values.data(), values.size()); })));
  });
  m.def("codec_decode",
        [](const std::string &codec, BytesIn bytes, int64_t count) {
          return arrayOf(unwrap(released([&] {
            return codecDecode(codec, bytes.data(), bytes.size(), count);
          })));
        });
}

static void bindErrors(nb::module_ &m) {
  nb::class_<FormatErrors>(m, "FormatErrors")
      .def_ro("elements", &FormatErrors::elements)
      .def_ro("non_finite", &FormatErrors::nonFinite)
      .def_ro("lost", &FormatErrors::lost)
      .def_ro("flushed", &FormatErrors::flushed)
      .def_ro("saturated", &FormatErrors::saturated)
      .def_ro("sqnr_db", &FormatErrors::signalToNoise)
      .def_ro("max_relative_error", &FormatErrors::maxRelative)
      .def_ro("bias", &FormatErrors::bias)
      .def_ro("bits_per_value", &FormatErrors::bitsPerValue)
      .def_ro("decoder_gates", &FormatErrors::decoderGates);
  m.def("measure_error", [](const std::string &kind, const BlockWords &words,
                            In<float> values) {
    return unwrap(released([&] {
      return measureFormatError(kind, words, values.data(), shapeOf(values));
    }));
  });
}

static Rows rowsOf(const std::string &format, const uint8_t *bytes,
                   const std::vector<int64_t> &strides) {
  return {format, bytes, strides.at(0), strides.at(1)};
}

static void bindProducts(nb::module_ &m) {
  nb::class_<DotRequest>(m, "DotRequest")
      .def(nb::init<>())
      .def_rw("accumulate", &DotRequest::accumulate)
      .def_rw("rows_a", &DotRequest::rowsA)
      .def_rw("rows_b", &DotRequest::rowsB)
      .def_rw("count", &DotRequest::count)
      .def_rw("paired", &DotRequest::paired)
      .def_rw("block", &DotRequest::block);
  // Operands come as bytes with their strides in elements: a transposed matrix
  // is not copied.
  m.def(
      "dots",
      [](DotRequest request, const std::string &formatA, BytesIn a,
         std::vector<int64_t> stridesA, const std::string &formatB, BytesIn b,
         std::vector<int64_t> stridesB, std::optional<In<float>> addends,
         const std::string &formatScaleA, std::optional<BytesIn> scalesA,
         const std::string &formatScaleB, std::optional<BytesIn> scalesB,
         std::vector<int64_t> scaleStrides, Out<double> results) {
        request.a = rowsOf(formatA, a.data(), stridesA);
        request.b = rowsOf(formatB, b.data(), stridesB);
        if (scalesA)
          request.scalesA = rowsOf(formatScaleA, scalesA->data(), scaleStrides);
        if (scalesB)
          request.scalesB = rowsOf(formatScaleB, scalesB->data(), scaleStrides);
        request.addends = addends ? addends->data() : nullptr;
        refuse(released([&] { return dots(request, results.data()); }));
      },
      nb::arg(), nb::arg(), nb::arg(), nb::arg(), nb::arg(), nb::arg(),
      nb::arg(), nb::arg().none(), nb::arg(), nb::arg().none(), nb::arg(),
      nb::arg().none(), nb::arg(), nb::arg());
  m.def("accumulate_text",
        [](const std::string &model) { return unwrap(accumulateText(model)); });
  m.def("accumulate_presets", [] {
    nb::list all;
    for (const Preset &preset : presets())
      all.append(nb::make_tuple(preset.name, preset.fields, preset.measured,
                                preset.source));
    return all;
  });
}

void ridge::python::bindNumerics(nb::module_ &m) {
  bindWords(m);
  bindFormats(m);
  bindConversions<float>(m);
  bindConversions<double>(m);
  bindBlocks(m);
  bindErrors(m);
  bindProducts(m);
}
