#include <algorithm>
#include <chrono>

#include "recommend/search.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;
using advisor::SelectionProblem;
using whatif::CostOracle;
using whatif::IndexSet;

namespace {

constexpr double k_gap = 0.01;

void add_workload(CostOracle& oracle) {
  for (const char* sql :
       {"select d from t where a = 7", "select count(*) from t where b = 3",
        "select a from t where b = 3 and c = 103 order by a", "select max(c) from t where b = 9",
        "select x.d from t x join t y on x.a = y.c where y.b = 5",
        "select b, count(*) from t where c between 10 and 30 group by b"})
    REQUIRE(oracle.add_query(sql, {}).has_value());
  for (const IndexDefinition& index : {IndexDefinition{"public.t", {{"a"}}, {}, {}, "btree"},
                                       {"public.t", {{"b"}}, {}, {}, "btree"},
                                       {"public.t", {{"c"}}, {}, {}, "btree"},
                                       {"public.t", {{"b"}, {"c"}}, {}, {}, "btree"},
                                       {"public.t", {{"c"}, {"b"}}, {}, {}, "btree"},
                                       {"public.t", {{"b"}, {"a"}}, {}, {}, "btree"},
                                       {"public.t", {{"c"}}, {"b"}, {}, "btree"}}) {
    const auto candidate = oracle.add_candidate(index);
    REQUIRE(candidate.has_value());
    for (int query = 0; query < oracle.query_count(); ++query)
      oracle.relate(query, *candidate);
  }
}

IndexSet set_of_bits(unsigned bits, int candidates) {
  std::vector<int> members;
  for (int i = 0; i < candidates; ++i)
    if ((bits >> static_cast<unsigned>(i) & 1U) != 0) members.push_back(i);
  return IndexSet(members);
}

// The total of every set, each planned afresh.
std::vector<double> totals_of_all_sets(const SelectionProblem& problem) {
  CostOracle& oracle = problem.oracle();
  std::vector<double> totals;
  for (unsigned bits = 0; bits < 1U << static_cast<unsigned>(oracle.candidate_count()); ++bits) {
    const IndexSet set = set_of_bits(bits, oracle.candidate_count());
    double total = problem.upkeep(set);
    for (int query = 0; query < oracle.query_count(); ++query)
      total += problem.weight(query) * oracle.fresh(query, set).cost;
    totals.push_back(total);
  }
  return totals;
}

}  // namespace

TEST_CASE("the search is as good as trying all sets, and its bound holds", "[server]") {
  const test::TemporaryDatabase database(test::TemporaryDatabase::Extensions::all);
  database.run(
      "create table t as select i as a, i % 100 as b, i % 1000 as c, repeat('x', 50) as d"
      " from generate_series(1, 50000) i");
  database.run("vacuum analyze t");
  CostOracle all_sets(database.database(), std::chrono::seconds(10), 1);
  add_workload(all_sets);
  CostOracle oracle(database.database(), std::chrono::seconds(10), 2);
  add_workload(oracle);
  const int candidates = oracle.candidate_count();
  const IndexSet pool = set_of_bits((1U << static_cast<unsigned>(candidates)) - 1, candidates);
  const std::vector<double> weights{50, 1, 20, 5, 1, 2};
  std::vector<std::int64_t> sizes;
  for (int candidate = 0; candidate < candidates; ++candidate)
    sizes.push_back(oracle.hypopg_size_bytes(candidate));
  const advisor::Upkeep upkeep{std::vector<double>(static_cast<std::size_t>(candidates), 10),
                               {{50, IndexSet{1, 3, 4}}}};

  // Out of time, what each statement wants at first has to do.
  const auto wanted = advisor::wanted_candidates(oracle, 4, std::chrono::steady_clock::now());
  REQUIRE(wanted.size() == 4);
  CHECK_FALSE(wanted[0].empty());
  CHECK(wanted[1].empty());

  const SelectionProblem tried(all_sets, weights, sizes, upkeep, {});
  const auto totals = totals_of_all_sets(tried);
  SelectionProblem problem(oracle, weights, sizes, upkeep, {});
  advisor::Search search(problem, pool);
  // From larger to smaller, as each budget goes on with what the others found out.
  for (const std::int64_t budget : {20'000'000, 6'000'000, 4'000'000, 2'500'000, 1'500'000, 0}) {
    problem.set_limits({budget, std::nullopt});
    double best = totals.front();
    for (unsigned bits = 0; bits < totals.size(); ++bits)
      if (problem.size_bytes(set_of_bits(bits, candidates)) <= budget)
        best = std::min(best, totals[bits]);
    const auto answer =
        search.run(k_gap, std::chrono::steady_clock::now() + std::chrono::seconds(20));
    INFO("budget " << budget << ", best " << best);
    CHECK(problem.fits(answer.chosen.set));
    CHECK(answer.chosen.total <= best * (1 + k_gap));
    CHECK(answer.lower_bound <= best * (1 + 1e-6));
    CHECK(advisor::proven(answer, k_gap));
  }
  CHECK(oracle.calls() < static_cast<std::int64_t>(totals.size()) * oracle.query_count() / 2);
}

TEST_CASE("an index takes the place of a shorter one for the statements of both", "[server]") {
  const test::TemporaryDatabase database(test::TemporaryDatabase::Extensions::all);
  database.run(
      "create table t as select i as id, i % 500 as a, i % 900 as b from generate_series(1, 50000) "
      "i");
  database.run("vacuum analyze t");
  CostOracle oracle(database.database(), std::chrono::seconds(10), 1);
  const auto by_a = oracle.add_query("select id from t where a = 7", {});
  const auto by_both = oracle.add_query("select id from t where a = 7 and b = 107", {});
  const auto shorter = oracle.add_candidate({"public.t", {{"a"}}, {}, {}, "btree"});
  const auto longer = oracle.add_candidate({"public.t", {{"a"}, {"b"}}, {}, {}, "btree"});
  REQUIRE((by_a && by_both && shorter && longer));
  oracle.relate(*by_a, *shorter);
  oracle.relate(*by_both, *longer);
  const IndexSet both{*shorter, *longer};
  const auto in_a_minute = std::chrono::steady_clock::now() + std::chrono::minutes(1);

  SECTION("which is of no use then") {
    SelectionProblem problem(oracle, {1, 1}, {10, 12}, {{1, 1}, {}}, {});
    const auto chosen = problem.evaluate(both);
    const auto better = improve_by_extensions(problem, both, chosen, in_a_minute);
    CHECK(better.set == IndexSet{*longer});
    CHECK(better.total < chosen.total + 10);
  }
  SECTION("if there is no room for both") {
    SelectionProblem problem(oracle, {1, 1}, {10, 12}, {{0, 0}, {}},
                             {.budget_bytes = 12, .max_indexes = {}});
    const auto chosen = problem.evaluate({*shorter});
    const auto better = improve_by_extensions(problem, both, chosen, in_a_minute);
    CHECK(better.set == IndexSet{*longer});
    CHECK(better.total < chosen.total);
  }
}
