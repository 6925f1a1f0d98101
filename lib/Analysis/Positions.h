// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where the positions of values lie, and what single ops do to them.

#ifndef AMBIT_LIB_ANALYSIS_POSITIONS_H
#define AMBIT_LIB_ANALYSIS_POSITIONS_H

#include "ambit/Analysis/Shapes.h"
#include "ambit/Relation/Field.h"
#include "dialects/Ambit/Mixing.h"

namespace ambit::analysis {

/// How an operand's positions reach the results.
struct Joint {
  int64_t axis; ///< in the results
  /// Nothing: each position reads itself.
  std::optional<relation::Field> field;
};

class Positions {
public:
  Positions(const Shapes &shapes, const relation::SizeMap &sizes,
            MaskRelations &masks)
      : shapes(shapes), sizes(sizes), masks(masks) {}

  /// An argument with the axis along which all ops can be followed.
  struct Input {
    mlir::Value argument;
    int64_t axis;
  };

  /// All arguments but those that serve as weights only. A diagnostic says what
  /// stops one.
  llvm::FailureOr<llvm::SmallVector<Input>>
  findInputs(mlir::func::FuncOp function);

  /// Found once for each operand; a diagnostic says why there is none.
  llvm::FailureOr<Joint> getJoint(mlir::OpOperand &operand, int64_t axis);

  /// What streaming keeps of an operand that is read through `field`.
  std::optional<relation::Formula>
  getStateBytes(mlir::Value operand, int64_t axis,
                const relation::Field &field) const;

private:
  enum class Answer { Follows, Fails, NoPositions };
  /// -1 for a weight.
  llvm::FailureOr<int64_t> findAxis(mlir::BlockArgument argument);
  Answer canFollow(mlir::Value value, int64_t axis);
  llvm::FailureOr<Joint> join(mlir::OpOperand &operand, int64_t axis);

  const Shapes &shapes;
  const relation::SizeMap &sizes;
  MaskRelations &masks;
  llvm::DenseMap<std::pair<mlir::OpOperand *, int64_t>, llvm::FailureOr<Mixing>>
      mixings;
  llvm::DenseMap<std::pair<mlir::OpOperand *, int64_t>, llvm::FailureOr<Joint>>
      joints;
  llvm::DenseMap<std::pair<mlir::Value, int64_t>, Answer> answers;

  const llvm::FailureOr<Mixing> &getMixing(mlir::OpOperand &operand,
                                           int64_t axis);
};

} // namespace ambit::analysis

#endif // AMBIT_LIB_ANALYSIS_POSITIONS_H
