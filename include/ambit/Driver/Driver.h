// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The command `ambit`.
#ifndef AMBIT_DRIVER_DRIVER_H
#define AMBIT_DRIVER_DRIVER_H

namespace ambit::driver {

/// Runs `ambit` with the arguments of a main function; returns its exit code.
int runDriver(int argc, char **argv);

} // namespace ambit::driver

#endif // AMBIT_DRIVER_DRIVER_H
