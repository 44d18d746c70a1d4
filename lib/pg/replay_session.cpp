#include "pg/replay_session.hpp"

#include <algorithm>

#include <fmt/format.h>

#include <selfopt/error.hpp>

#include "env/signals.hpp"
#include "pg/cluster.hpp"
#include "pg/conninfo.hpp"

namespace selfopt::pg {
namespace {

using Clock = std::chrono::steady_clock;

// Of our own statements. What users allow theirs may be too little for these.
constexpr std::chrono::seconds k_own_timeout{60};

// The name a database administrator sees in pg_stat_activity; PGAPPNAME and the connection string
// go before it.
Database named(Database database, const char* name) {
  database.conninfo = with_setting(database.conninfo, "fallback_application_name", name);
  return database;
}

}  // namespace

ReplaySession::ReplaySession(const Database& database, std::chrono::milliseconds timeout,
                             ReplayAccess access, const char* name)
    : m_wire(named(database, name), k_own_timeout),
      m_begin(access == ReplayAccess::read_only ? "begin read only" : "begin read write"),
      m_limit(fmt::format("set local statement_timeout = {}", timeout.count())) {
  m_wire.expect_answers_within(
      timeout.count() == 0 ? timeout : std::max<std::chrono::milliseconds>(timeout, k_own_timeout));
  m_wire.execute("set idle_in_transaction_session_timeout = '5min'");
  m_wire.leave_out_of_statistics();  // what is replayed is no workload
  // Citus shows the plan of one shard only, whose figures say little of all.
  m_has_nodes = is_in_cluster(m_wire);
  if (m_has_nodes) m_wire.execute("set citus.explain_all_tasks = on");
  if (m_wire.on_this_host()) m_meter = env::ProcessMeter::find(m_wire.backend_pid(), "postgres: ");
}

// The rollback takes back what the statement wrote and every setting it changed, but not the locks
// that belong to a session.
template <typename Work>
auto ReplaySession::and_roll_back(Work work) {
  m_wire.execute(m_begin);
  m_wire.execute(m_limit);
  try {
    auto result = work();
    roll_back();
    return result;
  } catch (const Error&) {
    if (m_wire.alive() && env::interrupted_by() == 0) roll_back();
    throw;
  }
}

void ReplaySession::roll_back() {
  m_wire.execute("rollback");
  m_wire.execute("select pg_catalog.pg_advisory_unlock_all()");
}

void ReplaySession::prepare(const std::string& name, const std::string& user_sql,
                            std::size_t values) {
  m_wire.prepare(name, user_sql);
  const std::size_t parameters = m_wire.parameter_types(name).size();
  if (parameters <= values) return;
  throw Error(ErrorKind::input, parameters == 1
                                    ? std::string("needs a value for $1")
                                    : fmt::format("needs values for $1 to ${}", parameters));
}

Execution ReplaySession::execute(const std::string& user_sql,
                                 const std::vector<std::optional<std::string>>& values) {
  return and_roll_back([&] {
    // Unnamed and prepared afresh: the server plans it at each execution, as for a new client.
    prepare("", user_sql, values.size());
    Execution execution;
    const bool fresh_peak = m_meter && m_meter->restart_peak();
    const auto cpu_before = m_meter ? m_meter->cpu_ms() : std::nullopt;
    const auto begin = Clock::now();
    execution.rows = m_wire.run_prepared("", values);
    execution.ms = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
    const auto cpu_after = m_meter ? m_meter->cpu_ms() : std::nullopt;
    if (cpu_before && cpu_after) execution.cpu_ms = *cpu_after - *cpu_before;
    if (fresh_peak) execution.peak_memory_bytes = m_meter->peak_private_bytes();
    return execution;
  });
}

std::string ReplaySession::explain_analyzed(const std::string& user_sql,
                                            const std::vector<std::optional<std::string>>& values) {
  return explain_prepared("analyze, buffers, verbose, timing off, format json", user_sql, values);
}

std::string ReplaySession::explain(const std::string& user_sql,
                                   const std::vector<std::optional<std::string>>& values) {
  return explain_prepared("verbose, format json", user_sql, values);
}

std::string ReplaySession::explain_prepared(const std::string& options, const std::string& user_sql,
                                            const std::vector<std::optional<std::string>>& values) {
  return and_roll_back([&] {
    const std::string name = fmt::format("selfopt_explained_{}", ++m_explained);
    prepare(name, user_sql, values.size());
    // The statement goes by its name, values as quoted literals.
    std::string arguments;
    for (const auto& value : values)
      arguments +=
          (arguments.empty() ? "(" : ", ") + (value ? m_wire.quote_literal(*value) : "null");
    if (!arguments.empty()) arguments += ")";
    // Of EXECUTE Citus prints the plans of tasks as text, whatever the format. The statement has
    // been parsed by now, and the extended protocol takes no second one.
    const WireRows rows =
        m_has_nodes
            ? m_wire.execute(fmt::format("explain ({}) ", options) + user_sql, values)
            : m_wire.execute(fmt::format("explain ({}) execute {}{}", options, name, arguments));
    m_wire.execute("deallocate " + name);
    return rows.rows.at(0).at(0).value_or("");
  });
}

void ReplaySession::steady_plans() {
  m_wire.execute("set max_parallel_workers_per_gather = 0");
  m_wire.execute("set jit = off");
}

IndexDefinitions ReplaySession::index_definitions() {
  const WireRows found = m_wire.execute(
      "select n.nspname || '.' || t.relname, i.relname,"
      "  substr(d.text, strpos(d.text, quote_ident(i.relname)) + length(quote_ident(i.relname)))"
      " from pg_catalog.pg_index x"
      " join pg_catalog.pg_class i on i.oid = x.indexrelid"
      " join pg_catalog.pg_class t on t.oid = x.indrelid"
      " join pg_catalog.pg_namespace n on n.oid = t.relnamespace"
      " cross join lateral (select pg_catalog.pg_get_indexdef(i.oid) as text) d"
      " where n.nspname <> 'pg_toast'");
  IndexDefinitions definitions;
  for (const auto& row : found.rows)
    definitions.emplace(std::pair(row[0].value_or(""), row[1].value_or("")), row[2].value_or(""));
  return definitions;
}

std::string ReplaySession::describe_server() {
  const WireRows found = m_wire.execute(
      "select pg_catalog.current_setting('server_version'), pg_catalog.current_setting('jit'),"
      " pg_catalog.current_setting('max_parallel_workers_per_gather'),"
      " pg_catalog.current_setting('work_mem'), pg_catalog.current_setting('shared_buffers')");
  const auto& row = found.rows.at(0);
  return fmt::format(
      "PostgreSQL {} (jit {}, up to {} parallel workers, work_mem {}, shared_buffers {})",
      row[0].value_or(""), row[1].value_or(""), row[2].value_or(""), row[3].value_or(""),
      row[4].value_or(""));
}

}  // namespace selfopt::pg
