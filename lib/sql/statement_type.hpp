#pragma once

#include <string>
#include <string_view>

#include "sql/parse_tree.hpp"

namespace selfopt::sql {

/// \returns PostgreSQL's command tag of the first statement in \p tree: "SELECT", "CREATE TABLE
/// AS". \param text the statement; utility statements are told by their first words
std::string statement_type(const ParseTree& tree, std::string_view text);

}  // namespace selfopt::sql
