//===- Image.cpp - the file of an assembled program -----------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Encoding/Image.h"
#include "ByteError.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"

using namespace ridge;
using llvm::StringRef;
using llvm::Twine;
namespace endian = llvm::support::endian;

static constexpr StringRef magic = "RIDGEIMG";
static constexpr size_t headerBytes = 24, entryBytes = 24, runBytes = 8;
static constexpr uint32_t mostSections = 1 << 16;

namespace {
enum SectionKind : uint32_t { Tables = 1, Code = 2, Layers = 3 };

struct Section {
  uint32_t kind, engine;
  uint64_t offset, bytes;
};
} // namespace

llvm::Error ridge::byteError(size_t offset, const Twine &text) {
  std::string hex;
  llvm::raw_string_ostream(hex).write_hex(offset);
  return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                 "byte " + Twine(offset) + " (0x" + hex +
                                     "): " + text);
}

/// Of all that decides what words mean.
static uint64_t hashWords(const Machine &machine) {
  std::string text;
  llvm::raw_string_ostream stream(text);
  for (const Memory &memory : machine.memories)
    stream << memory.name << '\n';
  for (const Engine &engine : machine.engines)
    stream << engine.name << '\n';
  for (const Path &path : machine.paths)
    stream << path.name << '\n';
  for (const Instruction &instruction : machine.instructions) {
    stream << instruction.name << '\n';
    for (ScalarOp op : instruction.laneOps)
      stream << scalarOpName(op) << '\n';
    for (Format format : instruction.laneFormats)
      stream << formatName(format) << '\n';
    if (!instruction.isLanes())
      stream << instruction.kernel.print() << '\n';
  }
  for (const Encoding &encoding : machine.encodings) {
    stream << encoding.name << ' ' << machine.engineOf(encoding.target) << ' '
           << encoding.bits << '\n';
    for (const EncodingField &field : encoding.fields)
      stream << printField(encoding, {}, field) << '\n';
  }
  return llvm::xxh3_64bits(text);
}

//===----------------------------------------------------------------------===//
// Writing
//===----------------------------------------------------------------------===//

template <typename T> static void append(std::string &out, T value) {
  char bytes[sizeof(T)];
  endian::write(bytes, value, llvm::endianness::little);
  out.append(bytes, sizeof(T));
}

std::string ridge::writeImage(const Image &image, const Machine &machine) {
  std::vector<Section> sections;
  std::string content;
  size_t begin = headerBytes + entryBytes * (1 + 2 * image.streams.size());
  auto open = [&](SectionKind kind, EngineId engine) {
    sections.push_back(
        {kind, static_cast<uint32_t>(engine), begin + content.size(), 0});
  };
  auto close = [&] {
    sections.back().bytes = begin + content.size() - sections.back().offset;
  };
  open(Tables, 0);
  content += image.tables;
  close();
  for (const CodeStream &stream : image.streams) {
    open(Code, stream.engine);
    content.append(stream.bytes.begin(), stream.bytes.end());
    close();
    open(Layers, stream.engine);
    for (const CodeStream::LayerRun &run : stream.layers) {
      append(content, run.words);
      append(content, run.layer);
    }
    close();
  }
  std::string out = magic.str();
  append(out, kImageVersion);
  append(out, static_cast<uint32_t>(sections.size()));
  append(out, hashWords(machine));
  for (const Section &section : sections) {
    append(out, section.kind);
    append(out, section.engine);
    append(out, section.offset);
    append(out, section.bytes);
  }
  return out + content;
}

//===----------------------------------------------------------------------===//
// Reading
//===----------------------------------------------------------------------===//

namespace {
class ImageReader {
public:
  ImageReader(StringRef bytes, const Machine &machine)
      : bytes(bytes), machine(machine) {}

  llvm::Expected<Image> run();

private:
  llvm::Error fail(size_t offset, const Twine &text) const {
    return byteError(offset, text);
  }
  template <typename T> T read(size_t offset) const {
    return endian::read<T>(bytes.data() + offset, llvm::endianness::little);
  }
  llvm::Error readHeader();
  llvm::Error readSection(size_t number);
  llvm::Error readLayers(const Section &section);

  StringRef bytes;
  const Machine &machine;
  size_t count = 0;
  size_t end = 0; ///< Of the sections so far.
  Image image;
};
} // namespace

llvm::Error ImageReader::readHeader() {
  if (bytes.take_front(magic.size()) != magic)
    return fail(0, "found no \"" + magic +
                       "\", expected an image that `ridge assemble` wrote");
  if (bytes.size() < headerBytes)
    return fail(bytes.size(), "the file ends within its header of " +
                                  Twine(headerBytes) + " bytes");
  if (uint32_t version = read<uint32_t>(8); version != kImageVersion)
    return fail(8, "found version " + Twine(version) + ", expected " +
                       Twine(kImageVersion));
  uint32_t sections = read<uint32_t>(12);
  if (sections < 1 || sections % 2 != 1 || sections > mostSections)
    return fail(12, "found " + Twine(sections) +
                        " sections, expected one and two more an engine");
  if (read<uint64_t>(16) != hashWords(machine))
    return fail(16, "the image is of other instruction words than those of "
                    "machine '" +
                        Twine(machine.name) +
                        "'; assemble the program again for it");
  count = sections;
  end = headerBytes + entryBytes * count;
  if (bytes.size() < end)
    return fail(bytes.size(), "the file ends within its list of " +
                                  Twine(sections) + " sections");
  return llvm::Error::success();
}

llvm::Error ImageReader::readLayers(const Section &section) {
  CodeStream &stream = image.streams.back();
  stream.layersAt = section.offset;
  for (size_t at = section.offset, last = at + section.bytes; at < last;
       at += runBytes) {
    auto words = read<uint32_t>(at);
    if (words == 0)
      return fail(at, "found a run of 0 words, expected at least 1");
    stream.layers.push_back({words, read<int32_t>(at + 4)});
  }
  return llvm::Error::success();
}

llvm::Error ImageReader::readSection(size_t number) {
  size_t at = headerBytes + entryBytes * number;
  Section section{read<uint32_t>(at), read<uint32_t>(at + 4),
                  read<uint64_t>(at + 8), read<uint64_t>(at + 16)};
  uint32_t expected = number == 0 ? Tables : number % 2 == 1 ? Code : Layers;
  if (section.kind != expected)
    return fail(at, "section " + Twine(number) + " is of kind " +
                        Twine(section.kind) + ", expected " + Twine(expected));
  if (section.offset != end)
    return fail(at + 8, "section " + Twine(number) + " begins at byte " +
                            Twine(section.offset) + ", expected " + Twine(end));
  if (section.bytes > bytes.size() - end)
    return fail(at + 16, "section " + Twine(number) + " has " +
                             Twine(section.bytes) + " bytes, and " +
                             Twine(bytes.size() - end) + " are left");
  end += section.bytes;
  StringRef content = bytes.substr(section.offset, section.bytes);
  if (number == 0) {
    image.tables = content.str();
    image.tablesAt = section.offset;
    return llvm::Error::success();
  }
  if (section.engine >= machine.engines.size())
    return fail(at + 4, "section " + Twine(number) + " is of engine " +
                            Twine(section.engine) + ", the machine has " +
                            Twine(machine.engines.size()));
  auto engine = static_cast<EngineId>(section.engine);
  if (section.kind == Layers) {
    if (engine != image.streams.back().engine)
      return fail(at + 4, "section " + Twine(number) +
                              " is of another engine than the code before it");
    if (section.bytes % runBytes != 0)
      return fail(at + 16, "section " + Twine(number) + " has " +
                               Twine(section.bytes) +
                               " bytes, expected a multiple of 8");
    return readLayers(section);
  }
  if (!image.streams.empty() && engine <= image.streams.back().engine)
    return fail(at + 4, "code of engine " + Twine(engine) +
                            " stands behind that of " +
                            Twine(image.streams.back().engine));
  CodeStream &stream = image.streams.emplace_back();
  stream.engine = engine;
  stream.bytesAt = section.offset;
  stream.bytes.assign(content.bytes_begin(), content.bytes_end());
  return llvm::Error::success();
}

llvm::Expected<Image> ImageReader::run() {
  if (llvm::Error error = readHeader())
    return error;
  for (size_t i = 0; i < count; ++i)
    if (llvm::Error error = readSection(i))
      return error;
  if (end != bytes.size())
    return fail(end, Twine(bytes.size() - end) +
                         " bytes stand behind the last section");
  return std::move(image);
}

llvm::Expected<Image> ridge::readImage(StringRef bytes,
                                       const Machine &machine) {
  return ImageReader(bytes, machine).run();
}
