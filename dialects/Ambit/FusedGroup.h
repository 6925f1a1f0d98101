// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Operations that are computed together, tile by tile, and the rules of who may
// join. The plan asks on tensors, the lowering to tiles again on buffers.

#ifndef DIALECTS_AMBIT_FUSEDGROUP_H
#define DIALECTS_AMBIT_FUSEDGROUP_H

#include "dialects/Ambit/AmbitOps.h"

namespace ambit {

/// The algorithm of a plan that says: computed on the tiles of the operation
/// that makes its operand.
inline constexpr llvm::StringLiteral fusedAlgorithm = "fused";

/// Where a tensor comes from: number `part` of `parts` equal ranges of the
/// columns that `producer` computes. No producer: there from the start.
struct TensorOrigin {
  mlir::Operation *producer = nullptr;
  int64_t part = 0, parts = 1;
};

/// A root, whose lowering makes tiles, and members, computed on them. A phase
/// is a loop over columns: the root owns one, and so does every `linear` among
/// the members, inside that of its input.
class FusedGroup {
public:
  explicit FusedGroup(mlir::Operation *root);

  /// True for an operation that can make tiles for others.
  static bool canBeRoot(mlir::Operation *op);
  /// True for an operation that can be computed on the tiles of another.
  static bool canBeMember(mlir::Operation *op);

  /// Adds `op`, whose operands come from `origins`; or leaves the group as it
  /// is and says why in `reason`.
  mlir::LogicalResult add(mlir::Operation *op,
                          llvm::ArrayRef<TensorOrigin> origins,
                          std::string &reason);

  mlir::Operation *getRoot() const { return root; }
  /// All but the root, in order.
  llvm::ArrayRef<mlir::Operation *> getMembers() const { return members; }
  bool contains(mlir::Operation *op) const { return owners.contains(op); }

  /// The owner of the phase that computes `op`.
  mlir::Operation *getOwner(mlir::Operation *op) const {
    return owners.lookup(op);
  }
  llvm::ArrayRef<TensorOrigin> getOrigins(mlir::Operation *member) const {
    return origins.find(member)->second;
  }
  /// In how many parts the columns of `owner` are read.
  int64_t getParts(mlir::Operation *owner) const {
    return phases.find(owner)->second.parts;
  }
  /// True if the tiles of `owner` must hold whole rows.
  bool needsWholeRows(mlir::Operation *owner) const {
    return phases.find(owner)->second.isWhole;
  }

private:
  struct Phase {
    int64_t parts = 1;
    /// A member reads it: `parts` is fixed.
    bool isRead = false;
    bool isWhole = false;
  };

  std::string checkExternal(llvm::ArrayRef<TensorOrigin> origins) const;
  std::string checkParts(const TensorOrigin &origin) const;
  std::string checkPointwise(llvm::ArrayRef<TensorOrigin> origins) const;
  std::string checkLinear(llvm::ArrayRef<TensorOrigin> origins) const;

  mlir::Operation *root;
  llvm::SmallVector<mlir::Operation *> members;
  llvm::DenseMap<mlir::Operation *, mlir::Operation *> owners;
  llvm::DenseMap<mlir::Operation *, Phase> phases;
  llvm::DenseMap<mlir::Operation *, llvm::SmallVector<TensorOrigin>> origins;
};

/// The groups of a block, whose operations are visited in order.
class FusedGroups {
public:
  /// Starts the group of `root`.
  FusedGroup &create(mlir::Operation *root);

  /// The group of an operand; of several, the one that is computed last; null
  /// if no operand has one.
  FusedGroup *find(llvm::ArrayRef<TensorOrigin> origins) const;

  /// Adds `op` to `group`, or says why not.
  mlir::LogicalResult join(mlir::Operation *op, FusedGroup &group,
                           llvm::ArrayRef<TensorOrigin> origins,
                           std::string &reason);

  llvm::ArrayRef<std::unique_ptr<FusedGroup>> get() const { return groups; }

private:
  llvm::SmallVector<std::unique_ptr<FusedGroup>> groups;
  llvm::DenseMap<mlir::Operation *, FusedGroup *> groupOf;
};

} // namespace ambit

#endif // DIALECTS_AMBIT_FUSEDGROUP_H
