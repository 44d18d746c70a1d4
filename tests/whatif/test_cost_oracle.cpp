#include <selfopt/error.hpp>

#include "env/random.hpp"
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
