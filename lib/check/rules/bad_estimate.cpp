#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "check/plan_changes.hpp"
#include "check/rule.hpp"

namespace selfopt::checking {
namespace {

constexpr double k_far_off = 100;
constexpr double k_least_rows = 1000;  // on one side; a hundred rows for one is no matter

// The lowest node that is far off: those above it inherit its error. Below a limit, a semi join and
// a merge join not all rows are asked for, so that fewer than expected is no error there.
const PlanNode* find_far_off(const PlanNode& node, bool may_stop_early) {
  const bool stops = may_stop_early || node.type == "Limit" || node.type == "Merge Join" ||
                     node.join_type == "Semi" || node.join_type == "Anti";
  for (const PlanNode& child : node.children)
    if (const PlanNode* found = find_far_off(child, stops)) return found;
  if (!node.actual_rows || node.loops.value_or(0) == 0) return nullptr;
  const double expected = std::max(node.rows, 1.0);
  const double got = std::max(*node.actual_rows, 1.0);
  if (std::max(expected, got) < k_least_rows) return nullptr;
  if (got / expected > k_far_off) return &node;
  return !may_stop_early && expected / got > k_far_off ? &node : nullptr;
}

std::string rows(double number) {
  return format_count(static_cast<std::int64_t>(number + 0.5));
}

void look(const Sight& sight, std::vector<Finding>& findings) {
  if (!sight.planned) return;
  const PlanNode* found = find_far_off(sight.after.plan, false);
  if (found == nullptr) return;
  const std::string where = found->relation.empty() ? found->type : describe_access(*found);
  findings.push_back(
      {.level = Level::warning,
       .message = fmt::format("the planner expected {} rows of {} and got {}", rows(found->rows),
                              where, rows(*found->actual_rows)),
       .hint = "ANALYZE the tables; columns that depend on each other need CREATE STATISTICS."});
}

}  // namespace

const Rule k_bad_estimate{"bad-estimate", "the planner is wrong about rows by more than 100 times",
                          look};

}  // namespace selfopt::checking
