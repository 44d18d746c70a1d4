#pragma once

#include <string>
#include <string_view>

namespace selfopt {

/// A file being written that appears under its name only when it is complete: it is written beside
/// it, flushed to disk, and renamed over it. Its mode is 0666 less the umask, as with any new file.
/// What a symbolic link leads to is replaced, not the link. A device or a pipe, for example
/// /dev/null, is written to directly.
class AtomicFile {
 public:
  /// \throws Error{input} if no file can be made beside \p path
  explicit AtomicFile(std::string path);
  ~AtomicFile();  ///< removes what was not committed
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// \throws Error{input} if the disk is full or the file cannot be written
  void write(std::string_view text);
  /// Flushes to disk and renames. \throws Error{input} if that fails
  void commit();

 private:
  [[noreturn]] void fail() const;

  std::string m_path;
  std::string m_target;     ///< what is replaced
  std::string m_temporary;  ///< empty if the target is written to directly
  int m_fd = -1;
};

}  // namespace selfopt
