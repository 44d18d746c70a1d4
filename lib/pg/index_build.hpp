#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <selfopt/nouns/database.hpp>

#include "pg/session.hpp"
#include "pg/wire.hpp"

/// Making and dropping indexes on a server that is in use.
namespace selfopt::pg {

/// How far a running CREATE INDEX is.
struct BuildProgress {
  std::string phase;                   ///< as pg_stat_progress_create_index names it
  std::int64_t done = 0;               ///< blocks or rows, whichever the phase counts
  std::int64_t total = 0;              ///< 0 if the phase counts nothing
  std::optional<int> waiting_for_pid;  ///< the session whose transaction has to end first
};

/// \param pid the server process that builds
/// \returns nothing if it builds nothing, or we may not see it
std::optional<BuildProgress> build_progress(Session& session, int pid);

/// \returns the server process that builds an index on \p table or its partitions now, if any
std::optional<int> builder_of(Session& session, const std::string& table);

/// \returns the process that \p pid waits for, 0 if that is a prepared transaction, or nothing
std::optional<int> blocker_of(Session& session, int pid);

/// Asks the server process \p pid to stop its statement.
void cancel(Session& session, int pid);

/// The connection on which indexes are built and dropped: outside any transaction, without a
/// statement timeout, one selfopt at a time.
class IndexBuilder {
 public:
  /// Whether it takes the lock of the one selfopt that changes a database, or lends a hand to the
  /// one of this program that has it.
  enum class Role { runner, hand };

  /// \param max_wait how long a build may wait for other transactions
  /// \throws Error{busy} if another selfopt is changing this database; Error{refused} if something
  ///         between us and the server gives each statement another session
  IndexBuilder(const Database& database, std::chrono::milliseconds max_wait,
               Role role = Role::runner);

  /// Runs one statement that makes or drops an index.
  /// \throws Error{database} if it fails; an invalid index may be left then
  void run(const std::string& ddl);
  /// The same for indexes that are to be in \p tablespace (its name; empty: the database's own).
  void run_in(const std::string& tablespace, const std::string& ddl);

  /// Runs a statement that must not hold up others, who would queue behind it: it waits for a few
  /// seconds only.
  /// \throws Error{database} if that was not long enough
  void run_with_short_wait(const std::string& ddl);

  /// Gathers statistics of \p table, which a new index on an expression needs to be used.
  void analyze(const std::string& table);

  /// Ends the connection, from any thread: what runs fails for us, whatever the server does.
  void abandon() { m_wire.abandon(); }

  int backend_pid() const { return m_wire.backend_pid(); }
  int server_version() const { return m_wire.server_version(); }
  bool alive() const { return m_wire.alive(); }
  /// \returns the SQLSTATE of the last error; empty if the connection broke
  const std::string& sqlstate() const { return m_wire.error_sqlstate(); }

 private:
  void take_lock();
  void demand_own_session();
  void set_max_wait(std::chrono::milliseconds max_wait);

  Wire m_wire;
  std::chrono::milliseconds m_max_wait;
};

}  // namespace selfopt::pg
