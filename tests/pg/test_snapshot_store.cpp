#include <algorithm>
#include <cmath>

#include "pg/snapshot_store.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;
using pg::StatementStatistics;

namespace {

StatementStatistics row(std::int64_t queryid, std::int64_t calls, double total_ms) {
  StatementStatistics statistics;
  statistics.queryid = queryid;
  statistics.calls = calls;
  statistics.total_ms = total_ms;
  statistics.rows = static_cast<double>(calls);
  return statistics;
}

pg::StatementsView view(std::vector<StatementStatistics> rows) {
  pg::StatementsView made;
  made.rows = std::move(rows);
  return made;
}

Workload plain(const std::vector<StatementStatistics>& rows) {
  Workload queries;
  for (const StatementStatistics& one : rows) {
    WorkloadQuery query;
    query.sql = one.sql;
    query.query_hash = "0123456789abcdef";
    query.calls = one.calls;
    query.mean_ms = one.total_ms / static_cast<double>(one.calls);
    queries.push_back(std::move(query));
  }
  return queries;
}

}  // namespace

TEST_CASE("only what ran since counts, with its own mean and spread", "[pg]") {
  // Before: 1 and 3 ms. Since: 5 and 9 ms, mean 7, deviation 2.
  StatementStatistics before = row(1, 2, 4);
  before.stddev_ms = 1;
  before.max_ms = 3;
  StatementStatistics now = row(1, 4, 18);
  now.stddev_ms = std::sqrt((1.0 + 9 + 25 + 81) / 4 - 4.5 * 4.5);
  now.max_ms = 9;
  const auto deltas = pg::subtract({before, row(2, 7, 7)}, view({now, row(2, 7, 7), row(3, 1, 1)}));
  REQUIRE(deltas.rows.size() == 2);  // 2 did not run, 3 is new
  CHECK(deltas.rows[0].calls == 2);
  CHECK(deltas.rows[0].total_ms == Approx(14));
  CHECK(deltas.rows[0].stddev_ms == Approx(2));
  CHECK(deltas.rows[0].max_ms == 9);
  CHECK(deltas.rows[1].queryid == 3);
  CHECK(deltas.restarted == 0);
}

TEST_CASE("a counter that went down began anew, and so did one with a later beginning", "[pg]") {
  const auto reset = pg::subtract({row(1, 100, 1000)}, view({row(1, 3, 6)}));
  REQUIRE(reset.rows.size() == 1);
  CHECK(reset.rows[0].calls == 3);
  CHECK(reset.restarted == 1);
  // Thrown out and come back with more calls than before: only stats_since tells (from 1.11 on).
  StatementStatistics before = row(1, 3, 6);
  StatementStatistics now = row(1, 5, 50);
  before.since = "2026-01-01T00:00:00.000Z";
  now.since = "2026-01-02T00:00:00.000Z";
  CHECK(pg::subtract({before}, view({now})).rows[0].calls == 5);
  now.since = before.since;
  CHECK(pg::subtract({before}, view({now})).rows[0].calls == 2);
}

TEST_CASE("the longest call counts once", "[pg]") {
  StatementStatistics before = row(1, 1, 50);
  before.max_ms = 50;
  StatementStatistics now = row(1, 2, 51);
  now.max_ms = 50;
  CHECK(pg::subtract({before}, view({now})).rows[0].max_ms == 0);
}

TEST_CASE("snapshots follow each other; each stores what ran since the one before", "[server]") {
  const test::TemporaryDatabase database(test::TemporaryDatabase::Extensions::all);
  database.run("create table snapped (a int)");
  const auto take = [&](std::chrono::milliseconds keep) {
    pg::Session session(database.database());
    pg::StatementsView now = pg::read_statements(session, {});
    std::erase_if(now.rows, [](const StatementStatistics& one) {
      return one.sql.find("from snapped") == std::string::npos;
    });
    return pg::store_snapshot(session, now, plain, keep);
  };
  const auto run = [&](int times) {
    for (int i = 0; i < times; ++i)
      database.run("select a from snapped");
  };
  constexpr std::chrono::milliseconds k_for_ever{0};
  run(3);
  const auto first = take(k_for_ever);
  CHECK(first.since.empty());
  CHECK(first.rows.at(0).calls == 3);
  CHECK(take(k_for_ever).rows.empty());
  run(2);
  const auto second = take(k_for_ever);
  CHECK_FALSE(second.since.empty());
  CHECK(second.rows.at(0).calls == 2);
  CHECK(second.evicted == 0);
  CHECK(database.value("select string_agg(calls::text, ' ' order by id) from "
                       "selfopt.performance_metrics") == "3 2");
  CHECK(database.value("select count(*) from selfopt.snapshots") == "3");
  // Some versions of the extension refuse single databases; others of the server must not matter.
  database.run(
      "select pg_stat_statements_reset(0, (select oid from pg_database where datname = "
      "current_database()), 0)");
  run(1);
  const auto after_reset = take(k_for_ever);
  CHECK(after_reset.rows.at(0).calls == 1);
  CHECK(after_reset.restarted == 1);
  // From 1.11 on also when more calls followed than were counted before.
  if (database.value("select count(*) from pg_attribute where attname = 'stats_since' and attrelid"
                     " = 'pg_stat_statements'::regclass") == "1") {
    database.run(
        "select pg_stat_statements_reset(0, 0, queryid) from pg_stat_statements"
        " where query = 'select a from snapped'");
    run(4);
    const auto more = take(k_for_ever);
    CHECK(more.rows.at(0).calls == 4);
    CHECK(more.restarted == 1);
    database.run("delete from selfopt.performance_metrics where calls = 4");
  }
  // What is older than --keep goes.
  database.run(
      "update selfopt.performance_metrics set \"timestamp\" = now() - interval '2 days'"
      " where calls = 3");
  take(std::chrono::hours(24));
  CHECK(database.value("select string_agg(calls::text, ' ' order by id) from "
                       "selfopt.performance_metrics") == "2 1");
}
