#include "pg/snapshot_store.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "pg/array_text.hpp"
#include "pg/insert_metrics.hpp"
#include "pg/metrics_sums.hpp"
#include "pg/retention.hpp"
#include "pg/schema.hpp"
#include "pg/session_query.hpp"

namespace selfopt::pg {
namespace {

using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t, bool>;

Key key_of(const StatementStatistics& row) {
  return {row.dbid, row.userid, row.queryid, row.toplevel};
}

// Sum of the squared times: it can be subtracted, the standard deviation cannot.
double squares_of(const StatementStatistics& row) {
  const double mean_ms = row.total_ms / static_cast<double>(row.calls);
  return static_cast<double>(row.calls) * (row.stddev_ms * row.stddev_ms + mean_ms * mean_ms);
}

StatementStatistics difference(const StatementStatistics& now, const StatementStatistics& before) {
  StatementStatistics delta = now;
  delta.calls -= before.calls;
  delta.total_ms = std::max(0.0, now.total_ms - before.total_ms);
  const auto calls = static_cast<double>(delta.calls);
  const double mean_ms = delta.total_ms / calls;
  delta.stddev_ms =
      std::sqrt(std::max(0.0, (squares_of(now) - squares_of(before)) / calls - mean_ms * mean_ms));
  delta.rows -= before.rows;
  delta.shared_blks_hit -= before.shared_blks_hit;
  delta.shared_blks_read -= before.shared_blks_read;
  delta.temp_blks_written -= before.temp_blks_written;
  if (now.cpu_ms && before.cpu_ms)
    delta.cpu_ms = std::max(0.0, *now.cpu_ms - *before.cpu_ms);
  else
    delta.cpu_ms.reset();
  // The longest call counts for this time only if it is longer than any before.
  if (now.max_ms <= before.max_ms) delta.max_ms = 0;
  return delta;
}

constexpr const char* k_last_snapshot = R"(
select to_char(taken_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), stats_reset, dealloc
from selfopt.snapshots
where database_name = $1
order by id desc limit 1)";

constexpr const char* k_counters = R"(
select dbid, userid, queryid, toplevel, calls, total_ms, stddev_ms, max_ms, rows, shared_blks_hit,
  shared_blks_read, temp_blks_written, cpu_ms, stats_since
from selfopt.statement_counters
where dbid = any ($1::bigint[]))";

constexpr const char* k_replace_counters = R"(
insert into selfopt.statement_counters (dbid, userid, queryid, toplevel, calls, total_ms, stddev_ms,
  max_ms, rows, shared_blks_hit, shared_blks_read, temp_blks_written, cpu_ms, stats_since)
select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::boolean[], $5::bigint[],
  $6::float8[], $7::float8[], $8::float8[], $9::float8[], $10::float8[], $11::float8[],
  $12::float8[], $13::float8[], $14::text[])
on conflict (dbid, userid, queryid, toplevel) do update set calls = excluded.calls,
  total_ms = excluded.total_ms, stddev_ms = excluded.stddev_ms, max_ms = excluded.max_ms,
  rows = excluded.rows, shared_blks_hit = excluded.shared_blks_hit,
  shared_blks_read = excluded.shared_blks_read, temp_blks_written = excluded.temp_blks_written,
  cpu_ms = excluded.cpu_ms, stats_since = excluded.stats_since, seen_at = now())";

struct LastSnapshot {
  std::string taken_at;
  std::string stats_reset;
  std::optional<std::int64_t> dealloc;
};

LastSnapshot read_last(pqxx::work& transaction, const std::string& database) {
  LastSnapshot last;
  const pqxx::result found = run(transaction, k_last_snapshot, database);
  if (found.empty()) return last;
  last.taken_at = found[0][0].as<std::string>();
  last.stats_reset = found[0][1].as<std::string>("");
  if (!found[0][2].is_null()) last.dealloc = found[0][2].as<std::int64_t>();
  return last;
}

std::vector<StatementStatistics> read_counters(pqxx::work& transaction,
                                               const StatementsView& view) {
  std::vector<std::int64_t> databases;
  for (const StatementStatistics& row : view.rows)
    if (std::ranges::find(databases, row.dbid) == databases.end()) databases.push_back(row.dbid);
  ArrayText wanted;
  for (const std::int64_t database : databases)
    wanted.add_number(database);
  std::vector<StatementStatistics> counters;
  for (const auto& row : run(transaction, k_counters, wanted.text())) {
    StatementStatistics counter;
    counter.dbid = row[0].as<std::int64_t>();
    counter.userid = row[1].as<std::int64_t>();
    counter.queryid = row[2].as<std::int64_t>();
    counter.toplevel = row[3].as<bool>();
    counter.calls = row[4].as<std::int64_t>();
    counter.total_ms = row[5].as<double>();
    counter.stddev_ms = row[6].as<double>();
    counter.max_ms = row[7].as<double>();
    counter.rows = row[8].as<double>();
    counter.shared_blks_hit = row[9].as<double>();
    counter.shared_blks_read = row[10].as<double>();
    counter.temp_blks_written = row[11].as<double>();
    if (!row[12].is_null()) counter.cpu_ms = row[12].as<double>();
    counter.since = row[13].as<std::string>("");
    counters.push_back(std::move(counter));
  }
  return counters;
}

void replace_counters(pqxx::work& transaction, const StatementsView& view) {
  ArrayText dbid, userid, queryid, toplevel, calls, total, stddev, max, rows, hit, read, temp, cpu,
      since;
  for (const StatementStatistics& row : view.rows) {
    dbid.add_number(row.dbid);
    userid.add_number(row.userid);
    queryid.add_number(row.queryid);
    toplevel.add(row.toplevel ? "t" : "f");
    calls.add_number(row.calls);
    total.add_number(row.total_ms);
    stddev.add_number(row.stddev_ms);
    max.add_number(row.max_ms);
    rows.add_number(row.rows);
    hit.add_number(row.shared_blks_hit);
    read.add_number(row.shared_blks_read);
    temp.add_number(row.temp_blks_written);
    cpu.add(row.cpu_ms);
    since.add_text(row.since);
  }
  run(transaction, k_replace_counters, dbid.text(), userid.text(), queryid.text(), toplevel.text(),
      calls.text(), total.text(), stddev.text(), max.text(), rows.text(), hit.text(), read.text(),
      temp.text(), cpu.text(), since.text());
}

void add_snapshot(pqxx::work& transaction, const StatementsView& view,
                  const StatementDeltas& deltas) {
  run(transaction,
      "insert into selfopt.snapshots (database_name, since, statements, changed, restarted,"
      " evicted, reset, stats_reset, dealloc) values ($1, nullif($2, '')::timestamptz, $3, $4, $5,"
      " nullif($6, '')::bigint, $7, nullif($8, ''), nullif($9, '')::bigint)",
      view.database, deltas.since, view.rows.size(), deltas.rows.size(), deltas.restarted,
      deltas.evicted ? fmt::to_string(*deltas.evicted) : "", deltas.reset, view.stats_reset,
      view.dealloc ? fmt::to_string(*view.dealloc) : "");
}

}  // namespace

StatementDeltas subtract(const std::vector<StatementStatistics>& before,
                         const StatementsView& now) {
  std::map<Key, const StatementStatistics*> earlier;
  for (const StatementStatistics& row : before)
    earlier.emplace(key_of(row), &row);
  StatementDeltas deltas;
  for (const StatementStatistics& row : now.rows) {
    const auto found = earlier.find(key_of(row));
    if (found == earlier.end()) {
      deltas.rows.push_back(row);
      continue;
    }
    const StatementStatistics& last = *found->second;
    const bool anew = row.calls < last.calls || row.rows < last.rows ||
                      row.total_ms < last.total_ms || row.since != last.since;
    if (anew) ++deltas.restarted;
    if (anew)
      deltas.rows.push_back(row);
    else if (row.calls > last.calls)
      deltas.rows.push_back(difference(row, last));
  }
  return deltas;
}

StatementDeltas store_snapshot(
    Session& session, const StatementsView& view,
    const std::function<Workload(const std::vector<StatementStatistics>& rows)>& merge,
    std::chrono::milliseconds keep) try {
  ensure_schema(session);
  StatementDeltas deltas;
  in_transaction(session, [&](pqxx::work& transaction) {
    // One after the other: two at a time would both count what ran since the last.
    run(transaction, "lock table selfopt.statement_counters in share row exclusive mode");
    const LastSnapshot last = read_last(transaction, view.database);
    deltas = subtract(read_counters(transaction, view), view);
    deltas.since = last.taken_at;
    deltas.reset = !last.stats_reset.empty() && last.stats_reset != view.stats_reset;
    if (last.dealloc && view.dealloc && !deltas.reset)
      deltas.evicted = std::max<std::int64_t>(0, *view.dealloc - *last.dealloc);
    add_snapshot(transaction, view, deltas);
    const std::string since = deltas.since.empty() ? view.stats_reset : deltas.since;
    insert_metrics(transaction, "pg_stat_statements", merge(deltas.rows), since);
    replace_counters(transaction, view);
  });
  sum_up_metrics(session);
  remove_old_records(session, keep);
  return deltas;
} catch (const Error& error) {
  throw with_grants(error, session, SchemaUse::write);
}

}  // namespace selfopt::pg
