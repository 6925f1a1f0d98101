// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `ambit draw`: pictures of masks, in the terminal or as SVG.
#include "Draw.h"
#include "Error.h"
#include "MaskLengths.h"
#include "MaskTheorems.h"
#include "ModelPictures.h"
#include "WriteFile.h"
#include "ambit/Draw/MaskPicture.h"
#include "ambit/Draw/Report.h"
#include "dialects/Ambit/MaskRelation.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;

// Tiles along the longer side when nothing is asked for.
static constexpr int64_t usualSide = 16;
// Then the size of a tile is a modulus of the relation library.
static constexpr int64_t maxLength = relation::maxModulus * usualSide;

namespace {
struct TileSize {
  int64_t queries, keys;
};
} // namespace

/// `64` or `64x32`, or what gives about `usualSide` tiles.
static llvm::Expected<TileSize> getTileSize(StringRef text, int64_t queries,
                                            int64_t keys) {
  int64_t longer = std::max(queries, keys);
  if (longer > maxLength)
    return fail(Exit::Usage, "expected lengths of at most 2^35 in a picture, "
                             "but got " +
                                 Twine(longer));
  if (text.empty()) {
    int64_t size = llvm::PowerOf2Ceil(llvm::divideCeil(longer, usualSide));
    return TileSize{size, size};
  }
  auto [first, second] = text.split('x');
  TileSize size{0, 0};
  if (first.getAsInteger(10, size.queries) ||
      (text.contains('x') ? second.getAsInteger(10, size.keys)
                          : first.getAsInteger(10, size.keys)) ||
      size.queries < 1 || size.keys < 1 ||
      std::max(size.queries, size.keys) > relation::maxModulus)
    return fail(Exit::Usage, "expected --tile to be a size in 1..2^31 or two "
                             "(64x32), but got `" +
                                 text + "`");
  for (auto [length, tile] :
       {std::pair(queries, size.queries), std::pair(keys, size.keys)}) {
    int64_t least = llvm::divideCeil(length, draw::TileGrid::maxSide);
    if (tile < least)
      return fail(Exit::Usage, "expected --tile to cut " + Twine(length) +
                                   " positions into at most " +
                                   Twine(draw::TileGrid::maxSide) +
                                   " tiles, so to be " + Twine(least) +
                                   " at least, but got " + Twine(tile));
  }
  return size;
}

static std::string printed(MaskAttr mask) {
  std::string text;
  llvm::raw_string_ostream os(text);
  mask.printText(os);
  return text;
}

static draw::Table tileTable(const draw::TileGrid &grid) {
  using relation::TileClass;
  draw::Table table{{"Tiles", "Number", "Visited", "Tested"}, {}};
  auto add = [&](StringRef name, TileClass tileClass, StringRef visited,
                 StringRef tested) {
    table.rows.push_back({name.str(), std::to_string(grid.count(tileClass)),
                          visited.str(), tested.str()});
  };
  add("empty", TileClass::Empty, "no", "no");
  add("full", TileClass::Full, "yes", "no");
  add("partial", TileClass::Partial, "yes", "pair by pair");
  return table;
}

llvm::Expected<Picture> driver::getMaskPicture(MaskAttr mask, int64_t queries,
                                               int64_t keys, StringRef tile) {
  auto size = getTileSize(tile, queries, keys);
  if (!size)
    return size.takeError();
  auto relation = toRelation(mask);
  if (!relation)
    return fail(Exit::NotCompiled, relation.takeError());
  auto grid = draw::TileGrid::get(printed(mask), *relation, {queries, keys},
                                  size->queries, size->keys);
  Picture picture{
      "mask",
      {"Tiles of the mask " + grid.name,
       "Empty tiles are skipped, full ones need no test of their pairs, "
       "partial ones are tested pair by pair.",
       draw::drawMask(grid, *relation), tileTable(grid)},
      ""};
  llvm::raw_string_ostream os(picture.text);
  draw::printMask(grid, os);
  return picture;
}

static llvm::Expected<std::vector<Picture>>
drawMask(const Options &options, const DrawOptions &drawing) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.loadDialect<AmbitDialect>();
  auto mask = parseMask(&context, "--mask", drawing.mask);
  if (!mask)
    return mask.takeError();
  auto lengths = MaskLengths::parse(options.sizes, *mask);
  if (!lengths)
    return lengths.takeError();
  if (!lengths->queries || !lengths->keys)
    return fail(Exit::Usage,
                "expected --size n=NUMBER, and m=NUMBER unless they are equal");
  auto picture =
      getMaskPicture(*mask, *lengths->queries, *lengths->keys, drawing.tile);
  if (!picture)
    return picture.takeError();
  std::vector<Picture> pictures;
  pictures.push_back(std::move(*picture));
  return pictures;
}

/// All pictures of a model at the sizes of the command line.
static llvm::Expected<std::vector<Picture>>
drawFunction(const Options &options, const DrawOptions &drawing) {
  auto model = Model::load(options);
  if (!model)
    return model.takeError();
  auto analyzed = analyze(**model, options);
  if (!analyzed)
    return analyzed.takeError();
  if (!analyzed->report.hasNumbers)
    return fail(Exit::Usage, "expected --size for the lengths of the model, "
                             "for example --size n=512");
  auto pictures = getMaskPictures(*analyzed, drawing.tile);
  if (!pictures)
    return pictures.takeError();
  auto cone = getConePicture(*analyzed);
  if (!cone)
    return cone.takeError();
  if (*cone)
    pictures->push_back(std::move(**cone));
  if (auto cost = getCostPicture(*analyzed))
    pictures->push_back(std::move(*cost));
  if (!options.machine.empty()) {
    auto machine = readMachine(options.machine);
    if (!machine)
      return machine.takeError();
    pictures->push_back(getRooflinePicture(*analyzed, *machine));
  }
  if (pictures->empty())
    return fail(Exit::NotCompiled,
                "not supported yet: to draw a model that joins no positions");
  return pictures;
}

/// The one that `--picture` names, all without it.
static llvm::Error select(std::vector<Picture> &pictures, StringRef name) {
  if (name.empty())
    return llvm::Error::success();
  std::string names = llvm::join(
      llvm::map_range(pictures,
                      [](const Picture &picture) { return picture.name; }),
      ", ");
  llvm::erase_if(pictures,
                 [&](const Picture &picture) { return picture.name != name; });
  if (pictures.empty())
    return fail(Exit::Usage, "expected --picture to be one of " + names +
                                 ", but got `" + name + "`");
  return llvm::Error::success();
}

/// To the terminal, or to a file of the kind that its name says.
static llvm::Error write(ArrayRef<Picture> pictures, StringRef title,
                         StringRef output) {
  if (output.empty()) {
    llvm::interleave(
        pictures, [](const Picture &picture) { llvm::outs() << picture.text; },
        [] { llvm::outs() << "\n"; });
    return llvm::Error::success();
  }
  return writeFile(output, [&](llvm::raw_ostream &os) {
    if (output.ends_with(".svg"))
      return pictures.front().figure.picture.writeFile(os);
    draw::Report report{title.str(),
                        "What an output may read, and which tiles of the "
                        "pairs are visited for it.",
                        {}};
    for (const Picture &picture : pictures)
      report.figures.push_back(picture.figure);
    draw::writeReport(report, os);
  });
}

llvm::Error driver::drawModel(const Options &options,
                              const DrawOptions &drawing) {
  StringRef output = options.output;
  if (!output.empty() && !output.ends_with(".svg") &&
      !output.ends_with(".html"))
    return fail(Exit::Usage, "expected -o to end in .svg or .html, but got `" +
                                 output + "`");
  auto pictures = drawing.mask.empty() ? drawFunction(options, drawing)
                                       : drawMask(options, drawing);
  if (!pictures)
    return pictures.takeError();
  if (llvm::Error error = select(*pictures, drawing.picture))
    return error;
  return write(*pictures,
               drawing.mask.empty() ? options.model : "Mask " + drawing.mask,
               output);
}
