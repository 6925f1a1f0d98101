// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The plan attribute: an algorithm and its integer settings.

#include "dialects/Ambit/AmbitOps.h"

using namespace mlir;
using namespace ambit;

PlanAttr PlanAttr::get(MLIRContext *context, StringRef algorithm,
                       ArrayRef<std::pair<StringRef, int64_t>> settings) {
  Builder builder(context);
  SmallVector<NamedAttribute> attributes;
  for (auto [name, value] : settings)
    attributes.push_back(
        builder.getNamedAttr(name, builder.getI64IntegerAttr(value)));
  return get(context, algorithm, builder.getDictionaryAttr(attributes));
}

int64_t PlanAttr::getSetting(StringRef name, int64_t otherwise) const {
  auto value = getSettings().getAs<IntegerAttr>(name);
  return value ? value.getInt() : otherwise;
}

LogicalResult PlanAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                               StringRef algorithm, DictionaryAttr settings) {
  if (algorithm.empty())
    return emitError() << "expected a plan to name its algorithm";
  for (NamedAttribute setting : settings) {
    auto value = dyn_cast<IntegerAttr>(setting.getValue());
    if (!value || !value.getType().isInteger(64))
      return emitError() << "expected the setting `"
                         << setting.getName().strref()
                         << "` of a plan to be a 64-bit integer, but got "
                         << setting.getValue();
  }
  return success();
}

// algorithm (`,` name `=` integer)*
Attribute PlanAttr::parse(AsmParser &parser, Type) {
  SMLoc loc = parser.getCurrentLocation();
  std::string algorithm;
  NamedAttrList settings;
  if (parser.parseLess() || parser.parseKeywordOrString(&algorithm))
    return {};
  while (succeeded(parser.parseOptionalComma())) {
    std::string name;
    int64_t value;
    SMLoc nameLoc = parser.getCurrentLocation();
    if (parser.parseKeywordOrString(&name) || parser.parseEqual() ||
        parser.parseInteger(value))
      return {};
    if (settings.get(name)) {
      parser.emitError(nameLoc, "expected the setting `")
          << name << "` once, but got it twice";
      return {};
    }
    settings.append(name, parser.getBuilder().getI64IntegerAttr(value));
  }
  if (parser.parseGreater())
    return {};
  return parser.getChecked<PlanAttr>(
      loc, parser.getContext(), StringRef(algorithm),
      settings.getDictionary(parser.getContext()));
}

void PlanAttr::print(AsmPrinter &printer) const {
  printer << "<";
  printer.printKeywordOrString(getAlgorithm());
  for (NamedAttribute setting : getSettings()) {
    printer << ", ";
    printer.printKeywordOrString(setting.getName());
    printer << " = " << cast<IntegerAttr>(setting.getValue()).getInt();
  }
  printer << ">";
}
