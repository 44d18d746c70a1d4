#include <algorithm>

#include <selfopt/nouns/plan.hpp>

namespace selfopt {
namespace {

void collect_indexes(const PlanNode& node, std::vector<std::string>& names) {
  if (!node.index.empty()) names.push_back(node.index);
  for (const PlanNode& child : node.children)
    collect_indexes(child, names);
}

}  // namespace

std::vector<std::string> used_indexes(const Plan& plan) {
  std::vector<std::string> names;
  collect_indexes(plan.root, names);
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  return names;
}

}  // namespace selfopt
