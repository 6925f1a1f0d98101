// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Calls through the C interface.
#include "Call.h"
#include "Error.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;

static std::vector<emit::CArray> toCArrays(ArrayRef<data::Array> arrays) {
  std::vector<emit::CArray> result;
  for (const data::Array &array : arrays)
    result.push_back({const_cast<void *>(array.data()), array.shape().data()});
  return result;
}

llvm::Expected<Call> Call::prepare(emit::Program &program,
                                   const emit::Entry &entry,
                                   const Arguments &arguments) {
  Call call;
  call.entry = &entry;
  call.inputs = toCArrays(arguments.inputs);
  call.globals = toCArrays(arguments.globals);
  auto shapes = program.lookup<emit::CShapesFunction>(entry.name + "_shapes");
  auto function = program.lookup<emit::CFunction>(entry.name);
  if (!shapes || !function)
    return fail(Exit::NotCompiled,
                llvm::joinErrors(shapes.takeError(), function.takeError()));
  call.function = *function;

  std::vector<SmallVector<int64_t>> sizes;
  std::vector<int64_t *> pointers;
  for (const emit::Array &output : entry.outputs)
    sizes.emplace_back(output.type.getRank());
  for (SmallVector<int64_t> &shape : sizes)
    pointers.push_back(shape.data());
  int64_t got[2];
  if (int32_t status = (*shapes)(call.inputs.data(), call.globals.data(),
                                 pointers.data(), got))
    return fail(Exit::RunFailed, emit::formatStatus(entry, status, got));
  for (auto [output, shape] : llvm::zip_equal(entry.outputs, sizes)) {
    auto array = data::Array::allocate(getElementType(output), shape);
    if (!array)
      return fail(Exit::RunFailed, array.takeError());
    call.outputs.push_back(std::move(*array));
  }
  call.results = toCArrays(call.outputs);
  return call;
}

llvm::Expected<double> Call::run() {
  double start = now();
  int32_t status = function(inputs.data(), globals.data(), results.data());
  double seconds = now() - start;
  if (status == emit::statusOk)
    return seconds;
  int64_t none[2] = {0, 0};
  return fail(Exit::RunFailed, emit::formatStatus(*entry, status, none));
}
