#include "sql/features.hpp"

#include <algorithm>

#include "sql/normalize.hpp"
#include "sql/parse_tree.hpp"
#include "sql/statement.hpp"
#include "sql/statement_type.hpp"
#include "sql/walk.hpp"

namespace selfopt::sql {
namespace {

bool is_query(const Node* statement) {
  const Node* node = as<RawStmt>(statement).stmt;
  return tag_of(node) == T_SelectStmt || changes_rows(node);
}

// One walk; a text of several statements is taken as a whole.
Constants walk(const ParseTree& tree, Features& features, const KnownRelations* known = nullptr) {
  Constants constants;
  Walk walk(features, constants, known);
  for (const Node* statement : Nodes(static_cast<const List*>(tree.statements))) {
    walk.statement(statement);
    // Utility statements have their constants where the walk does not go, passwords among them.
    constants.all_strings = constants.all_strings || !is_query(statement);
  }
  auto& tables = features.tables;
  std::ranges::sort(tables);
  tables.erase(std::unique(tables.begin(), tables.end()), tables.end());
  return constants;
}

// \returns whether there is a tree to read; if not, why
bool has_tree(const ParseTree& tree, Features& features) {
  if (tree.error != nullptr) {
    features.error = tree.error->message;
    if (tree.error->position > 0) features.error_position = tree.error->position;
  } else if (tree.statements == nullptr) {
    features.error = "there is no statement";
  }
  return !features.error;
}

}  // namespace

Features read_features(std::string_view statement, const KnownRelations* known) {
  Features features;
  with_parse_tree(statement, [&](const ParseTree& tree) {
    if (!has_tree(tree, features)) return;
    features.query_hash = fingerprint(tree);
    features.statement_type = statement_type(tree, statement);
    features.normalized_query = write_normalized(statement, walk(tree, features, known));
  });
  if (features.error) features.normalized_query = write_normalized(statement, {});
  return features;
}

Features read_fingerprint(std::string_view statement) {
  Features features;
  with_parse_tree(statement, [&](const ParseTree& tree) {
    if (has_tree(tree, features)) features.query_hash = fingerprint(tree);
  });
  return features;
}

Features read_normalized(std::string_view statement) {
  Features features;
  with_parse_tree(statement, [&](const ParseTree& tree) {
    Constants constants;
    Features unused;
    if (has_tree(tree, features)) constants = walk(tree, unused);
    features.normalized_query = write_normalized(statement, std::move(constants));
  });
  return features;
}

std::string normalize(std::string_view statement) {
  return read_normalized(statement).normalized_query;
}

}  // namespace selfopt::sql
