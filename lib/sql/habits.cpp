#include "sql/habits.hpp"

#include <algorithm>

#include "sql/nodes.hpp"
#include "sql/parse_tree.hpp"
#include "sql/tree_walk.hpp"

namespace selfopt::sql {
namespace {

// A column that a sub-select gives out as its only one, or "".
std::string only_column(const Node* query) {
  if (tag_of(query) != T_SelectStmt) return {};
  const Nodes targets(as<SelectStmt>(query).targetList);
  if (targets.size() != 1) return {};
  const Node* value = as<ResTarget>(targets[0]).val;
  if (tag_of(value) != T_ColumnRef) return {};
  return std::string(last_name(as<ColumnRef>(value).fields));
}

bool is_true(const Node* node) {
  if (tag_of(node) != T_A_Const) return false;
#if PG_VERSION_NUM >= 150000
  const auto& constant = as<A_Const>(node);
  return tag_of(&constant.val) == T_Boolean && constant.val.boolval.boolval;
#else
  return false;
#endif
}

class Reader {
 public:
  explicit Reader(Habits& habits) : m_habits(habits) {}

  void statement(const Node* node) {
    // The walker ends the program at a statement that is no query.
    if (tag_of(node) != T_SelectStmt && !changes_rows(node)) return;
    if (tag_of(node) == T_SelectStmt)
      m_habits.selects_star = has_star(as<SelectStmt>(node).targetList);
    visit(node);
  }

 private:
  void visit(const Node* node) {
    switch (tag_of(node)) {
      case T_SelectStmt:
        offset(as<SelectStmt>(node).limitOffset);
        break;
      case T_BoolExpr:
        negation(as<BoolExpr>(node));
        break;
      case T_JoinExpr:
        join(as<JoinExpr>(node));
        break;
      default:
        break;
    }
    for_each_child(node, [this](const Node* child) { visit(child); });
  }

  static bool has_star(const List* targets) {
    const Nodes list(targets);
    return std::any_of(list.begin(), list.end(),
                       [](const Node* target) { return is_star(as<ResTarget>(target).val); });
  }

  void offset(const Node* node) {
    if (node != nullptr && tag_of(node) == T_A_Const && tag_of(&as<A_Const>(node).val) == T_Integer)
      m_habits.offset =
          std::max<std::int64_t>(m_habits.offset.value_or(0), as<A_Const>(node).val.ival.ival);
  }

  // NOT IN (SELECT ...) is NOT of an ANY sub-select.
  void negation(const BoolExpr& expression) {
    if (expression.boolop != NOT_EXPR) return;
    const Nodes arguments(expression.args);
    if (arguments.size() != 1 || tag_of(arguments[0]) != T_SubLink) return;
    const auto& link = as<SubLink>(arguments[0]);
    if (link.subLinkType == ANY_SUBLINK && link.operName == nullptr)
      m_habits.not_in.push_back(only_column(link.subselect));
  }

  void join(const JoinExpr& join) {
    const bool has_condition = join.quals != nullptr && !is_true(join.quals);
    if (!has_condition && join.usingClause == nullptr && !join.isNatural)
      m_habits.cross_joins = true;
  }

  Habits& m_habits;
};

}  // namespace

Habits read_habits(std::string_view statement) {
  Habits habits;
  with_parse_tree(statement, [&](const ParseTree& tree) {
    for (const Node* raw : Nodes(static_cast<const List*>(tree.statements)))
      Reader(habits).statement(as<RawStmt>(raw).stmt);
  });
  return habits;
}

}  // namespace selfopt::sql
