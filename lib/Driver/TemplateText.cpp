// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The text of every template.
#include "TemplateText.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/Twine.h"

using namespace ambit;
using namespace ambit::driver;
using llvm::Twine;

static std::string getShape(std::initializer_list<int64_t> sizes) {
  return llvm::join(
      llvm::map_range(sizes, [](int64_t size) { return std::to_string(size); }),
      "x");
}

static std::string getType(const std::string &shape) {
  return "tensor<" + shape + "xf32>";
}

std::string ModelText::addWeight(const Twine &name, const std::string &shape) {
  std::string text = name.str(), type = getType(shape);
  globals += "ambit.global @" + text + " : " + type + "\n";
  body += "  %" + text + " = ambit.get_global @" + text + " : " + type + "\n";
  return "%" + text;
}

std::string ModelText::addOp(const Twine &name, const Twine &op) {
  std::string text = name.str();
  body += "  %" + text + " = " + op.str() + "\n";
  return "%" + text;
}

void ModelText::addLine(const Twine &line) { body += "  " + line.str() + "\n"; }

void ModelText::addMask(llvm::StringRef name, const Twine &words) {
  masks += ("#" + name + " = #ambit.mask<" + words + ">\n").str();
}

std::string ModelText::finish(llvm::StringRef command) const {
  std::string text = "// ambit new " + command.str() + "\n\n";
  if (!masks.empty())
    text += masks + "\n";
  text += "!x = tensor<?x?x" + std::to_string(width) + "xf32>\n\n";
  text += "module attributes {ambit.template = \"" + command.str() + "\"} {\n";
  text += globals;
  text += "\nfunc.func @model(%x: !x {ambit.sizes = [\"batch\", \"n\", \"\"]})"
          " -> !x {\n";
  text += body;
  text += "  return " + output + " : !x\n}\n}\n";
  return text;
}

/// x + change.
static std::string addResidual(ModelText &text, const Twine &name,
                               const std::string &x,
                               const std::string &change) {
  return text.addOp(name,
                    "ambit.add " + x + ", " + change + " : (!x, !x) -> !x");
}

static std::string addNorm(ModelText &text, const Twine &name,
                           const std::string &x) {
  std::string row = getShape({text.width});
  std::string scale = text.addWeight(name + "_scale", row);
  std::string shift = text.addWeight(name + "_shift", row);
  return text.addOp(name, "ambit.layer_norm " + x + ", " + scale + " bias " +
                              shift + " : (!x, " + getType(row) + ", " +
                              getType(row) + ") -> !x");
}

//===- Transformers -------------------------------------------------------===//

static std::string addMasks(const Template &options, ModelText &text) {
  if (options.name == "transformer") {
    text.addMask("causal", "causal");
    return "#causal";
  }
  if (options.name == "longformer") {
    text.addMask("near", "window(" + Twine(options.window) + ", " +
                             Twine(options.window) + ")" +
                             (options.globals
                                  ? " | global(" + Twine(options.globals) + ")"
                                  : Twine()));
    return "#near";
  }
  text.addMask("near", "causal & window(" + Twine(options.stride) + ")");
  text.addMask("far", "causal & strided(" + Twine(options.stride) + ")");
  std::vector<std::string> heads(options.heads / 2, "#near");
  heads.resize(options.heads, "#far");
  return "[" + llvm::join(heads, ", ") + "]";
}

static std::string addFeedForward(ModelText &text, const std::string &l,
                                  const std::string &x, int64_t hidden) {
  int64_t width = text.width;
  std::string up = getShape({width, hidden}), down = getShape({hidden, width});
  std::string wide = getShape({hidden}), row = getShape({width});
  std::string u = text.addWeight("up" + l, up);
  std::string bu = text.addWeight("up_bias" + l, wide);
  std::string d = text.addWeight("down" + l, down);
  std::string bd = text.addWeight("down_bias" + l, row);
  return text.addOp("mapped" + l,
                    "ambit.feed_forward " + x + ", " + u + ", " + d +
                        " hidden_bias " + bu + " output_bias " + bd +
                        " kind(gelu)\n      : (!x, " + getType(up) + ", " +
                        getType(down) + ", " + getType(wide) + ", " +
                        getType(row) + ") -> !x");
}

void driver::writeTransformer(const Template &options, ModelText &text) {
  text.width = options.width;
  int64_t hidden = options.hidden ? options.hidden : 4 * options.width;
  std::string masks = addMasks(options, text), x = "%x";
  std::string square = getShape({options.width, options.width});
  std::string type = getType(square);
  for (int64_t layer = 0; layer < options.layers; ++layer) {
    std::string l = std::to_string(layer), weights;
    std::string norm = addNorm(text, "norm" + l, x);
    for (const char *name : {"query", "key", "value", "output"})
      weights += ", " + text.addWeight(name + l, square);
    std::string mixed = text.addOp(
        "mixed" + l, "ambit.multi_head_attention " + norm + weights +
                         " heads(" + Twine(options.heads) + ") mask(" + masks +
                         ")\n      : (!x, " + type + ", " + type + ", " + type +
                         ", " + type + ") -> !x");
    std::string y = addResidual(text, "y" + l, x, mixed);
    std::string inner = addNorm(text, "inner_norm" + l, y);
    x = addResidual(text, "x" + l, y, addFeedForward(text, l, inner, hidden));
  }
  text.output = addNorm(text, "y", x);
}

//===- Convolutions -------------------------------------------------------===//

void driver::writeCNN(const Template &options, ModelText &text) {
  text.width = options.width;
  std::string shape = getShape({options.kernel, options.width, options.width});
  std::string row = getShape({options.width}), x = "%x";
  for (int64_t layer = 0; layer < options.layers; ++layer) {
    std::string l = std::to_string(layer);
    std::string kernel = text.addWeight("kernel" + l, shape);
    std::string bias = text.addWeight("bias" + l, row);
    std::string conv = text.addOp(
        "conv" + l,
        "ambit.conv " + x + ", " + kernel + " bias " + bias + " padding(same)" +
            (options.stride > 1 ? " stride(" + Twine(options.stride) + ")"
                                : Twine()) +
            "\n      : (!x, " + getType(shape) + ", " + getType(row) +
            ") -> !x");
    std::string act = text.addOp("act" + l, "ambit.activation " + conv +
                                                " kind(gelu) : (!x) -> !x");
    // A layer that shortens the sequence has no positions to add to.
    x = options.stride > 1 ? act : addResidual(text, "x" + l, x, act);
  }
  text.output = addNorm(text, "y", x);
}

void driver::writeWaveNet(const Template &options, ModelText &text) {
  int64_t width = text.width = options.width;
  std::string shape = getShape({options.kernel, width, 2 * width});
  std::string square = getShape({width, width}), row = getShape({2 * width});
  std::string types = "(!x, " + getType(shape) + ", " + getType(square) + ", " +
                      getType(square) + ", " + getType(row) + ") -> (!x, !x)";
  std::string x = "%x", sum;
  for (int64_t layer = 0; layer < options.layers; ++layer) {
    std::string l = std::to_string(layer);
    int64_t dilation = options.dilations.empty() ? int64_t(1) << layer
                                                 : options.dilations[layer];
    std::string kernel = text.addWeight("kernel" + l, shape);
    std::string bias = text.addWeight("bias" + l, row);
    std::string residual = text.addWeight("residual" + l, square);
    std::string skip = text.addWeight("skip" + l, square);
    text.addLine("%x" + l + ", %skipped" + l + " = ambit.gated_conv " + x +
                 ", " + kernel + ", " + residual + ", " + skip + " bias " +
                 bias + " dilation(" + Twine(dilation) + ")\n      : " + types);
    x = "%x" + l;
    sum = layer == 0 ? "%skipped0"
                     : addResidual(text, "sum" + l, sum, "%skipped" + l);
  }
  text.output = addNorm(text, "y", sum);
}
