// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A list of distinct nodes: adding an equal node gives the earlier index.

#pragma once

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/SmallVector.h"
#include <cstdint>
#include <vector>

namespace ambit::relation {

/// `Node` needs `==` and `hash_value`.
template <typename Node> class Interned {
public:
  uint32_t add(Node node) {
    // The greatest keys are reserved by the map.
    auto &bucket = byHash[uint64_t(hash_value(node)) >> 1];
    for (uint32_t index : bucket)
      if (nodes[index] == node)
        return index;
    bucket.push_back(nodes.size());
    nodes.push_back(std::move(node));
    return nodes.size() - 1;
  }
  const Node &operator[](uint32_t index) const { return nodes[index]; }
  uint32_t size() const { return nodes.size(); }
  const std::vector<Node> &all() const { return nodes; }

private:
  std::vector<Node> nodes;
  llvm::DenseMap<uint64_t, llvm::SmallVector<uint32_t, 1>> byHash;
};

} // namespace ambit::relation
