#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "check/filtered_columns.hpp"
#include "check/plan_changes.hpp"

namespace selfopt::checking {
namespace {

bool filters(ColumnRole role) {
  return role == ColumnRole::equality || role == ColumnRole::range || role == ColumnRole::in ||
         role == ColumnRole::like;
}

// Whether the plan reads the table whole and throws rows away: an index on the expression, or
// another condition, may serve the statement all the same.
bool is_read_whole(const std::string& relation, const Sight& sight) {
  return find_node(sight.after.plan, [&](const PlanNode& node) {
           return node.relation == relation && node.type == "Seq Scan" && !node.filter.empty();
         }) != nullptr;
}

void look(const Sight& sight, std::vector<Finding>& findings) {
  if (!sight.planned) return;
  std::set<std::string> told;
  for (const ColumnUse& use : sight.features.columns) {
    if (use.expression.empty() || !filters(use.role)) continue;
    const std::string relation = relation_of(use, sight);
    if (relation.empty() || sight.schema.blocks_of(relation) < k_big_table_blocks) continue;
    const std::string index = index_beginning_with(use.column, relation, sight.schema);
    if (index.empty() || !is_read_whole(relation, sight)) continue;
    if (!told.insert(relation + "." + use.column).second) continue;
    findings.push_back(
        {.level = Level::warning,
         .message = fmt::format("{} has an index ({}), but the condition is on an expression: {}",
                                relation + "." + use.column, index, use.expression),
         .hint = "Compare the bare column, or index the expression."});
  }
}

}  // namespace

const Rule k_function_on_column{
    "function-on-column", "a condition on an expression keeps an index of its column unused", look};

}  // namespace selfopt::checking
