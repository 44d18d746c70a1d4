#include "collect/merge.hpp"

#include <algorithm>
#include <cmath>
#include <future>
#include <map>
#include <string>
#include <thread>
#include <utility>

#include "collect/query_word.hpp"
#include "sql/effect.hpp"

namespace selfopt {
namespace {

// Sums over all calls of the rows merged so far.
struct Sums {
  WorkloadQuery query;
  double total_ms = 0;
  double squares = 0;  // of the times: calls · (variance + mean²)
  double rows = 0;
  double hit = 0;
  double read = 0;
  double temp_written = 0;
  double max_ms = 0;
  std::optional<double> cpu_ms;
  bool cpu_known = true;

  Sums(const pg::StatementStatistics& first, std::string query_hash, std::string seen) {
    query.query_hash = std::move(query_hash);
    query.sql = first.sql;
    query.calls = 0;
    query.source = "pg_stat_statements";
    query.database = first.database;
    query.user = first.user;
    query.last_seen = std::move(seen);
  }

  void add(const pg::StatementStatistics& row) {
    const auto calls = static_cast<double>(row.calls);
    const double mean_ms = row.total_ms / calls;
    query.calls += row.calls;
    total_ms += row.total_ms;
    squares += calls * (row.stddev_ms * row.stddev_ms + mean_ms * mean_ms);
    rows += row.rows;
    hit += row.shared_blks_hit;
    read += row.shared_blks_read;
    temp_written += row.temp_blks_written;
    max_ms = std::max(max_ms, row.max_ms);
    if (row.cpu_ms)
      cpu_ms = cpu_ms.value_or(0) + *row.cpu_ms;
    else
      cpu_known = false;
    if (query.user != row.user) query.user.clear();  // several users: none of them alone
    if (!row.since.empty() && (query.first_seen.empty() || row.since < query.first_seen))
      query.first_seen = row.since;
  }

  WorkloadQuery result() && {
    const auto calls = static_cast<double>(query.calls);
    const double mean_ms = total_ms / calls;
    query.total_ms = total_ms;
    query.mean_ms = mean_ms;
    // Rounding can push the difference below zero when all times are equal.
    query.stddev_ms = std::sqrt(std::max(0.0, squares / calls - mean_ms * mean_ms));
    if (max_ms > 0) query.max_ms = max_ms;
    if (cpu_ms && cpu_known) query.cpu_ms = *cpu_ms / calls;
    query.rows = rows / calls;
    query.shared_blks_hit = hit / calls;
    query.shared_blks_read = read / calls;
    query.temp_blks_written = temp_written / calls;
    return std::move(query);
  }
};

}  // namespace

// Nearly all the time of collect goes into parsing, and no statement has to wait for another.
void StatementMerger::parse_new(const std::vector<pg::StatementStatistics>& rows) {
  std::vector<std::pair<const std::string*, sql::Glance*>> work;
  for (const pg::StatementStatistics& row : rows) {
    const auto [place, is_new] = m_glances.try_emplace(row.sql);
    // Places of an unordered_map stay where they are when others are added.
    if (is_new) work.emplace_back(&place->first, &place->second);
  }
  constexpr std::size_t k_worth_a_thread = 200;
  const std::size_t threads = std::clamp<std::size_t>(work.size() / k_worth_a_thread, 1,
                                                      std::thread::hardware_concurrency());
  std::vector<std::future<void>> parts;
  for (std::size_t part = 0; part < threads; ++part)
    parts.push_back(std::async(threads > 1 ? std::launch::async : std::launch::deferred, [&, part] {
      for (std::size_t i = part; i < work.size(); i += threads)
        *work[i].second = sql::glance_at(*work[i].first);
    }));
  for (std::future<void>& part : parts)
    part.get();
}

Workload StatementMerger::merge(const std::vector<pg::StatementStatistics>& rows) {
  parse_new(rows);
  std::vector<Sums> merged;
  std::map<std::pair<std::string, std::string>, std::size_t> places;
  for (const pg::StatementStatistics& row : rows) {
    const sql::Glance& glance = m_glances.at(row.sql);
    if (glance.effect == sql::Effect::other) continue;
    // What our grammar does not know may be a statement that holds a password.
    if (glance.effect == sql::Effect::unknown && !begins_like_query(row.sql)) continue;
    const std::string& key = glance.query_hash.empty() ? row.sql : glance.query_hash;
    const auto [place, is_new] = places.try_emplace({key, row.database}, merged.size());
    if (is_new) merged.emplace_back(row, glance.query_hash, m_taken_at);
    merged[place->second].add(row);
  }
  Workload queries;
  for (Sums& sums : merged)
    queries.push_back(std::move(sums).result());
  std::ranges::stable_sort(queries, [](const WorkloadQuery& a, const WorkloadQuery& b) {
    return *a.total_ms > *b.total_ms;
  });
  return queries;
}

}  // namespace selfopt
