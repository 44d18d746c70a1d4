#include "recommend/plan_change.hpp"

#include <optional>

#include <fmt/format.h>

namespace selfopt::advisor {
namespace {

// Where a plan reads a relation: the node, and the join that it is read for.
struct Place {
  const PlanNode* scan;
  std::string join;
};

bool is_join(const PlanNode& node) {
  return node.type == "Nested Loop" || node.type == "Hash Join" || node.type == "Merge Join";
}

template <typename Wanted>
std::optional<Place> find(const PlanNode& node, const Wanted& wanted, Place around) {
  if (is_join(node)) around.join = node.type;
  // A bitmap's index is named below the node that reads the table.
  if (!node.relation.empty()) around.scan = &node;
  if (wanted(node)) return around;
  for (const PlanNode& child : node.children)
    if (const auto found = find(child, wanted, around)) return found;
  return std::nullopt;
}

int count_sorts(const PlanNode& node) {
  int count = node.type == "Sort" || node.type == "Incremental Sort" ? 1 : 0;
  for (const PlanNode& child : node.children)
    count += count_sorts(child);
  return count;
}

std::string name_of(const PlanNode& scan) {
  return scan.alias == scan.relation || scan.alias.empty() ? scan.relation
                                                           : scan.relation + " " + scan.alias;
}

std::string describe(const Place& place, bool with_join) {
  std::string text = place.scan->type + " on " + name_of(*place.scan);
  if (with_join) text += " in " + (place.join.empty() ? "no join" : place.join);
  return text;
}

void outline(const PlanNode& node, std::size_t depth, std::vector<std::string>& lines) {
  std::string line(2 * depth, ' ');
  line += node.type;
  if (!node.relation.empty()) line += " on " + name_of(node);
  // What does not exist has no name but its definition: "on table using method (keys)".
  if (!node.index.empty())
    line += (node.index.starts_with("on ") ? " by an index " : " using ") + node.index;
  lines.push_back(fmt::format("{} (cost {:.0f}, rows {:.0f})", line, node.total_cost, node.rows));
  for (const PlanNode& child : node.children)
    outline(child, depth + 1, lines);
}

}  // namespace

std::string plan_change(const Plan& before, const Plan& after, const std::string& index) {
  const auto uses = [&](const PlanNode& node) { return node.index == index; };
  const auto then = find(after.root, uses, {nullptr, ""});
  if (!then || then->scan == nullptr) return "";
  const auto same = [&](const PlanNode& node) {
    return node.relation == then->scan->relation && node.alias == then->scan->alias;
  };
  const auto now = find(before.root, same, {nullptr, ""});
  const bool other_join = now && now->join != then->join;
  std::string text =
      (now ? describe(*now, other_join) : "not read") + " -> " + describe(*then, other_join);
  if (now && now->scan->type == then->scan->type && !other_join) text += ", by another index";
  if (count_sorts(after.root) < count_sorts(before.root)) text += ", without a Sort";
  return text;
}

std::vector<std::string> plan_outline(const Plan& plan) {
  std::vector<std::string> lines;
  outline(plan.root, 0, lines);
  return lines;
}

}  // namespace selfopt::advisor
