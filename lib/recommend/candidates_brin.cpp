#include <cmath>

#include "recommend/candidates.hpp"

namespace selfopt::advisor {
namespace {

// Below this correlation a block range holds values from everywhere and excludes nothing.
constexpr double k_least_correlation = 0.9;
// A smaller table is read whole before a BRIN is.
constexpr std::int64_t k_least_pages = 1024;

}  // namespace

std::vector<IndexDefinition> brin_candidates(const TableAccess& access) {
  std::vector<IndexDefinition> candidates;
  if (access.table->pages < k_least_pages) return candidates;
  for (const KeyAccess& use : access.uses) {
    const bool searched = use.role == ColumnRole::range || use.role == ColumnRole::equality;
    if (!searched || use.column == nullptr || use.sql != use.column->sql_name) continue;
    if (std::fabs(use.column->correlation) < k_least_correlation) continue;
    candidates.push_back(
        {access.table->sql_name, {{use.sql, "", false}}, {}, std::nullopt, "brin"});
  }
  return candidates;
}

}  // namespace selfopt::advisor
