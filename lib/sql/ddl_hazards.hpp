#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace selfopt::sql {

/// Something in a statement of a migration that locks a table for long, or loses data.
struct DdlHazard {
  std::string table;    ///< as written; may be empty
  std::string what;     ///< "CREATE INDEX without CONCURRENTLY locks writers out while it builds"
  std::string instead;  ///< a sentence; may be empty
};

/// \returns what of that one statement does, whatever the tables hold
std::vector<DdlHazard> read_ddl_hazards(std::string_view statement);

/// \returns the table that a statement makes, as written; "" if it makes none. What is done to it
///          afterwards in the same file locks nobody out.
std::string created_table(std::string_view statement);

}  // namespace selfopt::sql
