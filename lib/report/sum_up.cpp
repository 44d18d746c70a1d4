#include "report/sum_up.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "report/percentile.hpp"

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
  const double mean_ms = mean_of(query);
  if (statement.calls == 0) statement.source = query.source;
  if (statement.source != query.source) statement.source.clear();
  statement.calls += query.calls;
  statement.total_ms += total_ms_of(query);
  statement.max_ms = std::max(statement.max_ms, std::max(mean_ms, query.max_ms.value_or(0)));
  if (query.rows) {
    sums.rows += *query.rows * static_cast<double>(query.calls);
    sums.calls_with_rows += query.calls;
  }
  if (query.cpu_ms) {
    sums.cpu_ms += *query.cpu_ms * static_cast<double>(query.calls);
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

Performance sum_up(const Workload& rows) {
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
    performance.total_ms += total_ms_of(query);
    if (!query.first_seen.empty() &&
        (performance.covers_from.empty() || query.first_seen < performance.covers_from))
      performance.covers_from = query.first_seen;
  }
  performance.statements = std::ssize(statements);
  if (rows.empty()) return performance;
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
  return performance;
}

}  // namespace selfopt
