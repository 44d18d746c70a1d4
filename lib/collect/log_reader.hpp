#pragma once

#include <functional>
#include <string>
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

/// \returns the files that \p names stand for: files, patterns with * ? [, "-" for standard input;
///          those of a pattern in the order of their names, none twice.
/// \throws Error{input} if a file does not exist or a pattern gives nothing
std::vector<std::string> list_logs(const std::vector<std::string>& names);

/// Reads logs one after the other in constant memory. A file that is cut off, damaged, or gone
/// meanwhile is read as far as it goes, with a warning; nothing else of it is lost.
/// \throws Error{input} if not one file can be read
LogReport read_logs(const std::vector<std::string>& files, const LogForm::OnEntry& on_entry);

}  // namespace selfopt::collect_log
