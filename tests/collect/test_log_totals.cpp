#include "collect/log_totals.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using namespace selfopt::collect_log;

namespace {

constexpr const char* k_scan =
    R"x([{"Plan": {"Node Type": "Seq Scan", "Relation Name": "t", "Filter": "(a = 1)"}}])x";
constexpr const char* k_scan_of_another_value =
    R"x([{"Plan": {"Node Type": "Seq Scan", "Relation Name": "t", "Filter": "(a = 2)"}}])x";
constexpr const char* k_lookup =
    R"x([{"Plan": {"Node Type": "Index Scan", "Relation Name": "t", "Index Name": "t_a_idx"}}])x";

WorkloadQuery total_of(std::initializer_list<const char*> plans) {
  LogTotals totals(false);
  for (const char* plan : plans) {
    Execution execution;
    execution.sql = "select * from t where a = 1";
    execution.ms = 1;
    execution.plan_json = plan;
    totals.add(execution);
  }
  const Workload queries = std::move(totals).result();
  REQUIRE(queries.size() == 1);
  return queries.front();
}

}  // namespace

TEST_CASE("plans of a log have a hash without constants; the commonest is given", "[collect]") {
  const std::string scan = total_of({k_scan}).plan_hash;
  const std::string lookup = total_of({k_lookup}).plan_hash;
  CHECK(scan.size() == 16);
  CHECK(scan != lookup);
  CHECK(total_of({k_scan_of_another_value}).plan_hash == scan);
  CHECK(total_of({k_lookup, k_scan, k_scan_of_another_value}).plan_hash == scan);
  CHECK(total_of({k_lookup, k_lookup, k_scan}).plan_hash == lookup);
  CHECK(total_of({k_scan}).plan_json.empty());
}

TEST_CASE("a plan that is missing, cut off or no plan gives no hash, and its call counts",
          "[collect]") {
  for (const char* plan : {"", "[{\"Plan\": ", "[]", "17"}) {
    const WorkloadQuery query = total_of({plan});
    CHECK(query.plan_hash.empty());
    CHECK(query.calls == 1);
  }
}
