// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Making a relation from a tree, and what it answers at once.

#include "ambit/Relation/Relation.h"

#include "Prover.h"
#include "llvm/ADT/STLExtras.h"

using namespace ambit::relation;

llvm::StringRef ambit::relation::text(FallBack fallBack) {
  switch (fallBack) {
  case FallBack::Unpruned:
    return "kept parts of the mask that could not be proved empty";
  case FallBack::PartialTree:
    return "stopped splitting the mask; the rest is tested tile by tile";
  case FallBack::NoCover:
    return "kept the parts of the mask as they are instead of merging them";
  case FallBack::BoxTest:
    return "classes every tile by interval arithmetic instead of ranges";
  case FallBack::WideTile:
    return "bounds a comparison on each tile instead of solving it";
  }
  return "";
}

void Facts::equal(unsigned a, unsigned b) {
  Linear difference = Linear::symbol(a) - Linear::symbol(b);
  nonNegative.push_back(difference);
  nonNegative.push_back(difference * -1);
}

void RelationData::note(FallBack fallBack) {
  if (!llvm::is_contained(fallBacks, fallBack))
    fallBacks.push_back(fallBack);
}

/// Copies what `root` needs, with new numbers for trees and atoms.
static void copyTree(const Builder &builder, Tree root, RelationData &data) {
  llvm::ArrayRef<TreeNode> nodes = builder.nodes();
  std::vector<char> needed(root.id + 1, 0);
  needed[root.id] = 1;
  for (uint32_t id = root.id + 1; id-- > 0;)
    if (needed[id])
      for (uint32_t operand : nodes[id].operands)
        needed[operand] = 1;
  llvm::DenseMap<uint32_t, uint32_t> treeNumber, atomNumber;
  for (uint32_t id = 0; id <= root.id; ++id) {
    if (!needed[id])
      continue;
    TreeNode node = nodes[id];
    for (uint32_t &operand : node.operands)
      operand = treeNumber[operand];
    if (node.kind == TreeNode::Kind::Leaf) {
      auto [entry, isNew] =
          atomNumber.try_emplace(node.atom, data.atoms.size());
      if (isNew)
        data.atoms.push_back(builder.atoms()[node.atom]);
      node.atom = entry->second;
    }
    treeNumber[id] = data.tree.size();
    data.tree.push_back(std::move(node));
  }
}

static void substitute(const Facts &facts, Linear &linear) {
  for (auto [symbol, value] : facts.fixed)
    if (symbol < linear.coefficients.size())
      linear = linear - Linear::symbol(symbol, linear.coefficients[symbol]) +
               Linear(linear.coefficients[symbol] * value);
}

static void substituteFixed(RelationData &data) {
  const Facts &facts = data.facts;
  for (Atom &atom : data.atoms) {
    substitute(facts, atom.bound);
    substitute(facts, atom.raw.form.rest);
    for (Division &division : atom.raw.divisions)
      substitute(facts, division.dividend.rest);
  }
  for (Linear &fact : data.facts.nonNegative)
    substitute(facts, fact);
  for (Linear &length : data.lengths)
    substitute(facts, length);
}

static void countSymbols(const Linear &linear, unsigned &count) {
  count = std::max<unsigned>(count, linear.coefficients.size());
}

static unsigned countSymbols(const RelationData &data) {
  unsigned count = 2;
  for (const Atom &atom : data.atoms) {
    countSymbols(atom.bound, count);
    countSymbols(atom.raw.form.rest, count);
    for (const Division &division : atom.raw.divisions)
      countSymbols(division.dividend.rest, count);
  }
  for (const Linear &fact : data.facts.nonNegative)
    countSymbols(fact, count);
  for (auto [symbol, value] : data.facts.fixed)
    count = std::max(count, symbol + 1);
  return count;
}

static void split(RelationData &data) {
  Prover prover(data);
  splitIntoPieces(data, prover);
  growIntoCover(data, prover);
}

llvm::Expected<Relation> Relation::get(const Builder &builder, Tree root,
                                       Facts facts, Limits limits) {
  if (!builder.error().empty())
    return llvm::createStringError(builder.error());
  for (auto [symbol, value] : facts.fixed)
    if (symbol >= maxSymbols || value < -maxConstant || value > maxConstant)
      return llvm::createStringError(
          "expected symbols of a mask within 2^40, but got " +
          llvm::Twine(value));
  auto data = std::make_shared<RelationData>();
  data->facts = std::move(facts);
  data->limits = limits;
  copyTree(builder, root, *data);
  data->symbolCount = countSymbols(*data);
  substituteFixed(*data);
  split(*data);
  return Relation(std::move(data));
}

bool Relation::contains(int64_t i, int64_t j,
                        llvm::ArrayRef<int64_t> symbols) const {
  llvm::SmallVector<Truth> atoms, nodes;
  for (const Atom &atom : shared->atoms)
    atoms.push_back(atom.holds(i, j, symbols) ? Truth::True : Truth::False);
  evaluateTree(*shared, atoms, nodes);
  return nodes.back() == Truth::True;
}

llvm::ArrayRef<Piece> Relation::partition() const { return shared->partition; }
llvm::ArrayRef<Piece> Relation::cover() const { return shared->cover; }
bool Relation::normalised() const { return shared->normalised; }
llvm::ArrayRef<FallBack> Relation::fallBacks() const {
  return shared->fallBacks;
}
llvm::ArrayRef<Atom> Relation::atoms() const { return shared->atoms; }
Atom Relation::atom(Literal literal) const { return shared->atom(literal); }
unsigned Relation::symbolCount() const { return shared->symbolCount; }

Relation Relation::transposed() const {
  auto data = std::make_shared<RelationData>(*shared);
  for (Atom &atom : data->atoms)
    atom = atom.transposed();
  std::swap(data->lengths[0], data->lengths[1]);
  for (Linear &length : data->lengths)
    length = length.transposed();
  for (Linear &fact : data->facts.nonNegative)
    fact = fact.transposed();
  for (auto &[symbol, value] : data->facts.fixed)
    if (symbol < 2)
      symbol = 1 - symbol;
  return Relation(std::move(data));
}

Relation Relation::unionOf(llvm::ArrayRef<Piece> pieces) const {
  auto data = std::make_shared<RelationData>(*shared);
  data->partition.clear();
  data->cover.clear();
  data->fallBacks.clear();
  data->normalised = true;
  data->tree.clear();
  TreeNode any{TreeNode::Kind::Or, 0, {}};
  auto add = [&](TreeNode node) {
    data->tree.push_back(std::move(node));
    return uint32_t(data->tree.size() - 1);
  };
  for (const Piece &piece : pieces) {
    TreeNode all{TreeNode::Kind::And, 0, {}};
    for (Literal literal : piece.literals) {
      uint32_t leaf = add({TreeNode::Kind::Leaf, literal.atom, {}});
      if (!literal.positive)
        leaf = add({TreeNode::Kind::Not, 0, {leaf}});
      all.operands.push_back(leaf);
    }
    any.operands.push_back(add(std::move(all)));
  }
  add(std::move(any));
  split(*data);
  return Relation(std::move(data));
}
