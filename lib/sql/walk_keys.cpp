#include <algorithm>
#include <utility>

#include "sql/walk.hpp"

namespace selfopt::sql {
namespace {

bool is_integer(const Node* node) {
  return tag_of(node) == T_A_Const && !as<A_Const>(node).isnull &&
         as<A_Const>(node).val.node.type == T_Integer;
}

}  // namespace

// GROUP BY takes a name for a column of FROM where there is one, else for an item of the select
// list. Without a catalog an item that is made of a column of its own name tells: date_trunc('day',
// t) AS t.
bool Walk::groups_by_column(const Node* item, Targets targets) const {
  const Nodes fields(as<ColumnRef>(item).fields);
  if (fields.size() != 1) return true;
  const std::string_view name = string_of(fields[0]);
  if (m_scope.has_column(m_block, name)) return true;
  const Node* target = named_target(item, targets);
  if (target == nullptr) return true;
  if (tag_of(target) == T_ColumnRef && last_name(as<ColumnRef>(target).fields) == name)
    return false;
  return std::ranges::any_of(m_features.columns, [&](const ColumnUse& use) {
    return use.block == m_block && use.column == name;
  });
}

// GROUP BY and ORDER BY may name an item of the select list by its number or its alias.
const Node* Walk::named_target(const Node* item, Targets targets) const {
  const Nodes list(targets);
  if (is_integer(item)) {
    const int number = as<A_Const>(item).val.ival.ival;
    if (number < 1 || static_cast<std::size_t>(number) > list.size()) return nullptr;
    return as<ResTarget>(list[static_cast<std::size_t>(number - 1)]).val;
  }
  if (tag_of(item) != T_ColumnRef) return nullptr;
  const Nodes fields(as<ColumnRef>(item).fields);
  if (fields.size() != 1) return nullptr;
  for (const Node* node : list) {
    const auto& target = as<ResTarget>(node);
    if (target.name != nullptr && string_of(fields[0]) == target.name) return target.val;
  }
  return nullptr;
}

void Walk::item_uses(const Node* item, ColumnRole role, bool descending, Targets targets) {
  const Node* target = named_target(item, targets);
  const Restore again(m_again, m_again || target != nullptr);
  const Side key = side(target == nullptr ? item : target);
  const std::string expression = tag_of(key.node) == T_ColumnRef ? "" : text_of(key);
  for (const Place& place : places(key)) {
    ColumnUse sorted;
    sorted.role = role;
    sorted.descending = descending;
    sorted.expression = expression;
    use(std::move(sorted), place);
  }
  forget(key);
}

void Walk::group_by(const List* items, Targets targets) {
  std::vector<Place> seen;
  for (const Node* item : Nodes(items))
    group_item(item, targets, seen);
}

// A column that stands in several grouping sets is one grouping expression.
void Walk::group_item(const Node* item, Targets targets, std::vector<Place>& seen) {
  if (tag_of(item) == T_GroupingSet) {
    for (const Node* part : Nodes(as<GroupingSet>(item).content))
      group_item(part, targets, seen);
    return;
  }
  if (tag_of(item) == T_RowExpr) {
    for (const Node* part : Nodes(as<RowExpr>(item).args))
      group_item(part, targets, seen);
    return;
  }
  if (tag_of(item) == T_ColumnRef) {
    const Place place = place_of(as<ColumnRef>(item));
    if (groups_by_column(item, targets)) targets = nullptr;
    if (std::ranges::find(seen, place) != seen.end()) return;
    seen.push_back(place);
  }
  ++m_features.group_by;
  if (!is_integer(item) || named_target(item, targets) != nullptr)
    item_uses(item, ColumnRole::group, false, targets);
}

void Walk::order_by(const List* items, Targets targets) {
  for (const Node* item : Nodes(items)) {
    const auto& sort = as<SortBy>(item);
    ++m_features.order_by;
    if (!is_integer(sort.node) || named_target(sort.node, targets) != nullptr)
      item_uses(sort.node, ColumnRole::order, sort.sortby_dir == SORTBY_DESC, targets);
  }
}

void Walk::distinct(const SelectStmt& select) {
  if (select.distinctClause == nullptr) return;
  m_features.distinct = true;
  const Nodes on(select.distinctClause);
  if (on[0] != nullptr) {
    for (const Node* item : on)
      item_uses(item, ColumnRole::group, false, select.targetList);
    return;
  }
  const Restore again(m_again, true);
  for (const Node* node : Nodes(select.targetList))
    if (!is_star(as<ResTarget>(node).val))
      item_uses(as<ResTarget>(node).val, ColumnRole::group, false, nullptr);
}

}  // namespace selfopt::sql
