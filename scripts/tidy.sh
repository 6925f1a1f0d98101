#!/bin/bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Runs clang-tidy on every source, or with --quick on those that differ from
# main. Needs the package clang-tidy-22 and a build folder; takes minutes.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

command -v clang-tidy-22 >/dev/null || {
  echo "tidy.sh: expected clang-tidy-22 (apt-get install clang-tidy-22)" >&2
  exit 1
}
if [ "${1:-}" = --quick ]; then
  files="$(git diff --name-only --diff-filter=d main -- '*.cpp' '*.c')"
else
  files="$(find dialects lib tools test/unit -name '*.cpp' -o -name '*.c')"
fi
[ -n "$files" ] || exit 0
./scripts/build.sh all
xargs -P "$(nproc)" -n 4 clang-tidy-22 -p build --quiet <<<"$files"
