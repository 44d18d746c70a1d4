#include "sql/index_statement.hpp"

#include <algorithm>
#include <cctype>

#include "sql/lexer.hpp"
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
  out.only = !statement.relation->inh;
  out.method = text_or_empty(statement.accessMethod);
  out.table_offset = static_cast<std::size_t>(statement.relation->location);
  for (const Node* key : Nodes(statement.indexParams))
    out.keys.push_back(text_or_empty(as<IndexElem>(key).name));
  return out;
}

std::optional<IndexStatement> read_drop(const DropStmt& statement) {
  if (statement.removeType != OBJECT_INDEX || list_length(statement.objects) != 1)
    return std::nullopt;
  const auto* path = static_cast<const List*>(linitial(statement.objects));
  if (list_length(path) > 2) return std::nullopt;
  const auto part = [&](int i) {
    return std::string(static_cast<const String*>(list_nth(path, i))->sval);
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

std::string index_shape(std::string_view create_index) {
  const auto statement = read_index_statement(create_index);
  if (!statement || !statement->creates) return {};
  Lexer lexer(create_index, statement->table_offset);
  std::string shape = statement->method + (statement->unique ? " unique" : "");
  const auto next = [&lexer] {
    Token token = lexer.next();
    while (token.kind == TokenKind::space)
      token = lexer.next();
    return token;
  };
  // The table's name, with its schema if that is written, belongs to the caller.
  Token token = next();
  for (token = next(); token.kind == TokenKind::mark && lexer.text_of(token) == "."; token = next())
    next();
  if (token.kind == TokenKind::word && equals_keyword(lexer.text_of(token), "using")) {
    next();
    token = next();
  }
  for (; token.kind != TokenKind::end; token = next()) {
    std::string text(lexer.text_of(token));
    if (text == "(" || text == ";") continue;  // the server adds some; the closing ones tell enough
    if (token.kind == TokenKind::word)
      std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
    shape += ' ' + text;
  }
  while (shape.ends_with(" )"))
    shape.resize(shape.size() - 2);
  return shape;
}

}  // namespace selfopt::sql
