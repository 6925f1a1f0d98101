// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Compiled models of earlier runs, in files named after what they were made of.
#ifndef AMBIT_LIB_DRIVER_OBJECTCACHE_H
#define AMBIT_LIB_DRIVER_OBJECTCACHE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/Support/MemoryBuffer.h"
#include <memory>
#include <optional>
#include <string>

namespace ambit::driver {

/// A folder with one file per compiled model. Files appear whole, by a rename,
/// so that processes do not see each other's work half done; a file that is
/// damaged counts as absent. The least recently used ones go when the folder
/// grows beyond its bound.
class ObjectCache {
public:
  /// What a file holds.
  struct Entry {
    /// The interface of the object, as text.
    std::string interface;
    std::unique_ptr<llvm::MemoryBuffer> object;
  };

  /// The cache in `folder`; empty: `AMBIT_CACHE`, or the cache folder of the
  /// user. Null when it is `off`, or when the folder cannot be made or others
  /// may write to it: what lies there is run.
  static std::optional<ObjectCache> open(llvm::StringRef folder);

  /// A strong hash of `parts` and of this program.
  std::string getKey(llvm::ArrayRef<llvm::StringRef> parts) const;

  std::optional<Entry> read(llvm::StringRef key) const;

  /// Keeps an entry if it can; without, nothing is lost but time.
  void write(llvm::StringRef key, llvm::StringRef interface,
             llvm::StringRef object) const;

private:
  ObjectCache(llvm::StringRef folder, std::string program)
      : folder(folder), program(std::move(program)) {}

  std::string getPath(llvm::StringRef key) const;

  std::string folder;
  /// The build ids of this program and its libraries.
  std::string program;
};

/// The build ids of the libraries in this process, one after the other; empty
/// if this one has none.
std::string getBuildIds();

} // namespace ambit::driver

#endif // AMBIT_LIB_DRIVER_OBJECTCACHE_H
