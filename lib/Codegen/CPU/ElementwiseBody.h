// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The body of a map, applied to a vector of elements.

#ifndef LIB_CODEGEN_CPU_ELEMENTWISEBODY_H
#define LIB_CODEGEN_CPU_ELEMENTWISEBODY_H

#include "TileView.h"

namespace ambit::codegen::cpu {

/// Emits the body of `map` for one vector of `lanes` elements. `arguments` are
/// the elements and positions, each a scalar (the same in every lane) or a
/// vector; vectors of positions hold i32. What depends on scalars only stays
/// scalar. Returns the result as a vector.
mlir::Value emitBody(Emitter &emitter, tile::MapOp map,
                     llvm::ArrayRef<mlir::Value> arguments, int64_t lanes);

/// `first, first + 1, …` as i32 lanes.
mlir::Value emitLanePositions(Emitter &emitter, mlir::Value first,
                              int64_t lanes);

/// Fails with a diagnostic if the body holds an operation that has no vector
/// form.
mlir::LogicalResult checkBody(tile::MapOp map);

} // namespace ambit::codegen::cpu

#endif // LIB_CODEGEN_CPU_ELEMENTWISEBODY_H
