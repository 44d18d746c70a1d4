#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <selfopt/nouns/action.hpp>

#include "pg/session.hpp"

/// What the catalog says of indexes and their tables, as far as a change has to know it.
namespace selfopt::pg {

/// What the catalog says of an index by its name.
struct IndexState {
  std::string sql_name;    ///< schema-qualified, quoted where it has to be
  std::string table;       ///< the same, of what it is on
  std::string definition;  ///< pg_get_indexdef
  bool has_expression = false;
  bool valid = false;
  bool being_built = false;  ///< by a server process that lives
  std::int64_t size_bytes = 0;
  IndexExtras extras;
  /// What would break without it, for example "a constraint"; empty if nothing would.
  std::string needed_for;
  /// Why it may be needed although nothing would break at once; empty if there is no such reason.
  std::string useful_for;
};

/// \param table what the index is on; an index lives in its table's schema
/// \returns nothing if the table's schema has no index \p name
std::optional<IndexState> index_state(Session& session, const std::string& table,
                                      const std::string& name);

/// What the catalog says of a table that gets or loses an index.
struct TableState {
  char kind = 'r';              ///< pg_class.relkind: r, p (partitioned), m
  std::int64_t size_bytes = 0;  ///< with its partitions, without indexes
  double rows = 0;              ///< pg_class.reltuples; below 0: never analysed
  std::string identity;         ///< another one: another table, owner, or columns
  std::string owner;
  bool may_build = false;                 ///< we are the owner, who may create in the schema
  std::string name_taken_by;              ///< "table", "view", ...; empty: the name is free
  std::vector<std::string> definitions;   ///< of its valid indexes, as pg_get_indexdef prints them
  std::string tablespace_folder;          ///< where the server keeps it; empty: we may not know
  std::vector<std::string> wide_columns;  ///< of text or bytes without a limit on their length
};

/// \param index what the new index is to be called
/// \returns nothing if there is no such table, partitioned table or materialised view
std::optional<TableState> table_state(Session& session, const std::string& table,
                                      const std::string& index);

}  // namespace selfopt::pg
