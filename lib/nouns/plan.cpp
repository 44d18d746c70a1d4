#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

#include <selfopt/nouns/plan.hpp>

namespace selfopt {
namespace {

void collect_indexes(const PlanNode& node, std::vector<std::string>& names) {
  if (!node.index.empty()) names.push_back(node.index);
  for (const PlanNode& child : node.children)
    collect_indexes(child, names);
}

void collect_relations(const PlanNode& node, std::vector<std::string>& names) {
  if (!node.relation.empty()) names.push_back(node.relation);
  for (const PlanNode& child : node.children)
    collect_relations(child, names);
}

void write_shape(const PlanNode& node, const std::string& outer_relation,
                 const IndexDefinitions& indexes, std::string& shape) {
  // A bitmap index scan does not say its relation; the bitmap heap scan above it does.
  const std::string& relation = node.relation.empty() ? outer_relation : node.relation;
  shape += node.type + "|" + node.join_type + "|" + node.relation + "|";
  if (!node.index.empty()) {
    const auto found = indexes.find({relation, node.index});
    shape += found == indexes.end() ? node.index : found->second;
  }
  shape += "(";
  for (const PlanNode& child : node.children)
    write_shape(child, relation, indexes, shape);
  shape += ")";
}

// FNV-1a, 64 bits: public domain, the same on every machine, good enough to tell plans apart.
std::uint64_t fnv1a(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001b3U;
  }
  return hash;
}

double removed_and_given(const PlanNode& node) {
  const double each = node.actual_rows.value_or(0) + node.removed_rows.value_or(0);
  double sum = each * node.loops.value_or(1);
  for (const PlanNode& child : node.children)
    sum += removed_and_given(child);
  return sum;
}

void name_definitions(PlanNode& node, const std::string& outer_relation,
                      const IndexDefinitions& indexes) {
  const std::string relation = node.relation.empty() ? outer_relation : node.relation;
  if (const auto found = indexes.find({relation, node.index}); found != indexes.end())
    node.index_definition = found->second;
  for (PlanNode& child : node.children)
    name_definitions(child, relation, indexes);
}

bool has_gather(const PlanNode& node) {
  return node.type.starts_with("Gather") || std::ranges::any_of(node.children, has_gather);
}

bool wasteful_below(const PlanNode& node) {
  // The inner side is the last child; it may stand below a Memoize.
  if (node.type == "Nested Loop" && !node.children.empty()) {
    const PlanNode* inner = &node.children.back();
    while (inner->type == "Memoize" && !inner->children.empty())
      inner = &inner->children.front();
    if (!inner->index.empty() && !inner->filter.empty()) return true;
  }
  return std::ranges::any_of(node.children, wasteful_below);
}

// Other custom scans read a table of PostgreSQL and say what that costs.
std::string uncosted_provider_in(const PlanNode& node) {
  if (node.type == "Custom Scan" && node.children.empty() && node.relation.empty())
    return node.provider.empty() ? "another engine" : node.provider;
  for (const PlanNode& child : node.children)
    if (std::string provider = uncosted_provider_in(child); !provider.empty()) return provider;
  return {};
}

}  // namespace

std::string uncosted_provider(const Plan& plan) {
  return uncosted_provider_in(plan.root);
}

bool is_distributed(const PlanNode& plan) {
  return plan.provider.starts_with("Citus") || std::ranges::any_of(plan.children, is_distributed);
}

std::string plan_hash(const Plan& plan, const IndexDefinitions& indexes) {
  std::string shape;
  write_shape(plan.root, {}, indexes, shape);
  return fmt::format("{:016x}", fnv1a(shape));
}

std::optional<double> processed_rows(const PlanNode& plan) {
  if (!plan.actual_rows) return std::nullopt;
  return removed_and_given(plan);
}

void name_index_definitions(PlanNode& plan, const IndexDefinitions& indexes) {
  name_definitions(plan, {}, indexes);
}

bool is_parallel(const Plan& plan) {
  return has_gather(plan.root);
}

std::vector<std::string> read_relations(const PlanNode& plan) {
  std::vector<std::string> names;
  collect_relations(plan, names);
  return names;
}

std::vector<std::string> used_indexes(const Plan& plan) {
  std::vector<std::string> names;
  collect_indexes(plan.root, names);
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

bool has_wasteful_probe(const Plan& plan) {
  return wasteful_below(plan.root);
}

}  // namespace selfopt
