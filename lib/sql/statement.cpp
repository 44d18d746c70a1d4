#include "sql/statement.hpp"

#include "sql/lexer.hpp"
#include "sql/normalize.hpp"
#include "sql/parse_tree.hpp"

namespace selfopt::sql {

std::string fingerprint(std::string_view statement) {
  std::string hash;
  with_parse_tree(statement, [&](const ParseTree& tree) {
    if (tree.statements != nullptr) hash = fingerprint(tree);
  });
  return hash;
}

std::optional<SyntaxError> check_syntax(std::string_view statement) {
  std::optional<SyntaxError> error;
  with_parse_tree(statement, [&](const ParseTree& tree) {
    if (tree.error != nullptr) error = *tree.error;
  });
  return error;
}

std::string normalize(std::string_view statement) {
  Constants constants;
  Lexer lexer(statement);
  for (Token token = lexer.next(); token.kind != TokenKind::end; token = lexer.next())
    if (token.kind == TokenKind::number || token.kind == TokenKind::string)
      constants.locations.push_back(static_cast<int>(token.begin));
  return write_normalized(statement, std::move(constants));
}

}  // namespace selfopt::sql
