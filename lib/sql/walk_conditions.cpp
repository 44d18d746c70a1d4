#include <algorithm>
#include <array>
#include <utility>

#include "sql/expression_text.hpp"
#include "sql/walk.hpp"

namespace selfopt::sql {
namespace {

ColumnRole role_of_operator(std::string_view op) {
  constexpr std::array<std::string_view, 4> k_ranges{"<", "<=", ">", ">="};
  constexpr std::array<std::string_view, 8> k_patterns{"~~", "!~~", "~~*", "!~~*",
                                                       "~",  "!~",  "~*",  "!~*"};
  if (op == "=") return ColumnRole::equality;
  if (std::ranges::find(k_ranges, op) != k_ranges.end()) return ColumnRole::range;
  if (std::ranges::find(k_patterns, op) != k_patterns.end()) return ColumnRole::like;
  return ColumnRole::other;
}

// The operator with its sides exchanged: 5 < x is x > 5.
std::string exchanged(const std::string& op) {
  if (op == "<") return ">";
  if (op == "<=") return ">=";
  if (op == ">") return "<";
  if (op == ">=") return "<=";
  if (op == "@>") return "<@";
  if (op == "<@") return "@>";
  return op;
}

const Node* without_casts(const Node* node) {
  while (tag_of(node) == T_TypeCast || tag_of(node) == T_CollateClause)
    node = tag_of(node) == T_TypeCast ? as<TypeCast>(node).arg : as<CollateClause>(node).arg;
  return node;
}

Operand operand_of(const Node* node);

// A list is what its least constant element is.
Operand operand_of(const List* list) {
  Operand result = Operand::constant;
  for (const Node* element : Nodes(list)) {
    const Operand operand = operand_of(element);
    if (operand == Operand::column || operand == Operand::expression) return operand;
    if (operand == Operand::parameter) result = operand;
  }
  return result;
}

Operand operand_of(const Node* node) {
  node = without_casts(node);
  switch (tag_of(node)) {
    case T_A_Const:
      return Operand::constant;
    case T_ParamRef:
      return Operand::parameter;
    case T_ColumnRef:
      return Operand::column;
    case T_List:
      return operand_of(&as<List>(node));
    case T_A_ArrayExpr:
      return operand_of(as<A_ArrayExpr>(node).elements);
    case T_RowExpr:
      return operand_of(as<RowExpr>(node).args);
    default:
      return Operand::expression;
  }
}

bool is_bare(const Node* node) {
  return tag_of(node) == T_ColumnRef;
}

bool all_bare(const Node* node) {
  if (tag_of(node) != T_List) return is_bare(node);
  const Nodes elements(&as<List>(node));
  return std::all_of(elements.begin(), elements.end(), is_bare);
}

bool is_negated(const A_Expr& comparison, std::string_view op) {
  switch (comparison.kind) {
    case AEXPR_NOT_BETWEEN:
    case AEXPR_NOT_BETWEEN_SYM:
    case AEXPR_DISTINCT:
      return true;
    default:
      return op == "<>" || op.starts_with('!');
  }
}

}  // namespace

void Walk::condition(const Node* node, bool under_or) {
  if (node == nullptr) return;
  if (tag_of(node) != T_BoolExpr) return leaf(node, under_or);
  const auto& combined = as<BoolExpr>(node);
  for (const Node* part : Nodes(combined.args))
    condition(part, under_or || combined.boolop != AND_EXPR);
}

void Walk::leaf(const Node* node, bool under_or) {
  switch (tag_of(node)) {
    case T_A_Expr: {
      const auto& comparison_node = as<A_Expr>(node);
      if (comparison_node.kind == AEXPR_NULLIF) break;
      if (tag_of(comparison_node.lexpr) == T_RowExpr && tag_of(comparison_node.rexpr) == T_RowExpr)
        return row_comparison(comparison_node, under_or);
      return comparison(comparison_node, under_or);
    }
    case T_SubLink:
      return subselect_test(as<SubLink>(node), under_or);
    case T_NullTest: {
      const auto& test = as<NullTest>(node);
      const bool is_null = test.nulltesttype == IS_NULL;
      return one_sided(node_of(test.arg),
                       {ColumnRole::null, is_null ? "IS NULL" : "IS NOT NULL", false}, "",
                       under_or);
    }
    case T_BooleanTest: {
      const auto& test = as<BooleanTest>(node);
      if (test.booltesttype != IS_TRUE && test.booltesttype != IS_FALSE) {
        return one_sided(node_of(test.arg), {ColumnRole::other, "", true}, "", under_or);
      }
      return one_sided(node_of(test.arg), {ColumnRole::equality, "=", false},
                       test.booltesttype == IS_TRUE ? "true" : "false", under_or);
    }
    case T_ColumnRef:
      return one_sided(node, {ColumnRole::equality, "=", false}, "true", under_or);
    default:
      break;
  }
  one_sided(node, {ColumnRole::other, "", false}, "", under_or);
}

void Walk::one_sided(const Node* tested, const Test& test, const std::string& constant,
                     bool under_or) {
  ++m_features.filters;
  const Side tested_side = side(tested);
  const std::string expression = is_bare(tested) ? "" : text_of(tested_side);
  for (const Place& place : places(tested_side)) {
    ColumnUse filter;
    filter.role = test.role;
    filter.op = test.op;
    filter.operand = constant.empty() ? Operand::none : Operand::constant;
    filter.constant = constant;
    filter.under_or = under_or || test.negative;
    filter.expression = expression;
    use(std::move(filter), place);
  }
  forget(tested_side);
}

std::string Walk::text_of(const Side& side) const {
  const auto columns = places(side);
  const bool one_relation = std::ranges::all_of(
      columns, [&](const Place& place) { return place.relation == columns.front().relation; });
  if (side.has_subselect || !one_relation) return "?";
  return expression_text(side.node, columns).value_or("?");
}

// Whether the sides are columns of different relations. Where the text does not tell, an equality
// is taken for a join condition (l_orderkey = o_orderkey), another comparison for a filter
// (l_commitdate < l_receiptdate).
bool Walk::is_join(const Side& left, const Side& right, std::string_view op) const {
  if (left.is_empty() || right.is_empty() || left.has_subselect || right.has_subselect)
    return false;
  for (const Place& one : places(left)) {
    for (const Place& other : places(right)) {
      const bool unknown = one.relation < 0 || other.relation < 0;
      if (unknown ? op != "=" || one.column == other.column : one.relation == other.relation)
        return false;
    }
  }
  return true;
}

// EXISTS (SELECT * FROM lineitem WHERE l_orderkey = o_orderkey): two columns of the one table
// inside are hardly ever compared like that, so one of them will be a column of the query around.
void Walk::doubt_correlation(const Side& left, const Side& right, std::string_view op) {
  if (op != "=" || !is_bare(left.node) || !is_bare(right.node)) return;
  Place& one = m_places[left.begin];
  Place& other = m_places[right.begin];
  const bool doubtful =
      one.guessed && other.guessed && one.relation == other.relation && one.column != other.column;
  if (doubtful) one.relation = other.relation = -1;
}

void Walk::side_uses(const Side& side, const Test& test, const Side& other, bool under_or) {
  if (side.is_empty()) return;
  const bool bare = all_bare(side.node);
  const std::string expression = bare ? "" : text_of(side);
  const Operand operand = operand_of(other.node);
  std::string constant;
  if (operand == Operand::constant) constant = expression_text(other.node, {}).value_or("");
  for (const Place& place : places(side)) {
    ColumnUse compared;
    compared.role = test.role;
    compared.op = test.op;
    compared.operand = operand;
    compared.constant = constant;
    compared.under_or = under_or || test.negative;
    compared.expression = expression;
    use(std::move(compared), place);
  }
}

void Walk::comparison(const A_Expr& comparison, bool under_or) {
  const Side left = side(comparison.lexpr);
  const Side right = side(comparison.rexpr);
  const std::string op(last_name(comparison.name));
  doubt_correlation(left, right, op);
  Test test{role_of_operator(op), op, is_negated(comparison, op)};
  switch (comparison.kind) {
    case AEXPR_OP_ANY:
      test.role = op == "=" ? ColumnRole::in : ColumnRole::other;
      break;
    case AEXPR_OP_ALL:
      test.role = ColumnRole::other;
      break;
    case AEXPR_DISTINCT:
      test = {ColumnRole::other, "IS DISTINCT FROM", true};
      break;
    case AEXPR_NOT_DISTINCT:
      test = {ColumnRole::equality, "IS NOT DISTINCT FROM", false};
      break;
    case AEXPR_IN:
      test.role = ColumnRole::in;
      break;
    case AEXPR_LIKE:
    case AEXPR_ILIKE:
    case AEXPR_SIMILAR:
      test.role = ColumnRole::like;
      break;
    case AEXPR_BETWEEN:
    case AEXPR_NOT_BETWEEN:
    case AEXPR_BETWEEN_SYM:
    case AEXPR_NOT_BETWEEN_SYM:
      test.role = ColumnRole::range;
      break;
    default:
      break;
  }
  if (is_join(left, right, op))
    test.role = ColumnRole::join;
  else
    ++m_features.filters;
  side_uses(left, test, right, under_or);
  test.op = exchanged(test.op);
  if (comparison.kind == AEXPR_IN || comparison.kind == AEXPR_LIKE ||
      comparison.kind == AEXPR_ILIKE || comparison.kind == AEXPR_SIMILAR)
    test.role = test.role == ColumnRole::join ? test.role : ColumnRole::other;
  side_uses(right, test, left, under_or);
  forget(left);
}

// (a, b) = (c, d): one condition, compared pair by pair.
void Walk::row_comparison(const A_Expr& comparison, bool under_or) {
  const Nodes lefts(as<RowExpr>(comparison.lexpr).args);
  const Nodes rights(as<RowExpr>(comparison.rexpr).args);
  const std::string op(last_name(comparison.name));
  // Only the first pair of (a, b) < (c, d) is compared like that in every case.
  const bool equality = op == "=";
  bool joins = true;
  for (std::size_t i = 0; i < std::min(lefts.size(), rights.size()); ++i) {
    const Side left = side(lefts[i]);
    const Side right = side(rights[i]);
    Test test{role_of_operator(op), op, is_negated(comparison, op)};
    if (is_join(left, right, op))
      test.role = ColumnRole::join;
    else
      joins = false;
    side_uses(left, test, right, under_or || (!equality && i > 0));
    test.op = exchanged(op);
    side_uses(right, test, left, under_or || (!equality && i > 0));
    forget(left);
  }
  if (!joins) ++m_features.filters;
}

// EXISTS, IN (SELECT ...), = ANY (SELECT ...): one condition. The column that is looked for and the
// one that the sub-select gives out are compared with each other.
void Walk::subselect_test(const SubLink& link, bool under_or) {
  ++m_features.filters;
  const std::string op = link.operName == nullptr ? "=" : std::string(last_name(link.operName));
  const bool is_in = link.subLinkType == ANY_SUBLINK && op == "=";
  const Side tested = side(link.testexpr);
  ++m_features.subqueries;
  const Outputs* outputs = nullptr;
  without_sides([&] { outputs = query(link.subselect, m_block); });
  const bool bare = is_bare(link.testexpr);
  const std::string expression = bare ? "" : text_of(tested);
  for (const Place& place : places(tested)) {
    ColumnUse looked_for;
    looked_for.role = is_in ? ColumnRole::in : ColumnRole::other;
    looked_for.op = op;
    looked_for.operand = Operand::expression;
    looked_for.under_or = under_or;
    looked_for.expression = expression;
    use(std::move(looked_for), place);
  }
  if (is_in && !tested.is_empty() && outputs->columns.size() == 1 &&
      outputs->columns.front().relation >= 0) {
    const OutputColumn& given = outputs->columns.front();
    ColumnUse join;
    join.role = ColumnRole::join;
    join.op = op;
    join.operand = bare ? Operand::column : Operand::expression;
    join.under_or = under_or;
    use(std::move(join),
        {given.relation, given.column,
         m_features.relations[static_cast<std::size_t>(given.relation)].block, false});
  }
  forget(tested);
}

}  // namespace selfopt::sql
