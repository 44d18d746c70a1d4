#include "pg/window_metrics.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "pg/array_text.hpp"
#include "pg/schema.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

constexpr const char* k_iso = R"('YYYY-MM-DD"T"HH24:MI:SS"Z"')";

// The rows that count, as long as some other condition is added.
constexpr const char* k_rows = R"(selfopt.performance_metrics
  where execution_time_ms is not null and calls > 0
    and coalesce(nullif(database_name, ''), pg_catalog.current_database())
        = pg_catalog.current_database())";

std::string window_rows() {
  return fmt::format(R"({} and "timestamp" > now() - pg_catalog.make_interval(secs => $1))",
                     k_rows);
}

bool has_metrics(Session& session) {
  return run(session,
             "select pg_catalog.to_regclass('selfopt.performance_metrics') is not null")[0][0]
      .as<bool>();
}

template <typename Number>
std::optional<Number> optional(const pqxx::field& field) {
  return field.is_null() ? std::nullopt : std::optional<Number>(field.as<Number>());
}

// The same columns from a group of rows, for one or for many statements.
constexpr const char* k_sums = R"(
  sum(calls)::bigint as calls,
  sum(coalesce(total_time_ms, execution_time_ms * calls)) as total_ms,
  max(greatest(max_time_ms, execution_time_ms)) as max_ms,
  sum(rows * calls) / nullif(sum(calls) filter (where rows is not null), 0) as rows,
  sum(cpu_usage * calls) / nullif(sum(calls) filter (where cpu_usage is not null), 0) as cpu_ms,
  max(memory_usage) as peak_memory_bytes,
  case when min(source) = max(source) then min(source) else '' end as source)";

// The window before, and the latest text, of each statement of "top".
const std::string& details() {
  static const std::string sql = fmt::format(R"(
select top.*, b.calls as calls_before, b.total_ms / nullif(b.calls, 0) as mean_ms_before, x.query_text
from top
left join lateral (
  select sum(calls)::bigint as calls,
         sum(coalesce(total_time_ms, execution_time_ms * calls)) as total_ms
  from {} and query_hash = top.query_hash
    and "timestamp" > now() - pg_catalog.make_interval(secs => 2 * $1)
    and "timestamp" <= now() - pg_catalog.make_interval(secs => $1)) b on true
left join lateral (
  select query_text from selfopt.performance_metrics where query_hash = top.query_hash
  order by "timestamp" desc, id desc limit 1) x on true
order by top.place)",
                                             k_rows);
  return sql;
}

StatementWindow read_statement(const pqxx::row& row) {
  StatementWindow window;
  StatementPerformance& now = window.now;
  now.query_hash = row["query_hash"].as<std::string>();
  now.sql = row["query_text"].as<std::string>("");
  now.source = row["source"].as<std::string>("");
  now.calls = row["calls"].as<std::int64_t>(0);
  now.total_ms = row["total_ms"].as<double>(0.0);
  now.mean_ms = now.calls > 0 ? now.total_ms / static_cast<double>(now.calls) : 0;
  now.max_ms = row["max_ms"].as<double>(0.0);
  now.rows = optional<double>(row["rows"]);
  now.cpu_ms = optional<double>(row["cpu_ms"]);
  now.peak_memory_bytes = optional<std::int64_t>(row["peak_memory_bytes"]);
  const double all_ms = row["all_ms"].as<double>(0.0);
  now.share = all_ms > 0 ? now.total_ms / all_ms : 0;
  window.calls_before = row["calls_before"].as<std::int64_t>(0);
  window.mean_ms_before = optional<double>(row["mean_ms_before"]);
  return window;
}

}  // namespace

Performance window_summary(Session& session, double length_s) try {
  Performance summary;
  const auto about = run(session,
                         fmt::format("select pg_catalog.current_database(),"
                                     " to_char((now() - pg_catalog.make_interval(secs => $1))"
                                     " at time zone 'UTC', {0}),"
                                     " to_char(now() at time zone 'UTC', {0})",
                                     k_iso),
                         length_s);
  summary.database = about[0][0].as<std::string>();
  summary.from = about[0][1].as<std::string>();
  summary.to = about[0][2].as<std::string>();
  if (!has_metrics(session)) return summary;
  const auto row = run(session,
                       fmt::format(R"(
with r as (
  select query_hash, calls, execution_time_ms as mean_ms,
         coalesce(total_time_ms, execution_time_ms * calls) as total_ms,
         greatest(max_time_ms, execution_time_ms) as max_ms,
         sum(calls) over (order by execution_time_ms) as slower_than,
         sum(calls) over () as all_calls, cpu_usage * calls as cpu_ms, memory_usage,
         coalesce(since, "timestamp") as begin
  from {})
select count(distinct query_hash), coalesce(sum(calls), 0)::bigint as calls, coalesce(sum(total_ms), 0),
       max(max_ms), min(mean_ms) filter (where slower_than >= 0.5 * all_calls),
       min(mean_ms) filter (where slower_than >= 0.95 * all_calls),
       min(mean_ms) filter (where slower_than >= 0.99 * all_calls), sum(cpu_ms), max(memory_usage),
       to_char(min(begin) at time zone 'UTC', {})
from r)",
                                   window_rows(), k_iso),
                       length_s)[0];
  summary.statements = row[0].as<std::int64_t>();
  summary.calls = row[1].as<std::int64_t>();
  summary.total_ms = row[2].as<double>();
  if (summary.calls > 0) summary.average_ms = summary.total_ms / static_cast<double>(summary.calls);
  summary.maximum_ms = optional<double>(row[3]);
  summary.p50_ms = optional<double>(row[4]);
  summary.p95_ms = optional<double>(row[5]);
  summary.p99_ms = optional<double>(row[6]);
  summary.cpu_ms = optional<double>(row[7]);
  summary.peak_memory_bytes = optional<std::int64_t>(row[8]);
  summary.covers_from = row[9].as<std::string>("");
  return summary;
} catch (const Error& error) {
  throw with_grants(error, session, SchemaUse::read);
}

std::vector<StatementWindow> window_statements(Session& session, double length_s,
                                               StatementOrder order, std::int64_t limit) {
  std::vector<StatementWindow> statements;
  if (!has_metrics(session)) return statements;
  constexpr std::array<const char*, 4> k_orders{"total_ms", "total_ms / calls", "calls", "max_ms"};
  const std::string sql =
      fmt::format(R"(
with sums as (select query_hash, {} from {} group by query_hash),
ranked as (select *, row_number() over (order by {} desc, query_hash) as place,
                  sum(total_ms) over () as all_ms from sums),
top as (select * from ranked where place <= $2))",
                  k_sums, window_rows(), k_orders[static_cast<std::size_t>(order)]) +
      details();
  for (const auto& row : run(session, sql, length_s, limit))
    statements.push_back(read_statement(row));
  return statements;
}

std::optional<StatementWindow> window_statement(Session& session, double length_s,
                                                const std::string& query_hash) {
  if (!has_metrics(session)) return std::nullopt;
  const std::string sql = fmt::format(R"(
with top as (select $2::text as query_hash, 1 as place, 0 as all_ms, {} from {} and query_hash = $2))",
                                      k_sums, window_rows()) +
                          details();
  const auto rows = run(session, sql, length_s, query_hash);
  if (rows.empty() || rows[0]["query_text"].is_null()) return std::nullopt;
  return read_statement(rows[0]);
}

// Logs and replays may give every row a time of its own, so rows of about the same time are summed
// up: a hundredth of the window is finer than any chart.
std::vector<GroupCalls> window_calls(Session& session, double length_s,
                                     const std::vector<StatementGroup>& groups,
                                     const std::string& query_hash) {
  std::vector<GroupCalls> calls;
  if (!has_metrics(session)) return calls;
  ArrayText hashes;
  ArrayText numbers;
  for (const StatementGroup& group : groups) {
    hashes.add(group.query_hash);
    numbers.add_number(group.group);
  }
  const std::string sql = fmt::format(
      R"(
with m as (select query_hash, calls, coalesce(since, "timestamp") as begin, "timestamp" as end,
                  coalesce(total_time_ms, execution_time_ms * calls) as total_ms
           from {} and ($4 = '' or query_hash = $4))
select coalesce(g.number, -1), sum(m.calls)::bigint, sum(m.total_ms),
       to_char(min(m.begin) at time zone 'UTC', {}), to_char(max(m.end) at time zone 'UTC', {})
from m left join unnest($2::text[], $3::int[]) g (query_hash, number) on g.query_hash = m.query_hash
group by 1, floor(extract(epoch from m.begin) * 100 / $1), floor(extract(epoch from m.end) * 100 / $1))",
      window_rows(), k_iso, k_iso);
  for (const auto& row : run(session, sql, length_s, hashes.text(), numbers.text(), query_hash)) {
    GroupCalls one;
    one.group = row[0].as<int>();
    one.measured.calls = row[1].as<std::int64_t>();
    one.measured.total_ms = row[2].as<double>();
    one.measured.first_seen = row[3].as<std::string>();
    one.measured.last_seen = row[4].as<std::string>();
    calls.push_back(std::move(one));
  }
  return calls;
}

}  // namespace selfopt::pg
