#pragma once

#include <chrono>
#include <optional>
#include <string>

#include <selfopt/nouns/database.hpp>

#include "pg/session.hpp"
#include "pg/wire.hpp"

/// Making and dropping indexes on a server that is in use.
namespace selfopt::pg {

/// What the catalog says of an index by its name.
struct IndexState {
  std::string sql_name;    ///< schema-qualified, quoted where it has to be
  std::string definition;  ///< pg_get_indexdef
  bool has_expression = false;
  bool valid = false;
  std::int64_t size_bytes = 0;
};

/// \param table what the index is on; an index lives in its table's schema
/// \returns nothing if the table's schema has no index \p name
std::optional<IndexState> index_state(Session& session, const std::string& table,
                                      const std::string& name);

/// \returns whether \p table (schema-qualified, quoted where it has to be) exists
bool table_exists(Session& session, const std::string& table);

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

/// \returns the server process that builds an index on \p table now, if any
std::optional<int> builder_of(Session& session, const std::string& table);

/// The connection on which indexes are built and dropped: outside any transaction, without a
/// statement timeout, one selfopt at a time.
class IndexBuilder {
 public:
  /// \param max_wait how long a build may wait for other transactions
  /// \throws Error{busy} if another selfopt is changing this database
  IndexBuilder(const Database& database, std::chrono::milliseconds max_wait);

  /// Runs CREATE INDEX CONCURRENTLY or DROP INDEX CONCURRENTLY.
  /// \throws Error{database} if it fails; an invalid index may be left then
  void run(const std::string& concurrent_ddl);

  /// Drops an index that is invalid, waiting for other transactions for a few seconds only.
  /// \throws Error{database} if one of them goes on; the index is still there then
  void drop_invalid(const IndexState& index);

  /// Gathers statistics of \p table, which a new index on an expression needs to be used.
  void analyze(const std::string& table);

  int backend_pid() const { return m_wire.backend_pid(); }

 private:
  void take_lock();
  void set_max_wait(std::chrono::milliseconds max_wait);

  Wire m_wire;
  std::chrono::milliseconds m_max_wait;
};

}  // namespace selfopt::pg
