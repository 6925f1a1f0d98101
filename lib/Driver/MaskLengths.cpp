// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Parses the lengths of a mask.
#include "MaskLengths.h"
#include "Error.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;

llvm::Expected<MaskLengths> MaskLengths::parse(ArrayRef<std::string> texts,
                                               MaskAttr mask) {
  MaskLengths lengths;
  for (StringRef text : texts) {
    auto [name, value] = text.split('=');
    int64_t number = 0;
    bool isNumber = !value.getAsInteger(10, number);
    if ((name == "m" && value == "n") || (name == "n" && value == "m")) {
      lengths.areEqual = true;
      continue;
    }
    if ((name != "n" && name != "m") || !isNumber || number < 1 ||
        number > relation::maxConstant)
      return fail(Exit::Usage, "expected --size to be n=NUMBER, m=NUMBER or "
                               "m=n, with numbers in 1..2^40, but got `" +
                                   text + "`");
    (name == "n" ? lengths.queries : lengths.keys) = number;
  }
  lengths.areEqual |= mask.needsEqualLengths();
  if (!lengths.areEqual || lengths.queries == lengths.keys)
    return lengths;
  if (lengths.queries && lengths.keys)
    return fail(Exit::Usage, "expected n and m to be equal, but got " +
                                 Twine(*lengths.queries) + " and " +
                                 Twine(*lengths.keys));
  int64_t length = lengths.queries ? *lengths.queries : *lengths.keys;
  lengths.queries = lengths.keys = length;
  return lengths;
}

relation::Facts MaskLengths::getFacts() const {
  relation::Facts facts;
  if (queries)
    facts.fixed.push_back({relation::queryLength, *queries});
  if (keys)
    facts.fixed.push_back({relation::keyLength, *keys});
  if (areEqual)
    facts.equal(relation::queryLength, relation::keyLength);
  return facts;
}

std::string MaskLengths::getText() const {
  auto one = [](StringRef name, std::optional<int64_t> length) {
    return length ? (name + " = " + Twine(*length)).str()
                  : ("all " + name).str();
  };
  if (areEqual && !queries)
    return "all n = m";
  return one("n", queries) + ", " + one("m", keys);
}
