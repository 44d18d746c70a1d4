#include "pg/index_build.hpp"

#include <thread>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "pg/lock_holder.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {

std::optional<BuildProgress> build_progress(Session& session, int pid) {
  const auto found = pg::run(session,
                             "select phase,"
                             " case when tuples_total > 0 then tuples_done else blocks_done end"
                             "   as done,"
                             " case when tuples_total > 0 then tuples_total else blocks_total end"
                             "   as total,"
                             " nullif(current_locker_pid, 0) as locker"
                             " from pg_catalog.pg_stat_progress_create_index where pid = $1",
                             pid);
  if (found.empty() || found[0]["phase"].is_null()) return std::nullopt;
  BuildProgress progress{found[0]["phase"].as<std::string>(), found[0]["done"].as<std::int64_t>(0),
                         found[0]["total"].as<std::int64_t>(0), std::nullopt};
  if (!found[0]["locker"].is_null()) progress.waiting_for_pid = found[0]["locker"].as<int>();
  return progress;
}

std::optional<int> builder_of(Session& session, const std::string& table) {
  const auto found = pg::run(session,
                             "select pid from pg_catalog.pg_stat_progress_create_index"
                             " where datname = pg_catalog.current_database()"
                             "   and (relid = pg_catalog.to_regclass($1)"
                             "        or relid in (select relid from pg_catalog.pg_partition_tree("
                             "                       pg_catalog.to_regclass($1))))",
                             table);
  if (found.empty()) return std::nullopt;
  return found[0][0].as<int>();
}

std::optional<int> blocker_of(Session& session, int pid) {
  const auto found =
      pg::run(session, "select (pg_catalog.pg_blocking_pids($1))[1] as blocker", pid);
  if (found.empty() || found[0][0].is_null()) return std::nullopt;
  return found[0][0].as<int>();
}

// Citus has a function of that name for processes of all nodes, so the type has to be said.
void cancel(Session& session, int pid) {
  pg::run(session, "select pg_catalog.pg_cancel_backend($1::int4)", pid);
}

IndexBuilder::IndexBuilder(const Database& database, std::chrono::milliseconds max_wait, Role role)
    : m_wire(database, std::chrono::milliseconds(0)), m_max_wait(max_wait) {
  demand_own_session();
  m_wire.execute(k_notice_lost_client);
  if (role == Role::runner) take_lock();
  // lock_timeout also counts the waits of CONCURRENTLY for other transactions, and giving up leaves
  // an invalid index: so minutes, not seconds. Nobody else waits for us meanwhile.
  set_max_wait(max_wait);
  if (m_wire.server_version() >= 140000)  // a build must not outlive a killed selfopt
    m_wire.execute("set client_connection_check_interval = '2s'");
}

// A pooler that gives each transaction another session would lose our lock and our settings.
void IndexBuilder::demand_own_session() {
  const std::string announced = fmt::format("{}", m_wire.backend_pid());
  for (int i = 0; i < 2; ++i)
    if (m_wire.execute("select pg_catalog.pg_backend_pid()").rows.front().front() != announced)
      throw Error(ErrorKind::refused,
                  "the connection goes through a pooler that shares sessions (PgBouncer?)", {},
                  "Connect to the server itself.");
}

// Never the waiting form: a session that waits for this lock holds a snapshot, and the build of the
// session that has the lock would wait for that. It is tried for a moment, since the server ends a
// session a little later than its program.
void IndexBuilder::take_lock() {
  using std::chrono::steady_clock;
  constexpr std::chrono::milliseconds k_pause(50);
  const auto deadline = steady_clock::now() + std::chrono::seconds(3);
  for (;;) {
    const auto locked = m_wire.execute(
        "select pg_catalog.pg_try_advisory_lock("
        "pg_catalog.hashtext('selfopt apply'), pg_catalog.hashtext(current_database()))");
    if (locked.rows.front().front() == "t") return;
    if (steady_clock::now() > deadline)
      throw Error(ErrorKind::busy, "another selfopt is changing this database", {},
                  "Run the command again when it has ended.");
    std::this_thread::sleep_for(k_pause);
  }
}

void IndexBuilder::run(const std::string& ddl) {
  m_wire.execute(ddl);
}

void IndexBuilder::run_in(const std::string& tablespace, const std::string& ddl) {
  if (tablespace.empty()) return run(ddl);
  m_wire.execute("select pg_catalog.set_config('default_tablespace', $1, false)", {tablespace});
  try {
    run(ddl);
  } catch (const Error&) {
    if (m_wire.alive()) m_wire.execute("reset default_tablespace");
    throw;
  }
  m_wire.execute("reset default_tablespace");
}

void IndexBuilder::run_with_short_wait(const std::string& ddl) {
  constexpr std::chrono::seconds k_wait(3);
  set_max_wait(k_wait);
  try {
    m_wire.execute(ddl);
  } catch (const Error&) {
    if (m_wire.alive()) set_max_wait(m_max_wait);
    throw;
  }
  set_max_wait(m_max_wait);
}

void IndexBuilder::set_max_wait(std::chrono::milliseconds max_wait) {
  m_wire.execute(fmt::format("set lock_timeout = {}", max_wait.count()));
}

void IndexBuilder::analyze(const std::string& table) {
  m_wire.execute("analyze " + table);
}

}  // namespace selfopt::pg
