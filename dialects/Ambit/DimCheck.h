// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Dimensions that must be equal: how an op lists them, and how the verifier
// and the check at run time read the list.

#ifndef DIALECTS_AMBIT_DIMCHECK_H
#define DIALECTS_AMBIT_DIMCHECK_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/TypeUtilities.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <string>

namespace ambit {

/// Dimension `aDim` of `a` equals dimension `bDim` of `b`; or `constant` when
/// `bDim` is -1 and `b` is null.
struct DimEquality {
  mlir::Value a;
  int64_t aDim;
  std::string aName;
  mlir::Value b;
  int64_t bDim;
  int64_t constant;
  std::string bName;
  std::string what;

  /// The size of a side, `ShapedType::kDynamic` when it is not static.
  int64_t getStaticA() const;
  int64_t getStaticB() const;
  bool isStatic() const;
  /// "expected `key` and `value` to have the same length, but got {0} and {1}".
  std::string getMessage() const;
  /// The same with two values in the place of {0} and {1}.
  std::string getMessage(int64_t a, int64_t b) const;
};

/// Collects the equalities of one op.
class DimEqualities {
public:
  /// Adds one between two operands; none when one of them is null.
  /// "expected `aName` and `bName` to have the same `what`".
  void add(mlir::Value a, int64_t aDim, llvm::StringRef aName, mlir::Value b,
           int64_t bDim, llvm::StringRef bName, const llvm::Twine &what);
  void addConstant(mlir::Value a, int64_t aDim, llvm::StringRef aName,
                   int64_t constant, llvm::StringRef bName,
                   const llvm::Twine &what);
  /// Adds one between an operand and a result. A dynamic size of a result is
  /// computed from the operands, so it adds nothing.
  void addResult(mlir::Value a, int64_t aDim, llvm::StringRef aName,
                 mlir::Value result, int64_t resultDim,
                 llvm::StringRef resultName, const llvm::Twine &what);
  /// The same for each of the first `count` dimensions.
  void addLeadingResult(mlir::Value a, llvm::StringRef aName,
                        mlir::Value result, llvm::StringRef resultName,
                        int64_t count);
  llvm::SmallVector<DimEquality> take() { return std::move(equalities); }

private:
  llvm::SmallVector<DimEquality> equalities;
};

/// Reports the first equality of `op` that is violated statically.
llvm::LogicalResult verifyDimEqualities(mlir::Operation *op);

/// Reports when `a` and `b`, which may be null, differ in element type.
llvm::LogicalResult verifySameElementType(mlir::Operation *op, mlir::Value a,
                                          llvm::StringRef aName, mlir::Value b,
                                          llvm::StringRef bName);

/// Reports when `input` and `output` of a linear map differ in rank, or are
/// scalars.
llvm::LogicalResult verifySameRows(mlir::Operation *op, mlir::Value input,
                                   mlir::Value output);

/// Where a dimension of a result comes from: an operand's dimension (a pair of
/// value and index) or a number.
using DimSource = std::pair<mlir::Value, int64_t>;

/// The sizes of `result`: static ones as attributes, dynamic ones read from
/// `sources`, one for each dimension.
llvm::SmallVector<mlir::OpFoldResult>
reifyDims(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value result,
          llvm::ArrayRef<DimSource> sources);

/// The sizes of `result`, all of them those of `source`.
llvm::SmallVector<mlir::OpFoldResult> reifySameDims(mlir::OpBuilder &builder,
                                                    mlir::Location loc,
                                                    mlir::Value result,
                                                    mlir::Value source);

/// The sizes of `result`: those of `input`, but the columns of `weight` last.
llvm::SmallVector<mlir::OpFoldResult>
reifyRows(mlir::OpBuilder &builder, mlir::Location loc, mlir::Value result,
          mlir::Value input, mlir::Value weight);

} // namespace ambit

#include "dialects/Ambit/DimCheckInterface.h.inc"

#endif // DIALECTS_AMBIT_DIMCHECK_H
