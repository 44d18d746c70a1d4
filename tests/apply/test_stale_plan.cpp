#include <selfopt/apply.hpp>

#include "apply/preflight.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;

namespace {

Recommendation advice(RecommendationKind kind, const std::string& ddl) {
  Recommendation one;
  one.id = "1";
  one.kind = kind;
  one.table = "public.t";
  one.name = "i";
  one.ddl = ddl;
  return one;
}

Action plan(const test::TemporaryDatabase& database, const Recommendation& one) {
  Recommendations all;
  all.recommendations.push_back(one);
  ApplyOptions options;
  options.allow_drops = true;
  Action action = plan_actions(database.database(), all, options).front();
  REQUIRE(action.state == "planned");
  return action;
}

const Recommendation k_create =
    advice(RecommendationKind::create_index, "create index i on public.t (a)");
const Recommendation k_drop = advice(RecommendationKind::drop_index, "drop index public.i");

}  // namespace

TEST_CASE("a plan holds while only rows and statistics change", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t (a int, b int)");
  const Action action = plan(database, k_create);
  database.run("insert into t values (1, 1); analyze t; create index other on t (b)");
  pg::Session session(database.database());
  CHECK(change::reason_it_is_stale(session, action).empty());
}

TEST_CASE("a plan is stale when its table is gone or another one", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t (a int, b int)");
  const Action action = plan(database, k_create);
  pg::Session session(database.database());
  SECTION("dropped") {
    database.run("drop table t");
    CHECK(change::reason_it_is_stale(session, action) ==
          "the plan is stale: table public.t is gone");
    return;
  }
  SECTION("renamed, and another in its place") {
    database.run("alter table t rename to old; create table t (a int, b int)");
  }
  SECTION("a column has another type") {
    database.run("alter table t alter a type bigint");
  }
  SECTION("another owner") {
    const std::string role = database.name() + "_owner";
    database.run("create role " + role + "; alter table t owner to " + role);
    const std::string reason = change::reason_it_is_stale(session, action);
    database.run("drop owned by " + role + "; drop role " + role);
    CHECK_FALSE(reason.empty());
    return;
  }
  CHECK(change::reason_it_is_stale(session, action) ==
        "the plan is stale: table public.t is not what it was, or has other columns");
}

TEST_CASE("the plan of a drop is stale when the name means another index", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t (a int, b int); create index i on t (a)");
  const Action action = plan(database, k_drop);
  pg::Session session(database.database());
  CHECK(change::reason_it_is_stale(session, action).empty());
  database.run("drop index i");
  CHECK_FALSE(change::reason_it_is_stale(session, action).empty());
  database.run("create index i on t (b)");
  CHECK(change::reason_it_is_stale(session, action) ==
        "the plan is stale: index \"i\" is gone, or is another one");
}

TEST_CASE("what another run has done between plan and lock is not done again", "[server]") {
  const test::TemporaryDatabase database;
  database.run("create table t (a int, b int)");
  const Action action = plan(database, k_create);
  pg::Session session(database.database());
  database.run("create index i on t (a)");  // by hand: that is no reason
  CHECK(change::reason_it_is_done(session, action).empty());
  database.run("drop index i");
  Recommendations all;
  all.recommendations.push_back(k_create);
  REQUIRE(apply(database.database(), all, {}).front().state == "done");
  CHECK(change::reason_it_is_done(session, action) == "another selfopt has done it meanwhile");
  database.run("drop index i");
  CHECK(change::reason_it_is_done(session, action).empty());
}
