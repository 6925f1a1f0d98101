// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reports for programs; docs/Analyze.md has the schema.

#include "ambit/Analysis/Report.h"

#include "mlir/IR/BuiltinTypes.h"

using namespace ambit;
using namespace ambit::analysis;
using llvm::json::Array;
using llvm::json::Object;
using llvm::json::Value;
using relation::Field;
using relation::Progression;

/// A whole number where JSON readers keep it, else the nearest double.
static Value getNumber(relation::Wide value) {
  if (value <= INT64_MAX && value >= INT64_MIN)
    return int64_t(value);
  return double(value);
}

static Object getQuantity(const Quantity &quantity, const Report &report) {
  relation::ClosedForm closed = quantity.formula.closedForm(report.mainSize);
  Object object{
      {"formula", quantity.formula.text()},
      {"closed_form", closed.degree ? Value(closed.text) : nullptr},
      {"valid_from", closed.degree ? Value(closed.validFrom) : nullptr},
      {"complexity", nullptr}};
  if (auto complexity = getComplexity(closed, report.mainSize))
    object["complexity"] = *complexity;
  if (report.hasNumbers) {
    auto value = quantity.formula.at(report.sizes);
    object["value"] = value ? getNumber(*value) : Value(nullptr);
  }
  return object;
}

static Object toJSON(llvm::ArrayRef<Quantity> quantities,
                     const Report &report) {
  Object object;
  for (const Quantity &quantity : quantities)
    object[quantity.key] = getQuantity(quantity, report);
  return object;
}

/// In the form of a quantity.
static Object getPlannedBytes(const std::optional<Traffic> &traffic) {
  return Object{
      {"formula", "sum over the tiles of the plan"},
      {"closed_form", nullptr},
      {"valid_from", nullptr},
      {"complexity", nullptr},
      {"value", traffic ? getNumber(traffic->getTotal()) : Value(nullptr)}};
}

static Value getEnd(int64_t end) {
  bool isOpen = end >= Progression::unbounded || end <= -Progression::unbounded;
  return isOpen ? Value(nullptr) : Value(end);
}

static Object getField(const Field &field) {
  Array set;
  for (const Progression &part : field.set)
    set.push_back(Object{
        {"first", part.base},
        {"step", part.step},
        {"count", part.isUnbounded() ? Value(nullptr) : Value(part.count)}});
  std::optional<int64_t> size = field.size();
  return Object{{"positions", size ? Value(*size) : nullptr},
                {"least", getEnd(field.least())},
                {"greatest", getEnd(field.greatest())},
                {"stride", field.stride},
                {"exact", field.exact},
                {"exact_at_borders", field.exact && field.bordersExact},
                {"offsets", std::move(set)}};
}

static Array getOps(const Report &report) {
  Array ops;
  for (const OpCost &op : report.costs.ops) {
    Object object = toJSON(Report::getQuantities(op), report);
    object["op"] = op.op->getName().getStringRef();
    if (report.hasNumbers)
      object["bytes_planned"] = getPlannedBytes(op.tileTraffic);
    ops.push_back(std::move(object));
  }
  return ops;
}

static Array getLayers(const Report &report) {
  Array layers;
  for (const Layer &layer : report.reach.layers) {
    Object object{{"op", layer.op->getName().getStringRef()},
                  {"own", getField(layer.own)},
                  {"total", getField(layer.total)}};
    if (layer.stateBytes)
      object["bytes_state"] = getQuantity({"", "", *layer.stateBytes}, report);
    layers.push_back(std::move(object));
  }
  return layers;
}

Value Report::getJSON() const {
  Object sizeObject;
  for (const auto &entry : sizes)
    sizeObject[entry.getKey()] = entry.getValue();
  Object totals = toJSON(getTotals(), *this);
  if (hasNumbers)
    totals["bytes_planned"] = getPlannedBytes(tileTraffic);
  Object object{{"schema", "ambit-analyze-1"},
                {"model", model},
                {"entry", entry},
                {"main_size", mainSize},
                {"sizes", std::move(sizeObject)},
                {"totals", std::move(totals)},
                {"ops", getOps(*this)},
                {"receptive_field", getField(reach.field)},
                {"layers", getLayers(*this)},
                {"depth", int64_t(reach.depth)},
                {"path_length", reach.pathLength
                                    ? Value(int64_t(*reach.pathLength))
                                    : nullptr}};
  if (std::optional<double> seconds = getSeconds()) {
    object["machine"] = machine->getJSON();
    object["roofline_seconds"] = *seconds;
  }
  return Value(std::move(object));
}
