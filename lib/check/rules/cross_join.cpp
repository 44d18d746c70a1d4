#include <cstdint>

#include <fmt/format.h>

#include <selfopt/units.hpp>

#include "check/plan_changes.hpp"
#include "check/rule.hpp"

namespace selfopt::checking {
namespace {

constexpr double k_many_pairs = 100'000;

bool mentions(const PlanNode& node, const std::string& alias) {
  return find_node(node, [&](const PlanNode& below) {
           for (const std::string* text : {&below.filter, &below.condition, &below.join_condition})
             if (text->find(alias + ".") != std::string::npos) return true;
           return false;
         }) != nullptr;
}

double each(const PlanNode& node) {
  return node.actual_rows.value_or(node.rows);
}

// A nested loop without a condition, whose inner side does not look at the outer's columns: every
// row meets every other.
bool pairs_all(const PlanNode& node) {
  if (node.type != "Nested Loop" || node.children.size() != 2 || !node.join_condition.empty())
    return false;
  if (each(node.children[0]) * each(node.children[1]) < k_many_pairs) return false;
  for (const auto& [alias, scan] : scans_by_alias(node.children[0]))
    if (mentions(node.children[1], alias)) return false;
  return true;
}

void look(const Sight& sight, std::vector<Finding>& findings) {
  if (!sight.planned) return;
  const PlanNode* found = find_node(sight.after.plan, pairs_all);
  if (found == nullptr) return;
  std::string tables;
  for (const auto& [alias, scan] : scans_by_alias(*found))
    tables += (tables.empty() ? "" : ", ") + alias;
  findings.push_back({.level = Level::warning,
                      .message = fmt::format(
                          "no condition joins {}: each of {} rows meets each of {}", tables,
                          format_count(static_cast<std::int64_t>(each(found->children[0]) + 0.5)),
                          format_count(static_cast<std::int64_t>(each(found->children[1]) + 0.5))),
                      .hint = sight.habits.cross_joins ? "Ignore the rule there if it is meant."
                                                       : "A join condition is probably missing."});
}

}  // namespace

const Rule k_cross_join{"cross-join", "a join condition is missing: every row meets every other",
                        look};

}  // namespace selfopt::checking
