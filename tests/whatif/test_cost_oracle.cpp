#include <selfopt/error.hpp>

#include "env/random.hpp"
#include "pg/wire.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"
#include "whatif/cost_oracle.hpp"

using namespace selfopt;
using whatif::IndexSet;

TEST_CASE("inferred costs equal those of the planner for random sets", "[server]") {
  const test::TemporaryDatabase database(test::TemporaryDatabase::Extensions::all);
  database.run(
      "create table t as select i as a, i % 100 as b, i % 1000 as c, repeat('x', 50) as d"
      " from generate_series(1, 50000) i");
  database.run("vacuum analyze t");
  whatif::CostOracle oracle(database.database(), std::chrono::seconds(10), 2);
  for (const char* sql : {"select d from t where a = 7", "select count(*) from t where b = 3",
                          "select a from t where b = 3 and c = 103 order by a",
                          "select x.d from t x join t y on x.a = y.c where y.b = 5"})
    REQUIRE(oracle.add_query(sql, {}).has_value());
  for (const std::vector<IndexKey>& keys : {std::vector<IndexKey>{{"a"}},
                                            {{"b"}},
                                            {{"c"}},
                                            {{"b"}, {"c"}},
                                            {{"c"}, {"b"}},
                                            {{"b"}, {"a"}}}) {
    const auto candidate = oracle.add_candidate({"public.t", keys, {}, {}, "btree"});
    REQUIRE(candidate.has_value());
    for (int query = 0; query < oracle.query_count(); ++query)
      oracle.relate(query, *candidate);
  }
  env::Random random(7);
  for (int round = 0; round < 40; ++round) {
    std::vector<int> members;
    for (int candidate = 0; candidate < oracle.candidate_count(); ++candidate)
      if (random.below(2) == 1) members.push_back(candidate);
    const IndexSet set(members);
    const int query = static_cast<int>(random.below(4));
    const double inferred = oracle.cost(query, set).cost;
    CHECK(inferred == Approx(oracle.fresh(query, set).cost));
  }
  CHECK(oracle.cost(0, IndexSet{0}).cost < oracle.cost(0, {}).cost / 10);
  CHECK(oracle.cost(0, IndexSet{0}).used == IndexSet{0});
}

TEST_CASE("statements added at once keep their order beside those that cannot be planned",
          "[server]") {
  const test::TemporaryDatabase database(test::TemporaryDatabase::Extensions::all);
  database.run("create table t as select i as a from generate_series(1, 1000) i");
  whatif::CostOracle oracle(database.database(), std::chrono::seconds(10), 2);
  const auto added = oracle.add_queries({{"select * from t", {}},
                                         {"select * from missing", {}},
                                         {"select count(*) from t where a = 1", {}},
                                         {"select 1", {}}});
  REQUIRE(added.size() == 4);
  CHECK(std::get<int>(added[0]) == 0);
  CHECK(std::get<std::string>(added[1]).find("missing") != std::string::npos);
  CHECK(std::get<int>(added[2]) == 1);
  CHECK(std::get<int>(added[3]) == 2);
  CHECK(oracle.cost(2, {}).cost < oracle.cost(0, {}).cost);
}

TEST_CASE("what cannot be planned or imagined is said, and the rest goes on", "[server]") {
  const test::TemporaryDatabase database(test::TemporaryDatabase::Extensions::all);
  database.run("create table t (a int, j json)");
  whatif::CostOracle oracle(database.database(), std::chrono::seconds(10), 2);
  CHECK_FALSE(oracle.add_query("select * from missing", {}).has_value());
  CHECK(oracle.last_failure() == "relation \"missing\" does not exist");
  CHECK_FALSE(oracle.add_candidate({"public.t", {{"j"}}, {}, {}, "btree"}).has_value());
  CHECK(oracle.add_query("select * from t where a = $1", {}).has_value());
  CHECK(oracle.add_query("select * from t where a = $1", {"5"}).has_value());
}

TEST_CASE("a connection that is lost in the middle is made again, with what it imagined",
          "[server]") {
  const test::TemporaryDatabase database(test::TemporaryDatabase::Extensions::all);
  database.run("create table t as select i as a, i % 100 as b from generate_series(1, 20000) i");
  database.run("analyze t");
  whatif::CostOracle oracle(database.database(), std::chrono::seconds(10), 2);
  const char* sql = "select b from t where a = 7";
  const auto add = [&] { REQUIRE(oracle.add_queries({{sql, {}}, {sql, {}}}).size() == 2); };
  const auto end_all = [&] {
    for (const int pid : oracle.backend_pids())
      database.run("select pg_terminate_backend(" + std::to_string(pid) + ", 10000)");
  };
  end_all();
  add();
  end_all();
  const auto candidate = oracle.add_candidate({"public.t", {{"a"}}, {}, {}, "btree"});
  REQUIRE(candidate.has_value());
  oracle.relate(0, *candidate);
  oracle.relate(1, *candidate);
  const double with = oracle.cost(0, IndexSet{*candidate}).cost;
  CHECK(with < oracle.cost(0, {}).cost / 10);
  end_all();
  for (const int query : {0, 1}) {
    CHECK(oracle.fresh(query, IndexSet{*candidate}).cost == Approx(with));
    CHECK(oracle.fresh(query, IndexSet{*candidate}).used == IndexSet{*candidate});
  }
}

TEST_CASE("without HypoPG the oracle refuses and says how to get it", "[server]") {
  const test::TemporaryDatabase database;
  try {
    const whatif::CostOracle oracle(database.database(), std::chrono::seconds(10), 2);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(error.exit_status() == 5);
    CHECK(error.hint().find("CREATE EXTENSION hypopg") != std::string::npos);
  }
}

namespace {

// Costs of a statement with and without the index t_b, for real.
struct Really {
  double with = 0;
  double without = 0;
};

Really costs_of_dropping(const test::TemporaryDatabase& database, const char* sql) {
  const auto cost = [&] {
    whatif::CostOracle fresh(database.database(), std::chrono::seconds(10), 1);
    REQUIRE(fresh.add_query(sql, {}).has_value());
    return fresh.cost(0, {}).cost;
  };
  Really really;
  really.with = cost();
  database.run("drop index t_b");
  really.without = cost();
  database.run("create index t_b on t (b)");
  return really;
}

const whatif::ExistingIndex k_existing{
    {"public.t", {{"b"}}, {}, {}, "btree"}, "public.t_b", "t_b", 1'000'000};

}  // namespace

TEST_CASE("what a statement costs without an index that exists is what it costs once dropped",
          "[server]") {
  const test::TemporaryDatabase database(test::TemporaryDatabase::Extensions::all);
  database.run(
      "create table t as select i as a, i % 1000 as b, repeat('x', 50) as d"
      " from generate_series(1, 50000) i");
  database.run("create index t_b on t (b)");
  database.run("vacuum analyze t");
  const char* sql = "select d from t where b = 3";
  const Really really = costs_of_dropping(database, sql);
  whatif::CostOracle oracle(database.database(), std::chrono::seconds(10), 2,
                            std::chrono::seconds(5));
  REQUIRE(oracle.add_query(sql, {}).has_value());
  REQUIRE(oracle.add_query("select count(*) from t", {}).has_value());
  oracle.add_existing({k_existing});
  REQUIRE(oracle.can_hide());
  REQUIRE(oracle.existing() == IndexSet{0});
  CHECK(oracle.cost(0, oracle.now()).cost == Approx(really.with));
  CHECK(oracle.cost(0, oracle.now()).used == IndexSet{0});
  CHECK(oracle.cost(0, {}).cost == Approx(really.without));
  CHECK(really.without > 3 * really.with);
  // Beside one that could be made, and after it.
  const auto better = oracle.add_candidate({"public.t", {{"b"}}, {"d"}, {}, "btree"});
  REQUIRE(better.has_value());
  oracle.relate(0, *better);
  CHECK(oracle.cost(0, IndexSet{*better}).used == IndexSet{*better});
  CHECK(oracle.fresh(0, oracle.now()).cost == Approx(really.with));
  // It is still there, and others can use the table.
  database.run("insert into t values (1, 1, 'y')");
  CHECK(costs_of_dropping(database, sql).with == Approx(really.with).epsilon(0.01));
}

TEST_CASE(
    "where an index cannot be tried without it is in every set, and plans tell if they use it",
    "[server]") {
  const test::TemporaryDatabase database(test::TemporaryDatabase::Extensions::all);
  database.run(
      "create table t as select i as a, i % 1000 as b, repeat('x', 50) as d"
      " from generate_series(1, 50000) i");
  database.run("create index t_b on t (b)");
  database.run("vacuum analyze t");
  const auto check = [&](whatif::CostOracle& oracle) {
    REQUIRE(oracle.add_query("select d from t where b = 3", {}).has_value());
    oracle.add_existing({k_existing});
    if (oracle.can_hide()) return;  // HypoPG 1.4 needs no lock
    CHECK(oracle.now().empty());
    const auto better = oracle.add_candidate({"public.t", {{"b"}}, {"d"}, {}, "btree"});
    REQUIRE(better.has_value());
    oracle.relate(0, *better);
    CHECK(oracle.rests_on(0, {}) == IndexSet{0});
    CHECK(oracle.rests_on(0, IndexSet{*better}).empty());
    CHECK(oracle.cost(0, IndexSet{*better}).used == IndexSet{*better});
  };
  SECTION("since nobody allowed it") {
    whatif::CostOracle oracle(database.database(), std::chrono::seconds(10), 2);
    check(oracle);
  }
  SECTION("since somebody uses the table") {
    pg::Wire reader(database.database());
    reader.execute("begin");
    reader.execute("select 1 from t limit 1");
    whatif::CostOracle oracle(database.database(), std::chrono::seconds(10), 2,
                              std::chrono::milliseconds(20));
    check(oracle);
  }
}
