#include "check/plan_changes.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include <fmt/format.h>

#include <selfopt/units.hpp>

namespace selfopt::checking {
namespace {

bool is_scan(const PlanNode& node) {
  return !node.relation.empty() && node.type != "ModifyTable";
}

std::string count(double number) {
  return format_count(static_cast<std::int64_t>(number + 0.5));
}

std::string figures(const PlanNode& node) {
  std::string text = fmt::format("  rows {}", count(node.actual_rows.value_or(node.rows)));
  if (node.loops.value_or(1) > 1) text += fmt::format(" x {}", count(*node.loops));
  if (node.shared_hit_blocks)
    text += fmt::format(", blocks {}",
                        count(*node.shared_hit_blocks + node.shared_read_blocks.value_or(0)));
  return text + (node.spilled ? ", on disk" : "");
}

std::string describe(const PlanNode& node) {
  if (is_scan(node)) return describe_access(node);
  std::string text = node.type;
  if (!node.join_type.empty() && node.join_type != "Inner") text += " (" + node.join_type + ")";
  if (!node.index.empty()) text += " using " + node.index;
  return text;
}

// What makes two nodes the same for a reader; costs and row counts do not.
bool same_node(const PlanNode& a, const PlanNode& b) {
  return a.type == b.type && a.relation == b.relation && a.join_type == b.join_type &&
         a.index_definition == b.index_definition && a.children.size() == b.children.size();
}

bool same_shape(const PlanNode& a, const PlanNode& b) {
  return same_node(a, b) && std::ranges::equal(a.children, b.children, same_shape);
}

std::string line(const PlanNode& node, std::size_t depth) {
  return std::string(2 * depth, ' ') + describe(node) + figures(node);
}

void add_side(const PlanNode& node, std::size_t depth, bool is_before,
              std::vector<PlanDifferenceLine>& lines) {
  PlanDifferenceLine one;
  (is_before ? one.before : one.after) = line(node, depth);
  one.changed = true;
  lines.push_back(std::move(one));
  for (const PlanNode& child : node.children)
    add_side(child, depth + 1, is_before, lines);
}

void add_both(const PlanNode& before, const PlanNode& after, std::size_t depth,
              std::vector<PlanDifferenceLine>& lines) {
  lines.push_back({line(before, depth), line(after, depth), !same_node(before, after)});
  const std::size_t common = std::min(before.children.size(), after.children.size());
  for (std::size_t i = 0; i < common; ++i)
    add_both(before.children[i], after.children[i], depth + 1, lines);
  for (std::size_t i = common; i < before.children.size(); ++i)
    add_side(before.children[i], depth + 1, true, lines);
  for (std::size_t i = common; i < after.children.size(); ++i)
    add_side(after.children[i], depth + 1, false, lines);
}

// Goes down while the nodes are the same and only one child differs: what is above the first
// change says nothing.
void find_change(const PlanNode*& before, const PlanNode*& after) {
  while (same_node(*before, *after)) {
    const PlanNode* changed_before = nullptr;
    const PlanNode* changed_after = nullptr;
    int changes = 0;
    for (std::size_t i = 0; i < before->children.size(); ++i)
      if (!same_shape(before->children[i], after->children[i])) {
        ++changes;
        changed_before = &before->children[i];
        changed_after = &after->children[i];
      }
    if (changes != 1) return;
    before = changed_before;
    after = changed_after;
  }
}

void collect_scans(const PlanNode& node, std::map<std::string, const PlanNode*>& scans) {
  if (is_scan(node)) scans.emplace(node.alias.empty() ? node.relation : node.alias, &node);
  for (const PlanNode& child : node.children)
    collect_scans(child, scans);
}

void collect_indexes(const PlanNode& node, std::map<std::string, std::string>& indexes) {
  if (!node.index.empty()) indexes.emplace(node.index, node.index_definition);
  // Below a bitmap heap scan stand the searches of its indexes.
  for (const PlanNode& child : node.children)
    if (!is_scan(child) && child.type.starts_with("Bitmap")) collect_indexes(child, indexes);
}

}  // namespace

const PlanNode* find_node(const PlanNode& plan,
                          const std::function<bool(const PlanNode&)>& wanted) {
  if (wanted(plan)) return &plan;
  for (const PlanNode& child : plan.children)
    if (const PlanNode* found = find_node(child, wanted)) return found;
  return nullptr;
}

std::map<std::string, const PlanNode*> scans_by_alias(const PlanNode& plan) {
  std::map<std::string, const PlanNode*> scans;
  collect_scans(plan, scans);
  return scans;
}

std::map<std::string, std::string> indexes_of_scan(const PlanNode& scan) {
  std::map<std::string, std::string> indexes;
  collect_indexes(scan, indexes);
  return indexes;
}

std::string describe_access(const PlanNode& scan) {
  std::string text = scan.type + " on " + scan.relation;
  for (const auto& [name, definition] : indexes_of_scan(scan))
    text += fmt::format(" using {}{}", name, definition.empty() ? "" : " (" + definition + ")");
  return text;
}

std::vector<PlanDifferenceLine> plan_difference(const PlanNode& before, const PlanNode& after) {
  if (same_shape(before, after)) return {};
  const PlanNode* from = &before;
  const PlanNode* to = &after;
  find_change(from, to);
  std::vector<PlanDifferenceLine> lines;
  add_both(*from, *to, 0, lines);
  return lines;
}

}  // namespace selfopt::checking
