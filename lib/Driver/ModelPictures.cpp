// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pictures from the analyses of a model.
#include "ModelPictures.h"
#include "Error.h"
#include "ambit/Analysis/Cone.h"
#include "ambit/Draw/Chart.h"
#include "ambit/Draw/ConePicture.h"
#include "ambit/Draw/Scale.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SetVector.h"
#include <cmath>
#include <tuple>

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;

// Masks of one model that are drawn.
static constexpr size_t maxMasks = 8;
// The least and greatest power of two on the axis of lengths.
static constexpr int firstPower = 6, lastPower = 17;

static func::FuncOp getFunction(const Analyzed &model) {
  return const_cast<Analyzed &>(model).module->lookupSymbol<func::FuncOp>(
      model.report.entry);
}

static std::string nameOf(Operation *op) {
  StringRef name = op->getName().stripDialect();
  if (auto conv = dyn_cast<ConvOp>(op)) {
    std::string text = (name + " of " + Twine(conv.getKernelSize())).str();
    if (conv.getDilation() != 1)
      text += ", dilation " + std::to_string(conv.getDilation());
    if (conv.getStride() != 1)
      text += ", stride " + std::to_string(conv.getStride());
    return text;
  }
  if (auto attention = dyn_cast<AttentionOp>(op))
    if (MaskAttr mask = attention.getMask(0)) {
      std::string text = (name + ", ").str();
      llvm::raw_string_ostream os(text);
      mask.printText(os);
      return text;
    }
  return name.str();
}

llvm::Expected<std::vector<Picture>>
driver::getMaskPictures(const Analyzed &model, StringRef tile) {
  func::FuncOp function = getFunction(model);
  using Key = std::tuple<Attribute, int64_t, int64_t>;
  llvm::SetVector<Key> uses;
  function.walk([&](AttentionOp op) {
    auto length = [&](Value value) {
      return int64_t(
          model.report.shapes(value)[2].at(model.report.sizes).value_or(0));
    };
    for (int64_t head = 0; head < op.getHeads(); ++head)
      if (MaskAttr mask = op.getMask(head))
        uses.insert({mask, length(op.getQuery()), length(op.getKey())});
  });
  if (uses.size() > maxMasks)
    llvm::errs() << "ambit: warning: the first " << maxMasks << " of "
                 << uses.size()
                 << " masks are drawn; --mask draws one of the others\n";
  std::vector<Picture> pictures;
  for (auto [mask, queries, keys] : uses.getArrayRef().take_front(maxMasks)) {
    if (queries < 1 || keys < 1)
      continue;
    auto picture = getMaskPicture(cast<MaskAttr>(mask), queries, keys, tile);
    if (!picture)
      return picture.takeError();
    pictures.push_back(std::move(*picture));
  }
  return pictures;
}

static llvm::Expected<std::vector<analysis::ConeLayer>>
getLayers(const Analyzed &model) {
  func::FuncOp function = getFunction(model);
  MaskRelations masks;
  auto layers = analysis::getCone(function, model.report.shapes,
                                  model.report.sizes, masks);
  if (failed(layers))
    return fail(Exit::NotCompiled, "");
  return *layers;
}

static std::string sizeText(const relation::Field &field) {
  std::optional<int64_t> size = field.size();
  return !size ? "unbounded"
               : (field.exact ? "" : "at most ") + std::to_string(*size);
}

llvm::Expected<std::optional<Picture>>
driver::getConePicture(const Analyzed &model) {
  auto layers = getLayers(model);
  if (!layers)
    return layers.takeError();
  if (layers->empty())
    return std::nullopt;
  draw::Cone cone{model.report.entry, {}};
  draw::Table table{{"Layer, from the output", "Positions read"}, {}};
  for (const analysis::ConeLayer &layer :
       llvm::ArrayRef(*layers).take_front(draw::Cone::maxLevels)) {
    cone.levels.push_back({nameOf(layer.op), layer.seen, layer.own});
    table.rows.push_back({nameOf(layer.op), sizeText(layer.seen)});
  }
  Picture picture{"cone",
                  {"Receptive field of " + model.report.entry,
                   "The positions that one output depends on, through the "
                   "layers from the output down to the input.",
                   draw::drawCone(cone), std::move(table)},
                  ""};
  llvm::raw_string_ostream os(picture.text);
  draw::printCone(cone, os);
  return picture;
}

/// A curve of what is not zero.
static void addCurve(draw::Chart &chart, StringRef label,
                     const relation::Formula &formula,
                     const analysis::Report &report) {
  draw::Curve curve{label.str(), {}};
  relation::SizeMap sizes = report.sizes;
  for (int power = firstPower; power <= lastPower; ++power) {
    sizes[report.mainSize] = int64_t(1) << power;
    std::optional<relation::Wide> value = formula.at(sizes);
    if (value && *value > 0)
      curve.points.push_back({std::exp2(power), double(*value)});
  }
  if (curve.points.size() > 1)
    chart.curves.push_back(std::move(curve));
}

static draw::Table tableOf(const draw::Chart &chart) {
  draw::Table table{{chart.xLabel}, {}};
  for (const draw::Curve &curve : chart.curves)
    table.head.push_back(curve.label);
  for (int power = firstPower; power <= lastPower; ++power) {
    std::vector<std::string> row = {std::to_string(1 << power)};
    for (const draw::Curve &curve : chart.curves) {
      auto point = llvm::find_if(curve.points, [&](const draw::Point &point) {
        return point.x == std::exp2(power);
      });
      row.push_back(point == curve.points.end() ? "-"
                                                : draw::withPrefix(point->y));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

static Picture toPicture(StringRef name, StringRef caption,
                         const draw::Chart &chart, draw::Table table) {
  Picture picture{
      name.str(),
      {chart.title, caption.str(), draw::drawChart(chart), std::move(table)},
      ""};
  llvm::raw_string_ostream os(picture.text);
  draw::printChart(chart, os);
  return picture;
}

std::optional<Picture> driver::getCostPicture(const Analyzed &model) {
  const analysis::Report &report = model.report;
  const Cost &cost = report.costs.total;
  if (!cost.getFlops().symbols().count(report.mainSize))
    return std::nullopt;
  draw::Chart chart;
  chart.title = "Cost of " + report.entry;
  chart.note = "Operations of one call, by kind";
  chart.xLabel = "length " + report.mainSize;
  chart.yLabel = "FLOP";
  chart.hasBinaryX = true;
  addCurve(chart, "all", cost.getFlops(), report);
  addCurve(chart, "softmax", cost.softmax, report);
  addCurve(chart, "norms", cost.norm, report);
  addCurve(chart, "elementwise", cost.elementwise, report);
  if (chart.curves.empty())
    return std::nullopt;
  chart.description =
      "Floating point operations over the length, both logarithmic.";
  for (const draw::Curve &curve : chart.curves)
    chart.description += " " + curve.label + ": from " +
                         draw::withPrefix(curve.points.front().y) + " to " +
                         draw::withPrefix(curve.points.back().y) + ".";
  return toPicture("cost",
                   "Useful work only: pairs that the masks allow and taps "
                   "inside the sequence. From exact formulas.",
                   chart, tableOf(chart));
}

namespace {
/// All ops of one name.
struct OpGroup {
  std::string name;
  int64_t count = 0;
  double flops = 0, bytes = 0, seconds = 0;
};
} // namespace

/// By the share of the time, the greatest first.
static std::vector<OpGroup> groupOps(const analysis::Report &report,
                                     const analysis::Machine &machine) {
  std::vector<OpGroup> groups;
  for (const analysis::OpCost &op : report.costs.ops) {
    auto flops = op.cost.getFlops().at(report.sizes);
    auto bytes = (op.cost.bytesRead + op.cost.bytesWritten).at(report.sizes);
    if (op.cost.isView || !flops || !bytes || *flops <= 0 || *bytes <= 0)
      continue;
    OpGroup one{op.op->getName().stripDialect().str(), 1, double(*flops),
                double(*bytes),
                machine.getSeconds(double(*flops), double(*bytes))};
    auto known = llvm::find_if(
        groups, [&](const OpGroup &group) { return group.name == one.name; });
    if (known == groups.end()) {
      groups.push_back(one);
      continue;
    }
    known->count += 1;
    known->flops += one.flops;
    known->bytes += one.bytes;
    known->seconds += one.seconds;
  }
  llvm::sort(groups, [](const OpGroup &a, const OpGroup &b) {
    return std::tie(b.seconds, a.name, a.flops) <
           std::tie(a.seconds, b.name, b.flops);
  });
  return groups;
}

Picture driver::getRooflinePicture(const Analyzed &model,
                                   const analysis::Machine &machine) {
  const analysis::Report &report = model.report;
  std::vector<OpGroup> groups = groupOps(report, machine);
  double seconds = 0, least = 1, most = 1;
  for (const OpGroup &group : groups)
    seconds += group.seconds;
  draw::Chart chart;
  chart.title = "Roofline of " + report.entry;
  chart.note = "One core of " + machine.cpu;
  chart.xLabel = "FLOP per byte moved";
  chart.yLabel = "FLOP/s";
  draw::Table table{{"Op", "Number", "FLOP per byte", "Attainable FLOP/s",
                     "Share of the time"},
                    {}};
  for (const OpGroup &group : groups) {
    double intensity = group.flops / group.bytes;
    double rate = group.flops / group.seconds;
    least = std::min(least, intensity);
    most = std::max(most, intensity);
    std::string share =
        std::to_string(int(std::lround(100 * group.seconds / seconds))) + " %";
    table.rows.push_back({group.name, std::to_string(group.count),
                          draw::withPrefix(intensity), draw::withPrefix(rate),
                          share});
    if (chart.marks.size() < draw::Chart::maxMarks)
      chart.marks.push_back(
          {group.name +
               (group.count > 1 ? " × " + std::to_string(group.count) : "") +
               ": " + share + " of the time",
           {intensity, rate}});
  }
  auto addRoof = [&](StringRef label, double bytesPerSecond) {
    double ridge = machine.flopsPerSecond / bytesPerSecond;
    double first = std::min(least, ridge / 8), last = std::max(most, ridge * 8);
    chart.curves.push_back({label.str(),
                            {{first, first * bytesPerSecond},
                             {ridge, machine.flopsPerSecond},
                             {last, machine.flopsPerSecond}},
                            true});
  };
  addRoof("memory", machine.bytesPerSecond);
  addRoof("cache", machine.cacheBytesPerSecond);
  chart.description = "The highest rate of each op, by its operations for "
                      "each byte moved, below the rates of the machine.";
  for (const draw::Mark &mark : chart.marks)
    chart.description += " " + mark.label + ".";
  return toPicture("roofline",
                   "How fast each op can be when every operand moves once: "
                   "left of the bend memory is the limit, right of it "
                   "arithmetic.",
                   chart, std::move(table));
}
