#pragma once

#include <optional>
#include <string>

/// Connection strings: checked, merged and described, never printed.
namespace selfopt {

/// psql's own connection options; absent ones are left to libpq, its environment and its files.
struct ConnectionParts {
  std::optional<std::string> dsn;  ///< URI, keyword string or database name
  std::optional<std::string> host;
  std::optional<std::string> port;
  std::optional<std::string> user;
};

/// Merges \p parts into one keyword string; a part of its own beats the same key in the DSN.
/// \throws Error{usage} if the DSN cannot be read. Its text is not repeated: it may hold a
/// password.
std::string merge_conninfo(const ConnectionParts& parts);

/// \returns \p conninfo in words that may be shown, for example
///          `database "dw" on host "db.example.org", port 5432, as user "etl"`.
std::string describe_conninfo(const std::string& conninfo);

}  // namespace selfopt
