//===- Precision.cpp - what a choice of formats cost and saved ------------===//
//
// Part of Ridge, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ridge/Report/Precision.h"
#include "ridge/Report/Table.h"
#include "ridge/Support/Json.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include <cmath>

using namespace ridge;

static std::string bits(const ProductPrecision &product) {
  std::string first = formatDecimal(product.bitsPerValue[0], "%.4g");
  return product.bitsPerValue[0] == product.bitsPerValue[1]
             ? first
             : first + ", " + formatDecimal(product.bitsPerValue[1], "%.4g");
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

static void printProducts(const PrecisionResult &result,
                          llvm::raw_ostream &os) {
  Table table({"product", "location", "formats", "reason", "bits a value",
               "SQNR dB", "of formats", "of sums"},
              4);
  for (const ProductPrecision &product : result.products)
    table.add({std::to_string(product.number), shorten(product.location, 28),
               product.formats, product.reason, bits(product),
               formatDecibels(product.error.sqnr),
               formatDecibels(product.quantisationSqnr),
               formatDecibels(product.accumulationSqnr)});
  table.print(os);
}

static std::string percent(double share) {
  return share == 0 ? "0 %" : formatDecimal(100 * share, "%.2g") + " %";
}

/// The tensors that were cast; the least accurate ones only, on a page.
static void printOperands(const PrecisionResult &result,
                          llvm::raw_ostream &os) {
  struct Row {
    const ProductPrecision *product;
    unsigned side;
    const ErrorMeasure &error() const { return product->operands[side]; }
  };
  std::vector<Row> rows;
  for (const ProductPrecision &product : result.products)
    for (unsigned side = 0; side < 2; ++side)
      if (std::isfinite(product.operands[side].sqnr))
        rows.push_back({&product, side});
  if (rows.empty())
    return;
  llvm::stable_sort(rows, [](const Row &a, const Row &b) {
    return a.error().sqnr < b.error().sqnr;
  });
  constexpr size_t shown = 12;
  os << "\nOperands in narrower formats, least accurate first\n";
  Table table(
      {"operand", "SQNR dB", "max rel. error", "saturated", "to zero", "bias"},
      1);
  for (const Row &row : llvm::ArrayRef(rows).take_front(shown))
    table.add({std::to_string(row.product->number) + (row.side ? "b" : "a"),
               formatDecibels(row.error().sqnr),
               formatDecimal(row.error().maxRelative, "%.2g"),
               percent(row.error().saturated), percent(row.error().flushed),
               formatDecimal(row.error().bias, "%.2g")});
  table.print(os);
  if (rows.size() > shown)
    os << "  and " << rows.size() - shown << " more\n";
}

static int64_t costOf(const PrecisionPoint &point,
                      const PrecisionResult &result) {
  return result.minimized == Objective::Energy ? point.energyFemtojoules
                                               : point.cycles;
}

static std::string formatCost(int64_t cost, const PrecisionResult &result) {
  return result.minimized == Objective::Energy ? formatEnergy(cost)
                                               : formatCount(cost);
}

static void printPoints(llvm::ArrayRef<PrecisionPoint> points, Table &table,
                        const PrecisionResult &result, double least) {
  for (const PrecisionPoint &point : points)
    table.add({point.chosen ? "*" : "", point.label, formatCount(point.cycles),
               formatEnergy(point.energyFemtojoules),
               formatDecimal(double(costOf(point, result)) / least, "%.2f"),
               formatDecibels(point.sqnr),
               formatCost(int64_t(point.predictedCost), result),
               formatDecibels(point.predictedSqnr)});
}

void ridge::printPrecision(const PrecisionResult &result,
                           llvm::raw_ostream &os) {
  os << "Formats: " << describeSqnr(result.error.sqnr);
  if (result.budget)
    os << ", budget " << formatDecimal(*result.budget, "%.4g") << " dB";
  os << "; bias " << formatDecimal(result.error.bias, "%.2g") << "\n";
  printProducts(result, os);
  printOperands(result, os);
  if (result.front.empty())
    return;
  bool isEnergy = result.minimized == Objective::Energy;
  double least = double(costOf(result.front.front(), result));
  for (const PrecisionPoint &point : result.uniform)
    least = std::min(least, double(costOf(point, result)));
  os << "\nChoices executed and simulated (* taken; "
     << (isEnergy ? "energy relative to the least"
                  : "time relative to the fastest")
     << "; the front of predictions is ";
  if (result.frontFactor == 1)
    os << "exact";
  else
    os << "within "
       << formatDecimal(10 * std::log10(result.frontFactor), "%.2g") << " dB";
  os << "; " << formatCount(result.executions) << " executions, "
     << formatCount(result.simulations) << " simulations)\n"
     << "Errors of products add up "
     << formatDecimal(100 * result.coherence, "%.0f")
     << " % as vectors, the rest as squares; executed choices are "
     << formatDecimal(result.factorDecibels, "%.2f")
     << " dB from that, with a spread of "
     << formatDecimal(result.spreadDecibels, "%.2f") << " dB\n";
  Table table({"", "choice", "cycles", "energy", "relative", "SQNR dB",
               isEnergy ? "predicted energy" : "predicted cycles",
               "predicted dB"},
              2);
  printPoints(result.uniform, table, result, least);
  printPoints(result.front, table, result, least);
  table.print(os);
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

void ridge::printError(const ErrorMeasure &error, llvm::json::OStream &json) {
  writeNumber(json, "sqnr_db", error.sqnr);
  writeNumber(json, "max_relative_error", error.maxRelative);
  writeNumber(json, "bias", error.bias);
}

static void printProduct(const ProductPrecision &product,
                         llvm::json::OStream &json) {
  json.attribute("product", product.number);
  json.attribute("location", product.location);
  json.attribute("instruction", product.instruction);
  json.attribute("formats", product.formats);
  json.attributeArray("exponents", [&] {
    for (int64_t exponent : product.exponents)
      json.value(exponent);
  });
  json.attribute("rule", product.rule);
  json.attributeArray("bits_per_value", [&] {
    for (double value : product.bitsPerValue)
      json.value(value);
  });
  json.attribute("reason", product.reason);
  json.attributeArray("elements", [&] {
    for (int64_t count : product.elements)
      json.value(count);
  });
  printError(product.error, json);
  writeNumber(json, "quantisation_sqnr_db", product.quantisationSqnr);
  writeNumber(json, "accumulation_sqnr_db", product.accumulationSqnr);
  json.attributeArray("operands", [&] {
    for (const ErrorMeasure &operand : product.operands)
      json.object([&] {
        printError(operand, json);
        json.attribute("saturated", operand.saturated);
        json.attribute("to_zero", operand.flushed);
      });
  });
}

static void printPoints(llvm::StringRef name,
                        llvm::ArrayRef<PrecisionPoint> points,
                        Objective minimized, llvm::json::OStream &json) {
  json.attributeArray(name, [&] {
    for (const PrecisionPoint &point : points)
      json.object([&] {
        json.attribute("choice", point.label);
        json.attribute("cycles", point.cycles);
        json.attribute("energy_femtojoules", point.energyFemtojoules);
        writeNumber(json, "sqnr_db", point.sqnr);
        writeNumber(json,
                    minimized == Objective::Energy
                        ? "predicted_energy_femtojoules"
                        : "predicted_cycles",
                    point.predictedCost);
        writeNumber(json, "predicted_sqnr_db", point.predictedSqnr);
        json.attribute("taken", point.chosen);
      });
  });
}

void ridge::printPrecision(const PrecisionResult &result,
                           llvm::json::OStream &json) {
  if (result.budget)
    json.attribute("error_budget_db", *result.budget);
  printError(result.error, json);
  json.attributeArray("weights", [&] {
    for (int64_t weight : result.weights)
      json.value(weight);
  });
  json.attributeArray("products", [&] {
    for (const ProductPrecision &product : result.products)
      json.object([&] { printProduct(product, json); });
  });
  if (result.front.empty())
    return;
  if (result.minimized == Objective::Energy)
    json.attribute("minimize", "energy");
  json.attribute("front_within_db", 10 * std::log10(result.frontFactor));
  json.attribute("executions", result.executions);
  json.attribute("simulations", result.simulations);
  json.attributeObject("error_model", [&] {
    json.attribute("coherence", result.coherence);
    json.attribute("factor_db", result.factorDecibels);
    json.attribute("spread_db", result.spreadDecibels);
  });
  printPoints("uniform", result.uniform, result.minimized, json);
  printPoints("front", result.front, result.minimized, json);
}

//===----------------------------------------------------------------------===//
// Picture
//===----------------------------------------------------------------------===//

namespace {
/// Cost to the right, dB upwards, in a frame of fixed size.
class Plot {
public:
  explicit Plot(const PrecisionResult &result, llvm::raw_ostream &os)
      : result(result), os(os) {
    for (llvm::ArrayRef<PrecisionPoint> points :
         {llvm::ArrayRef(result.uniform), llvm::ArrayRef(result.front)})
      for (const PrecisionPoint &point : points)
        if (std::isfinite(point.sqnr))
          include(point);
    // A margin of a twelfth, and never an empty range.
    double wide = std::max(right - left, 1.0), high = std::max(top - low, 1.0);
    left -= wide / 12, right += wide / 4, low -= high / 12, top += high / 12;
  }

  void draw();

private:
  static constexpr double width = 720, height = 440, border = 60;

  void include(const PrecisionPoint &point) {
    double cost = double(costOf(point, result));
    left = isEmpty ? cost : std::min(left, cost);
    right = isEmpty ? cost : std::max(right, cost);
    low = isEmpty ? point.sqnr : std::min(low, point.sqnr);
    top = isEmpty ? point.sqnr : std::max(top, point.sqnr);
    isEmpty = false;
  }
  std::string x(double cost) const {
    double part = (cost - left) / (right - left);
    return formatDecimal(border + part * (width - 2 * border), "%.1f");
  }
  std::string y(double sqnr) const {
    double part = (sqnr - low) / (top - low);
    return formatDecimal(height - border - part * (height - 2 * border),
                         "%.1f");
  }
  std::vector<const PrecisionPoint *> undominated() const;
  void drawAxes();
  void drawPoints(llvm::ArrayRef<PrecisionPoint> points, llvm::StringRef color);

  const PrecisionResult &result;
  llvm::raw_ostream &os;
  double left = 0, right = 0, low = 0, top = 0;
  bool isEmpty = true;
};
} // namespace

void Plot::drawAxes() {
  double bottom = height - border, end = width - border;
  os << "<path d=\"M" << border << " " << border << "V" << bottom << "H" << end
     << "\" fill=\"none\" stroke=\"#444\"/>\n";
  for (int tick = 0; tick <= 4; ++tick) {
    double cost = left + (right - left) * tick / 4;
    double sqnr = low + (top - low) * tick / 4;
    os << "<text x=\"" << x(cost) << "\" y=\"" << bottom + 18
       << "\" text-anchor=\"middle\">" << formatCost(std::llround(cost), result)
       << "</text>\n<text x=\"" << border - 8 << "\" y=\"" << y(sqnr)
       << "\" text-anchor=\"end\">" << formatDecimal(sqnr, "%.1f")
       << "</text>\n";
  }
  os << "<text x=\"" << width / 2 << "\" y=\"" << height - 14
     << "\" text-anchor=\"middle\">"
     << (result.minimized == Objective::Energy ? "energy" : "simulated cycles")
     << "</text>\n<text x=\"16\" y=\"" << border - 20
     << "\">SQNR of the results, dB</text>\n";
}

void Plot::drawPoints(llvm::ArrayRef<PrecisionPoint> points,
                      llvm::StringRef color) {
  for (const PrecisionPoint &point : points) {
    if (!std::isfinite(point.sqnr))
      continue;
    std::string atX = x(double(costOf(point, result))), atY = y(point.sqnr);
    os << "<circle cx=\"" << atX << "\" cy=\"" << atY << "\" r=\""
       << (point.chosen ? 7 : 4) << "\" fill=\"" << color << "\"><title>"
       << point.label << ": " << point.cycles << " cycles, "
       << formatEnergy(point.energyFemtojoules) << ", "
       << formatDecibels(point.sqnr) << " dB</title></circle>\n";
    if (color == "#b34700" || point.chosen)
      os << "<text x=\"" << atX << "\" y=\"" << atY << "\" dx=\"9\" dy=\"4\">"
         << point.label << "</text>\n";
  }
}

/// What was measured and nothing else that was is cheaper and more accurate
/// than, uniform choices too; cheapest first.
std::vector<const PrecisionPoint *> Plot::undominated() const {
  std::vector<const PrecisionPoint *> sorted, best;
  for (const std::vector<PrecisionPoint> *points :
       {&result.uniform, &result.front})
    for (const PrecisionPoint &point : *points)
      if (std::isfinite(point.sqnr))
        sorted.push_back(&point);
  llvm::stable_sort(sorted,
                    [&](const PrecisionPoint *a, const PrecisionPoint *b) {
                      return std::make_pair(costOf(*a, result), -a->sqnr) <
                             std::make_pair(costOf(*b, result), -b->sqnr);
                    });
  for (const PrecisionPoint *point : sorted)
    if (best.empty() || point->sqnr > best.back()->sqnr)
      best.push_back(point);
  return best;
}

void Plot::draw() {
  os << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << width
     << " " << height
     << "\" font-family=\"sans-serif\" font-size=\"12\">\n"
        "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n";
  drawAxes();
  std::vector<const PrecisionPoint *> best = undominated();
  if (best.size() > 1) {
    os << "<polyline fill=\"none\" stroke=\"#0060a0\" points=\"";
    for (const PrecisionPoint *point : best)
      os << x(double(costOf(*point, result))) << "," << y(point->sqnr) << " ";
    os << "\"/>\n";
  }
  if (result.budget && *result.budget > low && *result.budget < top)
    os << "<path d=\"M" << border << " " << y(*result.budget) << "H"
       << width - border << "\" stroke=\"#888\" stroke-dasharray=\"4 4\"/>\n";
  drawPoints(result.uniform, "#b34700");
  drawPoints(result.front, "#0060a0");
  os << "</svg>\n";
}

void ridge::drawPrecision(const PrecisionResult &result,
                          llvm::raw_ostream &os) {
  Plot(result, os).draw();
}
