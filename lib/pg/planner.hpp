#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/index_definition.hpp>

#include "pg/wire.hpp"

namespace selfopt::pg {

/// An index that exists in one session's imagination only (HypoPG).
struct HypotheticalIndex {
  std::uint32_t oid = 0;
  std::string name;             ///< as it stands in plans
  std::int64_t size_bytes = 0;  ///< HypoPG's estimate
};

/// How a Planner can be made to do without an index that exists.
enum class Hiding {
  none,
  hypopg,  ///< hypopg_hide_index, since HypoPG 1.4: nobody else notices
  trial,   ///< each plan is made in a transaction that drops the index and is rolled back: whoever
           ///< uses the table waits for that plan
};

/// A user's statement that a Planner has admitted.
struct PlannableStatement {
  std::string sql;
  std::vector<std::optional<std::string>> values;
  std::size_t parameters = 0;
};

/// A read-only session that asks the planner, never runs what it plans, and can let the planner
/// believe in indexes that do not exist.
class Planner {
 public:
  /// \param plan_timeout for each statement planned
  /// \throws Error{database} if there is no connection
  Planner(const Database& database, std::chrono::milliseconds plan_timeout);

  /// \returns whether HypoPG can be used.
  /// \throws Error{refused} naming the command that installs it, if \p required and it cannot
  bool enable_hypothetical_indexes(bool required);

  /// Takes one statement that a user wrote, after the server has parsed it.
  /// \param values of $1, $2, ...; when there are fewer than parameters, the statement is planned
  ///        for unknown values (a generic plan)
  /// \throws Error{database} if it does not parse, is several, or names what does not exist
  PlannableStatement admit(const std::string& user_sql,
                           const std::vector<std::optional<std::string>>& values);

  /// The type of each parameter of a statement, as the server understands it.
  struct Admission {
    std::vector<std::uint32_t> parameter_types;  ///< oids, of $1, $2, ...
    std::string error;       ///< what the server says against the statement; empty if nothing
    int error_position = 0;  ///< character in the statement, from 1; 0: not told
  };
  /// Asks whether the server takes a statement that a user wrote. That it does not is no error.
  /// \throws Error{database} if the connection is lost, Error::interrupted
  Admission try_statement(const std::string& user_sql);

  /// \returns the names of the columns of what a user's statement gives
  /// \throws Error{database} if the server does not take it
  std::vector<std::string> output_columns(const std::string& user_sql);
  /// \returns the names of all functions that may give another result each time, in lower case
  std::set<std::string> volatile_functions();

  /// Plans an admitted statement. It is not run.
  /// \returns what EXPLAIN (FORMAT JSON) prints
  /// \throws Error{database} if it cannot be planned, or not in time
  std::string explain(const PlannableStatement& statement);

  /// The same with the schemas of tables.
  std::string explain_verbosely(const PlannableStatement& statement);
  /// The same of a statement that Citus distributes, with every task that it would send to a node:
  /// its text and the node.
  std::string explain_tasks(const PlannableStatement& statement);

  /// \param timeout for each statement planned from now on; nullopt: as at first
  void limit_planning(std::optional<std::chrono::milliseconds> timeout);

  /// Lets the planner believe in all of \p definitions. \returns them in the same order
  /// \throws Error{database} if HypoPG does not know an access method, or a table is gone
  std::vector<HypotheticalIndex> create_hypothetical(
      const std::vector<IndexDefinition>& definitions);
  void drop_hypothetical(const std::vector<std::uint32_t>& oids);

  /// \returns how existing indexes can be hidden.
  /// \param trial_lock_timeout how long a trial may wait for a table's lock; absent: no trials
  Hiding enable_hiding(std::optional<std::chrono::milliseconds> trial_lock_timeout);
  /// Lets explain() do without these existing indexes (schema-qualified, quoted) from now on.
  /// \throws Error{database} if one does not exist. A trial throws when it plans: if the lock is
  ///         not to be had in time, or the user does not own the index
  void hide(const std::vector<std::string>& indexes);

  /// Lets trials drop indexes of shards, which Citus keeps from clients.
  void allow_changes_of_shards();

  /// Says whether joins of many relations may be planned by chance (the genetic planner).
  void allow_genetic_planner(bool allowed);

  int server_version() const { return m_wire.server_version(); }
  int backend_pid() const { return m_wire.backend_pid(); }
  bool alive() const { return m_wire.alive(); }

 private:
  std::string explain_now(const PlannableStatement& statement, const char* options);
  std::string explain_generic(const PlannableStatement& statement, const char* options);
  std::string explain_in_trial(const PlannableStatement& statement);

  Wire m_wire;
  std::chrono::milliseconds m_plan_timeout;
  std::string m_hypopg_schema;  ///< quoted
  Hiding m_hiding = Hiding::none;
  std::chrono::milliseconds m_trial_lock_timeout{0};
  std::vector<std::string> m_hidden;
  bool m_in_trial = false;
};

}  // namespace selfopt::pg
