#include "pg/insert_metrics.hpp"
#include "pg/metrics_sums.hpp"
#include "pg/retention.hpp"
#include "pg/schema.hpp"
#include "pg/session_query.hpp"
#include "pg/window_calls.hpp"
#include "pg/window_metrics.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;

namespace {

constexpr double k_day_s = 24.0 * 3600;
constexpr double k_week_s = 7 * k_day_s;
constexpr std::chrono::minutes k_long{10};

// Twenty statements every two hours for nine days, some without rows and CPU.
void fill(const test::TemporaryDatabase& database) {
  pg::Session session(database.database());
  pg::ensure_schema(session);
  database.run(R"(
    insert into selfopt.performance_metrics ("timestamp", since, source, query_hash, query_text,
      database_name, calls, execution_time_ms, total_time_ms, max_time_ms, rows, cpu_usage)
    select at, at - interval '2 hours', case when q % 5 = 0 then 'log' else 'pg_stat_statements' end,
           'q' || q, 'select ' || q, current_database(), 1 + q % 7, q, q * (1 + q % 7), q * 3,
           case when q % 2 = 0 then q end, case when q % 3 = 0 then 0.5 end
    from generate_series(1, 20) q,
         generate_series(now() - interval '9 days', now() - interval '1 minute', interval '2 hours') at)");
}

struct Seen {
  Performance summary;
  pg::StatementWindows statements;
  double charted_ms = 0;
};

Seen look(pg::Session& session, const pg::Window& window) {
  Seen seen{pg::window_summary(session, window),
            pg::window_statements(session, window, pg::StatementOrder::total_ms, 100)};
  for (const auto& one : pg::group_calls(session, window.steps(), k_week_s, {{"q3", 0}, {"q4", 1}}))
    seen.charted_ms += *one.measured.total_ms;
  return seen;
}

void check_alike(const Seen& sums, const Seen& rows) {
  CHECK(sums.summary.calls == rows.summary.calls);
  CHECK(sums.summary.total_ms == Approx(rows.summary.total_ms));
  CHECK(sums.summary.maximum_ms == rows.summary.maximum_ms);
  CHECK(sums.summary.p50_ms.value() == Approx(rows.summary.p50_ms.value()).epsilon(0.006));
  CHECK(sums.summary.p99_ms.value() == Approx(rows.summary.p99_ms.value()).epsilon(0.006));
  CHECK(sums.summary.cpu_ms.value() == Approx(rows.summary.cpu_ms.value()));
  CHECK(sums.summary.covers_from == rows.summary.covers_from);
  CHECK(sums.charted_ms == Approx(rows.charted_ms));
  REQUIRE(sums.statements.statements == rows.statements.statements);
  REQUIRE(sums.statements.top.size() == rows.statements.top.size());
  for (std::size_t i = 0; i < sums.statements.top.size(); ++i) {
    const pg::StatementWindow& a = sums.statements.top[i];
    const pg::StatementWindow& b = rows.statements.top[i];
    CHECK(a.now.query_hash == b.now.query_hash);
    CHECK(a.now.sql == b.now.sql);
    CHECK(a.now.source == b.now.source);
    CHECK(a.now.calls == b.now.calls);
    CHECK(a.now.share == Approx(b.now.share));
    CHECK(a.now.rows.value_or(-1) == Approx(b.now.rows.value_or(-1)));
    CHECK(a.now.cpu_ms.value_or(-1) == Approx(b.now.cpu_ms.value_or(-1)));
    CHECK(a.calls_before == b.calls_before);
    CHECK(a.mean_ms_before.value_or(-1) == Approx(b.mean_ms_before.value_or(-1)));
  }
}

pg::Window without_sums(pg::Window window) {
  window.known.clear();
  return window;
}

}  // namespace

TEST_CASE("sums tell the same as the measurements", "[pg][server]") {
  const test::TemporaryDatabase database;
  fill(database);
  pg::Session session(database.database());
  CHECK(pg::open_window(session, k_week_s).not_summed);
  pg::sum_up_metrics(session, k_long);
  for (const double length_s : {k_day_s, 2 * k_day_s, k_week_s, 30 * k_day_s}) {
    INFO(length_s);
    const pg::Window window = pg::open_window(session, length_s);
    CHECK_FALSE(window.not_summed);
    CHECK_FALSE(window.all().spans.empty());
    check_alike(look(session, window), look(session, without_sums(window)));
  }
}

TEST_CASE("what is summed up once is not touched again", "[pg][server]") {
  const test::TemporaryDatabase database;
  fill(database);
  pg::Session session(database.database());
  pg::sum_up_metrics(session, std::chrono::milliseconds(0));  // no time for it
  CHECK(pg::known_spans(session).empty());
  pg::sum_up_metrics(session, k_long);
  const std::string rows =
      "select count(*) || ' ' || max(xmin::text::bigint) from selfopt.summed_spans";
  const std::string before = database.value(rows);
  pg::sum_up_metrics(session, k_long);
  // A full hour may have passed between the two.
  if (database.value("select count(*) from selfopt.summed_spans") ==
      before.substr(0, before.find(' ')))
    CHECK(database.value(rows) == before);
}

TEST_CASE("measurements of the past make their sums anew", "[pg][server]") {
  const test::TemporaryDatabase database;
  fill(database);
  pg::Session session(database.database());
  pg::sum_up_metrics(session, k_long);
  const std::string three_days_ago =
      database.value("select to_char(now() - interval '3 days', 'YYYY-MM-DD\"T\"HH24:MI:SSOF')");
  WorkloadQuery late;
  late.query_hash = "late";
  late.sql = "select 'late'";
  late.calls = 5;
  late.mean_ms = 10'000;
  late.first_seen = three_days_ago;
  late.last_seen = three_days_ago;
  pg::in_transaction(session, [&](pqxx::work& transaction) {
    pg::insert_past_metrics(transaction, "log", {late});
  });
  CHECK(database.value("select count(*) > 0 from selfopt.summed_spans where stale") == "t");
  for (const char* when : {"before they are made anew", "after"}) {
    INFO(when);
    const pg::Window window = pg::open_window(session, k_week_s);
    const Seen seen = look(session, window);
    CHECK(seen.statements.top[0].now.query_hash == "late");
    check_alike(seen, look(session, without_sums(window)));
    pg::sum_up_metrics(session, k_long);
    CHECK(database.value("select count(*) from selfopt.summed_spans where stale") == "0");
  }
}

TEST_CASE("sums wait for who is adding measurements", "[pg][server]") {
  const test::TemporaryDatabase database;
  fill(database);
  pg::Session session(database.database());
  pg::Session other(database.database());
  pg::in_transaction(other, [&](pqxx::work& transaction) {
    pg::insert_metrics(transaction, "replay", {}, {});
    pg::sum_up_metrics(session, k_long);
    CHECK(pg::known_spans(session).empty());
  });
  pg::sum_up_metrics(session, k_long);
  CHECK_FALSE(pg::known_spans(session).empty());
}

TEST_CASE("sums go with the measurements that are too old", "[pg][server]") {
  const test::TemporaryDatabase database;
  fill(database);
  pg::Session session(database.database());
  pg::sum_up_metrics(session, k_long);
  pg::remove_old_records(session, std::chrono::hours(48));
  const std::string oldest = "select min(begins) > now() - interval '73 hours' from selfopt.";
  CHECK(database.value(oldest + "summed_spans") == "t");
  CHECK(database.value(oldest + "statement_sums") == "t");
  pg::sum_up_metrics(session, k_long);
  CHECK(database.value(oldest + "summed_spans") == "t");
}

TEST_CASE("who may only read sees the same, without sums", "[pg][server]") {
  const test::TemporaryDatabase database;
  fill(database);
  pg::Session reader(database.database());
  reader.forbid_writes();
  pg::sum_up_metrics(reader, k_long);  // logged, no more
  CHECK(pg::known_spans(reader).empty());
  const pg::Window window = pg::open_window(reader, k_week_s);
  CHECK(window.not_summed);
  CHECK(look(reader, window).summary.calls > 0);
  database.run("drop table selfopt.summed_spans, selfopt.statement_sums");  // an earlier version's
  CHECK(look(reader, pg::open_window(reader, k_week_s)).summary.calls > 0);
}
