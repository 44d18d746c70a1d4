#include <selfopt/apply.hpp>
#include <selfopt/error.hpp>

#include "pg/index_build.hpp"
#include "pg/ledger.hpp"
#include "pg/schema.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;

namespace {

Recommendations advice_for(const std::string& ddl) {
  Recommendation one;
  one.id = "0001";
  one.table = "public.t";
  one.name = "t_a_idx";
  one.ddl = ddl;
  one.undo_ddl = "drop index public.t_a_idx";
  Recommendations advice;
  advice.recommendations.push_back(one);
  return advice;
}

const char* const k_good = "create index t_a_idx on public.t (a)";

std::string invalid_indexes(const test::TemporaryDatabase& database) {
  return database.value("select count(*) from pg_index where not indisvalid");
}

}  // namespace

TEST_CASE("a build that fails leaves no invalid index and is in the ledger", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t as select 0 as a");
  const auto actions =
      apply(database.database(), advice_for("create index t_a_idx on public.t ((1 / a))"), {});
  REQUIRE(actions.size() == 1);
  CHECK(actions.front().state == "failed");
  CHECK(actions.front().message == "division by zero");
  CHECK(invalid_indexes(database) == "0");
  CHECK(database.value("select to_regclass('t_a_idx')").empty());
  CHECK(database.value("select state from selfopt.actions") == "failed");
}

TEST_CASE("what a killed run left is settled by the next", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t as select 0 as a");
  Action intent;
  intent.recommendation_id = "0001";
  intent.kind = "create_index";
  intent.table = "public.t";
  intent.name = "t_a_idx";
  intent.ddl = "create index concurrently t_a_idx on public.t ((1 / a))";
  intent.undo_ddl = "drop index concurrently public.t_a_idx";
  {
    pg::Session session(database.database());
    pg::ensure_schema(session);
    pg::record_intent(session, intent);
  }

  SECTION("an invalid index is removed") {
    CHECK_THROWS(database.run(intent.ddl));
    REQUIRE(invalid_indexes(database) == "1");
    apply(database.database(), Recommendations{}, {});
    CHECK(invalid_indexes(database) == "0");
    CHECK(database.value("select state from selfopt.actions") == "failed");
  }
  SECTION("an index that was finished is recorded and can be undone") {
    database.run(k_good);
    apply(database.database(), Recommendations{}, {});
    CHECK(database.value("select state from selfopt.actions") == "done");
    undo_actions(database.database(), "last", {});
    CHECK(database.value("select to_regclass('t_a_idx')").empty());
  }
  SECTION("a build that never began is recorded as failed") {
    apply(database.database(), Recommendations{}, {});
    CHECK(database.value("select state from selfopt.actions") == "failed");
  }
}

TEST_CASE("an index that somebody else made under the name is not touched", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t as select 0 as a, 1 as b");
  database.run("create index t_a_idx on t (b)");
  const auto actions = apply(database.database(), advice_for(k_good), {});
  CHECK(actions.front().state == "skipped");
  CHECK_THROWS_AS(undo_actions(database.database(), "last", {}), Error);
  CHECK(database.value("select indexdef from pg_indexes where indexname = 't_a_idx'") ==
        "CREATE INDEX t_a_idx ON public.t USING btree (b)");
}

TEST_CASE("two at once: the second is told to come again", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t as select 0 as a");
  const pg::IndexBuilder first(database.database(), std::chrono::seconds(1));
  try {
    apply(database.database(), advice_for(k_good), {});
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.exit_status() == 75);
  }
}

TEST_CASE("a drop is made only of an index that the ledger knows as ours", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t as select 0 as a");
  database.run(k_good);
  Recommendations advice = advice_for("drop index public.t_a_idx");
  advice.recommendations.front().kind = RecommendationKind::drop_index;
  advice.recommendations.front().undo_ddl = k_good;
  const auto refused = apply(database.database(), advice, {});
  CHECK(refused.front().state == "skipped");
  CHECK(refused.front().message == "selfopt did not make this index (--allow-drops includes it)");

  database.run("drop index t_a_idx");
  apply(database.database(), advice_for(k_good), {});
  CHECK(apply(database.database(), advice, {}).front().state == "done");
  CHECK(database.value("select to_regclass('t_a_idx')").empty());
  undo_actions(database.database(), "last", {});
  CHECK(database.value("select to_regclass('t_a_idx')") == "t_a_idx");
}
