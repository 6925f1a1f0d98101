// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Statements about one mask: each is the emptiness of a set of pairs, or the
// greatest distance in one.
#include "MaskTheorems.h"
#include "Error.h"
#include "dialects/Ambit/MaskRelation.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;
using namespace ambit::relation;

llvm::Expected<MaskAttr> driver::parseMask(MLIRContext *context,
                                           StringRef option, StringRef text) {
  StringRef inner = text.trim();
  size_t start = inner.data() - text.data();
  if (inner.consume_front("#ambit.mask<")) {
    start += StringRef("#ambit.mask<").size();
    inner.consume_back(">");
  }
  std::string error;
  MaskAttr mask = MaskAttr::parseText(
      context, inner, [&](size_t position, const Twine &message) {
        error = (option + ", character " + Twine(start + position + 1) + ": " +
                 message)
                    .str();
      });
  if (!mask)
    return fail(Exit::Usage, error);
  return mask;
}

static llvm::Expected<Relation> getRelation(relation::Builder &builder,
                                            Tree tree, const Facts &facts) {
  Limits limits;
  limits.milliseconds = 1000;
  limits.proverConstraints = 64;
  limits.proverDivisions = 12;
  auto relation = Relation::get(builder, tree, facts, limits);
  if (!relation)
    return fail(Exit::NotCompiled, relation.takeError());
  return relation;
}

/// The facts, and what the mask needs.
static Facts withNeeds(const Facts &facts, MaskAttr mask) {
  Facts all = facts;
  if (mask.needsEqualLengths())
    all.equal(queryLength, keyLength);
  return all;
}

llvm::Expected<Relation> driver::toRelation(MaskAttr mask, const Facts &facts) {
  relation::Builder builder;
  Tree tree = toTree(mask, builder);
  return getRelation(builder, tree, withNeeds(facts, mask));
}

static std::string lengthsText(const Point &point) {
  return " at n = " + std::to_string(point.symbols[queryLength]) +
         ", m = " + std::to_string(point.symbols[keyLength]);
}

/// `describe` says what the witness shows, but for its lengths.
static Finding
findingOf(StringRef statement, const Answer &answer, bool isClaimed,
          llvm::function_ref<std::string(const Point &)> describe) {
  Finding finding{statement.str(), answer.verdict, "", answer.witness,
                  isClaimed};
  if (const auto &point = answer.witness)
    finding.text = describe(*point) + lengthsText(*point);
  return finding;
}

/// `verb` goes between query and key.
static Finding pairFinding(StringRef statement, const Answer &answer,
                           bool isClaimed, StringRef verb) {
  return findingOf(statement, answer, isClaimed, [&](const Point &point) {
    return "query " + std::to_string(point.query) + verb.str() +
           std::to_string(point.key);
  });
}

static Finding emptyRowFinding(const Relation &relation, bool isClaimed) {
  return findingOf("no-empty-rows", everyQuerySees(relation), isClaimed,
                   [](const Point &point) {
                     return "query " + std::to_string(point.query) +
                            " sees no key";
                   });
}

static Finding deadKeyFinding(const Relation &relation, bool isClaimed) {
  return findingOf("no-dead-keys", everyKeyIsRead(relation), isClaimed,
                   [](const Point &point) {
                     return "no query sees key " + std::to_string(point.key);
                   });
}

static std::string countText(int64_t count, StringRef noun) {
  return std::to_string(count) + " " + noun.str() + (count == 1 ? "" : "s");
}

/// How far back a query reads, and, if it never looks ahead, what a stream
/// keeps.
static Finding lookBackFinding(const Relation &relation, bool isCausal,
                               CacheSize &size) {
  using Kind = Extent::Kind;
  Cache cache = cacheOf(relation);
  Finding finding{"bounded-look-back", Verdict::Unknown, "", std::nullopt,
                  false};
  if (cache.lookBack.kind == Kind::Unknown ||
      cache.lastFirst.kind == Kind::Unknown)
    return finding;
  if (cache.lookBack.kind == Kind::Unbounded) {
    finding.verdict = Verdict::Refuted;
    finding.text = "without bound";
  } else {
    // Without a pair, nothing is kept.
    int64_t behind = cache.lookBack.kind == Kind::Bounded
                         ? std::max<int64_t>(cache.lookBack.value, -1)
                         : -1;
    int64_t first =
        cache.lastFirst.kind == Kind::Bounded ? cache.lastFirst.value + 1 : 0;
    finding.verdict = Verdict::Holds;
    finding.text = std::to_string(std::max<int64_t>(behind, 0));
    if (first)
      finding.text +=
          ", and the first " + countText(first, "key") + " from anywhere";
    size.keys = behind + 1 + first;
    if (isCausal)
      finding.text += "; a stream keeps " + countText(size.keys, "key");
  }
  if (isCausal)
    size.verdict = finding.verdict;
  return finding;
}

MaskFindings driver::findTheorems(const Relation &relation,
                                  const CheckOptions &claims) {
  MaskFindings found;
  Affine ahead, back;
  ahead.query = back.key = -1;
  ahead.key = back.query = 1;
  found.findings.push_back(pairFinding("causal", atMost(relation, ahead, 0),
                                       claims.causal, " reads key "));
  bool isCausal = found.findings[0].verdict == Verdict::Holds;
  found.findings.push_back(emptyRowFinding(relation, claims.noEmptyRows));
  found.findings.push_back(deadKeyFinding(relation, claims.noDeadKeys));
  found.findings.push_back(lookBackFinding(relation, isCausal, found.cache));
  if (claims.lookBack)
    found.findings.push_back(
        pairFinding("look-back", atMost(relation, back, *claims.lookBack), true,
                    " reads key "));
  return found;
}

/// Pairs of one mask that the other has not.
static llvm::Expected<Answer> findDifference(MaskAttr one, MaskAttr other,
                                             const Facts &facts) {
  relation::Builder builder;
  Tree difference = builder.both(toTree(one, builder),
                                 builder.negate(toTree(other, builder)));
  auto relation =
      getRelation(builder, difference, withNeeds(withNeeds(facts, one), other));
  if (!relation)
    return relation.takeError();
  return isEmpty(*relation);
}

llvm::Error driver::compareMasks(MaskAttr mask, const Facts &facts,
                                 const CheckOptions &claims,
                                 MaskFindings &found) {
  for (bool isEqual : {true, false}) {
    StringRef text = isEqual ? claims.equal : claims.within;
    StringRef statement = isEqual ? "equal" : "within";
    if (text.empty())
      continue;
    auto other = parseMask(mask.getContext(), "--" + statement.str(), text);
    if (!other)
      return other.takeError();
    auto answer = findDifference(mask, *other, facts);
    if (!answer)
      return answer.takeError();
    StringRef verb = " reads, against the other mask, key ";
    if (isEqual && !answer->witness) {
      auto inverse = findDifference(*other, mask, facts);
      if (!inverse)
        return inverse.takeError();
      if (inverse->verdict != Verdict::Holds)
        answer = *inverse;
      verb = " reads, in the other mask only, key ";
    }
    found.findings.push_back(pairFinding(statement, *answer, true, verb));
  }
  return llvm::Error::success();
}
