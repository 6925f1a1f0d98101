// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The compiler driver.
#include "ambit/Driver/Driver.h"

int main(int argc, char **argv) { return ambit::driver::runDriver(argc, argv); }
