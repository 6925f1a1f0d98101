// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// NumPy's `.npy` files, versions 1 to 3.
//
// bf16, which NumPy has no name for, is stored as `V2`: two raw bytes per
// element. That is what `ml_dtypes` writes; plain NumPy reads it with
// `np.load(path).view(np.uint16)` and writes it with `bits.view('V2')`. The
// description 'bfloat16' is read too.

#ifndef AMBIT_DATA_NPY_H
#define AMBIT_DATA_NPY_H

#include "ambit/Data/Array.h"

namespace ambit::data {

/// Reads `path`, which must hold one little-endian array in C order, of a type
/// that a model can use, and nothing else.
llvm::Expected<Array> readNpy(llvm::StringRef path);

/// Writes version 1.0 with the data on a 64-byte boundary; see `writeFile`.
llvm::Error writeNpy(llvm::StringRef path, const Array &array);

/// The bytes of such a file.
void printNpy(llvm::raw_ostream &os, const Array &array);

} // namespace ambit::data

#endif // AMBIT_DATA_NPY_H
