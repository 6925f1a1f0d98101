// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Computes the members of a group on the tiles of its root, phase by phase.

#include "Epilogue.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::tile;

static int64_t getColumns(Operation *op) {
  return cast<RankedTensorType>(op->getResult(0).getType()).getShape().back();
}

Epilogue::Epilogue(Operation *root, Value output)
    : group(root), rootBuffer(output) {
  setOutput(root, output);
}

Epilogue::Epilogue(const FusedGroup &group, Value rootBuffer)
    : group(group), rootBuffer(rootBuffer) {}

int64_t Epilogue::chooseColumnTile(int64_t columnTile, int64_t columns) const {
  if (!group.needsWholeRows(group.getRoot()))
    columns = std::min(columnTile, columns);
  return std::max<int64_t>(1, columns);
}

static BufferBlock getBlock(ProgramBuilder &b, Value buffer,
                            const ResultBlock &at) {
  return getRowBlock(buffer, at.outerAt, at.row, at.column,
                     {at.rows, at.columns});
}

namespace ambit::tile {
/// One block of the columns of one owner.
class Epilogue::Phase {
public:
  Phase(const Epilogue &epilogue, ProgramBuilder &builder, Operation *owner,
        const ResultBlock &block, ComputeTile compute)
      : epilogue(epilogue), group(epilogue.group), b(builder), owner(owner),
        block(block), compute(compute), parts(group.getParts(owner)) {}

  void run();

private:
  Value getPart(int64_t part);
  Value getTile(const TensorOrigin &origin);
  TileType getType();
  void emitPointwise(Operation *member);
  void emitLinear(LinearOp member);
  void store(Operation *op, Value tile, const ResultBlock &at);

  const Epilogue &epilogue;
  const FusedGroup &group;
  ProgramBuilder &b;
  Operation *owner;
  const ResultBlock &block;
  ComputeTile compute;
  SmallVector<Value> parts;
  DenseMap<Operation *, Value> tiles;
};
} // namespace ambit::tile

void Epilogue::Phase::store(Operation *op, Value tile, const ResultBlock &at) {
  if (Value buffer = epilogue.outputs.lookup(op))
    b.store(tile, getBlock(b, buffer, at));
}

/// The tile of the owner in part number `part`, computed and stored once.
Value Epilogue::Phase::getPart(int64_t part) {
  if (parts[part])
    return parts[part];
  ResultBlock at = block;
  if (part > 0)
    at.column = b.add(block.column, part * (getColumns(owner) / parts.size()));
  parts[part] = compute(b, at);
  store(owner, parts[part], at);
  return parts[part];
}

Value Epilogue::Phase::getTile(const TensorOrigin &origin) {
  return origin.producer == owner ? getPart(origin.part)
                                  : tiles.lookup(origin.producer);
}

void Epilogue::Phase::emitPointwise(Operation *member) {
  auto element =
      cast<RankedTensorType>(member->getResult(0).getType()).getElementType();
  TileType type =
      b.type({block.rowTile, block.columnTile}, getComputeType(element));
  SmallVector<MapInput> operands;
  for (auto [origin, buffer] : llvm::zip_equal(group.getOrigins(member),
                                               epilogue.inputs.lookup(member)))
    operands.push_back(
        {buffer ? b.load(getBlock(b, buffer, block), type) : getTile(origin),
         {0, 1}});
  Value tile =
      b.map(operands, type, [&](ProgramBuilder &b, ArrayRef<Value> elements) {
        return emitElement(b, member, elements);
      });
  tiles[member] = tile;
  store(member, tile, block);
}

/// A product with the whole rows of a tile, by panels of columns.
void Epilogue::Phase::emitLinear(LinearOp member) {
  Value rows = getTile(group.getOrigins(member).front());
  const SmallVector<Value> &buffers = epilogue.inputs.find(member)->second;
  auto rowsType = cast<TileType>(rows.getType());
  int64_t depth = rowsType.getShape()[1];
  auto multiply = [&](ProgramBuilder &b, const ResultBlock &at) -> Value {
    Value weight = b.load(
        {buffers[1], {b.index(0), at.column}, {b.index(depth), at.columns}},
        b.type({depth, at.columnTile}, rowsType.getElementType()));
    Value product = b.create<ContractOp>(
        b.type({at.rowTile, at.columnTile}, rowsType.getElementType()), rows,
        weight, Value(), Value(), /*rhs_transposed=*/false);
    if (!member.getBias())
      return product;
    return addBias(b, product, 1, buffers[2], at.column, at.columns);
  };
  int64_t columns = getColumns(member) / group.getParts(member);
  int64_t width = group.needsWholeRows(member)
                      ? columns
                      : std::min(columns, linearColumnTile);
  auto emitPanel = [&](ProgramBuilder &b, Value panel) {
    ResultBlock at = block;
    at.column = b.mul(panel, width);
    at.columns = b.rest(panel, width, b.index(columns));
    at.columnTile = width;
    Phase(epilogue, b, member, at, multiply).run();
  };
  if (columns == width)
    return emitPanel(b, b.index(0));
  b.loop(b.index(0), b.index(llvm::divideCeil(columns, width)), 1, {},
         [&](ProgramBuilder &b, Value panel,
             ArrayRef<Value>) -> SmallVector<Value> {
           emitPanel(b, panel);
           return {};
         });
}

void Epilogue::Phase::run() {
  for (Operation *member : group.getMembers())
    if (group.getOwner(member) == owner && member != owner)
      emitPointwise(member);
  for (Operation *member : group.getMembers())
    if (auto linear = dyn_cast<LinearOp>(member))
      if (group.getOwner(group.getOrigins(member).front().producer) == owner)
        emitLinear(linear);
  if (epilogue.outputs.lookup(owner))
    for (size_t part = 0; part < parts.size(); ++part)
      getPart(part);
}

void Epilogue::emit(ProgramBuilder &builder, const ResultBlock &block,
                    ComputeTile compute) const {
  Phase(*this, builder, group.getRoot(), block, compute).run();
}

void Epilogue::emitProgram(ProgramBuilder &builder, const RowView &rows,
                           Value columns, int64_t rowTile, int64_t columnTile,
                           ComputeTile compute) const {
  SmallVector<Value> grid = rows.outer;
  grid.push_back(builder.ceilDiv(rows.rows, rowTile));
  grid.push_back(builder.ceilDiv(columns, columnTile));
  builder.program(grid, [&](ProgramBuilder &b, ArrayRef<Value> at) {
    Value rowBlock = at[at.size() - 2], columnBlock = at.back();
    emit(b,
         {SmallVector<Value>(at.drop_back(2)), b.mul(rowBlock, rowTile),
          b.mul(columnBlock, columnTile), b.rest(rowBlock, rowTile, rows.rows),
          b.rest(columnBlock, columnTile, columns), rowTile, columnTile},
         compute);
  });
}
