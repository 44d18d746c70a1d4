#include <algorithm>
#include <utility>

#include "sql/walk.hpp"

namespace selfopt::sql {
namespace {

// t(a, b): the first columns have other names.
Outputs renamed(Outputs outputs, const List* names) {
  const bool all_known = outputs.complete && outputs.star_of < 0;
  std::size_t i = 0;
  for (const Node* name : Nodes(names)) {
    if (i < outputs.columns.size())
      outputs.columns[i].name = string_of(name);
    else if (!all_known)
      outputs.columns.push_back({string_of(name), -1, {}});
    ++i;
  }
  if (names != nullptr && !all_known) outputs.star_of = -1;
  return outputs;
}

// FROM table AS t (a, b): the first columns of a table have other names.
Outputs with_new_names(const Outputs* known, int relation, const List* names) {
  Outputs outputs{.columns = {}, .complete = known != nullptr, .is_table = true};
  if (known != nullptr)
    for (const OutputColumn& column : known->columns)
      outputs.columns.push_back({column.name, relation, column.name});
  std::size_t i = 0;
  for (const Node* name : Nodes(names)) {
    if (known == nullptr)
      outputs.columns.push_back({string_of(name), OutputColumn::k_unknown, {}});
    else if (i < outputs.columns.size())
      outputs.columns[i++].name = string_of(name);
  }
  return outputs;
}

}  // namespace

void Walk::from_items(const List* items) {
  for (const Node* item : Nodes(items))
    from_item(item);
}

void Walk::from_item(const Node* item) {
  switch (tag_of(item)) {
    case T_RangeVar:
      return from_table(as<RangeVar>(item));
    case T_JoinExpr:
      return from_join(as<JoinExpr>(item));
    case T_RangeSubselect:
      return from_subselect(as<RangeSubselect>(item));
    case T_RangeFunction:
      return from_function(as<RangeFunction>(item));
    case T_RangeTableSample:
      from_item(as<RangeTableSample>(item).relation);
      expressions(as<RangeTableSample>(item).args);
      return expression(as<RangeTableSample>(item).repeatable);
    case T_RangeTableFunc: {
      const auto& function = as<RangeTableFunc>(item);
      expression(function.rowexpr);
      expression(function.docexpr);
      Outputs outputs;
      for (const Node* node : Nodes(function.columns)) {
        const auto& column = as<RangeTableFuncCol>(node);
        outputs.columns.push_back({view_of(column.colname), -1, {}});
        expression(column.colexpr);
        expression(column.coldefexpr);
      }
      const Alias* alias = function.alias;
      outputs = renamed(std::move(outputs), alias == nullptr ? nullptr : alias->colnames);
      m_scope.add_derived(m_block, alias == nullptr ? "xmltable" : alias->aliasname,
                          m_scope.keep(std::move(outputs)));
      return;
    }
    default:  // JSON_TABLE of PostgreSQL 17
      m_scope.add_derived(m_block, "",
                          m_scope.keep({.columns = {}, .complete = false, .is_function = true}));
  }
}

void Walk::from_table(const RangeVar& table) {
  const Alias* alias = table.alias;
  const std::string_view name = view_of(table.relname);
  const std::string_view called = alias == nullptr ? name : alias->aliasname;
  const List* columns = alias == nullptr ? nullptr : alias->colnames;
  const Outputs* outputs = nullptr;
  if (table.schemaname == nullptr && m_scope.find_cte(name, outputs)) {
    Outputs known = outputs == nullptr ? Outputs{.columns = {}, .complete = false} : *outputs;
    m_scope.add_derived(m_block, called, m_scope.keep(renamed(std::move(known), columns)));
    return;
  }
  add_table(table);
}

void Walk::add_table(const RangeVar& table) {
  const std::string_view schema = view_of(table.schemaname);
  const std::string_view name = view_of(table.relname);
  const Alias* alias = table.alias;
  const int relation = m_scope.add_table(
      m_block, schema, name, alias == nullptr ? std::string_view{} : view_of(alias->aliasname));
  m_features.tables.push_back(m_features.relations[static_cast<std::size_t>(relation)].table);
  const Outputs* known = m_known == nullptr ? nullptr : m_known->find(schema, name);
  if (alias != nullptr && alias->colnames != nullptr)
    known = m_scope.keep(with_new_names(known, relation, alias->colnames));
  m_scope.set_columns(relation, known);
}

void Walk::from_join(const JoinExpr& join) {
  const std::size_t left = m_scope.relations(m_block).size();
  from_item(join.larg);
  const std::size_t right = m_scope.relations(m_block).size();
  from_item(join.rarg);
  if (join.isNatural)
    natural_columns(left, right);
  else
    for (const Node* name : Nodes(join.usingClause))
      using_column(string_of(name), left, right);
  condition(join.quals);
  if (join.alias != nullptr) m_scope.add_join_alias(m_block, join.alias->aliasname);
  if (join.join_using_alias != nullptr)
    m_scope.add_join_alias(m_block, join.join_using_alias->aliasname);
}

// USING (c) compares c of the relations before the join with c of those behind it.
void Walk::using_column(std::string_view name, std::size_t left, std::size_t right) {
  const std::size_t end = m_scope.relations(m_block).size();
  const Place first = m_scope.find_among(m_block, left, right, name);
  const Place second = m_scope.find_among(m_block, right, end, name);
  ColumnUse join;
  join.role = ColumnRole::join;
  join.op = "=";
  join.operand = Operand::column;
  use(join, first);
  use(join, second);
  if (first.relation >= 0)
    m_scope.merge(m_block, name, first, second);
  else
    m_scope.merge(m_block, name, second, first);
}

// NATURAL is USING with the columns that both sides are known to have.
void Walk::natural_columns(std::size_t left, std::size_t right) {
  const auto before = m_scope.known_columns(m_block, left, right);
  const auto behind = m_scope.known_columns(m_block, right, m_scope.relations(m_block).size());
  for (const std::string_view name : before)
    if (std::ranges::find(behind, name) != behind.end()) using_column(name, left, right);
}

void Walk::from_subselect(const RangeSubselect& item) {
  ++m_features.subqueries;
  const int around = item.lateral ? m_block : m_scope.parent(m_block);
  const Outputs* outputs = nullptr;
  without_sides([&] { outputs = query(item.subquery, around); });
  const Alias* alias = item.alias;
  m_scope.add_derived(
      m_block, alias == nullptr ? std::string_view{} : alias->aliasname,
      m_scope.keep(renamed(*outputs, alias == nullptr ? nullptr : alias->colnames)));
}

void Walk::from_function(const RangeFunction& item) {
  Outputs outputs{.columns = {}, .complete = false, .is_function = true};
  std::string_view name;
  for (const Node* node : Nodes(item.functions)) {
    const Nodes parts(static_cast<const List*>(static_cast<const void*>(node)));
    expression(parts[0]);
    if (tag_of(parts[0]) == T_FuncCall) name = last_name(as<FuncCall>(parts[0]).funcname);
  }
  for (const Node* column : Nodes(item.coldeflist)) {
    outputs.columns.push_back({view_of(as<ColumnDef>(column).colname), -1, {}});
    outputs.complete = true;
  }
  const Alias* alias = item.alias;
  outputs = renamed(std::move(outputs), alias == nullptr ? nullptr : alias->colnames);
  m_scope.add_derived(m_block, alias == nullptr ? name : alias->aliasname,
                      m_scope.keep(std::move(outputs)));
}

}  // namespace selfopt::sql
