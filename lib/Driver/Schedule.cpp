// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads schedules.
#include "Schedule.h"
#include "Error.h"
#include "Nesting.h"
#include "ambit/Emit/Object.h"
#include "ambit/Pipeline/Schedule.h"

#include "mlir/AsmParser/AsmParser.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/JSON.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;

static constexpr size_t maxScheduleBytes = size_t(16) << 20;

llvm::Expected<std::string> driver::getCPUName(const Options &options) {
  auto machine = emit::createTargetMachine(options.cpu);
  if (!machine)
    return fail(Exit::Usage, machine.takeError());
  return (*machine)->getTargetCPU().str();
}

/// The file as JSON, its size and nesting bounded.
static llvm::Expected<llvm::json::Value> readJSON(StringRef path) {
  auto file = readNested(path, maxScheduleBytes);
  if (!file)
    return file.takeError();
  auto value = llvm::json::parse((*file)->getBuffer());
  if (!value)
    return fail(Exit::BadInput,
                path + ": expected JSON, but " + toString(value.takeError()));
  return value;
}

static PlanAttr parsePlan(MLIRContext *context, StringRef text) {
  ScopedDiagnosticHandler ignore(context, [](Diagnostic &) {});
  if (findDeepNesting(text))
    return nullptr;
  return dyn_cast_if_present<PlanAttr>(parseAttribute(text, context));
}

llvm::Error driver::readSchedule(ModuleOp module, const Options &options) {
  StringRef path = options.schedule;
  auto value = readJSON(path);
  if (!value)
    return value.takeError();
  const llvm::json::Object *file = value->getAsObject();
  auto find = [&](const llvm::json::Object *object, StringRef field) {
    return object ? object->getString(field).value_or("") : "";
  };
  if (StringRef schema = find(file, "schema"); schema != scheduleSchema)
    return fail(Exit::BadInput, path + ": expected the schema `" +
                                    scheduleSchema + "`, but got `" + schema +
                                    "`");
  if (StringRef(options.cpu).contains(','))
    return fail(Exit::Usage,
                "not supported yet: --schedule with several processors");
  auto cpu = getCPUName(options);
  if (!cpu)
    return cpu.takeError();
  if (StringRef measured = find(file, "cpu"); measured != *cpu)
    return fail(Exit::BadInput,
                path + ": expected a schedule for the processor " + *cpu +
                    ", but it is stale: it is for `" + measured + "`");
  const llvm::json::Array *operations = file->getArray("operations");
  if (!operations)
    return fail(Exit::BadInput, path + ": expected a list `operations`");
  NamedAttrList plans;
  for (const llvm::json::Value &entry : *operations) {
    StringRef operation = find(entry.getAsObject(), "operation");
    StringRef text = find(entry.getAsObject(), "plan");
    PlanAttr plan = parsePlan(module.getContext(), text);
    if (operation.empty() || !plan)
      return fail(Exit::BadInput,
                  path +
                      ": expected every entry of `operations` to have an "
                      "`operation` and a `plan` (#ambit.plan<…>), but got `" +
                      operation + "` and `" + text + "`");
    plans.set(operation, plan);
  }
  pipeline::setSchedule(module, plans.getDictionary(module.getContext()));
  return llvm::Error::success();
}

std::string driver::printSchedule(ModuleOp module) {
  std::string text;
  if (DictionaryAttr schedule = pipeline::getSchedule(module))
    llvm::raw_string_ostream(text) << schedule;
  return text;
}
