#include "collect/merge.hpp"
#include "support/catch.hpp"

using namespace selfopt;

namespace {

pg::StatementStatistics row(const std::string& sql, std::int64_t calls, double total_ms,
                            double stddev_ms = 0) {
  pg::StatementStatistics statistics;
  statistics.sql = sql;
  statistics.database = "dw";
  statistics.user = "ann";
  statistics.calls = calls;
  statistics.total_ms = total_ms;
  statistics.stddev_ms = stddev_ms;
  return statistics;
}

Workload merge(const std::vector<pg::StatementStatistics>& rows) {
  return StatementMerger("2026-01-01T00:00:00.000Z").merge(rows);
}

}  // namespace

TEST_CASE("rows of one fingerprint become one, with the mean and spread of all calls") {
  // Two calls of 1 and 3 ms (mean 2, deviation 1) and two of 6 ms: 1, 3, 6, 6 have the mean 4 and
  // the population deviation sqrt((9 + 1 + 4 + 4) / 4).
  auto first = row("select a from t where b = $1", 2, 4, 1);
  auto second = row("SELECT a FROM t WHERE b = $1", 2, 12, 0);
  first.rows = 10;
  second.rows = 2;
  first.shared_blks_hit = 100;
  second.user = "bob";
  const Workload merged = merge({first, second});
  REQUIRE(merged.size() == 1);
  const WorkloadQuery& query = merged[0];
  CHECK(query.sql == first.sql);
  CHECK(query.calls == 4);
  CHECK(query.total_ms == 16);
  CHECK(query.mean_ms == 4);
  CHECK(*query.stddev_ms == Approx(2.1213203));
  CHECK(query.rows == 3);
  CHECK(query.shared_blks_hit == 25);
  CHECK(query.user.empty());  // neither of the two
  CHECK(query.database == "dw");
  CHECK(query.query_hash.size() == 16);
  CHECK(query.source == "pg_stat_statements");
}

TEST_CASE("the same statement in another database stays apart") {
  auto other = row("select 1", 1, 1);
  other.database = "test";
  CHECK(merge({row("select 1", 1, 1), other}).size() == 2);
}

TEST_CASE("the order is that of total time") {
  const Workload merged = merge(
      {row("select a from t", 1, 5), row("select b from t", 1, 4), row("select b from t", 1, 4)});
  CHECK(merged[0].sql == "select b from t");
}

TEST_CASE("statements that keep their constants are left out: they may hold passwords") {
  CHECK(merge({row("create role r password 'hunter2'", 1, 1),
               row("alter role r with frobnicate password 'hunter2'", 1, 1), row("commit", 1, 1)})
            .empty());
  // A query in words that our grammar does not know is still a query.
  const Workload unknown = merge({row("select a from t frobnicate b ( c", 1, 1)});
  REQUIRE(unknown.size() == 1);
  CHECK(unknown[0].query_hash.empty());
}
