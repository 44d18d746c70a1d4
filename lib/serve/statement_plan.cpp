#include "serve/statement_plan.hpp"

#include <chrono>

#include <fmt/format.h>

#include <selfopt/error.hpp>
#include <selfopt/nouns/plan.hpp>
#include <selfopt/units.hpp>

#include "exchange/plan_json.hpp"
#include "literals/literals.hpp"
#include "pg/planner.hpp"

namespace selfopt::serving {
namespace {

constexpr std::chrono::seconds k_plan_timeout{2};
constexpr std::uint64_t k_seed = 1;

void add_lines(const PlanNode& node, std::size_t depth, std::vector<std::string>& lines) {
  std::string line(2 * depth, ' ');
  line += node.type;
  if (!node.relation.empty()) line += " on " + node.relation;
  if (!node.index.empty()) line += " using " + node.index;
  line += fmt::format("  (cost {:.0f}, {})", node.total_cost,
                      counted(static_cast<std::int64_t>(node.rows), "row"));
  lines.push_back(std::move(line));
  for (const PlanNode& child : node.children)
    add_lines(child, depth + 1, lines);
}

}  // namespace

StatementPlan plan_statement(const Database& database, const WorkloadQuery& query) {
  StatementPlan result;
  try {
    const literals::Filled filled =
        literals::Filler(database, k_plan_timeout, k_seed).fill({query}).front();
    result.invented = filled.invented;
    result.error = filled.error;
    if (!result.error.empty()) return result;
    pg::Planner planner(database, k_plan_timeout);
    const Plan plan =
        exchange::read_plan(planner.explain(planner.admit(filled.sql, filled.values)));
    add_lines(plan.root, 0, result.lines);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    result.error = error.message();
  }
  return result;
}

}  // namespace selfopt::serving
