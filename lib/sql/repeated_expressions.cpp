#include "sql/repeated_expressions.hpp"

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "sql/lexer.hpp"
#include "sql/tree_walk.hpp"

namespace selfopt::sql {
namespace {

// A constant or parameter inside an expression.
struct Leaf {
  int number = 0;     // of a parameter; 0 for a constant
  int location = -1;  // in the text
};

void collect_leaves(const Node* node, std::vector<Leaf>& leaves) {
  if (tag_of(node) == T_ParamRef)
    leaves.push_back({as<ParamRef>(node).number, as<ParamRef>(node).location});
  else if (tag_of(node) == T_A_Const)
    leaves.push_back({0, as<A_Const>(node).location});
  else
    for_each_child(node, [&leaves](const Node* child) { collect_leaves(child, leaves); });
}
class Reader {
 public:
  Reader(std::string_view statement, Parameters& found) : m_text(statement), m_found(found) {}

  void read(const SelectStmt& select) {
    std::vector<const Node*> items;
    const auto add_items = [&items](const List* list) {
      for (const Node* item : Nodes(list))
        add_item(item, items);
    };
    add_items(select.groupClause);
    add_items(select.sortClause);
    if (Nodes(select.distinctClause).size() > 0 && Nodes(select.distinctClause)[0] != nullptr)
      add_items(select.distinctClause);
    std::erase_if(items, [](const Node* item) { return !has_inner_leaves(item); });
    if (items.empty()) return;
    Subexpressions all;
    for (const List* list : {select.targetList, select.sortClause, select.groupClause})
      for (const Node* node : Nodes(list))
        gather(node, all);
    gather(select.havingClause, all);
    for (const Node* item : items)
      for (const auto& twin : all[pg_query_fingerprint_node(item)])
        unify(item, twin);
  }

 private:
  static void add_item(const Node* item, std::vector<const Node*>& items) {
    if (tag_of(item) == T_SortBy) return add_item(as<SortBy>(item).node, items);
    if (tag_of(item) == T_GroupingSet) {
      for (const Node* part : Nodes(as<GroupingSet>(item).content))
        add_item(part, items);
    } else if (item != nullptr) {
      items.push_back(item);
    }
  }

  static bool has_inner_leaves(const Node* item) {
    if (tag_of(item) == T_ParamRef || tag_of(item) == T_A_Const) return false;
    std::vector<Leaf> leaves;
    collect_leaves(item, leaves);
    return !leaves.empty();
  }

  using Subexpressions = std::unordered_map<std::uint64_t, std::vector<const Node*>>;
  static void gather(const Node* node, Subexpressions& all) {
    if (node == nullptr || tag_of(node) == T_SelectStmt) return;
    switch (tag_of(node)) {
      case T_A_Expr:
      case T_FuncCall:
      case T_TypeCast:
      case T_CaseExpr:
      case T_CoalesceExpr:
      case T_MinMaxExpr:
      case T_BoolExpr:
      case T_NullTest:
      case T_A_Indirection:
        all[pg_query_fingerprint_node(node)].push_back(node);
        break;
      default:
        break;
    }
    for_each_child(node, [&all](const Node* child) { gather(child, all); });
  }

  void unify(const Node* item, const Node* twin) {
    if (item == twin) return;
    std::vector<Leaf> ours;
    std::vector<Leaf> theirs;
    collect_leaves(item, ours);
    collect_leaves(twin, theirs);
    if (ours.size() != theirs.size()) return;
    for (std::size_t i = 0; i < ours.size(); ++i) {
      const Leaf& one = ours[i];
      const Leaf& other = theirs[i];
      if (one.number > 0 && other.number > 0 && one.number != other.number)
        m_found.same.emplace_back(std::min(one.number, other.number),
                                  std::max(one.number, other.number));
      else if (one.number > 0 && other.number == 0)
        copy_literal(one.number, other.location);
      else if (one.number == 0 && other.number > 0)
        copy_literal(other.number, one.location);
    }
  }

  void copy_literal(int number, int location) {
    if (location < 0) return;
    Lexer lexer(m_text, static_cast<std::size_t>(location));
    Token token = lexer.next();
    std::string literal(lexer.text_of(token));
    if (literal == "-") {
      token = lexer.next();
      if (token.kind == TokenKind::space) token = lexer.next();
      literal += lexer.text_of(token);
    }
    if (token.kind == TokenKind::string || token.kind == TokenKind::number ||
        token.kind == TokenKind::word)
      m_found.literals.try_emplace(number, std::move(literal));
  }

  std::string_view m_text;
  Parameters& m_found;
};

}  // namespace

void read_repeated_expressions(const SelectStmt& select, std::string_view statement,
                               Parameters& found) {
  Reader(statement, found).read(select);
}

void pass_on_literals(Parameters& found) {
  for (const auto& [one, other] : found.same) {
    if (const auto known = found.literals.find(one); known != found.literals.end())
      found.literals.try_emplace(other, known->second);
    else if (const auto copy = found.literals.find(other); copy != found.literals.end())
      found.literals.try_emplace(one, copy->second);
  }
}

}  // namespace selfopt::sql
