#include <fstream>
#include <sstream>

#include <selfopt/nouns/plan.hpp>

#include "exchange/distributed_plan.hpp"
#include "exchange/plan_json.hpp"
#include "support/catch.hpp"

using namespace selfopt;

namespace {

// What a coordinator of Citus 13.2.2 on PostgreSQL 15 with two workers has said.
std::string recorded(const std::string& name) {
  std::ifstream file(std::string(SELFOPT_TEST_DATA) + "/citus/" + name + ".json");
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool scans(const PlanNode& node, const std::string& relation) {
  if (node.relation == relation) return true;
  for (const PlanNode& child : node.children)
    if (scans(child, relation)) return true;
  return false;
}

}  // namespace

TEST_CASE("a distributed plan tells its tasks and their nodes") {
  const auto plan = exchange::read_distributed_plan(recorded("all_tasks"));
  CHECK(plan.hidden.empty());
  REQUIRE(plan.tasks.size() == 2);
  CHECK(plan.tasks[0].node == "host=127.0.0.1 port=9701 dbname=shop");
  CHECK(plan.tasks[1].node == "host=127.0.0.1 port=9702 dbname=shop");
  CHECK(plan.tasks[0].sql.find("public.small_102031 s") != std::string::npos);
  CHECK(plan.tasks[1].sql.find("public.small_102032 s") != std::string::npos);
}

TEST_CASE("what is run beforehand has tasks, too") {
  const auto plan = exchange::read_distributed_plan(recorded("subplan"));
  CHECK(plan.hidden.empty());
  REQUIRE(plan.tasks.size() == 3);
  CHECK(plan.tasks[0].sql.find("read_intermediate_result") != std::string::npos);
  CHECK(plan.tasks[1].sql.find("small_102031") != std::string::npos);
  CHECK(plan.tasks[2].sql.find("small_102032") != std::string::npos);
}

TEST_CASE("a plan that does not tell all of its tasks says so") {
  CHECK(exchange::read_distributed_plan(recorded("one_of_two")).hidden ==
        "Citus does not tell all of its tasks");
  CHECK(exchange::read_distributed_plan(recorded("repartition")).hidden.find("repartition") !=
        std::string::npos);
}

TEST_CASE("a distributed plan costs what its tasks cost, and names whole tables") {
  const Plan all = exchange::read_plan(recorded("all_tasks"));
  CHECK(is_distributed(all.root));
  CHECK(scans(all.root, "public.small"));
  CHECK(scans(all.root, "public.product"));
  // The coordinator itself says 250 or 500 of whatever it groups.
  CHECK(all.root.total_cost == Approx(2 * 10.08));
  const Plan one = exchange::read_plan(recorded("one_of_two"));
  CHECK(one.root.total_cost == Approx(2 * 9.26));
  CHECK(scans(one.root, "small"));
  CHECK(uncosted_provider(one).empty());
}

TEST_CASE("a distributed plan that shows nothing has no cost") {
  const Plan plan = exchange::read_plan(recorded("repartition"));
  CHECK(is_distributed(plan.root));
  CHECK(uncosted_provider(plan) == "Citus Adaptive");
}

TEST_CASE("numbers that belong to a table's name stay") {
  const auto relation = [](const std::string& name) {
    const Plan plan = exchange::read_plan(
        R"([{"Plan": {"Node Type": "Custom Scan", "Custom Plan Provider": "Citus Adaptive",
            "Distributed Query": {"Job": {"Task Count": 1, "Tasks": [{"Remote Plan": [[{"Plan":
            {"Node Type": "Seq Scan", "Relation Name": ")" +
        name + R"(", "Total Cost": 4.0}}]]}]}}}}])");
    REQUIRE(plan.root.children.size() == 1);
    return plan.root.children[0].relation;
  };
  CHECK(relation("sales_202401_102008") == "sales_202401");
  CHECK(relation("sales_2024") == "sales_2024");
  CHECK(relation("102008") == "102008");
}
