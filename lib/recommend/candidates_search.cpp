#include <algorithm>
#include <set>

#include "recommend/candidates.hpp"

namespace selfopt::advisor {
namespace {

using Keys = std::vector<IndexKey>;

// More equality columns than these are not permuted: the most selective are kept.
constexpr std::size_t k_most_equalities = 5;

double distinct_values(const KeyAccess& use, const Table& table) {
  if (use.column == nullptr) return 1;
  const double distinct = use.column->distinct;
  return distinct >= 0 ? distinct : -distinct * std::max(table.rows, 1.0);
}

bool is_text(const Column* column) {
  return column != nullptr &&
         (column->type.starts_with("text") || column->type.starts_with("char") ||
          column->type.starts_with("varchar"));
}

// A pattern that begins with a wildcard has no range in an index to look through.
bool has_fixed_prefix(const KeyAccess& use) {
  if (use.op != "~~" && use.op != "^@") return false;
  if (use.operand != Operand::constant) return use.operand == Operand::parameter;
  const std::size_t first = use.constant.starts_with('\'') ? 1 : 0;
  return use.constant.size() > first && use.constant[first] != '%' && use.constant[first] != '_';
}

bool sortable(const KeyAccess& use) {
  return use.column == nullptr || use.column->btree_sortable;
}

void add_unless_there(Keys& keys, const IndexKey& key) {
  const bool there = std::ranges::any_of(keys, [&](const IndexKey& k) { return k.sql == key.sql; });
  if (!there) keys.push_back(key);
}

// What a statement asks of one table, sorted by how a B-tree can serve it.
struct Demands {
  std::vector<const KeyAccess*> equalities;  // most selective first
  Keys ranges;
  Keys alternatives;  // under OR: each needs an index of its own
  Keys order;
  Keys group;
};

Demands demands_of(const TableAccess& access) {
  Demands demands;
  for (const KeyAccess& use : access.uses) {
    if (!sortable(use)) continue;
    const IndexKey key{use.sql, "", use.descending};
    switch (use.role) {
      case ColumnRole::equality:
      case ColumnRole::in:
      case ColumnRole::null:
      case ColumnRole::join:
        if (use.under_or)
          add_unless_there(demands.alternatives, key);
        else if (std::ranges::none_of(demands.equalities,
                                      [&](const KeyAccess* e) { return e->sql == use.sql; }))
          demands.equalities.push_back(&use);
        break;
      case ColumnRole::range:
        add_unless_there(use.under_or ? demands.alternatives : demands.ranges, key);
        break;
      case ColumnRole::like:
        if (!has_fixed_prefix(use)) break;
        demands.ranges.push_back(key);
        if (is_text(use.column)) demands.ranges.push_back({use.sql, "text_pattern_ops", false});
        break;
      case ColumnRole::order:
        add_unless_there(demands.order, key);
        break;
      case ColumnRole::group:
        add_unless_there(demands.group, {use.sql, "", false});
        break;
      case ColumnRole::output:
      case ColumnRole::other:
        break;
    }
  }
  std::ranges::stable_sort(demands.equalities, [&](const KeyAccess* a, const KeyAccess* b) {
    return distinct_values(*a, *access.table) > distinct_values(*b, *access.table);
  });
  if (demands.equalities.size() > k_most_equalities) demands.equalities.resize(k_most_equalities);
  // A B-tree is read backwards as easily as forwards, so all descending is all ascending.
  if (std::ranges::all_of(demands.order, &IndexKey::descending))
    for (IndexKey& key : demands.order)
      key.descending = false;
  return demands;
}

// No column, each column, each ordered pair, and each three in the order of selectivity.
std::vector<Keys> equality_arrangements(const std::vector<const KeyAccess*>& columns,
                                        std::size_t max_width) {
  const auto key = [&](std::size_t i) { return IndexKey{columns[i]->sql, "", false}; };
  std::vector<Keys> arrangements{{}};
  for (std::size_t a = 0; a < columns.size(); ++a) {
    arrangements.push_back({key(a)});
    for (std::size_t b = 0; b < columns.size() && max_width >= 2; ++b) {
      if (b == a) continue;
      arrangements.push_back({key(a), key(b)});
      for (std::size_t c = b + 1; c < columns.size() && a < b && max_width >= 3; ++c)
        arrangements.push_back({key(a), key(b), key(c)});
    }
  }
  return arrangements;
}

Keys joined(const Keys& first, const Keys& second, std::size_t max_width) {
  Keys keys = first;
  for (const IndexKey& key : second)
    if (keys.size() < max_width) add_unless_there(keys, key);
  return keys;
}

}  // namespace

std::vector<IndexDefinition> search_candidates(const TableAccess& access, int max_width) {
  const Demands demands = demands_of(access);
  const auto width = static_cast<std::size_t>(std::max(max_width, 1));
  std::set<Keys> found;
  for (const Keys& equalities : equality_arrangements(demands.equalities, width)) {
    found.insert(equalities);
    // What a second range keeps is read from the index, what it does not keep is not fetched.
    for (const IndexKey& range : demands.ranges)
      for (const IndexKey& filter : demands.ranges)
        found.insert(joined(equalities, {range, filter}, width));
    found.insert(joined(equalities, demands.order, width));
    found.insert(joined(equalities, demands.group, width));
  }
  for (const IndexKey& alternative : demands.alternatives)
    found.insert({alternative});
  found.erase(Keys{});

  const std::string table = access.table->sql_name;
  std::vector<IndexDefinition> candidates;
  for (const Keys& keys : found)
    candidates.push_back({table, keys, {}, std::nullopt, "btree"});
  return candidates;
}

}  // namespace selfopt::advisor
