#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace selfopt {

/// How one statement ran, or what it would cost, without and with a change.
struct StatementOutcome {
  std::string query_hash;
  double before = 0;     ///< milliseconds, the median; with verification by plan: planner units
  double after = 0;      ///< the same
  double calls = 1;      ///< how often the workload runs it
  std::string verdict;   ///< "improved", "unchanged", "regressed"
  bool uses_it = false;  ///< its plan has the new index
};

/// What was found out of a change after it was made.
struct Verification {
  std::string method;   ///< "plan", "replay", "observe"; empty: it was not verified
  std::string verdict;  ///< "improved", "unchanged", "useless", "regressed", "not measured"
  double before = 0;    ///< of all its statements, each times its calls; units as the outcomes'
  double after = 0;
  std::vector<StatementOutcome> statements;
};

/// What pg_get_indexdef leaves out of an index, so that it can be made again as it was.
struct IndexExtras {
  std::string tablespace;             ///< its name; empty: the database's own
  std::vector<std::string> commands;  ///< COMMENT ON INDEX, ALTER INDEX ... SET STATISTICS
};

/// What somebody has to know before they consent to a change. Only in plans.
struct Outlook {
  std::int64_t table_bytes = 0;
  std::optional<std::int64_t> free_bytes;  ///< on the disk that it will be on; absent: not known
  std::string lock;                        ///< what others cannot do meanwhile
  double estimated_ms = 0;                 ///< how long it may take on an idle server
  std::string risk;                        ///< what could go wrong, or "low"
};

/// One change that apply made, tried to make, or would make: a row of the ledger selfopt.actions.
struct Action {
  std::int64_t id = 0;  ///< in the ledger; 0: not there
  std::string recommendation_id;
  std::string kind;      ///< "create_index", "drop_index"; of skipped ones also others
  std::string table;     ///< schema-qualified
  std::string name;      ///< of the index
  std::string ddl;       ///< as executed
  std::string undo_ddl;  ///< takes it back
  IndexExtras extras;    ///< of an index that is dropped
  /// "planned", "skipped", "postponed", "intended", "done", "failed", "undoing", "undone",
  /// "reverted".
  std::string state;
  std::string started_at;
  std::string finished_at;
  std::optional<double> duration_ms;
  std::optional<std::int64_t> size_bytes;
  std::string message;                    ///< why it failed, or what was noticed
  std::string reason;                     ///< why it was advised
  std::string applied_by;                 ///< the server's user
  std::string definition;                 ///< of the index that was made, as the server prints it
  double table_rows = 0;                  ///< the server's estimate when it was made
  bool partitioned = false;               ///< its table has partitions
  std::vector<std::string> query_hashes;  ///< of the statements that it was to make cheaper
  std::string table_identity;             ///< of what it was planned for. Only in plans
  Verification verification;
  Outlook outlook;

  /// \returns when it ended or, if it has not, began; empty if it never did
  const std::string& last_moment() const { return finished_at.empty() ? started_at : finished_at; }
};

}  // namespace selfopt
