#include "sql/effect.hpp"

#include "sql/nodes.hpp"
#include "sql/parse_tree.hpp"

namespace selfopt::sql {
namespace {

// PostgreSQL allows a CTE that writes only in the outermost WITH.
bool has_writing_cte(const WithClause* with) {
  if (with == nullptr) return false;
  for (int i = 0; i < list_length(with->ctes); ++i) {
    const auto* cte = static_cast<const CommonTableExpr*>(list_nth(with->ctes, i));
    if (changes_rows(cte->ctequery)) return true;
  }
  return false;
}

Effect effect_of_select(const SelectStmt* select) {
  if (has_writing_cte(select->withClause) || select->lockingClause != nullptr)
    return Effect::writes;
  while (select->larg != nullptr)  // INTO stands in the first SELECT of a UNION
    select = select->larg;
  return select->intoClause == nullptr ? Effect::reads : Effect::writes;
}

Effect effect_of(const List* statements) {
  if (list_length(statements) != 1) return Effect::unknown;
  const auto* raw = static_cast<const RawStmt*>(linitial(statements));
  if (changes_rows(raw->stmt)) return Effect::writes;
  if (nodeTag(raw->stmt) != T_SelectStmt) return Effect::other;
  return effect_of_select(reinterpret_cast<const SelectStmt*>(raw->stmt));
}

}  // namespace

Glance glance_at(std::string_view statement) {
  Glance glance;
  with_parse_tree(statement, [&](const ParseTree& tree) {
    if (tree.error != nullptr) glance.error = *tree.error;
    if (tree.statements == nullptr) return;
    glance.query_hash = fingerprint(tree);
    glance.effect = effect_of(static_cast<const List*>(tree.statements));
  });
  return glance;
}

bool controls_transaction(std::string_view statement) {
  bool found = false;
  with_parse_tree(statement, [&](const ParseTree& tree) {
    for (const Node* node : Nodes(static_cast<const List*>(tree.statements)))
      found |= tag_of(as<RawStmt>(node).stmt) == T_TransactionStmt;
  });
  return found;
}

}  // namespace selfopt::sql
