// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What can be proved of one mask, in words.
#ifndef AMBIT_LIB_DRIVER_MASKTHEOREMS_H
#define AMBIT_LIB_DRIVER_MASKTHEOREMS_H

#include "Check.h"
#include "ambit/Relation/Theorems.h"
#include "dialects/Ambit/AmbitOps.h"

namespace ambit::driver {

/// One statement, and what is known of it.
struct Finding {
  std::string statement; ///< as in JSON, for instance "causal"
  relation::Verdict verdict = relation::Verdict::Unknown;
  std::string text; ///< the witness, or the number that was found
  std::optional<relation::Point> witness;
  bool isClaimed = false; ///< the user says that it holds
};

/// The keys that a stream must keep; nothing if there is no bound.
struct CacheSize {
  relation::Verdict verdict = relation::Verdict::Unknown; ///< there is a bound
  int64_t keys = 0;
};

struct MaskFindings {
  std::vector<Finding> findings;
  CacheSize cache;
};

/// Makes the relation of a mask with more effort than compiling does, at
/// lengths that satisfy `facts`.
llvm::Expected<relation::Relation> toRelation(MaskAttr mask,
                                              const relation::Facts &facts);

/// The statements about one set of pairs.
MaskFindings findTheorems(const relation::Relation &relation,
                          const CheckOptions &claims);

/// Adds what is claimed of `mask` beside another one.
llvm::Error compareMasks(MaskAttr mask, const relation::Facts &facts,
                         const CheckOptions &claims, MaskFindings &found);

/// The mask in `text`, with or without `#ambit.mask<>` around it.
llvm::Expected<MaskAttr> parseMask(mlir::MLIRContext *context,
                                   llvm::StringRef option,
                                   llvm::StringRef text);

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_MASKTHEOREMS_H
