#include <algorithm>

#include "recommend/candidates.hpp"

namespace selfopt::advisor {
namespace {

// Carrying more than this makes an index nearly as large as the table, and every UPDATE of one of
// the columns dearer.
constexpr std::size_t k_most_included = 6;
constexpr double k_widest_included_bytes = 100;

}  // namespace

std::vector<IndexDefinition> covering_candidates(const TableAccess& access,
                                                 const std::vector<IndexDefinition>& base) {
  std::vector<IndexDefinition> candidates;
  for (const IndexDefinition& definition : base) {
    IndexDefinition covering = definition;
    double width_bytes = 0;
    for (const KeyAccess& use : access.uses) {
      if (use.column == nullptr) continue;
      const std::string& name = use.column->sql_name;
      const bool is_key = std::ranges::any_of(definition.keys,
                                              [&](const IndexKey& key) { return key.sql == name; });
      if (is_key || std::ranges::count(covering.include, name) > 0) continue;
      covering.include.push_back(name);
      width_bytes += std::max(use.column->average_width, 1.0);
    }
    if (covering.include.empty() || covering.include.size() > k_most_included ||
        width_bytes > k_widest_included_bytes)
      continue;
    std::ranges::sort(covering.include);
    candidates.push_back(std::move(covering));
  }
  return candidates;
}

}  // namespace selfopt::advisor
