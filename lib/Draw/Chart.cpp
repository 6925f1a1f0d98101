// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Draws charts.

#include "ambit/Draw/Chart.h"

#include "ambit/Draw/Scale.h"
#include "llvm/ADT/STLExtras.h"
#include <cmath>

using namespace ambit::draw;

static constexpr double left = 76, top = 72, plotWidth = 480, plotHeight = 320,
                        bottom = 60, lineHeight = 16;

namespace {
/// Logarithms of the values that an axis shows.
struct Axis {
  double low = 0, high = 1;
  double base = 10;

  static Axis over(const Chart &chart, bool isX);
  double share(double value) const {
    return (std::log(value) / std::log(base) - low) / (high - low);
  }
  /// Powers of the base, as many as can be read.
  std::vector<double> ticks(int64_t most) const;
};

struct Label {
  double y;
  size_t curve;
};
} // namespace

Axis Axis::over(const Chart &chart, bool isX) {
  Axis axis;
  axis.base = isX && chart.hasBinaryX ? 2 : 10;
  double low = INFINITY, high = -INFINITY;
  auto add = [&](Point point) {
    double value = std::log(isX ? point.x : point.y) / std::log(axis.base);
    low = std::min(low, value);
    high = std::max(high, value);
  };
  for (const Curve &curve : chart.curves)
    llvm::for_each(curve.points, add);
  for (const Mark &mark : chart.marks)
    add(mark.at);
  // Rounding must not widen an axis that ends at a power.
  axis.low = std::floor(low + 1e-9);
  axis.high = std::max(std::ceil(high - 1e-9), axis.low + 1);
  return axis;
}

std::vector<double> Axis::ticks(int64_t most) const {
  int64_t count = int64_t(high - low);
  int64_t step = tickStep(count, double(most));
  std::vector<double> values;
  for (int64_t power = int64_t(low); power <= int64_t(high); power += step)
    values.push_back(std::pow(base, double(power)));
  return values;
}

/// The ends of the curves, moved apart.
static std::vector<Label> placeLabels(const Chart &chart, const Axis &y) {
  std::vector<Label> labels;
  for (auto [k, curve] : llvm::enumerate(chart.curves))
    if (!curve.labelsStart)
      labels.push_back(
          {top + plotHeight * (1 - y.share(curve.points.back().y)), k});
  llvm::sort(labels, [](const Label &a, const Label &b) { return a.y < b.y; });
  for (size_t k = 1; k < labels.size(); ++k)
    labels[k].y = std::max(labels[k].y, labels[k - 1].y + lineHeight);
  double over = labels.empty() ? 0 : labels.back().y - (top + plotHeight);
  for (size_t k = labels.size(); over > 0 && k-- > 0;) {
    double most = k + 1 == labels.size() ? top + plotHeight
                                         : labels[k + 1].y - lineHeight;
    labels[k].y = std::min(labels[k].y, most);
  }
  return labels;
}

static void drawAxes(const Chart &chart, const Axis &x, const Axis &y,
                     Svg &svg) {
  Path grid;
  double base = top + plotHeight;
  for (double value : x.ticks(8)) {
    double at = left + plotWidth * x.share(value);
    grid.move({at, top}).line({at, base});
    svg.line({at, base}, {at, base + 4}, "tick");
    svg.text({at, base + 18},
             chart.hasBinaryX ? groupDigits(int64_t(value)) : withPrefix(value),
             "note", Anchor::Middle);
  }
  for (double value : y.ticks(7)) {
    double at = base - plotHeight * y.share(value);
    grid.move({left, at}).line({left + plotWidth, at});
    svg.line({left - 4, at}, {left, at}, "tick");
    svg.text({left - 8, at + 4}, withPrefix(value), "note", Anchor::End);
  }
  svg.path(grid, "grid");
  svg.rect({left, top, plotWidth, plotHeight}, "frame");
  svg.text({left + plotWidth / 2, base + 40}, chart.xLabel, "axis",
           Anchor::Middle);
  svg.verticalText({18, top + plotHeight / 2}, chart.yLabel, "axis");
}

/// Where text that starts at a point is.
static Rect boxOf(Point at, llvm::StringRef text) {
  return {at.x - 2, at.y - 11, textWidth(text, 12) + 4, 15};
}

/// Beside a mark, above the line to the left or below it to the right, where no
/// other text is; that place is taken then.
static Point placeNumber(Point mark, llvm::StringRef text,
                         llvm::SmallVectorImpl<Rect> &taken) {
  double width = textWidth(text, 12);
  Point at = mark;
  for (int attempt = 0; attempt < 16; ++attempt) {
    int step = attempt / 2;
    double away = 7 + 9 * double(step);
    at = attempt % 2 ? Point{mark.x + away, mark.y + 14}
                     : Point{mark.x - away - width, mark.y - 6};
    Rect box = boxOf(at, text);
    bool isFree = llvm::none_of(taken, [&](const Rect &other) {
      return box.x < other.x + other.width && other.x < box.x + box.width &&
             box.y < other.y + other.height && other.y < box.y + box.height;
    });
    if (isFree)
      break;
  }
  taken.push_back(boxOf(at, text));
  return at;
}

Svg ambit::draw::drawChart(const Chart &chart) {
  double labelWidth = 0;
  for (const Curve &curve : chart.curves)
    if (!curve.labelsStart)
      labelWidth = std::max(labelWidth, textWidth(curve.label, 12));
  double legend = double(chart.marks.size()) * lineHeight;
  double height = top + plotHeight + bottom + legend;
  Svg svg(left + plotWidth + 16 + labelWidth + 16, height, chart.title,
          chart.description);
  svg.text({left, 24}, chart.title, "title");
  svg.text({left, 44}, chart.note, "note");
  Axis x = Axis::over(chart, true), y = Axis::over(chart, false);
  auto place = [&](Point point) {
    return Point{left + plotWidth * x.share(point.x),
                 top + plotHeight * (1 - y.share(point.y))};
  };
  drawAxes(chart, x, y, svg);
  llvm::SmallVector<Rect> taken;
  for (auto [k, curve] : llvm::enumerate(chart.curves)) {
    Path path;
    for (auto [index, point] : llvm::enumerate(curve.points))
      index ? path.line(place(point)) : path.move(place(point));
    std::string number = std::to_string(k);
    svg.path(path, "series s" + number);
    Point start = place(curve.points.front());
    if (!curve.labelsStart)
      continue;
    Point label = {start.x + 16, start.y + 4};
    svg.text(label, curve.label, "label m" + number);
    taken.push_back(boxOf(label, curve.label));
  }
  for (const Label &label : placeLabels(chart, y)) {
    const Curve &curve = chart.curves[label.curve];
    Point end = place(curve.points.back());
    svg.text({end.x + 8, label.y + 4}, curve.label,
             "label m" + std::to_string(label.curve));
  }
  for (auto [k, mark] : llvm::enumerate(chart.marks)) {
    Point at = place(mark.at);
    svg.circle(at, 4, "mark");
    std::string text = std::to_string(k + 1);
    svg.text(placeNumber(at, text, taken), text, "label");
    svg.text({left, top + plotHeight + bottom + double(k) * lineHeight},
             text + "  " + mark.label, "label");
  }
  return svg;
}

void ambit::draw::printChart(const Chart &chart, llvm::raw_ostream &os) {
  constexpr int64_t columns = 60, rows = 16;
  Axis x = Axis::over(chart, true), y = Axis::over(chart, false);
  std::vector<uint8_t> cells(columns * rows);
  auto set = [&](double shareX, double shareY) {
    auto dotX = int64_t(std::lround(shareX * (2 * columns - 1)));
    auto dotY = int64_t(std::lround((1 - shareY) * (4 * rows - 1)));
    // Dots 1 2 3 7 on the left, 4 5 6 8 on the right.
    static constexpr uint8_t bits[4][2] = {
        {0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
    cells[dotY / 4 * columns + dotX / 2] |= bits[dotY % 4][dotX % 2];
  };
  for (const Curve &curve : chart.curves)
    for (size_t k = 1; k < curve.points.size(); ++k)
      for (int64_t step = 0; step <= 4 * columns; ++step) {
        double t = double(step) / (4 * columns);
        const Point &a = curve.points[k - 1], &b = curve.points[k];
        set(x.share(a.x) * (1 - t) + x.share(b.x) * t,
            y.share(a.y) * (1 - t) + y.share(b.y) * t);
      }
  for (const Mark &mark : chart.marks)
    set(x.share(mark.at.x), y.share(mark.at.y));
  os << chart.title << "\n" << chart.note << "\n\n";
  for (int64_t row = 0; row < rows; ++row) {
    std::string edge = row == 0          ? withPrefix(std::pow(10, y.high))
                       : row == rows - 1 ? withPrefix(std::pow(10, y.low))
                                         : "";
    os << std::string(9 - std::min<size_t>(9, edge.size()), ' ') << edge
       << " │";
    for (int64_t column = 0; column < columns; ++column) {
      // U+2800 and the dots, in UTF-8.
      uint8_t dots = cells[row * columns + column];
      os << '\xE2' << char(0xA0 | dots >> 6) << char(0x80 | (dots & 0x3F));
    }
    os << "\n";
  }
  std::string first = withPrefix(std::pow(x.base, x.low));
  std::string last = withPrefix(std::pow(x.base, x.high));
  os << std::string(11, ' ') << first
     << std::string(columns - first.size() - last.size(), ' ') << last << "\n"
     << "  " << chart.yLabel << " over " << chart.xLabel << "\n";
  for (const Curve &curve : chart.curves)
    os << "  " << curve.label << ": " << withPrefix(curve.points.front().y)
       << " to " << withPrefix(curve.points.back().y) << "\n";
  for (const Mark &mark : chart.marks)
    os << "  " << mark.label << ": " << withPrefix(mark.at.x) << ", "
       << withPrefix(mark.at.y) << "\n";
}
