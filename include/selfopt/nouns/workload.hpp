#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace selfopt {

/// One statement of a workload: what is run, how often, and what is known of how it ran.
///
/// Times are in milliseconds, per call unless the name says total. What is not known is absent,
/// never zero. Blocks are those of the server, 8192 bytes as a rule.
struct WorkloadQuery {
  std::string query_hash;  ///< libpg_query's fingerprint, 16 hex digits; empty if it does not parse
  std::string name;  ///< what people call it, from `-- name: NAME` in a .sql file; may be empty
  std::string sql;   ///< as given, or normalised ($1, $2, ...) when a server has seen it
  std::int64_t calls = 1;  ///< how often it ran in the period the workload covers
  std::optional<double> total_ms;
  std::optional<double> mean_ms;
  std::optional<double> stddev_ms;
  std::optional<double> max_ms;  ///< the longest call
  std::optional<double> rows;    ///< rows returned or affected, mean of a call
  std::string source;            ///< who says so: "sql", "pg_stat_statements", "replay", ...

  std::vector<std::optional<std::string>> params;  ///< values of $1, $2, ... ; nullopt is NULL
  std::vector<double> times_ms;                    ///< each measured run, in the order of running
  std::optional<double> shared_blks_hit;           ///< mean of a call
  std::optional<double> shared_blks_read;          ///< mean of a call
  std::optional<double> temp_blks_written;         ///< mean of a call
  std::optional<double> cpu_ms;                    ///< of the server's process, mean of a call
  std::optional<std::int64_t> peak_memory_bytes;   ///< of the server's process, greatest seen
  std::string plan_hash;  ///< equal for plans of the same shape; may be empty
  std::string plan_json;  ///< what EXPLAIN (FORMAT JSON) prints, if asked for; else empty
  std::string database;
  std::string user;
  std::string first_seen;  ///< ISO 8601 with zone
  std::string last_seen;   ///< ISO 8601 with zone
  std::string error;       ///< why it could not be run or measured; empty if it could

  /// The members of the input line that selfopt does not know, as the text of a JSON object, or
  /// empty. Filters pass them on.
  std::string other_keys;
};

/// \returns the time of all its calls, milliseconds; 0 if the workload does not say
double total_ms_of(const WorkloadQuery& query);

/// Statements in the order of the input; the same statement may stand in it several times.
using Workload = std::vector<WorkloadQuery>;

/// What a statement counts by.
enum class Weight {
  calls,  ///< how often it runs
  time,   ///< how long it runs in all, where the workload says so
};

}  // namespace selfopt
