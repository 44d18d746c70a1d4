#include "sql/statement.hpp"

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

}  // namespace selfopt::sql
