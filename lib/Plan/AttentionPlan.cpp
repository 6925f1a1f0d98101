// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Estimates the work of a schedule by counting the tiles that it visits.

#include "AttentionPlan.h"

#include "ambit/Relation/Residues.h"
#include "dialects/Ambit/MaskRelation.h"
#include "llvm/ADT/SmallVector.h"

using namespace mlir;
using namespace ambit;

/// Length that stands for all where the type leaves it open.
static constexpr int64_t typicalLength = 2048;
/// Visible keys are found in steps of this: a divisor of the usual block sizes.
static constexpr int64_t keyGrain = 16;
/// Where the keys of a block of queries have holes, also in smaller steps.
static constexpr int64_t smallGrain = 8;

static int64_t getLength(RankedTensorType type, int64_t axis) {
  return type.isDynamicDim(axis) ? typicalLength : type.getDimSize(axis);
}

namespace {

struct TileSizes {
  int64_t query, key, grain;
};

/// A mask, and what the choice asks of it.
struct MaskShape {
  explicit MaskShape(relation::Relation given)
      : relation(std::move(given)),
        strided(relation::stridedForm(relation, arena)) {
    relation::ExprArena scratch;
    std::optional<relation::ThreeRanges> range = relation::threeRanges(
        relation::tileRanges(relation, keyGrain, scratch), scratch);
    isRange = range && range->exact;
  }

  bool isOnePass() const { return !strided || strided->countPasses() == 1; }

  relation::Relation relation;
  relation::ExprArena arena;
  std::optional<relation::StridedForm> strided;
  /// The keys of a block of queries have no holes.
  bool isRange;
};

/// Schedules of one attention, by their cost in multiply-adds. What is not a
/// multiply-add was measured on AVX2 and is counted as if it were.
class CostModel {
public:
  explicit CostModel(AttentionOp op)
      : headSize(op.getHeadSize()), valueSize(op.getValueSize()),
        lengths{getLength(op.getQuery().getType(), 2),
                getLength(op.getKey().getType(), 2)} {}

  /// One head, all pairs in one pass over the key tiles of each block.
  double getDirect(const MaskShape &mask, TileSizes tiles) const;
  /// One head, the strided pieces as dense residue classes.
  double getByViews(const MaskShape &mask, TileSizes tiles) const;

private:
  /// `count` grains of keys, in `blocks` blocks of queries.
  double getCost(const relation::TileCount &count, TileSizes tiles,
                 double blocks) const;

  double headSize, valueSize;
  SmallVector<int64_t> lengths;
};

} // namespace

double CostModel::getCost(const relation::TileCount &count, TileSizes tiles,
                          double blocks) const {
  // An exponential; a test of the mask; an element that is read once more, one
  // that is scaled in memory, one that is transposed; the start of a tile.
  constexpr double weight = 14, test = 24, read = 0.25, scale = 3,
                   transpose = 5, start = 2000;
  double rows = double(tiles.query), sizes = headSize + valueSize;
  double keys = double(tiles.grain) * double(count.full + count.partial);
  double tested = double(tiles.grain) * double(count.partial);
  double visits = keys / double(tiles.key) + blocks;
  return keys * rows * (sizes + weight) + keys * sizes * read +
         tested * rows * test + visits * (rows * valueSize * scale + start) +
         blocks * (rows * sizes * transpose + start);
}

double CostModel::getDirect(const MaskShape &mask, TileSizes tiles) const {
  double blocks = double(llvm::divideCeil(lengths[0], tiles.query));
  return getCost(
      relation::tileCount(mask.relation, tiles.query, tiles.grain, lengths),
      tiles, blocks);
}

double CostModel::getByViews(const MaskShape &mask, TileSizes tiles) const {
  // Passes over all rows, then those over the classes.
  int plainPasses =
      mask.strided->needsFirstPass() + mask.strided->needsLastPass();
  double blocks =
      plainPasses * double(llvm::divideCeil(lengths[0], tiles.query));
  for (const relation::ResidueView &view : mask.strided->views)
    blocks += double(view.modulus) *
              double(llvm::divideCeil(
                  llvm::divideCeil(lengths[0], view.modulus), tiles.query));
  return getCost(relation::tileCount(*mask.strided, mask.arena, tiles.query,
                                     tiles.grain, lengths),
                 tiles, blocks);
}

/// The different masks of `op`; one that is no relation is left to the stage
/// that reports it.
static std::vector<MaskShape> getMasks(AttentionOp op) {
  std::vector<MaskShape> masks;
  for (int64_t head = 0; head < op.getHeads(); ++head) {
    MaskAttr mask = op.getMask(head);
    if (head > 0 && mask == op.getMask(head - 1))
      continue;
    llvm::Expected<relation::Relation> relation =
        toRelation(mask ? mask : MaskAttr::getAll(op.getContext()));
    if (relation)
      masks.emplace_back(std::move(*relation));
    else
      llvm::consumeError(relation.takeError());
  }
  return masks;
}

namespace {

/// A way to compute one attention.
struct Schedule {
  TileSizes tiles;
  bool useViews;
};

/// The schedules of one attention, and what they cost.
class ScheduleSpace {
public:
  explicit ScheduleSpace(AttentionOp op)
      : op(op), masks(getMasks(op)), model(op) {}

  /// Those with one of `keyTiles`.
  SmallVector<Schedule> list(ArrayRef<int64_t> keyTiles) const;
  double getCost(const Schedule &schedule) const;
  PlanAttr toPlan(const Schedule &schedule) const;

  /// The key tile that the cost model is made for.
  int64_t getUsualKeyTile() const;
  /// One query, as in decoding: lanes lie on keys.
  bool isSingle() const { return op.getQuery().getType().getDimSize(2) == 1; }

private:
  bool mayUseViews() const;

  mutable AttentionOp op;
  std::vector<MaskShape> masks;
  CostModel model;
};

} // namespace

bool ScheduleSpace::mayUseViews() const {
  // States between two passes are kept in the output.
  bool keepsStates =
      op.getOutput().getType().getElementType() == op.getScoreType();
  auto hasViews = [](const MaskShape &mask) {
    return mask.strided.has_value();
  };
  auto isOnePass = [](const MaskShape &mask) { return mask.isOnePass(); };
  return llvm::any_of(masks, hasViews) &&
         (keepsStates || llvm::all_of(masks, isOnePass));
}

int64_t ScheduleSpace::getUsualKeyTile() const {
  constexpr int64_t usual = 96, singleElements = 96 * 1024;
  if (!isSingle())
    return usual;
  // Long tiles let the processor see that it reads an array.
  return std::clamp<int64_t>(singleElements /
                                 (op.getHeadSize() + op.getValueSize()) /
                                 keyGrain * keyGrain,
                             usual, 8 * usual);
}

SmallVector<Schedule> ScheduleSpace::list(ArrayRef<int64_t> keyTiles) const {
  bool onlyRanges =
      llvm::all_of(masks, [](const MaskShape &mask) { return mask.isRange; });
  SmallVector<int64_t> queryTiles = {64, 32, 16}, grains = {keyGrain};
  if (!onlyRanges && !isSingle())
    grains.push_back(smallGrain);
  if (isSingle())
    queryTiles = {1};
  SmallVector<Schedule> schedules;
  for (int64_t query : queryTiles) {
    for (int64_t key : keyTiles)
      for (int64_t grain : grains)
        schedules.push_back({{query, key, grain}, /*useViews=*/false});
    if (mayUseViews())
      for (int64_t key : keyTiles)
        schedules.push_back({{query, key, keyGrain}, /*useViews=*/true});
  }
  return schedules;
}

double ScheduleSpace::getCost(const Schedule &schedule) const {
  double cost = 0;
  for (const MaskShape &mask : masks)
    cost += schedule.useViews && mask.strided
                ? model.getByViews(mask, schedule.tiles)
                : model.getDirect(mask, schedule.tiles);
  return cost;
}

PlanAttr ScheduleSpace::toPlan(const Schedule &schedule) const {
  auto [query, key, grain] = schedule.tiles;
  return PlanAttr::get(op.getContext(), "online_softmax",
                       {{"query_tile", query},
                        {"key_tile", key},
                        {"key_grain", grain},
                        {"residue_views", schedule.useViews}});
}

PlanAttr ambit::plan::planAttention(AttentionOp op) {
  ScheduleSpace space(op);
  double least = std::numeric_limits<double>::infinity();
  std::optional<Schedule> best;
  for (const Schedule &schedule : space.list(space.getUsualKeyTile())) {
    double cost = space.getCost(schedule);
    if (!best || cost < least) {
      least = cost;
      best = schedule;
    }
  }
  return space.toPlan(*best);
}

SmallVector<PlanAttr> ambit::plan::listAttentionPlans(AttentionOp op) {
  ScheduleSpace space(op);
  SmallVector<int64_t> keyTiles = {48, 96, 192};
  if (space.isSingle())
    keyTiles = {96, 192, 384, 768};
  return llvm::map_to_vector(
      space.list(keyTiles),
      [&](const Schedule &schedule) { return space.toPlan(schedule); });
}
