// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Expressions of the relation library as index arithmetic.

#ifndef LIB_TILE_EMITEXPR_H
#define LIB_TILE_EMITEXPR_H

#include "ProgramBuilder.h"
#include "ambit/Relation/Expr.h"

namespace ambit::tile {

/// Emits expressions of one arena, each distinct part once per place. A copy
/// inside a loop goes on from what was emitted before the loop.
class ExprEmitter {
public:
  explicit ExprEmitter(const relation::ExprArena &arena) : arena(&arena) {}

  void set(relation::Input input, mlir::Value value) {
    inputs[uint32_t(input)] = value;
  }
  void setSymbols(llvm::ArrayRef<mlir::Value> symbols);

  /// Emits the parts of `roots` that need no input that is missing yet.
  void prepare(ProgramBuilder &builder, llvm::ArrayRef<relation::Expr> roots);
  mlir::Value emit(ProgramBuilder &builder, relation::Expr root);

private:
  const relation::ExprArena *arena;
  llvm::DenseMap<uint32_t, mlir::Value> inputs, values;
};

} // namespace ambit::tile

#endif // LIB_TILE_EMITEXPR_H
