#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace selfopt::etl {

/// An input that can be read several times: a file, or a temporary copy of standard input.
struct InputFile {
  std::string path;           ///< "-" for standard input
  std::string table;          ///< name made from the path; empty for standard input
  int fd = -1;                ///< the temporary copy of standard input, else -1
  std::string encoding = {};  ///< as iconv names it; "" for UTF-8
};

/// Bytes of an input from its beginning, decompressed if need be.
class ByteSource {
 public:
  virtual ~ByteSource() = default;

  /// \returns the bytes read into \p buffer, 0 at the end
  /// \throws Error{input} if it cannot be read, or what is compressed is damaged or cut short
  virtual std::size_t read(char* buffer, std::size_t size) = 0;
  /// \returns bytes taken from the disk so far
  virtual std::int64_t consumed() const = 0;
  /// \returns XXH3 of the bytes taken from the disk so far.
  virtual std::uint64_t hash() const = 0;
  virtual bool is_compressed() const = 0;
};

/// Opens an input; gzip and zstd are recognised by their first bytes, other encodings than UTF-8
/// are converted.
/// \throws Error{input} if it cannot be opened or is a folder
std::unique_ptr<ByteSource> open_source(const InputFile& input);

/// \returns bytes on disk, 0 if that is not known (a FIFO)
std::int64_t size_of(const InputFile& input);

/// Copies standard input, or a FIFO, into a temporary file without a name, so that it can be read
/// twice. \returns its descriptor, which stays open until the program ends
int spool(const std::string& path);

}  // namespace selfopt::etl
