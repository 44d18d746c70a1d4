#include <algorithm>
#include <chrono>

#include "bench/advice/baselines.hpp"
#include "bench/advice/ours.hpp"
#include "support/catch.hpp"
#include "support/temporary_database.hpp"

using namespace selfopt;
using namespace selfopt::bench;
using whatif::IndexSet;

namespace {

// The least cost of all sets of the candidates that keep to the budget.
double least_cost(const Setting& setting, CountedOracle& oracle, std::int64_t budget) {
  double least = oracle.cost({});
  for (unsigned members = 0; members < 1U << setting.candidates.size(); ++members) {
    std::vector<int> set;
    for (int i = 0; i < static_cast<int>(setting.candidates.size()); ++i)
      if ((members >> static_cast<unsigned>(i) & 1U) != 0) set.push_back(i);
    if (setting.size(IndexSet(set)) <= budget) least = std::min(least, oracle.cost(IndexSet(set)));
  }
  return least;
}

}  // namespace

TEST_CASE("every method keeps to the budget, and none beats trying all sets", "[server]") {
  const test::TemporaryDatabase database(test::TemporaryDatabase::Extensions::all);
  database.run(
      "create table t as select i as a, i % 100 as b, i % 1000 as c, repeat('x', 50) as d"
      " from generate_series(1, 50000) i");
  database.run("vacuum analyze t");
  Workload workload;
  for (const char* sql : {"select sum(a) from t where b = 3", "select sum(a) from t where a = 7",
                          "select sum(b) from t where c = 5 and b = 5"}) {
    WorkloadQuery query;
    query.sql = sql;
    workload.push_back(query);
  }
  const Setting setting = make_setting(database.database(), workload, 2, SizeModel::hypopg);
  REQUIRE(setting.candidates.size() == 7);  // a, b, c; a with b, b with c, either way round
  const double without = judge(setting, {});
  const std::int64_t one = setting.size(*setting.find("public.t", {{"a"}}));
  CountedOracle all_sets(setting);
  for (const std::int64_t budget : {one - 1, one * 2, one * 10}) {
    const double least = least_cost(setting, all_sets, budget);
    for (const Baseline& baseline : baselines()) {
      CountedOracle oracle(setting);
      Task task{setting, oracle, budget,
                std::chrono::steady_clock::now() + std::chrono::minutes(5)};
      const IndexSet set = baseline.choose(task);
      INFO(baseline.name << " with " << budget << " bytes");
      CHECK(task.finished);
      CHECK(setting.size(set) <= budget);
      CHECK(oracle.cost(set) >= least * (1 - 1e-9));
      CHECK(oracle.cost(set) <= without);
    }
    Ours ours(setting, 2);
    const auto answer = ours.choose(budget, 0, 60);
    CHECK(setting.size(answer.chosen.set) <= budget);
    CHECK(answer.chosen.total == Approx(least));
  }
}
