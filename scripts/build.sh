#!/bin/bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Installs what is missing, configures, and builds the targets named as arguments,
# or everything. Nothing is done twice.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

fail() {
  echo "build.sh: $*" >&2
  exit 1
}

echo "== dependencies"
./scripts/install-dependencies.sh
echo "== configure"
# The package lists grow; so does a build folder.
free="$(df --output=avail -m . | tail -n 1 | tr -d ' ')"
[ "$free" -ge 500 ] || fail "expected 500 MB free for the build, but got $free"
cmake --preset release -Wno-dev --log-level=WARNING ||
  fail "CMake could not configure; its message is above"
echo "== build"
cmake --build build -j "$(nproc)" --target "${@:-all}" ||
  fail "the build failed; the first error is above"
