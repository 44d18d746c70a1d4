#include <selfopt/apply.hpp>
#include <selfopt/error.hpp>

#include "sql/index_statement.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;

namespace {

Recommendations creation(const std::string& name, const std::string& what,
                         const std::string& table = "public.t") {
  Recommendation one;
  one.id = name;
  one.table = table;
  one.name = name;
  one.ddl = "create index " + name + " on " + table + " " + what;
  Recommendations advice;
  advice.recommendations.push_back(one);
  return advice;
}

}  // namespace

TEST_CASE("the shape of an index does not depend on its name or how it is written") {
  const auto shape = sql::index_shape("create index x on public.t (a, b desc) include (c)");
  CHECK(shape ==
        sql::index_shape("CREATE INDEX y ON ONLY s.\"T\" USING btree (a, b DESC) INCLUDE (c);"));
  CHECK(shape != sql::index_shape("create index x on t (a, b) include (c)"));
  CHECK(shape != sql::index_shape("create index x on t using brin (a, b desc) include (c)"));
  CHECK(sql::index_shape("create index on t (a) where (a > 5)") ==
        sql::index_shape("create index on t (a) where a > 5"));
  CHECK(sql::index_shape("create index on t (a) where a > 5") !=
        sql::index_shape("create index on t (a) where a > 6"));
  CHECK(sql::index_shape("drop index x").empty());
}

TEST_CASE("a name that is taken, and an index that exists under another, are skipped", "[server]") {
  const test::TemporaryDatabase database;
  database.run(
      "create table t (a int, b int); create sequence s; create view v as select 1;"
      "create index t_b on t (b)");
  const auto message = [&](const Recommendations& advice) {
    const auto actions = apply(database.database(), advice, {});
    CHECK(actions.front().state == "skipped");
    return actions.front().message;
  };
  CHECK(message(creation("s", "(a)")) == "a sequence is called \"s\"");
  CHECK(message(creation("v", "(a)")) == "a view is called \"v\"");
  CHECK(message(creation("t_b", "(a)")) == "another index is called \"t_b\"");
  CHECK(message(creation("t_b", "(b)")) == "exists already");
  CHECK(message(creation("other", "(b)")) == "exists already, as \"t_b\"");
}

TEST_CASE("somebody else's invalid index of that name is not touched", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t as select 0 as a");
  CHECK_THROWS(database.run("create index concurrently i on t ((1 / a))"));
  const auto actions = apply(database.database(), creation("i", "(a)"), {});
  CHECK(actions.front().message == "an invalid index \"i\" is in the way");
  CHECK(database.value("select indisvalid from pg_index where indexrelid = 'i'::regclass") == "f");
}

TEST_CASE("a partitioned table takes an index part by part, and goes on where it was stopped",
          "[server]") {
  const test::TemporaryDatabase database;
  database.run(
      "create table t (a int, b int) partition by range (a);"
      "create table t1 partition of t for values from (0) to (10);"
      "create table t2 partition of t for values from (10) to (20) partition by range (b);"
      "create table t2a partition of t2 for values from (0) to (100);"
      "insert into t select i, 1 from generate_series(0, 19) i");
  CHECK(apply(database.database(), creation("i", "(b)"), {}).front().state == "skipped");
  ApplyOptions options;
  options.allow_locking_undo = true;
  options.max_wait_ms = 300;
  // A writer on the second leaf stops the build when the first is done.
  database.run("begin; insert into t2a values (10, 1); prepare transaction 'writer'");
  apply(database.database(), creation("i", "(b)"), options);
  CHECK(database.value("select indisvalid from pg_index where indexrelid = 'i'::regclass") == "f");
  database.run("rollback prepared 'writer'");
  const auto settled = resume_actions(database.database(), options);
  REQUIRE(settled.size() == 1);
  CHECK(settled.front().state == "done");
  CHECK(database.value("select bool_and(indisvalid) and count(*) = 4 from pg_index"
                       " where indrelid in (select relid from pg_partition_tree('t'))") == "t");
  CHECK(undo_actions(database.database(), "last", options).front().state == "undone");
  CHECK(database.value("select count(*) from pg_index"
                       " where indrelid in (select relid from pg_partition_tree('t'))") == "0");
}

TEST_CASE("what was reverted is not made again until the table has changed", "[server]") {
  const test::TemporaryDatabase database;
  database.run(
      "create table t as select i as a, i as b from generate_series(1, 1000) i; analyze t");
  ApplyOptions options;
  // The statement has no use for the index.
  options.workload.push_back({});
  options.workload.front().sql = "select count(*) from t";
  options.workload.front().query_hash = "1";
  const auto first = apply(database.database(), creation("i", "(a)"), options);
  CHECK(first.front().state == "reverted");
  CHECK(first.front().verification.verdict == "useless");
  CHECK(database.value("select to_regclass('i')").empty());
  CHECK(database.value("select state || verdict || verified_by from selfopt.actions") ==
        "reverteduselessplan");
  const auto second = apply(database.database(), creation("i", "(a)"), options);
  CHECK(second.front().state == "skipped");
  CHECK(second.front().message.starts_with("was reverted at "));
  database.run("insert into t select i, i from generate_series(1, 1000) i; analyze t");
  CHECK(apply(database.database(), creation("i", "(a)"), options).front().state == "reverted");
}

TEST_CASE("of an index on a partitioned table that fails nothing is left", "[server]") {
  const test::TemporaryDatabase database;
  database.run(
      "create table t (a int, b int) partition by range (a);"
      "create table t1 partition of t for values from (0) to (10);"
      "create table t2 partition of t for values from (10) to (20);"
      "insert into t select i, 15 - i from generate_series(0, 19) i");
  ApplyOptions options;
  options.allow_locking_undo = true;
  const auto actions = apply(database.database(), creation("i", "((1 / b))"), options);
  CHECK(actions.front().state == "failed");
  CHECK(actions.front().message == "division by zero");
  CHECK(database.value("select count(*) from pg_index"
                       " where indrelid in (select relid from pg_partition_tree('t'))") == "0");
  CHECK(database.value("select state from selfopt.actions") == "failed");
}
