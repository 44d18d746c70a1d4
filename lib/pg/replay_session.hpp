#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/database.hpp>
#include <selfopt/nouns/plan.hpp>

#include "env/process_meter.hpp"
#include "pg/wire.hpp"

namespace selfopt::pg {

/// What replayed statements may do.
enum class ReplayAccess {
  read_only,  ///< the server refuses whatever writes
  roll_back,  ///< they may write, and every write is taken back
};

/// How one execution went.
struct Execution {
  double ms = 0;          ///< from sending it to its last row; planning included, parsing not
  std::int64_t rows = 0;  ///< returned or affected
  std::optional<double> cpu_ms;  ///< of the server's process, without parallel workers
  std::optional<std::int64_t> peak_memory_bytes;  ///< of the server's process, shared buffers apart
};

/// A connection that runs what a user wrote, and measures it. Each execution has a transaction of
/// its own, which is rolled back; rows are counted and thrown away.
class ReplaySession {
 public:
  /// \param timeout of each statement; 0 is none
  /// \throws Error{database} if there is no server, or it refuses
  /// \param name what administrators see in pg_stat_activity, if the user chose none
  ReplaySession(const Database& database, std::chrono::milliseconds timeout, ReplayAccess access,
                const char* name = "selfopt replay");

  /// Runs one statement to its end.
  /// \param values of $1, $2, ...
  /// \throws Error{input} if it has more parameters than there are values; Error{database},
  ///         Error{refused} with what the server says
  Execution execute(const std::string& user_sql,
                    const std::vector<std::optional<std::string>>& values);

  /// Runs one statement once more to see what it does: real rows and blocks of each node. It is
  /// slower than execute, so its time is not comparable.
  /// \returns what EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) prints
  std::string explain_analyzed(const std::string& user_sql,
                               const std::vector<std::optional<std::string>>& values);

  /// Plans one statement; it is not run.
  /// \returns what EXPLAIN (VERBOSE, FORMAT JSON) prints
  std::string explain(const std::string& user_sql,
                      const std::vector<std::optional<std::string>>& values);

  /// Turns off what makes the plans and blocks of one statement differ from run to run: parallel
  /// workers, of which there may be none free, and JIT, which changes no plan but takes time.
  void steady_plans();

  /// \returns the definition of every index by table and name, for plan_hash.
  IndexDefinitions index_definitions();

  /// \returns the version and those settings that decide how fast statements run, for people.
  std::string describe_server();

  bool alive() const { return m_wire.alive(); }
  /// \returns whether the connection was lost through no fault of what ran on it.
  bool ended_for_others() const { return m_wire.ended_for_others(); }
  /// \returns whether cpu_ms can be read: the server runs on this host.
  bool sees_process() const { return m_meter.has_value(); }

 private:
  void roll_back();
  void prepare(const std::string& name, const std::string& user_sql, std::size_t values);
  std::string explain_prepared(const std::string& options, const std::string& user_sql,
                               const std::vector<std::optional<std::string>>& values);
  template <typename Work>
  auto and_roll_back(Work work);

  Wire m_wire;
  std::string m_begin;
  bool m_has_nodes = false;  ///< the server distributes statements (Citus)
  std::string m_limit;       ///< sets the timeout for one transaction
  int m_explained = 0;       ///< makes the names of prepared statements differ
  std::optional<env::ProcessMeter> m_meter;
};

}  // namespace selfopt::pg
