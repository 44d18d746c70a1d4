#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// The door to libpg_query: PostgreSQL's own grammar. Nothing here needs a server.
namespace selfopt::sql {

/// One statement of a text that may hold several.
struct Statement {
  std::string_view text;   ///< without its semicolon, leading white space and leading comments
  std::int64_t line = 1;   ///< where it begins, from 1
  std::int64_t calls = 1;  ///< from a comment `-- selfopt: calls=N` before it
  std::string_view name;   ///< from a comment `-- name: NAME` before it, blanks trimmed; or empty
};

/// Splits \p text at the semicolons that end statements, whether or not they parse. Quotes, dollar
/// quotes, nested comments and SQL-standard function bodies are respected; psql's backslash
/// commands are left out. The results point into \p text.
std::vector<Statement> split(std::string_view text);

/// \returns libpg_query's fingerprint of one statement, 16 hex digits, or "" if it does not parse.
std::string fingerprint(std::string_view statement);

/// \returns one line, comments left out, white space collapsed, lower case outside quotes,
/// constants
///          as $1, $2, ...; if it does not parse, the same without constants replaced.
std::string normalize(std::string_view statement);

/// Why a statement does not parse.
struct SyntaxError {
  std::string message;
  std::int64_t position = 0;  ///< character in the statement, from 1
};

/// \returns nullopt if PostgreSQL's grammar accepts \p statement.
std::optional<SyntaxError> check_syntax(std::string_view statement);

}  // namespace selfopt::sql
