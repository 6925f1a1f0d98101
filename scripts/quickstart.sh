#!/bin/bash
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
# Installs what is missing, builds the tools, then compiles and runs two models on
# the arrays in examples/data, each checked against the reference.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Shows the command, then runs it.
run() {
  echo
  echo "\$ build/bin/ambit run $*"
  build/bin/ambit run "$@" || {
    echo "quickstart.sh: that model failed; its message is above" >&2
    exit 1
  }
}

./scripts/build.sh ambit ambit-opt
echo "== run"
run examples/transformer_block.mlir --input examples/data/text.npy \
  --weights examples/data/transformer_block.safetensors --check
run examples/wavenet.mlir --input examples/data/chord.npy \
  --weights examples/data/wavenet.safetensors --check
echo
echo "Ready: build/bin/ambit. Go on with README.md and examples/."
