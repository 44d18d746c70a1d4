#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Times as a server's log prints them: 2026-11-23 00:05:01.123 CET. Its zone is the setting
/// log_timezone, which may print as UTC, as an offset (+03), or as a name of its own, such as this
/// machine's or one of those that only one place of the world uses.
namespace selfopt::collect_log {

/// \returns whether \p text begins with a date and time as logs print them.
bool begins_with_time(std::string_view text);

/// \returns seconds since 1970 in UTC; nothing if \p log_time is no time, or its zone is not known.
std::optional<double> seconds_of(std::string_view log_time);

/// \returns a log's time in ISO 8601 with zone, or "" if its zone is not known.
std::string iso_time(std::string_view log_time);

}  // namespace selfopt::collect_log
