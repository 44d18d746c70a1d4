#include "pg/window_metrics.hpp"

#include <array>
#include <map>

#include <fmt/format.h>

#include "pg/array_text.hpp"
#include "pg/read_metrics.hpp"
#include "pg/schema.hpp"
#include "pg/session_query.hpp"
#include "pg/summed_pieces.hpp"
#include "pg/utc_text.hpp"

namespace selfopt::pg {
namespace {

template <typename Number>
std::optional<Number> optional(const pqxx::field& field) {
  return field.is_null() ? std::nullopt : std::optional<Number>(field.as<Number>());
}

// The ends of the window as texts: the server writes them as it writes the times of rows.
void read_ends(Session& session, const Window& window, Performance& summary) {
  const auto row =
      run(session,
          fmt::format("select to_char(pg_catalog.to_timestamp($1) at time zone 'UTC', {0}),"
                      " to_char(pg_catalog.to_timestamp($2) at time zone 'UTC', {0})",
                      k_utc_text),
          window.from_s, window.to_s)[0];
  summary.database = window.database;
  summary.from = row[0].as<std::string>();
  summary.to = row[1].as<std::string>();
}

// All that is known of some statements in the time that \p cover covers, by query_hash.
std::map<std::string, StatementPerformance> sums_of(Session& session, const Cover& cover,
                                                    const std::string& hashes) {
  std::map<std::string, StatementPerformance> found;
  const std::string sql = fmt::format(R"(
select h.query_hash, sum(calls)::bigint, sum(total_ms), max(max_ms),
       sum(rows) / nullif(sum(calls_with_rows), 0), sum(cpu_ms) / nullif(sum(calls_with_cpu), 0),
       max(peak_memory_bytes), case when min(source) = max(source) then min(source) else '' end
from unnest($1::text[]) h (query_hash)
cross join lateral ({} offset 0) p
group by h.query_hash)",
                                      statement_pieces(cover, "and query_hash = h.query_hash"));
  for (const auto& row : run(session, sql, hashes)) {
    StatementPerformance& one = found[row[0].as<std::string>()];
    one.query_hash = row[0].as<std::string>();
    one.calls = row[1].as<std::int64_t>();
    one.total_ms = row[2].as<double>();
    one.mean_ms = one.calls > 0 ? one.total_ms / static_cast<double>(one.calls) : 0;
    one.max_ms = row[3].as<double>();
    one.rows = optional<double>(row[4]);
    one.cpu_ms = optional<double>(row[5]);
    one.peak_memory_bytes = optional<std::int64_t>(row[6]);
    one.source = row[7].as<std::string>();
  }
  return found;
}

std::vector<StatementWindow> read_statements(Session& session, const Window& window,
                                             const std::vector<std::string>& hashes) {
  const std::string array = array_text(hashes);
  const auto now = sums_of(session, window.all(), array);
  const auto before = sums_of(session, window.before(), array);
  const std::vector<std::string> texts = read_texts(session, hashes);
  std::vector<StatementWindow> statements;
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    StatementWindow& one = statements.emplace_back();
    if (const auto found = now.find(hashes[i]); found != now.end()) one.now = found->second;
    one.now.query_hash = hashes[i];
    one.now.sql = texts[i];
    const auto earlier = before.find(hashes[i]);
    if (earlier == before.end()) continue;
    one.calls_before = earlier->second.calls;
    one.mean_ms_before = earlier->second.mean_ms;
  }
  return statements;
}

}  // namespace

Performance window_summary(Session& session, const Window& window) try {
  Performance summary;
  read_ends(session, window, summary);
  if (!window.measured) return summary;
  const Cover cover = window.all();
  const auto row =
      run(session, fmt::format(R"(
with pieces as ({}),
ranked as (select time_ms, sum(calls) over (order by time_ms) as up_to, sum(calls) over () as all_calls
           from ({}) times)
select coalesce(sum(calls), 0)::bigint, coalesce(sum(total_ms), 0), max(max_ms),
       (select min(time_ms) from ranked where up_to >= 0.5 * all_calls),
       (select min(time_ms) from ranked where up_to >= 0.95 * all_calls),
       (select min(time_ms) from ranked where up_to >= 0.99 * all_calls),
       sum(cpu_ms), max(peak_memory_bytes), to_char(min(first_call) at time zone 'UTC', {})
from pieces)",
                               total_pieces(cover), time_pieces(cover), k_utc_text))[0];
  summary.calls = row[0].as<std::int64_t>();
  summary.total_ms = row[1].as<double>();
  if (summary.calls > 0) summary.average_ms = summary.total_ms / static_cast<double>(summary.calls);
  summary.maximum_ms = optional<double>(row[2]);
  summary.p50_ms = optional<double>(row[3]);
  summary.p95_ms = optional<double>(row[4]);
  summary.p99_ms = optional<double>(row[5]);
  summary.cpu_ms = optional<double>(row[6]);
  summary.peak_memory_bytes = optional<std::int64_t>(row[7]);
  summary.covers_from = row[8].as<std::string>("");
  return summary;
} catch (const Error& error) {
  throw with_grants(error, session, SchemaUse::read);
}

StatementWindows window_statements(Session& session, const Window& window, StatementOrder order,
                                   std::int64_t limit) try {
  StatementWindows found;
  if (!window.measured) return found;
  constexpr std::array<const char*, 4> k_orders{"total_ms", "total_ms / calls", "calls", "max_ms"};
  const std::string sql =
      fmt::format(R"(
with sums as (select query_hash, sum(calls) as calls, sum(total_ms) as total_ms, max(max_ms) as max_ms
              from ({}) pieces group by query_hash),
top as (select query_hash, row_number() over (order by {} desc, query_hash) as place
        from sums order by place limit $1)
select whole.statements, whole.total_ms, top.query_hash
from (select count(*) as statements, coalesce(sum(total_ms), 0) as total_ms from sums) whole
left join top on true order by top.place)",
                  statement_pieces(window.all()), k_orders[static_cast<std::size_t>(order)]);
  std::vector<std::string> hashes;
  double total_ms = 0;
  for (const auto& row : run(session, sql, limit)) {
    found.statements = row[0].as<std::int64_t>();
    total_ms = row[1].as<double>();
    if (!row[2].is_null()) hashes.push_back(row[2].as<std::string>());
  }
  if (hashes.empty()) return found;
  found.top = read_statements(session, window, hashes);
  for (StatementWindow& one : found.top)
    one.now.share = total_ms > 0 ? one.now.total_ms / total_ms : 0;
  return found;
} catch (const Error& error) {
  throw with_grants(error, session, SchemaUse::read);
}

std::optional<StatementWindow> window_statement(Session& session, const Window& window,
                                                const std::string& query_hash) {
  if (!window.measured) return std::nullopt;
  const auto found = read_statements(session, window, {query_hash});
  return found[0].now.sql.empty() ? std::nullopt : std::optional(found[0]);
}

}  // namespace selfopt::pg
