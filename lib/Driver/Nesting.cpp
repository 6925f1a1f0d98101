// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Scans MLIR text for deep nesting; knows strings and comments.
#include "Nesting.h"
#include "Error.h"
#include "ambit/Data/File.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"

using namespace ambit;

/// Offset behind the string whose quote is at `offset`.
static size_t skipString(llvm::StringRef text, size_t offset) {
  for (++offset; offset < text.size() && text[offset] != '"'; ++offset)
    if (text[offset] == '\\')
      ++offset;
  return offset + 1;
}

/// A `<` opens a bracket only behind a name: `tensor<`, `#ambit.mask<`. Between
/// spaces it compares.
static bool isOpening(llvm::StringRef text, size_t offset) {
  if (text[offset] != '<')
    return llvm::StringRef("([{").contains(text[offset]);
  return offset > 0 &&
         (llvm::isAlnum(text[offset - 1]) || text[offset - 1] == '_');
}

/// Removes the bracket that `closing` ends. Brackets inside it that nobody
/// closed were comparisons.
static void close(llvm::SmallVectorImpl<char> &open, char closing) {
  char opening = closing == ')'   ? '('
                 : closing == ']' ? '['
                 : closing == '}' ? '{'
                                  : '<';
  if (opening == '<') {
    if (!open.empty() && open.back() == '<')
      open.pop_back();
    return;
  }
  for (size_t size = open.size(); size > 0; --size)
    if (open[size - 1] == opening)
      return open.truncate(size - 1);
}

std::optional<size_t> driver::findDeepNesting(llvm::StringRef text) {
  llvm::SmallVector<char, maxNesting + 1> open;
  size_t prefixes = 0;
  for (size_t offset = 0; offset < text.size();) {
    char c = text[offset];
    if (c == '"') {
      offset = skipString(text, offset);
      prefixes = 0;
      continue;
    }
    if (text.substr(offset).starts_with("//")) {
      offset = text.find('\n', offset);
      continue;
    }
    bool isArrow = c == '>' && offset > 0 && text[offset - 1] == '-';
    if (isOpening(text, offset))
      open.push_back(c);
    else if (llvm::StringRef(")]}>").contains(c) && !isArrow)
      close(open, c);
    if (c == '-' || c == '!')
      ++prefixes;
    else if (!llvm::isSpace(c))
      prefixes = 0;
    if (open.size() > maxNesting || prefixes > maxNesting)
      return offset;
    ++offset;
  }
  return std::nullopt;
}

llvm::Expected<std::shared_ptr<const llvm::MemoryBuffer>>
driver::readNested(llvm::StringRef path, size_t maxBytes) {
  auto file = data::readFile(path);
  if (!file)
    return fail(Exit::BadInput, file.takeError());
  llvm::StringRef text = (*file)->getBuffer();
  if (text.size() > maxBytes)
    return fail(Exit::BadInput, path + ": expected at most " +
                                    llvm::Twine(maxBytes) + " bytes, but got " +
                                    llvm::Twine(text.size()));
  if (std::optional<size_t> offset = findDeepNesting(text)) {
    size_t line = text.take_front(*offset).count('\n') + 1;
    return fail(Exit::BadInput, path + ":" + llvm::Twine(line) +
                                    ": expected brackets at most " +
                                    llvm::Twine(maxNesting) +
                                    " deep, but they go deeper here");
  }
  return std::move(*file);
}
