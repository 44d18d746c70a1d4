#include "check/circumstances.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "check/cause.hpp"
#include "check/plan_changes.hpp"
#include "check/same_observation.hpp"

namespace selfopt::checking {
namespace {

// What the planner's choice between plans that cost about the same, or the places of rows in their
// table, can do to a figure. In scripts/bench-check 500 rows more of 103,400 made 1,500 blocks
// 1,900 (in the order of the index each lies in another block), and the same rows loaded again made
// 846 blocks 1,003 (an index filled row by row has more blocks).
constexpr double k_chance = 1.5;

constexpr double k_notably_less_visible = 0.1;

// The first table that the baseline's plan read from an index alone, and of which fewer blocks are
// known to be visible to all now; "" if there is none.
std::string less_visible_table(const Observation& before, const Observation& after) {
  const PlanNode* scan = find_node(before.plan, [&](const PlanNode& node) {
    if (node.type != "Index Only Scan") return false;
    const auto then = before.tables.find(node.relation);
    const auto now = after.tables.find(node.relation);
    return then != before.tables.end() && now != after.tables.end() && then->second.visible &&
           now->second.visible.value_or(0) < *then->second.visible - k_notably_less_visible;
  });
  return scan == nullptr ? "" : scan->relation;
}

}  // namespace

bool same_circumstances(const Observation& before, const Observation& after, const Schema& schema) {
  return before.sql == after.sql && before.params == after.params &&
         major_version(before) == major_version(after) && before.settings == after.settings &&
         same_tables(before, after) &&
         std::ranges::all_of(lost_indexes(before, after, schema), &LostIndex::exists);
}

Finding judge_rise(const Sight& sight, double ratio, std::string message) {
  if (!same_circumstances(*sight.before, sight.after, sight.schema))
    return {.level = Level::error, .message = std::move(message)};
  if (ratio < k_chance)
    return {.level = Level::note,
            .message = std::move(message) +
                       ", as chance can make it: statement, settings, tables and indexes are as "
                       "they were"};
  const std::string table = less_visible_table(*sight.before, sight.after);
  if (table.empty()) return {.level = Level::error, .message = std::move(message)};
  return {.level = Level::warning,
          .message = std::move(message),
          .cause = fmt::format("VACUUM knows of fewer blocks of {} than in the baseline that they "
                               "are visible to all, so that an index alone does not do",
                               table),
          .hint = fmt::format("VACUUM {} and check again.", table)};
}

}  // namespace selfopt::checking
