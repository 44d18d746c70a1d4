#include "pg/server_health.hpp"

#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

constexpr const char* k_health = R"(
select d.datname, pg_catalog.current_setting('server_version_num')::int as version,
       pg_catalog.pg_database_size(d.oid) as database_bytes,
       s.blks_hit::float8 / nullif(s.blks_hit + s.blks_read, 0) as cache_hit_share,
       (select coalesce(extract(epoch from max(now() - a.xact_start)), 0)
        from pg_catalog.pg_stat_activity a
        where a.datid = d.oid and a.pid <> pg_catalog.pg_backend_pid()
          and a.backend_type = 'client backend') as longest_transaction_s,
       (select count(*) from pg_catalog.pg_stat_activity a
        where a.backend_type = 'client backend') as connections,
       pg_catalog.current_setting('max_connections')::int as most_connections,
       (select count(*) from pg_catalog.pg_index x
        where not x.indisvalid and not exists (
          select from pg_catalog.pg_stat_progress_create_index b
          where b.index_relid = x.indexrelid)) as invalid_indexes,
       pg_catalog.age(d.datfrozenxid) / 2147483647.0 as wraparound_share,
       (select count(*) from pg_catalog.pg_stat_user_tables t
        where t.n_live_tup > 0 and t.schemaname <> 'selfopt'
          and coalesce(t.last_analyze, t.last_autoanalyze) is null) as tables_without_statistics
from pg_catalog.pg_database d
join pg_catalog.pg_stat_database s on s.datid = d.oid
where d.datname = pg_catalog.current_database())";

constexpr const char* k_last_snapshot = R"(
select to_char(max("timestamp") at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
from selfopt.performance_metrics)";

}  // namespace

ServerHealth server_health(Session& session) {
  ServerHealth health;
  const auto row = run(session, k_health)[0];
  health.database = row["datname"].as<std::string>();
  health.server_version = row["version"].as<int>();
  health.database_bytes = row["database_bytes"].as<std::int64_t>();
  if (!row["cache_hit_share"].is_null())
    health.cache_hit_share = row["cache_hit_share"].as<double>();
  health.longest_transaction_s = row["longest_transaction_s"].as<double>();
  health.connections = row["connections"].as<std::int64_t>();
  health.most_connections = row["most_connections"].as<std::int64_t>();
  health.invalid_indexes = row["invalid_indexes"].as<std::int64_t>();
  health.wraparound_share = row["wraparound_share"].as<double>();
  health.tables_without_statistics = row["tables_without_statistics"].as<std::int64_t>();
  if (run(session, "select pg_catalog.to_regclass('selfopt.performance_metrics') is not null")[0][0]
          .as<bool>())
    health.last_snapshot = run(session, k_last_snapshot)[0][0].as<std::string>("");
  return health;
}

}  // namespace selfopt::pg
