#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "shapes/tokens.hpp"

namespace selfopt::shapes {
namespace {

constexpr double k_tables_share = 0.45;
constexpr double k_kind_share = 0.37;
constexpr double k_joins_share = 0.05;
constexpr double k_conditions_share = 0.08;
constexpr double k_groups_share = 0.05;

// One side of a statement: its tokens, and how much each says.
using Side = std::map<std::string, double>;

// Where the text does not tell whose a column is, a statement about one table does.
std::string column_name(const Features& features, const ColumnUse& use) {
  if (!use.table.empty()) return use.table + "." + use.column;
  return features.tables.size() == 1 ? features.tables.front() + "." + use.column : use.column;
}

// Each table, and that there are no others: statements that have all but one table in common are
// related, but not the same.
Side tables_of(const Features& features) {
  Side side;
  std::string all;
  for (const std::string& table : features.tables) {
    side["table " + table] = 1;
    all += (all.empty() ? "" : ", ") + table;
  }
  if (side.empty()) return {{"no table", 1}};
  side["just " + all] = std::sqrt(static_cast<double>(features.tables.size()));
  return side;
}

Side kind_of(const Features& features) {
  Side side;
  const bool aggregates = features.aggregations > 0 || features.group_by > 0;
  const bool reads = features.statement_type == "SELECT";
  side[reads ? (aggregates ? "aggregate" : "list") : "do " + features.statement_type] = 1;
  if (features.window_functions > 0) side["window"] = 1;
  if (features.set_operations > 0) side["set operation"] = 1;
  if (features.subqueries > 0) side["sub-select"] = 1;
  // Sums are made of all rows, however many of them are shown.
  if (features.limit && features.order_by > 0 && !aggregates) side["top"] = 1;
  return side;
}

Side joins_of(const Features& features) {
  Side side;
  for (const ColumnUse& use : features.columns)
    if (use.role == ColumnRole::join) side["join " + column_name(features, use)] = 1;
  if (side.empty()) side["no join"] = 1;
  return side;
}

Side conditions_of(const Features& features) {
  using enum ColumnRole;
  Side side;
  for (const ColumnUse& use : features.columns) {
    const bool is_filter = use.role == equality || use.role == range || use.role == in ||
                           use.role == like || use.role == null || use.role == other;
    if (!is_filter) continue;
    const std::string column = column_name(features, use);
    // IN with one value is =: how a column is tested says less than that it is tested.
    side["where " + column] = 1;
    side["where " + column + " " + std::string(to_string(use.role == in ? equality : use.role))] =
        0.5;
  }
  if (side.empty()) side["no condition"] = 1;
  return side;
}

Side groups_of(const Features& features) {
  Side side;
  for (const ColumnUse& use : features.columns)
    if (use.role == ColumnRole::group) side["by " + column_name(features, use)] = 1;
  if (side.empty()) side["no group"] = 1;
  return side;
}

void add(Tokens& tokens, const Side& side, double share) {
  double squares = 0;
  for (const auto& [text, weight] : side)
    squares += weight * weight;
  for (const auto& [text, weight] : side)
    tokens.push_back({text, weight * std::sqrt(share / squares)});
}

}  // namespace

Tokens structure_tokens(const Features& features) {
  Tokens tokens;
  add(tokens, tables_of(features), k_tables_share);
  add(tokens, kind_of(features), k_kind_share);
  add(tokens, joins_of(features), k_joins_share);
  add(tokens, conditions_of(features), k_conditions_share);
  add(tokens, groups_of(features), k_groups_share);
  return tokens;
}

}  // namespace selfopt::shapes
