// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Registers dialects and passes.
#include "ambit/Driver/Register.h"

#include "ambit/Emit/Passes.h"
#include "ambit/Pipeline/Pipeline.h"
#include "dialects/Ambit/AmbitOps.h"
#include "dialects/Tile/TileOps.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllPasses.h"

void ambit::driver::registerDialects(mlir::DialectRegistry &registry) {
  registry.insert<
      AmbitDialect, mlir::affine::AffineDialect, mlir::arith::ArithDialect,
      mlir::bufferization::BufferizationDialect, mlir::func::FuncDialect,
      mlir::math::MathDialect, mlir::memref::MemRefDialect,
      mlir::scf::SCFDialect, mlir::tensor::TensorDialect, tile::TileDialect,
      mlir::vector::VectorDialect>();
  pipeline::registerStageDialects(registry);
}

void ambit::driver::registerAll(mlir::DialectRegistry &registry) {
  mlir::registerAllDialects(registry);
  registerDialects(registry);
  mlir::registerAllPasses();
  emit::registerEmitPasses();
  pipeline::registerPipelines();
}
