#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace selfopt::sql {

/// A column as CREATE TABLE describes it.
struct ColumnDefinition {
  std::string name;
  std::string sql_type;   ///< as written, for example "numeric(10, 2)"
  std::string clause;     ///< all that is written behind the name: type, default, constraints
  std::string type_name;  ///< pg_type.typname, for example "int4"; "" for an array, a domain, ...
  int precision = 0;      ///< of numeric(p,s); 0: any
  int scale = 0;
  int max_characters = 0;  ///< of varchar(n) and char(n); 0: any
  bool not_null = false;
  bool fills_itself = false;  ///< has a default, is an identity or generated
  bool is_generated = false;
  std::string comment;
};

/// A table as SQL text describes it.
struct TableDefinition {
  std::string schema;  ///< as written, unquoted; may be empty
  std::string name;
  std::int64_t line = 1;  ///< where CREATE TABLE stands
  std::vector<ColumnDefinition> columns;
  std::vector<std::string> constraints;  ///< of the table, each as written
  bool has_primary_key = false;
  std::string comment;
};

/// Reads CREATE TABLE, COMMENT ON TABLE and COLUMN, and ALTER TABLE that adds a constraint or NOT
/// NULL. Other statements are passed over, so that what pg_dump --schema-only writes can be read.
/// \param path for messages
/// \throws Error{input} if a statement does not parse, if a table inherits, is a partition or is
///         made LIKE another, if there are two of a name, or if what is said of a table comes
///         before it
std::vector<TableDefinition> read_table_definitions(std::string_view text, const std::string& path);

}  // namespace selfopt::sql
