// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a caller of compiled code must know: entries, arrays, messages.
#ifndef AMBIT_EMIT_INTERFACE_H
#define AMBIT_EMIT_INTERFACE_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/BuiltinTypes.h"
#include <string>
#include <vector>

namespace ambit::emit {

/// Module attribute that `WrapEntriesPass` leaves.
inline constexpr llvm::StringLiteral interfaceAttrName = "ambit.interface";

/// Status of the C functions that is not the number of a check.
inline constexpr int32_t statusOk = 0;
inline constexpr int32_t statusOutOfMemory = -1;

/// One array at the C interface: contiguous, row after row.
struct Array {
  std::string name;
  /// Shape and element type; a dynamic size is `ShapedType::kDynamic`.
  mlir::MemRefType type;
};

/// One exported function `name`, with `name_shapes` beside it.
struct Entry {
  std::string name;
  std::vector<Array> inputs;
  std::vector<Array> globals;
  std::vector<Array> outputs;
  /// Message k - 1 belongs to status k; `{0}` and `{1}` are the two values.
  std::vector<std::string> checks;
};

/// Mirrors `AmbitArray` of the generated header.
struct CArray {
  void *data;
  const int64_t *shape;
};
using CFunction = int32_t (*)(const CArray *inputs, const CArray *globals,
                              const CArray *outputs);
using CShapesFunction = int32_t (*)(const CArray *inputs, const CArray *globals,
                                    int64_t *const *outputShapes, int64_t *got);

/// Reads the interface of a module after `WrapEntriesPass`.
std::vector<Entry> getEntries(mlir::ModuleOp module);

/// Writes the interface into the module.
void setEntries(mlir::ModuleOp module, llvm::ArrayRef<Entry> entries);

/// The interface as text, and back. Fails when `text` is something else.
std::string printEntries(mlir::MLIRContext *context,
                         llvm::ArrayRef<Entry> entries);
mlir::FailureOr<std::vector<Entry>> parseEntries(mlir::MLIRContext *context,
                                                 llvm::StringRef text);

/// The message of a status, with its two values.
std::string formatStatus(const Entry &entry, int32_t status,
                         const int64_t *got);

/// C99 and C++ header for the entries. `guard` names the model.
std::string printHeader(llvm::ArrayRef<Entry> entries, llvm::StringRef guard);

} // namespace ambit::emit

#endif // AMBIT_EMIT_INTERFACE_H
