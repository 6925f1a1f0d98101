// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A mask as tiles: which are skipped, which need no test, which need one.

#ifndef AMBIT_DRAW_MASKPICTURE_H
#define AMBIT_DRAW_MASKPICTURE_H

#include "ambit/Draw/Svg.h"
#include "ambit/Relation/Ranges.h"
#include <optional>
#include <vector>

namespace ambit::draw {

/// The classes of all tiles at given lengths.
struct TileGrid {
  static constexpr int64_t maxSide = 128; ///< tiles in a row or a column

  std::string name; ///< the words of the mask
  int64_t queries, keys, queryTile, keyTile;
  int64_t rows, columns;
  std::vector<relation::TileClass> classes; ///< row by row
  std::optional<int64_t> pairs;             ///< in the mask

  /// Tiles are at least so large that neither side has more than `maxSide`.
  static TileGrid get(llvm::StringRef name, const relation::Relation &relation,
                      llvm::ArrayRef<int64_t> symbols, int64_t queryTile,
                      int64_t keyTile);

  relation::TileClass at(int64_t row, int64_t column) const {
    return classes[row * columns + column];
  }
  int64_t count(relation::TileClass tileClass) const;
};

/// Single pairs are drawn where there is room.
Svg drawMask(const TileGrid &grid, const relation::Relation &relation);

/// Two characters for each tile.
void printMask(const TileGrid &grid, llvm::raw_ostream &os);

} // namespace ambit::draw

#endif // AMBIT_DRAW_MASKPICTURE_H
