#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "collect/log_entry.hpp"

namespace selfopt::collect_log {

/// How reading a log went.
struct LogReport {
  std::int64_t files = 0;
  std::int64_t bytes = 0;  ///< on disk
  std::int64_t entries = 0;
  Skipped skipped;  ///< entries that were cut off, or are none
};

/// A log that is read, and how far it was counted before.
struct LogFile {
  std::string path;
  int fd = -1;                     ///< what to read in place of `path`; -1: open that
  std::int64_t counted_bytes = 0;  ///< from its beginning, decompressed: they are not new
  std::string counted_hash;        ///< of these
  // After reading:
  std::int64_t position = 0;  ///< how far it has been read: to the end of an entry
  std::string head_hash;      ///< of its first line, or so much of it; empty: it has none yet
  std::string content_hash;   ///< of its bytes up to `position`
};

/// What happens with what is not new, and with what may not be whole yet.
enum class ReadMode {
  whole,     ///< reads everything; a last entry without a line end is read as far as it goes
  tracking,  ///< reads everything, up to the last line end; notes positions
  only_new,  ///< the same, but passes over what is not new
};

/// How much of a log its `head_hash` is made of, if there is no line end before.
constexpr std::size_t k_head_bytes = 1024;

/// \returns the hash of the first line of \p begin, or of its first k_head_bytes; empty if it holds
///          neither.
std::string head_hash(std::string_view begin);

/// \returns the files that \p names stand for: files, patterns with * ? [, "-" for standard input;
///          those of a pattern in the order of their names, none twice.
/// \throws Error{input} if a pattern gives nothing
std::vector<std::string> list_logs(const std::vector<std::string>& names);

/// Reads logs one after the other in constant memory. A file that is cut off, damaged, or gone
/// meanwhile is read as far as it goes, with a warning; nothing else of it is lost.
/// \param on_part says before each part of a file whether what follows is new
/// \throws Error{input} if not one file can be read
LogReport read_logs(std::vector<LogFile>& files, ReadMode mode, const LogForm::OnEntry& on_entry,
                    const std::function<void(bool is_new)>& on_part);

}  // namespace selfopt::collect_log
