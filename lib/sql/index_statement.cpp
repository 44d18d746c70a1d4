#include "sql/index_statement.hpp"

#include "sql/nodes.hpp"
#include "sql/parse_tree.hpp"

namespace selfopt::sql {
namespace {

std::string text_or_empty(const char* text) {
  return text == nullptr ? "" : text;
}

IndexStatement read_create(const IndexStmt& statement) {
  IndexStatement out;
  out.creates = true;
  out.schema = text_or_empty(statement.relation->schemaname);
  out.table = text_or_empty(statement.relation->relname);
  out.name = text_or_empty(statement.idxname);
  out.unique = statement.unique;
  out.concurrently = statement.concurrent;
  out.if_exists_clause = statement.if_not_exists;
  return out;
}

std::optional<IndexStatement> read_drop(const DropStmt& statement) {
  if (statement.removeType != OBJECT_INDEX || list_length(statement.objects) != 1)
    return std::nullopt;
  const auto* path = static_cast<const List*>(linitial(statement.objects));
  if (list_length(path) > 2) return std::nullopt;
  const auto part = [&](int i) {
    return std::string(strVal(static_cast<const Node*>(list_nth(path, i))));
  };
  IndexStatement out;
  out.name = part(list_length(path) - 1);
  if (list_length(path) == 2) out.schema = part(0);
  out.concurrently = statement.concurrent;
  out.if_exists_clause = statement.missing_ok;
  return out;
}

}  // namespace

std::optional<IndexStatement> read_index_statement(std::string_view ddl) {
  std::optional<IndexStatement> found;
  with_parse_tree(ddl, [&](const ParseTree& tree) {
    const auto* statements = static_cast<const List*>(tree.statements);
    if (list_length(statements) != 1) return;
    const Node* statement = static_cast<const RawStmt*>(linitial(statements))->stmt;
    if (IsA(statement, IndexStmt))
      found = read_create(*reinterpret_cast<const IndexStmt*>(statement));
    if (IsA(statement, DropStmt)) found = read_drop(*reinterpret_cast<const DropStmt*>(statement));
  });
  return found;
}

}  // namespace selfopt::sql
