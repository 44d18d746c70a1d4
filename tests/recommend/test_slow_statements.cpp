#include <selfopt/recommend.hpp>

#include "support/catch.hpp"

using namespace selfopt;

namespace {

WorkloadQuery query(const std::string& sql, std::optional<double> mean_ms) {
  WorkloadQuery one;
  one.sql = sql;
  one.mean_ms = mean_ms;
  return one;
}

}  // namespace

TEST_CASE("the slow scan keeps what takes more than a second on average, the slowest first") {
  WorkloadQuery summed = query("summed", std::nullopt);
  summed.calls = 2;
  summed.total_ms = 2400;
  const Workload slow =
      slow_statements({query("quick", 999), query("at the limit", 1000), query("slow", 1001),
                       summed, query("unknown", std::nullopt)},
                      {});
  REQUIRE(slow.size() == 2);
  CHECK(slow[0].sql == "summed");
  CHECK(slow[1].sql == "slow");
}

TEST_CASE("the slow scan takes a hundred statements, unless told otherwise") {
  Workload many;
  for (int i = 0; i < 150; ++i)
    many.push_back(query(std::to_string(i), 2000 + i));
  CHECK(slow_statements(many, {}).size() == 100);
  const Workload three = slow_statements(many, {1000, 3});
  REQUIRE(three.size() == 3);
  CHECK(three[0].sql == "149");
  CHECK(slow_statements(many, {2148.5, 3}).size() == 1);
}
