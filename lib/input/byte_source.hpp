#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

/// Files as people keep them: also compressed, also a pipe.
namespace selfopt::input {

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
  /// \returns whether the file no longer begins as it did when it was opened: somebody emptied it,
  ///          as rotation with copytruncate does, and may have written to it again. What was read
  ///          before the first such answer is the old content. A pipe is never rewritten.
  virtual bool rewritten() const = 0;
};

/// Opens a file, or standard input ("-"); gzip and zstd are recognised by their first bytes.
/// \param fd what to read in place of \p path, from its beginning; -1: open \p path
/// \throws Error{input} if it cannot be opened or is a folder
std::unique_ptr<ByteSource> open_source(const std::string& path, int fd = -1);

/// \returns bytes on disk, 0 if that is not known (a FIFO)
std::int64_t size_of(const std::string& path, int fd = -1);

/// Copies standard input, or a FIFO, into a temporary file without a name, so that it can be read
/// twice. \returns its descriptor, which stays open until the program ends
int spool(const std::string& path);

}  // namespace selfopt::input
