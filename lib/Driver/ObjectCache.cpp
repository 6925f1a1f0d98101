// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Files of the cache: names, checks, bounds.
#include "ObjectCache.h"
#include "ambit/Data/File.h"

#include "llvm/Support/BLAKE3.h"
#include "llvm/Support/CachePruning.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/HashBuilder.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <unistd.h>

using namespace llvm;
using namespace ambit;
using namespace ambit::driver;
namespace fs = llvm::sys::fs;

/// Before the checksum stands what kind of file this is; behind it the size of
/// the interface, the interface and the object.
static constexpr StringLiteral magic = "AMBITOBJ";
static constexpr size_t checksumSize = LLVM_BLAKE3_OUT_LEN;
static constexpr size_t headerSize =
    magic.size() + checksumSize + sizeof(uint64_t);

/// Bytes that the folder may hold.
static constexpr uint64_t maxCacheBytes = uint64_t(256) << 20;

/// The folder that the user wants; empty: none.
static std::string findFolder(StringRef given) {
  std::string chosen = given.str();
  if (chosen.empty())
    chosen = sys::Process::GetEnv("AMBIT_CACHE").value_or("");
  if (chosen == "off")
    return "";
  SmallString<128> folder(chosen);
  if (folder.empty()) {
    if (!sys::path::cache_directory(folder))
      return "";
    sys::path::append(folder, "ambit");
  }
  return folder.str().str();
}

/// True for a folder of this user where nobody else can put a file.
static bool isPrivate(StringRef folder) {
  fs::file_status status;
  return !fs::status(folder, status) && fs::is_directory(status) &&
         status.getUser() == geteuid() &&
         (status.permissions() & (fs::group_write | fs::others_write)) ==
             fs::no_perms;
}

std::optional<ObjectCache> ObjectCache::open(StringRef given) {
  std::string folder = findFolder(given), program = getBuildIds();
  if (folder.empty() || program.empty())
    return std::nullopt;
  std::string reason;
  if (std::error_code error = fs::create_directories(
          folder, /*IgnoreExisting=*/true, fs::owner_all))
    reason = error.message();
  else if (!isPrivate(folder))
    reason = "expected a folder of this user that nobody else can write to";
  if (reason.empty())
    return ObjectCache(folder, std::move(program));
  // A home that cannot be written to is no reason to complain on every run.
  if (!given.empty())
    errs() << "ambit: warning: no cache in " << folder << ": " << reason
           << "\n";
  return std::nullopt;
}

std::string ObjectCache::getKey(ArrayRef<StringRef> parts) const {
  HashBuilder<BLAKE3, endianness::little> hash;
  hash.add(StringRef(program));
  for (StringRef part : parts)
    hash.add(part);
  return toHex(hash.final(), /*LowerCase=*/true);
}

/// Only files of this name are bounded by `pruneCache`; those of writers that
/// were killed begin the same way.
std::string ObjectCache::getPath(StringRef key) const {
  SmallString<128> path(folder);
  sys::path::append(path, "llvmcache-" + key);
  return path.str().str();
}

std::optional<ObjectCache::Entry> ObjectCache::read(StringRef key) const {
  Expected<fs::file_t> file =
      fs::openNativeFileForRead(getPath(key), fs::OF_UpdateAtime);
  if (!file)
    return consumeError(file.takeError()), std::nullopt;
  // Read and not mapped: whoever cuts the file off then cannot end this
  // process.
  auto buffer = MemoryBuffer::getOpenFile(*file, key, /*FileSize=*/-1,
                                          /*RequiresNullTerminator=*/false,
                                          /*IsVolatile=*/true);
  (void)fs::closeFile(*file);
  if (!buffer || (*buffer)->getBufferSize() < headerSize)
    return std::nullopt;
  StringRef bytes = (*buffer)->getBuffer();
  if (!bytes.consume_front(magic))
    return std::nullopt;
  StringRef checksum = bytes.take_front(checksumSize);
  bytes = bytes.drop_front(checksumSize);
  BLAKE3 hash;
  hash.update(key);
  hash.update(bytes);
  if (toStringRef(ArrayRef<uint8_t>(hash.final())) != checksum)
    return std::nullopt;
  uint64_t size = support::endian::read64le(bytes.data());
  bytes = bytes.drop_front(sizeof(size));
  if (size > bytes.size())
    return std::nullopt;
  return Entry{bytes.take_front(size).str(),
               MemoryBuffer::getMemBufferCopy(bytes.drop_front(size), key)};
}

void ObjectCache::write(StringRef key, StringRef interface,
                        StringRef object) const {
  char size[sizeof(uint64_t)];
  support::endian::write64le(size, interface.size());
  BLAKE3 hash;
  hash.update(key);
  for (StringRef part : {StringRef(size, sizeof(size)), interface, object})
    hash.update(part);
  auto checksum = hash.final();
  Error error = data::writeFile(getPath(key), [&](raw_ostream &os) {
    os << magic << toStringRef(ArrayRef<uint8_t>(checksum));
    os << StringRef(size, sizeof(size)) << interface << object;
  });
  consumeError(std::move(error));
  CachePruningPolicy policy;
  policy.Interval = std::chrono::seconds(0);
  policy.Expiration = std::chrono::seconds(0);
  policy.MaxSizePercentageOfAvailableSpace = 0;
  policy.MaxSizeBytes = maxCacheBytes;
  pruneCache(folder, policy);
}
