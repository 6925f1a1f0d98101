// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gathers what the analyses find.

#include "ambit/Analysis/Report.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::analysis;
using relation::Formula;
using relation::SizeMap;
using relation::Wide;

std::set<std::string> analysis::getSizeNames(func::FuncOp function) {
  std::set<std::string> names;
  for (const Shape &shape : getNamedShapes(function))
    for (const Formula &size : shape)
      names.merge(size.symbols());
  return names;
}

FailureOr<Report> analysis::getReport(func::FuncOp function,
                                      const SizeMap &sizes) {
  FailureOr<Shapes> shapes = Shapes::get(function, getNamedShapes(function));
  if (failed(shapes))
    return failure();
  Report report;
  report.entry = function.getName().str();
  report.sizes = sizes;
  std::set<std::string> names = getSizeNames(function);
  report.hasNumbers = llvm::all_of(
      names, [&](const std::string &name) { return sizes.contains(name); });
  report.mainSize = "n";
  if (!names.empty() && !names.count("n"))
    report.mainSize = *names.begin() == "batch" && names.size() > 1
                          ? *std::next(names.begin())
                          : *names.begin();
  MaskRelations masks;
  FailureOr<Costs> costs = getCosts(function, *shapes, masks);
  if (failed(costs))
    return failure();
  report.costs = std::move(*costs);
  FailureOr<Reach> reach = getReach(function, *shapes, sizes, masks);
  if (failed(reach))
    return failure();
  report.reach = std::move(*reach);
  report.shapes = std::move(*shapes);
  return report;
}

Formula Report::getPeakBytes() const {
  SizeMap at = sizes;
  // Without numbers: for long sequences.
  for (const OpCost &op : costs.ops)
    for (const std::string &name : op.liveBytes.symbols())
      at.try_emplace(name, int64_t(1) << 20);
  const OpCost *peak = nullptr;
  Wide most = -1;
  for (const OpCost &op : costs.ops)
    if (std::optional<Wide> bytes = op.liveBytes.at(at);
        bytes && *bytes > most) {
      most = *bytes;
      peak = &op;
    }
  return costs.parameterBytes + (peak ? peak->liveBytes : Formula(0));
}

std::optional<Formula> Report::getStateBytes() const {
  Formula sum;
  for (const Layer &layer : reach.layers) {
    if (!layer.stateBytes)
      return std::nullopt;
    sum += *layer.stateBytes;
  }
  return sum;
}

SmallVector<Quantity> Report::getTotals() const {
  const Cost &total = costs.total;
  SmallVector<Quantity> result = {
      {"parameters", "parameters", costs.parameters},
      {"multiply_adds", "multiply-adds", total.multiplyAdds},
      {"flops_softmax", "FLOPs of softmax", total.softmax},
      {"flops_norm", "FLOPs of norms", total.norm},
      {"flops_elementwise", "other FLOPs", total.elementwise},
      {"flops", "FLOPs", total.getFlops()},
      {"pairs", "visited pairs", total.pairs},
      {"bytes", "bytes, op by op", total.bytesRead + total.bytesWritten},
      {"bytes_compulsory", "bytes, at least", costs.compulsoryBytes},
      {"bytes_activations", "bytes of activations", costs.activationBytes},
      {"bytes_peak", "bytes at once", getPeakBytes()},
      {"steps", "steps in a row", total.steps}};
  if (std::optional<Formula> state = getStateBytes())
    result.push_back({"bytes_state", "bytes of state", *state});
  return result;
}

SmallVector<Quantity> Report::getQuantities(const OpCost &op) {
  const Cost &cost = op.cost;
  return {{"parameters", "parameters", op.parameters},
          {"multiply_adds", "multiply-adds", cost.multiplyAdds},
          {"flops", "FLOPs", cost.getFlops()},
          {"pairs", "pairs", cost.pairs},
          {"bytes_read", "bytes read", cost.bytesRead},
          {"bytes_written", "bytes written", cost.bytesWritten},
          {"bytes_live", "bytes at once", op.liveBytes}};
}

std::optional<double> Report::getSeconds() const {
  if (!machine || !hasNumbers)
    return std::nullopt;
  double seconds = 0;
  for (const OpCost &op : costs.ops) {
    std::optional<Wide> flops = op.cost.getFlops().at(sizes);
    std::optional<Wide> bytes =
        (op.cost.bytesRead + op.cost.bytesWritten).at(sizes);
    if (!flops || !bytes)
      return std::nullopt;
    seconds += machine->getSeconds(double(*flops), double(*bytes));
  }
  return seconds;
}

std::optional<std::string>
analysis::getComplexity(const relation::ClosedForm &form, StringRef size) {
  if (!form.degree)
    return std::nullopt;
  if (*form.degree == 0)
    return "O(1)";
  return ("O(" + size + (*form.degree == 2 ? "^2)" : ")")).str();
}
