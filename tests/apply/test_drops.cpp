#include <selfopt/apply.hpp>
#include <selfopt/error.hpp>

#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;

namespace {

Recommendations drop_of(const std::string& index, const std::string& table = "public.t") {
  Recommendation one;
  one.id = index;
  one.kind = RecommendationKind::drop_index;
  one.table = table;
  one.name = index;
  one.ddl = "drop index public." + index;
  Recommendations advice;
  advice.recommendations.push_back(one);
  return advice;
}

ApplyOptions allowing_drops() {
  ApplyOptions options;
  options.allow_drops = true;
  options.verify = VerifyMethod::none;
  return options;
}

}  // namespace

TEST_CASE("what something needs is never dropped, and the reason is said", "[server]") {
  const test::TemporaryDatabase database;
  database.run(
      "create table parent (id int primary key, k int unique);"
      "create table t (a int not null, b int, c text, p int references parent, r int4range);"
      "create unique index t_unique on t (a);"
      "create index t_clustered on t (b); alter table t cluster on t_clustered;"
      "create unique index t_replica on t (a, b) where false is not true;"
      "create index t_foreign_key on t (p);"
      "create index t_expression on t (lower(c));"
      "create materialized view m as select a from t; create unique index m_unique on m (a);"
      "create table part (a int) partition by range (a);"
      "create table part1 partition of part for values from (0) to (9);"
      "create index part_a on part (a)");
  const auto reason = [&](const std::string& index, const std::string& table) {
    const auto actions = apply(database.database(), drop_of(index, table), allowing_drops());
    CHECK(actions.front().state == "skipped");
    return actions.front().message;
  };
  const auto never = [](const std::string& what) {
    return "needed for " + what + "; selfopt never drops it";
  };
  CHECK(reason("parent_pkey", "public.parent") == never("the primary key"));
  CHECK(reason("parent_k_key", "public.parent") == never("a constraint"));
  CHECK(reason("t_unique", "public.t") == never("uniqueness"));
  CHECK(reason("t_clustered", "public.t") == never("CLUSTER"));
  CHECK(reason("m_unique", "public.m") == never("REFRESH MATERIALIZED VIEW CONCURRENTLY"));
  CHECK(reason("part1_a_idx", "public.part1") == never("a partitioned index"));
  CHECK(reason("t_foreign_key", "public.t").find("foreign key") != std::string::npos);
  CHECK(reason("t_expression", "public.t").find("statistics of its expression") !=
        std::string::npos);
  CHECK(reason("part_a", "public.part").find("locks the whole table") != std::string::npos);
  CHECK(reason("t_unique", "public.parent") == "is an index of public.t, not of public.parent");
}

TEST_CASE("an index that is replica identity stays", "[server]") {
  const test::TemporaryDatabase database;
  database.run(
      "create table t (a int not null); create unique index i on t (a);"
      "alter table t replica identity using index i");
  CHECK(apply(database.database(), drop_of("i"), allowing_drops()).front().state == "skipped");
  CHECK(database.value("select to_regclass('i')") == "i");
}

TEST_CASE("undo of a drop makes the index as it was, with all that its definition leaves out",
          "[server]") {
  const test::TemporaryDatabase database;
  database.run(
      "create table t (a int, b text);"
      "create index i on t (b collate \"C\" desc nulls last) include (a)"
      "  with (fillfactor = 70) where a > 5;"
      "comment on index i is 'it''s \"mine\"'");
  const std::string definition = database.value("select pg_get_indexdef('i'::regclass)");
  const auto dropped = apply(database.database(), drop_of("i"), allowing_drops());
  REQUIRE(dropped.front().state == "done");
  REQUIRE(database.value("select to_regclass('i')").empty());
  CHECK(undo_actions(database.database(), "last", {}).front().state == "undone");
  CHECK(database.value("select pg_get_indexdef('i'::regclass)") == definition);
  CHECK(database.value("select obj_description('i'::regclass)") == "it's \"mine\"");
}

TEST_CASE("statistics targets of an expression come back, too", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t (a text); create index i on t (lower(a))");
  Recommendations advice = drop_of("i");
  // Made by us, as far as the ledger knows: then an expression is no reason to keep it.
  database.run("drop index i");
  Recommendation made;
  made.id = "make";
  made.table = "public.t";
  made.name = "i";
  made.ddl = "create index i on public.t (lower(a))";
  Recommendations creation;
  creation.recommendations.push_back(made);
  REQUIRE(apply(database.database(), creation, {}).front().state == "done");
  database.run("alter index i alter column 1 set statistics 321");
  REQUIRE(apply(database.database(), advice, {}).front().state == "done");
  undo_actions(database.database(), "last", {});
  CHECK(database.value("select attstattarget from pg_attribute where attrelid = 'i'::regclass") ==
        "321");
}

TEST_CASE("a reader in the way: the index is dropped or valid, never half dropped", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t as select 1 as a; create index i on t (a)");
  ApplyOptions options = allowing_drops();
  options.max_wait_ms = 300;
  database.run("begin; select * from t; prepare transaction 'reader'");
  const auto actions = apply(database.database(), drop_of("i"), options);
  database.run("rollback prepared 'reader'");
  CHECK(actions.front().state != "done");
  apply(database.database(), Recommendations{}, options);
  const std::string valid =
      database.value("select indisvalid from pg_index where indexrelid = to_regclass('i')");
  CHECK((valid == "t" || valid.empty()));
  CHECK(database.value("select state from selfopt.actions") == (valid.empty() ? "done" : "failed"));
}
