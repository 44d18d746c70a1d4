#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <selfopt/nouns/workload.hpp>

#include "pg/session.hpp"

namespace selfopt::pg {

/// How far a log has been counted in selfopt.performance_metrics. A log is known by what is in it,
/// so that it may be renamed and compressed.
struct LogPosition {
  std::string head_hash;     ///< of its first line
  std::string content_hash;  ///< of its bytes up to `position`
  std::int64_t position = 0;
  std::string file;  ///< its name when it was last read

  bool operator==(const LogPosition&) const = default;
};

/// A log that has been counted now.
struct CountedLog {
  LogPosition position;
  std::string continued_hash;  ///< content_hash of the position it was counted to before, or empty
};

/// Makes the schema selfopt if it is missing.
/// \returns all logs counted so far
/// \throws Error{refused} without the privilege
std::vector<LogPosition> read_log_positions(Session& session);

/// Adds what the new parts of logs tell, and notes how far they are counted now, or neither.
/// \param known what read_log_positions gave when the reading of the logs began
/// \param keep  what is older is removed; 0: nothing
/// \throws Error{busy} if another selfopt has stored logs meanwhile
void store_logs(Session& session, const Workload& queries, const std::vector<LogPosition>& known,
                const std::vector<CountedLog>& now, std::chrono::milliseconds keep);

}  // namespace selfopt::pg
