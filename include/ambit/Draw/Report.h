// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pictures and tables as one page that needs nothing else.

#ifndef AMBIT_DRAW_REPORT_H
#define AMBIT_DRAW_REPORT_H

#include "ambit/Draw/Svg.h"
#include <vector>

namespace ambit::draw {

struct Table {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows; ///< as wide as the head
};

struct Figure {
  std::string heading, caption;
  Svg picture;
  Table table; ///< the numbers of the picture; may be empty
};

struct Report {
  std::string title, summary;
  std::vector<Figure> figures;
};

/// HTML without scripts: light and dark, from 360 pixels on.
void writeReport(const Report &report, llvm::raw_ostream &os);

} // namespace ambit::draw

#endif // AMBIT_DRAW_REPORT_H
