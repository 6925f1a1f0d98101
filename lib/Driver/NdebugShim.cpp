// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Headers of the transform dialect refer to these two functions only when
// assertions are on, and the packaged libMLIR is built without.

#include "mlir/Dialect/Transform/IR/TransformDialect.h"

#ifndef NDEBUG
void mlir::transform::detail::checkImplementsTransformOpInterface(
    llvm::StringRef, MLIRContext *) {}
void mlir::transform::detail::checkImplementsTransformHandleTypeInterface(
    TypeID, MLIRContext *) {}
#endif
