#pragma once

#include <string>
#include <utility>
#include <vector>

#include <selfopt/nouns/database.hpp>

#include "pg/session.hpp"

/// The schema of a database as statements that make it anew elsewhere, as far as a planner looks at
/// it: no rows, no privileges, no triggers, no values that columns have by default. pg_dump would
/// refuse servers that are newer than itself.
namespace selfopt::pg {

/// Something that a database consists of.
struct SchemaObject {
  std::string what;  ///< for people: table "public.orders"
  std::string sql;   ///< makes it
};

struct SessionSetting {
  std::string name;
  std::string value;
  bool changed = false;  ///< it is not what PostgreSQL sets itself
};

/// What a copy of a database is to be made of.
struct SchemaCopy {
  std::string encoding;    ///< of the database, for example "UTF8"
  std::string collate;     ///< its order of texts, for example "en_US.UTF-8"
  std::string ctype;       ///< its letters
  std::string icu_locale;  ///< empty: the operating system's rules are used
  std::vector<std::string> schemas;
  std::vector<std::pair<std::string, std::string>> extensions;  ///< with the schema of each
  /// What needs others comes after them, as a rule. The other server wrote these statements, so
  /// they are for a role that may do nothing beyond the copy.
  std::vector<SchemaObject> objects;
  std::vector<SessionSetting> settings;  ///< those that plans depend on
  std::vector<std::string> search_path;
};

/// Reads everything that is not the system's and not an extension's. Foreign tables are left out.
SchemaCopy read_schema_copy(Session& session);

/// Makes \p objects in \p database, as often as some that failed may find by now what they need.
/// \returns of each that could not be made what it is and the reason
std::vector<std::string> make_objects(const Database& database, std::vector<SchemaObject> objects);

}  // namespace selfopt::pg
