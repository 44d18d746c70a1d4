#include <algorithm>
#include <iterator>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/log.hpp>
#include <selfopt/moment.hpp>
#include <selfopt/report.hpp>

#include "exchange/performance_json.hpp"
#include "pg/foretold.hpp"
#include "pg/node_shares.hpp"
#include "pg/read_metrics.hpp"
#include "report/foretold.hpp"
#include "report/standing_of.hpp"
#include "report/sum_up.hpp"
#include "report/time_by_cluster.hpp"
#include "timeline/timeline.hpp"

namespace selfopt {
namespace {

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
  if (options.top < 0) throw Error(ErrorKind::usage, "--top must not be negative");
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

// Whether it tells how long it took.
bool is_timed(const WorkloadQuery& query) {
  return (query.mean_ms || query.total_ms) && query.calls > 0;
}

// When the time was spent, and by which statements; their texts have to be known.
void add_timelines(const Workload& rows, std::optional<TimeSpan> period, Performance& performance) {
  performance.timeline = make_timeline(rows, period);
  performance.clusters = time_by_cluster(rows, performance.top, period);
  for (TimelineLayer& cluster : performance.clusters)
    cluster.share = performance.total_ms > 0 ? cluster.total_ms / performance.total_ms : 0;
}

void keep_top(Performance& performance, std::int64_t most) {
  if (std::ssize(performance.top) > most) performance.top.resize(static_cast<std::size_t>(most));
}

void say_if_nothing_was_measured(const pg::StoredMetrics& stored) {
  if (!stored.has_table)
    log::warning(
        "nothing has been measured in this database: there is no table "
        "selfopt.performance_metrics; selfopt collect and selfopt replay make it");
  else if (stored.rows.empty())
    log::notice(
        "nothing was measured in this period; selfopt collect takes a snapshot of what the "
        "server has run, --since 7d looks further back");
}

// The period asked for, or where it has no beginning that of what was measured.
std::optional<TimeSpan> period_of(const pg::StoredMetrics& stored) {
  const auto from = read_moment(stored.from);
  const auto to = read_moment(stored.to);
  return from && to ? TimeSpan{*from, *to} : period_of(stored.rows);
}

// Of the statements that somebody gets to see, or that are put into clusters.
void read_texts(pg::Session& session, std::size_t most, std::vector<StatementPerformance>& top) {
  std::vector<std::string> hashes;
  for (const StatementPerformance& statement : top)
    if (hashes.size() < most) hashes.push_back(statement.query_hash);
  if (hashes.empty()) return;
  const std::vector<std::string> texts = pg::read_texts(session, hashes);
  for (std::size_t i = 0; i < texts.size(); ++i)
    top[i].sql = texts[i];
}

}  // namespace

Performance summarise(const Workload& workload, const ReportOptions& options) {
  const Limits limits = read_limits(options);
  Workload rows;
  std::ranges::copy_if(workload, std::back_inserter(rows), [&](const WorkloadQuery& query) {
    return is_timed(query) && is_within(query, limits) &&
           (options.source.empty() || query.source == options.source) &&
           (options.database.empty() || query.database.empty() ||
            query.database == options.database);
  });
  Performance performance = sum_up(rows);
  add_timelines(rows, period_of(rows), performance);
  keep_top(performance, options.top);
  return performance;
}

Performance report(const Database& database, const ReportOptions& options) {
  const Limits limits = read_limits(options);
  pg::Session session(database);
  const pg::MetricsPeriod asked{options.since_ms, limits.from_s, limits.to_s};
  pg::StoredMetrics stored = pg::read_metrics(session, asked, options.source, options.database);
  say_if_nothing_was_measured(stored);
  const std::optional<TimeSpan> period = period_of(stored);
  std::erase_if(stored.rows, [](const WorkloadQuery& query) { return !is_timed(query); });
  Performance performance = sum_up(stored.rows);
  performance.database = stored.database;
  performance.from = stored.from;
  performance.to = stored.to;
  performance.nodes = pg::read_node_shares(session, database);
  const bool of_this_database = options.database.empty() || options.database == stored.database;
  if (of_this_database) performance.standing = standing_of(session, performance);
  read_texts(session, std::max(k_most_clustered, static_cast<std::size_t>(options.top)),
             performance.top);
  add_timelines(stored.rows, period, performance);
  keep_top(performance, options.top);
  if (of_this_database && !performance.top.empty())
    compare_with_predictions(pg::read_foretold(session, asked, options.source), performance);
  return performance;
}

std::string to_json(const Performance& performance) {
  return exchange::write_performance(performance);
}

}  // namespace selfopt
