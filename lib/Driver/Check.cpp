// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// `ambit check`: what holds for all lengths, with proofs and witnesses.
#include "CheckSubjects.h"
#include "Error.h"
#include "Model.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace ambit;
using namespace ambit::driver;
using relation::Verdict;

static void printFinding(const Finding &finding, llvm::raw_ostream &os) {
  StringRef word = finding.verdict == Verdict::Holds     ? "yes"
                   : finding.verdict == Verdict::Refuted ? "no"
                                                         : "not decided";
  os << "  " << llvm::left_justify(finding.statement, 19) << word;
  if (!finding.text.empty())
    os << ": " << finding.text;
  os << "\n";
}

static llvm::json::Value toJSON(const Finding &finding) {
  llvm::json::Object object{
      {"statement", finding.statement},
      {"claimed", finding.isClaimed},
      {"verdict", finding.verdict == Verdict::Holds     ? "holds"
                  : finding.verdict == Verdict::Refuted ? "refuted"
                                                        : "not decided"}};
  if (!finding.text.empty())
    object["text"] = finding.text;
  if (const auto &point = finding.witness)
    object["witness"] =
        llvm::json::Object{{"query", point->query},
                           {"key", point->key},
                           {"n", point->symbols[relation::queryLength]},
                           {"m", point->symbols[relation::keyLength]}};
  return object;
}

static llvm::json::Value toJSON(ArrayRef<Subject> subjects) {
  llvm::json::Array array;
  for (const Subject &subject : subjects) {
    llvm::json::Object object{{"name", subject.name}};
    llvm::json::Array findings;
    for (const Finding &finding : subject.found.findings)
      findings.push_back(toJSON(finding));
    object["findings"] = std::move(findings);
    if (subject.found.cache.verdict == Verdict::Holds)
      object["cacheKeys"] = subject.found.cache.keys;
    array.push_back(std::move(object));
  }
  return llvm::json::Object{{"schema", "ambit-check-1"},
                            {"subjects", std::move(array)}};
}

/// The first claim that does not hold, else the first that is not decided.
static llvm::Error judge(ArrayRef<Subject> subjects) {
  for (Verdict verdict : {Verdict::Refuted, Verdict::Unknown})
    for (const Subject &subject : subjects)
      for (const Finding &finding : subject.found.findings) {
        if (!finding.isClaimed || finding.verdict != verdict)
          continue;
        std::string claim =
            "claim `" + finding.statement + "` of " + subject.name;
        if (verdict == Verdict::Refuted)
          return fail(Exit::CheckFailed,
                      claim + " does not hold: " + finding.text);
        return fail(Exit::NotDecided,
                    claim + " is not decided: " +
                        (finding.text.empty() ? "beyond a cap of the prover"
                                              : finding.text));
      }
  return llvm::Error::success();
}

llvm::Expected<Subject> driver::checkOneMask(MaskAttr mask,
                                             const MaskLengths &lengths,
                                             const CheckOptions &claims) {
  auto relation = toRelation(mask, lengths.getFacts());
  if (!relation)
    return relation.takeError();
  Subject subject;
  llvm::raw_string_ostream name(subject.name);
  name << "`";
  mask.printText(name);
  name << "`, " << lengths.getText();
  subject.found = findTheorems(*relation, claims);
  if (llvm::Error error =
          compareMasks(mask, lengths.getFacts(), claims, subject.found))
    return std::move(error);
  return subject;
}

/// The mask of the command line.
static llvm::Expected<std::vector<Subject>>
checkMask(const Options &options, const CheckOptions &claims) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.loadDialect<AmbitDialect>();
  auto mask = parseMask(&context, "--mask", claims.mask);
  if (!mask)
    return mask.takeError();
  auto lengths = MaskLengths::parse(options.sizes, *mask);
  if (!lengths)
    return lengths.takeError();
  auto subject = checkOneMask(*mask, *lengths, claims);
  if (!subject)
    return subject.takeError();
  return std::vector<Subject>{std::move(*subject)};
}

llvm::Error driver::checkModel(const Options &options,
                               const CheckOptions &claims) {
  auto subjects = claims.mask.empty() ? checkFunction(options, claims)
                                      : checkMask(options, claims);
  if (!subjects)
    return subjects.takeError();
  if (llvm::Error error = printText(options, [&](llvm::raw_ostream &os) {
        if (options.printsJSON) {
          os << llvm::formatv("{0:2}\n", toJSON(*subjects));
          return;
        }
        for (const Subject &subject : *subjects) {
          os << subject.name << "\n";
          for (const Finding &finding : subject.found.findings)
            printFinding(finding, os);
        }
      }))
    return error;
  llvm::outs().flush();
  return judge(*subjects);
}
