// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Passes of the stage Bufferize, and what it guarantees.
#ifndef AMBIT_BUFFERIZE_PASSES_H
#define AMBIT_BUFFERIZE_PASSES_H

#include "mlir/Pass/Pass.h"

namespace mlir {
class ModuleOp;
class OpPassManager;
} // namespace mlir

namespace ambit::bufferize {

#define GEN_PASS_DECL
#include "ambit/Bufferize/Passes.h.inc"

/// Weights to arguments, shape functions, buffers. `ExpandCopiesPass` and
/// `PlanWorkspacePass` come later, when all copies and buffers are known.
void addBufferizePasses(mlir::OpPassManager &pm);

/// True for an operation that the stage may leave: no weights, no views of
/// tensors, and tensors only between the buffers of one op.
bool isBufferized(mlir::Operation *op);

#define GEN_PASS_REGISTRATION
#include "ambit/Bufferize/Passes.h.inc"

} // namespace ambit::bufferize

#endif // AMBIT_BUFFERIZE_PASSES_H
