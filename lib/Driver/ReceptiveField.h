// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which positions of the inputs an output reads.
#ifndef AMBIT_LIB_DRIVER_RECEPTIVEFIELD_H
#define AMBIT_LIB_DRIVER_RECEPTIVEFIELD_H

#include "Arguments.h"
#include "ambit/Relation/Field.h"

namespace ambit::driver {

/// The positions that the outputs of the model read, composed from its
/// convolutions and masks; for two inputs, those of both together. Nothing when
/// an operation mixes positions in another way, or branches differ in stride.
std::optional<relation::Field> findField(Model &model, const emit::Entry &entry,
                                         const Arguments &arguments);

/// "4096 positions", "at most 300 positions", "without bound".
std::string getFieldText(const relation::Field &field);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_RECEPTIVEFIELD_H
