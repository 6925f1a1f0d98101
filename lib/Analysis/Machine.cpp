// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads and writes machine files.

#include "ambit/Analysis/Machine.h"

#include <algorithm>
#include <cmath>

using namespace ambit;
using namespace ambit::analysis;

static constexpr llvm::StringLiteral schema = "ambit-machine-1";

static llvm::Expected<double> getRate(const llvm::json::Object &object,
                                      llvm::StringRef key) {
  std::optional<double> rate = object.getNumber(key);
  if (rate && *rate > 0 && std::isfinite(*rate))
    return *rate;
  return llvm::createStringError("expected `" + key +
                                 "` to be a positive number");
}

llvm::Expected<Machine> Machine::parse(llvm::StringRef text) {
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(text);
  if (!value)
    return value.takeError();
  const llvm::json::Object *object = value->getAsObject();
  if (!object || object->getString("schema") != schema)
    return llvm::createStringError("expected a machine file with \"schema\": "
                                   "\"" +
                                   schema + "\"");
  Machine machine;
  machine.cpu = object->getString("cpu").value_or("").str();
  for (auto [key, rate] :
       {std::pair("flops_per_second", &machine.flopsPerSecond),
        {"memory_bytes_per_second", &machine.bytesPerSecond},
        {"cache_bytes_per_second", &machine.cacheBytesPerSecond}}) {
    llvm::Expected<double> number = getRate(*object, key);
    if (!number)
      return number.takeError();
    *rate = *number;
  }
  return machine;
}

llvm::json::Value Machine::getJSON() const {
  return llvm::json::Object{{"schema", schema},
                            {"cpu", cpu},
                            {"flops_per_second", flopsPerSecond},
                            {"memory_bytes_per_second", bytesPerSecond},
                            {"cache_bytes_per_second", cacheBytesPerSecond}};
}

double Machine::getSeconds(double flops, double bytes) const {
  return std::max(flops / flopsPerSecond, bytes / bytesPerSecond);
}
