// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Draws the tiles of a mask.

#include "ambit/Draw/MaskPicture.h"

#include "ambit/Draw/Scale.h"
#include "ambit/Relation/Count.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace ambit;
using namespace ambit::draw;
using relation::TileClass;

// In pixels: the longer side of the plot, what is around it, and the least side
// of a pair that is drawn.
static constexpr double side = 480, left = 64, top = 88, right = 24,
                        bottom = 76;
static constexpr double leastPair = 2.5;

TileGrid TileGrid::get(llvm::StringRef name, const relation::Relation &relation,
                       llvm::ArrayRef<int64_t> symbols, int64_t queryTile,
                       int64_t keyTile) {
  TileGrid grid{name.str(),
                symbols[relation::queryLength],
                symbols[relation::keyLength],
                queryTile,
                keyTile,
                0,
                0,
                {},
                relation::countPairs(relation, symbols)};
  grid.rows = llvm::divideCeil(grid.queries, queryTile);
  grid.columns = llvm::divideCeil(grid.keys, keyTile);
  assert(grid.rows <= maxSide && grid.columns <= maxSide && "too many tiles");
  grid.classes.resize(grid.rows * grid.columns, TileClass::Empty);
  relation::ExprArena arena;
  relation::TileRanges ranges = tileRanges(relation, keyTile, arena);
  relation::RowSweep sweep(ranges, arena);
  llvm::SmallVector<relation::Segment> segments;
  for (int64_t row = 0; row < grid.rows; ++row) {
    int64_t first = row * queryTile;
    sweep.row(first, std::min(grid.queries, first + queryTile) - 1, symbols,
              segments);
    for (const relation::Segment &segment : segments)
      for (int64_t column = segment.lo; column < segment.hi; ++column)
        grid.classes[row * grid.columns + column] = segment.tileClass;
  }
  return grid;
}

int64_t TileGrid::count(TileClass tileClass) const {
  return llvm::count(classes, tileClass);
}

static std::string tileText(const TileGrid &grid) {
  return std::to_string(grid.queryTile) + " × " + std::to_string(grid.keyTile);
}

static std::string sizeText(const TileGrid &grid) {
  return "n = " + groupDigits(grid.queries) +
         " queries, m = " + groupDigits(grid.keys) + " keys, tiles of " +
         tileText(grid);
}

/// What is computed beside what is needed.
static std::string workText(const TileGrid &grid) {
  double visited = 0;
  for (int64_t row = 0; row < grid.rows; ++row)
    for (int64_t column = 0; column < grid.columns; ++column)
      if (grid.at(row, column) != TileClass::Empty)
        visited +=
            double(
                std::min(grid.queryTile, grid.queries - row * grid.queryTile)) *
            double(std::min(grid.keyTile, grid.keys - column * grid.keyTile));
  double all = double(grid.queries) * double(grid.keys);
  std::string text =
      "Visited tiles hold " + percent(visited / all) + " of all pairs";
  if (grid.pairs)
    text += "; the mask has " + percent(double(*grid.pairs) / all) + " (" +
            groupDigits(*grid.pairs) + ")";
  return text;
}

static std::string describe(const TileGrid &grid) {
  auto tiles = [&](TileClass tileClass) {
    return groupDigits(grid.count(tileClass));
  };
  return "Queries run down, keys to the right. " + sizeText(grid) + ". " +
         tiles(TileClass::Empty) + " tiles are empty, " +
         tiles(TileClass::Full) + " full, " + tiles(TileClass::Partial) +
         " partial. " + workText(grid) + ".";
}

namespace {
/// Places positions on the picture.
struct Plot {
  const TileGrid &grid;
  double cell; ///< pixels of one position

  explicit Plot(const TileGrid &grid)
      : grid(grid), cell(side / double(std::max(grid.queries, grid.keys))) {}
  bool hasPairs() const { return cell >= leastPair; }
  double x(double key) const { return left + key * cell; }
  double y(double query) const { return top + query * cell; }
  double width() const { return double(grid.keys) * cell; }
  double height() const { return double(grid.queries) * cell; }
};
} // namespace

static void drawTiles(const Plot &plot, Svg &svg) {
  const TileGrid &grid = plot.grid;
  svg.rect({left, top, plot.width(), plot.height()}, "empty");
  Path full, partial, lines;
  for (int64_t row = 0; row < grid.rows; ++row)
    for (int64_t column = 0; column < grid.columns; ++column) {
      TileClass tileClass = grid.at(row, column);
      if (tileClass == TileClass::Empty)
        continue;
      double x = plot.x(double(column * grid.keyTile));
      double y = plot.y(double(row * grid.queryTile));
      double x1 =
          plot.x(double(std::min(grid.keys, (column + 1) * grid.keyTile)));
      double y1 =
          plot.y(double(std::min(grid.queries, (row + 1) * grid.queryTile)));
      (tileClass == TileClass::Full ? full : partial)
          .rect({x, y, x1 - x, y1 - y});
    }
  svg.path(partial, "partial");
  svg.path(full, "full");
}

/// Each run of pairs in the partial tiles of a row.
static void drawPairs(const Plot &plot, const relation::Relation &relation,
                      Svg &svg) {
  const TileGrid &grid = plot.grid;
  Path pairs;
  for (int64_t i = 0; i < grid.queries; ++i) {
    auto isDrawn = [&](int64_t j) {
      return grid.at(i / grid.queryTile, j / grid.keyTile) ==
                 TileClass::Partial &&
             relation.contains(i, j, {grid.queries, grid.keys});
    };
    for (int64_t j = 0; j < grid.keys; ++j) {
      if (!isDrawn(j))
        continue;
      int64_t end = j + 1;
      while (end < grid.keys && isDrawn(end))
        ++end;
      pairs.rect({plot.x(double(j)), plot.y(double(i)),
                  double(end - j) * plot.cell, plot.cell});
      j = end;
    }
  }
  svg.path(pairs, "pair");
}

static void drawLines(const Plot &plot, Svg &svg) {
  const TileGrid &grid = plot.grid;
  Path lines;
  for (int64_t column = 1; column < grid.columns; ++column) {
    double x = plot.x(double(column * grid.keyTile));
    lines.move({x, top}).line({x, top + plot.height()});
  }
  for (int64_t row = 1; row < grid.rows; ++row) {
    double y = plot.y(double(row * grid.queryTile));
    lines.move({left, y}).line({left + plot.width(), y});
  }
  svg.path(lines, "gap");
  svg.rect({left, top, plot.width(), plot.height()}, "frame");
}

/// Positions at the edges of tiles, as many as can be read.
static void drawAxes(const Plot &plot, Svg &svg) {
  const TileGrid &grid = plot.grid;
  int64_t keyStep = grid.keyTile * tickStep(grid.columns, plot.width() / 56);
  for (int64_t j = 0; j <= grid.keys; j += keyStep) {
    svg.line({plot.x(double(j)), top - 4}, {plot.x(double(j)), top}, "tick");
    svg.text({plot.x(double(j)), top - 8}, groupDigits(j), "note",
             Anchor::Middle);
  }
  int64_t queryStep = grid.queryTile * tickStep(grid.rows, plot.height() / 36);
  for (int64_t i = 0; i <= grid.queries; i += queryStep) {
    svg.line({left - 4, plot.y(double(i))}, {left, plot.y(double(i))}, "tick");
    svg.text({left - 8, plot.y(double(i)) + 4}, groupDigits(i), "note",
             Anchor::End);
  }
  svg.text({left + plot.width() / 2, top - 24}, "key j", "axis",
           Anchor::Middle);
  svg.verticalText({18, top + plot.height() / 2}, "query i", "axis");
}

static void drawLegend(const Plot &plot, Svg &svg) {
  const TileGrid &grid = plot.grid;
  double x = left, y = top + plot.height() + 20;
  auto add = [&](llvm::StringRef style, const std::string &text) {
    svg.rect({x, y, 12, 12}, style);
    svg.rect({x, y, 12, 12}, "frame");
    svg.text({x + 18, y + 10.5}, text, "label");
    x += 18 + textWidth(text, 12) + 20;
  };
  auto count = [&](TileClass tileClass) {
    return groupDigits(grid.count(tileClass));
  };
  add("full", count(TileClass::Full) + " full");
  add("partial", count(TileClass::Partial) + " partial");
  if (plot.hasPairs())
    add("pair", "pair in a partial tile");
  add("empty", count(TileClass::Empty) + " empty");
  svg.text({left, y + 36}, workText(grid), "note");
}

Svg ambit::draw::drawMask(const TileGrid &grid,
                          const relation::Relation &relation) {
  Plot plot(grid);
  // A narrow plot has room for its texts.
  double width = left + std::max(plot.width(), 400.0) + right;
  Svg svg(width, top + plot.height() + bottom, "Mask " + grid.name,
          describe(grid));
  // Long names are cut: the title has all of it.
  svg.text({left, 24}, shorten(grid.name, (width - left - right) / 8.6),
           "code");
  svg.text({left, 43}, sizeText(grid), "note");
  drawTiles(plot, svg);
  if (plot.hasPairs())
    drawPairs(plot, relation, svg);
  drawLines(plot, svg);
  drawAxes(plot, svg);
  drawLegend(plot, svg);
  return svg;
}

void ambit::draw::printMask(const TileGrid &grid, llvm::raw_ostream &os) {
  os << grid.name << "\n" << sizeText(grid) << "\n\n";
  for (int64_t row = 0; row < grid.rows; ++row) {
    os << "  ";
    for (int64_t column = 0; column < grid.columns; ++column) {
      TileClass tileClass = grid.at(row, column);
      os << (tileClass == TileClass::Full      ? "██"
             : tileClass == TileClass::Partial ? "▒▒"
                                               : "· ");
    }
    os << "\n";
  }
  os << "\n  ██ full " << grid.count(TileClass::Full) << "   ▒▒ partial "
     << grid.count(TileClass::Partial) << "   · empty "
     << grid.count(TileClass::Empty) << "\n"
     << workText(grid) << "\n";
}
