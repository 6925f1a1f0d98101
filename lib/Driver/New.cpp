// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `ambit new`: a model file from a template.
#include "Error.h"
#include "Model.h"
#include "Template.h"

using namespace ambit;
using namespace ambit::driver;

llvm::Error driver::newModel(const Options &options) {
  llvm::Expected<Template> chosen = Template::get(options.model);
  if (!chosen)
    return chosen.takeError();
  for (const auto &[option, value] : options.templateOptions)
    if (llvm::Error error = chosen->set(option, value))
      return error;
  if (llvm::Error error = chosen->check())
    return error;
  return printText(options,
                   [&](llvm::raw_ostream &os) { os << chosen->getText(); });
}
