#include <algorithm>
#include <utility>

#include "sql/aggregates.hpp"
#include "sql/tree_walk.hpp"
#include "sql/walk.hpp"

namespace selfopt::sql {

Walk::Side Walk::side(const Node* node) {
  Side side;
  side.node = node;
  side.begin = m_places.size();
  const int subqueries = m_features.subqueries;
  const Restore reading(m_reading_side, true);
  expression(node);
  side.end = m_places.size();
  side.has_subselect = m_features.subqueries != subqueries;
  return side;
}

std::span<const Place> Walk::places(const Side& side) const {
  return std::span(m_places).subspan(side.begin, side.end - side.begin);
}

void Walk::expressions(const List* list) {
  for (const Node* node : Nodes(list))
    expression(node);
}

void Walk::expression(const Node* node) {
  switch (tag_of(node)) {
    case T_ColumnRef:
      return column(as<ColumnRef>(node));
    case T_A_Const:
      return constant(as<A_Const>(node));
    case T_ParamRef:
      m_constants.highest_param = std::max(m_constants.highest_param, as<ParamRef>(node).number);
      return;
    case T_A_Expr:
      expression(as<A_Expr>(node).lexpr);
      return expression(as<A_Expr>(node).rexpr);
    case T_BoolExpr:
      return expressions(as<BoolExpr>(node).args);
    case T_FuncCall:
      return call(as<FuncCall>(node));
    case T_SubLink:
      return sublink(as<SubLink>(node));
    case T_List:
      return expressions(static_cast<const List*>(static_cast<const void*>(node)));
    case T_TypeCast:
      return expression(as<TypeCast>(node).arg);
    case T_CollateClause:
      return expression(as<CollateClause>(node).arg);
    case T_NullTest:
      return expression(node_of(as<NullTest>(node).arg));
    case T_BooleanTest:
      return expression(node_of(as<BooleanTest>(node).arg));
    case T_CaseExpr:
      expression(node_of(as<CaseExpr>(node).arg));
      expressions(as<CaseExpr>(node).args);
      return expression(node_of(as<CaseExpr>(node).defresult));
    case T_CaseWhen:
      expression(node_of(as<CaseWhen>(node).expr));
      return expression(node_of(as<CaseWhen>(node).result));
    case T_CoalesceExpr:
      return expressions(as<CoalesceExpr>(node).args);
    case T_MinMaxExpr:
      return expressions(as<MinMaxExpr>(node).args);
    case T_RowExpr:
      return expressions(as<RowExpr>(node).args);
    case T_A_ArrayExpr:
      return expressions(as<A_ArrayExpr>(node).elements);
    case T_A_Indirection:
      expression(as<A_Indirection>(node).arg);
      return expressions(as<A_Indirection>(node).indirection);
    case T_A_Indices:
      expression(as<A_Indices>(node).lidx);
      return expression(as<A_Indices>(node).uidx);
    case T_ResTarget:
      expressions(as<ResTarget>(node).indirection);
      return expression(as<ResTarget>(node).val);
    case T_NamedArgExpr:
      return expression(node_of(as<NamedArgExpr>(node).arg));
    case T_MultiAssignRef:
      // Each target of (a, b) = (...) refers to the whole source.
      if (as<MultiAssignRef>(node).colno == 1) expression(as<MultiAssignRef>(node).source);
      return;
    case T_SortBy:
      return expression(as<SortBy>(node).node);
    case T_GroupingFunc:
      return expressions(as<GroupingFunc>(node).args);
    case T_XmlExpr:
      expressions(as<XmlExpr>(node).named_args);
      return expressions(as<XmlExpr>(node).args);
    case T_XmlSerialize:
      return expression(as<XmlSerialize>(node).expr);
    default:
      return newer_expression(node);
  }
}

// Expressions that PostgreSQL 16 and 17 added: SQL/JSON. The library's own walker knows their
// parts. Aggregates among them count as such.
void Walk::newer_expression([[maybe_unused]] const Node* node) {
#if PG_VERSION_NUM >= 160000
  switch (tag_of(node)) {
    case T_JsonObjectAgg:
    case T_JsonArrayAgg:
      if (!m_again) ++m_features.aggregations;
      [[fallthrough]];
#if PG_VERSION_NUM >= 170000
    case T_JsonParseExpr:
    case T_JsonScalarExpr:
    case T_JsonSerializeExpr:
    case T_JsonFuncExpr:
#endif
    case T_JsonValueExpr:
    case T_JsonKeyValue:
    case T_JsonObjectConstructor:
    case T_JsonArrayConstructor:
    case T_JsonArrayQueryConstructor:
    case T_JsonAggConstructor:
    case T_JsonIsPredicate:
      return for_each_child(node, [this](const Node* child) { expression(child); });
    default:
      return;
  }
#endif
}

void Walk::constant(const A_Const& constant) {
  if (constant.location >= 0 && !m_again) m_constants.locations.push_back(constant.location);
}

Place Walk::place_of(const ColumnRef& reference) const {
  const Nodes fields(reference.fields);
  const std::size_t count = fields.size();
  const auto name = [&](std::size_t i) {
    return tag_of(fields[i]) == T_A_Star ? std::string_view("*") : string_of(fields[i]);
  };
  if (count == 1) {
    if (tag_of(fields[0]) == T_A_Star) return {-1, "*", m_block, false};
    return m_scope.find(m_block, name(0));
  }
  if (count == 2) return m_scope.find(m_block, {}, name(0), name(1));
  // SCHEMA.TABLE.COLUMN, or the field of a composite column, TABLE.COLUMN.FIELD
  const std::size_t first = count == 3 ? 0 : 1;
  const Place place = m_scope.find(m_block, name(first), name(first + 1), name(first + 2));
  return place.relation >= 0 ? place : m_scope.find(m_block, {}, name(0), name(1));
}

void Walk::column(const ColumnRef& reference) {
  if (!m_reading_side && !m_again && is_star(node_of(&reference))) return star(reference);
  const Place place = place_of(reference);
  if (m_reading_side)
    m_places.push_back(place);
  else if (!m_again)
    output_use(place);
}

// The select list's * and t.*
void Walk::star(const ColumnRef& reference) {
  const Nodes fields(reference.fields);
  if (fields.size() == 1) {
    for (const int relation : m_scope.relations(m_block))
      all_columns(relation);
    return;
  }
  const Place place = place_of(reference);
  if (place.relation < 0)
    output_use(place);
  else
    all_columns(place.relation);
}

void Walk::all_columns(int relation) {
  const Outputs* outputs = m_scope.outputs_of(relation);
  if (outputs == nullptr || !outputs->complete) return output_use({relation, "*", m_block, false});
  if (!outputs->is_table) return;  // what a sub-select gives out is noted there
  for (const OutputColumn& column : outputs->columns)
    if (!m_scope.is_merged_away(m_block, column.name, relation))
      output_use({relation, column.column, m_block, false});
}

void Walk::output_use(const Place& place) {
  ColumnUse output;
  output.role = ColumnRole::output;
  use(std::move(output), place);
}

void Walk::use(ColumnUse use, const Place& place) {
  // Beyond this many, a repetition costs less than looking for it.
  constexpr std::size_t k_looked_through = 256;
  use.column = place.column;
  use.relation = place.relation;
  use.block = place.block;
  if (place.relation >= 0)
    use.table = m_features.relations[static_cast<std::size_t>(place.relation)].table;
  auto& uses = m_features.columns;
  const std::size_t from = uses.size() - std::min(uses.size(), k_looked_through);
  if (std::find(uses.begin() + static_cast<std::ptrdiff_t>(from), uses.end(), use) == uses.end())
    uses.push_back(std::move(use));
}

void Walk::call(const FuncCall& call) {
  const bool over = call.over != nullptr;
  const bool aggregates = !over && is_aggregate(call);
  if (!over && !aggregates) {
    expressions(call.args);
    return expressions(call.agg_order);
  }
  if (m_again) return;
  m_features.window_functions += over ? 1 : 0;
  m_features.aggregations += aggregates ? 1 : 0;
  without_sides([&] {
    expressions(call.args);
    expressions(call.agg_order);
    expression(call.agg_filter);
    if (over) window(*call.over);
  });
}

void Walk::window(const WindowDef& window) {
  for (const Node* item : Nodes(window.partitionClause))
    item_uses(item, ColumnRole::group, false, nullptr);
  for (const Node* item : Nodes(window.orderClause)) {
    const auto& sort = as<SortBy>(item);
    item_uses(sort.node, ColumnRole::order, sort.sortby_dir == SORTBY_DESC, nullptr);
  }
  expression(window.startOffset);
  expression(window.endOffset);
}

void Walk::sublink(const SubLink& link) {
  if (m_again) return;
  ++m_features.subqueries;
  expression(link.testexpr);
  without_sides([&] { query(link.subselect, m_block); });
}

}  // namespace selfopt::sql
