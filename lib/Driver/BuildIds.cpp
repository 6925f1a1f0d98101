// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What linkers wrote into this program and its libraries to name their content.
#include "ObjectCache.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Alignment.h"
#include <algorithm>
#include <link.h>

using namespace llvm;
using namespace ambit;

/// The build id among the notes of a segment; empty when there is none.
static StringRef findBuildId(StringRef notes) {
  while (notes.size() >= sizeof(ElfW(Nhdr))) {
    auto *header = reinterpret_cast<const ElfW(Nhdr) *>(notes.data());
    notes = notes.drop_front(sizeof(*header));
    StringRef name = notes.take_front(header->n_namesz);
    notes = notes.drop_front(
        std::min(notes.size(), alignTo(header->n_namesz, Align(4))));
    StringRef id = notes.take_front(header->n_descsz);
    notes = notes.drop_front(
        std::min(notes.size(), alignTo(header->n_descsz, Align(4))));
    if (header->n_type == NT_GNU_BUILD_ID && name == StringRef("GNU\0", 4))
      return id;
  }
  return "";
}

namespace {
struct Ids {
  std::string all;
  bool hasOwn = false;
};
} // namespace

static int addLibrary(dl_phdr_info *library, size_t, void *data) {
  auto &ids = *static_cast<Ids *>(data);
  auto self = reinterpret_cast<ElfW(Addr)>(&addLibrary);
  StringRef id;
  bool isOwn = false;
  for (const ElfW(Phdr) &segment :
       ArrayRef(library->dlpi_phdr, library->dlpi_phnum)) {
    ElfW(Addr) begin = library->dlpi_addr + segment.p_vaddr;
    if (segment.p_type == PT_LOAD)
      isOwn |= begin <= self && self < begin + segment.p_memsz;
    if (segment.p_type == PT_NOTE && id.empty())
      id = findBuildId(
          StringRef(reinterpret_cast<const char *>(begin), segment.p_memsz));
  }
  ids.all += id;
  ids.hasOwn |= isOwn && !id.empty();
  return 0;
}

std::string driver::getBuildIds() {
  Ids ids;
  dl_iterate_phdr(addLibrary, &ids);
  return ids.hasOwn ? ids.all : "";
}
