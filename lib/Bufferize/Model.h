// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the stage calls a model: a straight-line public function of tensors.
#ifndef AMBIT_LIB_BUFFERIZE_MODEL_H
#define AMBIT_LIB_BUFFERIZE_MODEL_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace ambit::bufferize {

/// Attributes of arguments, results and shape functions.
inline constexpr llvm::StringLiteral roleAttrName = "ambit.role";
inline constexpr llvm::StringLiteral nameAttrName = "ambit.name";
inline constexpr llvm::StringLiteral checksAttrName = "ambit.checks";

/// Positions are i32 in vectors.
inline constexpr int64_t maxLength = INT32_MAX;

/// The public functions of `module`, without shape functions and without those
/// that work on buffers already.
llvm::SmallVector<mlir::func::FuncOp> getModels(mlir::ModuleOp module);

/// True for the function that computes the shapes of a model.
bool isShapeFunction(mlir::func::FuncOp function);

/// True for an op whose results name the elements of its operand.
bool isView(mlir::Operation *op);

/// Reports the first part of `model` that the stage cannot handle.
mlir::LogicalResult checkModel(mlir::func::FuncOp model);

} // namespace ambit::bufferize

#endif // AMBIT_LIB_BUFFERIZE_MODEL_H
