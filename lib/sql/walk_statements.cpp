#include <algorithm>
#include <array>
#include <utility>

#include "sql/walk.hpp"

namespace selfopt::sql {
namespace {

// Takes back the CTEs of a statement at its end.
class CteScope {
 public:
  explicit CteScope(Scope& scope) : m_scope(scope), m_count(scope.cte_count()) {}
  ~CteScope() { m_scope.drop_ctes(m_count); }
  CteScope(const CteScope&) = delete;
  CteScope& operator=(const CteScope&) = delete;

 private:
  Scope& m_scope;
  std::size_t m_count;
};

std::string_view output_name(const ResTarget& target) {
  if (target.name != nullptr) return target.name;
  const Node* value = target.val;
  while (tag_of(value) == T_TypeCast)
    value = as<TypeCast>(value).arg;
  if (tag_of(value) == T_ColumnRef) return last_name(as<ColumnRef>(value).fields);
  if (tag_of(value) == T_FuncCall) return last_name(as<FuncCall>(value).funcname);
  return tag_of(value) == T_CaseExpr ? "case" : "?column?";
}

bool is_star(const Node* value) {
  if (tag_of(value) != T_ColumnRef) return false;
  const Nodes fields(as<ColumnRef>(value).fields);
  return tag_of(fields[fields.size() - 1]) == T_A_Star;
}

bool is_integer(const Node* node) {
  return tag_of(node) == T_A_Const && !as<A_Const>(node).isnull &&
         as<A_Const>(node).val.node.type == T_Integer;
}

bool limits(const Node* count) {
  return count != nullptr && !(tag_of(count) == T_A_Const && as<A_Const>(count).isnull);
}

// column1, column2, ...
Outputs columns_of_values(const List* rows) {
  constexpr std::array<std::string_view, 32> k_names{
      "column1",  "column2",  "column3",  "column4",  "column5",  "column6",  "column7",
      "column8",  "column9",  "column10", "column11", "column12", "column13", "column14",
      "column15", "column16", "column17", "column18", "column19", "column20", "column21",
      "column22", "column23", "column24", "column25", "column26", "column27", "column28",
      "column29", "column30", "column31", "column32"};
  Outputs outputs;
  const std::size_t count = Nodes(&as<List>(Nodes(rows)[0])).size();
  for (std::size_t i = 0; i < std::min(count, k_names.size()); ++i)
    outputs.columns.push_back({k_names[i], OutputColumn::k_computed, {}});
  outputs.complete = count <= k_names.size();
  return outputs;
}

}  // namespace

void Walk::statement(const Node* statement) {
  switch (tag_of(statement)) {
    case T_RawStmt:
      return this->statement(as<RawStmt>(statement).stmt);
    case T_CreateTableAsStmt:
      return this->statement(as<CreateTableAsStmt>(statement).query);
    case T_DeclareCursorStmt:
      return this->statement(as<DeclareCursorStmt>(statement).query);
    case T_CopyStmt:
      return this->statement(as<CopyStmt>(statement).query);
    default:
      query(statement, -1);
  }
}

// \returns the columns that the statement gives out; never null
const Outputs* Walk::query(const Node* statement, int parent) {
  const CteScope ctes(m_scope);
  const Restore block(m_block, m_block);
  switch (tag_of(statement)) {
    case T_SelectStmt:
      return select(as<SelectStmt>(statement), parent);
    case T_InsertStmt:
      return insert(as<InsertStmt>(statement), parent);
    case T_UpdateStmt:
      return update(as<UpdateStmt>(statement), parent);
    case T_DeleteStmt:
      return remove(as<DeleteStmt>(statement), parent);
    case T_MergeStmt:
      return merge(as<MergeStmt>(statement), parent);
    default:
      return m_scope.keep({});
  }
}

const Outputs* Walk::select(const SelectStmt& select, int parent) {
  with_clause(select.withClause, parent);
  return m_scope.keep(select.op == SETOP_NONE ? simple_select(select, parent)
                                              : set_operation(select, parent));
}

Outputs Walk::set_operation(const SelectStmt& select, int parent) {
  ++m_features.set_operations;
  Outputs outputs = *query(node_of(select.larg), parent);
  query(node_of(select.rarg), parent);
  if (outputs.star_of >= 0) outputs.complete = false;
  outputs.star_of = -1;
  for (OutputColumn& column : outputs.columns)
    column.relation = -1;
  // Its ORDER BY names columns of the result, which belong to no table.
  m_block = m_scope.add_block(parent);
  m_scope.add_derived(m_block, {}, m_scope.keep(outputs));
  end_select(select, nullptr);
  return outputs;
}

Outputs Walk::simple_select(const SelectStmt& select, int parent) {
  m_block = m_scope.add_block(parent);
  from_items(select.fromClause);
  count_joins();
  for (const Node* target : Nodes(select.targetList))
    expression(target);
  distinct(select);
  condition(select.whereClause);
  group_by(select.groupClause, select.targetList);
  condition(select.havingClause);
  for (const Node* node : Nodes(select.windowClause))
    window(as<WindowDef>(node));
  expressions(select.valuesLists);
  end_select(select, select.targetList);
  return select.valuesLists == nullptr ? outputs_of(select.targetList)
                                       : columns_of_values(select.valuesLists);
}

void Walk::end_select(const SelectStmt& select, Targets targets) {
  order_by(select.sortClause, targets);
  expression(select.limitOffset);
  expression(select.limitCount);
  m_features.limit = m_features.limit || limits(select.limitCount);
}

void Walk::count_joins() {
  const std::size_t relations = m_scope.relations(m_block).size();
  if (relations > 1) m_features.joins += static_cast<int>(relations - 1);
}

void Walk::with_clause(const WithClause* clause, int parent) {
  if (clause == nullptr) return;
  const Nodes ctes(clause->ctes);
  m_features.ctes += static_cast<int>(ctes.size());
  const std::size_t first = m_scope.cte_count();
  if (clause->recursive)
    for (const Node* node : ctes)
      m_scope.add_cte(as<CommonTableExpr>(node).ctename, nullptr);
  std::size_t number = first;
  for (const Node* node : ctes) {
    const auto& expression = as<CommonTableExpr>(node);
    const Outputs* outputs = cte(expression, parent);
    if (clause->recursive)
      m_scope.set_cte_outputs(number++, outputs);
    else
      m_scope.add_cte(expression.ctename, outputs);
  }
}

const Outputs* Walk::cte(const CommonTableExpr& cte, int parent) {
  const Outputs* outputs = query(cte.ctequery, parent);
  if (cte.aliascolnames == nullptr) return outputs;
  Outputs named;
  std::size_t i = 0;
  for (const Node* name : Nodes(cte.aliascolnames)) {
    OutputColumn column{string_of(name), -1, {}};
    if (i < outputs->columns.size()) {
      column.relation = outputs->columns[i].relation;
      column.column = outputs->columns[i].column;
    }
    named.columns.push_back(column);
    ++i;
  }
  named.complete = outputs->complete && outputs->star_of < 0;
  return m_scope.keep(std::move(named));
}

// What UPDATE, DELETE and MERGE begin with.
void Walk::change(const WithClause* with, const RangeVar& target, int parent) {
  with_clause(with, parent);
  m_block = m_scope.add_block(parent);
  add_target(target);
}

// A statement's own target comes after those of its CTEs, so the last one stands.
void Walk::add_target(const RangeVar& target) {
  add_table(target);
  m_features.written = m_scope.relations(m_block).front();
}

// SET a = ...: the target is the first relation of its block.
void Walk::assignments(const List* targets) {
  for (const Node* node : Nodes(targets)) {
    const auto& target = as<ResTarget>(node);
    output_use({m_scope.relations(m_block).front(), view_of(target.name), m_block, false});
    expression(node);
  }
}

const Outputs* Walk::insert(const InsertStmt& insert, int parent) {
  with_clause(insert.withClause, parent);
  if (insert.selectStmt != nullptr) query(insert.selectStmt, -1);
  m_block = m_scope.add_block(parent);
  add_target(*insert.relation);
  // Before ON CONFLICT, whose relation "excluded" RETURNING does not see.
  expressions(insert.returningList);
  const Outputs* returned = m_scope.keep(outputs_of(insert.returningList));
  if (insert.onConflictClause != nullptr) on_conflict(*insert.onConflictClause);
  return returned;
}

void Walk::on_conflict(const OnConflictClause& clause) {
  if (clause.infer != nullptr) {
    for (const Node* node : Nodes(clause.infer->indexElems)) {
      const auto& element = as<IndexElem>(node);
      if (element.name != nullptr)
        output_use({m_scope.relations(m_block).front(), element.name, m_block, false});
      expression(element.expr);
    }
    expression(clause.infer->whereClause);
  }
  // The row that was to be inserted. A column without a table is rather the target's.
  m_scope.add_derived(m_block, "excluded",
                      m_scope.keep({.columns = {}, .complete = false, .is_function = true}));
  assignments(clause.targetList);
  condition(clause.whereClause);
}

const Outputs* Walk::update(const UpdateStmt& update, int parent) {
  change(update.withClause, *update.relation, parent);
  from_items(update.fromClause);
  count_joins();
  assignments(update.targetList);
  condition(update.whereClause);
  expressions(update.returningList);
  return m_scope.keep(outputs_of(update.returningList));
}

const Outputs* Walk::remove(const DeleteStmt& remove, int parent) {
  change(remove.withClause, *remove.relation, parent);
  from_items(remove.usingClause);
  count_joins();
  condition(remove.whereClause);
  expressions(remove.returningList);
  return m_scope.keep(outputs_of(remove.returningList));
}

const Outputs* Walk::merge(const MergeStmt& merge, int parent) {
  change(merge.withClause, *merge.relation, parent);
  from_item(merge.sourceRelation);
  count_joins();
  condition(merge.joinCondition);
  for (const Node* node : Nodes(merge.mergeWhenClauses)) {
    const auto& when = as<MergeWhenClause>(node);
    expression(when.condition);
    if (when.commandType == CMD_UPDATE) assignments(when.targetList);
    expressions(when.values);
  }
#if PG_VERSION_NUM >= 170000
  expressions(merge.returningList);
  return m_scope.keep(outputs_of(merge.returningList));
#else
  return m_scope.keep({});
#endif
}

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

Outputs Walk::outputs_of(const List* targets) const {
  Outputs outputs;
  for (const Node* node : Nodes(targets))
    add_output(outputs, as<ResTarget>(node));
  return outputs;
}

void Walk::add_output(Outputs& outputs, const ResTarget& target) const {
  if (!is_star(target.val)) {
    OutputColumn column{output_name(target), -1, {}};
    if (tag_of(target.val) == T_ColumnRef) {
      const Place place = place_of(as<ColumnRef>(target.val));
      column.relation = place.relation;
      column.column = place.column;
    }
    outputs.columns.push_back(column);
    return;
  }
  const Nodes fields(as<ColumnRef>(target.val).fields);
  if (fields.size() == 1)
    for (const int relation : m_scope.relations(m_block))
      add_star(outputs, relation);
  else
    add_star(outputs, m_scope.find_relation(
                          m_block, fields.size() > 2 ? string_of(fields[0]) : std::string_view{},
                          string_of(fields[fields.size() - 2])));
}

// The columns of a sub-select are known, those of a table are not without a catalog; of one table
// only can it be said that all the others are its own.
void Walk::add_star(Outputs& outputs, int relation) const {
  const Outputs* known = relation < 0 ? nullptr : m_scope.outputs_of(relation);
  if (known != nullptr)
    for (const OutputColumn& column : known->columns)
      outputs.columns.push_back(column.relation == OutputColumn::k_computed
                                    ? OutputColumn{column.name, relation, column.name}
                                    : column);
  const bool all_known = known != nullptr && known->complete && known->star_of < 0;
  if (all_known) return;
  if (!outputs.complete || relation < 0)
    outputs.star_of = -1;
  else
    outputs.star_of = relation;
  outputs.complete = false;
}

}  // namespace selfopt::sql
