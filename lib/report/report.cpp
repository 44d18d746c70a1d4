#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/report.hpp>

#include "exchange/performance_json.hpp"
#include "pg/foretold.hpp"
#include "pg/node_shares.hpp"
#include "pg/read_metrics.hpp"
#include "report/foretold.hpp"
#include "report/percentile.hpp"
#include "report/standing_of.hpp"
#include "timeline/moment.hpp"
#include "timeline/timeline.hpp"

namespace selfopt {
namespace {

// Sums over the measurements of one statement.
struct Sums {
  StatementPerformance statement;
  double rows = 0;
  std::int64_t calls_with_rows = 0;
  double cpu_ms = 0;
  std::int64_t calls_with_cpu = 0;
};

double mean_of(const WorkloadQuery& query) {
  return query.mean_ms.value_or(query.total_ms.value_or(0) /
                                static_cast<double>(std::max<std::int64_t>(1, query.calls)));
}

void add(Sums& sums, const WorkloadQuery& query) {
  StatementPerformance& statement = sums.statement;
  const auto calls = static_cast<double>(query.calls);
  const double mean_ms = mean_of(query);
  if (statement.calls == 0) statement.source = query.source;
  if (statement.source != query.source) statement.source.clear();
  statement.calls += query.calls;
  statement.total_ms += query.total_ms.value_or(mean_ms * calls);
  statement.max_ms = std::max(statement.max_ms, std::max(mean_ms, query.max_ms.value_or(0)));
  if (query.rows) {
    sums.rows += *query.rows * calls;
    sums.calls_with_rows += query.calls;
  }
  if (query.cpu_ms) {
    sums.cpu_ms += *query.cpu_ms * calls;
    sums.calls_with_cpu += query.calls;
  }
  if (query.peak_memory_bytes)
    statement.peak_memory_bytes =
        std::max(statement.peak_memory_bytes.value_or(0), *query.peak_memory_bytes);
}

StatementPerformance finish(Sums&& sums, double total_ms) {
  StatementPerformance& statement = sums.statement;
  statement.mean_ms = statement.total_ms / static_cast<double>(statement.calls);
  statement.share = total_ms > 0 ? statement.total_ms / total_ms : 0;
  if (sums.calls_with_rows > 0)
    statement.rows = sums.rows / static_cast<double>(sums.calls_with_rows);
  if (sums.calls_with_cpu > 0)
    statement.cpu_ms = sums.cpu_ms / static_cast<double>(sums.calls_with_cpu);
  return std::move(statement);
}

void add_percentiles(Performance& performance, const Workload& rows) {
  std::vector<std::pair<double, std::int64_t>> times;
  for (const WorkloadQuery& query : rows)
    times.emplace_back(mean_of(query), query.calls);
  std::ranges::sort(times);
  performance.p50_ms = percentile(times, performance.calls, 0.50);
  performance.p95_ms = percentile(times, performance.calls, 0.95);
  performance.p99_ms = percentile(times, performance.calls, 0.99);
}

// The two ends of the period asked for, as far as they are written down.
struct Limits {
  std::optional<double> from_s;
  std::optional<double> to_s;
};

std::optional<double> read_limit(const char* option, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto moment = read_moment(text);
  if (moment) return moment;
  throw Error(ErrorKind::usage, fmt::format("{} \"{}\" is not a time", option, text), {},
              "Write 2026-11-23, 2026-11-23 08:30 or 2026-11-23T08:30+01; --since also takes a "
              "length: 2h.");
}

Limits read_limits(const ReportOptions& options) {
  const Limits limits{read_limit("--since", options.since), read_limit("--until", options.until)};
  if (limits.from_s && limits.to_s && *limits.from_s >= *limits.to_s)
    throw Error(ErrorKind::usage, "--until is not after --since");
  return limits;
}

bool is_within(const WorkloadQuery& query, const Limits& limits) {
  const auto at = read_moment(query.last_seen);
  if (!at) return true;
  return (!limits.from_s || *at >= *limits.from_s) && (!limits.to_s || *at <= *limits.to_s);
}

std::optional<TimeSpan> period_of(const Performance& performance) {
  const auto from = read_moment(performance.from);
  const auto to = read_moment(performance.to);
  return from && to ? std::optional(TimeSpan{*from, *to}) : std::nullopt;
}

}  // namespace

double percentile(const std::vector<std::pair<double, std::int64_t>>& sorted, std::int64_t calls,
                  double share) {
  std::int64_t seen = 0;
  for (const auto& [ms, weight] : sorted) {
    seen += weight;
    if (static_cast<double>(seen) >= share * static_cast<double>(calls)) return ms;
  }
  return sorted.back().first;
}

Performance summarise(const Workload& workload, const ReportOptions& options) {
  if (options.top < 0) throw Error(ErrorKind::usage, "--top must not be negative");
  const Limits limits = read_limits(options);
  Workload rows;
  std::ranges::copy_if(workload, std::back_inserter(rows), [&](const WorkloadQuery& query) {
    return (query.mean_ms || query.total_ms) && query.calls > 0 && is_within(query, limits) &&
           (options.source.empty() || query.source == options.source) &&
           (options.database.empty() || query.database.empty() ||
            query.database == options.database);
  });
  Performance performance;
  std::map<std::string, Sums> statements;
  for (const WorkloadQuery& query : rows) {
    Sums& sums = statements[query.query_hash.empty() ? query.sql : query.query_hash];
    if (sums.statement.calls == 0) {
      sums.statement.query_hash = query.query_hash;
      sums.statement.sql = query.sql;
    }
    add(sums, query);
    performance.calls += query.calls;
    performance.total_ms +=
        query.total_ms.value_or(mean_of(query) * static_cast<double>(query.calls));
    if (!query.first_seen.empty() &&
        (performance.covers_from.empty() || query.first_seen < performance.covers_from))
      performance.covers_from = query.first_seen;
  }
  performance.statements = std::ssize(statements);
  if (rows.empty()) return performance;
  performance.timeline = make_timeline(rows, std::nullopt);
  performance.average_ms = performance.total_ms / static_cast<double>(performance.calls);
  add_percentiles(performance, rows);
  double maximum = 0;
  for (auto& [key, sums] : statements) {
    if (sums.calls_with_cpu > 0) performance.cpu_ms = performance.cpu_ms.value_or(0) + sums.cpu_ms;
    const StatementPerformance& statement =
        performance.top.emplace_back(finish(std::move(sums), performance.total_ms));
    maximum = std::max(maximum, statement.max_ms);
    if (statement.peak_memory_bytes)
      performance.peak_memory_bytes =
          std::max(performance.peak_memory_bytes.value_or(0), *statement.peak_memory_bytes);
  }
  performance.maximum_ms = maximum;
  std::ranges::stable_sort(performance.top, std::ranges::greater{},
                           &StatementPerformance::total_ms);
  if (std::ssize(performance.top) > options.top)
    performance.top.resize(static_cast<std::size_t>(options.top));
  return performance;
}

Performance report(const Database& database, const ReportOptions& options) {
  const Limits limits = read_limits(options);
  pg::Session session(database);
  const pg::MetricsPeriod asked{options.since_ms, limits.from_s, limits.to_s};
  const pg::StoredMetrics stored =
      pg::read_metrics(session, asked, options.source, options.database);
  if (!stored.has_table)
    log::warning(
        "nothing has been measured in this database: there is no table "
        "selfopt.performance_metrics; selfopt collect and selfopt replay make it");
  else if (stored.rows.empty())
    log::notice(
        "nothing was measured in this period; selfopt collect takes a snapshot of what the "
        "server has run, --since 7d looks further back");
  ReportOptions all = options;
  all.source.clear();
  all.database.clear();
  all.since.clear();
  all.until.clear();
  Performance performance = summarise(stored.rows, all);
  performance.database = stored.database;
  performance.nodes = pg::read_node_shares(session, database);
  performance.from = stored.from;
  performance.to = stored.to;
  if (options.database.empty() || options.database == stored.database)
    performance.standing = standing_of(session, performance);
  if (const auto period = period_of(performance))
    performance.timeline = make_timeline(stored.rows, period);
  std::vector<std::string> hashes;
  for (const StatementPerformance& statement : performance.top)
    hashes.push_back(statement.query_hash);
  if (hashes.empty()) return performance;
  const std::vector<std::string> texts = pg::read_texts(session, hashes);
  for (std::size_t i = 0; i < texts.size(); ++i)
    performance.top[i].sql = texts[i];
  if (options.database.empty() || options.database == stored.database)
    compare_with_predictions(pg::read_foretold(session, asked, options.source), performance);
  return performance;
}

std::string to_json(const Performance& performance) {
  return exchange::write_performance(performance);
}

}  // namespace selfopt
