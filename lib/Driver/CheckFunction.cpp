// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The statements about a model: of all its layers together, and of each mask.
#include "CheckSubjects.h"
#include "Error.h"
#include "Work.h"
#include "ambit/Analysis/Causality.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;
using relation::Extent;
using relation::Verdict;

/// From the outputs to the inputs.
static Subject checkWhole(StringRef name, const analysis::Causality &causality,
                          const CheckOptions &claims) {
  Finding causal{"causal", causality.verdict, "", std::nullopt, claims.causal};
  if (const auto &later = causality.witness) {
    causal.text = "output " + std::to_string(later->output) +
                  " depends on input " + std::to_string(later->input) +
                  " at length " + std::to_string(later->length);
    causal.witness = relation::Point{
        later->output, later->input, {later->length, later->length}};
  }
  Finding back{"bounded-look-back", Verdict::Unknown, "", std::nullopt, false};
  if (causality.back.kind == Extent::Kind::Bounded) {
    back.verdict = Verdict::Holds;
    back.text = "at most " + std::to_string(causality.back.value);
  } else if (causality.readsAllBack) {
    back.verdict = Verdict::Refuted;
    back.text = "without bound";
  } else if (causality.back.kind == Extent::Kind::Unbounded) {
    back.text = "no bound is known";
  }
  Subject subject{("@" + name + ", from outputs to inputs").str(),
                  {{std::move(causal), std::move(back)}, {}}};
  if (claims.lookBack) {
    bool holds = causality.back.kind == Extent::Kind::NoPair ||
                 (causality.back.kind == Extent::Kind::Bounded &&
                  causality.back.value <= *claims.lookBack);
    Finding claim{"look-back", Verdict::Holds, "", std::nullopt, true};
    if (causality.readsAllBack) {
      claim.verdict = Verdict::Refuted;
      claim.text = "without bound";
    } else if (!holds) {
      claim.verdict = Verdict::Unknown;
      claim.text = "the bound of the layers is greater";
    }
    subject.found.findings.push_back(std::move(claim));
  }
  return subject;
}

/// Each mask once for all layers that have it at lengths of one kind.
static llvm::Error checkMasks(func::FuncOp function,
                              const analysis::Shapes &shapes,
                              const CheckOptions &claims,
                              std::vector<Subject> &subjects) {
  // These are about the whole.
  CheckOptions ofMasks = claims;
  ofMasks.causal = false;
  ofMasks.lookBack.reset();
  struct Use {
    MaskAttr mask;
    MaskLengths lengths;
    int64_t layers = 0;
    Operation *last = nullptr;
  };
  std::vector<Use> uses;
  function.walk([&](AttentionOp op) {
    for (int64_t head = 0; head < op.getHeads(); ++head) {
      MaskAttr mask = op.getMask(head);
      if (!mask)
        mask = MaskAttr::getAll(op.getContext());
      const relation::Formula &n = shapes(op.getQuery())[2];
      const relation::Formula &m = shapes(op.getKey())[2];
      MaskLengths lengths{n.constantValue(), m.constantValue(), n == m};
      lengths.areEqual |= mask.needsEqualLengths();
      auto known = llvm::find_if(uses, [&](const Use &use) {
        return use.mask == mask && use.lengths.getText() == lengths.getText();
      });
      if (known == uses.end())
        known = uses.insert(uses.end(), {mask, lengths, 0, nullptr});
      Use &use = *known;
      use.layers += use.last != op;
      use.last = op;
    }
  });
  for (const Use &use : uses) {
    auto subject = checkOneMask(use.mask, use.lengths, ofMasks);
    if (!subject)
      return subject.takeError();
    subject->name +=
        use.layers == 1 ? "" : " of " + std::to_string(use.layers) + " layers";
    subjects.push_back(std::move(*subject));
  }
  return llvm::Error::success();
}

llvm::Expected<std::vector<Subject>>
driver::checkFunction(const Options &options, const CheckOptions &claims) {
  auto model = Model::load(options);
  if (!model)
    return model.takeError();
  if (llvm::Error error = (*model)->selectEntry(options.entry))
    return std::move(error);
  OwningOpRef<ModuleOp> module = normalize(**model);
  if (!module)
    return fail(Exit::NotCompiled, "");
  std::string entry = (*model)->getEntryNames().front();
  auto function = module->lookupSymbol<func::FuncOp>(entry);
  auto shapes =
      analysis::Shapes::get(function, analysis::getNamedShapes(function));
  if (failed(shapes))
    return fail(Exit::NotCompiled, "");
  auto causality = analysis::getCausality(function, *shapes);
  if (failed(causality))
    return fail(Exit::NotCompiled, "");
  std::vector<Subject> subjects = {checkWhole(entry, *causality, claims)};
  if (llvm::Error error = checkMasks(function, *shapes, claims, subjects))
    return std::move(error);
  return subjects;
}
