#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pg/session.hpp"

namespace selfopt::pg {

/// One row of pg_stat_statements. Sums are over all calls; times are in milliseconds.
struct StatementStatistics {
  std::string sql;  ///< as the server normalised it
  std::string database;
  std::string user;
  std::int64_t calls = 0;
  double total_ms = 0;
  double stddev_ms = 0;  ///< of the population: divided by calls, not by calls - 1
  double max_ms = 0;     ///< of the longest call
  double rows = 0;
  double shared_blks_hit = 0;
  double shared_blks_read = 0;
  double temp_blks_written = 0;
  std::optional<double> cpu_ms;  ///< of the server's processes, from pg_stat_kcache; else not known
  std::int64_t dbid = 0;         ///< with the next three: what tells the server's entries apart
  std::int64_t userid = 0;
  std::int64_t queryid = 0;
  bool toplevel = true;
  std::string since;  ///< ISO 8601; empty before version 1.11 of the extension, which has it first
};

/// What pg_stat_statements holds now.
struct StatementsView {
  std::vector<StatementStatistics> rows;  ///< most total time first; ours left out
  std::int64_t hidden = 0;                ///< rows of other users whose text we may not read
  std::string taken_at;                   ///< ISO 8601, the server's clock
  std::string user;                       ///< who asked
  std::string database;                   ///< whose statements these are
  std::string stats_reset;                ///< when all was last reset, ISO 8601; empty if not known
  std::optional<std::int64_t> dealloc;    ///< entries thrown out for want of room, since that
  bool recording = true;                  ///< false when pg_stat_statements.track is none
};

/// Reads pg_stat_statements of any version from 1.4 on, in whichever schema it is, once; with CPU
/// times where pg_stat_kcache is installed and loaded.
/// \param database whose statements are wanted; empty: the one connected to
/// \throws Error{refused} with the command that repairs it, if the extension is not installed, not
///         loaded, or may not be read
StatementsView read_statements(Session& session, const std::string& database);

}  // namespace selfopt::pg
