#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <sys/stat.h>

#include "input/byte_source.hpp"

namespace selfopt::etl {

using input::ByteSource;
using input::spool;

/// An input that can be read several times: a file, or a temporary copy of standard input.
struct InputFile {
  std::string path;           ///< "-" for standard input
  std::string table;          ///< name made from the path; empty for standard input
  int fd = -1;                ///< the temporary copy of standard input, else -1
  std::string encoding = {};  ///< as iconv names it; "" for UTF-8
};

/// Opens an input; gzip and zstd are recognised by their first bytes, other encodings than UTF-8
/// are converted.
/// \throws Error{input} if it cannot be opened or is a folder
std::unique_ptr<ByteSource> open_source(const InputFile& input);

/// \returns bytes on disk, 0 if that is not known (a FIFO)
inline std::int64_t size_of(const InputFile& file) {
  return input::size_of(file.path, file.fd);
}

/// Notices that somebody writes to a file while it is read.
class ChangeGuard {
 public:
  explicit ChangeGuard(const InputFile& file);
  /// \throws Error{input} if the file was written to since. One that is gone, or that another took
  ///         the place of, is not: what was opened is still whole.
  void check() const;

 private:
  std::string m_path;
  struct stat m_before {};
};

}  // namespace selfopt::etl
