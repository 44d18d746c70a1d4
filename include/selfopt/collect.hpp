#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/workload.hpp>

namespace selfopt {

/// Which statements are wanted, and whether they are kept.
struct CollectOptions {
  std::string database;               ///< only of this database; empty: the one connected to
  std::string user;                   ///< only of this user; empty: all
  std::int64_t min_calls = 1;         ///< only statements called at least so often
  double min_mean_ms = 0;             ///< only statements that take at least this long on average
  std::optional<std::int64_t> limit;  ///< at most so many, those with the most total time
  bool store = true;                  ///< add a snapshot to selfopt.performance_metrics
  bool must_store = false;            ///< fail if that cannot be done; else it is a warning
  bool since_last = false;            ///< only what ran since the last snapshot; needs `store`
  double keep_ms = 0;                 ///< remove snapshots that are older; 0: none
};

/// Reads what the server has counted of every statement (pg_stat_statements), in one query.
///
/// Only SELECT, INSERT, UPDATE, DELETE and MERGE: the server keeps the constants of other
/// statements, passwords among them. Statements of selfopt itself are left out. Rows of the same
/// fingerprint and database (of several users, or called inside functions) become one.
///
/// \returns the statements, most total time first
/// \throws Error{refused} with the command that repairs it, if pg_stat_statements is not installed,
///         not loaded, or may not be read
Workload collect(const Database& database, const CollectOptions& options);

/// Which logs are read, and what is taken from them.
struct LogOptions {
  std::vector<std::string> files;  ///< files, patterns, or "-" for standard input
  std::string
      since;  ///< "2026-11-23 08:30" in the log's own zone, or how long ago: "2h"; empty: all
  std::string until;           ///< the same; executions before it
  bool keep_literals = false;  ///< give the text of a real call, its parameters and its plan,
                               ///< instead of a normalised text; these may be personal data
};

/// Reads what a server's logs tell of its statements: csvlog, jsonlog or stderr, also compressed
/// with gzip or zstd, in constant memory. Durations, parameters, temporary files and plans of
/// auto_explain are understood. What is cut off is skipped with a warning.
///
/// With a database, and `store`, all that has not been counted yet is added to its
/// selfopt.performance_metrics, whatever else \p options leave out. Logs are known again by what is
/// in them: reading one twice, or after it has grown, or was renamed, counts no call twice.
///
/// \returns one query for each statement and database, most total time first; without
///          `keep_literals` their texts are normalised; with `since_last` of new entries only
/// \throws Error{usage} for a time that cannot be read; Error{input} if no file can be read;
///         Error{database}
Workload collect_logs(const LogOptions& logs, const CollectOptions& options,
                      const std::optional<Database>& database = std::nullopt);

/// \returns the queries that \p options want, of a workload from files, in their order; with a
///          limit those with the most total time.
Workload select_queries(Workload workload, const CollectOptions& options);

}  // namespace selfopt
