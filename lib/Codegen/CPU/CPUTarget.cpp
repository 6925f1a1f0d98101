// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The processors that multiply pairs, and the choice of a register tile, by
// counting issue slots of one step.

#include "CPUTarget.h"

#include "llvm/ADT/STLExtras.h"

using namespace ambit::codegen::cpu;

/// Not every processor that has the instruction: see
/// docs/decisions/bf16-products.md.
static constexpr llvm::StringLiteral fastWithPairs[] = {"znver4", "znver5"};

static constexpr llvm::StringLiteral fastWithBlocks[] = {
    "sapphirerapids", "emeraldrapids", "graniterapids", "graniterapids-d"};

bool ambit::codegen::cpu::isFastWithBlocks(llvm::StringRef name) {
  return llvm::is_contained(fastWithBlocks, name);
}

bool ambit::codegen::cpu::isFastWithPairs(llvm::StringRef name) {
  return llvm::is_contained(fastWithPairs, name);
}

/// The time of one step of a micro-kernel in 32nds of a cycle: two
/// multiply-adds and two loads issue per cycle, an accumulator is free again
/// after about five cycles, and of two tiles equal in that the one with fewer
/// loads is better.
static int64_t getStepCost(int64_t rows, int64_t vectors) {
  constexpr int64_t latency = 10;
  int64_t loads = rows + vectors;
  return 16 * std::max({rows * vectors, loads, latency}) + loads;
}

static int64_t getCost(RegisterTile tile, int64_t rows, int64_t vectors) {
  auto rowBlocks = [&](int64_t width) {
    int64_t cost = rows / tile.rows * getStepCost(tile.rows, width);
    int64_t rest = rows % tile.rows;
    return rest ? cost + getStepCost(rest, width) : cost;
  };
  int64_t cost = vectors / tile.vectors * rowBlocks(tile.vectors);
  int64_t rest = vectors % tile.vectors;
  return rest ? cost + rowBlocks(rest) : cost;
}

RegisterTile
ambit::codegen::cpu::chooseRegisterTile(const CPUTarget &target,
                                        std::optional<int64_t> rows,
                                        int64_t vectors, bool divides) {
  constexpr int64_t manyRows = 240;
  RegisterTile best;
  int64_t bestCost = getCost(best, rows.value_or(manyRows), vectors);
  for (int64_t width = 1; width <= std::min<int64_t>(4, vectors); ++width) {
    if (divides && vectors % width)
      continue;
    for (int64_t height = 1; height <= 8; ++height) {
      // One more register holds the broadcast operand.
      if (height * width + width + 1 > target.registers)
        break;
      RegisterTile tile{height, width};
      int64_t cost = getCost(tile, rows.value_or(manyRows), vectors);
      if (cost < bestCost) {
        best = tile;
        bestCost = cost;
      }
    }
  }
  return best;
}
