#pragma once

#include <functional>
#include <string_view>

#include "sql/statement.hpp"

namespace selfopt::sql {

/// What libpg_query made of a statement. The tree lives only as long as the call that it is given
/// to; its nodes are PostgreSQL's own (sql/nodes.hpp has their definitions).
struct ParseTree {
  const void* statements = nullptr;  ///< List of RawStmt; null if there is none or with an error
  const char* text = nullptr;        ///< what the locations in the nodes count bytes of
  const SyntaxError* error = nullptr;
};

/// Parses \p statement and calls \p work with the result, on this thread or, for a statement that
/// may be nested deeply, on another one with a larger stack. Text that PostgreSQL cannot take (a
/// NUL byte, invalid UTF-8, nesting beyond any use) is an error in the result, too.
void with_parse_tree(std::string_view statement,
                     const std::function<void(const ParseTree& tree)>& work);

/// \returns the fingerprint of a tree with statements, 16 hex digits.
std::string fingerprint(const ParseTree& tree);

}  // namespace selfopt::sql
