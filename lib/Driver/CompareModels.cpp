// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `ambit compare`: models side by side, at equal budgets if asked for.
#include "AnalyzeModel.h"
#include "Error.h"
#include "MatchBudget.h"
#include "ambit/Analysis/Crossover.h"

#include "llvm/Support/Format.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;
using analysis::Order;
using analysis::Quantity;
using analysis::Report;
using analysis::Stretch;

namespace {
/// The stretches of one quantity for two models.
struct Crossing {
  Quantity quantity;
  size_t first, second;
  std::optional<std::vector<Stretch>> stretches;
};
} // namespace

static const Quantity *findQuantity(ArrayRef<Quantity> totals, StringRef key) {
  for (const Quantity &quantity : totals)
    if (quantity.key == key)
      return &quantity;
  return nullptr;
}

/// FLOPs and bytes of every two models, along the size that both have.
static std::vector<Crossing> getCrossings(ArrayRef<Analyzed> models) {
  std::vector<Crossing> crossings;
  for (size_t first = 0; first < models.size(); ++first)
    for (size_t second = first + 1; second < models.size(); ++second)
      for (StringRef key : {"flops", "bytes", "bytes_state"}) {
        const Report &a = models[first].report, &b = models[second].report;
        SmallVector<Quantity> left = a.getTotals(), right = b.getTotals();
        const Quantity *l = findQuantity(left, key),
                       *r = findQuantity(right, key);
        if (!l || !r || a.mainSize != b.mainSize)
          continue;
        crossings.push_back({*l, first, second,
                             analysis::compareAlong(l->formula, r->formula,
                                                    a.mainSize, a.sizes)});
      }
  return crossings;
}

//===- Text ---------------------------------------------------------------===//

static std::string getCell(const Quantity *quantity, const Report &report) {
  if (!quantity)
    return "-";
  if (auto value = quantity->formula.at(report.sizes))
    return relation::toText(*value);
  return quantity->formula.closedForm(report.mainSize).text;
}

static void printRow(llvm::raw_ostream &os, StringRef title,
                     ArrayRef<std::string> cells) {
  os << llvm::format("%-20s", title.str().c_str());
  for (const std::string &cell : cells)
    os << llvm::format("  %20s", cell.c_str());
  os << "\n";
}

static void printTable(ArrayRef<Analyzed> models, llvm::raw_ostream &os) {
  std::vector<std::string> cells;
  auto collect = [&](llvm::function_ref<std::string(const Report &)> text) {
    cells.clear();
    for (const Analyzed &model : models)
      cells.push_back(text(model.report));
  };
  collect([](const Report &report) {
    return report.model.size() > 20
               ? report.model.substr(report.model.size() - 20)
               : report.model;
  });
  printRow(os, "", cells);
  SmallVector<Quantity> rows = models.front().report.getTotals();
  if (!findQuantity(rows, "bytes_state"))
    rows.push_back({"bytes_state", "bytes of state", 0});
  for (const Quantity &row : rows) {
    collect([&](const Report &report) {
      SmallVector<Quantity> totals = report.getTotals();
      return getCell(findQuantity(totals, row.key), report);
    });
    printRow(os, row.title, cells);
  }
  if (models.front().report.hasNumbers) {
    collect([](const Report &report) {
      return report.tileTraffic
                 ? relation::toText(report.tileTraffic->getTotal())
                 : "?";
    });
    printRow(os, "bytes, by the plan", cells);
  }
  collect([](const Report &report) {
    return analysis::getText(report.reach.field);
  });
  printRow(os, "receptive field", cells);
  collect([](const Report &report) {
    auto length = report.reach.pathLength;
    return (length ? std::to_string(*length) : "?") + " of " +
           std::to_string(report.reach.depth);
  });
  printRow(os, "path length", cells);
}

static void printCrossing(const Crossing &crossing, ArrayRef<Analyzed> models,
                          llvm::raw_ostream &os) {
  const Report &a = models[crossing.first].report,
               &b = models[crossing.second].report;
  os << crossing.quantity.title << ": " << a.model << " and " << b.model
     << ": ";
  if (!crossing.stretches) {
    os << "not known, as one has no closed form\n";
    return;
  }
  for (auto [index, stretch] : llvm::enumerate(*crossing.stretches)) {
    os << (index ? "; " : "");
    switch (stretch.order) {
    case Order::First:
      os << a.model << " needs less";
      break;
    case Order::Second:
      os << b.model << " needs less";
      break;
    case Order::Equal:
      os << "equal";
      break;
    case Order::Mixed:
      os << "now one, now the other";
      break;
    }
    if (crossing.stretches->size() == 1)
      os << " at every " << a.mainSize;
    else
      os << " from " << a.mainSize << " = " << stretch.from;
  }
  os << "\n";
}

//===- JSON ---------------------------------------------------------------===//

static StringRef getWord(Order order) {
  switch (order) {
  case Order::First:
    return "first";
  case Order::Equal:
    return "equal";
  case Order::Second:
    return "second";
  case Order::Mixed:
    return "mixed";
  }
  llvm_unreachable("unknown order");
}

static llvm::json::Value getJSON(ArrayRef<Analyzed> models,
                                 ArrayRef<Crossing> crossings,
                                 ArrayRef<std::string> commands) {
  llvm::json::Array reports, list;
  for (auto [model, command] : llvm::zip_equal(models, commands)) {
    llvm::json::Value report = model.report.getJSON();
    if (!command.empty())
      (*report.getAsObject())["new"] = command;
    reports.push_back(std::move(report));
  }
  for (const Crossing &crossing : crossings) {
    llvm::json::Object object{{"quantity", crossing.quantity.key},
                              {"first", int64_t(crossing.first)},
                              {"second", int64_t(crossing.second)},
                              {"less", nullptr}};
    if (crossing.stretches) {
      llvm::json::Array stretches;
      for (const Stretch &stretch : *crossing.stretches)
        stretches.push_back(
            llvm::json::Object{{"from", stretch.from},
                               {"to", stretch.to},
                               {"less", getWord(stretch.order)}});
      object["less"] = std::move(stretches);
    }
    list.push_back(std::move(object));
  }
  return llvm::json::Object{{"schema", "ambit-compare-1"},
                            {"models", std::move(reports)},
                            {"crossovers", std::move(list)}};
}

//===- Command ------------------------------------------------------------===//

llvm::Error driver::compareModels(const Options &options) {
  if (options.models.size() < 2)
    return fail(Exit::Usage, "expected two models or more, but got " +
                                 Twine(options.models.size()));
  // A report refers to the context of its model.
  std::vector<std::unique_ptr<Model>> loaded;
  std::vector<Analyzed> models;
  std::vector<std::string> commands;
  for (const std::string &path : options.models) {
    Options one = options;
    one.model = path;
    auto model = Model::load(one);
    if (!model)
      return model.takeError();
    // It chooses in the models that have it.
    if (!llvm::is_contained((*model)->getEntryNames(), options.entry))
      one.entry.clear();
    std::string command;
    if (!options.match.empty() && !models.empty()) {
      auto matched = matchBudget(std::move(*model), one, models.front().report);
      if (!matched)
        return matched.takeError();
      *model = std::move(matched->model);
      command = std::move(matched->command);
    }
    auto analyzed = analyze(**model, one);
    if (!analyzed)
      return analyzed.takeError();
    addTileTraffic(*analyzed, one);
    loaded.push_back(std::move(*model));
    models.push_back(std::move(*analyzed));
    commands.push_back(std::move(command));
  }
  std::vector<Crossing> crossings = getCrossings(models);
  return printText(options, [&](llvm::raw_ostream &os) {
    if (options.printsJSON) {
      os << llvm::formatv("{0:2}", getJSON(models, crossings, commands))
         << "\n";
      return;
    }
    printTable(models, os);
    os << "\n";
    for (auto [model, command] : llvm::zip_equal(models, commands))
      if (!command.empty())
        os << model.report.model << " with equal " << options.match
           << ": ambit new " << command << "\n";
    for (const Crossing &crossing : crossings)
      printCrossing(crossing, models, os);
  });
}
