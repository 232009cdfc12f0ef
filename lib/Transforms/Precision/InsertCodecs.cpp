//===- InsertCodecs.cpp - tensors stored in codecs ------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Entry and exit form: tensor. See Passes.td.
///
//===----------------------------------------------------------------------===//

#include "dialects/Arch/FormatTypes.h"
#include "dialects/Ridge/RidgeAttributes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/Remarks.h"
#include "mlir/IR/TypeUtilities.h"
#include "ridge/Analysis/PassMachine.h"
#include "ridge/Numerics/Codec.h"
#include "ridge/Numerics/Packing.h"
#include "ridge/Transforms/Precision/Passes.h"
#include "llvm/ADT/StringExtras.h"

namespace ridge {
#define GEN_PASS_DEF_INSERTCODECS
#include "lib/Transforms/Precision/Passes.h.inc"
} // namespace ridge

using namespace mlir;
using namespace ridge;

namespace {

/// An entry of `ridge.codecs`, with what became of it.
struct Request {
  std::string tensors; ///< "weights", "activations" or "argN".
  std::unique_ptr<Codec> codec;
  double bits = 0; ///< As given; 0: the codec's own, or not measured yet.
  bool isUsed = false;
};

/// Where a tensor comes from.
struct Origin {
  bool isKnown = true; ///< From weights and constants alone.
  llvm::SmallDenseSet<unsigned, 2> arguments;
};

class CodecInserter {
public:
  CodecInserter(func::FuncOp function, std::vector<Request> &requests)
      : function(function), requests(requests), builder(function.getContext()) {
  }

  void run(ArrayRef<int64_t> weights);

private:
  void encodeProduct(ContractOp product);
  void encodeTable(GatherOp gather);
  void encodeWeight(OpOperand &use, Request &request);
  void encodeActivation(Value source, Request &request);
  Request *find(StringRef tensors);
  Request *findFor(const Origin &origin);
  const Origin &originOf(Value value);
  Value encode(Value source, Request &request, bool isWritten);
  std::string reasonAgainst(Value source, const Request &request,
                            bool isWritten) const;

  func::FuncOp function;
  std::vector<Request> &requests;
  OpBuilder builder;
  llvm::DenseSet<int64_t> weightNumbers;
  llvm::DenseMap<Value, Origin> origins;
  llvm::DenseMap<Value, Value> encoded;
};

} // namespace

//===----------------------------------------------------------------------===//
// What is asked for
//===----------------------------------------------------------------------===//

static Request requestOf(StoredAttr entry) {
  Request request;
  request.tensors = entry.getTensors().str();
  request.codec = cantFail(Codec::create(entry.getCodec()));
  if (FloatAttr bits = entry.getBits())
    request.bits = bits.getValueAsDouble();
  return request;
}

/// The home memory's paths must do it, one each way for what is written.
static LogicalResult checkPaths(const Request &request, const Machine &machine,
                                Operation *module) {
  std::string name = request.codec->name();
  bool loads = false, stores = false;
  llvm::SmallVector<std::string> known;
  for (const Path &path : machine.paths) {
    for (const std::string &codec : path.codecs)
      if (!llvm::is_contained(known, codec))
        known.push_back(codec);
    if (!llvm::is_contained(path.codecs, name))
      continue;
    loads |= path.from == machine.home();
    stores |= path.to == machine.home();
  }
  if (loads && (stores || request.tensors != "activations"))
    return success();
  return module->emitError()
         << "no path of machine '" << machine.name
         << (loads ? "' to its home memory encodes '"
                   : "' from its home memory decodes '")
         << name << "'; its paths have "
         << (known.empty() ? std::string("no codecs")
                           : "'" + llvm::join(known, "', '") + "'")
         << ": add it to 'codecs' of a path";
}

//===----------------------------------------------------------------------===//
// Which tensors
//===----------------------------------------------------------------------===//

Request *CodecInserter::find(StringRef tensors) {
  for (Request &request : requests)
    if (request.tensors == tensors)
      return &request;
  return nullptr;
}

Request *CodecInserter::findFor(const Origin &origin) {
  if (!origin.isKnown)
    return find("activations");
  for (Request &request : requests)
    for (unsigned argument : origin.arguments)
      if (request.tensors == "arg" + std::to_string(argument))
        return &request;
  return find("weights");
}

const Origin &CodecInserter::originOf(Value value) {
  auto known = origins.find(value);
  if (known != origins.end())
    return known->second;
  Origin origin;
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    origin.arguments.insert(argument.getArgNumber());
    origin.isKnown = weightNumbers.contains(argument.getArgNumber());
  } else {
    for (Value operand : value.getDefiningOp()->getOperands()) {
      const Origin &inner = originOf(operand);
      origin.isKnown &= inner.isKnown;
      origin.arguments.insert_range(inner.arguments);
    }
  }
  return origins[value] = std::move(origin);
}

/// The tensor beneath views: what is stored, and what readers share.
static Value sourceOf(Value value) {
  while (isa_and_nonnull<ReshapeOp, TransposeOp, BroadcastOp>(
      value.getDefiningOp()))
    value = value.getDefiningOp()->getOperand(0);
  return value;
}

/// True if the product's body takes input `number` as the scale of a block.
static bool isScale(ContractOp product, unsigned number) {
  Value input = product.getBody().getArgument(number);
  return llvm::any_of(input.getUses(), [](OpOperand &use) {
    auto dequantize = dyn_cast<DequantizeOp>(use.getOwner());
    return dequantize && use.get() == dequantize.getScale();
  });
}

/// Empty, or why the tensor is not stored so.
std::string CodecInserter::reasonAgainst(Value source, const Request &request,
                                         bool isWritten) const {
  auto type = cast<RankedTensorType>(source.getType());
  std::optional<Format> format = formatOf(type.getElementType());
  if (!format || !isFloat(*format))
    return "its elements are no floats";
  // What is written tile by tile must have tiles of whole units.
  int64_t unit = request.codec->unit();
  int64_t innermost = type.getRank() ? type.getShape().back() : 1;
  if (type.getNumElements() % unit != 0 || (isWritten && innermost % unit != 0))
    return "its " +
           (isWritten ? "innermost extent " + std::to_string(innermost)
                      : std::to_string(type.getNumElements()) + " elements") +
           " are no whole number of units of " + std::to_string(unit);
  if (request.codec->fixedBitsPerValue() >= double(storedBits(*format)))
    return "its elements have no more bits than the codec";
  return "";
}

//===----------------------------------------------------------------------===//
// Rewriting
//===----------------------------------------------------------------------===//

/// The tensor from the codec, at the insertion point; null if it is not stored
/// so.
Value CodecInserter::encode(Value source, Request &request, bool isWritten) {
  if (Value known = encoded.lookup(source))
    return known;
  Location loc = source.getLoc();
  std::string name = request.codec->name();
  std::string reason = reasonAgainst(source, request, isWritten);
  if (!reason.empty()) {
    remark::missed(
        loc, remark::RemarkOpts::name("stored").category("ridge-insert-codecs"))
        << "not in " << name << ": " << reason;
    return Value();
  }
  auto type = cast<RankedTensorType>(source.getType());
  FloatAttr bits;
  if (request.codec->fixedBitsPerValue() == 0) {
    double known = request.bits;
    if (known == 0) // As many as without, until somebody measures.
      known = double(storedBits(*formatOf(type.getElementType())));
    bits = builder.getF64FloatAttr(known);
  }
  auto codec = arch::CodecAttr::get(builder.getContext(), name, bits);
  auto stored =
      RankedTensorType::get(type.getShape(), type.getElementType(), codec);
  request.isUsed = true;
  auto encode = EncodeOp::create(builder, loc, stored, source);
  encode.setTensors(request.tensors);
  return encoded[source] = encode.getResult();
}

/// Weights are stored as they are read: what lies between is prepared.
void CodecInserter::encodeWeight(OpOperand &use, Request &request) {
  Value source = use.get();
  builder.setInsertionPointAfterValue(source);
  if (Value stored = encode(source, request, /*isWritten=*/false))
    use.set(stored);
}

/// Whoever reads the tensor, reads it from the codec; results of the model are
/// what they were.
void CodecInserter::encodeActivation(Value source, Request &request) {
  if (!source.getDefiningOp() ||
      !isa<StructuredOpInterface, GatherOp>(source.getDefiningOp()))
    return;
  builder.setInsertionPointAfterValue(source);
  if (Value stored = encode(source, request, /*isWritten=*/true))
    source.replaceUsesWithIf(stored, [](OpOperand &use) {
      return !isa<EncodeOp, func::ReturnOp>(use.getOwner());
    });
}

void CodecInserter::encodeProduct(ContractOp product) {
  for (unsigned number = 0; number < product.getInputs().size(); ++number) {
    OpOperand &use = product->getOpOperand(number);
    if (isScale(product, number) || use.get().getDefiningOp<EncodeOp>())
      continue;
    const Origin &origin = originOf(use.get());
    Request *request = findFor(origin);
    if (!request)
      continue;
    if (origin.isKnown)
      encodeWeight(use, *request);
    else if (Value source = sourceOf(use.get()); !encoded.count(source))
      encodeActivation(source, *request);
  }
}

/// Rows of a table are read like those of a weight.
void CodecInserter::encodeTable(GatherOp gather) {
  const Origin &origin = originOf(gather.getTable());
  Request *request = origin.isKnown ? findFor(origin) : nullptr;
  if (request)
    encodeWeight(gather.getTableMutable(), *request);
}

void CodecInserter::run(ArrayRef<int64_t> weights) {
  weightNumbers.insert(weights.begin(), weights.end());
  SmallVector<Operation *> operations;
  for (Operation &op : function.getBody().front())
    operations.push_back(&op);
  for (Operation *op : operations) {
    if (auto product = dyn_cast<ContractOp>(op))
      encodeProduct(product);
    else if (auto gather = dyn_cast<GatherOp>(op))
      encodeTable(gather);
  }
}

namespace {
struct InsertCodecsPass : ridge::impl::InsertCodecsBase<InsertCodecsPass> {
  using InsertCodecsBase::InsertCodecsBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto entries = module->getAttrOfType<ArrayAttr>(kCodecsAttr);
    auto functions = module.getOps<func::FuncOp>();
    if (!entries || functions.empty())
      return;
    FailureOr<MachineHandle> target = recordMachine(module, machineName);
    if (failed(target))
      return signalPassFailure();
    std::vector<Request> requests;
    for (auto entry : entries.getAsRange<StoredAttr>()) {
      requests.push_back(requestOf(entry));
      if (failed(checkPaths(requests.back(), *target, module)))
        return signalPassFailure();
    }
    auto weights = module->getAttrOfType<DenseI64ArrayAttr>(kWeightsAttr);
    CodecInserter(*functions.begin(), requests)
        .run(weights ? weights.asArrayRef() : ArrayRef<int64_t>());
    for (const Request &request : requests)
      if (!request.isUsed)
        remark::missed(
            module.getLoc(),
            remark::RemarkOpts::name("stored").category("ridge-insert-codecs"))
            << request.codec->name() << " for " << request.tensors
            << " stores no tensor";
  }
};
} // namespace
