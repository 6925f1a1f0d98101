// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The interface of operations that the tile stage can lower.

#ifndef AMBIT_TILE_TILELOWERING_H
#define AMBIT_TILE_TILELOWERING_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"

namespace ambit::tile {
class Epilogue;
} // namespace ambit::tile

#include "ambit/Tile/TileLowering.h.inc"

#endif // AMBIT_TILE_TILELOWERING_H
