#!/bin/bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Installs what is missing, builds, runs every test and check. Arguments go to
# check.py. The last line is "N passed, N failed"; the status is 0 if none did.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! ./scripts/build.sh all mlir-doc; then
  echo "0 passed, 1 failed"
  exit 1
fi
echo "== test"
exec /usr/bin/python3 scripts/check.py build "$@"
