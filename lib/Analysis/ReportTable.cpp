// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reports for people.

#include "ambit/Analysis/Report.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/Support/Format.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::analysis;
using relation::ClosedForm;
using relation::Field;
using relation::Formula;
using relation::Progression;

/// "1.234 G".
static std::string getShort(relation::Wide value) {
  if (value < 100000)
    return relation::toText(value);
  const char *units[] = {"", " k", " M", " G", " T", " P", " E"};
  double number = double(value);
  size_t unit = 0;
  for (; number >= 999.95 && unit + 1 < std::size(units); ++unit)
    number /= 1000;
  std::string text;
  llvm::raw_string_ostream(text) << llvm::format("%.4g", number) << units[unit];
  return text;
}

/// The number at the sizes of the report, else the formula.
static std::string getCell(const Formula &formula, const Report &report) {
  if (!report.hasNumbers)
    return formula.closedForm(report.mainSize).text;
  auto value = formula.at(report.sizes);
  return value ? getShort(*value) : "?";
}

/// Ops of one name together.
static void printOps(const Report &report, llvm::raw_ostream &os) {
  struct Row {
    int64_t count = 0;
    Cost cost;
    Formula parameters;
  };
  llvm::MapVector<StringRef, Row> rows;
  for (const OpCost &op : report.costs.ops) {
    if (op.cost.isView)
      continue;
    Row &row = rows[op.op->getName().getStringRef()];
    ++row.count;
    row.cost += op.cost;
    row.parameters += op.parameters;
  }
  os << llvm::format("%-20s %6s %12s %14s %12s %12s\n", "op", "count",
                     "parameters", "multiply-adds", "FLOPs", "bytes");
  for (auto &[name, row] : rows)
    os << llvm::format(
        "%-20s %6lld %12s %14s %12s %12s\n", name.str().c_str(),
        (long long)row.count, getCell(row.parameters, report).c_str(),
        getCell(row.cost.multiplyAdds, report).c_str(),
        getCell(row.cost.getFlops(), report).c_str(),
        getCell(row.cost.bytesRead + row.cost.bytesWritten, report).c_str());
  os << "\n";
}

/// After the bytes that formulas give.
static void printTraffic(const Report &report, llvm::raw_ostream &os) {
  if (!report.hasNumbers)
    return;
  os << llvm::format("%-20s ", "bytes, by the plan");
  if (report.tileTraffic)
    os << llvm::format("%12s", getShort(report.tileTraffic->getTotal()).c_str())
       << "  (a sum over tiles)\n";
  else
    os << "not counted: " << report.whyNoTraffic << "\n";
}

static void printTotals(const Report &report, llvm::raw_ostream &os) {
  for (const Quantity &quantity : report.getTotals()) {
    ClosedForm closed = quantity.formula.closedForm(report.mainSize);
    os << llvm::format("%-20s ", quantity.title.data());
    if (report.hasNumbers)
      os << llvm::format("%12s", getCell(quantity.formula, report).c_str());
    if (quantity.formula.constantValue() && report.hasNumbers) {
      os << "\n";
      continue;
    }
    os << (report.hasNumbers ? "  = " : "") << closed.text;
    if (closed.degree && closed.validFrom > 1)
      os << "  from " << report.mainSize << " = " << closed.validFrom;
    if (auto complexity = getComplexity(closed, report.mainSize))
      os << "  " << *complexity;
    else
      os << "  (a sum over rows)";
    os << "\n";
  }
}

/// " (4095 before, 0 after)".
static std::string getEnds(const Field &field) {
  int64_t least = std::min<int64_t>(0, field.least());
  int64_t greatest = std::max<int64_t>(0, field.greatest());
  auto side = [](int64_t distance) {
    return distance >= Progression::unbounded ? std::string("all")
                                              : std::to_string(distance);
  };
  return " (" + side(-least) + " before, " + side(greatest) + " after)";
}

static void printReach(const Report &report, llvm::raw_ostream &os) {
  const Reach &reach = report.reach;
  os << llvm::format("%-20s ", "receptive field") << getText(reach.field)
     << getEnds(reach.field);
  if (reach.field.stride != 1)
    os << ", one output for " << reach.field.stride << " inputs";
  if (reach.field.exact && !reach.field.bordersExact)
    os << "; at most these near the ends of the sequence";
  os << "\n";
  os << llvm::format("%-20s ", "path length");
  if (reach.pathLength)
    os << *reach.pathLength << " of " << reach.depth << " layers\n";
  else
    os << (reach.field.exact ? "not found\n"
                             : "not found, as the field is an upper bound\n");
  if (reach.layers.size() > 1) {
    os << llvm::format("%-20s ", "growth");
    for (auto [index, layer] : llvm::enumerate(reach.layers)) {
      std::optional<int64_t> size = layer.total.size();
      os << (index ? ", " : "") << (layer.total.exact ? "" : "<= ")
         << (size ? std::to_string(*size) : "all");
    }
    os << "\n";
  }
  if (!report.getStateBytes())
    os << llvm::format("%-20s ", "bytes of state")
       << "no streaming: outputs read ahead without end\n";
}

static void printMachine(const Report &report, llvm::raw_ostream &os) {
  if (!report.hasNumbers)
    return;
  auto flops = report.costs.total.getFlops().at(report.sizes);
  const Cost &total = report.costs.total;
  auto bytes = (total.bytesRead + total.bytesWritten).at(report.sizes);
  if (flops && bytes && *bytes > 0)
    os << llvm::format("%-20s %.4g FLOP/byte op by op\n", "intensity",
                       double(*flops) / double(*bytes));
  if (std::optional<double> seconds = report.getSeconds())
    os << llvm::format("%-20s at least %.4g ms on one core of %s\n", "roofline",
                       *seconds * 1e3, report.machine->cpu.c_str());
}

void Report::print(llvm::raw_ostream &os) const {
  os << model << ": " << entry;
  if (hasNumbers)
    for (const std::string &name : {std::string("batch"), mainSize})
      if (auto it = sizes.find(name); it != sizes.end())
        os << ", " << name << " = " << it->second;
  os << "\n\n";
  if (hasNumbers)
    printOps(*this, os);
  printTotals(*this, os);
  printTraffic(*this, os);
  printReach(*this, os);
  printMachine(*this, os);
}
