// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Bytes that the tile code of a model moves.

#ifndef AMBIT_ANALYSIS_TILETRAFFIC_H
#define AMBIT_ANALYSIS_TILETRAFFIC_H

#include "ambit/Relation/Count.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/Error.h"

namespace ambit::analysis {

/// Bytes between buffers and tiles.
struct Traffic {
  relation::Wide read = 0, written = 0;

  relation::Wide getTotal() const { return read + written; }
  Traffic &operator+=(const Traffic &other) {
    read += other.read;
    written += other.written;
    return *this;
  }
  Traffic operator-(const Traffic &other) const {
    return {read - other.read, written - other.written};
  }
};

struct TileTraffic {
  /// By number of the op; what was fused with another op is counted there.
  std::vector<Traffic> byOp;
  Traffic total; ///< copies between buffers included
};

/// Numbers the ops of a normalized function, in their order, so that their
/// code is known by it after the stages.
void numberOps(mlir::func::FuncOp function);

/// Follows the loops of `function` after the stage tile, without its data:
/// every `tile.load` and `tile.store` moves its extents, once each time it
/// runs. `shapes` are those of the inputs, then of the outputs. Fails where a
/// bound depends on data, or with more than 2^28 steps.
llvm::Expected<TileTraffic>
countTraffic(mlir::func::FuncOp function,
             llvm::ArrayRef<llvm::SmallVector<int64_t>> shapes);

} // namespace ambit::analysis

#endif // AMBIT_ANALYSIS_TILETRAFFIC_H
