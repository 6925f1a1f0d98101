// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The positions that one output reads, layer by layer.

#ifndef AMBIT_DRAW_CONEPICTURE_H
#define AMBIT_DRAW_CONEPICTURE_H

#include "ambit/Draw/Svg.h"
#include "ambit/Relation/Field.h"
#include <optional>
#include <vector>

namespace ambit::draw {

/// Positions between two layers.
struct ConeLevel {
  std::string label;     ///< the layer above the positions
  relation::Field field; ///< those that the output reads
  relation::Field layer; ///< of the layer alone, from the level above
};

/// The output is above the first level; the last level is the input.
struct Cone {
  static constexpr size_t maxLevels = 64;

  std::string name;
  std::vector<ConeLevel> levels;
};

Svg drawCone(const Cone &cone);

/// A line for each level.
void printCone(const Cone &cone, llvm::raw_ostream &os);

} // namespace ambit::draw

#endif // AMBIT_DRAW_CONEPICTURE_H
