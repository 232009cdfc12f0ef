//===- Model.cpp - a model as it was read ---------------------------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Pipeline/Model.h"

#include "dialects/Ridge/RidgeAttributes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "ridge/Pipeline/Compilation.h"
#include "ridge/Target/ParseText.h"
#include "ridge/Transforms/Import/Passes.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include <map>

using namespace mlir;
using namespace ridge;

//===----------------------------------------------------------------------===//
// The entry
//===----------------------------------------------------------------------===//

static std::vector<func::FuncOp> functionsOf(ModuleOp module) {
  std::vector<func::FuncOp> functions;
  for (auto function : module.getOps<func::FuncOp>())
    if (!function.isExternal())
      functions.push_back(function);
  return functions;
}

/// Adds what `function` calls, and what that calls.
static void addCallees(ModuleOp module, func::FuncOp function,
                       llvm::SmallPtrSetImpl<Operation *> &callees) {
  function.walk([&](func::CallOp call) {
    auto callee = module.lookupSymbol<func::FuncOp>(call.getCallee());
    if (callee && callees.insert(callee).second)
      addCallees(module, callee, callees);
  });
}

/// Those of `functions` that no other one of them calls, by way of any.
static std::vector<func::FuncOp> uncalled(ModuleOp module,
                                          ArrayRef<func::FuncOp> functions) {
  std::vector<func::FuncOp> result;
  for (func::FuncOp function : functions) {
    bool isCalled = llvm::any_of(functions, [&](func::FuncOp other) {
      llvm::SmallPtrSet<Operation *, 8> callees;
      if (other != function)
        addCallees(module, other, callees);
      return callees.contains(function);
    });
    if (!isCalled)
      result.push_back(function);
  }
  return result;
}

static void makeEntry(func::FuncOp entry, ArrayRef<func::FuncOp> functions) {
  for (func::FuncOp function : functions)
    function.setVisibility(function == entry
                               ? SymbolTable::Visibility::Public
                               : SymbolTable::Visibility::Private);
}

/// The only public function that others do not call; without public functions
/// the only private one of the kind.
static FailureOr<func::FuncOp> findEntry(ModuleOp module,
                                         const FileErrors &errors) {
  std::vector<func::FuncOp> functions = functionsOf(module), candidates;
  for (func::FuncOp function : functions)
    if (!function.isPrivate())
      candidates.push_back(function);
  if (candidates.empty())
    candidates = functions;
  if (candidates.size() > 1)
    candidates = uncalled(module, candidates);
  if (candidates.size() > 1)
    return candidates[1].emitError()
           << "a second "
           << (candidates[1].isPrivate() ? "function" : "public function")
           << "; a model is one function, choose it with "
              "--function, or make '@"
           << candidates[1].getSymName() << "' private or leave it out";
  if (candidates.empty())
    return errors.fail(functions.empty()
                           ? "the module holds no function with a body"
                           : "every function of the module is called by "
                             "another; choose the model with --function NAME");
  makeEntry(candidates.front(), functions);
  return candidates.front();
}

/// Makes the function of that name the only public one.
static FailureOr<func::FuncOp> chosen(ModuleOp module, StringRef name,
                                      const FileErrors &errors) {
  std::vector<func::FuncOp> functions = functionsOf(module);
  std::vector<std::string> names;
  func::FuncOp entry;
  for (func::FuncOp function : functions) {
    names.push_back(("@" + function.getSymName()).str());
    if (function.getSymName() == name)
      entry = function;
  }
  if (!entry)
    return errors.fail("no function with a body is named '@" + name +
                       "'; there are " + llvm::join(names, ", "));
  makeEntry(entry, functions);
  return entry;
}

//===----------------------------------------------------------------------===//
// Elided weights
//===----------------------------------------------------------------------===//

static bool isElided(arith::ConstantOp constant) {
  auto resource = dyn_cast<DenseResourceElementsAttr>(constant.getValue());
  return resource && resource.getRawHandle().getKey() == "__elided__";
}

/// Later passes merge constants that look the same, and their places with them.
static LogicalResult refuseElided(ModuleOp module) {
  WalkResult result = module.walk([](arith::ConstantOp constant) {
    if (!isElided(constant) || constant->use_empty())
      return WalkResult::advance();
    constant.emitError()
        << "refers to the resource '__elided__': the values were left out when "
           "the file was printed; export the model with its "
           "dialect_resources, or draw them with --draw-elided";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

static void markElided(ModuleOp module) {
  SmallVector<arith::ConstantOp> elided;
  module.walk([&](arith::ConstantOp constant) {
    if (isElided(constant))
      elided.push_back(constant);
  });
  for (auto [number, constant] : llvm::enumerate(elided)) {
    OpBuilder builder(constant);
    auto mark = UnrealizedConversionCastOp::create(
        builder, constant.getLoc(), constant.getType(), ValueRange());
    mark->setAttr(kElidedAttr, builder.getI64IntegerAttr(number));
    constant.replaceAllUsesWith(mark);
    constant.erase();
  }
}

/// Marked weights become the function's last arguments. Their values then come
/// from where those of arguments come from, by the same rules. A weight of a
/// function that was called twice is one argument.
static int64_t makeArguments(func::FuncOp function) {
  std::map<int64_t, SmallVector<Operation *>> marks;
  function.walk([&](UnrealizedConversionCastOp mark) {
    if (auto number = mark->getAttrOfType<IntegerAttr>(kElidedAttr))
      marks[number.getInt()].push_back(mark);
  });
  mlir::Block &body = function.getBody().front();
  for (auto &[number, uses] : marks) {
    Value argument = body.addArgument(uses.front()->getResult(0).getType(),
                                      uses.front()->getLoc());
    for (Operation *mark : uses) {
      mark->getResult(0).replaceAllUsesWith(argument);
      mark->erase();
    }
  }
  function.setType(FunctionType::get(function.getContext(),
                                     body.getArgumentTypes(),
                                     function.getFunctionType().getResults()));
  if (ArrayAttr attributes = function.getArgAttrsAttr()) {
    SmallVector<Attribute> all(attributes.begin(), attributes.end());
    all.resize(function.getNumArguments(),
               DictionaryAttr::get(function.getContext()));
    function.setArgAttrsAttr(ArrayAttr::get(function.getContext(), all));
  }
  return int64_t(marks.size());
}

static LogicalResult inlineCalls(ModuleOp module) {
  PassManager manager(module.getContext());
  manager.addPass(createInlinerPass());
  manager.addPass(createSymbolDCEPass());
  return manager.run(module);
}

/// Sizes, other dialects, globals and scalars, before anybody reads the model.
static LogicalResult prepare(ModuleOp module, func::FuncOp entry,
                             ArrayRef<DimSize> dims) {
  if (!dims.empty() &&
      (failed(inlineCalls(module)) || failed(setOpenDims(entry, dims))))
    return failure();
  PassManager manager(module.getContext());
  manager.enableVerifier(false); // The tensor form is.
  manager.addPass(createPrepareModel());
  if (failed(manager.run(module)))
    return failure();
  return dims.empty() ? success() : carrySizes(entry);
}

//===----------------------------------------------------------------------===//
// Model
//===----------------------------------------------------------------------===//

FailureOr<Model> Model::read(StringRef path, const ModelOptions &options,
                             MLIRContext &context) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer)
    return FileErrors(context, path)
        .fail("cannot read the model: " + buffer.getError().message());
  return parse((*buffer)->getBuffer(), path, options, context);
}

FailureOr<Model> Model::parse(StringRef text, StringRef file,
                              const ModelOptions &options,
                              MLIRContext &context) {
  FileErrors errors(context, file);
  Model model;
  model.content = std::make_shared<Content>();
  Content &content = *model.content;
  content.file = file.str();
  content.module = parseModuleText(text, file, context);
  if (!content.module)
    return errors.fail("not a module in MLIR's text form");
  ModuleOp module = *content.module;
  FailureOr<func::FuncOp> entry =
      options.function.empty() ? findEntry(module, errors)
                               : chosen(module, options.function, errors);
  if (failed(entry))
    return failure();
  content.function = *entry;
  if (failed(prepare(module, *entry, options.dims)))
    return failure();
  if (options.drawElided)
    markElided(module);
  // What the entry does not call is no part of the model, whatever it holds;
  // weights of functions that it calls are its own.
  if ((!options.function.empty() || options.drawElided ||
       options.outlineWeights) &&
      failed(inlineCalls(module)))
    return failure();
  if (options.outlineWeights)
    content.weights = outlineWeights(*entry);
  if (options.drawElided)
    content.elidedWeights = makeArguments(*entry);
  else if (failed(refuseElided(module)))
    return failure();
  if (options.accumulateWider)
    content.widenedSums = accumulateWider(module);
  return model;
}

FailureOr<OwningOpRef<ModuleOp>> Model::tensorForm() const {
  if (!content->tensor) {
    OwningOpRef<ModuleOp> module = copy();
    if (failed(runStage(stageInfo(Stage::Tensor), *module)))
      return failure();
    content->tensor = std::move(module);
  }
  return OwningOpRef<ModuleOp>(cast<ModuleOp>(content->tensor.get()->clone()));
}
