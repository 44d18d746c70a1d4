#include "pg/server_condition.hpp"

#include "pg/engine.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

// One line for people. A statement's text may hold personal data, so its number stands for it.
constexpr const char* k_describe = R"(
  pg_catalog.format('process %s (%s, user %s, %s%s)', a.pid,
    coalesce(nullif(a.application_name, ''), a.backend_type), a.usename, a.state,
    pg_catalog.format(', transaction of %s s',
      pg_catalog.round(extract(epoch from pg_catalog.clock_timestamp() - a.xact_start)::numeric))))";

}  // namespace

ServerFacts server_facts(Session& session) {
  const auto row = run(session,
                       "select pg_catalog.current_setting('server_version_num')::int,"
                       " pg_catalog.pg_is_in_recovery(),"
                       " pg_catalog.current_setting('default_transaction_read_only') = 'on',"
                       " (select count(*) from pg_catalog.pg_stat_replication)::int")[0];
  return {row[0].as<int>(), row[1].as<bool>(), row[2].as<bool>(), row[3].as<int>(),
          read_engine(session).no_changes};
}

ServerLoad server_load(Session& session) {
  const auto row = run(session,
                       "select (select count(*) from pg_catalog.pg_stat_activity"
                       "         where state = 'active' and backend_type = 'client backend'"
                       "           and pid <> pg_catalog.pg_backend_pid())::int,"
                       " coalesce((select max(extract(epoch from replay_lag))"
                       "           from pg_catalog.pg_stat_replication), 0)::float8")[0];
  return {row[0].as<int>(), row[1].as<double>()};
}

std::vector<OpenTransaction> transactions_in_the_way(Session& session, const std::string& table,
                                                     double least_age_s) {
  static const std::string sql = std::string(R"(
    select a.pid,)") + k_describe +
                                 R"( as description,
           extract(epoch from pg_catalog.clock_timestamp() - a.xact_start)::float8 as age_s
    from pg_catalog.pg_stat_activity a
    where a.datname = pg_catalog.current_database() and a.pid <> pg_catalog.pg_backend_pid()
      and (a.xact_start < pg_catalog.clock_timestamp() - $2 * interval '1 second'
             and (a.backend_xmin is not null
                  or exists (select from pg_catalog.pg_locks l
                             where l.pid = a.pid and l.relation = pg_catalog.to_regclass($1)
                               and l.locktype = 'relation'
                               and l.mode not in ('AccessShareLock', 'RowShareLock')))
           -- It waits for us, with a snapshot that the build would wait for: a deadlock.
           or exists (select from pg_catalog.pg_locks l
                      where l.pid = a.pid and l.locktype = 'advisory' and not l.granted
                        and l.classid = pg_catalog.hashtext('selfopt apply')::pg_catalog.oid))
      and not exists (select from pg_catalog.pg_stat_progress_vacuum v where v.pid = a.pid)
    order by a.xact_start)";
  std::vector<OpenTransaction> found;
  for (const auto& row : run(session, sql, table, least_age_s))
    found.push_back(
        {row["pid"].as<int>(), row["description"].as<std::string>(), row["age_s"].as<double>()});
  return found;
}

std::string prepared_transaction_on(Session& session, const std::string& table) {
  // A prepared transaction has no process. Its lock on itself says which one it is.
  const auto found = run(session, R"(
    select p.gid from pg_catalog.pg_locks l
    join pg_catalog.pg_locks own
      on own.pid is null and own.locktype = 'transactionid'
     and own.virtualtransaction = l.virtualtransaction
    join pg_catalog.pg_prepared_xacts p on p.transaction = own.transactionid
    where l.pid is null and l.relation = pg_catalog.to_regclass($1)
      and l.mode not in ('AccessShareLock', 'RowShareLock')
    limit 1)",
                         table);
  return found.empty() ? "" : found[0][0].as<std::string>();
}

std::string describe_process(Session& session, int pid) {
  static const std::string sql =
      std::string("select") + k_describe + " from pg_catalog.pg_stat_activity a where a.pid = $1";
  const auto found = run(session, sql, pid);
  return found.empty() || found[0][0].is_null() ? "process " + std::to_string(pid)
                                                : found[0][0].as<std::string>();
}

}  // namespace selfopt::pg
