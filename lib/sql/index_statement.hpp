#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace selfopt::sql {

/// What a CREATE INDEX or DROP INDEX statement is about.
struct IndexStatement {
  bool creates = false;  ///< else it drops
  std::string schema;    ///< as written, unquoted; may be empty. Of the table when it creates
  std::string table;     ///< unquoted; empty when it drops
  std::string name;      ///< of the index, unquoted; empty if PostgreSQL is to choose one
  bool unique = false;
  bool concurrently = false;
  bool if_exists_clause = false;  ///< IF EXISTS or IF NOT EXISTS
};

/// \returns nothing if \p ddl is not exactly one CREATE INDEX or DROP INDEX of one index
std::optional<IndexStatement> read_index_statement(std::string_view ddl);

}  // namespace selfopt::sql
