#include "exchange/plan_json.hpp"
#include "prediction/plan_work.hpp"
#include "support/catch.hpp"

using namespace selfopt;
using prediction::PlanWork;
using prediction::Work;

namespace {

PlanWork work_of(const std::string& plan) {
  return prediction::work_of(exchange::read_plan("[{\"Plan\": " + plan + "}]"));
}

double cost(const PlanWork& work, Work kind) {
  return work.kinds[static_cast<std::size_t>(kind)].cost;
}

double rows(const PlanWork& work, Work kind) {
  return work.kinds[static_cast<std::size_t>(kind)].rows;
}

}  // namespace

TEST_CASE("each node's cost counts without what lies below it", "[prediction]") {
  const PlanWork work = work_of(R"({"Node Type": "Sort", "Startup Cost": 150, "Total Cost": 160,
    "Plan Rows": 100, "Plan Width": 8, "Plans": [{"Node Type": "Seq Scan",
    "Parent Relationship": "Outer", "Relation Name": "t", "Startup Cost": 0, "Total Cost": 120,
    "Plan Rows": 100, "Plan Width": 8}]})");
  CHECK(cost(work, Work::seq_scan) == Approx(120));
  CHECK(cost(work, Work::sort) == Approx(40));
  CHECK(work.sorted_bytes == Approx(800));
  CHECK(work.nodes == 2);
  CHECK(work.depth == 2);
}

TEST_CASE("the inner side of a nested loop counts once for each outer row", "[prediction]") {
  const PlanWork work = work_of(R"({"Node Type": "Nested Loop", "Join Type": "Inner",
    "Startup Cost": 0, "Total Cost": 1000, "Plan Rows": 50, "Plans": [
    {"Node Type": "Seq Scan", "Parent Relationship": "Outer", "Relation Name": "a",
     "Startup Cost": 0, "Total Cost": 100, "Plan Rows": 50},
    {"Node Type": "Index Scan", "Parent Relationship": "Inner", "Relation Name": "b",
     "Startup Cost": 0, "Total Cost": 8, "Plan Rows": 1}]})");
  CHECK(cost(work, Work::index_scan) == Approx(400));
  CHECK(rows(work, Work::index_scan) == Approx(50));
  CHECK(cost(work, Work::nested_loop) == Approx(500));
  CHECK(work.repeats == Approx(50));
  CHECK(work.repeated_cost == Approx(400));
}

TEST_CASE("a child never counts more than its parent has left for it", "[prediction]") {
  // As below a Memoize: most repetitions are answered from memory.
  const PlanWork work = work_of(R"({"Node Type": "Nested Loop", "Join Type": "Inner",
    "Startup Cost": 0, "Total Cost": 200, "Plan Rows": 1000, "Plans": [
    {"Node Type": "Seq Scan", "Parent Relationship": "Outer", "Relation Name": "a",
     "Startup Cost": 0, "Total Cost": 100, "Plan Rows": 1000},
    {"Node Type": "Memoize", "Parent Relationship": "Inner", "Startup Cost": 0, "Total Cost": 8,
     "Plan Rows": 1}]})");
  CHECK(cost(work, Work::keep) == Approx(100));
  CHECK(cost(work, Work::nested_loop) == Approx(0));
}

TEST_CASE("what stands below a LIMIT counts as far as it is read", "[prediction]") {
  const char* limit = R"({"Node Type": "Limit", "Startup Cost": 0, "Total Cost": 10,
    "Plan Rows": 10, "Plans": [{"Node Type": "%", "Parent Relationship": "Outer",
    "Startup Cost": 0, "Total Cost": 1000, "Plan Rows": 1000}]})";
  std::string scan(limit);
  scan.replace(scan.find('%'), 1, "Seq Scan");
  CHECK(cost(work_of(scan), Work::seq_scan) == Approx(10));
  CHECK(rows(work_of(scan), Work::seq_scan) == Approx(10));
}

TEST_CASE("a sort below a LIMIT reads all the same", "[prediction]") {
  const PlanWork work = work_of(R"({"Node Type": "Limit", "Startup Cost": 1100, "Total Cost": 1101,
    "Plan Rows": 10, "Plans": [{"Node Type": "Sort", "Parent Relationship": "Outer",
    "Startup Cost": 1100, "Total Cost": 1200, "Plan Rows": 1000, "Plans": [
    {"Node Type": "Seq Scan", "Parent Relationship": "Outer", "Startup Cost": 0,
     "Total Cost": 1000, "Plan Rows": 1000}]}]})");
  CHECK(cost(work, Work::seq_scan) == Approx(1000));
}

TEST_CASE("a join with a side that may be empty casts doubt on the other side", "[prediction]") {
  const char* join = R"({"Node Type": "Nested Loop", "Join Type": "Inner", "Startup Cost": 0,
    "Total Cost": 600, "Plan Rows": 1, "Plans": [
    {"Node Type": "Seq Scan", "Parent Relationship": "Outer", "Startup Cost": 0, "Total Cost": 100,
     "Plan Rows": %},
    {"Node Type": "Seq Scan", "Parent Relationship": "Inner", "Startup Cost": 0, "Total Cost": 400,
     "Plan Rows": 5}]})";
  std::string one_row(join);
  one_row.replace(one_row.find('%'), 1, "1");
  std::string two_rows(join);
  two_rows.replace(two_rows.find('%'), 1, "2");
  CHECK(work_of(one_row).doubtful_cost == Approx(400));
  CHECK(work_of(two_rows).doubtful_cost == 0);
}

TEST_CASE("what is below a Gather is shared by workers", "[prediction]") {
  const PlanWork work = work_of(R"({"Node Type": "Gather", "Startup Cost": 1000, "Total Cost": 6000,
    "Plan Rows": 100, "Workers Planned": 2, "Plans": [{"Node Type": "Seq Scan",
    "Parent Relationship": "Outer", "Relation Name": "t", "Startup Cost": 0, "Total Cost": 4900,
    "Plan Rows": 50}]})");
  CHECK(work.workers == 2);
  CHECK(work.parallel_cost == Approx(4900));
  CHECK(cost(work, Work::gather) == Approx(1100));
}
