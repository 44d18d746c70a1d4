#include <algorithm>
#include <array>

#include "collect/log_entry.hpp"

namespace selfopt::collect_log {

Severity severity_of(std::string_view word) {
  constexpr std::array<std::string_view, 12> k_others{"ERROR",  "WARNING", "NOTICE", "FATAL",
                                                      "PANIC",  "INFO",    "DEBUG",  "DEBUG1",
                                                      "DEBUG2", "DEBUG3",  "DEBUG4", "DEBUG5"};
  if (word == "LOG") return Severity::log;
  return std::ranges::find(k_others, word) != k_others.end() ? Severity::other : Severity::foreign;
}

}  // namespace selfopt::collect_log
