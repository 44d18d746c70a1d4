#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/standing.hpp>

namespace selfopt {

/// How one statement ran in a period, all its measurements together. Times in milliseconds.
struct StatementPerformance {
  std::string query_hash;
  std::string sql;
  std::string
      source;  ///< who measured: "pg_stat_statements", "replay", "log", ...; empty if several
  std::int64_t calls = 0;
  double total_ms = 0;
  double mean_ms = 0;
  double max_ms = 0;
  double share = 0;              ///< of the total time of all statements, 0 to 1
  std::optional<double> rows;    ///< mean of a call
  std::optional<double> cpu_ms;  ///< mean of a call
  std::optional<std::int64_t> peak_memory_bytes;
  std::optional<double> predicted_ms;  ///< what a model had foretold of a call
};

/// A part of a period, and the statements that ran in it.
struct TimelineSpan {
  std::string from;  ///< ISO 8601
  std::string to;
  double calls = 0;  ///< not whole: what was counted together is spread evenly over its time
  double total_ms = 0;
};

/// Statements that are shown together, apart from others.
struct TimelineLayer {
  std::string name;
  std::int64_t calls = 0;
  double total_ms = 0;
  double share = 0;                 ///< of the total time of all layers, 0 to 1; 0 if not asked for
  std::vector<TimelineSpan> spans;  ///< one after the other; empty if no times are known
};

/// What a model had foretold of the statements measured in a part of a period.
struct PredictionSpan {
  std::string from;  ///< ISO 8601
  std::string to;
  std::int64_t measurements = 0;
  double measured_ms = 0;   ///< of all calls of these statements
  double predicted_ms = 0;  ///< the same, as foretold
  double q_error_p50 = 1;   ///< median of max(foretold / measured, measured / foretold)
};

/// The same of a whole period.
struct PredictionSummary {
  PredictionSpan whole;
  std::int64_t statements = 0;  ///< different ones
  double q_error_p95 = 1;
  double within_interval = 0;            ///< share of the measurements; nine tenths are meant
  std::vector<PredictionSpan> timeline;  ///< spans of equal length, those without any left out
};

/// What a node of a Citus cluster holds.
struct NodeShare {
  std::string node;  ///< "host:port", as the cluster knows it
  bool coordinator = false;
  bool active = true;
  std::int64_t shards = 0;                 ///< with copies of those that other nodes have, too
  std::optional<std::int64_t> size_bytes;  ///< of these, with their indexes
};

/// How a database's statements ran in a period. What nothing was measured of is absent, never zero.
struct Performance {
  std::string database;
  std::string from;  ///< ISO 8601: beginning of the period asked for; empty: everything there is
  std::string to;    ///< ISO 8601
  std::string covers_from;      ///< when the earliest measurement in it began, if known
  std::int64_t statements = 0;  ///< different ones
  std::int64_t calls = 0;
  double total_ms = 0;
  std::optional<double> average_ms;  ///< of all calls
  std::optional<double> maximum_ms;
  std::optional<double> p50_ms;  ///< half of the calls took no longer, as far as means tell
  std::optional<double> p95_ms;
  std::optional<double> p99_ms;
  std::optional<double> cpu_ms;  ///< of all calls whose CPU time is known
  std::optional<std::int64_t> peak_memory_bytes;
  std::vector<StatementPerformance> top;  ///< most total time first
  std::vector<TimelineSpan> timeline;     ///< one after the other; empty if no times are known
  /// Clusters of statements, those with the most time first, all others at the end; of the same
  /// spans as `timeline`. Empty if nothing was measured
  std::vector<TimelineLayer> clusters;
  std::optional<PredictionSummary> predictions;  ///< absent: nothing had been foretold
  /// What was changed and loaded is that of the period. Absent: no database was asked
  std::optional<Standing> standing;
  std::vector<NodeShare> nodes;  ///< of a Citus cluster, the coordinator first
};

}  // namespace selfopt
