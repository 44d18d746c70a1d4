#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
  bool only = false;              ///< ON ONLY: without the partitions
  std::string method;             ///< "btree", ...; empty when it drops
  std::vector<std::string> keys;  ///< key columns, unquoted; "" for an expression
  std::size_t table_offset = 0;   ///< byte of the statement where the table's name begins
};

/// \returns nothing if \p ddl is not exactly one CREATE INDEX or DROP INDEX of one index
std::optional<IndexStatement> read_index_statement(std::string_view ddl);

/// What an index is made of, whatever its name and however its statement is laid out, to compare
/// advice with what pg_get_indexdef prints. Two texts that differ may still mean the same index
/// (the server adds casts to expressions); two that are equal never mean different ones.
/// \param create_index one CREATE INDEX statement
/// \returns "" if it is none
std::string index_shape(std::string_view create_index);

}  // namespace selfopt::sql
