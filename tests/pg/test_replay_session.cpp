#include <selfopt/error.hpp>

#include "exchange/plan_json.hpp"
#include "pg/replay_session.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;
using namespace std::chrono_literals;

TEST_CASE("an execution counts rows and takes time", "[server]") {
  const test::TemporaryDatabase database;
  pg::ReplaySession session(database.database(), 60s, pg::ReplayAccess::read_only);
  const pg::Execution execution = session.execute("select * from generate_series(1, 1000)", {});
  CHECK(execution.rows == 1000);
  CHECK(execution.ms > 0);
}

TEST_CASE("a read-only session refuses writes, however they are dressed", "[server]") {
  const test::TemporaryDatabase database;
  database.run(
      "create table t (id int); insert into t values (1);"
      "create function sneaky() returns int language sql as 'delete from t; select 1'");
  pg::ReplaySession session(database.database(), 60s, pg::ReplayAccess::read_only);
  CHECK_THROWS_AS(session.execute("delete from t", {}), Error);
  CHECK_THROWS_AS(session.execute("select sneaky()", {}), Error);
  CHECK_THROWS_AS(session.execute("select 1; delete from t", {}), Error);
  CHECK_THROWS_AS(session.explain_analyzed("select sneaky()", {}), Error);
  CHECK(session.execute("select * from t", {}).rows == 1);
}

TEST_CASE("writes that are allowed leave nothing behind", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t (id int); insert into t values (1)");
  pg::ReplaySession session(database.database(), 60s, pg::ReplayAccess::roll_back);
  CHECK(session.execute("insert into t select generate_series(1, 10)", {}).rows == 10);
  session.explain_analyzed("delete from t", {});
  CHECK(database.value("select string_agg(id::text, ',') from t") == "1");
}

TEST_CASE("a setting that a statement changes does not outlive it", "[server]") {
  const test::TemporaryDatabase database;
  pg::ReplaySession session(database.database(), 60s, pg::ReplayAccess::read_only);
  session.execute("select set_config('work_mem', '77MB', false)", {});
  CHECK(session.execute("select 1 where current_setting('work_mem') = '77MB'", {}).rows == 0);
}

TEST_CASE("parameters take the values given, and are refused without", "[server]") {
  const test::TemporaryDatabase database;
  pg::ReplaySession session(database.database(), 60s, pg::ReplayAccess::read_only);
  const std::string sql = "select * from generate_series(1, $1::int) g where g > $2::int";
  CHECK(session.execute(sql, {"10", "4"}).rows == 6);
  CHECK(session.execute(sql, {"10", std::nullopt}).rows == 0);
  CHECK_THROWS_WITH(session.execute(sql, {}), "needs values for $1 to $2");
  const Plan plan = exchange::read_plan(session.explain_analyzed(sql, {"10", "4"}));
  CHECK(plan.root.actual_rows == 6);
}

TEST_CASE("a value cannot break out of EXPLAIN EXECUTE", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t (id int)");
  pg::ReplaySession session(database.database(), 60s, pg::ReplayAccess::roll_back);
  session.explain_analyzed("select $1::text", {"'); drop table t; commit; --"});
  session.explain_analyzed("select $1::text", {"\\'); drop table t; commit; --"});
  CHECK(database.value("select to_regclass('t') is not null") == "t");
}

TEST_CASE("a statement that takes too long ends, and the session goes on", "[server]") {
  const test::TemporaryDatabase database;
  pg::ReplaySession session(database.database(), 50ms, pg::ReplayAccess::read_only);
  CHECK_THROWS_AS(session.execute("select pg_sleep(60)", {}), Error);
  CHECK(session.execute("select 1", {}).rows == 1);
}

TEST_CASE("the plan's hash knows an index by what it is, not by its name", "[server]") {
  const test::TemporaryDatabase database;
  database.run(
      "create table t as select g as a, g as b from generate_series(1, 10000) g;"
      "analyze t");
  const auto hash_now = [&] {
    pg::ReplaySession session(database.database(), 60s, pg::ReplayAccess::read_only);
    return plan_hash(
        exchange::read_plan(session.explain_analyzed("select * from t where a = 5", {})),
        session.index_definitions());
  };
  const std::string scanned = hash_now();
  database.run("create index one on t (a)");
  const std::string indexed = hash_now();
  database.run("drop index one; create index \"the Other ON\" on t (a)");
  const std::string renamed = hash_now();
  database.run("drop index \"the Other ON\"; create index one on t (a, b)");
  const std::string wider = hash_now();
  CHECK(scanned != indexed);
  CHECK(indexed == renamed);
  CHECK(indexed != wider);
}

TEST_CASE("CPU time is read where the server's process can be seen", "[server]") {
  const test::TemporaryDatabase database;
  pg::ReplaySession session(database.database(), 60s, pg::ReplayAccess::read_only);
  if (!session.sees_process()) return;  // the server runs elsewhere
  const pg::Execution execution =
      session.execute("select sum(g) from generate_series(1, 300000) g", {});
  REQUIRE(execution.cpu_ms.has_value());
  CHECK(*execution.cpu_ms > 0);
  CHECK(*execution.cpu_ms <= execution.ms * 1.5);
}
