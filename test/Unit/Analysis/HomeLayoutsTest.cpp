//===- HomeLayoutsTest.cpp - where the tensors of a function lie ----------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
///
/// \file
/// Layouts as what they mean: memories in which every value is written where
/// its layout says, and read where the layouts of its views say, give what the
/// reference gives. And the cases in which nothing may be copied, by hand.
///
//===----------------------------------------------------------------------===//

#include "TensorForm.h"
#include "ridge/Analysis/HomeLayout.h"
#include "ridge/Reference/Interpreter.h"
#include <random>

using namespace mlir;
using namespace ridge;

namespace {

ArrayRef<int64_t> shapeOf(Value value) {
  return cast<RankedTensorType>(value.getType()).getShape();
}

int64_t elementsOf(ArrayRef<int64_t> shape) {
  int64_t elements = 1;
  for (int64_t extent : shape)
    elements *= extent;
  return elements;
}

/// Addresses of the elements of a value, in their order.
std::vector<int64_t> addresses(const HomeLayout &layout,
                               ArrayRef<int64_t> shape) {
  std::vector<int64_t> all{layout.offset};
  for (auto [extent, stride] : llvm::zip_equal(shape, layout.strides)) {
    std::vector<int64_t> next;
    for (int64_t base : all)
      for (int64_t i = 0; i < extent; ++i)
        next.push_back(base + i * stride);
    all = std::move(next);
  }
  return all;
}

class HomeLayoutsTest : public test::TensorForm {
protected:
  /// The layouts of a function that may be changed by copies.
  FailureOr<HomeLayouts> compute(func::FuncOp function) {
    return HomeLayouts::compute(function, [&](OpOperand &use) {
      ++copies;
      OpBuilder builder(use.getOwner());
      auto type = cast<RankedTensorType>(use.get().getType());
      AffineMap identity = builder.getMultiDimIdentityMap(type.getRank());
      Location loc = use.getOwner()->getLoc();
      auto copy =
          MapOp::create(builder, loc, type, use.get(), type.getShape(),
                        builder.getAffineMapArrayAttr({identity, identity}));
      copy.setAlone(true);
      Block *body = builder.createBlock(&copy.getBody());
      body->addArgument(type.getElementType(), loc);
      YieldOp::create(builder, loc, body->getArguments());
      return copy.getResult();
    });
  }

  /// Runs the function in memories, one a root, along its layouts.
  void expectMeant(func::FuncOp function) {
    std::string before = text(function);
    std::vector<Array> arguments;
    double next = 1;
    for (BlockArgument argument : function.getArguments()) {
      std::vector<double> values(elementsOf(shapeOf(argument)));
      for (double &value : values)
        value = next++;
      arguments.push_back(makeArray(Format::F32, shapeOf(argument), values));
    }
    std::vector<Array> expected = cantFail(interpret(function, arguments));
    FailureOr<HomeLayouts> layouts = compute(function);
    ASSERT_TRUE(succeeded(layouts));
    Evaluation values = cantFail(Evaluation::run(function, arguments));
    SCOPED_TRACE(before + "\nbecame\n" + text(function));

    std::vector<std::vector<double>> memories;
    for (const HomeRoot &root : layouts->roots())
      memories.emplace_back(elementsOf(root.type.getShape()), -1);
    auto write = [&](Value value) {
      const HomeLayout &layout = layouts->of(value);
      std::vector<double> &memory = memories[layout.root];
      for (auto [address, number] : llvm::zip_equal(
               addresses(layout, shapeOf(value)), valuesOf(values.at(value)))) {
        ASSERT_TRUE(address >= 0 && address < int64_t(memory.size()));
        memory[address] = number;
      }
    };
    auto expectThere = [&](Value value) {
      if (value.getDefiningOp<FillOp>())
        return; // Read as an immediate.
      const HomeLayout &layout = layouts->of(value);
      std::vector<double> there;
      for (int64_t address : addresses(layout, shapeOf(value)))
        there.push_back(memories[layout.root].at(address));
      EXPECT_EQ(there, valuesOf(values.at(value)));
    };
    for (BlockArgument argument : function.getArguments())
      write(argument);
    for (Operation &op : function.getBody().front().without_terminator()) {
      if (isa<FillOp>(op))
        continue;
      if (isa<MapOp>(op)) {
        expectThere(op.getOperand(0));
        write(op.getResult(0));
      }
      // Views, and what the pieces of a concat or insert have made.
      expectThere(op.getResult(0));
    }
    for (auto [number, root] : llvm::enumerate(layouts->roots()))
      if (root.kind == HomeRoot::Kind::Result) {
        EXPECT_EQ(memories[number], valuesOf(expected[root.index]));
      }
  }

  std::string text(func::FuncOp function) {
    std::string text;
    llvm::raw_string_ostream os(text);
    function.print(os);
    return text;
  }

  /// Layouts of a function that needs `expected` copies.
  HomeLayouts computeWith(int expected, func::FuncOp function) {
    copies = 0;
    FailureOr<HomeLayouts> layouts = compute(function);
    EXPECT_TRUE(succeeded(layouts));
    EXPECT_EQ(copies, expected) << text(function);
    return succeeded(layouts) ? *layouts : HomeLayouts();
  }

  int copies = 0;
};

/// A function of random views, maps and joins of a few values.
class RandomFunction {
public:
  explicit RandomFunction(uint64_t seed) : random(seed) {}

  std::string make() {
    std::string arguments;
    for (int i = 0; i != 2; ++i) {
      Shape shape = pick(0, 1) ? Shape{4, 6} : Shape{2, 3, 4};
      values.push_back({"%a" + std::to_string(i), shape});
      arguments += (i ? ", " : "") + values.back().name + ": " + type(shape);
    }
    for (int count = pick(2, 9); count > 0; --count)
      addOperation();
    std::string types, names;
    for (int i = 0, e = pick(1, 2); i != e; ++i) {
      const Named &result = i ? any() : values.back();
      types += (i ? ", " : "") + type(result.shape);
      names += (i ? ", " : "") + result.name;
    }
    return "func.func @f(" + arguments + ") -> (" + types + ") {\n" + body +
           "  return " + names + " : " + types + "\n}";
  }

private:
  using Shape = std::vector<int64_t>;
  struct Named {
    std::string name;
    Shape shape;
  };

  int64_t pick(int64_t low, int64_t high) {
    return low + static_cast<int64_t>(random() % (high - low + 1));
  }
  Named any() { return values[pick(0, values.size() - 1)]; }

  template <typename Numbers> static std::string list(const Numbers &numbers) {
    std::string text;
    for (int64_t number : numbers)
      text += (text.empty() ? "" : ", ") + std::to_string(number);
    return "[" + text + "]";
  }
  static std::string type(const Shape &shape) {
    std::string text = "tensor<";
    for (int64_t extent : shape)
      text += std::to_string(extent) + "x";
    return text + "f32>";
  }
  std::string define(const std::string &operation, const Shape &shape) {
    std::string name = "%" + std::to_string(values.size());
    body += "  " + name + " = " + operation + "\n";
    values.push_back({name, shape});
    return name;
  }
  void addView(const std::string &start, const Named &source,
               const Shape &shape) {
    define(start + " : " + type(source.shape) + " -> " + type(shape), shape);
  }

  std::string addMap(const Named &source) {
    std::string dims;
    for (size_t d = 0; d != source.shape.size(); ++d)
      dims += (d ? ", d" : "d") + std::to_string(d);
    std::string map = "affine_map<(" + dims + ") -> (" + dims + ")>";
    return define("ridge.map ins(" + source.name + " : " + type(source.shape) +
                      ") extents " + list(source.shape) + " maps [" + map +
                      ", " + map +
                      "] {\n  ^bb0(%x: f32):\n    %y = arith.addf %x, %x : "
                      "f32\n    ridge.yield %y : f32\n  } -> " +
                      type(source.shape),
                  source.shape);
  }

  void addTranspose(const Named &source) {
    Shape by(source.shape.size()), shape;
    std::iota(by.begin(), by.end(), 0);
    std::shuffle(by.begin(), by.end(), random);
    for (int64_t dim : by)
      shape.push_back(source.shape[dim]);
    addView("ridge.transpose " + source.name + " by " + list(by), source,
            shape);
  }
  void addSlice(const Named &source) {
    Shape at, by, shape;
    for (int64_t extent : source.shape) {
      at.push_back(pick(0, extent - 1));
      by.push_back(pick(1, 2));
      shape.push_back(pick(1, (extent - 1 - at.back()) / by.back() + 1));
    }
    addView("ridge.slice " + source.name + " at " + list(at) + " by " +
                list(by),
            source, shape);
  }
  void addReshape(const Named &source) {
    int64_t left = elementsOf(source.shape);
    Shape shape;
    while (left > 1 && shape.size() < 3) {
      int64_t factor = pick(1, left);
      if (left % factor)
        continue;
      shape.push_back(factor);
      left /= factor;
    }
    if (left > 1 || shape.empty())
      shape.push_back(left);
    addView("ridge.reshape " + source.name, source, shape);
  }
  void addBroadcast(const Named &source) {
    Shape shape = source.shape;
    int64_t dim = pick(0, shape.size());
    shape.insert(shape.begin() + dim, pick(1, 2));
    addView("ridge.broadcast " + source.name + " along " + list(Shape{dim}),
            source, shape);
  }
  void addConcat(const Named &source) {
    // With itself, or with another of its shape.
    Named other = any();
    if (other.shape != source.shape)
      other = source;
    int64_t dim = pick(0, source.shape.size() - 1);
    Shape shape = source.shape;
    shape[dim] *= 2;
    define("ridge.concat " + source.name + ", " + other.name + " along " +
               std::to_string(dim) + " : " + type(source.shape) + ", " +
               type(source.shape) + " -> " + type(shape),
           shape);
  }
  void addInsert(const Named &target) {
    Shape at, by, shape;
    for (int64_t extent : target.shape) {
      at.push_back(pick(0, extent - 1));
      by.push_back(pick(1, 2));
      shape.push_back((extent - 1 - at.back()) / by.back() + 1);
    }
    std::string source =
        define("ridge.fill 7.0 : f32 -> " + type(shape), shape);
    if (pick(0, 1))
      source = addMap({source, shape});
    define("ridge.insert " + source + " into " + target.name + " at " +
               list(at) + " by " + list(by) + " : " + type(shape) + " into " +
               type(target.shape) + " -> " + type(target.shape),
           target.shape);
  }
  void addOperation() {
    Named source = any();
    if (source.shape.size() > 4 || elementsOf(source.shape) > 300)
      source = values.front();
    switch (pick(0, 7)) {
    case 0:
    case 1:
      addMap(source);
      break;
    case 2:
      addTranspose(source);
      break;
    case 3:
      addSlice(source);
      break;
    case 4:
      addReshape(source);
      break;
    case 5:
      addBroadcast(source);
      break;
    case 6:
      addConcat(source);
      break;
    case 7:
      addInsert(source);
      break;
    }
  }

  std::mt19937_64 random;
  std::vector<Named> values;
  std::string body;
};

TEST_F(HomeLayoutsTest, LayoutsMeanWhatTheReferenceGives) {
  int withCopies = 0, without = 0;
  for (uint64_t seed = 0; seed != 300 && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    copies = 0;
    func::FuncOp function = parse(RandomFunction(seed).make());
    ASSERT_TRUE(function);
    expectMeant(function);
    ++(copies ? withCopies : without);
  }
  EXPECT_GT(withCopies, 50);
  EXPECT_GT(without, 20);
}

//===----------------------------------------------------------------------===//
// No copy where none is needed
//===----------------------------------------------------------------------===//

constexpr const char *doubled = R"( extents [4, 8] maps [#id2, #id2] {
  ^bb0(%x: f32):
    %y = arith.addf %x, %x : f32
    ridge.yield %y : f32
  } -> tensor<4x8xf32>
)";

TEST_F(HomeLayoutsTest, ProducerWritesTheTransposedResult) {
  func::FuncOp function = parse(
      std::string("func.func @f(%a: tensor<4x8xf32>) -> tensor<8x4xf32> {\n"
                  "%0 = ridge.map ins(%a : tensor<4x8xf32>)") +
      doubled +
      "%1 = ridge.transpose %0 by [1, 0] : tensor<4x8xf32> -> "
      "tensor<8x4xf32>\nreturn %1 : tensor<8x4xf32> }");
  HomeLayouts layouts = computeWith(0, function);
  const HomeLayout &layout = layouts.of(all<MapOp>(function)[0].getResult());
  EXPECT_EQ(layouts.roots()[layout.root].kind, HomeRoot::Kind::Result);
  // Element (i, j) is element (j, i) of 8 rows of 4.
  EXPECT_EQ(layout.strides, (SmallVector<int64_t, 4>{1, 4}));
}

TEST_F(HomeLayoutsTest, PiecesOfAConcatInAConcatAreWrittenInPlace) {
  func::FuncOp function = parse(
      std::string("func.func @f(%a: tensor<4x8xf32>) -> tensor<4x24xf32> {\n"
                  "%0 = ridge.map ins(%a : tensor<4x8xf32>)") +
      doubled + "%1 = ridge.map ins(%0 : tensor<4x8xf32>)" + doubled +
      "%2 = ridge.map ins(%1 : tensor<4x8xf32>)" + doubled +
      "%3 = ridge.concat %1, %2 along 1 : tensor<4x8xf32>, tensor<4x8xf32> -> "
      "tensor<4x16xf32>\n"
      "%4 = ridge.concat %0, %3 along 1 : tensor<4x8xf32>, tensor<4x16xf32> -> "
      "tensor<4x24xf32>\nreturn %4 : tensor<4x24xf32> }");
  HomeLayouts layouts = computeWith(0, function);
  int64_t offset = 0;
  for (MapOp map : all<MapOp>(function)) {
    EXPECT_EQ(layouts.of(map.getResult()).offset, offset);
    EXPECT_EQ(layouts.of(map.getResult()).strides,
              (SmallVector<int64_t, 4>{24, 1}));
    offset += 8;
  }
}

TEST_F(HomeLayoutsTest, OnlyTheLastOfTwoWishesIsCopied) {
  // Wanted as a result and as a piece of one: the first has it.
  func::FuncOp function = parse(
      std::string("func.func @f(%a: tensor<4x8xf32>) -> (tensor<4x8xf32>, "
                  "tensor<8x8xf32>) {\n"
                  "%0 = ridge.map ins(%a : tensor<4x8xf32>)") +
      doubled +
      "%1 = ridge.concat %a, %0 along 0 : tensor<4x8xf32>, tensor<4x8xf32> -> "
      "tensor<8x8xf32>\n"
      "return %0, %1 : tensor<4x8xf32>, tensor<8x8xf32> }");
  HomeLayouts layouts = computeWith(2, function);
  EXPECT_EQ(
      layouts.roots()[layouts.of(all<MapOp>(function)[0].getResult()).root]
          .index,
      0);
}

TEST_F(HomeLayoutsTest,
       EncodedValuesAreWrittenByTheirProducerIfNobodyElseReads) {
  std::string head = std::string("func.func @f(%a: tensor<4x8xf32>) -> "
                                 "tensor<4x8xf32> {\n"
                                 "%0 = ridge.map ins(%a : tensor<4x8xf32>)") +
                     doubled +
                     "%1 = ridge.encode %0 : tensor<4x8xf32> -> "
                     "tensor<4x8xf32, #arch.codec<\"f8E4M3FN\">>\n";
  std::string tail = std::string("%2 = ridge.map ins(%1 : tensor<4x8xf32, "
                                 "#arch.codec<\"f8E4M3FN\">>)") +
                     doubled;
  func::FuncOp alone = parse(head + tail + "return %2 : tensor<4x8xf32> }");
  HomeLayouts layouts = computeWith(0, alone);
  const HomeLayout &layout = layouts.of(all<MapOp>(alone)[0].getResult());
  EXPECT_TRUE(layouts.roots()[layout.root].codec());
  // Read as it was, too: it lies as it is, and a copy is encoded.
  func::FuncOp shared = parse(head + tail + "return %0 : tensor<4x8xf32> }");
  layouts = computeWith(1, shared);
  EXPECT_FALSE(
      layouts.roots()[layouts.of(all<MapOp>(shared)[0].getResult()).root]
          .codec());
}

TEST_F(HomeLayoutsTest, GivesUpWhereACopyIsNotMade) {
  func::FuncOp function =
      parse("func.func @f(%a: tensor<8xf32>) -> tensor<8xf32> { return %a : "
            "tensor<8xf32> }");
  EXPECT_TRUE(failed(
      HomeLayouts::compute(function, [](OpOperand &) { return Value(); })));
}

} // namespace
