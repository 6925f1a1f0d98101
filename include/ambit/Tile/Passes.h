// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The tile stage: operations on buffers become tile programs.

#ifndef AMBIT_TILE_PASSES_H
#define AMBIT_TILE_PASSES_H

#include "dialects/Tile/TileOps.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Pass/Pass.h"

namespace ambit::tile {

#define GEN_PASS_DECL
#include "ambit/Tile/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "ambit/Tile/Passes.h.inc"

/// Adds the passes of the stage.
void addTilePasses(mlir::OpPassManager &passes);

/// Attaches `TileLoweringOpInterface` to the operations of the dialect `ambit`.
void registerTileLowerings(mlir::DialectRegistry &registry);

} // namespace ambit::tile

#endif // AMBIT_TILE_PASSES_H
