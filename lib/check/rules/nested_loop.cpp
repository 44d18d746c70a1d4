#include <cstdint>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "check/plan_changes.hpp"
#include "check/rule.hpp"

namespace selfopt::checking {
namespace {

constexpr double k_many_outer_rows = 10'000;
constexpr double k_many_visits = 1e6;

double rows_of(const PlanNode& node) {
  return node.actual_rows.value_or(node.rows) * node.loops.value_or(1);
}

bool searches_index(const PlanNode& inner) {
  return find_node(inner, [](const PlanNode& node) { return !node.condition.empty(); }) != nullptr;
}

// Each row of the outer side begins the inner side anew. With an index that is a search, tens of
// thousands of which cost more than reading the table once; without one all of it is gone through.
bool is_costly(const PlanNode& node) {
  if (node.type != "Nested Loop" || node.children.size() != 2) return false;
  const double outer = rows_of(node.children[0]);
  if (searches_index(node.children[1])) return outer > k_many_outer_rows;
  const PlanNode& inner = node.children[1];
  return outer * inner.actual_rows.value_or(inner.rows) > k_many_visits;
}

void look(const Sight& sight, std::vector<Finding>& findings) {
  if (!sight.planned) return;
  const PlanNode* found = find_node(sight.after.plan, is_costly);
  if (found == nullptr) return;
  const PlanNode* inner =
      find_node(found->children[1], [](const PlanNode& node) { return !node.relation.empty(); });
  findings.push_back(
      {.level = Level::warning,
       .message = fmt::format(
           "a nested loop begins {} anew for each of {} rows",
           inner == nullptr ? found->children[1].type : describe_access(*inner),
           format_count(static_cast<std::int64_t>(rows_of(found->children[0]) + 0.5)))});
}

}  // namespace

const Rule k_nested_loop{"nested-loop", "a nested loop runs over a great many rows", look};

}  // namespace selfopt::checking
