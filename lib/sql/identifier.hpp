#pragma once

#include <string>
#include <string_view>

namespace selfopt::sql {

/// \returns \p name as an SQL identifier, in double quotes only if it has to be: when it is a
///          keyword of PostgreSQL's grammar, or not lower case letters, digits and underscores.
std::string quote_identifier(std::string_view name);

/// \returns SCHEMA.NAME, each quoted if it has to be.
std::string quote_qualified(std::string_view schema, std::string_view name);

}  // namespace selfopt::sql
