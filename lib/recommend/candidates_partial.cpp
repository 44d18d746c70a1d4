#include <algorithm>

#include "recommend/candidates.hpp"

namespace selfopt::advisor {
namespace {

// A condition that keeps more of the rows than this saves too little space to tie the index to it.
constexpr double k_largest_kept_share = 0.3;

struct Condition {
  std::string sql;
  std::string column;  // quoted
  double kept_share;
};

std::vector<Condition> constant_conditions(const TableAccess& access) {
  std::vector<Condition> conditions;
  for (const KeyAccess& use : access.uses) {
    if (use.under_or || use.column == nullptr || use.sql != use.column->sql_name) continue;
    if (use.role == ColumnRole::null) {
      const bool is_null = use.op == "IS NULL";
      conditions.push_back({use.sql + (is_null ? " is null" : " is not null"), use.sql,
                            is_null ? use.column->null_share : 1 - use.column->null_share});
    } else if (use.role == ColumnRole::equality && use.operand == Operand::constant &&
               !use.constant.empty() && use.op == "=") {
      const double distinct = use.column->distinct;
      if (distinct <= 0 || distinct > 100) continue;  // many values: an index on them is better
      conditions.push_back({use.sql + " = " + use.constant, use.sql, 1 / distinct});
    }
  }
  return conditions;
}

}  // namespace

std::vector<IndexDefinition> partial_candidates(const TableAccess& access,
                                                const std::vector<IndexDefinition>& base) {
  std::vector<IndexDefinition> candidates;
  for (const Condition& condition : constant_conditions(access)) {
    if (condition.kept_share > k_largest_kept_share) continue;
    for (const IndexDefinition& definition : base) {
      const bool repeats_it = std::ranges::any_of(
          definition.keys, [&](const IndexKey& key) { return key.sql == condition.column; });
      if (repeats_it) continue;
      IndexDefinition partial = definition;
      partial.where = condition.sql;
      candidates.push_back(std::move(partial));
    }
  }
  return candidates;
}

}  // namespace selfopt::advisor
