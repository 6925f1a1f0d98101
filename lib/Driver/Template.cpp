// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The architectures that `ambit new` knows, their options and their defaults.
#include "Template.h"
#include "Error.h"
#include "TemplateText.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace ambit;
using namespace ambit::driver;
using llvm::StringLiteral;
using llvm::StringRef;

// Sizes beyond these are mistakes; products of them fit.
static constexpr int64_t maxLayers = 1024;
static constexpr int64_t maxWidth = 1 << 20;
static constexpr int64_t maxDistance = int64_t(1) << 30;

namespace {
/// An option whose value is one number.
struct NumberOption {
  StringLiteral name;
  int64_t Template::*value;
  int64_t least, greatest;
};

struct Architecture {
  StringLiteral name;
  std::vector<StringLiteral> options;
  /// Writes the body of the model.
  void (*write)(const Template &, ModelText &);
};
} // namespace

static constexpr NumberOption numberOptions[] = {
    {"layers", &Template::layers, 1, maxLayers},
    {"width", &Template::width, 1, maxWidth},
    {"heads", &Template::heads, 1, maxWidth},
    {"hidden", &Template::hidden, 1, maxWidth},
    {"window", &Template::window, 1, maxDistance},
    {"globals", &Template::globals, 0, maxDistance},
    {"stride", &Template::stride, 1, maxDistance},
    {"kernel", &Template::kernel, 1, maxLayers},
};

static llvm::ArrayRef<Architecture> getArchitectures() {
  static const Architecture all[] = {
      {"transformer", {"layers", "width", "heads", "hidden"}, writeTransformer},
      {"sparse-transformer",
       {"layers", "width", "heads", "hidden", "stride"},
       writeTransformer},
      {"longformer",
       {"layers", "width", "heads", "hidden", "window", "globals"},
       writeTransformer},
      {"cnn", {"layers", "width", "kernel", "stride"}, writeCNN},
      {"wavenet", {"layers", "width", "kernel", "dilations"}, writeWaveNet},
  };
  return all;
}

static const Architecture *find(StringRef name) {
  for (const Architecture &architecture : getArchitectures())
    if (architecture.name == name)
      return &architecture;
  return nullptr;
}

llvm::ArrayRef<StringLiteral> Template::getNames() {
  static const std::vector<StringLiteral> names = [] {
    std::vector<StringLiteral> result;
    for (const Architecture &architecture : getArchitectures())
      result.push_back(architecture.name);
    return result;
  }();
  return names;
}

llvm::ArrayRef<StringLiteral> Template::getOptions() const {
  return find(name)->options;
}

llvm::Expected<Template> Template::get(StringRef name) {
  if (!find(name))
    return fail(Exit::Usage, "expected a template (" +
                                 llvm::join(getNames(), ", ") + "), but got `" +
                                 name + "`");
  Template result;
  result.name = name.str();
  if (name == "sparse-transformer")
    result.stride = 32;
  if (name == "wavenet")
    result.kernel = 2;
  return result;
}

llvm::Error Template::set(StringRef option, StringRef value) {
  if (!llvm::is_contained(getOptions(), option))
    return fail(Exit::Usage, "expected options of `" + name + "` (--" +
                                 llvm::join(getOptions(), ", --") +
                                 "), but got `--" + option + "`");
  if (option == "dilations") {
    dilations.clear();
    for (StringRef part : llvm::split(value, ',')) {
      int64_t dilation;
      if (part.getAsInteger(10, dilation) || dilation < 1)
        return fail(Exit::Usage, "expected --dilations to be positive numbers "
                                 "(1,2,4), but got `" +
                                     value + "`");
      dilations.push_back(dilation);
    }
    if (!hasLayers)
      layers = dilations.size();
    return llvm::Error::success();
  }
  hasLayers |= option == "layers";
  for (const NumberOption &number : numberOptions)
    if (number.name == option && (value.getAsInteger(10, this->*number.value) ||
                                  this->*number.value < number.least))
      return fail(Exit::Usage, "expected --" + option +
                                   " to be a positive number, but got `" +
                                   value + "`");
  return llvm::Error::success();
}

static llvm::Error checkLimit(StringRef option, int64_t value, int64_t limit) {
  if (value <= limit)
    return llvm::Error::success();
  return fail(Exit::Usage, "expected --" + option + " to be at most " +
                               llvm::Twine(limit) + ", but got " +
                               llvm::Twine(value));
}

llvm::Error Template::check() const {
  llvm::Error error = llvm::Error::success();
  for (const NumberOption &number : numberOptions)
    if (!error)
      error = checkLimit(number.name, this->*number.value, number.greatest);
  for (int64_t dilation : dilations)
    if (!error)
      error = checkLimit("dilations", dilation, maxDistance);
  if (error)
    return error;
  if (hasOption("heads") && width % heads != 0)
    return fail(Exit::Usage, "expected --heads to divide --width, but got " +
                                 llvm::Twine(heads) + " and " +
                                 llvm::Twine(width));
  if (name == "sparse-transformer" && heads % 2 != 0)
    return fail(Exit::Usage, "expected --heads to be even, half for each "
                             "pattern, but got " +
                                 llvm::Twine(heads));
  if (!dilations.empty() && int64_t(dilations.size()) != layers)
    return fail(Exit::Usage, "expected as many --dilations as --layers, but "
                             "got " +
                                 llvm::Twine(dilations.size()) + " and " +
                                 llvm::Twine(layers));
  if (name == "wavenet" && dilations.empty() && layers > 30)
    return fail(Exit::Usage, "expected --dilations for more than 30 layers, as "
                             "doubling ends there, but got " +
                                 llvm::Twine(layers) + " layers");
  return llvm::Error::success();
}

bool Template::hasOption(StringRef option) const {
  return llvm::is_contained(getOptions(), option);
}

int64_t Template::getWidthStep() const {
  return hasOption("heads") ? heads : 1;
}

std::string Template::getCommand() const {
  std::string text = name;
  for (StringRef option : getOptions()) {
    if (option == "dilations") {
      if (!dilations.empty())
        text += " --dilations " +
                llvm::join(llvm::map_range(dilations,
                                           [](int64_t dilation) {
                                             return std::to_string(dilation);
                                           }),
                           ",");
      continue;
    }
    if (option == "hidden" && hidden == 0)
      continue;
    const auto *number =
        llvm::find_if(numberOptions, [&](const NumberOption &number) {
          return number.name == option;
        });
    int64_t value = this->*number->value;
    text += (" --" + option + " " + llvm::Twine(value)).str();
  }
  return text;
}

llvm::Expected<Template> Template::parse(StringRef command) {
  llvm::SmallVector<StringRef> words;
  command.split(words, ' ', -1, /*KeepEmpty=*/false);
  if (words.size() % 2 != 1)
    return fail(Exit::BadInput, "expected `ambit.template` to be options of "
                                "`ambit new`, but got `" +
                                    command + "`");
  llvm::Expected<Template> result = get(words.front());
  if (!result)
    return result.takeError();
  for (size_t at = 1; at < words.size(); at += 2) {
    words[at].consume_front("--");
    if (llvm::Error error = result->set(words[at], words[at + 1]))
      return std::move(error);
  }
  if (llvm::Error error = result->check())
    return std::move(error);
  return result;
}

std::string Template::getText() const {
  ModelText text;
  find(name)->write(*this, text);
  return text.finish(getCommand());
}
