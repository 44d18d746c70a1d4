#include "pg/read_metrics.hpp"

#include <algorithm>
#include <map>

#include "pg/array_text.hpp"
#include "pg/interval_text.hpp"
#include "pg/schema.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

constexpr const char* k_period = R"(
select pg_catalog.current_database(), pg_catalog.to_regclass('selfopt.performance_metrics') is not null,
  to_char(ends at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ends,
  to_char(begins at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), begins
from (select coalesce(to_timestamp(nullif($3, '')::float8), now()) as ends) e,
  lateral (select coalesce(to_timestamp(nullif($2, '')::float8),
    ends - nullif($1, '')::interval) as begins) b)";

constexpr const char* k_metrics = R"(
select query_hash, source, calls, execution_time_ms,
  coalesce(total_time_ms, execution_time_ms * calls), max_time_ms, rows, cpu_usage, memory_usage,
  to_char(coalesce(since, "timestamp") at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
  to_char("timestamp" at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
from selfopt.performance_metrics
where execution_time_ms is not null and calls > 0
  and ($1 = '' or "timestamp" > nullif($1, '')::timestamptz) and "timestamp" <= $2::timestamptz
  and ($3 = '' or source = $3) and ($4 = '' or database_name = $4))";

constexpr const char* k_measured = R"(
select query_hash, (array_agg(query_text order by id desc))[1], sum(calls)::bigint,
  percentile_cont(0.5) within group (order by execution_time_ms),
  to_char(max("timestamp") at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
from selfopt.performance_metrics
where execution_time_ms is not null and calls > 0 and query_hash <> ''
  and coalesce(nullif(database_name, ''), current_database()) = current_database()
group by query_hash, $1 <> '' and "timestamp" > nullif($1, '')::timestamptz
order by max("timestamp") desc, query_hash limit $2)";

constexpr const char* k_texts = R"(
select h.query_hash, latest.query_text
from unnest($1::text[]) h (query_hash) cross join lateral (
  select query_text from selfopt.performance_metrics where query_hash = h.query_hash
  order by "timestamp" desc, id desc limit 1) latest)";

template <typename Number>
std::optional<Number> optional(const pqxx::field& field) {
  return field.is_null() ? std::nullopt : std::optional<Number>(field.as<Number>());
}

}  // namespace

StoredMetrics read_metrics(Session& session, const MetricsPeriod& period, const std::string& source,
                           const std::string& database) try {
  const std::string length = period.length_ms > 0 ? interval_text(period.length_ms) : "";
  const auto written = [](const std::optional<double>& seconds) {
    return seconds ? fmt::format("{:.6f}", *seconds) : "";
  };
  const pqxx::result about =
      run(session, k_period, length, written(period.from_s), written(period.to_s));
  StoredMetrics metrics;
  metrics.database = about[0][0].as<std::string>();
  metrics.has_table = about[0][1].as<bool>();
  metrics.to = about[0][2].as<std::string>();
  metrics.from = about[0][4].as<std::string>("");
  if (!metrics.has_table) return metrics;
  const auto ends = about[0][3].as<std::string>();
  const auto begins = about[0][5].as<std::string>("");
  for (const auto& row : run(session, k_metrics, begins, ends, source, database)) {
    WorkloadQuery query;
    query.query_hash = row[0].as<std::string>();
    query.source = row[1].as<std::string>();
    query.calls = row[2].as<std::int64_t>();
    query.mean_ms = row[3].as<double>();
    query.total_ms = row[4].as<double>();
    query.max_ms = optional<double>(row[5]);
    query.rows = optional<double>(row[6]);
    query.cpu_ms = optional<double>(row[7]);
    query.peak_memory_bytes = optional<std::int64_t>(row[8]);
    query.first_seen = row[9].as<std::string>();
    query.last_seen = row[10].as<std::string>();
    metrics.rows.push_back(std::move(query));
  }
  return metrics;
} catch (const Error& error) {
  throw with_grants(error, session, SchemaUse::read);
}

std::vector<std::string> read_texts(Session& session,
                                    const std::vector<std::string>& query_hashes) {
  std::map<std::string, std::string> found;
  for (const auto& row : run(session, k_texts, array_text(query_hashes)))
    found.emplace(row[0].as<std::string>(), row[1].as<std::string>());
  std::vector<std::string> texts;
  for (const std::string& hash : query_hashes)
    texts.push_back(found[hash]);
  return texts;
}

Workload stored_workload(Session& session, std::chrono::milliseconds period, int limit) {
  Workload workload;
  if (!run(session,
           "select coalesce(pg_catalog.has_table_privilege("
           "  pg_catalog.to_regclass('selfopt.performance_metrics'), 'select'), false)")[0][0]
           .as<bool>())
    return workload;
  for (const auto& row : run(session, R"(
    select query_hash, (array_agg(query_text order by "timestamp" desc))[1], sum(calls)::bigint,
           coalesce(sum(total_time_ms), 0)
    from selfopt.performance_metrics
    where "timestamp" > now() - $2::interval and query_hash <> ''
      and coalesce(nullif(database_name, ''), current_database()) = current_database()
    group by query_hash order by 4 desc, 1 limit $1)",
                             limit, interval_text(static_cast<double>(period.count())))) {
    WorkloadQuery query;
    query.query_hash = row[0].as<std::string>();
    query.sql = row[1].as<std::string>();
    query.calls = row[2].as<std::int64_t>();
    query.total_ms = row[3].as<double>();
    query.mean_ms = *query.total_ms / static_cast<double>(std::max<std::int64_t>(1, query.calls));
    workload.push_back(std::move(query));
  }
  return workload;
}

Workload measured_statements(Session& session, const std::string& apart, int limit) try {
  Workload workload;
  if (!run(session,
           "select pg_catalog.to_regclass('selfopt.performance_metrics') is not null")[0][0]
           .as<bool>())
    return workload;
  for (const auto& row : run(session, k_measured, apart, limit)) {
    WorkloadQuery query;
    query.query_hash = row[0].as<std::string>();
    query.sql = row[1].as<std::string>();
    query.calls = row[2].as<std::int64_t>();
    query.mean_ms = row[3].as<double>();
    query.last_seen = row[4].as<std::string>();
    workload.push_back(std::move(query));
  }
  return workload;
} catch (const Error& error) {
  throw with_grants(error, session, SchemaUse::read);
}

}  // namespace selfopt::pg
