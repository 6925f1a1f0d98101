// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Parses `--size`.
#include "Arguments.h"
#include "Error.h"

#include "llvm/ADT/StringExtras.h"

using namespace ambit;
using namespace ambit::driver;

llvm::Expected<Sizes> Sizes::parse(llvm::ArrayRef<std::string> texts) {
  Sizes sizes;
  for (llvm::StringRef text : texts) {
    auto [name, value] = text.contains('=')
                             ? text.split('=')
                             : std::pair(llvm::StringRef(), text);
    llvm::SmallVector<int64_t> numbers;
    for (llvm::StringRef part : llvm::split(value, 'x')) {
      int64_t number;
      if (part.getAsInteger(10, number) || number < 0)
        return fail(Exit::Usage,
                    "expected --size to be a number (1024), a named dimension "
                    "(n=1024) or a shape (x=1x1024x64), but got `" +
                        text + "`");
      numbers.push_back(number);
    }
    if (numbers.size() > 1 && name.empty())
      return fail(Exit::Usage, "expected the name of an input before the shape "
                               "in --size, but got `" +
                                   text + "`");
    if (name.empty())
      sizes.fallback = numbers.front();
    else if (numbers.size() == 1)
      sizes.byName[name] = numbers.front();
    else
      sizes.shapes[name] = numbers;
  }
  return sizes;
}
