// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Curves and marks on two logarithmic axes.

#ifndef AMBIT_DRAW_CHART_H
#define AMBIT_DRAW_CHART_H

#include "ambit/Draw/Svg.h"
#include <vector>

namespace ambit::draw {

struct Curve {
  std::string label;
  std::vector<Point> points; ///< greater than zero, x ascending
  bool labelsStart = false;  ///< at the first point, below a rising line
};

struct Mark {
  std::string label;
  Point at;
};

struct Chart {
  /// Curves, then marks, beyond this many are refused by the caller.
  static constexpr size_t maxCurves = 6, maxMarks = 12;

  std::string title, note, description;
  std::string xLabel, yLabel;
  bool hasBinaryX = false; ///< ticks of x at powers of 2, else of 10
  std::vector<Curve> curves;
  std::vector<Mark> marks;
};

/// Curves are labelled at their ends or starts, marks by number and a list.
Svg drawChart(const Chart &chart);

/// Curves in dots of 2 x 4 for each character.
void printChart(const Chart &chart, llvm::raw_ostream &os);

} // namespace ambit::draw

#endif // AMBIT_DRAW_CHART_H
