#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/workload.hpp>

/// Values for the parameters of normalised statements, so that they can be planned and run.
///
/// A server's statistics and logs print constants as `$1`, `$2`, ... Such a text can at best be
/// planned for unknown values, which makes the planner guess how many rows it finds, and often not
/// even that: `date $1` is no SQL.
namespace selfopt::literals {

/// A statement in a form that the server takes.
struct Filled {
  std::string sql;
  std::vector<std::optional<std::string>> values;  ///< to be bound to what parameters sql still has
  /// The values of the statement's own $1, $2, ..., as WorkloadQuery::params; empty if it has none.
  std::vector<std::optional<std::string>> params;
  bool invented = false;     ///< some of them were not given with the statement
  bool placeholder = false;  ///< and of some of those nothing is known: no statistics
  std::string error;         ///< what the server says against it; empty if it takes it
};

/// Fills the parameters of statements.
///
/// A value that the workload gives is used. Another is drawn from what ANALYZE knows of the column
/// that it is compared with (pg_stats), among a few draws the one whose plan is most like what was
/// seen of the calls (rows and time). Where a text does not tell whether it wants a number,
/// a string or a date, the server is asked with one after the other. The same seed and statistics
/// give the same values. A user's text goes to the server in prepared statements only, in a
/// read-only session, and is planned there, not run.
class Filler {
 public:
  /// \param plan_timeout of each statement planned
  /// \throws Error{database} if there is no server
  Filler(const Database& database, std::chrono::milliseconds plan_timeout, std::uint64_t seed);
  ~Filler();
  Filler(const Filler&) = delete;
  Filler& operator=(const Filler&) = delete;

  /// Warns of values that stand for columns without statistics.
  /// \returns one for each query, in order. A statement without parameters comes back as it is,
  ///          and the server is not asked about it.
  /// \throws Error{database} if the server goes away and stays away, Error::interrupted
  std::vector<Filled> fill(const Workload& workload);

 private:
  struct Impl;
  std::unique_ptr<Impl> m_impl;
};

/// How much of a workload could be planned or run.
struct Coverage {
  std::int64_t statements = 0;
  std::int64_t covered = 0;
  double total_ms = 0;
  double covered_ms = 0;

  void add(const WorkloadQuery& query, bool is_covered);
  /// \returns for example "planned 41 of 44 statements, 97 % of total time"; the time only where
  ///          it is known.
  std::string describe(const char* verb) const;
};

}  // namespace selfopt::literals
