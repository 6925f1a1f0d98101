// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Draws receptive fields. All levels share one axis: the distance from the
// output in positions of the input.

#include "ambit/Draw/ConePicture.h"

#include "ambit/Draw/Scale.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/MathExtras.h"
#include <set>

using namespace ambit;
using namespace ambit::draw;
using relation::Field;
using relation::Progression;

// Shown of a field without bound, at least.
static constexpr int64_t unboundedWindow = 32;
// Positions on the axis that are drawn one by one.
static constexpr int64_t maxDots = 96;
// Members and edges of one level that are looked at.
static constexpr int64_t maxMembers = 1 << 14;
// Reads of one position that stay apart when all positions have them.
static constexpr int64_t fewTaps = 4;

static constexpr double left = 200, top = 72, plotWidth = 560, right = 110,
                        levelHeight = 56, bottom = 56, margin = 12;

namespace {
/// Distances [low, high] on the axis, in positions of the input.
struct Window {
  int64_t low = 0, high = 0;
  bool cutsLow = false, cutsHigh = false;

  int64_t span() const { return high - low + 1; }
  double x(double distance) const {
    return left + margin +
           (plotWidth - 2 * margin) * (distance - double(low)) /
               double(std::max<int64_t>(1, high - low));
  }
};

class Drawing {
public:
  Drawing(const Cone &cone, Svg &svg);
  void draw();

private:
  void drawLevel(size_t level);
  void drawEdges(size_t level);
  void drawHull(size_t level);
  void drawAxis();
  double y(size_t level) const { return top + double(level) * levelHeight; }

  const Cone &cone;
  Svg &svg;
  std::vector<const Field *> fields; ///< level 0 is the output
  Field output = Field::progression(0, 1, 1);
  Window window;
};
} // namespace

/// Positions of the input between two of this level.
static int64_t scaleOf(const Cone &cone, const Field &field) {
  return std::max<int64_t>(1, cone.levels.back().field.stride / field.stride);
}

static Window windowOf(const Cone &cone) {
  Window window;
  for (bool bounded : {true, false})
    for (const ConeLevel &level : cone.levels)
      for (const Progression &part : level.field.set) {
        int64_t scale = scaleOf(cone, level.field);
        int64_t low = part.least(), high = part.greatest();
        bool endsLow = low > -Progression::unbounded;
        bool endsHigh = high < Progression::unbounded;
        if (bounded && endsLow)
          window.low = std::min(window.low, low * scale);
        if (bounded && endsHigh)
          window.high = std::max(window.high, high * scale);
        window.cutsLow |= !endsLow;
        window.cutsHigh |= !endsHigh;
      }
  if (window.cutsLow)
    window.low = std::min(2 * window.low, window.high - unboundedWindow);
  if (window.cutsHigh)
    window.high = std::max(2 * window.high, window.low + unboundedWindow);
  return window;
}

/// Members of the field at distances within the window; false if there are more
/// than `most`.
static bool forEachMember(const Field &field, int64_t scale,
                          const Window &window, int64_t most,
                          llvm::function_ref<void(int64_t)> visit) {
  int64_t low = llvm::divideCeilSigned(window.low, scale);
  int64_t high = llvm::divideFloorSigned(window.high, scale);
  for (Progression part : field.set) {
    if (part.step < 0 && !part.isUnbounded())
      part = {part.greatest(), part.step, part.count};
    // Steps down are walked from the other side.
    int64_t sign = part.step < 0 ? -1 : 1, step = part.step * sign;
    int64_t from = sign > 0 ? low : -high, to = sign > 0 ? high : -low;
    int64_t base = part.base * sign;
    int64_t first = base;
    if (first < from)
      first += llvm::divideCeilSigned(from - first, step) * step;
    for (int64_t member = first; member <= to; member += step) {
      if (!part.isUnbounded() && (member - base) / step >= part.count)
        break;
      if (--most < 0)
        return false;
      visit(member * sign);
    }
  }
  return true;
}

static std::string sizeText(const Field &field) {
  std::optional<int64_t> size = field.size();
  if (!size)
    return "unbounded";
  return (field.exact ? "" : "≤ ") + groupDigits(*size);
}

Drawing::Drawing(const Cone &cone, Svg &svg)
    : cone(cone), svg(svg), fields({&output}), window(windowOf(cone)) {
  for (const ConeLevel &level : cone.levels)
    fields.push_back(&level.field);
}

void Drawing::drawLevel(size_t level) {
  const Field &field = *fields[level];
  int64_t scale = scaleOf(cone, field);
  double radius = std::min(3.5, 0.4 * plotWidth / double(window.span()));
  bool hasDots = window.span() <= maxDots;
  if (hasDots)
    for (int64_t at = llvm::divideCeilSigned(window.low, scale) * scale;
         at <= window.high; at += scale)
      svg.circle({window.x(double(at)), y(level)}, radius, "dot");
  // Runs of members that touch on the picture.
  Path runs;
  double start = 0, end = -1;
  auto flush = [&] {
    if (end >= start)
      runs.rect({start, y(level) - 3, end - start, 6});
  };
  std::set<int64_t> members;
  bool complete =
      forEachMember(field, scale, window, maxMembers,
                    [&](int64_t member) { members.insert(member); });
  double half = std::max(0.75, 0.5 * (window.x(double(scale)) - window.x(0)));
  for (int64_t member : members) {
    double x = window.x(double(member * scale));
    if (hasDots) {
      svg.circle({x, y(level)}, radius, "read");
      continue;
    }
    if (x - half > end + 0.01) {
      flush();
      start = x - half;
    }
    end = x + half;
  }
  flush();
  if (!complete)
    runs.rect({window.x(double(*members.begin() * scale)), y(level) - 3,
               window.x(double(window.high)) -
                   window.x(double(*members.begin() * scale)),
               6});
  svg.path(runs, "read");
  svg.text({left + plotWidth + 12, y(level) + 4}, sizeText(field), "label");
  if (level > 0)
    svg.text({left - 12, y(level) - levelHeight / 2 + 4},
             shorten(cone.levels[level - 1].label, (left - 24) / 6.7), "note",
             Anchor::End);
}

/// From the output's field to the next one: the outline.
void Drawing::drawHull(size_t level) {
  auto ends = [&](const Field &field) {
    int64_t scale = scaleOf(cone, field);
    double low = double(window.high), high = double(window.low);
    for (const Progression &part : field.set) {
      low = std::min(low, double(part.least()) * double(scale));
      high = std::max(high, double(part.greatest()) * double(scale));
    }
    return std::pair(std::max(low, double(window.low)),
                     std::min(high, double(window.high)));
  };
  auto [aboveLow, aboveHigh] = ends(*fields[level]);
  auto [belowLow, belowHigh] = ends(*fields[level + 1]);
  Path hull;
  hull.move({window.x(aboveLow), y(level)})
      .line({window.x(aboveHigh), y(level)})
      .line({window.x(belowHigh), y(level + 1)})
      .line({window.x(belowLow), y(level + 1)})
      .close();
  svg.path(hull, "cone");
}

/// Each position to those that it reads, unless there are too many.
void Drawing::drawEdges(size_t level) {
  const Field &layer = cone.levels[level].layer;
  int64_t above = scaleOf(cone, *fields[level]);
  int64_t below = scaleOf(cone, *fields[level + 1]);
  std::set<std::pair<int64_t, int64_t>> seen;
  Path edges;
  int64_t left = maxMembers;
  bool complete = true;
  forEachMember(*fields[level], above, window, maxMembers, [&](int64_t from) {
    Field reads = layer;
    for (Progression &part : reads.set)
      part.base += layer.stride * from;
    complete &=
        left > 0 && forEachMember(reads, below, window, left, [&](int64_t to) {
          --left;
          double x0 = window.x(double(from * above));
          double x1 = window.x(double(to * below));
          // Lines that look the same are drawn once.
          if (seen.insert({int64_t(x0 * 2), int64_t(x1 * 2)}).second)
            edges.move({x0, y(level)}).line({x1, y(level + 1)});
        });
  });
  // More lines say less than the outline.
  bool isSparse = layer.size().value_or(maxMembers) <= fewTaps;
  if (complete && seen.size() <= (isSparse ? 600 : 150))
    svg.path(edges, "edge");
}

void Drawing::drawAxis() {
  double base = y(fields.size() - 1) + 14;
  svg.line({window.x(double(window.low)), base},
           {window.x(double(window.high)), base}, "tick");
  int64_t step = tickStep(window.span() - 1, 8);
  for (int64_t at = llvm::divideCeilSigned(window.low, step) * step;
       at <= window.high; at += step) {
    svg.line({window.x(double(at)), base}, {window.x(double(at)), base + 4},
             "tick");
    svg.text({window.x(double(at)), base + 17}, groupDigits(at), "note",
             Anchor::Middle);
  }
  svg.text({left + plotWidth / 2, base + 36},
           "position of the input, relative to the output", "axis",
           Anchor::Middle);
}

void Drawing::draw() {
  for (size_t level = 0; level + 1 < fields.size(); ++level)
    drawHull(level);
  for (size_t level = 0; level + 1 < fields.size(); ++level)
    drawEdges(level);
  for (size_t level = 0; level < fields.size(); ++level)
    drawLevel(level);
  svg.text({left - 12, y(0) + 4}, "output", "label", Anchor::End);
  svg.text({left - 12, y(fields.size() - 1) + 4}, "input", "label",
           Anchor::End);
  svg.text({left + plotWidth + 12, top - 22}, "reads", "note");
  drawAxis();
}

static std::string summary(const Cone &cone) {
  const Field &field = cone.levels.back().field;
  std::optional<int64_t> size = field.size();
  std::string text = "One output reads ";
  text += !size ? "positions without bound"
                : (field.exact ? "" : "at most ") + groupDigits(*size) +
                      (*size == 1 ? " position" : " positions");
  return text + " of the input through " + std::to_string(cone.levels.size()) +
         (cone.levels.size() == 1 ? " layer" : " layers");
}

Svg ambit::draw::drawCone(const Cone &cone) {
  double height = top + double(cone.levels.size()) * levelHeight + bottom;
  std::string description = summary(cone) + ". Positions read, from the output"
                                            " down:";
  for (const ConeLevel &level : cone.levels)
    description += " " + level.label + ", " + sizeText(level.field) + ";";
  description.back() = '.';
  Svg svg(left + plotWidth + right, height, "Receptive field of " + cone.name,
          description);
  svg.text({24, 24}, shorten(cone.name, 90), "code");
  svg.text({24, 43}, summary(cone), "note");
  Drawing(cone, svg).draw();
  return svg;
}

void ambit::draw::printCone(const Cone &cone, llvm::raw_ostream &os) {
  constexpr int64_t columns = 64;
  Window window = windowOf(cone);
  Field output = Field::progression(0, 1, 1);
  os << cone.name << "\n" << summary(cone) << "\n\n";
  auto print = [&](llvm::StringRef label, const Field &field) {
    int64_t scale = scaleOf(cone, field);
    std::vector<bool> halves(2 * columns);
    auto half = [&](int64_t distance) {
      return size_t(double(distance - window.low) / double(window.span()) *
                    (2 * columns));
    };
    bool complete =
        forEachMember(field, scale, window, maxMembers, [&](int64_t member) {
          halves[half(member * scale)] = true;
        });
    if (!complete)
      halves.assign(halves.size(), true);
    std::string text = shorten(label, 24);
    os << text
       << std::string(26 - std::min<size_t>(26, textColumns(text)), ' ');
    for (int64_t column = 0; column < columns; ++column) {
      bool first = halves[2 * column], second = halves[2 * column + 1];
      os << (first && second ? "█" : first ? "▌" : second ? "▐" : "·");
    }
    os << "  " << sizeText(field) << "\n";
  };
  print("output", output);
  for (const ConeLevel &level : cone.levels)
    print(level.label, level.field);
  std::string low = groupDigits(window.low), high = groupDigits(window.high);
  size_t gap =
      columns - std::min<size_t>(columns, textColumns(low) + textColumns(high));
  os << std::string(26, ' ') << low << std::string(gap, ' ') << high << "\n";
}
