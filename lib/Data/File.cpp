// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Whole files: mapped when read, never half-written.

#include "ambit/Data/File.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"

using namespace ambit::data;
using llvm::sys::fs::file_status;
using llvm::sys::fs::file_type;

llvm::Error ambit::data::fileError(llvm::StringRef path,
                                   const llvm::Twine &message) {
  return llvm::createStringError(
      std::make_error_code(std::errc::invalid_argument), path + ": " + message);
}

std::string ambit::data::quoted(llvm::StringRef text) {
  constexpr size_t limit = 60;
  std::string result;
  llvm::raw_string_ostream stream(result);
  stream << '\'';
  llvm::printEscapedString(text.take_front(limit), stream);
  stream << (text.size() > limit ? "…'" : "'");
  return result;
}

llvm::Expected<std::shared_ptr<const llvm::MemoryBuffer>>
ambit::data::readFile(llvm::StringRef path) {
  // Asked before opening: opening a pipe waits, and a device has no end.
  file_status status;
  if (std::error_code error = llvm::sys::fs::status(path, status))
    return fileError(path, "cannot read: " + error.message());
  if (status.type() != file_type::regular_file)
    return fileError(path, status.type() == file_type::directory_file
                               ? "expected a regular file, but got a directory"
                               : "expected a regular file, but got a device");
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer)
    return fileError(path, "cannot read: " + buffer.getError().message());
  return std::shared_ptr<const llvm::MemoryBuffer>(std::move(*buffer));
}

static llvm::Error writeError(llvm::StringRef path, llvm::Error error) {
  return fileError(path, "cannot write: " + toString(std::move(error)));
}

PendingFile::PendingFile(llvm::StringRef path,
                         llvm::sys::fs::TempFile temporary)
    : path(path), temporary(std::move(temporary)) {}

PendingFile::PendingFile(PendingFile &&other)
    : path(std::move(other.path)), temporary(std::move(other.temporary)) {
  other.temporary.reset();
}

PendingFile::~PendingFile() {
  if (temporary)
    consumeError(temporary->discard());
}

llvm::Expected<PendingFile>
PendingFile::write(llvm::StringRef path,
                   llvm::function_ref<void(llvm::raw_ostream &)> write) {
  // A rename would replace a device or a pipe instead of writing to it.
  file_status status;
  if (!llvm::sys::fs::status(path, status) &&
      status.type() != file_type::regular_file)
    return fileError(path, "cannot write: it exists and is no regular file");

  auto temporary = llvm::sys::fs::TempFile::create(path + ".%%%%%%.tmp");
  if (!temporary)
    return writeError(path, temporary.takeError());
  PendingFile file(path, std::move(*temporary));
  llvm::raw_fd_ostream stream(file.temporary->FD, /*shouldClose=*/false);
  write(stream);
  stream.flush();
  std::error_code error = stream.error();
  stream.clear_error();
  if (error)
    return writeError(path, llvm::errorCodeToError(error));
  return file;
}

llvm::Error PendingFile::commit() {
  llvm::Error error = temporary->keep(path);
  temporary.reset();
  return error ? writeError(path, std::move(error)) : llvm::Error::success();
}

llvm::Error
ambit::data::writeFile(llvm::StringRef path,
                       llvm::function_ref<void(llvm::raw_ostream &)> write) {
  auto file = PendingFile::write(path, write);
  return file ? file->commit() : file.takeError();
}
