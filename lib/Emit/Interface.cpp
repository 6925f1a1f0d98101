// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The interface of compiled code as a module attribute, and its messages.
#include "ambit/Emit/Interface.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/Builders.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::emit;

static Attribute toAttribute(Builder &builder, ArrayRef<Array> arrays) {
  SmallVector<Attribute> elements;
  for (const Array &array : arrays)
    elements.push_back(builder.getDictionaryAttr(
        {builder.getNamedAttr("name", builder.getStringAttr(array.name)),
         builder.getNamedAttr("type", TypeAttr::get(array.type))}));
  return builder.getArrayAttr(elements);
}

static std::vector<Array> toArrays(DictionaryAttr entry, StringRef key) {
  std::vector<Array> arrays;
  for (auto element : entry.getAs<ArrayAttr>(key).getAsRange<DictionaryAttr>())
    arrays.push_back(
        {element.getAs<StringAttr>("name").str(),
         cast<MemRefType>(element.getAs<TypeAttr>("type").getValue())});
  return arrays;
}

static ArrayAttr toAttribute(MLIRContext *context, ArrayRef<Entry> entries) {
  Builder builder(context);
  SmallVector<Attribute> elements;
  for (const Entry &entry : entries) {
    SmallVector<StringRef> checks(entry.checks.begin(), entry.checks.end());
    elements.push_back(builder.getDictionaryAttr({
        builder.getNamedAttr("name", builder.getStringAttr(entry.name)),
        builder.getNamedAttr("inputs", toAttribute(builder, entry.inputs)),
        builder.getNamedAttr("globals", toAttribute(builder, entry.globals)),
        builder.getNamedAttr("outputs", toAttribute(builder, entry.outputs)),
        builder.getNamedAttr("checks", builder.getStrArrayAttr(checks)),
    }));
  }
  return builder.getArrayAttr(elements);
}

static std::vector<Entry> toEntries(ArrayAttr attribute) {
  std::vector<Entry> entries;
  for (auto element : attribute.getAsRange<DictionaryAttr>()) {
    Entry entry;
    entry.name = element.getAs<StringAttr>("name").str();
    entry.inputs = toArrays(element, "inputs");
    entry.globals = toArrays(element, "globals");
    entry.outputs = toArrays(element, "outputs");
    for (auto check :
         element.getAs<ArrayAttr>("checks").getAsRange<StringAttr>())
      entry.checks.push_back(check.str());
    entries.push_back(std::move(entry));
  }
  return entries;
}

void emit::setEntries(ModuleOp module, ArrayRef<Entry> entries) {
  module->setAttr(interfaceAttrName, toAttribute(module.getContext(), entries));
}

std::vector<Entry> emit::getEntries(ModuleOp module) {
  auto attribute = module->getAttrOfType<ArrayAttr>(interfaceAttrName);
  return attribute ? toEntries(attribute) : std::vector<Entry>();
}

std::string emit::printEntries(MLIRContext *context, ArrayRef<Entry> entries) {
  std::string text;
  llvm::raw_string_ostream(text) << toAttribute(context, entries);
  return text;
}

FailureOr<std::vector<Entry>> emit::parseEntries(MLIRContext *context,
                                                 StringRef text) {
  auto attribute =
      dyn_cast_if_present<ArrayAttr>(parseAttribute(text, context));
  if (!attribute)
    return failure();
  return toEntries(attribute);
}

std::string emit::formatStatus(const Entry &entry, int32_t status,
                               const int64_t *got) {
  if (status == statusOk)
    return "no error";
  if (status == statusOutOfMemory)
    return "out of memory";
  if (status < 0 || size_t(status) > entry.checks.size())
    return "unknown status " + std::to_string(status);
  std::string message;
  for (StringRef rest = entry.checks[status - 1]; !rest.empty();) {
    bool isValue = rest.starts_with("{0}") || rest.starts_with("{1}");
    if (isValue)
      message += std::to_string(got[rest[1] - '0']);
    else
      message += rest.front();
    rest = rest.drop_front(isValue ? 3 : 1);
  }
  return message;
}
