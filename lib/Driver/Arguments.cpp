// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads inputs, or makes them up.
#include "Arguments.h"
#include "Error.h"
#include "ambit/Data/Npy.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringExtras.h"
#include <cmath>

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;

data::ElementType driver::getElementType(const emit::Array &array) {
  std::string text;
  llvm::raw_string_ostream(text) << array.type.getElementType();
  std::optional<data::ElementType> type = data::parseElementType(text);
  assert(type && "expected an element type that files can hold");
  return *type;
}

static std::string joinNames(ArrayRef<emit::Array> arrays) {
  if (arrays.empty())
    return "none";
  return llvm::join(
      llvm::map_range(arrays,
                      [](const emit::Array &array) { return array.name; }),
      ", ");
}

llvm::Expected<std::vector<std::string>>
driver::assignFiles(ArrayRef<std::string> texts, ArrayRef<emit::Array> arrays,
                    StringRef option) {
  std::vector<std::string> paths(arrays.size());
  size_t next = 0;
  for (StringRef text : texts) {
    StringRef name = text.split('=').first, path = text.split('=').second;
    size_t index = next;
    if (text.contains('=')) {
      index = llvm::find_if(arrays,
                            [&](const emit::Array &array) {
                              return array.name == name;
                            }) -
              arrays.begin();
      if (index == arrays.size())
        return fail(Exit::Usage, "expected the name in --" + option +
                                     " to be one of (" + joinNames(arrays) +
                                     "), but got `" + name + "`");
    } else {
      path = text;
      ++next;
    }
    if (index >= arrays.size())
      return fail(Exit::Usage, "expected at most " + Twine(arrays.size()) +
                                   " --" + option + " (" + joinNames(arrays) +
                                   "), but got " + Twine(texts.size()));
    if (path.empty())
      return fail(Exit::Usage, "expected a file in --" + option +
                                   ", but got `" + text + "`");
    if (!paths[index].empty())
      return fail(Exit::Usage, "expected one --" + option + " for `" +
                                   arrays[index].name + "`, but got `" +
                                   paths[index] + "` and `" + path + "`");
    paths[index] = path.str();
  }
  return paths;
}

/// Reads an input whose type and rank must be those of the model.
static llvm::Expected<data::Array> readInput(const emit::Array &input,
                                             StringRef path) {
  llvm::Expected<data::Array> array = data::readNpy(path);
  if (!array)
    return fail(Exit::BadInput, array.takeError());
  data::ElementType type = getElementType(input);
  if (array->type() != type)
    return fail(Exit::BadInput, path + ": expected elements of type " +
                                    data::elementTypeName(type) + " for `" +
                                    input.name + "`, but got " +
                                    data::elementTypeName(array->type()));
  if (array->rank() != input.type.getRank())
    return fail(Exit::BadInput, path + ": expected " +
                                    Twine(input.type.getRank()) +
                                    " dimensions for `" + input.name +
                                    "`, but got " + Twine(array->rank()) + " " +
                                    data::shapeText(array->shape()));
  return array;
}

/// Shape of a made-up input. `names` are the names of its dimensions in the
/// model (`ambit.sizes`), or null.
static llvm::Expected<SmallVector<int64_t>>
getShape(const emit::Array &input, const Sizes &sizes, ArrayAttr names) {
  SmallVector<int64_t> shape(input.type.getShape());
  if (auto it = sizes.shapes.find(input.name); it != sizes.shapes.end()) {
    if (it->second.size() != shape.size())
      return fail(Exit::Usage, "expected " + Twine(shape.size()) +
                                   " sizes for `" + input.name +
                                   "` in --size, but got " +
                                   Twine(it->second.size()));
    return it->second;
  }
  for (auto [dim, size] : llvm::enumerate(shape)) {
    if (!ShapedType::isDynamic(size))
      continue;
    StringRef name;
    if (names && dim < names.size())
      if (auto text = dyn_cast<StringAttr>(names[dim]))
        name = text;
    if (auto it = sizes.byName.find(name);
        !name.empty() && it != sizes.byName.end())
      size = it->second;
    else if (shape.size() == 1 && sizes.byName.count(input.name))
      size = sizes.byName.lookup(input.name);
    else if (sizes.fallback)
      size = *sizes.fallback;
    else
      return fail(Exit::Usage,
                  "expected --size to give dimension " + Twine(dim) + " of `" +
                      input.name + "`" +
                      (name.empty() ? "" : " (" + name + ")") +
                      ", which is dynamic; for example --size " +
                      (name.empty() ? Twine("128") : name + "=128"));
  }
  return shape;
}

/// The attribute with the names of the dimensions of an argument.
static ArrayAttr getSizeNames(Model &model, const emit::Entry &entry,
                              size_t index) {
  auto function = model.getModule().lookupSymbol<func::FuncOp>(entry.name);
  if (!function || index >= function.getNumArguments())
    return {};
  return function.getArgAttrOfType<ArrayAttr>(index, "ambit.sizes");
}

static llvm::Expected<data::Array> makeArray(data::ElementType type,
                                             ArrayRef<int64_t> shape,
                                             uint64_t seed, double scale,
                                             int64_t limit) {
  auto array = data::Array::allocate(type, shape);
  if (!array)
    return fail(Exit::RunFailed, array.takeError());
  fillRandom(*array, seed, scale, limit);
  return array;
}

/// Keeps the values of a layer near those of its input: columns of the weight
/// have about unit length.
static double getWeightScale(MemRefType type) {
  if (type.getRank() < 2)
    return 0.5;
  double rows = 1;
  for (int64_t size : type.getShape().drop_back())
    rows *= size;
  return 1 / std::sqrt(std::max(rows, 1.0));
}

llvm::Expected<Arguments> driver::bindArguments(Model &model,
                                                const emit::Entry &entry,
                                                const Options &options,
                                                const Sizes &sizes) {
  auto paths = assignFiles(options.inputs, entry.inputs, "input");
  if (!paths)
    return paths.takeError();
  Arguments arguments;
  uint64_t stream = options.seed.value_or(0) << 20;
  for (auto [index, input] : llvm::enumerate(entry.inputs)) {
    llvm::Expected<data::Array> array =
        fail(Exit::Usage, "expected --input " + input.name +
                              "=FILE (or --random SEED), but there is none");
    ++stream;
    if (!(*paths)[index].empty() || options.seed)
      llvm::consumeError(array.takeError());
    if (!(*paths)[index].empty()) {
      array = readInput(input, (*paths)[index]);
    } else if (options.seed) {
      auto shape = getShape(input, sizes, getSizeNames(model, entry, index));
      if (!shape)
        return shape.takeError();
      array = makeArray(getElementType(input), *shape, stream, 1,
                        model.getIdLimit());
    }
    if (!array)
      return array.takeError();
    arguments.inputs.push_back(std::move(*array));
  }
  if (!options.weights.empty()) {
    auto weights = readWeights(model, entry.globals, options.weights);
    if (!weights)
      return weights.takeError();
    arguments.globals = std::move(*weights);
    return arguments;
  }
  if (!entry.globals.empty() && !options.seed)
    return fail(Exit::Usage,
                "expected --weights FILE (or --random SEED) for the " +
                    Twine(entry.globals.size()) + " globals of the model (" +
                    entry.globals.front().name + ", ...)");
  for (const emit::Array &global : entry.globals) {
    auto array = makeArray(getElementType(global), global.type.getShape(),
                           ++stream, getWeightScale(global.type), 1);
    if (!array)
      return array.takeError();
    arguments.globals.push_back(std::move(*array));
  }
  return arguments;
}
