#include "pg/schema.hpp"
#include "pg/session.hpp"
#include "pg/window_calls.hpp"
#include "pg/window_metrics.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;

namespace {

constexpr double k_day_s = 24.0 * 3600;

// Statement a became slower since yesterday, b is new, c ran in another database.
void fill(const test::TemporaryDatabase& database) {
  pg::Session session(database.database());
  pg::ensure_schema(session);
  database.run(R"(
    insert into selfopt.performance_metrics ("timestamp", since, source, query_hash, query_text,
      database_name, calls, execution_time_ms, total_time_ms, max_time_ms, rows)
    values (now() - interval '30 hours', now() - interval '31 hours', 'pg_stat_statements',
            'aa', 'select old', current_database(), 10, 2, 20, 3, 1),
           (now() - interval '2 hours', now() - interval '3 hours', 'pg_stat_statements',
            'aa', 'select new', current_database(), 20, 8, 160, 50, 3),
           (now() - interval '1 hour', now() - interval '2 hours', 'replay',
            'aa', 'select new', null, 20, 2, 40, null, null),
           (now() - interval '1 hour', now() - interval '2 hours', 'pg_stat_statements',
            'bb', 'select b', current_database(), 1, 300, 300, 300, 1),
           (now() - interval '1 hour', now() - interval '2 hours', 'pg_stat_statements',
            'cc', 'select c', 'another', 1, 999, 999, 999, 1))");
}

}  // namespace

TEST_CASE("a database without our tables has measured nothing", "[pg][server]") {
  const test::TemporaryDatabase database;
  pg::Session session(database.database());
  const pg::Window window = pg::open_window(session, k_day_s);
  const Performance summary = pg::window_summary(session, window);
  CHECK(summary.calls == 0);
  CHECK_FALSE(summary.average_ms);
  CHECK(summary.database == database.name());
  CHECK(pg::window_statements(session, window, pg::StatementOrder::total_ms, 10).top.empty());
  CHECK_FALSE(pg::window_statement(session, window, "aa"));
  CHECK(pg::statement_calls(session, window, "aa").empty());
}

TEST_CASE("the server sums up a window as report does", "[pg][server]") {
  const test::TemporaryDatabase database;
  fill(database);
  pg::Session session(database.database());
  const pg::Window window = pg::open_window(session, k_day_s);
  const Performance summary = pg::window_summary(session, window);
  CHECK(pg::window_statements(session, window, pg::StatementOrder::total_ms, 0).statements == 2);
  CHECK(summary.calls == 41);
  CHECK(summary.total_ms == Approx(500));
  CHECK(summary.average_ms.value() == Approx(500.0 / 41));
  CHECK(summary.maximum_ms.value() == Approx(300));
  CHECK(summary.p50_ms.value() == Approx(8));  // 20 calls of 2 ms are less than half
  CHECK(summary.p95_ms.value() == Approx(8));
  CHECK(summary.p99_ms.value() == Approx(300));
}

TEST_CASE("statements come with the window before, in the order asked for", "[pg][server]") {
  const test::TemporaryDatabase database;
  fill(database);
  pg::Session session(database.database());
  using enum pg::StatementOrder;
  const pg::Window window = pg::open_window(session, k_day_s);
  const auto by_time = pg::window_statements(session, window, total_ms, 10).top;
  REQUIRE(by_time.size() == 2);
  CHECK(by_time[0].now.query_hash == "bb");
  CHECK(by_time[0].now.share == Approx(0.6));
  CHECK_FALSE(by_time[0].mean_ms_before);
  const pg::StatementWindow& a = by_time[1];
  CHECK(a.now.sql == "select new");
  CHECK(a.now.source.empty());  // two of them
  CHECK(a.now.calls == 40);
  CHECK(a.now.mean_ms == Approx(5));
  CHECK(a.now.max_ms == Approx(50));
  CHECK(a.now.rows.value() == Approx(3));
  CHECK(a.calls_before == 10);
  CHECK(a.mean_ms_before.value() == Approx(2));
  CHECK(pg::window_statements(session, window, calls, 1).top[0].now.query_hash == "aa");
  CHECK(pg::window_statements(session, window, mean_ms, 1).top[0].now.query_hash == "bb");
  CHECK(pg::window_statements(session, window, max_ms, 1).top[0].now.query_hash == "bb");
}

TEST_CASE("a statement that did not run in the window is known all the same", "[pg][server]") {
  const test::TemporaryDatabase database;
  fill(database);
  pg::Session session(database.database());
  const auto quiet = pg::window_statement(session, pg::open_window(session, 60), "aa");
  REQUIRE(quiet);
  CHECK(quiet->now.calls == 0);
  CHECK(quiet->now.sql == "select new");
  CHECK_FALSE(pg::window_statement(session, pg::open_window(session, k_day_s), "no such"));
}

TEST_CASE("calls are summed up by group", "[pg][server]") {
  const test::TemporaryDatabase database;
  fill(database);
  pg::Session session(database.database());
  const pg::Window window = pg::open_window(session, k_day_s);
  double grouped = 0;
  double others = 0;
  for (const pg::GroupCalls& one : pg::group_calls(session, window.steps(), k_day_s, {{"aa", 4}}))
    (one.group == 4 ? grouped : others) += one.measured.total_ms.value();
  CHECK(grouped == Approx(200));
  CHECK(others == Approx(300));
  std::int64_t calls = 0;
  for (const pg::GroupCalls& one : pg::statement_calls(session, window, "bb"))
    calls += one.measured.calls;
  CHECK(calls == 1);
}
