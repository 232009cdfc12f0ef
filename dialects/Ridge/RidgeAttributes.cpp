//===- RidgeAttributes.cpp - decisions that operations carry --------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "dialects/Ridge/RidgeAttributes.h"
#include "dialects/Ridge/RidgeDialect.h"
#include "mlir/IR/AffineExpr.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "ridge/Numerics/Codec.h"

using namespace mlir;
using namespace ridge;

using EmitError = llvm::function_ref<InFlightDiagnostic()>;

//===----------------------------------------------------------------------===//
// Boxes
//===----------------------------------------------------------------------===//

/// Appends the terms of a sum of multiples of dims; false if it is none.
static bool appendTerms(AffineExpr expr,
                        SmallVectorImpl<BoxAttr::Term> &terms) {
  if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
    terms.push_back({dim.getPosition(), 1});
    return true;
  }
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return false;
  if (binary.getKind() == AffineExprKind::Add)
    return appendTerms(binary.getLHS(), terms) &&
           appendTerms(binary.getRHS(), terms);
  auto dim = dyn_cast<AffineDimExpr>(binary.getLHS());
  auto step = dyn_cast<AffineConstantExpr>(binary.getRHS());
  if (binary.getKind() != AffineExprKind::Mul || !dim || !step)
    return false;
  terms.push_back({dim.getPosition(), step.getValue()});
  return true;
}

LogicalResult PlaceAttr::verify(EmitError emitError, StringRef memory,
                                int64_t slots, std::optional<int64_t> address,
                                std::optional<int64_t> turn) {
  // place-c1
  if (slots < 1)
    return emitError() << "place in \"" << memory << "\" has " << slots
                       << " slots, expected at least 1";
  // place-c2
  if (address && (*address < 0 || slots != 1))
    return emitError() << "place in \"" << memory << "\" at " << *address
                       << " has " << slots
                       << " slots, expected an address of at least 0 and one "
                          "slot";
  // place-c3
  if (turn && (*turn < 0 || slots != 1 || address))
    return emitError()
           << "place in \"" << memory
           << "\" takes turns, expected a number of at least 0, one "
              "slot and no address";
  return success();
}

LogicalResult StagingAttr::verify(EmitError emitError, int64_t window,
                                  PlaceAttr, int64_t depth) {
  // staging-c1
  if (window < 0 || depth < 0)
    return emitError() << "staging of window " << window << " at depth "
                       << depth << ", expected both to be at least 0";
  return success();
}

LogicalResult StagedBoxAttr::verify(EmitError emitError, PlaceAttr,
                                    ArrayRef<AffineMap> sizes) {
  // staged_box-c1
  for (AffineMap size : sizes)
    if (size.getNumSymbols() != 0 || size.getNumResults() == 0 ||
        size.getNumDims() != sizes.front().getNumDims())
      return emitError() << "staged box has the size "
                         << AffineMapAttr::get(size)
                         << ", expected minima over as many counters each, "
                            "and no symbols";
  return success();
}

unsigned StagedBoxAttr::getDepth() const {
  return getSizes().empty() ? 0 : getSizes().front().getNumDims();
}

/// box-c3
static LogicalResult verifyStaged(EmitError emitError, size_t dims,
                                  ArrayRef<StagedBoxAttr> staged,
                                  ArrayRef<AffineMap> starts) {
  if (staged.empty() && starts.empty())
    return success();
  bool isWhole = starts.size() == dims;
  for (StagedBoxAttr box : staged)
    isWhole &= box.getSizes().size() == dims;
  if (!isWhole || staged.empty())
    return emitError() << "box of " << dims << " dims has " << starts.size()
                       << " starts and " << staged.size()
                       << " boxes on the way, expected a start and a size in "
                          "each of them per dim";
  for (AffineMap start : starts)
    if (start.getNumResults() != 1 || start.getNumSymbols() != 0 ||
        start.getNumDims() != starts.front().getNumDims() ||
        start.getNumDims() < staged.back().getDepth())
      return emitError() << "box has the start " << AffineMapAttr::get(start)
                         << ", expected one number over the counters of all "
                            "its loops";
  return success();
}

LogicalResult BoxAttr::verify(EmitError emitError, AffineMap map,
                              ArrayRef<int64_t> strides, PlaceAttr,
                              ArrayRef<StagedBoxAttr> staged,
                              ArrayRef<AffineMap> starts) {
  if (failed(verifyStaged(emitError, strides.size(), staged, starts)))
    return failure();
  // box-c1
  if (map.getNumSymbols() != 0 || map.getNumResults() != strides.size())
    return emitError() << "box " << AffineMapAttr::get(map) << " has "
                       << strides.size()
                       << " strides, expected one per result, and no symbols";
  // box-c2
  for (auto [d, expr] : llvm::enumerate(map.getResults())) {
    SmallVector<Term, 2> terms;
    llvm::SmallDenseSet<int64_t> seen;
    if (!appendTerms(expr, terms) ||
        !llvm::all_of(llvm::make_first_range(terms),
                      [&](int64_t dim) { return seen.insert(dim).second; }))
      return emitError() << "box " << AffineMapAttr::get(map) << " result " << d
                         << " is not a sum of multiples of different dims";
  }
  return success();
}

SmallVector<BoxAttr::Term, 2> BoxAttr::getTerms(unsigned d) const {
  SmallVector<Term, 2> terms;
  appendTerms(getMap().getResult(d), terms);
  return terms;
}

//===----------------------------------------------------------------------===//
// Instructions and formats
//===----------------------------------------------------------------------===//

LogicalResult ChoiceAttr::verify(EmitError emitError, StringRef instruction,
                                 ArrayRef<int64_t> dims,
                                 ArrayRef<int64_t> operands, int64_t cycles) {
  // choice-c1
  for (int64_t dim : dims)
    if (dim < -1)
      return emitError() << "choice of \"" << instruction << "\" binds dim "
                         << dim << ", expected at least -1";
  for (int64_t operand : operands)
    if (operand < 0)
      return emitError() << "choice of \"" << instruction << "\" binds operand "
                         << operand << ", expected at least 0";
  if (cycles < 0)
    return emitError() << "choice of \"" << instruction << "\" takes " << cycles
                       << " cycles, expected at least 0";
  return success();
}

LogicalResult MappingAttr::verify(
    EmitError emitError, ArrayRef<int64_t>, ArrayRef<int64_t> order,
    ArrayRef<PlaceAttr>, ArrayRef<PlaceAttr> locals, ArrayRef<int64_t> storages,
    ArrayRef<ChoiceAttr> instructions, ArrayRef<ChoiceAttr> fills,
    ArrayRef<int64_t> steps, ArrayRef<StagingAttr>) {
  // mapping-c3
  if (!steps.empty() && steps.size() != order.size())
    return emitError() << "mapping has " << steps.size() << " steps for "
                       << order.size() << " loops";
  // mapping-c1
  if (storages.size() != locals.size())
    return emitError() << "mapping has " << storages.size() << " storages for "
                       << locals.size() << " locals";
  for (auto [local, storage] : llvm::enumerate(storages))
    if (storage < 0 || storage > static_cast<int64_t>(local) ||
        storages[storage] != storage || locals[storage] != locals[local])
      return emitError() << "local " << local << " has storage " << storage
                         << ", expected the first local that shares it, in one "
                            "place";
  // mapping-c2
  if (fills.size() > instructions.size())
    return emitError() << "mapping has " << fills.size() << " fills for "
                       << instructions.size() << " instructions";
  return success();
}

LogicalResult MaskedAttr::verify(EmitError emitError, int64_t row,
                                 int64_t column, int64_t ahead) {
  // masked-c1
  if (row < 0 || column < 0 || row == column || ahead < 0)
    return emitError() << "masked points by row " << row << ", column "
                       << column << ", ahead " << ahead
                       << ", expected two dims and all to be at least 0";
  return success();
}

LogicalResult FormatAttr::verify(EmitError emitError, StringRef,
                                 ArrayRef<int64_t> exponents, BlockScaleRule) {
  // format-c1
  if (exponents.size() != 2)
    return emitError() << "format has " << exponents.size()
                       << " exponents, expected one per side of a product";
  return success();
}

LogicalResult ProductAttr::verify(EmitError emitError, int64_t number,
                                  FormatAttr) {
  // product-c1
  if (number < 0)
    return emitError() << "formats are chosen for product " << number
                       << ", expected at least 0";
  return success();
}

LogicalResult StoredAttr::verify(EmitError emitError, StringRef tensors,
                                 StringRef codec, FloatAttr bits) {
  // stored-c1
  unsigned number;
  if (tensors != "weights" && tensors != "activations" &&
      (!tensors.starts_with("arg") ||
       tensors.drop_front(3).getAsInteger(10, number)))
    return emitError() << "a codec is asked for '" << tensors
                       << "'; expected weights, activations or an argument as "
                          "arg3";
  // stored-c2
  llvm::Expected<std::unique_ptr<Codec>> known = Codec::create(codec);
  if (!known)
    return emitError() << llvm::toString(known.takeError());
  if ((*known)->unit() == 0)
    return emitError() << "codec '" << codec
                       << "' encodes whole runs, expected one with units of "
                          "fixed size: no scale of the tensor, no block '*'";
  // stored-c3
  if (bits && !(bits.getValueAsDouble() > 0))
    return emitError() << "codec '" << codec << "' is said to have "
                       << bits.getValueAsDouble()
                       << " bits per value, expected more than 0";
  return success();
}

//===----------------------------------------------------------------------===//
// Attributes of modules and functions
//===----------------------------------------------------------------------===//

/// An array of `Entry`s on a module.
template <typename Entry>
static LogicalResult verifyEntries(Operation *op, NamedAttribute attribute) {
  auto entries = dyn_cast<ArrayAttr>(attribute.getValue());
  if (isa<ModuleOp>(op) && entries &&
      llvm::all_of(entries, llvm::IsaPred<Entry>))
    return success();
  return op->emitError() << attribute.getName().getValue() << " is "
                         << attribute.getValue() << ", expected an array of #"
                         << Entry::name << " on a module";
}

static LogicalResult verifyWeights(Operation *op, NamedAttribute attribute) {
  auto numbers = dyn_cast<DenseI64ArrayAttr>(attribute.getValue());
  if (!isa<ModuleOp>(op) || !numbers)
    return op->emitError() << attribute.getName().getValue() << " is "
                           << attribute.getValue()
                           << ", expected numbers of arguments on a module";
  for (int64_t number : numbers.asArrayRef())
    if (number < 0)
      return op->emitError()
             << attribute.getName().getValue() << " names argument " << number
             << ", expected at least 0";
  return success();
}

static LogicalResult verifyMapping(Operation *op, NamedAttribute attribute) {
  auto texts = dyn_cast<ArrayAttr>(attribute.getValue());
  if (isa<ModuleOp>(op) && texts && texts.size() == 2 &&
      llvm::all_of(texts, llvm::IsaPred<StringAttr>))
    return success();
  return op->emitError() << attribute.getName().getValue()
                         << " is the name of a file and its text, on a module";
}

static LogicalResult verifyArguments(Operation *op, NamedAttribute attribute) {
  auto numbers = dyn_cast<DenseI64ArrayAttr>(attribute.getValue());
  auto function = dyn_cast<FunctionOpInterface>(op);
  if (!function || !numbers)
    return op->emitError() << attribute.getName().getValue() << " is "
                           << attribute.getValue()
                           << ", expected numbers of arguments on a function";
  if (numbers.size() != function.getNumArguments())
    return op->emitError() << attribute.getName().getValue() << " has "
                           << numbers.size() << " numbers, the function has "
                           << function.getNumArguments() << " arguments";
  return success();
}

static LogicalResult verifyPreparation(Operation *op,
                                       NamedAttribute attribute) {
  if (isa<ModuleOp>(op) && isa<UnitAttr>(attribute.getValue()) &&
      isa_and_nonnull<FunctionOpInterface>(
          SymbolTable::lookupSymbolIn(op, "prepare")))
    return success();
  return op->emitError() << attribute.getName().getValue()
                         << " stands on a module that holds @prepare";
}

static LogicalResult verifyElided(Operation *op, NamedAttribute attribute) {
  auto number = dyn_cast<IntegerAttr>(attribute.getValue());
  if (isa<UnrealizedConversionCastOp>(op) && number && number.getInt() >= 0)
    return success();
  return op->emitError() << attribute.getName().getValue() << " is "
                         << attribute.getValue()
                         << ", expected the number of a weight on what stands "
                            "for it";
}

static LogicalResult verifyCriticalPath(Operation *op,
                                        NamedAttribute attribute) {
  auto cycles = dyn_cast<IntegerAttr>(attribute.getValue());
  if (isa<FunctionOpInterface>(op) && cycles &&
      cycles.getType().isInteger(64) && cycles.getInt() >= 0)
    return success();
  return op->emitError() << attribute.getName().getValue() << " is "
                         << attribute.getValue()
                         << ", expected cycles as an i64 from 0 on a function";
}

LogicalResult RidgeDialect::verifyOperationAttribute(Operation *op,
                                                     NamedAttribute attribute) {
  StringRef name = attribute.getName();
  if (name == "ridge.machine") // Whoever loads the machine checks it.
    return success();
  if (name == kFormatsAttr)
    return verifyEntries<ProductAttr>(op, attribute);
  if (name == kCodecsAttr)
    return verifyEntries<StoredAttr>(op, attribute);
  if (name == kWeightsAttr)
    return verifyWeights(op, attribute);
  if (name == kMappingAttr)
    return verifyMapping(op, attribute);
  if (name == kArgumentsAttr)
    return verifyArguments(op, attribute);
  if (name == kPreparationAttr)
    return verifyPreparation(op, attribute);
  if (name == kElidedAttr)
    return verifyElided(op, attribute);
  if (name == kCriticalPathAttr)
    return verifyCriticalPath(op, attribute);
  return op->emitOpError() << "has '" << name
                           << "', which is no attribute of the ridge dialect";
}
