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

bool limits(const Node* count) {
  return count != nullptr && !(tag_of(count) == T_A_Const && as<A_Const>(count).isnull);
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
                                       : outputs_of_values(select.valuesLists);
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

}  // namespace selfopt::sql
